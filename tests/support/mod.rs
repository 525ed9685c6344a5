//! Servers, folders and certificates that tests share.

pub mod certificates;
pub mod dry_run;
pub mod folder;
pub mod nameserver;
pub mod sarif;
pub mod smtp_server;
pub mod smtp_world;
