//! What the tests know of the generated Django application: its front page, its admin, its first view and first model.

use super::compose::Stack;
use super::http::{Client, Response};
use super::project::Project;

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
        let lines: Vec<&str> = text.lines().collect();
        let at = lines
            .iter()
            .position(|line| line.contains("render(request"))
            .unwrap();
        let head = lines[..at].iter().rfind(|line| line.contains("(request"));
        let name = between(head.expect("a view"), "def ", "(").unwrap();
        Self {
            line: at + 1,
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
