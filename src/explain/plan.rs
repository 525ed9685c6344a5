//! A mailing against the limits of the server that sends it: which one is hit first, and a schedule
//! inside them all. Pure arithmetic, exact for sliding windows.
//!
//! A window is half open: what left at 10:00:00 no longer counts at 10:05:00 for a limit of 5 minutes.

use crate::catalogue::{Counted, Limit};

/// The most messages that are planned.
pub const MAX_MESSAGES: u64 = 1_000_000;

/// What is to be sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Mailing {
    /// How many messages.
    pub messages: u64,
    /// How many recipients they have together, shared out evenly.
    pub recipients: u64,
    /// Whether it is bulk mail.
    pub is_bulk: bool,
    /// Seconds between one message and the next where nothing is scheduled; 0 is all at once.
    pub interval: u64,
}

impl Mailing {
    /// The recipients of message `index`, counted from 0: the first ones have one more where the
    /// number does not divide.
    pub fn recipients_of(&self, index: u64) -> u64 {
        let each = self.recipients / self.messages;
        each + u64::from(index < self.recipients % self.messages)
    }

    /// The recipients of the messages before `index`.
    fn recipients_before(&self, index: u64) -> u64 {
        let each = self.recipients / self.messages;
        each * index + index.min(self.recipients % self.messages)
    }

    /// How much of what a limit counts the messages from `first` up to but not with `end` are.
    fn count(&self, limit: &Limit, first: u64, end: u64) -> u64 {
        match limit.what {
            Counted::Recipients => self.recipients_before(end) - self.recipients_before(first),
            _ => end - first,
        }
    }
}

/// The message that is one too many.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Hit {
    /// Its number, from 1.
    pub message: u64,
    /// The number of the recipient that is one too many, counted over all messages; null where the
    /// limit counts messages.
    pub recipient: Option<u64>,
    /// Seconds after the first message.
    pub after_seconds: u64,
}

/// Messages that leave together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Step {
    /// Seconds after the first message.
    pub after_seconds: u64,
    /// How many messages.
    pub messages: u64,
    /// How many recipients they have.
    pub recipients: u64,
}

/// Whether a limit can be planned for: its number is decided by what is sent and when.
pub fn is_plannable(limit: &Limit) -> bool {
    let is_counted =
        matches!(limit.what, Counted::Messages | Counted::Recipients | Counted::Bulk | Counted::Script);
    is_counted && limit.seconds.is_some()
}

/// The first message that a limit does not let through when nothing is scheduled.
pub fn first_hit(mailing: &Mailing, limit: &Limit) -> Option<Hit> {
    let window = u64::from(limit.seconds?);
    let mut first = 0;
    for index in 0..mailing.messages {
        let now = index * mailing.interval;
        while first * mailing.interval + window <= now {
            first += 1;
        }
        if mailing.count(limit, first, index + 1) > limit.allowed {
            let room = limit.allowed - mailing.count(limit, first, index).min(limit.allowed);
            let is_recipients = limit.what == Counted::Recipients;
            let recipient = is_recipients.then(|| mailing.recipients_before(index) + room + 1);
            return Some(Hit { message: index + 1, recipient, after_seconds: now });
        }
    }
    None
}

/// When each message may leave at the earliest, in seconds after the first; none when one message
/// alone is over a limit. Nothing that keeps the limits is sooner done: each message leaves as soon
/// as every window has room for it.
pub fn schedule(mailing: &Mailing, limits: &[Limit]) -> Option<Vec<u64>> {
    let mut times: Vec<u64> = Vec::with_capacity(mailing.messages as usize);
    // For each limit, the first message that may be in one window with the next one.
    let mut firsts = vec![0_u64; limits.len()];
    for index in 0..mailing.messages {
        let mut time = times.last().copied().unwrap_or(0);
        for (limit, first) in limits.iter().zip(&mut firsts) {
            let Some(window) = limit.seconds else { continue };
            while mailing.count(limit, *first, index + 1) > limit.allowed {
                *first += 1;
                if *first > index {
                    return None;
                }
            }
            if let Some(before) = first.checked_sub(1) {
                time = time.max(times[before as usize] + u64::from(window));
            }
        }
        times.push(time);
    }
    Some(times)
}

