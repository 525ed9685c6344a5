//! The mail domains that zone files hold: what a job judges that knows no names.

use std::collections::HashSet;

use crate::dns::{Name, Record, RecordData, RecordType, Source};
use crate::spf;
use crate::spf::{Mechanism, Qualifier, SpfRecord, TermKind};
use crate::zone::Zone;

/// The names of zone files that are judged, and those that are not.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MailDomains {
    /// The mail domains, in the order of the files.
    pub names: Vec<Name>,
    /// Those of `names` that say of themselves that they neither send nor take mail: a null MX
    /// alone (RFC 7505) and `v=spf1 -all` (RFC 7208 section 10.1.2).
    pub parked: HashSet<Name>,
    /// Owners of such records that are no sender's domain.
    pub skipped: Vec<SkippedName>,
}

/// An owner of mail records that is not judged, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SkippedName {
    /// The owner.
    pub name: Name,
    /// Why it is not a sender's domain.
    pub reason: &'static str,
    /// The file that holds it.
    pub file: String,
    /// The line of its first such record, from 1.
    pub line: Option<u32>,
}

/// Finds the mail domains of zone files: owners of MX and SPF records, the domain `X` of a record at
/// `_dmarc.X`, and the apex of each whole zone, unless it is one of reverse names.
///
/// Not judged are wildcards, names with a label that begins with an underscore (no address can be
/// there, RFC 5321 section 4.1.2), what is at or below a delegation, where live DNS answers, and
/// SPF records that are only there for other records to include.
pub fn find<'z>(zones: impl IntoIterator<Item = &'z Zone> + Clone) -> MailDomains {
    let included: HashSet<Name> =
        zones.clone().into_iter().flat_map(Zone::records).flat_map(included_names).collect();
    let mut found = MailDomains::default();
    let mut seen: HashSet<Name> = HashSet::new();
    for zone in zones {
        for record in zone.records() {
            let Some(name) = mail_domain(record, zone) else { continue };
            if !seen.insert(name.clone()) {
                continue;
            }
            match reason_to_skip(&name, zone, &included) {
                Some(reason) => {
                    let (file, line) = match &record.source {
                        Source::Zone { file, line } => (file.to_string(), *line),
                        Source::Live => (zone.file().to_owned(), None),
                    };
                    found.skipped.push(SkippedName { name, reason, file, line });
                }
                None => {
                    if is_parked(&name, zone) {
                        found.parked.insert(name.clone());
                    }
                    found.names.push(name);
                }
            }
        }
    }
    found
}

/// Where zone files report a domain: its MX record, else another record that makes it a mail domain, else
/// any of its own; the zone file that would hold one where there is none.
pub fn place_of<'z>(name: &Name, zones: impl IntoIterator<Item = &'z Zone>) -> Option<Source> {
    let holds = |zone: &&Zone| name.is_at_or_below(zone.origin());
    let dmarc = name.child(b"_dmarc").ok();
    let place_in = |zone: &'z Zone| {
        let own = || zone.records_at(name);
        let of_dmarc = dmarc.iter().flat_map(|dmarc| zone.records_at(dmarc));
        let first = own()
            .find(|record| record.rtype == RecordType::MX)
            .or_else(|| own().find(|record| spf::text_of(record).is_some()))
            .or_else(|| of_dmarc.into_iter().next())
            .or_else(|| own().next());
        let is_known = first.is_some();
        let place = first.map_or(zone.source(), |record| record.source.clone());
        // The zone nearest to the domain, and of those the one that has something to say.
        ((is_known, zone.origin().labels().len()), place)
    };
    zones.into_iter().filter(holds).map(place_in).max_by_key(|(rank, _)| *rank).map(|(_, place)| place)
}

/// The domain that a record makes a mail domain.
fn mail_domain(record: &Record, zone: &Zone) -> Option<Name> {
    let owner = &record.name;
    let is_dmarc = owner.labels().next() == Some(b"_dmarc");
    match record.rtype {
        RecordType::MX => Some(owner.clone()),
        RecordType::SOA if owner == zone.origin() && !is_reverse(owner) => Some(owner.clone()),
        RecordType::TXT | RecordType::CNAME if is_dmarc => owner.parent().filter(|name| !name.is_root()),
        RecordType::TXT if spf::text_of(record).is_some() => Some(owner.clone()),
        _ => None,
    }
}

