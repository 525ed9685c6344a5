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
            fault = fault_of(message)
            if fault in RCODES:
                answer = response(message, RCODES[fault])
            elif fault == "late":
                time.sleep(0.1)
                answer = response(message, RCODES["servfail"])
            elif fault == "truncated":
                answer = response(message, TC)
            elif fault == "garbage":
                answer = message[:2] + b"\xff" * 20
            elif fault == "silent":
                return
            else:
                answer = ask_udp(behind, message)
            server.sendto(answer, self.client_address)

    class Tcp(socketserver.StreamRequestHandler):
        def handle(self):
            while len(length := self.rfile.read(2)) == 2:
                message = self.rfile.read(int.from_bytes(length, "big"))
                fault = fault_of(message)
                if fault in RCODES or fault == "late":
                    answer = response(message, RCODES.get(fault, 2))
                elif fault == "garbage":
                    answer = message[:2] + b"\xff" * 20
                elif fault == "silent":
                    time.sleep(10)
                    return
                elif fault == "truncated":
                    return
                else:
                    answer = ask_tcp(behind, message)
                self.wfile.write(len(answer).to_bytes(2, "big") + answer)

    # TCP last: who sees it listen finds both.
    udp = socketserver.ThreadingUDPServer((address, 53), Udp)
    socketserver.ThreadingTCPServer.allow_reuse_address = True
    tcp = socketserver.ThreadingTCPServer((address, 53), Tcp)
    for server in (udp, tcp):
        server.daemon_threads = True
    threading.Thread(target=udp.serve_forever, daemon=True).start()
    tcp.serve_forever()


def question(message):
    """The name in lower case, the type, and where the question ends."""
    labels, place = [], 12
    while message[place]:
        end = place + 1 + message[place]
        labels.append(message[place + 1 : end].decode("latin-1").lower())
        place = end
    rtype = int.from_bytes(message[place + 1 : place + 3], "big")
    return ".".join(labels) + ".", rtype, place + 5


def response(message, bits):
    _, _, end = question(message)
    flags = int.from_bytes(message[2:4], "big") & 0x0110 | 0x8400 | bits
    return message[:2] + flags.to_bytes(2, "big") + b"\0\1\0\0\0\0\0\0" + message[12:end]


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
