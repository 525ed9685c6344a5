//! Questions and answers as DNS messages (RFC 1035 section 4), by hickory's codec.

use std::sync::Arc;
use std::time::Duration;

use hickory_resolver::proto::op::{Header, Message, MessageType, OpCode, Query, ResponseCode};
use hickory_resolver::proto::rr::rdata::opt::EdnsOption;
use hickory_resolver::proto::rr::{
    DNSClass, Name as WireName, RData, Record as WireRecord, RecordType as WireType,
};
use hickory_resolver::proto::serialize::binary::{BinDecodable, BinDecoder};

use super::transport::QueryOptions;
use super::{
    Answer, Failure, MAX_RECORDS, Name, Question, Record, RecordData, RecordType, Reply, Response, Source,
    Told,
};

/// The UDP answer that is asked for at most: it crosses every usual link unfragmented (DNS flag day 2020).
const EDNS_PAYLOAD: u16 = 1232;

/// The option that carries an extended DNS error (RFC 8914 section 2).
const EXTENDED_ERROR: u16 = 15;

/// Octets of a message's header.
const HEADER: usize = 12;

/// Octets of the longest question: a header, a name of 255 octets, type and class, an OPT record.
const LONGEST_QUERY: usize = HEADER + 255 + 4 + 11;

/// What octets from a nameserver are.
#[derive(Debug, PartialEq, Eq)]
#[allow(clippy::large_enum_variant, reason = "made once for each answer and taken apart at once")]
pub(super) enum Reading {
    /// Not the answer to this question: another id or question, or no DNS message.
    Foreign,
    /// Cut short (TC): the whole answer is to be had over TCP.
    Truncated,
    /// The answer, or the failure that it shows.
    Answer(Answer),
}

/// A question with a random id, and its octets (RFC 1035 section 4.1).
///
/// Written here and not by hickory's encoder, which takes a dozen allocations for these few octets.
pub(super) fn write(question: &Question, options: QueryOptions) -> (u16, Vec<u8>) {
    let id = Message::query().metadata.id;
    // Recursion desired (RFC 1035 section 4.1.1), authentic data, checking disabled (RFC 6840 section 5).
    let flags: u16 = 0x0100 | 0x0020 | if options.checking_disabled { 0x0010 } else { 0 };
    let mut octets = Vec::with_capacity(LONGEST_QUERY);
    // One question, no records but the OPT record.
    for number in [id, flags, 1, 0, 0, u16::from(options.edns)] {
        octets.extend_from_slice(&number.to_be_bytes());
    }
    question.name.write_wire(&mut octets);
    octets.extend_from_slice(&question.rtype.0.to_be_bytes());
    octets.extend_from_slice(&u16::from(DNSClass::IN).to_be_bytes());
    if options.edns {
        // The root's name, type OPT, the payload in place of a class, no flags, no options
        // (RFC 6891 section 6.1.2).
        octets.push(0);
        octets.extend_from_slice(&u16::from(WireType::OPT).to_be_bytes());
        octets.extend_from_slice(&EDNS_PAYLOAD.to_be_bytes());
        octets.extend_from_slice(&[0; 6]);
    }
    (id, octets)
}

/// The same for a nameserver that holds the zone: without asking for recursion.
pub(super) fn write_to_authority(question: &Question) -> (u16, Vec<u8>) {
    let (id, mut octets) = write(question, QueryOptions::default());
    octets[2] &= !0x01;
    (id, octets)
}

/// Reads everything that came after a question with this id; `None` for what is no answer to it. How long it took, the
/// caller knows.
pub(super) fn read_whole(octets: &[u8], id: u16, question: &Question) -> Option<Told> {
    if octets.len() < HEADER || octets[..2] != id.to_be_bytes() {
        return None;
    }
    let reply = |rcode, authoritative, truncated| Reply {
        rcode,
        authoritative,
        truncated,
        answers: Vec::new(),
        authority: Vec::new(),
        additional: Vec::new(),
        elapsed: Duration::ZERO,
    };
    let Some(message) = decode(octets) else {
        // A message that was cut short may end in the middle of a record.
        let is_cut = octets[2] & 0x82 == 0x82;
        return Some(if is_cut {
            Ok(reply(0, octets[2] & 0x04 != 0, true))
        } else {
            Err(Failure::Malformed)
        });
    };
    let metadata = &message.metadata;
    let is_repeated = message.queries.iter().all(|query| is_same(query, question));
    if metadata.message_type != MessageType::Response || !is_repeated {
        return None;
    }
    let records = |wires: &[WireRecord]| -> Vec<Record> {
        wires.iter().filter(|wire| wire.dns_class == DNSClass::IN).filter_map(record).collect()
    };
    Some(Ok(Reply {
        answers: records(&message.answers),
        authority: records(&message.authorities),
        additional: records(&message.additionals),
        ..reply(metadata.response_code.into(), metadata.authoritative, metadata.truncation)
    }))
}

