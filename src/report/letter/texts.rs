//! The texts of the letters: a TOML file for each language, which a translator edits.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::Deserialize;

use crate::catalogue::Counted;

/// The language of a letter.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
pub enum Language {
    /// English.
    #[default]
    En,
    /// German.
    De,
}

impl Language {
    /// Returns the texts in this language.
    pub(super) fn texts(self) -> &'static Texts {
        static EN: LazyLock<Texts> = LazyLock::new(|| parse(include_str!("en.toml")));
        static DE: LazyLock<Texts> = LazyLock::new(|| parse(include_str!("de.toml")));
        match self {
            Language::En => &EN,
            Language::De => &DE,
        }
    }
}

#[expect(clippy::expect_used, reason = "built in, and read by a test")]
fn parse(text: &str) -> Texts {
    toml::from_str(text).expect("the built-in texts are valid")
}

/// The texts in one language; the compiler knows which are used.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Texts {
    pub subject: String,
    pub greeting: String,
    pub opening: String,
    pub reply: String,
    pub details: String,
    pub receiver: String,
    pub address: String,
    pub domain: String,
    pub helo: String,
    pub rule: String,
    pub url: String,
    pub first: String,
    pub last: String,
    pub count: String,
    pub lines: String,
    pub more: String,
    pub redacted: String,
    pub checked: String,
    pub nothing_checked: String,
    pub fine: String,
    pub wrong: String,
    pub unseen: String,
    pub unknown: String,
    pub request: String,
    pub closing: String,
    pub also: String,
    pub block_lists: String,
    pub own_lists: String,
    pub limit: String,
    /// None in English, which takes these from the findings and rules themselves.
    pub translated: Option<Translated>,
}

/// Words for what findings and rules say in English.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Translated {
    no_check: String,
    /// What each check looks at that a rejection rests on.
    checks: BTreeMap<String, String>,
    counted: CountedWords,
    window: WindowWords,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct CountedWords {
    messages: String,
    recipients: String,
    bulk: String,
    spam: String,
    failed: String,
    script: String,
    queued: String,
    connections: String,
    helo_names: String,
    unknown_recipients: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct WindowWords {
    day: String,
    hour: String,
    hours: String,
    minutes: String,
}

impl Translated {
    /// Returns what the given checks look at, each once.
    pub(super) fn checks(&self, ids: &[String]) -> String {
        let mut names: Vec<&str> = Vec::new();
        for name in ids.iter().map(|id| self.checks.get(id).unwrap_or(id)) {
            if !names.contains(&name.as_str()) {
                names.push(name);
            }
        }
        if names.is_empty() { self.no_check.clone() } else { names.join("; ") }
    }

    /// Returns what a limit counts, and in which time; `None` counts at one time.
    pub(super) fn limit(&self, what: Counted, seconds: Option<u32>) -> String {
        let words = &self.counted;
        let what = match what {
            Counted::Messages => &words.messages,
            Counted::Recipients => &words.recipients,
            Counted::Bulk => &words.bulk,
            Counted::Spam => &words.spam,
            Counted::Failed => &words.failed,
            Counted::Script => &words.script,
            Counted::Queued => &words.queued,
            Counted::Connections => &words.connections,
            Counted::HeloNames => &words.helo_names,
            Counted::UnknownRecipients => &words.unknown_recipients,
        };
        let (template, count) = match seconds {
            None => return what.clone(),
            Some(86_400) => (&self.window.day, 1),
            Some(3_600) => (&self.window.hour, 1),
            Some(seconds) if seconds % 3_600 == 0 => (&self.window.hours, seconds / 3_600),
            Some(seconds) => (&self.window.minutes, seconds / 60),
        };
        fill(template, &[("what", what), ("count", &count.to_string())])
    }
}

/// Puts values in place of a text's placeholders. A value is never searched for placeholders.
pub(super) fn fill(template: &str, values: &[(&str, &str)]) -> String {
    let mut filled = String::new();
    let mut rest = template;
    while let Some((before, after)) = rest.split_once('{') {
        let (name, after) = after.split_once('}').unwrap_or((after, ""));
        filled.push_str(before);
        filled.extend(values.iter().find(|(known, _)| *known == name).map(|(_, value)| *value));
        rest = after;
    }
    filled.push_str(rest);
    filled
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::catalogue::{Receiver, Rule};

    /// The keys of a file with the placeholders of each.
    fn keys(text: &str) -> BTreeMap<String, BTreeSet<String>> {
        let table: toml::Table = text.parse().unwrap();
        let texts = table.iter().filter_map(|(key, value)| Some((key, value.as_str()?)));
        let names = |text: &str| {
            text.split('{').skip(1).map(|part| part.split_once('}').unwrap().0.to_owned()).collect()
        };
        texts.map(|(key, text)| (key.clone(), names(text))).collect()
    }

    #[test]
    fn the_languages_have_the_same_keys_and_placeholders() {
        let (en, de) = (keys(include_str!("en.toml")), keys(include_str!("de.toml")));
        assert_eq!(en, de);
        // Whatever is missing or unknown in a file is refused when it is parsed, and an unused field of the
        // struct is the compiler's to find.
        assert!(Language::En.texts().translated.is_none());
        assert!(Language::De.texts().translated.is_some());
    }

    #[test]
    fn every_placeholder_is_filled() {
        for language in [Language::En, Language::De] {
            let texts = language.texts();
            for (template, values) in [
                (&texts.block_lists, &["lists", "subject"][..]),
                (&texts.limit, &["limit", "worst", "allowed"]),
            ] {
                let values: Vec<_> = values.iter().map(|name| (*name, "VALUE")).collect();
                assert_eq!(fill(template, &values).matches("VALUE").count(), values.len(), "{template}");
            }
        }
        let german = Language::De.texts().translated.as_ref().unwrap();
        let limit = |seconds| german.limit(Counted::Messages, seconds);
        assert_eq!(limit(None), "Nachrichten");
        assert_eq!(limit(Some(86_400)), "Nachrichten an einem Tag");
        assert_eq!(limit(Some(3_600)), "Nachrichten in einer Stunde");
        assert_eq!(limit(Some(7_200)), "Nachrichten in 2 Stunden");
        assert_eq!(limit(Some(300)), "Nachrichten in 5 Minuten");
        assert_eq!(fill("{a} {b}", &[("a", "{b}"), ("b", "x")]), "{b} x");
    }

    #[test]
    fn whatever_a_rejection_rests_on_has_a_translated_name() {
        let german = Language::De.texts().translated.as_ref().unwrap();
        for receiver in Receiver::built_in() {
            for cause in receiver.rules.iter().flat_map(Rule::sender_causes) {
                let id = cause.check.id.to_owned();
                assert!(german.checks.contains_key(&id), "{id}");
            }
        }
    }

    #[test]
    fn checks_are_named_once() {
        let german = Language::De.texts().translated.as_ref().unwrap();
        let checks = ["helo-is-malformed", "helo-is-not-fqdn", "ptr-missing"].map(str::to_owned);
        assert_eq!(german.checks(&checks), "Form des HELO-Namens; PTR-Eintrag der sendenden Adresse");
        assert_eq!(german.checks(&[]), "Sperre durch eigene Listen oder Messungen des Empfängers");
    }
}
