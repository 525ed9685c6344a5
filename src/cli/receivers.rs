//! `mxcheck receivers [NAME|RULE]`

use std::path::Path;

use clap::Args;

use super::arguments::{CatalogueArguments, Format, OutputArguments};
use super::exit::{End, Stop};
use super::output;
use crate::catalogue;
use crate::catalogue::{Catalogue, Receiver, Rule};
use crate::report::document::json;
use crate::report::{ReceiversReport, page};

/// List receivers and their rules, or explain one
#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// A receiver (a built-in name or a file), or the id of a rule
    #[arg(value_name = "NAME|RULE")]
    subject: Option<String>,

    #[command(flatten)]
    catalogue: CatalogueArguments,

    #[command(flatten)]
    output: OutputArguments,
}

/// Runs the command.
pub(super) fn run(arguments: &Arguments) -> Result<End, Stop> {
    let subject = find(&arguments.catalogue.open()?, arguments.subject.as_deref())?;
    let style = output::style(&arguments.output);
    output::write(|out| match (arguments.output.format(), &subject) {
        (Format::Json, Subject::All(receivers)) => json::write(&ReceiversReport::new(receivers.clone()), out),
        (Format::Json, Subject::One(receiver)) => {
            json::write(&ReceiversReport::new(vec![receiver.as_ref().clone()]), out)
        }
        (Format::Json, Subject::Rules(rules)) => {
            let receivers = rules
                .iter()
                .map(|(receiver, rule)| Receiver { rules: vec![rule.clone()], ..receiver.clone() });
            json::write(&ReceiversReport::new(receivers.collect()), out)
        }
        (Format::Text, Subject::All(receivers)) => page::write_receivers(receivers, style, out),
        (Format::Text, Subject::One(receiver)) => page::write_receiver(receiver, style, out),
        (Format::Text, Subject::Rules(rules)) => {
            rules.iter().try_for_each(|(receiver, rule)| page::write_rule(receiver, rule, style, out))
        }
    })?;
    Ok(End::Clean)
}

enum Subject {
    All(Vec<Receiver>),
    One(Box<Receiver>),
    Rules(Vec<(Receiver, Rule)>),
}

fn find(catalogue: &Catalogue, subject: Option<&str>) -> Result<Subject, Stop> {
    let receivers = catalogue.receivers();
    let Some(subject) = subject.filter(|subject| *subject != catalogue::ALL) else {
        return Ok(Subject::All(receivers.to_vec()));
    };
    let rules: Vec<(Receiver, Rule)> = catalogue::find_rule(receivers, subject)
        .into_iter()
        .map(|(receiver, rule)| (receiver.clone(), rule.clone()))
        .collect();
    if !rules.is_empty() {
        return Ok(Subject::Rules(rules));
    }
    if catalogue.named(subject).is_none() && !Path::new(subject).exists() {
        let rules = receivers.iter().flat_map(|receiver| &receiver.rules);
        let known: Vec<&str> =
            rules.map(|rule| rule.id.as_str()).chain(receivers.iter().map(|r| r.name.as_str())).collect();
        if subject.contains(['/', '\\']) && subject.starts_with(['.', '/', '~']) {
            return Err(Stop::file(subject, "no such file"));
        }
        let help = match catalogue::nearest(subject, known) {
            Some(nearest) => format!("did you mean {nearest}?"),
            None => "mxcheck receivers lists them".to_owned(),
        };
        return Err(Stop::usage(format!("unknown receiver or rule \"{subject}\"; {help}")));
    }
    let selected = catalogue.select(&[subject.to_owned()]);
    let mut selected = selected.map_err(Stop::usage)?;
    match selected.receivers.pop() {
        Some(receiver) => Ok(Subject::One(Box::new(receiver))),
        None => Ok(Subject::All(receivers.to_vec())),
    }
}
