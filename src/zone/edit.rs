//! A change written into a zone file, whose other lines stay as they are.

use crate::dns::{Name, Record, Source};

use super::argument::ZoneArgument;
use super::authority::{Finding, ask_zone};
use super::change::{Change, is_same};
use super::contents::Zone;
use super::error::{ZoneError, excerpt};
use super::include::{Includes, MAX_OCTETS, read_regular};
use super::lexer::Lexer;
use super::origin::Purpose;
use super::reader::read;

/// A zone file with a change.
#[derive(Debug)]
pub struct EditedZone {
    /// The text of the file.
    pub text: Vec<u8>,
    /// How many records were removed and published.
    pub changed: usize,
    /// The records of the change that are not for this file: those of other zones, and those that would replace
    /// published ones unseen.
    pub left_out: Vec<Record>,
}

/// Returns a zone file with a change. A record that replaces another one takes its line; new ones are appended.
///
/// # Errors
///
/// A file that cannot be read, and a change that cannot be made without touching other records: one of an included
/// file, or of `$GENERATE`.
pub fn edit(argument: &ZoneArgument, change: &Change) -> Result<EditedZone, ZoneError> {
    let name = argument.path.to_string_lossy();
    let failed = |reason: String| ZoneError::without_position(&name, reason);
    if argument.is_stdin() {
        return Err(failed("what came through stdin is no file that can be edited".to_owned()));
    }
    let text = read_regular(&argument.path, MAX_OCTETS).map_err(failed)?;
    let parse = |text: &[u8]| {
        let includes = Includes::beside(&argument.path).map_err(failed)?;
        read(&argument.path, text.to_vec(), argument.origin.clone(), includes, Purpose::Served)?.whole()
    };
    let before = parse(&text)?;
    let (change, left_out) = part_of(&before, change);
    let edited = splice(&before, &text, &change)?;
    let after = parse(&edited)?;
    if !is_exactly(&before, &change, &after) {
        return Err(failed("the change would alter other records, change it by hand".to_owned()));
    }
    Ok(EditedZone { text: edited, changed: change.remove.len() + change.add.len(), left_out })
}

/// The part of a change that is for this file, and the records that are not.
fn part_of(zone: &Zone, change: &Change) -> (Change, Vec<Record>) {
    let is_held = |record: &Record| zone.records_at(&record.name).any(|held| held.rtype == record.rtype);
    let belongs = |record: &&Record| match zone.soa() {
        Some(_) => {
            record.name.is_at_or_below(zone.origin())
                && ask_zone(zone, &record.name, record.rtype) != Finding::Delegated
        }
        // A file without SOA replaces RRsets whole: a new one would hide what is published.
        None => is_held(record),
    };
    let (remove, others): (Vec<&Record>, Vec<&Record>) = change.remove.iter().partition(belongs);
    let (add, more): (Vec<&Record>, Vec<&Record>) = change.add.iter().partition(belongs);
    let part =
        Change { remove: remove.into_iter().cloned().collect(), add: add.into_iter().cloned().collect() };
    (part, others.into_iter().chain(more).cloned().collect())
}

/// An entry of the file, with the whole of its lines.
struct Span {
    line: u32,
    start: usize,
    end: usize,
    owner_omitted: bool,
    is_directive: bool,
}

fn splice(zone: &Zone, text: &[u8], change: &Change) -> Result<Vec<u8>, ZoneError> {
    let spans = spans(zone, text)?;
    let line_end: &[u8] = if text.windows(2).any(|pair| pair == b"\r\n") { b"\r\n" } else { b"\n" };
    // What takes the place of each entry that goes.
    let mut replaced: Vec<(usize, Vec<String>)> = Vec::new();
    for record in &change.remove {
        let place = place_of(zone, &spans, record)?;
        let of_line = change.add.iter().filter(|added| added.source == held(zone, record).source);
        let mut lines: Vec<String> = of_line.map(|added| line(zone, added)).collect();
        let is_followed =
            spans.get(place + 1..).and_then(|after| after.iter().find(|span| !span.is_directive));
        if let Some(next) = is_followed.filter(|next| lines.is_empty() && next.owner_omitted) {
            // The owner is that of the entry before: it has to be named once more.
            let inheriting = |held: &&Record| line_of(zone, held) == Some(next.line);
            lines.extend(zone.records().iter().find(inheriting).map(ToString::to_string));
        }
        replaced.push((place, lines));
    }
    let is_placed =
        |added: &Record| change.remove.iter().any(|record| held(zone, record).source == added.source);
    let appended = change.add.iter().filter(|added| !is_placed(added)).map(|added| line(zone, added));
    let mut edited = Vec::with_capacity(text.len());
    let mut at = 0;
    replaced.sort_by_key(|(place, _)| *place);
    for (place, lines) in replaced {
        let Some(span) = spans.get(place) else { continue };
        edited.extend_from_slice(text.get(at..span.start).unwrap_or_default());
        for line in lines {
            edited.extend_from_slice(line.as_bytes());
            edited.extend_from_slice(line_end);
        }
        at = span.end.max(at);
    }
    edited.extend_from_slice(text.get(at..).unwrap_or_default());
    for line in appended {
        if !edited.ends_with(b"\n") {
            edited.extend_from_slice(line_end);
        }
        edited.extend_from_slice(line.as_bytes());
        edited.extend_from_slice(line_end);
    }
    Ok(edited)
}

