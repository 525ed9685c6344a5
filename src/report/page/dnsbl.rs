//! The page of `mxcheck dnsbl`.

use std::io::{self, Write};
use std::net::IpAddr;

use super::Detail;
use super::layout::{Layout, Row, counted};
use crate::judge::assess::ListHealth;
use crate::report::shell;
use crate::report::terminal::{Mark, Style};
use crate::report::{ListStateWord, ListView, ListsReport, unchecked_lists};

/// How many codes of a listing are shown.
const SHOWN_CODES: usize = 4;

/// Writes the page: what is listed, then a row for each subject.
pub fn write(report: &ListsReport, style: Style, detail: Detail, out: &mut impl Write) -> io::Result<()> {
    let mut layout = Layout::new(style);
    let subjects: Vec<Subject<'_>> = report.subjects.iter().map(|name| Subject::of(name, report)).collect();
    if detail == Detail::Quiet {
        for subject in subjects.iter().filter(|subject| subject.mark() != Mark::Pass) {
            layout.problem(subject.mark(), &format!("{}: {}", subject.name, subject.sum()));
        }
        return layout.write(out);
    }
    let (mark, text) = headline(&subjects);
    layout.headline(mark, &text);
    layout.blank();
    for view in report.lists.iter().filter(|view| view.state == ListStateWord::Listed) {
        listing(view, &mut layout);
        layout.blank();
    }
    for view in report.lists.iter().filter(|view| view.state == ListStateWord::Neutral) {
        let meaning = view.meaning.as_deref().unwrap_or("it means no listing");
        layout
            .field("Note", &format!("{} answers {} for {}: {meaning}", view.list, codes(view), view.subject));
    }
    layout.blank();
    if subjects.len() > 1 {
        layout.table(subjects.iter().map(Subject::row).collect());
        layout.blank();
    }
    if detail == Detail::Verbose {
        every_list(&subjects, &mut layout);
    }
    for zone in &report.zones {
        layout.field("Zone", &zone.to_string());
    }
    let lists_something = |list: &str| subjects.iter().any(|subject| subject.listed_by().contains(&list));
    let mut clean: Vec<&str> = subjects.iter().flat_map(|subject| subject.clean()).collect();
    clean.retain(|list| !lists_something(list));
    clean.sort_unstable();
    clean.dedup();
    if !clean.is_empty() {
        layout.field("Found", &format!("no listing by {}", clean.join(", ")));
    }
    if let Some(text) = unchecked_lists(&report.lists) {
        layout.field("Not checked", &text);
    }
    layout.unbroken("Next", &command(report, &subjects));
    layout.write(out)
}

/// What was asked about, with every list that was.
struct Subject<'a> {
    name: &'a str,
    lists: Vec<&'a ListView>,
}

impl<'a> Subject<'a> {
    fn of(name: &'a str, report: &'a ListsReport) -> Subject<'a> {
        Subject { name, lists: report.lists.iter().filter(|view| view.subject == name).collect() }
    }

    fn listed_by(&self) -> Vec<&'a str> {
        let listed = self.lists.iter().filter(|view| view.state == ListStateWord::Listed);
        listed.map(|view| view.list.as_str()).collect()
    }

    fn unchecked(&self) -> usize {
        self.lists.iter().filter(|view| view.is_unchecked()).count()
    }

    /// The lists that can be used and do not list it.
    fn clean(&self) -> impl Iterator<Item = &'a str> {
        let clean = |view: &&&ListView| view.state == ListStateWord::NotListed && !view.is_unchecked();
        self.lists.iter().filter(clean).map(|view| view.list.as_str())
    }

    fn mark(&self) -> Mark {
        if !self.listed_by().is_empty() {
            Mark::Fail
        } else if self.lists.iter().all(|view| view.is_unchecked()) {
            Mark::Unknown
        } else if self.unchecked() > 0 {
            Mark::Warn
        } else {
            Mark::Pass
        }
    }

    /// What comes out of its lists, in one clause.
    fn sum(&self) -> String {
        let checked = (self.lists.len() - self.unchecked()) as u64;
        let listed = self.listed_by();
        let unchecked = match self.unchecked() as u64 {
            0 => String::new(),
            1 => "; 1 list was not checked".to_owned(),
            count => format!("; {} were not checked", counted(count, "list")),
        };
        match (self.lists.len(), checked, listed.as_slice()) {
            (0, ..) => "no list was queried for it".to_owned(),
            (_, 0, _) => "not known, no list could be used".to_owned(),
            (_, 1, []) => format!("not listed by 1 list{unchecked}"),
            (_, _, []) => format!("not listed by {}{unchecked}", counted(checked, "list")),
            (_, _, [only]) => format!("listed by {only} (1 of {}){unchecked}", counted(checked, "list")),
            (_, _, several) => {
                format!("listed by {} of {}{unchecked}", several.len(), counted(checked, "list"))
            }
        }
    }

    fn row(&self) -> Row {
        Row { name: self.name.to_owned(), mark: self.mark(), text: self.sum() }
    }
}

