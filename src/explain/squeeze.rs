//! A text by its letters and digits alone, so that wording is found whatever line ends, codes
//! and spaces a reporter put into it.

/// The letters and digits of a text, in lower case; everything else is left out.
pub fn letters(text: &str) -> String {
    text.bytes().filter(u8::is_ascii_alphanumeric).map(|b| b.to_ascii_lowercase() as char).collect()
}

/// A reply code in a text (RFC 5321 section 4.2).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct CodeAt {
    /// The code, 400 to 599.
    pub code: u16,
    /// Where it is, in bytes.
    pub start: usize,
    /// Where the text after it and its enhanced code begins.
    pub end: usize,
    /// Where its enhanced code is (RFC 3463); empty without one.
    pub enhanced: (usize, usize),
    /// Whether a hyphen follows: more lines come.
    pub continues: bool,
}

/// A text squeezed: without reply codes, enhanced codes, and all that is no letter or digit.
#[derive(Clone, Debug, Default)]
pub(super) struct Squeezed {
    /// Letters and digits, in lower case.
    pub octets: Vec<u8>,
    /// Where each of them is in the text, in bytes.
    pub at: Vec<u32>,
    /// The reply codes of the text, in its order.
    pub codes: Vec<CodeAt>,
}

impl Squeezed {
    /// Squeezes a text of less than 4 GiB.
    pub(super) fn of(text: &str) -> Squeezed {
        let octets = text.as_bytes();
        let mut squeezed = Squeezed::default();
        squeezed.octets.reserve(octets.len());
        squeezed.at.reserve(octets.len());
        let mut at = 0;
        while at < octets.len() {
            let octet = octets[at];
            // Who says a line is no part of what is said.
            if octet == b'S' && (at == 0 || octets[at - 1] == b'\n') {
                at = after_speaker(octets, at);
                if octets[at] != octet {
                    continue;
                }
            }
            if (octet == b'4' || octet == b'5')
                && let Some(code) = code_at(octets, at)
            {
                at = code.end;
                squeezed.codes.push(code);
                continue;
            }
            if octet.is_ascii_alphanumeric() {
                squeezed.octets.push(octet.to_ascii_lowercase());
                squeezed.at.push(at as u32);
            }
            at += 1;
        }
        squeezed
    }

    /// Where the text of the octets from `start` to `end` begins and ends.
    pub(super) fn span(&self, start: usize, end: usize) -> (usize, usize) {
        let first = self.at.get(start).map_or(0, |at| *at as usize);
        let last = end.checked_sub(1).and_then(|last| self.at.get(last)).map_or(first, |at| *at as usize + 1);
        (first, last)
    }
}

/// Where a line of a transcript goes on after `S:`, if a code follows; else where it begins.
fn after_speaker(octets: &[u8], start: usize) -> usize {
    let line = &octets[start..];
    let speaker =
        [&b"S:"[..], b"SERVER:", b"SERVER -> CLIENT:"].into_iter().find(|who| line.starts_with(who));
    let Some(speaker) = speaker else { return start };
    let spaces = line[speaker.len()..].iter().take_while(|b| **b == b' ').count();
    let at = start + speaker.len() + spaces;
    let is_code = octets.get(at).is_some_and(|b| matches!(b, b'4' | b'5')) && code_at(octets, at).is_some();
    if is_code { at } else { start }
}

