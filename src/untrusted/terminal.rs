//! Text for a terminal: on one line, and nothing in it that moves the cursor, turns text around or hides.

use std::borrow::Cow;
use std::fmt;

use super::invisible::{is_combining, is_invisible};
use super::marker::without_markers;

/// Marks over one character that are drawn; languages that stack them need no more.
const MAX_MARKS: usize = 8;

/// Returns the text with control and format characters escaped as `\u{1b}`. `##[` is escaped too: the log of a
/// CI job takes it for a command.
pub fn clean(text: &str) -> Cow<'_, str> {
    escaped(text, |_| false)
}

/// Returns the text as [`clean`] does, with everything outside ASCII escaped.
pub fn clean_ascii(text: &str) -> Cow<'_, str> {
    escaped(text, |c| !c.is_ascii())
}

fn escaped(text: &str, is_unknown: impl Fn(char) -> bool) -> Cow<'_, str> {
    let is_plain = |octet: u8| matches!(octet, b' '..=b'"' | b'$'..=b'~');
    if text.bytes().all(is_plain) {
        return Cow::Borrowed(text);
    }
    let mut shown = String::with_capacity(text.len());
    let mut marks = 0;
    for c in text.chars() {
        marks = if is_combining(c) { marks + 1 } else { 0 };
        if is_invisible(c) || is_unknown(c) || marks > MAX_MARKS {
            shown.extend(c.escape_unicode());
        } else {
            shown.push(c);
        }
    }
    match without_markers(&shown) {
        Cow::Owned(shown) => Cow::Owned(shown),
        Cow::Borrowed(_) => Cow::Owned(shown),
    }
}

/// Returns octets from outside for an error message: at most `limit` characters, cleaned.
pub fn excerpt(text: &[u8], limit: usize) -> impl fmt::Display + '_ {
    Excerpt(text, limit)
}

struct Excerpt<'a>(&'a [u8], usize);

impl fmt::Display for Excerpt<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Excerpt(text, limit) = *self;
        let kept = &text[..text.len().min(limit.saturating_mul(4))];
        let characters = String::from_utf8_lossy(kept);
        let cut = characters.char_indices().nth(limit).map(|(end, _)| end);
        f.write_str(&clean(&characters[..cut.unwrap_or(characters.len())]))?;
        if cut.is_some() || kept.len() < text.len() { f.write_str("…") } else { Ok(()) }
    }
}
