//! The stack in words, told once for each design and wrapped once for each width: with many services that is much text.

use std::sync::{Arc, Weak};

use super::view::wrap_row;
use crate::core::design::Design;
use crate::core::explain::{explain, text};

/// What is told, and of what. It has lines once it is fitted.
#[derive(Default)]
pub struct Story {
    of: Weak<Design>,
    text: String,
    /// None since it was told.
    width: Option<usize>,
    lines: Vec<String>,
}

impl Story {
    /// Tells a design's stack.
    pub fn tell(&mut self, design: &Arc<Design>) {
        if std::ptr::eq(self.of.as_ptr(), Arc::as_ptr(design)) {
            return;
        }
        self.of = Arc::downgrade(design);
        let plan = design.plan.as_ref();
        self.text = plan.map_or_else(String::new, |plan| text(&explain(&design.stack, plan)));
        self.width = None;
    }

    /// In lines of at most so many columns.
    pub fn fit(&mut self, width: usize) {
        if self.width.replace(width) != Some(width) {
            let rows = self.text.lines();
            self.lines = rows.flat_map(|row| wrap_row(row, width)).collect();
        }
    }

    /// The lines.
    pub fn lines(&self) -> &[String] {
        &self.lines
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_wrapped_anew_for_another_width() {
        let mut story = Story {
            text: "  open    a page\n".to_owned(),
            ..Story::default()
        };
        story.fit(40);
        assert_eq!(story.lines(), ["  open    a page"]);
        story.fit(14);
        assert_eq!(story.lines(), ["  open    a", "          page"]);
    }
}
