//! The document of `mxcheck message`.

use schemars::JsonSchema;
use serde::Serialize;

use super::model::Envelope;
use crate::evidence::message::{AuthenticationResults, FilterMark, Hop, Message, border};
use crate::judge::check::Finding;
use crate::judge::message_rules::{MatchOutcome, MessageMatch};

/// A message, judged.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct MessageReport {
    /// Schema, version and command.
    #[serde(flatten)]
    pub envelope: Envelope,
    /// The file, as it was named; `-` is stdin.
    pub file: String,
    /// What the message is.
    pub message: MessageView,
    /// Every check's result, passes included.
    pub findings: Vec<Finding>,
    /// The documented rules that it hits or may hit, the hits first.
    pub matches: Vec<MessageMatch>,
    /// The receivers whose rules were looked at.
    pub receivers: Vec<String>,
    /// Whether a rule is hit.
    pub hit: bool,
    /// The way it took, the last server first.
    pub hops: Vec<Hop>,
    /// The line of the hop at which the receiver took it from the sender's server; null where the
    /// message does not tell.
    pub border: Option<u32>,
    /// What servers found of its SPF, DKIM and DMARC.
    pub authentication: Vec<AuthenticationResults>,
    /// What mail filters wrote into it.
    pub filters: Vec<FilterMark>,
    /// What could not be looked at.
    pub notes: Vec<String>,
}

/// What a message is.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct MessageView {
    /// Octets as sent, every line end counted as CR LF.
    pub size: u64,
    /// Lines.
    pub lines: u32,
    /// The From field's addresses.
    pub from: Vec<String>,
    /// The subject, decoded.
    pub subject: Option<String>,
    /// The Date field as written.
    pub date: Option<String>,
    /// The Message-ID field as written.
    pub message_id: Option<String>,
    /// The envelope sender: `--from`, else what the Return-Path field says.
    pub mail_from: Option<String>,
    /// How many MIME parts it has, the message itself counted.
    pub parts: usize,
}

impl MessageReport {
    /// Puts a run's results together.
    pub fn new(
        file: &str,
        message: &Message,
        mail_from: Option<String>,
        findings: Vec<Finding>,
        matches: Vec<MessageMatch>,
        receivers: Vec<String>,
    ) -> MessageReport {
        let text = |name: &str| message.field(name).map(|field| bounded(field.text()));
        let from = message.fields.iter().filter(|field| field.is("From"));
        let from = from.flat_map(|field| field.mailboxes().addresses).take(20).map(bounded).collect();
        let hops = message.hops();
        let mut notes = Vec::new();
        if message.is_first_of_several {
            notes.push("The file is a mailbox; only its first message is judged.".to_owned());
        }
        if message.header_is_bounded {
            notes.push("The header is larger than 1 MiB; what is beyond was not read as header.".to_owned());
        }
        if message.parts_are_bounded {
            notes.push("The message has more or deeper parts than are looked into.".to_owned());
        }
        MessageReport {
            envelope: Envelope::of("message"),
            file: file.to_owned(),
            message: MessageView {
                size: message.body.size,
                lines: message.body.lines,
                from,
                subject: message.field("Subject").map(|field| bounded(field.decoded())),
                date: text("Date"),
                message_id: text("Message-ID"),
                mail_from,
                parts: message.parts.len(),
            },
            hit: matches.iter().any(|found| found.state == MatchOutcome::Hit),
            findings,
            matches,
            receivers,
            border: border(&hops).map(|hop| hop.line),
            hops,
            authentication: message.authentication(),
            filters: message.filter_marks(),
            notes,
        }
    }
}

fn bounded(text: String) -> String {
    text.chars().take(1000).collect()
}
