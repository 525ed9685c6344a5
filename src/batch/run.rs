//! The threads of a run: one reads, workers ask and judge, the calling one prints.

use std::cell::Cell;
use std::collections::VecDeque;
use std::io;
use std::pin::pin;
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, Sender as Channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use futures_util::StreamExt;
use futures_util::stream::FuturesUnordered;
use tokio::sync::{Barrier, Semaphore};
use tokio::time::{sleep, timeout};

use super::judge::{Job, Sink};
use super::order::{Gate, Reorder};
use super::tally::{Share, Tally};
use crate::judge::Case;
use crate::judge::verdict::Outcome;

/// Octets of results that are written at a time at most.
const MOST_WRITTEN: usize = 256 * 1024;

/// How often progress is reported.
const TICK: Duration = Duration::from_millis(100);

/// For how long results are gathered while none is at hand: whoever sends one to a thread that does not
/// wait for it need not wake it.
const GATHERING: Duration = Duration::from_millis(1);

/// How soon a worker looks again whether questions have been answered.
const PAUSE: Duration = Duration::from_millis(5);

/// The most workers: beyond that the one that prints is the limit.
const MOST_WORKERS: usize = 16;

/// The most lines that are asked about at a time: each takes some ten kilobytes.
const MOST_LINES: usize = 1024;

/// A line that takes longer than this makes room for another one.
const SLOW: Duration = Duration::from_secs(1);

/// The most lines that are slow at a time.
const MOST_SLOW: usize = 2048;

/// Octets of answers of the lines under way, beyond which no further one is begun.
const MOST_ANSWERS: usize = 16 * 1024 * 1024;

/// Why a run ended before the list did.
#[derive(Debug)]
pub enum RunError {
    /// The list could not be read to its end.
    Input(io::Error),
    /// A result could not be written.
    Output(io::Error),
    /// The user stopped it.
    Interrupted,
    /// Its time was over: the lines that are left were not begun.
    Deadline,
    /// It cannot begin: the system gives no threads or descriptors.
    System(io::Error),
    /// The list is not the one that the earlier results are of; the line that differs, and what
    /// is there now.
    OtherList(u64, Option<String>),
    /// The earlier results are not of this part of the list: so many lines they hold, and so many the
    /// part has up to there.
    OtherPart(u64, u64),
    /// A worker broke down: a fault of mxcheck's own.
    Broken,
}

/// How far a run has come.
#[derive(Clone, Copy, Debug)]
pub struct Progress {
    /// What was printed.
    pub tally: Tally,
    /// Octets of the list up to the last line that was printed.
    pub offset: u64,
}

/// What reaches the thread that prints.
pub enum Event<T> {
    /// A line is done.
    Done(Done<T>),
    /// The list is at its end, or cannot be read further: so many lines were let in.
    End(u64, Option<RunError>),
    /// The run cannot go on.
    Failed(RunError),
}

/// A line that is done.
pub struct Done<T> {
    place: u64,
    offset: u64,
    told: T,
    /// About how many octets it takes.
    size: usize,
    count: Count,
}

/// How something that is done counts.
enum Count {
    Judged(Outcome, Share),
    Unreadable,
    /// The time of the run was over before it was judged.
    Cut,
}

struct Item {
    place: u64,
    line: u64,
    offset: u64,
    input: String,
    case: Case,
}

/// Something to be judged.
pub struct Entry {
    /// The line that names it, from 1.
    pub line: u64,
    /// How far the list is read with it.
    pub offset: u64,
    /// What names it.
    pub input: String,
    /// The case, or why it is none.
    pub case: Result<Case, String>,
}

/// Hands out what is judged, in order.
pub trait Supply: Send + 'static {
    /// Hands out everything. `ready` waits for room and returns false when the run is over; `take` takes the next.
    ///
    /// # Errors
    ///
    /// When it cannot be read to its end.
    fn supply(self, ready: &mut dyn FnMut() -> bool, take: &mut dyn FnMut(Entry)) -> Result<(), RunError>;
}

