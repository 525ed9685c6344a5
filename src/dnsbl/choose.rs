//! Which lists a run asks: the built-in set, or those of `--dnsbl`.

use std::fmt;
use std::path::Path;
use std::sync::Arc;

use super::{Key, List, Scope, Status, built_in};
use crate::dns::Name;
use crate::file;

/// The environment variable that replaces `--dnsbl`.
pub const VARIABLE: &str = "MXCHECK_DNSBL";

/// The largest file of zones, in octets.
const MAX_FILE: u64 = 64 * 1024;

/// How many lists one run asks at most.
const MAX_LISTS: usize = 100;

/// The most octets of a zone: the 32 nibbles of an IPv6 address have to fit in front.
const MAX_ZONE: usize = 253 - 64;

/// Names below which every list is asked with a key as the first label.
const KEYED: [&str; 2] = ["dq.spamhaus.net", "mail.abusix.zone"];

/// The lists of a run.
#[derive(Clone, Debug, Default)]
pub struct Choice {
    /// The lists to ask.
    pub lists: Vec<Arc<List>>,
    /// The keys of those that are asked with one.
    pub keys: Vec<Key>,
    /// What is to be said about the choice.
    pub warnings: Vec<String>,
}

/// Why lists could not be chosen: always a mistake in what was typed or written. It repeats no
/// zone, since a key may be in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChoiceError {
    /// The flag or variable; `None` for a file, which the problem names.
    pub flag: Option<&'static str>,
    /// What is wrong with it.
    pub problem: String,
}

impl fmt::Display for ChoiceError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.flag {
            Some(flag) => write!(f, "{flag}: {}", self.problem),
            None => f.write_str(&self.problem),
        }
    }
}

impl std::error::Error for ChoiceError {}

/// Chooses the lists: those typed with `--dnsbl`, else those of the environment variable, else the
/// built-in ones that live and are open to all.
///
/// A value is `ZONE[=ip4,ip6,domain]`, or `@FILE` for a file with one such value a line. The
/// environment variable holds such values with spaces between them. The zones of both are taken
/// for keyed: the first label of one that is not built in is shown in no output.
pub fn choose(typed: &[String], environment: Option<&str>) -> Result<Choice, ChoiceError> {
    let variable: Vec<String> =
        environment.unwrap_or_default().split_whitespace().map(str::to_owned).collect();
    let (flag, values) = if typed.is_empty() { (VARIABLE, &variable[..]) } else { ("--dnsbl", typed) };
    let mut chooser =
        Chooser { known: built_in(), chosen: Vec::new(), keys: Vec::new(), warnings: Vec::new() };
    if values.is_empty() {
        let asked = |list: &List| list.status == Status::Active && list.registration.is_none();
        let lists = chooser.known.into_iter().filter(asked).map(Arc::new).collect();
        return Ok(Choice { lists, ..Choice::default() });
    }
    for value in values {
        let fault = |problem: String| ChoiceError { flag: Some(flag), problem };
        let of_file = |problem: String| ChoiceError { flag: None, problem };
        if let Some(path) = value.strip_prefix('@') {
            for (line, text) in read(path).map_err(of_file)? {
                let fault = |what| of_file(format!("{path}:{line}:1: {what}"));
                chooser.add(&text, true, flag).map_err(fault)?;
            }
        } else {
            chooser.add(value, typed.is_empty(), flag).map_err(fault)?;
        }
    }
    if chooser.chosen.is_empty() {
        return Err(ChoiceError { flag: Some(flag), problem: "the file names no list".to_owned() });
    }
    let lists = chooser.chosen.into_iter().map(Arc::new).collect();
    Ok(Choice { lists, keys: chooser.keys, warnings: chooser.warnings })
}

struct Chooser {
    known: Vec<List>,
    chosen: Vec<List>,
    keys: Vec<Key>,
    warnings: Vec<String>,
}

