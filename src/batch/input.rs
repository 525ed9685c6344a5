//! Lines of a list, whatever is in it.

use std::io::{self, BufRead, BufReader, Read};

/// The longest line that is read, in octets; far more than an address and two names take.
pub(super) const LONGEST_LINE: usize = 64 * 1024;

/// How much of a line its result repeats, in characters.
const LONGEST_SHOWN: usize = 1000;

/// U+FEFF in UTF-8, which some programs put before a text.
const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";

/// One line of a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// Counted from 1; every line counts, an empty one too.
    pub number: u64,
    /// The line without its end and without spaces around it; cut if `is_too_long`.
    pub octets: Vec<u8>,
    /// It is longer than what is read.
    pub is_too_long: bool,
    /// Octets of the list up to the end of this line.
    pub offset: u64,
}

impl Line {
    /// The line as its result repeats it: what is not UTF-8 is replaced, and the end cut off where it
    /// is very long.
    pub fn shown(&self) -> String {
        let text = String::from_utf8_lossy(&self.octets);
        match text.char_indices().nth(LONGEST_SHOWN) {
            Some((end, _)) => format!("{}…", &text[..end]),
            None => text.into_owned(),
        }
    }

    /// True for an empty line and for a comment.
    pub fn is_blank(&self) -> bool {
        matches!(self.octets.first(), None | Some(b'#'))
    }
}

/// The lines of a list, read as they come. Lines end with LF or CR LF, the last one also with the end.
pub struct Lines<R> {
    reader: BufReader<R>,
    number: u64,
    offset: u64,
}

impl<R: Read> Lines<R> {
    /// The lines of an input.
    pub fn of(input: R) -> Lines<R> {
        Lines { reader: BufReader::with_capacity(LONGEST_LINE, input), number: 0, offset: 0 }
    }

    fn read(&mut self) -> io::Result<Option<Line>> {
        let mut octets = Vec::new();
        let mut is_too_long = false;
        let begin = self.offset;
        loop {
            let buffer = match self.reader.fill_buf() {
                Ok(buffer) => buffer,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                Err(error) => return Err(error),
            };
            let end = memchr::memchr(b'\n', buffer);
            let part = &buffer[..end.unwrap_or(buffer.len())];
            let room = LONGEST_LINE - octets.len();
            octets.extend_from_slice(&part[..part.len().min(room)]);
            is_too_long |= part.len() > room;
            let length = part.len() + usize::from(end.is_some());
            self.reader.consume(length);
            self.offset += length as u64;
            if end.is_some() || length == 0 {
                break;
            }
        }
        if self.offset == begin {
            return Ok(None);
        }
        self.number += 1;
        let mut text = octets.as_slice();
        if self.number == 1 {
            text = text.strip_prefix(BYTE_ORDER_MARK).unwrap_or(text);
        }
        let octets = text.trim_ascii().to_vec();
        Ok(Some(Line { number: self.number, octets, is_too_long, offset: self.offset }))
    }
}

impl<R: Read> Iterator for Lines<R> {
    type Item = io::Result<Line>;

    fn next(&mut self) -> Option<io::Result<Line>> {
        self.read().transpose()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(input: &[u8]) -> Vec<Line> {
        Lines::of(input).collect::<io::Result<_>>().unwrap()
    }

    #[test]
    fn line_ends_and_the_mark_in_front_are_no_part_of_a_line() {
        let read = lines(b"\xef\xbb\xbfa.test\r\n\n  # x\r\n b.test ,\t192.0.2.1\nlast");
        let texts: Vec<String> = read.iter().map(Line::shown).collect();
        assert_eq!(texts, ["a.test", "", "# x", "b.test ,\t192.0.2.1", "last"]);
        assert_eq!(read.iter().map(Line::is_blank).collect::<Vec<_>>(), [false, true, true, false, false]);
        assert_eq!(read.iter().map(|line| line.number).collect::<Vec<_>>(), [1, 2, 3, 4, 5]);
        assert_eq!(read[4].offset, 43);
        assert!(lines(b"").is_empty());
        assert_eq!(lines(b"\n").len(), 1);
    }

    #[test]
    fn a_line_without_end_takes_no_memory() {
        let mut long = vec![b'x'; 1 << 20];
        long.extend(b"\nnext.test\n");
        let read = lines(&long);
        assert_eq!(read.len(), 2);
        assert!(read[0].is_too_long && read[0].octets.len() == LONGEST_LINE);
        assert_eq!(read[0].shown().chars().count(), LONGEST_SHOWN + 1);
        assert_eq!((read[1].shown().as_str(), read[1].number, read[1].is_too_long), ("next.test", 2, false));
    }

    #[test]
    fn a_line_of_the_longest_length_is_whole() {
        let mut long = vec![b'x'; LONGEST_LINE];
        long.push(b'\n');
        assert!(!lines(&long)[0].is_too_long);
    }
}
