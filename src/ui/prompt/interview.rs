//! Question after question, back and forth, until somebody writes or leaves.

use std::path::Path;
use std::sync::Arc;

use super::add;
use super::answer::{give, members, put_profile, yes};
use super::question::{Asks, Question, questions};
use super::reader::{Reader, Stop};
use super::talk::{aside, count, say, told, wrap};
use super::write::{counts, list, stopped, write};
use crate::core::design::Design;
use crate::core::diagnostic::Level;
use crate::core::editing::Editing;
use crate::core::trace::{Lines, changed};
use crate::shell::project;

/// What a line was.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Turn {
    Given,
    Why,
    Back,
    Last,
    Problems,
    Lines,
    Leave,
}

pub(super) struct Interview<'a> {
    pub(super) editing: Editing,
    dir: &'a Path,
    reader: &'a mut dyn Reader,
    /// What `=` compares with.
    first: Arc<Design>,
    /// Where one is, by the question's id.
    at: String,
    /// It was asked whole already.
    again: bool,
}

impl<'a> Interview<'a> {
    pub(super) fn new(editing: Editing, dir: &'a Path, reader: &'a mut dyn Reader) -> Self {
        let by_hand = !editing.start().is_project && editing.start().command.is_empty();
        Self {
            first: Arc::clone(editing.sound()),
            at: if by_hand { "add" } else { "" }.to_owned(),
            editing,
            dir,
            reader,
            again: false,
        }
    }

    /// Asks; true: all is written.
    pub(super) fn run(&mut self) -> Result<bool, Stop> {
        say(
            "Always understood: ? why, < the question before, > on to the write, ! problems, = changed lines, q leave. Enter takes what is in brackets.",
        );
        self.look();
        loop {
            let all = questions(&self.editing);
            let place = all
                .iter()
                .position(|question| question.id == self.at)
                .unwrap_or(0);
            let Some(question) = all.get(place) else {
                return Ok(false);
            };
            self.at.clone_from(&question.id);
            let next = all.get(place + 1).map(|question| question.id.clone());
            let before = place.checked_sub(1).and_then(|before| all.get(before));
            let (turn, jump) = self.ask(question, place + 1, all.len())?;
            let to = match turn {
                Turn::Given => match (jump, question.asks == Asks::Write) {
                    (Some(jump), _) => Some(jump),
                    (None, false) => next,
                    (None, true) => return Ok(true),
                },
                Turn::Back => before.map(|question| question.id.clone()),
                Turn::Last => all.last().map(|question| question.id.clone()),
                Turn::Why => again(&question.why),
                Turn::Problems => again(&self.problems()),
                Turn::Lines => again(&self.lines()),
                Turn::Leave => return Ok(false),
            };
            self.again = to.is_none();
            if let Some(to) = to {
                self.at = to;
            }
        }
    }

    /// Asks one question: what came, and where to go on where that is not the next one.
    fn ask(
        &mut self,
        question: &Question,
        place: usize,
        of: usize,
    ) -> Result<(Turn, Option<String>), Stop> {
        let (mut whole, again) = question.texts(place, of);
        if question.asks == Asks::Write {
            let said = match stopped(&self.editing) {
                Some(_) => "It cannot be yet: ! reads why. no, or list.".to_owned(),
                None => format!("{} yes, no, or list.", counts(self.editing.changes())),
            };
            whole = whole.replacen("Write?", &format!("Write? {said}"), 1);
        }
        let mut lines = wrap(if self.again { &again } else { &whole });
        let last = lines.pop().unwrap_or_default();
        lines.iter().for_each(|line| say(line));
        let before = Arc::clone(self.editing.sound());
        let steps = self.editing.edits().len();
        let outcome = match &question.asks {
            Asks::Add => self.add(&last, &again)?,
            Asks::Profile(name, names, _) => self.profile(&last, &again, name.as_deref(), names)?,
            Asks::Write => self.write(&last, &again)?,
            _ => {
                let turn = self.read(&last, &again, |editing, typed| {
                    give(editing, question, typed)
                })?;
                (turn, None)
            }
        };
        if self.editing.edits().len() != steps {
            self.look();
            self.follows(&before);
        }
        Ok(outcome)
    }

    /// A line, whatever it is: a word that is always understood, or an answer.
    fn read(
        &mut self,
        first: &str,
        again: &str,
        mut take: impl FnMut(&mut Editing, &str) -> Result<(), String>,
    ) -> Result<Turn, Stop> {
        let editing = &mut self.editing;
        let mut turn = Turn::Given;
        let mut check = |line: &str| {
            turn = match line.trim() {
                "?" => Turn::Why,
                "<" => Turn::Back,
                ">" => Turn::Last,
                "!" => Turn::Problems,
                "=" => Turn::Lines,
                "q" => Turn::Leave,
                typed => {
                    take(editing, typed)?;
                    Turn::Given
                }
            };
            Ok(())
        };
        self.reader.ask(first, again, &mut check)?;
        Ok(turn)
    }

