//! Whether the zone files had a part in a run.

use std::sync::atomic::{AtomicBool, Ordering};

use futures_util::future::BoxFuture;

use super::{Overlay, Zone};
use crate::dns::{Answer, Dns, Name, Question, RecordData};

/// Zone files, and which of them lay above a name that was asked about or led to.
///
/// A file whose origin is not what was meant would leave the published records in force unnoticed.
pub struct OverlayWatch {
    overlay: Overlay,
    /// In the order of the overlay's zones.
    used: Vec<AtomicBool>,
}

impl OverlayWatch {
    /// Watches an overlay.
    pub fn new(overlay: Overlay) -> OverlayWatch {
        let used = overlay.zones().iter().map(|_| AtomicBool::new(false)).collect();
        OverlayWatch { overlay, used }
    }

    /// Whether a zone file says something of a name or of what is below it.
    pub fn holds(&self, name: &Name) -> bool {
        self.overlay.zones().iter().any(|zone| {
            let is_above = name.is_at_or_below(zone.origin()) && (zone.soa().is_some() || zone.knows(name));
            is_above || zone.origin().is_at_or_below(name)
        })
    }

    fn note(&self, name: &Name) {
        for (zone, used) in self.overlay.zones().iter().zip(&self.used) {
            if name.is_at_or_below(zone.origin()) {
                used.store(true, Ordering::Relaxed);
            }
        }
    }

    /// All zone files, if none had a part; where one had, the others may lie ready for other names.
    pub fn unused(&self) -> &[Zone] {
        let is_any_used = self.used.iter().any(|used| used.load(Ordering::Relaxed));
        if is_any_used { &[] } else { self.overlay.zones() }
    }
}

impl Dns for OverlayWatch {
    fn ask<'a>(&'a self, question: &'a Question) -> BoxFuture<'a, Answer> {
        Box::pin(async move {
            self.note(&question.name);
            let answer = self.overlay.ask(question).await;
            for record in answer.iter().flat_map(|response| &response.records) {
                self.note(&record.name);
                if let RecordData::Cname(target) = &record.data {
                    self.note(target);
                }
            }
            answer
        })
    }
}
