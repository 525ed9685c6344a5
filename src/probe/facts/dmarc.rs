//! DMARC records along a domain's ancestors.

use crate::dns::{Lookup, Name};

/// The TXT lookups of one DMARC tree walk (RFC 9989 section 4.10).
#[derive(Clone, Debug)]
pub struct DmarcWalk {
    /// The domain that the walk starts at.
    pub domain: Name,
    /// The lookups of `_dmarc` at the domain and at its ancestors, from the domain upwards.
    pub steps: Vec<DmarcStep>,
}

/// One lookup of a tree walk.
#[derive(Clone, Debug)]
pub struct DmarcStep {
    /// The domain whose policy is looked for.
    pub domain: Name,
    /// The TXT records of `_dmarc` below it.
    pub txt: Lookup,
}

/// What was asked about the author's domain and the domain of the reverse-path.
#[derive(Clone, Debug)]
pub struct DmarcFacts {
    /// From the author's domain.
    pub author: DmarcWalk,
    /// From the domain of the reverse-path, where that is another: SPF has to align with it.
    pub mail_from: Option<DmarcWalk>,
}
