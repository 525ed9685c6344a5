//! Lines of a file, streamed: of a long one only the beginning is kept.

use std::io::{self, BufRead};

use memchr::{memchr, memchr_iter};

/// How a line ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum LineEnd {
    /// CR LF, as on the wire.
    CrLf,
    /// LF alone, as in files.
    Lf,
    /// The file ends here.
    None,
}

/// What is known of a line.
#[derive(Clone, Copy, Debug)]
pub(super) struct Line {
    /// Octets without the line end.
    pub octets: u64,
    /// How it ends.
    pub end: LineEnd,
    /// CRs inside it.
    pub bare_crs: u64,
    /// NUL octets inside it.
    pub nuls: u64,
    /// Whether an octet over 127 is in it.
    pub is_8bit: bool,
}

/// Reads lines, however long they are.
pub(super) struct Lines<R> {
    source: R,
}

impl<R: BufRead> Lines<R> {
    pub(super) fn new(source: R) -> Lines<R> {
        Lines { source }
    }

    /// Reads the next line and puts its first `keep` octets into `kept`; none at the end of the file.
    pub(super) fn next(&mut self, keep: usize, kept: &mut Vec<u8>) -> io::Result<Option<Line>> {
        kept.clear();
        let mut line = Line { octets: 0, end: LineEnd::None, bare_crs: 0, nuls: 0, is_8bit: false };
        let mut is_any = false;
        let mut ends_with_cr = false;
        loop {
            let chunk = match self.source.fill_buf() {
                Ok(chunk) => chunk,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                Err(error) => return Err(error),
            };
            if chunk.is_empty() {
                break;
            }
            is_any = true;
            let end = memchr(b'\n', chunk);
            let part = &chunk[..end.unwrap_or(chunk.len())];
            line.octets += part.len() as u64;
            line.bare_crs += memchr_iter(b'\r', part).count() as u64;
            line.nuls += memchr_iter(0, part).count() as u64;
            line.is_8bit |= !part.is_ascii();
            kept.extend_from_slice(&part[..part.len().min(keep - kept.len().min(keep))]);
            if !part.is_empty() {
                ends_with_cr = part.ends_with(b"\r");
            }
            let used = part.len() + usize::from(end.is_some());
            self.source.consume(used);
            if end.is_some() {
                line.end = LineEnd::Lf;
                break;
            }
        }
        if !is_any {
            return Ok(None);
        }
        if line.end == LineEnd::Lf && ends_with_cr {
            line.end = LineEnd::CrLf;
            line.octets -= 1;
            line.bare_crs -= 1;
            kept.truncate(usize::try_from(line.octets).unwrap_or(usize::MAX));
        }
        Ok(Some(line))
    }
}

/// The lines of a text with their numbers from 1, of each the first `keep` octets; ends at a fault.
pub fn numbered_lines(source: impl BufRead, keep: usize) -> impl Iterator<Item = (u64, String)> {
    let mut lines = Lines::new(source);
    let mut kept = Vec::new();
    let mut number = 0;
    std::iter::from_fn(move || {
        lines.next(keep, &mut kept).ok().flatten()?;
        number += 1;
        Some((number, String::from_utf8_lossy(&kept).into_owned()))
    })
}

#[cfg(test)]
mod tests {
    use std::io::{BufReader, Read};

    use super::*;

    /// (kept, octets, end, bare CRs) of each line, read through a buffer of the given size.
    fn lines(text: &[u8], buffer: usize) -> Vec<(String, u64, LineEnd, u64)> {
        let mut lines = Lines::new(BufReader::with_capacity(buffer, text));
        let mut kept = Vec::new();
        let mut all = Vec::new();
        while let Some(line) = lines.next(4, &mut kept).unwrap() {
            all.push((String::from_utf8_lossy(&kept).into_owned(), line.octets, line.end, line.bare_crs));
        }
        all
    }

    #[test]
    fn lines_are_the_same_however_they_arrive() {
        let text = b"a\r\nbc\n\r\n\nde\rfghi\r\r\nend";
        let expected = vec![
            ("a".to_owned(), 1, LineEnd::CrLf, 0),
            ("bc".to_owned(), 2, LineEnd::Lf, 0),
            (String::new(), 0, LineEnd::CrLf, 0),
            (String::new(), 0, LineEnd::Lf, 0),
            ("de\rf".to_owned(), 8, LineEnd::CrLf, 2),
            ("end".to_owned(), 3, LineEnd::None, 0),
        ];
        for buffer in 1..=text.len() {
            assert_eq!(lines(text, buffer), expected, "{buffer}");
        }
    }

    #[test]
    fn a_long_line_is_counted_and_not_kept() {
        let source = std::io::repeat(b'x').take(10_000_000).chain(&b"\n\0\xff"[..]);
        let mut lines = Lines::new(BufReader::new(source));
        let mut kept = Vec::new();
        let first = lines.next(100, &mut kept).unwrap().unwrap();
        assert_eq!((first.octets, kept.len(), kept.capacity() < 1000), (10_000_000, 100, true));
        let second = lines.next(100, &mut kept).unwrap().unwrap();
        assert_eq!((second.nuls, second.is_8bit), (1, true));
        assert!(lines.next(100, &mut kept).unwrap().is_none());
    }
}
