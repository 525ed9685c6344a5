//! Text of a letter that goes into a web form.

use super::invisible::{is_combining, is_invisible};

/// Characters of a line that are kept.
const MAX_LINE: usize = 2000;

/// Marks over one character that are kept.
const MAX_MARKS: usize = 8;

/// Returns text from outside on one line. What cannot be seen is left out, as escapes would only puzzle who
/// reads the letter, and a long text is cut.
pub fn line(text: &str) -> String {
    let mut shown = String::new();
    let mut marks = 0;
    let mut is_cut = false;
    for (place, c) in text.trim().chars().enumerate() {
        if place == MAX_LINE {
            is_cut = true;
            break;
        }
        marks = if is_combining(c) { marks + 1 } else { 0 };
        if c.is_whitespace() {
            shown.push(' ');
        } else if !is_invisible(c) && marks <= MAX_MARKS {
            shown.push(c);
        }
    }
    if is_cut {
        shown.push('…');
    }
    shown
}
