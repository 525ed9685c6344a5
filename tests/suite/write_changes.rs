//! `--write-fix` and `--write-zone` from outside.

use crate::support::folder::Folder;
use std::fs;
use std::process::{Command, Output};

const ZONE: &str = "; ours\n$TTL 1h\n@ IN SOA ns.a.test. root.a.test. 7 7200 3600 1209600 900\n\
    @ IN NS ns.a.test.\n@\tIN MX 10 mx ; mail\n@ IN TXT \"v=spf1 mx -all\"\n\
    mx IN CNAME host\nhost IN A 192.0.2.10\nns IN A 192.0.2.53\n";

fn run(folder: &Folder, arguments: &[&str]) -> Output {
    let mut command = crate::support::program();
    command.args(arguments).current_dir(&folder.0).output().unwrap()
}

fn stderr(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

fn repository() -> Folder {
    let folder = Folder::new("write-changes");
    folder.write("a.test.zone", ZONE);
    folder
}

/// Everything in a folder but the zone file.
fn others(folder: &Folder) -> Vec<String> {
    let names = fs::read_dir(&folder.0).unwrap().map(|entry| entry.unwrap().file_name());
    let mut names: Vec<String> = names.map(|name| name.to_string_lossy().into_owned()).collect();
    names.retain(|name| name != "a.test.zone");
    names.sort();
    names
}

#[test]
fn the_zone_file_keeps_its_other_lines() {
    let folder = repository();
    let expected = ZONE.replace("@\tIN MX 10 mx ; mail\n", "a.test. 3600 IN MX 10 host.a.test.\n")
        + "_dmarc.a.test. 3600 IN TXT \"v=DMARC1; p=none\"\n";
    for arguments in [
        &["domain", "a.test", "--offline", "--zone", "a.test.zone", "--write-zone", "new.zone"][..],
        &["zone", "a.test.zone", "--offline", "--write-zone", "new.zone"],
    ] {
        let output = run(&folder, arguments);
        assert_eq!(output.status.code(), Some(1), "{}", stderr(&output));
        assert!(stderr(&output).contains("serial"), "{}", stderr(&output));
        assert_eq!(fs::read_to_string(folder.0.join("new.zone")).unwrap(), expected);
        if let Ok(checked) =
            Command::new("named-checkzone").args(["a.test", "new.zone"]).current_dir(&folder.0).output()
        {
            assert!(checked.status.success(), "{}", String::from_utf8_lossy(&checked.stdout));
        }
        assert_eq!(others(&folder), ["new.zone"]);
        fs::remove_file(folder.0.join("new.zone")).unwrap();
    }
}

#[test]
fn the_file_with_the_change_is_accepted() {
    let folder = repository();
    let arguments = ["domain", "a.test", "--offline", "--zone", "a.test.zone"];
    run(&folder, &[&arguments[..], &["--write-zone", "a.test.zone"]].concat());
    assert_eq!(run(&folder, &arguments).status.code(), Some(0));
}

#[test]
fn the_script_is_one_message_for_the_zone() {
    let folder = repository();
    let output =
        run(&folder, &["domain", "a.test", "--offline", "--zone", "a.test.zone", "--write-fix", "fix.txt"]);
    assert_eq!(output.status.code(), Some(1), "{}", stderr(&output));
    let script = fs::read_to_string(folder.0.join("fix.txt")).unwrap();
    let commands: Vec<&str> =
        script.lines().filter(|line| !line.is_empty() && !line.starts_with(';')).collect();
    assert_eq!(
        commands,
        [
            "zone a.test.",
            "update delete a.test. IN MX 10 mx.a.test.",
            "update add a.test. 3600 IN MX 10 host.a.test.",
            "update add _dmarc.a.test. 3600 IN TXT \"v=DMARC1; p=none\"",
            "send",
        ]
    );
    assert!(
        script.contains("; server ns.a.test.\n") && script.contains("; mx-exchange-is-alias: "),
        "{script}"
    );
}

#[test]
fn what_cannot_be_written_is_refused_and_leaves_nothing() {
    let folder = repository();
    fs::create_dir(folder.0.join("folder")).unwrap();
    for (flags, problem) in [
        (&["--write-fix", "missing/fix.txt"][..], "missing/fix.txt: no such directory"),
        (&["--write-fix", "folder"], "folder: is a directory, not a file"),
        (&["--write-zone", "new.zone"], "--write-zone needs the zone file"),
        (&["--write-zone", "new.zone", "--zone", "a.test.zone", "--zone", "b.zone=b.test"], "exactly one"),
    ] {
        folder.write("b.zone", &ZONE.replace("a.test", "b.test"));
        let recording = ["domain", "a.test", "--offline", "--record", "recording"];
        let output = run(&folder, &[&recording[..], flags].concat());
        assert_eq!(output.status.code(), Some(2), "{flags:?}: {}", stderr(&output));
        assert!(stderr(&output).contains(problem), "{flags:?}: {}", stderr(&output));
        assert_eq!(others(&folder), ["b.zone", "folder"], "{flags:?}");
    }
}

#[test]
fn one_dmarc_record_covers_the_zone_and_one_spf_record_stays() {
    let folder = repository();
    let zone = format!(
        "{}@ IN TXT \"v=spf1 +all\"\none IN MX 10 host\ntwo IN MX 10 host\n",
        ZONE.replace("IN MX 10 mx ;", "IN MX 10 host ;")
    );
    folder.write("a.test.zone", &zone);
    run(&folder, &["zone", "a.test.zone", "--offline", "--write-zone", "new.zone", "--write-fix", "fix.txt"]);
    let written = fs::read_to_string(folder.0.join("new.zone")).unwrap();
    let policies: Vec<&str> = written.lines().filter(|line| line.contains("v=DMARC1")).collect();
    assert_eq!(policies, ["_dmarc.a.test. 3600 IN TXT \"v=DMARC1; p=none\""], "{written}");
    let records: Vec<&str> = written.lines().filter(|line| line.contains("v=spf1")).collect();
    assert_eq!(records, ["@ IN TXT \"v=spf1 mx -all\""], "{written}");
    assert_eq!(others(&folder), ["fix.txt", "new.zone"]);
}
