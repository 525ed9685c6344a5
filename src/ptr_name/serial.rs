//! Numbers in place of names: customers' numbers and serial numbers of hosts.

use super::host::Host;
use super::vocabulary::Kind;
use super::words::{self, Words};
use super::{Certainty, Class, Classification, Feature};

/// Digits from which a number after a word for machines is a serial number: people count their
/// own servers with fewer.
const MACHINE_DIGITS: usize = 4;
/// The same after a single letter.
const LETTER_DIGITS: usize = 6;
/// The same after any other word, where it is not clear.
const WORD_DIGITS: usize = 6;

/// Judges the first label by its number. None where a word of mail explains it.
pub(super) fn judge(host: &Host, words: &Words) -> Option<Classification> {
    if words.mail().is_some() || host.domain_is_about_mail() {
        return None;
    }
    let label = host.first_label();
    let serial = |class, certainty| {
        Some(Classification::new(
            class,
            certainty,
            Feature::Serial,
            format!("the label \"{label}\" is a serial number, not a name"),
        ))
    };
    if let Some(found) = customer_number(host, words) {
        return Some(found);
    }
    let run = longest_number(label);
    let digits = if is_date(run) { 0 } else { run.len() };
    let prefix = &label[..label.find(|c: char| !c.is_ascii_lowercase()).unwrap_or(label.len())];
    let rest = label[prefix.len()..].trim_start_matches('-');
    // A number alone, or with more behind a hyphen: "7301", "p8301-tokyo".
    let number = rest.split('-').next().unwrap_or_default();
    let plain = !number.is_empty() && number.bytes().all(|octet| octet.is_ascii_digit());
    let digits = if plain && number.len() < run.len() { 0 } else { digits };
    let machine = is_machine(prefix);
    if is_uuid(label) || is_hardware_address(label) {
        return serial(Class::Generic, Certainty::High);
    }
    if machine && (digits >= MACHINE_DIGITS || is_id(rest)) {
        return serial(Class::Generic, Certainty::Medium);
    }
    let numeric = rest.bytes().all(|octet| octet.is_ascii_digit() || octet == b'-');
    if prefix == "ip" && numeric && !matches!(rest, "" | "4" | "6") {
        return serial(Class::Generic, Certainty::Medium);
    }
    let least = match prefix.len() {
        0 => MACHINE_DIGITS + 1,
        1 => LETTER_DIGITS,
        _ => WORD_DIGITS,
    };
    if plain && digits >= least {
        // Senders of mailings number their hosts so, too.
        return if prefix.len() > 1 {
            serial(Class::Unclear, Certainty::Low)
        } else {
            serial(Class::Generic, Certainty::Medium)
        };
    }
    // "business123", but not "app101.corp".
    if words.first(Kind::MaybeStatic).is_some_and(|word| label.contains(word)) && digits >= 3 {
        return serial(Class::Generic, Certainty::Low);
    }
    if is_id(label) && label.bytes().all(|octet| octet.is_ascii_hexdigit()) && label.len() >= 8 {
        let class = if words.of_providers() > 0 { Class::Generic } else { Class::Unclear };
        return serial(class, Certainty::Low);
    }
    if plain && digits + 2 >= least && digits >= 4 && prefix.len() <= 1 {
        return serial(Class::Unclear, Certainty::Low);
    }
    None
}

/// "customer-2481", "cust4711.town.…", "a1730-5.members.…".
fn customer_number(host: &Host, words: &Words) -> Option<Classification> {
    let word = words.first(Kind::Customer)?;
    let own = host.labels().find(|label| label.contains(word))?;
    let numbered = |label: &str, least: usize| label.bytes().filter(u8::is_ascii_digit).count() >= least;
    let listed = words::letters(own).all(|part| part == word || words::kind(part).is_some());
    let bare = host.first_label() == word && words.of_providers() > 1;
    let found = numbered(own, if listed { 2 } else { 3 }) || numbered(host.first_label(), 3) || bare;
    found.then(|| {
        Classification::new(
            Class::Generic,
            Certainty::Medium,
            Feature::CustomerWord,
            format!("\"{word}\" is in a provider's words what it serves a customer with"),
        )
    })
}

fn is_machine(word: &str) -> bool {
    let one = |word: &str| matches!(words::kind(word), Some(Kind::Machine | Kind::Line));
    word.len() > 1
        && (one(word) || (2..word.len().saturating_sub(1)).any(|at| one(&word[..at]) && one(&word[at..])))
}

fn longest_number(label: &str) -> &str {
    let runs = label.split(|c: char| !c.is_ascii_digit());
    runs.max_by_key(|run| run.len()).unwrap_or_default()
}

/// A year, or a day written as year, month and day.
fn is_date(digits: &str) -> bool {
    let number: u32 = digits.parse().unwrap_or_default();
    match digits.len() {
        4 => (1980..=2039).contains(&number),
        8 => {
            let (year, month, day) = (number / 10_000, number / 100 % 100, number % 100);
            (1980..=2039).contains(&year) && (1..=12).contains(&month) && (1..=31).contains(&day)
        }
        _ => false,
    }
}

/// Letters and digits mixed, as random identifiers are.
fn is_id(text: &str) -> bool {
    let digits = text.bytes().filter(u8::is_ascii_digit).count();
    let letters = text.bytes().filter(u8::is_ascii_lowercase).count();
    let changes = text
        .as_bytes()
        .windows(2)
        .filter(|pair| pair[0].is_ascii_digit() != pair[1].is_ascii_digit())
        .count();
    digits >= 2 && letters >= 1 && digits + letters >= 6 && digits + letters == text.len() && changes >= 2
}

/// A hardware address, as cable providers write it: twelve hexadecimal digits, or six pairs.
fn is_hardware_address(label: &str) -> bool {
    let hex = |text: &str| text.bytes().all(|octet| octet.is_ascii_hexdigit());
    let mixed =
        |text: &str| text.bytes().any(|b| b.is_ascii_digit()) && text.bytes().any(|b| b.is_ascii_lowercase());
    let run = label.split(|c: char| !c.is_ascii_hexdigit()).any(|run| run.len() >= 12 && mixed(run));
    let pairs = || {
        let parts: Vec<&str> = label.split('-').collect();
        parts.windows(6).any(|pairs| pairs.iter().all(|pair| pair.len() == 2 && hex(pair)))
    };
    run || pairs()
}

fn is_uuid(label: &str) -> bool {
    let lengths = [8, 4, 4, 4, 12];
    label.len() == 36
        && label
            .split('-')
            .map(|part| if part.bytes().all(|octet| octet.is_ascii_hexdigit()) { part.len() } else { 0 })
            .eq(lengths)
}
