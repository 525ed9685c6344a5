//! What some receivers alone look at.

use super::ListFacts;
use crate::dns::Lookup;

/// What was asked because some receiver that is judged looks at it. What none looks at was not asked.
#[derive(Clone, Debug, Default)]
pub struct DemandedFacts {
    /// The start of authority of the sender domain.
    pub soa: Option<Lookup>,
    /// The name below which the sender domain's DKIM keys are.
    pub domain_keys: Option<Lookup>,
    /// What DNSBLs say of the HELO name's domain.
    pub helo_lists: Vec<ListFacts>,
}
