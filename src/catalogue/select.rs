//! The choice of `--receiver`.

use std::path::Path;

use super::error::ReceiverError;
use super::library::{ReceiverFile, built_in_names};
use super::model::Receiver;
use super::suggest::nearest;

/// The receivers that `--receiver NAME|FILE` chooses, in the order of their first
/// mention; without names, all built-in ones. The same receiver twice counts once,
/// and a file takes the place of the built-in receiver whose name it gives. A file may extend a
/// built-in receiver, or that of another file named here.
///
/// A value is a file if it is no built-in name or brand and holds `/`, `\` or `.`, or exists.
pub fn select(names: &[String]) -> Result<Vec<Receiver>, ReceiverError> {
    if names.is_empty() {
        return Ok(Receiver::built_in());
    }
    let mut files: Vec<ReceiverFile> = Vec::new();
    for name in names.iter().filter(|name| Receiver::built_in_named(name).is_none()) {
        if !name.contains(['/', '\\', '.']) && !Path::new(name).exists() {
            return Err(unknown(name));
        }
        if !files.iter().any(|file| file.path == *name) {
            files.push(ReceiverFile::read(name)?);
        }
    }
    // Each with the path that it came from, unless it is built in.
    let mut chosen: Vec<(Option<&str>, Receiver)> = Vec::new();
    for name in names {
        let (path, receiver) = match files.iter().find(|file| file.path == *name) {
            Some(file) => (Some(name.as_str()), file.receiver(&files)?),
            None => (None, Receiver::built_in_named(name).ok_or_else(|| unknown(name))?),
        };
        let same = chosen.iter_mut().find(|(_, other)| other.name == receiver.name);
        match (same, path) {
            (None, _) => chosen.push((path, receiver)),
            // Two paths may lead to one file; what counts is what it says.
            (Some((_, other)), _) if *other == receiver => {}
            (Some(built_in @ (None, _)), Some(_)) => *built_in = (path, receiver),
            (Some((Some(_), _)), None) => {}
            (Some((Some(first), _)), Some(_)) => {
                let second = files.iter().find(|file| file.path == *name);
                return Err(second.map_or_else(|| unknown(name), |second| second.same_name(first)));
            }
            (Some((None, _)), None) => {}
        }
    }
    Ok(chosen.into_iter().map(|(_, receiver)| receiver).collect())
}

fn unknown(name: &str) -> ReceiverError {
    let called: Vec<String> = Receiver::built_in()
        .into_iter()
        .flat_map(|known| [vec![known.name], known.brands].concat())
        .collect();
    ReceiverError::Unknown {
        name: name.to_owned(),
        nearest: nearest(name, called.iter().map(String::as_str)).map(str::to_owned),
        built_in: built_in_names().map(str::to_owned).collect(),
    }
}