fn code_at(octets: &[u8], start: usize) -> Option<CodeAt> {
    let [a, b, c] = *octets.get(start..start + 3)? else { return None };
    // The second digit is 0 to 5 in replies (RFC 5321 section 4.2.1), and few servers go beyond.
    if !(b.is_ascii_digit() && c.is_ascii_digit()) {
        return None;
    }
    let next = octets.get(start + 3).copied();
    let after = octets.get(start + 4).copied();
    let before = start.checked_sub(1).map(|at| octets[at]);
    let begins = match before {
        None => true,
        // `stat=550 …` is sendmail's, `reply=550 …` OpenSMTPD's; `size=550` is no reply.
        Some(b'=') => [&b"stat="[..], b"reply=", b"code=", b"response=", b"result="]
            .iter()
            .any(|name| octets[..start].ends_with(name)),
        Some(b'.' | b'-' | b'[' | b'/' | b'+' | b'$' | b'%' | b'@') => false,
        // The end of a tag, `LPN007_402` or `OFR_415`; `said:_550` is a space that was replaced.
        Some(b'_') => {
            !octets[..start - 1].last().is_some_and(|b| b.is_ascii_uppercase() || b.is_ascii_digit())
        }
        // Glued to what was before it: `service554-IP`.
        Some(b) if b.is_ascii_alphabetic() => {
            next == Some(b'-') && after.is_some_and(|b| b.is_ascii_alphabetic())
        }
        Some(b) => !b.is_ascii_digit(),
    };
    let ends = match next {
        None => true,
        Some(b'.') => !after.is_some_and(|b| b.is_ascii_digit()),
        Some(b'/' | b'%' | b'@' | b'=') => false,
        Some(b) => !b.is_ascii_alphanumeric(),
    };
    if !begins || !ends {
        return None;
    }
    let code = u16::from(a - b'0') * 100 + u16::from(b - b'0') * 10 + u16::from(c - b'0');
    // The ports of submission (RFC 8314), which reporters write behind the host. No reply has these numbers.
    if matches!(code, 465 | 587) {
        return None;
    }
    let mut code = CodeAt { code, start, end: start + 3, enhanced: (0, 0), continues: next == Some(b'-') };
    // A reporter may have broken the line between the codes.
    let is_between = |b: &u8, at: usize| match b {
        b' ' | b'-' | b'_' | b'#' | b':' | b'\t' => at < start + 6,
        _ => false,
    };
    let mut at = start + 3;
    while octets.get(at).is_some_and(|b| is_between(b, at)) {
        at += 1;
    }
    if octets.get(at) == Some(&b'\n') {
        let broken = octets[at..].iter().take(16).take_while(|b| b.is_ascii_whitespace()).count();
        if octets.get(at + broken) == Some(&a) {
            at += broken;
        }
    }
    if let Some(end) = enhanced_at(octets, at) {
        code.enhanced = (at, end);
        code.end = end;
    }
    Some(code)
}

/// Where an enhanced code that begins here ends.
fn enhanced_at(octets: &[u8], start: usize) -> Option<usize> {
    let mut at = start;
    for (part, longest) in [1, 3, 3].into_iter().enumerate() {
        if part > 0 {
            if octets.get(at) != Some(&b'.') {
                return None;
            }
            at += 1;
        }
        let digits = octets[at.min(octets.len())..].iter().take_while(|b| b.is_ascii_digit()).count();
        if digits == 0 || digits > longest || (part == 0 && !matches!(octets[at], b'2' | b'4' | b'5')) {
            return None;
        }
        at += digits;
    }
    let is_over = octets.get(at).is_none_or(|b| !b.is_ascii_alphanumeric())
        && !(octets.get(at) == Some(&b'.') && octets.get(at + 1).is_some_and(u8::is_ascii_digit));
    is_over.then_some(at)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn codes(text: &str) -> Vec<u16> {
        Squeezed::of(text).codes.iter().map(|code| code.code).collect()
    }

    #[test]
    fn codes_are_distinguished_from_other_numbers() {
        assert_eq!(codes("554-a 554 b"), [554, 554]);
        assert_eq!(codes("(550, b'x')"), [550]);
        assert_eq!(codes("service554-IP address"), [554]);
        assert_eq!(codes("said:_550_no"), [550]);
        assert_eq!(codes("LPN007_402 OFR_415 [415] try_later_550-no"), [550]);
        assert_eq!(codes("550\n"), [550]);
        assert_eq!(codes("192.0.2.1 450.1 10.550.1.2 delay=451 smtp[550]: 5500 4:550a =550"), [0u16; 0]);
        assert_eq!(codes("relay=smtp.ionos.de[192.0.2.1]:587: x, smtp.ionos.de:465, port 587"), [0u16; 0]);
        assert_eq!(Squeezed::of("550: 5.7.1 a").codes[0].enhanced, (5, 10));
        // Broken by a reporter after the first code.
        assert_eq!(Squeezed::of("a 550\n    5.7.1 b").octets, b"ab");
        assert_eq!(codes("550 \n555 b"), [550, 555]);
        assert_eq!(Squeezed::of("S: 550-a\nS: 550 b\nSo").octets, b"abso");
        let squeezed = Squeezed::of("550 5.7.1 a");
        assert_eq!(squeezed.codes[0].enhanced, (4, 9));
        assert_eq!(squeezed.octets, b"a");
        assert_eq!(Squeezed::of("550 5.7.1.2 a").codes[0].enhanced, (0, 0));
    }

    #[test]
    fn wording_is_whole_whatever_is_in_it() {
        let squeezed = Squeezed::of("Requ\n  ested act=ion not 550-taken");
        assert_eq!(squeezed.octets, b"requestedactionnottaken");
        assert_eq!(squeezed.span(0, 9), (0, 12));
    }
}
