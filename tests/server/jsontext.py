# SPDX-License-Identifier: MIT
"""JSON text, written in the ways the service may write it and read as strictly as RFC 8259 asks."""

import json
from decimal import Decimal

NUMBERS = ("int", "float", "exponent", "string")
STYLES = ("compact", "pretty", "escaped")


class Verbatim(str):
    """Text that is written into the JSON as it stands; for replies that are meant to be wrong."""


def number_text(value, numbers):
    """Exact: no binary floating point between the value and its digits."""
    if isinstance(value, float):
        plain = f"{value:.6f}".rstrip("0").rstrip(".")
    else:
        plain = str(value)
    if numbers == "float":
        return plain if "." in plain else plain + ".0"
    if numbers == "exponent":
        sign, digits, exponent = Decimal(plain).as_tuple()
        text = "".join(map(str, digits))
        power = exponent + len(text) - 1
        fraction = text[1:].rstrip("0")
        return f"{'-' if sign else ''}{text[0]}{'.' + fraction if fraction else ''}e{power}"
    if numbers == "string":
        return f'"{plain}"'
    return plain


def string_text(value, style):
    if style != "escaped":
        return json.dumps(value, ensure_ascii=False)
    units = value.encode("utf-16-be")
    pairs = (units[i:i + 2] for i in range(0, len(units), 2))
    return '"' + "".join(chr(p[1]) if p[0] == 0 and chr(p[1]).isalnum() and p[1] < 128 else f"\\u{p.hex()}"
                         for p in pairs) + '"'


def write(value, numbers="int", style="compact", depth=0):
    """JSON text of a value; numbers and style are chosen from NUMBERS and STYLES."""
    if isinstance(value, Verbatim):
        return str(value)
    if value is None or isinstance(value, bool):
        return json.dumps(value)
    if isinstance(value, (int, float)):
        return number_text(value, numbers)
    if isinstance(value, str):
        return string_text(value, style)
    pretty = style == "pretty"
    if isinstance(value, dict):
        colon = " : " if pretty else ":"
        items = [json.dumps(k) + colon + write(v, numbers, style, depth + 1) for k, v in value.items()]
        opening, closing = "{}"
    else:
        items = [write(v, numbers, style, depth + 1) for v in value]
        opening, closing = "[]"
    if not pretty or not items:
        return opening + ",".join(items) + closing
    pad = "\r\n" + "\t" * (depth + 1)
    return opening + pad + ("," + pad).join(items) + pad[:-1] + closing


def refuse_constant(name):
    raise ValueError(f"{name} is no JSON")


def unique_members(pairs):
    members = dict(pairs)
    if len(members) != len(pairs):
        raise ValueError("a member stands twice")
    return members


def read(raw):
    """The value of JSON bytes; ValueError when they are not valid JSON in UTF-8 or hold a NUL or lone surrogate."""
    text = raw.decode("utf-8")
    try:
        value = json.loads(text, parse_constant=refuse_constant, object_pairs_hook=unique_members)
        again = json.dumps(value, ensure_ascii=False)
    except RecursionError:
        raise ValueError("nested too deeply") from None
    again.encode("utf-8")
    if "\\u0000" in again.replace("\\\\", ""):
        raise ValueError("a NUL in a string")
    return value
