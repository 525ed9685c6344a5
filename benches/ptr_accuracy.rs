//! Measures the classifier of PTR names against a table of labelled ones.
//!
//! `cargo bench --bench ptr_accuracy -- FILE`, FILE being tab-separated with a header line that
//! names the columns `ip`, `ptr` and `label` (custom, generic or dynamic).

#![allow(clippy::expect_used, clippy::unwrap_used, reason = "a benchmark that cannot run has no result")]
#![expect(clippy::print_stdout, clippy::print_stderr, reason = "figures are its result")]

use std::fmt::Write as _;
use std::net::IpAddr;
use std::process::ExitCode;
use std::time::Instant;

use mxcheck::dns::Name;
use mxcheck::ptr_name::{Class, Classification, classify, classify_without_lists};

const LABELS: [&str; 3] = ["custom", "generic", "dynamic"];
const CLASSES: [&str; 5] = ["individual", "generic", "dynamic", "unclear", "malformed"];

struct Row {
    ip: IpAddr,
    name: Name,
    text: String,
    label: usize,
}

fn main() -> ExitCode {
    // cargo bench adds flags of its own.
    let Some(path) = std::env::args().skip(1).find(|argument| !argument.starts_with("--")) else {
        println!("usage: cargo bench --bench ptr_accuracy -- FILE");
        println!("FILE: tab-separated, with the columns ip, ptr and label (custom, generic, dynamic)");
        return ExitCode::SUCCESS;
    };
    let rows = match std::fs::read_to_string(&path).map_err(|error| error.to_string()).and_then(read) {
        Ok(rows) => rows,
        Err(error) => {
            eprintln!("{path}: {error}");
            return ExitCode::from(2);
        }
    };
    println!("with the lists of providers and senders\n{}", measure(&rows, classify, true));
    println!("without them\n{}", measure(&rows, classify_without_lists, false));
    let start = Instant::now();
    let rounds = 100_000 / rows.len().max(1) + 1;
    let mut bad = 0;
    for row in (0..rounds).flat_map(|_| &rows) {
        bad += usize::from(classify(row.ip, &row.name).class.is_bad());
    }
    let names = rounds * rows.len();
    println!("{names} names in {:.2} s ({bad} bad)", start.elapsed().as_secs_f64());
    ExitCode::SUCCESS
}

fn read(text: String) -> Result<Vec<Row>, String> {
    let mut lines = text.lines();
    let header: Vec<&str> = lines.next().unwrap_or_default().split('\t').collect();
    let column = |wanted| {
        header.iter().position(|name| *name == wanted).ok_or_else(|| format!("no column \"{wanted}\""))
    };
    let (ip, ptr, label) = (column("ip")?, column("ptr")?, column("label")?);
    lines
        .enumerate()
        .map(|(index, line)| {
            let fields: Vec<&str> = line.split('\t').collect();
            let field = |at: usize| fields.get(at).copied().unwrap_or_default();
            let wrong = |what: &str| format!("line {}: {what}", index + 2);
            Ok(Row {
                ip: field(ip).parse().map_err(|_| wrong("no address"))?,
                name: field(ptr).parse().map_err(|_| wrong("no name"))?,
                text: field(ptr).to_owned(),
                label: LABELS
                    .iter()
                    .position(|known| *known == field(label))
                    .ok_or(wrong("unknown label"))?,
            })
        })
        .collect()
}

fn measure(rows: &[Row], classify: impl Fn(IpAddr, &Name) -> Classification, misses: bool) -> String {
    let mut matrix = [[0_usize; CLASSES.len()]; LABELS.len()];
    let mut missed = String::new();
    for row in rows {
        let found = classify(row.ip, &row.name);
        let class = match found.class {
            Class::Individual => 0,
            Class::Generic => 1,
            Class::Dynamic => 2,
            Class::Unclear => 3,
            Class::Malformed(_) => 4,
        };
        matrix[row.label][class] += 1;
        if found.class.is_bad() != (row.label != 0) {
            let (label, class) = (LABELS[row.label], CLASSES[class]);
            let _ = writeln!(missed, "  {label} as {class}: {} {} ({})", row.ip, row.text, found.reason);
        }
    }
    let bad = |label: usize| matrix[label][1] + matrix[label][2] + matrix[label][4];
    let all = |label: usize| matrix[label].iter().sum::<usize>();
    let (hits, alarms) = (bad(1) + bad(2), bad(0));
    let ratio = |part: usize, whole: usize| part as f64 / whole.max(1) as f64;
    let precision = ratio(hits, hits + alarms);
    let recall = ratio(hits, all(1) + all(2));
    let f1 = 2.0 * precision * recall / (precision + recall).max(f64::MIN_POSITIVE);
    let mut page = format!(
        "  precision {precision:.4}, recall {recall:.4}, F1 {f1:.4}; false alarms {alarms} of {} custom ({:.2} %)\n",
        all(0),
        100.0 * ratio(alarms, all(0)),
    );
    let _ = writeln!(page, "  {:8}{}", "", CLASSES.map(|class| format!("{class:>12}")).concat());
    for (label, counts) in LABELS.iter().zip(matrix) {
        let _ = writeln!(page, "  {label:8}{}", counts.map(|count| format!("{count:>12}")).concat());
    }
    if misses { page + &missed } else { page }
}
