//! What the host tells: the user's ids, the time, the command.

use crate::core::template::quote_sh;

/// The numeric user and group of whoever runs this; none on systems without such.
pub fn ids() -> Option<(u32, u32)> {
    #[cfg(unix)]
    return Some((
        rustix::process::getuid().as_raw(),
        rustix::process::getgid().as_raw(),
    ));
    #[cfg(not(unix))]
    None
}

/// The longest command that is remembered.
const LONGEST: usize = 200;

/// Now, in seconds since 1970.
pub fn now() -> u64 {
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
    now.map_or(0, |since| since.as_secs())
}

/// Today, as `2026-11-24`, in UTC.
pub fn today() -> String {
    date(now() / 86_400)
}

/// That many seconds after 1970, as `2026-11-24 09:05 UTC`.
pub fn minute(seconds: u64) -> String {
    let minutes = seconds / 60 % 1_440;
    let (hour, minute) = (minutes / 60, minutes % 60);
    format!("{} {hour:02}:{minute:02} UTC", date(seconds / 86_400))
}

/// What was typed after the program's name, as a shell reads it.
pub fn command() -> String {
    let words = std::env::args_os().skip(1);
    let words: Vec<String> = words
        .map(|word| quote_sh(&word.to_string_lossy()))
        .collect();
    words.join(" ").chars().take(LONGEST).collect()
}

/// The date that many days after 1970-01-01; counted from March, so that leap days come last.
fn date(days: u64) -> String {
    let shifted = days + 719_468;
    let (era, day_of_era) = (shifted / 146_097, shifted % 146_097);
    let year_of_era =
        (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month_from_march = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * month_from_march + 2) / 5 + 1;
    let month = (month_from_march + 2) % 12 + 1;
    let year = year_of_era + era * 400 + u64::from(month <= 2);
    format!("{year:04}-{month:02}-{day:02}")
}

#[cfg(test)]
mod tests {
    use super::{date, minute};

    #[test]
    fn days_are_dates() {
        for (days, expected) in [
            (0, "1970-01-01"),
            (58, "1970-02-28"),
            (11_016, "2000-02-29"),
            (20_781, "2026-11-24"),
            (47_540, "2100-02-28"),
            (47_541, "2100-03-01"),
        ] {
            assert_eq!(date(days), expected);
        }
        assert_eq!(minute(0), "1970-01-01 00:00 UTC");
        assert_eq!(minute(86_400 - 1), "1970-01-01 23:59 UTC");
    }
}
