//! `mxcheck dnsbl` and the keys of lists, from outside. Nothing leaves the machine: zone files answer.

use std::path::{Path, PathBuf};

const SOA: &str = "$TTL 300\n@ SOA ns hostmaster 1 7200 3600 1209600 900\n";

/// A folder with zone files, removed at the end.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str, files: &[(&str, String)]) -> Folder {
        let path = std::env::temp_dir().join(format!("mxcheck-dnsbl-{name}-{}", std::process::id()));
        std::fs::create_dir_all(&path).unwrap();
        for (file, text) in files {
            std::fs::write(path.join(file), text).unwrap();
        }
        Folder(path)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

fn run(folder: &Path, arguments: &[&str], variables: &[(&str, &str)]) -> (Option<i32>, String, String) {
    let mut command = crate::support::program();
    command.args(arguments).current_dir(folder).envs(variables.iter().copied());
    let output = command.output().unwrap();
    let text = |octets| String::from_utf8(octets).unwrap();
    (output.status.code(), text(output.stdout), text(output.stderr))
}

#[test]
fn the_page_has_each_listing_and_a_row_for_each_subject() {
    let folder = Folder::new(
        "page",
        &[
            (
                "zen.zone",
                format!(
                    "{SOA}2.0.0.127 A 127.0.0.2\n10.2.0.192 A 127.0.0.10\n10.2.0.192 TXT \"\\027[2J\\195\\164 and {}\"\n",
                    "a long text ".repeat(15)
                ),
            ),
            ("no.zone", format!("{SOA}* A 127.255.255.254\n")),
        ],
    );
    let lists = ["--dnsbl", "zen.spamhaus.org", "--dnsbl", "no.test=ip4", "--offline"];
    let zones = ["--zone", "zen.zone=zen.spamhaus.org", "--zone", "no.zone=no.test"];
    let arguments = [&["dnsbl", "192.0.2.10", "192.0.2.11", "192.0.2.10"][..], &lists, &zones].concat();
    let (code, page, notes) = run(&folder.0, &arguments, &[]);
    assert_eq!((code, notes.as_str()), (Some(1), ""));
    assert!(page.is_ascii() && !page.contains('\u{1b}'), "{page:?}");
    assert!(page.lines().all(|line| line.len() <= 80 || line.starts_with("  Next ")), "{page}");
    for part in [
        "X 1 of 2 names and addresses is listed: 192.0.2.10\n",
        "192.0.2.10  X  listed by zen.spamhaus.org (1 of 1 list); 1 list was not\n",
        "192.0.2.11  !  not listed by 1 list; 1 list was not checked\n",
        "Listed       192.0.2.10 by zen.spamhaus.org (127.0.0.10): ",
        "Removal      https://check.spamhaus.org/",
        "Not checked  no.test (no.test refuses this resolver (127.255.255.254): use\n",
    ] {
        assert!(page.contains(part), "{part:?} is not in\n{page}");
    }
    assert_eq!(page.matches("Listed  ").count(), 1, "{page}");
    let quiet = run(&folder.0, &[&arguments[..], &["-q"]].concat(), &[]).1;
    assert_eq!(quiet.lines().count(), 2, "{quiet}");
    let unicode = run(&folder.0, &arguments, &[("LC_ALL", "C.UTF-8")]).1;
    assert!(unicode.contains("✗ 1 of 2") && unicode.contains('ä'), "{unicode}");
}

#[test]
fn a_run_with_a_key_is_recorded_without_it_and_replayed() {
    let zone =
        format!("{SOA}2.0.0.127 A 127.0.0.2\n10.2.0.192 A 127.0.0.2\n10.2.0.192 TXT \"key s3cretkey\"\n");
    let folder = Folder::new(
        "key",
        &[("bl.zone", zone), ("lists.txt", "\u{feff}S3cretKey.bl.test=ip4 # mine\r\n".to_owned())],
    );
    let asked = ["dnsbl", "192.0.2.10", "--dnsbl", "@lists.txt", "--json"];
    let world = ["--offline", "--zone", "bl.zone=s3cretkey.bl.test", "--record", "run.ndjson"];
    let (code, recorded, notes) = run(&folder.0, &[&asked[..], &world].concat(), &[]);
    assert_eq!((code, notes.as_str()), (Some(1), ""));
    let file = std::fs::read_to_string(folder.0.join("run.ndjson")).unwrap();
    assert!(!file.to_lowercase().contains("s3cretkey") && file.contains("10.2.0.192.***.bl.test"), "{file}");
    assert!(!recorded.to_lowercase().contains("s3cretkey") && recorded.contains("\"key ***\""), "{recorded}");
    let (code, replayed, notes) = run(&folder.0, &[&asked[..], &["--replay", "run.ndjson"]].concat(), &[]);
    assert_eq!((code, notes.as_str()), (Some(1), ""));
    let typed = ["dnsbl", "192.0.2.10", "--dnsbl", "@lists.txt"];
    let (_, page, _) = run(&folder.0, &[&typed[..], &world[..3]].concat(), &[]);
    assert!(!page.to_lowercase().contains("s3cretkey"), "{page}");
    assert!(page.contains("--zone 'bl.zone=***.bl.test' --offline"), "{page}");
    // Only the first run had a zone file.
    let lists = |text: &str| serde_json::from_str::<serde_json::Value>(text).unwrap()["lists"].clone();
    assert_eq!(lists(&recorded), lists(&replayed));
}

#[test]
fn the_flag_comes_before_the_variable() {
    let folder = Folder::new("variable", &[("bl.zone", format!("{SOA}2.0.0.127 A 127.0.0.2\n"))]);
    let arguments = ["dnsbl", "192.0.2.10", "--offline", "--zone", "bl.zone=bl.test", "--dnsbl", "bl.test"];
    let (code, page, notes) = run(&folder.0, &arguments, &[("MXCHECK_DNSBL", "s3cretkey.other.test")]);
    assert_eq!((code, notes.as_str()), (Some(0), ""));
    assert!(!page.contains("other.test"), "{page}");
    let none = ["ip", "192.0.2.10", "--offline", "--no-dnsbl", "--json"];
    let (_, page, _) = run(&folder.0, &none, &[("MXCHECK_DNSBL", "s3cretkey.other.test")]);
    assert!(page.contains("\"lists\": []"), "{page}");
    let (code, _, message) = run(&folder.0, &arguments[..3], &[("MXCHECK_DNSBL", "s3cretkey..test")]);
    assert!(code == Some(2) && message.contains("MXCHECK_DNSBL") && !message.contains("s3cret"), "{message}");
}
