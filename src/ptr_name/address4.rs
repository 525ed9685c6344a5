//! An IPv4 address in the name: in which writing, in which order, how much of it.

use std::net::{IpAddr, Ipv4Addr};

use super::host::Host;

/// What of an address is in the name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Form {
    Whole(Writing, Order),
    ThreeOctets(Writing),
    /// Three octets or more in the label that the provider registered (`ip-198-51-100.example`).
    InDomain,
    /// The last two octets, written with so many digits.
    TwoOctets {
        third: u8,
        fourth: u8,
        digits: usize,
    },
    /// The first label is a word and the last octet, or that octet alone.
    LastOctet {
        octet: u8,
        alone: bool,
    },
    /// 12 hexadecimal digits or more of an IPv6 address, in one piece.
    Nibbles {
        count: usize,
        order: Order,
    },
    /// The groups of an IPv6 address.
    Groups {
        count: usize,
        order: Order,
    },
    Other(IpAddr),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Writing {
    Decimal,
    RunTogether,
    Hexadecimal,
    /// The 32 bits as one decimal number.
    Integer,
    /// The 32 bits in base 32 (RFC 4648 section 7), as cable providers in the USA write them.
    Base32,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Order {
    Forward,
    Reversed,
    Mixed,
}

impl Form {
    /// Three octets or more, which no word of mail explains away.
    pub(super) fn stands_alone(self) -> bool {
        !matches!(self, Form::TwoOctets { .. } | Form::LastOctet { .. })
    }

    pub(super) fn is_own(self) -> bool {
        !matches!(self, Form::Other(_))
    }
}

/// A run of digits; `value` only where it can be an octet.
#[derive(Clone, Copy)]
struct Number {
    value: Option<u8>,
    start: usize,
    end: usize,
}

const SEPARATORS: [char; 2] = ['-', '.'];

/// What of `address` is in the name; the largest part wins.
pub(super) fn find(address: Ipv4Addr, host: &Host) -> Option<Form> {
    let octets = address.octets();
    let text = host.host();
    let numbers = numbers(text);
    whole(octets, &numbers)
        .or_else(|| run_together(octets, text))
        .or_else(|| hexadecimal(octets, text))
        .or_else(|| encoded(address, text))
        .or_else(|| in_domain(octets, host))
        .or_else(|| three(octets, &numbers))
        .or_else(|| other(text, &numbers))
        .or_else(|| two(octets, text, &numbers))
        .or_else(|| last(octets, host))
}

/// Another address in decimal, for names of IPv6 addresses too.
pub(super) fn find_other(host: &Host) -> Option<Form> {
    let text = host.host();
    other(text, &numbers(text))
}

fn numbers(text: &str) -> Vec<Number> {
    let mut numbers = Vec::new();
    let mut rest = text.bytes().enumerate().peekable();
    while let Some((start, octet)) = rest.next() {
        if !octet.is_ascii_digit() {
            continue;
        }
        let mut end = start + 1;
        while rest.next_if(|(_, octet)| octet.is_ascii_digit()).is_some() {
            end += 1;
        }
        let value = if end - start <= 3 { text[start..end].parse().ok() } else { None };
        numbers.push(Number { value, start, end });
    }
    numbers
}

/// How many digits the octets take, the measure of how improbable a chance match is.
fn digits(octets: &[u8]) -> usize {
    octets.iter().map(|&octet| 1 + usize::from(octet > 9) + usize::from(octet > 99)).sum()
}

fn values(window: &[Number]) -> impl DoubleEndedIterator<Item = Option<u8>> {
    window.iter().map(|number| number.value)
}

/// The numbers follow one another with a single octet between: a hyphen, a dot, or a letter.
fn adjoin(window: &[Number]) -> bool {
    window.windows(2).all(|pair| pair[1].start == pair[0].end + 1)
}

fn whole(octets: [u8; 4], numbers: &[Number]) -> Option<Form> {
    let mut sorted = octets;
    sorted.sort_unstable();
    for window in numbers.windows(4) {
        let mut found = [0; 4];
        for (slot, value) in found.iter_mut().zip(values(window)) {
            match value {
                Some(value) => *slot = value,
                None => break,
            }
        }
        let order = if found == octets {
            Order::Forward
        } else if found.iter().rev().eq(octets.iter()) {
            Order::Reversed
        } else {
            found.sort_unstable();
            if found != sorted {
                continue;
            }
            Order::Mixed
        };
        if values(window).all(|value| value.is_some()) && (adjoin(window) || digits(&octets) >= 6) {
            return Some(Form::Whole(Writing::Decimal, order));
        }
    }
    // All four with other numbers between, as in "7.pool3.198-51-100".
    if digits(&octets) < 8 || numbers.len() < 5 {
        return None;
    }
    if in_order(octets, numbers) {
        return Some(Form::Whole(Writing::Decimal, Order::Forward));
    }
    let mut backward = octets;
    backward.reverse();
    if in_order(backward, numbers) {
        return Some(Form::Whole(Writing::Decimal, Order::Reversed));
    }
    let count = |octet: u8| values(numbers).filter(|&value| value == Some(octet)).count();
    let needed = |octet: u8| octets.iter().filter(|&&other| other == octet).count();
    octets
        .iter()
        .all(|&octet| count(octet) >= needed(octet))
        .then_some(Form::Whole(Writing::Decimal, Order::Mixed))
}

fn in_order(octets: [u8; 4], numbers: &[Number]) -> bool {
    let mut rest = values(numbers).flatten();
    octets.into_iter().all(|octet| rest.any(|value| value == octet))
}

/// Three octets in adjoining numbers, in any order; with letters between only where they are
/// long enough and keep the address's order.
fn three(octets: [u8; 4], numbers: &[Number]) -> Option<Form> {
    for window in numbers.windows(3) {
        let mut left = [true; 4];
        let mut found = [0; 3];
        let all = values(window).zip(&mut found).all(|(value, slot)| {
            let place = (0..4).find(|&place| left[place] && value == Some(octets[place]));
            place.is_some_and(|place| {
                left[place] = false;
                *slot = octets[place];
                true
            })
        });
        if !all {
            continue;
        }
        let runs = |part: &[u8]| found[..] == *part || found.iter().rev().eq(part.iter());
        let ordered = runs(&octets[..3]) || runs(&octets[1..]);
        let enough = match (adjoin(window), ordered) {
            (true, true) => 4,
            (true, false) => 5,
            (false, true) => 7,
            (false, false) => 9,
        };
        if digits(&found) >= enough {
            return Some(Form::ThreeOctets(Writing::Decimal));
        }
    }
    None
}

/// Octets without separators, padded with zeros or not, or with separators elsewhere.
fn run_together(octets: [u8; 4], text: &str) -> Option<Form> {
    const LEAST: usize = 7;
    let mut writings: Option<[(String, Form); 12]> = None;
    for piece in text.split(|c: char| !c.is_ascii_digit() && !SEPARATORS.contains(&c)) {
        if piece.bytes().filter(u8::is_ascii_digit).count() < LEAST {
            continue;
        }
        let piece = piece.replace(SEPARATORS, "");
        for (written, form) in writings.get_or_insert_with(|| run_together_writings(octets)).iter() {
            let telling = written.bytes().filter(|&octet| octet != b'0').count() >= 4;
            if written.len() >= LEAST && telling && piece.contains(written.as_str()) {
                return Some(*form);
            }
        }
    }
    None
}

fn run_together_writings(octets: [u8; 4]) -> [(String, Form); 12] {
    let mut backward = octets;
    backward.reverse();
    let padded = |part: &[u8]| part.iter().map(|octet| format!("{octet:03}")).collect::<String>();
    let plain = |part: &[u8]| part.iter().map(u8::to_string).collect::<String>();
    let whole = |order| Form::Whole(Writing::RunTogether, order);
    let three = Form::ThreeOctets(Writing::RunTogether);
    [
        (padded(&octets), whole(Order::Forward)),
        (padded(&backward), whole(Order::Reversed)),
        (plain(&octets), whole(Order::Forward)),
        (plain(&backward), whole(Order::Reversed)),
        (padded(&octets[1..]), three),
        (padded(&octets[..3]), three),
        (padded(&backward[1..]), three),
        (padded(&backward[..3]), three),
        (plain(&octets[1..]), three),
        (plain(&octets[..3]), three),
        (plain(&backward[1..]), three),
        (plain(&backward[..3]), three),
    ]
}

const HEX: &[u8; 16] = b"0123456789abcdef";

fn hex_of<'a>(octets: &[u8], buffer: &'a mut [u8; 8]) -> &'a [u8] {
    for (pair, octet) in buffer.chunks_mut(2).zip(octets) {
        pair[0] = HEX[usize::from(octet >> 4)];
        pair[1] = HEX[usize::from(octet & 15)];
    }
    &buffer[..octets.len() * 2]
}

