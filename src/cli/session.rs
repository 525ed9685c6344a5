//! The flags of an SMTP session, for `smtp` and `--live`, and what is checked of them before a
//! socket is opened.

use std::collections::HashMap;
use std::net::{IpAddr, SocketAddr};
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use clap::{Args, ValueHint};

use super::arguments::seconds;
use super::complaint::say;
use super::exit::Stop;
use super::own_name::own_name;
use crate::dns::Name;
use crate::judge::assess::Families;
use crate::judge::live::{forged_helo, postmaster_at};
use crate::probe::facts::{HeloFacts, StepFacts};
use crate::probe::smtp::{Server, SessionOptions, StartTls, can_bind, roots_of_file, system_roots};
use crate::report::StepView;
use crate::report::page::Dialogue;
use crate::sender::{
    AddressFault, Helo, HeloKind, InputError, Origin, ReversePath, Target, forward_path, parse_address,
};

/// The time for one step of a session, where none is given. The five minutes of RFC 5321 section
/// 4.5.3.2 are for mail; a person waits for this.
const STEP_TIMEOUT: Duration = Duration::from_secs(30);

/// More than fits into a command line of SMTP (RFC 5321 section 4.5.3.1.4).
const LONGEST_TEXT: usize = 400;

/// How an SMTP session is held.
#[derive(Debug, Args)]
#[command(next_help_heading = "SMTP session")]
pub(super) struct SessionArguments {
    /// Port of the server; 465 starts with TLS [default: 25]
    #[arg(long, value_name = "PORT", allow_negative_numbers = true, value_parser = clap::value_parser!(u16).range(1..))]
    pub port: Option<u16>,

    /// Connect from this address
    #[arg(long, value_name = "IP")]
    pub bind: Option<String>,

    /// The recipient [default: postmaster at the target]
    #[arg(long, value_name = "ADDRESS", value_hint = ValueHint::EmailAddress)]
    pub rcpt: Option<String>,

    /// STARTTLS: if offered, never, or required [default: auto]
    #[arg(long, value_enum, value_name = "WHEN", hide_default_value = true)]
    pub starttls: Option<StartTls>,

    /// Trust the CA certificates in this PEM file instead of the system's
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub ca_file: Option<PathBuf>,

    /// Connect over IPv4 only
    #[arg(short = '4', long = "ipv4", conflicts_with = "ipv6")]
    pub ipv4: bool,

    /// Connect over IPv6 only
    #[arg(short = '6', long = "ipv6")]
    pub ipv6: bool,

    /// Timeout per SMTP command in seconds [default: 30]
    #[arg(long, value_name = "SECONDS", allow_negative_numbers = true, value_parser = seconds)]
    pub smtp_timeout: Option<Duration>,

    /// Send RCPT TO even to receivers that block addresses for probing
    ///
    /// Without this flag, sessions with such a receiver stop before RCPT TO.
    #[arg(long)]
    pub probe_recipients: bool,

    /// Use a HELO name that does not resolve
    ///
    /// Receivers take a forged HELO name as a sign of spam and may list the address that uses it.
    #[arg(long)]
    pub force: bool,
}

impl SessionArguments {
    /// The first flag that was given; none when none was.
    pub(super) fn given(&self) -> Option<&'static str> {
        [
            ("--port", self.port.is_some()),
            ("--bind", self.bind.is_some()),
            ("--rcpt", self.rcpt.is_some()),
            ("--starttls", self.starttls.is_some()),
            ("--ca-file", self.ca_file.is_some()),
            ("--ipv4", self.ipv4),
            ("--ipv6", self.ipv6),
            ("--smtp-timeout", self.smtp_timeout.is_some()),
            ("--probe-recipients", self.probe_recipients),
            ("--force", self.force),
        ]
        .into_iter()
        .find_map(|(flag, is_given)| is_given.then_some(flag))
    }

    /// Checks the flags, reads the issuers, and tries whether the address can be bound. Nothing is
    /// sent.
    pub(super) fn read(&self, timeout: Option<Duration>) -> Result<Setup, Stop> {
        let families = match (self.ipv4, self.ipv6) {
            (true, _) => Families::Ipv4,
            (_, true) => Families::Ipv6,
            _ => Families::Both,
        };
        let mut bind = None;
        if let Some(text) = &self.bind {
            let ip = parse_address(text).map_err(|error| Stop::value("--bind", text, error))?;
            if !families.contain(ip) {
                return Err(Stop::value("--bind", text, "of the other address family than -4 or -6"));
            }
            can_bind(ip).map_err(|error| {
                Stop::value("--bind", text, format!("this machine cannot connect from it: {error}"))
            })?;
            bind = Some(ip);
        }
        let recipient = self.rcpt.as_deref().map(|text| recipient("--rcpt", text)).transpose()?;
        let roots = match &self.ca_file {
            Some(path) => roots_of_file(path).map_err(|error| Stop::file(path.display(), error))?,
            None => system_roots(),
        };
        Ok(Setup {
            port: self.port,
            bind,
            families: bind.map_or(families, Families::of),
            recipient,
            starttls: self.starttls.unwrap_or_default(),
            roots: Arc::new(roots),
            timeout: self.smtp_timeout.or(timeout).unwrap_or(STEP_TIMEOUT),
            probe_recipients: self.probe_recipients,
            force: self.force,
        })
    }
}

