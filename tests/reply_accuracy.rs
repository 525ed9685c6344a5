//! How often the catalogue's refusals are recognised, and how often other providers' are taken for
//! them: the two figures that decide whether `explain` can be trusted.

use std::fs;
use std::path::Path;

use mxcheck::receiver::{Confidence, Receiver};
use mxcheck::reply::Recogniser;
use serde::Deserialize;

/// A refusal as somebody reports it.
#[derive(Deserialize)]
struct Reported {
    /// The catalogue's id; none for a refusal that is not of the catalogue.
    rule: Option<String>,
    text: String,
}

#[derive(Deserialize)]
struct File {
    reply: Vec<Reported>,
}

fn reported(name: &str) -> Vec<Reported> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/replies").join(name);
    let file: File = toml::from_str(&fs::read_to_string(path).unwrap()).unwrap();
    file.reply
}

/// Which of the reports are not told right.
fn wrong<'r>(recogniser: &Recogniser<'_>, reports: &'r [Reported]) -> Vec<(&'r Reported, Vec<String>)> {
    let mut wrong = Vec::new();
    for report in reports {
        let found = recogniser.find(&report.text);
        let matches: Vec<_> = found.iter().filter_map(|refusal| refusal.recognised.as_ref()).collect();
        let is_right = match &report.rule {
            Some(rule) => !matches.is_empty() && matches.iter().all(|found| found.id() == rule),
            None => matches.iter().all(|found| found.confidence == Confidence::Low),
        };
        if !is_right {
            let found = matches.iter().map(|found| format!("{} {}", found.id(), found.confidence));
            wrong.push((report, found.collect()));
        }
    }
    wrong
}

#[test]
fn refusals_as_people_report_them() {
    let receivers = Receiver::built_in();
    let recogniser = Recogniser::new(&receivers);
    let of_the_catalogue = reported("reported.toml");
    let others = reported("others.toml");
    let missed = wrong(&recogniser, &of_the_catalogue);
    let taken = wrong(&recogniser, &others);
    for (report, found) in missed.iter().chain(&taken) {
        println!("wanted {:?}, found {found:?}: {}", report.rule, report.text.trim());
    }
    let share = |part: usize, all: usize| 100.0 * part as f64 / all as f64;
    let right = of_the_catalogue.len() - missed.len();
    println!(
        "rule right: {right} of {} ({:.1} %)",
        of_the_catalogue.len(),
        share(right, of_the_catalogue.len())
    );
    println!(
        "others taken for one: {} of {} ({:.1} %)",
        taken.len(),
        others.len(),
        share(taken.len(), others.len())
    );
    assert!(missed.is_empty() && taken.is_empty());
}
