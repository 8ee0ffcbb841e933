# SPDX-License-Identifier: MIT
"""Scripted misbehaviour: which request it hits, and what it does to the reply.

A fault is a dict: kind, and optionally path ("*" for all), method, times (-1: for ever), skip
(matching requests let through first), perform (whether the operation takes place), and the
arguments of its kind.
"""

import base64
import email.utils
import itertools
import json
import time

import jsontext
from reply import HTML, JSON, NOTHING, Reply, error_reply, unauthorised
from routes import normal_path

PAGE = (b"<!DOCTYPE html>\n<html><head><title>Gateway</title></head>\n"
        b"<body><h1>The server is not available</h1></body></html>\n")
ENDS = ("close", "fin", "rst", "hang", "die")


# Kinds that change the request, or what it finds. Each: (arguments with defaults, function of the call).

def drop_session(call, args):
    """The session ends before the call is done; whoever comes with anything else is refused the same way."""
    session = call.state.sessions.get(call.headers.get("X-Auth-Token"))
    if session is None:
        raise unauthorised("There is no such session")
    call.state.close_session(session)


def expire_key(call, args):
    """The upload key or download link in the path has had its time."""
    tree = call.state.tree
    for key in call.params.values():
        if key in tree.uploads:
            tree.uploads[key].seen = 0
            tree.put(tree.uploads[key])
        if key in tree.links:
            tree.links[key].created = 0
            tree.put(tree.links[key])


def ignore_range(call, args):
    call.headers = call.headers.copy()
    call.headers.popall("Range", None)


def cut_request(call, args):
    call.incoming.limit, call.incoming.end = args["bytes"], args["end"]


def slow_request(call, args):
    call.incoming.piece, call.incoming.interval_ms = max(1, args["bytes"]), args["interval_ms"]


PREPARING = {
    "drop_session": ({}, drop_session),
    "expire_key": ({}, expire_key),
    "ignore_range": ({}, ignore_range),
    "cut_request": ({"bytes": 0, "end": "fin"}, cut_request),
    "slow_request": ({"bytes": 1, "interval_ms": 10}, slow_request),
}


# Kinds that put another reply in the place of the real one. Each: (arguments with defaults, function).

def wait_text(wait):
    """The value of Retry-After; "date:5" is the date in five seconds."""
    if isinstance(wait, str) and wait.startswith("date:"):
        return email.utils.formatdate(time.time() + float(wait[5:]), usegmt=True)
    return str(wait)


def status(args):
    headers = [] if args["retry_after"] is None else [("Retry-After", wait_text(args["retry_after"]))]
    if args["body"] == "html":
        return Reply(args["status"], body=PAGE, content_type=HTML, headers=headers)
    if args["body"] == "empty":
        return Reply(args["status"], headers=headers)
    return error_reply(args["status"], args["code"], args["msg"], headers=headers)


def html(args):
    return Reply(args["status"], body=PAGE, content_type=HTML)


def empty(args):
    return Reply(args["status"], content_type=args["content_type"])


def redirect(args):
    return Reply(args["status"], headers=[("Location", args["location"])])


def not_json(args):
    return Reply(args["status"], body=args["text"].encode(), content_type=JSON)


def quota_exceeded(args):
    return error_reply(400, 122, "The quota does not allow that much")


REPLACING = {
    "status": ({"status": 500, "body": "error", "code": -1, "msg": "Something went wrong", "retry_after": None}, status),
    "html": ({"status": 502}, html),
    "quota_exceeded": ({}, quota_exceeded),
    "empty": ({"status": 200, "content_type": ""}, empty),
    "redirect": ({"status": 302, "location": "https://elsewhere.example/login"}, redirect),
    "not_json": ({"status": 200, "text": "this is no JSON"}, not_json),
}


# Kinds that change the document of the real reply.

def with_member(doc, name, value):
    """The document with a member replaced or, when it has none of that name, put first; lists get an element."""
    if isinstance(doc, dict):
        return {**doc, name: value} if name in doc else {name: value, **doc}
    if isinstance(doc, list):
        return [{name: value}, *doc]
    return {name: value}


def first_member(doc):
    return next(iter(doc), "x_wrong") if isinstance(doc, dict) else "x_wrong"


def deep_json(doc, args):
    opening, closing = ('{"a":', "}") if args["of"] == "object" else ("[", "]")
    core = "1" if args["of"] == "object" else ""
    return with_member(doc, args["member"], jsontext.Verbatim(opening * args["depth"] + core + closing * args["depth"]))


def wrong_type(doc, args):
    return with_member(doc, args["member"] or first_member(doc), args["value"])


