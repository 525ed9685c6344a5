//! The results of many senders for jobs: only what is at fault, and of that no more than fits a document;
//! what is accepted, and what is left out, is counted.

use super::counts::Counts;
use super::results::{Group, Level, Place, Results, RuleText};
use crate::catalogue::Receiver;
use crate::judge::verdict::Outcome;
use crate::report::document::SenderReport;

/// The rule of a line that names no sender.
const UNREADABLE: &str = "line-cannot-be-read";

/// What a result takes next to its text.
const OVERHEAD: usize = 500;

/// Results in the order of the list, bounded. When there is no room, warnings and lookups that failed
/// make room for what decides against a sender.
#[derive(Debug)]
pub struct Collected {
    most: usize,
    most_octets: usize,
    severe: Part,
    mild: Part,
    rules: Results,
    seen: u64,
    left_out: u64,
}

/// Groups with their place in the list.
#[derive(Debug, Default)]
struct Part {
    groups: Vec<(u64, Group)>,
    results: usize,
    octets: usize,
}

impl Part {
    fn put(&mut self, place: u64, group: Group) {
        self.results += count(&group);
        self.octets += size(&group);
        self.groups.push((place, group));
    }

    /// Takes the last out again; false when there is none.
    fn drop_last(&mut self) -> bool {
        let Some((_, group)) = self.groups.pop() else { return false };
        self.results -= count(&group);
        self.octets -= size(&group);
        true
    }
}

impl Collected {
    /// Room for so many results, of so many octets together.
    pub fn new(command: &'static str, most: usize, most_octets: usize) -> Collected {
        Collected {
            most,
            most_octets,
            severe: Part::default(),
            mild: Part::default(),
            rules: Results::new(command, None),
            seen: 0,
            left_out: 0,
        }
    }

    /// Adds the results of the next line.
    pub fn add(&mut self, results: Results) {
        for group in results.groups {
            self.seen += 1;
            let is_severe = matches!(group.outcome(), Some(Outcome::Defer | Outcome::Reject))
                || group.checks.iter().any(|check| check.level == Level::Error);
            if is_severe {
                self.severe.put(self.seen, group);
                while self.is_over() && self.mild.drop_last() {
                    self.left_out += 1;
                }
                if self.is_over() && self.severe.drop_last() {
                    self.left_out += 1;
                }
            } else {
                self.mild.put(self.seen, group);
                if self.is_over() && self.mild.drop_last() {
                    self.left_out += 1;
                }
            }
        }
        for rule in results.rules {
            self.rules.add_rule(rule);
        }
    }

    fn is_over(&self) -> bool {
        self.severe.results + self.mild.results > self.most
            || self.severe.octets + self.mild.octets > self.most_octets
    }

    /// Everything, in order, with what became of all lines.
    pub fn finish(self, counts: Counts) -> Results {
        let mut results = self.rules;
        let mut groups = self.severe.groups;
        groups.extend(self.mild.groups);
        groups.sort_by_key(|(place, _)| *place);
        results.groups = groups.into_iter().map(|(_, group)| group).collect();
        keep_named_rules(&mut results);
        let counts = Counts { left_out: self.left_out, ..counts };
        results.notes = counts.missing();
        results.counts = Some(counts);
        results
    }
}

impl Results {
    /// Of a line of a list: what is at fault, and nothing where nothing is. `place` is the line.
    pub fn of_line(report: &SenderReport, receivers: &[Receiver], place: Option<Place>) -> Results {
        let mut results = Results::of_sender(report, receivers);
        // Said once, for all lines.
        results.unchecked = None;
        results.zones.clear();
        for group in &mut results.groups {
            group.place.clone_from(&place);
        }
        results.keep_faults();
        results
    }

    /// Leaves out what is well.
    pub fn keep_faults(&mut self) {
        for group in &mut self.groups {
            group.checks.retain(|check| check.level >= Level::Unknown && check.is_told);
        }
        self.groups.retain(|group| {
            !group.checks.is_empty() || (!group.is_parked && group.outcome() > Some(Outcome::Accept))
        });
        keep_named_rules(self);
    }

