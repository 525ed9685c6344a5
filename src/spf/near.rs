//! Records that only look like SPF: no receiver takes them as one. Pure text: nothing is looked up here.

use super::correct::{ascii, corrected, is_invisible, is_typographic_quote};
use super::record::{Mechanism, Qualifier, SpfRecord, TermKind, is_version};
use crate::dns::{Record, RecordData, RecordType};

/// The longest text that is examined, in octets.
const MAX_TEXT: usize = 4096;
/// Strings as long as a string can be are continued in the next one; shorter ones were meant to end.
const FULL_STRING: usize = 250;

/// A text that was meant to be an SPF record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Near {
    /// Why it does not count, as a clause about the record.
    pub reason: String,
    /// The record that was meant; null where that is not evident.
    pub corrected: Option<String>,
}

/// A published record that only looks like SPF.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NearRecord {
    /// The record as it was found.
    pub record: Record,
    /// Why it does not count, and what was meant.
    pub near: Near,
}

impl NearRecord {
    /// Returns the first of these records that only looks like SPF: TXT records with a fault, or records of the
    /// withdrawn type SPF.
    pub fn find(records: &[Record]) -> Option<NearRecord> {
        records.iter().find_map(|record| {
            let near = match &record.data {
                RecordData::Txt(strings) => near(strings),
                _ => of_type_spf(record),
            };
            near.map(|near| NearRecord { record: record.clone(), near })
        })
    }
}

/// Recognises a TXT record that was meant to be SPF and is not. SPF records and those of Sender ID (`spf2.0`) are
/// left alone.
pub(super) fn near(strings: &[Vec<u8>]) -> Option<Near> {
    let whole = strings.concat();
    if whole.len() > MAX_TEXT || is_version(&whole) {
        return None;
    }
    let text = ascii(&whole);
    let start = text.trim_start_matches(is_lead);
    if begins_with(start, "spf2.0") {
        return None;
    }
    let result = |reason: String, text: &str| {
        let text: String = text.chars().filter(|c| !matches!(c, '"' | '\\')).collect();
        Some(Near { reason, corrected: corrected(text.as_bytes()) })
    };
    if is_version(start.as_bytes()) {
        return result(lead(&whole), start);
    }
    let separated = ascii(&separated(strings));
    let separated = separated.trim_start_matches(is_lead);
    if strings.len() > 1 && is_version(separated.as_bytes()) {
        let words_alone = strings.iter().all(|string| !string.contains(&b' '));
        let reason = if strings.len() > 2 && words_alone {
            "it was written without quotes: every word became a string of its own, and strings are joined without \
             a space"
        } else {
            "its strings are joined without a space between them (RFC 7208 section 3.3)"
        };
        return result(reason.to_owned(), separated);
    }
    if let Some((version, rest)) = odd_version(separated) {
        let glued = begins_with(&version, "v=spf1") && version.len() == "v=spf1".len();
        let reason = match glued {
            true if rest.is_empty() || rest.starts_with(' ') => {
                "its version is not written \"v=spf1\"".to_owned()
            }
            true => "no space follows \"v=spf1\"".to_owned(),
            false => format!("its version is \"{version}\", not \"v=spf1\""),
        };
        return result(reason, &format!("v=spf1 {}", rest.trim_start_matches([';', ',', ':', ' '])));
    }
    if is_without_version(separated) {
        return result("it does not begin with \"v=spf1\"".to_owned(), &format!("v=spf1 {separated}"));
    }
    let inside = text.to_ascii_lowercase().find("v=spf1 ")?;
    let fixed = result(format!("\"{}\" precedes \"v=spf1\"", text[..inside].trim()), &text[inside..])?;
    fixed.corrected.is_some().then_some(fixed)
}

/// True for what may be before a record without being seen.
fn is_lead(character: char) -> bool {
    matches!(character, ' ' | '"' | '\'' | '\\' | '`')
}

fn begins_with(text: &str, start: &str) -> bool {
    text.get(..start.len()).is_some_and(|found| found.eq_ignore_ascii_case(start))
}

