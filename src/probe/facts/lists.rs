//! What DNSBLs answered.

use std::sync::Arc;

use crate::dns::Lookup;
use crate::dnsbl::{List, ListSubject, TestEntries};

/// What one list answered about one subject, and about its test entries (RFC 5782 section 5). A
/// lookup is none where the name would be too long for DNS.
#[derive(Clone, Debug)]
pub struct ListFacts {
    /// The list.
    pub list: Arc<List>,
    /// What it was asked about.
    pub subject: ListSubject,
    /// The addresses of the subject's entry.
    pub entry: Option<Lookup>,
    /// The text of the entry, asked for where there is one.
    pub text: Option<Lookup>,
    /// The test entries of the subject's scope.
    pub tests: TestEntries<Option<Lookup>>,
    /// The start of authority of the list's zone, asked for where the test entry that must be
    /// listed is not: it shows a list without test entries from one that does not exist.
    pub apex: Option<Lookup>,
}
