//! What was looked at, and what came of it: `doctor` and `verify` tell it alike.

use serde::Serialize;

/// One thing that was looked at.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Check {
    /// What, such as `ports`.
    pub check: String,
    /// Whether it is as it should be.
    pub ok: bool,
    /// What was seen.
    pub detail: String,
    /// What to do; empty where nothing is to be done.
    pub mend: String,
}

impl Check {
    /// It is as it should be.
    pub fn good(check: &str, detail: impl Into<String>) -> Self {
        Self {
            check: check.to_owned(),
            ok: true,
            detail: detail.into(),
            mend: String::new(),
        }
    }

    /// It is not, and what to do.
    pub fn bad(check: &str, detail: impl Into<String>, mend: impl Into<String>) -> Self {
        Self {
            ok: false,
            mend: mend.into(),
            ..Self::good(check, detail)
        }
    }
}

/// The first line where nothing is wrong.
pub fn all_well(count: usize) -> String {
    format!("ok: {count} check{}\n", if count == 1 { "" } else { "s" })
}

/// For people: what is wrong first, below a line that names it.
pub fn text(checks: &[Check]) -> String {
    let (good, bad): (Vec<&Check>, Vec<&Check>) = checks.iter().partition(|check| check.ok);
    let mut names: Vec<&str> = bad.iter().map(|check| check.check.as_str()).collect();
    names.dedup();
    let mut text = if names.is_empty() {
        all_well(checks.len())
    } else {
        format!("not ok: {}\n", names.join(", "))
    };
    for check in bad.into_iter().chain(good) {
        let word = if check.ok { "ok" } else { "FAILED" };
        text.push_str(&format!("{word:8}{}  {}\n", check.check, check.detail));
        if !check.mend.is_empty() {
            text.push_str(&format!("        mend: {}\n", check.mend));
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_wrong_comes_first() {
        let checks = [
            Check::good("engine", "28.5"),
            Check::bad("ports", "8000 is taken", "free it"),
        ];
        assert_eq!(
            text(&checks),
            "not ok: ports\nFAILED  ports  8000 is taken\n        mend: free it\nok      engine  28.5\n"
        );
        assert_eq!(text(&checks[..1]), "ok: 1 check\nok      engine  28.5\n");
    }
}
