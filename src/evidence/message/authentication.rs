//! Authentication-Results (RFC 8601) and Received-SPF (RFC 7208 section 9.1), as receivers write them.

use super::Field;

/// What a server found of a message's SPF, DKIM and DMARC.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AuthenticationResults {
    /// The file's line where the field begins.
    pub line: u32,
    /// The server that says so; null where the field does not show.
    pub server: Option<String>,
    /// One for each method.
    pub results: Vec<AuthenticationResult>,
}

/// One method's result.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AuthenticationResult {
    /// `spf`, `dkim`, `dmarc` and others.
    pub method: String,
    /// `pass`, `fail` and others.
    pub result: String,
    /// What is next to it, such as `smtp.mailfrom=a.example`.
    pub properties: Vec<String>,
}

impl AuthenticationResults {
    /// Reads a field; none where it is another one.
    pub(super) fn of(field: &Field) -> Option<AuthenticationResults> {
        let text = without_comments(&field.text());
        if field.is("Received-SPF") {
            let mut words = text.split_ascii_whitespace();
            let result = words.next()?.to_ascii_lowercase();
            let properties = words.take(8).map(|word| word.trim_end_matches(';').to_owned()).collect();
            let result = AuthenticationResult { method: "spf".to_owned(), result, properties };
            return Some(AuthenticationResults { line: field.line, server: None, results: vec![result] });
        }
        if !field.is("Authentication-Results") {
            return None;
        }
        let mut parts = text.split(';').map(str::trim);
        let server = parts.next().and_then(|id| id.split_ascii_whitespace().next()).map(str::to_owned);
        let results = parts.take(32).filter_map(|part| {
            let mut words = part.split_ascii_whitespace();
            let (method, result) = words.next()?.split_once('=')?;
            Some(AuthenticationResult {
                method: method.split('/').next().unwrap_or(method).to_ascii_lowercase(),
                result: result.to_ascii_lowercase(),
                properties: words.filter(|word| word.contains('=')).take(8).map(str::to_owned).collect(),
            })
        });
        Some(AuthenticationResults { line: field.line, server, results: results.collect() })
    }
}

/// The text without what is in parentheses.
fn without_comments(text: &str) -> String {
    let mut depth = 0_usize;
    let mut is_quoted = false;
    let mut bare = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '"' if depth == 0 => is_quoted = !is_quoted,
            '(' if !is_quoted => depth += 1,
            ')' if !is_quoted && depth > 0 => {
                depth -= 1;
                continue;
            }
            _ => {}
        }
        if depth == 0 {
            bare.push(c);
        }
    }
    bare
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(name: &str, raw: &str) -> Option<String> {
        let field = Field { name: name.to_owned(), raw: raw.as_bytes().to_vec(), line: 1 };
        let read = AuthenticationResults::of(&field)?;
        let results = read
            .results
            .iter()
            .map(|result| format!("{}={} {}", result.method, result.result, result.properties.join(",")));
        Some(format!("{:?}: {}", read.server.unwrap_or_default(), results.collect::<Vec<_>>().join("; ")))
    }

    #[test]
    fn reads_methods_and_properties() {
        for (name, raw, expected) in [
            (
                "Authentication-Results",
                " mx.b.example; spf=pass (sender IP is 192.0.2.10; ok)\r\n smtp.mailfrom=a.example; dkim=none; DMARC=Fail header.from=a.example",
                "\"mx.b.example\": spf=pass smtp.mailfrom=a.example; dkim=none ; dmarc=fail header.from=a.example",
            ),
            ("authentication-results", " kundenserver.de; dkim=none", "\"kundenserver.de\": dkim=none "),
            ("Authentication-Results", " mx.b.example 1; none", "\"mx.b.example\": "),
            (
                "Received-SPF",
                " Pass (mx.b.example: domain of a.example) client-ip=192.0.2.10; helo=mail.a.example",
                "\"\": spf=pass client-ip=192.0.2.10,helo=mail.a.example",
            ),
        ] {
            assert_eq!(read(name, raw).as_deref(), Some(expected), "{raw}");
        }
        assert_eq!(read("Subject", " spf=pass"), None);
    }
}
