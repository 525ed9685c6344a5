//! DMARC records read, and the policy that receivers find for the author's domain.

use crate::dns::{Failure, Name, RecordData};
use crate::probe::facts::{DmarcFacts, DmarcStep, DmarcWalk};

/// What is known of DMARC for the author's domain.
#[derive(Clone, Debug)]
pub struct Dmarc<'a> {
    /// The author's domain.
    pub domain: Name,
    /// The policy that receivers find.
    pub policy: DmarcPolicy,
    /// Whether the domain of the reverse-path aligns, so that a pass of SPF counts; none when that
    /// is not known, or there is no such domain.
    pub spf_aligned: Option<bool>,
    /// The lookups that show it.
    pub evidence: &'a DmarcFacts,
}

/// The policy that receivers find for a domain (RFC 9989 section 4.10.1).
#[derive(Clone, Debug)]
pub enum DmarcPolicy {
    /// There is no record at the domain or above it.
    Missing,
    /// The lookup that would show failed.
    Unknown(Failure),
    /// A record that receivers ignore, and why.
    Invalid {
        /// Where it is.
        at: Name,
        /// What is wrong.
        faults: Vec<String>,
    },
    /// A record that applies.
    Found {
        /// Where it is.
        at: Name,
        /// What it says.
        record: DmarcRecord,
        /// Parts of it that receivers ignore.
        faults: Vec<String>,
    },
}

/// What receivers are asked to do with mail that fails (RFC 9989 section 4.7).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DmarcAction {
    /// Nothing.
    None,
    /// Treat it as suspicious.
    Quarantine,
    /// Refuse it.
    Reject,
}

impl DmarcAction {
    /// The word of the record.
    pub fn as_str(self) -> &'static str {
        match self {
            DmarcAction::None => "none",
            DmarcAction::Quarantine => "quarantine",
            DmarcAction::Reject => "reject",
        }
    }

    fn parse(text: &str) -> Option<DmarcAction> {
        [DmarcAction::None, DmarcAction::Quarantine, DmarcAction::Reject]
            .into_iter()
            .find(|action| action.as_str().eq_ignore_ascii_case(text))
    }
}

/// A DMARC record (RFC 9989 section 4.7).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DmarcRecord {
    /// The record as it was published.
    pub text: String,
    /// `p`
    pub policy: DmarcAction,
    /// `sp`
    pub subdomain_policy: Option<DmarcAction>,
    /// `aspf=s`: the domain of the reverse-path must be the author's own.
    pub spf_strict: bool,
    /// `psd`: whether the domain is a public suffix; none for `u`, or when it does not say.
    pub public_suffix: Option<bool>,
}

impl DmarcRecord {
    /// What the record asks for mail of a domain, which may be below its own.
    pub fn action_for(&self, domain: &Name, at: &Name) -> DmarcAction {
        if domain == at { self.policy } else { self.subdomain_policy.unwrap_or(self.policy) }
    }
}

/// A record that was read: what applies, if it does, and what is wrong with it.
struct Reading {
    record: Option<DmarcRecord>,
    faults: Vec<String>,
}

/// Classifies what was observed of DMARC.
pub fn assess<'a>(facts: &'a DmarcFacts, mail_from: Option<&Name>) -> Dmarc<'a> {
    let author = &facts.author;
    let policy = policy(author);
    let spf_aligned = mail_from.and_then(|mail_from| aligned(facts, mail_from, &policy));
    Dmarc { domain: author.domain.clone(), policy, spf_aligned, evidence: facts }
}

fn policy(walk: &DmarcWalk) -> DmarcPolicy {
    let mut invalid: Option<DmarcPolicy> = None;
    let mut own = true;
    let mut candidates: Vec<(&DmarcStep, Reading)> = Vec::new();
    for step in &walk.steps {
        if let Some(failure) = step.txt.failure() {
            // A failure at a lone top-level label hides nothing that anybody publishes there.
            if own || step.domain.labels().len() > 1 {
                return DmarcPolicy::Unknown(failure);
            }
            continue;
        }
        match read_step(step) {
            Some(reading) if reading.record.is_some() && own => return found(step, reading),
            Some(reading) if reading.record.is_some() => candidates.push((step, reading)),
            Some(reading) => {
                invalid = invalid
                    .or(Some(DmarcPolicy::Invalid { at: step.domain.clone(), faults: reading.faults }));
            }
            None => {}
        }
        own = false;
    }
    let organizational = organizational_domain(walk);
    let at_organizational = candidates.iter().position(|(step, _)| step.domain == organizational);
    // Without a record at the organizational domain that of the public suffix applies.
    let at_suffix = || {
        candidates.iter().position(|(_, reading)| {
            reading.record.as_ref().is_some_and(|record| record.public_suffix == Some(true))
        })
    };
    match at_organizational.or_else(at_suffix) {
        Some(place) => {
            let (step, reading) = candidates.swap_remove(place);
            found(step, reading)
        }
        None => invalid.unwrap_or(DmarcPolicy::Missing),
    }
}

