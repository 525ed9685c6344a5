//! Text for a page of GitHub Flavored Markdown.
//!
//! Names and records belong into [`code`], where nothing is read as markup, a mention or a link. In sentences
//! markup is escaped, and mentions, references, emoji and web addresses, which GitHub looks for in the page
//! after it was rendered, are broken by a space of no width, as other bots do.

use super::terminal;

/// Characters of a text from outside that are kept.
pub(super) const MAX_TEXT: usize = 1000;

/// A space of no width.
const GAP: &str = "&#8203;";

/// Returns text for one line of a fenced block.
pub fn line(text: &str) -> String {
    let shown = terminal::clean(text);
    match shown.char_indices().nth(MAX_TEXT) {
        Some((end, _)) => format!("{}…", &shown[..end]),
        None => shown.into_owned(),
    }
}

/// Returns a sentence for a table or a list.
pub fn text(text: &str) -> String {
    let line = line(text);
    let line = line.trim_matches(' ');
    let mut page = String::with_capacity(line.len());
    let marker = list_marker(line);
    for (at, c) in line.char_indices() {
        let is_markup =
            matches!(c, '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '&' | '|' | '~' | '$' | '#' | '@');
        if is_markup || marker == Some(at) {
            page.push('\\');
        }
        page.push(c);
        let is_reference = match c {
            '@' | '#' => true,
            ':' => begins_link_or_emoji(&line[at + 1..]),
            'w' | 'W' => is_web_host(line, at),
            '-' => is_issue(line, at),
            _ => false,
        };
        if is_reference {
            page.push_str(GAP);
        }
    }
    page
}

/// Returns true for what follows the colon of a web address, or the first one of an emoji (`:tada:`).
fn begins_link_or_emoji(rest: &str) -> bool {
    let word = rest.split(|c: char| !(c.is_ascii_alphanumeric() || "_+-".contains(c))).next().unwrap_or("");
    // Not within IPv6 addresses.
    let is_name = word.bytes().any(|octet| !octet.is_ascii_hexdigit());
    rest.starts_with("//") || (is_name && rest[word.len()..].starts_with(':'))
}

/// Returns true at the last `w` of `www.`, with which host names begin that are made links, in any case.
fn is_web_host(line: &str, at: usize) -> bool {
    line[at + 1..].starts_with('.')
        && at
            .checked_sub(2)
            .and_then(|begin| line.get(begin..=at))
            .is_some_and(|w| w.eq_ignore_ascii_case("www"))
}

/// Returns true at the hyphen of `GH-12`, which is made a link to an issue.
fn is_issue(line: &str, at: usize) -> bool {
    line[at + 1..].starts_with(|c: char| c.is_ascii_digit())
        && at
            .checked_sub(2)
            .and_then(|begin| line.get(begin..at))
            .is_some_and(|gh| gh.eq_ignore_ascii_case("gh"))
}

/// Returns the place of the character that makes the line an item of a list, or a rule across the page.
fn list_marker(line: &str) -> Option<usize> {
    let digits = line.bytes().take_while(u8::is_ascii_digit).count();
    let rest = &line[digits..];
    let after = match (digits, rest.chars().next()?) {
        (0, '-' | '+') | (1.., '.' | ')') => &rest[1..],
        _ => return None,
    };
    let is_rule = rest.bytes().all(|octet| matches!(octet, b'-' | b' '));
    (after.is_empty() || after.starts_with(' ') || is_rule).then_some(digits)
}

/// Returns text as code, for a table too.
pub fn code(text: &str) -> String {
    let shown = line(text);
    if shown.trim().is_empty() {
        return String::new();
    }
    let fence = fence(&shown, 1);
    let is_stripped = shown.starts_with(' ') && shown.ends_with(' ');
    let space = if shown.starts_with('`') || shown.ends_with('`') || is_stripped { " " } else { "" };
    // In a table a bar ends the cell, even in code, and parsers differ about one behind a backslash.
    let shown = shown.replace("\\|", "\\\\u{7c}").replace('|', "\\|");
    format!("{fence}{space}{shown}{space}{fence}")
}

/// Returns backticks that fence the text off: at least so many, and more than it has in a row.
pub fn fence(text: &str, least: usize) -> String {
    let longest = text.split(|c| c != '`').map(str::len).max().unwrap_or_default();
    "`".repeat((longest + 1).max(least))
}