/// The flags, checked.
#[derive(Clone)]
pub(super) struct Setup {
    /// The port that was asked for.
    pub port: Option<u16>,
    /// The address that connects.
    pub bind: Option<IpAddr>,
    /// The families that can be used.
    pub families: Families,
    /// The recipient that was asked for.
    pub recipient: Option<ReversePath>,
    /// Whether recipients are asked for also where a receiver takes that amiss.
    pub probe_recipients: bool,
    /// Whether a forged HELO name is meant.
    pub force: bool,
    starttls: StartTls,
    roots: Arc<rustls::RootCertStore>,
    timeout: Duration,
}

impl Setup {
    /// The port to connect to.
    pub(super) fn port_for(&self, target: Option<&Target>) -> Result<u16, Stop> {
        let typed = target.and_then(|target| target.port);
        match (typed, self.port) {
            (Some(typed), Some(flag)) if typed != flag => {
                Err(Stop::usage(format!("--port {flag} contradicts port {typed} of the target")))
            }
            (typed, flag) => Ok(typed.or(flag).unwrap_or(25)),
        }
    }

    /// What is said in a session with a server at this port.
    pub(super) fn options(&self, identity: &Identity, recipient: &ReversePath, port: u16) -> SessionOptions {
        SessionOptions {
            helo: identity.helo.text.clone(),
            mail_from: path_text(&identity.mail_from),
            recipient: path_text(recipient),
            recipient_is_typed: false,
            size: identity.size,
            bind: self.bind,
            implicit_tls: port == 465,
            starttls: self.starttls,
            roots: self.roots.clone(),
            timeout: self.timeout,
            end: None,
        }
    }
}

/// A path without its brackets.
fn path_text(path: &ReversePath) -> String {
    match path {
        ReversePath::Null => String::new(),
        ReversePath::Mailbox(_) => path.to_string(),
    }
}

/// The identity that a session presents.
#[derive(Clone, Debug)]
pub(super) struct Identity {
    /// The argument of EHLO, and where it comes from.
    pub helo: Helo,
    pub helo_origin: Origin,
    /// The argument of MAIL FROM, and where it comes from.
    pub mail_from: ReversePath,
    pub from_origin: Origin,
    /// The message's size in octets.
    pub size: Option<u64>,
}

impl Identity {
    /// The identity that was typed, filled in from this host's name.
    pub(super) fn read(helo: Option<&str>, from: Option<&str>, size: Option<u64>) -> Result<Identity, Stop> {
        let (helo, helo_origin) = self::helo(helo)?;
        let (mail_from, from_origin) = match from {
            Some(text) => (reverse_path(text)?, Origin::Given),
            None => (postmaster_of(&helo)?, Origin::Assumed),
        };
        Ok(Identity { helo, helo_origin, mail_from, from_origin, size })
    }
}