/// The most of what a limit counts that falls into one of its windows.
pub fn worst(mailing: &Mailing, limit: &Limit, times: &[u64]) -> u64 {
    let Some(window) = limit.seconds else { return 0 };
    let mut first = 0_usize;
    let mut worst = 0;
    for (index, now) in times.iter().enumerate() {
        while times[first] + u64::from(window) <= *now {
            first += 1;
        }
        worst = worst.max(mailing.count(limit, first as u64, index as u64 + 1));
    }
    worst
}

/// The times as steps.
pub fn steps(mailing: &Mailing, times: &[u64]) -> Vec<Step> {
    let mut steps: Vec<Step> = Vec::new();
    for (index, time) in times.iter().enumerate() {
        let recipients = mailing.recipients_of(index as u64);
        match steps.last_mut() {
            Some(step) if step.after_seconds == *time => {
                step.messages += 1;
                step.recipients += recipients;
            }
            _ => steps.push(Step { after_seconds: *time, messages: 1, recipients }),
        }
    }
    steps
}

/// Whole seconds between any two messages with which every limit is kept, the fewest such; none
/// when one message alone is over a limit.
pub fn steady_interval(mailing: &Mailing, limits: &[Limit]) -> Option<u64> {
    let mut interval = 0;
    for limit in limits {
        let Some(window) = limit.seconds else { continue };
        if mailing.count(limit, 0, mailing.messages) <= limit.allowed {
            continue;
        }
        // The first messages have the most recipients, so no window holds more than the first.
        let (mut fits, mut too_many) = (0, mailing.messages);
        while too_many - fits > 1 {
            let middle = fits + (too_many - fits) / 2;
            if mailing.count(limit, 0, middle) <= limit.allowed {
                fits = middle;
            } else {
                too_many = middle;
            }
        }
        if fits == 0 {
            return None;
        }
        interval = interval.max(u64::from(window).div_ceil(fits));
    }
    Some(interval)
}

