//! The sender domain's mail exchanges, one by one.

use super::remedy::{longest_ttl, lookup_fix};
use super::{Evidence, Finding, Findings, Fix, Status, Subject};
use crate::catalogue::check::{
    Check, MX_EXCHANGE_DOES_NOT_EXIST, MX_EXCHANGE_HAS_NO_ADDRESS, MX_EXCHANGE_IS_ALIAS,
    MX_EXCHANGE_IS_IP_ADDRESS, MX_EXCHANGE_IS_IPV6_ONLY, MX_EXCHANGE_IS_MALFORMED, MX_EXCHANGE_IS_UNROUTABLE,
    MX_EXCHANGE_LOOKUP_FAILED, MX_IS_AT_PROVIDER,
};
use crate::dns::{Lookup, Name, Record, RecordData};
use crate::judge::assess::{AliasTarget, Blame, Exchange, ExchangeState, MailDomain, MailHosts};
use crate::probe::facts::{AddressLookups, MailDomainFacts};
use crate::probe::mail_provider;

/// The checks that depend on what the exchanges are.
pub(super) const OF_EXCHANGES: [&Check; 4] = [
    &MX_EXCHANGE_DOES_NOT_EXIST,
    &MX_EXCHANGE_HAS_NO_ADDRESS,
    &MX_EXCHANGE_IS_IP_ADDRESS,
    &MX_EXCHANGE_IS_ALIAS,
];

pub(super) fn judge(mail_domain: &MailDomain, facts: &MailDomainFacts, findings: &mut Findings) {
    let hosts = &mail_domain.hosts;
    let weight = if hosts.has_good_exchange() {
        Weight::AnotherIsGood
    } else if hosts.may_have_good_exchange() {
        Weight::AnotherMayBeGood
    } else {
        Weight::Decides
    };
    let is_one_hidden = hosts.hides_exchange();
    for exchange in hosts.exchanges() {
        let weight = match &exchange.state {
            // A failure of the sender's defers the mail unless the hidden exchange is good.
            ExchangeState::LookupFailed { blame: Blame::Sender, .. }
                if is_one_hidden && weight == Weight::AnotherMayBeGood =>
            {
                Weight::AnotherIsHidden
            }
            _ => weight,
        };
        judge_exchange(mail_domain, exchange, weight, addresses_of(exchange, facts), findings);
    }
    findings.push(provider(mail_domain));
    if let MailHosts::Exchanges { left_out: left_out @ 1.., .. } = hosts {
        let summary = format!("{left_out} further exchanges were not looked at: there are too many");
        let subject = Subject::Domain(mail_domain.domain.clone());
        let mut finding = Finding::new(&MX_EXCHANGE_LOOKUP_FAILED, Status::Unknown, subject, summary);
        if weight != Weight::AnotherIsGood {
            finding = finding.blaming(Blame::Resolver);
        }
        findings.push(finding);
    }
}

fn provider(mail_domain: &MailDomain) -> Finding {
    let domain = &mail_domain.domain;
    let about =
        |status, summary| Finding::new(&MX_IS_AT_PROVIDER, status, Subject::Domain(domain.clone()), summary);
    let mut providers =
        mail_domain.hosts.exchanges().iter().map(|exchange| mail_provider::of(&exchange.name));
    match providers.next().flatten() {
        Some(provider) if providers.all(|other| other == Some(provider)) => about(
            Status::Info,
            format!(
                "the mail of {domain} is taken by {provider}: the servers that send it are theirs or others, not \
                 these exchanges"
            ),
        ),
        _ => about(Status::Pass, format!("no known large provider takes all mail of {domain}")),
    }
}

/// What the other exchanges make of a bad one.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Weight {
    /// No exchange is good: the fault decides.
    Decides,
    /// One that could not be looked up may be good: the fault is a risk until that is known.
    AnotherMayBeGood,
    /// The same, and it was not seen by our fault: a look-up that fails is a risk as well.
    AnotherIsHidden,
    /// One good exchange is enough: the fault is a risk.
    AnotherIsGood,
}

impl Weight {
    fn status(self) -> Status {
        if self == Weight::Decides { Status::Fail } else { Status::Warn }
    }
}

fn addresses_of<'a>(exchange: &Exchange, facts: &'a MailDomainFacts) -> Option<&'a AddressLookups> {
    let named = facts.exchanges.iter().find(|facts| facts.name == exchange.name);
    named.and_then(|facts| facts.addresses.as_ref()).or(facts.own_addresses.as_ref())
}

