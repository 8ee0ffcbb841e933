# SPDX-License-Identifier: MIT
"""Replies as bytes on a connection, written straight to the transport so that faults are exact to the byte."""

import asyncio
import dataclasses
import email.utils
import http
import socket
import struct

import jsontext
from reply import JSON, NOTHING

CONTINUE = b"HTTP/1.1 100 Continue\r\n\r\n"
INTERIM = b"HTTP/1.1 103 Early Hints\r\nLink: </style.css>; rel=preload\r\n\r\n"


def reason(status):
    try:
        return http.HTTPStatus(status).phrase
    except ValueError:
        return "Bandwidth Limit Exceeded" if status == 509 else "Unknown"


@dataclasses.dataclass
class Transmission:
    """One reply about to be sent; faults change it before it goes."""
    status: int
    headers: list
    body: bytes
    framing: str = "length"         # length, chunked or close (the body ends with the connection)
    length_off_by: int = 0
    chunk_size: int = 7
    chunk_extras: bool = False
    header_case: str = "title"
    dropped: set = dataclasses.field(default_factory=set)
    body_allowed: bool = True
    before: bytes = b""
    after: bytes = b""
    raw: bytes = None               # sent in the place of all the rest
    cut: int = None                 # bytes of the reply that are sent
    piece: int = 0                  # bytes per write, each a TLS record of its own; 0: all at once
    interval_ms: int = 0            # pause after each piece
    end: str = "keep"               # keep, close (with close_notify), fin (without), rst or hang
    announce_close: bool = False    # send Connection: close

    def head(self):
        lines = list(self.headers)
        if self.framing == "length":
            lines.append(("Content-Length", str(max(0, len(self.body) + self.length_off_by))))
        elif self.framing == "chunked":
            lines.append(("Transfer-Encoding", "chunked"))
        if self.announce_close:
            lines.append(("Connection", "close"))
        cased = {"title": str, "lower": str.lower, "upper": str.upper}[self.header_case]
        text = "".join(f"{cased(name)}: {value}\r\n" for name, value in lines if name.lower() not in self.dropped)
        return f"HTTP/1.1 {self.status} {reason(self.status)}\r\n{text}\r\n".encode("latin-1", "replace")

    def chunks(self):
        extension, trailer = (b";note=\"a;b\"", b"X-Trailer: 1\r\n") if self.chunk_extras else (b"", b"")
        for i in range(0, len(self.body), self.chunk_size):
            data = self.body[i:i + self.chunk_size]
            yield b"%x%s\r\n%s\r\n" % (len(data), extension, data)
        yield b"0" + extension + b"\r\n" + trailer + b"\r\n"

    def bytes(self):
        if self.raw is not None:
            return self.raw
        body = b"".join(self.chunks()) if self.framing == "chunked" else self.body
        return self.before + self.head() + (body if self.body_allowed else b"") + self.after


def plan(reply, switches, now, request):
    """The transmission of a reply under the switches in force."""
    headers = [("Date", email.utils.formatdate(now, usegmt=True)), ("Server", "stand-in")]
    body, content_type = reply.body, reply.content_type
    if reply.doc is not NOTHING:
        body = jsontext.write(reply.doc, switches.numbers, switches.json_style).encode("utf-8")
        content_type = JSON
    if content_type:
        headers.append(("Content-Type", content_type))
    if switches.extra_header_bytes:
        headers.append(("X-Padding", "p" * switches.extra_header_bytes))
    modern = request.version >= (1, 1)
    closing = switches.close or not request.keep_alive
    return Transmission(
        reply.status, headers + reply.headers, body,
        framing="chunked" if switches.chunked and modern else "length",
        chunk_size=switches.chunk_size, chunk_extras=switches.chunk_extras, header_case=switches.header_case,
        body_allowed=request.method != "HEAD", before=INTERIM if switches.interim and modern else b"",
        piece=switches.write_size, end="close" if closing else "keep", announce_close=closing)


async def send(request, wire):
    """Send it and end the connection as planned; returns whether the connection may serve another request."""
    data = wire.bytes()
    if wire.cut is not None:
        data = data[:wire.cut]
    piece = wire.piece or max(1, len(data))
    for i in range(0, len(data), piece):
        await write(request, data[i:i + piece])
        if wire.interval_ms:
            await asyncio.sleep(wire.interval_ms / 1000)
    if wire.end == "hang":
        while transport_of(request):
            await asyncio.sleep(0.02)
    elif wire.end in ("fin", "rst"):
        await break_off(request.transport, wire.end)
    return wire.end == "keep"


def transport_of(request):
    transport = request.transport
    return None if transport is None or transport.is_closing() else transport


async def write(request, data):
    transport = transport_of(request)
    if transport is None:
        raise ConnectionResetError("the client has gone")
    transport.write(data)
    await request.protocol._drain_helper()


async def break_off(transport, how):
    """End the TCP connection without the close_notify that TLS asks for."""
    if transport is None:
        return
    below = getattr(getattr(transport, "_ssl_protocol", None), "_transport", None)
    while transport.get_write_buffer_size() or (below and below.get_write_buffer_size()):
        await asyncio.sleep(0.005)
    sock = transport.get_extra_info("socket")
    try:
        if how == "rst":
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        else:
            sock.shutdown(socket.SHUT_WR)
    except OSError:
        pass
    transport.abort()
