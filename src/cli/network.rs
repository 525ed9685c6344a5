//! The flags of the DNS group turned into the one door that every question goes through.

use std::future::Future;
use std::net::{IpAddr, SocketAddr};
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::arguments::DnsArguments;
use super::exit::{Stop, say};
use crate::dns::{Dns, Name, descriptor_limit};
use crate::dnsbl::{Choice, Key, Keyed, List};
use crate::probe;
use crate::probe::Resolver;
use crate::resolver::{
    Cache, Live, LiveOptions, Offline, OutageEvent, OutageWatch, RESOLV_CONF, Recorder, Replay,
    system_nameservers,
};
use crate::zone;
use crate::zone::{Overlay, OverlayWatch, Zone, ZoneArgument};

/// How many answers a run remembers.
const CACHE_CAPACITY: usize = 100_000;

/// The same for a run over many senders, which wants most answers once only.
const CACHE_CAPACITY_OF_MANY: usize = 16_384;

/// Questions a second that a resolver on another machine is asked at most by a run over many
/// senders, unless `--rate` says otherwise: a third of the 1,500 that Google Public DNS documents as its limit
/// for one client (developers.google.com/speed/public-dns/docs/isp), which leaves room for others there.
const POLITE_RATE: u32 = 500;

/// Descriptors that a worker of such a run takes, sockets included.
const DESCRIPTORS_OF_WORKER: usize = 24;

/// How many senders a run is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Extent {
    /// One: where nobody answers any more, that is all that is known.
    One,
    /// Many, of whom the later ones can wait for nameservers that died to come back.
    Many,
}

/// The door, and what has to be finished when the run is over.
pub struct Network {
    /// What the probes ask.
    pub dns: Cache,
    /// Whether anybody but zone files answers.
    pub resolver: Resolver,
    /// Questions a second at most.
    pub rate: Option<u32>,
    recorder: Option<Arc<Recorder>>,
    zones: Option<Arc<OverlayWatch>>,
    replay: Option<Arc<Replay>>,
}

impl Network {
    /// Reads the zone files and recordings, and puts the door together. Nothing is sent.
    /// What is above, a recording too, sees no key of a list.
    pub fn open(arguments: &DnsArguments, keys: &[Key]) -> Result<Network, Stop> {
        let zones = read_zones("--zone", &arguments.zone)?;
        Network::over_zones(arguments, keys, zones, Extent::One)
    }

    /// The same over zone files that have been read.
    pub fn over_zones(
        arguments: &DnsArguments,
        keys: &[Key],
        zones: Vec<Zone>,
        extent: Extent,
    ) -> Result<Network, Stop> {
        let base = base_of(arguments, extent)?;
        Network::over(base, zones, arguments.record.as_deref(), keys, CACHE_CAPACITY)
    }

    /// Two doors over the same answers of nameservers: one with these zone files, and one with those
    /// of the world that it is compared with.
    pub fn open_both(
        arguments: &DnsArguments,
        keys: &[Key],
        zones: Vec<Zone>,
        before: Vec<Zone>,
        extent: Extent,
    ) -> Result<(Network, Network), Stop> {
        let Base { dns, resolver, rate, replay } = base_of(arguments, extent)?;
        let shared = Base { dns: Arc::new(Cache::new(dns, CACHE_CAPACITY)), resolver, rate, replay };
        let before = Network::over(shared.clone(), before, None, keys, CACHE_CAPACITY)?;
        Ok((Network::over(shared, zones, arguments.record.as_deref(), keys, CACHE_CAPACITY)?, before))
    }

    /// The same for a run over many senders: it remembers less, keeps to a rate, and
    /// goes on when nameservers that died are back, of which `tell` hears.
    pub fn open_for_many(
        arguments: &DnsArguments,
        keys: &[Key],
        rate: Option<u32>,
        tell: impl Fn(&str) + Send + Sync + 'static,
    ) -> Result<Network, Stop> {
        let timeout = arguments.timeout();
        let polite = |live: Live, servers: &[SocketAddr]| {
            let is_near = servers.iter().all(|server| server.ip().is_loopback());
            let rate = rate.or((!is_near).then_some(POLITE_RATE));
            let live = match rate {
                Some(rate) => live.with_rate(rate),
                None => live,
            };
            (watched(live, timeout, tell), rate)
        };
        let zones = read_zones("--zone", &arguments.zone)?;
        let base = base(arguments, polite)?;
        Network::over(base, zones, arguments.record.as_deref(), keys, CACHE_CAPACITY_OF_MANY)
    }