/// The outcome in one sentence.
fn headline(subjects: &[Subject<'_>]) -> (Mark, String) {
    if let [only] = subjects {
        return (only.mark(), format!("{}: {}", only.name, only.sum()));
    }
    let with = |mark: Mark| subjects.iter().filter(move |subject| subject.mark() == mark);
    let listed: Vec<&Subject<'_>> = with(Mark::Fail).collect();
    let all = subjects.len();
    match listed.as_slice() {
        [] if with(Mark::Unknown).count() > 0 => {
            let unknown = with(Mark::Unknown).count();
            (Mark::Unknown, format!("For {unknown} of {all} names and addresses, no list could be used"))
        }
        [] if with(Mark::Warn).count() > 0 => (
            Mark::Warn,
            format!("None of {all} names and addresses is listed, but some lists were not checked"),
        ),
        [] => (Mark::Pass, format!("None of {all} names and addresses is listed")),
        [only] => (Mark::Fail, format!("1 of {all} names and addresses is listed: {}", only.name)),
        [first, ..] => {
            let count = listed.len();
            (
                Mark::Fail,
                format!("{count} of {all} names and addresses are listed: {} and others", first.name),
            )
        }
    }
}

/// One listing: the code, its meaning, what the list says of it, and where it is removed.
fn listing(view: &ListView, layout: &mut Layout) {
    let meaning = view.meaning.iter().map(|meaning| format!(": {meaning}")).collect::<String>();
    layout.field("Listed", &format!("{} by {} ({}){meaning}", view.subject, view.list, codes(view)));
    view.reason.iter().for_each(|reason| layout.field("Reason", &format!("\"{reason}\"")));
    view.removal.iter().for_each(|page| layout.unbroken("Removal", page));
}

fn codes(view: &ListView) -> String {
    let codes: Vec<String> = view.codes.iter().take(SHOWN_CODES).map(ToString::to_string).collect();
    codes.join(" ")
}

/// Every list with its answer and its test entries.
fn every_list(subjects: &[Subject<'_>], layout: &mut Layout) {
    for subject in subjects.iter().filter(|subject| !subject.lists.is_empty()) {
        layout.title(&format!("Every list for {}", subject.name));
        let row = |view: &&ListView| {
            let (mark, state) = match view.state {
                ListStateWord::NotListed if view.is_unchecked() => (Mark::Unknown, "not listed"),
                ListStateWord::Listed => (Mark::Fail, "listed"),
                ListStateWord::NotListed => (Mark::Pass, "not listed"),
                ListStateWord::Neutral => (Mark::Info, "no listing"),
                ListStateWord::Unusable => (Mark::Unknown, "unusable"),
                ListStateWord::Unknown => (Mark::Unknown, "unknown"),
            };
            let health = match view.health {
                ListHealth::Passed => "test entries correct",
                ListHealth::Failed => "test entries wrong",
                ListHealth::Untestable => "no test entry",
            };
            Row { name: view.list.clone(), mark, text: format!("{state} {}, {health}", codes(view)) }
        };
        layout.table(subject.lists.iter().map(row).collect());
        layout.blank();
    }
}

/// The same again where something is listed or not known, else the other checks of the first subject.
fn command(report: &ListsReport, subjects: &[Subject<'_>]) -> String {
    let is_known = |subject: &Subject<'_>| matches!(subject.mark(), Mark::Pass | Mark::Warn);
    let mut words = vec!["mxcheck".to_owned()];
    match subjects {
        [first, ..] if subjects.iter().all(is_known) => {
            let command = if first.name.parse::<IpAddr>().is_ok() { "ip" } else { "domain" };
            words.extend([command.to_owned(), first.name.to_owned()]);
        }
        subjects => {
            words.push("dnsbl".to_owned());
            let has_listed = subjects.iter().any(|subject| subject.mark() == Mark::Fail);
            let open = subjects.iter().filter(|subject| match has_listed {
                true => subject.mark() == Mark::Fail,
                false => !is_known(subject),
            });
            words.extend(open.map(|subject| subject.name.to_owned()));
        }
    }
    words.extend(report.invocation.iter().cloned());
    shell::line(&words)
}
