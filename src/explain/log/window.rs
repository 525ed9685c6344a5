//! Sliding windows over the time of a log, each with its worst case and a small drawing.

use std::collections::VecDeque;

/// How many columns a drawing has.
const COLUMNS: usize = 48;
/// Lines of several processes come in this disorder, in seconds: what is this much older than a
/// window is kept for late ones.
const SLACK: i64 = 60;
/// A share counts in tenths of a percent.
const SHARE: u64 = 1000;

/// The window with the most in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Worst {
    /// The count, or the share in tenths of a percent.
    pub value: u64,
    /// The first and the last second of what was counted.
    pub from: i64,
    /// The last.
    pub to: i64,
}

/// How a value went over time: the highest of each stretch, all stretches of the same length.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Drawing {
    start: i64,
    /// Seconds of one column.
    width: i64,
    columns: Vec<u32>,
}

impl Drawing {
    fn new(start: i64) -> Drawing {
        Drawing { start, width: 1, columns: Vec::new() }
    }

    fn record(&mut self, second: i64, value: u64) {
        // What is earlier than the beginning is of a log that goes back in time.
        let Ok(offset) = u64::try_from(second - self.start) else { return };
        while offset / self.width as u64 >= COLUMNS as u64 {
            self.width *= 2;
            self.columns =
                self.columns.chunks(2).map(|pair| pair.iter().copied().max().unwrap_or(0)).collect();
        }
        let column = (offset / self.width as u64) as usize;
        if self.columns.len() <= column {
            self.columns.resize(column + 1, 0);
        }
        self.columns[column] = self.columns[column].max(u32::try_from(value).unwrap_or(u32::MAX));
    }

    /// The columns from the first to the last event.
    pub(super) fn columns(&self) -> &[u32] {
        &self.columns
    }

    /// Seconds of one column.
    pub(super) fn width(&self) -> i64 {
        self.width
    }
}

/// Room for the entries of all windows together, so that no log fills the memory.
#[derive(Clone, Debug)]
pub(super) struct Room {
    free: usize,
    /// How many events found none.
    pub left_out: u64,
}

impl Room {
    /// Room for so many entries.
    pub(super) fn new(entries: usize) -> Room {
        Room { free: entries, left_out: 0 }
    }

    fn take(&mut self) -> bool {
        if self.free == 0 {
            self.left_out += 1;
            return false;
        }
        self.free -= 1;
        true
    }
}

/// What happened in one second.
#[derive(Clone, Copy, Debug)]
struct Entry {
    second: i64,
    all: u32,
    part: u32,
}

/// Events in a window of fixed length that ends with each of them: an event counts until exactly
/// `seconds` later, and no longer at that moment.
#[derive(Clone, Debug)]
pub(super) struct Sliding {
    seconds: i64,
    /// With it, the value is the part's share of all, where there are at least so many.
    at_least: Option<u64>,
    entries: VecDeque<Entry>,
    /// The first entry that is in the window; those before it are kept for late events.
    first: usize,
    all: u64,
    part: u64,
    worst: Option<Worst>,
    drawing: Option<Drawing>,
}

impl Sliding {
    /// A window of so many seconds. With `at_least`, it gives a share.
    pub(super) fn new(seconds: u32, at_least: Option<u64>) -> Sliding {
        Sliding {
            seconds: i64::from(seconds),
            at_least,
            entries: VecDeque::new(),
            first: 0,
            all: 0,
            part: 0,
            worst: None,
            drawing: None,
        }
    }

    /// The worst window so far.
    pub(super) fn worst(&self) -> Option<Worst> {
        self.worst
    }

    /// How it went.
    pub(super) fn drawing(&self) -> Option<&Drawing> {
        self.drawing.as_ref()
    }

