//! `--baseline live|FILE`: what a run is compared with.

use std::collections::HashSet;
use std::io::{self, Read};
use std::path::Path;

use super::arguments::DnsArguments;
use super::complaint::warn;
use super::exit::Stop;
use super::network::{Extent, Network};
use super::zone_files;
use crate::dns::Name;
use crate::dnsbl::Key;
use crate::file;
use crate::judge::Judgement;
use crate::judge::baseline;
use crate::judge::baseline::{Comparison, Snapshot};
use crate::zone;
use crate::zone::{Zone, ZoneArgument, ZoneError};

const FLAG: &str = "--baseline";

/// What is wrong with an earlier result of other senders.
pub(super) const OF_OTHERS: &str = "no results for these domains at these receivers and addresses";

/// The largest result that is read, in octets.
const MAX_RESULT: u64 = 256 << 20;

/// What a run is compared with.
pub(super) struct Baseline {
    source: String,
    kind: Kind,
}

enum Kind {
    /// The same questions with these zone files in place.
    Zones(Vec<Zone>),
    /// An earlier result.
    Result(Snapshot),
}

impl Baseline {
    /// Reads what was typed: `live`, an earlier result (a file that begins with `{`), or a zone file.
    /// `zones` are the files of the run, `origins` those that the file may have.
    pub(super) fn read(
        text: &str,
        arguments: &DnsArguments,
        zones: &[Zone],
        origins: &[Name],
    ) -> Result<Baseline, Stop> {
        let source = text.to_owned();
        let refuse = |problem: String| match text {
            "live" => Stop::usage(format!("{FLAG} live: {problem}")),
            _ => Stop::file(text, problem),
        };
        if text != "live" {
            let argument: ZoneArgument = text.parse().map_err(|error| Stop::value(FLAG, text, error))?;
            let piped = read_pipe(&argument.path).map_err(|error| refuse(file::unreadable(&error)))?;
            if begins_as_json(&argument.path, piped.as_deref()) {
                let snapshot = read_result(&argument, piped).map_err(refuse)?;
                return Ok(Baseline { source, kind: Kind::Result(snapshot) });
            }
            refuse_recording(arguments, text)?;
            let load = |argument: &ZoneArgument| match &piped {
                Some(text) => Zone::parse(&argument.path.to_string_lossy(), text, argument.origin.clone()),
                None => zone::load(argument),
            };
            let old = read_zone(argument, load, zones.is_empty(), origins)?;
            let mut before: Vec<Zone> = without_new(zones, &old);
            before.push(old);
            return Ok(Baseline { source, kind: Kind::Zones(before) });
        }
        if arguments.offline {
            return Err(refuse("nothing is looked up with --offline".to_owned()));
        }
        if zones.is_empty() {
            let problem = "it compares zone files with what is published, and --zone names none";
            return Err(refuse(problem.to_owned()));
        }
        refuse_recording(arguments, text)?;
        Ok(Baseline { source, kind: Kind::Zones(Vec::new()) })
    }

    /// The door of the run, and that of the world that it is compared with, where that is asked.
    pub(super) fn open(
        baseline: Option<&Baseline>,
        arguments: &DnsArguments,
        keys: &[Key],
        zones: Vec<Zone>,
        extent: Extent,
        seed: &str,
    ) -> Result<(Network, Option<Network>), Stop> {
        match baseline.map(|baseline| &baseline.kind) {
            Some(Kind::Zones(before)) => {
                let (network, before) =
                    Network::open_both(arguments, keys, zones, before.clone(), extent, seed)?;
                Ok((network, Some(before)))
            }
            Some(Kind::Result(_)) | None => {
                Ok((Network::over_zones(arguments, keys, zones, extent, seed)?, None))
            }
        }
    }

    /// Refuses an earlier result that is about none of these domains.
    pub(super) fn expect_any_of(&self, names: &[Name]) -> Result<(), Stop> {
        let Kind::Result(snapshot) = &self.kind else { return Ok(()) };
        let known: HashSet<&str> = snapshot.senders().collect();
        match names.iter().any(|name| known.contains(name.to_string().as_str())) {
            true => Ok(()),
            false => Err(Stop::file(&self.source, OF_OTHERS)),
        }
    }

    /// What is better and worse in one sender of a run over many.
    pub(super) fn compare_one(&self, now: &Snapshot, before: &Snapshot) -> Comparison {
        let before = match &self.kind {
            Kind::Zones(_) => before,
            Kind::Result(snapshot) => snapshot,
        };
        now.compare(before, &self.source)
    }

    /// The zone files of the world that the run is compared with.
    pub(super) fn zones(&self) -> &[Zone] {
        match &self.kind {
            Kind::Zones(zones) => zones,
            Kind::Result(_) => &[],
        }
    }

    /// The domains of an earlier result.
    pub(super) fn judged(&self) -> Vec<Name> {
        match &self.kind {
            Kind::Result(snapshot) => snapshot.sending().filter_map(|name| name.parse().ok()).collect(),
            Kind::Zones(_) => Vec::new(),
        }
    }

    /// What is better and worse in `now` than before: in `before`, the same senders asked with the
    /// other zone files, or in the earlier result. Of those that were `parked` nothing was asked.
    pub(super) fn compare(
        &self,
        now: &[&Judgement],
        before: &[&Judgement],
        parked: &HashSet<Name>,
    ) -> Result<Comparison, Stop> {
        let mut asked = Snapshot::default();
        before.iter().for_each(|judgement| add(&mut asked, judgement));
        let mut current = Snapshot::default();
        now.iter().for_each(|judgement| add(&mut current, judgement));
        let of_none = || match now {
            [one] => format!("no results for {} at these receivers and addresses", domain_of(one)),
            _ => OF_OTHERS.to_owned(),
        };
        self.compare_all(&current, asked, parked, of_none)
    }

