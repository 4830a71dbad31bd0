//! `setup:` -> steps with their places.

use std::sync::Arc;

use serde_json::Value as Json;

use super::links::{has, unmet};
use super::{Link, SetupStep, Stack, Unit, told};
use crate::core::answers::{Context, PerContext, Place, StepAnswer};
use crate::core::catalog::item::{Item, Step};
use crate::core::catalog::{Catalog, Slot};
use crate::core::diagnostic::{Problem, nearest};
use crate::core::interview::{as_with, interview};
use crate::core::template::{Templates, extend, scope, to_value};
use crate::core::yaml::Node;

/// Resolves each service's list; without one, the item's default steps whose needs are met by what
/// it uses with a client of its own.
pub(super) fn resolve(
    catalog: &Catalog,
    templates: &Templates,
    like: Option<&Stack>,
    stack: &mut Stack,
    problems: &mut Vec<Problem>,
) {
    let mut all: Vec<(Arc<[SetupStep]>, bool)> = Vec::with_capacity(stack.units.len());
    let like = like.filter(|like| like.unclear == stack.unclear);
    for unit in &stack.units {
        if let Some(steps) = like.and_then(|like| kept(stack, unit, like)) {
            all.push((steps, true));
            continue;
        }
        let wrong = problems.len();
        let steps = match &unit.answers.setup {
            Some(list) => {
                let mut steps: Vec<SetupStep> = Vec::new();
                for answer in list {
                    let before: Vec<&str> = steps.iter().map(|step| step.name.as_str()).collect();
                    steps.extend(one(
                        catalog, templates, stack, unit, answer, &before, problems,
                    ));
                }
                steps
            }
            None => default(templates, stack, unit, problems),
        };
        all.push((steps.into(), problems.len() == wrong));
    }
    for (unit, (steps, placed)) in stack.units.iter_mut().zip(all) {
        unit.steps = steps;
        unit.placed = placed;
        tools(unit, problems);
        shells(unit, problems);
    }
}

/// The steps of before, where they are made of the very same.
fn kept(stack: &Stack, unit: &Unit, like: &Stack) -> Option<Arc<[SetupStep]>> {
    let before = like.unit(&unit.name)?;
    let is = |now: &Unit, before: &Unit| {
        now.is_made_as(stack, before, like) && told::same(now.told.as_ref(), before.told.as_ref())
    };
    let target = |link: &Link| {
        let before = like.unit(&link.target);
        stack
            .unit(&link.target)
            .zip(before)
            .is_some_and(|(now, before)| is(now, before))
    };
    let owners = (stack.owner(unit), like.owner(before));
    let same = before.placed
        && Arc::ptr_eq(&owners.0.links, &owners.1.links)
        && Arc::ptr_eq(&unit.links, &before.links)
        && is(unit, before);
    let mut links = before.links.iter().chain(owners.1.links.iter());
    (same && links.all(target)).then(|| Arc::clone(&before.steps))
}

/// A tool's steps run once, in an image of their own, which has nothing of the service's.
fn tools(unit: &Unit, problems: &mut Vec<Problem>) {
    let Some(of) = unit.steps.iter().find(|step| step.tool.is_some()) else {
        return;
    };
    for step in unit.steps.iter() {
        let places = Context::BOTH.map(|context| *step.at.of(context));
        let good = match step.tool {
            Some(_) => !places.contains(&Place::Start) && !places.contains(&Place::Build),
            None => !places.contains(&Place::Setup),
        };
        let (message, mend) = match &step.tool {
            _ if good => continue,
            Some(_) => (
                format!(
                    "the step `{}` of a tool runs once, in an image of its own",
                    step.name
                ),
                "say `once: true`, and no `at`".to_owned(),
            ),
            None => (
                format!(
                    "the step `{}` needs the image of `{}`, and `{}` has one of its own",
                    step.name, unit.name, of.name
                ),
                "let the tool do both, or neither".to_owned(),
            ),
        };
        let problem = Problem::error("tool-apart", message);
        problems.push(problem.key(format!("{}.setup", unit.key())).mend(mend));
    }
}

/// Where the image has no shell, what runs at a start or once is one command of the program.
fn shells(unit: &Unit, problems: &mut Vec<Problem>) {
    let runs = |step: &&SetupStep| {
        let places = Context::BOTH.map(|context| *step.at.of(context));
        step.tool.is_none() && (places.contains(&Place::Start) || places.contains(&Place::Setup))
    };
    let commands = unit.steps.iter().filter(runs);
    let commands = commands.filter(|step| !step.step.command.is_null());
    let known: Vec<&str> = commands.map(|step| step.name.as_str()).collect();
    for step in unit.steps.iter().filter(runs) {
        if !unit.item.no_shell || known.first() == Some(&step.name.as_str()) {
            continue;
        }
        let message = format!(
            "the step `{}` needs a shell, and the image of `{}` has none",
            step.name, unit.name
        );
        let mend = match known.first() {
            Some(known) => format!("make it part of `{known}`, or let it run at `build`"),
            None => "let it run at `build`".to_owned(),
        };
        problems.push(
            Problem::error("no-shell", message)
                .key(format!("{}.setup", unit.key()))
                .mend(mend),
        );
    }
}