    /// The addresses that nameservers give to names that do not exist, asked beside a name.
    pub async fn made_up(&self, beside: &Name) -> Vec<IpAddr> {
        match self.resolver {
            Resolver::Live => probe::rewritten_to(&self.dns, &beside.to_string()).await,
            Resolver::Offline => Vec::new(),
        }
    }

    /// How many threads may ask at a time: one for each processor, as far as descriptors allow.
    pub fn workers(&self) -> usize {
        let processors = std::thread::available_parallelism().map_or(1, usize::from);
        processors.min(descriptor_limit().unwrap_or(usize::MAX) / DESCRIPTORS_OF_WORKER).max(1)
    }

    fn over(
        base: Base,
        zones: Vec<Zone>,
        record: Option<&Path>,
        keys: &[Key],
        capacity: usize,
    ) -> Result<Network, Stop> {
        let Base { mut dns, resolver, rate, replay } = base;
        let mut watched = None;
        if !zones.is_empty() {
            // The overlay asks about names in between: what is asked later is known then.
            let below = Arc::new(Cache::new(dns, capacity));
            let overlay = Overlay::new(zones, below).map_err(|error| Stop::Usage(error.to_string()))?;
            let watch = Arc::new(OverlayWatch::new(overlay));
            watched = Some(watch.clone());
            dns = watch;
        }
        // A recording holds no key: what is above sees none, and what was recorded has none.
        if !keys.is_empty() && replay.is_none() {
            dns = Arc::new(Keyed::new(keys.to_vec(), dns));
        }
        let mut recorder = None;
        if let Some(path) = record {
            let recording = Recorder::create(path, dns).map_err(|error| Stop::usage("--record", error))?;
            let recording = Arc::new(recording);
            recorder = Some(recording.clone());
            dns = recording;
        }
        Ok(Network { dns: Cache::new(dns, capacity), resolver, rate, recorder, zones: watched, replay })
    }

    /// The lists of a choice that anybody could answer for: where nobody but zone files or a
    /// recording answers, those of the built-in ones that they do not hold are not asked.
    pub fn reachable(&self, choice: &Choice) -> Vec<Arc<List>> {
        choice.lists.iter().filter(|list| !list.is_public || self.may_answer(list)).cloned().collect()
    }

    fn may_answer(&self, list: &List) -> bool {
        match (&self.replay, self.resolver) {
            (Some(replay), _) => replay.mentions(&list.zone),
            (None, Resolver::Live) => true,
            (None, Resolver::Offline) => self.zones.as_ref().is_some_and(|zones| zones.holds(&list.zone)),
        }
    }

    /// Completes the recording, if there is one, and warns if no zone file had a part in the run.
    pub fn close(&self) -> Result<(), Stop> {
        // Some senders need no question, such as the null reverse-path.
        let zones = self.zones.iter().filter(|_| self.dns.questions() > 0);
        for zone in zones.flat_map(|watch| watch.unused()) {
            say(&format!(
                "mxcheck: warning: --zone {}: its origin is {}, and no question was about that; \
                 FILE=ORIGIN names another origin",
                zone.file(),
                zone.origin()
            ));
        }
        match &self.recorder {
            Some(recorder) => recorder.finish().map_err(|error| Stop::Write(format!("--record: {error}"))),
            None => Ok(()),
        }
    }
}

/// Reads the zone files that a flag or an argument names.
pub fn read_zones(flag: &str, typed: &[String]) -> Result<Vec<Zone>, Stop> {
    let read = |text: &String| {
        let argument = text.parse::<ZoneArgument>().map_err(|error| Stop::usage(flag, error))?;
        zone::load(&argument).map_err(|error| Stop::usage(flag, error))
    };
    typed.iter().map(read).collect()
}

