# SPDX-License-Identifier: MIT
"""Start and end of the server, its files, its certificate."""

import asyncio
import os
import signal
import socket
import ssl
import stat
import subprocess
import time

import aiohttp
import pytest

from checks import refused


def test_ready_line_and_files(server):
    assert server.ready == f"ready localhost {server.port}\n"
    for name in ("accounts.json", "state.json", "state.journal", "tree.json", "pki/ec-ca.key", "pki/ec-leaf.key"):
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


def test_idle_time_survives_a_kill(start):
    server = start()
    token, idle = server.token(), server.token()
    server.control(clock_ahead=600)
    assert server.get("/profile", token).status == 200
    server.restart()
    server.control(clock_ahead=1200)
    assert server.get("/profile", token).status == 200
    refused(server.get("/profile", idle), 401, 14)


def test_restart_in_place(start):
    server = start("--port", "0", "--session-life", "77")
    port, pid = server.port, server.process.pid
    for number in (signal.SIGKILL, signal.SIGTERM):
        server.restart(number)
        assert server.port == port and server.process.pid != pid
        assert server.control()["session_life"] == 77


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
