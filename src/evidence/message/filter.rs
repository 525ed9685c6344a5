//! What mail filters wrote into a message's header, explained as far as it is known.

use super::Field;

/// A filter's field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FilterMark {
    /// The file's line where the field begins.
    pub line: u32,
    /// The field's name as written.
    pub field: String,
    /// The beginning of its value.
    pub value: String,
    /// What it says of the message.
    pub meaning: Meaning,
    /// The same for people; null where nobody outside knows it.
    pub explanation: Option<String>,
}

/// What a filter's field says of a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Meaning {
    /// The filter took it for spam.
    Spam,
    /// The filter could not decide, or gave it a low score.
    Suspect,
    /// The filter did not take it for spam.
    Clean,
    /// It was not filtered.
    NotFiltered,
    /// Not known.
    Unknown,
}

/// Characters of a value that are kept.
const KEPT: usize = 300;

impl FilterMark {
    /// Reads a field; none where it is not a filter's.
    pub(super) fn of(field: &Field) -> Option<FilterMark> {
        let name = field.name.to_ascii_lowercase();
        let text = field.text();
        let lower = text.to_ascii_lowercase();
        let (meaning, explanation) = match name.as_str() {
            "x-ui-filterresults" | "x-ui-out-filterresults" => {
                united_internet(&lower, name.contains("-out-"))
            }
            "x-gmx-antispam" => gmx(&lower),
            "x-gmx-antivirus" => virus(&lower),
            "x-spam-flag" => flag(&lower),
            "x-spam-status" => status(&lower),
            "x-spam-level" => level(&text),
            "x-spam-score" => {
                (Meaning::Unknown, Some("The filter's points; more points mean more like spam.".to_owned()))
            }
            "x-spam-report" | "x-spam-tests" | "x-spam-checker-version" => (
                Meaning::Unknown,
                Some("Which tests of the filter found something, or its version.".to_owned()),
            ),
            _ if is_filter(&name) => (Meaning::Unknown, None),
            _ => return None,
        };
        let mut value: String = text.chars().take(KEPT).collect();
        if value.len() < text.len() {
            value.push('…');
        }
        Some(FilterMark { line: field.line, field: field.name.clone(), value, meaning, explanation })
    }
}

/// Whether a field is a filter's by its name.
fn is_filter(name: &str) -> bool {
    const PREFIXES: [&str; 16] = [
        "x-spam",
        "x-ui-",
        "x-gmx-",
        "x-provags",
        "x-halone",
        "x-onecom",
        "x-one-com",
        "x-rspamd",
        "x-antispam",
        "x-anti-spam",
        "x-forefront",
        "x-microsoft-antispam",
        "x-ms-exchange-organization-scl",
        "x-mailscanner",
        "x-virus",
        "x-expurgate",
    ];
    PREFIXES.iter().any(|prefix| name.starts_with(prefix)) || name.contains("spam")
}

/// IONOS, GMX, WEB.DE and mail.com: `notjunk:1;V03:K0:…`. What follows the first word is sealed.
fn united_internet(value: &str, is_outgoing: bool) -> (Meaning, Option<String>) {
    let on = if is_outgoing { "on its way out, " } else { "" };
    let (meaning, what) = match value.split([':', ';']).next().unwrap_or_default().trim() {
        "notjunk" => (Meaning::Clean, "not spam"),
        "unknown" => (
            Meaning::Suspect,
            "not sure; the receiver sorts such mail into the folder \"Unknown\" when it has a low spam score",
        ),
        "junk" => (Meaning::Spam, "spam"),
        _ => return (Meaning::Unknown, None),
    };
    let text = format!(
        "The filter of IONOS, GMX, WEB.DE and mail.com: {on}{what}. The rest of the field is readable for the \
         receiver only."
    );
    (meaning, Some(text))
}

/// GMX: a number, and in parentheses what it means.
fn gmx(value: &str) -> (Meaning, Option<String>) {
    let Ok(number) = value.split([' ', ';', '(']).next().unwrap_or_default().parse::<i32>() else {
        return (Meaning::Unknown, None);
    };
    let (meaning, what) = match number {
        0 => (Meaning::Clean, "not recognised as spam"),
        ..0 => (Meaning::NotFiltered, "not filtered, by a rule or a setting of the recipient"),
        _ => (Meaning::Spam, "recognised as spam; the words in parentheses name the filter"),
    };
    (meaning, Some(format!("The filter of GMX: {what}.")))
}