impl Chooser {
    fn add(&mut self, value: &str, is_secret: bool, flag: &str) -> Result<(), String> {
        let (zone, scopes) = match value.split_once('=') {
            Some((zone, scopes)) => (zone, Some(read_scopes(scopes)?)),
            None => (value, None),
        };
        let zone = read_zone(zone)?;
        let mut list = self.find(&zone, is_secret, flag);
        list.decides = true;
        list.is_public = false;
        if scopes.is_some() {
            list.scopes = scopes;
        }
        let is_full = self.chosen.len() == MAX_LISTS;
        match self.chosen.iter_mut().find(|chosen| chosen.zone == list.zone) {
            Some(twin) => {
                twin.scopes = match (twin.scopes.take(), list.scopes) {
                    (Some(mut one), Some(other)) => {
                        one.extend(other);
                        one.sort_unstable();
                        one.dedup();
                        Some(one)
                    }
                    _ => None,
                }
            }
            None if is_full => {
                return Err(format!("more than {MAX_LISTS} lists: at most that many are asked"));
            }
            None => self.chosen.push(list),
        }
        Ok(())
    }

    /// What is known of a list: by its own name, or by the one that it has with a key.
    fn find(&mut self, zone: &Name, is_secret: bool, flag: &str) -> List {
        let dead =
            self.known.iter().find(|list| list.status != Status::Active && zone.is_at_or_below(&list.zone));
        if let Some(List { zone: known, title, status: Status::Dead(since), .. }) = dead {
            let shown = if is_secret { known } else { zone };
            self.warnings.push(format!(
                "{flag} {shown}: this list ({title}) is dead (since {since}); such lists answer nothing, or list \
                 everything"
            ));
            if !is_secret {
                return List::unknown(zone.clone());
            }
        }
        if let Some(list) = self.known.iter().find(|list| list.zone == *zone) {
            return list.clone();
        }
        let keyed = self.known.iter().find_map(|list| {
            let suffix =
                list.keyed.as_ref().filter(|suffix| zone.is_at_or_below(suffix) && zone != *suffix)?;
            Some((list.clone(), zone.labels().len() - suffix.labels().len()))
        });
        let below_service = KEYED
            .iter()
            .any(|name| name.parse::<Name>().is_ok_and(|name| zone.is_at_or_below(&name) && *zone != name));
        let (mut list, key_labels) = match keyed {
            Some((list, labels)) => (list, labels),
            None if is_secret || below_service => (List::unknown(zone.clone()), 1),
            None => return List::unknown(zone.clone()),
        };
        let key = match self.keys.iter().find(|key| key.is_of(zone)) {
            Some(known) => known.clone(),
            None => {
                // Two lists may differ in their keys alone.
                let taken = |shown: &Name| self.keys.iter().any(|key| key.shown() == shown);
                let keys = (1..).map(|number| Key::new(zone, key_labels, number));
                let Some(key) = keys.flatten().find(|key| !taken(key.shown())) else { return list };
                self.keys.push(key.clone());
                key
            }
        };
        let is_unknown = list.zone == *zone;
        list.zone = key.shown().clone();
        if is_unknown {
            list.title = list.zone.to_string();
            list.operator = list.title.clone();
        }
        list
    }
}

fn read_scopes(text: &str) -> Result<Vec<Scope>, String> {
    let mut scopes = Vec::new();
    for word in text.split(',') {
        let scope = Scope::ALL.into_iter().find(|scope| scope.as_str() == word.trim());
        scopes.push(
            scope.ok_or("the part after = is not a scope; type ip4, ip6 or domain, separated by commas")?,
        );
    }
    scopes.sort_unstable();
    scopes.dedup();
    Ok(scopes)
}

fn read_zone(text: &str) -> Result<Name, String> {
    let expected = "the zone of a DNSBL is expected, such as zen.spamhaus.org";
    if text.is_empty() {
        return Err(format!("empty; {expected}"));
    }
    let name: Name = text.parse().map_err(|error| format!("not a domain name: {error}; {expected}"))?;
    let fits = |octet: &u8| octet.is_ascii_alphanumeric() || matches!(octet, b'-' | b'_');
    if name.is_root() || !name.labels().all(|label| label.iter().all(fits)) {
        return Err(format!("not a host name; {expected}"));
    }
    if name.labels().len() == 4 && name.labels().all(|label| label.iter().all(u8::is_ascii_digit)) {
        return Err(format!("an IP address; {expected}"));
    }
    if name.to_string().len() > MAX_ZONE {
        return Err(format!("longer than {MAX_ZONE} characters, so that no IPv6 address fits before it"));
    }
    Ok(name)
}

