//! From a case to a judgement: the one way that every command takes.
//!
//! [`look_up`] asks the network about a [`Case`], [`judge`] makes a [`Judgement`] of what was observed, and [`run`]
//! does both, and tries each proposed change in the same way before it is shown. Only `look_up` asks anything.
//!
//! # Promises
//!
//! - A [`Judgement`] is built once; nothing changes it afterwards.
//! - [`judge`] is pure: the same facts give the same judgement.
//! - A failed lookup is a value; it never becomes a pass.
//! - A change is proposed only if it was tried, its fault is gone and nothing worse appears.
//!
//! # May use
//!
//! [`explain`](crate::explain), [`evidence`](crate::evidence), [`catalogue`](crate::catalogue),
//! [`probe`](crate::probe), [`sender`](crate::sender), [`resolver`](crate::resolver),
//! [`dnsbl`](crate::dnsbl), [`spf`](crate::spf), [`zone`](crate::zone), [`ptr_name`](crate::ptr_name),
//! [`smtp_reply`](crate::smtp_reply), [`dns`](crate::dns).

pub mod assess;
pub mod baseline;
mod case;
pub mod check;
mod demands;
mod fix;
mod judgement;
pub mod live;
mod lookups;
pub mod message;
mod outcome;
mod ownership;
pub mod verdict;

use std::sync::Arc;
use std::time::Instant;

pub use case::{Case, Chosen, Destination, Panel};
pub use fix::Trying;
pub use judgement::{Cost, Judgement, judge};
pub use lookups::look_up;

use futures_util::future::join;

use crate::dnsbl::List;
use crate::probe::Asking;
use crate::probe::facts::{AuthorityFacts, Facts};
use crate::resolver::{Allowance, CaseQueries, Resolver, Usage};
use crate::sender::Recipient;
use assess::Route;
use live::{Trial, TrialError};

/// Looks a case up, judges it, and tries the changes that are proposed.
pub async fn run(
    case: Case,
    panel: &Panel,
    resolver: &Resolver,
    lists: &[Arc<List>],
    trying: Trying,
) -> Judgement {
    let started = Instant::now();
    let queries = CaseQueries::new(resolver, allowance(&case, lists));
    let facts = look_up(&case, panel, &queries, lists).await;
    conclude(case, facts, panel, &queries, lists, (trying, started)).await
}

/// What is asked next to resolvers and lists.
#[derive(Clone, Copy, Default)]
pub struct Further<'a> {
    /// The session to try with the receiver's servers.
    pub trial: Option<&'a Trial>,
    /// How authoritative nameservers are asked.
    pub nameservers: Option<&'a Asking>,
}

/// Looks a case up, asks further, judges it, and tries the changes that are proposed.
///
/// # Errors
///
/// When the trial is refused; nothing was sent to a mail server then.
pub async fn run_further(
    case: Case,
    panel: &Panel,
    resolver: &Resolver,
    lists: &[Arc<List>],
    further: Further<'_>,
) -> Result<Judgement, TrialError> {
    let started = Instant::now();
    let mut queries = CaseQueries::new(resolver, allowance(&case, lists));
    let ask_directly = async {
        match further.nameservers {
            Some(asking) => crate::probe::nameservers(&queries, asking, &case.sender).await,
            None => AuthorityFacts::default(),
        }
    };
    let (facts, authority) = join(look_up(&case, panel, &queries, lists), ask_directly).await;
    let smtp = match further.trial {
        Some(trial) => {
            let routes = case.recipients.iter().cloned().zip(facts.recipients.iter().map(assess::route));
            let routes: Vec<(Recipient, Route)> = routes.collect();
            Some(trial.hold(&queries, &case.sender, facts.helo.as_ref(), &routes, panel).await?)
        }
        None => None,
    };
    let facts = Facts { smtp, authority, ..facts };
    queries.renew_time();
    Ok(conclude(case, facts, panel, &queries, lists, (Trying::WithQueries, started)).await)
}

fn allowance(case: &Case, lists: &[Arc<List>]) -> Allowance {
    Allowance::of_case(case.sender.addresses.len(), case.recipients.len(), lists.len())
}

async fn conclude(
    case: Case,
    facts: Facts,
    panel: &Panel,
    queries: &CaseQueries<'_>,
    lists: &[Arc<List>],
    (trying, started): (Trying, Instant),
) -> Judgement {
    let judgement = judge(case, facts, panel, Cost::default());
    let proven = fix::prove(&judgement, panel, queries, lists, trying).await;
    let Usage { queries, octets, .. } = queries.usage();
    let cost = Cost { queries, octets, elapsed: started.elapsed() };
    judgement.with_fixes(proven.fixes, proven.verified, cost)
}
