# SPDX-License-Identifier: MIT
"""/profile: the logged-in user, and enrolment of second factors."""

import base64
import json
import subprocess
import time
import urllib.parse

import pytest

from checks import UUID, current_code, full_login, refused, wrong_code
from harness import b64, basic


def test_profile(server):
    doc = server.get("/profile", headers=server.key()).doc
    assert len(doc) == 34
    user = server.user("plain")
    assert {name: doc[name] for name in ("id", "name", "email", "home_id")} == \
        {name: user[name] for name in ("id", "name", "email", "home_id")}
    for name in ("id", "home_id", "channel_id", "account_id", "storage_id", "outgoing_id", "incoming_id"):
        assert UUID.match(doc[name]), name
    assert doc["share_types"] == {"restricted_share": True, "public_share": False, "tracked_share": True}
    assert doc["services"][0]["service_key"] == "SFTP" and UUID.match(doc["services"][0]["id"])
    assert (doc["super_admin"], doc["operations"], doc["is_contact"], doc["gid"]) == ("N", 3, False, None)
    assert 1000 <= len(server.get("/profile", headers=server.key()).body) <= 1400
    assert server.get("/profile", headers=server.key()).doc == doc


def test_profiles_differ(server):
    assert server.get("/profile", headers=server.key("contact")).doc["is_contact"] is True
    assert server.get("/profile", headers=server.key("admin")).doc["super_admin"] == "Y"
    assert server.get("/profile", headers=server.key("forced")).doc["forced_auth"] == ["2FA"]
    refused(server.get("/profile", headers=server.key("disabled")), 401, 80)


def test_info(server):
    assert server.get("/profile/info", headers=server.key()).doc == {
        "user_used": 73400320, "user_limit": -1, "acc_used": 412316860416, "acc_limit": 1099511627776}
    assert server.get("/profile/info", headers=server.key("admin")).doc["user_limit"] == 5368709120


def test_set(server):
    before = server.get("/profile", headers=server.key()).doc
    change = {"name": "Rosa \"Ro\" Lind ✓", "language": "de_DE", "message_signature": ""}
    answer = server.post("/profile/set", server.token(), change)
    assert answer.doc == {**change, "email": before["email"]}
    after = server.get("/profile", headers=server.key()).doc
    assert abs(after.pop("modified") - time.time()) < 5
    assert after == {**{k: v for k, v in before.items() if k != "modified"}, **change}


def test_set_nothing(server):
    before = server.get("/profile", headers=server.key()).doc
    for named in ({"doc": {}}, {"raw": b""}, {}):
        answer = server.post("/profile/set", headers=server.key(), **named)
        assert answer.doc == {name: before[name] for name in ("name", "email", "language", "message_signature")}
    assert server.get("/profile", headers=server.key()).doc == before


@pytest.mark.parametrize("name, bad, good", [
    ("name", ["", "ab", "x" * 512, "a@b", "tab\x07bell"], ["abc", "x" * 511, "雪雪雪"]),
    ("language", ["", "en", "xx_XX", "EN_GB"], ["en_GB", "zh_CN"]),
    ("message_signature", ["x" * 501], ["", "x" * 500, "two\nlines"]),
    ("email", ["a@b.c", "nobody", "two@at@example.org", "with space@example.org", "@example.org", "x" * 250 + "@b.cd"],
     ["n.sorel@example.org"])])
def test_set_limits(server, name, bad, good):
    for value in bad + [None, 5, True, ["abc"]]:
        refused(server.post("/profile/set", headers=server.key("admin"), doc={name: value}), 400, 10, name)
    for value in good:
        assert server.post("/profile/set", headers=server.key("admin"), doc={name: value}).doc[name] == value


def test_set_email(server):
    own, other = server.accounts["email"], server.user("mfa")["email"]
    refused(server.post("/profile/set", headers=server.key(), doc={"email": "rosa.l@example.org"}), 403, 50, "email")
    assert server.post("/profile/set", headers=server.key(), doc={"email": own}).status == 200
    refused(server.post("/profile/set", headers=server.key("admin"), doc={"email": other.upper()}), 400, 31, other.upper())
    assert server.post("/profile/set", headers=server.key("admin"), doc={"email": "chief@example.org"}).status == 200
    assert server.get("/session/login", headers=basic("chief@example.org", server.user("admin")["password"])).status == 200
    refused(server.login("admin"), 401, 14)


