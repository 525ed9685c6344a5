//! The report of `mxcheck explain`.

use std::net::IpAddr;

use schemars::JsonSchema;
use serde::Serialize;

use super::model::Envelope;
use crate::catalogue::check::{ADDRESS_IS_LISTED, Check, DOMAIN_IS_LISTED};
use crate::catalogue::{Confidence, DecidedBy, Reply, Role, Rule};
use crate::diagnose::Verified;
use crate::dnsbl::ListSubject;
use crate::evidence::identity::Identity;
use crate::explain::{Recognised, Refusal, Scanned};
use crate::judge::assess::{ListEntry, ListState};
use crate::judge::check::{Finding, Status};
use crate::smtp_reply::ServerReply;
use crate::smtp_reply::Stage;

/// The most matches that a report holds, and the most refusals that are not recognised.
pub const MAX_ENTRIES: usize = 10_000;

/// Refusals, explained.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct ExplainReport {
    /// Schema, version and command.
    #[serde(flatten)]
    pub envelope: Envelope,
    /// Refusals that are documented rejections of a receiver, in the order of the input.
    pub matches: Vec<MatchView>,
    /// Other refusals.
    pub unrecognised: Vec<UnrecognisedView>,
    /// Refusals beyond what a report holds.
    pub left_out: u64,
    /// Bytes that were read.
    pub bytes: u64,
    /// Bytes that were left out: the rest of lines and messages that are too long.
    pub skipped: u64,
    /// Whether the reporter's own server refuses somebody in the text, for people who wonder.
    #[serde(skip)]
    pub has_own_rejections: bool,
}

/// Where a refusal stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct SourceView {
    /// The file as it was named, `-` for standard input; null for text that was typed.
    pub file: Option<String>,
    /// The line, from 1.
    pub line: u64,
}

/// A refusal that is a documented rejection.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct MatchView {
    /// The catalogue's id; of an older wording that has one, its own.
    pub rule: String,
    /// The rule that has superseded it; null when it is current.
    pub superseded_by: Option<String>,
    /// The receiver's name.
    pub receiver: String,
    /// Where it stands.
    pub source: SourceView,
    /// The step at which it was given.
    pub stage: Option<Stage>,
    /// The reply, as far as it is still there.
    pub reply: Reply,
    /// The case code of the explanation's address.
    pub case: Option<String>,
    /// The sending address that was refused.
    pub address: Option<IpAddr>,
    /// The envelope sender.
    pub sender: Option<String>,
    /// The recipient.
    pub recipient: Option<String>,
    /// The address of the receiver's explanation.
    pub url: Option<String>,
    /// How sure it is that this receiver answered so, for this reason.
    pub confidence: Confidence,
    /// What it means.
    pub cause: String,
    /// What to do about it.
    pub fix: String,
    /// What the sender's own queue shows, where that misleads.
    pub queue: Option<String>,
    /// Commands that look into it.
    pub next: Vec<String>,
    /// Whether the claim still holds; null when that was not asked for.
    pub verified: Option<Verified>,
    /// Who sent, for --verify.
    #[serde(skip)]
    pub identity: Identity,
    /// The receiver's server for its own customers said what it says to other servers.
    #[serde(skip)]
    pub is_said_to_customer: bool,
    /// The rule's title line, for people.
    #[serde(skip)]
    pub summary: String,
    /// What --verify found in order, for --report.
    #[serde(skip)]
    pub looked_up: LookedUp,
}

