//! Paths and other text as parts of a URI.

/// Returns a path as a URI reference (RFC 3986): relative to where the program ran, or with `file:`.
pub fn of_path(file: &str) -> String {
    let path = if cfg!(windows) { file.replace('\\', "/") } else { file.to_owned() };
    let mut path = path.as_str();
    while let Some(rest) = path.strip_prefix("./") {
        path = rest.trim_start_matches('/');
    }
    let scheme = if path.starts_with('/') { "file://" } else { "" };
    format!("{scheme}{}", encoded(path))
}

/// Returns text percent-encoded, but for slashes and what RFC 3986 calls unreserved.
pub fn encoded(text: &str) -> String {
    let mut uri = String::with_capacity(text.len());
    for octet in text.bytes() {
        match octet {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'/' => {
                uri.push(octet.into());
            }
            _ => uri.push_str(&format!("%{octet:02X}")),
        }
    }
    uri
}
