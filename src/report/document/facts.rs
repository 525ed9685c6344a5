//! What was found out about a sender, records included, for pages and scripts.

use std::net::IpAddr;

use serde::Serialize;

use crate::dns::{Lookup, Name, Outcome, RecordData};
use crate::judge::Judgement;
use crate::judge::assess::{self, DmarcPolicy};
use crate::probe::facts::{AddressLookups, ExchangeFacts, Facts, PtrNameFacts, ReverseFacts};
use crate::sender::Helo;
use crate::spf::{Evaluation, SpfResult};

/// What was found. A part is null where it was not looked up, or the lookup failed.
#[derive(Clone, Debug, Default, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct FactsView {
    /// The exchanges of the sender domain, the preferred first; empty without any.
    pub mx: Option<Vec<MxView>>,
    /// The sender domain's own addresses, its implicit MX (RFC 5321 section 5.1); null with exchanges.
    pub addresses: Option<FoundAddresses>,
    /// The names of each sending address; null without one.
    pub ptr: Option<Vec<PtrView>>,
    /// Where the HELO name leads; null without one.
    pub helo: Option<HeloFactsView>,
    /// The SPF record of the sender domain, and its result for each address.
    pub spf: Option<SpfFactsView>,
    /// Always null: DKIM is not looked up yet.
    pub dkim: Option<()>,
    /// The DMARC record that applies to the author's domain.
    pub dmarc: Option<DmarcFactsView>,
    /// The nameservers of the sender's zones; null without `--authoritative`.
    pub nameservers: Option<Vec<Name>>,
}

/// An exchange.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct MxView {
    /// Its name; the root for a null MX (RFC 7505).
    pub name: Name,
    /// Its preference; the lowest is tried first.
    pub preference: Option<u16>,
    /// Its addresses; null where they are not known.
    pub addresses: Option<Vec<IpAddr>>,
    /// The MX records and the address records.
    pub records: Vec<String>,
}

/// Addresses of a name.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct FoundAddresses {
    /// The addresses.
    pub addresses: Vec<IpAddr>,
    /// Their records.
    pub records: Vec<String>,
}

/// The names of an address.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct PtrView {
    /// The address.
    pub address: IpAddr,
    /// Its names; null where the lookup failed.
    pub names: Option<Vec<PtrNameView>>,
    /// The PTR records.
    pub records: Vec<String>,
}

/// A name of an address.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct PtrNameView {
    /// The name.
    pub name: Name,
    /// Whether it resolves to the address; null where that is not known.
    pub confirmed: Option<bool>,
}

/// A HELO name.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct HeloFactsView {
    /// The name.
    pub name: String,
    /// Its addresses; null where they are not known.
    pub addresses: Option<Vec<IpAddr>>,
    /// The address records.
    pub records: Vec<String>,
}

/// The SPF record of the sender domain.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct SpfFactsView {
    /// The domain.
    pub domain: Name,
    /// The record; null without one, or with several.
    pub record: Option<String>,
    /// How many lookups it costs when nothing matches, of ten.
    pub lookups: u32,
    /// The result for each address.
    pub results: Vec<SpfFoundView>,
}

/// The SPF result for an address.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct SpfFoundView {
    /// The address.
    pub address: IpAddr,
    /// The result.
    pub result: SpfResult,
    /// The term that decides; null where none does.
    pub matched: Option<String>,
}

/// A DMARC record.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct DmarcFactsView {
    /// Where it is: the author's domain or one above it; null without a record.
    pub domain: Option<Name>,
    /// The record; null without one.
    pub record: Option<String>,
    /// What it asks for the author's mail that fails: `none`, `quarantine` or `reject`; null where receivers ignore it.
    pub policy: Option<&'static str>,
}

impl FactsView {
    /// Returns the facts of a judgement.
    pub(super) fn of(judgement: &Judgement) -> FactsView {
        let facts = &judgement.facts;
        let helo = judgement.case.sender.helo.as_ref();
        FactsView {
            mx: exchanges(facts),
            addresses: facts.mail_domain.as_ref().and_then(|domain| found(domain.own_addresses.as_ref()?)),
            ptr: (!facts.reverse.is_empty()).then(|| pointers(facts)),
            helo: helo.map(|helo| of_helo(helo, facts)),
            spf: spf(facts),
            dkim: None,
            dmarc: dmarc(judgement),
            nameservers: (!facts.authority.zones.is_empty())
                .then(|| facts.authority.zones.iter().flat_map(|zone| zone.named.iter().cloned()).collect()),
        }
    }
}

