//! The dialogue with one server, from its greeting to QUIT.

use std::time::Duration;

use tokio::time::{Instant, timeout, timeout_at};

use super::connection::Connection;
use super::tls::Tls;
use super::{Server, SessionOptions, StartTls, commands, extensions};
use crate::probe::facts::{SessionFacts, Step, StepFacts, StepFailure};
use crate::smtp_reply::ServerReply;

/// The least time that is given to the answer to QUIT, and the most.
const MOMENT: (Duration, Duration) = (Duration::from_millis(50), Duration::from_secs(1));

/// What another connection has to leave out, as the one before has failed over it.
#[derive(Clone, Copy, Debug, Default)]
struct Approach {
    /// HELO in place of EHLO.
    helo: bool,
    /// No STARTTLS, though it is offered.
    plain: bool,
}

/// How a command was answered.
#[derive(Default)]
struct Answer {
    was_sent: bool,
    reply: Option<ServerReply>,
    failure: Option<StepFailure>,
}

impl From<StepFailure> for Answer {
    fn from(failure: StepFailure) -> Answer {
        Answer { failure: Some(failure), ..Answer::default() }
    }
}

/// A session under way.
pub(super) struct Dialogue<'a> {
    server: &'a Server,
    options: &'a SessionOptions,
    watch: &'a (dyn Fn(&StepFacts) + Sync),
    facts: SessionFacts,
    /// None before it is open, and when there is nothing more to say on it.
    connection: Option<Connection>,
    /// The shortest time in which a command was answered.
    round_trip: Option<Duration>,
}

