//! The document of `mxcheck zone`.

use std::collections::BTreeSet;
use std::io::{self, Write};
use std::time::Duration;

use serde::Serialize;

use super::envelope::{Envelope, milliseconds};
use super::json;
use super::sender::SenderReport;
use super::view::{shown_as, view, words};
use crate::batch::mail_domains::SkippedName;
use crate::dns::Name;
use crate::judge::baseline::Comparison;
use crate::judge::verdict::Outcome;
use crate::zone::{Effect, Heading, Note, OriginSource, Zone, ZoneError};

/// Every mail domain of some zone files, judged.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct ZoneReport {
    /// Schema, version and command.
    #[serde(flatten)]
    pub envelope: Envelope,
    /// The files that were searched for mail domains.
    pub files: Vec<ZoneFileView>,
    /// The files of which nothing could be read, or of which nothing says whose zone they are; they end the run with 2.
    pub unread: Vec<UnreadFile>,
    /// The mail domains, each as `mxcheck domain` shows it. They are written one by one as they are judged.
    domains: Vec<SenderReport>,
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
    /// The DNSBLs that nothing is known of, in a sentence.
    #[serde(skip)]
    pub unchecked: Option<String>,
    /// How many domains came to what.
    #[serde(skip)]
    pub counts: ZoneCounts,
}

/// How many domains came to what.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ZoneCounts {
    /// Every receiver accepts.
    pub accept: u64,
    /// Nothing was judged.
    pub not_judged: u64,
    /// The most severe outcome is unknown.
    pub unknown: u64,
    /// The most severe outcome is a deferral.
    pub defer: u64,
    /// Some receiver rejects.
    pub reject: u64,
    /// They say that they neither send nor take mail.
    pub parked: u64,
}

impl ZoneCounts {
    /// Counts a domain that is not parked.
    pub fn add(&mut self, outcome: Outcome) {
        *match outcome {
            Outcome::Accept => &mut self.accept,
            Outcome::NotJudged => &mut self.not_judged,
            Outcome::Unknown => &mut self.unknown,
            Outcome::Defer => &mut self.defer,
            Outcome::Reject => &mut self.reject,
        } += 1;
    }
}

/// A zone file.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct ZoneFileView {
    /// The file, as it was named.
    pub file: String,
    /// Its origin.
    pub origin: Name,
    /// Where the origin is from.
    pub origin_source: OriginSource,
    /// Lines that were read otherwise than BIND would, and those that could not be read, which end the run with 2.
    pub notes: Vec<Note>,
}

/// A zone file that was not judged.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct UnreadFile {
    /// The file, as it was named.
    pub file: String,
    /// Why.
    pub error: String,
}

impl From<&Zone> for ZoneFileView {
    fn from(zone: &Zone) -> ZoneFileView {
        ZoneFileView {
            file: zone.file().to_owned(),
            origin: zone.origin().clone(),
            origin_source: zone.origin_source(),
            notes: zone.notes().to_vec(),
        }
    }
}

impl From<&ZoneError> for UnreadFile {
    fn from(fault: &ZoneError) -> UnreadFile {
        UnreadFile { file: fault.file.clone(), error: fault.to_string() }
    }
}

impl ZoneFileView {
    /// The file and whose zone it is.
    pub fn heading(&self) -> Heading {
        Heading { file: self.file.as_str().into(), origin: self.origin.clone(), source: self.origin_source }
    }
}

impl ZoneReport {
    /// Begins the report of a run: what is known before the first domain is judged.
    pub fn new(
        (files, unread): (Vec<ZoneFileView>, Vec<UnreadFile>),
        parked: BTreeSet<Name>,
        skipped: Vec<SkippedName>,
    ) -> ZoneReport {
        ZoneReport {
            envelope: Envelope::of("zone"),
            files,
            unread,
            domains: Vec::new(),
            parked,
            skipped,
            baseline: None,
            outcome: Outcome::Accept,
            queries: 0,
            elapsed_ms: 0,
            unchecked: None,
            counts: ZoneCounts::default(),
        }
    }

