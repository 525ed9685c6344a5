//! Log files: opened, unpacked within bounds, put in order of time.

use std::collections::HashSet;
use std::fmt;
use std::io::{self, Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use super::time::{Clock, now, written};
use crate::file::{self, TextStream};

/// How much of a file's beginning and end is searched for a date, in bytes.
const PEEK: u64 = 64 << 10;
/// A packed file may always unpack to this many bytes.
const FREE: u64 = 32 << 20;
/// Beyond that it may be so many times as large as the file: logs pack 10 to 100 times.
const RATIO: u64 = 500;
/// The most memory that an .xz file may ask for, in bytes.
const XZ_MEMORY: u64 = 96 << 20;
/// The largest window of a .zst file, as a power of two, in bytes.
const ZSTD_WINDOW: u32 = 26;

/// A log that is given: a file, or stdin.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Source {
    /// `-`.
    Stdin,
    /// A file, named as it was typed.
    File(PathBuf),
}

impl Source {
    /// Reads an argument: `-` is stdin.
    pub fn of(typed: impl AsRef<Path>) -> Source {
        let path = typed.as_ref();
        if path.as_os_str() == "-" { Source::Stdin } else { Source::File(path.to_owned()) }
    }
}

impl fmt::Display for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Source::Stdin => f.write_str("-"),
            Source::File(path) => path.display().fmt(f),
        }
    }
}

/// A file that cannot be read at all.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OpenError {
    /// The file as it was typed.
    pub file: String,
    /// Why.
    pub problem: String,
}

/// How a file is packed, by its first bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Packing {
    Plain,
    Gzip,
    Zstd,
    Xz,
}

impl Packing {
    fn of(beginning: &[u8]) -> Packing {
        match beginning {
            [0x1f, 0x8b, ..] => Packing::Gzip,
            [0x28, 0xb5, 0x2f, 0xfd, ..] => Packing::Zstd,
            // Skippable frames may come first.
            [0x50..=0x5f, 0x2a, 0x4d, 0x18, ..] => Packing::Zstd,
            [0xfd, b'7', b'z', b'X', b'Z', 0, ..] => Packing::Xz,
            _ => Packing::Plain,
        }
    }
}

/// An opened log. What it reads is unpacked; `taken` counts the bytes of the file itself.
pub struct Opened {
    /// Its name in reports.
    pub name: Arc<str>,
    /// When it was written last, in seconds since 1970.
    pub written: i64,
    /// The file's size in bytes; none for a stream.
    pub size: Option<u64>,
    /// How many of them have been read.
    pub taken: Arc<AtomicU64>,
    reader: Box<dyn Read>,
}

impl Read for Opened {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.reader.read(buffer)
    }
}

/// Opens a source, once.
pub fn open(source: &Source) -> Result<Opened, OpenError> {
    let name: Arc<str> = source.to_string().into();
    let fault = |problem: String| OpenError { file: name.to_string(), problem };
    let unreadable = |error: io::Error| fault(file::unreadable(&error));
    let taken = Arc::new(AtomicU64::new(0));
    let (inner, size, written): (Box<dyn Read>, _, _) = match source {
        Source::Stdin => (Box::new(io::stdin()), None, now()),
        Source::File(path) => {
            let file = file::open(path).map_err(unreadable)?;
            let metadata = file.metadata().map_err(unreadable)?;
            let size = metadata.is_file().then_some(metadata.len());
            (Box::new(file), size, written(&metadata))
        }
    };
    let mut counted = Counted { inner, taken: taken.clone() };
    let mut beginning = Vec::new();
    (&mut counted).take(6).read_to_end(&mut beginning).map_err(unreadable)?;
    let packing = Packing::of(&beginning);
    let whole = io::Cursor::new(beginning).chain(counted);
    let bounded = |inner| -> Box<dyn Read> { Box::new(Bounded { inner, given: 0, taken: taken.clone() }) };
    let reader = match packing {
        Packing::Plain => Box::new(TextStream::new(whole)),
        Packing::Gzip => bounded(Box::new(flate2::read::MultiGzDecoder::new(whole))),
        Packing::Zstd => {
            let mut decoder = zstd::Decoder::new(whole).map_err(unreadable)?;
            decoder.window_log_max(ZSTD_WINDOW).map_err(unreadable)?;
            bounded(Box::new(decoder))
        }
        Packing::Xz => {
            let stream = liblzma::stream::Stream::new_auto_decoder(XZ_MEMORY, liblzma::stream::CONCATENATED)
                .map_err(|error| unreadable(error.into()))?;
            bounded(Box::new(liblzma::read::XzDecoder::new_stream(whole, stream)))
        }
    };
    Ok(Opened { name, written, size, taken, reader })
}

/// Counts what is read of the file itself.
struct Counted {
    inner: Box<dyn Read>,
    taken: Arc<AtomicU64>,
}

impl Read for Counted {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.inner.read(buffer)?;
        self.taken.fetch_add(count as u64, Ordering::Relaxed);
        Ok(count)
    }
}

/// Ends a file that unpacks to more than any log does.
struct Bounded {
    inner: Box<dyn Read>,
    given: u64,
    taken: Arc<AtomicU64>,
}

impl Read for Bounded {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.given > FREE && self.given / RATIO > self.taken.load(Ordering::Relaxed) {
            let what = format!(
                "it unpacks to more than {RATIO} times its size, which no log does: the rest is left out"
            );
            return Err(io::Error::other(what));
        }
        let count = self.inner.read(buffer)?;
        self.given += count as u64;
        Ok(count)
    }
}

