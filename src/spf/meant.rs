//! What a published record with a fault was evidently meant to be, and how the fault came about.

use super::correct::corrected;
use super::near::separated;
use super::record::{SpfRecord, is_version, text_of};
use crate::dns::{Record, RecordData};

/// Why terms of a record run into each other.
const JOINED: &str = "its strings are joined without a space between them (RFC 7208 section 3.3)";

/// A record that was evidently meant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Meant {
    /// Its text.
    pub text: String,
    /// How the fault came about, as a clause about the record; `None` where the faulty term says it.
    pub cause: Option<&'static str>,
}

impl Meant {
    /// Returns what a record with syntax errors was meant to be, where that is evident.
    pub fn of(record: &Record) -> Option<Meant> {
        let text = text_of(record)?;
        let errors = SpfRecord::parse(&text).errors;
        let faulty = errors.first()?;
        Meant::with_spaces(record, &faulty.term)
            .or_else(|| Some(Meant { text: corrected(&text)?, cause: None }))
    }

    /// Returns the record with a space between its strings, where a term that is at fault came of joining them.
    pub fn with_spaces(record: &Record, faulty: &str) -> Option<Meant> {
        let RecordData::Txt(strings) = &record.data else { return None };
        let separated = separated(strings);
        let has_word = |text: &[u8]| text.split(|octet| *octet == b' ').any(|word| word == faulty.as_bytes());
        let comes_of_joining = has_word(&strings.concat()) && !has_word(&separated);
        if strings.len() < 2 || !is_version(&separated) || !comes_of_joining {
            return None;
        }
        Some(Meant { text: corrected(&separated)?, cause: Some(JOINED) })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dns::{RecordType, Source};

    fn record(strings: &str) -> Record {
        let strings = strings.split('"').skip(1).step_by(2).map(|string| string.as_bytes().to_vec());
        let data = RecordData::Txt(strings.collect());
        Record {
            name: "a.test".parse().unwrap(),
            rtype: RecordType::TXT,
            ttl: 60,
            data,
            source: Source::Live,
        }
    }

    #[test]
    fn joined_strings_are_named_as_the_cause() {
        for (strings, text) in [
            ("\"v=spf1 mx\" \"ip4:192.0.2.1\" \"-all\"", "v=spf1 mx ip4:192.0.2.1 -all"),
            ("\"v=spf1 ip4:192.0.2.1\" \"ip4:192.0.2.2 -all\"", "v=spf1 ip4:192.0.2.1 ip4:192.0.2.2 -all"),
            ("\"v=spf1 mx\" \"-all\"", "v=spf1 mx -all"),
        ] {
            let meant = Meant::of(&record(strings)).unwrap();
            assert_eq!((meant.text.as_str(), meant.cause), (text, Some(JOINED)), "{strings}");
        }
        let joined = record("\"v=spf1 include:a.test\" \"include:b.test -all\"");
        let meant = Meant::with_spaces(&joined, "include:a.testinclude:b.test").unwrap();
        assert_eq!(meant.text, "v=spf1 include:a.test include:b.test -all");
    }

    #[test]
    fn other_faults_are_not_put_down_to_the_strings() {
        let one = Meant::of(&record("\"v=spf1 \" \"ipv4:192.0.2.1 -all\"")).unwrap();
        assert_eq!((one.text.as_str(), one.cause), ("v=spf1 ip4:192.0.2.1 -all", None));
        assert_eq!(Meant::of(&record("\"v=spf1 mx -all\"")), None);
    }
}
