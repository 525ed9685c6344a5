//! A run over many senders, which Ctrl-C ends with what is finished.

use std::io;
use std::pin::pin;
use std::sync::mpsc;
use std::sync::mpsc::Sender as Channel;
use std::time::Duration;

use tokio::sync::oneshot;

use super::exit::Stop;
use crate::batch::{Event, RunError};

/// How long a run may take to end after Ctrl-C: what it prints to may be stuck.
const PATIENCE: Duration = Duration::from_secs(3);

/// Runs on a thread of its own and waits for its end. At Ctrl-C the run is asked to end; at the second one, or when
/// it does not in time, it is left behind.
pub(super) fn run_interruptibly<T: Send + 'static, E: Send + 'static>(
    run: impl FnOnce(Box<dyn FnOnce(Channel<Event<T>>)>) -> E + Send + 'static,
) -> Result<E, Stop> {
    let begin = |error: io::Error| Stop::usage(format!("the run cannot start: {error}"));
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().map_err(begin)?;
    let (ended, end) = oneshot::channel();
    let (to_run, events) = mpsc::channel();
    let thread = std::thread::Builder::new().name("printer".to_owned());
    runtime.block_on(async move {
        tokio::pin!(end);
        let mut interrupt = pin!(tokio::signal::ctrl_c());
        // The first poll registers for the signal: before that it would end the program.
        if futures_util::poll!(interrupt.as_mut()).is_ready() {
            return Err(Stop::Interrupted);
        }
        let running = thread.spawn(move || {
            let give = Box::new(move |events: Channel<Event<T>>| drop(to_run.send(events)));
            // Nobody listens any more when the run was left behind.
            let _ = ended.send(run(give));
        });
        running.map_err(begin)?;
        tokio::select! {
            ended = &mut end => return ended.map_err(|_| stop_of_broken()),
            Ok(()) = &mut interrupt => {}
        }
        if let Ok(events) = events.try_recv() {
            // The run may have ended meanwhile.
            let _ = events.send(Event::Failed(RunError::Interrupted));
        }
        tokio::select! {
            ended = &mut end => ended.map_err(|_| stop_of_broken()),
            Ok(()) = tokio::signal::ctrl_c() => Err(Stop::Interrupted),
            () = tokio::time::sleep(PATIENCE) => Err(Stop::Interrupted),
        }
    })
}

pub(super) fn stop_of_broken() -> Stop {
    Stop::usage("the run broke down (a bug in mxcheck); what was printed is complete as far as it goes")
}
