//! The message itself: its header (RFC 5322), its lines and its attachments.

use super::Input;

const HEADER: &[&str] = &["RFC 5322 section 3.6"];

checks! {
    /// There is no Date field.
    DATE_MISSING = Check {
        id: "date-missing",
        title: "the message has no date",
        doc: "Every message has exactly one Date field: when its author sent it. Programs that write messages \
              themselves forget it; a mail server in between may add it or not.",
        references: HEADER,
        input: Input::Message,
    };

    /// A Date field that holds no date.
    DATE_INVALID = Check {
        id: "date-invalid",
        title: "the message's date cannot be parsed",
        doc: "The Date field has one form: Sun, 22 Nov 2026 10:00:00 +0100, with English names and the zone in digits. \
              Dates in the form of databases, in another language or on days that do not exist are no dates.",
        references: &["RFC 5322 section 3.3"],
        input: Input::Message,
    };

    /// There is no From field.
    FROM_MISSING = Check {
        id: "from-missing",
        title: "the message has no author",
        doc: "Every message has exactly one From field with the address of its author.",
        references: HEADER,
        input: Input::Message,
    };

    /// A field is twice that may be once.
    HEADER_FIELD_IS_REPEATED = Check {
        id: "header-field-is-repeated",
        title: "a header field is repeated",
        doc: "Date, From, Sender, Reply-To, To, Cc, Bcc, Message-ID, In-Reply-To, References and Subject may each be \
              in a header once. Several recipients belong in one To field, separated by commas. A second From is a trick of \
              forgers, so receivers reject it.",
        references: HEADER,
        input: Input::Message,
    };

    /// An address field without an address.
    HEADER_FIELD_IS_INVALID = Check {
        id: "header-field-is-invalid",
        title: "a header field with addresses holds something else",
        doc: "From, Sender, To and Cc hold addresses: info@example.com, or Name <info@example.com>. A name with a comma \
              needs quotes; an empty field is to be left out.",
        references: &["RFC 5322 section 3.4", "RFC 5322 section 3.6.2"],
        input: Input::Message,
    };

    /// Octets over 127 in the header.
    HEADER_IS_8BIT = Check {
        id: "header-is-8bit",
        title: "the header holds characters beyond ASCII",
        doc: "A header is ASCII: other characters are written as encoded words (=?UTF-8?Q?Gr=C3=BC=C3=9Fe?=). Raw ones are \
              allowed only between servers that both offer SMTPUTF8, and in UTF-8.",
        references: &["RFC 5322 section 2.2", "RFC 2047", "RFC 6532"],
        input: Input::Message,
    };

    /// A line in the header that is neither a field nor the continuation of one.
    HEADER_LINE_IS_MALFORMED = Check {
        id: "header-line-is-malformed",
        title: "a line in the header is not a field",
        doc: "A header is made of lines NAME: VALUE, and of lines that begin with a space and continue the one before. \
              Mail servers take another line for the beginning of the text, and the fields after it are not seen.",
        references: &["RFC 5322 section 2.2"],
        input: Input::Message,
    };

    /// A line over 998 octets.
    LINE_IS_TOO_LONG = Check {
        id: "line-is-too-long",
        title: "a line has more than 998 octets",
        doc: "A line has 998 octets at most. Servers break longer ones, which breaks DKIM signatures, or refuse them. \
              Quoted-printable and base64 keep lines short.",
        references: &["RFC 5322 section 2.1.1", "RFC 5321 section 4.5.3.1.6"],
        input: Input::Message,
    };

    /// CR without LF, or both kinds of line ends.
    LINE_END_IS_BARE = Check {
        id: "line-end-is-bare",
        title: "a line end is not CR LF",
        doc: "On the wire every line ends with CR LF, and neither occurs alone. A lone one smuggles a second message past \
              some servers, so others refuse it or close the connection. In a file lines may end with LF, but all alike.",
        references: &["RFC 5321 section 2.3.8"],
        input: Input::Message,
    };

    /// NUL octets.
    MESSAGE_HOLDS_NUL = Check {
        id: "message-holds-nul",
        title: "the message holds NUL octets",
        doc: "A message must not contain NUL. Servers remove it, cut the line there, or refuse the message.",
        references: &["RFC 5322 section 2.2", "RFC 5321 section 4.5.2"],
        input: Input::Message,
    };

    /// winmail.dat.
    ATTACHMENT_IS_WINMAIL_DAT = Check {
        id: "attachment-is-winmail-dat",
        title: "Outlook packed the message into winmail.dat",
        doc: "Outlook sends messages in its rich-text format as an attachment winmail.dat (TNEF), with the files inside \
              it. Microsoft's mail programs open it; One.com's webmail and most others show winmail.dat and nothing else.",
        references: &["RFC 2046", "MS-OXTNEF"],
        input: Input::Message,
    };

    /// The author's domain is not that of the envelope.
    FROM_DIFFERS_FROM_ENVELOPE = Check {
        id: "from-differs-from-envelope",
        title: "the author's domain is not that of the envelope sender",
        doc: "The From field names the author, MAIL FROM (later Return-Path) who gets delivery reports. They may differ, as \
              with mailing lists. But SPF then says nothing of the author's domain, and One.com's send.one.com takes only \
              the address that logged in.",
        references: &["RFC 7489 section 3.1"],
        input: Input::Message,
    };

    /// There is no Message-ID field.
    MESSAGE_ID_MISSING = Check {
        id: "message-id-missing",
        title: "the message has no Message-ID",
        doc: "A message should have a Message-ID, by which it is found in logs and answered. Filters count its absence \
              as a sign of spam.",
        references: &["RFC 5322 section 3.6.4"],
        input: Input::Message,
    };
}