def test_refused_set_changes_nothing(server):
    before = server.get("/profile", headers=server.key()).doc
    server.post("/profile/set", headers=server.key(), doc={"name": "Changed", "language": "none"})
    server.post("/profile/set", headers=server.key(), doc={"name": "Changed", "email": "x.y@example.org"})
    assert server.get("/profile", headers=server.key()).doc == before


def change_password(server, token, old, new):
    return server.post("/profile/set-password", token, {"password": b64(old), "new_password": b64(new)})


def test_set_password(server):
    token, other = server.token(), server.token()
    email, old = server.accounts["email"], server.accounts["password"]
    answer = change_password(server, token, old, "Grünes Öl 7")
    assert answer.doc == {"email": email}
    refused(server.login(), 401, 14)
    assert server.get("/session/login", headers=basic(email, "Grünes Öl 7")).status == 200
    assert server.get("/profile", token).status == server.get("/profile", other).status == 200


def test_set_password_refusals(server):
    token, old = server.token(), server.accounts["password"]
    refused(change_password(server, token, old + "x", "long-enough"), 400, 10, "password")
    for new in ("short", "x" * 65, "", old):
        refused(change_password(server, token, old, new), 400, 10, "new_password")
    for raw in (old, "a", "YWJj\n", "YWJjZGVm=", "_-8=", b64("abcdefg").rstrip("="), "//8=", "YWJjZGVmZz=="):
        body = {"password": b64(old), "new_password": raw}
        assert server.post("/profile/set-password", token, body).doc["details"] == {"name": "new_password"}, raw
    refused(server.post("/profile/set-password", token, {"password": old, "new_password": b64("abcdef")}), 400, 10, "password")
    assert server.login().status == 200
    for new in ("x" * 6, "雪" * 64):
        assert change_password(server, token, old, new).status == 200
        old = new
    server.control(wrong_password=401)
    refused(change_password(server, token, "wrong", "long-enough"), 401, 14, "password")


@pytest.mark.parametrize("closes, alive", [("none", [True, True]), ("others", [True, False]), ("all", [False, False])])
def test_set_password_closes(server, closes, alive):
    server.control(set_password_closes=closes)
    tokens = [server.token(), server.token()]
    assert change_password(server, tokens[0], server.accounts["password"], "long-enough").status == 200
    assert [server.get("/profile", token).status == 200 for token in tokens] == alive


# Enrolment

def png_of(server, form):
    server.control(qr_form=form)
    answer = server.get("/profile/2fa/generate", headers=server.key())
    body = answer.body
    if form == "quoted":
        body = json.loads(body)
    elif form == "datauri":
        body = body.partition(b"data:image/png;base64,")[2]
    return answer.headers["Content-Type"], body if form == "png" else base64.b64decode(body, validate=True)


@pytest.mark.parametrize("form, content_type", [
    ("base64", "application/octet-stream"), ("quoted", "application/json"),
    ("datauri", "text/plain; charset=utf-8"), ("png", "image/png")])
def test_qr_forms(server, form, content_type):
    sent_type, png = png_of(server, form)
    assert sent_type == content_type and png.startswith(b"\x89PNG\r\n\x1a\n") and b"IEND" in png


def test_empty_qr(server):
    server.control(qr_form="empty")
    answer = server.get("/profile/2fa/generate", headers=server.key())
    assert (answer.status, answer.body) == (200, b"")


def generated_secret(server, tmp_path):
    """The secret that a person's authenticator would read off the image."""
    path = tmp_path / "qr.png"
    path.write_bytes(png_of(server, "png")[1])
    shown = subprocess.run(["zbarimg", "-q", "--raw", str(path)], check=True, capture_output=True, text=True).stdout
    uri = urllib.parse.urlsplit(shown.strip())
    assert (uri.scheme, uri.netloc) == ("otpauth", "totp") and server.accounts["email"] in uri.path
    query = dict(urllib.parse.parse_qsl(uri.query))
    assert (query["algorithm"], query["digits"], query["period"]) == ("SHA1", "6", "30")
    return query["secret"]


