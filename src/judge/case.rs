//! What is judged, and whose answers are predicted.

use std::sync::Arc;

use crate::catalogue::{Probing, Receiver, Selection, owners};
use crate::dns::{Name, Source};
use crate::evidence::likeness::Likeness;
use crate::judge::assess::{self, Route};
use crate::judge::check::Ignore;
use crate::judge::outcome::Outcome;
use crate::probe::facts::{Facts, RouteFacts};
use crate::sender::{Recipient, Sender};
use crate::zone::Heading;

/// A sender and its recipients.
#[derive(Clone, Debug, Default)]
pub struct Case {
    /// Who sends, with what.
    pub sender: Sender,
    /// The file that the sender was found in; `None` where all was typed.
    pub likeness: Option<Likeness>,
    /// Where a zone file names the sender domain; `None` without one.
    pub place: Option<Source>,
    /// The zone files that are in place of what is published about the sender.
    pub zones: Vec<Heading>,
    /// The recipients, whose MX chooses the receivers.
    pub recipients: Vec<Recipient>,
}

impl Case {
    /// Makes a case of a sender alone.
    pub fn of(sender: Sender) -> Case {
        Case { sender, ..Case::default() }
    }
}

/// Whose answers are predicted, and what does not count.
#[derive(Clone, Debug)]
pub struct Panel {
    /// The receivers: those that were named, else all that are known.
    pub receivers: Arc<[Receiver]>,
    /// True when they were named: then they stay, whoever runs the recipients' hosts.
    pub are_named: bool,
    /// Domains of MX hosts, known or named, that are not asked for recipients when nothing is sent.
    pub unprobed: Vec<Name>,
    /// Findings that do not count.
    pub ignores: Vec<Ignore>,
    /// Those of the receivers that are judged where nothing chooses any, kept as every case of a run asks for them.
    defaults: Arc<[Receiver]>,
}

/// A recipient, and the receivers that run its mail hosts.
#[derive(Clone, Debug)]
pub struct Destination {
    /// The recipient.
    pub recipient: Recipient,
    /// Where its mail goes.
    pub route: Route,
    /// The receivers that run those hosts, by name; empty where none has known rules.
    pub receivers: Vec<String>,
    /// What counts where no rules are known: what a live session has shown, else unknown. `None` where there are rules.
    pub outcome: Option<Outcome>,
}

impl Destination {
    /// Finds out which of the receivers run a recipient's mail hosts.
    pub fn new(recipient: Recipient, route: Route, receivers: &[Receiver]) -> Destination {
        let exchanges = route.hosts.iter().filter_map(|host| host.name.as_ref());
        let running: Vec<&Receiver> = exchanges.flat_map(|exchange| owners(receivers, exchange)).collect();
        let runs = |receiver: &&Receiver| running.iter().any(|running| running.name == receiver.name);
        let receivers = receivers.iter().filter(runs).map(|receiver| receiver.name.clone()).collect();
        Destination { recipient, route, receivers, outcome: None }
    }
}

/// The receivers that a case is about.
pub struct Chosen {
    /// The receivers.
    pub receivers: Arc<[Receiver]>,
    /// True when some recipient is at nobody whose rules are known: what they answer is not known.
    pub is_incomplete: bool,
}

impl Panel {
    /// Makes a panel of a choice of receivers.
    pub fn new(selection: Selection, ignores: Vec<Ignore>) -> Panel {
        let Selection { receivers, are_named, unprobed } = selection;
        let defaults = receivers.iter().filter(|receiver| receiver.is_default).cloned().collect();
        Panel { receivers: receivers.into(), are_named, unprobed, ignores, defaults }
    }

    /// Makes a panel of receivers that were named.
    pub fn of(receivers: Vec<Receiver>) -> Panel {
        Panel::new(Selection { receivers, are_named: true, unprobed: Vec::new() }, Vec::new())
    }

    /// Returns true when a server is not to be asked for recipients. One that no known receiver runs is taken for one
    /// of the receivers that were named, or that the recipients are at.
    pub fn forbids_probing(&self, exchange: Option<&Name>, destinations: &[Destination]) -> bool {
        let is_of = |host: &Name| self.unprobed.iter().any(|suffix| host.is_at_or_below(suffix));
        let is_known = |host: &Name| self.receivers.iter().any(|receiver| receiver.runs(host));
        match exchange {
            Some(host) if is_of(host) || is_known(host) => is_of(host),
            _ => {
                let is_chosen = self.are_named || !destinations.is_empty();
                let forbids = |receiver: &Receiver| receiver.probe == Probing::Forbidden;
                is_chosen && self.choose(destinations).receivers.iter().any(forbids)
            }
        }
    }

    /// Returns where the mail of the recipients of a case goes.
    pub fn destinations(&self, case: &Case, facts: &Facts) -> Vec<Destination> {
        let routes = case.recipients.iter().zip(&facts.recipients);
        let destination = |(recipient, route): (&Recipient, &RouteFacts)| {
            Destination::new(recipient.clone(), assess::route(route), &self.receivers)
        };
        routes.map(destination).collect()
    }

    /// Chooses the receivers that run the recipients' mail hosts. Without recipients those of the defaults; those that
    /// were named stay, whoever runs the hosts.
    pub fn choose(&self, destinations: &[Destination]) -> Chosen {
        if self.are_named {
            return Chosen { receivers: self.receivers.clone(), is_incomplete: false };
        }
        if destinations.is_empty() {
            return Chosen { receivers: self.defaults.clone(), is_incomplete: false };
        }
        let is_chosen = |receiver: &&Receiver| {
            destinations.iter().any(|destination| destination.receivers.contains(&receiver.name))
        };
        Chosen {
            receivers: self.receivers.iter().filter(is_chosen).cloned().collect(),
            is_incomplete: destinations.iter().any(|destination| destination.receivers.is_empty()),
        }
    }
}
