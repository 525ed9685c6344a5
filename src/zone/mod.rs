//! Zone files as DNS.
