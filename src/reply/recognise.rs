//! A reply matched against the receivers' catalogue.

use std::net::IpAddr;

use super::ServerReply;
use crate::dns::Name;
use crate::receiver::{Confidence, Receiver, Rule, Stage};

/// What is known of where a reply came from.
#[derive(Clone, Copy, Debug, Default)]
pub struct Context<'a> {
    /// The step at which it was given.
    pub stage: Option<Stage>,
    /// The server that gave it.
    pub host: Option<&'a Name>,
}

/// A reply that is one of a receiver's documented rejections.
#[derive(Clone, Debug)]
pub struct Recognised<'a> {
    /// The receiver.
    pub receiver: &'a Receiver,
    /// The rejection.
    pub rule: &'a Rule,
    /// The step at which it was given, as far as that is known or follows from the reply.
    pub stage: Option<Stage>,
    /// The case code of the explanation's address: `rdns`.
    pub case: Option<String>,
    /// The address of the explanation, as the reply gives it.
    pub url: Option<String>,
    /// The sending address that the reply names.
    pub address: Option<IpAddr>,
    /// How sure it is that this receiver answered so, for this reason.
    pub confidence: Confidence,
}

/// Finds out which rejection of these receivers a reply is.
pub fn recognise<'a>(
    receivers: &'a [Receiver],
    reply: &ServerReply,
    context: Context<'_>,
) -> Option<Recognised<'a>> {
    let text = reply.text().to_lowercase();
    let of_host = |receiver: &&Receiver| context.host.is_none_or(|host| receiver.runs(host));
    receivers.iter().filter(of_host).find_map(|receiver| {
        let rule = receiver.rules.iter().find(|rule| {
            let words = rule.reply.text.as_deref().unwrap_or_default().to_lowercase();
            let mut words = words.split(" / ");
            rule.reply.code == reply.code
                && rule.reply.text.is_some()
                && words.all(|part| text.contains(part))
        })?;
        let confidence = if context.host.is_some() { Confidence::High } else { Confidence::Low };
        Some(Recognised {
            receiver,
            rule,
            stage: context.stage.or(rule.stage),
            case: None,
            url: None,
            address: None,
            confidence,
        })
    })
}
