//! The floors: a room imports the rooms below it only, and the files of a room form no circle.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

/// The rooms of `src`, the highest first.
const ROOMS: [&str; 20] = [
    "cli",
    "report",
    "batch",
    "diagnose",
    "judge",
    "explain",
    "evidence",
    "catalogue",
    "probe",
    "sender",
    "resolver",
    "dnsbl",
    "spf",
    "zone",
    "ptr_name",
    "smtp_reply",
    "dns",
    "untrusted",
    "file",
    // Not a room: what everything is on.
    "",
];

/// Imports that are still to go: from a file or folder, to a file or folder. An entry that is not needed any more
/// fails the test.
const OPEN: &[(&str, &str)] = &[];

/// The source without comments, literals and test modules.
fn code_of(text: &str) -> String {
    let mut code = String::new();
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        let skipped = if rest.starts_with("//") {
            rest.find('\n').unwrap_or(rest.len())
        } else if rest.starts_with("r#\"") {
            rest.find("\"#").map_or(rest.len(), |end| end + 2)
        } else if c == '"' {
            let escaped =
                |at: usize| rest[1..at].bytes().rev().take_while(|octet| *octet == b'\\').count() % 2 == 1;
            rest.match_indices('"')
                .map(|(at, _)| at)
                .find(|&at| at > 0 && !escaped(at))
                .map_or(rest.len(), |end| end + 1)
        } else if rest.starts_with("'\"'") || rest.starts_with("'\\\"'") {
            rest[1..].find('\'').map_or(rest.len(), |end| end + 2)
        } else if rest.starts_with("#[cfg(test)]") {
            let indent = code.len() - code.trim_end_matches(' ').len();
            skipped_item(rest, indent)
        } else {
            code.push(c);
            c.len_utf8()
        };
        rest = &rest[skipped..];
    }
    code
}

/// The length of an item that is there in tests only, so many blanks into its line.
fn skipped_item(text: &str, indent: usize) -> usize {
    let is_import = text.lines().nth(1).is_some_and(|line| line.trim_start().starts_with("use "));
    let end = text.find(if is_import { &[';'][..] } else { &[';', '{'] }).unwrap_or(text.len());
    if text[end..].starts_with(';') {
        return end + 1;
    }
    // As rustfmt writes it: the item ends with a brace as far in as it begins.
    let closing = format!("\n{}}}\n", " ".repeat(indent));
    text.find(&closing).map_or(text.len(), |end| end + closing.len())
}

/// The paths that begin with `crate` or `super`, those in braces each for itself.
fn paths(code: &str) -> BTreeSet<Vec<String>> {
    let mut found = BTreeSet::new();
    for start in ["crate::", "super::"] {
        for (at, _) in code.match_indices(start) {
            let is_word = code[..at].ends_with(|c: char| c.is_alphanumeric() || c == '_' || c == ':');
            if !is_word {
                path(&code[at..], &mut Vec::new(), &mut found);
            }
        }
    }
    found
}

/// Reads one path or a tree of them, and returns what follows it.
fn path<'c>(text: &'c str, before: &mut Vec<String>, found: &mut BTreeSet<Vec<String>>) -> &'c str {
    let depth = before.len();
    let mut rest = text;
    loop {
        let end = rest.find(|c: char| !(c.is_alphanumeric() || c == '_')).unwrap_or(rest.len());
        if end > 0 {
            before.push(rest[..end].to_owned());
            rest = &rest[end..];
        }
        if let Some(after) = rest.strip_prefix("::") {
            rest = after;
            if !rest.starts_with(['{', '*', '<']) {
                continue;
            }
        }
        if let Some(mut tree) = rest.strip_prefix('{') {
            loop {
                tree = tree.trim_start_matches([',', ' ', '\n']);
                if tree.is_empty() || tree.starts_with('}') {
                    break;
                }
                let after = path(tree, before, found);
                // `as NAME`, and whatever else is no path, up to the next.
                let next = after.find([',', '}']).unwrap_or(after.len());
                tree = &after[next..];
            }
            before.truncate(depth);
            return tree.strip_prefix('}').unwrap_or(tree);
        }
        found.insert(before.clone());
        before.truncate(depth);
        return rest;
    }
}

struct House {
    /// The code of each file, by its path below `src`.
    files: BTreeMap<PathBuf, String>,
}

