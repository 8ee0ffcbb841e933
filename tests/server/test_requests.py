# SPDX-License-Identifier: MIT
"""What every request is held to, whatever it asks for."""

import json

import pytest

from checks import BODIES, OPERATIONS, refused
from harness import b64, basic


def test_unknown_paths(server):
    for path in ("/", "/profile", "/api/1.0", "/api/1.0/nothing", "/api/1.0/Profile", "/api/1.1/profile",
                 "/api/1.0/profile/info/more", "/standin", "/standin/other"):
        refused(server.request("GET", path, headers=server.key()), 404, 20)


@pytest.mark.parametrize("method, path", OPERATIONS)
def test_wrong_method(server, method, path):
    if path != "/session/login":
        other = "POST" if method == "GET" else "GET"
        answer = server.call(other, path, headers=server.key())
        refused(answer, 405, 21)
        assert answer.headers["Allow"] == method
    for other in ("PUT", "DELETE", "PATCH"):
        refused(server.call(other, path, headers=server.key()), 405, 21)
    head = server.call("HEAD", path, headers=server.key())
    assert (head.status, head.body) == (405, b"")


def test_slashes_do_not_count(server):
    for target in ("/api/1.0/profile/", "/api/1.0//profile", "//api//1.0///profile//", "/api/1.0/profile/?_=17"):
        assert server.request("GET", target, headers=server.key()).doc["id"] == server.accounts["user_id"]


@pytest.mark.parametrize("method, path", OPERATIONS)
def test_no_or_dead_credentials(server, method, path):
    body = BODIES.get(path) if method == "POST" else None
    answer = server.call(method, path, doc=body)
    refused(answer, 401, 14)
    assert answer.headers["WWW-Authenticate"].startswith("Basic ")
    dead = server.call(method, path, "2b1f7a0e-4c50-4b3c-9f0a-5d1f0e6c7a11", doc=body)
    refused(dead, 401, 14)
    bearer = server.call(method, path, headers={"Authorization": "Bearer none"}, doc=body)
    refused(bearer, 401, 14)
    in_query = server.call(method, path + "?X-Auth-Token=" + server.token(), doc=body)
    refused(in_query, 401, 14)


@pytest.mark.parametrize("method, path", OPERATIONS)
def test_two_kinds_of_credentials(server, method, path):
    answer = server.call(method, path, server.token(), headers=server.key(), doc=BODIES.get(path) if method == "POST" else None)
    refused(answer, 400, 10, "Authorization")


@pytest.mark.parametrize("value", ["Digest abc", "Basic", "Basic !!!!", "Basic YWJj", "Basic YTpi\u00ff",
                                   "Basic cm9zYTpi YQ==", "Basic /zpi", "token"])
def test_broken_authorisation(server, value):
    refused(server.get("/profile", headers={"Authorization": value}), 400, 10, "Authorization")


@pytest.mark.parametrize("method, path", [one for one in OPERATIONS if one[1].startswith("/profile")])
def test_three_ways_in(server, method, path):
    """Session, API key and Basic all reach every profile call."""
    user = server.user("plain")
    ways = (lambda: {"X-Auth-Token": server.token()}, server.key, lambda: basic(user["email"].upper(), user["password"]))
    for way in ways:
        server.control(restore=True)
        if path == "/profile/remove-mfa":
            expected = (400, 10)
        else:
            expected = (200, None)
        answer = server.call(method, path, headers=way(), doc=BODIES.get(path) if method == "POST" else None)
        assert (answer.status, answer.code if answer.status != 200 else None) == expected


def test_scheme_in_any_case(server):
    user = server.user("plain")
    assert server.get("/profile", headers={"Authorization": "bEARER " + user["api_key"]}).status == 200
    assert server.get("/profile", headers={"Authorization": "BASIC " + b64(f"{user['email']}:{user['password']}")}).status == 200


def test_basic_is_not_enough_with_a_second_factor(server):
    user = server.user("mfa")
    refused(server.get("/profile", headers=basic(user["email"], user["password"])), 401, 14)
    assert server.get("/profile", headers=server.key("mfa")).status == 200


def test_disabled_key(server):
    refused(server.get("/profile", headers={"Authorization": "Bearer " + server.accounts["api_key_disabled"]}), 401, 80)


def test_key_and_password_are_no_session(server):
    user = server.user("plain")
    for path in ("/session/keepalive", "/session/logout"):
        refused(server.get(path, headers=server.key()), 401, 14)
        refused(server.get(path, headers=basic(user["email"], user["password"])), 401, 14)


@pytest.mark.parametrize("method, path", [one for one in OPERATIONS if one[0] == "GET"])
def test_body_on_get(server, method, path):
    headers = basic(server.accounts["email"], server.accounts["password"]) if path == "/session/login" else \
        {"X-Auth-Token": server.token()}
    refused(server.get(path, headers=headers, doc={}), 400, 10)
    assert server.get(path, headers={**headers, "Content-Length": "0", "Content-Type": "application/json"}).status == 200


