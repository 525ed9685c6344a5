//! The sender domain's mail exchanges, one by one.

use std::net::IpAddr;

use super::remedy::{in_place_of, longest_ttl, lookup_fix};
use super::{Evidence, Finding, Findings, Fix, Status, Subject};
use crate::catalogue::check::{
    Check, MX_EXCHANGE_DOES_NOT_EXIST, MX_EXCHANGE_HAS_NO_ADDRESS, MX_EXCHANGE_IS_ALIAS,
    MX_EXCHANGE_IS_IP_ADDRESS, MX_EXCHANGE_IS_IPV6_ONLY, MX_EXCHANGE_IS_MALFORMED, MX_EXCHANGE_IS_UNROUTABLE,
    MX_EXCHANGE_LOOKUP_FAILED, MX_IS_AT_PROVIDER,
};
use crate::dns::{Failure, Lookup, Name, Record, RecordData};
use crate::judge::assess::{AliasTarget, Blame, Exchange, ExchangeState, MailDomain, MailHosts};
use crate::judge::ownership::{is_never_on_the_internet, is_of_same_owner};
use crate::probe::mail_provider;
use crate::zone::Change;

/// What to do about an alias where its target cannot be named.
const HOST_OF_ITS_OWN: &str = "Name a host in the MX that has an address record of its own and can be reached from \
                               outside.";

/// The checks that depend on what the exchanges are.
pub(super) const OF_EXCHANGES: [&Check; 5] = [
    &MX_EXCHANGE_DOES_NOT_EXIST,
    &MX_EXCHANGE_HAS_NO_ADDRESS,
    &MX_EXCHANGE_IS_IP_ADDRESS,
    &MX_EXCHANGE_IS_MALFORMED,
    &MX_EXCHANGE_IS_ALIAS,
];

pub(super) fn judge(mail_domain: &MailDomain<'_>, findings: &mut Findings) {
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
        judge_exchange(&Judged { mail_domain, exchange, weight }, findings);
    }
    // Nothing was looked up to show whose it is.
    if !matches!(hosts, MailHosts::LookupFailed(..)) {
        findings.push(provider(mail_domain));
    }
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

fn provider(mail_domain: &MailDomain<'_>) -> Finding {
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
    /// The same, and it was not seen by our fault: a lookup that fails is a risk as well.
    AnotherIsHidden,
    /// One good exchange is enough: the fault is a risk.
    AnotherIsGood,
}

impl Weight {
    fn status(self) -> Status {
        if self == Weight::Decides { Status::Fail } else { Status::Warn }
    }
}

/// One exchange under judgement.
struct Judged<'a> {
    mail_domain: &'a MailDomain<'a>,
    exchange: &'a Exchange<'a>,
    weight: Weight,
}

fn judge_exchange(judged: &Judged<'_>, findings: &mut Findings) {
    let state = match &judged.exchange.state {
        ExchangeState::Good { ipv6_only } => judged.good(*ipv6_only),
        ExchangeState::IsAddress(ip) => judged.is_address(*ip),
        ExchangeState::IsSingleLabel => vec![judged.is_single_label(), judged.is_name()],
        ExchangeState::IsAlias { aliases, canonical, target } => judged.is_alias(aliases, canonical, *target),
        ExchangeState::DoesNotExist { negative_ttl, spelt_address } => {
            judged.does_not_exist(*negative_ttl, *spelt_address)
        }
        ExchangeState::NoAddress { negative_ttl } => judged.has_no_address(*negative_ttl),
        ExchangeState::LookupFailed { lookup, failure, blame } => {
            judged.lookup_failed(lookup, *failure, *blame)
        }
    };
    state.into_iter().for_each(|finding| findings.push(finding));
    if let ExchangeState::IsAddress(_) | ExchangeState::IsSingleLabel = judged.exchange.state {
        return;
    }
    // The implicit MX is the sender domain itself, which is judged as that.
    if !judged.exchange.records.is_empty() {
        findings.push(judged.form());
    }
    judged.reachability().into_iter().for_each(|finding| findings.push(finding));
}

