"""A nameserver that never answers: `silent.py ADDRESS PORT`."""

import socket
import sys

with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as server:
    server.bind((sys.argv[1], int(sys.argv[2])))
    while True:
        server.recvfrom(65535)