/// A log in its place among the others.
#[derive(Clone, Debug)]
pub struct Placed {
    /// The log.
    pub source: Source,
    /// How many years too late its time lets its first line seem, where dates have no year.
    pub late: i16,
    /// It can be read more than once.
    pub is_file: bool,
    begins: Option<i64>,
}

/// The logs in order of time, each once: by the date of each one's first line that has one.
/// Stdin comes last. Says which were given more than once. The clock learns which year the first line's is.
pub fn in_order(sources: &[Source], clock: &mut Clock) -> Result<(Vec<Placed>, Vec<String>), OpenError> {
    let mut seen = HashSet::new();
    let mut repeated = Vec::new();
    let mut placed = Vec::new();
    for source in sources {
        let (key, is_file) = match source {
            Source::Stdin => (PathBuf::from("-"), false),
            Source::File(path) => {
                let key = path.canonicalize().unwrap_or_else(|_| path.clone());
                // A pipe gives its bytes once: it is not looked into beforehand.
                (key, path.metadata().is_ok_and(|metadata| metadata.is_file()))
            }
        };
        if !is_file {
            check(source)?;
        }
        if seen.insert(key) {
            placed.push(Placed { source: source.clone(), late: 0, is_file, begins: None });
        } else {
            repeated.push(source.to_string());
        }
    }
    if let Some(by_files) = clock.by_files() {
        // The year that was reported is that of the earliest line without one.
        let mut earliest = None;
        for one in placed.iter().filter(|one| one.is_file) {
            if let (Some(begins), Some(year)) = first_date(one, &by_files)? {
                earliest = Some((begins, year)).min(earliest.or(Some((begins, year))));
            }
        }
        if let Some((_, year)) = earliest {
            clock.set_first(year);
        }
    }
    sort(&mut placed, clock)?;
    Ok((placed, repeated))
}

/// Puts logs in order of time.
pub fn sort(placed: &mut [Placed], clock: &Clock) -> Result<(), OpenError> {
    for one in placed.iter_mut().filter(|one| one.is_file) {
        one.begins = first_date(one, clock)?.0;
    }
    placed.sort_by_key(|one| (one.source == Source::Stdin, one.begins.unwrap_or(i64::MAX)));
    Ok(())
}

/// That something other than a regular file can be opened at all, without taking from it.
fn check(source: &Source) -> Result<(), OpenError> {
    match source {
        Source::File(path) if path.is_dir() => open(source).map(|_| ()),
        Source::File(path) if !path.exists() => open(source).map(|_| ()),
        _ => Ok(()),
    }
}

/// The date of a file's first line that has one, and the year that its time gives it, if it names none.
fn first_date(placed: &Placed, clock: &Clock) -> Result<(Option<i64>, Option<i16>), OpenError> {
    let mut opened = open(&placed.source)?;
    let mut clock = clock.clone();
    clock.begin_file(opened.written, placed.late);
    let beginning = read_some(&mut opened, PEEK);
    let mut lines = beginning.split(|&b| b == b'\n');
    let first = lines.find_map(|line| clock.read(line)).map(|(when, ..)| when.seconds);
    Ok((first, clock.inferred()))
}

/// What can be read, up to a limit; a fault ends it.
fn read_some(reader: &mut impl Read, limit: u64) -> Vec<u8> {
    let mut bytes = Vec::new();
    let _ = reader.take(limit).read_to_end(&mut bytes);
    bytes
}

/// The date of the last line that has one, of all sources; now for a stream, which cannot be read twice.
pub fn last_date(sources: &[Placed], clock: &Clock) -> Result<i64, OpenError> {
    let mut last = None;
    for placed in sources {
        let date = match &placed.source {
            Source::File(path) if placed.is_file => last_date_of(path, &placed.source, clock)?,
            _ => Some(now()),
        };
        last = last.max(date);
    }
    Ok(last.unwrap_or_else(now))
}

fn last_date_of(path: &Path, source: &Source, clock: &Clock) -> Result<Option<i64>, OpenError> {
    let mut opened = open(source)?;
    let mut clock = clock.clone();
    clock.begin_file(opened.written, 0);
    let mut tail = read_some(&mut opened, PEEK);
    let is_plain =
        opened.size == Some(tail.len() as u64) || Packing::of(&first_bytes(path)) == Packing::Plain;
    if is_plain {
        if let Ok(mut file) = file::open(path)
            && let Some(size) = opened.size.filter(|size| *size > PEEK)
            && file.seek(SeekFrom::Start(size - PEEK)).is_ok()
        {
            tail = read_some(&mut file, PEEK);
        }
    } else {
        // A packed file has to be unpacked to its end.
        let mut block = vec![0; PEEK as usize];
        while let Ok(count @ 1..) = opened.read(&mut block) {
            tail.extend_from_slice(&block[..count]);
            let surplus = tail.len().saturating_sub(2 * PEEK as usize);
            if surplus > PEEK as usize {
                tail.drain(..surplus);
            }
        }
    }
    let dates = tail.split(|&b| b == b'\n').filter_map(|line| clock.read(line));
    Ok(dates.last().map(|(when, ..)| when.seconds))
}

fn first_bytes(path: &Path) -> Vec<u8> {
    file::open(path).map(|mut file| read_some(&mut file, 6)).unwrap_or_default()
}
