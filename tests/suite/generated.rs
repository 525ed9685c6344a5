//! What is made from the program and committed or promised: completions, manual page, JSON Schema.
//!
//! `UPDATE=1 cargo test --test suite generated` writes completions/ anew.

use std::path::Path;

use serde_json::Value;

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
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("completions");
    let mut old = Vec::new();
    for (shell, file) in COMPLETIONS {
        let path = folder.join(file);
        let printed = stdout(&["completions", shell]);
        if std::env::var_os("UPDATE").is_some() {
            std::fs::write(&path, &printed).unwrap();
        } else if std::fs::read_to_string(&path).ok().as_ref() != Some(&printed) {
            old.push(file);
        }
    }
    assert!(old.is_empty(), "completions/ is old ({old:?}); run: UPDATE=1 cargo test --test suite generated");
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
fn manual_page_tells_of_every_command_and_flag() {
    let page = stdout(&["man"]);
    assert_eq!(page.matches(".TH ").count(), 1);
    for line in page.lines() {
        assert!(line.chars().all(|c| c == '\t' || !c.is_control()), "{line:?}");
        // A line that begins with a dot or a quote is a request; these are all that are used.
        let request = line.split([' ', '\n']).next().unwrap_or_default();
        if line.starts_with(['.', '\'']) {
            let known =
                [".TH", ".SH", ".SS", ".TP", ".PP", ".RS", ".RE", ".br", ".ie", ".el", ".IP", ".nf", ".fi"];
            assert!(known.contains(&request), "{line:?}");
        }
    }
    assert_eq!(page.matches("\n.RS").count(), page.matches("\n.RE").count());
    let plain = page.replace("\\-", "-").replace("\\fB", "").replace("\\fI", "").replace("\\fR", "");
    for (command, flags) in commands() {
        assert!(plain.contains(&format!(".SH \"MXCHECK {}\"", command.to_uppercase())), "{command}");
        assert!(plain.contains(&format!("mxcheck {command}")), "{command}");
        for flag in flags {
            assert!(
                plain.contains(&format!("{flag}\n")) || plain.contains(&format!("{flag} ")),
                "{command} {flag}"
            );
        }
    }
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
    let list = help.split("Commands:\n").nth(1).and_then(|rest| rest.split("\n\n").next()).unwrap();
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
