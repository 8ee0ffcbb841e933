#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""operator_line.py SOCKET OPERATOR: the other end of the device's operator line (operator.h).

Listens on a UNIX socket for QEMU's serial line, hands each image that comes to the program OPERATOR
(operator.sh of examples/provision), and sends back the secret it finds. Ends with the connection.
"""
import os
import socket
import subprocess
import sys
import tempfile


def read_secret(program, png):
    """The base32 secret of an image, or None."""
    with tempfile.TemporaryDirectory() as folder:
        image, secret = os.path.join(folder, "2fa.png"), os.path.join(folder, "secret")
        with open(image, "wb") as file:
            file.write(png)
        if subprocess.run([program, image, secret], check=False).returncode != 0:
            return None
        with open(secret, encoding="ascii") as file:
            return file.read().strip()


def serve(line, program):
    png = b""
    for text in line.makefile("r", encoding="ascii", errors="replace"):
        word, _, rest = text.strip().partition(" ")
        if word == "image":
            png = b""
        elif word == "png":
            png += bytes.fromhex(rest)
        elif word == "end":
            secret = read_secret(program, png)
            line.sendall(f"secret {secret}\n".encode() if secret else b"\n")


def main():
    path, program = sys.argv[1:]
    os.umask(0o077)
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(path)
        listening.listen(1)
        print("ready", flush=True)
        line, _ = listening.accept()
        try:
            serve(line, program)
        except ConnectionError:
            pass


if __name__ == "__main__":
    main()
