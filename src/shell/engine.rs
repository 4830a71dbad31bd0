//! What the Docker engine of this machine has, asked over its socket: nothing is started, and where no
//! engine answers at once nothing is known.

use std::fs;
use std::io::{Read as _, Write as _};
use std::os::unix::net::UnixStream;
use std::path::{Path, PathBuf};
use std::time::Duration;

use serde_json::Value as Json;

use crate::core::host::{Told, Trait, Traits, of_engine};
use crate::core::stale::Made;

/// Longer than an engine that is there takes; one that hangs keeps nobody waiting.
const PATIENCE: Duration = Duration::from_millis(300);
/// Podman takes a third of a second for what it is; it is asked once in the life of a clone.
const LONGER: Duration = Duration::from_secs(1);
/// More than any list of volumes.
const LARGEST: u64 = 16 << 20;

/// The volumes whose name begins so; none where no engine answers.
pub fn volumes(prefix: &str) -> Option<Vec<Made>> {
    let filters = format!("%7B%22name%22%3A%5B%22{prefix}%22%5D%7D");
    let answer = get(&format!("/volumes?filters={filters}"), PATIENCE)?;
    let list = answer.get("Volumes")?.as_array()?.iter();
    let made = list.filter_map(|volume| {
        Some(Made {
            name: volume.get("Name")?.as_str()?.to_owned(),
            at: seconds(volume.get("CreatedAt")?.as_str()?)?,
        })
    });
    Some(made.filter(|made| made.name.starts_with(prefix)).collect())
}

/// What the engine says of itself; none where no engine answers.
pub fn traits() -> Option<Traits> {
    let info = get("/info", LONGER)?;
    let told = Told {
        info: &info,
        components: &[],
        podman: &Json::Null,
    };
    let traits = of_engine(told);
    if !traits.contains(&Trait::Podman) {
        return Some(traits);
    }
    let podman = get("/v4.0.0/libpod/info", LONGER).unwrap_or_default();
    Some(of_engine(Told {
        podman: &podman,
        ..told
    }))
}

/// The names of an engine's components, as `/version` has them.
pub(super) fn components(version: &Json) -> Vec<&str> {
    let all = version["Components"].as_array().into_iter().flatten();
    all.filter_map(|one| one["Name"].as_str()).collect()
}

/// One question in HTTP/1.0, so that the answer ends where the connection does.
fn get(path: &str, patience: Duration) -> Option<Json> {
    let mut stream = UnixStream::connect(socket()?).ok()?;
    stream.set_read_timeout(Some(patience)).ok()?;
    stream.set_write_timeout(Some(patience)).ok()?;
    let asked = format!("GET {path} HTTP/1.0\r\nHost: docker\r\n\r\n");
    stream.write_all(asked.as_bytes()).ok()?;
    let mut answer = String::new();
    stream.take(LARGEST).read_to_string(&mut answer).ok()?;
    let (head, body) = answer.split_once("\r\n\r\n")?;
    let good = head.lines().next()?.contains(" 200 ");
    good.then(|| serde_json::from_str(body).ok())?
}

/// Where the engine listens: as `DOCKER_HOST` says, else the context that is in use, else the usual
/// places; an engine over a network is not asked.
fn socket() -> Option<PathBuf> {
    match std::env::var("DOCKER_HOST") {
        Ok(host) if !host.is_empty() => host.strip_prefix("unix://").map(PathBuf::from),
        _ => {
            if let Some(host) = context() {
                return host.strip_prefix("unix://").map(PathBuf::from);
            }
            let home = super::settings::home().map(|home| home.join(".docker/run/docker.sock"));
            let usual = Some(PathBuf::from("/var/run/docker.sock"));
            [usual, home]
                .into_iter()
                .flatten()
                .find(|path| path.exists())
        }
    }
}

/// The address of the context that is in use, as a rootless engine and Docker Desktop make one; none where
/// that is the default one.
fn context() -> Option<String> {
    let folder = std::env::var_os("DOCKER_CONFIG").filter(|said| !said.is_empty());
    let folder = folder.map(PathBuf::from);
    let folder = folder.or_else(|| Some(super::settings::home()?.join(".docker")))?;
    let said = std::env::var("DOCKER_CONTEXT")
        .ok()
        .filter(|said| !said.is_empty());
    context_in(&folder, said)
}

fn context_in(folder: &Path, said: Option<String>) -> Option<String> {
    let read = |path: PathBuf| -> Option<Json> {
        serde_json::from_str(&fs::read_to_string(path).ok()?).ok()
    };
    let used = || {
        Some(
            read(folder.join("config.json"))?["currentContext"]
                .as_str()?
                .to_owned(),
        )
    };
    let name = said.or_else(used)?;
    // Each has a folder that is named by a hash.
    let mut all = fs::read_dir(folder.join("contexts/meta")).ok()?.flatten();
    all.find_map(|entry| {
        let meta = read(entry.path().join("meta.json"))?;
        let host = meta["Endpoints"]["docker"]["Host"].as_str();
        (meta["Name"] == *name).then(|| host.map(str::to_owned))?
    })
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
    use std::fs;

    use super::{context_in, seconds};

    #[test]
    fn the_context_in_use_says_where_the_engine_is() {
        let folder = tempfile::tempdir().unwrap();
        let host = |said: Option<&str>| context_in(folder.path(), said.map(str::to_owned));
        assert_eq!(host(None), None);
        for (hash, name, host) in [
            ("0a", "rootless", "unix:///run/user/1000/docker.sock"),
            ("0b", "far", "ssh://me@there"),
        ] {
            let meta = folder.path().join("contexts/meta").join(hash);
            fs::create_dir_all(&meta).unwrap();
            let text = format!(
                r#"{{"Name":"{name}","Metadata":{{}},"Endpoints":{{"docker":{{"Host":"{host}","SkipTLSVerify":false}}}}}}"#
            );
            fs::write(meta.join("meta.json"), text).unwrap();
        }
        assert_eq!(host(None), None, "the default one is in use");
        assert_eq!(host(Some("far")).as_deref(), Some("ssh://me@there"));
        let used = r#"{"currentContext": "rootless"}"#;
        fs::write(folder.path().join("config.json"), used).unwrap();
        assert_eq!(
            host(None).as_deref(),
            Some("unix:///run/user/1000/docker.sock")
        );
        assert_eq!(host(Some("default")), None);
    }

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
