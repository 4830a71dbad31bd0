//! Files with a main function that are no programs to be kept running.

use super::evidence::Evidence;
use super::files::name;
use super::proposal::NotService;
use super::service::{Candidate, Scene, not, service_folder};
use crate::core::catalog::detect::Reading;

impl<'a, 'r> Scene<'a, 'r> {
    /// Where programs lie in a folder of their own by custom, what lies beside it is run by hand or makes
    /// code, unless it serves something itself.
    pub(super) fn without_loose(
        &self,
        candidate: &Candidate<'a, 'r>,
        signs: &[Reading],
        mains: &mut Vec<(String, Vec<Evidence>)>,
        others: &mut Vec<NotService>,
    ) {
        let Some(custom) = candidate
            .rule
            .and_then(|rule| rule.detect.each_below.as_deref())
        else {
            return;
        };
        let by_custom =
            |folder: &str| service_folder(&candidate.folder, folder, Some(custom)) != folder;
        if !mains.iter().any(|(folder, _)| by_custom(folder)) {
            return;
        }
        mains.retain(|(folder, evidence)| {
            let file = evidence.first().map_or("", |place| name(&place.file));
            let serves = || self.look(candidate.package, folder).first(signs).is_some();
            let is_own = if *folder == candidate.folder {
                file.starts_with("main.")
            } else {
                serves()
            };
            let stays = by_custom(folder) || is_own;
            if !stays {
                others.push(not(folder, "run by hand, beside the programs"));
            }
            stays
        });
    }
}
