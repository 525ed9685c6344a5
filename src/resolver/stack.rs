//! The layers of a run, put on each other.

use std::fmt;
use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;

use tokio::time::Instant;

use super::{Cache, Offline, Pacing, Recorder, RecordingError, Replay, Resolver};
use crate::dns::{Dns, Name};
use crate::dnsbl::{Choice, Key, Keyed, List};
use crate::zone::{Overlay, OverlayWatch, Zone, ZoneError};

/// Who answers what no zone file holds.
#[derive(Clone)]
pub enum Base {
    /// Nameservers, and their addresses.
    Live(Arc<dyn Dns>, Vec<SocketAddr>),
    /// The answers of an earlier run.
    Replay(Arc<Replay>),
    /// Nobody.
    Offline,
}

/// What lies over the base.
pub struct Layers<'a> {
    /// The zone files that are served in place of what is published.
    pub zones: Vec<Zone>,
    /// The keys of lists that answer to keys alone.
    pub keys: &'a [Key],
    /// The file that keeps every answer.
    pub record: Option<&'a Path>,
    /// How many octets of answers the cache holds.
    pub capacity: usize,
    /// How cases are looked up.
    pub pacing: Pacing,
    /// When the whole run is over; `None` leaves it open.
    pub end: Option<Instant>,
    /// What the unregistered name of the run depends on.
    pub seed: &'a str,
}

/// Why the layers cannot be put together.
#[derive(Debug)]
pub enum StackError {
    /// Two zone files contradict each other.
    Zones(ZoneError),
    /// The recording cannot be written.
    Record(RecordingError),
}

impl fmt::Display for StackError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            StackError::Zones(error) => error.fmt(f),
            StackError::Record(error) => error.fmt(f),
        }
    }
}

/// The stack of a run.
pub struct Stack {
    /// Its top, which answers.
    pub resolver: Resolver,
    recorder: Option<Arc<Recorder>>,
    zones: Option<Arc<OverlayWatch>>,
    base: Base,
}

impl Stack {
    /// Puts the layers on the base: base, zone files, keyed lists, recorder, cache, and the top that finds out
    /// resolvers that invent answers. The recorder is above the zone files and the keys, so that a recording replays
    /// without them and holds no key; it is below the top, so that it keeps answers as they came.
    ///
    /// # Errors
    ///
    /// When zone files contradict each other or the recording cannot be created.
    pub fn new(base: Base, layers: Layers<'_>) -> Result<Stack, StackError> {
        let Layers { zones, keys, record, capacity, pacing, end, seed } = layers;
        let mut dns: Arc<dyn Dns> = match &base {
            Base::Live(live, _) => live.clone(),
            Base::Replay(replay) => replay.clone(),
            Base::Offline => Arc::new(Offline),
        };
        let mut watched = None;
        if !zones.is_empty() {
            // The overlay asks about names in between: what is asked later is known then.
            let below = Arc::new(Cache::new(dns, capacity));
            let overlay = Overlay::new(zones, below).map_err(StackError::Zones)?;
            let watch = Arc::new(OverlayWatch::new(overlay));
            watched = Some(watch.clone());
            dns = watch;
        }
        if !keys.is_empty() && !matches!(base, Base::Replay(_)) {
            dns = Arc::new(Keyed::new(keys.to_vec(), dns));
        }
        let nameservers: &[SocketAddr] = match &base {
            Base::Live(_, nameservers) => nameservers,
            Base::Replay(replay) => replay.nameservers(),
            Base::Offline => &[],
        };
        let mut recorder = None;
        if let Some(path) = record {
            let recording = Recorder::create(path, dns, nameservers).map_err(StackError::Record)?;
            let recording = Arc::new(recording);
            recorder = Some(recording.clone());
            dns = recording;
        }
        let asks_nameservers = match &base {
            Base::Live(..) => true,
            Base::Replay(replay) => replay.asked_nameservers(),
            Base::Offline => false,
        };
        let resolver =
            Resolver::new(Cache::new(dns, capacity), asks_nameservers.then_some(seed), nameservers)
                .paced(pacing, end);
        Ok(Stack { resolver, recorder, zones: watched, base })
    }

    /// Returns the lists that something in this stack may answer for. Without nameservers only a zone file or a
    /// recording can: asking the built-in public lists would come to nothing.
    pub fn reachable(&self, choice: &Choice) -> Vec<Arc<List>> {
        choice.lists.iter().filter(|list| !list.is_public || self.may_answer(list)).cloned().collect()
    }

    fn may_answer(&self, list: &List) -> bool {
        match &self.base {
            Base::Live(..) => true,
            Base::Replay(replay) => replay.mentions(&list.zone),
            Base::Offline => self.zones.as_ref().is_some_and(|zones| zones.holds(&list.zone)),
        }
    }

    /// Returns the zone files that no query was about, as file and origin; none where nothing was asked at all.
    pub fn unused_zones(&self) -> Vec<(String, Name)> {
        // Some senders need no query, such as the null reverse-path.
        let zones = self.zones.iter().filter(|_| self.resolver.questions() > 0);
        zones
            .flat_map(|watch| watch.unused())
            .map(|zone| (zone.file().to_owned(), zone.origin().clone()))
            .collect()
    }

    /// Writes what the recording still holds back.
    ///
    /// # Errors
    ///
    /// When the recording cannot be written.
    pub fn finish_recording(&self) -> Result<(), RecordingError> {
        self.recorder.as_ref().map_or(Ok(()), |recorder| recorder.finish())
    }
}
