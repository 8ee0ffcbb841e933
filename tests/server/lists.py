# SPDX-License-Identifier: MIT
"""Replies that are lists: those of the objects at hand, and generated ones of any length, flawed on demand.

A generated list is the same each time. Elements differ in their number alone; a thousand of them are
written as text once, and each further thousand is that text with the leading digits replaced.
"""

import functools

import jsontext
from reply import JSON, Reply, Stream

BLOCK = 1000
DIGITS = 6                          # of the number of a block; three more count inside it
HIGH = "HHHHHH"                     # stands where those digits go; the same in every style of JSON
PLACE = jsontext.Verbatim("\x00list\x00")


def numbered_id(low, family):
    """A UUID of the number whose last three digits are low."""
    return f"{family:08x}-0000-4000-8000-000{HIGH}{low:03d}"


def numbered(low):
    return f"{HIGH}{low:03d}"


@functools.lru_cache(maxsize=16)
def block_texts(document, context, numbers, style, depth):
    """The JSON texts of a thousand elements, with HIGH where their number goes on."""
    return [jsontext.write(document(low, dict(context)), numbers, style, depth).encode() for low in range(BLOCK)]


class Texts:
    """The elements of a list as JSON text, by number."""

    def __init__(self, count, separator):
        self.count, self.separator = count, separator

    def blocks(self):
        """(number of the first, texts) again and again."""
        raise NotImplementedError

    def one(self, at):
        raise NotImplementedError


class Given(Texts):
    def __init__(self, texts, separator):
        super().__init__(len(texts), separator)
        self.texts = texts

    def pieces(self, first, last):
        yield self.separator.join(self.texts[first:last])

    def one(self, at):
        return self.texts[at]

    def length(self):
        return sum(map(len, self.texts))


class Generated(Texts):
    def __init__(self, texts, count, separator):
        super().__init__(count, separator)
        self.texts, self.whole = texts, separator.join(texts)

    def pieces(self, first, last):
        """The elements from first to before last, joined, in pieces of at most a block."""
        while first < last:
            block, start = divmod(first, BLOCK)
            end = min(BLOCK, last - block * BLOCK)
            text = self.whole if (start, end) == (0, BLOCK) else self.separator.join(self.texts[start:end])
            yield text.replace(HIGH.encode(), b"%06d" % block)
            first = block * BLOCK + end
            if first < last:
                yield self.separator

    def one(self, at):
        return self.texts[at % BLOCK].replace(HIGH.encode(), b"%06d" % (at // BLOCK))

    def length(self):
        blocks, rest = divmod(self.count, BLOCK)
        return blocks * sum(map(len, self.texts)) + sum(map(len, self.texts[:rest]))


# What can be wrong with an element. Each: (arguments with defaults, function of its document and the arguments).

def missing(doc, args):
    return {name: value for name, value in doc.items() if name != args["member"]}


def value(doc, args):
    return {**doc, args["member"]: args["value"]}


def oversize(doc, args):
    return {**doc, args["member"]: "h" * args["bytes"]}


def extra(doc, args):
    return {**doc, "x_extra": {"a": [1, {"b": "}]\\\""}], "id": "wrong", "content": [{}]}}


FLAWS = {
    "missing": ({"member": "id"}, missing),
    "value": ({"member": "id", "value": {"unexpected": True}}, value),
    "oversize": ({"member": "name", "bytes": 100000}, oversize),
    "extra": ({}, extra),
    "text": ({"text": "{]"}, None),
    "cut": ({"bytes": 10}, None),
}


def check_flaws(wanted):
    """The switch list_flaws: a list of {"at": number of the element, "kind": ..., arguments}."""
    if not isinstance(wanted, list):
        raise ValueError("is a list")
    for flaw in wanted:
        if not isinstance(flaw, dict) or flaw.get("kind") not in FLAWS or type(flaw.get("at")) is not int or flaw["at"] < 0:
            raise ValueError(f"holds objects with at and kind, one of {', '.join(FLAWS)}")
        defaults = FLAWS[flaw["kind"]][0]
        for name, given in flaw.items():
            if name in ("at", "kind", "value"):
                continue
            if name not in defaults or type(given) is not type(defaults[name]):
                raise ValueError(f"has no {name} of that type in {flaw['kind']}")
    return wanted


def flawed(text, flaw, write):
    args = {**FLAWS[flaw["kind"]][0], **flaw}
    if flaw["kind"] == "text":
        return args["text"].encode()
    if flaw["kind"] == "cut":
        return text[:args["bytes"]]
    return write(FLAWS[flaw["kind"]][1](jsontext.read(text), args))


def assemble(before, elements, after, flaws):
    """The stream of a list between two texts; flaws is a dict of number to text, and to None after a cut one."""
    cut = next((at for at in sorted(flaws) if flaws[at][1]), None)
    count = elements.count if cut is None else cut + 1
    texts = {at: text for at, (text, _) in flaws.items() if at < count}
    if cut is not None:
        after = b""

    def pieces():
        yield before
        at = 0
        for wrong in sorted(texts) + [count]:
            if wrong > at:
                yield from elements.pieces(at, wrong)
                at = wrong
                if wrong < count:
                    yield elements.separator
            if wrong < count:
                yield texts[wrong]
                at = wrong + 1
                if at < count:
                    yield elements.separator
        yield after

    if cut is not None:
        length = sum(map(len, pieces()))
    else:
        length = len(before) + elements.length() + max(0, count - 1) * len(elements.separator) + len(after) + \
            sum(len(text) - len(elements.one(at)) for at, text in texts.items())
    return Stream(length, pieces)


def frame(outer, style):
    """(text before, text after, separator, depth) of a list that is the whole reply or, as PLACE, inside outer."""
    pretty = style["style"] == "pretty"
    if outer is None:
        before, after, depth = b"", b"", 1
    else:
        before, after = jsontext.write(outer, **style).encode().split(PLACE.encode())
        depth = 2
    if not pretty:
        return before + b"[", b"]" + after, b",", depth
    pad = b"\r\n" + b"\t" * depth
    return before + b"[" + pad, pad[:-1] + b"]" + after, b"," + pad, depth


def list_reply(call, docs, generated, count, outer=None, context=()):
    """The reply of a list: docs or, where count is not 0, that many of generated(low, context).

    outer, when given, is the object around the list, with PLACE where the list goes.
    """
    switches = call.switches
    if not count and not switches.list_flaws:
        if outer is None:
            return Reply(doc=docs)
        return Reply(doc={name: docs if value is PLACE else value for name, value in outer.items()})
    style = {"numbers": switches.numbers, "style": switches.json_style}
    before, after, separator, depth = frame(outer, style)

    def write(doc):
        return jsontext.write(doc, depth=depth, **style).encode()

    if count:
        texts = block_texts(generated, tuple(context), switches.numbers, switches.json_style, depth)
        elements = Generated(texts, count, separator)
    else:
        elements = Given([write(doc) for doc in docs], separator)
    if not elements.count:
        return Reply(stream=Stream(len(before + after), lambda: iter([before + after])), content_type=JSON)
    flaws = {flaw["at"]: (flawed(elements.one(flaw["at"]), flaw, write), flaw["kind"] == "cut")
             for flaw in switches.list_flaws if flaw["at"] < elements.count}
    return Reply(stream=assemble(before, elements, after, flaws), content_type=JSON)
