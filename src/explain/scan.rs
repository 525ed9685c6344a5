//! Input of any size and kind, read in pieces: a message or delivery report whole, anything else
//! line by line.

use std::io::{self, Read};

use super::find::Refusal;
use super::recognise::Recogniser;
use crate::evidence::clue::Clues;
use crate::evidence::delivery_report;
use crate::evidence::log::is_log_line;
use crate::evidence::queue::Queue;

/// How much of a text is held at once, in bytes.
const PIECE: usize = 256 << 10;

/// What a scan has read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Scanned {
    /// Bytes read.
    pub bytes: u64,
    /// Whether anything was left out: the rest of a line that is too long, or of a message.
    pub skipped: u64,
    /// Lines read.
    pub lines: u64,
    /// Whether the reporter's own server refuses somebody in it.
    pub has_own_rejections: bool,
}

/// Reads everything, and hands over every refusal as it is found. What is no text is read as if it
/// were: it holds no reply. Where the input breaks off, what came before counts, and the error is
/// given as well.
pub fn scan<'a>(
    input: &mut impl Read,
    recogniser: &Recogniser<'a>,
    found: impl FnMut(Refusal<'a>),
) -> (Scanned, io::Result<()>) {
    let mut input = UntilFault { input, fault: None };
    let scanned = scan_whole(&mut input, recogniser, found);
    match (scanned, input.fault) {
        (Ok(scanned), None) => (scanned, Ok(())),
        (Ok(scanned), Some(error)) => (scanned, Err(error)),
        (Err(error), _) => (Scanned::default(), Err(error)),
    }
}

/// Ends at an error, and keeps it.
struct UntilFault<'i, R> {
    input: &'i mut R,
    fault: Option<io::Error>,
}

impl<R: Read> Read for UntilFault<'_, R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.fault.is_some() {
            return Ok(0);
        }
        match self.input.read(buffer) {
            Err(error) if error.kind() != io::ErrorKind::Interrupted => {
                self.fault = Some(error);
                Ok(0)
            }
            read => read,
        }
    }
}

fn scan_whole<'a>(
    input: &mut impl Read,
    recogniser: &Recogniser<'a>,
    mut found: impl FnMut(Refusal<'a>),
) -> io::Result<Scanned> {
    let mut scanned = Scanned::default();
    let mut queue = Queue::default();
    let mut held: Vec<u8> = Vec::new();
    let mut is_over = fill(input, &mut held, PIECE, &mut scanned)?;
    if let Some(text) = utf16(&held) {
        // Windows' editors write such files; they are small.
        recogniser.find(&text).into_iter().for_each(found);
        scanned.skipped += io::copy(input, &mut io::sink())?;
        return Ok(scanned);
    }
    if delivery_report::is_message(&held) {
        fill(input, &mut held, delivery_report::MAX_REPORT, &mut scanned)?;
        scanned.skipped += io::copy(input, &mut io::sink())?;
        let mut line = 0;
        for message in messages(&held) {
            for mut refusal in recogniser.reported(&delivery_report::read(message)) {
                refusal.line += line;
                found(refusal);
            }
            line += memchr::memchr_iter(b'\n', message).count();
        }
        return Ok(scanned);
    }
    let mut line = 0;
    while !(is_over && held.is_empty()) {
        let end = if is_over { held.len() } else { end_of_piece(&held) };
        if end == 0 {
            // One line longer than a piece: its head is looked at, its rest is left out.
            emit(&held, line, recogniser, &mut found, (&mut scanned, &mut queue));
            held.clear();
            is_over = skip_line(input, &mut held, &mut scanned)?;
            line += 1;
            continue;
        }
        emit(&held[..end], line, recogniser, &mut found, (&mut scanned, &mut queue));
        line += memchr::memchr_iter(b'\n', &held[..end]).count();
        held.drain(..end);
        if is_over {
            break;
        }
        is_over = fill(input, &mut held, PIECE, &mut scanned)?;
    }
    scanned.lines = line as u64;
    Ok(scanned)
}

