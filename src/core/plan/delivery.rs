//! Secrets inside a value: found, put in their place for development, read from files for sh.

use super::Variable;
use super::connection::{CLOSE, OPEN};

/// A user's text for Compose: `${NAME}` is Compose's, every other `$` is itself.
pub(super) fn literal(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('$') {
        out.push_str(before);
        out.push_str(if after.starts_with('{') { "$" } else { "$$" });
        rest = after.strip_prefix('$').unwrap_or(after);
    }
    out.push_str(rest);
    out
}

/// The names of the secrets in a text.
pub(super) fn secrets_in(text: &str) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for part in text.split(OPEN).skip(1) {
        if let Some((name, _)) = part.split_once(CLOSE)
            && !names.iter().any(|known| known == name)
        {
            names.push(name.to_owned());
        }
    }
    names
}

/// The secret that is the whole text.
pub(super) fn whole(text: &str) -> Option<&str> {
    let name = text.strip_prefix(OPEN)?.strip_suffix(CLOSE)?;
    (!name.contains([OPEN, CLOSE])).then_some(name)
}

/// A password for all to read, what `stand_in` says of its name; `.env` may have another.
pub(super) fn in_development<'s>(
    text: &str,
    names: &[String],
    stand_in: impl Fn(&str) -> &'s str,
) -> Variable {
    let value = names.iter().fold(text.to_owned(), |text, name| {
        let variable = format!("${{{}:-{}}}", name.to_uppercase(), stand_in(name));
        text.replace(&format!("{OPEN}{name}{CLOSE}"), &variable)
    });
    match whole(text) {
        Some(name) => Variable::Shared(name.to_owned(), value),
        None => Variable::Plain(value),
    }
}

/// The text with `${name}` for each secret, its `$` doubled for Compose.
pub(super) fn placeholders(text: &str) -> String {
    text.replace(OPEN, "$${").replace(CLOSE, "}")
}

/// What Compose fills in from `.env`: each name, and how it stands in the text.
pub(in crate::core) fn outside(text: &str) -> Vec<(String, String)> {
    let mut found = Vec::new();
    let mut rest = text;
    while let Some((_, after)) = rest.split_once('$') {
        rest = after;
        if let Some(escaped) = after.strip_prefix('$') {
            rest = escaped;
        } else if let Some((inside, after)) = braces(after) {
            found.push((name(inside).to_owned(), format!("${{{inside}}}")));
            rest = after;
        }
    }
    found
}

/// `{NAME:...}` at the beginning: what is inside, and what follows.
fn braces(text: &str) -> Option<(&str, &str)> {
    text.strip_prefix('{')?.split_once('}')
}

/// The name that an interpolation begins with.
fn name(inside: &str) -> &str {
    let end = inside.find(|c: char| !c.is_ascii_alphanumeric() && c != '_');
    inside
        .get(..end.unwrap_or(inside.len()))
        .unwrap_or_default()
}

/// The text between double quotes of sh, each secret read from its file, and what `.env` says
/// from the container's variable of that name.
pub(super) fn shell(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        rest = rest.get(c.len_utf8()..).unwrap_or_default();
        match c {
            OPEN => out.push_str("$(cat /run/secrets/"),
            CLOSE => out.push(')'),
            '$' => {
                if let Some((inside, after)) = braces(rest) {
                    out.push_str(&format!("${{{}}}", name(inside)));
                    rest = after;
                } else {
                    // Compose would make one of two.
                    out.push_str("\\$");
                    rest = rest.strip_prefix('$').unwrap_or(rest);
                }
            }
            '"' | '\\' | '`' => {
                out.push('\\');
                out.push(c);
            }
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_dollar_of_the_user_is_one() {
        for (text, written) in [
            ("plain", "plain"),
            ("a$b", "a$$b"),
            ("${HOME}", "${HOME}"),
            ("$$", "$$"),
            ("5$", "5$$"),
        ] {
            assert_eq!(literal(text), written);
        }
    }

    #[test]
    fn a_secret_alone_is_shared_and_one_in_a_url_is_not() {
        let alone = format!("{OPEN}db_password{CLOSE}");
        let names = secrets_in(&alone);
        assert_eq!(
            in_development(&alone, &names, |_| "development-only"),
            Variable::Shared(
                "db_password".into(),
                "${DB_PASSWORD:-development-only}".into()
            )
        );
        let url = format!("postgresql://app:{alone}@db:5432/app");
        assert_eq!(
            in_development(&url, &secrets_in(&url), |_| "development-only"),
            Variable::Plain("postgresql://app:${DB_PASSWORD:-development-only}@db:5432/app".into())
        );
        assert_eq!(
            shell(&url),
            "postgresql://app:$(cat /run/secrets/db_password)@db:5432/app"
        );
        assert_eq!(
            placeholders(&url),
            "postgresql://app:$${db_password}@db:5432/app"
        );
        assert_eq!(shell("a\"b$c`d\\"), "a\\\"b\\$c\\`d\\\\");
    }

    #[test]
    fn what_only_the_server_knows_is_joined_there() {
        let text =
            format!("redis://:{OPEN}cache_password{CLOSE}@${{CACHE_HOST:?is the host}}:6379/$$0");
        assert_eq!(
            outside(&text),
            [(
                "CACHE_HOST".to_owned(),
                "${CACHE_HOST:?is the host}".to_owned()
            )]
        );
        assert_eq!(
            shell(&text),
            "redis://:$(cat /run/secrets/cache_password)@${CACHE_HOST}:6379/\\$0"
        );
    }
}
