//! The lines of a list as what is judged.

use std::io::Read;
use std::sync::Arc;

use super::entry::{self, Defaults};
use super::input::{Line, Lines};
use super::run::{Entry, RunError, Supply};
use super::shard::Shard;
use crate::judge::Case;
use crate::sender::Sender;
use crate::zone::Heading;

/// Which lines of a list are judged, and what fills them.
#[derive(Clone, Debug)]
pub struct Selection {
    /// The part of the list.
    pub shard: Shard,
    /// Lines up to this one, counted from 1, are left out.
    pub after: u64,
    /// What the line `after` has to be, as its result repeats it.
    pub after_input: String,
    /// How many lines of the part there have to be up to there.
    pub done: u64,
    /// What lines leave open.
    pub defaults: Defaults,
}

/// A list, and what is judged of it.
pub struct LineList<R> {
    /// The list.
    pub input: R,
    /// Which lines are judged.
    pub selection: Selection,
    /// The zone files of the run.
    pub zones: Arc<[Heading]>,
}

impl<R: Read + Send + 'static> Supply for LineList<R> {
    fn supply(self, ready: &mut dyn FnMut() -> bool, take: &mut dyn FnMut(Entry)) -> Result<(), RunError> {
        let LineList { input, selection, zones } = self;
        let mut done = DoneLines::of(&selection);
        for line in Lines::of(input) {
            let line = line.map_err(RunError::Input)?;
            if done.holds(&line)? || line.is_blank() || !selection.shard.holds(line.number) {
                continue;
            }
            if !ready() {
                return Ok(());
            }
            let case = entry::read(&line, &selection.defaults).map(|sender| case(sender, &zones));
            take(Entry { line: line.number, offset: line.offset, input: line.shown(), case });
        }
        done.end()
    }
}

/// Up to how many zone files are named with each line; of more only those that hold the domain.
const MOST_ZONES: usize = 16;

/// A sender, with the zone files that are named with it.
fn case(sender: Sender, zones: &[Heading]) -> Case {
    let is_of = |zone: &Heading| sender.domain.as_ref().is_some_and(|name| name.is_at_or_below(&zone.origin));
    let holds = |zone: &&Heading| zones.len() <= MOST_ZONES || is_of(zone);
    let zones = zones.iter().filter(holds).cloned().collect();
    Case { zones, ..Case::of(sender) }
}

/// Looks whether earlier results are of this list, without judging anything.
pub fn verify(input: impl Read, selection: &Selection) -> Result<(), RunError> {
    let mut done = DoneLines::of(selection);
    for line in Lines::of(input) {
        if !done.holds(&line.map_err(RunError::Input)?)? {
            break;
        }
    }
    done.end()
}

/// The lines that an earlier run has done.
struct DoneLines<'a> {
    selection: &'a Selection,
    /// How many of them are of the part.
    count: u64,
    is_passed: bool,
}

impl<'a> DoneLines<'a> {
    fn of(selection: &'a Selection) -> DoneLines<'a> {
        DoneLines { selection, count: 0, is_passed: selection.after == 0 }
    }

    /// Whether a line is one of them.
    fn holds(&mut self, line: &Line) -> Result<bool, RunError> {
        let Selection { shard, after, after_input, done, .. } = self.selection;
        if line.number > *after {
            return Ok(false);
        }
        self.count += u64::from(!line.is_blank() && shard.holds(line.number));
        if line.number == *after {
            let shown = line.shown();
            if shown != *after_input {
                return Err(RunError::OtherList(line.number, Some(shown)));
            }
            if self.count != *done || !shard.holds(line.number) {
                return Err(RunError::OtherPart(*done, self.count));
            }
            self.is_passed = true;
        }
        Ok(true)
    }

    fn end(&self) -> Result<(), RunError> {
        if self.is_passed { Ok(()) } else { Err(RunError::OtherList(self.selection.after, None)) }
    }
}