def test_enrol_use_and_remove_totp(server, tmp_path):
    token, other = server.token(), server.token()
    first, secret = generated_secret(server, tmp_path), generated_secret(server, tmp_path)
    assert first != secret
    assert server.login().status == 200, "nothing is switched on before set-mfa"
    set_mfa = {"auth_type": "2FA", "code": current_code(secret)}
    refused(server.post("/profile/set-mfa", token, {**set_mfa, "code": wrong_code(secret)}), 400, 83, "code")
    answer = server.post("/profile/set-mfa", token, set_mfa)
    assert answer.status == 200 and other in answer.doc["session_ids"] and token not in answer.doc["session_ids"]
    assert server.get("/profile", token).doc["auth_methods"] == ["2FA"]
    refused(server.get("/profile", other), 401, 14)

    answer = server.login()
    assert (answer.status, answer.headers["Mfa-Code"]) == (207, "71")
    answer = server.post("/session/login", answer.doc["session_id"], {"auth_type": "2FA", "code": current_code(secret)})
    answer = server.post("/profile/remove-mfa", answer.doc["session_id"], {"auth_type": "2FA"})
    assert answer.doc == {"status": "success"}
    assert server.login().status == 200


def test_set_mfa_refusals(server):
    token = server.token()
    refused(server.post("/profile/set-mfa", token, {"auth_type": "2FA", "code": "123456"}), 400, 10, "code")
    for code in ("12345", "1234567", ""):
        refused(server.post("/profile/set-mfa", token, {"auth_type": "2FA", "code": code}), 400, 10, "code")
    for code in ("1234", "123456", b64("1234"), b64("123456"), "12\u0007345", ""):
        refused(server.post("/profile/set-mfa", token, {"auth_type": "PIN", "code": code}), 400, 10, "code")
    refused(server.post("/profile/set-mfa", token, {"auth_type": "SMS", "code": "12345"}), 400, 10, "auth_type")
    assert server.login().status == 200


@pytest.mark.parametrize("encode", [b64, str])
def test_pin_set_used_and_removed(server, encode):
    token = server.token()
    assert server.post("/profile/set-mfa", token, {"auth_type": "PIN", "code": encode("9a-Z!")}).doc == {"session_ids": []}
    answer = server.login()
    assert (answer.status, answer.headers["Mfa-Code"]) == (207, "73")
    assert server.post("/session/login", answer.doc["session_id"], {"auth_type": "PIN", "code": b64("9a-Z!")}).status == 200
    assert server.post("/profile/remove-mfa", token, {"auth_type": "PIN"}).doc == {"status": "success"}
    assert server.login().status == 200
    refused(server.post("/profile/remove-mfa", token, {"auth_type": "PIN"}), 400, 10, "auth_type")


def test_forced_factor_stays(server):
    token = full_login(server, "forced")
    refused(server.post("/profile/remove-mfa", token, {"auth_type": "2FA"}), 403, 50, "auth_type")
    assert server.login("forced").status == 207


def set_pin(server, token):
    return server.post("/profile/set-mfa", token, {"auth_type": "PIN", "code": b64("12345")})


@pytest.mark.parametrize("form", ["array", "string", "null", "absent"])
def test_session_ids(server, form):
    server.control(session_ids=form)
    token, other = server.token(), server.token()
    expected = {"array": {"session_ids": [other]}, "string": {"session_ids": other}, "null": {"session_ids": None}, "absent": {}}
    assert set_pin(server, token).doc == expected[form]
    refused(server.get("/profile", other), 401, 14)


def test_close_own_session(server):
    server.control(close_own_session=True)
    token, other, stranger = server.token(), server.token(), server.token("admin")
    assert set_pin(server, token).doc == {"session_ids": [token, other]}
    refused(server.get("/profile", token), 401, 14)
    assert server.get("/profile", stranger).status == 200
