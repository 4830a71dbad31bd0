class NotesController < ApplicationController
  def index
    @notes = Note.order(:id)
    @note = Note.new

    respond_to do |format|
      format.html
      format.json { render json: @notes }
    end
  end

  def create
    @note = Note.new(params.expect(note: [ :text ]))

    if @note.save
      NoteJob.perform_later(@note)
      redirect_to root_path
    else
      @notes = Note.order(:id)
      render :index, status: :unprocessable_content
    end
  end
end
