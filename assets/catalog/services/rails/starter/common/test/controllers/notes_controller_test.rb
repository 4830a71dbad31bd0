require "test_helper"

class NotesControllerTest < ActionDispatch::IntegrationTest
  include ActiveJob::TestHelper

  test "a note is shown, and its words are counted" do
    perform_enqueued_jobs do
      post notes_url, params: { note: { text: "from a test" } }
    end
    assert_redirected_to root_url
    follow_redirect!
    assert_select "li", /from a test\s+3 words/
  end

  test "a note without text is refused" do
    post notes_url, params: { note: { text: "" } }
    assert_response :unprocessable_content
  end
end
