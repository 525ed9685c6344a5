//! The dry run: an SMTP session as the sender would hold it, up to RCPT TO and never further.

mod options;

pub use options::{Server, SessionOptions, StartTls};

use crate::facts::{SmtpFacts, StepFacts};

/// Holds a session with servers, in the order given: the first that answers, or all of them side by
/// side. `watch` sees each step as it ends, with the number of its server.
///
/// Addresses of one exchange stand beside each other; the next is tried where one does not answer.
pub async fn dry_run(
    _servers: &[Server],
    _options: &SessionOptions,
    _all: bool,
    _watch: &(dyn Fn(usize, &StepFacts) + Sync),
) -> SmtpFacts {
    todo!()
}
