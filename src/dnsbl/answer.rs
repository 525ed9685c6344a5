//! What the addresses mean that a list answers with (RFC 5782 section 2.1).

use std::net::Ipv4Addr;

use super::{Answers, Kind, List, Meaning};
use crate::dns::{Lookup, RecordData};

/// What an answer comes to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reading {
    /// The subject is listed.
    Listed {
        /// What the codes mean; none where nothing is known of them.
        meaning: Option<String>,
        /// What to know about such a listing.
        note: Option<String>,
        /// False for codes that never decide.
        may_decide: bool,
    },
    /// An answer, but no listing.
    Neutral {
        /// What the codes mean.
        meaning: String,
        /// True when the list's data names them.
        is_documented: bool,
    },
    /// The list cannot be used, and why.
    Unusable(String),
}

/// The addresses of an answer, in order.
pub fn codes(lookup: &Lookup) -> Vec<Ipv4Addr> {
    let mut codes: Vec<Ipv4Addr> = Vec::new();
    for record in lookup.records() {
        if let RecordData::A(ip) = record.data {
            codes.push(ip);
        }
    }
    codes.sort_unstable();
    codes.dedup();
    codes
}

/// The error codes of 127.255.255.0/24, which Spamhaus began with and others use.
fn common_error(code: Ipv4Addr) -> Option<Meaning> {
    let [127, 255, 255, last] = code.octets() else { return None };
    let (text, note) = match last {
        252 => ("does not know the name of the list", Some("look for a typing error in it")),
        254 => ("refuses this resolver", Some("use your own resolver")),
        255 => ("got too many questions from this resolver", Some("use your own resolver")),
        _ => ("answers with an error code", None),
    };
    Some(Meaning { kind: Kind::Error, text: text.to_owned(), note: note.map(str::to_owned) })
}

impl List {
    /// Reads an answer: the addresses of the A records found. Of several, what counts against the
    /// list counts first, then a listing.
    pub fn read(&self, codes: &[Ipv4Addr]) -> Reading {
        if let Some(code) = codes.iter().find(|code| !code.is_loopback()) {
            return Reading::Unusable(format!(
                "{} answers {code}, which is outside 127.0.0.0/8: the list is dead, or the resolver gives \
                 addresses to names that do not exist",
                self.zone
            ));
        }
        let meanings: Vec<(Ipv4Addr, Meaning)> =
            codes.iter().flat_map(|code| self.meanings(*code).into_iter().map(|m| (*code, m))).collect();
        if let Some((code, error)) = meanings.iter().find(|(_, meaning)| meaning.kind == Kind::Error) {
            let note = error.note.as_ref().map(|note| format!(": {note}")).unwrap_or_default();
            return Reading::Unusable(format!("{} {} ({code}){note}", self.operator, error.text));
        }
        let of = |wanted: &[Kind]| -> Vec<&Meaning> {
            let mut found: Vec<&Meaning> = Vec::new();
            for (_, meaning) in meanings.iter().filter(|(_, meaning)| wanted.contains(&meaning.kind)) {
                if !found.contains(&meaning) {
                    found.push(meaning);
                }
            }
            found
        };
        let listings = of(&[Kind::Listing, Kind::Risk]);
        if !listings.is_empty() {
            let texts = listings.iter().map(|meaning| meaning.text.as_str()).filter(|text| !text.is_empty());
            let texts: Vec<&str> = texts.collect();
            return Reading::Listed {
                meaning: (!texts.is_empty()).then(|| texts.join("; ")),
                note: listings.iter().find_map(|meaning| meaning.note.clone()),
                may_decide: listings.iter().any(|meaning| meaning.kind == Kind::Listing),
            };
        }
        let neutral: Vec<&str> =
            of(&[Kind::Neutral]).into_iter().map(|meaning| meaning.text.as_str()).collect();
        if neutral.is_empty() {
            let meaning = "not an answer that the list gives for a listing".to_owned();
            Reading::Neutral { meaning, is_documented: false }
        } else {
            Reading::Neutral { meaning: neutral.join("; "), is_documented: true }
        }
    }

