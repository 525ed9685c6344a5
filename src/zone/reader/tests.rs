use std::fs;

use super::*;

fn origin(name: &str, text: &str) -> String {
    match Zone::parse(name, text, None) {
        Ok(zone) => zone.origin().to_string(),
        Err(error) => error.to_string(),
    }
}

const SOA: &str = "@ 60 SOA ns hostmaster 1 2 3 4 5\n";

#[test]
fn origin_is_found_in_order() {
    let origin_first = format!("$ORIGIN a.test.\n{SOA}");
    assert_eq!(origin("b.test.zone", &origin_first), "a.test");
    assert_eq!(
        origin("b.test.zone", "a.test. 60 SOA ns.a.test. h.a.test. 1 2 3 4 5\nns A 192.0.2.1\n"),
        "a.test"
    );
    assert_eq!(origin("b.test.zone", SOA), "b.test");
    assert_eq!(origin("b.test.db", SOA), "b.test");
    assert_eq!(origin("folder/b.test", SOA), "b.test");
    assert_eq!(origin("b.test.zone", &format!("{SOA}$ORIGIN sub.b.test.\nx 60 A 192.0.2.1\n")), "b.test");
    assert_eq!(origin("x.zone", "$ORIGIN .\na.test 60 SOA ns h 1 2 3 4 5\n"), "a.test");
    let given = Zone::parse("b.test.zone", "@ 60 TXT x\n", Some("c.test".parse().unwrap()));
    assert_eq!(given.unwrap().records()[0].name.to_string(), "c.test");
    let error = origin("my file.zone", SOA);
    assert!(error.starts_with("my file.zone: ") && error.contains("whose zone is it?"), "{error}");
}

#[test]
fn file_without_soa_may_name_several_domains() {
    assert_eq!(origin("x.zone", "$ORIGIN a.test.\n@ TXT x\n$ORIGIN b.test.\n@ TXT x\n"), "test");
    assert_eq!(origin("x.zone", "mail.a.test. TXT x\n"), "mail.a.test");
    let given = Zone::parse("x.zone", "@ TXT x\nb.test. TXT x\n", Some("a.test".parse().unwrap()));
    assert!(given.unwrap_err().to_string().starts_with("x.zone:2:1: "));
    assert_eq!(origin("x.zone", "; nothing\n"), "x.zone: no records");
}

#[test]
fn ttl_is_lenient_only_without_soa() {
    let zone = Zone::parse("a.test.zone", "@ TXT x\nb 60 TXT x\nc TXT x\n", None).unwrap();
    let ttls: Vec<u32> = zone.records().iter().map(|record| record.ttl).collect();
    assert_eq!(ttls, [3600, 60, 60]);
    let zone = Zone::parse("a.test.zone", format!("b TXT x\n{SOA}"), None).unwrap();
    assert!(zone.notes()[0].to_string().starts_with("a.test.zone:1:3: no TTL"));
}

#[test]
fn generated_records_are_bounded() {
    // Seven strings of 255 octets from a short line.
    let text = format!("$GENERATE 0-2147483647 h$ 60 TXT \"{}\"\n", "${0,255} ".repeat(7));
    let error = origin("a.test.zone", &text);
    assert!(error.starts_with("a.test.zone:1:") && error.contains("64 MiB"), "{error}");
}

#[test]
fn names_of_files_and_text_of_files_print_harmlessly() {
    let error = origin("a\u{1b}[2J.test.zone", "\u{1b}]0;x\u{7} A 192.0.2.1\n");
    assert!(!error.contains('\u{1b}'), "{error:?}");
    assert!(error.len() < 400, "{error}");
    let error = origin("a.test.zone", &format!("a 60 A {}\n", "é".repeat(10_000)));
    assert!(error.starts_with("a.test.zone:1:8: ") && error.len() < 400, "{error}");
}

#[test]
fn only_regular_files_in_the_folder_are_read() {
    let folder = std::env::temp_dir().join(format!("mxcheck-zone-{}", std::process::id()));
    let inner = folder.join("inner");
    fs::create_dir_all(&inner).unwrap();
    let zone = inner.join("a.test.zone");
    let loaded = |text: &str| -> Result<Zone, String> {
        fs::write(&zone, text).unwrap();
        load(&ZoneArgument { path: zone.clone(), origin: None }).map_err(|error| error.to_string())
    };
    fs::write(folder.join("secret"), "s 60 TXT x\n").unwrap();
    fs::write(inner.join("part"), "p 60 TXT x\n$INCLUDE a.test.zone\n").unwrap();
    fs::write(inner.join("good"), "g 60 TXT x\n").unwrap();
    assert_eq!(loaded("$INCLUDE good\n$INCLUDE ../inner/good x\n").unwrap().records().len(), 2);
    for (text, reason) in [
        ("$INCLUDE ../secret\n", "outside"),
        ("$INCLUDE /etc/passwd\n", "outside"),
        ("$INCLUDE .\n", "directory"),
        ("$INCLUDE a.test.zone\n", "itself"),
    ] {
        let error = loaded(text).unwrap_err();
        assert!(error.contains("a.test.zone:1:10: ") && error.contains(reason), "{error}");
    }
    let error = loaded("a 60 A 192.0.2.1\n$INCLUDE part\n").unwrap_err();
    assert!(error.contains("part:2:10: ") && error.contains("itself"), "{error}");
    #[cfg(unix)]
    {
        std::os::unix::fs::symlink(folder.join("secret"), inner.join("link")).unwrap();
        std::os::unix::fs::symlink("/dev/zero", inner.join("endless")).unwrap();
        assert!(loaded("$INCLUDE link\n").unwrap_err().contains("outside"));
        let device = load(&ZoneArgument { path: inner.join("endless"), origin: None });
        assert!(device.unwrap_err().to_string().contains("regular"));
    }
    let missing = load(&ZoneArgument { path: inner.join("none"), origin: None }).unwrap_err().to_string();
    assert!(missing.ends_with("none: no such file"), "{missing}");
    let directory = load(&ZoneArgument { path: inner.clone(), origin: None }).unwrap_err().to_string();
    assert!(directory.contains("directory"), "{directory}");
    fs::remove_dir_all(&folder).unwrap();
}
