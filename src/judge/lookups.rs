//! The questions of a case.

use std::sync::Arc;

use futures_util::future::join;

use super::case::Case;
use crate::dns::Dns;
use crate::dnsbl::List;
use crate::probe;
use crate::probe::facts::Facts;
use crate::resolver::CaseQueries;

/// Asks the network about a case: everything about the sender, and where the mail of each recipient goes.
pub async fn look_up(case: &Case, queries: &CaseQueries<'_>, lists: &[Arc<List>]) -> Facts {
    look_up_over(case, queries, queries, lists).await
}

/// Asks the same of a layer over the answers of the case, such as a change.
pub(super) async fn look_up_over(
    case: &Case,
    dns: &dyn Dns,
    queries: &CaseQueries<'_>,
    lists: &[Arc<List>],
) -> Facts {
    let recipients = probe::recipients(dns, queries, &case.recipients);
    let (facts, recipients) = join(probe::sender(dns, queries, &case.sender, lists), recipients).await;
    Facts { recipients, cuts: queries.usage().cuts, ..facts }
}
