class ApplicationJob < ActiveJob::Base
  # The note may be gone before the job is done.
  discard_on ActiveJob::DeserializationError
end
