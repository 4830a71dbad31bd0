//! A second look at lines that both sides added at one place, by structure: keys of one map, items
//! of one list, in YAML and JSON. They are put one after the other, ours first, so that what
//! dockwright adds later stays together; no other byte is touched.

use super::format::Format;
use super::lines::indent;
use super::order::matters;

/// What both sides added in one place, in one text; none where they do not stand side by side: the
/// same key twice, the inside of a text, the words of a command. `above` is what stands before, and
/// `below` the line after them.
pub(super) fn joined(
    format: Format,
    (new, disk): (&[&str], &[&str]),
    above: &[&str],
    below: Option<&str>,
) -> Option<Vec<String>> {
    let deep = |side: &[&str]| side.iter().filter_map(|line| indent(line)).min();
    let (of_new, of_disk) = (deep(new)?, deep(disk)?);
    let depth = of_new.min(of_disk);
    let under = below.and_then(indent).unwrap_or(0);
    if under > depth {
        return None;
    }
    let ours = entries(format, new, of_new)?;
    let theirs = entries(format, disk, of_disk)?;
    if of_new != of_disk {
        return inner_first(format, (new, of_new), (disk, of_disk), above);
    }
    let is_list = ours.iter().chain(&theirs).all(|entry| entry.is_item);
    let is_map = ours.iter().chain(&theirs).all(|entry| !entry.is_item);
    if !is_list && !is_map || matters(format, above, depth, is_list) {
        return None;
    }
    let mut all = ours;
    for entry in theirs {
        match all.iter().find(|one| one.key == entry.key) {
            None => all.push(entry),
            Some(same) if same.text(format) == entry.text(format) => {}
            Some(_) => return None,
        }
    }
    Some(match format {
        Format::Json => with_commas(all, new, disk)?,
        _ => all
            .iter()
            .flat_map(|entry| entry.lines.iter().map(|line| (*line).to_owned()))
            .collect(),
    })
}

/// Lines that belong to what stands above, and then others that begin something new beside it.
fn inner_first(
    format: Format,
    (new, of_new): (&[&str], usize),
    (disk, of_disk): (&[&str], usize),
    above: &[&str],
) -> Option<Vec<String>> {
    if format != Format::Yaml || matters(format, above, of_new.min(of_disk), false) {
        return None;
    }
    let (inner, outer) = if of_new > of_disk {
        (new, disk)
    } else {
        (disk, new)
    };
    let lines = inner.iter().chain(outer);
    Some(lines.map(|line| (*line).to_owned()).collect())
}

/// One sibling: remarks before it, its first line, what is below it.
struct Entry<'a> {
    key: &'a str,
    is_item: bool,
    lines: Vec<&'a str>,
}

impl Entry<'_> {
    /// To compare it with another.
    fn text(&self, format: Format) -> Vec<&str> {
        let lines = self.lines.iter().map(|line| match format {
            Format::Json => line.trim().trim_end_matches(','),
            _ => line.trim_end(),
        });
        lines.filter(|line| !line.is_empty()).collect()
    }
}

/// The lines as siblings of one depth.
fn entries<'a>(format: Format, lines: &[&'a str], depth: usize) -> Option<Vec<Entry<'a>>> {
    let mut entries: Vec<Entry<'a>> = Vec::new();
    let mut before: Vec<&str> = Vec::new();
    for line in lines {
        let inner = line.trim();
        let is_remark = inner.is_empty() || inner.starts_with('#') || inner.starts_with("//");
        let closes = format == Format::Json && inner.starts_with(['}', ']']);
        if indent(line) == Some(depth) && !is_remark && !closes {
            let (key, is_item) = named(format, inner)?;
            let mut own = std::mem::take(&mut before);
            own.push(line);
            entries.push(Entry {
                key,
                is_item,
                lines: own,
            });
        } else if is_remark {
            before.push(line);
        } else {
            let last = entries.last_mut()?;
            last.lines.append(&mut before);
            last.lines.push(line);
        }
    }
    entries.last_mut()?.lines.append(&mut before);
    Some(entries)
}

