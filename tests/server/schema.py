# SPDX-License-Identifier: MIT
"""Request models: which members a body may have, and what each may hold.

A model is a dict of member name to Member. A check gets the value and returns what the
operation is to work with, or raises ValueError with the reason.
"""

import base64
import binascii
import collections
import re
import urllib.parse

from reply import ApiError, bad_value

Member = collections.namedtuple("Member", "check required")


def required(check):
    return Member(check, True)


def optional(check):
    return Member(check, False)


def text(least=0, most=65536, without=""):
    """A string of least to most characters, free of control characters and of those in without."""
    def check(value):
        if not isinstance(value, str):
            raise ValueError("is not a string")
        if not least <= len(value) <= most:
            raise ValueError(f"has not {least} to {most} characters")
        if any(c in without or (ord(c) < 32 and c not in "\t\r\n") for c in value):
            raise ValueError("holds a character that is not allowed")
        return value
    return check


def one_of(*values):
    def check(value):
        if not isinstance(value, str) or value not in values:
            raise ValueError(f"is none of {', '.join(values)}")
        return value
    return check


UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


def uuid(value):
    if not isinstance(value, str) or not UUID.fullmatch(value):
        raise ValueError("is not a UUID in lower case")
    return value


def list_of(check, most=10000):
    """A list whose elements all pass check."""
    def check_list(value):
        if not isinstance(value, list) or len(value) > most:
            raise ValueError(f"is not a list of at most {most} elements")
        return [check(one) for one in value]
    return check_list


def ids(value):
    """At least one UUID, none of them twice."""
    value = list_of(uuid)(value)
    if len(set(value)) != len(value):
        raise ValueError("holds an id twice")
    return value


def flag(value):
    if not isinstance(value, bool):
        raise ValueError("is not true or false")
    return value


def whole(least=0, most=2 ** 63 - 1):
    """An integer, written without fraction or exponent."""
    def check(value):
        if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
            raise ValueError(f"is no whole number from {least} to {most}")
        return value
    return check


def moment(value):
    """Seconds since 1970, to the microsecond."""
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not 0 <= value < 2 ** 33:
        raise ValueError("is no time in seconds since 1970")
    return round(value, 6)


def digits(least, most):
    """A whole number in a query."""
    def check(text):
        if not re.fullmatch(r"-?[0-9]{1,19}", text):
            raise ValueError("is no whole number")
        return whole(least, most)(int(text))
    return check


def moment_text(text):
    """A time in a query."""
    if not re.fullmatch(r"[0-9]{1,10}(\.[0-9]{1,9})?", text):
        raise ValueError("is no time in seconds since 1970")
    return moment(float(text))


def json_object(value):
    if not isinstance(value, dict):
        raise ValueError("is not an object")
    return value


def from_base64(value):
    """UTF-8 text behind standard, padded base64."""
    if not isinstance(value, str):
        raise ValueError("is not a string")
    try:
        raw = base64.b64decode(value, validate=True)
        if base64.b64encode(raw).decode() != value:
            raise ValueError
        return raw.decode("utf-8")
    except (binascii.Error, ValueError):
        raise ValueError("is not the base64 of UTF-8 text") from None


def check_body(doc, model):
    """The members of a request body, checked; refuses unknown and missing ones."""
    if not isinstance(doc, dict):
        raise ApiError(400, 10, "The body is not a JSON object")
    for name in doc:
        if name not in model:
            raise bad_value(name, f"There is no member {name}")
    for name, member in model.items():
        if member.required and name not in doc:
            raise ApiError(400, 11, f"{name} is missing", name)
    return check_members(doc, model)


def check_members(doc, model):
    checked = {}
    for name, value in doc.items():
        try:
            checked[name] = model[name].check(value)
        except ValueError as reason:
            raise bad_value(name, f"{name} {reason}") from None
    return checked


def check_query(text, model):
    """The query of a request, checked; "_" is what old clients put there against caches."""
    try:
        pairs = urllib.parse.parse_qsl(text, keep_blank_values=True, strict_parsing=bool(text), errors="strict")
    except ValueError:
        raise ApiError(400, 10, "The query is not of the form name=value") from None
    doc = {}
    for name, value in pairs:
        if name == "_":
            continue
        if name not in model or name in doc:
            raise bad_value(name, f"The query parameter {name} " + ("stands twice" if name in doc else "is not known"))
        doc[name] = value
    for name, member in model.items():
        if member.required and name not in doc:
            raise ApiError(400, 11, f"The query parameter {name} is missing", name)
    return check_members(doc, model)