fn judge_exchange(
    mail_domain: &MailDomain,
    exchange: &Exchange,
    weight: Weight,
    lookups: Option<&AddressLookups>,
    findings: &mut Findings,
) {
    let name = &exchange.name;
    let finding = |check, status, summary: String| {
        Finding::new(check, status, Subject::Exchange(name.clone()), summary).with_evidence(&exchange.records)
    };
    let pass =
        |check, summary: String| Finding::new(check, Status::Pass, Subject::Exchange(name.clone()), summary);
    let lookup_evidence = |lookup: &Lookup| Evidence::of(lookup);
    let both = |finding: Finding| match lookups {
        Some(both) => {
            finding.with_evidence(lookup_evidence(&both.a)).with_evidence(lookup_evidence(&both.aaaa))
        }
        None => finding,
    };
    let is_name = || pass(&MX_EXCHANGE_IS_IP_ADDRESS, format!("{name} is a name, not an address"));
    let is_no_alias = || pass(&MX_EXCHANGE_IS_ALIAS, format!("{name} is no alias"));
    let exists = || pass(&MX_EXCHANGE_DOES_NOT_EXIST, format!("{name} exists"));
    let has_address = || pass(&MX_EXCHANGE_HAS_NO_ADDRESS, format!("{name} has an address"));
    let looked_up =
        || pass(&MX_EXCHANGE_LOOKUP_FAILED, format!("the addresses of {name} could be looked up"));
    let unknown = |check| {
        let summary = format!("the addresses of {name} could not be looked up");
        Finding::new(check, Status::Unknown, Subject::Exchange(name.clone()), summary)
    };

    match &exchange.state {
        ExchangeState::Good { ipv6_only } => {
            findings.push(match ipv6_only {
                Some(true) => both(finding(
                    &MX_EXCHANGE_IS_IPV6_ONLY,
                    Status::Warn,
                    format!("{name} has IPv6 addresses alone: a receiver without IPv6 cannot answer"),
                ))
                .with_fix(Fix {
                    note: Some(format!("Publish an A record for {name} too, if the host has IPv4.")),
                    ..Fix::default()
                }),
                Some(false) => pass(&MX_EXCHANGE_IS_IPV6_ONLY, format!("{name} has an IPv4 address")),
                None => unknown(&MX_EXCHANGE_IS_IPV6_ONLY),
            });
            findings.push(is_name());
            findings.push(is_no_alias());
            findings.push(exists());
            findings.push(has_address());
            findings.push(looked_up());
        }
        ExchangeState::IsAddress(ip) => {
            findings.push(
                finding(
                    &MX_EXCHANGE_IS_IP_ADDRESS,
                    weight.status(),
                    format!("the MX of {} holds the address {ip}: MX must name a host", mail_domain.domain),
                )
                .with_fix(named_host_fix(&exchange.records, &mail_domain.domain, *ip)),
            );
        }
        ExchangeState::IsAlias { aliases, canonical, target } => {
            findings.push(
                finding(
                    &MX_EXCHANGE_IS_ALIAS,
                    weight.status(),
                    alias_summary(name, aliases, canonical, *target),
                )
                .with_evidence(aliases)
                .with_fix(alias_fix(&exchange.records, aliases, canonical, *target)),
            );
            findings.push(is_name());
            if *target == AliasTarget::HasAddress {
                findings.push(exists());
                findings.push(looked_up());
            }
        }
        ExchangeState::DoesNotExist { negative_ttl, spelt_address } => {
            let fix = match spelt_address {
                Some(ip) => named_host_fix(&exchange.records, &mail_domain.domain, *ip),
                None => missing_host_fix(exchange, &mail_domain.domain, weight, *negative_ttl),
            };
            let summary = match spelt_address {
                Some(ip) => format!(
                    "{name} does not exist: the address {ip} was written in place of a host name, and the \
                     zone's name was appended"
                ),
                None => format!("{name} does not exist"),
            };
            let missing = finding(&MX_EXCHANGE_DOES_NOT_EXIST, weight.status(), summary);
            findings.push(both(missing).with_fix(fix));
            findings.push(is_name());
            findings.push(is_no_alias());
            findings.push(looked_up());
        }
        ExchangeState::NoAddress { negative_ttl } => {
            let missing = finding(
                &MX_EXCHANGE_HAS_NO_ADDRESS,
                weight.status(),
                format!("{name} has no address, neither A nor AAAA"),
            );
            findings.push(both(missing).with_fix(missing_host_fix(
                exchange,
                &mail_domain.domain,
                weight,
                *negative_ttl,
            )));
            findings.push(is_name());
            findings.push(is_no_alias());
            findings.push(exists());
            findings.push(looked_up());
        }
        ExchangeState::LookupFailed { lookup, failure, blame } => {
            let summary = format!("the addresses of {name} could not be looked up: {failure}");
            let harmless = weight == Weight::AnotherIsGood;
            let is_risk = harmless || weight == Weight::AnotherIsHidden;
            let status = match blame {
                Blame::Sender if is_risk => Status::Warn,
                _ => Status::Unknown,
            };
            let mut failed = finding(&MX_EXCHANGE_LOOKUP_FAILED, status, summary)
                .with_evidence(lookup_evidence(lookup))
                .with_fix(lookup_fix(name, *failure, *blame));
            if !harmless {
                failed = failed.blaming(*blame);
            }
            findings.push(failed);
            findings.push(is_name());
            for check in [&MX_EXCHANGE_DOES_NOT_EXIST, &MX_EXCHANGE_HAS_NO_ADDRESS, &MX_EXCHANGE_IS_ALIAS] {
                // A good exchange settles the rule whatever this one turns out to be.
                if !harmless {
                    findings.push(unknown(check).hidden_by(*blame));
                }
            }
        }
    }

    if let ExchangeState::IsAddress(_) = exchange.state {
        return;
    }
    // The implicit MX is the sender domain itself, which is judged as that.
    if !exchange.records.is_empty() {
        findings.push(if exchange.is_malformed {
            finding(
                &MX_EXCHANGE_IS_MALFORMED,
                Status::Warn,
                format!("{name} is not a valid host name: some servers refuse to connect to it"),
            )
            .with_fix(Fix {
                note: Some(
                    "Give the host a name of letters, digits and hyphens, and name that in the MX."
                        .to_owned(),
                ),
                cached_seconds: longest_ttl(&exchange.records),
                ..Fix::default()
            })
        } else {
            pass(&MX_EXCHANGE_IS_MALFORMED, format!("{name} is a valid host name"))
        });
    }
    match &exchange.unroutable {
        Some(record) => findings.push(
            finding(
                &MX_EXCHANGE_IS_UNROUTABLE,
                Status::Warn,
                format!("{name} has the address {}, which nobody outside can reach", record.data),
            )
            .with_evidence([record])
            .with_fix(Fix {
                // The only address is replaced, not removed: without one the exchange is worth nothing.
                remove: exchange.addresses.get(1).map(|_| record.to_string()).into_iter().collect(),
                note: Some(format!("Publish the public address of {name} in its place.")),
                cached_seconds: Some(record.ttl),
                ..Fix::default()
            }),
        ),
        None if !exchange.addresses.is_empty() => findings.push(pass(
            &MX_EXCHANGE_IS_UNROUTABLE,
            format!("the addresses of {name} can be reached from outside"),
        )),
        None => {}
    }
}

