# SPDX-License-Identifier: MIT
"""What several test modules ask of an answer."""

import re
import time

import totp
from harness import b64

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


def wrong_code(secret):
    near = {current_code(secret, ahead) for ahead in (-60, -30, 0, 30, 60)}
    return next(code for code in ("000000", "000001", "000002", "000003", "000004", "000005") if code not in near)


def full_login(server, name="mfa"):
    pending = server.token(name)
    secret = server.user(name)["totp_secret"]
    answer = server.post("/session/login", pending, {"auth_type": "2FA", "code": current_code(secret)})
    assert answer.status == 200, answer.body
    return answer.doc["session_id"]


OPERATIONS = [
    ("GET", "/session/login"), ("POST", "/session/login"), ("GET", "/session/keepalive"), ("GET", "/session/logout"),
    ("GET", "/profile"), ("GET", "/profile/info"), ("POST", "/profile/set"), ("POST", "/profile/set-password"),
    ("GET", "/profile/2fa/generate"), ("POST", "/profile/set-mfa"), ("POST", "/profile/remove-mfa"),
]
BODIES = {
    "/session/login": {"auth_type": "2FA", "code": "123456"},
    "/profile/set": {},
    "/profile/set-password": {"password": b64("Kiesel-47-Bach"), "new_password": b64("Kiesel-48-Bach")},
    "/profile/set-mfa": {"auth_type": "PIN", "code": "12345"},
    "/profile/remove-mfa": {"auth_type": "PIN"},
}


def raw_reply(server, path="/profile/info"):
    answer, end = server.exchange(server.plain_request(path, extra="Connection: close\r\n"))
    assert end == "close"
    head, _, body = answer.partition(b"\r\n\r\n")
    return head, body
