//! A refusal and a judgement together: does the cause of the refusal still stand?

mod claim;

pub use claim::{Standing, Verified, stands};
