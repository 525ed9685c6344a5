"""10,000 sender domains for NSD, a tenth of them faulty, and the list that names them.

`many_domains.py FOLDER ADDRESS [COUNT]` writes FOLDER/nsd.conf (a server at ADDRESS, port 53), the zone
files test.zone and reverse.zone, and the lists of senders list (domains) and pairs (DOMAIN,IP,HELO).
The faults are those that a mail receiver refuses: no mail host, an exchange that is an alias, that does
not exist, that is an address, that has no address, no domain at all, no PTR, two SPF records.
"""

import os
import sys

SOA = "@ SOA ns.bench.test. hostmaster.bench.test. 1 7200 3600 1209600 900\n@ NS ns.bench.test.\n"


def domain(number):
    """The records of one domain; and of its address in 10.0.0.0/8 the PTR record."""
    name = f"d{number}"
    ip = f"10.{number >> 16 & 255}.{number >> 8 & 255}.{number & 255}"
    reverse = ".".join(reversed(ip.split(".")[1:]))
    fault = number // 10 % 8 if number % 10 == 0 else None
    lines = []
    if fault == 5:
        return ip, [], [f"{reverse} PTR mail.{name}.test."]
    mx = {
        0: f"{name} A {ip}\n{name} MX 0 .",
        1: f"{name} MX 10 alias.{name}\nalias.{name} CNAME mail.{name}",
        2: f"{name} MX 10 gone.{name}",
        3: f"{name} MX 10 {ip}.",
        4: f"{name} MX 10 empty.{name}\nempty.{name} TXT \"x\"",
    }.get(fault, f"{name} MX 10 mail.{name}\n{name} MX 20 mx2.{name}\nmx2.{name} A {ip}")
    lines += mx.split("\n")
    lines.append(f"mail.{name} A {ip}")
    lines.append(f"mail.{name} AAAA 2001:db8::{number:x}")
    lines.append(f"{name} TXT \"v=spf1 mx ip4:{ip} -all\"")
    if fault == 7:
        lines.append(f"{name} TXT \"v=spf1 -all\"")
    lines.append(f"_dmarc.{name} TXT \"v=DMARC1; p=reject; rua=mailto:dmarc@{name}.test\"")
    return ip, lines, [] if fault == 6 else [f"{reverse} PTR mail.{name}.test."]


def main():
    folder, address, *rest = sys.argv[1:]
    count = int(rest[0]) if rest else 10_000
    zone = ["$ORIGIN test.", "$TTL 3600", SOA, f"ns.bench A {address}"]
    reverse = ["$ORIGIN 10.in-addr.arpa.", "$TTL 3600", SOA]
    with open(os.path.join(folder, "list"), "w", encoding="ascii") as names, \
            open(os.path.join(folder, "pairs"), "w", encoding="ascii") as pairs:
        for number in range(count):
            ip, records, pointer = domain(number)
            zone += records
            reverse += pointer
            names.write(f"d{number}.test\n")
            pairs.write(f"d{number}.test,{ip},mail.d{number}.test\n")
    # What is asked outside of them is answered too: the root, and the name that nobody has.
    root = ["$ORIGIN .", "$TTL 3600", SOA]
    for name, lines in [("test", zone), ("reverse", reverse), ("root", root)]:
        with open(os.path.join(folder, f"{name}.zone"), "w", encoding="ascii") as file:
            file.write("\n".join(lines) + "\n")
    with open(os.path.join(folder, "nsd.conf"), "w", encoding="ascii") as file:
        file.write(f"""server:
  ip-address: {address}
  port: 53
  server-count: 1
  database: ""
  username: ""
  chroot: ""
  zonesdir: "{folder}"
  pidfile: ""
  xfrdfile: ""
  xfrdir: "{folder}"
  zonelistfile: "{folder}/zones.list"
  logfile: "{folder}/nsd.log"
  rrl-ratelimit: 0
remote-control:
  control-enable: no
zone:
  name: "."
  zonefile: "root.zone"
zone:
  name: "test."
  zonefile: "test.zone"
zone:
  name: "10.in-addr.arpa."
  zonefile: "reverse.zone"
""")


if __name__ == "__main__":
    main()