fn lines(lookup: &Lookup) -> impl Iterator<Item = String> {
    lookup.records().iter().map(ToString::to_string)
}

/// Records of both families; `None` where a lookup failed and the other found nothing.
fn found(lookups: &AddressLookups) -> Option<FoundAddresses> {
    let addresses: Vec<IpAddr> = lookups.ips().collect();
    let has_failed =
        [&lookups.a, &lookups.aaaa].iter().any(|lookup| matches!(lookup.outcome, Outcome::Failed(_)));
    let records = lookups.records().map(ToString::to_string).collect();
    (!has_failed || !addresses.is_empty()).then_some(FoundAddresses { addresses, records })
}

fn exchanges(facts: &Facts) -> Option<Vec<MxView>> {
    let domain = facts.mail_domain.as_ref()?;
    if matches!(domain.mx.outcome, Outcome::Failed(_)) {
        return None;
    }
    let view = |exchange: &ExchangeFacts| {
        let addresses = exchange.addresses.as_ref().and_then(found);
        let of_addresses = addresses.iter().flat_map(|found| found.records.clone());
        MxView {
            name: exchange.name.clone(),
            preference: exchange.records.first().and_then(|record| match record.data {
                RecordData::Mx { preference, .. } => Some(preference),
                _ => None,
            }),
            records: exchange.records.iter().map(ToString::to_string).chain(of_addresses).collect(),
            addresses: addresses.map(|found| found.addresses),
        }
    };
    Some(domain.exchanges.iter().map(view).collect())
}

fn pointers(facts: &Facts) -> Vec<PtrView> {
    let of_address = |reverse: &ReverseFacts| PtrView {
        address: reverse.ip,
        names: (!matches!(reverse.ptr.outcome, Outcome::Failed(_))).then(|| {
            let name = |found: &PtrNameFacts| {
                let lookup = found.addresses.of_family(reverse.ip);
                let leads_back = lookup.records().iter().any(|record| record.ip() == Some(reverse.ip));
                let is_known = !matches!(lookup.outcome, Outcome::Failed(_));
                PtrNameView { name: found.name.clone(), confirmed: is_known.then_some(leads_back) }
            };
            reverse.names.iter().map(name).collect()
        }),
        records: lines(&reverse.ptr).collect(),
    };
    facts.reverse.iter().map(of_address).collect()
}

fn of_helo(helo: &Helo, facts: &Facts) -> HeloFactsView {
    let addresses = facts.helo.as_ref().and_then(|facts| found(&facts.addresses));
    HeloFactsView {
        name: helo.text.clone(),
        records: addresses.iter().flat_map(|found| found.records.clone()).collect(),
        addresses: addresses.map(|found| found.addresses),
    }
}

fn spf(facts: &Facts) -> Option<SpfFactsView> {
    let budget = facts.spf_record.as_ref().filter(|budget| budget.record.failure.is_none())?;
    let of_domain = |evaluation: &&Evaluation| evaluation.domain == budget.record.domain.to_string();
    let result = |evaluation: &Evaluation| SpfFoundView {
        address: evaluation.address,
        result: evaluation.result,
        matched: evaluation.matched.clone(),
    };
    Some(SpfFactsView {
        domain: budget.record.domain.clone(),
        record: budget.record.record.clone(),
        lookups: budget.record.lookups,
        results: facts.spf.iter().filter(of_domain).map(result).collect(),
    })
}

fn dmarc(judgement: &Judgement) -> Option<DmarcFactsView> {
    let facts = judgement.facts.dmarc.as_ref()?;
    let text = |at: &Name| {
        let step = facts.author.steps.iter().find(|step| step.domain == *at)?;
        let texts = step.txt.records().iter().filter_map(|record| match &record.data {
            RecordData::Txt(strings) => Some(String::from_utf8_lossy(&strings.concat()).into_owned()),
            _ => None,
        });
        texts.into_iter().find(|text| text.starts_with("v=DMARC1"))
    };
    match assess::dmarc_of(facts, judgement.case.sender.sender_domain()).policy {
        DmarcPolicy::Missing => Some(DmarcFactsView { domain: None, record: None, policy: None }),
        DmarcPolicy::Unknown(_) => None,
        DmarcPolicy::Invalid { at, .. } => {
            Some(DmarcFactsView { record: text(&at), domain: Some(at), policy: None })
        }
        DmarcPolicy::Found { at, record, .. } => {
            let policy = Some(record.action_for(&facts.author.domain, &at).as_str());
            Some(DmarcFactsView { record: Some(record.text), domain: Some(at), policy })
        }
    }
}
