"""Tests the lab's servers, without mxcheck: `check.py LAB RESOLVER`."""

import os
import socket
import subprocess
import sys
import tempfile

A, NS, MX, TXT, PTR = 1, 2, 15, 16, 12
TYPES = {A: "A", NS: "NS", MX: "MX", TXT: "TXT", PTR: "PTR"}

ZONES = {
    "a.test": """
$TTL 3600
@ SOA ns hostmaster 1 7200 3600 1209600 900
@ MX 10 mx
mx CNAME host.provider.test.
$GENERATE 1-3 g$ A 192.0.2.$
""",
    "provider.test": """
$TTL 3600
@ SOA ns hostmaster 1 7200 3600 1209600 900
host A 192.0.2.1
""",
    "2.0.192.in-addr.arpa": """
$TTL 3600
@ SOA ns.a.test. hostmaster.a.test. 1 7200 3600 1209600 900
1 PTR mail.a.test.
""",
    "10.127.in-addr.arpa": """
$TTL 3600
@ SOA ns.a.test. hostmaster.a.test. 1 7200 3600 1209600 900
1.0 PTR mail.a.test.
""",
}

# Name, type, what Unbound answers: records, or a word.
QUESTIONS = [
    ("a.test", MX, ["mx.a.test"]),
    ("mx.a.test", A, ["192.0.2.1"]),
    ("g3.a.test", A, ["192.0.2.3"]),
    ("gone.a.test", A, "NXDOMAIN"),
    ("host.provider.test", MX, []),
    ("gone.test", A, "NXDOMAIN"),
    ("a.gone", A, "NXDOMAIN"),
    ("1.2.0.192.in-addr.arpa", PTR, ["mail.a.test"]),
    ("2.2.0.192.in-addr.arpa", PTR, "NXDOMAIN"),
    ("1.0.10.127.in-addr.arpa", PTR, ["mail.a.test"]),
    ("localhost", A, "NXDOMAIN"),
    ("servfail.provider.test", A, "SERVFAIL"),
    # Lists: test entries, then others.
    ("2.0.0.127.ip4.dnsbl.test", A, ["127.0.0.2"]),
    ("1.0.0.127.ip4.dnsbl.test", A, "NXDOMAIN"),
    ("66.2.0.192.ip4.dnsbl.test", A, ["127.0.0.2"]),
    ("66.2.0.192.ip4.dnsbl.test", TXT, ["Sends spam: see https://ip4.dnsbl.test/192.0.2.66"]),
    ("67.2.0.192.ip4.dnsbl.test", A, ["127.0.0.10"]),
    ("68.2.0.192.ip4.dnsbl.test", A, "NXDOMAIN"),
    ("2.0.0.0.0.0.f.7.f.f.f.f" + ".0" * 20 + ".ip6.dnsbl.test", A, ["127.0.0.2"]),
    ("1.0.0.0.0.0.f.7.f.f.f.f" + ".0" * 20 + ".ip6.dnsbl.test", A, "NXDOMAIN"),
    ("1" + ".0" * 19 + ".6.6.0.0.8.b.d.0.1.0.0.2.ip6.dnsbl.test", A, ["127.0.0.2"]),
    ("1" + ".0" * 19 + ".7.6.0.0.8.b.d.0.1.0.0.2.ip6.dnsbl.test", A, "NXDOMAIN"),
    ("test.names.dnsbl.test", A, ["127.0.1.2"]),
    ("invalid.names.dnsbl.test", A, "NXDOMAIN"),
    ("listed.test.names.dnsbl.test", A, ["127.0.1.2"]),
    ("good.test.names.dnsbl.test", A, "NXDOMAIN"),
    ("2.0.0.127.refuses.dnsbl.test", A, ["127.255.255.254"]),
    ("1.0.0.127.refuses.dnsbl.test", A, ["127.255.255.254"]),
    ("2.0.0.127.everything.dnsbl.test", A, ["127.0.0.2"]),
    ("1.0.0.127.everything.dnsbl.test", A, ["127.0.0.2"]),
    ("2.0.0.127.untested.dnsbl.test", A, "NXDOMAIN"),
    ("66.2.0.192.untested.dnsbl.test", A, ["127.0.0.2"]),
    ("1.0.0.127.foreign.dnsbl.test", A, ["198.51.100.80"]),
    ("2.0.0.127.silent.dnsbl.test", A, "no answer"),
]


def main():
    lab, resolver = sys.argv[1:]
    resolver = (resolver.split(":")[0], int(resolver.split(":")[1]))
    with tempfile.TemporaryDirectory() as folder:
        with open(os.path.join(folder, "zones.list"), "w", encoding="utf-8") as names:
            for origin, text in ZONES.items():
                names.write(f"{origin}.zone {origin}\n")
                with open(os.path.join(folder, f"{origin}.zone"), "w", encoding="utf-8") as file:
                    file.write(text)
        with open(os.path.join(folder, "faults.list"), "w", encoding="utf-8") as file:
            file.write("servfail.provider.test * servfail\n")
        subprocess.run([lab, "serve", "1", folder], check=True, stdout=subprocess.DEVNULL)
    faults = []
    for name, rtype, expected in QUESTIONS:
        found = ask(resolver, name, rtype)
        if found != expected:
            faults.append(f"{name} {TYPES[rtype]}: {found}, not {expected}")
    # The root delegates: it does not answer for the zones itself.
    if ask(("127.53.1.1", 53), "mx.a.test", A) != []:
        faults.append("the top-level domain answers for a.test")
    if faults:
        sys.exit("the lab is not as it should be:\n" + "\n".join(faults))
    print(f"the lab's servers give {len(QUESTIONS) + 1} answers as they should")


def ask(server, name, rtype):
    labels = b"".join(bytes([len(label)]) + label.encode() for label in name.split("."))
    message = b"\x12\x34\1\0\0\1\0\0\0\0\0\0" + labels + b"\0" + rtype.to_bytes(2, "big") + b"\0\1"
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
        sock.settimeout(1)
        sock.connect(server)
        sock.send(message)
        try:
            answer = sock.recv(65535)
        except TimeoutError:
            return "no answer"
    rcode = answer[3] & 15
    if rcode:
        return {2: "SERVFAIL", 3: "NXDOMAIN", 5: "REFUSED"}.get(rcode, f"code {rcode}")
    place = len(message)
    found = []
    for _ in range(int.from_bytes(answer[6:8], "big")):
        _, place = read_name(answer, place)
        kind, length = int.from_bytes(answer[place : place + 2], "big"), int.from_bytes(answer[place + 8 : place + 10], "big")
        place += 10
        data = answer[place : place + length]
        if kind == A == rtype:
            found.append(socket.inet_ntoa(data))
        elif kind == rtype and kind in (NS, PTR, MX):
            found.append(read_name(answer, place + (2 if kind == MX else 0))[0])
        elif kind == TXT == rtype:
            found.append(data[1 : 1 + data[0]].decode())
        place += length
    return found


def read_name(message, place):
    labels, end = [], None
    while message[place]:
        if message[place] >= 0xC0:
            end = end or place + 2
            place = int.from_bytes(message[place : place + 2], "big") & 0x3FFF
            continue
        labels.append(message[place + 1 : place + 1 + message[place]].decode())
        place += 1 + message[place]
    return ".".join(labels), end or place + 1


main()
