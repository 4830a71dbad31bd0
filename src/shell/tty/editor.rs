//! A text lent to the user's editor, and a file of the project opened in it.

use std::ffi::OsString;
use std::fs::{self, DirBuilder};
use std::os::unix::fs::DirBuilderExt as _;
use std::path::Path;
use std::process::Command;

/// Opens `$VISUAL`, `$EDITOR` or `vi` on a text, in a file of that name so that the editor knows what it is; gives
/// the text as it was left, or why there is none. The file lies in a folder that only this user can read, and goes.
pub fn edit(name: &str, text: &str) -> Result<String, String> {
    let number = getrandom::u64().map_err(|error| error.to_string())?;
    let folder = std::env::temp_dir().join(format!("dockwright-{number:016x}"));
    DirBuilder::new()
        .mode(0o700)
        .create(&folder)
        .map_err(|error| format!("{}: {error}", folder.display()))?;
    let edited = edit_in(&folder, name, text);
    let _ = fs::remove_dir_all(&folder);
    edited
}

/// Opens a file of the project in it, at a line.
pub fn open(file: &Path, line: Option<usize>) -> Result<(), String> {
    if !file.is_file() {
        return Err(format!("{} is no file any more", file.display()));
    }
    let editor = editor();
    run(&editor, &at_line(&editor, file, line))
}

/// The arguments that name a line: most take `+8`, as vi does.
fn at_line(editor: &str, file: &Path, line: Option<usize>) -> Vec<OsString> {
    let path = file.as_os_str().to_owned();
    let Some(line) = line else { return vec![path] };
    let program = editor.split_whitespace().next().unwrap_or_default();
    let program = program.rsplit('/').next().unwrap_or_default();
    let mut with_line = path.clone();
    with_line.push(format!(":{line}"));
    match program {
        "code" | "code-insiders" | "codium" | "cursor" | "windsurf" => {
            vec!["--goto".into(), with_line]
        }
        "hx" | "helix" | "subl" | "zed" | "zeditor" => vec![with_line],
        "kate" | "idea" | "pycharm" | "webstorm" | "goland" | "phpstorm" | "rubymine" => {
            vec!["--line".into(), line.to_string().into(), path]
        }
        _ => vec![format!("+{line}").into(), path],
    }
}

/// What the user's variables say.
fn editor() -> String {
    let said = ["VISUAL", "EDITOR"].into_iter().find_map(|name| {
        let value = std::env::var(name).ok();
        value.filter(|value| !value.trim().is_empty())
    });
    said.unwrap_or_else(|| "vi".to_owned())
}

/// As git does: the variable is a command with its arguments.
fn run(editor: &str, arguments: &[OsString]) -> Result<(), String> {
    let status = Command::new("sh")
        .arg("-c")
        .arg(format!("{editor} \"$@\""))
        .arg(editor)
        .args(arguments)
        .status()
        .map_err(|error| format!("{editor}: {error}"))?;
    if status.success() {
        Ok(())
    } else {
        Err(format!("{editor}: {status}"))
    }
}

fn edit_in(folder: &Path, name: &str, text: &str) -> Result<String, String> {
    let file = folder.join(name);
    fs::write(&file, text).map_err(|error| error.to_string())?;
    run(&editor(), &[file.as_os_str().to_owned()])?;
    fs::read_to_string(&file).map_err(|error| error.to_string())
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::at_line;

    #[test]
    fn each_editor_is_told_the_line_as_it_takes_it() {
        for (editor, told) in [
            ("vi", "+8 ./a b.py"),
            ("/usr/bin/nvim -p", "+8 ./a b.py"),
            ("emacs -nw", "+8 ./a b.py"),
            ("code --wait", "--goto ./a b.py:8"),
            ("hx", "./a b.py:8"),
            ("kate -b", "--line 8 ./a b.py"),
        ] {
            let arguments = at_line(editor, Path::new("./a b.py"), Some(8));
            let told_it: Vec<&str> = arguments.iter().filter_map(|one| one.to_str()).collect();
            assert_eq!(told_it.join(" "), told, "{editor}");
        }
        assert_eq!(at_line("vi", Path::new("a"), None), ["a"]);
    }
}
