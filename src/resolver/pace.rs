//! How many questions a second leave this program at most.

use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use tokio::time::{Instant, sleep_until};

/// How much of a second's questions may go out at once after a pause.
const BURST: Duration = Duration::from_millis(100);

/// An even pace: each question takes the next free moment, and waits for it.
#[derive(Debug)]
pub(super) struct Pace {
    interval: Duration,
    /// When the next question may go out.
    next: Mutex<Option<Instant>>,
}

impl Pace {
    /// So many questions a second, at least one.
    pub(super) fn new(rate: u32) -> Pace {
        Pace { interval: Duration::from_secs(1) / rate.max(1), next: Mutex::new(None) }
    }

    /// Waits for this question's moment.
    pub(super) async fn wait(&self) {
        let moment = self.take();
        if moment > Instant::now() {
            sleep_until(moment).await;
        }
    }

    /// Takes a moment for a question that cannot wait: those after it do.
    pub(super) fn take(&self) -> Instant {
        let mut next = self.next.lock().unwrap_or_else(PoisonError::into_inner);
        let now = Instant::now();
        let earliest = now.checked_sub(BURST).unwrap_or(now);
        let moment = next.unwrap_or(earliest).max(earliest);
        *next = Some(moment + self.interval);
        moment
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_are_an_interval_apart_and_a_pause_is_caught_up_in_part() {
        let pace = Pace::new(100);
        let moments: Vec<Instant> = (0..200).map(|_| pace.take()).collect();
        assert!(moments.windows(2).all(|pair| pair[1] - pair[0] >= Duration::from_millis(10)));
        // Far more than a burst would make up for.
        assert!(moments[199] - moments[0] >= Duration::from_millis(1990));
    }
}
