//! Zone files that cannot be read, for jobs.

use super::results::{Place, Results, RuleText};
use crate::zone::ZoneError;

impl Results {
    /// Of zone files that cannot be read: nothing was judged.
    pub fn of_zone_faults(faults: &[ZoneError]) -> Results {
        const UNREADABLE: &str = "zone-file-cannot-be-read";
        let mut results = Results::new("zone", None);
        results.add_rule(RuleText {
            id: UNREADABLE.to_owned(),
            title: "a zone file holds a mistake".to_owned(),
            text: "The zone file breaks the form that RFC 1035 section 5 gives it, so a nameserver would not load it \
                   either. Nothing was judged."
                .to_owned(),
            references: vec!["RFC 1035 section 5".to_owned()],
            needs: "the zone files".to_owned(),
            remedy: None,
        });
        for fault in faults {
            let place = Place { file: fault.file.clone(), line: fault.position.map(|(line, _)| line) };
            results.add_unreadable(
                UNREADABLE,
                "file",
                &fault.file,
                fault.to_string(),
                Vec::new(),
                Some(place),
            );
        }
        results
    }
}
