//! Text in a CI job: the runner reads stdout and stderr line by line and obeys some of the lines.
//!
//! GitHub's runner takes a line that begins with `::` after blanks for a command, and `##[` anywhere in a line
//! for one of an older form; Azure Pipelines takes `##vso[`. So no line of ours holds one that comes from
//! outside, in any format.

use std::borrow::Cow;
use std::io::{self, Write};

use super::marker::without_markers;
use super::terminal;

/// Characters of a message that are kept.
const MAX_MESSAGE: usize = 4000;

/// Characters of a property that are kept.
const MAX_PROPERTY: usize = 300;

/// Returns a command whose message has the given lines; the properties are names and values.
///
/// In the message `%` is escaped as the runner's own toolkit does, in properties `:` and `,` too; control and
/// format characters are shown escaped, and `##` is broken up.
pub fn command(word: &str, properties: &[(&str, &str)], lines: &[String]) -> String {
    let properties: Vec<String> =
        properties.iter().map(|(name, value)| format!("{name}={}", property(name, value))).collect();
    let message = lines.iter().map(|line| data(line)).collect::<Vec<_>>().join("%0A");
    format!("::{word} {}::{}", properties.join(","), bounded(&message, MAX_MESSAGE))
}

/// Returns text for a message. No line of it is a command for a program that decodes the message and reads it
/// line by line.
fn data(text: &str) -> String {
    let shown = terminal::clean(text).replace("##", "#\\u{23}");
    inert(&shown).replace('%', "%25")
}

/// Returns text for a property, which ends at a comma or a colon.
fn property(name: &str, text: &str) -> String {
    // Half a file name names no file.
    let most = if name == "file" { usize::MAX } else { MAX_PROPERTY };
    let kept: String = text.chars().take(most).collect();
    data(&kept).replace(':', "%3A").replace(',', "%2C")
}

/// Returns at most so many characters, with no escape cut in two.
fn bounded(message: &str, limit: usize) -> String {
    match message.char_indices().nth(limit) {
        None => message.to_owned(),
        Some((end, _)) => {
            let cut = &message[..end];
            let tail = cut.len().saturating_sub(2);
            let end = cut.rfind('%').filter(|&at| at >= tail).unwrap_or(end);
            format!("{}…", &message[..end])
        }
    }
}

/// Returns a line that no runner takes for a command: `::` at its beginning and `##[` anywhere are shown escaped.
pub fn inert(line: &str) -> Cow<'_, str> {
    let line = without_markers(line);
    let begin = beginning(&line);
    match line[begin..].strip_prefix(':') {
        Some(rest) if rest.starts_with(':') => Cow::Owned(format!("{}\\u{{3a}}{rest}", &line[..begin])),
        _ => line,
    }
}

/// Returns where a line's text begins, after blanks and colours.
fn beginning(line: &str) -> usize {
    let mut rest = line;
    loop {
        rest = rest.trim_start();
        let Some(sequence) = rest.strip_prefix("\u{1b}[") else { return line.len() - rest.len() };
        let end = sequence.find(|c: char| ('\u{40}'..='\u{7e}').contains(&c));
        rest = end.map_or("", |end| &sequence[end + 1..]);
    }
}

/// Writes lines on, each [`inert`]. The last line is written by [`Guard::finish`].
pub struct Guard<W> {
    out: W,
    /// What is known of the line under way.
    line: Vec<u8>,
}

impl<W: Write> Guard<W> {
    /// Guards what is written to `out`.
    pub fn new(out: W) -> Guard<W> {
        Guard { out, line: Vec::new() }
    }

    /// Writes what is left, and flushes.
    pub fn finish(mut self) -> io::Result<()> {
        self.end_line()?;
        self.out.flush()
    }

    fn end_line(&mut self) -> io::Result<()> {
        // What we write is text; octets that are not would be replaced.
        let result = self.out.write_all(inert(&String::from_utf8_lossy(&self.line)).as_bytes());
        self.line.clear();
        result
    }
}

impl<W: Write> Write for Guard<W> {
    fn write(&mut self, octets: &[u8]) -> io::Result<usize> {
        let mut rest = octets;
        while let Some(end) = memchr::memchr2(b'\n', b'\r', rest) {
            let (line, after) = rest.split_at(end + 1);
            self.line.extend_from_slice(line);
            self.end_line()?;
            rest = after;
        }
        self.line.extend_from_slice(rest);
        Ok(octets.len())
    }

    /// Flushes whole lines: only a whole one can be judged.
    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}
