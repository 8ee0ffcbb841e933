#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""forward.py PORT: what QEMU runs for a connection of the guest; standard input is its socket.

Joins it to PORT on 127.0.0.1, in both directions, until both ends have closed.
"""
import os
import select
import socket
import sys


def main():
    guest = socket.socket(fileno=os.dup(0))
    server = socket.create_connection(("127.0.0.1", int(sys.argv[1])))
    server.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    to = {guest: server, server: guest}
    while to:
        for source in select.select(list(to), [], [])[0]:
            try:
                data = source.recv(65536)
                to[source].sendall(data)
            except OSError:
                return
            if not data:
                try:
                    to.pop(source).shutdown(socket.SHUT_WR)
                except OSError:
                    return


main()
