//! Files that are named on the command line, opened so that none of them can hold a run up for ever.
//!
//! A regular file is opened as it is, and so is a pipe, as from `<(…)`. A folder, a device such as `/dev/zero` and a FIFO
//! that nobody writes to are refused with an error that says so.
//!
//! # Promises
//!
//! - Opening ends, whatever the name leads to.
//! - What is no regular file is read up to a limit.
//!
//! # May use
//!
//! No room.

use std::fs::{self, File, Metadata};
use std::io::{self, IsTerminal, Read};
use std::path::Path;
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

/// How long a FIFO may wait for somebody to write to it.
const PATIENCE: Duration = Duration::from_secs(10);

/// Said of a directory where a file is expected.
pub(crate) const IS_DIRECTORY: &str = "is a directory, not a file";

/// Octets after which a stream without a line end is no text.
const LONGEST_LINE: u64 = 64 << 20;

/// Opens a file for reading.
///
/// # Errors
///
/// When it cannot be opened, or is nothing that ends.
pub(crate) fn open(path: &Path) -> io::Result<File> {
    open_within(path, PATIENCE)
}

fn open_within(path: &Path, patience: Duration) -> io::Result<File> {
    // Looked at first: the opening of a FIFO waits, and that of a device may do something.
    let metadata = fs::metadata(path)?;
    if metadata.is_dir() {
        return Err(io::Error::new(io::ErrorKind::IsADirectory, IS_DIRECTORY));
    }
    if metadata.is_file() {
        return File::open(path);
    }
    if is_device(&metadata) {
        let file = File::open(path)?;
        let is_harmless = file.is_terminal() || path == Path::new("/dev/null");
        let refused = || io::Error::new(io::ErrorKind::InvalidInput, "is a device, not a file");
        return is_harmless.then_some(file).ok_or_else(refused);
    }
    let (opened, waiting) = mpsc::channel();
    let path = path.to_owned();
    // Left behind when nobody comes.
    thread::Builder::new().name("opener".to_owned()).spawn(move || drop(opened.send(File::open(path))))?;
    waiting.recv_timeout(patience).unwrap_or_else(|_| {
        let problem = format!("is a pipe that nothing was written to for {} s", patience.as_secs());
        Err(io::Error::new(io::ErrorKind::TimedOut, problem))
    })
}

/// Says why a file could not be opened or read, in the words that follow its name in every error.
pub(crate) fn unreadable(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::NotFound | io::ErrorKind::NotADirectory => "no such file".to_owned(),
        io::ErrorKind::PermissionDenied => "permission denied".to_owned(),
        // These are ours, and complete.
        io::ErrorKind::IsADirectory
        | io::ErrorKind::InvalidInput
        | io::ErrorKind::InvalidData
        | io::ErrorKind::TimedOut
            if error.get_ref().is_some() =>
        {
            error.to_string()
        }
        io::ErrorKind::IsADirectory => IS_DIRECTORY.to_owned(),
        _ => format!("cannot be read: {}", in_words(error)),
    }
}

/// Says why a file could not be created or written, in the words that follow its name in every error.
pub(crate) fn unwritable(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::NotFound | io::ErrorKind::NotADirectory => "no such directory".to_owned(),
        io::ErrorKind::PermissionDenied => "permission denied".to_owned(),
        io::ErrorKind::IsADirectory => IS_DIRECTORY.to_owned(),
        _ => format!("cannot be written: {}", in_words(error)),
    }
}

/// The system's words without the number that it has for them.
fn in_words(error: &io::Error) -> String {
    let text = error.to_string();
    text.split_once(" (os error").map_or(text.clone(), |(words, _)| words.to_owned())
}

/// Reads a file of at most `limit` octets; `None` for a larger one.
///
/// # Errors
///
/// When it cannot be opened or read.
pub(crate) fn read(path: &Path, limit: u64) -> io::Result<Option<Vec<u8>>> {
    let mut octets = Vec::new();
    open(path)?.take(limit + 1).read_to_end(&mut octets)?;
    Ok((octets.len() as u64 <= limit).then_some(octets))
}

#[cfg(unix)]
fn is_device(metadata: &Metadata) -> bool {
    use std::os::unix::fs::FileTypeExt;
    let kind = metadata.file_type();
    kind.is_char_device() || kind.is_block_device()
}

#[cfg(not(unix))]
fn is_device(_: &Metadata) -> bool {
    false
}

/// A stream of lines that ends with an error where a line does not end, as in `/dev/zero`.
pub(crate) struct TextStream<R> {
    inner: R,
    since_line_end: u64,
}

impl<R: Read> TextStream<R> {
    /// Reads from a stream.
    pub(crate) fn new(inner: R) -> TextStream<R> {
        TextStream { inner, since_line_end: 0 }
    }
}

impl<R: Read> Read for TextStream<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.since_line_end > LONGEST_LINE {
            let problem = format!("is not text: it has a line of more than {} MiB", LONGEST_LINE >> 20);
            return Err(io::Error::new(io::ErrorKind::InvalidData, problem));
        }
        let count = self.inner.read(buffer)?;
        match memchr::memrchr(b'\n', &buffer[..count]) {
            Some(last) => self.since_line_end = (count - last) as u64,
            None => self.since_line_end += count as u64,
        }
        Ok(count)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_does_not_end_is_refused() {
        let refused = |path: &str| open(Path::new(path)).unwrap_err().to_string();
        assert_eq!(refused("/dev/zero"), "is a device, not a file");
        assert_eq!(refused("/dev/urandom"), "is a device, not a file");
        assert_eq!(refused("."), "is a directory, not a file");
        assert_eq!(open(Path::new("no-such-file")).unwrap_err().kind(), io::ErrorKind::NotFound);
        assert_eq!(read(Path::new("/dev/null"), 1).unwrap(), Some(Vec::new()));
    }

    #[test]
    fn a_fifo_waits_for_its_writer_and_not_for_ever() {
        let [lonely, path] = ["lonely", "written"].map(|name| {
            let path = std::env::temp_dir().join(format!("mxcheck-{name}-{}", std::process::id()));
            assert!(std::process::Command::new("mkfifo").arg(&path).status().unwrap().success());
            path
        });
        let late = open_within(&lonely, Duration::from_millis(10)).unwrap_err();
        assert_eq!(late.kind(), io::ErrorKind::TimedOut);
        let writer = thread::spawn({
            let path = path.clone();
            move || fs::write(path, "text\n")
        });
        assert_eq!(read(&path, 5).unwrap(), Some(b"text\n".to_vec()));
        writer.join().unwrap().unwrap();
        [lonely, path].iter().for_each(|path| fs::remove_file(path).unwrap());
    }

    #[test]
    fn a_stream_without_line_ends_is_no_text() {
        let endless = io::repeat(0).take(LONGEST_LINE * 2);
        assert_eq!(
            io::copy(&mut TextStream::new(endless), &mut io::sink()).unwrap_err().kind(),
            io::ErrorKind::InvalidData
        );
        let lines = io::repeat(b'\n').take(LONGEST_LINE * 2);
        assert_eq!(io::copy(&mut TextStream::new(lines), &mut io::sink()).unwrap(), LONGEST_LINE * 2);
    }
}
