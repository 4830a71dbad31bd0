//! `own:`, the files that the user took out of dockwright's hands.

use super::read;
use super::set::{put, take};
use crate::core::change::is_off_limits;
use crate::core::diagnostic::{Problem, Where, nearest};
use crate::core::path::RelPath;
use crate::core::yaml::{Kind, Node};

/// The answers with these files among the user's own, or without. Refused: a path that leads out, and
/// one given back that was not there. Whether dockwright makes such a file is not known here.
pub fn own(text: &str, paths: &[String], give_back: bool) -> Result<String, Vec<Problem>> {
    let known = read(text)?.own;
    let mut own = known.clone();
    let mut problems = Vec::new();
    for path in paths {
        let clean = path.strip_prefix("./").unwrap_or(path);
        match RelPath::new(clean) {
            Err(error) => problems.push(
                Problem::error("path-outside", format!("{path:?} {error}"))
                    .mend("write it relative to the project's folder"),
            ),
            Ok(path) if give_back => match own.iter().position(|one| *one == path) {
                Some(at) => drop(own.remove(at)),
                None => problems.push(not_own(&path, &known)),
            },
            Ok(path) if is_off_limits(&path) || path.is_root() => problems.push(
                Problem::error("off-limits", format!("dockwright writes no file {path}"))
                    .mend("name a file that `dockwright explain` or `dockwright diff` names"),
            ),
            Ok(path) if own.contains(&path) => {}
            Ok(path) => own.push(path),
        }
    }
    if !problems.is_empty() {
        return Err(problems);
    }
    let items = own.iter().map(|path| Node::plain(path.as_str()));
    let list = Node {
        kind: Kind::List(items.collect()),
        ..Node::plain("")
    };
    let made = match (own.is_empty(), known.is_empty()) {
        (true, true) => Ok(text.to_owned()),
        (true, false) => take(text, &["own"]),
        (false, _) => put(text, &["own"], &list),
    };
    made.map_err(|problem| vec![problem])
}

fn not_own(path: &RelPath, known: &[RelPath]) -> Problem {
    let problem =
        Problem::error("not-own", format!("{path} is not among your own files")).at(Where {
            file: crate::core::answers::FILE.to_owned(),
            line: None,
            column: None,
            key: Some("own".to_owned()),
        });
    match nearest(path.as_str(), known.iter().map(RelPath::as_str)) {
        Some(near) => problem.mend(format!("write `{near}`")),
        None => problem.mend("they are listed under `own:`"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_go_in_and_come_back() {
        let text = "dockwright: 1\nname: shop\nservices: {}\n";
        let paths = |text: &str| vec![text.to_owned()];
        let one = own(text, &paths("docker/web/Dockerfile"), false).unwrap();
        assert_eq!(one, format!("{text}own: [docker/web/Dockerfile]\n"));
        assert_eq!(
            own(&one, &paths("./docker/web/Dockerfile"), false).unwrap(),
            one
        );
        let two = own(&one, &paths("compose.yaml"), false).unwrap();
        assert!(
            two.contains("own: [docker/web/Dockerfile, compose.yaml]"),
            "{two}"
        );
        let back = own(&two, &paths("compose.yaml"), true).unwrap();
        assert_eq!(back, one);
        assert_eq!(
            own(&back, &paths("docker/web/Dockerfile"), true).unwrap(),
            text
        );
        let wrong = own(&one, &paths("docker/web/Dockerfil"), true).unwrap_err();
        assert_eq!(wrong[0].mend, "write `docker/web/Dockerfile`");
        assert!(own(text, &paths("../x"), false).is_err());
        assert!(own(text, &paths(".dockwright/x"), false).is_err());
    }
}