    /// What one address means; several things with a bit mask, nothing if the data does not say.
    fn meanings(&self, code: Ipv4Addr) -> Vec<Meaning> {
        let named: Vec<Meaning> = match &self.answers {
            Answers::Any => Vec::new(),
            Answers::Codes(codes) => codes
                .iter()
                .filter(|(first, last, _)| (*first..=*last).contains(&code))
                .map(|(_, _, meaning)| meaning.clone())
                .collect(),
            Answers::Bits(bits) => match code.octets() {
                [127, 0, 0, mask] => bits
                    .iter()
                    .filter(|(bit, _)| mask & bit != 0)
                    .map(|(_, meaning)| meaning.clone())
                    .collect(),
                _ => Vec::new(),
            },
        };
        if !named.is_empty() {
            return named;
        }
        match common_error(code) {
            Some(error) => vec![error],
            None if self.answers == Answers::Any && code != Ipv4Addr::LOCALHOST => {
                vec![Meaning { kind: Kind::Listing, text: String::new(), note: None }]
            }
            None => Vec::new(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(zone: &str, codes: &[&str]) -> Reading {
        let zone = zone.parse().unwrap();
        let known = super::super::built_in().into_iter().find(|list| list.zone == zone);
        let codes: Vec<Ipv4Addr> = codes.iter().map(|code| code.parse().unwrap()).collect();
        known.unwrap_or_else(|| List::unknown(zone)).read(&codes)
    }

    fn is_listed(zone: &str, codes: &[&str]) -> bool {
        matches!(read(zone, codes), Reading::Listed { .. })
    }

    #[test]
    fn an_unknown_list_lists_with_any_code_but_some() {
        for code in ["127.0.0.2", "127.0.0.255", "127.1.2.3", "127.0.1.1"] {
            assert!(is_listed("bl.test", &[code]), "{code}");
        }
        assert!(matches!(read("bl.test", &["127.0.0.1"]), Reading::Neutral { is_documented: false, .. }));
        for code in ["127.255.255.254", "127.255.255.7", "192.0.2.1", "0.0.0.0", "128.0.0.2"] {
            assert!(matches!(read("bl.test", &[code]), Reading::Unusable(_)), "{code}");
        }
        // One wrong address spoils the answer.
        assert!(matches!(read("bl.test", &["127.0.0.2", "203.0.113.9"]), Reading::Unusable(_)));
    }

    #[test]
    fn spamhaus_errors_are_no_listings() {
        let Reading::Unusable(why) = read("zen.spamhaus.org", &["127.255.255.254"]) else { panic!() };
        assert_eq!(
            why,
            "Spamhaus refuses this resolver (127.255.255.254): use your own resolver or a DQS key"
        );
        assert!(matches!(read("dbl.spamhaus.org", &["127.0.1.255"]), Reading::Unusable(_)));
        assert!(matches!(read("zen.spamhaus.org", &["127.0.0.77"]), Reading::Neutral { .. }));
    }

    #[test]
    fn several_codes_are_all_reported() {
        let reading = read("zen.spamhaus.org", &["127.0.0.4", "127.0.0.11"]);
        let Reading::Listed { meaning: Some(meaning), note: Some(note), may_decide: true } = reading else {
            panic!("{reading:?}")
        };
        assert!(meaning.starts_with("XBL") && meaning.contains("; PBL"), "{meaning}");
        assert!(note.contains("smarthost"), "{note}");
    }

    #[test]
    fn abused_domains_never_decide() {
        for code in ["127.0.1.102", "127.0.1.106"] {
            assert!(matches!(read("dbl.spamhaus.org", &[code]), Reading::Listed { may_decide: false, .. }));
        }
        assert!(matches!(
            read("dbl.spamhaus.org", &["127.0.1.2", "127.0.1.102"]),
            Reading::Listed { may_decide: true, .. }
        ));
    }

    #[test]
    fn white_and_neutral_answers_are_no_listings() {
        for (zone, code) in [
            ("bl.mailspike.net", "127.0.0.13"),
            ("bl.mailspike.net", "127.0.0.20"),
            ("hostkarma.junkemailfilter.com", "127.0.0.1"),
            ("hostkarma.junkemailfilter.com", "127.0.0.4"),
        ] {
            let reading = read(zone, &[code]);
            assert!(matches!(reading, Reading::Neutral { is_documented: true, .. }), "{zone} {code}");
        }
        assert!(is_listed("bl.mailspike.net", &["127.0.0.11"]));
        assert!(is_listed("hostkarma.junkemailfilter.com", &["127.0.0.1", "127.0.0.2"]));
    }

    #[test]
    fn bit_masks() {
        let Reading::Listed { meaning: Some(meaning), .. } = read("multi.surbl.org", &["127.0.0.80"]) else {
            panic!()
        };
        assert_eq!(meaning, "MW: malware; ABUSE: spam and abuse");
        assert!(matches!(read("multi.surbl.org", &["127.0.0.1"]), Reading::Unusable(_)));
        assert!(matches!(read("multi.uribl.com", &["127.0.0.4"]), Reading::Listed { may_decide: false, .. }));
        assert!(matches!(read("multi.uribl.com", &["127.0.0.6"]), Reading::Listed { may_decide: true, .. }));
        assert!(matches!(read("multi.uribl.com", &["127.0.0.255"]), Reading::Unusable(_)));
        assert!(matches!(read("multi.uribl.com", &["127.0.1.2"]), Reading::Neutral { .. }));
    }
}