/// The id of a message; none if it is too short for a header.
pub(super) fn id(octets: &[u8]) -> Option<u16> {
    (octets.len() >= HEADER).then(|| u16::from_be_bytes([octets[0], octets[1]]))
}

/// What a message says that it is about, whatever its id.
pub(super) fn questions(octets: &[u8]) -> Vec<Question> {
    let queries = decode(octets).map(|message| message.queries).unwrap_or_default();
    let question = |query: &Query| Question {
        name: Name::from(&query.name),
        rtype: RecordType(query.query_type.into()),
    };
    queries.iter().map(question).collect()
}

/// Reads what came after a question with this id.
pub(super) fn read(octets: &[u8], id: u16, question: &Question) -> Reading {
    if octets.len() < HEADER || octets[..2] != id.to_be_bytes() {
        return Reading::Foreign;
    }
    let Some(message) = decode(octets) else {
        // A message that was cut short may end in the middle of a record.
        return if octets[2] & 0x82 == 0x82 {
            Reading::Truncated
        } else {
            Reading::Answer(Err(Failure::Malformed))
        };
    };
    if message.metadata.message_type != MessageType::Response || message.metadata.op_code != OpCode::Query {
        return Reading::Foreign;
    }
    let failure = match message.metadata.response_code {
        ResponseCode::NoError | ResponseCode::NXDomain => None,
        ResponseCode::FormErr => Some(Failure::FormErr),
        ResponseCode::ServFail => Some(Failure::ServFail),
        ResponseCode::NotImp => Some(Failure::NotImp),
        ResponseCode::Refused => Some(Failure::Refused),
        code => Some(Failure::Rcode(code.into())),
    };
    // Servers that could not read the question do not repeat it.
    let repeated = message.queries.iter().all(|query| is_same(query, question));
    if !repeated || message.queries.len() > 1 || (message.queries.is_empty() && failure.is_none()) {
        return Reading::Foreign;
    }
    let is_servfail = failure == Some(Failure::ServFail);
    match Failure::of_extended_errors(&extended_errors(&message), is_servfail).or(failure) {
        Some(failure) => Reading::Answer(Err(failure)),
        None if message.metadata.truncation => Reading::Truncated,
        None => Reading::Answer(response(&message, question)),
    }
}

/// Decodes a message, one with empty TXT records too.
fn decode(octets: &[u8]) -> Option<Message> {
    Message::from_vec(octets).ok().or_else(|| with_empty_texts(octets))
}

/// Reads an answer with TXT records that have no data, which hickory refuses whole.
fn with_empty_texts(octets: &[u8]) -> Option<Message> {
    let mut decoder = BinDecoder::new(octets);
    let Header { metadata, counts } = Header::read(&mut decoder).ok()?;
    let mut message = Message::response(metadata.id, metadata.op_code);
    message.metadata = metadata;
    message.queries = Message::read_queries(&mut decoder, counts.queries.into()).ok()?;
    for _ in 0..counts.answers {
        let record = WireRecord::read(&mut decoder).ok()?;
        if matches!(record.data, RData::Update0(rtype) if rtype != WireType::TXT) {
            return None;
        }
        message.answers.push(record);
    }
    let mut section = |count: u16, is_additional| {
        Message::read_records(&mut decoder, count.into(), is_additional, metadata.op_code).ok()
    };
    (message.authorities, ..) = section(counts.authorities, false)?;
    (message.additionals, message.edns, _) = section(counts.additionals, true)?;
    Some(message)
}

