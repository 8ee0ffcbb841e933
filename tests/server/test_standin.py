# SPDX-License-Identifier: MIT
"""Tests of the stand-in server: it must be right before it can say that a client is."""

import asyncio
import base64
import http.client
import json
import os
import signal
import socket
import ssl
import stat
import subprocess
import time
import urllib.parse

import aiohttp
import pytest

import jsontext
import totp
from checks import UUID, current_code, refused
from harness import b64, basic


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


# Parts without a server

def test_totp_vectors():
    """RFC 6238, appendix B, cut to six digits."""
    secret = base64.b32encode(b"12345678901234567890").decode()
    vectors = {59: "287082", 1111111109: "081804", 1111111111: "050471", 1234567890: "005924",
               2000000000: "279037", 20000000000: "353130"}
    assert {when: totp.code(secret, when) for when in vectors} == vectors
    assert totp.matching_step(secret, "287082", 59 + 30) == 1
    assert totp.matching_step(secret, "287082", 59 + 61) is None
    assert totp.matching_step(secret, "287082", 59 - 30) == 1
    assert totp.matching_step(secret, "287082", 1111111109) is None


@pytest.mark.parametrize("value, numbers, text", [
    (12, "float", "12.0"), (12, "exponent", "1.2e1"), (12, "string", '"12"'), (12, "int", "12"),
    (-1, "exponent", "-1e0"), (0, "exponent", "0e0"), (1099511627776, "exponent", "1.099511627776e12"),
    (9007199254740993, "float", "9007199254740993.0"), (1700000000.25, "int", "1700000000.25"),
    (1700000000.25, "exponent", "1.70000000025e9"), (True, "string", "true"), (1000, "exponent", "1e3"),
])
def test_number_forms(value, numbers, text):
    assert jsontext.write(value, numbers) == text


def test_json_styles():
    value = {"a": ["ü/🙂\"", 1, {}], "b": None}
    for style in jsontext.STYLES:
        assert json.loads(jsontext.write(value, style=style)) == value
    assert jsontext.write(value) == '{"a":["ü/🙂\\"",1,{}],"b":null}'
    assert jsontext.write("ü/🙂a", style="escaped") == '"\\u00fc\\u002f\\ud83d\\ude42a"'
    assert "\r\n" in jsontext.write(value, style="pretty")


@pytest.mark.parametrize("raw", [b"", b"{", b'{"a":1}x', b'{"a":1,"a":2}', b'{"a":NaN}', b"{'a':1}", b'{"a":"\xff"}',
                                 b'{"a":"\\ud800"}', b'{"a":"\\u0000"}', b"\xef\xbb\xbf{}", b'{"a":1,}', b"[" * 100000])
def test_json_reader_refuses(raw):
    with pytest.raises(ValueError):
        jsontext.read(raw)


def test_json_reader_accepts_escapes():
    assert jsontext.read(b'{"a":"\\\\u0000 \\ud83d\\ude42"}') == {"a": "\\u0000 🙂"}


# Start, certificate, end

def test_ready_line_and_files(server):
    assert server.ready == f"ready localhost {server.port}\n"
    for name in ("accounts.json", "state.json", "pki/ec-ca.key", "pki/ec-leaf.key"):
        assert stat.S_IMODE(os.stat(os.path.join(server.folder, name)).st_mode) == 0o600, name
    assert server.accounts["base"] == f"https://localhost:{server.port}/api/1.0"


def certificate_text(path):
    return subprocess.run(["openssl", "x509", "-noout", "-text", "-in", path], check=True, capture_output=True, text=True).stdout


def test_certificates(server):
    ca = certificate_text(os.path.join(server.folder, "ca.pem"))
    leaf = certificate_text(os.path.join(server.folder, "pki", "ec-leaf.pem"))
    assert "CA:TRUE" in ca and "Certificate Sign, CRL Sign" in ca and "prime256v1" in ca
    for part in ("CA:FALSE", "Digital Signature", "TLS Web Server Authentication", "prime256v1",
                 "DNS:localhost, IP Address:127.0.0.1, IP Address:0:0:0:0:0:0:0:1"):
        assert part in leaf
    with server.connect() as sock:
        seen = sock.getpeercert()
    before, after = (ssl.cert_time_to_seconds(seen[name]) for name in ("notBefore", "notAfter"))
    assert abs(before - (time.time() - 86400)) < 900 and abs(after - (time.time() + 30 * 86400)) < 900


def test_both_address_families(server):
    with server.connect("127.0.0.1"):
        pass
    try:
        socket.create_server(("::1", 0), family=socket.AF_INET6).close()
    except OSError:
        pytest.skip("no IPv6 on this machine")
    with server.connect("::1"):
        pass


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_signals_end_it_at_once(start, number):
    server = start()
    with server.connect():
        begin = time.monotonic()
        assert server.stop(number) == 0
    assert time.monotonic() - begin < 2
    with pytest.raises(ConnectionRefusedError):
        server.connect()


