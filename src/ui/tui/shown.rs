//! The lines of the file in sight, piece by piece: a fragment that is the very same as before, and
//! begins where it did, keeps its lines and their colours.

use std::ops::Range;
use std::sync::Arc;

use crate::core::fileset::{File, Fragment};
use crate::core::highlight::{Language, State, Token, line as highlighted};

/// A line of the preview.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shown {
    /// From 0 in the file; none in a diff.
    pub line: Option<usize>,
    /// Its text.
    pub text: String,
    /// Its colours.
    pub tokens: Vec<(Token, Range<usize>)>,
}

/// All of them.
#[derive(Debug, Clone, Default)]
pub struct Sheet {
    pieces: Vec<Piece>,
    len: usize,
}

/// The lines of one fragment, or lines of no file.
#[derive(Debug, Clone)]
struct Piece {
    of: Option<(Arc<Fragment>, Language)>,
    /// What was open before its first line, and after its last.
    open: [State; 2],
    first: usize,
    lines: Arc<[Shown]>,
}

impl From<Vec<Shown>> for Sheet {
    fn from(lines: Vec<Shown>) -> Self {
        let len = lines.len();
        let piece = Piece {
            of: None,
            open: Default::default(),
            first: 0,
            lines: lines.into(),
        };
        Self {
            pieces: vec![piece],
            len,
        }
    }
}

impl Sheet {
    /// The lines of a file; what is the same in `before` is taken over.
    pub fn of(file: &File, language: Language, before: &Self) -> Self {
        // A line may go on in the next fragment: then the whole is one piece.
        let Some((last, others)) = file.fragments.split_last() else {
            return Self::default();
        };
        if others.iter().any(|fragment| !fragment.text.ends_with('\n')) {
            return numbered(&file.text(), language).into();
        }
        let mut sheet = Self::default();
        let mut open = State::default();
        for (place, fragment) in others.iter().chain([last]).enumerate() {
            let piece = before.pieces.get(place);
            let piece = piece.filter(|piece| piece.is(fragment, language, &open, sheet.len));
            let piece = piece.cloned().unwrap_or_else(|| {
                let begin = open.clone();
                let lines = coloured(&fragment.text, language, &mut open, sheet.len);
                Piece {
                    of: Some((Arc::clone(fragment), language)),
                    open: [begin, open.clone()],
                    first: sheet.len,
                    lines: lines.into(),
                }
            });
            open.clone_from(&piece.open[1]);
            sheet.len += piece.lines.len();
            sheet.pieces.push(piece);
        }
        sheet
    }

    /// How many lines.
    pub fn len(&self) -> usize {
        self.len
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// A line.
    pub fn get(&self, place: usize) -> Option<&Shown> {
        self.from(place).next()
    }

    /// The lines from this one on.
    pub fn from(&self, place: usize) -> impl Iterator<Item = &Shown> {
        let begun = self.pieces.partition_point(|piece| piece.first <= place);
        let pieces = self
            .pieces
            .get(begun.saturating_sub(1)..)
            .unwrap_or_default();
        let skipped = pieces
            .first()
            .map_or(0, |piece| place - piece.first.min(place));
        pieces
            .iter()
            .flat_map(|piece| piece.lines.iter())
            .skip(skipped)
    }

    /// All lines.
    pub fn iter(&self) -> impl Iterator<Item = &Shown> {
        self.from(0)
    }
}

impl Piece {
    fn is(&self, fragment: &Arc<Fragment>, language: Language, open: &State, first: usize) -> bool {
        let of = |(known, of): &(Arc<Fragment>, Language)| {
            Arc::ptr_eq(known, fragment) && *of == language
        };
        self.of.as_ref().is_some_and(of) && self.first == first && self.open[0] == *open
    }
}

/// A text's lines with their numbers and colours.
pub(super) fn numbered(text: &str, language: Language) -> Vec<Shown> {
    coloured(text, language, &mut State::default(), 0)
}

fn coloured(text: &str, language: Language, open: &mut State, first: usize) -> Vec<Shown> {
    text.lines()
        .enumerate()
        .map(|(place, line)| Shown {
            line: Some(first + place),
            tokens: highlighted(language, open, line),
            text: line.to_owned(),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::core::fileset::Policy;

    fn file(texts: &[&str]) -> File {
        File {
            fragments: texts.iter().map(|text| Fragment::new("", *text)).collect(),
            ..File::new(Policy::Generated, 0o644, "", "")
        }
    }

    #[test]
    fn what_is_taken_over_is_what_would_be_read() {
        let language = Language::Yaml;
        let texts = [
            "# head\na: |\n",
            "  text: x\nb: 1\n",
            "c: [1,\n",
            "  2]\n",
            "d: e",
        ];
        let mut before = Sheet::default();
        let mut known = file(&texts);
        for place in 0..texts.len() {
            for text in ["x: y\n", "# z\nx: |\n", ""] {
                known.fragments[place] = Fragment::new("", text);
                let sheet = Sheet::of(&known, language, &before);
                let lines: Vec<Shown> = sheet.iter().cloned().collect();
                assert_eq!(lines, numbered(&known.text(), language));
                assert_eq!(sheet.len(), lines.len());
                for (place, line) in lines.iter().enumerate() {
                    assert_eq!(sheet.get(place), Some(line), "{place}");
                }
                assert_eq!(sheet.get(lines.len()), None);
                before = sheet;
            }
        }
    }

    #[test]
    fn a_line_over_two_fragments_is_one() {
        let sheet = Sheet::of(&file(&["a", "b\nc\n"]), Language::Plain, &Sheet::default());
        assert_eq!(sheet.get(0).map(|line| line.text.as_str()), Some("ab"));
        assert_eq!(sheet.len(), 2);
    }
}