/// Says what is before the version, or right behind it.
fn lead(whole: &[u8]) -> String {
    let text = String::from_utf8_lossy(whole);
    let first = text.chars().next().unwrap_or_default();
    // Typographic quotes of Windows are no UTF-8.
    let is_windows_quote = matches!(whole.first(), Some(0x84 | 0x91..=0x94 | 0xab | 0xbb));
    match first {
        '\u{feff}' => "it begins with a byte order mark, which is invisible",
        first if is_invisible(first) => "it begins with an invisible character",
        first if is_typographic_quote(first) || is_windows_quote => "it begins with a typographic quote",
        '"' | '\'' | '\\' | '`' => "it begins with a quote: quotes are part of its text",
        '\t' => "it begins with a tab",
        first if first.is_whitespace() => "it begins with a space",
        _ => "no plain space follows \"v=spf1\"",
    }
    .to_owned()
}

/// The strings with a space between them, but where one was cut for its length.
pub(super) fn separated(strings: &[Vec<u8>]) -> Vec<u8> {
    let mut text = Vec::new();
    for (place, string) in strings.iter().enumerate() {
        text.extend_from_slice(string);
        if place + 1 < strings.len() && string.len() < FULL_STRING {
            text.push(b' ');
        }
    }
    text
}

/// Takes a version that is written differently off the text: `v=spf1.0`, `v = spf1`, `v=spf`, `spf1`.
fn odd_version(text: &str) -> Option<(String, &str)> {
    let spaceless = |text: &str| text.chars().filter(|c| *c != ' ').collect::<String>();
    let after_v = match begins_with(text, "v") {
        true => text[1..].trim_start().strip_prefix(['=', ':'])?.trim_start_matches(is_lead),
        false => text,
    };
    if !begins_with(after_v, "spf") {
        return None;
    }
    let rest = after_v[3..].trim_start_matches(['=', '-']);
    let mut rest = rest.trim_start_matches(|c: char| c.is_ascii_digit() || c == '.');
    if let Some(after) =
        rest.strip_prefix(['l', 'I']).filter(|after| after.is_empty() || after.starts_with(' '))
    {
        rest = after;
    }
    // "SPF record of …" is prose: without "v=" a version and a term must follow.
    let is_typed = begins_with(text, "v") || begins_with(text, "spf1 ");
    let version = spaceless(&text[..text.len() - rest.len()]);
    is_typed.then_some((version, rest))
}

/// True for a text of mechanisms alone that says which senders a record lets pass.
fn is_without_version(text: &str) -> bool {
    let record = SpfRecord::parse(format!("v=spf1 {}", text.trim()).as_bytes());
    let tells = record.terms.iter().any(|term| match &term.kind {
        TermKind::Directive(qualifier, Mechanism::All) => *qualifier != Qualifier::Pass,
        TermKind::Directive(_, Mechanism::Include(_) | Mechanism::Ip4(..) | Mechanism::Ip6(..)) => true,
        _ => false,
    });
    let are_known = record.terms.iter().all(|term| !matches!(term.kind, TermKind::UnknownModifier));
    tells && are_known && record.errors.is_empty()
}

/// Recognises a record of type SPF (RFC 4408), which nobody asks for any more.
fn of_type_spf(record: &Record) -> Option<Near> {
    if record.rtype != RecordType::SPF {
        return None;
    }
    let RecordData::Other(data) = &record.data else { return None };
    let text = strings_of(data)?.concat();
    let corrected = is_version(&text)
        .then(|| ascii(&text))
        .filter(|text| SpfRecord::parse(text.as_bytes()).errors.is_empty());
    let reason = "it is of type SPF (99), which was withdrawn: only TXT records count (RFC 7208 section 3.1)";
    Some(Near { reason: reason.to_owned(), corrected })
}

