//! The corpus of the fuzz targets without a fuzzer: each file goes through what its target holds.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

#[path = "../support/fuzzed/dsn.rs"]
mod dsn;
#[path = "../support/fuzzed/maillog.rs"]
mod maillog;
#[path = "../support/fuzzed/reply.rs"]
mod reply;
#[path = "../support/fuzzed/spf.rs"]
mod spf;
#[path = "../support/fuzzed/zone_reader.rs"]
mod zone_reader;

/// A target and what it holds of its input.
type Target = (&'static str, fn(&[u8]));

const TARGETS: [Target; 5] = [
    ("dsn", dsn::hold),
    ("maillog", maillog::hold),
    ("reply", reply::hold),
    ("spf", spf::hold),
    ("zone_reader", zone_reader::hold),
];

fn repository() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The files of a folder, by name.
fn files(folder: &str) -> Vec<(String, Vec<u8>)> {
    let entries = fs::read_dir(repository().join(folder)).unwrap_or_else(|error| panic!("{folder}: {error}"));
    let paths = entries.map(|entry| entry.unwrap().path()).filter(|path| path.is_file());
    let mut files: Vec<_> =
        paths.map(|path| (path.display().to_string(), fs::read(&path).unwrap())).collect();
    files.sort();
    files
}

fn replay(target: &str) {
    let (_, hold) = TARGETS.iter().find(|(name, _)| *name == target).unwrap();
    let corpus = files(&format!("fixtures/fuzz/{target}"));
    assert!(corpus.len() >= 10, "fixtures/fuzz/{target} holds {} files", corpus.len());
    for (path, octets) in corpus {
        // A panic of the target names no file.
        let held = std::panic::catch_unwind(|| hold(&octets));
        assert!(held.is_ok(), "{path} does not hold: see the panic above");
    }
}

#[test]
fn delivery_reports_hold() {
    replay("dsn");
}

#[test]
fn mail_logs_hold() {
    replay("maillog");
}

#[test]
fn replies_hold() {
    replay("reply");
}

#[test]
fn spf_records_hold() {
    replay("spf");
}

#[test]
fn zone_files_hold() {
    replay("zone_reader");
}

#[test]
fn each_fuzz_target_has_a_corpus_and_a_replay() {
    let replayed: BTreeSet<String> = TARGETS.iter().map(|(name, _)| (*name).to_owned()).collect();
    let corpora = fs::read_dir(repository().join("fixtures/fuzz")).unwrap();
    let corpora = corpora.map(|entry| entry.unwrap().file_name().into_string().unwrap());
    assert_eq!(corpora.collect::<BTreeSet<_>>(), replayed);
    // The package has no fuzz targets.
    if repository().join("fuzz").is_dir() {
        let targets = files("fuzz/fuzz_targets").into_iter().map(|(path, text)| {
            let name = Path::new(&path).file_stem().unwrap().to_str().unwrap().to_owned();
            let text = String::from_utf8(text).unwrap();
            assert!(text.contains(&format!("tests/support/fuzzed/{name}.rs")), "{path}");
            assert!(text.contains(&format!("fixtures/fuzz/{name}")), "{path}");
            name
        });
        assert_eq!(targets.collect::<BTreeSet<_>>(), replayed);
    }
}
