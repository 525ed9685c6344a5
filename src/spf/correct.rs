//! What a record with syntax errors evidently means. Pure text: nothing is looked up here.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use super::record::{SpfRecord, is_term};

/// How many words of a record are corrected at most.
const MAX_WORDS: usize = 500;
/// Mechanisms that take an address, and what people write in their place.
const ADDRESS_NAMES: [&str; 8] = ["ip4", "ip6", "ipv4", "ipv6", "ip", "a", "mx", "host"];
/// Punctuation that does not belong to a term.
const STRAY: &[char] = &[';', ',', '.', '"', '\'', '\\', '/'];

/// Returns the record without its syntax errors, where it is evident what each term was meant to be.
/// The first word is taken as the version.
pub fn corrected(text: &[u8]) -> Option<String> {
    let text = ascii(text);
    let words: Vec<&str> = text.split_ascii_whitespace().skip(1).collect();
    if words.len() > MAX_WORDS {
        return None;
    }
    let mut terms: Vec<String> = vec!["v=spf1".to_owned()];
    let mut place = 0;
    while let Some(word) = words.get(place) {
        place += 1;
        if is_term(word) {
            terms.push((*word).to_owned());
            continue;
        }
        if let Some(joined) = words.get(place).and_then(|next| joined(word, next)) {
            terms.extend(joined);
            place += 1;
            continue;
        }
        let before =
            terms.last().filter(|_| word.starts_with([':', '/'])).map(|before| format!("{before}{word}"));
        if let Some(whole) = before.filter(|whole| is_term(whole)) {
            terms.pop();
            terms.push(whole);
            continue;
        }
        terms.extend(corrected_word(word)?);
    }
    let record = terms.join(" ");
    SpfRecord::parse(record.as_bytes()).errors.is_empty().then_some(record)
}

/// Returns the text of a record with what is only typed differently written in ASCII: typographic quotes and
/// dashes, spaces of any kind; invisible characters are left out.
pub(super) fn ascii(text: &[u8]) -> String {
    let decoded = match std::str::from_utf8(text) {
        Ok(text) => text.to_owned(),
        Err(_) => text.iter().map(|octet| windows_1252(*octet)).collect(),
    };
    decoded.chars().filter_map(plain).collect()
}

/// Returns the character of an octet that is not UTF-8, as far as quotes, dashes and spaces go.
fn windows_1252(octet: u8) -> char {
    match octet {
        0x84 => '\u{201e}',
        0x91 => '\u{2018}',
        0x92 => '\u{2019}',
        0x93 => '\u{201c}',
        0x94 => '\u{201d}',
        0x96 | 0x97 => '\u{2013}',
        other => char::from(other),
    }
}

fn plain(character: char) -> Option<char> {
    match character {
        character if is_invisible(character) => None,
        character if is_typographic_quote(character) => Some('"'),
        '\u{2010}'..='\u{2015}' | '\u{2212}' => Some('-'),
        character if character.is_whitespace() => Some(' '),
        other => Some(other),
    }
}

/// True for the byte order mark and for characters of no width.
pub(super) fn is_invisible(character: char) -> bool {
    matches!(character, '\u{feff}' | '\u{200b}'..='\u{200f}' | '\u{2060}')
}

/// True for quotes that a word processor puts in place of those of ASCII.
pub(super) fn is_typographic_quote(character: char) -> bool {
    matches!(character, '\u{2018}'..='\u{201f}' | '\u{ab}' | '\u{bb}' | '\u{2039}' | '\u{203a}')
}

/// Returns the term that was written as two words, such as `include: a.test`.
fn joined(word: &str, next: &str) -> Option<Vec<String>> {
    let is_cut = word.ends_with([':', '=', '.', '/']) || next.starts_with([':', '/']);
    let needs_value = ["include", "ip4", "ip6", "exists"].iter().any(|name| word.eq_ignore_ascii_case(name));
    let whole = match (is_cut, needs_value) {
        (true, _) => format!("{word}{next}"),
        (false, true) => format!("{word}:{next}"),
        (false, false) => return None,
    };
    if is_term(&whole) { Some(vec![whole]) } else { corrected_word(&whole) }
}

/// Returns the terms that one word was meant to be; none where that is not evident.
fn corrected_word(word: &str) -> Option<Vec<String>> {
    let trimmed = word.trim_matches(STRAY);
    if trimmed.is_empty() {
        return Some(Vec::new());
    }
    if trimmed != word {
        return if is_term(trimmed) { Some(vec![trimmed.to_owned()]) } else { corrected_word(trimmed) };
    }
    if let Some((first, rest)) = word.split_once([';', ',']) {
        let mut terms = one_or_corrected(first)?;
        terms.extend(one_or_corrected(rest)?);
        return Some(terms);
    }
    if let Some(terms) = before_all(word) {
        return Some(terms);
    }
    let body = word.trim_start_matches(['+', '-', '~', '?']);
    let qualifiers = &word[..word.len() - body.len()];
    let qualifier = qualifiers.get(..1).unwrap_or_default();
    if !qualifiers.trim_start_matches(qualifier).is_empty() {
        return None;
    }
    let term = format!("{qualifier}{}", corrected_term(body)?);
    is_term(&term).then(|| vec![term])
}