impl Judged<'_> {
    fn finding(&self, check: &'static Check, status: Status, summary: String) -> Finding {
        self.about(check, status, summary).with_evidence(&self.exchange.records)
    }

    fn about(&self, check: &'static Check, status: Status, summary: String) -> Finding {
        Finding::new(check, status, Subject::Exchange(self.exchange.name.clone()), summary)
    }

    fn pass(&self, check: &'static Check, summary: String) -> Finding {
        self.about(check, Status::Pass, summary)
    }

    fn is_name(&self) -> Finding {
        let name = &self.exchange.name;
        self.pass(&MX_EXCHANGE_IS_IP_ADDRESS, format!("{name} is a name, not an address"))
    }

    fn is_no_alias(&self) -> Finding {
        self.pass(&MX_EXCHANGE_IS_ALIAS, format!("{} is no alias", self.exchange.name))
    }

    fn exists(&self) -> Finding {
        self.pass(&MX_EXCHANGE_DOES_NOT_EXIST, format!("{} exists", self.exchange.name))
    }

    fn has_address(&self) -> Finding {
        self.pass(&MX_EXCHANGE_HAS_NO_ADDRESS, format!("{} has an address", self.exchange.name))
    }

    fn looked_up(&self) -> Finding {
        let name = &self.exchange.name;
        self.pass(&MX_EXCHANGE_LOOKUP_FAILED, format!("the addresses of {name} could be looked up"))
    }

    fn unknown(&self, check: &'static Check) -> Finding {
        let summary = format!("the addresses of {} could not be looked up", self.exchange.name);
        self.about(check, Status::Unknown, summary)
    }

    /// Adds the lookups of both families.
    fn with_lookups(&self, finding: Finding) -> Finding {
        match self.exchange.evidence {
            Some(both) => {
                finding.with_evidence(Evidence::of(&both.a)).with_evidence(Evidence::of(&both.aaaa))
            }
            None => finding,
        }
    }

    fn good(&self, ipv6_only: Option<bool>) -> Vec<Finding> {
        let name = &self.exchange.name;
        let check = &MX_EXCHANGE_IS_IPV6_ONLY;
        let families = match ipv6_only {
            Some(true) => {
                let summary =
                    format!("{name} has IPv6 addresses alone: a receiver without IPv6 cannot answer");
                self.with_lookups(self.finding(check, Status::Warn, summary)).with_fix(Fix {
                    note: Some(format!("Publish an A record for {name} too, if the host has IPv4.")),
                    ..Fix::default()
                })
            }
            Some(false) => self.pass(check, format!("{name} has an IPv4 address")),
            None => self.unknown(check),
        };
        vec![
            families,
            self.is_name(),
            self.is_no_alias(),
            self.exists(),
            self.has_address(),
            self.looked_up(),
        ]
    }

    fn is_address(&self, ip: IpAddr) -> Vec<Finding> {
        let domain = &self.mail_domain.domain;
        let summary = format!("the MX of {domain} holds the address {ip}: MX must name a host");
        let finding = self.finding(&MX_EXCHANGE_IS_IP_ADDRESS, self.weight.status(), summary);
        vec![finding.with_fix(self.named_host_fix(ip))]
    }

    fn is_single_label(&self) -> Finding {
        let (name, domain) = (&self.exchange.name, &self.mail_domain.domain);
        let summary = format!("the MX of {domain} names {name}, a single label: that is no mail host");
        self.finding(&MX_EXCHANGE_IS_MALFORMED, self.weight.status(), summary).with_fix(Fix {
            // The last route for incoming mail stays until another one is named.
            change: match self.weight {
                Weight::AnotherIsGood => {
                    Change { remove: self.exchange.records.clone(), ..Change::default() }
                }
                _ => Change::default(),
            },
            note: Some(format!(
                "Name a host of the public DNS in the MX; \"MX 0 .\" says that {domain} takes no mail (RFC 7505)."
            )),
            cached_seconds: longest_ttl(&self.exchange.records),
            ..Fix::default()
        })
    }

    fn is_alias(&self, aliases: &[Record], canonical: &Name, target: AliasTarget) -> Vec<Finding> {
        let summary = alias_summary(&self.exchange.name, aliases, canonical, target);
        let alias = self
            .finding(&MX_EXCHANGE_IS_ALIAS, self.weight.status(), summary)
            .with_evidence(aliases)
            .with_fix(self.alias_fix(aliases, canonical, target));
        let mut findings = vec![alias, self.is_name()];
        if target == AliasTarget::HasAddress {
            findings.push(self.exists());
            findings.push(self.looked_up());
        }
        findings
    }

    fn does_not_exist(&self, negative_ttl: Option<u32>, spelt_address: Option<IpAddr>) -> Vec<Finding> {
        let name = &self.exchange.name;
        let (summary, fix) = match spelt_address {
            Some(ip) => (
                format!(
                    "{name} does not exist: the address {ip} was written in place of a host name, and the \
                     zone's name was appended"
                ),
                self.named_host_fix(ip),
            ),
            None => (format!("{name} does not exist"), self.missing_host_fix(negative_ttl)),
        };
        let missing = self.finding(&MX_EXCHANGE_DOES_NOT_EXIST, self.weight.status(), summary);
        vec![self.with_lookups(missing).with_fix(fix), self.is_name(), self.is_no_alias(), self.looked_up()]
    }

    fn has_no_address(&self, negative_ttl: Option<u32>) -> Vec<Finding> {
        let summary = format!("{} has no address, neither A nor AAAA", self.exchange.name);
        let missing = self.finding(&MX_EXCHANGE_HAS_NO_ADDRESS, self.weight.status(), summary);
        vec![
            self.with_lookups(missing).with_fix(self.missing_host_fix(negative_ttl)),
            self.is_name(),
            self.is_no_alias(),
            self.exists(),
            self.looked_up(),
        ]
    }

    fn lookup_failed(&self, lookup: &Lookup, failure: Failure, blame: Blame) -> Vec<Finding> {
        let name = &self.exchange.name;
        let harmless = self.weight == Weight::AnotherIsGood;
        let is_risk = harmless || self.weight == Weight::AnotherIsHidden;
        let status = match blame {
            Blame::Sender if is_risk => Status::Warn,
            _ => Status::Unknown,
        };
        let summary = format!("the addresses of {name} could not be looked up: {failure}");
        let failed = self
            .finding(&MX_EXCHANGE_LOOKUP_FAILED, status, summary)
            .with_evidence(Evidence::of(lookup))
            .with_fix(lookup_fix(name, failure, blame));
        let mut findings = vec![if harmless { failed } else { failed.blaming(blame) }];
        findings.push(self.is_name());
        // A good exchange settles the rule whatever this one turns out to be.
        if !harmless {
            let hidden = [&MX_EXCHANGE_DOES_NOT_EXIST, &MX_EXCHANGE_HAS_NO_ADDRESS, &MX_EXCHANGE_IS_ALIAS];
            findings.extend(hidden.map(|check| self.unknown(check).hidden_by(blame)));
        }
        findings
    }

    fn form(&self) -> Finding {
        let name = &self.exchange.name;
        let check = &MX_EXCHANGE_IS_MALFORMED;
        if !self.exchange.is_malformed {
            return self.pass(check, format!("{name} is a valid host name"));
        }
        let summary = format!("{name} is not a valid host name: some servers refuse to connect to it");
        self.finding(check, Status::Warn, summary).with_fix(Fix {
            note: Some(
                "Give the host a name of letters, digits and hyphens, and name that in the MX.".to_owned(),
            ),
            cached_seconds: longest_ttl(&self.exchange.records),
            ..Fix::default()
        })
    }

    fn reachability(&self) -> Option<Finding> {
        let name = &self.exchange.name;
        let check = &MX_EXCHANGE_IS_UNROUTABLE;
        let unroutable = &self.exchange.unroutable;
        let [first, others @ ..] = unroutable.as_slice() else {
            let summary = format!("the addresses of {name} can be reached from outside");
            let has_addresses = !self.exchange.addresses.is_empty();
            return has_addresses.then(|| self.pass(check, summary));
        };
        let summary = match others {
            [] => format!("{name} has the address {}, which nobody outside can reach", first.data),
            _ => {
                let addresses: Vec<String> =
                    unroutable.iter().map(|record| record.data.to_string()).collect();
                format!("{name} has the addresses {}, which nobody outside can reach", addresses.join(", "))
            }
        };
        // Without any address the exchange is worth nothing: then they are replaced, not removed.
        let is_reachable = unroutable.len() < self.exchange.addresses.len();
        let fix = Fix {
            change: Change {
                remove: if is_reachable { unroutable.clone() } else { Vec::new() },
                ..Change::default()
            },
            note: (!is_reachable).then(|| format!("Publish the public address of {name} instead.")),
            cached_seconds: longest_ttl(unroutable),
            ..Fix::default()
        };
        Some(self.finding(check, Status::Warn, summary).with_evidence(unroutable).with_fix(fix))
    }

    /// The records replaced by some that name other hosts.
    fn renamed(&self, exchange: &Name) -> Fix {
        let records = &self.exchange.records;
        // What another record names already is not named again.
        let is_named = self.others().any(|other| other.name == *exchange);
        let named = |record: &Record| with_exchange(record, exchange);
        let add = if is_named { Vec::new() } else { records.iter().map(named).collect() };
        Fix {
            change: Change { remove: records.clone(), add },
            cached_seconds: longest_ttl(records),
            ..Fix::default()
        }
    }

    /// The records removed, where another exchange takes the mail.
    fn left_out(&self) -> Fix {
        let remove = match self.weight {
            Weight::AnotherIsGood => self.exchange.records.clone(),
            _ => Vec::new(),
        };
        Fix {
            change: Change { remove, ..Change::default() },
            cached_seconds: longest_ttl(&self.exchange.records),
            ..Fix::default()
        }
    }

    fn others(&self) -> impl Iterator<Item = &Exchange<'_>> {
        let name = &self.exchange.name;
        self.mail_domain.hosts.exchanges().iter().filter(move |other| other.name != *name)
    }

    fn is_own(&self) -> bool {
        is_of_same_owner(&self.exchange.name, &self.mail_domain.domain)
    }

    fn alias_fix(&self, aliases: &[Record], canonical: &Name, target: AliasTarget) -> Fix {
        // Whichever is changed, the MX or the alias.
        let cached_seconds = longest_ttl(&self.exchange.records).max(longest_ttl(aliases));
        match target {
            AliasTarget::Nothing => match without_origin(canonical, &self.mail_domain.domain) {
                // Where the dot is missing in the alias, the host that it was to lead to is the one to name.
                Some(meant) => Fix {
                    note: Some(format!("In the zone file the dot behind {meant} is missing at the alias.")),
                    in_words: Some(format!(
                        "{HOST_OF_ITS_OWN} If {meant} was meant, the dot at its end is missing in the zone file."
                    )),
                    cached_seconds,
                    is_guess: true,
                    ..self.renamed(&meant)
                },
                None => Fix { note: Some(HOST_OF_ITS_OWN.to_owned()), cached_seconds, ..self.left_out() },
            },
            AliasTarget::HasAddress | AliasTarget::Unknown => Fix {
                note: alias_note(aliases, canonical, target).filter(|_| self.is_own()),
                in_words: Some(HOST_OF_ITS_OWN.to_owned()),
                cached_seconds,
                ..self.renamed(canonical)
            },
        }
    }

    /// The name of the host is not known, unless another exchange has the address.
    fn named_host_fix(&self, ip: IpAddr) -> Fix {
        let has_address = |other: &Exchange<'_>| other.addresses.iter().any(|record| record.ip() == Some(ip));
        let is_good = |other: &Exchange<'_>| matches!(other.state, ExchangeState::Good { .. });
        if let Some(host) = self.others().find(|other| is_good(other) && has_address(other)) {
            let note = Some(format!("{} has that address, and the MX names it already.", host.name));
            return Fix { note, ..self.renamed(&host.name) };
        }
        let rtype = if ip.is_ipv4() { "A" } else { "AAAA" };
        let note = format!(
            "Publish `{}`, where <HOST> is the full name of the mail server, and `<HOST>. IN {rtype} {ip}`.",
            self.placeholder()
        );
        Fix { note: Some(note), ..self.left_out() }
    }

    /// The MX record that is to be published, its host left open.
    fn placeholder(&self) -> String {
        let preference = self.exchange.records.iter().find_map(|record| match record.data {
            RecordData::Mx { preference, .. } => Some(preference),
            _ => None,
        });
        let domain = self.mail_domain.domain.to_absolute();
        format!("{domain} IN MX {} <HOST>.", preference.unwrap_or(10))
    }

    fn missing_host_fix(&self, negative_ttl: Option<u32>) -> Fix {
        let (name, domain) = (&self.exchange.name, &self.mail_domain.domain);
        if let Some(meant) = without_doubled_origin(name, domain) {
            let note = format!("In the zone file the dot at the end of {meant} is missing.");
            return Fix { note: Some(note), ..self.renamed(&meant) };
        }
        if self.weight == Weight::AnotherIsGood {
            let note = self.is_own().then(|| format!("Or publish an A record for {name}."));
            let in_words = match self.is_own() {
                true => format!("Publish an A record for {name}, or name another host in the MX."),
                false => format!("Take {name} out of the MX records of {domain}."),
            };
            return Fix { note, in_words: Some(in_words), ..self.left_out() };
        }
        let other_host =
            || format!("publish `{}`, where <HOST> is the full name of the mail server", self.placeholder());
        let note = if self.exchange.is_malformed || is_never_on_the_internet(name) {
            format!("{name} cannot take mail from outside: {}.", other_host())
        } else if self.is_own() {
            format!("Publish an A record for {name}; or {}.", other_host())
        } else {
            format!("{name} is not in your zone: {}.", other_host())
        };
        // Whichever is changed, the MX or what is said of the host.
        let cached_seconds = longest_ttl(&self.exchange.records).max(negative_ttl);
        if let Some(meant) = without_origin(name, domain) {
            return Fix {
                note: Some(format!("In the zone file the dot at the end of {meant} is missing.")),
                in_words: Some(format!(
                    "{note} If {meant} was meant, the dot at its end is missing in the zone file."
                )),
                cached_seconds,
                is_guess: true,
                ..self.renamed(&meant)
            };
        }
        Fix { note: Some(note), cached_seconds, ..Fix::default() }
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

/// What a name was before the origin, the sender domain or one above it, was appended, where that has two labels at
/// least: `mx.provider.example` for `mx.provider.example.example.com`.
fn without_origin(name: &Name, domain: &Name) -> Option<Name> {
    let origin = origins(domain).find(|origin| name.is_at_or_below(origin))?;
    let rest = name.labels().len().checked_sub(origin.labels().len()).filter(|rest| *rest > 1)?;
    Name::from_labels(name.labels().take(rest)).ok()
}

/// The zones that a domain may be in, itself first.
fn origins(domain: &Name) -> impl Iterator<Item = Name> {
    let names = std::iter::successors(Some(domain.clone()), Name::parent);
    names
        .enumerate()
        .filter(|(place, origin)| *place == 0 || origin.labels().len() > 1)
        .map(|(_, origin)| origin)
}

/// `mail.example.com` when the exchange is `mail.example.com.example.com`: the zone, the sender
/// domain or one above it, is twice at the end.
fn without_doubled_origin(name: &Name, domain: &Name) -> Option<Name> {
    origins(domain).filter(|origin| name.is_at_or_below(origin)).find_map(|origin| {
        let rest = name.labels().len().checked_sub(origin.labels().len())?;
        let meant = Name::from_labels(name.labels().take(rest)).ok()?;
        meant.is_at_or_below(&origin).then_some(meant)
    })
}

fn with_exchange(record: &Record, exchange: &Name) -> Record {
    match &record.data {
        RecordData::Mx { preference, .. } => {
            in_place_of(record, RecordData::Mx { preference: *preference, exchange: exchange.clone() })
        }
        _ => record.clone(),
    }
}
