//! What becomes of a session, in one word.

use serde::Deserialize;

/// What becomes of a session.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Outcome {
    /// No stage was judged: nothing was looked up or seen that decides a rule of the receiver.
    NotJudged,
    /// Something was judged, and no rule fired.
    Accept,
    /// A lookup that failed on our side hides what the receiver would answer.
    Unknown,
    /// A 4xx reply: the sender tries again later.
    Defer,
    /// A 5xx reply.
    Reject,
}

impl Outcome {
    /// The word that pages and JSON use.
    pub fn as_str(self) -> &'static str {
        match self {
            Outcome::NotJudged => "not-judged",
            Outcome::Accept => "accept",
            Outcome::Unknown => "unknown",
            Outcome::Defer => "defer",
            Outcome::Reject => "reject",
        }
    }
}
