//! The wordings of the receivers' rules, found in a text in one pass.

use std::collections::{BTreeSet, HashMap};

use aho_corasick::{AhoCorasick, MatchKind};

use super::squeeze::{Squeezed, letters};
use crate::catalogue::{Formerly, Receiver, Reply, Rule, Wording};
use crate::smtp_reply::Stage;

/// The receivers' wordings and signs, prepared for any number of texts.
#[derive(Debug)]
pub(super) struct Wordings<'a> {
    pub entries: Vec<Entry<'a>>,
    finder: AhoCorasick,
    /// What each pattern of the finder means.
    uses: Vec<Vec<Use>>,
}

impl<'a> Wordings<'a> {
    /// Prepares those of these receivers; they are named by their place there.
    pub(super) fn of(receivers: &'a [Receiver]) -> Wordings<'a> {
        let mut builder = Builder::default();
        for (number, receiver) in receivers.iter().enumerate() {
            for rule in &receiver.rules {
                builder.rule(number, rule);
            }
            let signs = &receiver.signs;
            signs.brands.iter().for_each(|text| builder.pattern(text, Use::Brand(number)));
            signs.greetings.iter().for_each(|text| builder.pattern(text, Use::Greeting(number)));
            signs.explanations.iter().for_each(|text| builder.pattern(text, Use::Explanation(number)));
        }
        let finder = AhoCorasick::builder().match_kind(MatchKind::Standard).build(&builder.patterns);
        #[expect(clippy::expect_used, reason = "a bound that the reader of receiver files keeps")]
        let finder = finder.expect("receiver files are at most 1 MiB");
        Wordings { entries: builder.entries, finder, uses: builder.uses }
    }

    /// Everything that the finder finds.
    pub(super) fn find(&self, squeezed: &Squeezed) -> Hits {
        let mut hits = Hits::default();
        for found in self.finder.find_overlapping_iter(&squeezed.octets) {
            hits.any = true;
            for use_ in &self.uses[found.pattern().as_usize()] {
                match *use_ {
                    Use::Part { entry, part } => {
                        hits.parts.insert((entry, part), (found.start(), found.end()));
                        hits.last = hits.last.max(found.end());
                    }
                    Use::Brand(receiver) => hits.brands.push(receiver),
                    Use::Greeting(receiver) => {
                        hits.greeting = Some(receiver);
                        hits.last = hits.last.max(found.end());
                    }
                    Use::Explanation(receiver) => {
                        hits.explanation = Some((receiver, found.start()));
                        hits.last = hits.last.max(found.end());
                    }
                }
            }
        }
        hits
    }
}

/// A wording of a rule.
#[derive(Debug)]
pub(super) struct Entry<'a> {
    pub receiver: usize,
    pub rule: &'a Rule,
    pub former: Option<&'a Formerly>,
    /// None for the text that the rule documents.
    pub wording: Option<&'a Wording>,
    /// The codes that it comes with; none: any.
    pub codes: Vec<u16>,
    pub parts: usize,
    /// Letters of all parts.
    pub letters: usize,
    /// The letters of its last part.
    pub ending: String,
    /// The words are those of the receiver's pages.
    pub is_documented: bool,
    /// Other servers say it, too.
    pub is_generic: bool,
    /// A mail program's error code, which is only itself when nothing is glued to it.
    pub is_number: bool,
}

impl Entry<'_> {
    pub(super) fn is(&self, flag: impl Fn(&Wording) -> bool, without: bool) -> bool {
        self.wording.map_or(without, flag)
    }

    pub(super) fn is_opening(&self) -> bool {
        self.is(|wording| wording.opening, false)
    }

    pub(super) fn stage(&self) -> Option<Stage> {
        self.wording.and_then(|wording| wording.stage)
    }
}

#[derive(Clone, Copy, Debug)]
enum Use {
    Part { entry: usize, part: usize },
    Brand(usize),
    Greeting(usize),
    Explanation(usize),
}

/// What was found in one text.
#[derive(Debug, Default)]
pub(super) struct Hits {
    pub any: bool,
    /// Where each part of a wording is last.
    pub parts: HashMap<(usize, usize), (usize, usize)>,
    pub brands: Vec<usize>,
    pub greeting: Option<usize>,
    pub explanation: Option<(usize, usize)>,
    /// Where the last of them ends.
    pub last: usize,
}

impl Hits {
    /// Returns the wordings of which some part was found.
    pub(super) fn entries(&self) -> BTreeSet<usize> {
        self.parts.keys().map(|(entry, _)| *entry).collect()
    }