def huge_member(doc, args):
    size = args["bytes"]
    made = {
        "string": lambda: "h" * size,
        "number": lambda: jsontext.Verbatim("1" + "0" * max(0, size - 1)),
        "array": lambda: jsontext.Verbatim("[" + ",".join(["1"] * max(1, size // 2)) + "]"),
        "object": lambda: jsontext.Verbatim("{" + ",".join(f'"m{i}":{i}' for i in range(max(1, size // 12))) + "}"),
    }
    return with_member(doc, args["member"], made[args["of"]]())


def duplicate_member(doc, args):
    name = args["member"] or first_member(doc)
    if not isinstance(doc, dict):
        return doc
    members = [f"{json.dumps(k)}:{jsontext.write(v)}" for k, v in doc.items()]
    return jsontext.Verbatim("{" + ",".join(members + [f"{json.dumps(name)}:{jsontext.write(args['value'])}"]) + "}")


CHANGING = {
    "deep_json": ({"member": "x_deep", "depth": 1000, "of": "array"}, deep_json),
    "wrong_type": ({"member": None, "value": {"unexpected": True}}, wrong_type),
    "huge_member": ({"member": "x_huge", "bytes": 100000, "of": "string"}, huge_member),
    "duplicate_member": ({"member": None, "value": "again"}, duplicate_member),
}


# Kinds that change what goes over the wire (a wire.Transmission).

def cut_after(wire, args):
    wire.cut = args["bytes"] + (len(wire.before + wire.head()) if args["of"] == "body" else 0)
    wire.end = args["end"]


def reset(wire, args):
    wire.cut, wire.end = 0, "rst"


def hang(wire, args):
    wire.cut, wire.end = args["bytes"], "hang"


def slow(wire, args):
    wire.piece, wire.interval_ms = args["bytes"], args["interval_ms"]


def wrong_length(wire, args):
    if wire.stream is not None and wire.stream.length is None:
        return
    wire.framing, wire.length_off_by = "length", args["by"]
    if args["by"] > 0:
        wire.end = args["end"]


def no_length(wire, args):
    wire.framing, wire.end = "close", args["end"]


def garbage_after(wire, args):
    more = args["text"].encode()
    if args["in_body"]:
        wire.edit_body(len(more), lambda pieces: itertools.chain(pieces, [more]))
    else:
        wire.after = args["text"].encode()


def headers(wire, args):
    dropped = {name.lower() for name in args["drop"]}
    wire.dropped |= dropped
    wire.headers += [tuple(pair) for pair in args["add"]]


def close_after(wire, args):
    wire.end = args["end"]


def raw(wire, args):
    wire.raw = base64.b64decode(args["base64"]) if args["base64"] else args["text"].encode()
    wire.end = args["end"]


def replace_header(wire, name, text):
    """Change a header that is there; an empty text takes it out."""
    wire.headers = [(have, text if have == name else value) for have, value in wire.headers if have != name or text]


def content_range(wire, args):
    """Another range than the one that is sent."""
    have = dict(wire.headers).get("Content-Range")
    if have is None:
        return
    text = args["text"]
    if not text and have[6] != "*":
        span, _, total = have[6:].partition("/")
        first, _, last = span.partition("-")
        text = f"bytes {int(first) + args['by']}-{int(last) + args['by']}/{int(total) + args['total_by']}"
    replace_header(wire, "Content-Range", text)


def etag(wire, args):
    replace_header(wire, "ETag", args["text"])


def body_length(wire, args):
    """A body that ends too early or goes on, with the Content-Length that it then has."""
    by = args["by"]

    def shorter(pieces, length):
        left = max(0, length + by)
        for piece in pieces:
            yield piece[:left]
            left -= len(piece[:left])
            if not left:
                return

    if by >= 0:
        wire.edit_body(by, lambda pieces: itertools.chain(pieces, [b"+" * by]))
        return
    length = len(wire.body) if wire.stream is None else wire.stream.length
    if length is not None:
        wire.edit_body(max(by, -length), lambda pieces: shorter(pieces, length))


def flip_bit(wire, args):
    """One bit of the body is wrong."""
    def flipped(pieces):
        at = args["at"]
        for piece in pieces:
            if 0 <= at < len(piece):
                piece = piece[:at] + bytes([piece[at] ^ 1]) + piece[at + 1:]
            at -= len(piece)
            yield piece

    wire.edit_body(0, flipped)


WIRING = {
    "content_range": ({"by": 1, "total_by": 0, "text": ""}, content_range),
    "etag": ({"text": '"changed"'}, etag),
    "body_length": ({"by": -1}, body_length),
    "flip_bit": ({"at": 0}, flip_bit),
    "cut_after": ({"bytes": 0, "of": "reply", "end": "fin"}, cut_after),
    "reset": ({}, reset),
    "hang": ({"bytes": 0}, hang),
    "slow": ({"bytes": 1, "interval_ms": 10}, slow),
    "wrong_length": ({"by": 5, "end": "close"}, wrong_length),
    "no_length": ({"end": "close"}, no_length),
    "garbage_after": ({"text": "garbage", "in_body": False}, garbage_after),
    "headers": ({"add": [], "drop": []}, headers),
    "close_after": ({"end": "close"}, close_after),
    "raw": ({"text": "", "base64": "", "end": "close"}, raw),
}

KINDS = {**PREPARING, **REPLACING, **CHANGING, **WIRING}
CHOICES = {"end": ENDS + ("keep",), "body": ("error", "empty", "html"),
           "of": ("reply", "body", "array", "object", "string", "number")}
COMMON = {"path": "*", "method": "*", "times": 1, "skip": 0, "perform": None}


def path_matches(wanted, path):
    """"*" alone matches every path; in a path, a "*" or "{name}" between slashes is any one part."""
    if wanted == "*":
        return True
    want, have = normal_path(wanted).split("/"), path.split("/")
    return len(want) == len(have) and all(a == b or a == "*" or a.startswith("{") for a, b in zip(want, have))


class Fault:
    def __init__(self, wanted):
        """ValueError when the description is not understood."""
        if not isinstance(wanted, dict) or wanted.get("kind") not in KINDS:
            raise ValueError(f"a fault has a kind, one of {', '.join(KINDS)}")
        self.kind = wanted["kind"]
        defaults = {**COMMON, **KINDS[self.kind][0]}
        for name, value in wanted.items():
            if name == "kind":
                continue
            if name not in defaults:
                raise ValueError(f"{self.kind} has no argument {name}")
            self.check(name, value, defaults[name])
        self.args = {**defaults, **{k: v for k, v in wanted.items() if k != "kind"}}
        self.left, self.skip = self.args["times"], self.args["skip"]

    def check(self, name, value, default):
        if name == "perform":
            default = False
        if name in ("value", "retry_after") or (default is None and isinstance(value, str)):
            return
        if type(value) is not type(default):
            raise ValueError(f"{self.kind}: {name} is of the wrong type")
        if name == "base64":
            base64.b64decode(value, validate=True)
        if name == "add" and not all(isinstance(p, list) and [type(one) for one in p] == [str, str] for p in value):
            raise ValueError(f"{self.kind}: add holds pairs of strings")
        if name in CHOICES and value not in CHOICES[name]:
            raise ValueError(f"{self.kind}: {name} is one of {', '.join(CHOICES[name])}")

    def matches(self, method, path):
        return self.args["method"] in ("*", method) and path_matches(self.args["path"], path)

    @property
    def performs(self):
        """Whether the operation takes place although its reply is spoilt."""
        if self.args["perform"] is not None:
            return self.args["perform"]
        return self.kind not in REPLACING and self.kind not in ("reset", "raw")

    def prepare(self, call):
        """Change a call before it is looked at; ApiError where it goes no further."""
        if self.kind in PREPARING:
            PREPARING[self.kind][1](call, self.args)

    def change_reply(self, reply):
        """The reply to send in the place of this one (None where the operation did not take place)."""
        if self.kind in REPLACING:
            return REPLACING[self.kind][1](self.args)
        if reply is None:
            return Reply()
        if self.kind in CHANGING and reply.doc is not NOTHING:
            reply.doc = CHANGING[self.kind][1](reply.doc, self.args)
        return reply

    def change_wire(self, wire):
        if self.kind in WIRING:
            WIRING[self.kind][1](wire, self.args)

    def describe(self):
        return {"kind": self.kind, **self.args, "left": self.left}


class FaultList:
    def __init__(self, wanted=()):
        self.fired = 0
        self.set_all(wanted)

    def set_all(self, wanted):
        if not isinstance(wanted, (list, tuple)):
            raise ValueError("faults is a list")
        self.pending = [Fault(one) for one in wanted]

    def take(self, method, path):
        """The fault that hits this request, or None; counts it down."""
        for fault in self.pending:
            if not fault.matches(method, path):
                continue
            if fault.skip > 0:
                fault.skip -= 1
                continue
            self.fired += 1
            fault.left -= 1
            if fault.left == 0:
                self.pending.remove(fault)
            return fault
        return None