fn one_or_corrected(word: &str) -> Option<Vec<String>> {
    if is_term(word) { Some(vec![word.to_owned()]) } else { corrected_word(word) }
}

/// Splits `mx~all`, where the space before the last term is missing. What is left of a number belongs to an
/// address that was cut off, and says nothing.
fn before_all(word: &str) -> Option<Vec<String>> {
    let start = word.len().checked_sub("-all".len())?;
    let (before, all) = (word.get(..start)?, word.get(start..)?);
    let is_all = all.starts_with(['-', '~', '?', '+']) && all[1..].eq_ignore_ascii_case("all");
    if !is_all || before.is_empty() || before.ends_with(['-', '~', '?', '+']) {
        return None;
    }
    let mut terms = if before.bytes().all(|octet| octet.is_ascii_digit()) {
        Vec::new()
    } else {
        one_or_corrected(before)?
    };
    terms.push(all.to_owned());
    Some(terms)
}

/// Returns a term without its qualifier as it was meant to be.
fn corrected_term(body: &str) -> Option<String> {
    if let Some(network) = network(body) {
        return Some(network);
    }
    let (name, value) = body.split_once([':', '=']).unwrap_or((body, ""));
    let name = name.to_ascii_lowercase();
    let value = value.trim_start_matches([':', '=']);
    // An IPv6 address may begin with colons.
    let whole = body.get(name.len() + 1..).unwrap_or_default();
    if ADDRESS_NAMES.contains(&name.as_str())
        && let Some(network) = network(whole).or_else(|| network(value))
    {
        return Some(network);
    }
    match (name.as_str(), value) {
        ("all" | "a" | "mx" | "ptr", "") => Some(name),
        ("redirect" | "exp", value) => Some(format!("{name}={value}")),
        ("include" | "exists" | "a" | "mx" | "ptr", value) => Some(format!("{name}:{value}")),
        _ => None,
    }
}

/// Returns the mechanism that names an address or a network.
fn network(text: &str) -> Option<String> {
    let (address, length) =
        text.split_once('/').map_or((text, None), |(address, length)| (address, Some(length)));
    let ip: IpAddr = address.parse::<Ipv4Addr>().map(IpAddr::from).ok().or_else(|| {
        let address = address.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')).unwrap_or(address);
        address.parse::<Ipv6Addr>().map(IpAddr::from).ok()
    })?;
    let name = if ip.is_ipv4() { "ip4" } else { "ip6" };
    Some(length.map_or_else(|| format!("{name}:{ip}"), |length| format!("{name}:{ip}/{length}")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn evident_mistakes_are_corrected() {
        for (wrong, right) in [
            ("v=spf1 ipv4:192.0.2.1 -all", "v=spf1 ip4:192.0.2.1 -all"),
            ("v=spf1 ip:192.0.2.0/24 ~all", "v=spf1 ip4:192.0.2.0/24 ~all"),
            ("v=spf1 ip:2001:db8::1 ~all", "v=spf1 ip6:2001:db8::1 ~all"),
            ("v=spf1 ip6:192.0.2.1 ip4:2001:db8::1 -all", "v=spf1 ip4:192.0.2.1 ip6:2001:db8::1 -all"),
            ("v=spf1 a:192.0.2.1 192.0.2.2 -all", "v=spf1 ip4:192.0.2.1 ip4:192.0.2.2 -all"),
            ("v=spf1 mx ~all;", "v=spf1 mx ~all"),
            ("v=spf1 mx; a, ~all", "v=spf1 mx a ~all"),
            ("v=spf1 ip4:192.0.2.1;ip4:192.0.2.2 -all.", "v=spf1 ip4:192.0.2.1 ip4:192.0.2.2 -all"),
            ("v=spf1 mx 81~all", "v=spf1 mx ~all"),
            ("v=spf1 ip4:192.0.2.81~all", "v=spf1 ip4:192.0.2.81 ~all"),
            ("v=spf1 ip4:192.0.2. 81~all", "v=spf1 ip4:192.0.2.81 ~all"),
            ("v=spf1 mx-all", "v=spf1 mx -all"),
            ("v=spf1 include: x.test -all", "v=spf1 include:x.test -all"),
            ("v=spf1 include :x.test -all", "v=spf1 include:x.test -all"),
            ("v=spf1 include x.test -all", "v=spf1 include:x.test -all"),
            ("v=spf1 redirect:x.test", "v=spf1 redirect=x.test"),
            ("v=spf1 a: mx: --all", "v=spf1 a mx -all"),
            ("v=spf1 mx \u{2013}all", "v=spf1 mx -all"),
            ("v=spf1 mx \u{201c}-all\u{201d}", "v=spf1 mx -all"),
            ("v=spf1 ip4:192.0.2.1/ -all\"", "v=spf1 ip4:192.0.2.1 -all"),
        ] {
            assert_eq!(corrected(wrong.as_bytes()).as_deref(), Some(right), "{wrong}");
        }
    }

    #[test]
    fn nothing_is_guessed() {
        for wrong in [
            "ip4:192.0.2.1/33 -all",
            "foo -all",
            "include: -all",
            "~-all",
            "redirect=a.b redirect=c.d",
            "a:x",
        ] {
            assert_eq!(corrected(format!("v=spf1 {wrong}").as_bytes()), None, "{wrong}");
        }
    }
}
