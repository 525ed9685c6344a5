//! Where the nameservers of a run come from: the system or `--nameserver`.

use std::fmt;
use std::io;
use std::net::{IpAddr, Ipv6Addr, SocketAddr, SocketAddrV6};
use std::path::{Path, PathBuf};

use crate::file;

/// The system's list of nameservers.
pub const RESOLV_CONF: &str = "/etc/resolv.conf";

/// The port of DNS (RFC 1035 section 4.2).
const DNS_PORT: u16 = 53;

/// A list of nameservers has a few lines; what is larger is something else.
const LARGEST_FILE: u64 = 1024 * 1024;

/// Why the system's list gave no nameserver. The text says what to do instead.
#[derive(Debug)]
pub struct SystemError {
    path: PathBuf,
    reason: Reason,
}

#[derive(Debug)]
enum Reason {
    Unreadable(io::Error),
    NotText,
    NoNameserver,
    NoAddress { line: usize },
}

impl fmt::Display for SystemError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let path = self.path.display();
        match &self.reason {
            Reason::Unreadable(error) => write!(f, "{path}: {}", file::unreadable(error))?,
            Reason::NotText => write!(f, "{path}: not a list of nameservers")?,
            Reason::NoNameserver => write!(f, "{path}: names no nameserver")?,
            Reason::NoAddress { line } => write!(f, "{path}:{line}: the nameserver is not an IP address")?,
        }
        f.write_str("; name one with --nameserver")
    }
}

impl std::error::Error for SystemError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match &self.reason {
            Reason::Unreadable(error) => Some(error),
            _ => None,
        }
    }
}

/// Reads the addresses of nameservers from a file in the form of resolv.conf(5), usually
/// [`RESOLV_CONF`], in its order; options and search lists are ignored.
///
/// A line without a usable address is passed over as long as another line has one.
pub fn system_nameservers(path: &Path) -> Result<Vec<SocketAddr>, SystemError> {
    nameservers_of(path).map_err(|reason| SystemError { path: path.to_owned(), reason })
}

fn nameservers_of(path: &Path) -> Result<Vec<SocketAddr>, Reason> {
    let octets = file::read(path, LARGEST_FILE).map_err(Reason::Unreadable)?;
    let octets = octets.filter(|octets| !octets.contains(&0)).ok_or(Reason::NotText)?;
    let text = String::from_utf8_lossy(&octets);
    let mut servers: Vec<SocketAddr> = Vec::new();
    let mut first_bad = None;
    for (index, line) in text.lines().enumerate() {
        let mut words = line.split_whitespace();
        if words.next() != Some("nameserver") {
            continue;
        }
        match words.next().and_then(system_address) {
            Some(server) if servers.contains(&server) => {}
            Some(server) => servers.push(server),
            None => first_bad = first_bad.or(Some(index + 1)),
        }
    }
    match (servers.is_empty(), first_bad) {
        (false, _) => Ok(servers),
        (true, Some(line)) => Err(Reason::NoAddress { line }),
        (true, None) => Err(Reason::NoNameserver),
    }
}

/// An address, for a link-local one with its interface (`fe80::1%eth0`, RFC 4007 section 11).
fn system_address(word: &str) -> Option<SocketAddr> {
    let Some((ip, zone)) = word.split_once('%') else {
        return word.parse().ok().map(|ip: IpAddr| SocketAddr::new(ip, DNS_PORT));
    };
    let ip: Ipv6Addr = ip.parse().ok()?;
    let scope = zone.parse().ok().or_else(|| interface_index(zone))?;
    Some(SocketAddrV6::new(ip, DNS_PORT, 0, scope).into())
}

/// The number of a network interface, where the system shows it as Linux does.
fn interface_index(interface: &str) -> Option<u32> {
    if interface.is_empty() || interface.starts_with('.') || interface.contains('/') {
        return None;
    }
    let index = std::fs::read_to_string(format!("/sys/class/net/{interface}/ifindex")).ok()?;
    index.trim().parse().ok()
}

/// Why a `--nameserver` is none; the text says what is accepted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NameserverError {
    /// A port that is not a number from 1 to 65535.
    Port,
    /// An address with a zone id.
    ZoneId,
    /// A network instead of an address.
    Network,
    /// No IP address: a name, a number with leading zeros, nothing.
    NoAddress,
}

impl fmt::Display for NameserverError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            NameserverError::Port => "the port is not a number from 1 to 65535",
            NameserverError::ZoneId => "an address with a zone identifier (%) is not accepted",
            NameserverError::Network => "a network, not an address",
            NameserverError::NoAddress => "not an IP address",
        })?;
        f.write_str(
            "; type IP or IP:PORT, such as 192.0.2.1, 192.0.2.1:5353, 2001:db8::1 or [2001:db8::1]:5353",
        )
    }
}

impl std::error::Error for NameserverError {}

