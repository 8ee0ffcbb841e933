# SPDX-License-Identifier: MIT
"""/session: login, second factor, keeping alive, logout."""

import time

import pytest

from checks import BODIES, OPERATIONS, UUID, current_code, refused, wrong_code
from harness import b64, basic


def test_login(server):
    answer = server.login()
    assert answer.status == 200 and list(answer.doc) == ["session_id"] and UUID.match(answer.doc["session_id"])
    assert answer.headers["Content-Type"] == "application/json" and answer.headers["Mfa-Code"] is None
    assert server.get("/profile", answer.doc["session_id"]).doc["email"] == server.accounts["email"]
    assert server.login().doc != answer.doc


def test_login_refusals(server):
    email, password = server.accounts["email"], server.accounts["password"]
    for pair in ((email, password + "x"), (email, ""), ("nobody@example.org", password), ("", "")):
        refused(server.get("/session/login", headers=basic(*pair)), 401, 14)
    refused(server.login("disabled"), 401, 80)
    refused(server.get("/session/login", headers=server.key()), 401, 14)
    assert server.get("/session/login", headers=basic(email.upper(), password)).status == 200
    assert server.login("contact").status == 200 and server.login("unicode").status == 200


def test_suspended_account(server):
    token = server.token()
    server.control(account_status="S")
    refused(server.login(), 401, 13)
    refused(server.get("/profile", token), 401, 13)


def test_keepalive_and_logout(server):
    token = server.token()
    answer = server.get("/session/keepalive", token)
    assert (answer.status, answer.body, answer.headers["Content-Length"]) == (200, b"", "0")
    answer = server.get("/session/logout", token)
    assert (answer.status, answer.body) == (200, b"")
    for path in ("/profile", "/session/keepalive", "/session/logout"):
        refused(server.get(path, token), 401, 14)


def test_sessions_die_of_idleness(server):
    kept, lost = server.token(), server.token()
    server.control(clock_ahead=600)
    assert server.get("/session/keepalive", kept).status == 200
    server.control(clock_ahead=1000)
    refused(server.get("/session/keepalive", lost), 401, 14)
    assert server.get("/profile", kept).status == 200
    server.control(clock_ahead=1000 + 901)
    refused(server.get("/profile", kept), 401, 14)


def test_session_life_in_real_time(start):
    server = start("--session-life", "1")
    token = server.token()
    for _ in range(3):
        time.sleep(0.5)
        assert server.get("/profile", token).status == 200
    time.sleep(1.1)
    refused(server.get("/profile", token), 401, 14)


def test_login_limit(start):
    server = start("--login-limit", "2")
    assert server.login().status == 200
    email = server.accounts["email"]
    refused(server.get("/session/login", headers=basic(email, "wrong")), 401, 14)
    answer = server.login()
    refused(answer, 429, 70)
    assert 890 <= int(answer.headers["Retry-After"]) <= 900
    assert server.login("admin").status == 200
    server.control(clock_ahead=901)
    assert server.login().status == 200


def test_token_in_header(server):
    server.control(token_place="header")
    answer = server.login()
    assert answer.doc == {"account_id": server.accounts["account_id"]}
    assert server.get("/profile", answer.headers["X-Auth-Token"]).status == 200
    answer = server.login("mfa")
    assert answer.status == 207
    answer = server.post("/session/login", answer.headers["X-Auth-Token"],
                         {"auth_type": "2FA", "code": current_code(server.accounts["totp_secret"])})
    assert server.get("/profile", answer.headers["X-Auth-Token"]).status == 200


# Second factor

def test_login_with_totp(server):
    answer = server.login("mfa")
    assert (answer.status, answer.headers["Mfa-Code"], list(answer.doc)) == (207, "71", ["session_id"])
    pending = answer.doc["session_id"]
    code = current_code(server.accounts["totp_secret"])
    answer = server.post("/session/login", pending, {"auth_type": "2FA", "code": code})
    assert answer.status == 200 and answer.doc["session_id"] != pending
    assert server.get("/profile", answer.doc["session_id"]).doc["auth_methods"] == ["2FA"]
    refused(server.get("/session/keepalive", pending), 401, 14)


@pytest.mark.parametrize("form", [
    lambda code: {"code": code}, lambda code: {"code": b64(code)}, lambda code: {"value": {"code": code}},
    lambda code: {"value": {"code": b64(code)}}])
def test_forms_of_a_totp_body(server, form):
    code = current_code(server.accounts["totp_secret"])
    answer = server.post("/session/login", server.token("mfa"), {"auth_type": "2FA", **form(code)})
    assert answer.status == 200


