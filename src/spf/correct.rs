//! What a record with syntax errors evidently means. Pure text: nothing is looked up here.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use super::record::{SpfRecord, TermKind, is_term};

/// How many words of a record are corrected at most.
const MAX_WORDS: usize = 500;
/// The longest word that is corrected, in octets: it is taken apart step by step.
const MAX_WORD: usize = 512;
/// Mechanisms that take an address, and what people write in their place.
const ADDRESS_NAMES: [&str; 8] = ["ip4", "ip6", "ipv4", "ipv6", "ip", "a", "mx", "host"];
/// What people write in place of `include` and of `all`.
const INCLUDE_NAMES: [&str; 8] =
    ["includes", "included", "includ", "inclue", "inlcude", "inclued", "icnlude", "incldue"];
const ALL_NAMES: [&str; 7] = ["al", "ll", "alll", "aall", "a11", "a1l", "al1"];
/// How many networks a range of addresses is split into at most.
const MAX_NETWORKS: usize = 10;
/// Punctuation that does not belong to a term.
const STRAY: &[char] = &[';', ',', '.', '"', '\'', '\\', '/'];

/// Returns the record without its syntax errors, where it is evident what each term was meant to be.
/// The first word is taken as the version.
pub fn corrected(text: &[u8]) -> Option<String> {
    let text = ascii(text);
    let words: Vec<&str> = text.split_ascii_whitespace().skip(1).collect();
    if words.len() > MAX_WORDS || words.iter().any(|word| word.len() > MAX_WORD) {
        return None;
    }
    let mut terms: Vec<String> = vec!["v=spf1".to_owned()];
    let mut place = 0;
    while let Some(word) = words.get(place) {
        place += 1;
        if is_term(word) {
            let is_repeated =
                is_modifier_of_one(word) && terms.iter().any(|term| term.eq_ignore_ascii_case(word));
            if !is_repeated {
                terms.extend(meant_by_modifier(word).unwrap_or_else(|| vec![(*word).to_owned()]));
            }
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

/// Returns the terms that a modifier was evidently meant to be: its name is that of a mechanism.
pub(super) fn meant_by_modifier(word: &str) -> Option<Vec<String>> {
    if word.len() > MAX_WORD {
        return None;
    }
    let (name, _) = word.split_once('=')?;
    let name = name.to_ascii_lowercase();
    let is_mechanism = ["include", "exists", "ptr"].contains(&name.as_str())
        || ADDRESS_NAMES.contains(&name.as_str())
        || INCLUDE_NAMES.contains(&name.as_str());
    let is_unknown = || {
        SpfRecord::parse(format!("v=spf1 {word}").as_bytes())
            .terms
            .iter()
            .all(|term| term.kind == TermKind::UnknownModifier)
    };
    (is_mechanism && is_unknown()).then(|| corrected_word(word))?
}

/// Says of a modifier which mechanism it was evidently meant to be.
pub(super) fn note_on_modifier(word: &str) -> Option<String> {
    let meant = meant_by_modifier(word)?.join(" ");
    Some(format!("no effect: an unknown modifier, evidently meant to be {meant}"))
}

/// True for a modifier that may be in a record once.
fn is_modifier_of_one(word: &str) -> bool {
    word.split_once('=')
        .is_some_and(|(name, _)| ["redirect", "exp"].iter().any(|one| name.eq_ignore_ascii_case(one)))
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
    let is_qualifier = ["+", "-", "~", "?"].contains(&word);
    let is_cut = is_qualifier || word.ends_with([':', '=', '.', '/']) || next.starts_with([':', '/']);
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
    let is_qualified = !qualifier.is_empty();
    let bodies = match range(body) {
        Some(networks) => networks,
        None if is_qualified && ALL_NAMES.iter().any(|name| body.eq_ignore_ascii_case(name)) => {
            vec!["all".to_owned()]
        }
        None => vec![corrected_term(body)?],
    };
    let terms: Vec<String> = bodies.iter().map(|body| format!("{qualifier}{body}")).collect();
    terms.iter().all(|term| is_term(term)).then_some(terms)
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
    if ADDRESS_NAMES.contains(&name.as_str()) && name.starts_with("ip") && is_host_name(value) {
        return Some(format!("a:{value}"));
    }
    match (name.as_str(), value) {
        ("all" | "a" | "mx" | "ptr", "") => Some(name),
        ("redirect" | "exp", value) => Some(format!("{name}={value}")),
        ("include" | "exists" | "a" | "mx" | "ptr", value) => Some(format!("{name}:{value}")),
        (name, value) if INCLUDE_NAMES.contains(&name) => Some(format!("include:{value}")),
        _ => None,
    }
}

/// True for a name of two labels at least that no address could be.
fn is_host_name(text: &str) -> bool {
    let labels: Vec<&str> = text.split('.').collect();
    let is_label =
        |label: &&str| !label.is_empty() && label.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
    labels.len() > 1
        && labels.iter().all(is_label)
        && labels.last().is_some_and(|last| last.starts_with(|c: char| c.is_ascii_alphabetic()))
}

/// Returns the networks of a range of IPv4 addresses: `ip4:192.0.2.1-192.0.2.6`, `192.0.2.1-6`.
fn range(body: &str) -> Option<Vec<String>> {
    let (name, range) = body.split_once([':', '=']).unwrap_or(("ip4", body));
    if !ADDRESS_NAMES.iter().any(|known| known.eq_ignore_ascii_case(name)) {
        return None;
    }
    let (first, last) = range.split_once('-')?;
    let first: Ipv4Addr = first.parse().ok()?;
    let [a, b, c, _] = first.octets();
    let last: Ipv4Addr = last.parse().or_else(|_| last.parse().map(|d: u8| [a, b, c, d].into())).ok()?;
    let (mut next, last) = (u64::from(first.to_bits()), u64::from(last.to_bits()));
    let mut networks = Vec::new();
    while next <= last {
        // The largest network that begins here and does not reach beyond the end.
        let bits = (0..32).rev().find(|bits| next % (1 << bits) == 0 && next + (1 << bits) - 1 <= last)?;
        let address = Ipv4Addr::from_bits(u32::try_from(next).ok()?);
        networks.push(if bits == 0 {
            format!("ip4:{address}")
        } else {
            format!("ip4:{address}/{}", 32 - bits)
        });
        next += 1 << bits;
    }
    (!networks.is_empty() && networks.len() <= MAX_NETWORKS).then_some(networks)
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
    fn words_of_any_length_are_read() {
        for text in [format!("v=spf1 {}", "a;".repeat(30_000)), format!("v=spf1 ip4={}", "a;".repeat(30_000))]
        {
            assert!(corrected(text.as_bytes()).is_none_or(|corrected| corrected.len() <= text.len()));
        }
        let joined = format!("v=spf1 mx{}", "-all".repeat(15_000));
        assert_eq!(corrected(joined.as_bytes()), None);
    }

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
            ("v=spf1 mx - all", "v=spf1 mx -all"),
            ("v=spf1 mx -al", "v=spf1 mx -all"),
            ("v=spf1 inlcude:x.test -all", "v=spf1 include:x.test -all"),
            ("v=spf1 ip4:mail.x.test -all", "v=spf1 a:mail.x.test -all"),
            ("v=spf1 include=x.test ipv4:192.0.2.1 -all", "v=spf1 include:x.test ip4:192.0.2.1 -all"),
            ("v=spf1 redirect=x.test redirect=X.test", "v=spf1 redirect=x.test"),
            (
                "v=spf1 ip4:192.0.2.1-192.0.2.6 -all",
                "v=spf1 ip4:192.0.2.1 ip4:192.0.2.2/31 ip4:192.0.2.4/31 ip4:192.0.2.6 -all",
            ),
            ("v=spf1 192.0.2.0-255 -all", "v=spf1 ip4:192.0.2.0/24 -all"),
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
            "mx al",
            "ip4:192.0.2.1.2 -all",
            "ip4:192.0.2.9-192.0.2.1 -all",
            "ip4:192.0.2.1-203.0.113.254 -all",
            "mail.x.test -all",
        ] {
            assert_eq!(corrected(format!("v=spf1 {wrong}").as_bytes()), None, "{wrong}");
        }
    }
}