fn found(step: &DmarcStep, reading: Reading) -> DmarcPolicy {
    match reading.record {
        Some(record) => DmarcPolicy::Found { at: step.domain.clone(), record, faults: reading.faults },
        None => DmarcPolicy::Invalid { at: step.domain.clone(), faults: reading.faults },
    }
}

/// The organizational domain (RFC 9989 section 4.10.2): where a record says `psd=n`, or one label
/// below one that says `psd=y`, or the highest with a record; the domain itself when there is none.
fn organizational_domain(walk: &DmarcWalk) -> Name {
    let mut highest = walk.domain.clone();
    let mut below: Option<Name> = None;
    for step in &walk.steps {
        let record = read_step(step).and_then(|reading| reading.record);
        match record.map(|record| record.public_suffix) {
            Some(Some(false)) => return step.domain.clone(),
            Some(Some(true)) if step.domain != walk.domain => return below.unwrap_or(highest),
            Some(_) => highest = step.domain.clone(),
            None => {}
        }
        below = Some(step.domain.clone());
    }
    highest
}

fn aligned(facts: &DmarcFacts, mail_from: &Name, policy: &DmarcPolicy) -> Option<bool> {
    let DmarcPolicy::Found { record, .. } = policy else { return None };
    let author = &facts.author;
    if mail_from == &author.domain {
        return Some(true);
    }
    if record.spf_strict {
        return Some(false);
    }
    let other = facts.mail_from.as_ref()?;
    let failed = |walk: &DmarcWalk| {
        walk.steps.iter().any(|step| step.txt.failure().is_some() && step.domain.labels().len() > 1)
    };
    (!failed(author) && !failed(other)).then(|| organizational_domain(author) == organizational_domain(other))
}

/// The DMARC record of one step; none when there is none. Two are an error that receivers treat as
/// none (RFC 9989 section 4.10.1).
fn read_step(step: &DmarcStep) -> Option<Reading> {
    let texts: Vec<String> = step
        .txt
        .records()
        .iter()
        .filter_map(|record| match &record.data {
            RecordData::Txt(strings) => Some(String::from_utf8_lossy(&strings.concat()).into_owned()),
            _ => None,
        })
        .filter(|text| is_dmarc(text))
        .collect();
    match texts.as_slice() {
        [] => None,
        [text] => Some(read(text)),
        several => Some(Reading {
            record: None,
            faults: vec![format!("{} DMARC records stand there, and one is allowed", several.len())],
        }),
    }
}

/// True for text that begins with the version tag, the only thing that makes a record DMARC's.
fn is_dmarc(text: &str) -> bool {
    let first = text.split(';').next().unwrap_or_default();
    first.split_once('=').is_some_and(|(tag, value)| tag.trim() == "v" && value.trim() == "DMARC1")
}

/// How many faults of one record are reported.
const MAX_FAULTS: usize = 5;

/// Text of a record as a message can hold it: bounded, printable ASCII, in quotes.
fn quoted(text: &str) -> String {
    let shown: String = text.chars().take(40).flat_map(char::escape_default).collect();
    let cut = if text.chars().nth(40).is_some() { "..." } else { "" };
    format!("\"{shown}{cut}\"")
}

