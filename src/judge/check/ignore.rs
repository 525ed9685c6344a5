//! `--ignore CHECK[:SUBJECT]`: findings that stay in sight and count for nothing.

use std::fmt;
use std::net::IpAddr;
use std::str::FromStr;

use super::{Finding, Findings, Status};
use crate::catalogue::check::{self, Check};
use crate::catalogue::nearest;
use crate::dns::Name;

/// Which findings are ignored.
#[derive(Clone, Debug)]
pub struct Ignore {
    check: &'static Check,
    /// What they are about, or the sender domain under which they were found; none: whatever it is.
    subject: Option<String>,
}

impl fmt::Display for Ignore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.check.id)?;
        match &self.subject {
            Some(subject) => write!(f, ":{subject}"),
            None => Ok(()),
        }
    }
}

/// Why a text cannot be read as a choice of findings to ignore.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum IgnoreError {
    /// There is no such check; the one that may be meant.
    UnknownCheck(String, Option<&'static str>),
    /// Nothing follows the colon.
    NoSubject,
}

impl fmt::Display for IgnoreError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            IgnoreError::UnknownCheck(typed, nearest) => {
                write!(f, "unknown check \"{typed}\"; ")?;
                match nearest {
                    Some(nearest) => write!(f, "did you mean {nearest}?"),
                    None => f.write_str("mxcheck checks lists them"),
                }
            }
            IgnoreError::NoSubject => {
                f.write_str("nothing follows the colon; a name or an address is expected")
            }
        }
    }
}

impl std::error::Error for IgnoreError {}

impl FromStr for Ignore {
    type Err = IgnoreError;

    fn from_str(text: &str) -> Result<Ignore, IgnoreError> {
        let (id, subject) = match text.split_once(':') {
            Some((id, subject)) => (id, Some(subject)),
            None => (text, None),
        };
        let Some(check) = check::find(id) else {
            let nearest = nearest(id, check::all().map(|check| check.id));
            return Err(IgnoreError::UnknownCheck(id.to_owned(), nearest));
        };
        match subject.map(canonical) {
            Some(subject) if subject.is_empty() => Err(IgnoreError::NoSubject),
            subject => Ok(Ignore { check, subject }),
        }
    }
}

impl Ignore {
    /// Whether any of the findings about a sender is ignored by it.
    pub fn names_any(&self, findings: &[Finding], sender: Option<&Name>) -> bool {
        findings.iter().any(|finding| self.names(finding, sender))
    }

    /// Whether a finding about a sender is ignored by it. A pass is no finding to ignore.
    pub fn names(&self, finding: &Finding, sender: Option<&Name>) -> bool {
        if finding.status == Status::Pass {
            return false;
        }
        // What a lookup that failed keeps hidden goes with it.
        let is_hidden_by_it = || {
            self.check.is_failed_lookup
                && self.check.input == finding.check.input
                && finding.status == Status::Unknown
        };
        if self.check != finding.check && !is_hidden_by_it() {
            return false;
        }
        let Some(subject) = &self.subject else { return true };
        *subject == canonical(&finding.subject.name())
            || sender.is_some_and(|sender| *subject == sender.to_string())
    }
}

/// A name or an address as findings print it.
fn canonical(subject: &str) -> String {
    if let Ok(ip) = subject.parse::<IpAddr>() {
        return ip.to_canonical().to_string();
    }
    let subject = subject.trim_end_matches('.').to_lowercase();
    if subject.is_ascii() { subject } else { idna::domain_to_ascii(&subject).unwrap_or(subject) }
}

/// Marks the findings that are ignored, and gives what the verdicts are made from: the same findings
/// with those as passes.
pub fn ignore(findings: &mut Findings, ignores: &[Ignore], sender: Option<&Name>) -> Findings {
    for finding in &mut findings.list {
        finding.ignored = ignores.iter().any(|ignore| ignore.names(finding, sender));
    }
    let mut counted = findings.clone();
    for finding in counted.list.iter_mut().filter(|finding| finding.ignored) {
        finding.status = Status::Pass;
        finding.blame = None;
    }
    counted
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::judge::check::Subject;

    fn finding(id: &str, status: Status, subject: Subject) -> Finding {
        Finding::new(check::find(id).unwrap(), status, subject, "")
    }

    #[test]
    fn reads_what_is_ignored() {
        let error = |text: &str| text.parse::<Ignore>().unwrap_err();
        assert_eq!(
            error("mx-exchange-is-alia").to_string(),
            "unknown check \"mx-exchange-is-alia\"; did you mean mx-exchange-is-alias?"
        );
        assert_eq!(error("ptr-missing:"), IgnoreError::NoSubject);
        assert!(matches!(error(""), IgnoreError::UnknownCheck(..)));
        assert!(matches!(error(":a.test"), IgnoreError::UnknownCheck(..)));
    }

    #[test]
    fn ignored_findings_count_as_passes_and_stay() {
        let name = |text: &str| text.parse::<Name>().unwrap();
        let exchange = |text: &str| Subject::Exchange(name(text));
        let address = Subject::Address("2001:db8::1".parse().unwrap());
        let mut findings = Findings::default();
        findings.push(finding("mx-exchange-is-alias", Status::Fail, exchange("mx1.a.test")));
        findings.push(finding("mx-exchange-is-alias", Status::Warn, exchange("mx2.a.test")));
        findings.push(finding("ptr-missing", Status::Fail, address));
        findings.push(finding("mx-exchange-is-ip-address", Status::Pass, exchange("mx1.a.test")));
        findings.push(finding("mx-exchange-lookup-failed", Status::Unknown, exchange("mx3.a.test")));
        findings.push(finding("mx-exchange-does-not-exist", Status::Unknown, exchange("mx3.a.test")));
        findings.push(finding("ptr-lookup-failed", Status::Unknown, exchange("mx3.a.test")));
        for (ignored, marked) in [
            (&["mx-exchange-is-alias"][..], &[true, true, false, false, false, false, false][..]),
            (&["mx-exchange-is-alias:MX1.A.test."], &[true, false, false, false, false, false, false]),
            (&["mx-exchange-is-alias:a.test"], &[true, true, false, false, false, false, false]),
            (&["mx-exchange-is-alias:test"], &[false; 7]),
            (&["mx-exchange-is-ip-address"], &[false; 7]),
            (&["ptr-missing:2001:DB8:0::1"], &[false, false, true, false, false, false, false]),
            (
                &["ptr-missing", "mx-exchange-lookup-failed:mx3.a.test"],
                &[false, false, true, false, true, true, false],
            ),
        ] {
            let ignores: Vec<Ignore> = ignored.iter().map(|text| text.parse().unwrap()).collect();
            let counted = ignore(&mut findings, &ignores, Some(&name("a.test")));
            let is: Vec<bool> = findings.list.iter().map(|finding| finding.ignored).collect();
            assert_eq!(is, marked, "{ignored:?}");
            for (kept, counted) in findings.list.iter().zip(&counted.list) {
                let expected = if kept.ignored { Status::Pass } else { kept.status };
                assert_eq!(counted.status, expected, "{ignored:?}");
            }
        }
    }
}