fn contains(text: &[u8], wanted: &[u8]) -> bool {
    text.windows(wanted.len()).any(|window| window == wanted)
}

/// Hexadecimal in one piece, in pairs, or in pieces without leading zeros (`7.64.33c6`).
fn hexadecimal(octets: [u8; 4], text: &str) -> Option<Form> {
    let mut backward = octets;
    backward.reverse();
    let (mut forward_buffer, mut backward_buffer) = ([0; 8], [0; 8]);
    let forward = hex_of(&octets, &mut forward_buffer);
    let reversed = hex_of(&backward, &mut backward_buffer);
    // Leading zeros of pieces restored; a piece that is not hexadecimal keeps what it holds.
    let mut joined = Vec::with_capacity(text.len() * 2);
    let mut stripped = Vec::with_capacity(text.len());
    for piece in text.split(SEPARATORS) {
        if piece.len() % 2 == 1 && piece.len() < 4 {
            joined.push(b'0');
        }
        joined.extend_from_slice(piece.as_bytes());
        stripped.extend_from_slice(piece.as_bytes());
    }
    let telling = octets.iter().filter(|&&octet| octet != 0).count() >= 2;
    for (wanted, order) in [(forward, Order::Forward), (reversed, Order::Reversed)] {
        if telling && (contains(&stripped, wanted) || contains(&joined, wanted)) {
            return Some(Form::Whole(Writing::Hexadecimal, order));
        }
    }
    let parts = [&forward[2..], &forward[..6], &reversed[..6], &reversed[2..]];
    let zeros = |part: &[u8]| part.iter().filter(|&&digit| digit == b'0').count();
    text.split(SEPARATORS)
        .filter(|piece| piece.len() >= 6)
        .any(|piece| parts.iter().any(|part| zeros(part) < 3 && contains(piece.as_bytes(), part)))
        .then_some(Form::ThreeOctets(Writing::Hexadecimal))
}

