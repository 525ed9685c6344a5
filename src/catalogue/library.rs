//! The receivers that are known, and how files find the receiver that they extend.

use std::path::Path;
use std::sync::LazyLock;

use toml::Spanned;

use super::error::ReceiverError;
use super::load::{Bases, NoBase, name_of, parse_with, read_text};
use super::model::Receiver;
use super::read::Source;

/// File and text of each built-in receiver, in the order of the output. One that extends another
/// follows it.
const FILES: [(&str, &str); 13] = [
    ("ionos.toml", include_str!("ionos.toml")),
    ("gmx.toml", include_str!("gmx.toml")),
    ("one-com.toml", include_str!("one-com.toml")),
    ("gmail.toml", include_str!("gmail.toml")),
    ("outlook.toml", include_str!("outlook.toml")),
    ("exchange-online.toml", include_str!("exchange-online.toml")),
    ("yahoo.toml", include_str!("yahoo.toml")),
    ("t-online.toml", include_str!("t-online.toml")),
    ("icloud.toml", include_str!("icloud.toml")),
    ("orange.toml", include_str!("orange.toml")),
    ("laposte.toml", include_str!("laposte.toml")),
    ("freenet.toml", include_str!("freenet.toml")),
    ("mail-ru.toml", include_str!("mail-ru.toml")),
];

/// The most receiver files that a folder may hold.
const MOST_FILES: usize = 500;

#[expect(clippy::expect_used, reason = "built in, and read by a test")]
static BUILT_IN: LazyLock<Vec<Receiver>> = LazyLock::new(|| {
    let mut built_in = Vec::new();
    for (file, text) in FILES {
        let receiver = parse_with(file, text, &mut Before(&built_in));
        built_in.push(receiver.expect("a built-in receiver file is valid"));
    }
    built_in
});

impl Receiver {
    /// Returns all built-in receivers.
    pub fn built_in() -> Vec<Receiver> {
        BUILT_IN.clone()
    }

    /// Returns the built-in receiver of this name or brand.
    pub fn built_in_named(name: &str) -> Option<Receiver> {
        BUILT_IN.iter().find(|receiver| receiver.is_called(name)).cloned()
    }
}

/// The receivers that a run knows: the built-in ones, and those of a folder, which add to them and replace them.
#[derive(Clone, Debug)]
pub struct Catalogue {
    receivers: Vec<Receiver>,
}

impl Catalogue {
    /// Returns the catalogue of the built-in receivers.
    pub fn built_in() -> Catalogue {
        Catalogue { receivers: Receiver::built_in() }
    }

    /// Reads the receiver files of a folder, those whose names end in `.toml`. One that has the name of a built-in
    /// receiver takes its place; it may extend that very receiver, and change single rules of it. A built-in receiver
    /// that extends one which was changed in this way has the changes too, unless it does not fit them.
    ///
    /// # Errors
    ///
    /// When the folder cannot be read, a file has a fault, or two of them give a receiver the same name.
    pub fn of_folder(folder: &Path) -> Result<Catalogue, ReceiverError> {
        let mut catalogue = Catalogue::built_in();
        let files = files_of(folder)?;
        let mut read: Vec<Receiver> = Vec::new();
        for file in &files {
            let receiver = catalogue.read(file, &files)?;
            if let Some(first) = read.iter().position(|known| known.name == receiver.name) {
                return Err(file.same_name(&files[first].path));
            }
            read.push(receiver);
        }
        let (replacing, added): (Vec<Receiver>, Vec<Receiver>) = read
            .into_iter()
            .partition(|receiver| catalogue.receivers.iter().any(|known| known.name == receiver.name));
        catalogue.replace(&replacing);
        catalogue.receivers.extend(added);
        Ok(catalogue)
    }

    /// Puts receivers in the place of those of the same name.
    fn replace(&mut self, replacing: &[Receiver]) {
        let mut receivers: Vec<Receiver> = Vec::new();
        for (file, text) in FILES {
            let known = self
                .receivers
                .iter()
                .find(|known| name_of(text).is_some_and(|name| *name.get_ref() == known.name));
            let Some(known) = known else { continue };
            let replacement = replacing.iter().find(|receiver| receiver.name == known.name);
            let is_changed = |base: &str| {
                receivers.iter().any(|other| other.name == base && other.extends.as_deref() == Some(base))
            };
            receivers.push(match (replacement, &known.extends) {
                (Some(replacement), _) => replacement.clone(),
                (None, Some(base)) if is_changed(base) => {
                    parse_with(file, text, &mut Before(&receivers)).unwrap_or_else(|_| known.clone())
                }
                (None, _) => known.clone(),
            });
        }
        self.receivers = receivers;
    }

    /// Returns the receivers, in the order of the output.
    pub fn receivers(&self) -> &[Receiver] {
        &self.receivers
    }

    /// Returns the receiver of this name or brand.
    pub fn named(&self, name: &str) -> Option<&Receiver> {
        self.receivers.iter().find(|receiver| receiver.is_called(name))
    }