/// Reads the value of `--nameserver`, `IP[:PORT]`; without a port it is 53.
pub fn parse_nameserver(text: &str) -> Result<SocketAddr, NameserverError> {
    if text.contains('%') {
        return Err(NameserverError::ZoneId);
    }
    if text.contains('/') {
        return Err(NameserverError::Network);
    }
    if let Ok(ip) = text.parse::<IpAddr>() {
        return Ok(SocketAddr::new(ip, DNS_PORT));
    }
    let (host, port) = match text.strip_prefix('[') {
        Some(rest) => {
            let (host, port) = rest.split_once(']').ok_or(NameserverError::NoAddress)?;
            let host: Ipv6Addr = host.parse().map_err(|_| NameserverError::NoAddress)?;
            if port.is_empty() {
                return Ok(SocketAddr::new(host.into(), DNS_PORT));
            }
            (IpAddr::V6(host), port.strip_prefix(':').ok_or(NameserverError::NoAddress)?)
        }
        None => {
            let (host, port) = text.split_once(':').ok_or(NameserverError::NoAddress)?;
            let host = host.parse().map_err(|_| NameserverError::NoAddress)?;
            (IpAddr::V4(host), port)
        }
    };
    let plain = port.bytes().all(|b| b.is_ascii_digit()) && !port.starts_with('0');
    let port = port.parse().ok().filter(|_| plain).ok_or(NameserverError::Port)?;
    Ok(SocketAddr::new(host, port))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(text: &[u8]) -> Result<Vec<String>, String> {
        let file = std::env::temp_dir().join(format!(
            "mxcheck-resolv-{}-{:?}",
            std::process::id(),
            std::thread::current().id()
        ));
        std::fs::write(&file, text).unwrap();
        let servers = system_nameservers(&file);
        let path = file.display().to_string();
        std::fs::remove_file(&file).unwrap();
        servers
            .map(|servers| servers.iter().map(ToString::to_string).collect())
            .map_err(|error| error.to_string().replace(&path, "FILE"))
    }

    #[test]
    fn takes_the_addresses_of_the_system() {
        let text = b"# c\nsearch -- a..b\nnameserver 192.0.2.1 # first\n nameserver\t2001:db8::1\n\
                     nameserver fe80::1%7\nnameserver fe80::1%no-such-interface\nnameserver 192.0.2.1\n\
                     options ndots:x\n";
        let servers = written(text).unwrap();
        assert_eq!(servers, ["192.0.2.1:53", "[2001:db8::1]:53", "[fe80::1%7]:53"]);
    }

    #[test]
    fn says_what_is_wrong_with_the_systems_list() {
        let advice = "; name one with --nameserver";
        let error = |text: &[u8]| written(text).unwrap_err().replace(advice, "");
        assert_eq!(error(b""), "FILE: names no nameserver");
        assert_eq!(error(b"\n#nameserver 192.0.2.1\n"), "FILE: names no nameserver");
        assert_eq!(error(b"\nnameserver a.test\n"), "FILE:2: the nameserver is not an IP address");
        assert_eq!(error(b"\0"), "FILE: not a list of nameservers");
        for path in ["/nonexistent/resolv.conf", "/"] {
            let error = system_nameservers(Path::new(path)).unwrap_err().to_string();
            assert!(error.starts_with(&format!("{path}: ")), "{error}");
            assert!(error.ends_with(advice), "{error}");
        }
    }

    #[test]
    fn reads_a_nameserver() {
        for (text, server) in [
            ("192.0.2.1", "192.0.2.1:53"),
            ("192.0.2.1:5353", "192.0.2.1:5353"),
            ("2001:db8::1", "[2001:db8::1]:53"),
            ("[2001:db8::1]", "[2001:db8::1]:53"),
            ("[2001:db8::1]:5353", "[2001:db8::1]:5353"),
        ] {
            assert_eq!(parse_nameserver(text).map(|server| server.to_string()), Ok(server.to_owned()));
        }
        use NameserverError::*;
        for (text, error) in [
            ("", NoAddress),
            ("ns.test", NoAddress),
            ("ns.test:53", NoAddress),
            ("192.0.2.01", NoAddress),
            ("192.0.2.1 ", NoAddress),
            ("[192.0.2.1]:53", NoAddress),
            ("[2001:db8::1]53", NoAddress),
            ("2001:db8::1]:53", NoAddress),
            ("192.0.2.1:", Port),
            ("192.0.2.1:0", Port),
            ("192.0.2.1:053", Port),
            ("192.0.2.1:+53", Port),
            ("192.0.2.1:65536", Port),
            ("[2001:db8::1]:dns", Port),
            ("192.0.2.0/24", Network),
            ("fe80::1%eth0", ZoneId),
        ] {
            assert_eq!(parse_nameserver(text), Err(error), "{text:?}");
        }
    }
}