/// Lines that no worker has taken yet.
struct Queue {
    items: Mutex<VecDeque<Item>>,
    /// A permit for each of them; closed at the end of the list.
    ready: Semaphore,
}

impl Queue {
    fn put(&self, item: Item) {
        self.items.lock().unwrap_or_else(PoisonError::into_inner).push_back(item);
        self.ready.add_permits(1);
    }

    /// The place of the next line, where it is there already.
    fn front(&self) -> Option<u64> {
        self.items.lock().unwrap_or_else(PoisonError::into_inner).front().map(|item| item.place)
    }

    /// The next line; none at the end of the list.
    async fn take(&self) -> Option<Item> {
        if let Ok(permit) = self.ready.acquire().await {
            permit.forget();
        }
        self.items.lock().unwrap_or_else(PoisonError::into_inner).pop_front()
    }
}

/// How much is done at a time.
#[derive(Clone, Copy, Debug)]
pub struct Load {
    /// Threads that ask and judge.
    pub workers: usize,
    /// What is asked about at a time by all of them, and no more than keeps as many questions under way.
    pub lines: usize,
    /// How many may wait for one before them, at most [`MOST_LINES`](super::MOST_LINES).
    pub room: u64,
}

/// Takes results in the order of the list.
pub trait Delivery {
    /// What is delivered of a line.
    type Told;

    /// Takes one result, and returns how many octets wait to be written.
    fn add(&mut self, told: Self::Told) -> usize;

    /// Writes what waits.
    ///
    /// # Errors
    ///
    /// When it cannot be written.
    fn write(&mut self) -> io::Result<()>;
}

/// Judges what `supply` hands out and delivers the results in order, each as soon as it and all before it are done.
///
/// `tell` hears of progress now and then, and `events` gives the
/// channel by which a run is stopped to whoever may want to.
pub fn run<S: Sink>(
    job: Arc<Job<S>>,
    supply: impl Supply,
    delivery: &mut impl Delivery<Told = S::Told>,
    Load { workers, lines, room }: Load,
    mut tell: impl FnMut(Progress),
    events: impl FnOnce(Channel<Event<S::Told>>),
) -> (Tally, Result<(), RunError>) {
    let workers = workers.clamp(1, MOST_WORKERS);
    let each = lines.min(MOST_LINES).div_ceil(workers).max(1);
    let (channel, received) = mpsc::channel();
    events(channel.clone());
    let gate = Arc::new(Gate::new(room));
    let queue = Arc::new(Queue { items: Mutex::default(), ready: Semaphore::new(0) });
    let all_done = Arc::new(Barrier::new(workers));
    for _ in 0..workers {
        let (job, queue, gate, all_done) = (job.clone(), queue.clone(), gate.clone(), all_done.clone());
        let channel = channel.clone();
        let started = thread::Builder::new().name("worker".to_owned()).spawn(move || {
            let guard = Guard(channel);
            let runtime = match tokio::runtime::Builder::new_current_thread().enable_all().build() {
                Ok(runtime) => runtime,
                Err(error) => return guard.fail(RunError::System(error)),
            };
            runtime.block_on(async {
                let most = Most { lines: each, slow: MOST_SLOW / workers, questions: lines };
                work(&job, &queue, &gate, most, &guard.0).await;
                // A question that another worker waits for may have been put here.
                all_done.wait().await;
            });
        });
        if let Err(error) = started {
            return (Tally::default(), Err(RunError::System(error)));
        }
    }
    let resolver = job.resolver.clone();
    let admission = gate.clone();
    let reader = thread::Builder::new().name("reader".to_owned()).spawn(move || {
        let guard = Guard(channel);
        let is_over = || job.resolver.is_over();
        let (admitted, result) = hand_out(supply, &job.sink, &admission, &queue, &guard.0, is_over);
        queue.ready.close();
        guard.send(Event::End(admitted, result.err()));
    });
    if let Err(error) = reader {
        return (Tally::default(), Err(RunError::System(error)));
    }
    let mut printer = Printer { delivery, tally: Tally::default(), offset: 0, waiting: 0 };
    let result = printer.print(&received, &gate, &|| resolver.is_over(), &mut tell);
    // The reader may wait for input for ever; it is left alone.
    gate.shut();
    (printer.tally, result)
}