fn default(
    templates: &Templates,
    stack: &Stack,
    unit: &Unit,
    problems: &mut Vec<Problem>,
) -> Vec<SetupStep> {
    let steps = unit.item.steps.iter().filter(|(_, step)| step.default);
    let met = |need: &String| {
        let mut targets = stack
            .own_links(unit)
            .filter_map(|link| stack.unit(&link.target));
        targets.any(|target| target.provides(need))
    };
    let steps = steps.filter(|(_, step)| step.needs.iter().all(met));
    let mut placed = Vec::new();
    for (name, step) in steps {
        let answer = StepAnswer {
            name: name.clone(),
            run: None,
            tool: None,
            with: indexmap::IndexMap::new(),
            makes: Vec::new(),
            at: PerContext::default(),
            key: unit.key(),
            written: Node::plain(name.as_str()),
        };
        placed.push(place(templates, unit, step, &answer, problems));
    }
    placed
}

fn one(
    catalog: &Catalog,
    templates: &Templates,
    stack: &Stack,
    unit: &Unit,
    answer: &StepAnswer,
    before: &[&str],
    problems: &mut Vec<Problem>,
) -> Option<SetupStep> {
    if let Some(tool) = &answer.tool {
        let item = match catalog.item(Slot::Tools, tool) {
            Ok(item) => item,
            Err(problem) => {
                problems.push(problem.key(format!("{}.tool", answer.key)));
                return None;
            }
        };
        let Some(step) = item.steps.get(&answer.name) else {
            problems.push(unknown(&item, answer));
            return None;
        };
        needs(stack, unit, step, answer, before, problems);
        let mut placed = place(templates, unit, step, answer, problems);
        placed.tool = Some((tool.clone(), item));
        return Some(placed);
    }
    if answer.run.is_some() {
        let step = Step {
            run: answer.run.clone(),
            configured: true,
            makes: answer.makes.iter().map(|path| format!("/{path}")).collect(),
            ..Step::default()
        };
        return Some(place(templates, unit, &step, answer, problems));
    }
    let Some(step) = unit.item.steps.get(&answer.name) else {
        problems.push(unknown(&unit.item, answer));
        return None;
    };
    if before.contains(&answer.name.as_str()) && answer.with.is_empty() {
        let message = format!("the step `{}` is listed twice", answer.name);
        problems.push(
            Problem::error("step-twice", message)
                .key(&answer.key)
                .mend("take one out"),
        );
    }
    needs(stack, unit, step, answer, before, problems);
    Some(place(templates, unit, step, answer, problems))
}

fn unknown(item: &Item, answer: &StepAnswer) -> Problem {
    let known = item.steps.keys().map(String::as_str);
    let mend = match nearest(&answer.name, known) {
        Some(near) => format!("write `{near}`"),
        None => format!(
            "a step of your own is `{{name: {}, run: ..., once: true}}`",
            answer.name
        ),
    };
    let message = format!("{} has no step `{}`", item.title, answer.name);
    Problem::error("unknown-step", message)
        .key(&answer.key)
        .mend(mend)
}

/// What it needs of others, and of the steps before it.
fn needs(
    stack: &Stack,
    unit: &Unit,
    step: &Step,
    answer: &StepAnswer,
    before: &[&str],
    problems: &mut Vec<Problem>,
) {
    // What is not understood may be what is needed.
    let unclear = unit
        .answers
        .uses
        .keys()
        .any(|name| stack.unclear.contains(name));
    let who = format!("the step `{}` needs", answer.name);
    for need in step
        .needs
        .iter()
        .filter(|need| !unclear && !has(stack, unit, need))
    {
        problems.push(unmet(stack, unit, need, &who).key(&answer.key));
    }
    for after in step
        .after
        .iter()
        .filter(|after| !before.contains(&after.as_str()))
    {
        let problem = Problem::error("unmet-need", format!("{who} `{after}` before it"));
        problems.push(
            problem
                .key(&answer.key)
                .mend(format!("list `{after}` before it")),
        );
    }
}

fn place(
    templates: &Templates,
    unit: &Unit,
    step: &Step,
    answer: &StepAnswer,
    problems: &mut Vec<Problem>,
) -> SetupStep {
    let known = scope([
        ("name", unit.name.as_str().into()),
        ("with", unit.shown_with()),
    ]);
    let key = format!("{}.{}", answer.key, answer.name);
    let asked = interview(templates, &step.ask, &answer.with, &known, &key, problems);
    let of = |context: Context| {
        let said = answer.at.of(context);
        said.unwrap_or_else(|| item_place(&step.at, context))
    };
    let with = as_with(&asked);
    let known = extend(&known, [("step", to_value(&with))]);
    let makes = step
        .makes
        .iter()
        .filter_map(|path| match templates.text(path, &known) {
            Ok(path) => Some(path),
            Err(error) => {
                let message = format!("the catalog's step cannot be read: {error}");
                problems.push(Problem::error("catalog-item", message).key(&answer.key));
                None
            }
        });
    let makes = makes.collect();
    SetupStep {
        name: answer.name.clone(),
        step: step.clone(),
        tool: None,
        with,
        makes,
        at: PerContext {
            development: of(Context::Development),
            production: of(Context::Production),
        },
    }
}

/// `at:` of an item: one word, or one per context; nothing said there is `skip`.
fn item_place(at: &Json, context: Context) -> Place {
    let word = at
        .as_str()
        .or_else(|| at.get(context.word()).and_then(Json::as_str));
    match word {
        Some("start") => Place::Start,
        Some("setup") => Place::Setup,
        Some("build") => Place::Build,
        _ => Place::Skip,
    }
}
