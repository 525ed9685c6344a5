//! Zone files for jobs: whose zones they are, and lines that are no plain master file.

use super::results::{CheckResult, Group, Level, Place, Results, RuleText};
use crate::report::document::{UnreadFile, ZoneFileView};
use crate::zone::{Effect, Heading};

/// The rule of lines and files that cannot be read.
const UNREADABLE: &str = "zone-file-cannot-be-read";

/// The rule of lines that only providers' exports have.
const OTHER_FORM: &str = "zone-file-is-nonstandard";

impl Results {
    /// Of zone files alone: what is wrong with their lines.
    pub fn of_zone_files(files: &[ZoneFileView], unread: &[UnreadFile]) -> Results {
        let mut results = Results::new("zone", None);
        results.zones = files.iter().map(|file| file.heading().to_string()).collect();
        for file in files {
            let mut checks: Vec<CheckResult> = Vec::new();
            for note in &file.notes {
                let (line, name) = (note.fault.position.map(|(line, _)| line), &note.fault.file);
                let (rule, level) = match note.effect {
                    Effect::Lost => (UNREADABLE, Level::Error),
                    Effect::Read | Effect::Skipped => (OTHER_FORM, Level::Warning),
                };
                let place = Place { file: name.clone(), line };
                checks.push(result(rule, level, name, note.fault.to_string(), place));
            }
            results.add_file(&file.file, checks);
        }
        for UnreadFile { file, error } in unread {
            let whole = Place { file: file.clone(), line: None };
            results.add_file(file, vec![result(UNREADABLE, Level::Error, file, error.clone(), whole)]);
        }
        results
    }

    fn add_file(&mut self, file: &str, checks: Vec<CheckResult>) {
        if checks.is_empty() {
            return;
        }
        checks.iter().for_each(|check| self.add_rule(rule(&check.rule)));
        self.groups.push(Group {
            subject: file.to_owned(),
            kind: "file",
            is_parked: false,
            place: Some(Place { file: file.to_owned(), line: None }),
            checks,
            answers: Vec::new(),
        });
    }

    /// Names the zone files that a sender was judged with.
    pub(super) fn name_zones(&mut self, zones: &[Heading]) {
        self.zones = zones.iter().map(ToString::to_string).collect();
    }
}

fn result(rule: &str, level: Level, about: &str, summary: String, place: Place) -> CheckResult {
    CheckResult {
        rule: rule.to_owned(),
        level,
        is_told: true,
        kind: "file".to_owned(),
        about: about.to_owned(),
        address: None,
        receiver: None,
        summary,
        evidence: Vec::new(),
        places: vec![place],
        fix: None,
        answers: Vec::new(),
        is_ignored: false,
        state: None,
    }
}

fn rule(id: &str) -> RuleText {
    let (title, text) = match id {
        UNREADABLE => (
            "a line of a zone file cannot be read",
            "The line breaks the form that RFC 1035 section 5 gives zone files, so a nameserver would not load it \
             either. Its records are missing; the rest was judged.",
        ),
        _ => (
            "a zone file has a form that only its provider reads",
            "Exports of DNS providers have lines that RFC 1035 section 5 does not have and BIND would not load. They \
             were read as the provider means them, or left out where the zone does not miss them.",
        ),
    };
    RuleText {
        id: id.to_owned(),
        title: title.to_owned(),
        text: text.to_owned(),
        references: vec!["RFC 1035 section 5".to_owned()],
        needs: "the zone files".to_owned(),
        remedy: None,
    }
}
