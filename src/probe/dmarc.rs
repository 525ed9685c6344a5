//! DMARC: every step of the tree walk is asked for at once.

use futures_util::future::{join, join_all};

use crate::dns::{Dns, Name, RecordType, look_up};
use crate::probe::facts::{DmarcFacts, DmarcStep, DmarcWalk};

/// A walk skips what is between the domain itself and its ancestor of this many labels
/// (RFC 9989 section 4.10).
const LABELS_AFTER_FIRST: usize = 7;

/// Asks for the DMARC records of the author's domain and, where it is another one, of the domain
/// of the reverse-path.
pub(super) async fn probe(dns: &dyn Dns, author: &Name, mail_from: Option<&Name>) -> DmarcFacts {
    let other = mail_from.filter(|mail_from| *mail_from != author);
    let (author, mail_from) = join(walk(dns, author), async {
        match other {
            Some(domain) => Some(walk(dns, domain).await),
            None => None,
        }
    })
    .await;
    DmarcFacts { author, mail_from }
}

async fn walk(dns: &dyn Dns, domain: &Name) -> DmarcWalk {
    let steps = join_all(steps(domain).into_iter().filter_map(|domain| {
        let owner = domain.child(b"_dmarc").ok()?;
        Some(async move { DmarcStep { txt: look_up(dns, &owner, RecordType::TXT).await, domain } })
    }))
    .await;
    DmarcWalk { domain: domain.clone(), steps }
}

/// The domain, then its ancestors of at most seven labels, down to one label.
fn steps(domain: &Name) -> Vec<Name> {
    let ancestors = std::iter::successors(domain.parent(), Name::parent);
    let walked = ancestors.filter(|name| !name.is_root() && name.labels().len() <= LABELS_AFTER_FIRST);
    std::iter::once(domain.clone()).chain(walked).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_walk_takes_eight_steps_at_most() {
        let walked = |text: &str| -> Vec<String> {
            steps(&text.parse().unwrap()).iter().map(Name::to_string).collect()
        };
        assert_eq!(walked("a.b.example"), ["a.b.example", "b.example", "example"]);
        assert_eq!(walked("example"), ["example"]);
        let long = walked("a.b.c.d.e.f.g.h.i.j.mail.example");
        assert_eq!(long.len(), 8);
        assert_eq!(long[1], "f.g.h.i.j.mail.example");
    }
}
