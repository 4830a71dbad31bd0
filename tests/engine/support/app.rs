//! What the tests know of generated applications, most of all of Django's: its front page, its admin, its first view and first model.

use std::time::Duration;

use super::compose::Stack;
use super::http::{Client, Response};
use super::project::Project;
use super::wait;

/// Shows the login form and sends it with its token, as a person does.
pub fn login(client: &mut Client, name: &str, password: &str) -> Response {
    let form = client.get("/admin/login/?next=/admin/");
    assert_eq!(form.status, 200, "{form:?}");
    let token = between(&form.body, "name=\"csrfmiddlewaretoken\" value=\"", "\"")
        .expect("a token in the form")
        .to_owned();
    assert!(client.cookie("csrftoken").is_some(), "{form:?}");
    client.post(
        "/admin/login/?next=/admin/",
        &[
            ("csrfmiddlewaretoken", &token),
            ("username", name),
            ("password", password),
            ("next", "/admin/"),
        ],
    )
}

/// What stands between two marks.
pub fn between<'a>(text: &'a str, before: &str, after: &str) -> Option<&'a str> {
    text.split_once(before)?
        .1
        .split_once(after)
        .map(|(found, _)| found)
}

/// The mail with this subject comes to the catcher. The rig's stand-in for Mailpit is `MailDev`, which lists at /api/email; Mailpit's own
/// list is at /api/v1/messages.
pub fn mailed(stack: &Stack, subject: &str) {
    let catcher = stack.published("mail", 8025);
    wait::until(&format!("the mail {subject}"), wait::EDIT, || {
        let lists = ["/api/email", "/api/v1/messages"];
        let answers = lists.map(|path| Client::new(catcher).try_get(path));
        let has = |list: &Response| list.body.contains(subject);
        answers.iter().flatten().any(has).then_some(())
    });
}

/// A schedule of Celery's that a test can wait for. More often, a stop would meet beat while it sends, which then ends with 1.
pub fn often(project: &Project, path: &str) {
    project.edit(path, "\"schedule\": 60}", "\"schedule\": 10}");
}

/// The worker has done a task that nobody but the schedule sends.
pub fn scheduled(stack: &Stack, worker: &str, task: &str) {
    wait::until(
        &format!("{task} by {worker}"),
        Duration::from_secs(30),
        || {
            let log = stack.run(&["logs", "--no-color", worker]).ok().output();
            let done = |line: &str| line.contains(task) && line.contains("succeeded");
            log.lines().any(done).then_some(())
        },
    );
}

/// A page has the word, soon: an edit is seen.
pub fn seen(port: u16, path: &str, word: &str) {
    has(port, path, word, wait::EDIT);
}

/// A page has the word of an edit that is compiled first.
pub fn compiled(port: u16, path: &str, word: &str) {
    has(port, path, word, wait::COMPILED);
}

fn has(port: u16, path: &str, word: &str, limit: Duration) {
    wait::until(&format!("{word} at {path}"), limit, || {
        let answer = Client::new(port).try_get(path)?;
        (answer.status == 200 && answer.body.contains(word)).then_some(())
    });
}

/// Every value of `src` and `href` in a page that begins with `prefix`.
pub fn links(page: &str, prefix: &str) -> Vec<String> {
    let values = page
        .split(['"', '\''])
        .filter(|value| value.starts_with(prefix));
    values.map(str::to_owned).collect()
}

/// A Python file that the front page comes from, and its view.
pub struct View {
    pub path: String,
    name: String,
    /// Where the page is made, counted from 1: here the debugger stops.
    pub line: usize,
}

impl View {
    pub fn of(project: &Project) -> Self {
        let path = project.file("views.py", "render(request");
        let text = project.read(&path);
        let line = project.line_of(&path, "render(request");
        let above = text.lines().take(line - 1);
        let head = above.filter(|line| line.contains("(request")).last();
        let name = between(head.expect("a view"), "def ", "(").unwrap();
        Self {
            line,
            name: name.to_owned(),
            path,
        }
    }

    /// Edits it so that the page says `mark`. Lines above stay where they are.
    pub fn edit(&self, project: &Project, mark: &str) {
        let (text, name) = (project.read(&self.path), &self.name);
        let wrap = format!(
            "\n\n_{mark} = {name}\n\n\ndef {name}(request):\n    response = _{mark}(request)\n    \
             response.content += b\"<!-- {mark} -->\"\n    return response\n"
        );
        project.write(&self.path, &(text + &wrap));
    }
}

/// Finds the project's own first model with a text in it, by Django's own register.
const MODEL: &str = "\
from django.apps import apps
texts = lambda m: [f.name for f in m._meta.fields if f.get_internal_type() in ('CharField', 'TextField')]
model = next(m for m in apps.get_models() if not m.__module__.startswith('django.') and texts(m))
field = texts(model)[0]
";

/// Writes a row through the application.
pub fn write_row(stack: &Stack, text: &str) {
    shell(
        stack,
        &format!("{MODEL}model.objects.create(**{{field: '{text}'}})"),
    );
}

/// The texts of all rows.
pub fn rows(stack: &Stack) -> String {
    shell(
        stack,
        &format!("{MODEL}print(list(model.objects.values_list(field, flat=True)))"),
    )
}

/// Runs Python inside the application.
pub fn shell(stack: &Stack, code: &str) -> String {
    stack.exec("web", &["python", "manage.py", "shell", "-c", code])
}
