//! `--to`: recipients, and the receivers that they choose.

use super::exit::Stop;
use super::session::check_path;
use crate::sender::Recipient;

/// Reads `--to`; the same one twice counts once.
pub(super) fn read(typed: &[String]) -> Result<Vec<Recipient>, Stop> {
    let mut recipients: Vec<Recipient> = Vec::new();
    for text in typed {
        let recipient = Recipient::parse(text).map_err(|error| Stop::value("--to", text, error))?;
        if let Some(address) = &recipient.address {
            check_path("--to", text, address.clone())?;
        }
        if !recipients.contains(&recipient) {
            recipients.push(recipient);
        }
    }
    Ok(recipients)
}
