//! The sender that `--like` found in a file.

use super::view::{shown_as, view, words};
use crate::evidence::identity::{Found, IdentityPart};
use crate::evidence::likeness::{Likeness, LikenessKind};

view! {
    /// What was found in a file.
    Likeness as LikenessView<'a>, likeness {
        /// The file, as it was named.
        file: &'a str = &likeness.file,
        /// What the file is.
        kind: LikenessKind = likeness.kind,
        /// Each part of the identity that was found.
        found: &'a [Found] = &likeness.found,
        /// What to know about it.
        notes: &'a [String] = &likeness.notes,
    }
}

words! {
    /// What a file is that names a sender.
    LikenessKind as LikenessKindWord {
        /// A message.
        Message = "message",
        /// A delivery report (RFC 3464), or a bounce in words alone.
        DeliveryReport = "delivery-report",
        /// Lines of a mail log.
        Log = "log",
    }
}

view! {
    /// A part of the identity, and where it is.
    Found as FoundView<'a>, found {
        /// Which part.
        part: IdentityPart = found.part,
        /// Its value, readable as the flag's.
        value: &'a str = &found.value,
        /// The file's line, from 1.
        line: u32 = found.line,
        /// What it was in: `Return-Path`, `helo=`.
        place: &'a str = found.place,
        /// Whether something typed took its place.
        is_overridden: bool = found.is_overridden,
    }
}

words! {
    /// A part of a sender's identity.
    IdentityPart as IdentityPartWord {
        /// The author's domain.
        Domain = "domain",
        /// The envelope sender.
        MailFrom = "mail-from",
        /// The address that connects.
        Address = "address",
        /// The argument of HELO or EHLO.
        Helo = "helo",
    }
}
