//! `mxcheck spf DOMAIN`

use std::time::Instant;

use clap::Args;

use super::arguments::{DnsArguments, Format, OutputArguments};
use super::exit::{End, Stop};
use super::network::{Network, wait_for};
use super::{judging, output};
use crate::dns::{Dns, Name};
use crate::report::document::json;
use crate::report::{SpfReport, page};
use crate::resolver::{Allowance, CaseQueries};
use crate::sender::{Helo, ReversePath, Sender};
use crate::spf::{Budget, Evaluation, SpfResult, Standing};
use crate::{probe, spf};

/// Evaluate SPF for an address or, without --ip, count lookups
#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// The domain whose SPF record is evaluated
    domain: String,

    #[command(flatten)]
    sender: SenderArguments,

    #[command(flatten)]
    dns: DnsArguments,

    #[command(flatten)]
    output: OutputArguments,
}

#[derive(Debug, Args)]
#[command(next_help_heading = "Sender and receivers")]
struct SenderArguments {
    /// The sending server's address; repeatable
    #[arg(long, value_name = "IP")]
    ip: Vec<String>,

    /// The HELO name; its record is evaluated as well
    #[arg(long, value_name = "NAME")]
    helo: Option<String>,

    /// The envelope sender, or <> to use the HELO name [default: postmaster@DOMAIN]
    #[arg(long, value_name = "ADDRESS")]
    from: Option<String>,
}

/// Runs the command.
pub(super) fn run(arguments: &Arguments) -> Result<End, Stop> {
    let named = judging::sender(&arguments.domain, arguments.sender.from.as_deref())?;
    let is_null = matches!(named.mail_from, Some((ReversePath::Null, _)));
    let helo = match judging::helo("--helo", arguments.sender.helo.as_deref())? {
        // A null reverse-path is judged by the HELO name (RFC 7208 section 2.4).
        None if is_null => judging::helo("DOMAIN", Some(&arguments.domain))?,
        helo => helo,
    };
    let sender = Sender { addresses: judging::addresses("--ip", &arguments.sender.ip)?, helo, ..named };

    let network = Network::open(&arguments.dns, &[], &sender.any_name().to_string())?;
    let started = Instant::now();
    let allowance = Allowance::of_case(sender.addresses.len(), 0, 0);
    let case = CaseQueries::new(&network.resolver, allowance);
    let (evaluations, budget) = wait_for(evaluate(&case, &sender), "evaluating SPF")?;
    network.close_after(&case)?;
    let queries = network.resolver.questions();
    let zones = network.zones.to_vec();
    let report = SpfReport {
        invocation: arguments.dns.repeated(&[]),
        ..SpfReport::new(&sender, zones, evaluations, budget, queries, started.elapsed())
    };

    let style = output::style(&arguments.output);
    output::write(|out| match arguments.output.format() {
        Format::Json => json::write(&report, out),
        Format::Text => page::write_spf(&report, style, arguments.output.detail(), out),
    })?;
    Ok(end(&report))
}

async fn evaluate(dns: &dyn Dns, sender: &Sender) -> (Vec<Evaluation>, Option<Budget>) {
    if !sender.addresses.is_empty() {
        return (probe::spf(dns, sender).await, None);
    }
    let helo = || sender.helo.as_ref().and_then(Helo::fqdn);
    let domain: Option<&Name> = sender.sender_domain().or_else(helo);
    match domain {
        Some(domain) => (Vec::new(), Some(spf::budget(dns, domain).await)),
        None => (Vec::new(), None),
    }
}

/// A fail or an error of the record is found; a lookup that failed is not known.
fn end(report: &SpfReport) -> End {
    let has = |result| report.spf.iter().any(|evaluation| evaluation.result == result);
    let standing = report.budget.as_ref().map(Budget::standing);
    if has(SpfResult::Fail) || has(SpfResult::Permerror) || standing == Some(Standing::Wrong) {
        End::Found
    } else if has(SpfResult::Temperror) || standing == Some(Standing::Unknown) {
        End::Unknown
    } else {
        End::Clean
    }
}