/// Shows the thread that prints when one breaks down, which else would wait for ever.
struct Guard<T>(Channel<Event<T>>);

impl<T> Guard<T> {
    fn send(&self, event: Event<T>) {
        // Nobody listens once the run is over.
        let _ = self.0.send(event);
    }

    fn fail(&self, error: RunError) {
        self.send(Event::Failed(error));
    }
}

impl<T> Drop for Guard<T> {
    fn drop(&mut self) {
        if thread::panicking() {
            self.fail(RunError::Broken);
        }
    }
}

/// Puts everything into the queue as there is room for it, and counts what was let in.
fn hand_out<S: Sink>(
    supply: impl Supply,
    sink: &S,
    gate: &Gate,
    queue: &Queue,
    events: &Channel<Event<S::Told>>,
    is_over: impl Fn() -> bool,
) -> (u64, Result<(), RunError>) {
    let place = Cell::new(None);
    let was_over = Cell::new(false);
    let mut admitted = 0;
    let mut ready = || {
        place.set(gate.admit());
        was_over.set(place.get().is_some() && is_over());
        place.get().is_some() && !was_over.get()
    };
    let mut take = |entry: Entry| {
        let Some(place) = place.take() else { return };
        admitted = place + 1;
        let Entry { line, offset, input, case } = entry;
        match case {
            Ok(case) => queue.put(Item { place, line, offset, input, case }),
            Err(error) => {
                gate.take();
                let told = sink.unreadable(line, input, error);
                let size = S::size(&told);
                gate.hold(size);
                let _ =
                    events.send(Event::Done(Done { place, offset, told, size, count: Count::Unreadable }));
            }
        }
    };
    let result = supply.supply(&mut ready, &mut take);
    let result = if was_over.get() { result.and(Err(RunError::Deadline)) } else { result };
    (admitted, result)
}

/// How much a worker takes on.
#[derive(Clone, Copy)]
struct Most {
    /// Lines at a time.
    lines: usize,
    /// Slow lines as well.
    slow: usize,
    /// Questions of all workers.
    questions: usize,
}

/// Takes lines while there are any, and one more only while fewer questions than may be are under way and there is room
/// for its answers and its result. A line that is slow takes no other one's place.
async fn work<S: Sink>(
    job: &Job<S>,
    queue: &Queue,
    gate: &Gate,
    most: Most,
    events: &Channel<Event<S::Told>>,
) {
    let fresh = Cell::new(0);
    let mut under_way = FuturesUnordered::new();
    let mut is_ended = false;
    loop {
        is_ended |= job.resolver.is_over();
        // Lines that do not make anybody busier only take room, and the processor's caches are small.
        let is_full = fresh.get() >= most.lines || under_way.len() >= most.lines + most.slow;
        let is_busy = job.resolver.under_way() >= most.questions || job.resolver.octets_held() > MOST_ANSWERS;
        let may_take = !is_full && (under_way.is_empty() || !is_busy) && gate.may_begin(queue.front());
        tokio::select! {
            biased;
            Some(done) = under_way.next(), if !under_way.is_empty() => {
                let done: Done<S::Told> = done;
                gate.hold(done.size);
                if events.send(Event::Done(done)).is_err() {
                    return;
                }
            }
            item = queue.take(), if !is_ended && may_take => match item {
                Some(item) => {
                    gate.take();
                    under_way.push(judge(job, item, gate, Fresh::count(&fresh)));
                }
                None => is_ended = true,
            },
            () = sleep(PAUSE), if !is_ended && !may_take => {}
            else => return,
        }
    }
}

