//! A refusal and a judgement together: does the cause of the refusal still stand?

mod claim;
mod explained;

pub use claim::{Standing, Verified, stands};
pub use explained::{Explained, LookedUp, SourceLine, shown};
