//! From a case to a judgement: the one way that every command takes.
//!
//! [`look_up`] asks the network about a [`Case`], [`judge`] makes a [`Judgement`] of what was observed, and [`run`]
//! does both. Only `look_up` asks anything.

pub mod assess;
pub mod baseline;
mod case;
pub mod check;
mod judgement;
pub mod live;
pub mod message;
pub mod verdict;

use std::sync::Arc;
use std::time::Instant;

use futures_util::future::join;

pub use case::{Case, Chosen, Destination, Panel};
pub use judgement::{Cost, Judgement, judge};

use crate::dnsbl::List;
use crate::probe;
use crate::probe::facts::Facts;
use crate::resolver::{CaseQueries, Resolver};
use crate::sender::Recipient;
use assess::Route;
use live::{Trial, TrialError};

/// Looks a case up and judges it.
pub async fn run(case: Case, panel: &Panel, resolver: &Resolver, lists: &[Arc<List>]) -> Judgement {
    let started = Instant::now();
    let queries = CaseQueries::new(resolver);
    let facts = look_up(&case, &queries, lists).await;
    let cost = Cost { queries: queries.count(), elapsed: started.elapsed() };
    judge(case, facts, panel, cost)
}

/// Looks a case up, tries the session with the receiver's servers, and judges it.
///
/// # Errors
///
/// When the trial is refused; nothing was sent to a mail server then.
pub async fn run_live(
    case: Case,
    panel: &Panel,
    resolver: &Resolver,
    lists: &[Arc<List>],
    trial: &Trial,
) -> Result<Judgement, TrialError> {
    let started = Instant::now();
    let queries = CaseQueries::new(resolver);
    let facts = look_up(&case, &queries, lists).await;
    let routes = case.recipients.iter().cloned().zip(facts.recipients.iter().map(assess::route));
    let routes: Vec<(Recipient, Route)> = routes.collect();
    let sessions = trial.hold(&queries, &case.sender, facts.helo.as_ref(), &routes).await?;
    let facts = Facts { smtp: Some(sessions), ..facts };
    let cost = Cost { queries: queries.count(), elapsed: started.elapsed() };
    Ok(judge(case, facts, panel, cost))
}

/// Asks the network about a case: everything about the sender, and where the mail of each recipient goes.
pub async fn look_up(case: &Case, queries: &CaseQueries<'_>, lists: &[Arc<List>]) -> Facts {
    let recipients = probe::recipients(queries, &case.recipients);
    let (facts, recipients) = join(probe::sender(queries, &case.sender, lists), recipients).await;
    Facts { recipients, ..facts }
}
