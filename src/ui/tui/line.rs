//! A line that is typed.

use unicode_segmentation::UnicodeSegmentation as _;

/// A line, its cursor, and whether all of it is selected, so that typing replaces it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Line {
    text: String,
    /// In bytes, between graphemes.
    cursor: usize,
    selected: bool,
}

impl Line {
    /// A line with a value that is selected.
    pub fn of(text: &str) -> Self {
        Self {
            text: text.to_owned(),
            cursor: text.len(),
            selected: !text.is_empty(),
        }
    }

    /// What it says.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Whether typing replaces all of it.
    pub fn is_selected(&self) -> bool {
        self.selected
    }

    /// What stands before the cursor.
    pub fn before(&self) -> &str {
        self.text.get(..self.cursor).unwrap_or_default()
    }

    /// What stands after it.
    pub fn after(&self) -> &str {
        self.text.get(self.cursor..).unwrap_or_default()
    }

    /// Types; control characters and line ends are left out.
    pub fn insert(&mut self, text: &str) {
        if std::mem::take(&mut self.selected) {
            self.clear();
        }
        let text: String = text.chars().filter(|c| !c.is_control()).collect();
        self.text.insert_str(self.cursor, &text);
        self.cursor += text.len();
    }

    /// Erases what is selected, or the grapheme before the cursor.
    pub fn backspace(&mut self) {
        if std::mem::take(&mut self.selected) {
            return self.clear();
        }
        let start = self.before().grapheme_indices(true).next_back();
        if let Some((start, _)) = start {
            self.text.replace_range(start..self.cursor, "");
            self.cursor = start;
        }
    }

    /// Erases the grapheme after the cursor.
    pub fn delete(&mut self) {
        if std::mem::take(&mut self.selected) {
            return self.clear();
        }
        if let Some(next) = self.after().graphemes(true).next() {
            let end = self.cursor + next.len();
            self.text.replace_range(self.cursor..end, "");
        }
    }

    /// Erases the word before the cursor.
    pub fn word(&mut self) {
        self.selected = false;
        let before = self.before().trim_end();
        let start = before
            .rfind([' ', '.', '/', '-', '_'])
            .map_or(0, |at| at + 1);
        let start = if start >= before.len() {
            start.saturating_sub(1)
        } else {
            start
        };
        self.text.replace_range(start..self.cursor, "");
        self.cursor = start;
    }

    /// Erases all.
    pub fn clear(&mut self) {
        *self = Self::default();
    }

    /// One to the left; what is selected stays.
    pub fn left(&mut self) {
        self.selected = false;
        let start = self.before().grapheme_indices(true).next_back();
        self.cursor = start.map_or(0, |(start, _)| start);
    }

    /// One to the right.
    pub fn right(&mut self) {
        self.selected = false;
        self.cursor += self.after().graphemes(true).next().map_or(0, str::len);
    }

    /// To the beginning.
    pub fn home(&mut self) {
        self.selected = false;
        self.cursor = 0;
    }

    /// To the end.
    pub fn end(&mut self) {
        self.selected = false;
        self.cursor = self.text.len();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn typing_replaces_what_is_selected_and_an_arrow_keeps_it() {
        let mut line = Line::of("8000");
        line.insert("9");
        assert_eq!(line.text(), "9");
        let mut line = Line::of("8000");
        line.left();
        line.insert("9");
        assert_eq!(line.text(), "80090");
    }

    #[test]
    fn graphemes_are_never_cut() {
        let mut line = Line::of("a👩‍👩‍👧é");
        line.end();
        line.backspace();
        line.backspace();
        assert_eq!(line.text(), "a");
        line.insert("b\u{1b}[2J\nc");
        assert_eq!(line.text(), "ab[2Jc");
        line.home();
        line.delete();
        assert_eq!(line.text(), "b[2Jc");
    }

    #[test]
    fn a_word_is_erased_at_its_border() {
        let mut line = Line::of("config.settings");
        line.word();
        assert_eq!(line.text(), "config.");
        line.word();
        assert_eq!(line.text(), "config");
        line.word();
        assert_eq!(line.text(), "");
        line.word();
    }
}
