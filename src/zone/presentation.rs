//! One record in presentation form, as records print themselves.

use std::fmt;

use crate::dns::{Name, Record, RecordData, RecordType, Source};

use super::lexer::Lexer;
use super::place::Place;
use super::rdata::parse_rdata;

/// Why a text is no record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RecordError(String);

impl fmt::Display for RecordError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for RecordError {}

/// Reads what `Record` prints: `owner TTL IN type data`, names absolute, single
/// spaces. The data of types that are kept as text is taken as it is.
///
/// # Errors
///
/// Text that is something else.
pub fn parse_record(text: &str, source: Source) -> Result<Record, RecordError> {
    let wrong = |what: &str| RecordError(format!("no record: {what}"));
    let mut words = text.splitn(5, ' ');
    let mut word = |what: &str| words.next().ok_or_else(|| wrong(&format!("the {what} is missing")));
    let name: Name = word("owner")?.parse().map_err(|error| wrong(&format!("the owner: {error}")))?;
    let ttl: u32 = word("TTL")?.parse().map_err(|_| wrong("the TTL is no number of 32 bits"))?;
    if word("class")? != "IN" {
        return Err(wrong("the class is not IN"));
    }
    let rtype: RecordType = word("type")?.parse().map_err(|()| wrong("the type is unknown"))?;
    let data = parse_data(rtype, words.next().unwrap_or_default())?;
    Ok(Record { name, rtype, ttl, data, source })
}

fn parse_data(rtype: RecordType, text: &str) -> Result<RecordData, RecordError> {
    let parsed_types = [
        RecordType::A,
        RecordType::AAAA,
        RecordType::NS,
        RecordType::CNAME,
        RecordType::DNAME,
        RecordType::PTR,
        RecordType::MX,
        RecordType::SOA,
        RecordType::TXT,
    ];
    if !parsed_types.contains(&rtype) {
        return Ok(RecordData::Other(text.to_owned()));
    }
    if rtype == RecordType::TXT && text.is_empty() {
        return Ok(RecordData::Txt(Vec::new()));
    }
    let mut lexer = Lexer::new(text.as_bytes());
    let mut entries =
        || lexer.next_entry().map_err(|fault| RecordError(format!("no record: {}", fault.message)));
    let (first, second) = (entries()?, entries()?);
    if second.is_some() {
        return Err(RecordError("no record: more than one line".to_owned()));
    }
    let (tokens, end) = first.map_or((Vec::new(), Place::START), |entry| (entry.tokens, entry.end));
    parse_rdata(rtype, &tokens, end, &Name::root())
        .map_err(|fault| RecordError(format!("no record: {}", fault.message)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_what_records_print() {
        for text in [
            "a.test. 0 IN A 192.0.2.1",
            "a.test. 4294967295 IN AAAA 2001:db8::1",
            ". 1 IN NS a.root-servers.test.",
            "a.test. 1 IN CNAME b.test.",
            "a.test. 1 IN DNAME b.test.",
            "1.2.0.192.in-addr.arpa. 1 IN PTR b.test.",
            "a.test. 1 IN MX 0 .",
            r"a\032b\;\@.test. 1 IN MX 65535 \000.test.",
            "a.test. 1 IN SOA a.test. b.test. 4294967295 1 2 3 4",
            r#"a.test. 1 IN TXT "" "a;(b" "\"\\\000\255""#,
            "a.test. 1 IN SRV 0 0 25 mail.test.",
            "a.test. 1 IN TYPE65280 \\# 0",
            "a.test. 1 IN HTTPS  anything \" kept",
        ] {
            let record = parse_record(text, Source::Live).unwrap();
            assert_eq!(record.to_string(), text);
        }
        let record = parse_record("a.test. 1 IN TXT ", Source::Live).unwrap();
        assert_eq!(record.data, RecordData::Txt(Vec::new()));
    }

    #[test]
    fn refuses_what_is_no_record() {
        for text in [
            "",
            "a.test.",
            "a..test. 1 IN A 192.0.2.1",
            "a.test. x IN A 192.0.2.1",
            "a.test. 1 CH A 192.0.2.1",
            "a.test. 1 IN A",
            "a.test. 1 IN A 192.0.2.1 192.0.2.2",
            "a.test. 1 IN A 192.0.2.1\n192.0.2.2",
            "a.test. 1 IN TXT \"x",
            "a.test. 1 IN NOTYPE x",
        ] {
            assert!(parse_record(text, Source::Live).is_err(), "{text}");
        }
    }
}
