//! An IPv6 address in the name: as nibbles, expanded or compressed, whole or in part.

use std::net::{IpAddr, Ipv6Addr};

use super::address4::{self, Form, Order};
use super::host::Host;

/// Hexadecimal digits in one piece that suffice: three groups.
const LEAST: usize = 12;

pub(super) fn find(address: Ipv6Addr, host: &Host) -> Option<Form> {
    let mut digits = [0; 32];
    for (pair, octet) in digits.chunks_mut(2).zip(address.octets()) {
        pair[0] = octet >> 4;
        pair[1] = octet & 15;
    }
    let text = host.host();
    nibbles(&digits, text)
        .or_else(|| groups(address, text))
        .or_else(|| other(text))
        .or_else(|| address4::find_other(host))
}

fn value(octet: u8) -> Option<u8> {
    match octet {
        b'0'..=b'9' => Some(octet - b'0'),
        b'a'..=b'f' => Some(octet - b'a' + 10),
        _ => None,
    }
}

/// The longest piece that the name, its hyphens and dots left out, shares with the address.
fn nibbles(digits: &[u8; 32], text: &str) -> Option<Form> {
    let mut backward = *digits;
    backward.reverse();
    let mut best: Option<(usize, Order)> = None;
    let runs = text.split(|c: char| !c.is_ascii_hexdigit() && c != '-' && c != '.');
    for run in runs.filter(|run| run.len() >= LEAST) {
        let run: Vec<u8> = run.bytes().filter_map(value).collect();
        for (wanted, order) in [(digits, Order::Forward), (&backward, Order::Reversed)] {
            let count = longest_shared(wanted, &run);
            if count >= LEAST && best.is_none_or(|(longest, _)| count > longest) {
                best = Some((count, order));
            }
        }
    }
    best.map(|(count, order)| Form::Nibbles { count, order })
}

/// The length of the longest common piece; pieces that are mostly zeros do not count.
fn longest_shared(address: &[u8; 32], run: &[u8]) -> usize {
    // One row of the usual table: for each place in the address, what ends there.
    let mut ending = [0_usize; 33];
    let mut longest = 0;
    for &digit in run {
        for place in (1..=32).rev() {
            ending[place] = if address[place - 1] == digit { ending[place - 1] + 1 } else { 0 };
            let count = ending[place];
            if count > longest && count >= LEAST {
                let telling = address[place - count..place].iter().filter(|&&digit| digit != 0).count();
                if telling >= 5 {
                    longest = count;
                }
            }
        }
    }
    longest
}

/// Groups without leading zeros, at hyphens, dots or in labels of their own, `--` or nothing for
/// the zeros: half of the address's groups in a row, or all that are not zero.
fn groups(address: Ipv6Addr, text: &str) -> Option<Form> {
    let named: Vec<u16> = text
        .split(['-', '.'])
        .filter(|piece| (1..=4).contains(&piece.len()))
        .filter_map(|piece| u16::from_str_radix(piece, 16).ok())
        .filter(|&group| group != 0)
        .collect();
    let mut own: Vec<u16> = address.segments().into_iter().filter(|&group| group != 0).collect();
    for order in [Order::Forward, Order::Reversed] {
        let shared = (0..named.len())
            .flat_map(|at| (0..own.len()).map(move |from| (at, from)))
            .map(|(at, from)| named[at..].iter().zip(&own[from..]).take_while(|(a, b)| a == b).count())
            .max()
            .unwrap_or(0);
        if shared >= 4 || (shared >= 3 && shared == own.len()) {
            let count = if shared == own.len() { 8 } else { shared };
            return Some(Form::Groups { count, order });
        }
        own.reverse();
    }
    None
}

/// Another address: 32 digits in one label or eight groups that start in 2000::/3.
fn other(text: &str) -> Option<Form> {
    let found = text.split('.').find_map(|label| {
        let tail = label.trim_start_matches(|c: char| !c.is_ascii_digit());
        let digits: String = tail.chars().filter(char::is_ascii_hexdigit).collect();
        let clean = tail.chars().all(|c| c.is_ascii_hexdigit() || c == '-');
        if clean && digits.len() == 32 {
            return u128::from_str_radix(&digits, 16).ok().map(Ipv6Addr::from);
        }
        let groups = tail.split('-').count();
        (groups == 8).then(|| tail.replace('-', ":").parse().ok()).flatten()
    })?;
    matches!(found.segments()[0], 0x2000..=0x3fff).then_some(Form::Other(IpAddr::V6(found)))
}
