//! Zone files as people have them: exports in the forms that DNS providers document, and files with names of their own.

use std::path::Path;
use std::process::Stdio;

use serde_json::Value;

use crate::support::folder::Folder;

struct Run {
    code: Option<i32>,
    stdout: String,
    stderr: String,
}

fn run_with(folder: &Path, arguments: &[&str], input: &str) -> Run {
    let mut command = crate::support::program();
    command.args(arguments).current_dir(folder).env("LC_ALL", "C.UTF-8");
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    // A run that is refused reads nothing.
    let _ = std::io::Write::write_all(&mut child.stdin.take().unwrap(), input.as_bytes());
    let output = child.wait_with_output().unwrap();
    let text = |octets| String::from_utf8(octets).unwrap();
    Run { code: output.status.code(), stdout: text(output.stdout), stderr: text(output.stderr) }
}

fn run(folder: &Path, arguments: &[&str]) -> Run {
    run_with(folder, arguments, "")
}

fn exports() -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/zones/exports")
}

/// Each export: how it is named, where its origin is from, the lines with a warning (`~` read, `-` left out), what
/// becomes of it.
const EXPORTS: [(&str, &str, &str, &str); 26] = [
    ("cloudflare-old.txt", "soa", "", "accept"),
    ("cloudflare.txt", "soa", "~10:1 ~19:20", "accept"),
    ("route53-cli53.txt", "origin-directive", "~4:10 ~8:13", "accept"),
    ("aws-lightsail.txt", "origin-directive", "", "accept"),
    ("azure.txt=shop.example", "given", "~6:9", "accept"),
    ("google-cloud.txt", "soa", "", "accept"),
    ("godaddy.txt", "origin-directive", "", "accept"),
    ("namecheap.txt", "origin-directive", "~4:11", "accept"),
    ("ovh.txt=shop.example", "given", "", "accept"),
    ("hetzner.txt", "origin-directive", "", "accept"),
    ("gandi.txt=shop.example", "given", "~2:10", "accept"),
    ("ionos.txt", "origin-directive", "~1:1", "accept"),
    ("digitalocean.txt", "origin-directive", "", "accept"),
    ("linode.txt=shop.example", "given", "", "accept"),
    ("vultr.txt", "origin-directive", "", "accept"),
    ("porkbun.txt", "origin-directive", "~3:22", "accept"),
    ("dnsimple.txt", "origin-directive", "~5:23 ~6:27", "accept"),
    ("ns1.txt", "origin-directive", "~4:9", "accept"),
    ("dynadot.txt", "origin-directive", "-1:1 ~6:6", "accept"),
    ("powerdns-list-zone.txt", "soa", "~7:24", "accept"),
    ("bind-dump.txt", "soa", "", "accept"),
    ("windows-dns.txt=shop.example", "given", "-20:1 ~26:25 -30:27", "accept"),
    ("desec.txt", "owners", "", "accept"),
    ("inwx.txt", "origin-directive", "", "accept"),
    ("plesk.txt=shop.example", "given", "", "accept"),
    ("cpanel.txt", "soa", "~14:33", "accept"),
];

