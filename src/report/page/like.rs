//! What of a sender was found in a file.

use crate::evidence::identity::IdentityPart;
use crate::evidence::likeness::Likeness;
use crate::report::terminal::Style;

/// Returns the lines that say what was found, and where.
pub(super) fn lines(like: &Likeness, style: Style) -> Vec<String> {
    let found = like.found.iter().map(|found| {
        let what = match found.part {
            IdentityPart::Domain => "domain",
            IdentityPart::MailFrom => "MAIL FROM",
            IdentityPart::Address => "address",
            IdentityPart::Helo => "EHLO",
        };
        let typed = if found.is_overridden { "; another was typed" } else { "" };
        format!("{what} {} (line {}: {}{typed})", found.value, found.line, found.place)
    });
    let found: Vec<String> = found.collect();
    let text = format!("found in {}, {}: {}", like.file, like.kind.title(), found.join(", "));
    let texts = std::iter::once(text.as_str()).chain(like.notes.iter().map(|note| &**note));
    texts.flat_map(|text| style.wrap(&style.printable(text), "               ", "               ")).collect()
}
