//! The parser of messages, kept from ending the run: what makes it panic is a message that cannot be read.

use std::cell::Cell;
use std::panic::{self, AssertUnwindSafe};
use std::sync::Once;

use mail_parser::{Message, MessageParser};

thread_local! {
    static IS_GUARDED: Cell<bool> = const { Cell::new(false) };
}

/// The parser broke down on a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Broken;

/// Parses a message whole; `None` for what is none.
pub(super) fn parse(octets: &[u8]) -> Result<Option<Message<'_>>, Broken> {
    guarded(|| MessageParser::default().parse(octets))
}

/// Parses a message's header; `None` for what is none, or breaks the parser.
pub(super) fn parse_headers(octets: &[u8]) -> Option<Message<'_>> {
    guarded(|| MessageParser::default().parse_headers(octets)).ok().flatten()
}

/// Calls what may panic, without a word on stderr.
fn guarded<T>(call: impl FnOnce() -> T) -> Result<T, Broken> {
    static HOOK: Once = Once::new();
    HOOK.call_once(|| {
        let usual = panic::take_hook();
        panic::set_hook(Box::new(move |info| {
            if !IS_GUARDED.get() {
                usual(info);
            }
        }));
    });
    let was_guarded = IS_GUARDED.replace(true);
    // The parser keeps nothing between two calls.
    let called = panic::catch_unwind(AssertUnwindSafe(call));
    IS_GUARDED.set(was_guarded);
    called.map_err(|_| Broken)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_is_a_value() {
        assert_eq!(guarded(|| 1), Ok(1));
        assert_eq!(guarded(|| -> u8 { panic!("at this octet") }), Err(Broken));
        assert!(!IS_GUARDED.get());
    }

    #[test]
    fn a_part_that_the_parser_loses_breaks_nothing() {
        // With debug assertions in it, it panics here: "Invalid part ID".
        let octets = include_bytes!("../../fixtures/reports/lost-part.eml");
        assert!(parse(octets).is_err() || parse(octets).is_ok_and(|message| message.is_some()));
    }
}
