//! `--to`: whom mail is for, and the receivers that this chooses.

use futures_util::future::join_all;

use super::exit::Stop;
use super::session::check_path;
use crate::catalogue::Receiver;
use crate::dns::Dns;
use crate::judge::assess;
use crate::judge::assess::Route;
use crate::probe;
use crate::report::RecipientView;
use crate::sender::{Recipient, Target, TargetHost};

/// Reads `--to`; the same one twice counts once.
pub fn read(typed: &[String]) -> Result<Vec<Recipient>, Stop> {
    let mut recipients: Vec<Recipient> = Vec::new();
    for text in typed {
        let flag = format!("--to \"{text}\"");
        let recipient = Recipient::parse(text).map_err(|error| Stop::usage(&flag, error))?;
        if let Some(address) = &recipient.address {
            check_path(&flag, address.clone())?;
        }
        if !recipients.contains(&recipient) {
            recipients.push(recipient);
        }
    }
    Ok(recipients)
}

/// Looks up where the mail of each goes.
pub async fn look_up(dns: &dyn Dns, recipients: Vec<Recipient>) -> Vec<(Recipient, Route)> {
    join_all(recipients.into_iter().map(|recipient| async {
        let target = Target { host: TargetHost::Name(recipient.domain.clone()), port: None };
        let facts = probe::route(dns, &target).await;
        (recipient, assess::route(&facts))
    }))
    .await
}

/// Whose answers are predicted, and why.
pub struct Chosen {
    /// The receivers.
    pub receivers: Vec<Receiver>,
    /// What is known of each recipient.
    pub views: Vec<RecipientView>,
    /// True when some recipient is at nobody whose rules are known: what they answer is not known.
    pub is_incomplete: bool,
}

/// The receivers that run the recipients' mail hosts. Without recipients all of them; those that
/// were named stay, whoever runs the hosts.
pub fn choose(receivers: Vec<Receiver>, are_named: bool, recipients: &[(Recipient, Route)]) -> Chosen {
    let views: Vec<RecipientView> =
        recipients.iter().map(|(to, route)| RecipientView::of(to, route, &receivers)).collect();
    if views.is_empty() || are_named {
        return Chosen { receivers, views, is_incomplete: false };
    }
    let is_incomplete = views.iter().any(|view| view.receivers.is_empty());
    let is_chosen = |receiver: &Receiver| views.iter().any(|view| view.receivers.contains(&receiver.name));
    let receivers = receivers.into_iter().filter(is_chosen).collect();
    Chosen { receivers, views, is_incomplete }
}