    /// Sets what the run took.
    pub fn took(&mut self, queries: usize, elapsed: Duration) {
        self.queries = queries;
        self.elapsed_ms = milliseconds(elapsed);
    }

    /// True when something of the files could not be read.
    pub fn is_damaged(&self) -> bool {
        let mut notes = self.files.iter().flat_map(|file| &file.notes);
        !self.unread.is_empty() || notes.any(|note| note.effect == Effect::Lost)
    }

    /// Writes the document up to its domains.
    pub fn write_beginning(&self, out: &mut impl Write) -> io::Result<()> {
        out.write_all(self.halves()?.0.as_bytes())
    }

    /// Writes the rest of the document, behind so many domains.
    pub fn write_end(&self, domains: u64, out: &mut impl Write) -> io::Result<()> {
        if domains > 0 {
            out.write_all(b"\n  ")?;
        }
        out.write_all(self.halves()?.1.as_bytes())
    }

    /// The document before and behind its domains.
    fn halves(&self) -> io::Result<(String, String)> {
        let mut octets = Vec::new();
        json::write(self, &mut octets)?;
        let text = String::from_utf8(octets).map_err(io::Error::other)?;
        // No text in it has a line end, and no other field is so far left.
        let (before, behind) =
            text.split_once("\n  \"domains\": []").ok_or_else(|| io::Error::other("no domains"))?;
        Ok((format!("{before}\n  \"domains\": ["), format!("]{behind}")))
    }
}

/// One domain as an element of the document; `is_first` of them all.
pub fn zone_element(report: &SenderReport) -> io::Result<String> {
    let mut octets = Vec::new();
    json::write(report, &mut octets)?;
    let text = String::from_utf8(octets).map_err(io::Error::other)?;
    Ok(text.trim_end().lines().map(|line| format!("\n    {line}")).collect())
}

view! {
    /// A zone file in place of what is published, and whose zone it is.
    Heading as HeadingView<'a>, heading {
        /// The file, as it was named.
        file: &'a str = &heading.file,
        /// The origin.
        origin: &'a Name = &heading.origin,
        /// Where that is from.
        origin_source: OriginSource = heading.source,
    }
}

words! {
    /// Where the origin of a zone file is from.
    OriginSource as OriginSourceWord {
        /// The command line.
        Given = "given",
        /// `$ORIGIN`.
        Directive = "origin-directive",
        /// The owner of the SOA record.
        Soa = "soa",
        /// The name of the file.
        FileName = "file-name",
        /// The owners of its records, all of them absolute.
        Owners = "owners",
    }
}

view! {
    /// A line of a zone file that BIND would not load as it is.
    Note as NoteView<'a>, note {
        /// What became of it.
        effect: Effect = note.effect,
        /// The file, as it was named on the command line or in `$INCLUDE`.
        file: &'a str = &note.fault.file,
        /// The line, from 1; null for what is of the whole file.
        line: Option<u32> = note.fault.position.map(|(line, _)| line),
        /// The column in characters, from 1.
        column: Option<u32> = note.fault.position.map(|(_, column)| column),
        /// What is wrong.
        message: &'a str = &note.fault.message,
    }
}

words! {
    /// What became of a line that BIND would not load.
    Effect as EffectWord {
        /// It was read: a form that a provider's export has.
        Read = "read",
        /// It was left out, and the zone does not miss it.
        Skipped = "skipped",
        /// It could not be read: records are missing.
        Lost = "lost",
    }
}

view! {
    /// An owner of mail records that is not judged, and why.
    SkippedName as SkippedNameView<'a>, name {
        /// The owner.
        name: &'a Name = &name.name,
        /// Why it is not a sender's domain.
        reason: &'a str = name.reason,
        /// The file that holds it.
        file: &'a str = &name.file,
        /// The line of its first such record, from 1.
        line: Option<u32> = name.line,
    }
}
