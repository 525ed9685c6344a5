//! Servers, folders and certificates that tests share.

pub(crate) mod certificates;
pub(crate) mod dry_run;
pub(crate) mod folder;
pub(crate) mod hostile;
pub(crate) mod looks;
pub(crate) mod nameserver;
pub(crate) mod sarif;
pub(crate) mod smtp_server;
pub(crate) mod smtp_world;
pub(crate) mod svg;

use std::process::Command;

/// The receivers that tests are about which choose none.
pub(crate) const RECEIVERS: [&str; 3] = ["ionos", "gmx", "one-com"];

/// The program with an environment of its own, which judges [`RECEIVERS`] by default: a receiver that is added changes no test.
pub(crate) fn program() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_mxcheck"));
    command.env_clear().env("MXCHECK_RECEIVER", RECEIVERS.join(" "));
    command
}
