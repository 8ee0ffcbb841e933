# SPDX-License-Identifier: MIT
"""One-time codes of RFC 6238: SHA-1, 30 seconds, 6 digits."""

import base64
import hashlib
import hmac
import secrets

STEP = 30
DIGITS = 6


def new_secret():
    """A fresh secret of 20 bytes as base32 text (32 characters, so no padding)."""
    return base64.b32encode(secrets.token_bytes(20)).decode()


def code_of_step(secret, step):
    digest = hmac.new(base64.b32decode(secret), step.to_bytes(8, "big"), hashlib.sha1).digest()
    offset = digest[-1] & 15
    number = int.from_bytes(digest[offset:offset + 4], "big") & 0x7FFFFFFF
    return f"{number % 10 ** DIGITS:0{DIGITS}d}"


def code(secret, when):
    """The code that an authenticator shows at a Unix time."""
    return code_of_step(secret, int(when) // STEP)


def matching_step(secret, text, when, window=1):
    """The time step whose code is text, looked for around a Unix time, or None."""
    middle = int(when) // STEP
    for step in range(middle - window, middle + window + 1):
        if step >= 0 and hmac.compare_digest(code_of_step(secret, step), text):
            return step
    return None


def uri(secret, email, issuer="Quatrix"):
    """What the QR image holds for an authenticator program."""
    return (f"otpauth://totp/{issuer}:{email}?secret={secret}&issuer={issuer}"
            f"&algorithm=SHA1&digits={DIGITS}&period={STEP}")
