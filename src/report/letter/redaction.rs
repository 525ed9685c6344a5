//! Leaving recipients out of lines that are shown to others.

use std::collections::HashSet;

/// The text with the local part of every mail address left out whose domain is not `own` or below it:
/// `***@recipient.example`. Anything around an `@` that could be an address is taken for one: in
/// brackets, in quotes, percent-encoded in a URL, or rewritten by a forwarder (SRS, VERP).
pub(super) fn redact(text: &str, own: Option<&str>) -> String {
    let own = own.map(|own| own.trim_end_matches('.').to_ascii_lowercase());
    let is_own = |domain: &str| {
        let domain = domain.trim_end_matches('.').to_ascii_lowercase();
        own.as_ref().is_some_and(|own| domain == *own || domain.ends_with(&format!(".{own}")))
    };
    let mut redacted = String::with_capacity(text.len());
    // What is not written yet, up to the next @.
    let mut rest = text;
    while let Some((at, length)) = next_at(rest) {
        let (before, after) = (&rest[..at], &rest[at + length..]);
        let sign = &rest[at..at + length];
        let domain: &str = &after[..after.find(|c: char| !is_domain_character(c)).unwrap_or(after.len())];
        let start = local_part_start(before);
        let local = &before[start..];
        let is_address = !local.is_empty() && (!domain.is_empty() || after.starts_with('['));
        // An own address may hold another one: x=recipient.example@own.example (VERP).
        let holds_another = local.contains(['=', '#', '%', '!']);
        if is_address && (!is_own(domain) || holds_another) {
            redacted.push_str(&before[..start]);
            redacted.push_str("***");
        } else {
            redacted.push_str(before);
        }
        redacted.push_str(sign);
        rest = after;
    }
    redacted.push_str(rest);
    redacted
}

/// What is between a local part and its domain where no `@` does.
const SIGNS: [&str; 3] = ["(at)", "[at]", "=40"];

/// Local parts that are words of any log and say nothing of a person (most are RFC 2142's): they are
/// left out as parts of addresses only.
const GENERAL: [&str; 20] = [
    "abuse",
    "admin",
    "contact",
    "host",
    "hostmaster",
    "info",
    "kontakt",
    "mail",
    "news",
    "newsletter",
    "no-reply",
    "noreply",
    "office",
    "postmaster",
    "root",
    "sales",
    "service",
    "support",
    "user",
    "webmaster",
];

/// Characters of a local part that are looked for (RFC 5321 section 4.5.3.1.1).
const MAX_LOCAL_PART: usize = 64;

/// The local parts of recipients that are not at the sender's own domain, in lower case, with and
/// without what follows a `+`.
pub(super) fn local_parts(recipients: &[String], own: Option<&str>) -> HashSet<String> {
    let is_own = |domain: &str| own.is_some_and(|own| own.eq_ignore_ascii_case(domain));
    let foreign = recipients.iter().filter_map(|recipient| recipient.rsplit_once('@'));
    let foreign = foreign.filter(|(_, domain)| !is_own(domain));
    let forms = foreign.flat_map(|(local_part, _)| {
        let whole = local_part.trim_matches('"').to_lowercase();
        let base = whole.split_once('+').map(|(base, _)| base.to_owned());
        std::iter::once(whole).chain(base)
    });
    forms.filter(|form| !form.is_empty() && form.chars().count() <= MAX_LOCAL_PART).collect()
}

/// The text without the given local parts where they are as words of their own, and without what
/// sendmail writes after `to=` and `ctladdr=` for a user without a domain. Addresses are [`redact`]'s.
pub(super) fn redact_words(text: &str, local_parts: &HashSet<String>) -> String {
    let mut redacted = String::with_capacity(text.len());
    let mut last: Option<char> = None;
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        // Rewritten addresses have a word and a hyphen or a plus before it.
        let (kept, left_out) = if last.is_some_and(|c| c.is_alphanumeric() || c == '.') {
            (0, 0)
        } else if let Some(key) = key_length(rest) {
            (key, user_length(&rest[key..]))
        } else {
            (0, local_part_length(rest, local_parts))
        };
        let kept = if left_out == 0 { c.len_utf8() } else { kept };
        redacted.push_str(&rest[..kept]);
        if left_out > 0 {
            redacted.push_str("***");
        }
        last = Some(if left_out > 0 { '*' } else { c });
        rest = &rest[kept + left_out..];
    }
    redacted
}

