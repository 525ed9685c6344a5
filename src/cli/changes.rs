//! `--write-fix` and `--write-zone`: the verified changes as files.

use std::path::PathBuf;

use clap::{Args, ValueHint};

use super::complaint::{Complaint, note, warn};
use super::exit::Stop;
use super::whole_file::WholeFile;
use crate::dns::{Dns, Name, Outcome, Record, RecordData, RecordType, look_up};
use crate::judge::Judgement;
use crate::judge::check::Finding;
use crate::report::nsupdate::{self, Update};
use crate::zone::{self, Change, ZoneArgument};

/// Files for the changes that are proposed.
#[derive(Debug, Args)]
#[command(next_help_heading = "Output")]
pub(super) struct ChangeArguments {
    /// Write the verified changes as an nsupdate script (RFC 2136)
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    write_fix: Option<PathBuf>,

    /// Write the zone file with the verified changes; other lines are kept
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    write_zone: Option<PathBuf>,
}

/// The files, opened.
pub(super) struct ChangeFiles {
    script: Option<WholeFile>,
    zone: Option<(ZoneArgument, WholeFile)>,
}

/// A change that was tried, and what it is for.
pub(super) struct Proposal {
    reason: String,
    change: Change,
}

impl Proposal {
    /// Returns what is proposed for a sender.
    pub(super) fn all_of(judgement: &Judgement) -> Vec<Proposal> {
        let proposal = |finding: &Finding| {
            let fix = finding.fix.as_ref().filter(|fix| fix.verified.is_some())?;
            let reason = format!("{}: {}", finding.check.id, finding.summary);
            Some(Proposal { reason, change: fix.change.clone() })
        };
        judgement.findings.iter().filter_map(proposal).collect()
    }
}

impl ChangeArguments {
    /// Opens the files; nothing is in them yet. `zones` are the zone files of the run, as typed.
    pub(super) fn open(&self, zones: &[String]) -> Result<ChangeFiles, Stop> {
        let argument = match (&self.write_zone, zones) {
            (None, _) => None,
            (Some(_), [only]) => {
                Some(only.parse::<ZoneArgument>().map_err(|error| Stop::value("--zone", only, error))?)
            }
            (Some(_), []) => {
                return Err(Stop::usage("--write-zone needs the zone file to change; add --zone FILE"));
            }
            (Some(_), _) => return Err(Stop::usage("--write-zone takes exactly one --zone")),
        };
        let script = self.write_fix.as_deref().map(WholeFile::create).transpose()?;
        let written = self.write_zone.as_deref().map(WholeFile::create).transpose()?;
        Ok(ChangeFiles { script, zone: argument.zip(written) })
    }
}

impl ChangeFiles {
    /// Returns true when there is a file to write.
    pub(super) fn are_wanted(&self) -> bool {
        self.script.is_some() || self.zone.is_some()
    }

    /// Returns the changes as messages for their zones. Nothing is asked unless a script is written.
    pub(super) async fn updates(&self, proposals: &[Proposal], dns: &dyn Dns) -> Vec<Update> {
        let mut updates: Vec<Update> = Vec::new();
        if self.script.is_none() {
            return updates;
        }
        for Proposal { reason, change } in proposals {
            for name in change.owners() {
                let (zone, primary) = zone_of(name, dns).await;
                // Without a zone, a name is a message of its own.
                let place = updates.iter().position(|update| match &zone {
                    Some(_) => update.zone == zone,
                    None => update.zone.is_none() && update.change.owners() == [name],
                });
                let place = place.unwrap_or_else(|| {
                    updates.push(Update { zone, primary, reasons: Vec::new(), change: Change::default() });
                    updates.len() - 1
                });
                let of_name = |records: &[Record]| -> Vec<Record> {
                    records.iter().filter(|record| record.name == *name).cloned().collect()
                };
                let part = Change { remove: of_name(&change.remove), add: of_name(&change.add) };
                if let Some(update) = updates.get_mut(place) {
                    update.change.merge(&part);
                    if !update.reasons.contains(reason) {
                        update.reasons.push(reason.clone());
                    }
                }
            }
        }
        updates
    }

    /// Writes the files.
    pub(super) fn write(self, updates: &[Update], proposals: &[Proposal]) -> Result<(), Stop> {
        let edited = match self.zone {
            Some((argument, file)) => {
                let mut change = Change::default();
                proposals.iter().for_each(|proposal| change.merge(&proposal.change));
                let edited = zone::edit(&argument, &change);
                let edited = edited.map_err(|error| Stop::Write(Complaint::of(error)))?;
                for record in &edited.left_out {
                    warn(format!("--write-zone: not in this file: {record}"));
                }
                if edited.changed > 0 {
                    note(
                        "--write-zone: raise the serial number of the SOA record before you publish the file",
                    );
                }
                Some((file, edited.text))
            }
            None => None,
        };
        if let Some(script) = self.script {
            let mut text = Vec::new();
            nsupdate::write(updates, &mut text)
                .map_err(|error| Stop::Write(Complaint::of(format!("--write-fix: {error}"))))?;
            script.finish(&text)?;
        }
        edited.map_or(Ok(()), |(file, text)| file.finish(&text))
    }
}

/// The zone that a name is in, and its primary server.
async fn zone_of(name: &Name, dns: &dyn Dns) -> (Option<Name>, Option<Name>) {
    let lookup = look_up(dns, name, RecordType::SOA).await;
    let soa = match &lookup.outcome {
        Outcome::Found(records) => records.first(),
        Outcome::NoData { soa, .. } | Outcome::NxDomain { soa, .. } => soa.as_ref(),
        Outcome::Failed(_) => None,
    };
    // At an alias, the SOA record is that of the target's zone.
    let soa = soa.filter(|soa| name.is_at_or_below(&soa.name));
    let primary = soa.and_then(|soa| match &soa.data {
        RecordData::Soa { mname, .. } => Some(mname.clone()),
        _ => None,
    });
    (soa.map(|soa| soa.name.clone()), primary)
}