/// True for names that mean addresses (RFC 1035 section 3.5, RFC 3596 section 2.5).
fn is_reverse(name: &Name) -> bool {
    let mut last = name.labels().rev();
    last.next() == Some(b"arpa") && matches!(last.next(), Some(b"in-addr" | b"ip6"))
}

fn reason_to_skip(name: &Name, zone: &Zone, included: &HashSet<Name>) -> Option<&'static str> {
    if name.labels().any(|label| label == b"*") {
        return Some("a wildcard, which is not a single domain");
    }
    if name.labels().any(|label| label.first() == Some(&b'_')) {
        return Some("no mail address can have an underscore in its domain");
    }
    if zone.soa().is_some() && is_delegated(name, zone) {
        return Some("it is delegated: live DNS answers");
    }
    let is_host = |record: &Record| {
        matches!(record.rtype, RecordType::MX | RecordType::A | RecordType::AAAA | RecordType::CNAME)
    };
    let has_dmarc = name.child(b"_dmarc").is_ok_and(|dmarc| zone.records_at(&dmarc).next().is_some());
    let is_used_alone = zone.records_at(name).any(is_host) || has_dmarc || name == zone.origin();
    (included.contains(name) && !is_used_alone).then_some("it only serves other SPF records")
}

fn is_delegated(name: &Name, zone: &Zone) -> bool {
    let path = std::iter::successors(Some(name.clone()), Name::parent)
        .take_while(|step| step != zone.origin() && step.is_at_or_below(zone.origin()));
    path.into_iter().any(|step| zone.records_at(&step).any(|record| record.rtype == RecordType::NS))
}

/// The names that an SPF record includes or hands over to.
fn included_names(record: &Record) -> Vec<Name> {
    let Some(text) = spf::text_of(record) else { return Vec::new() };
    let terms = SpfRecord::parse(&text).terms.into_iter();
    let targets = terms.filter_map(|term| match term.kind {
        TermKind::Redirect(target) | TermKind::Directive(_, Mechanism::Include(target)) => Some(target),
        _ => None,
    });
    targets.filter_map(|target| target.fixed_name(&record.name)).collect()
}

fn is_parked(name: &Name, zone: &Zone) -> bool {
    let mut exchanges = zone.records_at(name).filter(|record| record.rtype == RecordType::MX).peekable();
    let is_null =
        |record: &Record| matches!(&record.data, RecordData::Mx { exchange, .. } if exchange.is_root());
    // A name below the origin with neither exchange nor address takes no mail either.
    let is_no_host = || {
        let leads_on =
            |record: &Record| matches!(record.rtype, RecordType::A | RecordType::AAAA | RecordType::CNAME);
        zone.soa().is_some() && name != zone.origin() && !zone.records_at(name).any(leads_on)
    };
    let takes_none = if exchanges.peek().is_some() { exchanges.all(is_null) } else { is_no_host() };
    let mut policies = zone.records_at(name).filter_map(spf::text_of);
    let sends_none = match (policies.next(), policies.next()) {
        (Some(text), None) => {
            let record = SpfRecord::parse(&text);
            let [term] = record.terms.as_slice() else { return false };
            record.errors.is_empty() && term.kind == TermKind::Directive(Qualifier::Fail, Mechanism::All)
        }
        _ => false,
    };
    takes_none && sends_none
}

#[cfg(test)]
mod tests {
    use super::*;

    const SOA: &str = "$TTL 300\n@ SOA ns hostmaster 1 7200 3600 1209600 900\n";

    fn find_in(zones: &[(&str, String)]) -> (Vec<String>, Vec<String>, Vec<String>) {
        let zones: Vec<Zone> = zones
            .iter()
            .map(|(origin, text)| Zone::parse("z", text, Some(origin.parse().unwrap())).unwrap())
            .collect();
        let found = find(&zones);
        let mut parked: Vec<String> = found.parked.iter().map(Name::to_string).collect();
        parked.sort();
        let skipped = found.skipped.iter().map(|skipped| {
            format!("{} {}: {}", skipped.name, skipped.line.unwrap_or_default(), skipped.reason)
        });
        (found.names.iter().map(Name::to_string).collect(), parked, skipped.collect())
    }