    /// Counts an event; `part` is 1 where it belongs to the share.
    pub(super) fn add(&mut self, second: i64, part: u32, room: &mut Room) {
        let last = self.entries.back().map(|entry| entry.second);
        match last {
            Some(last) if second < last - self.seconds => {
                // Farther back than any window reaches: a log of another time begins.
                room.free += self.entries.len();
                (self.first, self.all, self.part) = (0, 0, 0);
                self.entries.clear();
            }
            Some(last) if second < last => return self.add_late(second, part, room),
            _ => {}
        }
        match self.entries.back_mut() {
            Some(entry) if entry.second == second => {
                entry.all += 1;
                entry.part += part;
            }
            _ => {
                if !room.take() {
                    return;
                }
                self.entries.push_back(Entry { second, all: 1, part });
            }
        }
        self.all += 1;
        self.part += u64::from(part);
        self.move_to(second, room);
        let value = self.value(self.all, self.part);
        let from = self.entries.get(self.first).map_or(second, |entry| entry.second);
        self.judge(value, from, second);
    }

    /// Lets go of what is out of the window that ends now.
    fn move_to(&mut self, now: i64, room: &mut Room) {
        while let Some(entry) =
            self.entries.get(self.first).filter(|entry| entry.second <= now - self.seconds)
        {
            self.all -= u64::from(entry.all);
            self.part -= u64::from(entry.part);
            self.first += 1;
        }
        while self.first > 0
            && self.entries.front().is_some_and(|entry| entry.second <= now - self.seconds - SLACK)
        {
            self.entries.pop_front();
            self.first -= 1;
            room.free += 1;
        }
    }

    /// An event that is earlier than the last one: the windows that hold it are counted again.
    fn add_late(&mut self, second: i64, part: u32, room: &mut Room) {
        let at = self.entries.partition_point(|entry| entry.second < second);
        match self.entries.get_mut(at) {
            Some(entry) if entry.second == second => {
                entry.all += 1;
                entry.part += part;
            }
            _ => {
                if !room.take() {
                    return;
                }
                self.entries.insert(at, Entry { second, all: 1, part });
                if at < self.first {
                    self.first += 1;
                }
            }
        }
        if at >= self.first {
            self.all += 1;
            self.part += u64::from(part);
        }
        for end in at..self.entries.len() {
            let now = self.entries[end].second;
            if now - self.seconds >= second {
                break;
            }
            let begin = self.entries.partition_point(|entry| entry.second <= now - self.seconds);
            let (all, part) = self.entries.range(begin..=end).fold((0, 0), |(all, part), entry| {
                (all + u64::from(entry.all), part + u64::from(entry.part))
            });
            let from = self.entries[begin].second;
            let value = self.value(all, part);
            self.judge(value, from, now);
        }
    }

    fn value(&self, all: u64, part: u64) -> Option<u64> {
        match self.at_least {
            None => Some(all),
            Some(least) => (all >= least.max(1)).then(|| part * SHARE / all),
        }
    }

    fn judge(&mut self, value: Option<u64>, from: i64, to: i64) {
        let Some(value) = value else { return };
        self.drawing.get_or_insert_with(|| Drawing::new(to)).record(to, value);
        if self.worst.is_none_or(|worst| value > worst.value) {
            self.worst = Some(Worst { value, from, to });
        }
    }
}

/// How many seconds back connections are counted: longer ones count for so long.
const REACH: i64 = 900;
/// How many processes are remembered.
const PROCESSES: usize = 2048;

/// Connections that are open in the same second. Each process has one at a time.
#[derive(Clone, Debug)]
pub(super) struct Concurrent {
    /// Open connections in each second from `start` on.
    open: VecDeque<u32>,
    start: i64,
    /// Until when each process has been counted.
    counted: std::collections::HashMap<u64, i64>,
    worst: Option<Worst>,
    drawing: Option<Drawing>,
}

impl Default for Concurrent {
    fn default() -> Concurrent {
        Concurrent {
            open: VecDeque::new(),
            start: i64::MIN,
            counted: std::collections::HashMap::new(),
            worst: None,
            drawing: None,
        }
    }
}