/// The codes of the extended DNS errors, in their order.
fn extended_errors(message: &Message) -> Vec<u16> {
    let options = message.edns.iter().flat_map(|edns| edns.options().get_all(EXTENDED_ERROR.into()));
    let code = |option: &EdnsOption| match option {
        EdnsOption::Unknown(_, data) => Some(u16::from_be_bytes(*data.first_chunk()?)),
        _ => None,
    };
    options.filter_map(code).collect()
}

fn is_same(query: &Query, question: &Question) -> bool {
    query.query_class == DNSClass::IN
        && u16::from(query.query_type) == question.rtype.0
        && query.name.iter().len() == question.name.labels().len()
        && query.name.iter().zip(question.name.labels()).all(|(one, other)| one.eq_ignore_ascii_case(other))
}

fn response(message: &Message, question: &Question) -> Answer {
    // Another class is another tree of names, and says nothing about this one.
    let sections = message.answers.iter().chain(&message.authorities);
    if sections.into_iter().any(|wire| wire.dns_class != DNSClass::IN) {
        return Err(Failure::Malformed);
    }
    if message.answers.len() > MAX_RECORDS {
        return Err(Failure::TooManyRecords);
    }
    let mut records = Vec::new();
    for wire in &message.answers {
        let rtype = RecordType(wire.record_type().into());
        if rtype == question.rtype || rtype == RecordType::CNAME || rtype == RecordType::DNAME {
            records.push(record(wire).ok_or(Failure::Malformed)?);
        }
    }
    let nxdomain = message.metadata.response_code == ResponseCode::NXDomain;
    let soa = message
        .authorities
        .iter()
        .filter(|wire| wire.record_type() == WireType::SOA)
        .filter_map(record)
        .find(|soa| encloses(&soa.name, question, &records));
    // A nameserver that does not resolve for us points downwards, or to the root (RFC 1034 section 4.3.1). NS records
    // without SOA are a referral, not NODATA (RFC 2308 section 2.2), whatever the server says of recursion.
    let authoritative = message.metadata.authoritative;
    let mut referrals = message.authorities.iter().filter(|wire| wire.record_type() == WireType::NS);
    let refers = referrals.any(|wire| !authoritative || wire.name.is_root());
    if !nxdomain && records.is_empty() && soa.is_none() && refers {
        return Err(Failure::Referral);
    }
    Ok(Arc::new(Response { nxdomain, records, soa, authoritative, source: Source::Live }))
}

/// True for a zone that can speak for the name asked for or for what it is an alias of.
fn encloses(apex: &Name, question: &Question, records: &[Record]) -> bool {
    let by_alias = records.iter().any(|record| match &record.data {
        RecordData::Cname(target) => target.is_at_or_below(apex),
        RecordData::Dname(target) => target.is_at_or_below(apex) || apex.is_at_or_below(target),
        _ => false,
    });
    by_alias || question.name.is_at_or_below(apex)
}

/// A record as this program keeps it; none when its data do not fit its type.
fn record(wire: &WireRecord) -> Option<Record> {
    let rtype = RecordType(wire.record_type().into());
    let data = match &wire.data {
        RData::A(a) => RecordData::A(a.0),
        RData::AAAA(aaaa) => RecordData::Aaaa(aaaa.0),
        RData::NS(name) => RecordData::Ns(Name::from(&name.0)),
        RData::CNAME(name) => RecordData::Cname(Name::from(&name.0)),
        RData::PTR(name) => RecordData::Ptr(Name::from(&name.0)),
        RData::MX(mx) => RecordData::Mx { preference: mx.preference, exchange: Name::from(&mx.exchange) },
        RData::SOA(soa) => RecordData::Soa {
            mname: Name::from(&soa.mname),
            rname: Name::from(&soa.rname),
            serial: soa.serial,
            refresh: soa.refresh.cast_unsigned(),
            retry: soa.retry.cast_unsigned(),
            expire: soa.expire.cast_unsigned(),
            minimum: soa.minimum,
        },
        RData::TXT(txt) => RecordData::Txt(txt.txt_data.iter().map(|string| string.to_vec()).collect()),
        // hickory knows the type DNAME but not its data.
        RData::Unknown { rdata, .. } if rtype == RecordType::DNAME => {
            let mut decoder = BinDecoder::new(&rdata.anything);
            RecordData::Dname(Name::from(&WireName::read(&mut decoder).ok()?))
        }
        // Without any string, which RFC 1035 does not allow and nameservers send.
        RData::Update0(_) if rtype == RecordType::TXT => RecordData::Txt(Vec::new()),
        RData::Update0(_) => return None,
        RData::Unknown { rdata, .. } => RecordData::Other(generic(&rdata.anything)),
        other => RecordData::Other(other.to_string()),
    };
    // A TTL with the highest bit set counts as zero (RFC 2181 section 8).
    let ttl = if wire.ttl > i32::MAX.cast_unsigned() { 0 } else { wire.ttl };
    Some(Record { name: Name::from(&wire.name), rtype, ttl, data, source: Source::Live })
}

