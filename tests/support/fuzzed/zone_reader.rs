//! Any octets as a zone file: no panic, and every record that is read says the
//! same when it is printed and read again, as a record and as a zone file.

use mxcheck::dns::{Name, Record, Source};
use mxcheck::zone::{Zone, parse_record};

/// Holds what has to be so for any input.
pub(crate) fn hold(text: &[u8]) {
    let origin: Name = "example.test".parse().unwrap();
    for origin in [Some(origin), None] {
        let Ok(zone) = Zone::parse("fuzz.zone", text, origin) else { continue };
        for record in zone.records().iter().take(1000) {
            let printed = record.to_string();
            let again = parse_record(&printed, record.source.clone());
            assert_eq!(again.as_ref(), Ok(record), "{printed}");
            // A CNAME or SOA alone is a zone as well.
            let alone = Zone::parse("again.zone", &printed, Some(Name::root()));
            match alone {
                Ok(alone) => assert_eq!(same_source(&alone.records()[0]), same_source(record), "{printed}"),
                Err(error) => assert!(error.message.contains("SOA record"), "{printed}: {error}"),
            }
        }
    }
}

fn same_source(record: &Record) -> Record {
    Record { source: Source::Live, ..record.clone() }
}
