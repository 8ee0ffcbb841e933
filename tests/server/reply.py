# SPDX-License-Identifier: MIT
"""What an operation gives back: a Reply, or an ApiError raised."""

import dataclasses

JSON = "application/json"
HTML = "text/html"
OCTETS = "application/octet-stream"
NOTHING = object()


@dataclasses.dataclass
class Stream:
    """A body made while it is sent: pieces() gives an iterator of bytes, length their sum (None: not known yet)."""
    length: int
    pieces: object


@dataclasses.dataclass
class Reply:
    """doc becomes JSON when it is sent (switches decide how); without doc, body or stream goes out as it is."""
    status: int = 200
    doc: object = NOTHING
    body: bytes = b""
    content_type: str = ""
    headers: list = dataclasses.field(default_factory=list)
    stream: Stream = None


def error_reply(status, code, msg, name=None, headers=()):
    doc = {"code": code, "msg": msg}
    if name is not None:
        doc["details"] = {"name": name}
    return Reply(status, doc, headers=list(headers))


class ApiError(Exception):
    """Refusal with the error document of the API: code, msg and, where a member is to blame, details.name."""

    def __init__(self, status, code, msg, name=None, headers=()):
        super().__init__(msg)
        self.reply = error_reply(status, code, msg, name, headers)


def bad_value(name, msg):
    return ApiError(400, 10, msg, name)


def not_found(what, name=None):
    return ApiError(404, 20, f"There is no such {what}", name)


def forbidden(msg, name=None):
    return ApiError(403, 50, msg, name)


def unauthorised(msg, code=14):
    return ApiError(401, code, msg, headers=[("WWW-Authenticate", 'Basic realm="quatrix", charset="UTF-8"')])
