# SPDX-License-Identifier: MIT
"""Scripted misbehaviour."""

import http.client
import json
import time

import pytest

from checks import BODIES, raw_reply, refused
from harness import b64


@pytest.mark.parametrize("status", [500, 502, 503, 504, 509, 429])
@pytest.mark.parametrize("body", ["error", "empty", "html"])
def test_status_fault(server, status, body):
    server.fault("status", path="/profile", status=status, body=body, retry_after="7")
    answer = server.get("/profile", headers=server.key())
    assert (answer.status, answer.headers["Retry-After"]) == (status, "7")
    if body == "error":
        refused(answer, status, -1)
    else:
        assert (answer.body == b"") == (body == "empty")
        assert (answer.headers["Content-Type"] == "text/html") == (body == "html")
    assert server.get("/profile", headers=server.key()).status == 200
    assert server.stats()["faults_fired"] >= 1


def test_which_requests_a_fault_hits(server):
    server.fault("html", path="/session/login", method="GET", times=2, skip=1)
    assert server.get("/profile", headers=server.key()).status == 200
    assert server.post("/session/login", doc=BODIES["/session/login"]).status == 401
    assert [server.login().status for _ in range(4)] == [200, 502, 502, 200]
    server.fault("html", times=-1)
    assert [server.login().status for _ in range(4)] == [502] * 4
    assert server.control()["faults"][0]["kind"] == "html"
    server.control(faults=[{"kind": "html", "path": "/profile"}, {"kind": "redirect"}])
    assert [server.get(path, headers=server.key()).status for path in ("/profile/info", "/profile")] == [302, 502]


def test_whether_the_operation_takes_place(server):
    def name_after(**fault):
        server.control(restore=True, faults=[{"path": "/profile/set", **fault}])
        try:
            server.post("/profile/set", headers=server.key(), doc={"name": "Changed"})
        except (http.client.HTTPException, OSError):
            pass
        return server.get("/profile", headers=server.key()).doc["name"]
    assert name_after(kind="status") == "Rosa Lind"
    assert name_after(kind="status", perform=True) == "Changed"
    assert name_after(kind="cut_after", bytes=20) == "Changed"
    assert name_after(kind="cut_after", bytes=20, perform=False) == "Rosa Lind"
    assert name_after(kind="reset") == "Rosa Lind"
    assert name_after(kind="reset", perform=True) == "Changed"


def test_replacing_faults(server):
    def after(kind, **arguments):
        server.fault(kind, **arguments)
        return server.get("/profile", headers=server.key())
    answer = after("html", status=200)
    assert (answer.status, answer.headers["Content-Type"]) == (200, "text/html") and b"<html>" in answer.body
    answer = after("empty", content_type="application/json")
    assert (answer.status, answer.body, answer.headers["Content-Length"]) == (200, b"", "0")
    answer = after("redirect", status=307)
    assert (answer.status, answer.headers["Location"]) == (307, "https://elsewhere.example/login")
    answer = after("not_json", text='{"a":')
    assert (answer.status, answer.body, answer.headers["Content-Type"]) == (200, b'{"a":', "application/json")


def test_document_faults(server):
    def after(kind, **arguments):
        server.fault(kind, **arguments)
        return server.get("/profile", headers=server.key()).body
    whole = server.get("/profile", headers=server.key()).doc
    assert after("deep_json", depth=5000).startswith(b'{"x_deep":' + b"[" * 5000 + b"]" * 5000 + b',"id":')
    assert after("deep_json", depth=2, of="object", member="id").startswith(b'{"id":{"a":{"a":1}},')
    assert json.loads(after("wrong_type", member="home_id", value=[1])) == {**whole, "home_id": [1]}
    assert json.loads(after("wrong_type"))["id"] == {"unexpected": True}
    assert json.loads(after("huge_member", bytes=200000)) == {"x_huge": "h" * 200000, **whole}
    assert len(json.loads(after("huge_member", member="name", bytes=5000))["name"]) == 5000
    assert len(json.loads(after("huge_member", of="array", bytes=4000))["x_huge"]) == 2000
    assert json.loads(after("huge_member", of="number", bytes=50))["x_huge"] == 10 ** 49
    assert len(json.loads(after("huge_member", of="object", bytes=1200))["x_huge"]) == 100
    body = after("duplicate_member", member="name")
    assert body.count(b'"name":') == 2 and body.endswith(b',"name":"again"}')


