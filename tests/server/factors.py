# SPDX-License-Identifier: MIT
"""The two second factors: one-time code (2FA) and PIN."""

import hmac

import schema
import totp

METHODS = ("2FA", "PIN")
MFA_CODES = {"2FA": 71, "PIN": 73}
WRONG_CODES = {"2FA": 83, "PIN": 84}
LENGTHS = {"2FA": totp.DIGITS, "PIN": 5}


def plain_code(method, text):
    """The code itself, which may come as it is or in base64; ValueError when it is neither."""
    if len(text) != LENGTHS[method]:
        text = schema.from_base64(text)
    if len(text) != LENGTHS[method] or not text.isprintable():
        raise ValueError(f"is no code of {LENGTHS[method]} characters")
    return text


def announced(user):
    """The factor that a login asks for."""
    return "2FA" if "2FA" in user.enrolled else "PIN"


def proves(user, method, code, state):
    """Whether the code is the user's at this moment."""
    if method == "PIN":
        return hmac.compare_digest(user.pin.encode(), code.encode())
    step = totp.matching_step(user.totp_secret, code, state.now())
    if step is None or (state.switches.totp_once and step <= user.totp_last_step):
        return False
    user.totp_last_step = step
    return True