/// Who answers what no zone file holds.
#[derive(Clone)]
struct Base {
    dns: Arc<dyn Dns>,
    resolver: Resolver,
    rate: Option<u32>,
    replay: Option<Arc<Replay>>,
}

fn base_of(arguments: &DnsArguments, extent: Extent) -> Result<Base, Stop> {
    let timeout = arguments.timeout();
    base(arguments, |live, _| match extent {
        Extent::One => (Arc::new(live) as Arc<dyn Dns>, None),
        Extent::Many => (watched(live, timeout, say), None),
    })
}

/// Nameservers that may die and come back, of which `tell` hears.
fn watched(live: Live, patience: Duration, tell: impl Fn(&str) + Send + Sync + 'static) -> Arc<dyn Dns> {
    Arc::new(OutageWatch::new(Arc::new(live), patience, move |event| match event {
        OutageEvent::Began => tell(
            "mxcheck: no nameserver answers any more; the run slows down, and what cannot be asked is unknown",
        ),
        OutageEvent::Ended { after } => tell(&format!(
            "mxcheck: a nameserver answers again, after {:.1} s; the run goes on",
            after.as_secs_f64()
        )),
    }))
}

fn base(
    arguments: &DnsArguments,
    live: impl FnOnce(Live, &[SocketAddr]) -> (Arc<dyn Dns>, Option<u32>),
) -> Result<Base, Stop> {
    if let Some(path) = &arguments.replay {
        let replay = Replay::open(path).map_err(|error| Stop::usage("--replay", error))?;
        let resolver = if replay.asked_nameservers() { Resolver::Live } else { Resolver::Offline };
        let replay = Arc::new(replay);
        return Ok(Base { dns: replay.clone(), resolver, rate: None, replay: Some(replay) });
    }
    if arguments.offline {
        return Ok(Base { dns: Arc::new(Offline), resolver: Resolver::Offline, rate: None, replay: None });
    }
    let servers = if arguments.nameserver.is_empty() {
        system_nameservers(Path::new(RESOLV_CONF)).map_err(|error| Stop::Usage(error.to_string()))?
    } else {
        arguments.nameserver.clone()
    };
    let options = LiveOptions {
        timeout: arguments.timeout(),
        retries: arguments.retries,
        concurrency: arguments.concurrency as usize,
    };
    let (dns, rate) = live(Live::new(servers.clone(), options), &servers);
    Ok(Base { dns, resolver: Resolver::Live, rate, replay: None })
}

/// Runs the part of a command that asks, with a spinner on a terminal, until it is done or Ctrl-C
/// comes. Without a word for what it does there is no spinner.
pub fn wait_for<T>(asking: impl Future<Output = T>, what: &str) -> Result<T, Stop> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(|error| Stop::Usage(format!("the run cannot begin: {error}")))?;
    runtime.block_on(async {
        let spinner = tokio::spawn(spin(what.to_owned(), !what.is_empty()));
        let result = tokio::select! {
            result = asking => Ok(result),
            Ok(()) = tokio::signal::ctrl_c() => Err(Stop::Interrupted),
        };
        spinner.abort();
        // The spinner clears its line when it is dropped, which the abort does.
        let _ = spinner.await;
        result
    })
}

/// Turns on stderr while the run waits; only a terminal sees it, and not before it would be missed.
async fn spin(what: String, is_wanted: bool) {
    if !is_wanted {
        return;
    }
    tokio::time::sleep(Duration::from_millis(200)).await;
    let spinner = ClearOnDrop(ProgressBar::with_draw_target(None, ProgressDrawTarget::stderr()));
    if let Ok(style) = ProgressStyle::with_template("{spinner} {msg} ({elapsed})") {
        spinner.0.set_style(style.tick_chars("-\\|/ "));
    }
    spinner.0.set_message(what);
    loop {
        spinner.0.tick();
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
}

struct ClearOnDrop(ProgressBar);

impl Drop for ClearOnDrop {
    fn drop(&mut self) {
        self.0.finish_and_clear();
    }
}