/// What was looked up of a claim and found in order.
#[derive(Clone, Debug, Default)]
pub struct LookedUp {
    /// The id of each check of the rule that was passed, and what it found.
    pub passed: Vec<(&'static str, String)>,
    /// Each subject that no list names, with the lists that were asked about it and answered.
    pub unlisted: Vec<(ListSubject, Vec<String>)>,
}

impl LookedUp {
    /// What findings and lists tell of what a rule rests on.
    pub fn of(rule: &Rule, findings: &[Finding], lists: &[ListEntry]) -> LookedUp {
        let rests_on = |check: &Check| rule.causes.iter().any(|cause| cause.check == check.id);
        let mut passed: Vec<(&'static str, String)> = Vec::new();
        for finding in findings.iter().filter(|finding| rests_on(finding.check)) {
            let is_of_lists = [ADDRESS_IS_LISTED.id, DOMAIN_IS_LISTED.id].contains(&finding.check.id);
            if finding.status <= Status::Info && !finding.assumed && !is_of_lists {
                passed.push((finding.check.id, finding.summary.clone()));
            }
        }
        let mut unlisted: Vec<(ListSubject, Vec<String>)> = Vec::new();
        let mut listed: Vec<&ListSubject> = Vec::new();
        for entry in lists {
            let check = match entry.subject {
                ListSubject::Address(_) => &ADDRESS_IS_LISTED,
                ListSubject::Domain(_) => &DOMAIN_IS_LISTED,
            };
            match &entry.state {
                _ if !rests_on(check) => {}
                ListState::Listed { .. } => listed.push(&entry.subject),
                ListState::NotListed | ListState::Neutral => {
                    let zone = entry.list.zone.to_string();
                    match unlisted.iter_mut().find(|(subject, _)| *subject == entry.subject) {
                        Some((_, zones)) => zones.push(zone),
                        None => unlisted.push((entry.subject.clone(), vec![zone])),
                    }
                }
                ListState::Unusable(_) | ListState::Unknown(_) => {}
            }
        }
        unlisted.retain(|(subject, _)| !listed.contains(&subject));
        LookedUp { passed, unlisted }
    }
}

/// A refusal that no receiver documents.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct UnrecognisedView {
    /// Where it stands.
    pub source: SourceView,
    /// The reply, as far as it is still there.
    pub reply: Reply,
    /// The recipient.
    pub recipient: Option<String>,
    /// What its codes mean.
    pub class: ClassView,
}

/// What codes mean by themselves.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct ClassView {
    /// `permanent` or `transient`; null without a code.
    pub kind: Option<&'static str>,
    /// What the reply code means (RFC 5321 section 4.2).
    pub code: Option<&'static str>,
    /// What the enhanced code is about (RFC 3463 section 3).
    pub enhanced: Option<&'static str>,
    /// What that means for the message.
    pub meaning: &'static str,
}

impl ExplainReport {
    /// An empty report.
    pub fn new() -> ExplainReport {
        ExplainReport {
            envelope: Envelope::of("explain"),
            matches: Vec::new(),
            unrecognised: Vec::new(),
            left_out: 0,
            bytes: 0,
            skipped: 0,
            has_own_rejections: false,
        }
    }

    /// Adds a refusal that stands in a file.
    pub fn add(&mut self, refusal: Refusal<'_>, file: Option<&str>) {
        let source = SourceView { file: file.map(str::to_owned), line: refusal.line as u64 };
        match &refusal.recognised {
            Some(_) if self.matches.len() >= MAX_ENTRIES => self.left_out += 1,
            Some(recognised) => self.matches.push(MatchView::new(recognised, &refusal, source)),
            None if self.unrecognised.len() >= MAX_ENTRIES => self.left_out += 1,
            None => self.unrecognised.push(UnrecognisedView {
                class: ClassView::of(&refusal.reply),
                reply: shown(&refusal.reply),
                recipient: refusal.recipient,
                source,
            }),
        }
    }

    /// Notes how much was read.
    pub fn count(&mut self, scanned: Scanned) {
        self.bytes += scanned.bytes;
        self.skipped += scanned.skipped;
        self.has_own_rejections |= scanned.has_own_rejections;
    }

    /// Whether there was no refusal at all.
    pub fn is_empty(&self) -> bool {
        self.matches.is_empty() && self.unrecognised.is_empty()
    }

    /// Whether there was a refusal, and each one was recognised.
    pub fn is_all_recognised(&self) -> bool {
        !self.matches.is_empty() && self.unrecognised.is_empty()
    }
}

impl Default for ExplainReport {
    fn default() -> ExplainReport {
        ExplainReport::new()
    }
}

