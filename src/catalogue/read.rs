//! Typed reading of a TOML table whose every fault names its line and column.
//!
//! serde would stop at the alphabetically first key of a table and could not say
//! what is accepted in its place, so the fields are taken out one by one.

use std::ops::Range;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::error::ReceiverError;
use super::model::Word;
use super::suggest::nearest;

/// The longest text of one line: a reply line has at most 512 octets (RFC 5321 section 4.5.3.1.5).
const MAX_LINE: usize = 500;
/// The longest explanation.
const MAX_PROSE: usize = 4_000;

/// A file under its name, for the places of its faults.
pub(super) struct Source<'a> {
    pub file: &'a str,
    pub text: &'a str,
}

impl Source<'_> {
    /// A fault at the start of `span`.
    pub(super) fn fault(&self, span: &Range<usize>, what: impl Into<String>) -> ReceiverError {
        let (line, column) = position(self.text, span.start);
        ReceiverError::Place { file: self.file.to_owned(), line, column, what: what.into() }
    }
}

/// Line and column of an octet, from 1, the column in characters.
pub(super) fn position(text: &str, offset: usize) -> (usize, usize) {
    let before = text.get(..offset).unwrap_or(text);
    let line = before.bytes().filter(|octet| *octet == b'\n').count() + 1;
    let start = before.rfind('\n').map_or(0, |newline| newline + 1);
    let column = before[start..].chars().filter(|c| *c != '\u{feff}').count() + 1;
    (line, column)
}

/// The fields of one table that are still to be read.
pub(super) struct Fields<'a> {
    source: &'a Source<'a>,
    /// What a message calls the table: "a rule".
    what: &'static str,
    span: Range<usize>,
    table: DeTable<'a>,
}

impl<'a> Fields<'a> {
    /// Opens a table of which only `accepted` fields may exist, and `required` must.
    pub(super) fn new(
        source: &'a Source<'a>,
        what: &'static str,
        required: &[&str],
        optional: &[&str],
        table: Spanned<DeTable<'a>>,
    ) -> Result<Self, ReceiverError> {
        let span = table.span();
        let table = table.into_inner();
        let accepted = || required.iter().chain(optional).copied();
        let unknown = table.keys().filter(|key| !accepted().any(|known| known == key.get_ref()));
        if let Some(key) = unknown.min_by_key(|key| key.span().start) {
            let word = &shortened(key.get_ref());
            return Err(source.fault(
                &key.span(),
                format!(
                    "unknown field {word:?}{}: {what} has {}",
                    did_you_mean(word, accepted()),
                    list(accepted())
                ),
            ));
        }
        if let Some(missing) = required.iter().find(|name| !table.contains_key(**name)) {
            let required = list(required.iter().copied());
            return Err(source.fault(&span, format!("missing field \"{missing}\": {what} needs {required}")));
        }
        Ok(Self { source, what, span, table })
    }

    /// Whether the table has this field, and it was not read yet.
    pub(super) fn is_given(&self, name: &str) -> bool {
        self.table.contains_key(name)
    }

    /// Where the table is.
    pub(super) fn span(&self) -> Range<usize> {
        self.span.clone()
    }

    /// A fault of the table as a whole.
    pub(super) fn fault(&self, what: impl Into<String>) -> ReceiverError {
        self.source.fault(&self.span, what)
    }

