# SPDX-License-Identifier: MIT
"""Replies as bytes on a connection, written straight to the transport so that faults are exact to the byte."""

import asyncio
import dataclasses
import email.utils
import http
import os
import signal
import socket
import struct

import jsontext
from reply import JSON, NOTHING, Stream

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
    stream: object = None           # a reply.Stream in the place of body
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
            length = self.stream.length if self.stream else len(self.body)
            lines.append(("Content-Length", str(max(0, length + self.length_off_by))))
        elif self.framing == "chunked":
            lines.append(("Transfer-Encoding", "chunked"))
        if self.announce_close:
            lines.append(("Connection", "close"))
        cased = {"title": str, "lower": str.lower, "upper": str.upper}[self.header_case]
        text = "".join(f"{cased(name)}: {value}\r\n" for name, value in lines if name.lower() not in self.dropped)
        return f"HTTP/1.1 {self.status} {reason(self.status)}\r\n{text}\r\n".encode("latin-1", "replace")

    def body_pieces(self):
        return iter([self.body]) if self.stream is None else gathered(self.stream.pieces())

    def chunks(self):
        """The body in chunks, as many at a time as the body came in."""
        extension, trailer = (b";note=\"a;b\"", b"X-Trailer: 1\r\n") if self.chunk_extras else (b"", b"")
        for piece in self.body_pieces():
            parts = [piece[i:i + self.chunk_size] for i in range(0, len(piece), self.chunk_size)]
            yield b"".join(b"%x%s\r\n%s\r\n" % (len(part), extension, part) for part in parts)
        yield b"0" + extension + b"\r\n" + trailer + b"\r\n"

    def pieces(self):
        """All that goes over the wire, what fits in memory in one piece."""
        if self.raw is not None:
            yield self.raw
            return
        body = self.chunks() if self.framing == "chunked" else self.body_pieces()
        start = self.before + self.head()
        if not self.body_allowed:
            yield start + self.after
        elif self.stream is None:
            yield start + b"".join(body) + self.after
        else:
            yield start
            yield from body
            yield self.after

    def edit_body(self, length_change, edit):
        """Let edit turn the pieces of the body into others, length_change bytes more in all."""
        if self.stream is None:
            self.body = b"".join(edit(iter([self.body])))
        else:
            length, pieces = self.stream.length, self.stream.pieces
            self.stream = Stream(None if length is None else length + length_change, lambda: edit(pieces()))


def gathered(pieces, least=65536):
    """The same bytes in pieces of at least that size, the last one apart."""
    parts, size = [], 0
    for piece in pieces:
        parts.append(piece)
        size += len(piece)
        if size >= least:
            yield parts[0] if len(parts) == 1 else b"".join(parts)
            parts, size = [], 0
    if parts:
        yield b"".join(parts)


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
    unknown = reply.stream is not None and reply.stream.length is None
    closing = switches.close or not request.keep_alive or (unknown and not modern)
    framing = "length"
    if modern and (switches.chunked or unknown):
        framing = "chunked"
    elif unknown:
        framing = "close"
    return Transmission(
        reply.status, headers + reply.headers, body, stream=reply.stream, framing=framing,
        chunk_size=switches.chunk_size if switches.chunked else 65536, chunk_extras=switches.chunk_extras, header_case=switches.header_case,
        body_allowed=request.method != "HEAD", before=INTERIM if switches.interim and modern else b"",
        piece=switches.write_size, end="close" if closing else "keep", announce_close=closing)


async def send(request, wire):
    """Send it and end the connection as planned; returns whether the connection may serve another request."""
    left = wire.cut
    for data in wire.pieces():
        if left is not None:
            data = data[:left]
            left -= len(data)
        piece = wire.piece or max(1, len(data))
        for i in range(0, len(data), piece):
            await write(request, data[i:i + piece])
            if wire.interval_ms:
                await asyncio.sleep(wire.interval_ms / 1000)
        if left == 0:
            break
    return await end_connection(request, wire.end)


async def end_connection(request, how):
    """End a connection, or keep it; returns whether it may serve another request."""
    if how == "die":
        await flushed(request.transport)
        os.kill(os.getpid(), signal.SIGKILL)
    if how == "hang":
        while transport_of(request):
            await asyncio.sleep(0.02)
    elif how in ("fin", "rst"):
        await break_off(request.transport, how)
    return how == "keep"


def transport_of(request):
    transport = request.transport
    return None if transport is None or transport.is_closing() else transport


async def write(request, data):
    transport = transport_of(request)
    if transport is None:
        raise ConnectionResetError("the client has gone")
    transport.write(data)
    await request.protocol._drain_helper()


async def flushed(transport):
    """Wait until all that was written has gone to the kernel."""
    below = getattr(getattr(transport, "_ssl_protocol", None), "_transport", None)
    while transport and (transport.get_write_buffer_size() or (below and below.get_write_buffer_size())):
        await asyncio.sleep(0.005)


async def break_off(transport, how):
    """End the TCP connection without the close_notify that TLS asks for."""
    if transport is None:
        return
    await flushed(transport)
    sock = transport.get_extra_info("socket")
    try:
        if how == "rst":
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        else:
            sock.shutdown(socket.SHUT_WR)
    except OSError:
        pass
    transport.abort()