@pytest.mark.parametrize("end", ["close", "fin", "rst"])
@pytest.mark.parametrize("count, of", [(0, "reply"), (40, "reply"), (10, "body")])
def test_cut(server, end, count, of):
    server.fault("cut_after", bytes=count, of=of, end=end)
    answer, ended = server.exchange(server.plain_request())
    assert ended == end
    if end != "rst" or answer:
        assert len(answer if of == "reply" else answer.partition(b"\r\n\r\n")[2]) == count


def test_reset(server):
    server.fault("reset")
    assert server.exchange(server.plain_request()) == (b"", "rst")


def test_hang(server):
    server.fault("hang", bytes=9)
    with server.connect() as sock:
        sock.sendall(server.plain_request())
        sock.settimeout(0.4)
        assert sock.recv(100) == b"HTTP/1.1 "
        with pytest.raises(TimeoutError):
            sock.recv(100)
    assert server.get("/profile", headers=server.key()).status == 200


def test_slow(server):
    server.fault("slow", bytes=50, interval_ms=30)
    begin = time.monotonic()
    answer = server.get("/profile/info", headers=server.key())
    assert answer.doc["user_limit"] == -1 and time.monotonic() - begin > 0.12


@pytest.mark.parametrize("by, end", [(3, "close"), (3, "fin"), (-3, "close")])
def test_wrong_length(server, by, end):
    real = len(server.get("/profile/info", headers=server.key()).body)
    server.fault("wrong_length", by=by, end=end)
    answer, ended = server.exchange(server.plain_request(extra="Connection: close\r\n" if by < 0 else ""))
    head, _, body = answer.partition(b"\r\n\r\n")
    assert f"Content-Length: {real + by}".encode() in head and len(body) == real and ended == end


@pytest.mark.parametrize("end", ["close", "fin"])
def test_no_length(server, end):
    server.fault("no_length", end=end)
    answer, ended = server.exchange(server.plain_request())
    head, _, body = answer.partition(b"\r\n\r\n")
    assert b"Content-Length" not in head and json.loads(body)["user_limit"] == -1 and ended == end


def test_garbage_after(server):
    with server.connect() as sock:
        server.fault("garbage_after", text="HTTP/1.1 200 OK\r\n")
        sock.sendall(server.plain_request())
        answer = sock.recv(10000)
        assert answer.endswith(b"}HTTP/1.1 200 OK\r\n")
        sock.sendall(server.plain_request())
        assert sock.recv(10000).startswith(b"HTTP/1.1 200 OK"), "the connection stays"
    server.fault("garbage_after", in_body=True)
    answer = server.get("/profile/info", headers=server.key())
    assert answer.body.endswith(b"}garbage")


def test_headers_fault(server):
    server.fault("headers", add=[["Content-Length", "5"], ["X-Odd", ""]], drop=["Date", "content-type"])
    head, _ = raw_reply(server)
    assert head.count(b"Date:") == 0 and head.count(b"Content-Type:") == 0
    assert b"X-Odd: \r\n" in head and head.count(b"Content-Length: ") == 2


def test_close_after(server):
    for end in ("close", "fin", "rst"):
        server.fault("close_after", end=end)
        answer, ended = server.exchange(server.plain_request())
        assert ended == end and b"Connection: close" not in answer
        if end != "rst":
            assert json.loads(answer.partition(b"\r\n\r\n")[2])["user_limit"] == -1


def test_raw(server):
    for fault in ({"text": "HTTP/1.1 204 No Content\r\n\r\n"}, {"base64": b64("HTTP/1.1 204 No Content\r\n\r\n")}):
        server.fault("raw", **fault)
        assert server.exchange(server.plain_request()) == (b"HTTP/1.1 204 No Content\r\n\r\n", "close")


def test_fault_on_a_kept_connection(server):
    connection = server.connection()
    assert server.get("/profile", headers=server.key(), connection=connection).status == 200
    server.fault("cut_after", bytes=0, end="close", path="/profile")
    with pytest.raises(http.client.RemoteDisconnected):
        server.get("/profile", headers=server.key(), connection=connection)
    connection.close()
    assert server.stats()["handshakes"] == 1