/// The address as one number, in decimal or in base 32.
fn encoded(address: Ipv4Addr, text: &str) -> Option<Form> {
    let bits = u32::from(address);
    let mut base32 = [0; 7];
    for (place, slot) in base32.iter_mut().rev().enumerate() {
        let digit = (u64::from(bits) >> (5 * place) & 31) as u8;
        *slot = if digit < 10 { b'0' + digit } else { b'a' + digit - 10 };
    }
    for piece in text.split(SEPARATORS) {
        let number = piece.trim_start_matches(|c: char| c.is_ascii_lowercase());
        if number.len() >= 9 && number.parse() == Ok(bits) {
            return Some(Form::Whole(Writing::Integer, Order::Forward));
        }
        if piece.as_bytes() == base32 {
            return Some(Form::Whole(Writing::Base32, Order::Forward));
        }
    }
    None
}

fn in_domain(octets: [u8; 4], host: &Host) -> Option<Form> {
    let numbers = numbers(host.registered_label());
    let found = |window: &[Number], part: &[u8]| values(window).eq(part.iter().map(|&octet| Some(octet)));
    numbers
        .windows(3)
        .any(|window| adjoin(window) && (found(window, &octets[..3]) || found(window, &octets[1..])))
        .then_some(Form::InDomain)
}

/// Four adjoining numbers, or twelve digits, that can be an address.
fn other(text: &str, numbers: &[Number]) -> Option<Form> {
    let address = |octets: [u8; 4]| {
        ((1..=223).contains(&octets[0])).then_some(Form::Other(IpAddr::V4(Ipv4Addr::from(octets))))
    };
    for (index, window) in numbers.windows(4).enumerate() {
        let mut octets = [0; 4];
        let all = values(window).zip(&mut octets).all(|(value, slot)| {
            *slot = value.unwrap_or_default();
            value.is_some()
        });
        let ends = numbers.get(index + 4).is_none_or(|next| !adjoin(&[window[3], *next]));
        let begins = index == 0 || !adjoin(&numbers[index - 1..=index]);
        // Letters between say rack and unit of a host, hyphens and dots say an address.
        let separated = window[..3].iter().all(|number| matches!(text.as_bytes()[number.end], b'-' | b'.'));
        if all && begins && ends && adjoin(window) && separated && digits(&octets) >= 7 {
            return address(octets).or_else(|| {
                octets.reverse();
                address(octets)
            });
        }
    }
    for number in numbers.iter().filter(|number| number.end - number.start == 12) {
        let mut octets = [0; 4];
        let all = octets.iter_mut().enumerate().all(|(place, slot)| {
            let at = number.start + 3 * place;
            text[at..at + 3].parse().map(|octet| *slot = octet).is_ok()
        });
        if all {
            return address(octets);
        }
    }
    None
}

fn two(octets: [u8; 4], text: &str, numbers: &[Number]) -> Option<Form> {
    let [_, _, third, fourth] = octets;
    let digits = digits(&octets[2..]);
    let form = Form::TwoOctets { third, fourth, digits };
    let pair = |window: &[Number]| {
        let found = [window[0].value, window[1].value];
        (found == [Some(third), Some(fourth)] || found == [Some(fourth), Some(third)])
            && (adjoin(window) || digits >= 5)
    };
    if numbers.windows(2).any(pair) {
        return Some(form);
    }
    let number = u32::from(third) * 1000 + u32::from(fourth);
    let swapped = u32::from(fourth) * 1000 + u32::from(third);
    let run = |run: &Number| {
        let run = &text[run.start..run.end];
        match run.len() {
            6 if digits >= 3 => run.parse() == Ok(number) || run.parse() == Ok(swapped),
            // Unpadded, only where it reads in one way.
            5 => {
                let reads_in_one_way = third > 99 && (10..=99).contains(&fourth);
                reads_in_one_way && run.parse() == Ok(u32::from(third) * 100 + u32::from(fourth))
            }
            _ => false,
        }
    };
    numbers.iter().any(run).then_some(form)
}

fn last(octets: [u8; 4], host: &Host) -> Option<Form> {
    let octet = octets[3];
    let label = host.first_label();
    let word = label.trim_end_matches(|c: char| c.is_ascii_digit());
    let number = &label[word.len()..];
    let matches = number.len() <= 3 && number.parse() == Ok(octet);
    let worded = word.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'-');
    (matches && worded).then_some(Form::LastOctet { octet, alone: word.is_empty() })
}
