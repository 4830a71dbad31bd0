//! An answer worked out before it is given: while somebody types or looks at a choice there is time for it,
//! and Enter then finds it done. What comes of it is the same without.

use std::fmt;
use std::sync::Arc;

use super::{Editing, Effect, Given, Seen, Wishes};
use crate::core::design::Design;
use crate::core::diagnostic::Problem;

/// What an answer comes to, should it be given.
pub struct Ahead {
    given: Given,
    /// What it was worked out of: of anything else it says nothing.
    of: Ground,
    outcome: Result<(Editing, Effect), Vec<Problem>>,
}

/// All that an answer's outcome depends on but for the answer.
struct Ground {
    design: Arc<Design>,
    seen: Arc<Seen>,
    base: Arc<str>,
}

impl fmt::Debug for Ahead {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Ahead").field(&self.given).finish()
    }
}

impl Ahead {
    /// Gives an answer to a copy.
    pub fn of(mut editing: Editing, given: Given) -> Self {
        let of = Ground {
            design: Arc::clone(&editing.design),
            seen: Arc::clone(&editing.seen),
            base: Arc::clone(&editing.base),
        };
        let outcome = editing.give(given.clone());
        Self {
            given,
            of,
            outcome: outcome.map(|effect| (editing, effect)),
        }
    }

    /// The answer.
    pub fn given(&self) -> &Given {
        &self.given
    }

    /// What it would change; none where it would be refused.
    pub fn effect(&self) -> Option<&Effect> {
        self.outcome.as_ref().ok().map(|(_, effect)| effect)
    }

    /// Whether what it comes to could be written.
    pub fn is_sound(&self) -> bool {
        let after = self.outcome.as_ref();
        after.is_ok_and(|(editing, _)| editing.design.is_sound())
    }

    fn holds(&self, editing: &Editing, given: &Given) -> bool {
        let Ground { design, seen, base } = &self.of;
        self.given == *given
            && Arc::ptr_eq(design, &editing.design)
            && Arc::ptr_eq(seen, &editing.seen)
            && Arc::ptr_eq(base, &editing.base)
            && !editing.is_stale
            && editing.wishes == Wishes::default()
    }
}

impl Editing {
    /// A copy to try an answer on.
    #[must_use]
    pub fn copy(&self) -> Self {
        Self {
            ahead: None,
            spent: Vec::new(),
            ..self.clone()
        }
    }

    /// Learns what an answer would come to.
    pub fn expect(&mut self, ahead: Ahead) {
        self.ahead = Some(Arc::new(ahead));
    }

    /// What is known of an answer that may come next.
    pub fn ahead(&self) -> Option<&Ahead> {
        self.ahead.as_deref()
    }

    /// Gives an answer, whose outcome may be known.
    pub(super) fn give_known(&mut self, given: Given) -> Result<Effect, Vec<Problem>> {
        let known = self.ahead.take().and_then(Arc::into_inner);
        match known.filter(|ahead| ahead.holds(self, &given)) {
            Some(ahead) => {
                let (after, effect) = ahead.outcome?;
                (self.steps, self.done, self.saved) = (after.steps, after.done, after.saved);
                self.turn_to(after.design, after.sound);
                self.changes = after.changes;
                Ok(effect)
            }
            None => self.give(given),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::editing;
    use super::*;
    use crate::core::form::Edit;

    fn port(value: &str) -> Given {
        Given {
            edit: Edit::set("services.web.port", value),
            key: "services.web.port".to_owned(),
            said: format!("port {value}"),
        }
    }

    fn give(editing: &mut Editing, given: &Given) -> Result<Effect, Vec<Problem>> {
        editing.answer(given.edit.clone(), &given.key, &given.said)
    }

    #[test]
    fn an_answer_that_was_worked_out_is_what_it_is_without() {
        let (mut known, mut other) = (editing(), editing());
        let ahead = Ahead::of(known.copy(), port("8001"));
        let design = Arc::clone(&ahead.outcome.as_ref().unwrap().0.design);
        known.expect(ahead);
        assert_eq!(
            give(&mut known, &port("8001")),
            give(&mut other, &port("8001"))
        );
        assert!(Arc::ptr_eq(known.design(), &design), "it was made twice");
        assert_eq!(known.design().files, other.design().files);
        assert_eq!(known.unwritten(), other.unwritten());
        assert_eq!(known.changes(), other.changes());
        assert_eq!(known.replay(), other.replay());
        known.undo().unwrap();
        other.undo().unwrap();
        assert_eq!(known.text(), other.text());
        assert_eq!(known.changes(), other.changes());
    }

    #[test]
    fn an_answer_to_something_else_is_made_anew() {
        let mut editing = editing();
        let ahead = Ahead::of(editing.copy(), port("8001"));
        give(&mut editing, &port("8002")).unwrap();
        editing.expect(ahead);
        let effect = give(&mut editing, &port("8001")).unwrap();
        assert!(effect.counts().0 > 3, "{effect:?}");
        assert!(editing.text().contains("port: 8001"));
        assert_eq!(editing.edits().len(), 2);
    }

    #[test]
    fn what_would_be_refused_is_refused() {
        let mut editing = editing();
        let ahead = Ahead::of(editing.copy(), port("8o01"));
        assert_eq!(ahead.effect(), None);
        editing.expect(ahead);
        assert_eq!(give(&mut editing, &port("8o01")).unwrap_err().len(), 1);
        assert_eq!(editing.edits(), []);
    }
}
