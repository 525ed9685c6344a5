//! `--live`: the predicted session, tried.

use clap::{Args, ValueHint};

use super::exit::Stop;
use super::session::{Identity, SessionArguments, Transcript, check_path, helo};
use crate::judge::live::{Trial, Watch};
use crate::probe::facts::StepFacts;
use crate::probe::smtp::Server;
use crate::sender::{Origin, ReversePath, Sender, Target};

/// The flags of a live try.
#[derive(Debug, Args)]
#[command(next_help_heading = "Live")]
pub(super) struct LiveArguments {
    /// Hold the predicted session with the MX of --to, up to RCPT TO, and compare
    ///
    /// The receiver sees the session in its log. Probing many recipients that do not exist gets an address blocked.
    #[arg(long)]
    live: bool,

    /// Hold it with this server instead of the MX of --to
    #[arg(long, value_name = "HOST[:PORT]", requires = "live", value_hint = ValueHint::Hostname)]
    target: Option<String>,

    #[command(flatten)]
    session: SessionArguments,
}

impl LiveArguments {
    /// Checks the flags; none without `--live`. What the session needs and the sender lacks is filled
    /// in there, so that the prediction is about this session.
    pub(super) fn read(
        &self,
        sender: &mut Sender,
        recipients: &[String],
        is_verbose: bool,
    ) -> Result<Option<Trial>, Stop> {
        if !self.live {
            return match self.session.given() {
                Some(flag) => {
                    Err(Stop::usage(format!("{flag} applies to the session of --live; add --live")))
                }
                None => Ok(None),
            };
        }
        let target = self
            .target
            .as_deref()
            .map(|text| Target::parse(text).map_err(|error| Stop::value("--target", text, error)));
        let target = target.transpose()?;
        if target.is_none() && recipients.is_empty() {
            return Err(Stop::usage("--live needs a recipient; add --to ADDRESS or --target HOST"));
        }
        let setup = self.session.read(None)?;
        let port = setup.port_for(target.as_ref())?;
        let typed = sender.helo.as_ref().map(|helo| helo.text.clone());
        let (helo, helo_origin) = helo(typed.as_deref())?;
        sender.helo = Some(helo.clone());
        sender.helo_origin = helo_origin;
        if let (true, Some(ip)) = (sender.addresses.is_empty(), setup.bind) {
            sender.addresses.push(ip);
        }
        let (mail_from, from_origin) =
            sender.mail_from.clone().unwrap_or((ReversePath::Null, Origin::Assumed));
        let mail_from = check_path("--from", &mail_from.to_string(), mail_from.clone())?;
        let identity = Identity { helo, helo_origin, mail_from, from_origin, size: sender.size };
        let options = setup.options(&identity, &ReversePath::Null, port);
        Ok(Some(Trial {
            options,
            helo: identity.helo,
            target,
            recipient: setup.recipient,
            families: setup.families,
            port,
            probes_recipients: setup.probe_recipients,
            allows_forged_helo: setup.force,
            watch: is_verbose.then(|| {
                let transcript = Transcript::default();
                Box::new(move |server: &Server, step: &StepFacts| transcript.say(server, step)) as Box<Watch>
            }),
        }))
    }
}
