//! Places in the text that a user wrote, of problems that were found in the one that was made of it:
//! a project without a name is given one, and `--set` adds lines.

use crate::core::align::{Algorithm, DiffOp, align, lines};
use crate::core::diagnostic::Problem;

/// Gives problems in `file` the lines that the user sees. A line that he did not write is none.
pub fn as_written(problems: &mut [Problem], file: &str, made: &str, written: &str) {
    if made == written {
        return;
    }
    let ops = align(Algorithm::Myers, &lines(written), &lines(made));
    let same = ops.iter().filter(|op| matches!(op, DiffOp::Equal { .. }));
    let same: Vec<(usize, usize)> = same
        .flat_map(|op| op.new_range().zip(op.old_range()))
        .collect();
    for problem in problems {
        if let Some(place) = &mut problem.place
            && place.file == file
            && let Some(line) = place.line
        {
            place.line = same
                .iter()
                .find(|(new, _)| *new + 1 == line)
                .map(|(_, old)| *old + 1);
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
