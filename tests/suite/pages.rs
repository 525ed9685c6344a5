//! The pages of `spf`, `dnsbl` and `message` at several widths, with colour and without.

use std::path::Path;

use crate::support::looks::{LOOKS, add_look};

/// Runs the program among the fixtures at so many columns.
fn run(arguments: &[&str], columns: &str) -> String {
    let mut command = crate::support::program();
    command.args(arguments).env("LC_ALL", "C.UTF-8").env("COLUMNS", columns);
    command.current_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures"));
    String::from_utf8(command.output().unwrap().stdout).unwrap()
}

#[test]
fn pages_keep_to_the_width_and_are_silent_when_all_is_well() {
    let good = ["--zone", "zones/good.example.zone", "--offline"];
    let list = ["--dnsbl", "bl.example", "--zone", "zones/bl.example.zone", "--offline"];
    for (name, arguments, options, problems) in [
        ("spf_pass", &["spf", "good.example", "--ip", "192.0.2.20"][..], &good[..], 0),
        ("spf_fail", &["spf", "good.example", "--ip", "192.0.2.20", "--ip", "198.51.100.1"], &good, 1),
        ("spf_budget", &["spf", "good.example"], &good, 0),
        ("dnsbl_clean", &["dnsbl", "192.0.2.20"], &list, 0),
        ("dnsbl_listed", &["dnsbl", "192.0.2.77", "192.0.2.20"], &list, 1),
        ("message_clean", &["message", "messages/good.eml"], &[], 0),
        ("message_rejected", &["message", "messages/two-froms.eml"], &["--receiver", "ionos"], 1),
        ("message_delivered", &["message", "messages/delivered.eml"], &[], 0),
    ] {
        let arguments = [arguments, options].concat();
        let mut pages = String::new();
        for (columns, color) in LOOKS {
            let page = run(&[&arguments[..], &["--color", color]].concat(), columns);
            assert!(page.lines().last().is_some_and(|line| line.contains("mxcheck ")), "{name}: {page}");
            add_look(&mut pages, columns, color, &page);
        }
        insta::assert_snapshot!(name, pages);
        let quiet = run(&[&arguments[..], &["-q"]].concat(), "100");
        assert_eq!(quiet.lines().count(), problems, "{name}: {quiet}");
    }
}
