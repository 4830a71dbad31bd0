//! Places in the text that a user wrote, of problems that were found in the one that was made of it:
//! a project without a name is given one, and `--set` adds lines.

use similar::{ChangeTag, TextDiff};

use crate::core::diagnostic::Problem;

/// Gives problems in `file` the lines that the user sees. A line that he did not write is none.
pub fn as_written(problems: &mut [Problem], file: &str, made: &str, written: &str) {
    if made == written {
        return;
    }
    let diff = TextDiff::from_lines(written, made);
    let changes = diff.iter_all_changes();
    let lines: Vec<(usize, usize)> = changes
        .filter(|change| change.tag() == ChangeTag::Equal)
        .filter_map(|change| Some((change.new_index()? + 1, change.old_index()? + 1)))
        .collect();
    for problem in problems {
        if let Some(place) = &mut problem.place
            && place.file == file
            && let Some(line) = place.line
        {
            place.line = lines
                .iter()
                .find(|(new, _)| *new == line)
                .map(|(_, old)| *old);
            if place.line.is_none() {
                place.column = None;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::core::diagnostic::Where;

    #[test]
    fn lines_are_those_of_the_file() {
        let at = |line: usize| {
            let place = Where {
                file: "dockwright.yaml".to_owned(),
                line: Some(line),
                column: Some(1),
                key: None,
            };
            Problem::error("x", "y").at(place)
        };
        let mut problems = [at(1), at(2), at(3)];
        let (made, written) = (
            "dockwright: 1\nname: a\nnam: x\n",
            "dockwright: 1\nnam: x\n",
        );
        as_written(&mut problems, "dockwright.yaml", made, written);
        let lines = problems.map(|problem| problem.place.and_then(|place| place.line));
        assert_eq!(lines, [Some(1), None, Some(2)]);
    }
}