    /// Of a line that names no sender.
    pub fn of_unreadable(line: u64, input: &str, error: String, place: Option<Place>) -> Results {
        let mut results = Results::new("batch", None);
        results.add_rule(RuleText {
            id: UNREADABLE.to_owned(),
            title: "a line of the list names no sender".to_owned(),
            text: "A line is DOMAIN, IP, DOMAIN,IP or DOMAIN,IP,HELO, or a JSON object with domain, ip, helo and \
                   from. Nothing was judged for this one."
                .to_owned(),
            references: Vec::new(),
            needs: "the list".to_owned(),
            remedy: None,
        });
        let subject = format!("line {line}");
        let summary = format!("{subject} cannot be read: {error}");
        results.add_unreadable(UNREADABLE, "line", &subject, summary, vec![input.to_owned()], place);
        results
    }

    /// About how many octets they take.
    pub fn size(&self) -> usize {
        let rules = self.rules.iter().map(|rule| rule.title.len() + rule.text.len() + OVERHEAD);
        rules.chain(self.groups.iter().map(size)).sum()
    }
}

/// Takes out the rules that no result names.
fn keep_named_rules(results: &mut Results) {
    let groups = &results.groups;
    results.rules.retain(|rule| {
        groups.iter().any(|group| {
            let by_check = group.checks.iter().any(|check| check.rule == rule.id);
            let named = |id: &String| *id == rule.id;
            by_check
                || group
                    .answers
                    .iter()
                    .any(|answer| answer.rule.as_ref().is_some_and(named) || answer.because.iter().any(named))
        })
    });
}

/// How many results a group has.
fn count(group: &Group) -> usize {
    let answers = group.answers.iter().filter(|answer| !answer.is_told && answer.outcome > Outcome::Accept);
    group.checks.len() + answers.count()
}

/// About how many octets a group takes.
fn size(group: &Group) -> usize {
    let texts = |list: &[String]| list.iter().map(|text| text.len() + 24).sum::<usize>();
    let checks = group.checks.iter().map(|check| {
        let fix = check.fix.iter().map(|fix| texts(&fix.change.removed()) + texts(&fix.change.published()));
        OVERHEAD
            + check.summary.len()
            + texts(&check.evidence)
            + texts(&check.answers)
            + fix.sum::<usize>()
            + check.places.iter().map(|place| place.file.len() + 40).sum::<usize>()
    });
    let answers =
        group.answers.iter().map(|answer| OVERHEAD + answer.sentence.len() + texts(&answer.because));
    OVERHEAD + group.subject.len() + checks.chain(answers).sum::<usize>()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(number: u64, level: Level) -> Results {
        let mut results = Results::of_unreadable(number, "x", "y".to_owned(), None);
        results.groups[0].checks[0].level = level;
        results
    }

    #[test]
    fn what_decides_takes_the_room_of_what_warns() {
        let mut collected = Collected::new("batch", 3, usize::MAX);
        for (number, level) in [
            (1, Level::Warning),
            (2, Level::Error),
            (3, Level::Unknown),
            (4, Level::Warning),
            (5, Level::Error),
        ] {
            collected.add(line(number, level));
        }
        collected.add(Results::new("batch", None));
        let counts = Counts { unreadable: 5, ..Counts::default() };
        let results = collected.finish(counts);
        let subjects: Vec<&str> = results.groups.iter().map(|group| group.subject.as_str()).collect();
        assert_eq!(subjects, ["line 1", "line 2", "line 5"]);
        assert_eq!(results.counts, Some(Counts { left_out: 2, ..counts }));
        assert!(results.notes[0].starts_with("2 more lines have results that are left out"));

        let mut collected = Collected::new("batch", 2, usize::MAX);
        (1..=4).for_each(|number| collected.add(line(number, Level::Error)));
        assert_eq!(collected.severe.groups.len(), 2);
        assert_eq!(collected.left_out, 2);
        let mut collected = Collected::new(
            "batch",
            usize::MAX,
            3 * line(1, Level::Error).groups.iter().map(size).sum::<usize>(),
        );
        (1..=9).for_each(|number| collected.add(line(number, Level::Error)));
        assert_eq!((collected.severe.groups.len(), collected.left_out), (3, 6));
        assert_eq!(collected.finish(Counts::default()).rules.len(), 1);
    }
}
