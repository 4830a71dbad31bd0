//! What happens to the wizard, and what it wants done.

use std::sync::Arc;

use crossterm::event::{KeyEvent, MouseEvent};

use crate::core::change::ChangeSet;
use crate::core::design::Design;
use crate::core::detect::{Evidence, Findings};
use crate::core::diagnostic::Problem;
use crate::core::doctor;
use crate::core::editing::{Ahead, Begun, Editing, Given, Seen, Unkept};
use crate::core::form::{Field, Subject};
use crate::core::path::RelPath;
use crate::core::trace::Lines;
use crate::core::verify::Finding;

/// Something that happened.
#[derive(Debug)]
pub enum Msg {
    /// A key.
    Key(KeyEvent),
    /// A bracketed paste.
    Pasted(String),
    /// Press, release, drag or wheel.
    Mouse(MouseEvent),
    /// The window has another size.
    Resized(u16, u16),
    /// The window has the focus again, or not.
    Refocused(bool),
    /// The terminal told the colour of its background.
    Background([u8; 3]),
    /// Somebody outside ends it.
    Ended,
    /// It was stopped and goes on.
    Continued,
    /// The disk was looked at, for the design of that generation: nothing where it is as it was.
    DiskRead(u64, Option<Box<Seen>>),
    /// The lines an answer makes: generation, the field's key, the lines.
    Traced(u64, String, Lines),
    /// What an answer would come to.
    Ahead(Box<Ahead>),
    /// The answers that make a line.
    Found(u64, RelPath, usize, Vec<(Subject, Field)>),
    /// So many files of the code were seen so far.
    Looked(usize),
    /// The code was looked at.
    Detected(Box<Findings>),
    /// The editor that had this file of the project was left; why it was not opened, in words.
    Opened(String, Result<(), String>),
    /// An editor was left: the file, and its text then; why not, in words.
    Edited(RelPath, Result<String, String>),
    /// The writes that can be taken back, newest first: what was typed, and when.
    Writes(Vec<(String, String)>),
    /// So many of them were; and why no more were, with what was changed since.
    TakenBack(usize, Option<(Vec<Problem>, String)>),
    /// The machine was looked at.
    Examined(Vec<doctor::Finding>),
    /// The throw-away stack goes on.
    Verifying(Progress),
    /// It has ended: what was found; nothing where somebody ended it.
    Verified(Option<Vec<Finding>>),
    /// All is written.
    Written(Vec<Problem>),
    /// Nothing was.
    WriteFailed(Vec<Problem>),
}

/// How a throw-away stack goes on.
#[derive(Debug)]
pub enum Progress {
    /// What is done now.
    Doing(String),
    /// What came of a check.
    Found(Finding),
}

/// Something to be done outside.
pub enum Effect {
    /// Look at the disk for a design; what is known of it.
    ReadDisk(u64, Arc<Design>, Arc<Seen>),
    /// These are of no use any more.
    Discard(Vec<Arc<Design>>),
    /// Have the values of the start at hand, before somebody wants one.
    Begin(Arc<Begun>),
    /// Which lines a field makes.
    Trace(u64, Arc<Design>, Box<Field>),
    /// What an answer would come to, given to these.
    Ahead(Box<Editing>, Given),
    /// Which answers make a line.
    Find(u64, Arc<Design>, RelPath, usize),
    /// Write.
    Write(Box<ChangeSet>, Arc<Design>),
    /// Which writes can be taken back.
    Writes,
    /// Take the last writes back.
    TakeBack(usize),
    /// Begin anew with what is on the disk, and say this.
    Again(String),
    /// Look at the code that is there.
    Detect,
    /// End that, with what was found.
    StopLooking,
    /// Look at what keeps this from running on this machine.
    Examine(Arc<Design>),
    /// Verify what is written, of which this is the design.
    Verify(Arc<Design>),
    /// End that, and take down what it made.
    StopVerify,
    /// Lend the terminal to the user's editor, at this place of the project.
    Open(Evidence),
    /// Lend the terminal to the user's editor, with this text for this file.
    Edit(RelPath, String),
    /// Into the clipboard.
    Copy(String),
    /// Keep the answers that are not written, for the next start.
    KeepDraft(Unkept),
    /// There are none.
    ForgetDraft,
    /// The draft of last time stays beside the one that is kept now.
    SetAside,
    /// The draft of this number, the newest first, is taken up: it is the one that is kept now.
    TakeDraft(usize),
    /// All drafts are forgotten.
    ForgetDrafts,
    /// To the shell, until somebody says `fg`.
    Suspend,
    /// Draw everything anew.
    Redraw,
    /// Go on line by line.
    Plain,
    /// End.
    Quit,
}