@pytest.mark.parametrize("path", sorted(BODIES))
def test_bad_bodies(server, path):
    headers = {"X-Auth-Token": server.token("mfa")} if path == "/session/login" else server.key()
    good = json.dumps(BODIES[path]).encode()

    def post(raw, **more):
        return server.post(path, headers={**headers, **more}, raw=raw)

    for raw in (b"{", b"nonsense", good + b"x", good[:-1], b'{"a":"\xff"}', b'{"auth_type":"2FA","auth_type":"PIN"}'):
        refused(post(raw), 400, 10)
    for raw in (b"[]", b'"text"', b"null", b"17"):
        refused(post(raw), 400, 10)
    for content_type in ("text/plain", "application/x-www-form-urlencoded", "application/json; charset=latin-1"):
        refused(post(good, **{"Content-Type": content_type}), 415, 10, "Content-Type")
    refused(post(good, **{"Content-Encoding": "br"}), 415, 10, "Content-Encoding")
    refused(post(json.dumps({**BODIES[path], "other": 1}).encode()), 400, 10, "other")
    if path != "/profile/set":
        refused(server.post(path, headers=headers), 400, 10)
    for name in BODIES[path]:
        less = {k: v for k, v in BODIES[path].items() if k != name}
        refused(server.post(path, headers=headers, doc=less), 400, 11, name)
        for value in (None, 7, True, [], {}):
            refused(server.post(path, headers=headers, doc={**BODIES[path], name: value}), 400, 10, name)
    refused(post(b"x" * (1 << 20) + b"x"), 413, 10)


def test_charset_and_chunked_request(server):
    answer = server.post("/profile/set", headers={**server.key(), "Content-Type": "Application/JSON; charset=UTF-8"},
                         raw='{"name":"Jürgen"}'.encode())
    assert answer.doc["name"] == "Jürgen"
    connection = server.connection()
    connection.request("POST", "/api/1.0/profile/set", iter([b'{"na', b'me":"Anke"}']),
                       {**server.key(), "Content-Type": "application/json"}, encode_chunked=True)
    assert json.loads(connection.getresponse().read())["name"] == "Anke"
    connection.close()


def test_host_header(server):
    refused(server.get("/profile", headers={**server.key(), "Host": "other.example"}), 404, 12, "Host")
    for host in ("LOCALHOST", "127.0.0.1:9", "[::1]:9"):
        assert server.get("/profile", headers={**server.key(), "Host": host}).status == 200
    answer, _ = server.exchange(b"GET /api/1.0/profile HTTP/1.1\r\nConnection: close\r\n\r\n")
    assert answer.startswith(b"HTTP/1.1 400 ") and b'"code":12' in answer


def test_headers_that_stand_twice(server):
    for line in (f"Host: localhost:{server.port}", "Authorization: Bearer x"):
        answer, _ = server.exchange(server.plain_request(extra=f"{line}\r\nConnection: close\r\n"))
        assert answer.startswith(b"HTTP/1.1 400 ") and b'"code":10' in answer


def test_what_is_not_http(server):
    answer, end = server.exchange(b"nonsense\r\n\r\n")
    assert answer.startswith(b"HTTP/1.1 400 ") and b'"code":10' in answer and end == "close"
    assert b"Connection: close\r\n" in answer


def test_expect_continue(server):
    raw = b'{"name":"Rosa L"}'
    head = server.plain_request("/profile/set", extra=f"Content-Type: application/json\r\nContent-Length: {len(raw)}\r\n"
                                "Expect: 100-continue\r\nConnection: close\r\n").replace(b"GET", b"POST", 1)
    with server.connect() as sock:
        sock.sendall(head)
        assert sock.recv(100) == b"HTTP/1.1 100 Continue\r\n\r\n"
        sock.sendall(raw)
        assert sock.recv(1000).startswith(b"HTTP/1.1 200 ")


def test_http_1_0(server):
    text = server.plain_request().replace(b"HTTP/1.1", b"HTTP/1.0", 1)
    server.control(chunked=True)
    answer, end = server.exchange(text)
    assert b"Content-Length: " in answer and b"Connection: close" in answer and end == "close"


def test_keep_alive_and_close(server):
    connection = server.connection()
    for _ in range(3):
        assert server.get("/profile", headers=server.key(), connection=connection).status == 200
    answer = server.get("/profile", headers={**server.key(), "Connection": "close"}, connection=connection)
    assert answer.headers["Connection"] == "close"
    connection.close()
    stats = server.stats()
    assert (stats["handshakes"], stats["total"]) == (1, 4)
