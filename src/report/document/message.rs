//! The document of `mxcheck message`.

use std::net::IpAddr;

use serde::Serialize;

use super::envelope::Envelope;
use super::view::{shown_as, view, words};
use crate::catalogue::{Basis, Confidence, Reply, RuleSource};
use crate::evidence::message::{
    AuthenticationResult, AuthenticationResults, FilterMark, Hop, Meaning, Message, border,
};
use crate::judge::check::Finding;
use crate::judge::message::{MatchOutcome, MessageMatch};
use crate::smtp_reply::Stage;

/// A message, judged.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
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
    /// The route, newest hop first.
    pub hops: Vec<Hop>,
    /// The line of the hop at which the receiver took it from the sender's server; null where the
    /// message does not show.
    pub border: Option<u32>,
    /// What servers found of its SPF, DKIM and DMARC.
    pub authentication: Vec<AuthenticationResults>,
    /// What mail filters wrote into it.
    pub filters: Vec<FilterMark>,
    /// What could not be looked at.
    pub notes: Vec<String>,
    /// The flags of the run that the next command repeats.
    #[serde(skip)]
    pub invocation: Vec<String>,
}

/// What a message is.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
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
            invocation: Vec::new(),
        }
    }
}

fn bounded(text: String) -> String {
    text.chars().take(1000).collect()
}

words! {
    /// Whether a rule is hit.
    MatchOutcome as MatchOutcomeWord {
        /// It is.
        Hit = "hit",
        /// It may be: the fault is a slight one, or nobody knows how strict the receiver is.
        Risk = "risk",
        /// It is only where something is so that the message does not show.
        Information = "information",
    }
}

view! {
    /// A rule that a message hits or may hit.
    MessageMatch as MessageMatchView<'a>, found {
        /// The rule's full id.
        rule: &'a str = &found.rule,
        /// The receiver.
        receiver: &'a str = &found.receiver,
        /// Whether it is hit.
        state: MatchOutcome = found.state,
        /// Where in the session the receiver answers; null where it does not refuse.
        stage: Option<Stage> = found.stage,
        /// What it answers.
        reply: &'a Reply = &found.reply,
        /// How the rule is known.
        basis: Basis = found.basis,
        /// How sure it is.
        confidence: Confidence = found.confidence,
        /// The checks that set it off.
        because: &'a [&'a str] = &found.because,
        /// What the rule is.
        cause: &'a str = &found.cause,
        /// What to do.
        fix: &'a str = &found.fix,
        /// The document that the rule was taken from.
        source: Option<&'a RuleSource> = found.source.as_ref(),
    }
}

view! {
    /// A filter's field.
    FilterMark as FilterMarkView<'a>, mark {
        /// The file's line where the field begins.
        line: u32 = mark.line,
        /// The field's name as written.
        field: &'a str = &mark.field,
        /// The beginning of its value.
        value: &'a str = &mark.value,
        /// What it says of the message.
        meaning: Meaning = mark.meaning,
        /// The same for people; null where nobody outside knows it.
        explanation: Option<&'a str> = mark.explanation.as_deref(),
    }
}

words! {
    /// What a filter's field says of a message.
    Meaning as MeaningWord {
        /// The filter took it for spam.
        Spam = "spam",
        /// The filter could not decide, or gave it a low score.
        Suspect = "suspect",
        /// The filter did not take it for spam.
        Clean = "clean",
        /// It was not filtered.
        NotFiltered = "not-filtered",
        /// Not known.
        Unknown = "unknown",
    }
}

view! {
    /// What a server found of a message's SPF, DKIM and DMARC.
    AuthenticationResults as AuthenticationResultsView<'a>, results {
        /// The file's line where the field begins.
        line: u32 = results.line,
        /// The server that says so; null where the field does not show.
        server: Option<&'a str> = results.server.as_deref(),
        /// One for each method.
        results: &'a [AuthenticationResult] = &results.results,
    }
}

view! {
    /// One method's result.
    AuthenticationResult as AuthenticationResultView<'a>, result {
        /// `spf`, `dkim`, `dmarc` and others.
        method: &'a str = &result.method,
        /// `pass`, `fail` and others.
        result: &'a str = &result.result,
        /// What is next to it, such as `smtp.mailfrom=a.example`.
        properties: &'a [String] = &result.properties,
    }
}

view! {
    /// One server that took the message, and the server that it took it from. Only what one's own receiver wrote is sure:
    /// a sender can put any Received field into a message.
    Hop as HopView<'a>, hop {
        /// The file's line where the field begins.
        line: u32 = hop.line,
        /// The server that took the message.
        by: Option<&'a str> = hop.by.as_deref(),
        /// The name that the client gave with HELO or EHLO.
        helo: Option<&'a str> = hop.helo.as_deref(),
        /// The client's name by its PTR record, as the server looked it up.
        ptr: Option<&'a str> = hop.ptr.as_deref(),
        /// The client's address.
        address: Option<IpAddr> = hop.address,
        /// The protocol (RFC 3848): `ESMTPS`.
        with: Option<&'a str> = hop.with.as_deref(),
        /// Whether the client had logged in: then this is where its author handed the message in.
        is_submission: bool = hop.is_submission,
        /// When, RFC 3339.
        time: Option<&'a str> = hop.time.as_deref(),
    }
}
