//! DMARC of the author's domain (RFC 9989).

use super::Input;

checks! {
    /// The author's domain has no DMARC record.
    DMARC_MISSING = Check {
        id: "dmarc-missing",
        title: "the author's domain publishes no DMARC record",
        doc: "Receivers look for a TXT record at _dmarc of the author's domain and then of the domains above it. \
              Without one nothing says what to do with mail that fails authentication, and large receivers take \
              little bulk mail. No rejection that is documented here hangs on it.",
        references: &["RFC 9989 section 4.10"],
        input: Input::Dmarc,
    };

    /// The DMARC record has faults.
    DMARC_INVALID = Check {
        id: "dmarc-invalid",
        title: "the DMARC record has faults",
        doc: "The record cannot be parsed, is published twice, or has parts that receivers ignore.",
        references: &["RFC 9989 section 4.7", "RFC 9989 section 4.10.1"],
        input: Input::Dmarc,
    };
}