    /// The same of what was gathered of both worlds; `of_none` says that an earlier result is about others.
    pub(super) fn compare_all(
        &self,
        current: &Snapshot,
        mut asked: Snapshot,
        parked: &HashSet<Name>,
        of_none: impl FnOnce() -> String,
    ) -> Result<Comparison, Stop> {
        parked.iter().for_each(|name| asked.park(&name.to_string()));
        let before = match &self.kind {
            Kind::Zones(_) => &asked,
            Kind::Result(snapshot) => snapshot,
        };
        let shared = |sender: &&str| current.shares_verdict(before, sender);
        if matches!(self.kind, Kind::Result(_)) && !current.senders().any(|sender| shared(&sender)) {
            return Err(Stop::file(&self.source, of_none()));
        }
        let unknown = current.senders().filter(|sender| before.is_unknown(sender)).count();
        if unknown > 0 {
            warn(format!(
                "{FLAG} {}: the earlier outcome of {unknown} of {} senders is unknown",
                self.source,
                current.senders().count()
            ));
        }
        Ok(current.compare(before, &self.source))
    }
}

/// The sender domain, which every case with a baseline has.
fn domain_of(judgement: &Judgement) -> String {
    judgement.case.sender.domain.as_ref().map_or_else(String::new, ToString::to_string)
}

/// Adds a sender that was judged.
pub(super) fn add(snapshot: &mut Snapshot, judgement: &Judgement) {
    snapshot.add(&domain_of(judgement), &judgement.findings, &judgement.verdicts);
}

/// A recording holds one answer to a question.
fn refuse_recording(arguments: &DnsArguments, text: &str) -> Result<(), Stop> {
    match arguments.record {
        None => Ok(()),
        Some(_) => Err(Stop::usage(format!(
            "--record cannot be used with {FLAG} {text}, which asks everything twice"
        ))),
    }
}

/// The files of the run that were there before `old` was changed: a whole zone has all of its
/// records, so what else there is of it is new; a part has taken the place of a part.
fn without_new(zones: &[Zone], old: &Zone) -> Vec<Zone> {
    let is_part = |zone: &Zone| zone.soa().is_none();
    let has_part = zones.iter().any(|zone| is_part(zone) && zone.origin() == old.origin());
    let is_new = |zone: &&Zone| {
        if is_part(old) {
            zone.origin() == old.origin() && (is_part(zone) || !has_part)
        } else {
            zone.origin() == old.origin() || (is_part(zone) && zone.origin().is_at_or_below(old.origin()))
        }
    };
    zones.iter().filter(|zone| !is_new(zone)).cloned().collect()
}

/// What comes through a pipe, as from `<(git show …)`: it can be read once only.
fn read_pipe(path: &Path) -> io::Result<Option<Vec<u8>>> {
    if path.metadata().is_ok_and(|metadata| metadata.is_file() || metadata.is_dir()) || !path.exists() {
        return Ok(None);
    }
    read_bounded(path).map(Some)
}

/// A text, or enough of it to see that it is too long.
fn read_bounded(path: &Path) -> io::Result<Vec<u8>> {
    let mut text = Vec::new();
    file::open(path)?.take(MAX_RESULT + 1).read_to_end(&mut text)?;
    Ok(text)
}

fn begins_as_json(path: &Path, piped: Option<&[u8]>) -> bool {
    let mut start = Vec::new();
    let read = match piped {
        Some(text) => text.take(4096).read_to_end(&mut start),
        None => file::open(path).and_then(|file| file.take(4096).read_to_end(&mut start)),
    };
    let start = start.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&start);
    read.is_ok() && start.trim_ascii_start().first() == Some(&b'{')
}

fn read_result(argument: &ZoneArgument, piped: Option<Vec<u8>>) -> Result<Snapshot, String> {
    if argument.origin.is_some() {
        return Err("JSON, which takes no origin; type the file name alone".to_owned());
    }
    let text = match piped {
        Some(text) => text,
        None => read_bounded(&argument.path).map_err(|error| file::unreadable(&error))?,
    };
    if text.len() as u64 > MAX_RESULT {
        return Err(format!("larger than {} MiB", MAX_RESULT >> 20));
    }
    baseline::read(&text)
}

/// Reads the zone file. One that does not name its origin, such as `old.zone`, has that of the file
/// which it is compared with; where there is none, that of the domain or of a zone above it.
fn read_zone(
    argument: ZoneArgument,
    load: impl Fn(&ZoneArgument) -> Result<Zone, ZoneError>,
    alone: bool,
    origins: &[Name],
) -> Result<Zone, Stop> {
    let fault = |error: ZoneError| zone_files::refuse(&error);
    let is_meant = |zone: &Zone| {
        let fits = |origin: &Name| origin == zone.origin() || (alone && origin.is_at_or_below(zone.origin()));
        origins.iter().any(fits)
    };
    let first = load(&argument);
    if argument.origin.is_some() || first.as_ref().is_ok_and(is_meant) {
        return first.map_err(fault);
    }
    if let [origin] = origins {
        let argument = ZoneArgument { path: argument.path.clone(), origin: Some(origin.clone()) };
        if let Ok(zone) = load(&argument) {
            return Ok(zone);
        }
    }
    let zone = first.map_err(fault)?;
    let problem = format!(
        "{}: its origin is {}, which no zone file here has; type FILE=ORIGIN to name another origin",
        zone.file(),
        zone.origin()
    );
    Err(Stop::usage(problem))
}