fn alias_summary(name: &Name, aliases: &[Record], canonical: &Name, target: AliasTarget) -> String {
    let hops = match aliases.iter().filter(|r| matches!(r.data, RecordData::Cname(_))).count() {
        0 | 1 => String::new(),
        hops => format!(" over {hops} aliases"),
    };
    let end = match target {
        AliasTarget::HasAddress => "",
        AliasTarget::Nothing => ", which has no address",
        AliasTarget::Unknown => ", which could not be looked up",
    };
    format!("MX must not be an alias: {name} leads{hops} to {canonical}{end}")
}

fn alias_fix(records: &[Record], aliases: &[Record], canonical: &Name, target: AliasTarget) -> Fix {
    let remove = records.iter().map(Record::to_string).collect();
    // Whichever is changed, the MX or the alias.
    let cached_seconds = longest_ttl(records).max(longest_ttl(aliases));
    match target {
        AliasTarget::Nothing => Fix {
            remove,
            note: Some("Name a host that has an address record of its own.".to_owned()),
            cached_seconds,
            ..Fix::default()
        },
        AliasTarget::HasAddress | AliasTarget::Unknown => Fix {
            remove,
            add: records.iter().map(|record| with_exchange(record, canonical)).collect(),
            note: alias_note(aliases, canonical, target),
            cached_seconds,
        },
    }
}

