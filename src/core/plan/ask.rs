//! What `verify` asks of the containers of a context: the tests of each service, a query of each client.
//! It is worked out when it is wanted, and is no part of what is written.

use foldhash::HashMap;
use minijinja::Value;

use super::{Planner, scope};
use crate::core::answers::{Context, PerContext};
use crate::core::catalog::Slot;
use crate::core::catalog::item::Ask;
use crate::core::diagnostic::Problem;
use crate::core::plan::Part;
use crate::core::resolve::{Link, Stack, Unit};
use crate::core::template::{Templates, extend, to_value};

/// A command that is run in a container.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Question {
    /// The service that it is about.
    pub service: String,
    /// What that is asked for; none where its tests are run.
    pub of: Option<String>,
    /// The service in whose container it is run.
    pub inside: String,
    /// In exec form.
    pub command: Vec<String>,
    /// Codes that tell that there is nothing to run.
    pub nothing: Vec<i64>,
}

/// What is asked in each context, and what cannot be asked.
pub fn all_questions(
    templates: &Templates,
    stack: &Stack,
) -> (PerContext<Vec<Question>>, Vec<Problem>) {
    let (development, mut problems) = questions(templates, stack, Context::Development);
    let (production, more) = questions(templates, stack, Context::Production);
    problems.extend(more);
    let questions = PerContext {
        development,
        production,
    };
    (questions, problems)
}

/// What is asked in a context, in the order of the answers: tests, where the images have what they
/// need, and a query for each that is used.
pub fn questions(
    templates: &Templates,
    stack: &Stack,
    context: Context,
) -> (Vec<Question>, Vec<Problem>) {
    let mut planner = Planner {
        templates,
        stack,
        once: PerContext::default(),
        part: Part::default(),
        scopes: HashMap::default(),
    };
    let mut questions = Vec::new();
    let units = || {
        stack
            .containers(context)
            .filter(|unit| unit.owner.is_none())
    };
    if context == Context::Development {
        for unit in units().filter(|unit| unit.slot == Slot::Services) {
            questions.extend(planner.test(unit, context));
        }
    }
    for unit in units() {
        for link in unit.links.iter() {
            questions.extend(planner.query(unit, link, context));
        }
    }
    (questions, planner.part.problems)
}

impl Planner<'_> {
    fn test(&mut self, unit: &Unit, context: Context) -> Option<Question> {
        let ask = unit.item.test.as_ref()?;
        let scope = scope::in_context(&self.scope_of(unit), unit, context);
        self.question(unit, (unit, None), ask, &scope, context)
    }

    /// A client's own query is asked where its code runs; what it speaks to asks itself otherwise.
    fn query(&mut self, unit: &Unit, link: &Link, context: Context) -> Option<Question> {
        let other = self.stack.unit(&link.target)?;
        if !other.is_container(context) {
            return None;
        }
        // Who says the variables by himself has other ones than the client reads.
        let client = link.client.as_ref().filter(|_| link.how.env.is_none());
        let own = client.and_then(|client| client.query.as_ref());
        let (inside, ask) = match (own, &other.item.query) {
            (Some(ask), _) => (unit, ask),
            (None, ask) => (other, ask.as_ref()?),
        };
        let parts = self.connection(other, link, context);
        let parts = parts.as_object()?.iter();
        let scope = extend(
            &scope::in_context(&self.scope_of(inside), inside, context),
            parts.map(|(name, value)| (name.as_str(), to_value(value))),
        );
        self.question(unit, (inside, Some(other)), ask, &scope, context)
    }

    fn question(
        &mut self,
        unit: &Unit,
        (inside, of): (&Unit, Option<&Unit>),
        ask: &Ask,
        scope: &Value,
        context: Context,
    ) -> Option<Question> {
        let command = self.texts(unit, &ask.command, scope, context);
        (!command.is_empty()).then(|| Question {
            service: unit.name.clone(),
            of: of.map(|other| other.name.clone()),
            inside: inside.name.clone(),
            command,
            nothing: ask.nothing.clone(),
        })
    }
}
