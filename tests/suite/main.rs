//! All integration tests in one binary: linking costs more than running them. `cargo test --test suite NAME`
//! runs those whose path contains NAME, such as `scenarios` or `smtp_live::`.

#![allow(clippy::expect_used, clippy::unwrap_used, reason = "a panic fails the test, and says where")]

#[path = "../support/mod.rs"]
mod support;

mod authoritative;
mod batch_command;
mod bounds;
mod catalogue_folder;
mod ci_examples;
mod command_line;
mod contact_report;
mod contributing;
mod corpus;
mod dnsbl;
mod documentation;
mod errors;
mod explain;
mod floors;
mod formats;
mod generated;
mod hostile_text;
mod invented_answers;
mod live_dns;
mod log_command;
mod message_command;
mod pages;
mod plan_command;
mod ptr_name;
mod receivers;
mod reply_accuracy;
mod scenarios;
mod smtp_command;
mod smtp_formats;
mod smtp_hostile;
mod smtp_live;
mod smtp_session;
mod spf;
mod spf_budget;
mod spf_suite;
mod write_changes;
mod zone_command;
mod zone_exports;
mod zone_reference;
