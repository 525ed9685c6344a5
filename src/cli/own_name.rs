//! The full name of this host, found as `hostname -f` finds it.

use std::io::Read;
use std::path::Path;

use crate::dns::Name;
use crate::file;
use crate::resolver::RESOLV_CONF;
use crate::sender::parse_domain;

/// Names and addresses that the system knows by itself.
const HOSTS: &str = "/etc/hosts";

/// These files have a few lines; what is larger is read to here.
const LARGEST_FILE: u64 = 1024 * 1024;

/// This host's fully qualified domain name; none when it has no domain.
pub(super) fn own_name() -> Option<Name> {
    let host = gethostname::gethostname();
    fqdn(host.to_str()?, &read(Path::new(HOSTS)), &read(Path::new(RESOLV_CONF)))
}

fn read(path: &Path) -> String {
    let mut octets = Vec::new();
    let file = file::open(path);
    // A file that is not there names nothing.
    let _ = file.and_then(|file| file.take(LARGEST_FILE).read_to_end(&mut octets));
    String::from_utf8_lossy(&octets).into_owned()
}

/// The host's name where it is full; else the full name that hosts(5) gives for it, or the name
/// in the domain of resolv.conf(5).
fn fqdn(host: &str, hosts: &str, resolv_conf: &str) -> Option<Name> {
    let full = |text: &str| parse_domain(text).ok().filter(|name| name.labels().len() > 1);
    let is_local = |name: &Name| name.to_string().ends_with("localdomain");
    let host = host.trim_end_matches('.');
    let in_hosts = || {
        hosts.lines().find_map(|line| {
            let line = line.split('#').next().unwrap_or_default();
            let names: Vec<&str> = line.split_whitespace().skip(1).collect();
            let is_ours = names.iter().any(|name| name.eq_ignore_ascii_case(host));
            names.into_iter().filter(|_| is_ours).find_map(full)
        })
    };
    let in_domain = || {
        // The last of these lines counts, of its names the first (resolv.conf(5)).
        let lines = resolv_conf.lines().rev().map(|line| line.split_whitespace().collect::<Vec<_>>());
        let mut domains = lines.filter_map(|words| match words.as_slice() {
            ["domain" | "search", domain, ..] => Some((*domain).to_owned()),
            _ => None,
        });
        full(&format!("{host}.{}", domains.next()?))
    };
    full(host).or_else(in_hosts).or_else(in_domain).filter(|name| !is_local(name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_full_name_is_found_where_it_is() {
        let hosts = "127.0.0.1 localhost\n127.0.1.1 mail.a.test mail # ours\n";
        for (host, hosts, resolv_conf, name) in [
            ("mail.a.test", "", "", Some("mail.a.test")),
            ("mail", hosts, "search b.test", Some("mail.a.test")),
            ("other", hosts, "search b.test c.test\nnameserver 127.0.0.1\n", Some("other.b.test")),
            ("other", "", "domain a.test\nsearch b.test\n", Some("other.b.test")),
            ("other", hosts, "nameserver 127.0.0.1\n", None),
            ("localhost", "127.0.0.1 localhost.localdomain localhost\n", "", None),
            ("", "", "", None),
        ] {
            let found = fqdn(host, hosts, resolv_conf).map(|name| name.to_string());
            assert_eq!(found.as_deref(), name, "{host}");
        }
    }
}
