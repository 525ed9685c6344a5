//! Terms that can never match, for what is before them.

use std::collections::HashSet;
use std::net::IpAddr;

use crate::spf::networks::Networks;
use crate::spf::record::{Mechanism, Term, TermKind};

/// What has been walked of a record.
#[derive(Default)]
pub(super) struct Seen {
    all: Option<String>,
    mechanisms: HashSet<String>,
    networks: Networks,
}

impl Seen {
    /// Why a term can never match; none where it can.
    pub(super) fn why_never(&self, term: &Term, redirect: Option<usize>) -> Option<String> {
        match &term.kind {
            TermKind::Redirect(_) => {
                if let Some(all) = self.all.as_ref().filter(|_| redirect == Some(term.position)) {
                    return Some(format!("everybody matches \"{all}\" before it"));
                }
                (redirect != Some(term.position))
                    .then(|| "all is in the record: redirect= has no effect".to_owned())
            }
            TermKind::Explanation(_) | TermKind::UnknownModifier => None,
            TermKind::Directive(_, mechanism) => {
                if let Some(all) = &self.all {
                    return Some(format!("it follows \"{all}\""));
                }
                if self.mechanisms.contains(&unqualified(&term.text)) {
                    return Some("the same term precedes it".to_owned());
                }
                let is_inside = match mechanism {
                    Mechanism::Ip4(network, length) => self.networks.holds(IpAddr::V4(*network), *length),
                    Mechanism::Ip6(network, length) => self.networks.holds(IpAddr::V6(*network), *length),
                    _ => false,
                };
                is_inside.then(|| "a network before it contains it".to_owned())
            }
        }
    }

    /// Returns true while an evaluation can come this far: not behind a term that everybody matches.
    pub(super) fn is_reached(&self) -> bool {
        self.all.is_none()
    }

    /// Adds a term that can match, and whether everybody does.
    pub(super) fn note(&mut self, term: &Term, everybody: bool) {
        let TermKind::Directive(_, mechanism) = &term.kind else { return };
        self.mechanisms.insert(unqualified(&term.text));
        if everybody {
            self.all.get_or_insert_with(|| term.text.clone());
        }
        match mechanism {
            Mechanism::Ip4(network, length) => self.networks.add(IpAddr::V4(*network), *length),
            Mechanism::Ip6(network, length) => self.networks.add(IpAddr::V6(*network), *length),
            _ => {}
        }
    }
}

/// A directive without its qualifier, to be compared.
fn unqualified(text: &str) -> String {
    text.trim_start_matches(['+', '-', '~', '?']).to_ascii_lowercase()
}