    #[test]
    fn a_domain_is_where_its_mail_records_do() {
        let text = format!(
            "{SOA}@ NS ns\nns A 192.0.2.1\n@ TXT \"v=spf1 -all\"\n@ MX 10 ns\nnews A 192.0.2.2\n_dmarc.news TXT \"v=DMARC1\"\n"
        );
        let zone = |file: &str, text: &str, origin: &str| {
            Zone::parse(file, text, Some(origin.parse().unwrap())).unwrap()
        };
        let zones =
            [zone("whole", &text, "a.test"), zone("part", "news.a.test. 300 MX 10 ns.a.test.\n", "a.test")];
        for (name, place) in [
            ("a.test", Some(("whole", Some(6)))),
            ("ns.a.test", Some(("whole", Some(4)))),
            ("news.a.test", Some(("part", Some(1)))),
            ("gone.a.test", Some(("part", None))),
            ("b.test", None),
        ] {
            let found = place_of(&name.parse().unwrap(), &zones);
            let found = found.as_ref().map(|source| match source {
                Source::Zone { file, line } => (&**file, *line),
                Source::Live => ("", None),
            });
            assert_eq!(found, place, "{name}");
        }
    }

    #[test]
    fn owners_of_mail_records_and_the_apex_are_mail_domains() {
        let zone = format!(
            "{SOA}@ NS ns\nns A 192.0.2.1\nwww A 192.0.2.2\nmail MX 10 www\nnews TXT \"v=spf1 -all\"\n\
             _dmarc.shop TXT \"v=DMARC1; p=none\"\n_dmarc.aliased CNAME _dmarc\n_dmarc TXT \"v=DMARC1; p=none\"\n\
             other TXT \"v=spf10 -all\"\nother TXT verification\n"
        );
        let (names, parked, skipped) = find_in(&[("a.test", zone)]);
        assert_eq!(names, ["a.test", "mail.a.test", "news.a.test", "shop.a.test", "aliased.a.test"]);
        assert_eq!((parked, skipped), (vec!["news.a.test".to_owned()], Vec::new()));
    }

    #[test]
    fn a_file_without_soa_has_no_apex() {
        let (names, ..) = find_in(&[("a.test", "mail 300 MX 10 www\nwww 300 A 192.0.2.1\n".to_owned())]);
        assert_eq!(names, ["mail.a.test"]);
    }

    #[test]
    fn names_that_are_no_senders_are_left_out_and_reported() {
        let zone = format!(
            "{SOA}@ NS ns\n* MX 10 www\n_spf TXT \"v=spf1 -all\"\nsub NS ns.sub\nsub MX 10 www\n\
             deep.sub MX 10 www\nspf TXT \"v=spf1 ip4:192.0.2.0/24 -all\"\n@ TXT \"v=spf1 include:spf.a.test -all\"\n\
             www A 192.0.2.1\nhost A 192.0.2.2\nhost TXT \"v=spf1 a -all\"\n\
             b TXT \"v=spf1 redirect=host.a.test\"\n"
        );
        let (names, _, skipped) = find_in(&[("a.test", zone)]);
        assert_eq!(names, ["a.test", "host.a.test", "b.a.test"]);
        assert_eq!(
            skipped,
            [
                "*.a.test 4: a wildcard, which is not a single domain",
                "_spf.a.test 5: no mail address can have an underscore in its domain",
                "sub.a.test 7: it is delegated: live DNS answers",
                "deep.sub.a.test 8: it is delegated: live DNS answers",
                "spf.a.test 9: it only serves other SPF records",
            ]
        );
    }

    #[test]
    fn reverse_zones_have_no_mail_domain() {
        let zone = format!("{SOA}@ NS ns.a.test.\n10 PTR mail.a.test.\n");
        assert_eq!(find_in(&[("2.0.192.in-addr.arpa", zone)]), (vec![], vec![], vec![]));
    }

    #[test]
    fn parked_is_what_says_so_twice() {
        let zone = format!(
            "{SOA}none TXT \"v=spf1 -all\"\nweb TXT \"v=spf1 -all\"\nweb A 192.0.2.1\n@ MX 0 .\n@ TXT \"v=spf1 -all\"\nhalf MX 0 .\nsoft MX 0 .\nsoft TXT \"v=spf1 ~all\"\n\
             two MX 0 .\ntwo MX 5 www\ntwo TXT \"v=spf1 -all\"\nsends MX 0 .\nsends TXT \"v=spf1 a -all\"\n"
        );
        let (names, parked, _) = find_in(&[("a.test", zone)]);
        assert_eq!(names.len(), 7);
        assert_eq!(parked, ["a.test", "none.a.test"]);
    }
}
