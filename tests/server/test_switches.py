# SPDX-License-Identifier: MIT
"""Control, statistics, and the switches of how replies are written."""

import ssl
import time

import pytest

from checks import raw_reply, refused


def test_control_needs_its_key(server):
    for headers in ({}, {"X-Standin-Key": "wrong"}, server.key()):
        refused(server.request("GET", "/standin/stats", headers=headers), 401, 14)
        refused(server.request("POST", "/standin/control", {"close": True}, headers), 401, 14)
    assert server.control()["close"] is False
    refused(server.request("POST", "/standin/stats", {}, server.control_key()), 405, 21)


@pytest.mark.parametrize("wanted", [
    {"nothing": 1}, {"qr_form": "jpeg"}, {"chunked": 1}, {"latency_ms": "5"}, {"latency_ms": -1}, {"mfa_code": "71"},
    {"numbers": True}, {"faults": {}}, {"faults": [{}]}, {"faults": [{"kind": "none"}]},
    {"faults": [{"kind": "reset", "bytes": 1}]}, {"faults": [{"kind": "slow", "bytes": "1"}]},
    {"faults": [{"kind": "cut_after", "end": "bang"}]}, {"faults": [{"kind": "raw", "base64": "#"}]},
    {"faults": [{"kind": "headers", "add": ["X: y"]}]}, {"faults": [{"kind": "html", "times": "1"}]},
    {"close": True, "qr_form": "jpeg"}])
def test_control_refusals(server, wanted):
    refused(server.request("POST", "/standin/control", wanted, server.control_key()), 400, 10)
    assert server.control()["close"] is False and server.control()["faults"] == []


def test_reset_goes_back_to_the_command_line(start):
    server = start("--set", "qr_form=png", "--set", "close=true", "--set", 'faults=[{"kind":"html"}]')
    assert server.control(qr_form="empty", close=False)["qr_form"] == "empty"
    back = server.control(reset=True)
    assert (back["qr_form"], back["close"], back["faults"]) == ("png", True, [])


def test_command_line_fault(start):
    server = start("--set", 'faults=[{"kind":"status","path":"/profile","status":503}]')
    assert [server.get("/profile", headers=server.key()).status for _ in range(2)] == [503, 200]


def test_stats(server):
    server.get("/profile/", headers=server.key())
    server.get("//profile?_=1", headers=server.key())
    token = server.token()
    server.post("/profile/set", token, {"name": "a"})
    stats = server.stats()
    assert (stats["connections"], stats["handshakes"], stats["handshake_errors"]) == (4, 4, [])
    assert stats["requests"] == {"GET /api/1.0/profile": 2, "GET /api/1.0/session/login": 1, "POST /api/1.0/profile/set": 1}
    assert (stats["total"], stats["statuses"], stats["sessions"]) == (4, {"200": 3, "400": 1}, 1)
    assert [one["target"] for one in stats["log"]][:2] == ["/api/1.0/profile/", "/api/1.0//profile?_=1"]
    last = stats["log"][-1]
    assert (last["method"], last["body"], last["status"]) == ("POST", '{"name": "a"}', 400)
    assert ["X-Auth-Token", token] in last["headers"]
    server.control(clear_stats=True)
    assert server.stats()["total"] == 0 == server.stats()["handshakes"]


def test_refused_certificate_is_noted(server):
    with pytest.raises(ssl.SSLCertVerificationError):
        server.connect(context=ssl.create_default_context())
    for _ in range(50):
        if server.stats()["handshake_errors"]:
            break
        time.sleep(0.02)
    assert "UNKNOWN_CA" in server.stats()["handshake_errors"][0]


@pytest.mark.parametrize("form, text", [
    ("int", b'"operations":3,'), ("float", b'"operations":3.0,'), ("exponent", b'"operations":3e0,'),
    ("string", b'"operations":"3",')])
def test_numbers_switch(server, form, text):
    server.control(numbers=form)
    assert text in server.get("/profile", headers=server.key()).body


def test_profile_switches(server):
    whole = server.get("/profile", headers=server.key()).doc
    server.control(share_types="letters")
    assert server.get("/profile", headers=server.key()).doc["share_types"] == \
        {"restricted_share": "Y", "public_share": "N", "tracked_share": "Y"}
    server.control(reset=True, sparse="null")
    doc = server.get("/profile", headers=server.key()).doc
    assert len(doc) == 34 and doc["services"] is None and doc["uid"] is None and doc["id"] == whole["id"]
    server.control(sparse="absent")
    doc = server.get("/profile", headers=server.key()).doc
    assert "services" not in doc and {**whole, **doc} == whole
    server.control(reset=True, unknown_members=True)
    doc = server.get("/profile", headers=server.key()).doc
    assert len(doc) == 36 and {**doc, **whole} == doc


def test_chunked_switch(server):
    plain = server.get("/profile", headers=server.key())
    server.control(chunked=True)
    assert server.get("/profile", headers=server.key()).body == plain.body
    head, body = raw_reply(server)
    assert b"Transfer-Encoding: chunked" in head and b"Content-Length" not in head
    assert body.startswith(b'7\r\n{"user_\r\n') and body.endswith(b"\r\n0\r\n\r\n")
    server.control(chunk_extras=True, chunk_size=1000)
    head, body = raw_reply(server)
    assert b';note="a;b"\r\n' in body and body.endswith(b"X-Trailer: 1\r\n\r\n")
    connection = server.connection()
    assert server.get("/profile", headers=server.key(), connection=connection).body == plain.body
    assert server.get("/session/keepalive", server.token(), connection=connection).body == b""
    connection.close()


def test_close_switch(server):
    server.control(close=True)
    answer, end = server.exchange(server.plain_request())
    assert b"\r\nConnection: close\r\n" in answer and end == "close"


def test_latency_switch(server):
    server.control(latency_ms=300)
    begin = time.monotonic()
    server.get("/profile", headers=server.key())
    assert time.monotonic() - begin >= 0.3


def test_header_switches(server):
    server.control(header_case="lower", extra_header_bytes=3000, interim=True)
    head, _ = raw_reply(server)
    assert head.startswith(b"HTTP/1.1 103 ")
    server.control(interim=False)
    head, _ = raw_reply(server)
    assert b"\r\ncontent-length: " in head and b"\r\nx-padding: " + b"p" * 3000 in head
    server.control(header_case="upper")
    assert b"\r\nCONTENT-LENGTH: " in raw_reply(server)[0]


def test_write_size_switch(server):
    server.control(write_size=10)
    with server.connect() as sock:
        sock.sendall(server.plain_request())
        assert len(sock.recv(10000)) == 10, "a read ends at the end of a TLS record"


def test_json_style_switch(server):
    for style, mark in (("pretty", b"\r\n\t"), ("escaped", b"\\u96ea")):
        server.control(json_style=style)
        answer = server.get("/profile", headers=server.key("unicode"))
        assert mark in answer.body and answer.doc["name"] == "Zoë Ångström 雪"
