//! The document of `mxcheck zone`.

use std::collections::BTreeSet;
use std::time::Duration;

use serde::Serialize;

use super::envelope::{Envelope, milliseconds};
use super::sender::SenderReport;
use super::view::{shown_as, view};
use crate::batch::mail_domains::SkippedName;
use crate::dns::Name;
use crate::judge::baseline::Comparison;
use crate::judge::verdict::Outcome;
use crate::zone::Zone;

/// Every mail domain of some zone files, judged.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct ZoneReport {
    /// Schema, version and command.
    #[serde(flatten)]
    pub envelope: Envelope,
    /// The files that were searched for mail domains.
    pub files: Vec<ZoneFileView>,
    /// The mail domains, each as `mxcheck domain` shows it.
    pub domains: Vec<SenderReport>,
    /// Those that say that they neither send nor take mail (a null MX and `v=spf1 -all`): what
    /// refuses them does what they ask for, and does not count in `outcome`.
    pub parked: BTreeSet<Name>,
    /// Owners of mail records that are no sender's domain.
    pub skipped: Vec<SkippedName>,
    /// What is better and what is worse than before; null without a baseline.
    pub baseline: Option<Comparison>,
    /// The most severe outcome of the domains that are not parked.
    pub outcome: Outcome,
    /// How many different DNS questions the run needed, whoever answered them.
    pub queries: usize,
    /// Milliseconds from the first question to the last verdict.
    pub elapsed_ms: u64,
}

/// A zone file.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct ZoneFileView {
    /// The file, as it was named.
    pub file: String,
    /// Its origin.
    pub origin: Name,
}

impl From<&Zone> for ZoneFileView {
    fn from(zone: &Zone) -> ZoneFileView {
        ZoneFileView { file: zone.file().to_owned(), origin: zone.origin().clone() }
    }
}

impl ZoneReport {
    /// Puts a run's results together.
    pub fn new(
        files: Vec<ZoneFileView>,
        domains: Vec<SenderReport>,
        parked: BTreeSet<Name>,
        skipped: Vec<SkippedName>,
        baseline: Option<Comparison>,
        queries: usize,
        elapsed: Duration,
    ) -> ZoneReport {
        let mut report = ZoneReport {
            envelope: Envelope::of("zone"),
            files,
            domains,
            parked,
            skipped,
            baseline,
            outcome: Outcome::Accept,
            queries,
            elapsed_ms: milliseconds(elapsed),
        };
        report.outcome = report.counted().map(|sender| sender.outcome).max().unwrap_or(Outcome::Accept);
        report
    }

    /// The domains that are not parked.
    pub fn counted(&self) -> impl Iterator<Item = &SenderReport> {
        self.domains.iter().filter(|sender| !self.is_parked(sender))
    }

    /// Whether a domain of the report is parked.
    pub fn is_parked(&self, sender: &SenderReport) -> bool {
        sender.sender.domain.as_ref().is_some_and(|domain| self.parked.contains(&domain.name))
    }
}

view! {
    /// An owner of mail records that is not judged, and why.
    SkippedName as SkippedNameView<'a>, name {
        /// The owner.
        name: &'a Name = &name.name,
        /// Why it is no sender's domain.
        reason: &'a str = name.reason,
        /// The file that holds it.
        file: &'a str = &name.file,
        /// The line of its first such record, from 1.
        line: Option<u32> = name.line,
    }
}
