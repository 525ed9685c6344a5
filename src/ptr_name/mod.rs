//! What the PTR name of a sending address reveals: a host that somebody named, a provider's
//! default, or a line with a dynamic address.
//!
//! Receivers refuse the latter two (IONOS: `554 Bad DNS PTR resource record`), and do not say how
//! they show. [`classify`] reads the name alone: each feature below has a file, the first that
//! decides gives the class and the reason, and nothing is fitted to data.
//!
//! | feature | file |
//! |---|---|
//! | a name that is no host name | `host.rs` |
//! | the address, or another one, is in the name | `address4.rs`, `address6.rs` |
//! | words: of access lines, of static lines, of customers, of mail; placeholders | `words.rs`, `vocabulary.rs` |
//! | serial numbers of hosts and customers | `serial.rs` |
//! | providers' default forms, and senders whose own names hold digits | `known.rs` |
//!
//! # Promises
//!
//! - It is pure, and reads the name and the address alone.
//!
//! # May use
//!
//! [`dns`](crate::dns).

mod address4;
mod address6;
mod host;
mod known;
mod reason;
mod serial;
mod vocabulary;
mod words;

use std::net::IpAddr;

use crate::dns::Name;

use address4::Form;
use host::Host;
use vocabulary::Kind;
use words::Words;

pub use host::MalformedReason;

/// What a PTR name reveals about its address.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Class {
    /// Somebody gave the host this name.
    Individual,
    /// The provider made the name: from the address, from a serial number, or as a placeholder.
    Generic,
    /// The provider made the name, and it shows an access line with a changing address.
    Dynamic,
    /// A sign of a provider's name that does not suffice.
    Unclear,
    /// No host name at all.
    Malformed(MalformedReason),
}

impl Class {
    /// True for the classes that a receiver which wants individual names refuses.
    pub fn is_bad(self) -> bool {
        matches!(self, Class::Generic | Class::Dynamic | Class::Malformed(_))
    }
}

/// How sure a classification is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Certainty {
    /// A single weak sign, or none where one is common.
    Low,
    /// A sign that is rare in the other classes.
    Medium,
    /// A sign that does not come by chance.
    High,
}

/// The feature of the name that decided.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Feature {
    /// The name is no host name.
    Syntax,
    /// The address, or a large part of it, is in the name.
    OwnAddress,
    /// Another address is in the name.
    OtherAddress,
    /// A label that says that nobody has named the host.
    Placeholder,
    /// A word of access lines, such as `dhcp`.
    AccessWord,
    /// A word of lines with a fixed address, such as `static`.
    StaticWord,
    /// A word for customers, with a number.
    CustomerWord,
    /// A serial number in place of a host's name.
    Serial,
    /// The default form of a provider on the list.
    ProviderDefault,
    /// A large sender on the list, whose individual names look like a provider's.
    KnownSender,
    /// A word of mail hosts.
    MailWord,
    /// Nothing points to a provider.
    Nothing,
}

/// The class of a PTR name, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Classification {
    /// Who named the host.
    pub class: Class,
    /// How sure that is.
    pub confidence: Certainty,
    /// The feature that decided.
    pub feature: Feature,
    /// The reason as a clause for people: "the address 198.51.100.7 is in the name, reversed".
    pub reason: String,
}

impl Classification {
    fn new(class: Class, confidence: Certainty, feature: Feature, reason: impl Into<String>) -> Self {
        Classification { class, confidence, feature, reason: reason.into() }
    }
}

/// Classifies the PTR name `name` of the address `ip`.
///
/// An access word without a word of static lines makes a name dynamic, any other name that a
/// provider made is generic, a name that someone gave a host is individual. Words of mail hosts
/// count against all but three or more octets of an address.
pub fn classify(ip: IpAddr, name: &Name) -> Classification {
    judge(ip, name, true)
}

/// As [`classify`], without the lists of providers and senders: what the features find in names
/// of providers that nobody has listed. For measurements.
pub fn classify_without_lists(ip: IpAddr, name: &Name) -> Classification {
    judge(ip, name, false)
}

fn judge(ip: IpAddr, name: &Name, lists: bool) -> Classification {
    let host = match Host::read(name) {
        Ok(host) => host,
        Err(why) => {
            return Classification::new(
                Class::Malformed(why),
                Certainty::High,
                Feature::Syntax,
                why.to_string(),
            );
        }
    };
    if lists && let Some(sender) = known::sender(&host) {
        return Classification::new(
            Class::Individual,
            Certainty::High,
            Feature::KnownSender,
            format!("{sender} gives its mail hosts such names"),
        );
    }
    let words = Words::read(&host);
    let found = match ip.to_canonical() {
        IpAddr::V4(address) => address4::find(address, &host),
        IpAddr::V6(address) => address6::find(address, &host),
    };
    if let Some(form) = found.filter(|form| form.stands_alone()) {
        return by_address(ip, form, &words);
    }
    placeholder(&host, &words)
        .or_else(|| lists.then(|| default_form(&host, &words)).flatten())
        .or_else(|| by_access_word(&host, &words))
        .or_else(|| found.and_then(|form| by_part(ip, form, &host, &words)))
        .or_else(|| by_static_word(&host, &words))
        .or_else(|| serial::judge(&host, &words))
        .unwrap_or_else(|| individual(&words))
}