impl House {
    fn read() -> House {
        let mut files = BTreeMap::new();
        let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
        let mut folders = vec![source.clone()];
        while let Some(folder) = folders.pop() {
            for entry in fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() {
                    folders.push(path);
                } else if path.extension().is_some_and(|ending| ending == "rs") && !path.ends_with("tests.rs")
                {
                    let name = path.strip_prefix(&source).unwrap().to_owned();
                    files.insert(name, code_of(&fs::read_to_string(&path).unwrap()));
                }
            }
        }
        House { files }
    }

    /// The file of a module.
    fn file(&self, module: &[String]) -> Option<PathBuf> {
        let folder: PathBuf = module.iter().collect();
        let candidates = match module {
            [] => vec![PathBuf::from("lib.rs")],
            _ => vec![folder.with_extension("rs"), folder.join("mod.rs")],
        };
        candidates.into_iter().find(|file| self.files.contains_key(file))
    }

    /// The file where what a path names is defined. Names that a module passes on are followed.
    fn definition(&self, path: &[String], depth: usize) -> Option<PathBuf> {
        let known = (0..=path.len()).rev().find(|&length| self.file(&path[..length]).is_some())?;
        let (module, rest) = path.split_at(known);
        let file = self.file(module)?;
        let Some(name) = rest.first().filter(|_| depth < 8) else { return Some(file) };
        let code = &self.files[&file];
        let mut everything = Vec::new();
        for (at, _) in code.match_indices("pub use ").chain(code.match_indices("pub(crate) use ")) {
            let mut passed_on = BTreeSet::new();
            let tree = code[at..].split_once("use ").unwrap().1;
            self::path(tree, &mut Vec::new(), &mut passed_on);
            let is_all = tree.split(';').next().is_some_and(|tree| tree.ends_with("::*"));
            for passed_on in passed_on {
                let absolute = absolute(&passed_on, module);
                if passed_on.last() == Some(name) {
                    return self.definition(&absolute, depth + 1);
                }
                if is_all {
                    everything.push([absolute, rest.to_vec()].concat());
                }
            }
        }
        let others = everything.iter().filter_map(|path| self.definition(path, depth + 1));
        // A file with only re-exports defines nothing.
        others.into_iter().find(|found| !found.ends_with("mod.rs") || *found == file).or(Some(file))
    }

    /// What each file imports.
    fn imports(&self) -> BTreeSet<(PathBuf, PathBuf)> {
        let mut imports = BTreeSet::new();
        for (file, code) in &self.files {
            let module = module_of(file);
            let own = without_reexports(code);
            for path in paths(&own) {
                let path = absolute(&path, &module);
                if let Some(imported) = self.definition(&path, 0).filter(|imported| imported != file) {
                    imports.insert((file.clone(), imported));
                }
            }
        }
        imports
    }
}

/// The code without `pub use`: passing a name on is no import.
fn without_reexports(code: &str) -> String {
    let mut own = String::new();
    let mut rest = code;
    while let Some(at) = rest.find("pub use ") {
        own.push_str(&rest[..at]);
        rest = rest[at..].split_once(';').map_or("", |(_, after)| after);
    }
    own + rest
}

fn module_of(file: &Path) -> Vec<String> {
    let mut module: Vec<String> =
        file.with_extension("").iter().map(|part| part.to_string_lossy().into_owned()).collect();
    if matches!(module.last().map(String::as_str), Some("mod" | "lib" | "main")) {
        module.pop();
    }
    module
}

/// A path from the crate's root.
fn absolute(path: &[String], module: &[String]) -> Vec<String> {
    if path.first().is_some_and(|first| first == "crate") {
        return path[1..].to_vec();
    }
    let up = path.iter().take_while(|part| *part == "super").count();
    let rest = path[up..].iter().filter(|part| *part != "self").cloned();
    module[..module.len().saturating_sub(up)].iter().cloned().chain(rest).collect()
}

fn room(file: &Path) -> String {
    file.parent().and_then(|folder| folder.iter().next()).unwrap_or_default().to_string_lossy().into_owned()
}

fn floor(room: &str) -> usize {
    ROOMS.iter().position(|known| *known == room).unwrap_or_else(|| panic!("no floor is known of src/{room}"))
}

/// The imports that keep the files of a room in a circle.
fn circles(imports: &BTreeSet<(PathBuf, PathBuf)>) -> BTreeSet<(PathBuf, PathBuf)> {
    let mut left: BTreeSet<_> = imports.iter().filter(|(from, to)| room(from) == room(to)).cloned().collect();
    loop {
        let importers: BTreeSet<PathBuf> = left.iter().map(|(from, _)| from.clone()).collect();
        let imported: BTreeSet<PathBuf> = left.iter().map(|(_, to)| to.clone()).collect();
        let before = left.len();
        left.retain(|(from, to)| imported.contains(from) && importers.contains(to));
        if left.len() == before {
            return left;
        }
    }
}

/// The imports that lead upwards or in a circle, but for those that are open.
fn wrong(imports: &BTreeSet<(PathBuf, PathBuf)>, open: &[(&str, &str)]) -> BTreeSet<String> {
    let is_open = |(from, to): &(PathBuf, PathBuf)| {
        open.iter().any(|(above, below)| from.starts_with(above) && to.starts_with(below))
    };
    let closed: BTreeSet<_> = imports.iter().filter(|import| !is_open(import)).cloned().collect();
    let upwards = closed.iter().filter(|(from, to)| {
        let (from, to) = (room(from), room(to));
        !from.is_empty() && from != to && floor(&to) <= floor(&from)
    });
    let in_circles = circles(&closed);
    let all = upwards.chain(&in_circles);
    all.map(|(from, to)| format!("{} -> {}", from.display(), to.display())).collect()
}

