//! Tables that never outgrow their bounds.

use std::collections::{HashMap, VecDeque};
use std::hash::{BuildHasher, Hasher, RandomState};

/// A hash of bytes that nobody outside can foresee.
#[derive(Clone, Debug, Default)]
pub(super) struct Hash(RandomState);

impl Hash {
    /// The hash; equal bytes have the same one within a run.
    pub(super) fn of(&self, bytes: &[u8]) -> u64 {
        self.0.hash_one(bytes)
    }
}

/// Keys that are hashes already.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Hashed(u64);

impl Hasher for Hashed {
    fn finish(&self) -> u64 {
        self.0
    }
    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.0 = self.0.rotate_left(8) ^ u64::from(*byte);
        }
    }
    fn write_u64(&mut self, value: u64) {
        self.0 = value;
    }
}

/// For maps whose keys are hashes.
pub(super) type ByHash = std::hash::BuildHasherDefault<Hashed>;

/// Strings with a number each, lower-cased: domains, hosts, addresses.
#[derive(Clone, Debug)]
pub(super) struct Names {
    hash: Hash,
    numbers: HashMap<u64, u32, ByHash>,
    names: Vec<Box<str>>,
    most: usize,
    /// How often a name found no room.
    pub left_out: u64,
}

/// The number of what is not known, or found no room.
pub(super) const NOBODY: u32 = u32::MAX;
/// The longest name that is kept, in bytes.
const LONGEST: usize = 255;

impl Names {
    /// Room for so many names.
    pub(super) fn new(most: usize) -> Names {
        Names { hash: Hash::default(), numbers: HashMap::default(), names: Vec::new(), most, left_out: 0 }
    }

    /// The number of a name.
    pub(super) fn number(&mut self, name: &[u8]) -> u32 {
        let mut lower = [0; LONGEST];
        let name = &name[..name.len().min(LONGEST)];
        let lower = &mut lower[..name.len()];
        lower.copy_from_slice(name);
        lower.make_ascii_lowercase();
        let key = self.hash.of(lower);
        if let Some(number) = self.numbers.get(&key) {
            return *number;
        }
        if self.names.len() >= self.most {
            self.left_out += 1;
            return NOBODY;
        }
        let number = self.names.len() as u32;
        self.names.push(String::from_utf8_lossy(lower).into());
        self.numbers.insert(key, number);
        number
    }

    /// Whether it is one of those that have a number, as lower-cased as they are.
    pub(super) fn contains(&self, name: &str) -> bool {
        self.numbers.contains_key(&self.hash.of(name.as_bytes()))
    }

    /// The name of a number; none of [`NOBODY`].
    pub(super) fn name(&self, number: u32) -> Option<&str> {
        self.names.get(number as usize).map(|name| &**name)
    }
}

/// What is known of a message in the queue.
#[derive(Clone, Copy, Debug)]
pub(super) struct Queued {
    /// The sender's domain in [`Names`]; [`NOBODY`] of the null sender, or where it is not known.
    pub domain: u32,
    /// Through which receivers' submission servers it has been sent already, one bit each.
    pub counted: u32,
    /// A recipient has it, or has refused it for good.
    pub is_settled: bool,
}

/// The messages in the queue, by their id; the oldest give way to new ones.
#[derive(Clone, Debug)]
pub(super) struct Queue {
    messages: HashMap<u64, Queued, ByHash>,
    order: VecDeque<u64>,
    most: usize,
    /// How many gave way before anything became of them.
    pub left_out: u64,
}

impl Queue {
    /// Room for so many messages.
    pub(super) fn new(most: usize) -> Queue {
        Queue { messages: HashMap::default(), order: VecDeque::new(), most, left_out: 0 }
    }

    /// A message, by the hash of its id; a new one knows nothing yet.
    pub(super) fn message(&mut self, id: u64) -> &mut Queued {
        if !self.messages.contains_key(&id) {
            // Of those in order, the ones that are done are in the table no more.
            while self.order.len() >= self.most {
                let Some(oldest) = self.order.pop_front() else { break };
                // Not every program says when a message is done.
                if self.messages.remove(&oldest).is_some_and(|message| !message.is_settled) {
                    self.left_out += 1;
                }
            }
            self.order.push_back(id);
        }
        self.messages.entry(id).or_insert(Queued { domain: NOBODY, counted: 0, is_settled: false })
    }

    /// What is known of a message.
    pub(super) fn get(&self, id: u64) -> Option<&Queued> {
        self.messages.get(&id)
    }

    /// What is known of a message, to be changed.
    pub(super) fn get_mut(&mut self, id: u64) -> Option<&mut Queued> {
        self.messages.get_mut(&id)
    }

    /// Nothing will follow for this message.
    pub(super) fn done(&mut self, id: u64) {
        self.messages.remove(&id);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_one_whatever_their_case() {
        let mut names = Names::new(2);
        assert_eq!(names.number(b"A.Test"), names.number(b"a.test"));
        names.number(b"b.test");
        assert_eq!((names.number(b"c.test"), names.left_out), (NOBODY, 1));
        assert_eq!((names.name(0), names.name(NOBODY)), (Some("a.test"), None));
    }

    #[test]
    fn the_oldest_messages_give_way() {
        let mut queue = Queue::new(3);
        (1..=3).for_each(|id| queue.message(id).domain = id as u32);
        queue.done(1);
        queue.message(4).domain = 4;
        assert_eq!(queue.left_out, 0, "the one that is done made room");
        queue.message(5).domain = 5;
        assert_eq!(queue.left_out, 1);
        assert!(queue.get(2).is_none() && queue.get(3).is_some() && queue.get(5).is_some());
        (0..100_000).for_each(|id| queue.message(id).counted = 1);
        assert!(queue.messages.len() <= 3 && queue.order.len() <= 3);
    }
}
