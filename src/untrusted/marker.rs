//! `##[command]`, which the logs of CI jobs take for a command wherever it is in a line.

use std::borrow::Cow;

/// Returns the text with `##[`, `##vso[` and the like broken up.
pub(super) fn without_markers(text: &str) -> Cow<'_, str> {
    let mut broken = String::new();
    let mut written = 0;
    for (at, _) in text.match_indices('#') {
        if begins_marker(&text[at..]) {
            broken.push_str(&text[written..=at]);
            broken.push_str("\\u{23}");
            written = at + 2;
        }
    }
    if written == 0 {
        return Cow::Borrowed(text);
    }
    broken.push_str(&text[written..]);
    Cow::Owned(broken)
}

/// Returns true where a text begins with `##`, a word or none, and `[`.
pub(super) fn begins_marker(text: &str) -> bool {
    let Some(word) = text.strip_prefix("##") else { return false };
    word.trim_start_matches(|c: char| c.is_ascii_alphabetic()).starts_with('[')
}
