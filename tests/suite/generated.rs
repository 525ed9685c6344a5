//! What is generated from the program and committed: completions, manual pages, JSON Schema.
//!
//! `UPDATE=1 cargo test --test suite generated` renews completions/ and docs/man/.

use std::path::Path;

use serde_json::Value;

const RENEW: &str = "outdated; run: UPDATE=1 cargo test --test suite generated";

/// Shell and file.
const COMPLETIONS: [(&str, &str); 5] = [
    ("bash", "mxcheck.bash"),
    ("zsh", "_mxcheck"),
    ("fish", "mxcheck.fish"),
    ("powershell", "_mxcheck.ps1"),
    ("elvish", "mxcheck.elv"),
];

#[test]
fn completions_are_those_of_the_program() {
    let committed = COMPLETIONS.map(|(shell, file)| (file.to_owned(), stdout(&["completions", shell])));
    assert_eq!(outdated("completions", &committed), [""; 0], "{RENEW}");
}

#[test]
fn manual_pages_are_those_of_the_program() {
    let mut committed = vec![("mxcheck.1".to_owned(), stdout(&["man"]))];
    for (command, _) in commands() {
        committed.push((format!("mxcheck-{command}.1"), stdout(&["man", &command])));
    }
    assert_eq!(outdated("docs/man", &committed), [""; 0], "{RENEW}");
}

#[test]
fn completions_know_every_command() {
    for (shell, _) in COMPLETIONS {
        let script = stdout(&["completions", shell]);
        for (command, _) in commands() {
            assert!(script.contains(&command), "{shell}: {command}");
        }
        assert!(script.contains("fail-on"), "{shell}");
    }
}

#[test]
fn completions_know_receivers_rules_checks_and_lists() {
    let receivers = mxcheck::catalogue::Receiver::built_in();
    let mut names: Vec<String> = receivers.iter().map(|receiver| receiver.name.clone()).collect();
    names.extend(mxcheck::catalogue::check::all().map(|check| check.id.to_owned()));
    names.extend(mxcheck::dnsbl::built_in().iter().map(|list| list.zone.to_string()));
    let rules: Vec<String> =
        receivers.iter().flat_map(|receiver| &receiver.rules).map(|rule| rule.id.clone()).collect();
    // clap_complete's script for fish completes no positional arguments; those for PowerShell and Elvish no values.
    for (shell, rules) in [("bash", &rules[..]), ("zsh", &rules), ("fish", &[])] {
        let script = stdout(&["completions", shell]);
        for name in names.iter().chain(rules) {
            assert!(script.contains(name), "{shell}: {name}");
        }
    }
}

#[test]
fn bash_completes_values() {
    let script = stdout(&["completions", "bash"]);
    for (typed, completed) in [
        ("domain --receiver one-", "one-com"),
        ("checks mx-exchange-is-al", "mx-exchange-is-alias"),
        ("receivers one-com/450-gr", "one-com/450-greylisted"),
        ("zone --ignore ptr-is-gen", "ptr-is-generic"),
        ("ip --dnsbl zen.", "zen.spamhaus.org"),
        ("plan --via one", "one-com"),
        ("man comp", "completions"),
    ] {
        let words: Vec<&str> = typed.split(' ').collect();
        let [.., before, current] = words[..] else { panic!("{typed}") };
        let shell = format!(
            "compopt() {{ :; }}\n{script}\nCOMP_WORDS=(mxcheck {typed}); COMP_CWORD={}; _mxcheck mxcheck {current} {before}\n\
             printf '%s\\n' \"${{COMPREPLY[@]}}\"",
            words.len()
        );
        let mut bash = std::process::Command::new("bash");
        let output = bash.args(["--norc", "-c", &shell]).env_clear().output().unwrap();
        let printed = String::from_utf8_lossy(&output.stdout).into_owned();
        assert_eq!(printed.trim(), completed, "{typed}: {}", String::from_utf8_lossy(&output.stderr));
    }
}

