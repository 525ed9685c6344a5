//! The answers of a run in a file, and a run from that file.
//!
//! A recording is NDJSON: a header that names the schema, then one line a
//! question, with the records in the form of master files.

use std::collections::HashMap;
use std::fmt;
use std::fs::File;
use std::io::{self, Read, Write};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use futures_util::future::BoxFuture;
use serde::{Deserialize, Serialize};

use crate::file;
use crate::zone::parse_record;

use crate::dns::{Answer, Dns, Failure, Name, NotAsked, Question, Record, RecordType, Response, Source};

const SCHEMA: &str = "mxcheck-recording/v1";

/// The largest recording that is read, in octets: 64 MiB.
const LARGEST_FILE: u64 = 64 * 1024 * 1024;

/// Why a recording cannot be written or read.
#[derive(Debug)]
pub struct RecordingError {
    path: PathBuf,
    reason: Reason,
}

#[derive(Debug)]
enum Reason {
    Create(io::Error),
    WouldOverwrite,
    Write(io::Error),
    Read(io::Error),
    TooLarge,
    NoRecording,
    Line { line: usize, column: usize, what: String },
}

impl fmt::Display for RecordingError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let path = self.path.display();
        match &self.reason {
            Reason::Create(error) => write!(f, "{path}: {}", file::unwritable(error)),
            Reason::WouldOverwrite => {
                write!(f, "{path}: not overwritten, as it is not a recording")
            }
            Reason::Write(error) => write!(f, "{path}: {}", file::unwritable(error)),
            Reason::Read(error) => write!(f, "{path}: {}", file::unreadable(error)),
            Reason::TooLarge => write!(f, "{path}: larger than 64 MiB"),
            Reason::NoRecording => {
                write!(f, "{path}:1:1: not a recording: the first line is not {{\"schema\":\"{SCHEMA}\"}}")
            }
            Reason::Line { line, column, what } => write!(f, "{path}:{line}:{column}: {what}"),
        }
    }
}

impl std::error::Error for RecordingError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match &self.reason {
            Reason::Create(error) | Reason::Write(error) | Reason::Read(error) => Some(error),
            _ => None,
        }
    }
}

/// Passes questions on and writes every answer to a file, each as it comes.
///
/// It belongs below the [`Cache`](super::Cache), so that each question is written once.
pub struct Recorder {
    below: Arc<dyn Dns>,
    path: PathBuf,
    file: Mutex<Writing>,
}

struct Writing {
    file: File,
    error: Option<io::Error>,
}

impl Writing {
    /// Writes a whole line at once: what was answered before an interruption stays readable.
    fn line(&mut self, value: &impl Serialize) {
        if self.error.is_some() {
            return;
        }
        let written = serde_json::to_vec(value).map_err(io::Error::from).and_then(|mut line| {
            line.push(b'\n');
            self.file.write_all(&line)
        });
        self.error = written.err();
    }
}

/// A zone file that was named by mistake, for example. What is no regular file has nothing to lose.
fn holds_something_else(path: &Path) -> bool {
    if !path.metadata().is_ok_and(|metadata| metadata.is_file() && metadata.len() > 0) {
        return false;
    }
    let mut beginning = Vec::new();
    let read = file::open(path).and_then(|file| file.take(4096).read_to_end(&mut beginning));
    let first = beginning.split(|&octet| octet == b'\n').next().unwrap_or_default();
    let header = serde_json::from_slice::<Header>(first);
    read.is_err() || header.map_or(true, |header| header.schema != SCHEMA)
}

impl Recorder {
    /// Creates the file, or empties it if it holds an earlier recording or nothing, and writes the header with the
    /// nameservers of the run.
    pub fn create(
        path: &Path,
        below: Arc<dyn Dns>,
        nameservers: &[SocketAddr],
    ) -> Result<Recorder, RecordingError> {
        if holds_something_else(path) {
            return Err(RecordingError { path: path.to_owned(), reason: Reason::WouldOverwrite });
        }
        let failed = |error| RecordingError { path: path.to_owned(), reason: Reason::Create(error) };
        let mut writing = Writing { file: File::create(path).map_err(failed)?, error: None };
        writing.line(&Header { schema: SCHEMA.to_owned(), nameservers: nameservers.to_vec() });
        match writing.error {
            Some(error) => Err(failed(error)),
            None => Ok(Recorder { below, path: path.to_owned(), file: Mutex::new(writing) }),
        }
    }

