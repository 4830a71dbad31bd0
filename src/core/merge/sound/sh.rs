//! Shell, as far as it can be told without running it: what is opened is closed.

use crate::core::highlight::{Language, State, Token, line};

/// What is wrong with it, in words.
pub(in super::super) fn problem(text: &str) -> Option<String> {
    let mut state = State::default();
    let mut open: Vec<(&str, usize)> = Vec::new();
    for (number, text) in text.split_inclusive('\n').enumerate() {
        for (token, range) in line(Language::Sh, &mut state, text) {
            if token != Token::Word {
                continue;
            }
            let word = &text[range];
            let opener = match word {
                "fi" => "if",
                "done" => "do",
                "esac" => "case",
                "then" | "elif" | "else" if open.last().is_some_and(|(last, _)| *last == "if") => {
                    continue;
                }
                "then" | "elif" | "else" => {
                    return Some(format!("line {}: `{word}` without an `if`", number + 1));
                }
                "if" | "do" | "case" => {
                    open.push((word, number + 1));
                    continue;
                }
                _ => continue,
            };
            match open.pop() {
                Some((last, _)) if last == opener => {}
                _ => return Some(format!("line {}: `{word}` closes nothing", number + 1)),
            }
        }
    }
    if let Some((word, number)) = open.pop() {
        return Some(format!("line {number}: `{word}` is not closed"));
    }
    (!state.is_closed()).then(|| "a text in it is not closed".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_opened_is_closed() {
        let good = "if [ -f a ]; then\n  for i in a b; do echo \"$i\"; done\nfi\ncase $1 in\n  *) cat <<END\nif\nEND\n;;\nesac\n";
        assert_eq!(problem(good), None);
        for bad in [
            "if true; then\n",
            "fi\n",
            "if a; then\n  for i in a; do\n  else\n  done\nfi\n",
            "a\nelse\n",
            "for i in a; do\nfi\n",
            "echo 'a\n",
            "cat <<END\nx\n",
        ] {
            assert!(problem(bad).is_some(), "{bad}");
        }
    }
}