/// One more line that is not slow, for as long as it lives.
struct Fresh<'a>(&'a Cell<usize>);

impl Fresh<'_> {
    fn count(counter: &Cell<usize>) -> Fresh<'_> {
        counter.set(counter.get() + 1);
        Fresh(counter)
    }
}

impl Drop for Fresh<'_> {
    fn drop(&mut self) {
        self.0.set(self.0.get() - 1);
    }
}

async fn judge<S: Sink>(job: &Job<S>, item: Item, gate: &Gate, fresh: Fresh<'_>) -> Done<S::Told> {
    let mut judging = pin!(job.judge(item.case, item.input, item.line));
    let judged = match timeout(SLOW, &mut judging).await {
        Ok(judged) => judged,
        Err(_) => {
            drop(fresh);
            judging.await
        }
    };
    let (told, outcome, share) = judged;
    let count = if job.resolver.is_over() { Count::Cut } else { Count::Judged(outcome, share) };
    let told = if gate.is_far(item.place) { job.sink.pack(told) } else { told };
    let size = S::size(&told);
    Done { place: item.place, offset: item.offset, told, size, count }
}

struct Printer<'a, D> {
    delivery: &'a mut D,
    tally: Tally,
    offset: u64,
    /// Octets that wait to be written.
    waiting: usize,
}

impl<D: Delivery> Printer<'_, D> {
    fn print(
        &mut self,
        events: &Receiver<Event<D::Told>>,
        gate: &Gate,
        is_over: &dyn Fn() -> bool,
        tell: &mut impl FnMut(Progress),
    ) -> Result<(), RunError> {
        let mut order = Reorder::new();
        let mut printed = 0;
        let mut total = None;
        let mut failure = None;
        let mut told = Instant::now();
        loop {
            if told.elapsed() >= TICK {
                tell(Progress { tally: self.tally, offset: self.offset });
                told = Instant::now();
            }
            let event = match events.try_recv() {
                Ok(event) => event,
                Err(_) => {
                    // Nothing is at hand: what is there is shown.
                    self.write()?;
                    gate.advance(order.given(), std::mem::take(&mut printed));
                    thread::sleep(GATHERING);
                    match events.try_recv().or_else(|_| events.recv_timeout(TICK)) {
                        Ok(event) => event,
                        // Nobody begins a line any more, whatever the input does.
                        Err(RecvTimeoutError::Timeout) if is_over() && gate.taken() == order.given() => {
                            return Err(RunError::Deadline);
                        }
                        Err(RecvTimeoutError::Timeout) => continue,
                        Err(RecvTimeoutError::Disconnected) => return Err(RunError::Broken),
                    }
                }
            };
            match event {
                Event::Done(done) => order.put(done.place, done),
                Event::End(admitted, error) => {
                    total = Some(admitted);
                    failure = error;
                }
                Event::Failed(error) => {
                    self.write()?;
                    return Err(error);
                }
            }
            while let Some(done) = order.take() {
                if matches!(done.count, Count::Cut) {
                    self.write()?;
                    return Err(RunError::Deadline);
                }
                printed += done.size;
                self.take(done);
                if self.waiting >= MOST_WRITTEN {
                    self.write()?;
                    gate.advance(order.given(), std::mem::take(&mut printed));
                }
            }
            if total == Some(order.given()) {
                self.write()?;
                return failure.map_or(Ok(()), Err);
            }
        }
    }

    fn take(&mut self, done: Done<D::Told>) {
        match done.count {
            Count::Judged(outcome, share) => self.tally.count(outcome, share),
            Count::Unreadable => self.tally.count_unreadable(),
            Count::Cut => return,
        }
        self.offset = done.offset;
        self.waiting = self.delivery.add(done.told);
    }

    fn write(&mut self) -> Result<(), RunError> {
        if self.waiting > 0 {
            self.delivery.write().map_err(RunError::Output)?;
            self.waiting = 0;
        }
        Ok(())
    }
}
