# SPDX-License-Identifier: MIT
"""/account, /languages, /check and the captcha."""

import subprocess
import zlib

from checks import UUID, refused
from harness import basic


def test_account(server):
    doc = server.get("/account/info", headers=server.key()).doc
    assert sorted(doc) == ["base", "id", "key", "properties", "server_location"] and UUID.match(doc["id"])
    listed = server.get("/account/list", headers=server.key()).doc
    assert [sorted(one) for one in listed] == [["current", "hostname", "id", "plan", "status"]] * 2
    roles = server.get("/account/roles", headers=server.key()).doc
    assert {"id": server.accounts["user_id"], "email": server.accounts["email"], "name": "Rosa Lind"} in roles
    for path in ("/account/info", "/account/list", "/account/roles"):
        refused(server.get(path), 401, 14)


def test_open_account_calls(server):
    doc = server.get("/account/metadata").doc
    assert doc == {"status": "A", "title": "Station & Söhne", "language": "en_GB", "default_logo": False}
    server.control(account_status="S")
    assert server.get("/account/metadata").doc["status"] == "S"


def test_logo_is_a_png(server, tmp_path):
    answer = server.get("/account/logo")
    assert answer.headers["Content-Type"] == "image/png"
    path = tmp_path / "logo.png"
    path.write_bytes(answer.body)
    assert "96 x 32" in subprocess.run(["file", str(path)], check=True, capture_output=True, text=True).stdout
    data, at, rows = answer.body, 8, b""
    while at < len(data):
        length = int.from_bytes(data[at:at + 4], "big")
        kind, body, crc = data[at + 4:at + 8], data[at + 8:at + 8 + length], data[at + 8 + length:at + 12 + length]
        assert zlib.crc32(kind + body) == int.from_bytes(crc, "big")
        rows += body if kind == b"IDAT" else b""
        at += 12 + length
    assert len(zlib.decompress(rows)) == 32 * (1 + 96 * 3)


def test_languages(server):
    listed = server.get("/languages", headers=server.key()).doc
    assert [one["id"] for one in listed] == ["en_GB", "de_DE", "zh_CN"]
    assert [sorted(one) for one in listed] == [["filename", "id", "name"]] * 3
    assert server.get("/languages/default").doc == {"id": "en_GB"}
    refused(server.get("/languages"), 401, 14)


def test_ping(server):
    assert server.get("/check/ping").doc == {"response": "pong"}
    assert server.get("/check/ping?api_key=" + server.accounts["api_key"]).doc == {"response": "pong"}
    refused(server.get("/check/ping?api_key=none"), 401, 14)


def test_queries_are_strict(server):
    refused(server.get("/check/ping?key=x"), 400, 10, "key")
    refused(server.get("/profile?x=1", headers=server.key()), 400, 10, "x")
    refused(server.get("/check/ping?api_key=a&api_key=a"), 400, 10, "api_key")
    refused(server.get("/session/unblock-captcha"), 400, 11, "token")
    refused(server.get("/check/ping?api_key=%ff"), 400, 10)
    assert server.get("/check/ping?_=1700000000").status == 200


def test_captcha(server):
    user = server.user("plain")
    server.control(captcha_after=2)
    for _ in range(2):
        refused(server.get("/session/login", headers=basic(user["email"], "wrong")), 401, 14)
    refused(server.login(), 401, 70, "captcha")
    assert server.login("admin").status == 200
    answer = server.post("/session/unblock-captcha", doc={"token": "wrong"})
    assert (answer.status, answer.doc) == (401, {"valid": False})
    assert server.get("/session/unblock-captcha?token=wrong").doc == {"valid": False}
    refused(server.login(), 401, 70, "captcha")
    answer = server.post("/session/unblock-captcha", doc={"token": "I-am-no-robot"})
    assert (answer.status, answer.doc) == (200, {"valid": True})
    assert server.login().status == 200


def test_captcha_token_in_a_query(server):
    server.control(captcha_after=1, captcha_token="a+b &ü=%")
    refused(server.get("/session/login", headers=basic(server.accounts["email"], "wrong")), 401, 14)
    refused(server.login(), 401, 70, "captcha")
    answer = server.get("/session/unblock-captcha?token=a%2Bb%20%26%C3%BC%3D%25")
    assert (answer.status, answer.doc) == (200, {"valid": True})
    assert server.login().status == 200