fn spans(zone: &Zone, text: &[u8]) -> Result<Vec<Span>, ZoneError> {
    let mut lexer = Lexer::new(text);
    let mut spans = Vec::new();
    while let Some(entry) =
        lexer.next_entry().map_err(|fault| ZoneError::without_position(zone.file(), fault.message))?
    {
        let Some(first) = entry.tokens.first() else { continue };
        let end = entry.end.offset;
        let rest = text.get(end..).unwrap_or_default();
        let line_end = if rest.starts_with(b"\r\n") { 2 } else { usize::from(!rest.is_empty()) };
        spans.push(Span {
            line: first.place.line,
            start: first.place.line_start,
            end: end + line_end,
            owner_omitted: entry.owner_omitted,
            is_directive: first.raw.starts_with(b"$") && !entry.owner_omitted,
        });
    }
    Ok(spans)
}

/// The entry that a record is from.
fn place_of(zone: &Zone, spans: &[Span], record: &Record) -> Result<usize, ZoneError> {
    let failed = |reason: &str| {
        let text = record.to_string();
        let problem = format!("'{}' {reason}, change it by hand", excerpt(text.as_bytes()));
        ZoneError::without_position(zone.file(), problem)
    };
    let held = held(zone, record);
    let Some(line) = line_of(zone, held) else {
        return Err(failed("is not in this file but in an included one"));
    };
    let place = spans.iter().position(|span| span.line == line);
    match place.and_then(|place| Some((place, spans.get(place)?))) {
        Some((place, span)) if !span.is_directive => Ok(place),
        _ => Err(failed("is generated")),
    }
}

/// The same record as the file has it.
fn held<'a>(zone: &'a Zone, record: &'a Record) -> &'a Record {
    zone.records_at(&record.name).find(|held| is_same(held, record)).unwrap_or(record)
}

/// The line of a record that is in the first file.
fn line_of(zone: &Zone, record: &Record) -> Option<u32> {
    match &record.source {
        Source::Zone { file, line } if **file == *zone.file() => *line,
        _ => None,
    }
}

/// A record as a line, with the TTL of its RRset, else that of the zone.
fn line(zone: &Zone, record: &Record) -> String {
    let of_rrset = zone.records_at(&record.name).find(|held| held.rtype == record.rtype);
    let of_zone = || zone.soa().or_else(|| zone.records().first());
    let ttl = of_rrset.or_else(of_zone).map_or(record.ttl, |held| held.ttl);
    Record { ttl, ..record.clone() }.to_string()
}