    /// Ends the recording, and shows whether all of it could be written.
    pub fn finish(&self) -> Result<(), RecordingError> {
        let mut writing = self.file.lock().unwrap_or_else(PoisonError::into_inner);
        match writing.error.take().or_else(|| writing.file.flush().err()) {
            Some(error) => Err(RecordingError { path: self.path.clone(), reason: Reason::Write(error) }),
            None => Ok(()),
        }
    }

    async fn ask_and_write(&self, question: &Question) -> Answer {
        let answer = self.below.ask(question).await;
        let line = AnswerLine::new(question, &answer);
        self.file.lock().unwrap_or_else(PoisonError::into_inner).line(&line);
        answer
    }
}

impl Dns for Recorder {
    fn ask<'a>(&'a self, question: &'a Question) -> BoxFuture<'a, Answer> {
        Box::pin(self.ask_and_write(question))
    }
}

/// A recording that answers instead of nameservers and zone files.
pub struct Replay {
    nameservers: Vec<SocketAddr>,
    answers: HashMap<Question, Answer>,
}

impl Replay {
    /// Reads a recording whole. Of two answers to a question the first counts.
    pub fn open(path: &Path) -> Result<Replay, RecordingError> {
        read(path).map_err(|reason| RecordingError { path: path.to_owned(), reason })
    }

    /// The nameservers of the recorded run.
    pub fn nameservers(&self) -> &[SocketAddr] {
        &self.nameservers
    }

    /// True when nameservers were asked in the recorded run, and not zone files alone.
    pub fn asked_nameservers(&self) -> bool {
        self.answers.values().any(|answer| match answer {
            Ok(response) => response.source == Source::Live,
            Err(failure) => !matches!(failure, Failure::NotAsked(_)),
        })
    }

    /// True when a question in it is about a name or what is below it.
    pub fn mentions(&self, name: &Name) -> bool {
        self.answers.keys().any(|question| question.name.is_at_or_below(name))
    }

    /// How many questions it answers.
    pub fn len(&self) -> usize {
        self.answers.len()
    }

    /// True when it answers none.
    pub fn is_empty(&self) -> bool {
        self.answers.is_empty()
    }
}

impl Dns for Replay {
    fn ask<'a>(&'a self, question: &'a Question) -> BoxFuture<'a, Answer> {
        let answer = self.answers.get(question).cloned();
        Box::pin(async { answer.unwrap_or(Err(Failure::NotAsked(NotAsked::NotRecorded))) })
    }
}

fn read(path: &Path) -> Result<Replay, Reason> {
    let octets = file::read(path, LARGEST_FILE).map_err(Reason::Read)?.ok_or(Reason::TooLarge)?;
    let mut lines = octets.split(|octet| *octet == b'\n').enumerate();
    let header = lines.next().and_then(|(_, line)| serde_json::from_slice::<Header>(line).ok());
    let Some(Header { nameservers, .. }) = header.filter(|header| header.schema == SCHEMA) else {
        return Err(Reason::NoRecording);
    };
    let mut answers = HashMap::new();
    for (index, line) in lines.filter(|(_, line)| !line.trim_ascii().is_empty()) {
        let failed = |(column, what)| Reason::Line { line: index + 1, column, what };
        let (question, answer) = read_line(line).map_err(failed)?;
        answers.entry(question).or_insert(answer);
    }
    Ok(Replay { nameservers, answers })
}

/// A column, from 1, and what is wrong there.
type Wrong = (usize, String);

