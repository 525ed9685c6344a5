//! `--authoritative` against real nameservers: NSD, good, lame and stale; one that is late, one without TCP, a parent with
//! other glue, a zone over IPv6 alone, and Unbound, which resolves their names.
//!
//! `tests/lab/lab run` runs this.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};

use serde_json::Value;

use super::{Folder, array};

const REGISTRY: &str = "127.53.9.1";
const GOOD: &str = "127.53.9.11";
const LAME: &str = "127.53.9.12";
const STALE: &str = "127.53.9.14";
const SLOW: &str = "127.53.9.21";
const UDP_ONLY: &str = "127.53.9.22";

/// What the zone holds at a server.
fn zone(serial: u32, exchange: &str) -> String {
    format!(
        "$TTL 3600\n@ SOA good hostmaster {serial} 7200 3600 1209600 300\n\
         @ NS good\n@ NS lame\n@ NS slow\n@ NS stale\n@ NS udp\n\
         good A {GOOD}\nlame A {LAME}\nslow A {SLOW}\nstale A {STALE}\nudp A {UDP_ONLY}\n\
         @ MX 10 {exchange}\n{exchange} A 203.0.113.25\n@ TXT \"v=spf1 mx -all\"\n"
    )
}

/// The zone over IPv6 alone.
const SIX: &str = "$TTL 3600\n@ SOA ns hostmaster 1 7200 3600 1209600 300\n@ NS ns\nns AAAA ::1\n\
                   @ MX 10 mail\nmail A 203.0.113.26\n@ TXT \"v=spf1 mx -all\"\n";

const SOA: &str = "$TTL 3600\n@ SOA registry.lab-servers. hostmaster.lab-servers. 1 7200 3600 1209600 900\n\
                   @ NS registry.lab-servers.\n";

/// The servers, up as long as this lives.
struct Servers {
    lab: Child,
    resolver: String,
    _folder: Folder,
}

impl Servers {
    fn start() -> Servers {
        let folder = Folder::new();
        let write = |name: &str, text: &str| std::fs::write(folder.0.join(name), text).unwrap();
        write(
            "root.zone",
            &format!(
                "{SOA}lab-servers. A {REGISTRY}\nregistry.lab-servers. A {REGISTRY}\n\
                                     lab-servers. NS registry.lab-servers.\ntest. NS registry.lab-servers.\n"
            ),
        );
        write("lab-servers.zone", &format!("{SOA}registry A {REGISTRY}\n"));
        // The parent knows another address of one of them.
        write(
            "test.zone",
            &format!(
                "{SOA}a NS good.a\na NS lame.a\na NS slow.a\na NS stale.a\na NS udp.a\n\
                 good.a A {GOOD}\nlame.a A {LAME}\nslow.a A {SLOW}\nstale.a A 127.53.9.99\nudp.a A {UDP_ONLY}\n\
                 six NS ns.six\nns.six AAAA ::1\n"
            ),
        );
        write("a.zone", &zone(7, "mail"));
        write("old.zone", &zone(6, "old"));
        write("six.zone", SIX);
        write("registry.list", "root.zone .\nlab-servers.zone lab-servers\ntest.zone test\n");
        write("registry.addresses", &format!("{REGISTRY}\n"));
        write("good.list", "a.zone a.test\nsix.zone six.test\n");
        write("good.addresses", &format!("{GOOD}\n::1\n"));
        write("lame.list", "lab-servers.zone lab-servers\n");
        write("lame.addresses", &format!("{LAME}\n"));
        write("stale.list", "old.zone a.test\n");
        write("stale.addresses", &format!("{STALE}\n"));
        // Each failing server does what its own zone of faults says.
        write("faulty", &format!("{SLOW} {GOOD}\n{UDP_ONLY} {GOOD}\n"));
        write("faults-21.list", "a.test. 6 very-late-answer\n");
        write("faults-22.list", "a.test. * udp-only\n");
        let lab = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/lab/lab");
        let mut lab = Command::new(lab);
        let mut lab = lab
            .arg("authoritative")
            .arg(&folder.0)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut resolver = String::new();
        BufReader::new(lab.stdout.take().unwrap()).read_line(&mut resolver).unwrap();
        Servers { lab, resolver: resolver.trim().to_owned(), _folder: folder }
    }

    fn judged(&self, domain: &str) -> Value {
        let flags = ["--json", "--no-dnsbl", "--authoritative", "--nameserver", &self.resolver];
        let arguments: Vec<String> =
            ["domain", domain].iter().chain(&flags).map(ToString::to_string).collect();
        let output = super::mxcheck(&arguments, Path::new("."));
        serde_json::from_slice(&output.stdout)
            .unwrap_or_else(|error| panic!("{domain}: {error}: {}", String::from_utf8_lossy(&output.stderr)))
    }
}

impl Drop for Servers {
    fn drop(&mut self) {
        // It stops the servers when its input ends.
        drop(self.lab.stdin.take());
        let _ = self.lab.wait();
    }
}

#[test]
#[ignore = "needs the servers that tests/lab/lab starts"]
fn each_nameserver_is_reported_for_what_it_is() {
    let servers = Servers::start();
    let document = servers.judged("a.test");
    let of_zone = &document["nameservers"][0];
    let states = |zone: &Value| -> Vec<String> {
        let state = |server: &Value| {
            let text = |key: &str| server[key].as_str().unwrap().to_owned();
            format!("{} {} {}", text("name"), text("state"), server["serial"])
        };
        array(&zone["servers"]).map(state).collect()
    };
    assert_eq!(
        states(of_zone),
        [
            "good.a.test good 7",
            "lame.a.test lame null",
            "slow.a.test slow 7",
            "stale.a.test good 6",
            "udp.a.test udp-only 7"
        ],
        "{of_zone:#}"
    );
    for server in array(&of_zone["servers"]) {
        assert!(server["queries"].as_u64().unwrap() <= 20, "{server}");
    }
    let disagreements = of_zone["disagreements"].to_string();
    for part in [
        "the serial numbers differ: 6 at stale.a.test[127.53.9.14], 7 at ",
        "the MX records of a.test differ: ",
        "the parent gives stale.a.test the address 127.53.9.99, the zone 127.53.9.14",
    ] {
        assert!(disagreements.contains(part), "{part}: {disagreements}");
    }
    let six = servers.judged("six.test");
    assert_eq!(states(&six["nameservers"][0]), ["ns.six.test good 1"], "{:#}", six["nameservers"]);
    assert_eq!(six["outcome"], "accept");

    // Once their names are resolved, the slowest one's exchange over TCP is what a run takes.
    let warm = servers.judged("a.test");
    let sum = |server: &Value| array(&server["tcp_ms"]).filter_map(Value::as_f64).sum::<f64>();
    let slowest = array(&warm["nameservers"][0]["servers"]).map(sum).fold(0.0, f64::max);
    let ratio = warm["elapsed_ms"].as_f64().unwrap() / slowest;
    println!("--authoritative: {ratio:.2} times the slowest nameserver's exchange over TCP ({slowest} ms)");
}
