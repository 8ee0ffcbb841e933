# SPDX-License-Identifier: MIT
"""Nothing secret stays in memory: the whole RAM of the guest is dumped and searched, stack and lwIP's buffers included.

The store is not part of it: it is what the device keeps on purpose.
"""
import base64
import time

import pytest

from rig import Cable, values_for

KINDS = [("small", "--tls", "1.2"), ("any-server", "--tls", "1.2"), ("any-server", "--tls", "1.3", "--cert", "rsa")]
IDS = [" ".join(kind[:3]) for kind in KINDS]


def pieces(secret, size=12):
    """A secret may be there in part: its beginning, middle and end."""
    return {secret[:size], secret[len(secret) // 2 - size // 2 :][:size], secret[-size:]}


def found(memory, secrets):
    """Names of the secrets of which something is in memory."""
    return {name for name, values in secrets.items() for value in values for piece in pieces(value) if piece in memory}


def secrets_of(person, board):
    """What must not stay, by name; of TLS what the lab printed so far."""
    login = f"{person['email']}:{person['password']}".encode()
    printed = [line.split() for line in board.transcript]
    totp = person["totp_secret"]
    return {
        "password": [person["password"].encode()],
        "base64 of the login": [base64.b64encode(login)],
        "token": [words[1].encode() for words in printed if words[0] == "token"],
        "API key": [person["api_key"].encode()],
        "TOTP secret": [totp.encode(), base64.b32decode(totp + "=" * (-len(totp) % 8))] if totp else [],
        "TLS secret": [bytes.fromhex(words[2]) for words in printed if words[0] == "key"],
        "ticket": [bytes.fromhex(words[1])[16:] for words in printed if words[0] == "ticket"],
    }


@pytest.fixture
def start_lab(start_server, start_board):
    def start(kind, user):
        profile, *options = kind
        server = start_server(*options)
        cable = Cable(server.port)
        person = server.user(user)
        own = {"totp_secret": person["totp_secret"], "pin": person["api_key"]}  # the lab's command "key" takes it from there
        values = values_for(server, cable.port, user, **{name: value for name, value in own.items() if value})
        board = start_board(profile, "device_tests/lab.elf", values, server)
        board.until("ready")
        board.start()
        board.do("keys 1")
        return person, board, cable

    return start


@pytest.mark.parametrize("kind", KINDS, ids=IDS)
def test_after_a_session_with_password_and_code_nothing_is_left(kind, start_lab):
    person, board, _ = start_lab(kind, "mfa")
    assert board.do("login").status == "MFA_REQUIRED"
    code = board.do("mfa")
    assert code.status == "OK", code
    assert board.do("get").status == "OK"
    board.do("close")
    assert board.do("get").status == "OK" and board.info()["resumed"] == 1
    assert board.do("secrets").status == "OK"
    secrets = secrets_of(person, board)
    assert all(secrets.values()), secrets.keys()
    inside = found(board.memory(), secrets)  # the control: the search finds what is there
    assert {"token", "TLS secret", "ticket"} <= inside
    assert not inside & {"password", "base64 of the login", "TOTP secret", "API key"}
    board.do("stop")
    assert found(board.memory(), secrets) == set()


@pytest.mark.parametrize("kind", KINDS[:1] + KINDS[2:], ids=IDS[:1] + IDS[2:])
def test_after_a_whole_run_nothing_is_left_even_before_it_is_taken_down(kind, start_server, start_board):
    profile, *options = kind
    server = start_server(*options)
    values = values_for(server, server.port, new_password="Kupfer-Birne-82", pin="48213-kurz-77")
    board = start_board(profile, "device_tests/lab.elf", values, server)
    board.until("ready")
    board.start()
    before = board.memory()
    assert board.do("run").status == "OK"
    png, totp = (board.folder / "seen.png").read_bytes(), (board.folder / "seen").read_text().strip()
    secrets = {
        "passwords": [values["password"].encode(), b"Kupfer-Birne-82"],
        "base64 of the logins": [base64.b64encode(f"{values['email']}:{word}".encode()) for word in (values["password"], "Kupfer-Birne-82")],
        "PIN": [values["pin"].encode()],
        "TOTP secret": [totp.encode(), base64.b32decode(totp + "=" * (-len(totp) % 8))],
        "image": [png[at : at + 12] for at in range(64, len(png) - 12, 12)],
    }
    assert found(before + png + totp.encode(), secrets) == {"TOTP secret", "image"}
    assert found(board.memory(), secrets) == set()


@pytest.mark.parametrize("kind", KINDS[:1] + KINDS[2:], ids=IDS[:1] + IDS[2:])
def test_a_login_that_is_cut_short_leaves_nothing(kind, start_lab):
    person, board, cable = start_lab(kind, "plain")
    secrets = secrets_of({**person, "totp_secret": None}, board)
    cable.cut()
    board.do("start 0 3000 0 0")
    board.send("login")
    time.sleep(1.5)
    assert "password" in found(board.memory(), secrets)  # waiting for the server, it has it
    assert board.until("= ")[-1].startswith("= E_TIMEOUT")
    board.do("stop")
    assert found(board.memory(), secrets) == set()


@pytest.mark.parametrize("kind", KINDS[:1] + KINDS[2:], ids=IDS[:1] + IDS[2:])
def test_an_api_key_is_wiped(kind, start_lab):
    person, board, _ = start_lab(kind, "plain")
    assert board.do("key").status == "OK"
    secrets = secrets_of({**person, "totp_secret": None}, board)
    assert "API key" in found(board.memory(), secrets)
    board.do("stop")
    assert found(board.memory(), secrets) == set()
