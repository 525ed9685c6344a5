//! Places in a text, for messages.

/// A place in a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Place {
    /// From 1.
    pub(super) line: u32,
    /// Where that line begins, in octets.
    pub(super) line_start: usize,
    /// The place itself, in octets.
    pub(super) offset: usize,
}

impl Place {
    /// The beginning of a text.
    pub(super) const START: Place = Place { line: 1, line_start: 0, offset: 0 };

    /// The first place where an octet is.
    pub(super) fn of_octet(text: &[u8], octet: u8) -> Option<Place> {
        let offset = text.iter().position(|held| *held == octet)?;
        let before = text.get(..offset).unwrap_or_default();
        let ends = before.iter().filter(|octet| **octet == b'\n').count();
        let line_start = before.iter().rposition(|octet| *octet == b'\n').map_or(0, |end| end + 1);
        Some(Place { line: u32::try_from(ends).unwrap_or(u32::MAX).saturating_add(1), line_start, offset })
    }

    /// The column in characters, from 1.
    pub(super) fn column(self, text: &[u8]) -> u32 {
        let before = text.get(self.line_start..self.offset).unwrap_or_default();
        let characters = before.iter().filter(|octet| **octet & 0xc0 != 0x80).count();
        u32::try_from(characters).unwrap_or(u32::MAX).saturating_add(1)
    }

    /// The place `octets` further on the same line.
    pub(super) fn advanced(self, octets: usize) -> Place {
        Place { offset: self.offset + octets, ..self }
    }
}
