//! CONTRIBUTING.md is true: its paths exist, its commands name what there is.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

fn repository(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

fn read(path: &str) -> String {
    fs::read_to_string(repository(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// What is between backticks, outside of blocks.
fn code(text: &str) -> Vec<&str> {
    text.lines().flat_map(|line| line.split('`').skip(1).step_by(2)).collect()
}

/// The tests of a folder by their paths: `zone_command::a_test`.
fn tests(folder: &str) -> String {
    let mut names = String::new();
    let mut folders = vec![repository(folder)];
    while let Some(next) = folders.pop() {
        for entry in fs::read_dir(next).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|ending| ending == "rs") {
                let module = path.strip_prefix(repository(folder)).unwrap().with_extension("");
                let parts: Vec<_> = module.iter().map(|part| part.to_string_lossy()).collect();
                let text = fs::read_to_string(&path).unwrap();
                for function in text.split("#[test]").skip(1).filter_map(|rest| rest.split_once("fn ")) {
                    let name = function.1.split('(').next().unwrap();
                    names.push_str(&format!("{}::{name}\n", parts.join("::")));
                }
            }
        }
    }
    names
}

/// The words of a command, without the settings in front.
fn words(command: &str) -> Vec<&str> {
    command.split_whitespace().skip_while(|word| word.contains('=')).collect()
}

fn after<'a>(words: &[&'a str], flag: &str) -> Option<&'a str> {
    words.iter().position(|word| *word == flag).and_then(|at| words.get(at + 1)).copied()
}

#[test]
fn each_path_of_contributing_exists() {
    let text = read("CONTRIBUTING.md");
    let mut checked = 0;
    for code in code(&text).into_iter().flat_map(str::split_whitespace) {
        let is_path = code.contains('/') && !code.contains(['*', '(', '=']) || code.ends_with(".md");
        // The schema's name, what a fuzzer makes, and what the package leaves out.
        let is_elsewhere = code == "mxcheck/v1" || code.starts_with("fuzz/") || code.starts_with(".ci/");
        if is_path && (!is_elsewhere || code.starts_with(".ci/") && repository(".ci").is_dir()) {
            let exists = ["", "src/"].iter().any(|base| repository(&format!("{base}{code}")).exists());
            assert!(exists, "CONTRIBUTING.md: {code}");
            checked += 1;
        }
    }
    assert!(checked > 20, "{checked} paths");
}

#[test]
fn each_cargo_command_of_contributing_names_what_there_is() {
    let (text, manifest) = (read("CONTRIBUTING.md"), read("Cargo.toml"));
    let (library, suite) = (tests("src"), tests("tests/suite"));
    let mut kinds = BTreeSet::new();
    for command in code(&text) {
        let words = words(command);
        let [first, second, ..] = words[..] else { continue };
        if first != "cargo" {
            continue;
        }
        kinds.insert(second);
        if let Some(bench) = after(&words, "--bench") {
            assert!(manifest.contains(&format!("name = \"{bench}\"")), "{command}");
        }
        if let Some(profile) = after(&words, "--profile") {
            assert!(manifest.contains(&format!("[profile.{profile}]")), "{command}");
        }
        if second == "test" {
            let names = if words.contains(&"--lib") { &library } else { &suite };
            let filter = words.last().unwrap();
            assert!(names.lines().any(|name| name.contains(filter)), "{command} runs no test");
        }
        if let Some(target) = after(&words, "none").filter(|_| words.contains(&"fuzz")) {
            assert!(repository(&format!("fixtures/fuzz/{target}")).is_dir(), "{command}");
        }
    }
    for kind in ["run", "test", "bench", "+nightly", "build"] {
        assert!(kinds.contains(kind), "no command for cargo {kind}");
    }
    let scenario = text.split("SCENARIO=").nth(1).and_then(|rest| rest.split(' ').next()).unwrap();
    assert!(read("fixtures/scenarios/helo.toml").contains(&format!("\"{scenario}\"")), "{scenario}");
}

#[test]
fn the_readme_and_ci_name_the_rust_that_is_promised() {
    let manifest = read("Cargo.toml");
    let version = manifest.split("rust-version = \"").nth(1).and_then(|rest| rest.split('"').next()).unwrap();
    assert!(read("README.md").contains(&format!("Rust {version} or newer")), "README.md, {version}");
    if repository(".ci").is_dir() {
        assert!(read(".ci/run").contains("rust-version"), ".ci/run reads the version from Cargo.toml");
    }
}
