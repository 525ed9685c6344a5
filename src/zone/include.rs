//! Reading files: regular ones only, and for `$INCLUDE` only those in the folder of the first.

use std::fs::{self, File};
use std::io::Read;
use std::path::{Path, PathBuf};

use crate::file;

/// How much text a zone may have, in octets, with all it includes and generates.
pub const MAX_OCTETS: usize = 64 << 20;

/// How deep `$INCLUDE` may nest.
const MAX_DEPTH: usize = 32;

/// Where included files may come from.
#[derive(Debug)]
pub(super) enum Includes {
    /// The text did not come from a file.
    Refused,
    /// From the folder of the first file, and below it.
    Within {
        /// That folder, symbolic links resolved.
        folder: PathBuf,
        /// The files that are being read now, the innermost last, symbolic links resolved.
        open: Vec<PathBuf>,
    },
}

/// An included file.
#[derive(Debug)]
pub(super) struct Included {
    /// As it was named, joined to the folder of the file that names it.
    pub(super) path: PathBuf,
    pub(super) text: Vec<u8>,
}

impl Includes {
    /// Lets the first file include its neighbours.
    pub(super) fn beside(first: &Path) -> Result<Includes, String> {
        let folder = match first.parent() {
            Some(parent) if !parent.as_os_str().is_empty() => parent,
            _ => Path::new("."),
        };
        let folder = folder.canonicalize().map_err(|error| file::unreadable(&error))?;
        let first = first.canonicalize().map_err(|error| file::unreadable(&error))?;
        Ok(Includes::Within { folder, open: vec![first] })
    }

    /// Opens a file for `$INCLUDE`; `including` is the file that names it, `limit` as in [`read_regular`].
    /// [`Includes::close`] has to follow.
    pub(super) fn open(&mut self, including: &Path, named: &str, limit: usize) -> Result<Included, String> {
        let Includes::Within { folder, open } = self else {
            return Err("$INCLUDE is possible only in a file, expected none here".to_owned());
        };
        let path = including.parent().unwrap_or(Path::new("")).join(named);
        let resolved = path.canonicalize().map_err(|error| file::unreadable(&error))?;
        if !resolved.starts_with(&*folder) {
            return Err("it is outside the folder of the zone file, expected a file in that folder or below"
                .to_owned());
        }
        if open.contains(&resolved) {
            return Err("it includes itself, expected no loop of $INCLUDE".to_owned());
        }
        if open.len() > MAX_DEPTH {
            return Err(format!("$INCLUDE nests too deep, expected at most {MAX_DEPTH} files in each other"));
        }
        let text = read_regular(&resolved, limit)?;
        open.push(resolved);
        Ok(Included { path, text })
    }

    /// Ends the innermost included file.
    pub(super) fn close(&mut self) {
        if let Includes::Within { open, .. } = self {
            open.pop();
        }
    }
}

/// Reads a regular file of at most `limit` octets; says why not otherwise.
pub(super) fn read_regular(path: &Path, limit: usize) -> Result<Vec<u8>, String> {
    // Opening a FIFO would wait for a writer: look first.
    let metadata = fs::metadata(path).map_err(|error| file::unreadable(&error))?;
    if metadata.is_dir() {
        return Err(file::IS_DIRECTORY.to_owned());
    }
    if !metadata.is_file() {
        return Err("is not a regular file".to_owned());
    }
    let too_large = || format!("more than {} MiB with all that is included, expected less", MAX_OCTETS >> 20);
    if metadata.len() > limit as u64 {
        return Err(too_large());
    }
    let file = File::open(path).map_err(|error| file::unreadable(&error))?;
    let mut text = Vec::with_capacity(usize::try_from(metadata.len()).unwrap_or(0));
    let read =
        file.take(limit as u64 + 1).read_to_end(&mut text).map_err(|error| file::unreadable(&error))?;
    if read > limit { Err(too_large()) } else { Ok(text) }
}
