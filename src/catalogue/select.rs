//! The built-in receivers, and the choice of `--receiver`.

use std::path::Path;

use super::error::ReceiverError;
use super::load::{load, parse};
use super::model::Receiver;
use super::suggest::nearest;

/// Name, file and text of each built-in receiver, in the order of the output.
const BUILT_IN: [(&str, &str, &str); 2] = [
    ("ionos", "ionos.toml", include_str!("ionos.toml")),
    ("one-com", "one-com.toml", include_str!("one-com.toml")),
];

/// The names of the built-in receivers.
pub fn built_in_names() -> impl Iterator<Item = &'static str> + Clone {
    BUILT_IN.iter().map(|(name, _, _)| *name)
}

impl Receiver {
    /// All built-in receivers, parsed anew at each call.
    pub fn built_in() -> Vec<Receiver> {
        BUILT_IN.iter().map(|(_, file, text)| read_built_in(file, text)).collect()
    }

    /// The built-in receiver of this name.
    pub fn built_in_named(name: &str) -> Option<Receiver> {
        let (_, file, text) = BUILT_IN.iter().find(|(known, _, _)| *known == name)?;
        Some(read_built_in(file, text))
    }
}

fn read_built_in(file: &str, text: &str) -> Receiver {
    parse(file, text).expect("a built-in receiver file is valid")
}

/// The receivers that `--receiver NAME|FILE` chooses, in the order of their first
/// mention; without names, all built-in ones. The same receiver twice counts once,
/// and a file takes the place of the built-in receiver whose name it gives.
///
/// A value is a file if it is no built-in name and holds `/`, `\` or `.`, or exists.
pub fn select(names: &[String]) -> Result<Vec<Receiver>, ReceiverError> {
    if names.is_empty() {
        return Ok(Receiver::built_in());
    }
    // Each with the path that it came from, unless it is built in.
    let mut chosen: Vec<(Option<&str>, Receiver)> = Vec::new();
    for name in names {
        let (path, receiver) = match Receiver::built_in_named(name) {
            Some(receiver) => (None, receiver),
            None if name.contains(['/', '\\', '.']) || Path::new(name).exists() => {
                (Some(name.as_str()), load(Path::new(name))?)
            }
            None => return Err(unknown(name)),
        };
        let same = chosen.iter_mut().find(|(_, other)| other.name == receiver.name);
        match (same, path) {
            (None, _) => chosen.push((path, receiver)),
            // Two paths may lead to one file; what counts is what it says.
            (Some((_, other)), _) if *other == receiver => {}
            (Some(built_in @ (None, _)), Some(_)) => *built_in = (path, receiver),
            (Some((Some(_), _)), None) => {}
            (Some((Some(first), _)), Some(second)) => {
                return Err(ReceiverError::SameName {
                    name: receiver.name,
                    first: (*first).to_owned(),
                    second: second.to_owned(),
                });
            }
            (Some((None, _)), None) => {}
        }
    }
    Ok(chosen.into_iter().map(|(_, receiver)| receiver).collect())
}

fn unknown(name: &str) -> ReceiverError {
    ReceiverError::Unknown {
        name: name.to_owned(),
        nearest: nearest(name, built_in_names()).map(str::to_owned),
        built_in: built_in_names().map(str::to_owned).collect(),
    }
}
