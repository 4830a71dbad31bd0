//! How containers end: by the signal of `docker compose stop`, within their grace period.

use super::compose::{Container, Stack};

/// Stops the stack. Each container ends by the signal and not by the kill that follows the grace period; those that
/// had ended before, as setup does, had ended well.
pub fn stops(stack: &Stack) {
    let running = stack.running();
    stack.run(&["stop"]).ok();
    let after = stack.containers();
    for before in &running {
        let there = after.iter().any(|one| one.id() == before.id());
        assert!(there, "{} is gone", before.service());
    }
    for container in &after {
        let (name, code) = (container.service(), container.exit_code());
        assert_eq!(container.0["State"]["Running"], false, "{name}");
        assert_eq!(container.0["State"]["OOMKilled"], false, "{name}");
        let ran = running.iter().any(|one| one.id() == container.id());
        // 137 is the kill at the end of the grace period.
        let well: &[i64] = if ran { &[0, 130, 143] } else { &[0] };
        assert!(well.contains(&code), "{name} ended with {code}");
    }
}

/// The same; and these say that all is well, with 0.
pub fn stops_with_0(stack: &Stack, names: &[&str]) {
    stops(stack);
    let ended = stack.containers();
    for name in names {
        let codes: Vec<i64> = ended
            .iter()
            .filter(|one| one.service() == *name)
            .map(Container::exit_code)
            .collect();
        assert!(!codes.is_empty(), "{name} did not run");
        assert!(codes.iter().all(|code| *code == 0), "{name}: {codes:?}");
    }
}
