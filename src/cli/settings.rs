//! Values from the environment and from `.mxcheck.toml`, for flags that were not typed.
//!
//! They are put behind the command line that was typed, so that each is read, and refused, as if it was there.

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::{env, fs};

use clap::Command;
use jiff::civil::Date;
use serde::Deserialize;

use super::complaint::warn;
use super::exit::Stop;
use crate::file;

/// The name of the file that is looked for.
const NAME: &str = ".mxcheck.toml";

/// The largest file that is read.
const MAX_OCTETS: u64 = 1 << 20;

/// The flag that says where the value of another one is from.
pub(super) const TAKEN_FROM: &str = "--taken-from";

/// The flag of the receivers that settings name.
const PREFER: &str = "prefer";

/// The variables, each with its flag. A list is separated by commas or blanks.
const VARIABLES: [(&str, &str); 4] = [
    ("MXCHECK_NAMESERVER", "nameserver"),
    ("MXCHECK_IP", "ip"),
    ("MXCHECK_HELO", "helo"),
    ("MXCHECK_RECEIVER", "receiver"),
];

/// A file of settings.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Config {
    nameserver: OneOrMore,
    ip: OneOrMore,
    helo: OneOrMore,
    receiver: OneOrMore,
    dnsbl: OneOrMore,
    ignore: Vec<IgnoreEntry>,
}

/// A text, or a list of texts.
#[derive(Debug, Deserialize)]
#[serde(untagged)]
enum OneOrMore {
    One(String),
    More(Vec<String>),
}

impl Default for OneOrMore {
    fn default() -> OneOrMore {
        OneOrMore::More(Vec::new())
    }
}

impl OneOrMore {
    fn values(self) -> Vec<String> {
        match self {
            OneOrMore::One(value) => vec![value],
            OneOrMore::More(values) => values,
        }
    }
}

/// A known fault that does not count.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct IgnoreEntry {
    /// The check.
    check: String,
    /// What the finding is about; without it, whatever it is.
    subject: Option<String>,
    /// Why it does not count.
    reason: String,
    /// The last day on which it does not.
    until: Option<String>,
}

/// Adds what was not typed to a command line whose first argument after the program is its command.
///
/// # Errors
///
/// When a file or a variable cannot be used.
pub(super) fn add(mut arguments: Vec<OsString>, parser: &Command) -> Result<Vec<OsString>, Stop> {
    let Some(command) = arguments.get(1).and_then(|word| word.to_str()) else { return Ok(arguments) };
    let Some(command) = parser.find_subcommand(command) else { return Ok(arguments) };
    let takes = |flag: &str| command.get_arguments().any(|argument| argument.get_long() == Some(flag));
    let typed = arguments.clone();
    let mut add = |flag: &str, values: Vec<String>, source: &str| {
        // Receivers of settings are judged where neither --receiver nor --to chooses any.
        let option = if flag == "receiver" { PREFER } else { flag };
        let is_free = takes(option) && !is_typed(&typed, flag);
        if !is_free || values.is_empty() {
            return false;
        }
        // Which receivers are judged is seen in the result.
        let is_seen = option == PREFER && source == "environment";
        if takes(TAKEN_FROM.trim_start_matches('-')) && !is_seen {
            arguments.push(format!("{TAKEN_FROM}={flag}={source}={}", values.join(", ")).into());
        }
        arguments.extend(values.into_iter().map(|value| format!("--{option}={value}").into()));
        true
    };
    let mut from_environment: Vec<&str> = Vec::new();
    for (variable, flag) in VARIABLES {
        let Some(value) = env::var_os(variable).filter(|value| !value.is_empty()) else { continue };
        let value = value.into_string().map_err(|_| Stop::file(variable, "not UTF-8 text"))?;
        let values = value.split([',', ' ']).filter(|part| !part.is_empty()).map(str::to_owned).collect();
        if add(flag, values, "environment") {
            from_environment.push(flag);
        }
    }
    let Some(path) = file_of(&typed)? else { return Ok(arguments) };
    let config = read(&path)?;
    let lists = [
        ("nameserver", config.nameserver),
        ("ip", config.ip),
        ("helo", config.helo),
        ("receiver", config.receiver),
        ("dnsbl", config.dnsbl),
    ];
    for (flag, values) in lists {
        let is_chosen = flag == "dnsbl" && is_typed(&typed, "no-dnsbl");
        if !from_environment.contains(&flag) && !is_chosen {
            add(flag, values.values(), "config");
        }
    }
    if takes("ignore") {
        let mut names: Vec<String> = Vec::new();
        for entry in config.ignore {
            if let Some(value) = current(&entry, &path)? {
                arguments.push(format!("--ignore={value}").into());
                names.push(format!("{value} ({})", entry.reason.trim()));
            }
        }
        if !names.is_empty() && takes(TAKEN_FROM.trim_start_matches('-')) {
            arguments.push(format!("{TAKEN_FROM}=ignore=config={}", names.join(", ")).into());
        }
    }
    Ok(arguments)
}

fn is_typed(arguments: &[OsString], flag: &str) -> bool {
    let flag = format!("--{flag}");
    arguments
        .iter()
        .filter_map(|argument| argument.to_str())
        .take_while(|text| *text != "--")
        .any(|text| text.strip_prefix(&flag).is_some_and(|rest| rest.is_empty() || rest.starts_with('=')))
}

