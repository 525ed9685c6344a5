//! A log as blocks of whole lines, and the lines of a block.

use std::io::{self, Read};

use memchr::{memchr, memrchr};

/// The most of a line that is looked at, in bytes; what is longer is cut there.
pub const MAX_LINE: usize = 64 << 10;
/// How much is read at once: small enough to stay in the processor's cache until it has been searched.
const BLOCK: usize = 256 << 10;

/// Reads blocks of whole lines into one buffer.
pub struct Blocks<R> {
    reader: R,
    buffer: Vec<u8>,
    /// What of the buffer holds bytes that were not given yet.
    start: usize,
    end: usize,
    /// The rest of a line that was cut is passed over.
    in_long_line: bool,
    /// Why reading ended before the end.
    fault: Option<io::Error>,
    is_over: bool,
    /// Lines that were cut since they did not fit into the buffer.
    pub cut: u64,
    /// Bytes given or passed over.
    pub bytes: u64,
}

impl<R: Read> Blocks<R> {
    /// Blocks of what a reader gives.
    pub fn new(reader: R) -> Blocks<R> {
        Blocks {
            reader,
            buffer: vec![0; BLOCK],
            start: 0,
            end: 0,
            in_long_line: false,
            fault: None,
            is_over: false,
            cut: 0,
            bytes: 0,
        }
    }

    /// Why the log could not be read to its end; none where it was.
    pub fn fault(&self) -> Option<&io::Error> {
        self.fault.as_ref()
    }

    /// The next whole lines, each with its line end, which only the log's last line may lack.
    pub fn next_block(&mut self) -> Option<&[u8]> {
        loop {
            if self.in_long_line {
                // Up to the line end, which closes the piece that was given.
                match memchr(b'\n', &self.buffer[self.start..self.end]) {
                    Some(at) => {
                        self.start += at + 1;
                        self.in_long_line = false;
                    }
                    None => self.start = self.end,
                }
            }
            if let Some(at) = memrchr(b'\n', &self.buffer[self.start..self.end]) {
                let from = self.start;
                self.start += at + 1;
                return Some(&self.buffer[from..=from + at]);
            }
            if self.is_over {
                let from = self.start;
                self.start = self.end;
                return (from < self.end).then(|| &self.buffer[from..self.end]);
            }
            if self.start > 0 {
                self.buffer.copy_within(self.start..self.end, 0);
                self.end -= self.start;
                self.start = 0;
            }
            if self.end == self.buffer.len() {
                self.cut += 1;
                self.in_long_line = true;
                // The last byte of the piece makes room for its line end.
                self.buffer[MAX_LINE] = b'\n';
                self.start = self.end;
                return Some(&self.buffer[..=MAX_LINE]);
            }
            self.fill();
        }
    }

    fn fill(&mut self) {
        while self.end < self.buffer.len() {
            match self.reader.read(&mut self.buffer[self.end..]) {
                Ok(0) => {
                    self.is_over = true;
                    return;
                }
                Ok(count) => {
                    self.end += count;
                    self.bytes += count as u64;
                }
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => {
                    self.fault = Some(error);
                    self.is_over = true;
                    return;
                }
            }
        }
    }
}

/// A line without its line end, at most [`MAX_LINE`] bytes of it, and whether it was longer.
pub fn trimmed(line: &[u8]) -> (&[u8], bool) {
    let line = line.strip_suffix(b"\n").unwrap_or(line);
    let line = line.strip_suffix(b"\r").unwrap_or(line);
    (&line[..line.len().min(MAX_LINE)], line.len() > MAX_LINE)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Gives as many bytes at a time as it is reported.
    struct Slow<'a>(&'a [u8], usize);

    impl Read for Slow<'_> {
        fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
            let count = self.1.min(self.0.len()).min(buffer.len());
            buffer[..count].copy_from_slice(&self.0[..count]);
            self.0 = &self.0[count..];
            Ok(count)
        }
    }

    fn lines(text: &[u8], step: usize) -> (Vec<Vec<u8>>, u64) {
        let mut blocks = Blocks::new(Slow(text, step));
        let mut lines = Vec::new();
        while let Some(block) = blocks.next_block() {
            let pieces = block.split_inclusive(|&b| b == b'\n');
            lines.extend(pieces.map(|line| trimmed(line).0.to_vec()));
        }
        assert_eq!(blocks.bytes, text.len() as u64);
        (lines, blocks.cut)
    }

    #[test]
    fn lines_come_whole_however_they_are_read() {
        let text = b"one\r\ntwo\n\nfour";
        for step in [1, 3, 100] {
            assert_eq!(lines(text, step).0, [&b"one"[..], b"two", b"", b"four"]);
        }
        assert!(lines(b"", 1).0.is_empty());
    }

    #[test]
    fn a_line_without_end_is_cut_and_counted_once() {
        let mut text = b"before\n".to_vec();
        text.extend(std::iter::repeat_n(b'x', 10 << 20));
        text.extend(b"\nafter\n");
        let (lines, cut) = lines(&text, 1 << 20);
        assert_eq!(lines.len(), 3);
        assert_eq!(
            (lines[0].as_slice(), lines[1].len(), lines[2].as_slice()),
            (&b"before"[..], MAX_LINE, &b"after"[..])
        );
        assert_eq!(cut, 1);
    }
}