    /// Where a wording is, by its last part, if all its parts are there.
    pub(super) fn whole(&self, entry: usize, parts: usize) -> Option<(usize, usize)> {
        let mut last = (0, 0);
        for part in 0..parts {
            let found = *self.parts.get(&(entry, part))?;
            if found.1 > last.1 {
                last = found;
            }
        }
        Some(last)
    }
}

#[derive(Default)]
struct Builder<'a> {
    entries: Vec<Entry<'a>>,
    patterns: Vec<String>,
    uses: Vec<Vec<Use>>,
    known: HashMap<String, usize>,
}

impl<'a> Builder<'a> {
    fn pattern(&mut self, text: &str, use_: Use) {
        let letters = letters(text);
        let number = *self.known.entry(letters.clone()).or_insert_with(|| {
            self.patterns.push(letters);
            self.uses.push(Vec::new());
            self.patterns.len() - 1
        });
        self.uses[number].push(use_);
    }

    fn rule(&mut self, receiver: usize, rule: &'a Rule) {
        self.reply(receiver, rule, None, &rule.reply, &rule.wire);
        let is_own = |other: &&Reply| other.text.is_some() && other.text != rule.reply.text;
        for other in rule.replies.iter().filter(is_own) {
            self.documented(receiver, rule, None, other, &rule.wire);
        }
        for former in &rule.formerly {
            self.reply(receiver, rule, Some(former), &former.reply, &former.wire);
        }
    }

    /// The wordings of one reply, and the text that is documented unless it is among them.
    fn reply(
        &mut self,
        receiver: usize,
        rule: &'a Rule,
        former: Option<&'a Formerly>,
        reply: &'a Reply,
        wire: &'a [Wording],
    ) {
        for wording in wire {
            let parts: Vec<&str> = wording.parts.iter().map(String::as_str).collect();
            self.entry(receiver, rule, former, (Some(wording), &wording.codes), &parts);
        }
        self.documented(receiver, rule, former, reply, wire);
    }

    /// The text of a reply, unless it is among the wordings.
    fn documented(
        &mut self,
        receiver: usize,
        rule: &'a Rule,
        former: Option<&'a Formerly>,
        reply: &'a Reply,
        wire: &'a [Wording],
    ) {
        let Some(text) = &reply.text else { return };
        let parts = documented_parts(text);
        let same = |wording: &Wording| {
            wording.parts.len() == parts.len()
                && wording.parts.iter().zip(&parts).all(|(one, other)| letters(one) == letters(other))
        };
        if !parts.is_empty() && !wire.iter().any(same) {
            // The same text may come with several codes.
            let same = rule.all_replies().filter(|other| former.is_none() && other.text == reply.text);
            let codes: Vec<u16> = reply.code.into_iter().chain(same.filter_map(|other| other.code)).collect();
            self.entry(receiver, rule, former, (None, &codes), &parts);
        }
    }

    fn entry(
        &mut self,
        receiver: usize,
        rule: &'a Rule,
        former: Option<&'a Formerly>,
        (wording, codes): (Option<&'a Wording>, &[u16]),
        parts: &[&str],
    ) {
        let number = self.entries.len();
        for (part, text) in parts.iter().enumerate() {
            self.pattern(text, Use::Part { entry: number, part });
        }
        let reply = former.map_or(&rule.reply, |former| &former.reply);
        let wire = former.map_or(&rule.wire, |former| &former.wire);
        let is_generic = match wording {
            Some(wording) => is_everybodys(wording),
            // It is the receiver's own as soon as some part of it is.
            None => !wire.iter().any(|wording| !is_everybodys(wording) && is_within(wording, parts)),
        };
        self.entries.push(Entry {
            receiver,
            rule,
            former,
            wording,
            codes: codes.to_vec(),
            parts: parts.len(),
            letters: parts.iter().map(|part| letters(part).len()).sum(),
            ending: parts.last().map(|part| letters(part)).unwrap_or_default(),
            is_documented: reply
                .text
                .as_deref()
                .is_some_and(|text| letters(text) == letters(&parts.concat())),
            is_generic,
            is_number: parts.iter().any(|part| part.trim_start_matches('0').starts_with("x8")),
        });
    }
}

fn is_everybodys(wording: &Wording) -> bool {
    wording.generic || wording.needs_host
}

/// Whether all parts of a wording are in these.
fn is_within(wording: &Wording, parts: &[&str]) -> bool {
    let parts: Vec<String> = parts.iter().map(|part| letters(part)).collect();
    wording.parts.iter().all(|inner| parts.iter().any(|part| part.contains(&letters(inner))))
}

/// The lines of a documented text, cut where something is filled in: `<{address}>: …`.
fn documented_parts(text: &str) -> Vec<&str> {
    text.split(" / ")
        .flat_map(|line| line.split(['{', '}']).step_by(2))
        .filter(|part| letters(part).len() >= 8)
        .collect()
}