impl MatchView {
    fn new(recognised: &Recognised<'_>, refusal: &Refusal<'_>, source: SourceView) -> MatchView {
        let rule = recognised.rule;
        let identity =
            Identity { address: recognised.address, ..Identity::default() }.or(refusal.identity.clone());
        let summary = recognised.former.map_or(&rule.summary, |former| &former.summary);
        MatchView {
            rule: recognised.id().to_owned(),
            superseded_by: recognised.former.map(|_| rule.id.clone()),
            receiver: recognised.receiver.name.clone(),
            source,
            stage: recognised.stage,
            reply: shown(&refusal.reply),
            case: recognised.case.clone(),
            address: identity.address,
            sender: identity.mail_from.clone(),
            recipient: refusal.recipient.clone(),
            url: recognised.url.as_deref().map(ascii),
            confidence: recognised.confidence,
            cause: cause(recognised),
            fix: rule.remedy.clone(),
            queue: rule.queue.clone(),
            next: next(rule, &identity),
            verified: None,
            is_said_to_customer: is_said_to_customer(recognised),
            summary: summary.clone(),
            identity,
            looked_up: LookedUp::default(),
        }
    }
}

/// What a match means, with what this wording or place in particular says.
fn cause(recognised: &Recognised<'_>) -> String {
    let rule = recognised.rule;
    let mut cause = match recognised.meaning {
        Some(meaning) => format!("{meaning} {}", rule.explanation),
        None => rule.explanation.clone(),
    };
    if is_said_to_customer(recognised) {
        cause = format!(
            "The server where {} takes its own customers' mail said this: it is about the recipient's domain, or about \
             your account, not about a server of yours. To other servers it means: {cause}",
            recognised.receiver.title
        );
    }
    cause
}

fn is_said_to_customer(recognised: &Recognised<'_>) -> bool {
    recognised.at_submission && recognised.rule.is_for_other_servers()
}

/// Commands that look into a rule's causes; made of validated addresses and names only.
fn next(rule: &Rule, identity: &Identity) -> Vec<String> {
    let mut commands: Vec<String> = Vec::new();
    let address = identity.address.map(|ip| ip.to_string());
    let with_address = address.as_ref().map(|ip| format!(" --ip {ip}")).unwrap_or_default();
    let domain = identity
        .domain()
        .filter(|domain| domain.bytes().all(|b| b.is_ascii_alphanumeric() || b"-._".contains(&b)));
    let is_about_domain = rule.causes.iter().any(|cause| cause.stage >= Stage::MailFrom);
    for by in &rule.decided_by {
        match (by, &address, domain) {
            (DecidedBy::Dns, _, Some(domain)) if is_about_domain => {
                commands.push(format!("mxcheck domain {domain}{with_address}"))
            }
            (DecidedBy::Dns, Some(ip), _) if !is_about_domain => commands.push(format!("mxcheck ip {ip}")),
            (DecidedBy::Dnsbl, _, Some(domain)) if is_about_domain => {
                commands.push(format!("mxcheck dnsbl {domain}"))
            }
            (DecidedBy::Dnsbl, Some(ip), _) if !is_about_domain => {
                commands.push(format!("mxcheck dnsbl {ip}"))
            }
            (DecidedBy::Spf, _, Some(domain)) => commands.push(format!("mxcheck spf {domain}{with_address}")),
            (DecidedBy::Helo, _, _) => {
                commands
                    .extend(identity.helo.as_ref().map(|name| format!("mxcheck helo {name}{with_address}")));
            }
            (DecidedBy::Receiver | DecidedBy::History, Some(ip), _) if rule.has_role(Role::Mx) => {
                commands.push(format!("mxcheck ip {ip}"));
            }
            _ => {}
        }
    }
    commands.push(format!("mxcheck receivers {}", rule.id));
    commands
}

/// A reply of the wire as documents have it: one line, printable, bounded.
fn shown(reply: &ServerReply) -> Reply {
    let text: String = reply.text().chars().filter(|c| !c.is_control()).take(1_000).collect();
    Reply {
        code: reply.code,
        enhanced: reply.enhanced.clone(),
        text: Some(text).filter(|text| !text.is_empty()),
    }
}

fn ascii(url: &str) -> String {
    url.chars().filter(char::is_ascii_graphic).take(400).collect()
}