/// Octets that files become as sent: base64 in lines of 76 characters, each with CR LF (RFC 2045
/// section 6.8).
pub fn encoded_size(octets: u64) -> u64 {
    let characters = octets.div_ceil(3).saturating_mul(4);
    characters.saturating_add(characters.div_ceil(76).saturating_mul(2))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalogue::Receiver;

    fn mailing(messages: u64, recipients: u64) -> Mailing {
        Mailing { messages, recipients, is_bulk: true, interval: 0 }
    }

    /// The limits of One.com that bind a mail program.
    fn limits() -> Vec<Limit> {
        let receiver = Receiver::built_in_named("one-com").unwrap();
        let is_of_programs = |limit: &Limit| is_plannable(limit) && limit.what != Counted::Script;
        receiver.limits.into_iter().filter(is_of_programs).collect()
    }

    fn last(messages: u64, recipients: u64) -> Option<u64> {
        schedule(&mailing(messages, recipients), &limits()).map(|times| times.last().copied().unwrap_or(0))
    }

    #[test]
    fn the_schedule_is_as_soon_as_the_limits_allow() {
        let minutes = |minutes: u64| Some(minutes * 60);
        for (messages, recipients, expected) in [
            (1, 1, minutes(0)),
            (25, 25, minutes(0)),
            (26, 26, minutes(5)),
            (250, 250, minutes(45)),
            // The hour's 250 are used up; at 60 minutes the first 25 no longer count.
            (251, 251, minutes(60)),
            (500, 500, minutes(105)),
            // The 500 of 8 hours are used up.
            (501, 501, minutes(480)),
            (1000, 1000, minutes(585)),
            // 250 recipients in 5 minutes, 1500 in an hour: six steps, and the hour is full.
            (25, 250, minutes(0)),
            (10, 2500, minutes(75)),
            (6, 1500, minutes(25)),
            (7, 1750, minutes(60)),
            (1, 250, minutes(0)),
            (1, 251, None),
            (2, 501, None),
        ] {
            assert_eq!(last(messages, recipients), expected, "{messages} to {recipients}");
        }
    }

    #[test]
    fn no_window_of_any_schedule_holds_more_than_is_allowed() {
        for messages in [1, 2, 24, 25, 26, 99, 250, 251, 499, 500, 501, 1234, 5000] {
            for each in [1, 3, 9, 10, 11, 60, 100, 249, 250] {
                for odd in [0, 1, messages / 2] {
                    let mailing = mailing(messages, (messages * each + odd).min(messages * 250));
                    let times = schedule(&mailing, &limits()).unwrap();
                    let steady = steady_interval(&mailing, &limits()).unwrap();
                    let even: Vec<u64> = (0..messages).map(|index| index * steady).collect();
                    for limit in limits() {
                        let allowed = limit.allowed;
                        assert!(worst(&mailing, &limit, &times) <= allowed, "{mailing:?} {limit:?}");
                        assert!(worst(&mailing, &limit, &even) <= allowed, "{mailing:?} {limit:?}");
                        let paced = Mailing { interval: steady, ..mailing };
                        assert_eq!(first_hit(&paced, &limit), None, "{mailing:?} {limit:?}");
                    }
                    let all = steps(&mailing, &times);
                    assert_eq!(all.iter().map(|step| step.messages).sum::<u64>(), messages);
                    assert_eq!(all.iter().map(|step| step.recipients).sum::<u64>(), mailing.recipients);
                }
            }
        }
    }

    /// The same by trying every window: what the quick arithmetic is measured by.
    #[test]
    fn no_message_could_leave_a_second_sooner() {
        for (messages, recipients) in [(60, 60), (300, 900), (40, 4000), (12, 2600)] {
            let mailing = mailing(messages, recipients);
            let times = schedule(&mailing, &limits()).unwrap();
            for index in 1..times.len() {
                if times[index] == times[index - 1] {
                    continue;
                }
                let mut sooner = times[..=index].to_vec();
                sooner[index] -= 1;
                let breaks = limits().iter().any(|limit| worst(&mailing, limit, &sooner) > limit.allowed);
                assert!(breaks, "message {} of {mailing:?}", index + 1);
            }
        }
    }

    #[test]
    fn the_first_message_too_many_is_named() {
        let first = |messages, recipients, interval| {
            let mailing = Mailing { interval, ..mailing(messages, recipients) };
            limits().iter().map(|limit| first_hit(&mailing, limit)).collect::<Vec<_>>()
        };
        let at = |message, recipient, after_seconds| Some(Hit { message, recipient, after_seconds });
        assert_eq!(first(25, 250, 0), [None; 5]);
        assert_eq!(
            first(501, 1503, 0),
            [
                at(26, None, 0),
                at(251, None, 0),
                at(84, Some(251), 0),
                at(501, Some(1501), 0),
                at(501, None, 0)
            ]
        );
        // One every 12 seconds is 25 in 5 minutes, and 300 in an hour.
        assert_eq!(first(300, 300, 12), [None, at(251, None, 3000), None, None, None]);
        assert_eq!(first(300, 300, 11)[0], at(26, None, 275));
        assert_eq!(first(1, 300, 0)[2], at(1, Some(251), 0));
    }

    #[test]
    fn files_grow_by_a_little_over_a_third() {
        assert_eq!(encoded_size(0), 0);
        assert_eq!(encoded_size(1), 6);
        assert_eq!(encoded_size(57), 78);
        assert_eq!(encoded_size(58), 84);
        assert_eq!(encoded_size(72_000_000), 98_526_316);
        assert_eq!(encoded_size(u64::MAX), u64::MAX);
    }
}