fn virus(value: &str) -> (Meaning, Option<String>) {
    let (meaning, what) = match value.split([' ', ';', '(']).next().unwrap_or_default() {
        "0" => (Meaning::Clean, "no virus found"),
        "-1" => (Meaning::NotFiltered, "not searched"),
        _ => return (Meaning::Unknown, None),
    };
    (meaning, Some(format!("The virus scanner of GMX: {what}.")))
}

fn flag(value: &str) -> (Meaning, Option<String>) {
    match value.trim() {
        "yes" | "true" => (Meaning::Spam, Some("A filter took the message for spam.".to_owned())),
        "no" | "false" => (Meaning::Clean, Some("A filter did not take the message for spam.".to_owned())),
        _ => (Meaning::Unknown, None),
    }
}

/// SpamAssassin: `Yes, score=7.1 required=5.0 tests=A,B`.
fn status(value: &str) -> (Meaning, Option<String>) {
    let (meaning, what) = match value.split([',', ' ']).next().unwrap_or_default() {
        "yes" => (Meaning::Spam, "spam"),
        "no" => (Meaning::Clean, "not spam"),
        _ => return (Meaning::Unknown, None),
    };
    let number = |key: &str| {
        let rest = value.split(key).nth(1)?;
        let number = rest.split([' ', ',', ';']).next()?;
        number.parse::<f64>().ok().map(|_| number.to_owned())
    };
    let points = match (number("score=").or_else(|| number("hits=")), number("required=")) {
        (Some(score), Some(required)) => format!(" with {score} points, {required} make spam"),
        (Some(score), None) => format!(" with {score} points"),
        _ => String::new(),
    };
    let tests =
        if value.contains("tests=") { "; the tests that found something stand after tests=" } else { "" };
    (meaning, Some(format!("SpamAssassin: {what}{points}{tests}.")))
}

/// SpamAssassin: as many asterisks as points.
fn level(value: &str) -> (Meaning, Option<String>) {
    let stars = value.trim().chars().filter(|c| *c == '*').count();
    (Meaning::Unknown, Some(format!("SpamAssassin: {stars} whole points.")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_are_explained_as_far_as_they_are_known() {
        use Meaning::*;
        for (name, value, meaning, said) in [
            ("X-UI-Filterresults", " notjunk:1;V03:K0:abc=", Clean, Some("not spam")),
            ("X-UI-Filterresults", " unknown:2;V03:K0:abc=", Suspect, Some("\"Unknown\"")),
            ("x-ui-out-filterresults", " junk:10;V03", Spam, Some("on its way out")),
            ("X-UI-Filterresults", " something", Unknown, None),
            (
                "X-GMX-Antispam",
                " 0 (Mail was not recognized as spam); Detail=V3;",
                Clean,
                Some("not recognised"),
            ),
            (
                "X-GMX-Antispam",
                " 6 (nemesis text pattern profiler); Detail=V3;",
                Spam,
                Some("recognised as spam"),
            ),
            ("X-GMX-Antispam", " -2 (not scanned, spam filter disabled)", NotFiltered, Some("not filtered")),
            ("X-GMX-Antivirus", " 0 (no virus found)", Clean, Some("no virus")),
            ("X-Spam-Flag", " YES", Spam, Some("took the message for spam")),
            (
                "X-Spam-Status",
                " Yes, score=7.1 required=5.0 tests=A,\r\n\tB",
                Spam,
                Some("spam with 7.1 points, 5.0 make spam"),
            ),
            ("X-Spam-Status", " No, hits=-0.1 required=5.0", Clean, Some("-0.1 points")),
            ("X-Spam-Level", " ******", Unknown, Some("6 whole points")),
            ("X-HalOne-ID", " 415b493c", Unknown, None),
            ("X-Provags-ID", " V03:K1:x", Unknown, None),
            ("X-Onecom-Something", " 1", Unknown, None),
        ] {
            let field = Field { name: name.to_owned(), raw: value.as_bytes().to_vec(), line: 3 };
            let mark = FilterMark::of(&field).unwrap();
            assert_eq!(mark.meaning, meaning, "{name}: {value}");
            assert_eq!(mark.explanation.is_some(), said.is_some(), "{name}: {value}");
            let explanation = mark.explanation.unwrap_or_default();
            assert!(explanation.contains(said.unwrap_or_default()), "{name}: {explanation}");
        }
        let other = Field { name: "X-Mailer".to_owned(), raw: b" spam".to_vec(), line: 3 };
        assert_eq!(FilterMark::of(&other), None);
    }

    #[test]
    fn long_values_are_cut() {
        let field = Field { name: "X-Spam-Report".to_owned(), raw: vec![b'x'; 100_000], line: 1 };
        assert!(FilterMark::of(&field).unwrap().value.len() < 2 * KEPT);
    }
}
