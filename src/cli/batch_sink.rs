//! What becomes of each line of `batch`: JSON or workflow commands at once, or kept for a document.

use std::io::{self, Write};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use super::exit::{End, FailOn};
use crate::batch::{Delivery, Share, Sink};
use crate::judge::Judgement;
use crate::judge::check::Status;
use crate::report::ci::github;
use crate::report::document::batch::{BatchError, BatchResult};
use crate::report::document::json;
use crate::report::{Collected, ListView, Place, Results, SenderReport, not_checked};

/// How results are reported. A list that is a file is named by its lines' results.
#[derive(Clone, Debug)]
pub(super) enum Form {
    /// A JSON object each, at once.
    Json,
    /// Workflow commands for GitHub, at once.
    Commands(Option<String>),
    /// Kept, for a document at the end.
    Kept(Option<String>),
}

/// What is printed for a line.
pub(super) enum Told {
    /// Printed in the order of the list.
    Printed(Vec<u8>),
    /// The same, compressed, with its length before that.
    Packed(Vec<u8>, usize),
    /// Kept in the order of the list.
    Kept(Box<Results>),
}

/// Turns judgements into what is printed.
pub(super) struct Teller {
    /// How results are reported.
    pub form: Form,
    /// Whether results hold the findings that are passes, too.
    pub with_passes: bool,
    /// What counts as found.
    pub fail_on: FailOn,
    /// What was found of lists that could not be asked: one view of each.
    unchecked: Mutex<Vec<ListView>>,
    packer: Arc<Packer>,
}

/// Compresses results that wait. They are alike: one of them is the dictionary of the others.
#[derive(Default)]
pub(super) struct Packer {
    dictionary: OnceLock<Vec<u8>>,
}

impl Packer {
    fn pack(&self, octets: Vec<u8>) -> Told {
        let dictionary = self.dictionary.get_or_init(|| octets.clone());
        let packed = zstd::bulk::Compressor::with_dictionary(1, dictionary)
            .and_then(|mut compressor| compressor.compress(&octets));
        match packed {
            Ok(packed) => Told::Packed(packed, octets.len()),
            // It waits as it is.
            Err(_) => Told::Printed(octets),
        }
    }

    fn unpack(&self, packed: &[u8], length: usize) -> io::Result<Vec<u8>> {
        let dictionary = self.dictionary.get().map_or(&[][..], Vec::as_slice);
        zstd::bulk::Decompressor::with_dictionary(dictionary)?.decompress(packed, length)
    }
}

impl Teller {
    /// Makes a teller.
    pub(super) fn new(form: Form, with_passes: bool, fail_on: FailOn) -> Teller {
        Teller { form, with_passes, fail_on, unchecked: Mutex::default(), packer: Arc::default() }
    }

    /// What compresses results, for those who print them.
    pub(super) fn packer(&self) -> Arc<Packer> {
        self.packer.clone()
    }

    /// The lists that could not be asked, in a sentence.
    pub(super) fn not_checked(&self) -> Option<String> {
        not_checked(&*self.unchecked.lock().unwrap_or_else(PoisonError::into_inner))
    }

    fn note_unchecked(&self, lists: &[ListView]) {
        for view in lists.iter().filter(|view| view.is_unchecked()) {
            let mut known = self.unchecked.lock().unwrap_or_else(PoisonError::into_inner);
            if !known.iter().any(|other| other.list == view.list) {
                known.push(view.clone());
            }
        }
    }

    fn results(&self, results: impl FnOnce() -> Results) -> Option<Told> {
        match &self.form {
            Form::Json => None,
            Form::Commands(_) => {
                let mut octets = Vec::new();
                // Nothing can go wrong: it is written to memory.
                let _ = github::write(&results(), &mut octets);
                Some(Told::Printed(octets))
            }
            Form::Kept(_) => Some(Told::Kept(Box::new(results()))),
        }
    }

    fn place(&self, line: u64) -> Option<Place> {
        let (Form::Commands(list) | Form::Kept(list)) = &self.form else { return None };
        list.as_ref().map(|file| Place { file: file.clone(), line: u32::try_from(line).ok() })
    }
}

impl Sink for Teller {
    type Told = Told;

    fn judged(
        &self,
        judgement: &Judgement,
        _before: Option<&Judgement>,
        input: String,
        line: u64,
    ) -> (Told, Share) {
        let end = End::of(judgement.outcome, &judgement.findings, self.fail_on);
        let share = if end == End::Found { Share::Found } else { Share::Clean };
        let mut report = SenderReport::of("batch", judgement, None);
        self.note_unchecked(&report.lists);
        let results = || Results::of_line(&report, &judgement.receivers, self.place(line));
        if let Some(told) = self.results(results) {
            return (told, share);
        }
        if !self.with_passes {
            report.findings.retain(|finding| finding.status != Status::Pass);
        }
        let mut octets = Vec::with_capacity(8 * 1024);
        // Nothing can go wrong: it is written to memory, and no map has keys that are no text.
        let _ = json::write_line(&BatchResult { input, line, report }, &mut octets);
        (Told::Printed(octets), share)
    }

    fn unreadable(&self, line: u64, input: String, error: String) -> Told {
        let results = || Results::of_unreadable(line, &input, error.clone(), self.place(line));
        self.results(results).unwrap_or_else(|| {
            let mut octets = Vec::new();
            // Nothing can go wrong: it is written to memory.
            let _ = json::write_line(&BatchError::new(line, input.clone(), error.clone()), &mut octets);
            Told::Printed(octets)
        })
    }

    fn pack(&self, told: Told) -> Told {
        match told {
            Told::Printed(octets) => self.packer.pack(octets),
            other => other,
        }
    }

    fn size(told: &Told) -> usize {
        match told {
            Told::Printed(octets) | Told::Packed(octets, _) => octets.len(),
            Told::Kept(results) => results.size(),
        }
    }
}

/// Writes what is printed, whole lines at a time, and keeps the rest.
pub(super) struct Deliverer<W> {
    out: W,
    buffer: Vec<u8>,
    packer: Arc<Packer>,
    fault: Option<io::Error>,
    /// What is kept for a document.
    pub collected: Collected,
}

impl<W: Write> Deliverer<W> {
    /// Makes one that writes to `out`.
    pub(super) fn new(out: W, packer: Arc<Packer>, collected: Collected) -> Deliverer<W> {
        Deliverer { out, buffer: Vec::new(), packer, fault: None, collected }
    }
}

impl<W: Write> Delivery for Deliverer<W> {
    type Told = Told;

    fn add(&mut self, told: Told) -> usize {
        match told {
            Told::Printed(octets) => self.buffer.extend_from_slice(&octets),
            Told::Packed(packed, length) => match self.packer.unpack(&packed, length) {
                Ok(octets) => self.buffer.extend_from_slice(&octets),
                Err(error) => self.fault = Some(error),
            },
            Told::Kept(results) => self.collected.add(*results),
        }
        self.buffer.len()
    }

    fn write(&mut self) -> io::Result<()> {
        if let Some(fault) = self.fault.take() {
            return Err(fault);
        }
        self.out.write_all(&self.buffer).and_then(|()| self.out.flush())?;
        self.buffer.clear();
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_packed_is_unpacked() {
        let packer = Packer::default();
        for text in ["{\"a\":1}".repeat(500), "{\"a\":2}".repeat(500), String::new()] {
            let Told::Packed(packed, length) = packer.pack(text.clone().into_bytes()) else {
                panic!("it is not packed")
            };
            assert!(packed.len() < 100);
            assert_eq!(packer.unpack(&packed, length).unwrap(), text.as_bytes());
        }
    }
}
