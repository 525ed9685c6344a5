//! Results in the order of the list, and how far the reading may run ahead of them.

use std::collections::VecDeque;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

/// Lines from the first that is not printed to the last that was let in. One slow domain lets so many others pass.
pub const MOST_LINES: u64 = 65_536;

/// Lines that were let in and that no worker has taken.
const MOST_QUEUED: u64 = 1024;

/// How many lines before a result are printed at once, as a rule.
const FAR: u64 = 1024;

/// Octets of results that wait for one before them.
const MOST_HELD: usize = 32 * 1024 * 1024;

/// Lets lines in as long as there is room for their results.
#[derive(Debug)]
pub(super) struct Gate {
    most: u64,
    state: Mutex<GateState>,
    moved: Condvar,
}

#[derive(Debug, Default)]
struct GateState {
    admitted: u64,
    taken: u64,
    printed: u64,
    held: usize,
    is_shut: bool,
}

impl Gate {
    /// A gate for so many lines.
    pub(super) fn new(most: u64) -> Gate {
        Gate { most: most.clamp(1, MOST_LINES), state: Mutex::default(), moved: Condvar::new() }
    }

    /// Waits for room and gives the line's place in the order, from 0; none when the run is over.
    pub(super) fn admit(&self) -> Option<u64> {
        let has_no_room = |state: &mut GateState| {
            let before = state.admitted - state.printed;
            let is_far = before > 0 && (before >= self.most || state.held > MOST_HELD);
            !state.is_shut && (is_far || state.admitted - state.taken >= MOST_QUEUED)
        };
        let waited = self.moved.wait_while(self.lock(), has_no_room);
        let mut state = waited.unwrap_or_else(PoisonError::into_inner);
        if state.is_shut {
            return None;
        }
        state.admitted += 1;
        Some(state.admitted - 1)
    }

    /// Notes that a line that was let in has been taken, by a worker or as one that cannot be read.
    pub(super) fn take(&self) {
        self.lock().taken += 1;
        self.moved.notify_all();
    }

    /// Returns how many lines have been taken.
    pub(super) fn taken(&self) -> u64 {
        self.lock().taken
    }

    /// Returns true when a line may be begun: there is room for its result, or all others wait for it.
    pub(super) fn may_begin(&self, place: Option<u64>) -> bool {
        let state = self.lock();
        state.held <= MOST_HELD || place == Some(state.printed)
    }

    /// Returns true when a result will wait for long.
    pub(super) fn is_far(&self, place: u64) -> bool {
        place > self.lock().printed + FAR
    }

    /// Notes a result that waits for those before it.
    pub(super) fn hold(&self, octets: usize) {
        self.lock().held += octets;
    }

    /// How far the printing has come, and how much of what was held back is printed.
    pub(super) fn advance(&self, printed: u64, octets: usize) {
        let mut state = self.lock();
        state.printed = printed;
        state.held = state.held.saturating_sub(octets);
        self.moved.notify_all();
    }

    /// Lets nobody in any more.
    pub(super) fn shut(&self) {
        self.lock().is_shut = true;
        self.moved.notify_all();
    }

    fn lock(&self) -> MutexGuard<'_, GateState> {
        // Nothing under this lock can leave it half done.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Results that wait for those before them.
#[derive(Debug)]
pub(super) struct Reorder<T> {
    /// The place of the first element of `waiting`; what is before was given out.
    next: u64,
    waiting: VecDeque<Option<T>>,
}

impl<T> Reorder<T> {
    pub(super) fn new() -> Reorder<T> {
        Reorder { next: 0, waiting: VecDeque::new() }
    }

    /// Takes the result of a place, each once.
    pub(super) fn put(&mut self, place: u64, result: T) {
        let Some(index) = place.checked_sub(self.next).and_then(|index| usize::try_from(index).ok()) else {
            return;
        };
        while self.waiting.len() <= index {
            self.waiting.push_back(None);
        }
        self.waiting[index] = Some(result);
    }

    /// The next result in order, if it is there.
    pub(super) fn take(&mut self) -> Option<T> {
        let result = self.waiting.front_mut()?.take()?;
        self.waiting.pop_front();
        self.next += 1;
        Some(result)
    }

    /// How many were given out.
    pub(super) fn given(&self) -> u64 {
        self.next
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn results_come_out_in_order() {
        let mut order = Reorder::new();
        let mut out = Vec::new();
        for place in [2, 0, 3, 1, 5, 4] {
            order.put(place, place);
            while let Some(result) = order.take() {
                out.push(result);
            }
        }
        assert_eq!((out, order.given()), (vec![0, 1, 2, 3, 4, 5], 6));
    }

    #[test]
    fn a_gate_that_is_full_opens_when_something_was_printed() {
        let gate = Gate::new(MOST_LINES);
        for place in 0..MOST_LINES {
            assert_eq!(gate.admit(), Some(place));
            gate.take();
        }
        std::thread::scope(|scope| {
            let waiting = scope.spawn(|| gate.admit());
            gate.advance(1, 0);
            assert_eq!(waiting.join().unwrap(), Some(MOST_LINES));
            // Too much is held back, but the line that everything waits for is let in.
            gate.hold(MOST_HELD + 1);
            gate.advance(MOST_LINES + 1, 0);
            assert_eq!(gate.admit(), Some(MOST_LINES + 1));
            assert!(gate.may_begin(Some(MOST_LINES + 1)) && !gate.may_begin(Some(MOST_LINES + 2)));
            let waiting = scope.spawn(|| gate.admit());
            gate.shut();
            assert_eq!(waiting.join().unwrap(), None);
        });
    }
}
