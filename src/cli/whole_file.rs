//! Files that are written whole or not at all.

use std::ffi::OsString;
use std::fs::{self, File, OpenOptions};
use std::io::Write;
use std::path::{Path, PathBuf};

use super::complaint::Complaint;
use super::exit::Stop;
use crate::file;

/// A file that is written next to its place and renamed to it at the end.
pub(super) struct WholeFile {
    path: PathBuf,
    beside: PathBuf,
    file: File,
}

impl WholeFile {
    /// Opens the file next to the place, so that one that cannot be written is refused before anything is asked.
    pub(super) fn create(path: &Path) -> Result<WholeFile, Stop> {
        let refuse = |problem: String| Stop::file(path.display(), problem);
        let Some(name) = path.file_name() else {
            return Err(refuse(file::IS_DIRECTORY.to_owned()));
        };
        match fs::metadata(path) {
            Ok(there) if there.is_dir() => return Err(refuse(file::IS_DIRECTORY.to_owned())),
            Ok(there) if !there.is_file() => return Err(refuse("is not a regular file".to_owned())),
            Ok(there) if there.permissions().readonly() => {
                return Err(refuse("permission denied".to_owned()));
            }
            _ => {}
        }
        let mut hidden = OsString::from(".");
        hidden.push(name);
        hidden.push(format!(".{}", std::process::id()));
        let beside = path.with_file_name(hidden);
        let file = OpenOptions::new().write(true).create_new(true).open(&beside);
        let file = file.map_err(|error| refuse(file::unwritable(&error)))?;
        if let Ok(there) = fs::metadata(path) {
            // Whoever may read the old file may read the new one.
            let kept = file.set_permissions(there.permissions());
            kept.map_err(|error| refuse(file::unwritable(&error)))?;
        }
        Ok(WholeFile { path: path.to_owned(), beside, file })
    }

    /// Writes the file and puts it in its place.
    pub(super) fn finish(mut self, text: &[u8]) -> Result<(), Stop> {
        let written = self.file.write_all(text).and_then(|()| self.file.sync_all());
        let renamed = written.and_then(|()| fs::rename(&self.beside, &self.path));
        renamed
            .map_err(|error| Stop::Write(Complaint::of_file(self.path.display(), file::unwritable(&error))))
    }
}

impl Drop for WholeFile {
    fn drop(&mut self) {
        // After `finish` it is gone from there.
        let _ = fs::remove_file(&self.beside);
    }
}
