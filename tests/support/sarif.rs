//! The official schema of SARIF 2.1.0, and documents compared with it.

use std::path::Path;

use serde_json::Value;

/// What holds documents against the schema.
pub(crate) fn validator() -> jsonschema::Validator {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/sarif-schema-2.1.0.json");
    // A bracket without its pair, in a pattern that mxcheck has no use for, is no regular expression here.
    let schema = std::fs::read_to_string(path).unwrap().replace("-[a-zA-Z]{2}]?$", "-[a-zA-Z]{2}$");
    let schema: Value = serde_json::from_str(&schema).unwrap();
    let validator = jsonschema::validator_for(&schema).unwrap();
    assert!(!validator.is_valid(&serde_json::json!({"version": "2.1.0"})));
    validator
}

/// What is wrong with a document: nothing, it is to be hoped.
pub(crate) fn faults(validator: &jsonschema::Validator, document: &Value) -> Vec<String> {
    validator.iter_errors(document).map(|error| format!("{error} at {}", error.instance_path())).collect()
}

/// A document without what changes with the program's documentation and version, to be looked at.
pub(crate) fn without_rules(sarif: &str) -> String {
    let mut document: Value = serde_json::from_str(sarif).unwrap();
    let driver = &mut document["runs"][0]["tool"]["driver"];
    driver["semanticVersion"] = "VERSION".into();
    let rules = driver["rules"].as_array_mut().unwrap();
    rules.iter_mut().for_each(|rule| *rule = rule["id"].take());
    serde_json::to_string_pretty(&document).unwrap()
}
