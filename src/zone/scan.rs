//! The origin that a file itself states, found before it is read.

use crate::dns::Name;

use super::lexer::{Entry, Lexer, Token};
use super::name::{is_absolute, name_from};

/// What a file says about its origin.
#[derive(Debug, Default)]
pub(super) struct Stated {
    /// The first absolute `$ORIGIN`, when no record stands before it.
    pub(super) leading: Option<Name>,
    /// The owner of the first SOA record, when it is absolute.
    pub(super) soa_owner: Option<Name>,
    /// The first absolute `$ORIGIN` behind records.
    pub(super) later: Option<Name>,
}

/// Looks for `$ORIGIN` and SOA; stops at a fault, which the reader will find again.
pub(super) fn scan(text: &[u8]) -> Stated {
    let mut stated = Stated::default();
    let mut lexer = Lexer::new(text);
    let mut records_seen = false;
    let mut owner: Option<&[u8]> = None;
    while let Ok(Some(entry)) = lexer.next_entry() {
        let Some(first) = entry.tokens.first() else { continue };
        if first.raw.starts_with(b"$") && !entry.owner_omitted {
            if first.raw.eq_ignore_ascii_case(b"$ORIGIN") && stated.later.is_none() {
                let name = entry.tokens.get(1).and_then(absolute);
                if !records_seen && name.is_some() {
                    stated.leading = name;
                    return stated;
                }
                stated.later = name;
            }
            continue;
        }
        records_seen = true;
        if !entry.owner_omitted {
            owner = Some(first.raw);
        }
        if is_soa(&entry) {
            stated.soa_owner =
                owner.filter(|raw| is_absolute(raw)).and_then(|raw| name_from(raw, &Name::root()).ok());
            if stated.soa_owner.is_some() {
                return stated;
            }
        }
    }
    stated
}

fn absolute(token: &Token<'_>) -> Option<Name> {
    is_absolute(token.raw).then(|| name_from(token.raw, &Name::root()).ok()).flatten()
}

/// Whether the type, behind owner, TTL and class, is SOA.
fn is_soa(entry: &Entry<'_>) -> bool {
    let skipped = usize::from(!entry.owner_omitted);
    let mut candidates = entry.tokens.iter().skip(skipped).take(3);
    candidates.any(|token| token.raw.eq_ignore_ascii_case(b"SOA") || token.raw.eq_ignore_ascii_case(b"TYPE6"))
}
