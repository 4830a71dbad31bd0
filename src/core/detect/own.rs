//! Images of Compose files that this project makes itself: its code is found as such.

use super::docker::{Docker, Used, is_ci, split};
use super::evidence::Evidence;
use super::files::{Files, name};
use super::package::Package;
use super::rules::Rules;
use crate::core::catalog::Slot;
use crate::core::diagnostic::{Problem, Where};

/// What a pipeline says that makes images.
const MAKES: [&str; 4] = [
    "docker/build-push-action",
    "docker/metadata-action",
    "docker build ",
    "docker push ",
];

/// Takes such images out of what is used, and tells each with the line that says so.
pub(super) fn taken_out(
    rules: &Rules,
    files: &Files<'_>,
    packages: &[Package<'_>],
    docker: &mut Docker,
) -> Vec<Problem> {
    let mut told = Vec::new();
    let used = std::mem::take(&mut docker.used).into_iter();
    docker.used = used
        .filter(|used| {
            let own = !used.only_tested && !is_known(rules, used);
            let why = own.then(|| why(files, packages, docker, used)).flatten();
            told.extend(why.iter().map(|why| note(used, why)));
            why.is_none()
        })
        .collect();
    told
}

fn is_known(rules: &Rules, used: &Used) -> bool {
    rules.of_slot(Slot::Backing).any(|rule| {
        let images = &rule.detect.images;
        images.iter().any(|image| used.is(image))
    })
}

/// What says that the image is the project's: Compose builds it, a pipeline makes it, a package has its name.
fn why(
    files: &Files<'_>,
    packages: &[Package<'_>],
    docker: &Docker,
    used: &Used,
) -> Option<Evidence> {
    let built = docker.tagged.iter().find(|(image, _)| *image == used.image);
    if let Some((_, evidence)) = built {
        return Some(evidence.clone());
    }
    let manifests = packages.iter().flat_map(|package| &package.manifests);
    let mut manifests = manifests.filter(|manifest| {
        let said = manifest.said.name.as_deref();
        said.is_some_and(|said| name(said).eq_ignore_ascii_case(name(&used.image)))
    });
    if let Some(manifest) = manifests.next() {
        return Some(Evidence::file(&manifest.path));
    }
    let pipelines = files.all().iter().filter(|path| is_ci(path));
    pipelines
        .filter_map(|path| files.file(path))
        .filter(|file| MAKES.iter().any(|makes| file.text.contains(makes)))
        .find_map(|file| {
            let mut lines = file.text.lines().enumerate();
            let line = lines.find(|(_, line)| {
                // What a job only runs beside its tests stands behind `image:`.
                !line.trim_start_matches([' ', '-']).starts_with("image:")
                    && line
                        .split([' ', ',', '"', '\'', '='])
                        .any(|word| word.contains('/') && split(word).0 == used.image)
            });
            line.map(|(place, _)| file.line(place + 1))
        })
}

fn note(used: &Used, why: &Evidence) -> Problem {
    let place = Where {
        file: used.evidence.file.clone(),
        line: used.evidence.line,
        column: None,
        key: None,
    };
    let line = why.line.map_or_else(String::new, |line| format!(":{line}"));
    let message = format!(
        "{} is made of this project's own code, as {}{line} says: the code is built, and no image of it is used",
        used.image, why.file
    );
    Problem::note("own-image", message)
        .at(place)
        .mend("add it as a backing service where the published one is wanted beside the code")
}