/// The lines of a file that hold something, with their numbers.
fn read(path: &str) -> Result<Vec<(usize, String)>, String> {
    let read = file::read(Path::new(path), MAX_FILE);
    let octets = read.map_err(|error| format!("{path}: {}", file::unreadable(&error)))?;
    let octets = octets.ok_or_else(|| format!("{path}: larger than 64 KiB"))?;
    let text = String::from_utf8(octets).map_err(|_| format!("{path}: not UTF-8 text"))?;
    let lines = text.trim_start_matches('\u{feff}').lines().enumerate();
    let lines = lines.map(|(index, line)| (index + 1, line.split('#').next().unwrap_or_default().trim()));
    Ok(lines.filter(|(_, line)| !line.is_empty()).map(|(number, line)| (number, line.to_owned())).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn choice(typed: &[&str]) -> Result<Choice, ChoiceError> {
        choose(&typed.iter().map(|text| (*text).to_owned()).collect::<Vec<_>>(), None)
    }

    fn zones(choice: &Choice) -> Vec<String> {
        choice.lists.iter().map(|list| list.zone.to_string()).collect()
    }

    #[test]
    fn the_built_in_set_leaves_out_the_dead_and_those_that_need_registration() {
        let choice = choice(&[]).unwrap();
        assert_eq!(choice.lists.len(), 14);
        assert!(!zones(&choice).iter().any(|zone| zone.contains("barracuda") || zone.contains("sorbs")));
        assert!(choice.lists.iter().all(|list| list.is_public));
    }

    #[test]
    fn a_list_that_is_named_decides_and_keeps_its_data() {
        let choice = choice(&["b.barracudacentral.org", "BL.test=domain,ip4", "bl.test=ip6"]).unwrap();
        assert_eq!(zones(&choice), ["b.barracudacentral.org", "bl.test"]);
        assert!(choice.lists.iter().all(|list| list.decides && !list.is_public));
        assert_eq!(choice.lists[0].scopes, Some(vec![Scope::Ip4]));
        assert_eq!(choice.lists[1].scopes, Some(Scope::ALL.to_vec()));
    }

    #[test]
    fn dead_lists_get_a_warning_and_are_asked() {
        let choice = choice(&["dnsbl.sorbs.net"]).unwrap();
        assert_eq!(zones(&choice), ["dnsbl.sorbs.net"]);
        assert!(choice.warnings[0].contains("is dead (since June 2024)"), "{:?}", choice.warnings);
    }

    #[test]
    fn keys_are_never_shown() {
        let environment = "S3CRET.zen.dq.spamhaus.net other.bl.test=ip4 third.bl.test zen.spamhaus.org";
        let choice = choose(&[], Some(environment)).unwrap();
        assert_eq!(
            zones(&choice),
            ["***.zen.dq.spamhaus.net", "***.bl.test", "***2.bl.test", "zen.spamhaus.org"]
        );
        assert_eq!(choice.lists[0].title, "Spamhaus ZEN");
        let shown = format!("{choice:?}").to_lowercase();
        assert!(!shown.contains("s3cret") && !shown.contains("third"), "{shown}");
        let typed = super::tests::choice(&["s3cret.zrd.dq.spamhaus.net"]).unwrap();
        assert_eq!(zones(&typed), ["***.zrd.dq.spamhaus.net"]);
    }

    #[test]
    fn mistakes_are_reported_without_the_zone() {
        for wrong in [
            "",
            "=ip4",
            "s3cret..test",
            "s3cret.test=ip5",
            "s3cret.test=",
            "https://s3cret.test/",
            "192.0.2.1",
        ] {
            let error = choice(&[wrong]).unwrap_err();
            assert!(error.flag == Some("--dnsbl") && !error.problem.contains("s3cret"), "{error}");
        }
        assert!(choice(&["@/nowhere/at/all"]).unwrap_err().problem.contains("no such file"));
        let long = format!("{}test", "a.".repeat(95));
        assert!(choice(&[&long]).unwrap_err().problem.contains("longer"));
    }
}