    fn take(&mut self, name: &str) -> Option<Spanned<DeValue<'a>>> {
        self.table.remove(name)
    }

    fn required<T>(&self, name: &str, value: Option<T>) -> Result<T, ReceiverError> {
        value.ok_or_else(|| self.fault(format!("missing field \"{name}\": {} needs it", self.what)))
    }

    fn wrong_type(&self, name: &str, value: &Spanned<DeValue<'_>>, wanted: &str) -> ReceiverError {
        let found = value.get_ref().type_str();
        self.source.fault(&value.span(), format!("\"{name}\" takes {wanted}, not {} {found}", article(found)))
    }

    /// A text of one line.
    pub(super) fn line(&mut self, name: &str) -> Result<Option<Spanned<String>>, ReceiverError> {
        let value = self.take(name);
        value.map(|value| self.check_line(name, value)).transpose()
    }

    /// A text of one line, or a whole number as its digits.
    pub(super) fn number_or_line(&mut self, name: &str) -> Result<Option<Spanned<String>>, ReceiverError> {
        match self.table.get(name).map(|value| (value.get_ref(), value.span())) {
            Some((DeValue::Integer(number), span)) => {
                let digits = shortened(&number.to_string());
                self.take(name);
                Ok(Some(Spanned::new(span, digits)))
            }
            _ => self.line(name),
        }
    }

    /// A text of one line that must be there.
    pub(super) fn required_line(&mut self, name: &str) -> Result<Spanned<String>, ReceiverError> {
        let value = self.line(name)?;
        self.required(name, value)
    }

    fn check_line(&self, name: &str, value: Spanned<DeValue<'_>>) -> Result<Spanned<String>, ReceiverError> {
        let text = self.text(name, &value)?;
        self.check_text(name, &value.span(), &text, MAX_LINE)?;
        Ok(Spanned::new(value.span(), text))
    }

    /// Prose: line breaks and runs of spaces in it count as one space.
    pub(super) fn prose(&mut self, name: &str) -> Result<Option<String>, ReceiverError> {
        let value = self.take(name);
        value.map(|value| self.check_prose(name, &value)).transpose()
    }

    /// Prose that must be there.
    pub(super) fn required_prose(&mut self, name: &str) -> Result<String, ReceiverError> {
        let value = self.prose(name)?;
        self.required(name, value)
    }

    fn check_prose(&self, name: &str, value: &Spanned<DeValue<'_>>) -> Result<String, ReceiverError> {
        let mut text = self.text(name, value)?;
        if !is_plain(&text) {
            text = text.split_whitespace().collect::<Vec<_>>().join(" ");
        }
        self.check_text(name, &value.span(), &text, MAX_PROSE)?;
        Ok(text)
    }

    fn text(&self, name: &str, value: &Spanned<DeValue<'_>>) -> Result<String, ReceiverError> {
        match value.get_ref() {
            DeValue::String(text) => Ok(text.clone().into_owned()),
            _ => Err(self.wrong_type(name, value, "a text in quotes")),
        }
    }

    /// No text may carry control characters: it is printed on terminals and into CI logs.
    fn check_text(
        &self,
        name: &str,
        span: &Range<usize>,
        text: &str,
        max: usize,
    ) -> Result<(), ReceiverError> {
        if !text.is_empty() && text.len() <= max && is_plain(text) {
            return Ok(());
        }
        let fault = if text.trim().is_empty() {
            "is empty: write a text, or leave the field out".to_owned()
        } else if let Some(control) = text.chars().find(|c| c.is_control()) {
            format!("holds the control character {control:?}: only printable text is accepted")
        } else if text.chars().count() > max {
            format!("has {} characters: at most {max} are accepted", text.chars().count())
        } else {
            return Ok(());
        };
        Err(self.source.fault(span, format!("\"{name}\" {fault}")))
    }

    /// A whole number from `range`.
    pub(super) fn number(
        &mut self,
        name: &str,
        range: Range<u64>,
    ) -> Result<Option<Spanned<u64>>, ReceiverError> {
        let value = self.take(name);
        value.map(|value| self.check_number(name, &value, &range)).transpose()
    }

    fn check_number(
        &self,
        name: &str,
        value: &Spanned<DeValue<'_>>,
        range: &Range<u64>,
    ) -> Result<Spanned<u64>, ReceiverError> {
        let DeValue::Integer(number) = value.get_ref() else {
            return Err(self.wrong_type(name, value, "a whole number"));
        };
        match u64::from_str_radix(number.as_str(), number.radix()) {
            Ok(number) if range.contains(&number) => Ok(Spanned::new(value.span(), number)),
            _ => Err(self.source.fault(
                &value.span(),
                format!(
                    "\"{name}\" is {}: {} to {} are accepted",
                    shortened(&number.to_string()),
                    range.start,
                    range.end - 1
                ),
            )),
        }
    }

    /// A number that must be there.
    pub(super) fn required_number(
        &mut self,
        name: &str,
        range: Range<u64>,
    ) -> Result<Spanned<u64>, ReceiverError> {
        let value = self.number(name, range)?;
        self.required(name, value)
    }

    /// A list of whole numbers from `range`; without the field, none.
    pub(super) fn numbers(&mut self, name: &str, range: Range<u64>) -> Result<Vec<u64>, ReceiverError> {
        let values = self.array(name, "a list of whole numbers")?;
        let number = |value| Ok(*self.check_number(name, &value, &range)?.get_ref());
        values.into_iter().map(number).collect()
    }

    /// `true` or `false`; `default` without the field.
    pub(super) fn flag(&mut self, name: &str, default: bool) -> Result<bool, ReceiverError> {
        let Some(value) = self.take(name) else { return Ok(default) };
        match value.get_ref() {
            DeValue::Boolean(flag) => Ok(*flag),
            _ => Err(self.wrong_type(name, &value, "true or false")),
        }
    }

    /// A list of texts of one line; without the field, none.
    pub(super) fn lines(&mut self, name: &str) -> Result<Vec<Spanned<String>>, ReceiverError> {
        let values = self.array(name, "a list of texts")?;
        values.into_iter().map(|value| self.check_line(name, value)).collect()
    }

    /// A list of prose texts; without the field, none.
    pub(super) fn proses(&mut self, name: &str) -> Result<Vec<String>, ReceiverError> {
        let values = self.array(name, "a list of texts")?;
        values.into_iter().map(|value| self.check_prose(name, &value)).collect()
    }

    /// The tables of `[[name]]`; without one, none.
    pub(super) fn tables(&mut self, name: &str) -> Result<Vec<Spanned<DeTable<'a>>>, ReceiverError> {
        let wanted = format!("tables, each under a line [[{name}]]");
        let values = self.array(name, &wanted)?;
        values.into_iter().map(|value| self.check_table(name, value, &wanted)).collect()
    }

    /// The table of `[name]`.
    pub(super) fn table(&mut self, name: &str) -> Result<Option<Spanned<DeTable<'a>>>, ReceiverError> {
        let value = self.take(name);
        value
            .map(|value| self.check_table(name, value, &format!("a table under a line [{name}]")))
            .transpose()
    }

    fn check_table(
        &self,
        name: &str,
        value: Spanned<DeValue<'a>>,
        wanted: &str,
    ) -> Result<Spanned<DeTable<'a>>, ReceiverError> {
        let span = value.span();
        match value.into_inner() {
            DeValue::Table(table) => Ok(Spanned::new(span, table)),
            other => Err(self.wrong_type(name, &Spanned::new(span, other), wanted)),
        }
    }

    fn array(&mut self, name: &str, wanted: &str) -> Result<Vec<Spanned<DeValue<'a>>>, ReceiverError> {
        let Some(value) = self.take(name) else { return Ok(Vec::new()) };
        let span = value.span();
        match value.into_inner() {
            DeValue::Array(values) => Ok(values.into_iter().collect()),
            other => Err(self.wrong_type(name, &Spanned::new(span, other), wanted)),
        }
    }

    /// One of a closed set of words.
    pub(super) fn word<T: Word>(&mut self, name: &str) -> Result<Option<T>, ReceiverError> {
        let value = self.line(name)?;
        value.map(|text| self.check_word(&text)).transpose()
    }

    /// A word that must be there.
    pub(super) fn required_word<T: Word>(&mut self, name: &str) -> Result<T, ReceiverError> {
        let value = self.word(name)?;
        self.required(name, value)
    }

    /// A list of at least one such word, each with its place, in the order of the file.
    pub(super) fn words<T: Word>(&mut self, name: &str) -> Result<Vec<Spanned<T>>, ReceiverError> {
        let span = self.table.get(name).map_or_else(|| self.span.clone(), Spanned::span);
        let texts = self.lines(name)?;
        if texts.is_empty() {
            let accepted = list(T::ALL.iter().map(|word| word.name()));
            return Err(self.source.fault(&span, format!("\"{name}\" needs at least one of {accepted}")));
        }
        texts.into_iter().map(|text| Ok(Spanned::new(text.span(), self.check_word(&text)?))).collect()
    }

    fn check_word<T: Word>(&self, text: &Spanned<String>) -> Result<T, ReceiverError> {
        let found = T::ALL.iter().find(|word| word.name() == text.get_ref());
        let accepted = || T::ALL.iter().map(|word| word.name());
        found
            .copied()
            .ok_or_else(|| self.source.fault(&text.span(), unknown(T::WHAT, text.get_ref(), accepted())))
    }
}

