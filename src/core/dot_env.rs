//! `.env` as Compose reads it: a line a variable, the last one holds, `export` and quotes are nothing.

/// The variable that a line sets; a comment sets none.
pub fn key(line: &str) -> Option<&str> {
    let (left, _) = line.split_once('=')?;
    let left = left.trim();
    let key = left.strip_prefix("export ").map_or(left, str::trim_start);
    (!key.is_empty() && !key.starts_with('#')).then_some(key)
}

/// What the text says of a variable; none where it says nothing.
pub fn value<'t>(text: &'t str, name: &str) -> Option<&'t str> {
    let said = text.lines().rev().find(|line| key(line) == Some(name))?;
    let value = said.split_once('=')?.1.trim().trim_matches(['"', '\'']);
    (!value.is_empty()).then_some(value)
}

/// The text with these lines set: a line that sets one is replaced, what is new comes at the end.
pub fn set(text: &str, lines: &[(String, String)]) -> String {
    let mut all: Vec<String> = text.split_inclusive('\n').map(str::to_owned).collect();
    for (name, value) in lines {
        let set = format!("{name}={value}");
        let said = all
            .iter()
            .rposition(|line| key(line) == Some(name.as_str()));
        if let Some(at) = said {
            let end = all[at].trim_end_matches(['\n', '\r']).len();
            all[at].replace_range(..end, &set);
        } else {
            if let Some(last) = all.last_mut().filter(|last| !last.ends_with('\n')) {
                last.push('\n');
            }
            all.push(format!("{set}\n"));
        }
    }
    all.concat()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_replaced_or_added() {
        let set = |text: &str| {
            let lines = [("DB_PORT", "5442"), ("WEB_PORT", "8010")];
            set(
                text,
                &lines.map(|(name, value)| (name.to_owned(), value.to_owned())),
            )
        };
        assert_eq!(set(""), "DB_PORT=5442\nWEB_PORT=8010\n");
        assert_eq!(
            set("# mine\nexport DB_PORT=1\nX=2"),
            "# mine\nDB_PORT=5442\nX=2\nWEB_PORT=8010\n"
        );
        assert_eq!(
            set("WEB_PORT=1\nDB_PORT=3\r\nMY_DB_PORT=3\r\n"),
            "WEB_PORT=8010\nDB_PORT=5442\r\nMY_DB_PORT=3\r\n"
        );
    }

    #[test]
    fn the_last_line_holds() {
        assert_eq!(value("A=1\n A = \"2\"\n#A=3\n", "A"), Some("2"));
        assert_eq!(value("A=1\nexport A=x=y\n", "A"), Some("x=y"));
        assert_eq!(value("A=\n", "A"), None);
        assert_eq!(value("# A=1\n", "A"), None);
    }
}
