# SPDX-License-Identifier: MIT
"""The switches that change how the server behaves, each with its first value and what it may hold."""

import json

import jsontext
import lists


def flag(value):
    if not isinstance(value, bool):
        raise ValueError("is true or false")
    return value


def whole(least=0, most=10 ** 9):
    def check(value):
        if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
            raise ValueError(f"is a whole number from {least} to {most}")
        return value
    return check


def seconds(value):
    if isinstance(value, bool) or not isinstance(value, (int, float)) or value <= 0:
        raise ValueError("is a number of seconds")
    return value


def choice(*values):
    def check(value):
        if isinstance(value, bool) or value not in values:
            raise ValueError("is one of " + ", ".join(map(str, values)))
        return value
    return check


def flag_or(word):
    def check(value):
        if not isinstance(value, bool) and value != word:
            raise ValueError(f"is true, false or {word}")
        return value
    return check


def word(value):
    if not isinstance(value, str):
        raise ValueError("is a string")
    return value


def words(value):
    if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
        raise ValueError("is a list of strings")
    return value


def mfa_code(value):
    if value in ("auto", "absent"):
        return value
    return whole()(value)


SWITCHES = {
    # sessions
    "session_life": (900, seconds),
    "login_limit": (0, whole()),
    "clock_ahead": (0, whole(-10 ** 9)),
    "account_status": ("A", choice("A", "S")),
    "token_place": ("body", choice("body", "header")),
    "keep_token_after_mfa": (False, flag_or("silent")),
    "mfa_code": ("auto", mfa_code),
    "mfa_tries": (5, whole(1)),
    "totp_once": (False, flag),
    "captcha_after": (0, whole()),
    "captcha_token": ("I-am-no-robot", word),
    # lists
    "big_users": (0, whole(0, 10 ** 9)),
    "big_keys": (0, whole(0, 10 ** 9)),
    "big_files": (0, whole(0, 10 ** 9)),
    "big_members": ("all", choice("all", "few")),
    "list_flaws": ([], lists.check_flaws),
    # users and keys
    "key_secret": ("once", choice("once", "always")),
    "forced_auth": ([], words),
    "job_delay_ms": (0, whole(0, 600000)),
    # files
    "upload_life": (900, seconds),
    "link_life": (900, seconds),
    "link_uses": (0, whole()),
    "partial_chunks": (False, flag),
    "chunk_least": (0, whole()),
    "chunk_most": (0, whole()),
    "chunks_in_order": (False, flag),
    "early_refusal": (False, flag),
    "system_folders": (False, flag),
    "older_members": (False, flag),
    "content_place": ("last", choice("first", "middle", "last")),
    # profile
    "qr_form": ("base64", choice("base64", "quoted", "datauri", "png", "empty")),
    "session_ids": ("array", choice("array", "string", "null", "absent")),
    "close_own_session": (False, flag),
    "share_types": ("bool", choice("bool", "letters")),
    "sparse": ("full", choice("full", "null", "absent")),
    "unknown_members": (False, flag),
    "wrong_password": (400, choice(400, 401)),
    "set_password_closes": ("none", choice("none", "others", "all")),
    # how replies are written
    "numbers": ("int", choice(*jsontext.NUMBERS)),
    "json_style": ("compact", choice(*jsontext.STYLES)),
    "header_case": ("title", choice("title", "lower", "upper")),
    "extra_header_bytes": (0, whole(0, 1000000)),
    "interim": (False, flag),
    "chunked": (False, flag),
    "chunk_size": (7, whole(1)),
    "chunk_extras": (False, flag),
    "write_size": (0, whole()),
    "close": (False, flag),
    "latency_ms": (0, whole(0, 600000)),
}


class Switches:
    """Values as attributes; set() checks, reset() goes back to what the command line said."""

    def __init__(self, start=None):
        self.start = dict(start or {})
        self.reset()

    def reset(self):
        for name, (value, _) in SWITCHES.items():
            setattr(self, name, value)
        self.set_all(self.start)

    def set_all(self, values):
        """Set several, or none of them when one is wrong (ValueError)."""
        for name, value in values.items():
            if name not in SWITCHES:
                raise ValueError(f"there is no switch {name}")
            try:
                SWITCHES[name][1](value)
            except ValueError as reason:
                raise ValueError(f"{name} {reason}") from None
        for name, value in values.items():
            setattr(self, name, value)

    def plain(self):
        """Switches that change nothing, for the control replies."""
        return Switches()

    def all(self):
        return {name: getattr(self, name) for name in SWITCHES}


def from_text(assignment):
    """(name, value) of a --set argument; the value is JSON or, where it is not, a word."""
    name, equals, text = assignment.partition("=")
    if not equals:
        raise ValueError(f"{assignment} is not name=value")
    try:
        return name, json.loads(text)
    except ValueError:
        return name, text
