//! The questions of a case.

use std::sync::Arc;

use futures_util::future::join;

use super::assess;
use super::case::{Case, Panel};
use super::demands::Demands;
use crate::dns::Dns;
use crate::dnsbl::List;
use crate::probe;
use crate::probe::facts::Facts;
use crate::resolver::CaseQueries;

/// Asks the network about a case: everything about the sender, where the mail of each recipient goes, and then what
/// the receivers that this chooses look at beyond that.
pub async fn look_up(case: &Case, panel: &Panel, queries: &CaseQueries<'_>, lists: &[Arc<List>]) -> Facts {
    look_up_over(case, panel, queries, queries, lists).await
}

/// Asks the same of a layer over the answers of the case, such as a change.
pub(super) async fn look_up_over(
    case: &Case,
    panel: &Panel,
    dns: &dyn Dns,
    queries: &CaseQueries<'_>,
    lists: &[Arc<List>],
) -> Facts {
    let recipients = probe::recipients(dns, queries, &case.recipients);
    let (facts, recipients) = join(probe::sender(dns, queries, &case.sender, lists), recipients).await;
    let mut facts = Facts { recipients, ..facts };
    let demands = Demands::of(&panel.choose(&panel.destinations(case, &facts)).receivers);
    if !demands.is_empty() {
        let demanded = demands.lookups(&assess::assess(&case.sender, &facts));
        facts.demanded = probe::demanded(dns, queries, &case.sender, lists, demanded).await;
    }
    Facts { cuts: queries.usage().cuts, ..facts }
}