@pytest.mark.parametrize("form", [
    lambda pin: {"code": b64(pin)}, lambda pin: {"code": pin}, lambda pin: {"value": {"pin": b64(pin)}}])
def test_login_with_pin(server, form):
    answer = server.login("pin")
    assert (answer.status, answer.headers["Mfa-Code"]) == (207, "73")
    answer = server.post("/session/login", answer.doc["session_id"], {"auth_type": "PIN", **form(server.accounts["pin"])})
    assert server.get("/profile", answer.doc["session_id"]).status == 200


def test_wrong_codes(server):
    token = server.token("mfa")
    wrong = {"auth_type": "2FA", "code": wrong_code(server.accounts["totp_secret"])}
    for _ in range(5):
        refused(server.post("/session/login", token, wrong), 401, 83)
    refused(server.post("/session/login", token, wrong), 401, 14)
    token = server.token("pin")
    refused(server.post("/session/login", token, {"auth_type": "PIN", "code": b64("K7-4q")}), 401, 84)
    right = {"auth_type": "PIN", "code": b64(server.accounts["pin"])}
    assert server.post("/session/login", token, right).status == 200


def test_codes_next_to_now(server):
    secret = server.accounts["totp_secret"]
    now = time.time()
    if now % 30 > 25:
        time.sleep(30 - now % 30)
    for ahead in (-30, 30):
        assert server.post("/session/login", server.token("mfa"),
                           {"auth_type": "2FA", "code": current_code(secret, ahead)}).status == 200
    for ahead in (-90, 90):
        refused(server.post("/session/login", server.token("mfa"),
                            {"auth_type": "2FA", "code": current_code(secret, ahead)}), 401, 83)
    server.control(clock_ahead=3600)
    assert server.post("/session/login", server.token("mfa"),
                       {"auth_type": "2FA", "code": current_code(secret, 3600)}).status == 200


@pytest.mark.parametrize("body, name, code", [
    ({"auth_type": "2FA"}, "code", 11), ({"code": "123456"}, "auth_type", 11),
    ({"auth_type": "SMS", "code": "123456"}, "auth_type", 10), ({"auth_type": "2fa", "code": "123456"}, "auth_type", 10),
    ({"auth_type": "PIN", "code": "12345"}, "auth_type", 10), ({"auth_type": "2FA", "code": "12345"}, "code", 10),
    ({"auth_type": "2FA", "code": "1234567"}, "code", 10), ({"auth_type": "2FA", "code": ""}, "code", 10),
    ({"auth_type": "2FA", "value": {}}, "value", 10), ({"auth_type": "2FA", "value": {"pin": "MTIzNDU="}}, "value", 10),
    ({"auth_type": "2FA", "value": {"code": 123456}}, "value", 10), ({"auth_type": "2FA", "value": "123456"}, "value", 10),
    ({"auth_type": "2FA", "value": {"code": "123456"}, "code": "123456"}, "value", 10)])
def test_bodies_of_a_second_step(server, body, name, code):
    refused(server.post("/session/login", server.token("mfa"), body), 400, code, name)


def test_second_step_without_need(server):
    refused(server.post("/session/login", server.token(), {"auth_type": "2FA", "code": "123456"}), 400, 21)


def test_pending_session_may_do_little(server):
    token = server.token("mfa")
    for method, path in OPERATIONS:
        if path.startswith("/profile"):
            refused(server.call(method, path, token, doc=BODIES.get(path) if method == "POST" else None), 401, 14)
    assert server.get("/session/keepalive", token).status == 200
    assert server.get("/session/logout", token).status == 200
    refused(server.get("/session/keepalive", token), 401, 14)


@pytest.mark.parametrize("keep", [True, "silent"])
def test_keep_token(server, keep):
    server.control(keep_token_after_mfa=keep)
    token = server.token("mfa")
    answer = server.post("/session/login", token, {"auth_type": "2FA", "code": current_code(server.accounts["totp_secret"])})
    assert answer.doc == ({} if keep == "silent" else {"session_id": token})
    assert server.get("/profile", token).status == 200


def test_mfa_code_switch(server):
    for value, header in ((61, "61"), ("absent", None), ("auto", "71")):
        server.control(mfa_code=value)
        answer = server.login("mfa")
        assert (answer.status, answer.headers["Mfa-Code"]) == (207, header)


def test_codes_that_serve_once(server):
    body = {"auth_type": "2FA", "code": current_code(server.accounts["totp_secret"])}
    for expected in (200, 200):
        assert server.post("/session/login", server.token("mfa"), body).status == expected
    server.control(totp_once=True)
    refused(server.post("/session/login", server.token("mfa"), body), 401, 83)