/// The HELO name that was typed, or this host's.
pub(super) fn helo(typed: Option<&str>) -> Result<(Helo, Origin), Stop> {
    let Some(text) = typed else {
        let name = own_name().ok_or_else(|| {
            Stop::usage(
                "this host has no full name for EHLO; add --helo NAME, such as --helo mail.example.com",
            )
        })?;
        let helo = Helo::parse(&name.to_string()).map_err(|error| Stop::value("--helo", &name, error))?;
        return Ok((helo, Origin::Assumed));
    };
    let helo = Helo::parse(text).map_err(|error| Stop::value("--helo", text, error))?;
    sendable("--helo", &helo.text)?;
    if !helo.text.is_ascii() {
        return Err(Stop::value(
            "--helo",
            text,
            "characters outside ASCII, and not an internationalised name",
        ));
    }
    Ok((helo, Origin::Given))
}

/// Reads the argument of MAIL FROM for a session.
pub(super) fn reverse_path(text: &str) -> Result<ReversePath, Stop> {
    let path = ReversePath::parse(text).map_err(|error| Stop::value("--from", text, error))?;
    check_path("--from", text, path)
}

/// Reads the argument of RCPT TO for a session.
pub(super) fn recipient(flag: &str, text: &str) -> Result<ReversePath, Stop> {
    let path = forward_path(text).map_err(|error| Stop::value(flag, text, error))?;
    check_path(flag, text, path)
}

/// What would end the path early, or not fit into a command.
pub(super) fn check_path(flag: &str, typed: &str, path: ReversePath) -> Result<ReversePath, Stop> {
    sendable(flag, &path.to_string())?;
    match path.fault() {
        Some(AddressFault::LocalPartCharacter('<' | '>')) => {
            Err(Stop::value(flag, typed, "contains a < or > without quotes"))
        }
        _ => Ok(path),
    }
}

fn sendable(flag: &str, text: &str) -> Result<(), Stop> {
    let unsendable = text.chars().find(|c| c.is_control() || *c == ' ');
    if let Some(c) = unsendable {
        return Err(Stop::value(flag, text, InputError::Unsendable(c)));
    }
    if text.len() > LONGEST_TEXT {
        return Err(Stop::usage(format!("{flag}: longer than {LONGEST_TEXT} octets")));
    }
    Ok(())
}

/// The postmaster of the domain that a HELO name is registered in.
fn postmaster_of(helo: &Helo) -> Result<ReversePath, Stop> {
    match &helo.kind {
        HeloKind::Address(ip) => Ok(postmaster_at(*ip)),
        HeloKind::Name(name, _) => {
            let text = name.to_string();
            let registered = psl::domain_str(&text).and_then(|domain| domain.parse::<Name>().ok());
            Ok(ReversePath::of("postmaster", registered.unwrap_or_else(|| name.clone())))
        }
        HeloKind::NoName(_) => Err(Stop::usage(
            "the HELO name has no domain to derive the envelope sender from; add --from ADDRESS",
        )),
    }
}

/// Refuses to give a HELO name that leads nowhere, unless that is meant.
pub(super) fn refuse_forged(helo: &Helo, facts: Option<&HeloFacts>, force: bool) -> Result<(), Stop> {
    if force {
        return Ok(());
    }
    match forged_helo(helo, facts) {
        Some(problem) => Err(forged(&helo.text, &problem)),
        None => Ok(()),
    }
}

/// The message about a HELO name that does not resolve.
pub(super) fn forged(helo: &str, problem: &str) -> Stop {
    let problem =
        format!("{problem}; use a name that resolves, or add --force: receivers may list the address");
    Stop::value("--helo", helo, problem)
}

/// The dialogues on stderr, for `-v`.
#[derive(Default)]
pub(super) struct Transcript {
    /// How far each server's dialogue is.
    dialogues: Mutex<HashMap<SocketAddr, Dialogue>>,
}

impl Transcript {
    /// Says a step as it ends.
    pub(super) fn say(&self, server: &Server, step: &StepFacts) {
        let Server { address, exchange, .. } = server;
        let name = exchange.as_ref().map(ToString::to_string).unwrap_or_default();
        let name = format!("{name}[{}]:{}", address.ip(), address.port());
        let mut dialogues = self.dialogues.lock().unwrap_or_else(PoisonError::into_inner);
        let dialogue = dialogues.entry(*address).or_insert_with(|| Dialogue::new(address.port()));
        for line in dialogue.step(&StepView::from(step), usize::MAX, true) {
            say(&format!("{name} {}{}", line.sign, line.text));
        }
    }
}
