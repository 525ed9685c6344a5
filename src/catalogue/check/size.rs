//! The size of the message.

use super::Input;

checks! {
    /// The message is larger than a receiver takes.
    MESSAGE_IS_TOO_LARGE = Check {
        id: "message-is-too-large",
        title: "the message is larger than the receiver takes",
        doc: "Receivers limit the size of a message as it is sent: with headers, and with attachments encoded in \
              base64, which makes them about 37 % larger. 72 MB of files become about 100 MB. The limit is the \
              receiver's; a server that offers SIZE says it in its answer to EHLO.",
        references: &["RFC 1870", "RFC 2045 section 6.8"],
        input: Input::Size,
        is_form: true,
    };
}