#[test]
fn manual_pages_name_every_command_and_flag() {
    let whole = stdout(&["man"]);
    for section in ["NAME", "SYNOPSIS", "COMMANDS", "EXIT STATUS", "ENVIRONMENT", "FILES", "EXAMPLES"] {
        assert!(has_section(&whole, section), "{section}");
    }
    check_roff(&whole);
    let listed = plain(&whole);
    for (command, flags) in commands() {
        assert!(listed.contains(&format!("mxcheck-{command}(1)")), "{command}");
        let page = stdout(&["man", &command]);
        check_roff(&page);
        let page = plain(&page);
        assert!(page.contains(&format!("mxcheck {command}")), "{command}");
        for flag in flags {
            let is_named = [" ", "\n", "[="].iter().any(|end| page.contains(&format!("{flag}{end}")));
            assert!(is_named, "{command} {flag}");
        }
    }
}

#[test]
fn mxcheck_1_names_the_environment_variables_that_are_read() {
    let page = stdout(&["man"]);
    let environment =
        page.split(".SH ENVIRONMENT").nth(1).and_then(|rest| rest.split(".SH ").next()).unwrap();
    let variables = |text: &str| {
        let ends =
            |rest: &str| rest.find(|c: char| !c.is_ascii_uppercase() && c != '_').unwrap_or(rest.len());
        let names = text.split("MXCHECK_").skip(1).map(|rest| rest[..ends(rest)].to_owned());
        names.collect::<std::collections::BTreeSet<_>>()
    };
    let mut read = std::collections::BTreeSet::new();
    let mut folders = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join("src")];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|ending| ending == "rs") {
                read.append(&mut variables(&std::fs::read_to_string(path).unwrap()));
            }
        }
    }
    assert_eq!(variables(environment), read);
}

#[test]
fn man_of_an_unknown_command_is_refused() {
    let mut command = crate::support::program();
    let output = command.args(["man", "domian"]).output().unwrap();
    assert_eq!((output.status.code(), output.stdout.len()), (Some(2), 0));
    assert!(String::from_utf8_lossy(&output.stderr).contains("did you mean domain?"));
}

fn has_section(page: &str, name: &str) -> bool {
    page.lines().any(|line| line.strip_prefix(".SH ").is_some_and(|title| title.trim_matches('"') == name))
}

/// Holds a page against the requests that a manual page needs: text that begins with a dot would be another.
fn check_roff(page: &str) {
    assert_eq!(page.matches(".TH ").count(), 1);
    for line in page.lines() {
        assert!(line.chars().all(|c| c == '\t' || !c.is_control()), "{line:?}");
        let request = line.split([' ', '\n']).next().unwrap_or_default();
        if line.starts_with(['.', '\'']) {
            let known =
                [".TH", ".SH", ".SS", ".TP", ".PP", ".RS", ".RE", ".br", ".ie", ".el", ".IP", ".nf", ".fi"];
            assert!(known.contains(&request), "{line:?}");
        }
    }
    assert_eq!(page.matches("\n.RS").count(), page.matches("\n.RE").count());
    assert_eq!(page.matches("\n.nf").count(), page.matches("\n.fi").count());
}

fn plain(page: &str) -> String {
    page.replace("\\-", "-").replace("\\fB", "").replace("\\fI", "").replace("\\fR", "")
}

/// Returns the files of a folder that differ from what the program prints, or that it does not print. With UPDATE set,
/// writes them instead.
fn outdated(folder: &str, files: &[(String, String)]) -> Vec<String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
    let update = std::env::var_os("UPDATE").is_some();
    if update {
        std::fs::create_dir_all(&folder).unwrap();
    }
    let mut outdated = Vec::new();
    for entry in std::fs::read_dir(&folder).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        if !files.iter().any(|(file, _)| *file == name) {
            if update { std::fs::remove_file(folder.join(name)).unwrap() } else { outdated.push(name) }
        }
    }
    for (file, printed) in files {
        let path = folder.join(file);
        if update {
            std::fs::write(&path, printed).unwrap();
        } else if std::fs::read_to_string(&path).ok().as_ref() != Some(printed) {
            outdated.push(file.clone());
        }
    }
    outdated
}

