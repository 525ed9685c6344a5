//! Whether any nameserver answers at all, asked only when nothing else was answered: it tells a
//! sender whose DNS is broken from a resolver that is.

use futures_util::future::join_all;

use crate::dns::{Dns, Name, Question, RecordType};

/// How many of the domain's ancestors are asked for.
const ANCESTORS: usize = 3;

/// Asks for the root's name servers, the domain's own address and the start of authority of the
/// zones above it. Only whether something usable comes back matters; the cache notes it.
pub async fn probe(dns: &dyn Dns, domain: &Name) {
    let mut questions = vec![
        Question { name: Name::root(), rtype: RecordType::NS },
        Question { name: domain.clone(), rtype: RecordType::A },
    ];
    let ancestors = std::iter::successors(domain.parent(), Name::parent).filter(|name| !name.is_root());
    questions.extend(ancestors.take(ANCESTORS).map(|name| Question { name, rtype: RecordType::SOA }));
    join_all(questions.iter().map(|question| dns.ask(question))).await;
}
