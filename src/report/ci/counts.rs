//! How many senders of a list come to what.

/// What became of the lines of a list.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Every receiver accepts.
    pub accept: u64,
    /// The most severe outcome is unknown.
    pub unknown: u64,
    /// The most severe outcome is a deferral.
    pub defer: u64,
    /// Some receiver rejects.
    pub reject: u64,
    /// Lines that could not be read.
    pub unreadable: u64,
    /// Senders and lines at fault that the document has no room for.
    pub left_out: u64,
    /// True when the run ended before the list did.
    pub is_cut: bool,
}

impl Counts {
    /// How many senders were judged.
    pub fn judged(&self) -> u64 {
        self.accept + self.unknown + self.defer + self.reject
    }

    /// What is missing, in whole sentences.
    pub fn missing(&self) -> Vec<String> {
        let mut sentences = Vec::new();
        if self.left_out > 0 {
            let lines = if self.left_out == 1 {
                "1 more line has".to_owned()
            } else {
                format!("{} more lines have", self.left_out)
            };
            sentences.push(format!(
                "{lines} results that are left out: the document would be too large (JSON holds them all)"
            ));
        }
        if self.is_cut {
            sentences.push("The run ended before the list did: lines are missing".to_owned());
        }
        sentences
    }
}
