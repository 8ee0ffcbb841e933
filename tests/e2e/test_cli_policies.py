# SPDX-License-Identifier: MIT
"""The command line when calls are tried again, sessions end in between, and TLS is told more than a CA: pins, a
certificate of its own, a session that is kept."""

import contextlib
import hashlib
import os
import shutil
import socket
import ssl
import subprocess
import threading

import pytest
from cli_program import (FILE, LIMITED, NETWORK, OK, SERVER, TLS, UNAUTHORIZED, USAGE, cli, lines, private_file, program,
                         requests)
from transfer import Files, pattern

__all__ = ["cli", "program"]


# ---- tried again

def test_retries(cli):
    cli.server.fault("status", status=503, path="/profile/info", times=2)
    assert "acc_limit: 1099511627776" in lines(cli.run(*cli.key(), "--retries", "2", "profile", "info"))
    assert requests(cli.server)["GET /api/1.0/profile/info"] == 3
    cli.server.fault("status", status=503, path="/profile/info", times=-1)
    line = cli.fails(SERVER, *cli.key(), "--retries", "1", "profile", "info")
    assert "(after 1 more tries)" in line and "[E_SERVER, " in line
    cli.fails(SERVER, *cli.key(), "profile", "info")                        # none unless asked for
    assert requests(cli.server)["GET /api/1.0/profile/info"] == 6
    cli.fails(SERVER, *cli.key(), "profile", "info", env={"QUATRIX_RETRIES": "1"})
    assert requests(cli.server)["GET /api/1.0/profile/info"] == 8


def test_what_changes_something_is_not_tried_again(cli):
    cli.server.fault("status", status=503, path="/user/create", times=-1)
    cli.fails(SERVER, *cli.key("admin"), "--retries", "3", "user", "create", "name=Pump 7", "email=pump-7@example.org")
    assert requests(cli.server)["POST /api/1.0/user/create"] == 1


def test_a_server_that_asks_for_patience(cli):
    cli.server.fault("status", status=429, path="/profile/info", retry_after=1)
    cli.run(*cli.key(), "--retries", "1", "profile", "info")
    cli.server.fault("status", status=429, path="/profile/info", retry_after=1000)
    assert "asks to wait 1000 seconds" in cli.fails(LIMITED, *cli.key(), "--retries", "1", "profile", "info")


@pytest.mark.parametrize("value", ["x", "-1", "255", "1.5"])
def test_retries_is_a_number(cli, value):
    assert "--retries takes a number" in cli.fails(USAGE, *cli.key(), f"--retries={value}", "profile", "info")


# ---- logged in again

def test_a_session_that_ends_is_begun_again(cli):
    cli.server.fault("drop_session", path="/profile")
    assert "name: Rosa Lind" in lines(cli.run(*cli.user(), "--trace", "profile", "get"))
    assert requests(cli.server)["GET /api/1.0/session/login"] == 2
    assert cli.server.stats()["sessions"] == 0                              # and closed at the end


def test_with_a_second_factor(cli):
    totp = ["--totp-secret-file", cli.secret("totp", cli.server.user("mfa")["totp_secret"])]
    cli.server.fault("drop_session", path="/profile")
    cli.run(*cli.user("mfa"), *totp, "profile", "get")
    pin = ["--pin-file", cli.secret("pin", cli.server.user("pin")["pin"])]
    cli.server.fault("drop_session", path="/profile")
    cli.run(*cli.user("pin"), *pin, "profile", "get")
    assert requests(cli.server)["POST /api/1.0/session/login"] == 4


def test_when_that_fails_it_is_said_why(cli):
    cli.server.control(faults=[{"kind": "drop_session", "path": "/profile"},
                               {"kind": "status", "status": 401, "code": 80, "path": "/session/login", "skip": 1}])
    line = cli.fails(UNAUTHORIZED, *cli.user(), "profile", "get")
    assert "(when logging in again: E_UNAUTHORIZED)" in line and "(code 80)" in line


def test_an_api_key_that_is_refused_is_not_tried_again(cli):
    cli.server.fault("drop_session", path="/profile")
    cli.fails(UNAUTHORIZED, *cli.key(), "profile", "get")


def test_transfers_survive_the_end_of_their_session(cli, tmp_path):
    data = pattern(300000)
    name = tmp_path / "pump.bin"
    name.write_bytes(data)
    for path in ("/upload/link", "/upload/chunked/*", "/upload/finalize/*", "/file/id"):
        cli.server.fault("drop_session", path=path)
        cli.run(*cli.user(), "file", "put", str(name), "/", "--overwrite", "--chunk-size", "64K")
    cli.server.fault("drop_session", path="/file/download-link")
    cli.run(*cli.user(), "file", "get", "/pump.bin", str(tmp_path / "got"))
    assert (tmp_path / "got").read_bytes() == data
    assert Files(cli.server).used() >= len(data)