fn emit<'a>(
    octets: &[u8],
    line: usize,
    recogniser: &Recogniser<'a>,
    found: &mut impl FnMut(Refusal<'a>),
    (scanned, queue): (&mut Scanned, &mut Queue),
) {
    let text = String::from_utf8_lossy(octets);
    let mut clues = Clues::default();
    for clue in octets.split(|octet| *octet == b'\n').map(|line| clues.read(line)) {
        scanned.has_own_rejections |= clue.is_rejected;
        queue.note(&clue);
    }
    // Where each line begins, up to the refusals.
    let (mut at, mut number) = (0, 1);
    for mut refusal in recogniser.find(&text) {
        let newlines = memchr::memchr_iter(b'\n', &text.as_bytes()[at..]);
        if let Some(newline) = newlines.take(refusal.line.saturating_sub(number)).last() {
            (at, number) = (at + newline + 1, refusal.line);
        }
        queue.complete(&mut refusal.identity, text[at..].lines().next().unwrap_or_default());
        refusal.line += line;
        found(refusal);
    }
}

/// Reads until so much is held; true at the end of the input.
fn fill(input: &mut impl Read, held: &mut Vec<u8>, until: usize, scanned: &mut Scanned) -> io::Result<bool> {
    let wanted = until.saturating_sub(held.len()) as u64;
    let read = input.take(wanted).read_to_end(held)?;
    scanned.bytes += read as u64;
    Ok((read as u64) < wanted)
}

/// Where a piece can be cut: before a line of a log, else after an empty line, else after any; 0
/// where there is no line end at all.
fn end_of_piece(held: &[u8]) -> usize {
    let mut last = 0;
    for (tried, newline) in memchr::memrchr_iter(b'\n', held).enumerate() {
        let next = newline + 1;
        if tried == 0 {
            last = next;
        }
        let rest = &held[next..held.len().min(next + 64)];
        if is_log_line(rest) || rest.first() == Some(&b'\n') {
            return next;
        }
        if tried > 200 {
            break;
        }
    }
    last
}

/// Leaves out the rest of a line; true at the end of the input.
fn skip_line(input: &mut impl Read, held: &mut Vec<u8>, scanned: &mut Scanned) -> io::Result<bool> {
    let mut buffer = vec![0; PIECE];
    loop {
        let read = input.read(&mut buffer)?;
        scanned.bytes += read as u64;
        if read == 0 {
            return Ok(true);
        }
        match memchr::memchr(b'\n', &buffer[..read]) {
            Some(newline) => {
                scanned.skipped += newline as u64;
                held.extend_from_slice(&buffer[newline + 1..read]);
                return fill(input, held, PIECE, scanned);
            }
            None => scanned.skipped += read as u64,
        }
    }
}

/// The messages of an mbox file, else the one message.
fn messages(octets: &[u8]) -> Vec<&[u8]> {
    let is_mbox = octets.starts_with(b"From ");
    let starts = memchr::memmem::find_iter(octets, b"\nFrom ").map(|at| at + 1).filter(|_| is_mbox);
    let mut messages = Vec::new();
    let mut start = 0;
    for next in starts.take(10_000) {
        messages.push(&octets[start..next]);
        start = next;
    }
    messages.push(&octets[start..]);
    messages
}

/// The text of a file that begins with the byte order mark of UTF-16.
fn utf16(octets: &[u8]) -> Option<String> {
    let unit: fn([u8; 2]) -> u16 = match octets {
        [0xff, 0xfe, ..] => u16::from_le_bytes,
        [0xfe, 0xff, ..] => u16::from_be_bytes,
        _ => return None,
    };
    let units = octets[2..].chunks_exact(2).map(|pair| unit([pair[0], pair[1]]));
    Some(char::decode_utf16(units).map(|c| c.unwrap_or(char::REPLACEMENT_CHARACTER)).collect())
}