impl ClassView {
    /// What the codes of a reply mean.
    pub fn of(reply: &ServerReply) -> ClassView {
        let of_enhanced = || match reply.enhanced.as_deref()?.as_bytes() {
            [b'4', b'.', ..] => Some(4),
            [b'5', b'.', ..] => Some(5),
            _ => None,
        };
        let class = reply.code.map(|code| code / 100).or_else(of_enhanced);
        let (kind, meaning) = match class {
            Some(4) => (
                Some("transient"),
                "The server asks to try again later: the sending server keeps the message and does so by itself.",
            ),
            Some(5) => (
                Some("permanent"),
                "The server refuses for good: the message goes back to its sender, and the same message is refused again until its cause is gone.",
            ),
            _ => (None, "The reply code is missing, so it cannot be told whether trying again helps."),
        };
        let enhanced = reply.enhanced.as_deref().and_then(subject);
        ClassView { kind, code: reply.code.and_then(code_meaning), enhanced, meaning }
    }
}

/// What a reply code means: RFC 5321 section 4.2.3; 521 and 556: RFC 7504; 530, 534, 535 and 454:
/// RFC 4954; 455 and 555: RFC 5321 section 4.1.1.11.
fn code_meaning(code: u16) -> Option<&'static str> {
    Some(match code {
        421 => "the service is not available, and the connection is closed",
        450 => "the mailbox is not available for now: busy, or put off for policy",
        451 => "an error at the receiving server",
        452 => "the receiving server has no room, or takes no more recipients now",
        454 => "the login or encryption is not available for now",
        455 => "the server cannot take these parameters now",
        500 => "the command was not understood",
        501 => "a parameter was not understood",
        502 => "the command is not offered",
        503 => "the commands came in the wrong order, often: no login yet",
        504 => "the parameter is not offered",
        521 => "the host takes no mail at all",
        530 => "a login is required",
        534 => "the way of logging in is too weak",
        535 => "user name or password are not accepted",
        541 => "the recipient's server takes the message for spam (not in the standard)",
        550 => "the mailbox is not available: it does not exist, or policy forbids it",
        551 => "the recipient is not local here",
        552 => "the message or the mailbox is over its size limit",
        553 => "the mailbox name is not allowed, or the sender may not use it",
        554 => "the transaction failed; in a greeting: no mail from this address",
        555 => "the parameters of MAIL FROM or RCPT TO are not known",
        556 => "the recipient's domain takes no mail (null MX)",
        400..=499 if (code / 10) % 10 == 2 => "something about the connection, for now",
        400..=499 => "not now",
        505..=509 => "something about the syntax",
        510..=599 => "not at all",
        _ => return None,
    })
}

/// What the second number of an enhanced code is about (RFC 3463 section 3).
fn subject(enhanced: &str) -> Option<&'static str> {
    let mut numbers = enhanced.split('.').skip(1);
    Some(match (numbers.next()?, numbers.next()?) {
        ("0", _) => "nothing more is known",
        ("1", "1") => "the address: no such mailbox",
        ("1", "2") => "the address: no such domain",
        ("1", "7" | "8") => "the sender's address",
        ("1", "10") => "the address: its domain has a null MX (RFC 7505)",
        ("1", _) => "an address",
        ("2", "2") => "the mailbox: it is full",
        ("2", "3") => "the mailbox: the message is too large for it",
        ("2", _) => "the mailbox",
        ("3", "4") => "the mail system: the message is too large",
        ("3", _) => "the receiving mail system",
        ("4", _) => "network and routing",
        ("5", _) => "the commands of the session",
        ("6", _) => "the content of the message",
        ("7", "8" | "9" | "10" | "11" | "12" | "13" | "14") => "security: the login",
        ("7", "20" | "21" | "22") => "security: the DKIM signature (RFC 7372)",
        ("7", "23" | "24") => "security: SPF (RFC 7372)",
        ("7", "25") => "security: the reverse name of the address (RFC 7372)",
        ("7", "26") => "security: several authentication checks failed (RFC 7372)",
        ("7", "27") => "security: the sender's domain has a null MX (RFC 7505)",
        ("7", _) => "security or policy",
        _ => return None,
    })
}