#[test]
fn every_document_satisfies_the_schema() {
    let schema: Value = serde_json::from_str(&stdout(&["schema"])).unwrap();
    jsonschema::meta::validate(&schema).unwrap();
    let validator = jsonschema::validator_for(&schema).unwrap();
    let zones = ["fixtures/zones/alias.example.zone", "fixtures/zones/good.example.zone"];
    let domain = |name: &'static str, more: &[&'static str]| {
        let mut arguments =
            vec!["domain", name, "--offline", "--json", "--zone", zones[0], "--zone", zones[1]];
        arguments.extend(more);
        arguments
    };
    for arguments in [
        vec!["receivers", "--json"],
        vec!["receivers", "one-com", "--json"],
        vec!["receivers", "ionos/550-invalid-dns-mx", "--json"],
        vec!["receivers", "fixtures/receivers/example-receiver.toml", "--json"],
        vec!["checks", "--json"],
        vec!["checks", "mx-exchange-is-alias", "--json"],
        domain("alias.example", &[]),
        domain("good.example", &["--from", "<>", "--size", "999999999999"]),
        domain("good.example", &["--receiver", "fixtures/receivers/example-receiver.toml"]),
        domain("nothing.good.example", &[]),
        domain("elsewhere.example", &["--from", "ä@good.example"]),
        vec!["domain", "elsewhere.example", "--offline", "--json"],
    ] {
        let document: Value = serde_json::from_str(&stdout(&arguments)).unwrap();
        let errors: Vec<String> = validator
            .iter_errors(&document)
            .map(|error| format!("{error} at {}", error.instance_path()))
            .collect();
        assert!(errors.is_empty(), "{arguments:?}: {errors:#?}");
        assert_eq!(document["schema"], "mxcheck/v1");
        assert_eq!(document["command"], arguments[0]);
        assert_eq!(document["version"], env!("CARGO_PKG_VERSION"));
    }
    // The schema refuses something, too.
    assert!(!validator.is_valid(&serde_json::json!({"schema": "mxcheck/v1"})));
}

/// Every command with its long flags, as its help names them.
fn commands() -> Vec<(String, Vec<String>)> {
    let help = stdout(&["--help"]);
    let list = help.split("\nOptions:\n").next().unwrap();
    let names = list.lines().filter_map(|line| line.strip_prefix("  ").filter(|line| !line.starts_with(' ')));
    let names: Vec<&str> =
        names.filter_map(|line| line.split(' ').next()).filter(|&name| name != "help").collect();
    assert!(names.contains(&"domain") && names.contains(&"man"), "{names:?}");
    let flags = |name: &str| {
        let help = stdout(&[name, "--help"]);
        let words = help.lines().map(str::trim_start).filter(|line| line.starts_with('-'));
        let long = words.filter_map(|line| line.split([' ', ',']).find(|word| word.starts_with("--")));
        long.map(str::to_owned).collect::<Vec<_>>()
    };
    let all: Vec<_> = names.iter().map(|&name| (name.to_owned(), flags(name))).collect();
    let domain = &all.iter().find(|(name, _)| name == "domain").unwrap().1;
    assert!(domain.contains(&"--zone".to_owned()) && domain.contains(&"--quiet".to_owned()), "{domain:?}");
    all
}

fn stdout(arguments: &[&str]) -> String {
    let mut command = crate::support::program();
    let output = command.args(arguments).current_dir(env!("CARGO_MANIFEST_DIR")).output().unwrap();
    assert_eq!(String::from_utf8_lossy(&output.stderr), "", "{arguments:?}");
    String::from_utf8(output.stdout).unwrap()
}