/// The message for a word that is not among the accepted ones.
pub(super) fn unknown<'w>(what: &str, word: &str, accepted: impl Iterator<Item = &'w str> + Clone) -> String {
    let hint = did_you_mean(word, accepted.clone());
    format!("unknown {what} {word:?}{hint}: accepted are {}", list(accepted))
}

pub(super) fn did_you_mean<'w>(word: &str, accepted: impl Iterator<Item = &'w str>) -> String {
    nearest(word, accepted).map_or_else(String::new, |nearest| format!(" (did you mean {nearest}?)"))
}

/// What a message repeats of the file: keys and numbers have no limit of their own.
fn shortened(text: &str) -> String {
    match text.char_indices().nth(60) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

fn list<'w>(words: impl Iterator<Item = &'w str>) -> String {
    words.collect::<Vec<_>>().join(", ")
}

fn article(noun: &str) -> &'static str {
    if noun.starts_with(['a', 'i']) { "an" } else { "a" }
}

/// Whether a text is printable ASCII with single spaces inside, as nearly all texts are. Each run reads every
/// built-in file, so this is one pass over its octets.
fn is_plain(text: &str) -> bool {
    let mut after_space = true;
    for octet in text.as_bytes() {
        match octet {
            b' ' if after_space => return false,
            b' ' => after_space = true,
            b'!'..=b'~' => after_space = false,
            _ => return false,
        }
    }
    !after_space
}
