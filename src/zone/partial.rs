//! What a file without SOA says about one name: some RRsets, in place of the published ones.

use crate::dns::{Name, RecordType};

use super::authority::{Finding, at_ancestor, at_owner};
use super::contents::Zone;

/// What the file replaces at the name; none when somebody else answers.
pub(super) fn replaced(zone: &Zone, name: &Name, rtype: RecordType) -> Option<Finding> {
    let ancestors = std::iter::successors(name.parent(), Name::parent);
    let within = ancestors.take_while(|ancestor| ancestor.is_at_or_below(zone.origin()));
    // A DNAME hides what is below it; the topmost counts.
    if let Some(finding) = within.filter_map(|ancestor| at_ancestor(zone, &ancestor, name)).last() {
        return Some(finding);
    }
    match at_owner(zone, name, name, rtype) {
        Finding::NoData => None,
        finding => Some(finding),
    }
}

/// The name right above the file's wildcard that may cover a name that the file does not know.
///
/// Names of the file between the two keep the wildcard away (RFC 4592 section 2.2.1).
/// Whether the published zone has such names, the caller has to find out.
pub(super) fn wildcard_encloser(zone: &Zone, name: &Name) -> Option<Name> {
    let mut ancestors = std::iter::successors(name.parent(), Name::parent)
        .take_while(|ancestor| ancestor.is_at_or_below(zone.origin()));
    let encloser = ancestors.find(|ancestor| zone.knows(ancestor))?;
    let wildcard = encloser.child(b"*").ok()?;
    zone.knows(&wildcard).then_some(encloser)
}