    /// Something comes: the interview goes on with its questions, and comes back for more.
    fn add(&mut self, first: &str, again: &str) -> Result<(Turn, Option<String>), Stop> {
        let mut found = None;
        let turn = self.read(first, again, |editing, typed| {
            found = match typed {
                "" => None,
                typed => Some(add::find(editing, typed)?),
            };
            Ok(())
        })?;
        let (Turn::Given, Some(find)) = (turn, found) else {
            return Ok((turn, None));
        };
        let mut key = None;
        let turn = if let Some(name) = add::name(&self.editing, &find) {
            let question = format!("{}: its name? [{name}]:", find.line.title);
            self.read(&question, &question, |editing, typed| {
                let name = if typed.is_empty() { &name } else { typed };
                key = Some(add::add(editing, &find, name)?);
                Ok(())
            })?
        } else {
            let added = add::add(&mut self.editing, &find, "");
            key = added.map_err(|why| aside(&why)).ok();
            Turn::Given
        };
        let Some(key) = key else {
            // Not this one after all: the same question comes again.
            let stay = matches!(turn, Turn::Given | Turn::Back);
            return Ok(if stay {
                (Turn::Given, Some("add".to_owned()))
            } else {
                (turn, None)
            });
        };
        let own = questions(&self.editing).into_iter().find(|question| {
            question
                .id
                .strip_prefix(&key)
                .is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
        });
        let to = own.filter(|question| question.id != "features");
        Ok((
            Turn::Given,
            Some(to.map_or_else(|| "add".to_owned(), |question| question.id)),
        ))
    }

    fn profile(
        &mut self,
        first: &str,
        again: &str,
        name: Option<&str>,
        names: &[String],
    ) -> Result<(Turn, Option<String>), Stop> {
        let mut typed_members = None;
        let turn = self.read(first, again, |editing, typed| {
            if typed.is_empty() {
                return Ok(());
            }
            let members = members(names, typed)?;
            if let Some(name) = name {
                return put_profile(editing, name, &members);
            }
            typed_members = Some(members).filter(|members| !members.is_empty());
            Ok(())
        })?;
        let Some(members) = typed_members else {
            return Ok((turn, None));
        };
        let question = "Name of the profile [tools]:";
        let turn = self.read(question, question, |editing, typed| {
            let name = if typed.is_empty() { "tools" } else { typed };
            put_profile(editing, name, &members)
        })?;
        let stay = turn == Turn::Back;
        Ok(if stay {
            (Turn::Given, Some("profiles.".to_owned()))
        } else {
            (turn, None)
        })
    }

    fn write(&mut self, first: &str, again: &str) -> Result<(Turn, Option<String>), Stop> {
        let mut wanted = None;
        let turn = self.read(first, again, |editing, typed| {
            wanted = match typed {
                "" | "list" => None,
                typed => {
                    Some(yes(typed).map_err(|_| format!("{typed} is none of yes, no and list."))?)
                }
            };
            match stopped(editing) {
                Some(why) if wanted != Some(false) => Err(why),
                _ => Ok(()),
            }
        })?;
        let stay = (Turn::Given, Some("write".to_owned()));
        Ok(match (turn, wanted) {
            (Turn::Given, None) => {
                list(self.editing.changes());
                stay
            }
            (Turn::Given, Some(false)) => (Turn::Leave, None),
            (Turn::Given, Some(true)) => {
                // Once more: a terminal may have stood open for long.
                self.look();
                if let Some(why) = stopped(&self.editing) {
                    aside(&why);
                    return Ok(stay);
                }
                if write(&mut self.editing, self.dir, self.reader)? {
                    self.editing.written();
                    (Turn::Given, None)
                } else {
                    stay
                }
            }
            (turn, _) => (turn, None),
        })
    }

    /// What the disk has of it.
    fn look(&mut self) {
        let seen = project::seen(self.dir, self.editing.design());
        self.editing.see(seen);
    }

    /// What an answer came to.
    fn follows(&self, before: &Design) {
        let design = self.editing.design();
        if !design.is_sound() {
            let errors = design
                .problems
                .iter()
                .filter(|problem| problem.is_error())
                .count();
            let stop = if errors == 1 { "stops" } else { "stop" };
            aside(&format!(
                "{} now {stop} a write. ! reads what.",
                count(errors, "problem")
            ));
            return;
        }
        let lines = between(before, design);
        let (lines, files) = (lines.values().map(Vec::len).sum(), lines.len());
        match lines {
            0 => aside("No file changes."),
            1 => aside("1 line follows from it. = reads it."),
            lines => aside(&format!(
                "{lines} lines in {} follow from it. = reads them.",
                count(files, "file")
            )),
        }
    }

    fn problems(&self) -> String {
        let problems = &self.editing.design().problems;
        let lines = problems.iter().map(|problem| {
            let level = match problem.level {
                Level::Error => "error",
                Level::Warning => "warning",
                Level::Note => "note",
            };
            format!("{level}: {}", told(problem))
        });
        let lines: Vec<String> = lines.collect();
        if lines.is_empty() {
            "No problem.".to_owned()
        } else {
            lines.join("\n")
        }
    }

    /// Every line that is otherwise than when the interview began.
    fn lines(&self) -> String {
        let sound = self.editing.sound();
        let mut text = Vec::new();
        for (path, lines) in between(&self.first, sound) {
            text.push(format!("{path}:"));
            let file = sound
                .files
                .files
                .get(&path)
                .map(|file| file.text())
                .unwrap_or_default();
            let all: Vec<&str> = file.lines().collect();
            let lines = lines
                .iter()
                .filter_map(|line| Some((line + 1, all.get(*line)?)));
            text.extend(lines.map(|(number, line)| format!("  {number} {}", line.trim())));
        }
        if text.is_empty() {
            "No line has changed.".to_owned()
        } else {
            text.join("\n")
        }
    }
}

/// Lines of files.
fn between(before: &Design, after: &Design) -> Lines {
    changed(&before.files, &after.files)
}

/// Says something, and the same question comes again.
fn again(text: &str) -> Option<String> {
    let text = if text.is_empty() {
        "There is no more to say of it."
    } else {
        text
    };
    aside(text);
    None
}