    /// Checks a file. It may extend a receiver of one of these files, or one of the catalogue.
    pub(super) fn read(
        &self,
        file: &ReceiverFile,
        files: &[ReceiverFile],
    ) -> Result<Receiver, ReceiverError> {
        parse_with(
            &file.path,
            &file.text,
            &mut Library { known: &self.receivers, files, under_way: Vec::new() },
        )
    }
}

/// Reads the receiver files of a folder, by their names.
fn files_of(folder: &Path) -> Result<Vec<ReceiverFile>, ReceiverError> {
    let fault = |what: String| ReceiverError::File { file: folder.display().to_string(), what };
    let unreadable = |error: std::io::Error| match error.kind() {
        std::io::ErrorKind::NotFound => fault("no such directory".to_owned()),
        std::io::ErrorKind::NotADirectory => fault("is a file, not a directory".to_owned()),
        _ => fault(crate::file::unreadable(&error)),
    };
    let mut paths = Vec::new();
    for entry in std::fs::read_dir(folder).map_err(unreadable)? {
        let path = entry.map_err(unreadable)?.path();
        let is_hidden = path.file_name().is_some_and(|name| name.as_encoded_bytes().starts_with(b"."));
        if is_hidden || path.extension().is_none_or(|extension| extension != "toml") {
            continue;
        }
        if paths.len() == MOST_FILES {
            return Err(fault(format!("more than {MOST_FILES} receiver files")));
        }
        paths.push(path);
    }
    paths.sort_unstable();
    paths.iter().map(|path| ReceiverFile::read_path(path)).collect()
}

/// Reads and checks a receiver file. It may extend a built-in receiver.
pub fn load(path: &Path) -> Result<Receiver, ReceiverError> {
    parse(&path.display().to_string(), &read_text(path)?)
}

/// Checks the text of a receiver file; `file` is its name in messages.
pub fn parse(file: &str, text: &str) -> Result<Receiver, ReceiverError> {
    parse_with(file, text, &mut Library { known: &BUILT_IN, files: &[], under_way: Vec::new() })
}

/// A receiver file of the user.
pub(super) struct ReceiverFile {
    /// The path, as it was typed.
    pub path: String,
    name: Option<Spanned<String>>,
    text: String,
}

impl ReceiverFile {
    /// Reads the file.
    pub(super) fn read(path: &str) -> Result<ReceiverFile, ReceiverError> {
        ReceiverFile::read_path(Path::new(path))
    }

    fn read_path(path: &Path) -> Result<ReceiverFile, ReceiverError> {
        let text = read_text(path)?;
        Ok(ReceiverFile { path: path.display().to_string(), name: name_of(&text), text })
    }

    /// Returns the name that it gives its receiver, as far as it can be read.
    fn name(&self) -> Option<&str> {
        self.name.as_ref().map(|name| name.get_ref().as_str())
    }

    /// The fault of a file whose receiver is named as that of the file `first`.
    pub(super) fn same_name(&self, first: &str) -> ReceiverError {
        let span = self.name.as_ref().map_or(0..0, Spanned::span);
        let name = self.name().unwrap_or_default();
        let what = format!("the receiver of {first} is named {name}, too: rename one");
        Source { file: &self.path, text: &self.text }.fault(&span, what)
    }
}

/// The receivers that were loaded before.
struct Before<'a>(&'a [Receiver]);

impl Bases for Before<'_> {
    fn base(&mut self, _: &str, name: &str) -> Result<Receiver, NoBase> {
        let found = self.0.iter().find(|receiver| receiver.name == name);
        let known = || self.0.iter().map(|receiver| receiver.name.clone()).collect();
        found.cloned().ok_or_else(|| NoBase::Unknown(known()))
    }
}

/// The files of a user, and the receivers that are known without them.
struct Library<'a> {
    known: &'a [Receiver],
    files: &'a [ReceiverFile],
    /// The receivers that wait for the one that is read now.
    under_way: Vec<String>,
}

impl Bases for Library<'_> {
    fn base(&mut self, extending: &str, name: &str) -> Result<Receiver, NoBase> {
        let files = self.files;
        let known = self.known.iter().find(|receiver| receiver.name == name);
        // A file that takes the place of a known receiver may change that one.
        if let Some(known) = known.filter(|_| extending == name) {
            return Ok(known.clone());
        }
        self.under_way.push(extending.to_owned());
        let found = if let Some(at) = self.under_way.iter().position(|waiting| waiting == name) {
            let mut way = self.under_way[at..].to_vec();
            // From the receiver whose file is at fault.
            way.rotate_right(1);
            Err(NoBase::Circle(way))
        } else if let Some(file) = files.iter().find(|file| file.name() == Some(name)) {
            parse_with(&file.path, &file.text, self).map_err(NoBase::Faulty)
        } else {
            let of_files = files.iter().filter_map(|file| file.name().map(str::to_owned));
            let names = || self.known.iter().map(|known| known.name.clone()).chain(of_files).collect();
            known.cloned().ok_or_else(|| NoBase::Unknown(names()))
        };
        self.under_way.pop();
        found
    }
}
