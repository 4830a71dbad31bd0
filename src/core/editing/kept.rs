//! Answers that are given again: by a command, or at the next start where they were not written.

use std::sync::Arc;

use super::{Editing, Step};
use crate::core::design::Design;
use crate::core::diagnostic::Problem;
use crate::core::form::{Edit, replay};
use crate::core::template::quote_sh;

/// One answer, as it is given again.
#[derive(Debug, Clone, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Given {
    /// What it changes.
    pub edit: Edit,
    /// Which field it is of.
    pub key: String,
    /// In words, such as `port of web: 8000 -> 8001`.
    pub said: String,
}

/// Answers that are not written, for the next start.
#[derive(Debug, Clone, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Kept {
    /// The text that the disk has, or that a preset begins with.
    pub start: String,
    /// What `init` is told for that text; empty on a project.
    pub command: String,
    /// The answers since then.
    pub given: Vec<Given>,
    /// The text that they come to.
    pub text: String,
    /// In words.
    pub said: Vec<String>,
}

/// The same, of which nothing is copied yet: that takes the longer the more was answered.
#[derive(Clone)]
pub struct Unkept {
    start: Arc<str>,
    command: String,
    steps: Vec<Arc<Step>>,
    /// They are written, and were undone.
    undone: bool,
    design: Arc<Design>,
}

impl Unkept {
    /// What the next start needs.
    pub fn kept(&self) -> Kept {
        let steps = self.steps.iter();
        let given = steps.clone().filter(|_| !self.undone);
        Kept {
            start: self.start.to_string(),
            command: self.command.clone(),
            given: given.map(|step| step.given.clone()).collect(),
            text: self.design.text.clone(),
            said: steps.map(|step| step.said(self.undone)).collect(),
        }
    }
}

impl Step {
    fn said(&self, undone: bool) -> String {
        let said = &self.given.said;
        if undone {
            format!("undone: {said}")
        } else {
            said.clone()
        }
    }
}

impl Editing {
    /// The answers that hold, as edits.
    pub fn edits(&self) -> Vec<Edit> {
        let held = self.steps.iter().take(self.done);
        held.map(|step| step.given.edit.clone()).collect()
    }

    /// The command that repeats it all, in the project's folder.
    pub fn replay(&self) -> String {
        replay(&self.start.command, &self.edits())
    }

    /// The same from where the program was started, `folder` as it was named there; nothing where
    /// nothing was answered.
    pub fn command(&self, folder: &str) -> String {
        let replay = self.replay();
        if folder == "." || replay.is_empty() {
            return replay;
        }
        let folder = quote_sh(folder);
        if self.start.is_project {
            format!("cd {folder} && {replay}")
        } else {
            format!("mkdir -p {folder} && cd {folder} && {replay}")
        }
    }

    /// What the next start needs to come to these answers again; none where all is written.
    pub fn draft(&self) -> Option<Unkept> {
        let (steps, undone) = self.open();
        (!steps.is_empty()).then(|| Unkept {
            start: Arc::clone(&self.base),
            // What was written once is a project at the next start.
            command: if self.is_written {
                String::new()
            } else {
                self.start.command.clone()
            },
            steps: steps.to_vec(),
            undone,
            design: Arc::clone(&self.design),
        })
    }

    /// Comes to the answers of a draft again, each of them a step. Refused where one does not fit.
    pub fn resume(&mut self, kept: &Kept) -> Result<(), Vec<Problem>> {
        for given in &kept.given {
            self.answer(given.edit.clone(), &given.key, &given.said)?;
        }
        // Written answers that were undone are no answers of their own.
        if kept.given.is_empty() && self.text() != kept.text {
            let given = Given {
                edit: Edit::All(Vec::new()),
                key: String::new(),
                said: kept.said.join(", "),
            };
            let design = self.made(&kept.text, None);
            self.push(given, kept.text.clone());
            self.put(design);
        }
        Ok(())
    }

    /// What is not written, in words: answers that hold, or written ones that were undone.
    pub fn unwritten(&self) -> Vec<String> {
        let (steps, undone) = self.open();
        steps.iter().map(|step| step.said(undone)).collect()
    }

    /// The steps that the disk does not have, or has although they were undone.
    fn open(&self) -> (&[Arc<Step>], bool) {
        let undone = self.done < self.saved;
        let (first, last) = (self.done.min(self.saved), self.done.max(self.saved));
        (self.steps.get(first..last).unwrap_or_default(), undone)
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::{begin, editing};
    use super::*;

    fn answer(editing: &mut Editing, port: &str) {
        let edit = Edit::set("services.web.port", port);
        editing.answer(edit, "services.web.port", port).unwrap();
    }

    #[test]
    fn an_answer_after_a_write_and_an_undo_is_not_written() {
        let mut editing = editing();
        answer(&mut editing, "8001");
        editing.written();
        assert_eq!(editing.unwritten(), [] as [String; 0]);
        editing.undo().unwrap();
        assert_eq!(editing.unwritten(), ["undone: 8001"]);
        answer(&mut editing, "8002");
        assert_eq!(editing.unwritten(), ["8002"]);
    }

    #[test]
    fn a_draft_leads_to_the_same_answers_again() {
        let mut first = editing();
        answer(&mut first, "8001");
        first.written();
        let written = first.text().to_owned();
        for undone in [false, true] {
            if undone {
                first.undo().unwrap();
                first.undo().unwrap();
            } else {
                answer(&mut first, "8002");
            }
            let kept = first.draft().unwrap().kept();
            assert_eq!(
                (kept.start.as_str(), kept.command.as_str()),
                (written.as_str(), "")
            );
            let mut next = begin(&written);
            next.resume(&kept).unwrap();
            assert_eq!(next.text(), first.text(), "{undone}");
            assert!(next.draft().is_some());
        }
    }
}