fn alias_note(aliases: &[Record], canonical: &Name, target: AliasTarget) -> Option<String> {
    // Nothing can be published below a DNAME.
    let instead = aliases
        .first()
        .filter(|first| matches!(first.data, RecordData::Cname(_)))
        .map(|first| format!("Or give {} address records of its own in place of the CNAME.", first.name));
    let unknown = (target == AliasTarget::Unknown)
        .then(|| format!("Check first that {canonical} has an address: that was not answered."));
    let parts: Vec<String> = instead.into_iter().chain(unknown).collect();
    (!parts.is_empty()).then(|| parts.join(" "))
}

/// The host has to get a name: `mail` in the domain is as good as any.
fn named_host_fix(records: &[Record], domain: &Name, ip: std::net::IpAddr) -> Fix {
    let remove = records.iter().map(Record::to_string).collect();
    let cached_seconds = longest_ttl(records);
    let Ok(host) = domain.child(b"mail") else {
        let note = Some("Name the host in the MX, and publish its address under that name.".to_owned());
        return Fix { remove, note, cached_seconds, ..Fix::default() };
    };
    let mut add: Vec<String> = records.iter().map(|record| with_exchange(record, &host)).collect();
    let (rtype, ttl) = (if ip.is_ipv4() { "A" } else { "AAAA" }, cached_seconds.unwrap_or(3600));
    add.push(format!("{} {ttl} IN {rtype} {ip}", host.to_absolute()));
    let note = Some(format!("{host} is an example: any host name of yours will do."));
    Fix { remove, add, note, cached_seconds }
}

fn missing_host_fix(exchange: &Exchange, domain: &Name, weight: Weight, negative_ttl: Option<u32>) -> Fix {
    let name = &exchange.name;
    let remove: Vec<String> = exchange.records.iter().map(Record::to_string).collect();
    if let Some(meant) = without_doubled_origin(name, domain) {
        return Fix {
            remove,
            add: exchange.records.iter().map(|record| with_exchange(record, &meant)).collect(),
            note: Some(format!("In the zone file the dot at the end of {meant} is missing.")),
            cached_seconds: longest_ttl(&exchange.records),
        };
    }
    if weight == Weight::AnotherIsGood {
        let note = Some(format!("Or publish an A record for {name}."));
        return Fix { remove, note, cached_seconds: longest_ttl(&exchange.records), ..Fix::default() };
    }
    let mut note = if exchange.is_malformed {
        "Name another host in the MX.".to_owned()
    } else {
        format!("Publish an A record for {name}, or name another host in the MX.")
    };
    if let Some(meant) = without_origin(name, domain) {
        note += &format!(" If {meant} was meant, the dot at its end is missing in the zone file.");
    }
    // Whichever is changed, the MX or what is said of the host.
    let cached_seconds = longest_ttl(&exchange.records).max(negative_ttl);
    Fix { note: Some(note), cached_seconds, ..Fix::default() }
}

/// What an exchange below the sender domain was before the origin was appended, where that has two
/// labels at least: `mx.provider.example` for `mx.provider.example.example.com`.
fn without_origin(name: &Name, domain: &Name) -> Option<Name> {
    let rest = name.labels().len().checked_sub(domain.labels().len()).filter(|rest| *rest > 1)?;
    name.is_at_or_below(domain).then(|| Name::from_labels(name.labels().take(rest)).ok())?
}

/// `mail.example.com` when the exchange is `mail.example.com.example.com`: the zone, the sender
/// domain or one above it, stands twice at the end.
fn without_doubled_origin(name: &Name, domain: &Name) -> Option<Name> {
    let origins = std::iter::successors(Some(domain.clone()), Name::parent)
        .filter(|origin| origin == domain || origin.labels().len() > 1);
    origins.filter(|origin| name.is_at_or_below(origin)).find_map(|origin| {
        let rest = name.labels().len().checked_sub(origin.labels().len())?;
        let meant = Name::from_labels(name.labels().take(rest)).ok()?;
        meant.is_at_or_below(&origin).then_some(meant)
    })
}

fn with_exchange(record: &Record, exchange: &Name) -> String {
    let mut record = record.clone();
    if let RecordData::Mx { exchange: old, .. } = &mut record.data {
        *old = exchange.clone();
    }
    record.to_string()
}