/// By what a sibling is known, and whether it is an item of a list.
fn named(format: Format, line: &str) -> Option<(&str, bool)> {
    match format {
        Format::Json => {
            if line.starts_with('"')
                && let Some(end) = line[1..].find('"')
                && line[end + 2..].trim_start().starts_with(':')
            {
                return Some((&line[1..=end], false));
            }
            // Objects of a list have no name here: the parser finds what is twice.
            Some((line.trim_end_matches(','), true))
        }
        _ if line == "-" || line.starts_with("- ") => {
            Some((line.split(" #").next().unwrap_or(line).trim_end(), true))
        }
        _ => {
            let end = line
                .find(": ")
                .or_else(|| line.strip_suffix(':').map(str::len))?;
            Some((line[..end].trim_matches(['"', '\'']), false))
        }
    }
}

/// Between JSON's siblings stand commas, and none behind the last where there was none.
fn with_commas(all: Vec<Entry<'_>>, new: &[&str], disk: &[&str]) -> Option<Vec<String>> {
    let has_comma = |lines: &[&str]| {
        let last = lines.iter().rev().find(|line| !line.trim().is_empty());
        last.is_some_and(|line| line.trim_end().ends_with(','))
    };
    let remarks = |line: &&str| line.contains("//") || line.contains("/*");
    if new.iter().chain(disk).any(remarks) && !(has_comma(new) && has_comma(disk)) {
        return None;
    }
    let ends = has_comma(new) && has_comma(disk);
    let count = all.len();
    let mut out = Vec::new();
    for (place, entry) in all.into_iter().enumerate() {
        let mut lines: Vec<String> = entry.lines.iter().map(|line| (*line).to_owned()).collect();
        let last = lines
            .iter_mut()
            .rev()
            .find(|line| !line.trim().is_empty())?;
        let wanted = ends || place + 1 < count;
        let bare = last.trim_end().trim_end_matches(',').len();
        last.truncate(bare);
        if wanted {
            last.push(',');
        }
        out.append(&mut lines);
    }
    Some(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn join(format: Format, new: &str, disk: &str, above: &str, below: &str) -> Option<String> {
        let lines = |text: &'static str| -> Vec<&'static str> { text.lines().collect() };
        let leak = |text: &str| -> &'static str { Box::leak(text.to_owned().into_boxed_str()) };
        let (new, disk, above) = (lines(leak(new)), lines(leak(disk)), lines(leak(above)));
        let below = (!below.is_empty()).then_some(below);
        joined(format, (&new, &disk), &above, below).map(|lines| lines.join("\n"))
    }

    #[test]
    fn keys_and_items_stand_side_by_side() {
        let yaml = |new: &str, disk: &str| join(Format::Yaml, new, disk, "services:", "");
        assert_eq!(
            yaml("  b:\n    x: 1", "  # mine\n  c:\n    y: 2").unwrap(),
            "  b:\n    x: 1\n  # mine\n  c:\n    y: 2"
        );
        assert_eq!(yaml("  - a", "  - b").unwrap(), "  - a\n  - b");
        assert_eq!(yaml("  - a", "  - a\n  - b").unwrap(), "  - a\n  - b");
        assert_eq!(yaml("  b:\n    x: 1", "  b:\n    x: 2"), None);
        assert_eq!(yaml("  b: 1", "  - c"), None);
        assert_eq!(yaml("  b: 1", "    c: 1").unwrap(), "    c: 1\n  b: 1");
        assert_eq!(yaml("  - a", "  - a # mine"), None);
    }

    #[test]
    fn in_a_text_and_in_a_command_there_are_no_siblings() {
        let text = |above: &str| join(Format::Yaml, "  a: 1", "  b: 2", above, "");
        assert_eq!(text("run: |"), None);
        assert_eq!(text("run: >-  # why\n  x"), None);
        assert!(text("run:").is_some());
        let command = |above: &str| join(Format::Yaml, "  - a", "  - b", above, "");
        assert_eq!(command("command:"), None);
        assert!(command("ports:").is_some());
    }

    #[test]
    fn commas_stand_between() {
        let json = |new: &str, disk: &str| join(Format::Json, new, disk, "{", "}");
        assert_eq!(
            json("  \"a\": 1", "  \"b\": {\n    \"c\": 2\n  }").unwrap(),
            "  \"a\": 1,\n  \"b\": {\n    \"c\": 2\n  }"
        );
        assert_eq!(
            json("  \"a\": 1,", "  \"b\": 2,").unwrap(),
            "  \"a\": 1,\n  \"b\": 2,"
        );
        assert_eq!(json("  \"a\": 1", "  \"a\": 2"), None);
    }
}
