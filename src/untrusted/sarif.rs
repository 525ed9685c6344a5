//! Text for SARIF 2.1.0.

use super::terminal;

/// Returns lines as the text of a message, where `[text](1)` would be a link and `{0}` a placeholder
/// (sections 3.11.5 and 3.11.6).
pub fn message<S: AsRef<str>>(lines: &[S]) -> String {
    let lines: Vec<_> = lines.iter().map(|line| terminal::clean(line.as_ref())).collect();
    let text = lines.join("\n").replace('\\', "\\\\");
    text.replace('[', "\\[").replace(']', "\\]").replace('{', "{{").replace('}', "}}")
}
