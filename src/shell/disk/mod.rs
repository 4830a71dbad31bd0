//! Stand-in until the disk branch lands.
#![allow(missing_docs, clippy::pedantic)]
use crate::core::{change::*, diagnostic::Problem, fileset::FileSet};
use std::{fs, path::Path};
pub fn recover(_: &Path) -> Result<Vec<Problem>, Problem> {
    Ok(vec![])
}
pub fn snapshot(dir: &Path, set: &FileSet) -> Result<Snapshot, Vec<Problem>> {
    Ok(set
        .files
        .keys()
        .filter_map(|p| Some((p.clone(), fs::read_to_string(dir.join(p.as_str())).ok()?)))
        .collect())
}
pub fn apply(dir: &Path, c: &ChangeSet) -> Result<Vec<Problem>, Vec<Problem>> {
    use std::os::unix::fs::PermissionsExt;
    for (p, _, t, m, _) in &c.files {
        let p = dir.join(p.as_str());
        let _ = fs::create_dir_all(p.parent().unwrap_or(dir));
        let _ = fs::write(&p, t);
        let _ = fs::set_permissions(&p, fs::Permissions::from_mode(*m));
    }
    for f in &c.set.folders {
        let _ = fs::create_dir_all(dir.join(f.as_str()));
    }
    for (p, s) in &c.set.secrets {
        let p = dir.join(p.as_str());
        let _ = fs::create_dir_all(p.parent().unwrap_or(dir));
        let _ = fs::set_permissions(p.parent().unwrap_or(dir), fs::Permissions::from_mode(0o700));
        if let crate::core::fileset::Secret::Generated(n) = s {
            let mut b = vec![0u8; *n];
            let _ = getrandom::fill(&mut b);
            let _ = fs::write(
                &p,
                b.iter()
                    .map(|b| char::from(b'a' + b % 26))
                    .collect::<String>(),
            );
            let _ = fs::set_permissions(&p, fs::Permissions::from_mode(0o444));
        }
    }
    Ok(vec![])
}
