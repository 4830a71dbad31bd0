//! Who builds an image that several containers of a unit are made of.
//!
//! Compose writes the service's name into each image that it builds. Two services that build one
//! name race for it: the image differs from one `up --build` to the next although nothing changed,
//! and containers are made anew for nothing (seen with Compose 2.40). So each name has one builder.

use indexmap::IndexMap;

use super::Container;
use crate::core::answers::Context;
use crate::core::path::RelPath;

/// A build.
#[derive(Debug, Clone)]
pub struct Build {
    /// The folder that the build sees.
    pub context: RelPath,
    /// Relative to the context.
    pub dockerfile: Option<String>,
    /// The stage.
    pub target: Option<String>,
    /// Whether it takes the developer's ids.
    pub ids: bool,
    /// Variables that the build writes into its result.
    pub args: IndexMap<String, String>,
    /// Who builds it, where that is another container of the unit.
    pub by: Option<String>,
    /// The other containers that are made of it.
    pub others: Vec<String>,
}

impl Build {
    /// Of a folder, by the Dockerfile that lies in it; nothing else said.
    pub(super) fn of(context: RelPath) -> Self {
        Self {
            context,
            dockerfile: None,
            target: None,
            ids: false,
            args: IndexMap::new(),
            by: None,
            others: Vec::new(),
        }
    }
}

/// The name of an image that is built here.
pub(super) fn built(project: &str, name: &str, context: Context) -> String {
    let tag = match context {
        Context::Development => "development",
        Context::Production => "${TAG:-latest}",
    };
    format!("{project}-{name}:{tag}")
}

/// Gives each image one builder. Development watches each container, and watching takes a `build:`
/// of its own: there each has its own name for the image, whose layers are the same. In production
/// one builds, and the others take what it made.
pub(super) fn settle(containers: &mut [Container], context: Context, project: &str) {
    match context {
        Context::Development => {
            for at in 1..containers.len() {
                let (before, rest) = containers.split_at_mut(at);
                if let Some(container) = rest.first_mut().filter(|one| one.build.is_some())
                    && before.iter().any(|one| one.image == container.image)
                {
                    container.image = built(project, &container.name, context);
                }
            }
        }
        Context::Production => {
            for at in 0..containers.len() {
                let Some(builder) = builder(containers, at) else {
                    continue;
                };
                let name = containers[at].name.clone();
                if let Some(build) = &mut containers[builder].build {
                    build.others.push(name);
                }
                let by = containers[builder].name.clone();
                if let Some(build) = &mut containers[at].build {
                    build.by = Some(by);
                }
            }
        }
    }
}

/// Another that builds this one's image and is there whenever this one is; one that always starts
/// before one with a profile.
fn builder(containers: &[Container], at: usize) -> Option<usize> {
    let own = &containers[at];
    let builds = |one: &Container| {
        let build = one.build.as_ref();
        build.is_some_and(|build| build.by.is_none()) && one.image == own.image
    };
    own.build.as_ref().filter(|build| build.others.is_empty())?;
    let always = |one: &Container| one.profiles.is_empty();
    let mut all = containers.iter().enumerate().filter(|(_, one)| builds(one));
    if let Some((first, _)) = all.clone().find(|(_, one)| always(one)) {
        return (first != at).then_some(first);
    }
    let along = |one: &Container| {
        let starts = |profile: &String| one.profiles.contains(profile);
        own.profiles.iter().all(starts)
    };
    all.find(|(other, one)| *other < at && along(one))
        .map(|(other, _)| other)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn container(name: &str, profiles: &[&str]) -> Container {
        Container {
            name: name.to_owned(),
            image: "shop-api:x".to_owned(),
            build: Some(Build::of(RelPath::root())),
            profiles: profiles.iter().map(|&name| name.to_owned()).collect(),
            ..Container::default()
        }
    }

    fn builders(containers: &mut [Container]) -> Vec<Option<String>> {
        settle(containers, Context::Production, "shop");
        let builds = containers.iter().flat_map(|one| &one.build);
        builds.map(|build| build.by.clone()).collect()
    }

    #[test]
    fn production_builds_once() {
        let mut all = [
            container("api", &[]),
            container("worker", &["queue"]),
            container("api-setup", &[]),
        ];
        let by = Some("api".to_owned());
        assert_eq!(builders(&mut all), [None, by.clone(), by]);
        let others = all[0].build.as_ref().map(|build| build.others.as_slice());
        assert_eq!(
            others,
            Some(&["worker".to_owned(), "api-setup".to_owned()][..])
        );
    }

    #[test]
    fn what_does_not_always_start_builds_for_nobody_else() {
        let mut all = [container("api", &["full"]), container("worker", &[])];
        assert_eq!(builders(&mut all), [Some("worker".to_owned()), None]);
        let mut all = [container("api", &["full"]), container("worker", &["queue"])];
        assert_eq!(builders(&mut all), [None, None]);
        let mut all = [container("api", &["a", "b"]), container("worker", &["a"])];
        assert_eq!(builders(&mut all), [None, Some("api".to_owned())]);
    }

    #[test]
    fn development_names_each() {
        let mut all = [container("api", &[]), container("worker", &[])];
        settle(&mut all, Context::Development, "shop");
        assert_eq!(all[0].image, "shop-api:x");
        assert_eq!(all[1].image, "shop-worker:development");
    }
}
