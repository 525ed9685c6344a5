//! Terms in an order in which each has its effect. Pure text: nothing is looked up here.

use super::correct::{corrected, meant_by_modifier};
use super::record::{Mechanism, SpfRecord, Term, TermKind};

/// A term that no evaluation takes into account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ineffective {
    /// As it is in the record.
    pub term: String,
    /// Why it has no effect, as a clause about it.
    pub why: &'static str,
}

/// Returns the terms of a record that name senders and have no effect: mechanisms written as modifiers, which are
/// ignored (RFC 7208 section 6), and what `all` keeps from being evaluated (sections 5.1 and 6.1).
pub fn ineffective(text: &[u8]) -> Vec<Ineffective> {
    let record = SpfRecord::parse(text);
    let all = record.terms.iter().position(is_all);
    let why = |place: usize, term: &Term| match &term.kind {
        TermKind::UnknownModifier if meant_by_modifier(&term.text).is_some() => {
            Some("with \"=\" in place of \":\" it is an unknown modifier, which receivers ignore")
        }
        TermKind::Redirect(_) if all.is_some() => Some("receivers ignore redirect= next to all"),
        TermKind::Directive(..) if !is_all(term) && all.is_some_and(|all| place > all) => {
            Some("it follows all, where no receiver looks")
        }
        _ => None,
    };
    let found =
        record.terms.iter().enumerate().filter_map(|(place, term)| {
            Some(Ineffective { term: term.text.clone(), why: why(place, term)? })
        });
    found.collect()
}

/// Returns the record in which those terms have the effect that they were evidently meant to have; `None` where it has
/// none of them, or has syntax errors that cannot be corrected.
pub fn made_effective(text: &[u8]) -> Option<String> {
    if ineffective(text).is_empty() {
        return None;
    }
    let record = SpfRecord::parse(corrected(text)?.as_bytes());
    let all = record.terms.iter().find(|term| is_all(term)).map(|term| term.text.clone());
    arranged(record.terms, all)
}

/// Returns the terms of several records in one: each once, with the strictest `all`. `None` where one of them has a
/// syntax error that cannot be corrected: a term left out would be a server left out.
pub fn merged(texts: &[Vec<u8>]) -> Option<String> {
    let mut terms: Vec<Term> = Vec::new();
    let mut all: Option<String> = None;
    let strictness =
        |text: &str| ["-all", "~all", "?all"].iter().position(|all| text.eq_ignore_ascii_case(all));
    let rank = |text: &str| strictness(text).unwrap_or(usize::MAX);
    for text in texts {
        for term in SpfRecord::parse(corrected(text)?.as_bytes()).terms {
            if !is_all(&term) {
                terms.push(term);
            } else if all.as_ref().is_none_or(|known| rank(&term.text) < rank(known)) {
                all = Some(term.text);
            }
        }
    }
    arranged(terms, all)
}

/// Returns a record of these terms, each once: mechanisms, `all`, modifiers. Next to `all`, or another one, a redirect
/// becomes an include.
fn arranged(terms: Vec<Term>, all: Option<String>) -> Option<String> {
    let mut mechanisms: Vec<String> = Vec::new();
    let mut redirects: Vec<String> = Vec::new();
    let mut modifiers: Vec<String> = Vec::new();
    for term in terms.into_iter().filter(|term| !is_all(term)) {
        let list = match &term.kind {
            TermKind::Directive(..) => &mut mechanisms,
            TermKind::Redirect(_) => &mut redirects,
            // One explanation is allowed.
            TermKind::Explanation(_) if modifiers.iter().any(|text| is_explanation(text)) => continue,
            TermKind::Explanation(_) | TermKind::UnknownModifier => &mut modifiers,
        };
        if !list.iter().any(|known| known.eq_ignore_ascii_case(&term.text)) {
            list.push(term.text);
        }
    }
    let mut all = all;
    if all.is_some() || redirects.len() > 1 {
        let included =
            redirects.drain(..).filter_map(|text| Some(format!("include:{}", text.split_once('=')?.1)));
        let included: Vec<String> = included.filter(|include| !mechanisms.contains(include)).collect();
        mechanisms.extend(included);
        all.get_or_insert_with(|| "~all".to_owned());
    }
    let words =
        std::iter::once("v=spf1".to_owned()).chain(mechanisms).chain(all).chain(redirects).chain(modifiers);
    let text = words.collect::<Vec<_>>().join(" ");
    SpfRecord::parse(text.as_bytes()).errors.is_empty().then_some(text)
}

fn is_all(term: &Term) -> bool {
    term.mechanism() == Some(&Mechanism::All)
}

fn is_explanation(text: &str) -> bool {
    text.get(..4).is_some_and(|start| start.eq_ignore_ascii_case("exp="))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn terms_without_effect_get_one() {
        for (wrong, count, right) in [
            ("include=_spf.a.test -all", 1, "include:_spf.a.test -all"),
            ("ip4=192.0.2.1 ipv6=2001:db8::1 mx ~all", 2, "ip4:192.0.2.1 ip6:2001:db8::1 mx ~all"),
            ("a=mail.a.test mx=a.test -all", 2, "a:mail.a.test mx:a.test -all"),
            ("-all mx include:b.test", 2, "mx include:b.test -all"),
            ("mx redirect=_spf.a.test -all exp=x.a.test", 1, "mx include:_spf.a.test -all exp=x.a.test"),
        ] {
            let text = format!("v=spf1 {wrong}");
            assert_eq!(ineffective(text.as_bytes()).len(), count, "{wrong}");
            assert_eq!(made_effective(text.as_bytes()), Some(format!("v=spf1 {right}")), "{wrong}");
        }
    }

    #[test]
    fn other_modifiers_are_left_alone() {
        for text in [
            "v=spf1 foo=bar mx -all",
            "v=spf1 mx redirect=b.test",
            "v=spf1 mx -all ~all",
            "v=spf1 mx=10 -all",
        ] {
            assert_eq!(
                (ineffective(text.as_bytes()), made_effective(text.as_bytes())),
                (Vec::new(), None),
                "{text}"
            );
        }
    }

    #[test]
    fn merging_keeps_every_server() {
        for (texts, right) in [
            (&["redirect=_spf.b.test", "mx -all"][..], Some("v=spf1 mx include:_spf.b.test -all")),
            (&["redirect=_spf.b.test", "mx"], Some("v=spf1 mx redirect=_spf.b.test")),
            (&["redirect=b.test", "redirect=c.test"], Some("v=spf1 include:b.test include:c.test ~all")),
            (&["+all", "mx -all"], Some("v=spf1 mx -all")),
            (&["mx -all exp=a.test", "a ~all exp=b.test"], Some("v=spf1 mx a -all exp=a.test")),
            (
                &["ipv4:192.0.2.1 -all", "include=b.test -all"],
                Some("v=spf1 ip4:192.0.2.1 include:b.test -all"),
            ),
            (&["foo -all", "mx -all"], None),
        ] {
            let texts: Vec<Vec<u8>> =
                texts.iter().map(|text| format!("v=spf1 {text}").into_bytes()).collect();
            assert_eq!(merged(&texts).as_deref(), right);
        }
    }
}
