//! Servers, folders and certificates that tests share.

pub(crate) mod certificates;
pub(crate) mod dry_run;
pub(crate) mod folder;
pub(crate) mod hostile;
pub(crate) mod nameserver;
pub(crate) mod sarif;
pub(crate) mod smtp_server;
pub(crate) mod smtp_world;
pub(crate) mod svg;
