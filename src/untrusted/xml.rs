//! Text for XML 1.0; the writer of the document escapes `<`, `&` and quotes.

use super::terminal;

/// Returns text for an attribute, or for one line of an element: characters that XML does not allow are among
/// those that are shown escaped, and a parser's normalization finds nothing to change.
pub fn line(text: &str) -> String {
    terminal::clean(text).into_owned()
}

/// Returns text for an element, with its line ends.
pub fn lines(text: &str) -> String {
    text.split('\n').map(terminal::clean).collect::<Vec<_>>().join("\n")
}
