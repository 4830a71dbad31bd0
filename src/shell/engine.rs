//! What the Docker engine of this machine has, asked over its socket: nothing is started, and where no
//! engine answers at once nothing is known.

use std::io::{Read as _, Write as _};
use std::os::unix::net::UnixStream;
use std::path::PathBuf;
use std::time::Duration;

use serde_json::Value as Json;

use crate::core::stale::Made;

/// Longer than an engine that is there takes; one that hangs keeps nobody waiting.
const PATIENCE: Duration = Duration::from_millis(300);
/// More than any list of volumes.
const LARGEST: u64 = 16 << 20;

/// The volumes whose name begins so; none where no engine answers.
pub fn volumes(prefix: &str) -> Option<Vec<Made>> {
    let filters = format!("%7B%22name%22%3A%5B%22{prefix}%22%5D%7D");
    let answer = get(&format!("/volumes?filters={filters}"))?;
    let list = answer.get("Volumes")?.as_array()?.iter();
    let made = list.filter_map(|volume| {
        Some(Made {
            name: volume.get("Name")?.as_str()?.to_owned(),
            at: seconds(volume.get("CreatedAt")?.as_str()?)?,
        })
    });
    Some(made.filter(|made| made.name.starts_with(prefix)).collect())
}

/// One question in HTTP/1.0, so that the answer ends where the connection does.
fn get(path: &str) -> Option<Json> {
    let mut stream = UnixStream::connect(socket()?).ok()?;
    stream.set_read_timeout(Some(PATIENCE)).ok()?;
    stream.set_write_timeout(Some(PATIENCE)).ok()?;
    write!(stream, "GET {path} HTTP/1.0\r\nHost: docker\r\n\r\n").ok()?;
    let mut answer = String::new();
    stream.take(LARGEST).read_to_string(&mut answer).ok()?;
    let (head, body) = answer.split_once("\r\n\r\n")?;
    let good = head.lines().next()?.contains(" 200 ");
    good.then(|| serde_json::from_str(body).ok())?
}

/// Where the engine listens: as `DOCKER_HOST` says, else the usual places; an engine over a network is
/// not asked.
fn socket() -> Option<PathBuf> {
    match std::env::var("DOCKER_HOST") {
        Ok(host) if !host.is_empty() => host.strip_prefix("unix://").map(PathBuf::from),
        _ => {
            let home = super::settings::home().map(|home| home.join(".docker/run/docker.sock"));
            let usual = Some(PathBuf::from("/var/run/docker.sock"));
            [usual, home]
                .into_iter()
                .flatten()
                .find(|path| path.exists())
        }
    }
}

/// `2026-11-24T18:01:02Z`, or with an offset, in seconds since 1970.
fn seconds(time: &str) -> Option<u64> {
    let number = |range: std::ops::Range<usize>| time.get(range)?.parse::<i64>().ok();
    let (year, month, day) = (number(0..4)?, number(5..7)?, number(8..10)?);
    let (hour, minute, second) = (number(11..13)?, number(14..16)?, number(17..19)?);
    let rest = time
        .get(19..)?
        .trim_start_matches(|c: char| c == '.' || c.is_ascii_digit());
    let offset = match rest.as_bytes().first()? {
        b'Z' => 0,
        sign => {
            let (hours, minutes) = (
                rest.get(1..3)?.parse::<i64>().ok()?,
                rest.get(4..6)?.parse::<i64>().ok()?,
            );
            (hours * 60 + minutes) * 60 * if *sign == b'-' { -1 } else { 1 }
        }
    };
    // Days from 1970, counted from March so that a leap day comes last.
    let (year, month) = if month > 2 {
        (year, month - 3)
    } else {
        (year - 1, month + 9)
    };
    let days = 365 * year + year.div_euclid(4) - year.div_euclid(100)
        + year.div_euclid(400)
        + (153 * month + 2) / 5
        + day
        - 1
        - 719_468;
    u64::try_from(((days * 24 + hour) * 60 + minute) * 60 + second - offset).ok()
}

#[cfg(test)]
mod tests {
    use super::seconds;

    #[test]
    fn times_of_the_engine_are_seconds() {
        for (time, expected) in [
            ("1970-01-01T00:00:00Z", 0),
            ("2000-02-29T12:00:00Z", 951_825_600),
            ("2026-11-24T18:01:02Z", 1_795_543_262),
            ("2026-11-24T20:01:02+02:00", 1_795_543_262),
            ("2026-11-24T18:01:02.123456Z", 1_795_543_262),
        ] {
            assert_eq!(seconds(time), Some(expected), "{time}");
        }
        assert_eq!(seconds("yesterday"), None);
    }
}