fn read_line(line: &[u8]) -> Result<(Question, Answer), Wrong> {
    let read: AnswerLine = serde_json::from_slice(line).map_err(|error| {
        let text = error.to_string();
        let what = text.rsplit_once(" at line ").map_or(text.as_str(), |(what, _)| what);
        (error.column().max(1), what.to_owned())
    })?;
    let at = |text: &str| column_of(line, text);
    let rtype = read.rtype.parse();
    let rtype: RecordType =
        rtype.map_err(|()| (at(&read.rtype), format!("{:?} is no record type", read.rtype)))?;
    let question = Question { name: read.name, rtype };
    let record = |sourced: &SourcedRecord| -> Result<Record, Wrong> {
        parse_record(&sourced.record, sourced.origin.clone().into())
            .map_err(|error| (at(&sourced.record), format!("this is no record: {error}")))
    };
    let answer = match (read.status, read.failure) {
        (None, Some(token)) => {
            let failure = token.parse();
            Err(failure.map_err(|()| (at(&token), format!("{token:?} is no failure")))?)
        }
        (Some(status), None) => Ok(Arc::new(Response {
            nxdomain: status == Status::NxDomain,
            records: read.records.iter().flatten().map(record).collect::<Result<_, _>>()?,
            soa: read.soa.as_ref().map(record).transpose()?,
            authoritative: read.authoritative,
            source: read.origin.ok_or((1, "the source is neither live nor zone".to_owned()))?.into(),
        })),
        _ => return Err((1, "an answer has either a status or a failure".to_owned())),
    };
    Ok((question, answer))
}

/// The column of a JSON string in a line; the first where it is written in another way.
fn column_of(line: &[u8], text: &str) -> usize {
    let Ok(quoted) = serde_json::to_vec(text) else { return 1 };
    line.windows(quoted.len()).position(|window| window == quoted).map_or(1, |offset| offset + 1)
}

#[derive(Serialize, Deserialize)]
struct Header {
    schema: String,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    nameservers: Vec<SocketAddr>,
}

/// One question and its answer: `status` and what follows it, or `failure`.
#[derive(Serialize, Deserialize)]
struct AnswerLine {
    name: Name,
    #[serde(rename = "type")]
    rtype: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    status: Option<Status>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    failure: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    records: Option<Vec<SourcedRecord>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    soa: Option<SourcedRecord>,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    authoritative: bool,
    #[serde(flatten)]
    origin: Option<Origin>,
}

#[derive(Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Status {
    NoError,
    NxDomain,
}

#[derive(Serialize, Deserialize)]
struct SourcedRecord {
    record: String,
    #[serde(flatten)]
    origin: Origin,
}

#[derive(Clone, Serialize, Deserialize)]
#[serde(tag = "source", rename_all = "lowercase")]
enum Origin {
    Live,
    Zone {
        file: String,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        line: Option<u32>,
    },
}

impl AnswerLine {
    fn new(question: &Question, answer: &Answer) -> AnswerLine {
        let empty = AnswerLine {
            name: question.name.clone(),
            rtype: question.rtype.to_string(),
            status: None,
            failure: None,
            records: None,
            soa: None,
            authoritative: false,
            origin: None,
        };
        match answer {
            Ok(response) => AnswerLine {
                status: Some(if response.nxdomain { Status::NxDomain } else { Status::NoError }),
                records: Some(response.records.iter().map(SourcedRecord::from).collect()),
                soa: response.soa.as_ref().map(SourcedRecord::from),
                authoritative: response.authoritative,
                origin: Some(response.source.clone().into()),
                ..empty
            },
            Err(failure) => AnswerLine { failure: Some(failure.token().into_owned()), ..empty },
        }
    }
}

impl From<&Record> for SourcedRecord {
    fn from(record: &Record) -> SourcedRecord {
        SourcedRecord { record: record.to_string(), origin: record.source.clone().into() }
    }
}

impl From<Source> for Origin {
    fn from(source: Source) -> Origin {
        match source {
            Source::Live => Origin::Live,
            Source::Zone { file, line } => Origin::Zone { file: file.to_string(), line },
        }
    }
}

impl From<Origin> for Source {
    fn from(origin: Origin) -> Source {
        match origin {
            Origin::Live => Source::Live,
            Origin::Zone { file, line } => Source::Zone { file: file.into(), line },
        }
    }
}

#[cfg(test)]
mod tests;
