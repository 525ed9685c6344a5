"""A policy service for Postfix: whether mail can go to the sender's domain.

`mx_policy.py ADDRESS PORT`, with the resolver of /etc/resolv.conf. Of the exchanges one must be
good: a name, not an address and not an alias, with an address record. Without MX records the
domain's own address counts. 550 when there is none, 451 when a look-up fails that could have
found one.
"""

import ipaddress
import socketserver
import sys

import DNS

REFUSED = "550 Invalid DNS MX or A/AAAA resource record"
PUT_OFF = "451 Requested action aborted: local error in processing"


class LookUpFailed(Exception):
    pass


class Policy(socketserver.StreamRequestHandler):
    def handle(self):
        while True:
            attributes = {}
            while (line := self.rfile.readline(10000).decode("utf-8", "replace")) not in ("", "\n"):
                name, _, value = line.rstrip("\n").partition("=")
                attributes[name] = value
            if not attributes:
                return
            self.wfile.write(f"action={action(attributes.get('sender', ''))}\n\n".encode())


def action(sender):
    domain = sender.rpartition("@")[2]
    if not domain:
        return "DUNNO"
    has_failed = False
    try:
        exchanges = look_up(domain, "MX")
        if not exchanges:
            return "DUNNO" if addresses(domain) else REFUSED
    except LookUpFailed:
        return PUT_OFF
    for _, exchange in exchanges:
        try:
            if is_good(exchange):
                return "DUNNO"
        except LookUpFailed:
            has_failed = True
    return PUT_OFF if has_failed else REFUSED


def is_good(exchange):
    # The exchange of a null MX is the root.
    if exchange in ("", ".") or is_address(exchange):
        return False
    return not look_up(exchange, "CNAME") and bool(addresses(exchange))


def is_address(text):
    try:
        ipaddress.ip_address(text)
        return True
    except ValueError:
        return False


def addresses(name):
    return look_up(name, "A") or look_up(name, "AAAA")


def look_up(name, kind):
    try:
        answer = DNS.DnsRequest(name, qtype=kind, timeout=5).req()
    except DNS.DNSError as error:
        raise LookUpFailed from error
    if answer.header["status"] not in ("NOERROR", "NXDOMAIN"):
        raise LookUpFailed
    return [record["data"] for record in answer.answers if record["typename"] == kind]


class Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True


DNS.DiscoverNameServers()
Server((sys.argv[1], int(sys.argv[2])), Policy).serve_forever()
