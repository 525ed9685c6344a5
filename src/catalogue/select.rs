//! The choice of `--receiver`.

use std::path::Path;

use super::error::ReceiverError;
use super::library::{Catalogue, ReceiverFile};
use super::model::{Probing, Receiver};
use super::suggest::nearest;
use crate::dns::Name;

/// The word of `--receiver` for every receiver that is known.
pub const ALL: &str = "all";

/// The receivers that a run may judge.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Selection {
    /// Those that were named; without names, every one that is known.
    pub receivers: Vec<Receiver>,
    /// True when they were named.
    pub are_named: bool,
    /// Domains of MX hosts, chosen or not, that are not asked for recipients when nothing is sent.
    pub unprobed: Vec<Name>,
}

impl Selection {
    /// Returns those that are judged where no recipient leads to one: the named ones, else those of the defaults.
    pub fn judged(self) -> Vec<Receiver> {
        let Selection { receivers, are_named, .. } = self;
        receivers.into_iter().filter(|receiver| are_named || receiver.is_default).collect()
    }
}

impl Catalogue {
    /// Returns the receivers that `--receiver NAME|FILE` chooses, in the order of their first mention; `all` means
    /// every one that is known. The same receiver twice counts once, and a file takes the place of the known receiver
    /// whose name it has. A file may extend a known receiver, or that of another file named here.
    ///
    /// A value is a file if it is not a known name or brand and contains `/`, `\` or `.`, or exists.
    ///
    /// # Errors
    ///
    /// For a name that is not known, a file that cannot be read or has a fault, and two files with one name.
    pub fn select(&self, names: &[String]) -> Result<Selection, ReceiverError> {
        if names.is_empty() {
            return Ok(self.selection(self.receivers().to_vec(), false));
        }
        let all = self.receivers().iter().map(|receiver| receiver.name.as_str());
        let names: Vec<&str> = names
            .iter()
            .flat_map(|name| match name.as_str() {
                ALL => all.clone().collect(),
                name => vec![name],
            })
            .collect();
        let mut files: Vec<ReceiverFile> = Vec::new();
        for name in names.iter().filter(|name| self.named(name).is_none()) {
            if !name.contains(['/', '\\']) && !Path::new(name).exists() {
                // With a dot, it may be a file that is not there, unless it is nearly a brand such as web.de.
                let unknown = self.unknown(name);
                if !name.contains('.') || matches!(&unknown, ReceiverError::Unknown { nearest: Some(_), .. })
                {
                    return Err(unknown);
                }
            }
            if !files.iter().any(|file| file.path == *name) {
                files.push(ReceiverFile::read(name)?);
            }
        }
        // Each with the file that it came from, unless it was known.
        let mut chosen: Vec<(Option<&ReceiverFile>, Receiver)> = Vec::new();
        for name in names {
            let file = files.iter().find(|file| file.path == name);
            let receiver = match file {
                Some(file) => self.read(file, &files)?,
                None => self.named(name).cloned().ok_or_else(|| self.unknown(name))?,
            };
            let same = chosen.iter_mut().find(|(_, other)| other.name == receiver.name);
            match (same, file) {
                (None, _) => chosen.push((file, receiver)),
                // Two paths may lead to one file; what counts is what it says.
                (Some((_, other)), _) if *other == receiver => {}
                (Some(known @ (None, _)), Some(_)) => *known = (file, receiver),
                (Some((Some(first), _)), Some(second)) => return Err(second.same_name(&first.path)),
                (Some(_), None) => {}
            }
        }
        Ok(self.selection(chosen.into_iter().map(|(_, receiver)| receiver).collect(), true))
    }

    /// Returns all receivers, of which those that these names choose are judged where nothing else chooses any: neither
    /// a recipient nor `--receiver`.
    ///
    /// # Errors
    ///
    /// As for [`select`](Catalogue::select).
    pub fn prefer(&self, names: &[String]) -> Result<Selection, ReceiverError> {
        let chosen = self.select(names)?.receivers;
        let is_chosen = |known: &&Receiver| chosen.iter().any(|receiver| receiver.name == known.name);
        let others: Vec<Receiver> =
            self.receivers().iter().filter(|known| !is_chosen(known)).cloned().collect();
        let with = |receivers: Vec<Receiver>, is_default| {
            receivers.into_iter().map(move |receiver| Receiver { is_default, ..receiver })
        };
        let receivers = with(chosen.clone(), true).chain(with(others, false)).collect();
        Ok(self.selection(receivers, false))
    }

    fn selection(&self, receivers: Vec<Receiver>, are_named: bool) -> Selection {
        let replaced = |known: &&Receiver| receivers.iter().any(|receiver| receiver.name == known.name);
        let known = self.receivers().iter().filter(|known| !replaced(known)).chain(&receivers);
        let careful = known.filter(|receiver| receiver.probe == Probing::Forbidden);
        let unprobed = careful.flat_map(|receiver| receiver.mx_suffixes.iter().cloned()).collect();
        Selection { receivers, are_named, unprobed }
    }

    fn unknown(&self, name: &str) -> ReceiverError {
        let names = self.receivers().iter().map(|known| known.name.as_str());
        let brands = self.receivers().iter().flat_map(|known| &known.brands).map(String::as_str);
        ReceiverError::Unknown {
            name: name.to_owned(),
            nearest: nearest(name, names.clone().chain(brands)).map(str::to_owned),
            known: names.map(str::to_owned).collect(),
        }
    }
}
