//! What an item says of some answers.

use minijinja::Value;

use super::Planner;
use crate::core::catalog::item::Severity;
use crate::core::diagnostic::{Level, Problem};
use crate::core::resolve::Unit;

impl Planner<'_> {
    /// Tells each rule that holds, once.
    pub(super) fn rules(&mut self, unit: &Unit, scope: &Value) {
        for rule in &unit.item.problems {
            if !self.holds(Some(&rule.when), scope, unit) {
                continue;
            }
            let say = self.templates.text(&rule.say, scope);
            let mend = self.templates.text(&rule.mend, scope);
            let (Some(say), Some(mend)) = (self.ok(say, unit), self.ok(mend, unit)) else {
                continue;
            };
            let level = match rule.level {
                Severity::Error => Level::Error,
                Severity::Warning => Level::Warning,
                Severity::Note => Level::Note,
            };
            let problem = Problem::new(rule.code.clone(), level, say)
                .key(unit.key())
                .mend(mend);
            self.part.rule(problem);
        }
    }
}
