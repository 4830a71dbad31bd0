class NoteMailer < ActionMailer::Base
  default from: "notes@example.org", to: "team@example.org"

  def created(note)
    @note = note
    mail subject: "A new note"
  end
end
