//! The built-in lists, read from their file and checked.

use std::net::Ipv4Addr;

use serde::Deserialize;

use super::{Answers, Kind, List, Meaning, Scope, Status, TestEntries};
use crate::dns::Name;

/// Every list that is known, dead ones and those that need registration included.
#[expect(clippy::expect_used, reason = "built in, and read by a test")]
pub fn built_in() -> Vec<List> {
    parse(include_str!("lists.toml")).expect("the built-in lists are valid")
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    list: Vec<Entry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    zone: Name,
    title: String,
    operator: Option<String>,
    #[serde(default)]
    scope: Vec<Scope>,
    #[serde(default)]
    decides: bool,
    removal: Option<String>,
    registration: Option<String>,
    keyed: Option<Name>,
    dead: Option<String>,
    #[serde(default)]
    answers: Vec<Code>,
    #[serde(default)]
    bits: Vec<Bit>,
    #[serde(default)]
    tests: Tests,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Code {
    code: String,
    is: Kind,
    meaning: String,
    note: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Bit {
    bit: u8,
    is: Kind,
    meaning: String,
    note: Option<String>,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Tests {
    domain: Option<OwnTests>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct OwnTests {
    listed: Name,
    unlisted: Name,
}

/// Checks the text of a file of lists. The error names the list and what is wrong with it.
fn parse(text: &str) -> Result<Vec<List>, String> {
    let file: File = toml::from_str(text).map_err(|error| error.to_string())?;
    let mut lists: Vec<List> = Vec::new();
    for entry in file.list {
        let zone = entry.zone.clone();
        if lists.iter().any(|list| list.zone == zone) {
            return Err(format!("{zone}: it is there twice"));
        }
        lists.push(list(entry).map_err(|what| format!("{zone}: {what}"))?);
    }
    Ok(lists)
}

fn list(entry: Entry) -> Result<List, String> {
    if entry.dead.is_none() && entry.scope.is_empty() {
        return Err("an active list has a scope".to_owned());
    }
    for page in entry.removal.iter().chain(&entry.registration) {
        if !page.starts_with("https://") {
            return Err(format!("{page:?} is no https page"));
        }
    }
    let answers = match (entry.answers.is_empty(), entry.bits.is_empty()) {
        (true, true) => Answers::Any,
        (false, true) => Answers::Codes(entry.answers.into_iter().map(code).collect::<Result<_, _>>()?),
        (true, false) => Answers::Bits(entry.bits.into_iter().map(bit).collect::<Result<_, _>>()?),
        (false, false) => return Err("it has codes and bits: only one of them can be".to_owned()),
    };
    let own = entry
        .tests
        .domain
        .map(|own| (Scope::Domain, TestEntries { listed: own.listed, unlisted: own.unlisted }));
    Ok(List {
        operator: entry.operator.unwrap_or_else(|| entry.title.clone()),
        zone: entry.zone,
        title: entry.title,
        scopes: (!entry.scope.is_empty()).then_some(entry.scope),
        decides: entry.decides,
        is_public: true,
        status: entry.dead.map_or(Status::Active, Status::Dead),
        removal: entry.removal,
        registration: entry.registration,
        keyed: entry.keyed,
        answers,
        own_tests: own.into_iter().collect(),
    })
}

fn code(code: Code) -> Result<(Ipv4Addr, Ipv4Addr, Meaning), String> {
    let address = |text: &str| match text.parse::<Ipv4Addr>() {
        Ok(ip) if ip.is_loopback() => Ok(ip),
        _ => Err(format!("{text:?} is no address of 127.0.0.0/8")),
    };
    let (first, last) = code.code.split_once('-').unwrap_or((&code.code, &code.code));
    let (first, last) = (address(first)?, address(last)?);
    if first > last {
        return Err(format!("{:?} ends before it begins", code.code));
    }
    Ok((first, last, meaning(code.is, code.meaning, code.note)?))
}

fn bit(bit: Bit) -> Result<(u8, Meaning), String> {
    if !bit.bit.is_power_of_two() {
        return Err(format!("{} is no single bit", bit.bit));
    }
    Ok((bit.bit, meaning(bit.is, bit.meaning, bit.note)?))
}

fn meaning(kind: Kind, text: String, note: Option<String>) -> Result<Meaning, String> {
    if text.trim().is_empty() {
        return Err("an answer has no meaning".to_owned());
    }
    Ok(Meaning { kind, text, note })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_built_in_lists_are_valid() {
        let lists = built_in();
        let active = lists.iter().filter(|list| list.status == Status::Active);
        assert_eq!(active.clone().count(), 15);
        let deciding: Vec<String> =
            active.filter(|list| list.decides).map(|list| list.zone.to_string()).collect();
        assert_eq!(deciding, ["zen.spamhaus.org", "dbl.spamhaus.org"]);
    }

    #[test]
    fn faults_are_reported_with_the_list() {
        let fault =
            |text: &str| parse(&format!("[[list]]\nzone = \"bl.test\"\ntitle = \"x\"\n{text}")).unwrap_err();
        assert_eq!(fault(""), "bl.test: an active list has a scope");
        let scoped = |text: &str| fault(&format!("scope = [\"ip4\"]\n{text}"));
        let code = |code: &str| {
            scoped(&format!("answers = [{{ code = \"{code}\", is = \"listing\", meaning = \"x\" }}]"))
        };
        assert!(code("192.0.2.1").contains("127.0.0.0/8"));
        assert!(code("127.0.0.9-127.0.0.2").contains("ends before"));
        assert!(scoped("bits = [{ bit = 3, is = \"risk\", meaning = \"x\" }]").contains("no single bit"));
        assert!(scoped("removal = \"http://x\"").contains("https"));
        assert!(scoped("colour = \"black\"").contains("unknown field"));
    }
}
