//! Pages at several widths, with colour and without, in one snapshot.

/// The columns of a terminal, and when pages are coloured.
pub(crate) const LOOKS: [(&str, &str); 4] =
    [("40", "never"), ("80", "never"), ("100", "never"), ("80", "always")];

/// Adds a page, which keeps to its width but for what is copied: records, commands and links.
pub(crate) fn add_look(pages: &mut String, columns: &str, color: &str, page: &str) {
    let width: usize = columns.parse().unwrap();
    let is_copied = |line: &&str| {
        let labels = ["  Next ", "  Record ", "  Removal "];
        labels.iter().any(|label| line.starts_with(label))
            || line.starts_with(&" ".repeat(17))
            || line.contains("://")
            // A word is never broken, behind a label or without.
            || [0, 15].iter().any(|&at| line.get(at..).is_some_and(|text| !text.trim().contains(' ')))
            || line.contains("v=spf1")
    };
    let mut lines = page.lines().filter(|line| color == "never" && !is_copied(line));
    let wide = lines.find(|line| line.chars().count() > width);
    assert_eq!(wide, None, "too wide for {columns} columns:\n{page}");
    let color = if color == "always" { ", coloured" } else { "" };
    pages.push_str(&format!("=== {columns} columns{color}\n{page}"));
}
