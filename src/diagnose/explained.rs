//! A refusal, explained: what it means, what to do, and which commands look into it.

use std::collections::HashSet;
use std::net::IpAddr;

use super::{Standing, Verified};
use crate::catalogue::check::{ADDRESS_IS_LISTED, Check, DOMAIN_IS_LISTED};
use crate::catalogue::{Confidence, DecidedBy, Reply, Role, Rule};
use crate::dnsbl::ListSubject;
use crate::evidence::identity::Identity;
use crate::explain::{Recognised, Refusal};
use crate::judge::assess::{ListEntry, ListState};
use crate::judge::check::{Finding, Status};
use crate::smtp_reply::{ServerReply, Stage};

/// Where a refusal is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SourceLine {
    /// The file as it was named, `-` for standard input; null for text that was typed.
    pub file: Option<String>,
    /// The line, from 1.
    pub line: u64,
}

/// A refusal that is a documented rejection.
#[derive(Clone, Debug)]
pub struct Explained {
    /// The catalogue's id; of an older wording that has one, its own.
    pub rule: String,
    /// The rule that has superseded it; null when it is current.
    pub superseded_by: Option<String>,
    /// The receiver's name.
    pub receiver: String,
    /// Where it is.
    pub source: SourceLine,
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
    /// Whether its cause is still there; `None` where nothing was looked up.
    pub verified: Option<Verified>,
    /// The findings that say that it is, with their fixes.
    pub findings: Vec<Finding>,
    /// Who sent.
    pub identity: Identity,
    /// The receiver's server for its own customers said what it says to other servers.
    pub is_said_to_customer: bool,
    /// The recipient's mailbox alone decides it.
    pub is_about_recipient: bool,
    /// The rule's title line, for people.
    pub summary: String,
    /// What was looked up and found in order, for --report.
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
    /// What findings and lists report what a rule rests on.
    pub fn of(rule: &Rule, findings: &[Finding], lists: &[ListEntry]) -> LookedUp {
        let rests_on = |check: &Check| rule.sender_causes().any(|cause| cause.check == check);
        let mut passed: Vec<(&'static str, String)> = Vec::new();
        for finding in findings.iter().filter(|finding| rests_on(finding.check)) {
            let is_of_lists = [&ADDRESS_IS_LISTED, &DOMAIN_IS_LISTED].contains(&finding.check);
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

impl Explained {
    /// Returns whether its cause is still there. What was never about the sender is no longer so for it.
    pub fn standing(&self) -> Standing {
        match &self.verified {
            _ if self.is_said_to_customer || self.is_about_recipient => Standing::NoLonger,
            Some(verified) => verified.state,
            None => Standing::Unknown,
        }
    }

    /// Explains a refusal that was recognised.
    pub fn of(recognised: &Recognised<'_>, refusal: &Refusal<'_>, source: SourceLine) -> Explained {
        let rule = recognised.rule;
        let identity =
            Identity { address: recognised.address, ..Identity::default() }.or(refusal.identity.clone());
        let summary = recognised.former.map_or(&rule.summary, |former| &former.summary);
        Explained {
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
            findings: Vec::new(),
            is_said_to_customer: is_said_to_customer(recognised),
            is_about_recipient: rule.is_about_recipient(),
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
    let is_about_domain = rule.sender_causes().any(|cause| cause.stage >= Some(Stage::MailFrom));
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
    // Two inputs may be looked into by the same command.
    let mut named = HashSet::new();
    commands.retain(|command| named.insert(command.clone()));
    commands.push(format!("mxcheck receivers {}", rule.id));
    commands
}

/// A reply of the wire as documents have it: one line, printable, bounded.
pub fn shown(reply: &ServerReply) -> Reply {
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
