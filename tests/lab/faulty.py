"""An authoritative server that fails as it is told to, and otherwise passes questions on.

`faulty.py ADDRESS BEHIND FAULTS`: listens on port 53 of ADDRESS, over UDP and TCP; what no fault
covers is answered by the server on port 53 of BEHIND. FAULTS has lines `NAME TYPE FAULT`; TYPE is
a number or `*`. A fault covers its name and all below.
"""

import socket
import socketserver
import sys
import threading
import time

RCODES = {"formerr": 1, "servfail": 2, "notimp": 4, "refused": 5}
TC = 0x0200


def main():
    address, behind, path = sys.argv[1:]
    with open(path, encoding="utf-8") as file:
        faults = [line.split() for line in file]

    def fault_of(message):
        name, rtype, _ = question(message)
        for fault_name, fault_type, fault in faults:
            covers = fault_name == "." or name == fault_name or name.endswith("." + fault_name)
            if covers and fault_type in ("*", str(rtype)):
                return fault
        return None

    class Udp(socketserver.BaseRequestHandler):
        def handle(self):
            message, server = self.request
            for answer in answers(fault_of(message), message, behind):
                server.sendto(answer, self.client_address)

    class Tcp(socketserver.StreamRequestHandler):
        def handle(self):
            while len(length := self.rfile.read(2)) == 2:
                message = self.rfile.read(int.from_bytes(length, "big"))
                fault = fault_of(message)
                if fault in ("truncated", "udp-only"):
                    return
                if fault in ("silent", "truncated-then-silent"):
                    time.sleep(10)
                    return
                # What is over-tcp comes here as it should be.
                fault = None if fault == "over-tcp" else fault
                for answer in answers(fault, message, behind, ask_tcp):
                    self.wfile.write(len(answer).to_bytes(2, "big") + answer)

    # TCP last: who sees it listen finds both.
    udp = socketserver.ThreadingUDPServer((address, 53), Udp)
    socketserver.ThreadingTCPServer.allow_reuse_address = True
    tcp = socketserver.ThreadingTCPServer((address, 53), Tcp)
    for server in (udp, tcp):
        server.daemon_threads = True
    threading.Thread(target=udp.serve_forever, daemon=True).start()
    tcp.serve_forever()


def answers(fault, message, behind, ask=None):
    """The messages that come back."""
    ask = ask or ask_udp
    has_edns = message[10:12] != b"\0\0"
    if fault in RCODES:
        return [response(message, RCODES[fault])]
    if fault == "silent":
        return []
    if fault == "late":
        time.sleep(0.1)
        return [response(message, RCODES["servfail"])]
    if fault in ("truncated", "truncated-then-silent", "over-tcp"):
        return [response(message, TC)]
    if fault == "garbage":
        return [message[:2] + b"\xff" * 20]
    if fault == "referral":
        # To the root.
        return [response(message, 0, authority=b"\0\0\2\0\1\0\0\1\x2c\0\x09\2ns\4test\0")]
    if fault == "no-edns" and has_edns:
        return [response(message, RCODES["formerr"])]
    if fault in ("late-answer", "very-late-answer"):
        time.sleep(0.1 if fault == "late-answer" else 1)
    answer = ask(behind, message)
    wrong = bytes([answer[0] ^ 0x55]) + answer[1:]
    if fault == "wrong-id":
        return [wrong]
    if fault == "forged-first":
        return [wrong, answer]
    if fault == "wrong-question":
        # The first octet of the name is another.
        return [answer[:13] + bytes([answer[13] ^ 1]) + answer[14:]]
    return [answer]


def question(message):
    """The name in lower case, the type, and where the question ends."""
    labels, place = [], 12
    while message[place]:
        end = place + 1 + message[place]
        labels.append(message[place + 1 : end].decode("latin-1").lower())
        place = end
    rtype = int.from_bytes(message[place + 1 : place + 3], "big")
    return ".".join(labels) + ".", rtype, place + 5


def response(message, bits, authority=b""):
    _, _, end = question(message)
    # Authoritative, but not where it points elsewhere.
    flags = int.from_bytes(message[2:4], "big") & 0x0110 | (0x8000 if authority else 0x8400) | bits
    counts = b"\0\1\0\0" + (b"\0\1" if authority else b"\0\0") + b"\0\0"
    return message[:2] + flags.to_bytes(2, "big") + counts + message[12:end] + authority


def ask_udp(server, message):
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
        sock.settimeout(2)
        sock.connect((server, 53))
        sock.send(message)
        return sock.recv(65535)


def ask_tcp(server, message):
    with socket.create_connection((server, 53), timeout=2) as sock, sock.makefile("rwb") as stream:
        stream.write(len(message).to_bytes(2, "big") + message)
        stream.flush()
        return stream.read(int.from_bytes(stream.read(2), "big"))


main()
