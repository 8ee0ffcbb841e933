#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Write the inputs that fuzzing begins with: corpus/TARGET/NAME. What the bytes mean stands at the top of fuzz_TARGET.c.

Files of other names in a corpus are inputs that engines have found; they are left alone.
"""
import pathlib

HERE = pathlib.Path(__file__).resolve().parent

WHOLE, BYTEWISE, MIXED = b"\x00", b"\x01", b"\x90"  # how to cut
QUIET = bytes(9)  # a transport that does all at once
OK = b"HTTP/1.1 200 OK\r\n"
JSON = b"Content-Type: application/json\r\n"


def reply(body, status=b"200 OK", headers=JSON):
    """A reply with its length."""
    return b"HTTP/1.1 %s\r\n%sContent-Length: %d\r\n\r\n%s" % (status, headers, len(body), body)


def heads():
    """Flags, cut, text."""
    yield "plain", b"\x00" + MIXED + OK + JSON + b"Content-Length: 2\r\n\r\n{}"
    yield "chunked", b"\x00" + MIXED + OK + b"Transfer-Encoding: chunked\r\nConnection: x, close\r\n\r\n0"
    yield "old", b"\x00" + BYTEWISE + b"HTTP/1.0 401\r\nX-Auth-Token: AbC-1\r\nMfa-Code: 71\r\n\r\n"
    yield "later", b"\x00" + MIXED + b"HTTP/1.1 429 No\r\nRetry-After: 120\r\nDate: Sun, 06 Nov 1994 08:49:37 GMT\r\n\r\n"
    yield "part", b"\x01" + MIXED + b"HTTP/1.1 206 OK\r\nContent-Range: bytes 0-7/12\r\nETag: \"v1\"\r\n\r\n"
    yield "lengths", b"\x00" + MIXED + OK + b"Content-Length: 5, 5\r\nContent-Length: 5 \r\n\r\n"
    for status in (b"099", b"100", b"399", b"400", b"599", b"600"):
        yield f"status-{status.decode()}", b"\x00" + MIXED + b"HTTP/1.1 " + status + b" X\r\nDate: x\r\n\r\n"
    yield "longest", b"\x00" + MIXED + OK + b"X-Auth-Token: " + b"t" * 63 + b"  \r\nMFA-Code: " + b"7" * 64 + b"\r\n\r\n"
    yield "longest-tag", b"\x01" + MIXED + OK + b"ETag: " + b"t" * 64 + b"\r\n\r\n"
    yield "encoding", b"\x00" + MIXED + OK + b"Content-Encoding: gzip\r\n\r\n"


def bodies():
    """Framing, cut, length, text."""
    yield "chunks", b"\x00" + MIXED + b"\x00\x00" + b"5\r\nhello\r\nA ;x=y\r\n0123456789\r\n0\r\nT: x\r\n\r\nmore"
    yield "huge", b"\x00" + MIXED + b"\x00\x00" + b"7fffffffffffffff\r\nabc"
    yield "wrapped", b"\x00" + MIXED + b"\x00\x00" + b"10000000000000005\r\nhello\r\n0\r\n\r\n"
    yield "length", b"\x01" + MIXED + b"\x00\x05" + b"hello, world"
    yield "close", b"\x02" + MIXED + b"\x00\x00" + b"hello"
    yield "none", b"\x03" + MIXED + b"\x00\x00" + b"hello"


def scans():
    """Wants, cut, text."""
    yield "object", b"\x01" + MIXED + b'{"id":"a\\u00e4\\ud83d\\udd27","name":[1,-2.5e+3,true,null,{"x":{}}],"":"\xc3\xa4"}\n'
    yield "array", b"\x00" + BYTEWISE + b'[[],[[0]],{"id":false}, "\xf0\x9f\x94\xa7\\n" ]'
    yield "deep", b"\x02" + MIXED + b"[" * 17
    yield "nul", b"\x00" + MIXED + b'["\\u0000"]'
    yield "low", b"\x00" + MIXED + b'["\\udd27"]'
    yield "overlong", b"\x00" + MIXED + b'"\xf0\x8f\xbf\xbf"'
    yield "beyond", b"\x00" + MIXED + b'"\xf4\x90\x80\x80"'
    yield "half", b"\x00" + MIXED + b'"\\ud83d\\n"'
    yield "names", b"\x01" + MIXED + b'{"na":1,"i":2,"id":3,"ids":{"name":4}}'
    yield "surrogate", b"\x00" + MIXED + b'"\\ud83d\\u0041"'


def decodes():
    """Model, flags, cut, room, text or changes."""
    for model in range(0, 40, 3):
        yield f"example-{model}", bytes([model, 3]) + MIXED + b"\x40"
    yield "text", b"\x00\x00" + MIXED + b"\x01" + b'{"session_id":"a-1","x":[{}]}'
    more = b'{"auth_methods":["1","2","3","4"],"services":[{},null,{},{"x":[]},{}],"name":"' + b"n" * 70 + b'"}'
    yield "full", b"\x01\x00" + MIXED + b"\x20" + more
    escaped = b'{"name":"' + b"\\u0041" * 20 + b'","email":"' + b"e" * 128 + b'"}'
    yield "escaped", b"\x01\x00" + MIXED + b"\x00" + escaped
    for size in (255, 256):  # of what is kept as it is
        yield f"object-{size}", b"\x0f\x00" + MIXED + b"\x30" + b'{"properties":{"x":"' + b"y" * (size - 8) + b'"}}'
    yield "small", b"\x06\x03" + MIXED + b"\x00"


def encodes():
    """Model, room, members."""
    for model in range(0, 40, 4):
        yield f"filled-{model}", bytes([model, 20, 0]) + b"\x01\x03abc123" * 24
    control = bytes(range(1, 33))
    yield "control", bytes([1, 20, 0]) + b"\x00\x00\x00" + b"\x01\x10" + control  # of the signature
    yield "search", bytes([22, 99, 0]) + b"\x01\x02" + (b"\x01" * 3 + b"\x02\x02" + b"abcd") * 20
    yield "empty", bytes([3, 20, 0])


def values():
    """Places, room, text."""
    yield "number", b"\x06\x01\x00" + b"-12.5e3"
    yield "large", b"\x00\x01\x00" + b"9223372036854775808"
    yield "wrapped", b"\x00\x01\x00" + b"18446744073709551619"
    yield "least", b"\x00\x01\x00" + b"-9223372036854775808.0"
    yield "zeros", b"\x06\x01\x00" + b"0.0000010"
    yield "text", b"\x00\x00\x05" + b"a\\u00e4\\n\xc3\xa4"
    yield "pair", b"\x00\x00\x03" + b"\\ud83d\\udd27"


def dates():
    """Retry-After, a line feed, Date."""
    yield "seconds", b"120\n"
    yield "fixed", b"Sun, 06 Nov 1994 08:49:37 GMT\nSun, 06 Nov 1994 08:49:30 GMT"
    yield "older", b"Sunday, 06-Nov-94 08:49:37 GMT\nSun Nov  6 08:49:30 1994"
    yield "bounds", b"wed, 31 dec 2105 23:59:59 gmt\nwed, 01 dec 2106 00:00:00 gmt"
    yield "longest", b"4294967295\n"
    yield "too-long", b"4294967296\n"
    yield "lower", b"sun, 29 feb 2096 23:59:60 gmt\nsun nov 16 08:49:30 1994"


def base64s():
    """Room, cut, bytes."""
    yield "bytes", b"\x01\x00" + MIXED + b"dana.k@example.org:secret"
    yield "image", b"\x04\x00" + MIXED + b'"data:image\\/png;base64,iVBORw0KGgoAAAANSUhEUg=="'
    yield "padded", b"\x04\x00" + MIXED + b" iVBORw0KGgoAAAANSUhEUg==="
    yield "not-padded", b"\x04\x00" + MIXED + b'"iVBORw0KGgoA\\nAAAN="'
    yield "raw", b"\x04\x00" + MIXED + b"\x89PNG\r\n\x1a\n\x00"
    yield "percent", b"\x02\x00" + BYTEWISE + b"a b/c?d=%~"


def tickets():
    """Flags, changes."""
    yield "1.2", b"\x01"
    yield "1.3", b"\x00"
    yield "sealed", b"\x0a" + b"\x00\x00\x40\x01"
    yield "raw", b"\x06" + b"QXS\x01" + bytes(81)


def states():
    """Flags, transport, number of changes, changes, replies."""
    link = reply(b'{"name":"p.txt","file_id":"f-1","upload_key":"k-1"}')
    done = reply(b'{"id":"f-1","size":2500,"modified":1.5}')
    yield "upload", b"\x02" + QUIET + b"\x00" + b"%%".join([link, reply(b'"f-1"'), reply(b'"f-1"'), reply(b'"f-1"'), done])
    yield "resumed", b"\x00" + QUIET + b"\x00" + b"%%".join([reply(b'"f-1"'), reply(b'"f-1"'), done])
    yield "multipart", b"\x12" + QUIET + b"\x00" + b"%%".join([link, reply(b'"f-1"')])
    yield "expired", b"\x08" + QUIET + b"\x00" + b"%%".join([reply(b'{"code":60}', b"404 No"), link, done])
    download = reply(b"x" * 300, headers=b'ETag: "v1"\r\n')
    yield "download", b"\x03" + QUIET + b"\x00" + b"%%".join([reply(b'{"id":"l-1"}'), download])
    part = reply(b"x" * 300, b"206 Part", b"Content-Range: bytes 1000-1299/2500\r\n")
    yield "continued", b"\x01" + QUIET + b"\x00" + b"%%".join([reply(b'{"id":"l-1"}'), part])
    yield "sealed", b"\x05" + QUIET + b"\x01" + b"\x00\x00\x0c\x01"
    for kind in range(2):
        for place in (24, 64):  # an identifier without an end
            yield f"endless-{kind}-{place}", bytes([4 + kind]) + QUIET + b"\x01" + bytes([39 * 4, 0, place]) + b"x"


def transfers():
    """Flags, bytes at a time, not now, cuts, sizes, steps, resets; faults."""
    calm = bytes(7)
    size = b"\x08\x34" + b"\x40\x10"
    expired = b"\x03\x00\x04\x10"  # the second chunk finds its key forgotten
    yield "upload", b"\x00" + calm + size + bytes(2)
    yield "multipart", b"\x08" + calm + size + bytes(2)
    yield "cut", b"\x04" + b"\x11\x25\x15\x06\x40\x00\x00" + size + bytes(2)
    yield "reset", b"\x02" + calm + size + b"\x09\x03"
    yield "expired", b"\x04" + calm + size + bytes(2) + expired
    yield "download", b"\x01" + calm + size + bytes(2)
    yield "download-cut", b"\x95" + b"\x11\x25\x15\x00\x00\x03\x00" + size + bytes(2)
    yield "download-reset", b"\x43" + calm + size + b"\x09\x03"


def calls():
    """Operation, authorization, flags, transport, steps, travel; changes or replies."""
    for operation in range(0, 80, 4):
        yield f"answered-{operation}", bytes([operation, 1, 8]) + b"\x25" + QUIET[1:] + bytes([0, operation % 9])
    ended = reply(b'{"code":14,"msg":"no"}', b"401 No")
    login = reply(b'{"session_id":"36480de2-bd5c-4366-b517-da60fb69e070"}')
    yield "relogin", bytes([7, 1, 5]) + QUIET + b"\x00\x00" + b"%%".join([ended, login, reply(b"{}")])
    later = reply(b"", b"503 Later", b"Retry-After: 1\r\n")
    yield "retry", bytes([7, 1, 3]) + QUIET + b"\x00\x00" + b"%%".join([later, reply(b"{}")])
    yield "cancel", bytes([7, 1, 64]) + QUIET + b"\x02\x00"


CORPORA = {
    "head": heads, "body": bodies, "scan": scans, "decode": decodes, "encode": encodes, "value": values, "date": dates,
    "base64": base64s, "ticket": tickets, "state": states, "transfer": transfers, "call": calls,
}


def main():
    """Write them all."""
    for target, seeds in CORPORA.items():
        folder = HERE / "corpus" / target
        folder.mkdir(parents=True, exist_ok=True)
        for name, data in seeds():
            (folder / name).write_bytes(data)


if __name__ == "__main__":
    main()
