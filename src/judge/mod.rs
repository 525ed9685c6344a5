//! From a case to a judgement.

pub mod assess;
pub mod baseline;
pub mod check;
pub mod live;
pub mod message_rules;
pub mod verdict;
