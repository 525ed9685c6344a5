//! The flags of the DNS group turned into the resolver stack of the run, and the one runtime it runs on.

use std::future::Future;
use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::arguments::DnsArguments;
use super::complaint::{Complaint, note, warn};
use super::exit::Stop;
use super::zone_files::read_zones;
use crate::dns::{Dns, descriptor_limit};
use crate::dnsbl::{Choice, Key, List};
use crate::resolver::{
    Base, Cache, CaseQueries, Layers, Live, LiveOptions, OutageEvent, OutageWatch, Pacing, RESOLV_CONF,
    Replay, Resolver, Stack, StackError, system_nameservers,
};
use crate::zone::{Heading, Zone};

/// What the unregistered name of a run over many senders depends on.
pub(super) const MANY: &str = "many";

/// How many octets of answers a run remembers.
const CACHE_CAPACITY: usize = 24 * 1024 * 1024;

/// The same for a run over many senders, which wants most answers once only.
const CACHE_CAPACITY_OF_MANY: usize = 16 * 1024 * 1024;

/// The same where zone files have most answers.
const CACHE_CAPACITY_OF_ZONES: usize = 2 * 1024 * 1024;

/// Questions a second that a resolver on another machine is asked at most by a run over many
/// senders, unless `--rate` says otherwise: a third of the 1,500 that Google Public DNS documents as its limit
/// for one client (developers.google.com/speed/public-dns/docs/isp), which leaves room for others there.
const POLITE_RATE: u32 = 500;

/// Descriptors that a worker of such a run takes, sockets included.
const DESCRIPTORS_OF_WORKER: usize = 24;

/// How many senders a run is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Extent {
    /// One: where nobody answers any more, that is all that is known.
    One,
    /// Many, where the later ones can wait for nameservers that died to come back.
    Many,
}

impl Extent {
    /// How many octets of answers are remembered.
    fn capacity(self) -> usize {
        match self {
            Extent::One => CACHE_CAPACITY,
            Extent::Many => CACHE_CAPACITY_OF_ZONES,
        }
    }
}

/// The resolver stack, and what has to be finished when the run is over.
pub(super) struct Network {
    /// What the probes ask.
    pub resolver: Resolver,
    /// Queries a second at most.
    pub rate: Option<u32>,
    /// The zone files.
    pub zones: Arc<[Heading]>,
    stack: Stack,
}

impl Network {
    /// Reads the zone files and recordings, and puts the stack together. Nothing is sent. `seed` is what the
    /// unregistered name depends on by which rewritten answers are found out.
    pub(super) fn open(arguments: &DnsArguments, keys: &[Key], seed: &str) -> Result<Network, Stop> {
        let zones = read_zones("--zone", &arguments.zone)?;
        Network::over_zones(arguments, keys, zones, Extent::One, seed)
    }

    /// The same over zone files that have been read.
    pub(super) fn over_zones(
        arguments: &DnsArguments,
        keys: &[Key],
        zones: Vec<Zone>,
        extent: Extent,
        seed: &str,
    ) -> Result<Network, Stop> {
        let base = base_of(arguments, extent)?;
        let layers = layers(arguments, zones, keys, (extent.capacity(), seed));
        Network::over(base, layers, None)
    }

    /// Two stacks over the same answers of nameservers: one with these zone files, and one with those of the world
    /// that it is compared with.
    pub(super) fn open_both(
        arguments: &DnsArguments,
        keys: &[Key],
        zones: Vec<Zone>,
        before: Vec<Zone>,
        extent: Extent,
        seed: &str,
    ) -> Result<(Network, Network), Stop> {
        let base = match base_of(arguments, extent)? {
            Base::Live(live, servers) => Base::Live(Arc::new(Cache::new(live, extent.capacity())), servers),
            other => other,
        };
        let layers = |zones| layers(arguments, zones, keys, (extent.capacity(), seed));
        let before = Network::over(base.clone(), Layers { record: None, ..layers(before) }, None)?;
        Ok((Network::over(base, layers(zones), None)?, before))
    }

    /// The same for a run over many senders: it remembers less, keeps to a rate, and
    /// goes on when nameservers that died are back, of which `tell` hears.
    pub(super) fn open_for_many(
        arguments: &DnsArguments,
        keys: &[Key],
        rate: Option<u32>,
        tell: impl Fn(&str) + Send + Sync + 'static,
    ) -> Result<Network, Stop> {
        let timeout = arguments.timeout();
        let mut limit = None;
        let polite = |live: Live, servers: &[SocketAddr]| {
            let is_near = servers.iter().all(|server| server.ip().is_loopback());
            limit = rate.or((!is_near).then_some(POLITE_RATE));
            let live = match limit {
                Some(rate) => live.with_rate(rate),
                None => live,
            };
            watched(live, timeout, tell)
        };
        let zones = read_zones("--zone", &arguments.zone)?;
        let base = base(arguments, polite)?;
        let layers = layers(arguments, zones, keys, (CACHE_CAPACITY_OF_MANY, MANY));
        let pacing = layers.pacing.of_many(arguments.concurrency, limit);
        Network::over(base, Layers { pacing, ..layers }, limit)
    }

    /// How many threads a run over many senders is worth.
    pub(super) fn workers(&self) -> usize {
        let processors = std::thread::available_parallelism().map_or(1, usize::from);
        processors.min(descriptor_limit().unwrap_or(usize::MAX) / DESCRIPTORS_OF_WORKER).max(1)
    }

