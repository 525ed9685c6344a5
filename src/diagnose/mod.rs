//! A refusal and a judgement together: does the cause of the refusal persist?
//!
//! [`explain`](crate::explain) knows which rule a reply is, [`judge`](crate::judge) what is so now; here the two meet.
//!
//! # Promises
//!
//! - It asks nothing: both sides are handed to it.
//! - What was not looked up is unknown, never taken for fixed.
//!
//! # May use
//!
//! [`judge`](crate::judge), [`explain`](crate::explain), [`evidence`](crate::evidence),
//! [`catalogue`](crate::catalogue), [`dnsbl`](crate::dnsbl), [`smtp_reply`](crate::smtp_reply).

mod claim;
mod explained;

pub use claim::{Standing, Verified, stands};
pub use explained::{Explained, LookedUp, SourceLine, shown};