/// True when the file after the change holds what it held before, with the change and nothing else.
fn is_exactly(before: &Zone, change: &Change, after: &Zone) -> bool {
    let is_in = |records: &[Record], record: &Record| records.iter().any(|held| is_same(held, record));
    let kept = before.records().iter().filter(|record| !is_in(&change.remove, record));
    let mut count = 0;
    for record in kept {
        let is_kept = |held: &Record| is_same(held, record) && held.ttl == record.ttl;
        if !after.records_at(&record.name).any(is_kept) {
            return false;
        }
        count += 1;
    }
    // What is removed and published again is not among those that are kept.
    let is_kept = |record: &Record| !is_in(&change.remove, record);
    let added = |record: &&Record| {
        !before.records_at(&record.name).any(|held| is_same(held, record) && is_kept(held))
    };
    let new: Vec<&Record> = change.add.iter().filter(added).collect();
    let at = |name: &Name, record: &Record| after.records_at(name).any(|held| is_same(held, record));
    before.origin() == after.origin()
        && new.iter().all(|record| at(&record.name, record))
        && after.records().len() == count + new.len()
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;

    use super::*;
    use crate::zone::parse_record;

    const HEAD: &str = "$TTL 1h\n@ IN SOA ns root 1 2 3 4 5\n  IN NS ns\nns IN A 192.0.2.53\n";

    /// A zone file of a test, removed at its end.
    struct ZoneFile(PathBuf);

    impl ZoneFile {
        fn new(name: &str, text: &str) -> ZoneFile {
            let path = std::env::temp_dir().join(format!("mxcheck-edit-{}-{name}", std::process::id()));
            std::fs::write(&path, text).unwrap();
            ZoneFile(path)
        }

        fn edit(&self, change: &Change) -> Result<EditedZone, ZoneError> {
            edit(&ZoneArgument { path: self.0.clone(), origin: Some("a.test".parse().unwrap()) }, change)
        }
    }

    impl Drop for ZoneFile {
        fn drop(&mut self) {
            let _ = std::fs::remove_file(&self.0);
        }
    }

    fn edited(
        name: &str,
        text: &str,
        remove: &[&str],
        add: &[(&str, Option<u32>)],
    ) -> Result<String, String> {
        let file = ZoneFile::new(name, text);
        let path = file.0.to_string_lossy().into_owned();
        let record = |text: &str, line: Option<u32>| {
            let source = match line {
                Some(_) => Source::Zone { file: path.as_str().into(), line },
                None => Source::Live,
            };
            parse_record(text, source).unwrap()
        };
        let change = Change {
            remove: remove.iter().map(|text| record(text, None)).collect(),
            add: add.iter().map(|(text, line)| record(text, *line)).collect(),
        };
        file.edit(&change)
            .map(|edited| String::from_utf8(edited.text).unwrap())
            .map_err(|error| error.to_string())
    }

    #[test]
    fn replaces_in_place_and_appends() {
        let text = format!("{HEAD}@ MX 10 mx ; ours\nmx CNAME host\nhost A 192.0.2.1");
        let edited = edited(
            "replace",
            &text,
            &["a.test. 60 IN MX 10 mx.a.test."],
            &[("a.test. 60 IN MX 10 host.a.test.", Some(5)), ("_dmarc.a.test. 60 IN TXT \"v=DMARC1\"", None)],
        );
        let expected = format!(
            "{HEAD}a.test. 3600 IN MX 10 host.a.test.\nmx CNAME host\nhost A 192.0.2.1\n\
             _dmarc.a.test. 3600 IN TXT \"v=DMARC1\"\n"
        );
        assert_eq!(edited.unwrap(), expected);
    }

    #[test]
    fn the_owner_of_the_next_line_stays() {
        let text = format!("{HEAD}mail A 10.0.0.1\r\n     A 192.0.2.1\r\n");
        let edited = edited("owner", &text, &["mail.a.test. 60 IN A 10.0.0.1"], &[]);
        let expected = format!("{HEAD}mail.a.test. 3600 IN A 192.0.2.1\r\n     A 192.0.2.1\r\n");
        assert_eq!(edited.unwrap(), expected);
    }

    #[test]
    fn publishes_again_what_it_removes() {
        let text = format!("{HEAD}@ TXT \"v=spf1 +all\"\n@ TXT \"v=spf1 mx -all\"\n");
        let kept = "a.test. 60 IN TXT \"v=spf1 mx -all\"";
        let edited = edited("again", &text, &["a.test. 60 IN TXT \"v=spf1 +all\"", kept], &[(kept, Some(5))]);
        assert_eq!(edited.unwrap(), format!("{HEAD}a.test. 3600 IN TXT \"v=spf1 mx -all\"\n"));
    }

    #[test]
    fn takes_all_lines_of_an_entry() {
        let text = format!("{HEAD}@ TXT ( \"v=spf1 \" ; one\n  \"-all\" )\n@ MX 10 ns\n");
        let edited = edited(
            "lines",
            &text,
            &["a.test. 60 IN TXT \"v=spf1 \" \"-all\""],
            &[("a.test. 60 IN TXT \"v=spf1 mx -all\"", Some(5))],
        );
        assert_eq!(edited.unwrap(), format!("{HEAD}a.test. 3600 IN TXT \"v=spf1 mx -all\"\n@ MX 10 ns\n"));
    }

    #[test]
    fn refuses_what_would_change_other_records() {
        let text = format!("{HEAD}$GENERATE 1-2 h$ A 10.0.0.$\n");
        let generated = edited("generated", &text, &["h1.a.test. 60 IN A 10.0.0.1"], &[]);
        assert!(generated.unwrap_err().contains("is generated"));
        let text = "@ 300 IN SOA ns root 1 2 3 4 5\n@ IN NS ns\nns 600 A 192.0.2.53\nx 900 A 10.0.0.1\ny A 192.0.2.2\n";
        let inherited = edited("inherited", text, &["x.a.test. 60 IN A 10.0.0.1"], &[]);
        assert!(inherited.unwrap_err().contains("other records"));
    }

    #[test]
    fn leaves_out_what_other_zones_hold() {
        let text = format!("{HEAD}sub NS ns.b.test.\n");
        let file = ZoneFile::new("other", &text);
        let record = |text: &str| parse_record(text, Source::Live).unwrap();
        let add = vec![record("x.sub.a.test. 60 IN A 192.0.2.1"), record("b.test. 60 IN A 192.0.2.1")];
        let edited = file.edit(&Change { remove: Vec::new(), add }).unwrap();
        assert_eq!((edited.text, edited.changed, edited.left_out.len()), (text.into_bytes(), 0, 2));
    }
}