    fn over(base: Base, layers: Layers<'_>, rate: Option<u32>) -> Result<Network, Stop> {
        let zones = layers.zones.iter().map(|zone| shown(zone.heading(), layers.keys)).collect();
        let stack = Stack::new(base, layers).map_err(|error| match error {
            StackError::Record(error) => Stop::usage(error),
            StackError::Zones(error) => Stop::usage(error),
        })?;
        Ok(Network { resolver: stack.resolver.clone(), rate, zones, stack })
    }

    /// The lists that something in this run may answer for.
    pub(super) fn reachable(&self, choice: &Choice) -> Vec<Arc<List>> {
        self.stack.reachable(choice)
    }

    /// Ends the run of a command whose page has no findings: a resolver that is not believed is named on stderr.
    pub(super) fn close_after(&self, queries: &CaseQueries<'_>) -> Result<(), Stop> {
        let unproven = queries.doubts().unproven;
        if let Some(first) = unproven.iter().min_by_key(|name| (name.labels().len(), *name)) {
            let resolver = queries.nameservers().join(", ");
            let others = match unproven.len() - 1 {
                0 => String::new(),
                others => format!(" (and {others} more)"),
            };
            warn(format!(
                "{resolver} answers NXDOMAIN for {first}{others}, but does not know the public DNS; \
                 name another resolver with --nameserver"
            ));
        }
        self.close()
    }

    /// Ends the run: zone files that had no part in it are named, and the recording is written.
    pub(super) fn close(&self) -> Result<(), Stop> {
        for (file, origin) in self.stack.unused_zones() {
            warn(format!(
                "--zone {file}: not used, as nothing was looked up at its origin {origin}; \
                 FILE=ORIGIN names another origin"
            ));
        }
        self.stack.finish_recording().map_err(|error| Stop::Write(Complaint::of(error)))
    }
}

/// A zone file without the key of a list in its name or origin.
fn shown(heading: Heading, keys: &[Key]) -> Heading {
    keys.iter().fold(heading, |heading, key| {
        let (file, origin) = key.conceal_zone(&heading.file, &heading.origin);
        Heading { file: file.into(), origin, ..heading }
    })
}

/// The layers that the flags ask for.
fn layers<'a>(
    arguments: &'a DnsArguments,
    zones: Vec<Zone>,
    keys: &'a [Key],
    (capacity, seed): (usize, &'a str),
) -> Layers<'a> {
    Layers {
        zones,
        keys,
        record: arguments.record.as_deref(),
        capacity,
        pacing: Pacing::with_timeout(arguments.timeout()),
        end: arguments.end(),
        seed,
    }
}

/// Who answers what no zone file holds.
fn base_of(arguments: &DnsArguments, extent: Extent) -> Result<Base, Stop> {
    let timeout = arguments.timeout();
    base(arguments, |live, _| match extent {
        Extent::One => Arc::new(live) as Arc<dyn Dns>,
        Extent::Many => watched(live, timeout, |message| note(message)),
    })
}

fn watched(live: Live, patience: Duration, tell: impl Fn(&str) + Send + Sync + 'static) -> Arc<dyn Dns> {
    Arc::new(OutageWatch::new(Arc::new(live), patience, move |event| match event {
        OutageEvent::Began => tell(
            "no nameserver answers any more; the run slows down, and what cannot be looked up is unknown",
        ),
        OutageEvent::Ended { after } => tell(&format!(
            "a nameserver answers again, after {:.1} s; the run continues",
            after.as_secs_f64()
        )),
    }))
}

fn base(
    arguments: &DnsArguments,
    live: impl FnOnce(Live, &[SocketAddr]) -> Arc<dyn Dns>,
) -> Result<Base, Stop> {
    if let Some(path) = &arguments.replay {
        let replay = Replay::open(path).map_err(Stop::usage)?;
        return Ok(Base::Replay(Arc::new(replay)));
    }
    if arguments.offline {
        return Ok(Base::Offline);
    }
    let servers = if arguments.nameserver.is_empty() {
        system_nameservers(Path::new(RESOLV_CONF)).map_err(Stop::usage)?
    } else {
        arguments.nameserver.clone()
    };
    let options = LiveOptions {
        timeout: arguments.timeout(),
        retries: arguments.retries,
        concurrency: arguments.concurrency as usize,
    };
    let live = live(Live::new(servers.clone(), options), &servers);
    Ok(Base::Live(live, servers))
}

/// Runs the part of a command that waits for others, on the only runtime of the run, until it is done or Ctrl-C
/// comes.
pub(super) fn block_on<T>(running: impl Future<Output = Result<T, Stop>>) -> Result<T, Stop> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(|error| Stop::usage(format!("the run cannot start: {error}")))?;
    runtime.block_on(async {
        tokio::select! {
            result = running => result,
            Ok(()) = tokio::signal::ctrl_c() => Err(Stop::Interrupted),
        }
    })
}

/// Waits with a spinner on a terminal that says what for.
pub(super) async fn with_spinner<T>(waiting: impl Future<Output = T>, what: &str) -> T {
    let spinner = tokio::spawn(spin(what.to_owned()));
    let aborted = AbortOnDrop(spinner);
    let result = waiting.await;
    drop(aborted);
    // The spinner clears its line when it is dropped, which the abort does at its next turn.
    tokio::task::yield_now().await;
    result
}

/// Ends a task when it is dropped.
struct AbortOnDrop(tokio::task::JoinHandle<()>);

impl Drop for AbortOnDrop {
    fn drop(&mut self) {
        self.0.abort();
    }
}

/// Waits with a spinner on the runtime of the run, for commands that wait once.
pub(super) fn wait_for<T>(waiting: impl Future<Output = T>, what: &str) -> Result<T, Stop> {
    block_on(async { Ok(with_spinner(waiting, what).await) })
}

/// Turns on stderr while the run waits; only a terminal sees it, and not before it would be missed.
async fn spin(what: String) {
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
