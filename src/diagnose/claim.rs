//! What a reply claims about its sender, compared with what was looked up now.

use crate::catalogue::{DecidedBy, Rule};
use crate::judge::check::{Finding, Status};
use crate::judge::verdict::{Outcome, Verdict};

/// Whether what a reply claims is still so.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// It is: the next message is refused as well.
    StillSo,
    /// It is not any longer.
    NoLonger,
    /// Only the receiver can show.
    NotVisible,
    /// It could not be looked up.
    Unknown,
}

impl Standing {
    /// The sentence that people read.
    pub fn words(self) -> &'static str {
        match self {
            Standing::StillSo => "still so",
            Standing::NoLonger => "no longer so: send again",
            Standing::NotVisible => "not visible from here: only the receiver knows",
            Standing::Unknown => "not known: it could not be looked up",
        }
    }
}

/// A claim, looked up.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verified {
    /// What came of it.
    pub state: Standing,
    /// The same in words.
    pub summary: String,
    /// The checks that say so.
    pub because: Vec<String>,
    /// The sending address that was looked up.
    pub address: Option<std::net::IpAddr>,
    /// The sender domain that was looked up.
    pub domain: Option<String>,
}

/// Holds the claim of a rule against findings about the sender, and against what the receiver would
/// answer now: where the fault has only given way to another one, the next message is refused as well.
pub fn stands(rule: &Rule, findings: &[Finding], verdict: Option<&Verdict>) -> Verified {
    let verified = claim_stands(rule, findings);
    let is_open = match verified.state {
        Standing::NoLonger => true,
        Standing::Unknown => verified.because.is_empty(),
        Standing::StillSo | Standing::NotVisible => false,
    };
    let refusal = verdict.filter(|verdict| verdict.outcome > Outcome::Unknown && is_open);
    let Some((refusal, reply)) = refusal.and_then(|refusal| Some((refusal, refusal.reply.as_ref()?))) else {
        return verified;
    };
    let why = refusal.because.iter().find_map(|check| {
        let of_check = |finding: &&Finding| finding.check.id == *check && finding.status == Status::Fail;
        findings.iter().find(of_check).map(|finding| format!(": {}", finding.summary))
    });
    let before = if verified.state == Standing::NoLonger { "no longer so, but " } else { "" };
    let what = if refusal.outcome == Outcome::Defer { "deferred" } else { "rejected" };
    Verified {
        state: Standing::StillSo,
        summary: format!(
            "{before}the next message would be {what} with \"{reply}\"{}",
            why.unwrap_or_default()
        ),
        because: refusal.because.iter().map(|check| (*check).to_owned()).collect(),
        ..verified
    }
}

fn claim_stands(rule: &Rule, findings: &[Finding]) -> Verified {
    let of_rule = |finding: &&Finding| rule.sender_causes().any(|cause| cause.check == finding.check);
    let about: Vec<&Finding> = findings.iter().filter(of_rule).collect();
    let of =
        |status: Status| about.iter().filter(move |finding| finding.status == status && !finding.assumed);
    let verified = |state: Standing, because: Vec<&Finding>, more: Option<&str>| Verified {
        state,
        summary: match more {
            Some(more) => more.to_owned(),
            None => {
                let said = because.first().map(|finding| finding.summary.as_str());
                said.map_or(state.words().to_owned(), |said| format!("{}: {said}", state.words()))
            }
        },
        because: because.iter().map(|finding| finding.check.id.to_owned()).collect(),
        address: None,
        domain: None,
    };
    let receivers_own = "not visible from here: the receiver's own list or memory, no public record says so";
    if rule.sender_causes().next().is_none() {
        return verified(Standing::NotVisible, Vec::new(), None);
    }
    let fails: Vec<&Finding> = of(Status::Fail).copied().collect();
    if !fails.is_empty() {
        return verified(Standing::StillSo, fails, None);
    }
    let unknown: Vec<&Finding> = of(Status::Unknown).copied().collect();
    if !unknown.is_empty() {
        return verified(Standing::Unknown, unknown, None);
    }
    let warned: Vec<&Finding> = of(Status::Warn).copied().collect();
    let passed: Vec<&Finding> =
        about.iter().filter(|finding| finding.status <= Status::Info && !finding.assumed).copied().collect();
    let is_listing = rule.decided_by.contains(&DecidedBy::Dnsbl);
    match (warned.is_empty(), passed.is_empty()) {
        (false, _) => {
            let said = format!("perhaps still so: {}", warned[0].summary);
            verified(Standing::StillSo, warned, Some(&said))
        }
        (true, true) => {
            let needs = format!("unknown: nothing shows {}", rule.needs);
            verified(Standing::Unknown, Vec::new(), Some(&needs))
        }
        // No public list names it: the receiver keeps lists of its own.
        (true, false) if is_listing => verified(Standing::NotVisible, passed, Some(receivers_own)),
        (true, false) => verified(Standing::NoLonger, passed, Some(Standing::NoLonger.words())),
    }
}