fn is_local_character(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '.' | '_' | '+' | '-')
}

/// The length of `to=` or `ctladdr=`, with the bracket that may follow, where the text begins with it.
fn key_length(text: &str) -> Option<usize> {
    let keys = ["to=<", "to=", "ctladdr=<", "ctladdr="];
    let is_there = |key: &&&str| text.get(..key.len()).is_some_and(|begin| begin.eq_ignore_ascii_case(key));
    keys.iter().find(is_there).map(|key| key.len())
}

/// The length of a user's name without a domain at the beginning of a text; 0 where an address is there.
fn user_length(text: &str) -> usize {
    let end =
        text.find(|c: char| c.is_whitespace() || matches!(c, ',' | ';' | '<' | '>' | '(' | ')' | '"' | '&'));
    let word = &text[..end.unwrap_or(text.len())];
    if next_at(word).is_some() { 0 } else { word.len() }
}

/// The length of the local part that a text begins with as a word of its own; 0 where it begins with none.
fn local_part_length(text: &str, local_parts: &HashSet<String>) -> usize {
    if local_parts.is_empty() {
        return 0;
    }
    let mut longest = 0;
    for (at, c) in text.char_indices().take(MAX_LOCAL_PART) {
        let end = at + c.len_utf8();
        let after = &text[end..];
        // A dot or hyphen goes on with the word only where a letter follows it.
        let mut following = after.chars();
        let ends = match following.next() {
            None => true,
            Some('.' | '-' | '+' | '_') => !following.next().is_some_and(|c| c.is_alphanumeric()),
            Some(c) => !is_local_character(c),
        };
        if !ends || after.starts_with('@') || after.starts_with("%40") {
            continue;
        }
        let word = text[..end].to_lowercase();
        if !local_parts.contains(&word) {
            continue;
        }
        let is_plain = word.chars().count() > 2 && !GENERAL.contains(&word.as_str());
        let has_sign = SIGNS.iter().any(|sign| {
            after
                .trim_start_matches(' ')
                .get(..sign.len())
                .is_some_and(|begin| begin.eq_ignore_ascii_case(sign))
        });
        if is_plain || has_sign {
            longest = end;
        }
    }
    longest
}

/// The next `@`, or `%40` as URLs have it: its place and length.
fn next_at(text: &str) -> Option<(usize, usize)> {
    let plain = text.find('@').map(|at| (at, 1));
    let encoded = text.find("%40").map(|at| (at, 3));
    match (plain, encoded) {
        (Some(plain), Some(encoded)) => Some(plain.min(encoded)),
        (plain, encoded) => plain.or(encoded),
    }
}

fn is_domain_character(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '.' | '-' | '_')
}

