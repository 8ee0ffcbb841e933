# SPDX-License-Identifier: MIT
"""Request models: which members a body may have, and what each may hold.

A model is a dict of member name to Member. A check gets the value and returns what the
operation is to work with, or raises ValueError with the reason.
"""

import base64
import binascii
import collections

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
    checked = {}
    for name, value in doc.items():
        try:
            checked[name] = model[name].check(value)
        except ValueError as reason:
            raise bad_value(name, f"{name} {reason}") from None
    return checked