def test_restart_keeps_ca_users_and_sessions(start):
    server = start("--session-life", "120")
    token = server.token()
    before = server.accounts
    authority = open(os.path.join(server.folder, "ca.pem")).read()
    server.post("/profile/set", token, {"name": "Rosa Lind-Adler"})
    server.stop()
    again = start()
    assert open(os.path.join(again.folder, "ca.pem")).read() == authority
    assert {**again.accounts, "port": 0, "base": "", "users": 0} == {**before, "port": 0, "base": "", "users": 0}
    assert again.user("plain")["name"] == "Rosa Lind-Adler"
    assert again.get("/profile", token).doc["name"] == "Rosa Lind-Adler"


def test_state_survives_a_kill(start):
    server = start()
    token = server.token()
    server.stop(signal.SIGKILL)
    assert start().get("/profile", token).status == 200


def test_wrong_command_line(tmp_path):
    for options in (["--set", "qr_form=jpeg"], ["--set", "nothing=1"], ["--tls", "1.1"],
                    ["--set", 'faults=[{"kind":"none"}]']):
        done = subprocess.run(["/usr/bin/python3", os.path.join(os.path.dirname(__file__), "standin.py"),
                               "--dir", str(tmp_path), *options], capture_output=True, timeout=10)
        assert done.returncode == 2 and not done.stdout


@pytest.mark.parametrize("version", ["1.2", "1.3"])
def test_tls_version(start, version):
    server = start("--tls", version)
    with server.connect() as sock:
        assert sock.version() == f"TLSv{version}"
    other = server.client_context()
    other.minimum_version = other.maximum_version = \
        ssl.TLSVersion.TLSv1_3 if version == "1.2" else ssl.TLSVersion.TLSv1_2
    with pytest.raises(ssl.SSLError):
        server.connect(context=other)
    stats = server.stats()
    assert (stats["connections"], stats["handshakes"], len(stats["handshake_errors"])) == (2, 1, 1)
    assert stats["tls"] == {f"TLSv{version}": 1}


def test_rsa_and_ciphers(start):
    server = start("--cert", "rsa", "--tls", "1.2", "--ciphers", "ECDHE-RSA-AES256-GCM-SHA384", "--name", "10.0.2.2")
    with server.connect() as sock:
        assert sock.cipher()[0] == "ECDHE-RSA-AES256-GCM-SHA384"
        assert ("IP Address", "10.0.2.2") in sock.getpeercert()["subjectAltName"]
    assert "rsaEncryption" in certificate_text(os.path.join(server.folder, "ca.pem"))
    assert server.get("/profile", headers={**server.key(), "Host": "10.0.2.2:1"}).status == 200


@pytest.mark.parametrize("kind", ["ec", "rsa"])
def test_a_ca_in_between_is_sent_along(start, kind):
    server = start("--intermediate", "--cert", kind)
    with server.connect() as sock:  # verified up to ca.pem
        leaf = sock.getpeercert()
    root = ssl.create_default_context(cafile=os.path.join(server.folder, "ca.pem")).get_ca_certs()[0]
    assert leaf["issuer"] != root["subject"] and root["issuer"] == root["subject"]


@pytest.mark.parametrize("flaw, reason", [("expired", "has expired"), ("future", "not yet valid"),
                                          ("host", "Hostname mismatch"), ("untrusted", "local issuer")])
def test_flawed_certificates(start, flaw, reason):
    server = start("--flaw", flaw)
    with pytest.raises(ssl.SSLCertVerificationError, match=reason):
        server.connect()


def resumed_handshakes(server, version):
    context = server.client_context()
    context.minimum_version = context.maximum_version = version
    session = None
    for _ in range(2):
        sock = socket.create_connection(("127.0.0.1", server.port))
        with context.wrap_socket(sock, server_hostname="localhost", session=session) as tls:
            tls.sendall(server.plain_request())
            tls.recv(1)
            session = tls.session
    return server.stats()["resumed"]


@pytest.mark.parametrize("version", [ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3])
def test_resumption_is_counted(server, version):
    assert resumed_handshakes(server, version) == 1


def test_no_tickets(start):
    server = start("--tickets", "0")
    assert resumed_handshakes(server, ssl.TLSVersion.TLSv1_2) == 0
    assert resumed_handshakes(server, ssl.TLSVersion.TLSv1_3) == 0


def test_aiohttp_client(server):
    async def session():
        async with aiohttp.ClientSession() as client:
            user = server.user("unicode")
            auth = aiohttp.BasicAuth(user["email"], user["password"], "utf-8")
            async with client.get(server.accounts["base"] + "/session/login", auth=auth, ssl=server.context) as answer:
                token = (await answer.json())["session_id"]
            async with client.get(server.accounts["base"] + "/profile", headers={"X-Auth-Token": token},
                                  ssl=server.context) as answer:
                return await answer.json()
    assert asyncio.run(session())["name"] == "Zoë Ångström 雪"


# What every request is held to

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


# Sessions

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


# Profile

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


# Control, statistics, switches

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


def raw_reply(server, path="/profile/info"):
    answer, end = server.exchange(server.plain_request(path, extra="Connection: close\r\n"))
    assert end == "close"
    head, _, body = answer.partition(b"\r\n\r\n")
    return head, body


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


# Faults

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