/// Reads character strings: quoted, or in the generic form of RFC 3597.
fn strings_of(data: &str) -> Option<Vec<Vec<u8>>> {
    if let Some(generic) = data.strip_prefix("\\# ") {
        let digits: String = generic.split_once(' ')?.1.chars().filter(char::is_ascii_hexdigit).collect();
        let octets: Vec<u8> = (0..digits.len() / 2)
            .filter_map(|at| u8::from_str_radix(&digits[at * 2..at * 2 + 2], 16).ok())
            .collect();
        let mut rest = octets.as_slice();
        let mut strings = Vec::new();
        while let Some((length, after)) = rest.split_first() {
            let (string, after) = after.split_at_checked(usize::from(*length))?;
            strings.push(string.to_vec());
            rest = after;
        }
        return Some(strings);
    }
    let quoted = data.split('"').skip(1).step_by(2).map(|string| string.as_bytes().to_vec());
    let strings: Vec<Vec<u8>> = quoted.collect();
    Some(if strings.is_empty() { vec![data.as_bytes().to_vec()] } else { strings })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(strings: &[&str]) -> Option<Near> {
        near(&strings.iter().map(|string| string.as_bytes().to_vec()).collect::<Vec<_>>())
    }

    #[test]
    fn what_was_meant_to_be_spf_is_recognised() {
        for (strings, reason) in [
            (&["v=spf1", "mx -all"][..], "joined without a space"),
            (&["v=spf1", "mx", "-all"], "written without quotes"),
            (&["\"v=spf1 mx -all\""], "quotes are part"),
            (&["\\\"v=spf1 mx -all\\\""], "quotes are part"),
            (&["'v=spf1 mx -all'"], "quotes are part"),
            (&["\u{201c}v=spf1 mx -all\u{201d}"], "typographic quote"),
            (&["\u{201e}v=spf1 mx -all\u{201c}"], "typographic quote"),
            (&["\u{feff}v=spf1 mx -all"], "byte order mark"),
            (&["\u{200b}v=spf1 mx -all"], "invisible character"),
            (&[" v=spf1 mx -all"], "begins with a space"),
            (&["\u{a0}v=spf1 mx -all"], "begins with a space"),
            (&["\tv=spf1 mx -all"], "begins with a tab"),
            (&["v=spf1\tmx -all"], "no plain space follows"),
            (&["v=spf1\u{a0}mx -all"], "no plain space follows"),
            (&["v=spf1.0 mx -all"], "its version is \"v=spf1.0\""),
            (&["v=spf mx -all"], "its version is \"v=spf\""),
            (&["v=spfl mx -all"], "its version is \"v=spfl\""),
            (&["v=spf2 mx -all"], "its version is \"v=spf2\""),
            (&["v = spf1 mx -all"], "not written \"v=spf1\""),
            (&["v=spf1; mx -all"], "no space follows"),
            (&["v=spf1:mx -all"], "no space follows"),
            (&["v=spf1mx -all"], "no space follows"),
            (&["spf1 mx -all"], "its version is \"spf1\""),
            (&["mx -all"], "does not begin with"),
            (&["SPF v=spf1 mx -all"], "\"SPF\" precedes"),
            (&["@ IN TXT \"v=spf1 mx -all\""], "precedes"),
        ] {
            let near = of(strings).unwrap_or_else(|| panic!("{strings:?} is not recognised"));
            assert!(near.reason.contains(reason), "{strings:?}: {}", near.reason);
            assert_eq!(near.corrected.as_deref(), Some("v=spf1 mx -all"), "{strings:?}");
        }
        let near = near(&[b"\x93v=spf1 mx -all\x94".to_vec()]).unwrap();
        assert_eq!(
            (near.reason.as_str(), near.corrected.as_deref()),
            ("it begins with a typographic quote", Some("v=spf1 mx -all"))
        );
    }

    #[test]
    fn other_texts_are_left_alone() {
        for strings in [
            &["v=spf1 mx -all"][..],
            &["v=spf1"],
            &["spf2.0/pra mx -all"],
            &["spf2.0/mfrom,pra include:x.test ~all"],
            &["google-site-verification=abc"],
            &["v=DMARC1; p=none"],
            &["v=DKIM1; k=rsa; p="],
            &["v=verifydomain MS=1234"],
            &["a"],
            &["mx"],
            &["all"],
            &["no SPF"],
            &["SPF record of this domain"],
            &["spf"],
            &["we had v=spf1 and foo here"],
            &[""],
        ] {
            assert_eq!(of(strings), None, "{strings:?}");
        }
    }

    #[test]
    fn the_old_type_is_read_in_both_forms() {
        for data in ["\"v=spf1 mx \" \"-all\"", "\\# 15 0e763d73706631206d78202d616c6c"] {
            let record = Record {
                name: "a.test".parse().unwrap(),
                rtype: RecordType::SPF,
                ttl: 1,
                data: RecordData::Other(data.to_owned()),
                source: crate::dns::Source::Live,
            };
            let found = NearRecord::find(&[record]).unwrap();
            assert_eq!(found.near.corrected.as_deref(), Some("v=spf1 mx -all"), "{data}");
            assert!(found.near.reason.contains("type SPF"));
        }
    }
}