#[test]
fn exports_of_providers_are_judged_with_a_warning_at_their_lines() {
    let mut wrong = Vec::new();
    for (name, source, lines, outcome) in EXPORTS {
        let run = run(&exports(), &["zone", name, "--offline", "--json"]);
        let document: Value =
            serde_json::from_str(&run.stdout).unwrap_or_else(|_| panic!("{name}: {}", run.stderr));
        let file = &document["files"][0];
        let notes = file["notes"].as_array().unwrap().iter().map(|note| {
            let mark = match note["effect"].as_str().unwrap() {
                "read" => "~",
                "skipped" => "-",
                _ => "!",
            };
            format!("{mark}{}:{}", note["line"], note["column"])
        });
        let mut notes: Vec<String> = notes.collect();
        notes.sort_by_key(|note| note[1..].split(':').next().and_then(|line| line.parse::<u32>().ok()));
        let domains = document["domains"].as_array().unwrap().iter();
        let domains =
            domains.map(|sender| format!("{} {}", sender["sender"]["domain"]["name"], sender["outcome"]));
        let found = format!(
            "{:?} {} {} [{}] {}",
            run.code,
            file["origin"],
            file["origin_source"],
            notes.join(" "),
            domains.collect::<Vec<_>>().join(", ")
        );
        let expected =
            format!("Some(0) \"shop.example\" \"{source}\" [{lines}] \"shop.example\" \"{outcome}\"");
        if found != expected {
            wrong.push(format!("{name}:\n  {found}\n  {expected}"));
        }
        // Each warning is reported on stderr as well.
        let told = run.stderr.lines().filter(|line| line.starts_with("warning: ")).count();
        assert_eq!(told, lines.split_whitespace().count(), "{name}: {}", run.stderr);
        let zone = &document["domains"][0]["zones"][0];
        assert_eq!((&zone["origin"], &zone["origin_source"]), (&file["origin"], &file["origin_source"]));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_addresses_of_a_flattened_alias_are_unknown() {
    let folder = Folder::new("zone-flattened");
    let head = "$TTL 300\n@ SOA ns.host.test. h.host.test. 1 7200 900 1209600 300\n";
    for (name, alias) in [("cname", "@ CNAME web.host.test."), ("alias", "@ ALIAS web.host.test.")] {
        let text = format!("{head}@ NS ns.host.test.\n@ TXT \"v=spf1 a -all\"\n{alias}\n");
        folder.write(&format!("{name}.zone"), &text);
        let file = format!("{name}.zone=a.test");
        let found = run(&folder.0, &["zone", &file, "--offline", "--json"]);
        // No MX: the domain's own address would take its mail.
        assert_eq!(found.code, Some(3), "{name}: {}", found.stdout);
        let document: Value = serde_json::from_str(&found.stdout).unwrap();
        let failed = document["domains"][0]["findings"].as_array().unwrap().iter();
        assert!(failed.into_iter().any(|finding| finding["status"] == "unknown"), "{name}");
    }
}

const ZONE: &str = "$TTL 300\n@ SOA ns.host.test. h.host.test. 1 7200 900 1209600 300\n@ NS ns.host.test.\n\
                    @ MX 10 mail\nmail A 192.0.2.25\n@ TXT \"v=spf1 mx -all\"\n";

#[test]
fn no_file_is_judged_under_a_name_that_is_not_meant() {
    let folder = Folder::new("zone-origins");
    // The file, what is in front of the zone, and either the origin and its source, or the command of the help.
    for (file, front, expected) in [
        ("db.shop.example", "", "shop.example file-name"),
        ("named.shop.example", "", "shop.example file-name"),
        ("shop.example.dns", "", "shop.example file-name"),
        ("shop.example.hosts", "", "shop.example file-name"),
        ("SHOP.EXAMPLE.ZONE", "", "shop.example file-name"),
        ("Db.Shop.Example", "", "shop.example file-name"),
        ("shop.example.txt", "", "shop.example file-name"),
        ("any.thing", "$ORIGIN shop.example.\n", "shop.example origin-directive"),
        ("zone.txt", "", "zone.txt=ORIGIN"),
        ("db.192.0.2", "", "db.192.0.2=ORIGIN"),
        ("shop.example.zone.txt", "", "shop.example.zone.txt=shop.example"),
        ("shop.example.zone.bak", "", "shop.example.zone.bak=shop.example"),
        ("my zone.txt", "", "'my zone.txt'=ORIGIN"),
        ("shop.example", "$ORIGIN .\n", "shop.example=ORIGIN"),
        ("test", "$ORIGIN test.\n", "test=ORIGIN"),
        ("pektin.io.zone", "$ORIGIN pektin.io\n", "pektin.io.zone=pektin.io"),
        ("x.test", "$ORIGIN pektin.io\n", "x.test=pektin.io"),
        ("pektin.io.pektin.io", "", "pektin.io.pektin.io=pektin.io"),
    ] {
        folder.write(file, &format!("{front}{ZONE}"));
        let run = run(&folder.0, &["zone", file, "--offline", "--json"]);
        let document: Value = serde_json::from_str(&run.stdout).unwrap();
        let view = &document["files"][0];
        match view["origin"].as_str() {
            Some(origin) => {
                let found = format!("{origin} {}", view["origin_source"].as_str().unwrap());
                assert_eq!((found.as_str(), run.code), (expected, Some(0)), "{file}: {}", run.stderr);
                assert_eq!(document["domains"][0]["sender"]["domain"]["name"], origin);
            }
            None => {
                assert_eq!(run.code, Some(2), "{file}");
                assert_eq!(document["domains"].as_array().unwrap().len(), 0, "{file}");
                let help = format!("\n  help: mxcheck zone {expected}\n");
                assert!(run.stderr.contains(&help), "{file}: {}", run.stderr);
            }
        }
    }
    // What the help says works.
    let given = run(&folder.0, &["zone", "pektin.io.zone=pektin.io", "--offline"]);
    assert_eq!(given.code, Some(0), "{}", given.stderr);
    assert!(
        given.stderr.contains("pektin.io.zone:1:9: 'pektin.io' has no dot at its end"),
        "{}",
        given.stderr
    );
    assert!(given.stdout.contains("zone file pektin.io.zone: pektin.io, as given"), "{}", given.stdout);
}

#[test]
fn a_zone_may_come_through_stdin() {
    let folder = Folder::new("zone-stdin");
    let given = run_with(&folder.0, &["zone", "-=shop.example", "--offline"], ZONE);
    assert_eq!(given.code, Some(0), "{}", given.stderr);
    assert!(given.stdout.contains("zone file -: shop.example, as given"), "{}", given.stdout);
    let stated = run_with(&folder.0, &["zone", "-", "--offline"], &format!("$ORIGIN shop.example.\n{ZONE}"));
    assert_eq!(stated.code, Some(0), "{}", stated.stderr);
    let domain = ["domain", "shop.example", "--zone", "-=shop.example", "--offline"];
    let domain = run_with(&folder.0, &domain, ZONE);
    assert_eq!(domain.code, Some(0), "{}", domain.stderr);
    assert!(domain.stdout.contains("Zone         -: shop.example, as given"), "{}", domain.stdout);
    for (arguments, said) in [
        (&["zone", "-", "--offline"][..], "help: mxcheck zone -=ORIGIN"),
        (&["zone", "-=a.test", "-=b.test", "--offline"], "stdin can be read only once"),
        (&["zone", "-=shop.example", "--offline", "--write-zone", "x"], "through stdin"),
    ] {
        let refused = run_with(&folder.0, arguments, ZONE);
        assert_eq!(refused.code, Some(2), "{arguments:?}: {}", refused.stderr);
        assert!(refused.stderr.contains(said), "{arguments:?}: {}", refused.stderr);
    }
}

#[test]
fn a_bad_line_stops_neither_its_file_nor_the_run() {
    let folder = Folder::new("zone-damaged");
    folder.write("good.test.zone", ZONE);
    folder.write(
        "hurt.test.zone",
        &format!(
            "{ZONE}@ MX ten mail\nw CNAME a\nw A 192.0.2.1\n  A 192.0.2.2\nq TXT \"open\nnews MX 10 mail\n"
        ),
    );
    folder.write("b.test.zone", "\0");
    let found =
        run(&folder.0, &["zone", "b.test.zone", "hurt.test.zone", "good.test.zone", "--offline", "--json"]);
    assert_eq!(found.code, Some(2), "{}", found.stderr);
    let document: Value = serde_json::from_str(&found.stdout).unwrap();
    let names: Vec<&str> = document["domains"]
        .as_array()
        .unwrap()
        .iter()
        .map(|sender| sender["sender"]["domain"]["name"].as_str().unwrap())
        .collect();
    assert_eq!(names, ["hurt.test", "news.hurt.test", "good.test"]);
    let lost =
        document["files"][0]["notes"].as_array().unwrap().iter().map(|note| note["line"].as_u64().unwrap());
    assert_eq!(lost.collect::<Vec<_>>(), [7, 11, 9, 10]);
    assert!(document["unread"][0]["error"].as_str().unwrap().contains("binary"), "{document}");
    for place in
        ["b.test.zone:1:1: ", "hurt.test.zone:7:6: 'ten'", "hurt.test.zone:9:3: CNAME and other data"]
    {
        assert!(found.stderr.contains(&format!("error: {place}")), "{place}: {}", found.stderr);
    }
    // A file that is not there is a mistake of the command line.
    let missing = run(&folder.0, &["zone", "good.test.zone", "gone.zone", "--offline"]);
    assert_eq!((missing.code, missing.stdout.as_str()), (Some(2), ""));
    // Elsewhere a file with a hole in it is none.
    let domain = run(&folder.0, &["domain", "hurt.test", "--zone", "hurt.test.zone", "--offline"]);
    assert_eq!((domain.code, domain.stdout.as_str()), (Some(2), ""), "{}", domain.stderr);
}

#[test]
fn jobs_show_warnings_and_origins() {
    let folder = Folder::new("zone-jobs");
    folder.write("shop.example.zone", &format!("{ZONE}@ ALIAS web.host.test.\n"));
    for (format, parts) in [
        (
            "github",
            &[
                "::warning file=shop.example.zone,line=7,",
                "::notice title=mxcheck%3A zone files::shop.example.zone",
            ][..],
        ),
        (
            "sarif",
            &[
                "\"zone-file-is-nonstandard\"",
                "\"startLine\": 7",
                "shop.example.zone: shop.example, from the file name",
            ],
        ),
        ("junit", &["zone-file-is-nonstandard", "shop.example.zone: shop.example, from the file name"]),
        ("markdown", &["`shop.example.zone:7`", "shop.example, from the file name", "1 of 1 accepted"]),
        ("text", &["zone file shop.example.zone: shop.example, from the file name"]),
    ] {
        let run = run(&folder.0, &["zone", "shop.example.zone", "--offline", "--format", format]);
        assert_eq!(run.code, Some(0), "{format}: {}", run.stderr);
        for part in parts {
            assert!(run.stdout.contains(part), "{format}: {part}: {}", run.stdout);
        }
    }
}