/// Three octets or more: no word of mail counts against it.
fn by_address(ip: IpAddr, form: Form, words: &Words) -> Classification {
    let feature = if form.is_own() { Feature::OwnAddress } else { Feature::OtherAddress };
    let certainty = if form.is_own() { Certainty::High } else { Certainty::Medium };
    let reason = reason::address(ip, form);
    match (words.access(), words.fixed()) {
        (Some(word), None) => Classification::new(
            Class::Dynamic,
            certainty,
            feature,
            format!("{reason}, and \"{word}\" says that the address is dynamic"),
        ),
        _ => Classification::new(Class::Generic, certainty, feature, reason),
    }
}

/// One or two octets: only where no word of mail explains the numbers.
fn by_part(ip: IpAddr, form: Form, host: &Host, words: &Words) -> Option<Classification> {
    if words.mail().is_some() || host.domain_is_about_mail() {
        return None;
    }
    let supported = words.of_providers() > 0;
    let certainty = match form {
        Form::TwoOctets { digits, .. } if digits >= 3 || supported => Certainty::Medium,
        Form::LastOctet { alone: true, .. } => Certainty::Medium,
        Form::LastOctet { .. } if supported => Certainty::Medium,
        Form::TwoOctets { .. } => Certainty::Low,
        _ => return None,
    };
    let class = if certainty == Certainty::Low { Class::Unclear } else { Class::Generic };
    Some(Classification::new(class, certainty, Feature::OwnAddress, reason::address(ip, form)))
}

fn placeholder(host: &Host, words: &Words) -> Option<Classification> {
    let reason = if host.is_reverse_name() {
        "a name of the reverse tree itself".to_owned()
    } else {
        let label = words::placeholder(host)?;
        if words.mail().is_some() {
            return None;
        }
        format!("the label \"{label}\" says that nobody has named the host")
    };
    Some(Classification::new(Class::Generic, Certainty::High, Feature::Placeholder, reason))
}

fn default_form(host: &Host, words: &Words) -> Option<Classification> {
    let (provider, class) = known::default_form(host)?;
    if words.mail().is_some() {
        return None;
    }
    Some(Classification::new(
        class,
        Certainty::High,
        Feature::ProviderDefault,
        format!("{provider} gives such names to hosts that have none of their own"),
    ))
}

fn by_access_word(host: &Host, words: &Words) -> Option<Classification> {
    let strong = words.first(Kind::Access);
    let word = strong.or(words.first(Kind::MaybeAccess))?;
    if let Some(mail) = words.mail() {
        // "mail.adsl.…" was named by someone, if perhaps not on a line of their own.
        strong?;
        return Some(Classification::new(
            Class::Unclear,
            Certainty::Low,
            Feature::AccessWord,
            format!("\"{word}\" is a word of access lines, but \"{mail}\" one of mail hosts"),
        ));
    }
    let bare = host.host() == word;
    let numbered = host.has_number();
    if (strong.is_none() && !is_supported(word, host, words)) || (bare && !numbered) {
        // "dhcp.…" and "wifi.…" are names that people give to their own servers, too.
        return bare.then(|| {
            Classification::new(
                Class::Unclear,
                Certainty::Low,
                Feature::AccessWord,
                format!("\"{word}\" is a word of access lines, and nothing else in the name decides"),
            )
        });
    }
    let certainty = if strong.is_some() && numbered { Certainty::High } else { Certainty::Medium };
    Some(match words.fixed() {
        Some(fixed) => Classification::new(
            Class::Generic,
            certainty,
            Feature::StaticWord,
            format!("\"{word}\" is a word of access lines, and \"{fixed}\" says that the address is static"),
        ),
        None => Classification::new(
            Class::Dynamic,
            certainty,
            Feature::AccessWord,
            format!("\"{word}\" says that the address is dynamic"),
        ),
    })
}

/// Another word of providers, a long number in the first label, or one next to the word that is
/// longer than a count of one's own hosts.
fn is_supported(word: &str, host: &Host, words: &Words) -> bool {
    words.of_providers() > 1
        || digits(host.first_label()) >= 3
        || (digits(host.host()) >= 3 && host.labels().any(|label| label.contains(word) && digits(label) > 0))
}

fn digits(text: &str) -> usize {
    text.bytes().filter(u8::is_ascii_digit).count()
}

fn by_static_word(host: &Host, words: &Words) -> Option<Classification> {
    let word = words.first(Kind::Static)?;
    if words.mail().is_some() {
        return None;
    }
    // "static2.…" is also what people name the web server of their static files.
    let numbered = digits(host.host()) >= 2 || words.of_providers() > 1;
    let class = if numbered || host.first_label() == word { Class::Generic } else { Class::Unclear };
    let certainty = if numbered { Certainty::Medium } else { Certainty::Low };
    Some(Classification::new(
        class,
        certainty,
        Feature::StaticWord,
        format!("\"{word}\" says that the provider made the name for a static address"),
    ))
}

fn individual(words: &Words) -> Classification {
    match words.mail() {
        Some(word) => Classification::new(
            Class::Individual,
            Certainty::High,
            Feature::MailWord,
            format!("\"{word}\" is a word of mail hosts, and no address is in the name"),
        ),
        None => Classification::new(
            Class::Individual,
            Certainty::Medium,
            Feature::Nothing,
            "neither an address nor a provider's word is in the name",
        ),
    }
}
