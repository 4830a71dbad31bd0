//! Finds the bracket that was not closed: the parser only says where it noticed.

/// The innermost `[` or `{` that is open before the line and column `until`, and its place.
pub(super) fn unclosed(text: &str, until: (usize, usize)) -> Option<(char, (usize, usize))> {
    let mut open: Vec<(char, (usize, usize))> = Vec::new();
    let mut quote: Option<char> = None;
    for (index, line) in text.lines().enumerate() {
        // A bracket or quote counts only where a value may begin; inside of a word it is a letter.
        let mut may_begin = true;
        let mut before = ' ';
        let mut chars = line.chars().enumerate();
        while let Some((column, char)) = chars.next() {
            let here = (index + 1, column + 1);
            if here >= until {
                return open.pop();
            }
            if let Some(mark) = quote {
                if char == '\\' && mark == '"' {
                    chars.next();
                } else if char == mark {
                    quote = None;
                    may_begin = false;
                }
                continue;
            }
            let in_flow = !open.is_empty();
            match char {
                '#' if before == ' ' || before == '\t' => break,
                '"' | '\'' if may_begin => quote = Some(char),
                '[' | '{' if may_begin => open.push((char, here)),
                ']' | '}' if in_flow => {
                    open.pop();
                    may_begin = false;
                }
                ',' if in_flow => may_begin = true,
                ' ' | '\t' => may_begin |= before == ':',
                '-' | '?' if !in_flow => {}
                _ => may_begin = false,
            }
            before = char;
        }
    }
    open.pop()
}
