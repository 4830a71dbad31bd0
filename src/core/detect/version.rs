//! Versions as people write them: `3.12`, `>=3.11,<3.14`, `^20 || ^22`, `go1.22.3`.

/// One demand: an operator and numbers.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Demand {
    operator: String,
    numbers: Vec<u32>,
}

/// What a text demands: one of the alternatives, each wholly.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Version {
    alternatives: Vec<Vec<Demand>>,
}

/// The operators, the longest first.
const OPERATORS: [&str; 12] = [
    "===", "==", ">=", "<=", "!=", "~=", "~>", ">", "<", "^", "~", "=",
];

impl Version {
    /// None where there is no number, as in `lts/*`.
    pub(super) fn read(text: &str) -> Option<Self> {
        let mut alternatives = Vec::new();
        for part in text.split("||") {
            let mut demands = Vec::new();
            let mut operator = String::new();
            for word in part.split([',', ' ', '\t']).filter(|word| !word.is_empty()) {
                let known = OPERATORS.iter().find(|known| word.starts_with(**known));
                let rest = &word[known.map_or(0, |known| known.len())..];
                if let Some(known) = known {
                    (*known).clone_into(&mut operator);
                }
                let numbers = numbers(rest);
                if !numbers.is_empty() {
                    let operator = std::mem::take(&mut operator);
                    demands.push(Demand { operator, numbers });
                }
            }
            if !demands.is_empty() {
                alternatives.push(demands);
            }
        }
        (!alternatives.is_empty()).then_some(Self { alternatives })
    }

    /// Whether it names one version and no range.
    pub(super) fn is_exact(&self) -> bool {
        let demands: Vec<&Demand> = self.alternatives.iter().flatten().collect();
        matches!(demands.as_slice(), [one] if matches!(one.operator.as_str(), "" | "=" | "==" | "==="))
    }

    /// The first `count` numbers of the version it names, or of the least that it takes.
    pub(super) fn short(&self, count: usize) -> String {
        let least = self.alternatives.iter().flatten();
        let upper = |demand: &&Demand| demand.operator.starts_with(['<', '!']);
        let first = least
            .clone()
            .find(|demand| !upper(demand))
            .or_else(|| least.clone().next());
        let numbers = first
            .map(|demand| demand.numbers.as_slice())
            .unwrap_or_default();
        let texts = numbers.iter().take(count.max(1)).map(u32::to_string);
        texts.collect::<Vec<_>>().join(".")
    }

    /// Whether it takes a version, such as the 3.14 of an image, which stands for all 3.14.x.
    pub(super) fn takes(&self, version: &str) -> bool {
        let numbers = numbers(version);
        let takes = |demand: &Demand| demand.takes(&numbers);
        self.alternatives
            .iter()
            .any(|demands| demands.iter().all(takes))
    }
}

impl Demand {
    fn takes(&self, version: &[u32]) -> bool {
        let shared = self.numbers.len().min(version.len());
        let (own, other) = (&self.numbers[..shared], &version[..shared]);
        // What the shorter one does not say may be anything.
        match self.operator.as_str() {
            ">=" => other >= own,
            ">" => other > own,
            "<=" => other <= own,
            "<" => other < own,
            "!=" => other != own || self.numbers.len() > version.len(),
            "^" => other >= own && version.first() == self.numbers.first(),
            "~" => other >= own && prefix(&self.numbers, version, self.numbers.len().min(2)),
            "~>" | "~=" => {
                let fixed = self.numbers.len().saturating_sub(1).max(1);
                other >= own && prefix(&self.numbers, version, fixed)
            }
            _ => other == own,
        }
    }
}

fn prefix(own: &[u32], other: &[u32], count: usize) -> bool {
    own.iter()
        .zip(other)
        .take(count)
        .all(|(one, two)| one == two)
}

/// The numbers at the first digit: of `v20.11.0` and `go1.22`, and no more of `20.x`.
fn numbers(text: &str) -> Vec<u32> {
    let from = text
        .find(|c: char| c.is_ascii_digit())
        .unwrap_or(text.len());
    let parts = text[from..].split('.');
    let mut numbers = Vec::new();
    for part in parts {
        let end = part
            .find(|c: char| !c.is_ascii_digit())
            .unwrap_or(part.len());
        let Ok(number) = part[..end].parse() else {
            break;
        };
        numbers.push(number);
        if end < part.len() {
            break;
        }
    }
    numbers
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_take_what_their_tools_take() {
        for (text, short, exact, takes, not) in [
            ("3.12.4", "3.12", true, "3.12", "3.13"),
            (">=3.11,<3.14", "3.11", false, "3.13", "3.14"),
            (">= 3.11", "3.11", false, "3.14", "3.10"),
            ("^3.12", "3.12", false, "3.14", "4.0"),
            ("~3.12", "3.12", false, "3.12", "3.13"),
            ("~=3.12", "3.12", false, "3.14", "3.11"),
            ("~> 3.3.0", "3.3", false, "3.3", "3.4"),
            ("20.x", "20", true, "20", "22"),
            ("^20.19.0 || >=22.12.0", "20.19", false, "24", "18"),
            ("v22.1.0", "22.1", true, "22", "24"),
            ("go1.22.3", "1.22", true, "1.22", "1.23"),
            (">=18 <21", "18", false, "20", "22"),
        ] {
            let version = Version::read(text).unwrap();
            assert_eq!(version.short(2), short, "{text}");
            assert_eq!(version.is_exact(), exact, "{text}");
            assert!(version.takes(takes) && !version.takes(not), "{text}");
        }
        assert_eq!(Version::read("lts/*"), None);
    }
}
