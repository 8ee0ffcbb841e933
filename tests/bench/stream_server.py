# SPDX-License-Identifier: MIT
"""stream_server.py CERTIFICATE KEY BYTES

A server for the streaming benchmark: whatever is uploaded is forgotten, the download has so many bytes, in
full TLS records. Prints its port. One connection at a time, TLS 1.2, one suite."""

import socket
import ssl
import sys

RECORD = 16384
ANSWERS = {
    b"POST /api/1.0/upload/link": b'{"name":"image","file_id":"image","upload_key":"key"}',
    b"POST /api/1.0/file/download-link": b'{"id":"link"}',
    b"POST /upload/chunked/key": b'"image"',
    b"GET /api/1.0/upload/finalize/key": b'{"id":"image"}',
    b"GET /api/1.0/session/keepalive": b"",
}


def head(sock, rest, buffer):
    """The lines of a request, and what was read behind it."""
    while b"\r\n\r\n" not in rest:
        n = sock.recv_into(buffer)
        if not n:
            return None, b""
        rest += buffer[:n]
    text, rest = rest.split(b"\r\n\r\n", 1)
    return text.split(b"\r\n"), rest


def serve(sock, document):
    buffer = memoryview(bytearray(262144))
    rest = b""
    while True:
        lines, rest = head(sock, rest, buffer)
        if lines is None:
            return
        length = sum(int(line[16:]) for line in lines if line.startswith(b"Content-Length: "))
        body, rest = rest[:length], rest[length:]
        left = length - len(body)
        while left:
            n = sock.recv_into(buffer[:min(left, len(buffer))])
            if not n:
                return
            left -= n
        asked = b" ".join(lines[0].split(b" ")[:2])
        if asked == b"GET /api/1.0/file/download/link":
            sock.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % len(document))
            for at in range(0, len(document), RECORD):
                sock.sendall(document[at:at + RECORD])
        else:
            answer = ANSWERS[asked]
            sock.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s"
                         % (len(answer), answer))


def main():
    certificate, key, size = sys.argv[1:]
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = context.maximum_version = ssl.TLSVersion.TLSv1_2
    context.set_ciphers("ECDHE-ECDSA-AES128-GCM-SHA256")
    context.load_cert_chain(certificate, key)
    document = memoryview(bytes(range(256)) * (int(size) // 256))
    with socket.create_server(("127.0.0.1", 0)) as listener:
        print(listener.getsockname()[1], flush=True)
        while True:
            sock, _ = listener.accept()
            sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            try:
                with context.wrap_socket(sock, server_side=True) as channel:
                    serve(channel, document)
            except (OSError, ssl.SSLError) as error:
                print(error, file=sys.stderr)


if __name__ == "__main__":
    main()
