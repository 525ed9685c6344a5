//! A message as a file: the facts that receivers judge, read once from front to back.
//!
//! The body is streamed and never kept; the header is bounded. Duplicates, raw octets and lines are
//! seen here as they are in the file. Addresses are read strictly, by `address_list.rs`; the values of
//! other fields are read by `mail_parser`.
//! What is wrong with them is judged in `check/message_form.rs`, and which rejections that means in
//! `matches.rs`.

mod address_list;
mod authentication;
mod date;
mod field;
mod filter;
mod lines;
mod mime;
mod read;
mod received;
mod tokens;

pub use address_list::{AddrSpec, AddressList, AddressListFault, read as read_addresses};
pub use authentication::{AuthenticationResult, AuthenticationResults};
pub use date::plain_date;
pub use field::{Field, Mailboxes};
pub use filter::{FilterMark, Meaning};
pub use lines::numbered_lines;
pub use mime::Part;
pub use read::{BodyFacts, LineEnds, MAX_HEADER, MAX_SIZE, Message, ReadError, read};
pub use received::{Hop, border};
pub use tokens::Unclosed;
