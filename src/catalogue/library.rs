//! The built-in receivers, and how files find the receiver that they extend.

use std::path::Path;
use std::sync::LazyLock;

use toml::Spanned;

use super::error::ReceiverError;
use super::load::{Bases, NoBase, name_of, parse_with, read_text};
use super::model::Receiver;
use super::read::Source;

/// File and text of each built-in receiver, in the order of the output. One that extends another
/// follows it.
const FILES: [(&str, &str); 3] = [
    ("ionos.toml", include_str!("ionos.toml")),
    ("gmx.toml", include_str!("gmx.toml")),
    ("one-com.toml", include_str!("one-com.toml")),
];

#[expect(clippy::expect_used, reason = "built in, and read by a test")]
static BUILT_IN: LazyLock<Vec<Receiver>> = LazyLock::new(|| {
    let mut built_in = Vec::new();
    for (file, text) in FILES {
        let receiver = parse_with(file, text, &mut Before(&built_in));
        built_in.push(receiver.expect("a built-in receiver file is valid"));
    }
    built_in
});

/// Returns the names of the built-in receivers.
pub fn built_in_names() -> impl Iterator<Item = &'static str> + Clone {
    BUILT_IN.iter().map(|receiver| receiver.name.as_str())
}

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

/// Reads and checks a receiver file. It may extend a built-in receiver.
pub fn load(path: &Path) -> Result<Receiver, ReceiverError> {
    parse(&path.display().to_string(), &read_text(path)?)
}

/// Checks the text of a receiver file; `file` is its name in messages.
pub fn parse(file: &str, text: &str) -> Result<Receiver, ReceiverError> {
    parse_with(file, text, &mut Library { files: &[], under_way: Vec::new() })
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
        let text = read_text(Path::new(path))?;
        Ok(ReceiverFile { path: path.to_owned(), name: name_of(&text), text })
    }

    /// Returns the name that it gives its receiver, as far as it can be read.
    pub(super) fn name(&self) -> Option<&str> {
        self.name.as_ref().map(|name| name.get_ref().as_str())
    }

    /// The fault of a file whose receiver is named as that of the file `first`.
    pub(super) fn same_name(&self, first: &str) -> ReceiverError {
        let span = self.name.as_ref().map_or(0..0, Spanned::span);
        let name = self.name().unwrap_or_default();
        let what = format!("the receiver of {first} is named {name}, too: rename one");
        Source { file: &self.path, text: &self.text }.fault(&span, what)
    }

    /// Checks the file. It may extend a receiver of one of these files, or a built-in one.
    pub(super) fn receiver(&self, files: &[ReceiverFile]) -> Result<Receiver, ReceiverError> {
        parse_with(&self.path, &self.text, &mut Library { files, under_way: Vec::new() })
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

/// The files of a user, and the built-in receivers.
struct Library<'a> {
    files: &'a [ReceiverFile],
    /// The receivers that wait for the one that is read now.
    under_way: Vec<String>,
}

impl Bases for Library<'_> {
    fn base(&mut self, extending: &str, name: &str) -> Result<Receiver, NoBase> {
        let files = self.files;
        self.under_way.push(extending.to_owned());
        let found = if let Some(at) = self.under_way.iter().position(|waiting| waiting == name) {
            let mut way = self.under_way[at..].to_vec();
            // From the receiver whose file is at fault.
            way.rotate_right(1);
            Err(NoBase::Circle(way))
        } else if let Some(file) = files.iter().find(|file| file.name() == Some(name)) {
            parse_with(&file.path, &file.text, self).map_err(NoBase::Faulty)
        } else {
            let built_in = BUILT_IN.iter().find(|receiver| receiver.name == name);
            let of_files = || files.iter().filter_map(|file| file.name().map(str::to_owned));
            let known = || built_in_names().map(str::to_owned).chain(of_files()).collect();
            built_in.cloned().ok_or_else(|| NoBase::Unknown(known()))
        };
        self.under_way.pop();
        found
    }
}