impl<'a> Dialogue<'a> {
    /// A session that has not begun. `watch` sees each step as it ends.
    pub(super) fn new(
        server: &'a Server,
        options: &'a SessionOptions,
        watch: &'a (dyn Fn(&StepFacts) + Sync),
    ) -> Dialogue<'a> {
        let facts = SessionFacts {
            exchange: server.exchange.clone(),
            server: server.address,
            client: None,
            recipient: options.recipient.clone(),
            recipient_is_typed: options.recipient_is_typed,
            stopped: false,
            steps: Vec::new(),
            extensions: Vec::new(),
            tls: None,
        };
        Dialogue { server, options, watch, facts, connection: None, round_trip: None }
    }

    /// Holds the session to its end.
    pub(super) async fn hold(mut self) -> SessionFacts {
        let mut approach = Some(Approach::default());
        // Each connection after the first leaves out one thing more, so there are at most three.
        while let Some(now) = approach {
            approach = self.attempt(now).await;
            self.quit(approach.is_some()).await;
        }
        self.facts
    }

    /// One connection up to RSET, or as far as it goes. None when the session is over; where the
    /// connection is still open then, QUIT is due.
    async fn attempt(&mut self, approach: Approach) -> Option<Approach> {
        if !self.greeting().await?.is_positive() {
            return None;
        }
        if approach.helo {
            let reply = self.command(Step::Ehlo, Some(commands::helo(self.options))).await?;
            self.facts.extensions.clear();
            self.facts.tls.get_or_insert_default();
            let is_plain = !self.options.implicit_tls;
            if !reply.is_positive() || (is_plain && self.options.starttls == StartTls::Require) {
                return None;
            }
        } else {
            let reply = self.ehlo().await?;
            if !reply.is_positive() {
                return reply.is_permanent().then_some(Approach { helo: true, ..approach });
            }
            if !self.is_tls_settled(approach)
                && let Err(next) = self.starttls(approach).await
            {
                return next;
            }
        }
        let mail = commands::mail(self.options, &self.facts.extensions);
        if !self.command(Step::MailFrom, mail).await?.is_positive() {
            return None;
        }
        if !self.server.is_probed {
            self.facts.stopped = true;
            self.rset().await;
            return None;
        }
        let rcpt = commands::rcpt(self.options, &self.facts.extensions);
        if !self.command(Step::RcptTo, rcpt).await?.is_positive() {
            return None;
        }
        self.rset().await;
        None
    }

    fn tls(&self) -> Tls {
        Tls::new(self.server, self.options.roots.clone())
    }

    /// Whether nothing is to be done about STARTTLS before mail.
    fn is_tls_settled(&self, approach: Approach) -> bool {
        let is_offered = commands::offers(&self.facts.extensions, "STARTTLS");
        let wanted = match self.options.starttls {
            StartTls::Auto => is_offered && !approach.plain,
            StartTls::Never => false,
            StartTls::Require => true,
        };
        self.options.implicit_tls || !wanted
    }

    /// The connection, TLS where it begins with it, and the greeting.
    async fn greeting(&mut self) -> Option<ServerReply> {
        let started = Instant::now();
        let deadline = started + self.options.step_timeout();
        let answer = match timeout_at(deadline, self.connect()).await {
            Ok(Ok(reply)) => self.judged("", Answer { reply: Some(reply), ..Answer::default() }),
            Ok(Err(failure)) => failure.into(),
            Err(_) => StepFailure::TimedOut.into(),
        };
        self.end_step(Step::Connect, None, answer, started)
    }

    async fn connect(&mut self) -> Result<ServerReply, StepFailure> {
        let mut connection = Connection::open(self.server.address, self.options.bind).await?;
        self.facts.client = connection.client();
        if self.options.implicit_tls {
            self.facts.tls.get_or_insert_default().offered = true;
            let (secured, session) = connection.secure(&self.tls()).await?;
            self.facts.tls.get_or_insert_default().session = Some(session);
            connection = secured;
        }
        self.connection.insert(connection).greeting().await
    }

    /// EHLO; what the server can do is taken from its answer.
    async fn ehlo(&mut self) -> Option<ServerReply> {
        let reply = self.command(Step::Ehlo, Some(commands::ehlo(self.options))).await?;
        if reply.is_positive() {
            self.facts.extensions = extensions::of(&reply);
            // Inside TLS, and after TLS has failed, it is known already.
            if self.facts.tls.is_none() {
                let offered = commands::offers(&self.facts.extensions, "STARTTLS");
                let stripped = extensions::stripped(&self.facts.extensions).filter(|_| !offered);
                let tls = self.facts.tls.insert(Default::default());
                (tls.offered, tls.stripped) = (offered, stripped);
            }
        }
        Some(reply)
    }

    /// STARTTLS, the handshake and EHLO again; or on in plain text where that is the way.
    /// An `Err` says how the session goes on when it does not go on here.
    async fn starttls(&mut self, approach: Approach) -> Result<(), Option<Approach>> {
        let is_required = self.options.starttls == StartTls::Require;
        if !commands::offers(&self.facts.extensions, "STARTTLS") {
            return Err(None);
        }
        let started = Instant::now();
        let deadline = started + self.options.step_timeout();
        let command = commands::starttls();
        let mut answer = match timeout_at(deadline, self.exchange(&command)).await {
            Ok(answer) => answer,
            Err(_) => Answer { was_sent: true, ..StepFailure::TimedOut.into() },
        };
        let is_go_ahead = answer.reply.as_ref().is_some_and(ServerReply::is_positive);
        if is_go_ahead && answer.failure == Some(StepFailure::OutOfStep) {
            answer.failure = Some(StepFailure::InjectedPlaintext);
        } else if is_go_ahead && answer.failure.is_none() {
            let outcome = timeout_at(deadline, self.handshake()).await;
            answer.failure = outcome.unwrap_or(Err(StepFailure::TimedOut)).err();
        }
        // A sender that does not require TLS then tries without: Exim at once
        // (tls_tempfail_tryclear), Postfix when the mail is tried again after some minutes.
        let is_lost = matches!(
            answer.failure,
            Some(
                StepFailure::TimedOut
                    | StepFailure::Closed
                    | StepFailure::Reset
                    | StepFailure::Handshake(_)
                    | StepFailure::OldTls(_)
            )
        );
        let reply = self.end_step(Step::Starttls, Some(command), answer, started);
        match reply {
            None if is_lost && !is_required => Err(Some(Approach { plain: true, ..approach })),
            None => Err(None),
            Some(reply) if reply.is_positive() => {
                if self.ehlo().await.is_some_and(|reply| reply.is_positive()) { Ok(()) } else { Err(None) }
            }
            Some(_) if is_required => Err(None),
            Some(_) => Ok(()),
        }
    }

    async fn handshake(&mut self) -> Result<(), StepFailure> {
        // A TLS server speaks second: what is there already is plain text.
        if self.connection.as_mut().ok_or(StepFailure::Closed)?.has_unread().await? {
            return Err(StepFailure::InjectedPlaintext);
        }
        let connection = self.connection.take().ok_or(StepFailure::Closed)?;
        let (connection, session) = connection.secure(&self.tls()).await?;
        self.connection = Some(connection);
        self.facts.tls.get_or_insert_default().session = Some(session);
        Ok(())
    }

    /// RSET, which shows whether what was accepted was the recipient.
    async fn rset(&mut self) {
        let started = Instant::now();
        let command = commands::rset();
        let answer = timeout(self.options.step_timeout(), self.exchange(&command)).await;
        let mut answer = answer.unwrap_or(Answer { was_sent: true, ..StepFailure::TimedOut.into() });
        // Nobody can refuse it (RFC 5321 section 4.1.1.5): this answers something before it.
        let is_refused = |reply: &ServerReply| !reply.is_positive() && reply.code != Some(421);
        if answer.failure.is_none() && answer.reply.as_ref().is_some_and(is_refused) {
            answer.failure = Some(StepFailure::OutOfStep);
        }
        if answer.failure == Some(StepFailure::OutOfStep) {
            self.take_acceptance_back();
        }
        self.end_step(Step::Rset, Some(command), answer, started);
    }

    /// QUIT where a connection is open. Its answer is not waited for beyond a moment, but for
    /// longer when another connection follows: a server may allow one at a time.
    async fn quit(&mut self, another_follows: bool) {
        if self.connection.is_none() {
            return;
        }
        let started = Instant::now();
        let (least, most) = MOMENT;
        let moment = (self.round_trip.unwrap_or_default() * 2).clamp(least, most);
        let moment = if another_follows { most } else { moment }.min(self.options.step_timeout());
        let command = commands::quit();
        let answer = timeout(moment, self.exchange(&command)).await;
        let mut answer = answer.unwrap_or(Answer { was_sent: true, ..Answer::default() });
        let code = answer.reply.as_ref().and_then(|reply| reply.code);
        let is_farewell = matches!(code, Some(221 | 421));
        if answer.failure.is_none()
            && code.is_some()
            && !is_farewell
            && let Some(connection) = &mut self.connection
        {
            // A server that is one reply behind has the real one still to give.
            if matches!(timeout(moment, connection.reply()).await, Ok(Ok(_))) {
                answer.failure = Some(StepFailure::OutOfStep);
            }
        }
        if answer.failure == Some(StepFailure::OutOfStep) && !is_farewell {
            self.take_acceptance_back();
        }
        let connection = self.connection.take();
        self.end_step(Step::Quit, Some(command), answer, started);
        if let Some(connection) = connection {
            // What is left to be written has a moment too.
            let _ = timeout(least, connection.close()).await;
        }
    }

    /// Gives a command and records the step; without a command, the address is one that cannot be
    /// sent. None when the session is over: the step has failed, or the server ends it.
    async fn command(&mut self, step: Step, command: Option<String>) -> Option<ServerReply> {
        let started = Instant::now();
        let Some(command) = command else {
            let step = StepFacts {
                step,
                command: None,
                reply: None,
                failure: Some(StepFailure::NeedsSmtpUtf8),
                elapsed: Duration::ZERO,
            };
            // The connection is sound, and gets its QUIT.
            self.record(step);
            return None;
        };
        let answer = timeout(self.options.step_timeout(), self.exchange(&command)).await;
        let mut answer = answer.unwrap_or(Answer { was_sent: true, ..StepFailure::TimedOut.into() });
        let is_acceptance = answer.reply.as_ref().is_some_and(ServerReply::is_positive);
        if step == Step::RcptTo && is_acceptance && answer.failure.is_some() {
            // Which of two replies is meant nobody knows.
            answer.reply = None;
        }
        self.end_step(step, Some(command), answer, started)
    }

    /// Sends a command and reads its reply.
    async fn exchange(&mut self, command: &str) -> Answer {
        let started = Instant::now();
        let Some(connection) = &mut self.connection else { return StepFailure::Closed.into() };
        match connection.has_unread().await {
            Err(failure) => return failure.into(),
            Ok(true) => {
                return match connection.waiting_421() {
                    Some(reply) => Answer { reply: Some(reply), ..Answer::default() },
                    None => StepFailure::OutOfStep.into(),
                };
            }
            Ok(false) => {}
        }
        let sent = connection.send(command).await;
        // A server that has closed may have said why.
        let answer = match connection.reply().await {
            Ok(reply) => Answer { was_sent: true, reply: Some(reply), failure: None },
            Err(failure) => Answer { was_sent: true, ..sent.err().unwrap_or(failure).into() },
        };
        let elapsed = started.elapsed();
        if answer.reply.is_some() {
            self.round_trip = Some(self.round_trip.map_or(elapsed, |shortest| shortest.min(elapsed)));
        }
        self.judged(command, answer)
    }

    /// The answer to a command (none: the greeting) with what is wrong with it apart from its form.
    fn judged(&self, command: &str, mut answer: Answer) -> Answer {
        let code = answer.reply.as_ref().and_then(|reply| reply.code).unwrap_or_default();
        let is_quit = command.starts_with("QUIT");
        let is_envelope = command.starts_with("MAIL") || command.starts_with("RCPT");
        let sense = match code {
            300..400 => Some("asks for more where nothing more is to come"),
            // Positive by its first digit alone (RFC 5321 section 4.2.3).
            221 if !is_quit => Some("ends the session and accepts nothing"),
            220 if is_envelope => Some("greets and accepts nothing"),
            _ => None,
        };
        if let Some(sense) = sense {
            let text = format!("its code is {code}, which {sense}");
            return Answer { was_sent: answer.was_sent, ..StepFailure::NotAReply(text).into() };
        }
        let unasked =
            |connection: &Connection| connection.has_leftover() && connection.waiting_421().is_none();
        if answer.reply.is_some() && self.connection.as_ref().is_some_and(unasked) {
            answer.failure = Some(StepFailure::OutOfStep);
        }
        answer
    }

    /// Records a step. Gives its reply when the dialogue can go on after it; else the connection is
    /// closed, without QUIT, which is for servers that can be talked to.
    fn end_step(
        &mut self,
        step: Step,
        command: Option<String>,
        answer: Answer,
        started: Instant,
    ) -> Option<ServerReply> {
        let command = command.filter(|_| answer.was_sent).map(|command| command.trim_end().to_owned());
        let is_over = answer.failure.is_some() || answer.reply.is_none();
        let is_closing = answer.reply.as_ref().is_some_and(|reply| reply.code == Some(421));
        if is_over || is_closing {
            self.connection = None;
        }
        let reply = answer.reply.clone().filter(|_| !is_over && !is_closing);
        let elapsed = started.elapsed();
        self.record(StepFacts { step, command, reply: answer.reply, failure: answer.failure, elapsed });
        reply
    }

    fn record(&mut self, step: StepFacts) {
        (self.watch)(&step);
        self.facts.steps.push(step);
    }

    /// Unlearns that the recipient was accepted: the server's replies are not those to our commands.
    fn take_acceptance_back(&mut self) {
        let steps = self.facts.steps.iter_mut();
        let is_acceptance = |reply: &ServerReply| reply.is_positive();
        for step in steps.filter(|step| step.step == Step::RcptTo) {
            if step.reply.as_ref().is_some_and(is_acceptance) {
                step.reply = None;
                step.failure = Some(StepFailure::OutOfStep);
            }
        }
    }
}
