//! The JSON Schema of the documents, in a committed file. It is frozen: fields and words may be added, but
//! none may be removed or renamed. A test compares the file with the views.

use std::io::{self, Write};

#[cfg(test)]
mod any;
#[cfg(test)]
mod compare;

/// Writes the JSON Schema that every document satisfies.
pub fn write(out: &mut impl Write) -> io::Result<()> {
    out.write_all(include_bytes!("v1.json"))
}

#[cfg(test)]
mod tests {
    use super::any::AnyOutput;
    use super::compare::compare;
    use crate::report::document::json;

    const FILE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/src/report/document/schema/v1.json");

    fn of_views() -> schemars::Schema {
        let settings = schemars::generate::SchemaSettings::draft2020_12().for_serialize();
        settings.into_generator().into_root_schema_for::<AnyOutput>()
    }

    #[test]
    fn the_committed_schema_is_that_of_the_views() {
        let views = of_views();
        let mut text = Vec::new();
        json::write(&views, &mut text).unwrap();
        let committed = std::fs::read(FILE).unwrap();
        if committed == text {
            return;
        }
        let committed = serde_json::from_slice(&committed).unwrap();
        let difference = compare(&committed, views.as_value());
        assert!(
            difference.lost.is_empty(),
            "mxcheck/v1 is frozen, but this was removed from {FILE}:\n{}",
            difference.lost.join("\n")
        );
        let added = match difference.added.is_empty() {
            true => "no field or word, only descriptions or the order".to_owned(),
            false => difference.added.join("\n"),
        };
        assert!(
            std::env::var_os("UPDATE").is_some_and(|value| value == "1"),
            "{FILE} is out of date; run this test with UPDATE=1 to write it. New:\n{added}"
        );
        std::fs::write(FILE, text).unwrap();
    }
}
