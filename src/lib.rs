//! Which rejection a mail receiver would answer to a sender, at which step of the SMTP session,
//! because of which record, and what to publish instead.
//!
//! One direction of flow:
//!
//! ```text
//! what was typed → who sends → what the network says → what is wrong → what each receiver answers → a page
//!     cli            sender      probe, dns → facts       assess, check     verdict                    report
//! ```
//!
//! What a dry run saw is read by [`observation`], and a verdict that was tried gains what was seen.
//! Other commands begin elsewhere and end in the same report: [`explain`] with a refusal
//! that has come, [`explain::log`] with many of them, [`evidence::message`] with a message, [`explain::plan`] with a
//! mailing.
//!
//! Each arrow is a pure function but one: [`probe`], over [`dns`], is the only part that touches
//! the network; [`spf`] asks through the same door, as what it asks depends on what it has found.
//! A look-up that fails is a value; an `Err` means that our own run broke.
//!
//! | to add | touch |
//! |---|---|
//! | a rejection, or a cause of one | one table in the receiver's TOML file under `receiver/` |
//! | a receiver | one TOML file (a user can do it at run time: `--receiver FILE`) |
//! | a check | its constant and its arm in `check/TOPIC.rs`, and its line in `check/vocabulary.rs` |
//! | a probe | one file under `probe/`, one field of [`facts::Facts`] |
//! | a DNSBL | its table in `dnsbl/lists.toml` |
//! | an output format | one file under `report/`, one variant of the command line's `JobFormat` |

pub mod batch;
pub mod catalogue;
pub mod cli;
pub mod diagnose;
pub mod dns;
pub mod dnsbl;
pub mod evidence;
pub mod explain;
pub mod judge;
pub mod probe;
pub mod ptr_name;
pub mod report;
pub mod resolver;
pub mod sender;
pub mod smtp_reply;
pub mod spf;
pub mod untrusted;
pub mod zone;
