//! Where a target leads, and the recipients' domains.

use std::net::IpAddr;

use serde::Serialize;

use crate::dns::Name;
use crate::judge::Destination;
use crate::judge::assess::{HostProblem, Route, RouteKind};
use crate::judge::verdict::Outcome;

/// What a target is, and the hosts that take its mail.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct RouteView {
    /// What the target is.
    pub kind: RouteWord,
    /// The same in a clause.
    pub summary: String,
    /// The hosts, in the order in which a sender tries them.
    pub exchanges: Vec<ExchangeView>,
}

/// What a target is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum RouteWord {
    /// An address.
    Address,
    /// A host.
    Host,
    /// A domain with exchanges.
    Mx,
    /// A domain without, whose own addresses take its mail.
    ImplicitMx,
    /// A domain that takes no mail.
    NullMx,
    /// A name that does not exist.
    DoesNotExist,
    /// A name with neither exchange nor address.
    NoMailHost,
    /// It could not be looked up.
    LookupFailed,
}

/// A host that takes mail.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct ExchangeView {
    /// Its name; null for an address that was typed.
    pub name: Option<Name>,
    /// Its preference; null where no MX record names it.
    pub preference: Option<u16>,
    /// Its addresses.
    pub addresses: Vec<IpAddr>,
    /// Why it cannot be connected to; null when it can.
    pub problem: Option<String>,
}

impl RouteView {
    /// The way to a target.
    pub fn of(route: &Route) -> RouteView {
        let (kind, summary) = match route.kind {
            RouteKind::Address => (RouteWord::Address, "an address".to_owned()),
            RouteKind::Host => (RouteWord::Host, "a host".to_owned()),
            RouteKind::Mx => (RouteWord::Mx, "its MX, by preference".to_owned()),
            RouteKind::ImplicitMx => {
                (RouteWord::ImplicitMx, "no MX: its own addresses take its mail (implicit MX)".to_owned())
            }
            RouteKind::NullMx => (RouteWord::NullMx, "takes no mail (null MX, RFC 7505)".to_owned()),
            RouteKind::DoesNotExist => (RouteWord::DoesNotExist, "does not exist".to_owned()),
            RouteKind::NoMailHost => {
                (RouteWord::NoMailHost, "has neither an MX record nor an address".to_owned())
            }
            RouteKind::LookupFailed(failure) => {
                (RouteWord::LookupFailed, format!("its MX could not be looked up: {failure}"))
            }
        };
        let exchanges = route.hosts.iter().map(|host| ExchangeView {
            name: host.name.clone(),
            preference: host.preference,
            addresses: host.addresses.clone(),
            problem: host.problem.as_ref().map(HostProblem::to_string),
        });
        RouteView { kind, summary, exchanges: exchanges.collect() }
    }
}

/// A domain of `--to`, and the receivers that it is at.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct RecipientView {
    /// The domain.
    pub domain: Name,
    /// The address that was typed; null when only the domain was.
    pub address: Option<String>,
    /// The hosts that take its mail, in the order in which a sender tries them.
    pub exchanges: Vec<Name>,
    /// The receivers that run them, by name.
    pub receivers: Vec<String>,
    /// Why there is none; null when there is.
    pub problem: Option<String>,
    /// What counts where no rules are known: what a live session has shown, else unknown. Null where there are rules,
    /// whose verdicts count.
    pub outcome: Option<Outcome>,
}

impl RecipientView {
    /// What is known of a recipient's domain.
    pub fn of(destination: &Destination) -> RecipientView {
        let Destination { recipient, route, receivers, outcome } = destination;
        let exchanges: Vec<Name> = route.hosts.iter().filter_map(|host| host.name.clone()).collect();
        let problem = receivers.is_empty().then(|| match route.kind {
            RouteKind::Mx | RouteKind::ImplicitMx | RouteKind::Host | RouteKind::Address => {
                const SHOWN: usize = 3;
                let shown: Vec<String> = exchanges.iter().take(SHOWN).map(ToString::to_string).collect();
                let more = if exchanges.len() > SHOWN { ", …" } else { "" };
                let what = if route.kind == RouteKind::Mx { "its MX is" } else { "its mail host is" };
                format!(
                    "{what} {}{more}: mxcheck has no rules for this provider; general findings only",
                    shown.join(", ")
                )
            }
            _ => RouteView::of(route).summary,
        });
        RecipientView {
            domain: recipient.domain.clone(),
            address: recipient.address.as_ref().map(ToString::to_string),
            exchanges,
            receivers: receivers.clone(),
            problem,
            outcome: *outcome,
        }
    }
}
