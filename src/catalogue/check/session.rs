//! The receiver's server, as a dry run finds it.

use super::Input;

checks! {
    /// Nobody could be connected to at an address of the exchange.
    SERVER_IS_UNREACHABLE = Check {
        id: "server-is-unreachable",
        title: "no server could be connected to",
        doc: "The connection was refused, timed out or found no route. A sender goes on to the next exchange; where \
              none answers, its queue keeps the mail for days.",
        references: &["RFC 5321 section 5.1", "RFC 5321 section 4.5.4"],
        input: Input::Session,
    };

    /// The server does not keep to the protocol.
    SESSION_IS_BROKEN = Check {
        id: "session-is-broken",
        title: "the server does not keep to the protocol, or breaks off",
        doc: "It closed or reset the connection, sent nothing in time, or something that is no reply. What it would \
              have answered is not known: a session that breaks is never counted as accepted.",
        references: &["RFC 5321 section 4.2", "RFC 5321 section 3.8"],
        input: Input::Session,
    };

    /// The server does not understand EHLO.
    EHLO_IS_REFUSED = Check {
        id: "ehlo-is-refused",
        title: "the server refuses EHLO and takes HELO",
        doc: "A server without EHLO has no extensions: no TLS, no SIZE. Every server has had to understand it since \
              2001; something between here and the server may be in the way.",
        references: &["RFC 5321 section 2.2.1", "RFC 5321 section 4.1.1.1"],
        input: Input::Session,
    };

    /// The mail address needs SMTPUTF8, and the server does not offer it.
    SMTPUTF8_IS_NOT_OFFERED = Check {
        id: "smtputf8-is-not-offered",
        title: "the address needs SMTPUTF8, and the server does not offer it",
        doc: "A local part with characters outside ASCII can be given to servers alone that offer SMTPUTF8. A \
              sender's own server returns such mail.",
        references: &["RFC 6531 section 3.2"],
        input: Input::Session,
    };

    /// STARTTLS is not offered.
    STARTTLS_IS_NOT_OFFERED = Check {
        id: "starttls-is-not-offered",
        title: "the server offers no STARTTLS",
        doc: "Mail to it crosses the network in plain text. A sender that requires TLS cannot deliver.",
        references: &["RFC 3207", "RFC 8314"],
        input: Input::Session,
    };

    /// Something between here and the server takes STARTTLS out.
    STARTTLS_STRIPPED = Check {
        id: "starttls-stripped",
        title: "a device on the path removes STARTTLS",
        doc: "A word of the same length is in the place of STARTTLS, such as XXXXXXXA: a firewall or a provider \
              between here and the server rewrites the session, and can read all of it.",
        references: &["RFC 3207 section 6", "RFC 7672 section 1.3"],
        input: Input::Session,
    };

    /// STARTTLS was offered and refused.
    STARTTLS_REFUSED = Check {
        id: "starttls-refused",
        title: "STARTTLS is offered and then refused",
        doc: "The server lists STARTTLS and answers it with an error, usually 454: its certificate or key cannot be \
              read.",
        references: &["RFC 3207 section 4"],
        input: Input::Session,
    };

    /// The handshake after STARTTLS failed.
    STARTTLS_BROKEN = Check {
        id: "starttls-broken",
        title: "the TLS handshake fails",
        doc: "After STARTTLS the handshake hangs, breaks off or ends in an error. Many senders then fall back to \
              plain text, others keep the mail.",
        references: &["RFC 3207 section 4.1"],
        input: Input::Session,
    };

    /// Plain text was behind the reply to STARTTLS.
    STARTTLS_INJECTION = Check {
        id: "starttls-injection",
        title: "plain text follows the reply to STARTTLS",
        doc: "What follows the reply to STARTTLS must be TLS. Text behind it can be put there by somebody on the way, \
              who wants it to be taken for a part of the protected session.",
        references: &["RFC 3207 section 4.2", "CVE-2011-0411", "CVE-2021-33515"],
        input: Input::Session,
    };

    /// Nothing from TLS 1.2 on.
    TLS_TOO_OLD = Check {
        id: "tls-too-old",
        title: "the server offers no version of TLS from 1.2 on",
        doc: "TLS 1.0 and 1.1 are not to be used any more. Senders of today do not speak them.",
        references: &["RFC 8996", "RFC 9325 section 3.1.1"],
        input: Input::Session,
    };

    /// The certificate is for other names.
    CERTIFICATE_NAME_MISMATCH = Check {
        id: "certificate-name-mismatch",
        title: "the certificate is for another name",
        doc: "Most senders do not mind, as no certificate protects the MX record itself. Those that follow MTA-STS \
              do not deliver to such a server.",
        references: &["RFC 6125", "RFC 8461 section 4.1"],
        input: Input::Session,
    };

    /// The certificate has expired.
    CERTIFICATE_EXPIRED = Check {
        id: "certificate-expired",
        title: "the certificate has expired",
        doc: "Its time is over. Senders that check certificates do not deliver.",
        references: &["RFC 5280 section 4.1.2.5"],
        input: Input::Session,
    };

    /// The certificate is not valid yet.
    CERTIFICATE_NOT_YET_VALID = Check {
        id: "certificate-not-yet-valid",
        title: "the certificate is not valid yet",
        doc: "Its time has not begun, or the clock of this machine is slow.",
        references: &["RFC 5280 section 4.1.2.5"],
        input: Input::Session,
    };

    /// The certificate is its own issuer.
    CERTIFICATE_SELF_SIGNED = Check {
        id: "certificate-self-signed",
        title: "the certificate is its own issuer",
        doc: "Nobody but the server itself vouches for it. It protects from those who listen, not from those who \
              take the server's place.",
        references: &["RFC 5280 section 6.1", "RFC 7672 section 1.3"],
        input: Input::Session,
    };

    /// The issuer is not known here.
    CERTIFICATE_ISSUER_UNKNOWN = Check {
        id: "certificate-issuer-unknown",
        title: "the certificate's issuer is not trusted",
        doc: "The issuer is private, or the server does not send the certificates between its own and a known one. \
              --ca-file names issuers that are to be trusted.",
        references: &["RFC 5280 section 6.1"],
        input: Input::Session,
    };

    /// Anything else that is wrong with the certificate.
    CERTIFICATE_IS_INVALID = Check {
        id: "certificate-is-invalid",
        title: "the certificate is invalid",
        doc: "It cannot be read, has been revoked, is for another purpose, or is signed in a way that is not \
              accepted any more.",
        references: &["RFC 5280"],
        input: Input::Session,
    };
}