fn read(text: &str) -> Reading {
    let mut faults = Vec::new();
    let mut tags: Vec<(String, &str)> = Vec::new();
    for part in text.split(';').map(str::trim).filter(|part| !part.is_empty()) {
        match part.split_once('=') {
            Some((tag, value)) => {
                let tag = tag.trim().to_ascii_lowercase();
                if tags.iter().any(|(known, _)| *known == tag) {
                    faults.push(format!("the tag {} is repeated", quoted(&tag)));
                } else {
                    tags.push((tag, value.trim()));
                }
            }
            None => faults.push(format!("{} is no tag with a value", quoted(part))),
        }
    }
    let value = |tag: &str| tags.iter().find(|(known, _)| known == tag).map(|(_, value)| *value);
    let one_of = |tag: &str, allowed: &[&str], faults: &mut Vec<String>| {
        let found = value(tag)?;
        let known = allowed.iter().find(|word| word.eq_ignore_ascii_case(found));
        if known.is_none() {
            faults.push(format!("{tag} is {}, not one of {}", quoted(found), allowed.join(", ")));
        }
        known.map(|word| (*word).to_owned())
    };
    let actions = ["none", "quarantine", "reject"];
    let subdomain_policy = one_of("sp", &actions, &mut faults).and_then(|word| DmarcAction::parse(&word));
    one_of("np", &actions, &mut faults);
    one_of("adkim", &["r", "s"], &mut faults);
    let spf_strict = one_of("aspf", &["r", "s"], &mut faults).as_deref() == Some("s");
    one_of("t", &["y", "n"], &mut faults);
    let public_suffix = match one_of("psd", &["y", "n", "u"], &mut faults).as_deref() {
        Some("y") => Some(true),
        Some("n") => Some(false),
        _ => None,
    };
    let reports_to = |uri: &str| uri.trim().to_ascii_lowercase().starts_with("mailto:") && uri.contains('@');
    for tag in ["rua", "ruf"] {
        for uri in value(tag).into_iter().flat_map(|value| value.split(',')) {
            if !reports_to(uri) {
                faults.push(format!("{tag} holds {}, which is no mailto: address", quoted(uri.trim())));
            }
        }
    }
    // What says no more than what holds anyway is a leftover, and no fault.
    for (tag, default) in [("pct", "100"), ("rf", "afrf"), ("ri", "86400")] {
        if value(tag).is_some_and(|value| !value.eq_ignore_ascii_case(default)) {
            faults.push(format!("the tag {tag} no longer means anything (RFC 9989)"));
        }
    }
    let has_reports = value("rua").is_some_and(|value| value.split(',').any(reports_to));
    let policy = one_of("p", &actions, &mut faults).and_then(|word| DmarcAction::parse(&word));
    // Without a usable p a record that asks for reports counts as p=none (RFC 9989 section 4.7).
    let policy = policy.or(has_reports.then_some(DmarcAction::None));
    if value("p").is_none() {
        faults.push("the tag p is missing".to_owned());
    }
    faults.truncate(MAX_FAULTS);
    let record = policy.map(|policy| DmarcRecord {
        text: text.to_owned(),
        policy,
        subdomain_policy,
        spf_strict,
        public_suffix,
    });
    Reading { record, faults }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_records_as_receivers_do() {
        let read = |text: &str| read(text);
        let plain = read("v=DMARC1; p=reject; rua=mailto:dmarc@example.com").record.unwrap();
        assert_eq!(plain.policy, DmarcAction::Reject);
        let relaxed = read("v=DMARC1;p=Quarantine;sp=none;aspf=S;psd=n");
        assert!(relaxed.faults.is_empty(), "{:?}", relaxed.faults);
        let relaxed = relaxed.record.unwrap();
        assert_eq!(relaxed.policy, DmarcAction::Quarantine);
        assert_eq!(relaxed.subdomain_policy, Some(DmarcAction::None));
        assert!(relaxed.spf_strict && relaxed.public_suffix == Some(false));
        assert!(read("v=DMARC1").record.is_none());
        assert_eq!(read("v=DMARC1; rua=mailto:a@b.example").record.unwrap().policy, DmarcAction::None);
        assert!(read("v=DMARC1; p=refuse").record.is_none());
        assert_eq!(read("v=DMARC1; p=none; rua=a@b.example").faults.len(), 1);
        assert_eq!(read("v=DMARC1; p=none; pct=50; p=reject").faults.len(), 2);
        assert!(read("v=DMARC1; p=none; pct=100; rf=afrf; ri=86400").faults.is_empty());
        assert!(!is_dmarc("v=dmarc1; p=none") && !is_dmarc("p=none; v=DMARC1") && is_dmarc("v = DMARC1;"));
    }
}
