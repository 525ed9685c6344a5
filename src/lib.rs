//! Predicts which rejection a mail receiver would answer to a sender, at which step of the SMTP session, because of
//! which record, and what to publish instead.
//!
//! One direction of flow:
//!
//! ```text
//! flags → Case → Facts → Assessment → Findings → Verdicts → Judgement → document → page
//!  cli    judge   probe    judge        judge      judge      judge      report     report
//! ```
//!
//! [`judge::run`] is the only way from a [`judge::Case`] to a [`judge::Judgement`], and every report of a case is made
//! from that. Other commands begin elsewhere: [`explain`] with a refusal that has come, [`explain::log`] with many of
//! them, [`evidence::message`] with a message, [`explain::plan`] with a mailing.
//!
//! Only [`probe`] and [`spf`] ask the network, through a [`resolver::Resolver`]; everything else is pure. A lookup that
//! fails is a value; an `Err` means that our own run broke.
//!
//! A room imports the rooms below it only, and its first page says what it is for, what it promises and which rooms it
//! may use. `docs/architecture.md` has the floors, `CONTRIBUTING.md` what to touch to add something.

#![forbid(unsafe_code)]

pub mod batch;
pub mod catalogue;
pub mod cli;
pub mod diagnose;
pub mod dns;
pub mod dnsbl;
pub mod evidence;
pub mod explain;
pub mod file;
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
