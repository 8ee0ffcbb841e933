# SPDX-License-Identifier: MIT
"""multipart/form-data with one part, a file, taken in as it arrives (RFC 7578)."""

import re

from reply import ApiError

HEAD_MAX = 8192


def boundary_of(content_type):
    found = re.fullmatch(r'multipart/form-data\s*;\s*boundary=("?)([0-9A-Za-z\'()+_,./:=? -]{1,70})\1\s*', content_type or "")
    if not found:
        raise ApiError(415, 10, "The body is not multipart/form-data with a boundary", "Content-Type")
    return found.group(2).encode()


def broken(why):
    return ApiError(400, 10, f"The body is not multipart/form-data with one part: {why}", "file")


def check_head(head):
    """The headers of the part: it is a file and its name is "file"."""
    lines = [line.partition(b":") for line in head.split(b"\r\n") if line]
    values = [value.strip() for name, _, value in lines if name.strip().lower() == b"content-disposition"]
    if len(values) != 1 or not values[0].startswith(b"form-data") or b'name="file"' not in re.split(rb";\s*", values[0]):
        raise broken("the part is not named file")


async def file_pieces(pieces, boundary):
    """The bytes of the one part, out of those of the body."""
    buffer, in_part, ended = b"", False, False
    mark = b"\r\n--" + boundary
    async for piece in pieces:
        buffer += piece
        if not in_part:
            start, found, rest = buffer.partition(b"\r\n\r\n")
            if not found:
                if len(buffer) > HEAD_MAX:
                    raise broken("no end of its headers")
                continue
            if not start.startswith(mark[2:] + b"\r\n"):
                raise broken("it does not begin with the boundary")
            check_head(start[len(mark):])
            in_part, buffer = True, rest
        if ended:
            continue
        at = buffer.find(mark)
        if at >= 0:
            if at:
                yield buffer[:at]
            buffer, ended = buffer[at + len(mark):], True
        elif len(buffer) > len(mark):
            yield buffer[:-len(mark)]
            buffer = buffer[-len(mark):]
    if not ended or buffer not in (b"--", b"--\r\n"):
        raise broken("it does not end with the part")
