//! A text lent to the user's editor.

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

fn edit_in(folder: &Path, name: &str, text: &str) -> Result<String, String> {
    let file = folder.join(name);
    fs::write(&file, text).map_err(|error| error.to_string())?;
    let said = ["VISUAL", "EDITOR"].into_iter().find_map(|name| {
        let value = std::env::var(name).ok();
        value.filter(|value| !value.trim().is_empty())
    });
    let editor = said.unwrap_or_else(|| "vi".to_owned());
    // As git does: the variable is a command with its arguments.
    let status = Command::new("sh")
        .arg("-c")
        .arg(format!("{editor} \"$1\""))
        .arg(&editor)
        .arg(&file)
        .status()
        .map_err(|error| format!("{editor}: {error}"))?;
    if !status.success() {
        return Err(format!("{editor}: {status}"));
    }
    fs::read_to_string(&file).map_err(|error| error.to_string())
}