/// Data of an unknown type as text (RFC 3597 section 5).
fn generic(octets: &[u8]) -> String {
    let mut text = format!("\\# {}", octets.len());
    for (index, octet) in octets.iter().enumerate() {
        text.push_str(if index == 0 { " " } else { "" });
        text.push_str(&format!("{octet:02x}"));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn question() -> Question {
        Question { name: "a.test".parse().unwrap(), rtype: RecordType::TXT }
    }

    fn answer(id: u16) -> Message {
        let mut message = Message::response(id, OpCode::Query);
        message.add_query(Query::query(WireName::from_ascii("A.Test.").unwrap(), WireType::TXT));
        let text = RData::TXT(hickory_resolver::proto::rr::rdata::TXT::new(vec!["x".to_owned()]));
        message.add_answer(WireRecord::from_rdata(WireName::from_ascii("A.TEST.").unwrap(), 1 << 31, text));
        message
    }

    #[test]
    fn asks_with_recursion_and_edns() {
        let (id, octets) = write(&question(), QueryOptions::default());
        let message = Message::from_vec(&octets).unwrap();
        assert_eq!(message.metadata.id, id);
        assert_eq!(
            (message.metadata.message_type, message.metadata.op_code),
            (MessageType::Query, OpCode::Query)
        );
        assert!(matches!(&message.queries[..], [query] if is_same(query, &question())));
        assert!(message.metadata.recursion_desired && message.metadata.authentic_data);
        assert!(!message.metadata.checking_disabled);
        assert_eq!(message.max_payload(), EDNS_PAYLOAD);
        let options = QueryOptions { edns: false, checking_disabled: true };
        let message = Message::from_vec(&write(&question(), options).1).unwrap();
        assert!(message.edns.is_none() && message.metadata.checking_disabled);
    }

    #[test]
    fn case_does_not_matter_and_an_odd_ttl_is_zero() {
        let Reading::Answer(Ok(response)) = read(&answer(7).to_vec().unwrap(), 7, &question()) else {
            panic!("no answer");
        };
        assert_eq!(response.records[0].to_string(), "a.test. 0 IN TXT \"x\"");
        assert_eq!(read(&answer(8).to_vec().unwrap(), 7, &question()), Reading::Foreign);
        assert_eq!(read(&[0, 7, 0x80], 7, &question()), Reading::Foreign);
        let own = write(&question(), QueryOptions::default());
        assert_eq!(read(&own.1, own.0, &question()), Reading::Foreign);
    }

    #[test]
    fn a_text_record_without_strings_is_passed_over() {
        let mut octets = answer(7).to_vec().unwrap();
        octets[7] = 2;
        // The owner by its pointer, TXT, IN, a TTL of 1, no data.
        octets.extend_from_slice(&[0xc0, 12, 0, 16, 0, 1, 0, 0, 0, 1, 0, 0]);
        let Reading::Answer(Ok(response)) = read(&octets, 7, &question()) else { panic!("no answer") };
        let shown: Vec<String> = response.records.iter().map(ToString::to_string).collect();
        assert_eq!(shown, ["a.test. 0 IN TXT \"x\"", "a.test. 1 IN TXT \\# 0"]);
    }

    #[test]
    fn damaged_messages_are_read_without_harm() {
        let whole = answer(7).to_vec().unwrap();
        let mut state: u32 = 1;
        let mut next = move || {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            (state >> 16) as usize
        };
        for _ in 0..20_000 {
            let mut octets = whole.clone();
            for _ in 0..=next() % 4 {
                let at = 2 + next() % (octets.len() - 2);
                octets[at] = next() as u8;
            }
            octets.truncate(2 + next() % octets.len());
            read(&octets, 7, &question());
        }
    }
}