# ---- TLS: a session that is kept

def test_the_tls_session_is_kept(cli, tmp_path):
    cache = tmp_path / "tls"
    args = [*cli.key(), "--session-cache", str(cache), "profile", "info"]
    cli.run(*args)
    assert cache.stat().st_mode & 0o777 == 0o600 and cli.server.stats()["resumed"] == 0
    first = cache.read_bytes()
    cli.run(*args)
    assert cli.server.stats()["resumed"] == 1
    assert cache.read_bytes() != first                                      # the ticket of this time
    cli.run(*cli.key(), "profile", "info", env={"QUATRIX_SESSION_CACHE": str(cache)})
    assert (cli.server.stats()["resumed"], cli.server.stats()["connections"]) == (2, 3)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["plain.key", "tls"]


@pytest.mark.parametrize("damage", [b"", b"nonsense", None])
def test_a_damaged_or_foreign_session_is_passed_over(cli, tmp_path, start_server, damage):
    cache = tmp_path / "tls"
    args = [*cli.key(), "--session-cache", str(cache), "profile", "info"]
    if damage is None:                                                      # of another server, under another CA
        other = start_server()
        key = cli.secret("other.key", other.user("plain")["api_key"])
        cli.run(*cli.at(other), "--api-key-file", key, *args[8:])
    else:
        private_file(cache, damage.decode())
    cli.run(*args)
    assert cli.server.stats()["resumed"] == 0
    cli.run(*args)
    assert cli.server.stats()["resumed"] == 1


def test_a_session_others_can_read_is_not_used(cli, tmp_path):
    cache = tmp_path / "tls"
    args = [*cli.key(), "--session-cache", str(cache), "profile", "info"]
    cli.run(*args)
    cache.chmod(0o644)
    assert "is not used: it has to be a file of your own with mode 0600" in cli.run(*args).stderr
    assert cli.server.stats()["resumed"] == 0 and cache.stat().st_mode & 0o777 == 0o600
    (tmp_path / "link").symlink_to(cache)
    done = cli.run(*cli.key(), "--session-cache", str(tmp_path / "link"), "profile", "info", noise=True)
    assert "is not used" in done.stderr and cli.server.stats()["resumed"] == 0


# ---- TLS: pins

def pin_of(certificate):
    public = subprocess.run(["openssl", "x509", "-in", certificate, "-pubkey", "-noout"], capture_output=True, check=True).stdout
    der = subprocess.run(["openssl", "pkey", "-pubin", "-outform", "DER"], input=public, capture_output=True, check=True).stdout
    return hashlib.sha256(der).hexdigest()


def test_pins(cli):
    good, bad = pin_of(os.path.join(cli.server.folder, "ca.pem")), "00" * 32
    cli.run(*cli.key(), "--pin", good, "profile", "info")
    cli.run(*cli.key(), "--pin", f"{bad},{good.upper()}", "profile", "info")
    cli.run(*cli.key(), "profile", "info", env={"QUATRIX_PINS": good})
    assert "[E_CERT_PIN, handshake]" in cli.fails(TLS, *cli.key(), "--pin", bad, "profile", "info")
    assert requests(cli.server)["GET /api/1.0/profile/info"] == 3


@pytest.mark.parametrize("value", ["12345", "", "00" * 31, "00" * 33, "00" * 32 + ",", "zz" * 32, ",".join(["00" * 32] * 17)])
def test_what_is_no_pin_is_refused_and_not_shown(cli, value):
    line = cli.fails(USAGE, *cli.key(), "--pin=" + value, "profile", "info")
    assert "the PIN of a user goes into --pin-file" in line and "12345" not in line
    assert cli.server.stats()["total"] == 0


# ---- TLS: the client's own certificate

def openssl(*args):
    subprocess.run(["openssl", *map(str, args)], check=True, capture_output=True)


@pytest.fixture(scope="session")
def identity(tmp_path_factory):
    """A CA, a server certificate for localhost, a client's with its key, the key encrypted, and another key."""
    folder = tmp_path_factory.mktemp("identity")
    openssl("req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-keyout", folder / "ca.key",
            "-out", folder / "ca.pem", "-days", "2", "-subj", "/CN=Test CA", "-addext", "keyUsage=critical,keyCertSign")
    for name, usage in (("server", "serverAuth"), ("client", "clientAuth")):
        extensions = folder / (name + ".ext")
        extensions.write_text(f"basicConstraints=CA:FALSE\nextendedKeyUsage={usage}\n" +
                              ("subjectAltName=DNS:localhost\n" if name == "server" else ""))
        openssl("req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-keyout", folder / (name + ".key"),
                "-out", folder / (name + ".csr"), "-subj", f"/CN={name}")
        openssl("x509", "-req", "-in", folder / (name + ".csr"), "-CA", folder / "ca.pem", "-CAkey", folder / "ca.key",
                "-CAcreateserial", "-days", "2", "-out", folder / (name + ".pem"), "-extfile", extensions)
    openssl("pkcs8", "-topk8", "-in", folder / "client.key", "-out", folder / "locked.key", "-passout", "pass:Lehm-6-Ton")
    openssl("ecparam", "-name", "prime256v1", "-genkey", "-noout", "-out", folder / "other.key")
    for key in folder.glob("*.key"):
        key.chmod(0o600)
    return folder