/// Where the local part before an `@` begins.
fn local_part_start(before: &str) -> usize {
    if let Some(inner) = before.strip_suffix('"') {
        // "quoted local part": up to the quote that opens it.
        let opens = |(place, _): &(usize, &str)| !inner[..*place].ends_with('\\');
        if let Some((place, _)) = inner.rmatch_indices('"').find(opens) {
            return place;
        }
    }
    let ends =
        |c: char| c.is_whitespace() || matches!(c, '<' | '>' | '(' | ')' | '[' | ']' | ',' | ';' | ':' | '"');
    let start = before
        .rfind(ends)
        .map_or(0, |place| place + before[place..].chars().next().map_or(1, char::len_utf8));
    // to=user@…, orig_to=user@…, and &to=user%40… in a URL: a key in front stays.
    let word = &before[start..];
    let key_end = ["from=", "to=", "rcpt=", "F=", "for=", "recipient=", "mail=", "email="]
        .iter()
        .filter_map(|key| word.find(key).map(|place| (place, place + key.len())))
        .filter(|(place, _)| {
            word[..*place].chars().all(|c| c.is_ascii_lowercase() || c == '_')
                || word[..*place].ends_with(['?', '&', '_'])
        })
        .map(|(_, end)| end)
        .max();
    start + key_end.unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_recipient_is_redacted_and_the_sender_is_not() {
        for (text, expected) in [
            ("to=<jane.doe@b.example>, relay=x", "to=<***@b.example>, relay=x"),
            ("from=<info@a.example> to=<jane@b.example>", "from=<info@a.example> to=<***@b.example>"),
            ("from=<x@mail.A.example.>", "from=<x@mail.A.example.>"),
            ("x@nota.example", "***@nota.example"),
            ("<\"jane doe\"@b.example>", "<***@b.example>"),
            ("\"a\\\"b\"@b.example", "***@b.example"),
            ("jane+tag=1@b.example,joe@c.example", "***@b.example,***@c.example"),
            ("rfc822; jane@b.example", "rfc822; ***@b.example"),
            ("rfc822;jane@b.example", "rfc822;***@b.example"),
            ("<bounce-jane=b.example@a.example>", "<***@a.example>"),
            ("SRS0=x=y=b.example=jane@a.example", "***@a.example"),
            ("jane%b.example@a.example", "***@a.example"),
            (
                "http://x.example/?ip=192.0.2.1&to=jane%40b.example",
                "http://x.example/?ip=192.0.2.1&to=***%40b.example",
            ),
            ("jörg@bücher.example", "***@bücher.example"),
            ("jane@[192.0.2.1]", "***@[192.0.2.1]"),
            ("<jane@B.EXAMPLE>: User unknown", "<***@B.EXAMPLE>: User unknown"),
            ("orig_to=jane@b.example", "orig_to=***@b.example"),
            ("a @ b, @, @b.example", "a @ b, @, @b.example"),
            ("jane@b.example@c.example", "***@***@c.example"),
            ("no address here", "no address here"),
            ("<1@a.example>", "<1@a.example>"),
        ] {
            assert_eq!(redact(text, Some("a.example")), expected, "{text}");
        }
        assert_eq!(redact("info@a.example", None), "***@a.example");
    }

    #[test]
    fn no_recipient_survives_whatever_is_around_it() {
        let around = [
            "", " ", "<", ">", "(", "\"", "'", ",", ";", ":", "=", "to=", "=<", "[", "{", "|", "/", "%3C",
            "\t",
        ];
        for before in around {
            for after in around {
                let text = format!("x{before}jane.doe@b.example{after}y");
                let shown = redact(&text, Some("a.example"));
                assert!(!shown.contains("jane") && !shown.contains("doe"), "{text} -> {shown}");
            }
        }
    }

    #[test]
    fn known_recipients_are_redacted_without_their_domain() {
        let recipients =
            ["Anna.Geheim@ionos.test", "geheim+shop@ionos.test", "jo@ionos.test", "mail@ionos.test"];
        let recipients: Vec<String> = recipients.iter().map(|&recipient| recipient.to_owned()).collect();
        let known = local_parts(&recipients, Some("a.example"));
        for (text, expected) in [
            ("to=anna.geheim, ctladdr=geheim (1000/1000), x", "to=***, ctladdr=*** (1000/1000), x"),
            ("to=<unknown>, delay=1", "to=<***>, delay=1"),
            ("ctladdr=<someone> (1/1)", "ctladdr=<***> (1/1)"),
            ("to=<anna.geheim@ionos.test>, x", "to=<***@ionos.test>, x"),
            ("save to /var/mail/anna.geheim/ionos", "save to /var/mail/***/ionos"),
            ("Quota exceeded for Geheim.", "Quota exceeded for ***."),
            ("geheim+shop: no", "***: no"),
            ("anna.geheim(at)ionos.test, ANNA.GEHEIM (AT) x", "***(at)ionos.test, *** (AT) x"),
            ("bounce+anna.geheim=40ionos.test", "bounce+***=40ionos.test"),
            ("bounce-to:anna.geheim=40ionos.test", "bounce-to:***=40ionos.test"),
            ("jo(at)ionos.test said jo, jo=40x", "***(at)ionos.test said jo, ***=40x"),
            (
                "mail postfix/smtp[1]: Requested mail action, mail(at)x",
                "mail postfix/smtp[1]: Requested mail action, ***(at)x",
            ),
            // Parts of other words, and of names.
            (
                "geheime geheimnis anna.geheim.example x.geheim x-geheim.example",
                "geheime geheimnis anna.geheim.example x.geheim x-geheim.example",
            ),
            ("from=<geheim@a.example>", "from=<geheim@a.example>"),
        ] {
            assert_eq!(redact(&redact_words(text, &known), Some("a.example")), expected, "{text}");
        }
        // The sender's own are not left out.
        let own = local_parts(&["anna@a.example".to_owned()], Some("A.example"));
        assert_eq!(redact_words("anna", &own), "anna");
        assert_eq!(redact_words("x ü to=", &HashSet::new()), "x ü to=");
    }
}
