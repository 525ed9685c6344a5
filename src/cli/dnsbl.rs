//! `mxcheck dnsbl IP|DOMAIN...`

use std::sync::Arc;
use std::time::Instant;

use clap::Args;

use super::arguments::{DnsArguments, JobFormat, ListArguments, OutputArguments};
use super::complaint::warn;
use super::exit::{End, Stop};
use super::network::{MANY, Network, wait_for};
use super::output;
use crate::dnsbl::{Key, List, ListSubject};
use crate::judge::assess;
use crate::probe;
use crate::report::document::json;
use crate::report::{ListStateWord, ListsReport, Results, page};
use crate::resolver::CaseQueries;
use crate::sender::is_public;
use crate::sender::{InputError, parse_address, parse_domain};

/// Query DNSBLs, each verified by its test entries
#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// Addresses and domains to look up
    #[arg(value_name = "IP|DOMAIN", required = true)]
    subjects: Vec<String>,

    #[command(flatten)]
    dns: DnsArguments,

    #[command(flatten)]
    lists: ListArguments,

    #[command(flatten)]
    output: OutputArguments<JobFormat>,
}

/// Runs the command.
pub(super) fn run(arguments: &Arguments) -> Result<End, Stop> {
    if arguments.lists.no_dnsbl {
        return Err(Stop::usage("--no-dnsbl leaves no list to query"));
    }
    let subjects = read_subjects(&arguments.subjects)?;
    let choice = arguments.lists.choose()?;
    let network = Network::open(&arguments.dns, &choice.keys, MANY)?;
    let lists = network.reachable(&choice);

    let started = Instant::now();
    let case = CaseQueries::without_bounds(&network.resolver);
    let facts = wait_for(probe::lists(&case, &lists, &subjects), "asking the lists")?;
    network.close_after(&case)?;
    let entries = assess::list_entries(&facts);
    let (zones, queries) = (network.zones.to_vec(), network.resolver.questions());
    let report = ListsReport {
        invocation: invocation(arguments, &choice.keys),
        ..ListsReport::new(&subjects, zones, &entries, queries, started.elapsed())
    };

    let is_asked = |subject: &ListSubject| entries.iter().any(|entry| entry.subject == *subject);
    for subject in subjects.iter().filter(|subject| !is_asked(subject)) {
        warn(format!("{subject}: not checked: {}", why_not(subject, &lists)));
    }
    let style = output::style(&arguments.output);
    let format = arguments.output.format();
    if !output::write_results(format, || Results::of_lists(&report))? {
        output::write(|out| match format {
            JobFormat::Json => json::write(&report, out),
            _ => page::write_lists(&report, style, arguments.output.detail(), out),
        })?;
    }
    Ok(end(&report))
}

/// The flags of the run that the next command needs as well, without the keys of lists.
fn invocation(arguments: &Arguments, keys: &[Key]) -> Vec<String> {
    let conceal = |list: &String| keys.iter().fold(list.clone(), |list, key| key.conceal_text(&list));
    let lists = arguments.lists.dnsbl.iter();
    let mut words: Vec<String> = lists.flat_map(|list| ["--dnsbl".to_owned(), conceal(list)]).collect();
    words.extend(arguments.dns.repeated(keys));
    words
}

/// Why no list was asked about a subject.
fn why_not(subject: &ListSubject, lists: &[Arc<List>]) -> &'static str {
    match subject {
        _ if lists.is_empty() => "nothing that answers in this run holds a list",
        ListSubject::Address(ip) if !is_public(*ip) && lists.iter().all(|list| list.is_public) => {
            "no one on the Internet sees this address, so the built-in lists are not asked (--dnsbl names others)"
        }
        _ => "none of the lists holds such a subject",
    }
}

/// Listed somewhere, else whether every subject has a list that could be used.
fn end(report: &ListsReport) -> End {
    if report.lists.iter().any(|view| view.state == ListStateWord::Listed) {
        return End::Found;
    }
    let is_checked =
        |subject: &String| report.lists.iter().any(|view| view.subject == *subject && !view.is_unchecked());
    if report.subjects.iter().all(is_checked) { End::Clean } else { End::Unknown }
}

fn read_subjects(typed: &[String]) -> Result<Vec<ListSubject>, Stop> {
    let mut subjects: Vec<ListSubject> = Vec::new();
    for text in typed {
        let found = match parse_address(text) {
            Ok(ip) => vec![ListSubject::Address(ip)],
            // What looks like an address is no domain.
            Err(error) if looks_like_address(text) => {
                return Err(Stop::value("address", text, error));
            }
            Err(_) => {
                let name = parse_domain(text).map_err(|error| {
                    let problem = match error {
                        InputError::IsMailAddress(domain) => {
                            format!("an e-mail address; type {domain}")
                        }
                        error => error.to_string(),
                    };
                    Stop::value("domain", text, problem)
                })?;
                ListSubject::of_domain(&name)
            }
        };
        for subject in found {
            if !subjects.contains(&subject) {
                subjects.push(subject);
            }
        }
    }
    Ok(subjects)
}

fn looks_like_address(text: &str) -> bool {
    let is_numeric = text
        .split('/')
        .next()
        .is_some_and(|host| host.contains('.') && host.bytes().all(|b| b.is_ascii_digit() || b == b'.'));
    is_numeric || (text.contains(':') && !text.contains("://"))
}
