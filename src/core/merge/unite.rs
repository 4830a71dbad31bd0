//! Two YAML texts without a common past, brought together by their keys: all of the user's stays to
//! the byte, and what only ours has is added: keys to maps, items to lists. Where both say something
//! else of one key, the user's holds.

use super::format::Format;
use super::lines::indent;

/// The two as one; none where that cannot be read.
pub(super) fn united(disk: &str, new: &str) -> Option<String> {
    let lines = |text| str::lines(text).collect::<Vec<_>>();
    let sound = |text: &str| Format::Yaml.problem(text).is_none();
    let text = unite(&lines(disk), &lines(new)).join("\n") + "\n";
    (sound(disk) && sound(new) && sound(&text)).then_some(text)
}

/// A key or an item: what is said above it, its line, what is below it.
struct Block<'a> {
    above: Vec<&'a str>,
    head: &'a str,
    below: Vec<&'a str>,
}

impl<'a> Block<'a> {
    fn lines(&self) -> impl Iterator<Item = &'a str> {
        let above = self.above.iter().copied();
        above.chain([self.head]).chain(self.below.iter().copied())
    }

    /// Its key; none for an item.
    fn key(&self) -> Option<&'a str> {
        let head = self.head.trim_start();
        if is_item(head) {
            return None;
        }
        let end = head
            .find(": ")
            .or_else(|| head.trim_end().strip_suffix(':').map(str::len))?;
        Some(head[..end].trim_matches(['"', '\'']))
    }

    /// What is below it is a map or a list, and no text.
    fn is_open(&self) -> bool {
        let value = self
            .head
            .split_once(':')
            .map_or("", |(_, value)| value.trim());
        let plain = value.is_empty() || value.starts_with(['&', '#']);
        plain && self.below.iter().any(|line| is_said(line))
    }

    /// To compare it with another.
    fn text(&self) -> Vec<&'a str> {
        let own = [self.head].into_iter().chain(self.below.iter().copied());
        own.map(str::trim).collect()
    }
}

fn is_item(line: &str) -> bool {
    line == "-" || line.starts_with("- ")
}

/// Neither blank nor a comment.
fn is_said(line: &str) -> bool {
    let inner = line.trim_start();
    !inner.is_empty() && !inner.starts_with('#')
}

/// The blocks of the least depth, how deep that is, and what is said after the last.
fn blocks<'a>(lines: &[&'a str]) -> (Vec<Block<'a>>, usize, Vec<&'a str>) {
    let said = lines.iter().filter(|line| is_said(line));
    let depth = said.filter_map(|line| indent(line)).min().unwrap_or(0);
    let mut blocks: Vec<Block<'a>> = Vec::new();
    let mut pending = Vec::new();
    for line in lines {
        match blocks.last_mut() {
            _ if !is_said(line) => pending.push(*line),
            Some(last) if indent(line) != Some(depth) => {
                last.below.append(&mut pending);
                last.below.push(line);
            }
            _ => blocks.push(Block {
                above: std::mem::take(&mut pending),
                head: line,
                below: Vec::new(),
            }),
        }
    }
    (blocks, depth, pending)
}

fn unite(disk: &[&str], new: &[&str]) -> Vec<String> {
    let (theirs, depth, rest) = blocks(disk);
    let (ours, from, _) = blocks(new);
    let items = |blocks: &[Block<'_>]| blocks.iter().all(|block| block.key().is_none());
    let alike = items(&theirs) == items(&ours);
    // What only ours has stands before the first of what both have that follows it in ours: an
    // anchor comes before its aliases.
    let mut added: Vec<(Option<&str>, Vec<String>)> = Vec::new();
    let mut waiting = Vec::new();
    for block in ours.iter().filter(|_| alike) {
        let known = match block.key() {
            Some(key) => theirs.iter().any(|one| one.key() == Some(key)),
            None => theirs.iter().any(|one| one.text() == block.text()),
        };
        if !known {
            waiting.extend(block.lines().map(|line| moved(line, from, depth)));
        } else if block.key().is_some() {
            added.push((block.key(), std::mem::take(&mut waiting)));
        }
    }
    let mut out = Vec::new();
    for block in &theirs {
        let before = added.iter().find(|(key, _)| *key == block.key());
        out.extend(before.into_iter().flat_map(|(_, lines)| lines.clone()));
        let own = block
            .key()
            .and_then(|key| ours.iter().find(|one| one.key() == Some(key)));
        match own.filter(|own| block.is_open() && own.is_open()) {
            Some(own) => {
                out.extend(block.above.iter().map(|line| (*line).to_owned()));
                out.push(block.head.to_owned());
                out.extend(unite(&block.below, &own.below));
            }
            None => out.extend(block.lines().map(str::to_owned)),
        }
    }
    out.extend(rest.iter().map(|line| (*line).to_owned()));
    out.extend(waiting);
    out
}

/// A line at another depth.
fn moved(line: &str, from: usize, to: usize) -> String {
    match indent(line) {
        None => String::new(),
        Some(own) => " ".repeat((own + to).saturating_sub(from)) + line.trim_start(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn theirs_stays_and_ours_is_added() {
        let theirs = "# ours since 2019\nservices:\n    db:\n        image: postgres:9  # never touch\n        ports: [\"5432:5432\"]\n    app:\n        environment:\n            - A=1\n        command: |\n            run: it\n";
        let ours = "name: shop\nservices:\n  db:\n    image: postgres:18\n    volumes:\n      - data:/var/lib\n  app:\n    environment:\n      - A=1\n      - B=2\n    command: [x]\nvolumes:\n  data:\n";
        assert_eq!(
            united(theirs, ours).unwrap(),
            "name: shop\n# ours since 2019\nservices:\n    db:\n        image: postgres:9  # never touch\n        ports: [\"5432:5432\"]\n        volumes:\n          - data:/var/lib\n    app:\n        environment:\n            - A=1\n            - B=2\n        command: |\n            run: it\nvolumes:\n  data:\n"
        );
        assert_eq!(united(ours, ours).unwrap(), ours);
        assert_eq!(united("a: [", ours), None);
    }
}
