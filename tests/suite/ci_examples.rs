//! The examples of docs/ci.md: the commands in them, run in a DNS repository as it is published, and
//! again with a change that breaks mail.

#![cfg(unix)]

use crate::support::{folder, nameserver};
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::Command;
use std::sync::Arc;

use folder::Folder;
use mxcheck::resolver::Offline;
use mxcheck::zone::{Overlay, Zone};
use nameserver::Nameserver;

const ZONE: &str = "$TTL 300\n@ SOA ns hostmaster 1 7200 3600 1209600 900\n@ NS ns\nns A 192.0.2.53\n\
                    mail A 192.0.2.10\nmx CNAME mail\n";

/// What is published, and what a pull request makes of it: where mail goes.
const DOMAINS: [(&str, &str, &str); 3] = [
    ("a.test", "@ MX 10 mail\n", "@ MX 10 mx\n"),
    ("b.test", "@ MX 10 mail.a.test.\n", "@ MX 10 mail.a.test.\n"),
    // It is broken already, which is nobody's fault now.
    ("c.test", "@ MX 10 mx\n", "@ MX 10 mx\n"),
];

fn repository_file(path: &str) -> String {
    std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(path)).unwrap()
}

/// The YAML blocks of docs/ci.md.
fn examples() -> Vec<String> {
    let page = repository_file("docs/ci.md");
    let parts = page.split("\n```").skip(1).step_by(2);
    parts.filter_map(|part| part.strip_prefix("yaml\n")).map(str::to_owned).collect()
}

/// The commands of a block that run mxcheck.
fn commands(block: &str) -> Vec<String> {
    let lines = block.lines().map(|line| line.trim_start().trim_start_matches("- "));
    let commands = lines.map(|line| line.trim_start_matches("run: "));
    commands.filter(|command| command.starts_with("mxcheck ")).map(str::to_owned).collect()
}

/// The value of a key in the flat YAML of a hook.
fn value<'a>(yaml: &'a str, key: &str) -> &'a str {
    let line = yaml.lines().find_map(|line| line.trim().trim_start_matches("- ").strip_prefix(key));
    line.and_then(|rest| rest.strip_prefix(": ")).unwrap_or_else(|| panic!("{key} in {yaml}"))
}

/// A DNS repository, and an mxcheck that asks the nameserver with what is published.
struct Repository {
    folder: Folder,
    _server: Nameserver,
}

impl Repository {
    fn new(is_changed: bool) -> Repository {
        let folder = Folder::new("ci-examples");
        std::fs::create_dir_all(folder.0.join("zones")).unwrap();
        std::fs::create_dir_all(folder.0.join("bin")).unwrap();
        let mut published = Vec::new();
        for (origin, before, after) in DOMAINS {
            let zone = Zone::parse(origin, format!("{ZONE}{before}"), Some(origin.parse().unwrap()));
            published.push(zone.unwrap());
            let text = format!("{ZONE}{}", if is_changed { after } else { before });
            folder.write(&format!("zones/{origin}.zone"), &text);
        }
        let server = Nameserver::serving(Arc::new(Overlay::new(published, Arc::new(Offline)).unwrap()));
        let program = env!("CARGO_BIN_EXE_mxcheck");
        let script = format!("#!/bin/sh\nexec '{program}' \"$@\" --nameserver {}\n", server.address());
        folder.write("bin/mxcheck", &script);
        let executable = std::fs::Permissions::from_mode(0o755);
        std::fs::set_permissions(folder.0.join("bin/mxcheck"), executable).unwrap();
        Repository { folder, _server: server }
    }

    /// Runs a command as CI does: exit code, stdout, stderr.
    fn run(&self, command: &str) -> (Option<i32>, String, String) {
        let path = format!("{}:/usr/bin:/bin", self.folder.0.join("bin").display());
        let mut shell = Command::new("sh");
        shell
            .args(["-e", "-c", command])
            .current_dir(&self.folder.0)
            .env_clear()
            .env("MXCHECK_RECEIVER", crate::support::RECEIVERS.join(" "));
        shell.env("PATH", path).env("GITHUB_STEP_SUMMARY", self.folder.0.join("summary.md"));
        let output = shell.output().unwrap();
        let text = |octets| String::from_utf8(octets).unwrap();
        (output.status.code(), text(output.stdout), text(output.stderr))
    }

    fn read(&self, file: &str) -> String {
        std::fs::read_to_string(self.folder.0.join(file)).unwrap()
    }
}

#[test]
fn jobs_fail_on_what_a_change_breaks() {
    let examples = examples();
    let commands: Vec<String> = examples.iter().flat_map(|block| commands(block)).collect();
    assert_eq!(commands.len(), 3, "{commands:?}");
    for is_changed in [false, true] {
        let repository = Repository::new(is_changed);
        let mut annotations = String::new();
        for command in &commands {
            let (code, stdout, stderr) = repository.run(command);
            assert_eq!(code, Some(i32::from(is_changed)), "{command}: {stdout}{stderr}");
            assert_eq!(stderr, "", "{command}");
            annotations += &stdout;
        }
        let error =
            "::error file=zones/a.test.zone,line=7,title=a.test%3A mx-exchange-is-alias (mx.a.test)::";
        assert_eq!(annotations.contains(error), is_changed, "{annotations}");
        assert!(!annotations.contains("::error file=zones/c.test.zone"), "{annotations}");
        let summary = repository.read("summary.md");
        assert!(summary.contains("### mxcheck zone: "), "{summary}");
        assert_eq!(summary.contains("(**new**)"), is_changed, "{summary}");
        let report = quick_junit::Report::deserialize_from_str(&repository.read("mxcheck.xml")).unwrap();
        assert_eq!((report.failures, report.errors), (if is_changed { 3 } else { 0 }, 0));
        // One more names the zone files.
        assert_eq!(report.test_suites.len(), DOMAINS.len() + 1);
    }
}

#[test]
fn the_hook_refuses_a_commit_that_breaks_mail() {
    let hook = repository_file(".pre-commit-hooks.yaml");
    let examples = examples();
    let example = examples.iter().find(|block| block.starts_with("repos:")).unwrap();
    assert_eq!(value(example, "id"), value(&hook, "id"));
    let version = format!("v{}", env!("CARGO_PKG_VERSION"));
    assert_eq!(value(example, "rev"), version);
    assert_eq!(value(&hook, "files"), r"'\.zone$'");
    let flags = value(example, "args").trim_matches(['[', ']']).replace(',', "");
    let run = |is_changed, files: &str| {
        let command = format!("{} {flags} {files}", value(&hook, "entry"));
        Repository::new(is_changed).run(&command)
    };
    let (code, page, _) = run(false, "zones/a.test.zone zones/b.test.zone");
    assert_eq!(code, Some(0), "{page}");
    let (code, page, _) = run(true, "zones/a.test.zone zones/b.test.zone");
    assert_eq!(code, Some(1), "{page}");
    assert!(page.contains("a.test at IONOS: rejected at MAIL FROM"), "{page}");
    assert_eq!(page.lines().count(), 4, "each problem of both files: {page}");
}
