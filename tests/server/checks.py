# SPDX-License-Identifier: MIT
"""What several test modules ask of an answer."""

import re
import time

import totp

UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}\Z")
NOBODY = "2b1f7a0e-4c50-4b3c-9f0a-5d1f0e6c7a11"


def refused(answer, status, code, name=None):
    """Check an error document to the last member."""
    doc = answer.doc
    assert (answer.status, doc["code"]) == (status, code), doc
    assert isinstance(doc["msg"], str) and doc["msg"]
    assert answer.headers["Content-Type"] == "application/json"
    assert doc.get("details") == ({"name": name} if name else None)
    assert set(doc) <= {"code", "msg", "details"}


def current_code(secret, ahead=0):
    return totp.code(secret, time.time() + ahead)