/// The file of `--config`, else the one that is found; `None` with `--no-config`, and where there is none.
fn file_of(arguments: &[OsString]) -> Result<Option<PathBuf>, Stop> {
    if is_typed(arguments, "no-config") {
        return Ok(None);
    }
    let mut rest = arguments.iter().take_while(|argument| *argument != "--");
    while let Some(argument) = rest.next() {
        let Some(text) = argument.to_str() else { continue };
        if text == "--config" {
            return Ok(rest.next().map(PathBuf::from));
        }
        if let Some(path) = text.strip_prefix("--config=") {
            return Ok(Some(path.into()));
        }
    }
    let home = env::var_os("HOME").filter(|home| !home.is_empty()).map(PathBuf::from);
    let Ok(folder) = env::current_dir() else { return Ok(None) };
    Ok(find(&folder, home.as_deref()))
}

/// Looks for the file from a folder upwards to the root of the repository or the home folder.
fn find(folder: &Path, home: Option<&Path>) -> Option<PathBuf> {
    for folder in folder.ancestors() {
        let path = folder.join(NAME);
        if path.is_file() {
            if is_trusted(&path) {
                return Some(path);
            }
            warn(format!("{}: not read, as it belongs to somebody else", path.display()));
        }
        if folder.join(".git").exists() || home == Some(folder) {
            return None;
        }
    }
    None
}

/// Whether a file belongs to the caller or root: others could choose the nameserver.
#[cfg(unix)]
fn is_trusted(path: &Path) -> bool {
    use std::os::unix::fs::MetadataExt;
    let owner = |path: &Path| fs::metadata(path).map(|metadata| metadata.uid());
    // Without /proc the home folder shows who calls.
    let caller = owner(Path::new("/proc/self"))
        .or_else(|_| owner(Path::new(&env::var_os("HOME").unwrap_or_default())));
    match (owner(path), caller) {
        (Ok(0), _) => true,
        (Ok(owner), Ok(caller)) => owner == caller,
        _ => false,
    }
}

#[cfg(not(unix))]
fn is_trusted(path: &Path) -> bool {
    fs::metadata(path).is_ok()
}

fn read(path: &Path) -> Result<Config, Stop> {
    let name = path.display().to_string();
    let wrong = |problem: String| Stop::file(&name, problem);
    let octets = file::read(path, MAX_OCTETS).map_err(|error| wrong(file::unreadable(&error)))?;
    let octets = octets.ok_or_else(|| wrong(format!("larger than {} MiB", MAX_OCTETS >> 20)))?;
    let text = String::from_utf8(octets).map_err(|_| wrong("not UTF-8 text".to_owned()))?;
    toml::from_str(&text).map_err(|error| {
        let place = error.span().map(|span| place(&text, span.start)).unwrap_or_default();
        Stop::usage(format!("{name}{place}: {}", error.message()))
    })
}

/// Line and column, from 1.
fn place(text: &str, at: usize) -> String {
    let before = text.get(..at).unwrap_or(text);
    let line = before.matches('\n').count() + 1;
    let column = before.rsplit('\n').next().unwrap_or_default().chars().count() + 1;
    format!(":{line}:{column}")
}

/// The value of `--ignore` for an entry; `None` for one whose time is over, which is said.
fn current(entry: &IgnoreEntry, path: &Path) -> Result<Option<String>, Stop> {
    let value = match &entry.subject {
        Some(subject) => format!("{}:{subject}", entry.check),
        None => entry.check.clone(),
    };
    let name = path.display().to_string();
    if entry.reason.trim().is_empty() {
        return Err(Stop::file(&name, format!("the ignore of {value} has no reason; add reason = \"…\"")));
    }
    let Some(until) = &entry.until else { return Ok(Some(value)) };
    let until: Date = until.parse().map_err(|_| {
        Stop::file(&name, format!("until = \"{until}\" is not a date; type one such as 2026-12-31"))
    })?;
    if until < jiff::Zoned::now().date() {
        warn(format!("{name}: the ignore of {value} ended on {until} and no longer applies"));
        return Ok(None);
    }
    Ok(Some(value))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_found_up_to_the_root_of_the_repository_or_home() {
        let root = env::temp_dir().join(format!("mxcheck-settings-{}", std::process::id()));
        let inner = root.join("repository/inner");
        fs::create_dir_all(&inner).unwrap();
        fs::write(root.join(NAME), "").unwrap();
        assert_eq!(find(&inner, None), Some(root.join(NAME)));
        assert_eq!(find(&inner, Some(&root.join("repository"))), None);
        fs::create_dir(root.join("repository/.git")).unwrap();
        assert_eq!(find(&inner, None), None);
        fs::write(inner.join(NAME), "").unwrap();
        assert_eq!(find(&inner, None), Some(inner.join(NAME)));
        fs::remove_dir_all(root).unwrap();
    }

    #[test]
    fn flags_are_seen_in_both_forms_and_not_behind_a_double_hyphen() {
        let line = |text: &str| -> Vec<OsString> { text.split(' ').map(OsString::from).collect() };
        assert!(is_typed(&line("mxcheck domain --ip 192.0.2.1"), "ip"));
        assert!(is_typed(&line("mxcheck domain --ip=192.0.2.1"), "ip"));
        assert!(!is_typed(&line("mxcheck domain --ipx 1 -- --ip"), "ip"));
    }
}