impl Concurrent {
    /// A connection of a process from one second to another, both included.
    pub(super) fn add(&mut self, process: u64, from: i64, to: i64) {
        let end = self.start.saturating_add(self.open.len() as i64);
        if self.start == i64::MIN || to < self.start || to >= end.saturating_add(REACH) {
            self.open.clear();
            self.counted.clear();
            self.start = to - REACH;
        }
        while self.open.len() as i64 <= to - self.start {
            self.open.push_back(0);
        }
        while self.open.len() as i64 > 2 * REACH {
            self.open.pop_front();
            self.start += 1;
        }
        let mut from = from.max(to - REACH).max(self.start);
        if let Some(until) = self.counted.get(&process).filter(|until| (from..=to).contains(*until)) {
            from = until + 1;
        } else if self.counted.get(&process).is_some_and(|until| *until > to) {
            return;
        }
        if self.counted.len() >= PROCESSES {
            self.counted.retain(|_, until| *until > to - REACH);
            if self.counted.len() >= PROCESSES {
                self.counted.clear();
            }
        }
        self.counted.insert(process, to);
        for second in from..=to {
            let Some(open) = self.open.get_mut((second - self.start) as usize) else { continue };
            *open += 1;
            let value = u64::from(*open);
            self.drawing.get_or_insert_with(|| Drawing::new(second)).record(second, value);
            match &mut self.worst {
                Some(worst) if value == worst.value && second == worst.to + 1 => worst.to = second,
                Some(worst) if value <= worst.value => {}
                worst => *worst = Some(Worst { value, from: second, to: second }),
            }
        }
    }

    /// The second with the most open connections.
    pub(super) fn worst(&self) -> Option<Worst> {
        self.worst
    }

    /// How it went.
    pub(super) fn drawing(&self) -> Option<&Drawing> {
        self.drawing.as_ref()
    }
}

/// How many different names are remembered.
const NAMES: usize = 64;

/// Different names in a sliding window.
#[derive(Clone, Debug)]
pub(super) struct Distinct {
    seconds: i64,
    /// Each name with the second in which it was seen last.
    names: Vec<(Box<[u8]>, i64)>,
    worst: Option<Worst>,
    /// The names of the worst window.
    worst_names: Vec<Box<[u8]>>,
    drawing: Option<Drawing>,
}

impl Distinct {
    /// A window of so many seconds.
    pub(super) fn new(seconds: u32) -> Distinct {
        Distinct {
            seconds: i64::from(seconds),
            names: Vec::new(),
            worst: None,
            worst_names: Vec::new(),
            drawing: None,
        }
    }

    /// A name was seen. Names are compared without case.
    pub(super) fn add(&mut self, name: &[u8], second: i64) {
        let known = self.names.iter_mut().find(|(known, _)| known.eq_ignore_ascii_case(name));
        match known {
            Some((_, last)) => {
                let is_still_in = *last > second - self.seconds;
                *last = second.max(*last);
                if is_still_in {
                    return;
                }
            }
            None => {
                self.names.retain(|(_, last)| *last > second - self.seconds);
                if self.names.len() >= NAMES {
                    return;
                }
                self.names.push((name.into(), second));
            }
        }
        let in_window = |last: &i64| *last > second - self.seconds;
        let value = self.names.iter().filter(|(_, last)| in_window(last)).count() as u64;
        self.drawing.get_or_insert_with(|| Drawing::new(second)).record(second, value);
        if self.worst.is_none_or(|worst| value > worst.value) {
            let from = self.names.iter().map(|(_, last)| *last).filter(in_window).min().unwrap_or(second);
            self.worst = Some(Worst { value, from, to: second });
            self.worst_names =
                self.names.iter().filter(|(_, last)| in_window(last)).map(|(name, _)| name.clone()).collect();
        }
    }

    /// The window with the most names.
    pub(super) fn worst(&self) -> Option<Worst> {
        self.worst
    }

    /// The names of that window.
    pub(super) fn worst_names(&self) -> &[Box<[u8]>] {
        &self.worst_names
    }

    /// How it went.
    pub(super) fn drawing(&self) -> Option<&Drawing> {
        self.drawing.as_ref()
    }
}

#[cfg(test)]
mod tests;
