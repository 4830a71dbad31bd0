//! Patterns of paths: `*` and `?` within a name, `**` for any folders, `{a,b}` for either.

/// Whether a path is as the pattern says.
pub(super) fn matches(pattern: &str, path: &str) -> bool {
    if !pattern.contains('{') {
        return one(pattern, path);
    }
    either(pattern).iter().any(|pattern| one(pattern, path))
}

/// The folder in which all that fits must lie: what stands before the first pattern.
pub(super) fn literal_folder(pattern: &str) -> &str {
    let end = pattern.find(['*', '?', '{']).unwrap_or(pattern.len());
    pattern[..end]
        .rsplit_once('/')
        .map_or("", |(folder, _)| folder)
}

/// Whether it is a name as it stands.
pub(super) fn is_plain(pattern: &str) -> bool {
    !pattern.contains(['*', '?', '{'])
}

/// The patterns without braces.
pub(super) fn either(pattern: &str) -> Vec<String> {
    let braces = pattern.find('{').and_then(|open| {
        let close = pattern[open..].find('}')? + open;
        Some((open, close))
    });
    let Some((open, close)) = braces else {
        return vec![pattern.to_owned()];
    };
    let (before, after) = (&pattern[..open], &pattern[close + 1..]);
    let parts = pattern[open + 1..close].split(',');
    parts
        .flat_map(|part| either(&format!("{before}{part}{after}")))
        .collect()
}

fn one(pattern: &str, path: &str) -> bool {
    let (name, rest) = split(pattern);
    if name == "**" {
        let Some(rest) = rest else { return true };
        if !rest.contains('/') {
            let last = path.rsplit_once('/').map_or(path, |(_, last)| last);
            return rest == "**" || word(rest.as_bytes(), last.as_bytes());
        }
        let below = path.match_indices('/').map(|(place, _)| &path[place + 1..]);
        return std::iter::once(path)
            .chain(below)
            .any(|path| one(rest, path));
    }
    let (first, below) = split(path);
    word(name.as_bytes(), first.as_bytes())
        && match (rest, below) {
            (None, None) => true,
            (Some(rest), Some(below)) => one(rest, below),
            _ => false,
        }
}

fn split(path: &str) -> (&str, Option<&str>) {
    match path.split_once('/') {
        Some((first, rest)) => (first, Some(rest)),
        None => (path, None),
    }
}

/// A name against a pattern: where a `*` took too little, it takes one more.
fn word(pattern: &[u8], name: &[u8]) -> bool {
    let (mut at, mut here) = (0, 0);
    let mut star: Option<(usize, usize)> = None;
    while here < name.len() {
        match pattern.get(at) {
            Some(b'*') => {
                star = Some((at, here));
                at += 1;
            }
            Some(byte) if *byte == b'?' || *byte == name[here] => {
                at += 1;
                here += 1;
            }
            _ => match star {
                Some((place, taken)) => {
                    star = Some((place, taken + 1));
                    at = place + 1;
                    here = taken + 1;
                }
                None => return false,
            },
        }
    }
    pattern[at..].iter().all(|byte| *byte == b'*')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_fit_as_people_expect() {
        for (pattern, path, fits) in [
            ("*.py", "a.py", true),
            ("*.py", "a/a.py", false),
            ("**/*.py", "a.py", true),
            ("**/*.py", "a/b/c.py", true),
            ("a/**/c.py", "a/c.py", true),
            ("a/**", "a/b/c", true),
            ("{go.mod,*.go}", "go.mod", true),
            ("cmd/*/{main,x}.go", "cmd/api/x.go", true),
            ("cmd/*/main.go", "cmd/main.go", false),
            ("*a*b*", "xxaxxbxx", true),
            ("*a*b*", "xxbxxaxx", false),
            ("settings*.gradle*", "settings.gradle.kts", true),
        ] {
            assert_eq!(matches(pattern, path), fits, "{pattern} {path}");
        }
        assert_eq!(literal_folder("src/main/**/*.java"), "src/main");
    }
}