#[test]
fn imports_lead_downwards_and_in_no_circle() {
    let imports = House::read().imports();
    assert!(imports.len() > 300, "only {} imports were found", imports.len());
    let new = wrong(&imports, OPEN);
    assert!(new.is_empty(), "imports upwards or in a circle: {new:#?}");
    for place in 0..OPEN.len() {
        let others = [&OPEN[..place], &OPEN[place + 1..]].concat();
        assert!(!wrong(&imports, &others).is_empty(), "no longer needed in OPEN: {:?}", OPEN[place]);
    }
}

#[test]
fn every_room_has_a_floor() {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let folders =
        fs::read_dir(source).unwrap().map(|entry| entry.unwrap().path()).filter(|path| path.is_dir());
    let rooms: BTreeSet<String> =
        folders.map(|path| path.file_name().unwrap().to_string_lossy().into_owned()).collect();
    let known: BTreeSet<String> =
        ROOMS.iter().filter(|room| !room.is_empty()).map(|&room| room.to_owned()).collect();
    assert_eq!(rooms, known);
}

#[test]
fn imports_are_read_whatever_their_form() {
    let read =
        |code: &str| -> Vec<String> { paths(&code_of(code)).iter().map(|path| path.join("::")).collect() };
    assert_eq!(
        read("use crate::a::{b, c::{D, E as F}};"),
        ["crate::a::b", "crate::a::c::D", "crate::a::c::E"]
    );
    assert_eq!(read("fn f() { super::g::h(1); }"), ["super::g::h"]);
    assert_eq!(read("use super::super::a::*;"), ["super::super::a"]);
    assert_eq!(read("// crate::a\nlet b = \"crate::c \\\" super::d\"; 'x' "), Vec::<String>::new());
    assert_eq!(read("use crate::a;\n#[cfg(test)]\nmod tests {\n    use crate::b;\n}\n"), ["crate::a"]);
    let two = |from: &str, to: &str| (PathBuf::from(from), PathBuf::from(to));
    let circle = BTreeSet::from([two("a/b.rs", "a/c.rs"), two("a/c.rs", "a/b.rs"), two("a/d.rs", "a/b.rs")]);
    assert_eq!(circles(&circle).len(), 2);
}

#[test]
fn the_architecture_lists_every_room_from_the_top_down() {
    let text =
        fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/architecture.md")).unwrap();
    let floors = text.split("## Floors").nth(1).and_then(|rest| rest.split("\n## ").next()).unwrap();
    let listed: Vec<&str> =
        floors.lines().filter_map(|line| line.strip_prefix("| `")?.split('`').next()).collect();
    let rooms: Vec<&str> = ROOMS.into_iter().filter(|room| !room.is_empty()).collect();
    assert_eq!(listed, rooms);
}

/// The first page of a room: its documentation, line by line.
fn first_page(room: &str) -> Vec<String> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("src").join(room).join("mod.rs");
    let text = fs::read_to_string(path).unwrap();
    text.lines().map_while(|line| line.strip_prefix("//!")).map(|line| line.trim().to_owned()).collect()
}

/// The lines below a heading of a page.
fn section<'a>(page: &'a [String], heading: &str) -> Vec<&'a str> {
    let lines = page.iter().skip_while(|line| *line != heading).skip(1);
    lines
        .map(String::as_str)
        .take_while(|line| !line.starts_with('#'))
        .filter(|line| !line.is_empty())
        .collect()
}

#[test]
fn the_first_page_of_each_room_says_what_it_promises_and_which_it_uses() {
    let imports = House::read().imports();
    for name in ROOMS.into_iter().filter(|room| !room.is_empty()) {
        let page = first_page(name);
        assert!(page.first().is_some_and(|first| first.len() > 20), "src/{name}/mod.rs: what is it for?");
        let promises = section(&page, "# Promises");
        assert!(promises.first().is_some_and(|line| line.starts_with("- ")), "src/{name}/mod.rs: # Promises");
        let may_use = section(&page, "# May use").join(" ");
        assert!(!may_use.is_empty(), "src/{name}/mod.rs: # May use");
        let lower = ROOMS.into_iter().filter(|room| floor(room) > floor(name));
        let named: BTreeSet<&str> = match may_use.as_str() {
            "Every room." => lower.collect(),
            "No room." => BTreeSet::new(),
            links => links.split("](crate::").skip(1).filter_map(|link| link.split(')').next()).collect(),
        };
        for other in &named {
            assert!(floor(other) > floor(name), "src/{name}/mod.rs: {other} is not below it");
        }
        for (from, to) in &imports {
            let to = room(to);
            if room(from) == name && to != name && !to.is_empty() {
                assert!(named.contains(to.as_str()), "{}: {to} is not in `# May use`", from.display());
            }
        }
    }
}