@contextlib.contextmanager
def demanding_server(identity):
    """An HTTPS server that wants a certificate of its clients and tells what it got; ends with the block."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(identity / "server.pem", identity / "server.key")
    context.load_verify_locations(identity / "ca.pem")
    context.verify_mode = ssl.CERT_REQUIRED
    body = b'{"response":"pong"}'
    seen = []

    def serve(sock):
        while True:
            try:
                plain, _ = sock.accept()
            except OSError:
                return
            with contextlib.suppress(OSError), plain, context.wrap_socket(plain, server_side=True) as tls:
                seen.append(dict(item[0] for item in tls.getpeercert()["subject"])["commonName"])
                tls.recv(65536)
                tls.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s" % (len(body), body))
                tls.unwrap()

    with socket.create_server(("127.0.0.1", 0)) as sock:
        thread = threading.Thread(target=serve, args=(sock,))
        thread.start()
        try:
            yield ["--host", "localhost", "--port", str(sock.getsockname()[1]), "--ca", str(identity / "ca.pem")], seen
        finally:
            sock.shutdown(socket.SHUT_RDWR)
            thread.join()


def test_a_certificate_of_the_client_s_own(cli, identity, tmp_path):
    cli.others += ["Lehm-6-Ton", (identity / "client.key").read_text().splitlines()[1]]
    both = ["--client-cert", str(identity / "client.pem"), "--client-key", str(identity / "client.key")]
    locked = [*both[:3], str(identity / "locked.key")]
    with demanding_server(identity) as (at, seen):
        assert lines(cli.run(*at, *both, "--trace", "check", "ping")) == ["response: pong"]
        env = {"QUATRIX_CLIENT_CERT": both[1], "QUATRIX_CLIENT_KEY": both[3]}
        assert lines(cli.run(*at, "check", "ping", env=env)) == ["response: pong"]
        password = cli.secret("key.password", "Lehm-6-Ton")
        cli.run(*at, *locked, "--client-key-password-file", password, "check", "ping")
        with cli.terminal(*at, *locked, "check", "ping") as terminal:
            terminal.answer("Password of the client's key: ", "Lehm-6-Ton")
            assert terminal.wait() == OK
        assert seen == ["client"] * 4
        assert cli.run(*at, "check", "ping", expect=None).returncode in (NETWORK, TLS)      # without one
        assert seen == ["client"] * 4


def test_keys_and_certificates_that_will_not_do(cli, identity, tmp_path):
    certificate, key = str(identity / "client.pem"), str(identity / "client.key")
    line = cli.fails(USAGE, *cli.at(), "--client-cert", certificate, "check", "ping")
    assert "--client-cert and --client-key go together" in line
    other = str(identity / "other.key")
    assert f"{other}: " in cli.fails(TLS, *cli.at(), "--client-cert", certificate, "--client-key", other, "check", "ping")
    assert "[E_OWN_CERT]" in cli.fails(TLS, *cli.at(), "--client-cert", key, "--client-key", key, "check", "ping")
    assert "[E_OWN_KEY]" in cli.fails(TLS, *cli.at(), "--client-cert", certificate, "--client-key", certificate, "check", "ping",
                                      warned=True)
    wrong = cli.secret("key.password", "Sand-9")
    locked = ["--client-cert", certificate, "--client-key", str(identity / "locked.key")]
    assert "[E_OWN_KEY]" in cli.fails(TLS, *cli.at(), *locked, "--client-key-password-file", wrong, "check", "ping")
    assert "--client-key-password-file" in cli.fails(USAGE, *cli.at(), *locked, "check", "ping")
    assert "No such file" in cli.fails(FILE, *cli.at(), "--client-cert", certificate, "--client-key", "/nowhere", "check", "ping")
    assert "do not belong on the command line" in cli.fails(USAGE, *cli.at(), "--client-key-password=Sand-9", "check", "ping")
    shutil.copy(key, tmp_path / "open.key")
    (tmp_path / "open.key").chmod(0o644)
    done = cli.run(*cli.at(), "--client-cert", certificate, "--client-key", str(tmp_path / "open.key"), "check", "ping")
    assert "can be read by others (mode 0644)" in done.stderr
    assert cli.server.stats()["total"] == 1
