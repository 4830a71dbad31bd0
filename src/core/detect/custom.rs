//! What the catalog has no kind for: what its language's own answers are, and what somebody must say.

use super::evidence::Stated;
use super::proposal::Service;
use super::rules::Rule;
use crate::core::catalog::detect::Code;
use crate::core::catalog::item::Item;
use crate::core::diagnostic::Problem;

/// Answers for what the catalog has no kind for.
pub(super) fn answers(code: &Code, item: &Item, service: &mut Service) {
    let said = |said: &Option<Stated<String>>| said.as_ref().map(|said| said.value.clone());
    let manager = service.manager.as_ref().map(|said| said.value.as_str());
    let known = code
        .managers
        .iter()
        .find(|known| Some(known.name.as_str()) == manager);
    let install = known.and_then(|known| known.install.clone());
    let names = [
        (
            "{install}",
            install.or_else(|| Some(format!("{} install", manager?))),
        ),
        ("{version}", said(&service.version)),
        ("{manager}", said(&service.manager)),
        ("{develop}", said(&service.development)),
        ("{serve}", said(&service.production)),
    ];
    for (question, value) in &code.custom {
        if !item.ask.contains_key(question) {
            continue;
        }
        let mut text = value
            .as_str()
            .map_or_else(|| value.to_string(), str::to_owned);
        let unknown = names
            .iter()
            .any(|(name, said)| text.contains(name) && said.is_none());
        if unknown {
            continue;
        }
        for (name, said) in &names {
            text = text.replace(name, said.as_deref().unwrap_or_default());
        }
        let evidence = match value.as_str() {
            Some("{develop}") => service.development.as_ref(),
            Some("{serve}") => service.production.as_ref(),
            _ => None,
        };
        let evidence = evidence
            .map(|said| said.evidence.clone())
            .unwrap_or_default();
        service
            .with
            .insert(question.clone(), Stated::new(text, evidence));
    }
}

/// What somebody must say of what the catalog has no kind for.
pub(super) fn unsaid(rule: &Rule, service: &Service) -> Option<Problem> {
    let wanted = rule.detect.wanted.iter();
    let unsaid = wanted.filter(|answer| !service.with.contains_key(*answer));
    let unsaid: Vec<String> = unsaid.map(|answer| format!("`{answer}`")).collect();
    if unsaid.is_empty() {
        return None;
    }
    let what = service.framework.as_deref().unwrap_or(&service.language);
    let message = format!(
        "the catalog has no kind for {what}, and the code of {} does not say {}",
        service.name,
        unsaid.join(", ")
    );
    let key = format!("services.{}.with", service.name);
    let mend = format!("answer them below `{key}`: until then its container only waits");
    Some(
        Problem::warning("answers-unsaid", message)
            .key(key)
            .mend(mend),
    )
}
