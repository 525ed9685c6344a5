//! The zone reader against BIND's: see tests/zone_reference.sh.

use std::fs;
use std::path::{Path, PathBuf};

use mxcheck::dns::{RecordData, Source};
use mxcheck::zone::{ZoneArgument, load, parse_record};

/// The zone files, and whether BIND's text or a refusal is next to each.
fn fixtures() -> Vec<(PathBuf, bool)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/zones/reference");
    let mut zones: Vec<PathBuf> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "zone"))
        .collect();
    zones.sort();
    zones.into_iter().map(|path| (path.clone(), path.with_extension("compiled").exists())).collect()
}

fn argument(path: &Path) -> ZoneArgument {
    let text = fs::read(path).unwrap();
    let first = String::from_utf8_lossy(text.split(|octet| *octet == b'\n').next().unwrap()).into_owned();
    let origin = first.trim_end().strip_prefix("; origin: ").unwrap_or("example.test");
    ZoneArgument { path: path.to_owned(), origin: Some(origin.parse().unwrap()) }
}

/// What is compared of a record: its line; for a type that is kept as text, without its data.
fn comparable(line: &str) -> String {
    let record = parse_record(line, Source::Live).unwrap_or_else(|error| panic!("{line}: {error}"));
    match record.data {
        RecordData::Other(_) => format!("{} {} IN {} …", record.name, record.ttl, record.rtype),
        _ => record.to_string(),
    }
}

#[test]
fn reads_what_bind_reads() {
    let mut compared = 0;
    for (path, _) in fixtures().into_iter().filter(|(_, accepted)| *accepted) {
        let zone = load(&argument(&path)).unwrap_or_else(|error| panic!("{error}"));
        let mut ours: Vec<String> =
            zone.records().iter().map(|record| comparable(&record.to_string())).collect();
        let compiled = fs::read_to_string(path.with_extension("compiled")).unwrap();
        let mut theirs: Vec<String> = compiled.lines().map(comparable).collect();
        ours.sort();
        theirs.sort();
        assert_eq!(ours, theirs, "{}", path.display());
        compared += 1;
    }
    assert!(compared >= 35, "only {compared} zone files compared");
}

/// The zone files that BIND does not load, and where our reader sees why.
fn refused() -> impl Iterator<Item = (PathBuf, String)> {
    fixtures().into_iter().filter(|(_, accepted)| !*accepted).map(|(path, _)| {
        let refused = fs::read_to_string(path.with_extension("refused")).unwrap();
        let place = refused.lines().find_map(|line| line.strip_prefix("reader: ")).unwrap().to_owned();
        (path, place)
    })
}

#[test]
fn refuses_at_the_place_of_the_fault() {
    let mut compared = 0;
    for (path, place) in refused().filter(|(_, place)| !place.starts_with("warns ")) {
        let folder = path.parent().unwrap().to_string_lossy().into_owned();
        let error = match load(&argument(&path)) {
            Ok(_) => panic!("{} is accepted", path.display()),
            Err(error) => error.to_string(),
        };
        assert!(error.starts_with(&format!("{folder}/{place}: ")), "expected {place}: {error}");
        compared += 1;
    }
    assert!(compared >= 58, "only {compared} zone files compared");
}

#[test]
fn what_providers_export_is_read_with_a_warning() {
    let mut compared = 0;
    for (path, place) in refused() {
        let Some(place) = place.strip_prefix("warns ") else { continue };
        let folder = path.parent().unwrap().to_string_lossy().into_owned();
        let zone = load(&argument(&path)).unwrap_or_else(|error| panic!("{error}"));
        let notes: Vec<String> = zone.notes().iter().map(ToString::to_string).collect();
        let [note] = notes.as_slice() else { panic!("{}: {notes:?}", path.display()) };
        assert!(note.starts_with(&format!("{folder}/{place}: ")), "expected {place}: {note}");
        compared += 1;
    }
    assert!(compared >= 9, "only {compared} zone files compared");
}

#[test]
fn every_record_has_the_line_it_begins_on() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/zones/reference/include.zone");
    let zone = load(&argument(&path)).unwrap();
    let lines: Vec<(String, u32)> = zone
        .records()
        .iter()
        .map(|record| match &record.source {
            Source::Zone { file, line } => (file.rsplit('/').next().unwrap().to_owned(), line.unwrap()),
            Source::Live => panic!("{record} is not from a file"),
        })
        .collect();
    let expected = [
        ("include.zone", 1),
        ("include.zone", 2),
        ("include.zone", 3),
        ("include.zone", 5),
        ("hosts.inc", 1),
        ("hosts.inc", 2),
        ("hosts.inc", 5),
        ("include.zone", 7),
        ("include.zone", 8),
        ("hosts.inc", 1),
        ("hosts.inc", 2),
        ("include.zone", 10),
    ];
    assert_eq!(lines, expected.map(|(file, line)| (file.to_owned(), line)));
}
