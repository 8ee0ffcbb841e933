# SPDX-License-Identifier: MIT
"""The program "quatrix" against the stand-in server: what it prints, how it fails, what it never shows.
"""

import base64
import contextlib
import json
import os
import pathlib
import signal
import socket
import subprocess
import threading
import time

import pytest
import totp
from cli_program import (FILE, INTERRUPTED, LIMITED, NETWORK, OK, PROGRAM, REFUSED, REPLY, SERVER, TLS, UNAUTHORIZED, USAGE,
                         cli, lines, private_file, program, requests, wait_until)

__all__ = ["cli", "program"]            # fixtures

# ---- operations

MEMBERS = """id name email super_admin home_id operations max_file_size max_files_per_share plan is_contact language
channel_id account_id storage_id created modified quota status uid gid has_key pgp_enabled message_signature outgoing_id
incoming_id services share_types unique_login auth_methods account_status sftp_url forced_auth sftp_login enable_pgp""".split()


def test_get_prints_every_member_that_was_sent(cli):
    shown = lines(cli.run(*cli.user(), "profile", "get"))
    names = [line.partition(":")[0] for line in shown if not line.startswith(" ")]
    assert names == [name for name in MEMBERS if name not in ("max_file_size", "gid")]   # null in the reply
    assert "name: Rosa Lind" in shown
    assert "super_admin: false" in shown
    assert "quota: -1" in shown
    assert "created: 2023-11-14T22:13:20Z" in shown
    assert "modified: 2023-11-14T22:13:20.125000Z" in shown
    assert "auth_methods:" in shown
    at = shown.index("services:")
    assert shown[at + 1].startswith("  - id: ") and shown[at + 2] == "    service_key: SFTP"
    at = shown.index("share_types:")
    assert shown[at + 1:at + 4] == ["  restricted_share: true", "  public_share: false", "  tracked_share: true"]


def test_get_as_json_has_the_types_of_the_reply(cli):
    user = cli.server.user("plain")
    shown = cli.json(*cli.user(), "profile", "get")
    assert list(shown) == [name for name in MEMBERS if name not in ("max_file_size", "gid")]
    assert shown["id"] == user["id"] and shown["email"] == user["email"]
    assert shown["super_admin"] is False and shown["pgp_enabled"] is True
    assert shown["max_files_per_share"] == 1000 and isinstance(shown["max_files_per_share"], int)
    assert (shown["created"], shown["modified"]) == (1700000000.0, 1700000000.125)
    assert shown["services"] == [{"id": cli.json(*cli.user(), "profile", "get")["services"][0]["id"], "service_key": "SFTP"}]
    assert shown["share_types"] == {"restricted_share": True, "public_share": False, "tracked_share": True}
    assert shown["auth_methods"] == [] and "_truncated" not in shown


def test_times_in_json_have_six_decimals(cli):
    assert '"modified": 1700000000.125000,' in cli.run(*cli.key(), "--json", "profile", "get").stdout


def test_control_characters_of_the_server_are_escaped(cli):
    evil = "a\x1b[2Jb\u0085c\u202ed\te\"f\\g\n"
    cli.server.fault("wrong_type", path="/profile", member="message_signature", value=evil, times=2)
    assert "message_signature: a\\x1b[2Jb\\x85c\\u202ed\\te\"f\\g\\n" in lines(cli.run(*cli.key(), "profile", "get"))
    done = cli.run(*cli.key(), "--json", "profile", "get")
    assert json.loads(done.stdout)["message_signature"] == evil
    assert not any(ord(c) < 32 and c != "\n" or c in "\x7f\u0085\u202e" for c in done.stdout)


def test_text_beyond_ascii_is_printed_as_it_is(cli):
    assert "name: Zoë Ångström 雪" in lines(cli.run(*cli.key("unicode"), "profile", "get"))
    shown = cli.json(*cli.user("unicode"), "profile", "get")
    assert shown["message_signature"] == "Grüße \"aus\" Köln\n\\ 🙂"


def test_what_was_cut_is_marked(cli):
    cli.run(*cli.key(), "profile", "set", "name=" + "n" * 300)
    services = [{"id": str(i), "service_key": f"K{i}"} for i in range(40)]
    cli.server.fault("wrong_type", path="/profile", member="services", value=services, times=2)
    shown = lines(cli.run(*cli.key(), "profile", "get"))
    name = next(line for line in shown if line.startswith("name: "))
    assert name.endswith("n [cut]")
    assert next(line for line in shown if line.startswith("services:")).endswith(" of 40]")
    shown = cli.json(*cli.key(), "profile", "get")
    assert shown["_truncated"] == ["name", "services"]
    assert shown["services"][0] == {"id": "0", "service_key": "K0"}


def test_a_fraction_where_a_whole_number_is_due_is_marked(cli):
    cli.server.fault("wrong_type", path="/profile/info", member="acc_used", value=12.5, times=2)
    assert "acc_used: 12 [fraction dropped]" in lines(cli.run(*cli.key(), "profile", "info"))
    assert cli.json(*cli.key(), "profile", "info")["_truncated"] == ["acc_used"]


def test_absent_and_null_members_are_left_out(cli):
    for sparse in ("null", "absent"):
        cli.server.control(sparse=sparse)
        assert "quota" not in cli.json(*cli.key(), "profile", "get")
        assert "quota" not in cli.run(*cli.key(), "profile", "get").stdout


def test_an_empty_reply_is_an_empty_object(cli):
    cli.server.control(session_ids="absent")
    file = cli.secret("pin.new", "B2-x9")
    cli.others.append("B2-x9")
    assert cli.json(*cli.user(), "profile", "set-mfa", "auth_type=PIN", "--new-pin-file", file) == {}


def test_info(cli):
    assert lines(cli.run(*cli.user(), "profile", "info")) == [
        "user_used: 73400320", "user_limit: -1", "acc_used: 412316860416", "acc_limit: 1099511627776"]
    assert cli.json(*cli.user(), "profile", "info") == {
        "user_used": 73400320, "user_limit": -1, "acc_used": 412316860416, "acc_limit": 1099511627776}


def test_set_sends_only_what_is_named(cli):
    done = cli.run(*cli.user(), "profile", "set", "name=Pump 7", "message_signature=")
    assert lines(done) == ["name: Pump 7", "email: rosa.lind@example.org", "language: en_GB", "message_signature:"]
    sent = [entry for entry in cli.server.stats()["log"] if entry["target"].endswith("/profile/set")]
    assert json.loads(sent[0]["body"]) == {"name": "Pump 7", "message_signature": ""}
    shown = cli.json(*cli.user("admin"), "profile", "set", "email=n.sorel@example.org", "language=de_DE")
    assert (shown["email"], shown["language"]) == ("n.sorel@example.org", "de_DE")


def test_a_value_may_hold_what_it_likes(cli):
    value = "=Zeile 1\nZeile \"2\" = \\ 雪 🙂"
    assert cli.json(*cli.key(), "profile", "set", "message_signature=" + value)["message_signature"] == value


def test_set_password_from_files(cli):
    cli.others.append("Neu-Moos-52")
    done = cli.run(*cli.user(), "profile", "set-password", "--new-password-file", cli.secret("new", "Neu-Moos-52"))
    assert lines(done) == ["email: rosa.lind@example.org"]
    assert "Login" not in cli.fails(UNAUTHORIZED, *cli.user(), "session", "login")
    file = cli.secret("new.password", "Neu-Moos-52")
    cli.run(*cli.at(), "--user", "rosa.lind@example.org", "--password-file", file, "session", "login")


def test_set_password_with_an_api_key_reads_both_from_standard_input(cli):
    cli.others.append("Neu-Moos-53")
    old = cli.server.user("plain")["password"]
    done = cli.run(*cli.key(), "--json", "profile", "set-password", "--password-file", "-", "--new-password-file", "-",
                   stdin=f"{old}\nNeu-Moos-53\n")
    assert json.loads(done.stdout) == {"email": "rosa.lind@example.org"}


def code_of(secret):
    return totp.code(secret, time.time())


def pending_secret(server, name="plain"):
    """The 2FA secret the server last generated for a user."""
    with open(os.path.join(server.folder, "state.json"), encoding="utf-8") as file:
        return json.load(file)["now"]["users"][name]["totp_pending"]


def test_2fa_from_image_to_login(cli, tmp_path):
    image = tmp_path / "qr.png"
    done = cli.run(*cli.user(), "profile", "2fa-generate", "--out", str(image))
    assert lines(done) == [f"file: {image}", "content_type: application/octet-stream", f"bytes: {image.stat().st_size}"]
    assert image.read_bytes().startswith(b"\x89PNG\r\n\x1a\n") and image.read_bytes().endswith(b"IEND\xaeB`\x82")
    secret = pending_secret(cli.server)
    cli.others.append(secret)
    cli.server.login("plain")               # a second session, to be closed
    done = cli.run(*cli.user(), "profile", "set-mfa", "auth_type=2FA", "code=" + code_of(secret))
    assert len(done.stdout.split(": ")[1].split(", ")) == 1 and done.stdout.startswith("session_ids: ")
    file = cli.secret("totp", secret)
    assert cli.json(*cli.user(), "--totp-secret-file", file, "profile", "get")["auth_methods"] == ["2FA"]
    done = cli.run(*cli.user(), "--totp-secret-file", file, "profile", "remove-mfa", "auth_type=2FA")
    assert lines(done) == ["status: success"]
    assert cli.json(*cli.user(), "profile", "get")["auth_methods"] == []


def test_set_mfa_computes_the_code_from_the_secret_file(cli, tmp_path):
    cli.run(*cli.user(), "profile", "2fa-generate", "--out", str(tmp_path / "qr.png"))
    secret = pending_secret(cli.server)
    cli.others.append(secret)
    file = cli.secret("totp", secret.lower())
    assert cli.json(*cli.user(), "profile", "set-mfa", "auth_type=2FA", "--totp-secret-file", file) == {"session_ids": []}


def test_pin_from_file_to_login(cli):
    cli.others.append("B2-x9")
    cli.run(*cli.user(), "profile", "set-mfa", "auth_type=PIN", "--new-pin-file", cli.secret("pin.new", "B2-x9"))
    pin = ["--pin-file", cli.secret("pin", "B2-x9")]
    assert cli.json(*cli.user(), *pin, "profile", "get")["auth_methods"] == ["PIN"]
    assert cli.json(*cli.user(), *pin, "profile", "remove-mfa", "auth_type=PIN") == {"status": "success"}


@pytest.mark.parametrize("form", ["base64", "quoted", "datauri", "png"])
def test_every_form_of_the_image_becomes_a_png_and_raw_is_left_alone(cli, form):
    cli.server.control(qr_form=form)
    png = cli.run(*cli.key(), "profile", "2fa-generate", binary=True).stdout
    assert png.startswith(b"\x89PNG\r\n\x1a\n") and png.endswith(b"IEND\xaeB`\x82")
    raw = cli.run(*cli.key(), "profile", "2fa-generate", "--raw", "--out", "-", binary=True).stdout
    start = {"base64": b"iVBOR", "quoted": b'"iVBOR', "datauri": b"data:image/png;base64,iVBOR", "png": b"\x89PNG"}
    assert raw.startswith(start[form])


def test_session_login(cli):
    assert lines(cli.run(*cli.user(), "session", "login")) == ["session: open", "factor: none"]
    assert lines(cli.run(*cli.user("mfa"), "session", "login")) == ["session: pending", "factor: 2FA"]
    assert cli.json(*cli.user("pin"), "session", "login") == {"session": "pending", "factor": "PIN"}
    file = cli.secret("totp", cli.server.user("mfa")["totp_secret"])
    assert cli.json(*cli.user("mfa"), "session", "login", env={"QUATRIX_TOTP_SECRET_FILE": file}) == {
        "session": "open", "factor": "2FA"}


def test_session_keepalive_and_logout(cli):
    assert lines(cli.run(*cli.user(), "session", "keepalive")) == ["session: renewed"]
    assert lines(cli.run(*cli.user(), "session", "logout")) == ["session: closed"]
    assert cli.json(*cli.user(), "session", "logout") == {"session": "closed"}
    assert requests(cli.server) == {"GET /api/1.0/session/login": 3, "GET /api/1.0/session/keepalive": 1,
                                    "GET /api/1.0/session/logout": 3}


def test_every_run_ends_its_session_and_uses_one_connection(cli):
    cli.run(*cli.user(), "profile", "get")
    cli.run(*cli.user("mfa"), "--totp-secret-file", cli.secret("totp", cli.server.user("mfa")["totp_secret"]),
            "profile", "info")
    cli.run(*cli.user("mfa"), "session", "login")
    cli.fails(REFUSED, *cli.user(), "profile", "set", "email=r.lind@example.org")
    stats = cli.server.stats()
    assert (stats["sessions"], stats["connections"]) == (0, 4)


def test_with_a_key_or_basic_there_is_no_session(cli):
    cli.run(*cli.key(), "profile", "info")
    cli.run(*cli.user(), "--basic", "profile", "info")
    assert requests(cli.server) == {"GET /api/1.0/profile/info": 2}
    sent = [dict(entry["headers"])["Authorization"].split()[0] for entry in cli.server.stats()["log"]]
    assert sent == ["Bearer", "Basic"]


# ---- settings

def test_settings_come_from_the_environment(cli):
    user = cli.server.user("plain")
    where = {"QUATRIX_HOST": "localhost", "QUATRIX_PORT": str(cli.server.port),
             "QUATRIX_CA": os.path.join(cli.server.folder, "ca.pem")}
    as_user = {**where, "QUATRIX_USER": user["email"]}
    file = cli.secret("password", user["password"])
    for env in ({**as_user, "QUATRIX_PASSWORD_FILE": file}, {**as_user, "QUATRIX_PASSWORD": user["password"]},
                {**where, "QUATRIX_API_KEY": user["api_key"]},
                {**where, "QUATRIX_API_KEY_FILE": cli.secret("key", user["api_key"])},
                {**as_user, "QUATRIX_PASSWORD": "wrong", "QUATRIX_API_KEY": user["api_key"]}):
        assert cli.json("profile", "get", env=env)["email"] == user["email"]
    pin = cli.server.user("pin")
    env = {**where, "QUATRIX_USER": pin["email"], "QUATRIX_PASSWORD": pin["password"],
           "QUATRIX_PIN_FILE": cli.secret("pin", pin["pin"])}
    assert cli.json("profile", "get", env=env)["auth_methods"] == ["PIN"]


def test_the_command_line_goes_before_the_environment(cli):
    env = {"QUATRIX_HOST": "elsewhere.invalid", "QUATRIX_PORT": "1", "QUATRIX_API_KEY": "no-key",
           "QUATRIX_CA": "/nowhere", "QUATRIX_PASSWORD": "wrong"}
    assert cli.json(*cli.user(), "profile", "get", env=env)["name"] == "Rosa Lind"
    env = {"QUATRIX_API_KEY": cli.server.user("plain")["api_key"]}
    cli.run(*cli.user(), "session", "keepalive", env=env)


def test_options_may_stand_anywhere(cli):
    where = cli.key()
    cli.run("profile", *where[:4], "set", *where[4:], "name=Pump 8", "--json")
    cli.run(*where, "profile", "set", "--", "name=Pump 9")


def test_a_secret_file_others_can_read_is_warned_of(cli, tmp_path):
    user = cli.server.user("plain")
    file = private_file(tmp_path / "open", user["password"] + "\r\n", 0o644)
    done = cli.run(*cli.at(), "--user", user["email"], "--password-file", file, "profile", "info")
    assert done.stderr == f"quatrix: warning: {file} can be read by others (mode 0644): chmod 600 it\n"


@pytest.mark.parametrize("text, why", [("", "holds no secret"), ("\n", "holds no secret"), ("one\ntwo\n", "more than one line"),
                                       ("x" * 400, "too long"), ("a\0b\n", "is not text")])
def test_a_secret_file_has_one_line_of_text(cli, tmp_path, text, why):
    file = private_file(tmp_path / "odd", text)
    assert why in cli.fails(FILE, *cli.at(), "--user", "a@example.org", "--password-file", file, "profile", "info")


def test_a_file_that_is_not_there(cli):
    assert "/nowhere: No such file" in cli.fails(FILE, *cli.at(), "--api-key-file", "/nowhere", "profile", "info")
    done = cli.fails(FILE, *cli.key()[:4], "--ca", "/nowhere/ca.pem", *cli.key()[6:], "profile", "info")
    assert "/nowhere/ca.pem: No such file" in done


def test_der_is_as_good_as_pem(cli, tmp_path):
    der = tmp_path / "ca.der"
    subprocess.run(["openssl", "x509", "-in", os.path.join(cli.server.folder, "ca.pem"), "-outform", "DER", "-out", der],
                   check=True)
    cli.run(*cli.key(), "--ca", str(der), "profile", "info")


# ---- command line that is wrong

@pytest.mark.parametrize("args, why", [
    (["profil", "get"], "did you mean profile? there are: profile, session"),
    (["profile", "gt"], "did you mean get? there are: get, info, set, set-password, 2fa-generate, set-mfa, remove-mfa"),
    (["profile", "xyzzy"], "there is no operation of profile called xyzzy; there are: get, info"),
    (["profile", "set", "nme=x"], "no member of profile set called nme; did you mean name? there are: name, email, language"),
    (["profile", "get", "name=x"], "no member of profile get called name; it takes none"),
    (["profile", "set", "name"], "name needs a value: name=VALUE"),
    (["profile", "set", "name=a", "name=b"], "name stands twice"),
    (["profile", "set"], "nothing to change"),
    (["profile", "set-mfa"], "needs auth_type=VALUE (2FA or PIN)"),
    (["profile", "set-mfa", "auth_type=SMS"], "auth_type is 2FA or PIN, not SMS"),
    (["profile", "set-mfa", "auth_type=PIN", "code=12345"], "--new-pin-file"),
    (["profile", "set-password", "password=abc"], "--password-file"),
    (["profile", "set-password", "new_password=abc"], "--new-password-file"),
    (["profile", "get", "--out", "x"], "--out is for replies that are bytes"),
    (["profile", "get", "--raw"], "--raw is for images"),
    (["profile", "get", "--password", "abc"], "--password-file FILE, or wait"),
    (["profile", "get", "--password=abc"], "--password-file FILE, or wait"),
    (["profile", "get", "--api-key=abc"], "--api-key-file"),
    (["profile", "get", "--nonsense=abc"], "option --nonsense;"),
    (["profile", "get", "-x"], "unknown option -x"),
    (["profile", "get", "--host"], "--host needs a value"),
    (["profile", "get", "--port", "0"], "1 to 65535"),
    (["profile", "get", "--port", "65536"], "1 to 65535"),
    (["profile", "get", "--port", "443x"], "1 to 65535"),
    (["profile", "get", "--timeout", "0"], "--timeout takes seconds"),
    (["profile", "get", "--timeout", "-1"], "--timeout takes seconds"),
    (["profile", "get", "--timeout", "99999999999999999999"], "--timeout takes seconds"),
    (["profile", "get", "--host", "https://acme.quatrix.it"], "without https://"),
    (["profile", "get", "--host", "acme.quatrix.it:443"], "the port goes into --port"),
    (["profile", "get", "--host", "ac me"], "[E_TEXT]"),
    (["profile", "get", "--user", "a@example.org"], "exclude each other"),
    (["profile", "get", "--basic"], "exclude each other"),
    (["session", "login"], "give --user instead"),
    (["profile", "set", "name="], "name: "),
    (["profile", "set", "name=" + "x" * 600], "[E_TOO_LONG, request]"),
    (["profile", "set", "name=a\x01b"], "[E_TEXT, request]"),
    (["profile", "set", "email=a:b@example.org"], "email: "),
])
def test_what_is_wrong_with_a_command_line_is_said_before_anything_is_sent(cli, args, why):
    line = cli.fails(USAGE, *cli.key(), *args)
    assert why in line
    assert "abc" not in line and "12345" not in line
    assert cli.server.stats()["total"] == 0


def test_bytes_that_are_no_text_are_refused(cli):
    assert "[E_TEXT, request]" in cli.fails(USAGE, *cli.key(), "profile", "set", b"name=a\xffb")


def test_settings_that_are_missing(cli):
    assert "Give --host NAME" in cli.fails(USAGE, "profile", "get")
    assert "Give --user EMAIL or --api-key-file FILE" in cli.fails(USAGE, *cli.at(), "profile", "get")
    assert "Give --user EMAIL, or" in cli.fails(USAGE, *cli.at(), "session", "login")
    line = cli.fails(USAGE, *cli.at(), "--user", "a@example.org", "profile", "get")
    assert line.endswith("no password, and no terminal to ask at: give --password-file FILE or set QUATRIX_PASSWORD_FILE")
    line = cli.fails(USAGE, *cli.user(), "profile", "set-password")
    assert line.endswith("no new password, and no terminal to ask at: give --new-password-file FILE")
    line = cli.fails(USAGE, *cli.user(), "profile", "set-mfa", "auth_type=PIN")
    assert line.endswith("give --new-pin-file FILE")
    line = cli.fails(USAGE, *cli.user(), "profile", "set-mfa", "auth_type=2FA")
    assert line.endswith("give --totp-secret-file FILE or set QUATRIX_TOTP_SECRET_FILE")
    assert cli.server.stats()["total"] == 0
    line = cli.fails(USAGE, *cli.user("mfa"), "profile", "get")
    assert "no 2FA code, and no terminal" in line
    line = cli.fails(USAGE, *cli.user("pin"), "profile", "get")
    assert "no PIN, and no terminal" in line
    assert cli.server.stats()["sessions"] == 0      # the half-open ones were closed


def test_help_and_version(cli):
    text = cli.run("--help").stdout
    for word in ("QUATRIX_HOST", "QUATRIX_PASSWORD and QUATRIX_API_KEY", "files are\nbetter", "Exit status", "130",
                 "profile 2fa-generate", "session keepalive", "/etc/ssl/certs/ca-certificates.crt"):
        assert word in text, word
    assert max(map(len, text.splitlines())) <= 100
    text = cli.run("--help", "profile").stdout
    assert max(map(len, text.splitlines())) <= 100
    for word in ("set-password", "message_signature=VALUE (optional)", "asked for, or --new-password-file FILE"):
        assert word in text, word
    assert "needs --user" in cli.run("session", "--help").stdout
    assert cli.run("--version").stdout.startswith("quatrix ")
    assert "did you mean session?" in cli.fails(USAGE, "--help", "sesion")
    assert "Usage:" in cli.run(expect=USAGE).stderr
    assert "set-password" in cli.run("profile", expect=USAGE).stderr


# ---- failures of network, TLS, server

def test_wrong_password(cli):
    file = cli.secret("wrong", "Kiesel-47-Back")
    cli.others.append("Kiesel-47-Back")
    line = cli.fails(UNAUTHORIZED, *cli.at(), "--user", "rosa.lind@example.org", "--password-file", file, "profile", "get")
    assert line.startswith("quatrix: session login: HTTP 401: E-mail or password is wrong (code 14) [E_UNAUTHORIZED, ")


def test_wrong_key_code_and_pin(cli):
    assert "[E_UNAUTHORIZED, " in cli.fails(UNAUTHORIZED, *cli.at(), "--api-key-file", cli.secret("k", "bad-key"),
                                            "profile", "get")
    file = cli.secret("totp", "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ")
    assert "(code 83)" in cli.fails(UNAUTHORIZED, *cli.user("mfa"), "--totp-secret-file", file, "profile", "get")
    assert "(code 84)" in cli.fails(UNAUTHORIZED, *cli.user("pin"), "--pin-file", cli.secret("p", "wrong"), "profile", "get")
    line = cli.fails(USAGE, *cli.user("mfa"), "--totp-secret-file", cli.secret("t", "1!!"), "profile", "get")
    assert "not a base32 secret" in line


def test_a_user_who_may_not(cli):
    assert "(code 80)" in cli.fails(UNAUTHORIZED, *cli.user("disabled"), "profile", "get")
    assert "(code 50)" in cli.fails(REFUSED, *cli.key("forced"), "profile", "remove-mfa", "auth_type=2FA")
    cli.server.control(account_status="S")
    assert "(code 13)" in cli.fails(UNAUTHORIZED, *cli.user(), "profile", "get")


def test_wrong_current_password(cli):
    new = ["--new-password-file", cli.secret("new", "Neu-Moos-52")]
    args = [*cli.key(), "--password-file", cli.secret("wrong", "Kiesel-47-Back"), *new, "profile", "set-password"]
    cli.others += ["Neu-Moos-52", "Kiesel-47-Back"]
    assert "The current password is wrong" in cli.fails(REFUSED, *args)
    cli.server.control(wrong_password=401)
    assert "The current password is wrong" in cli.fails(UNAUTHORIZED, *args)


def test_unknown_factor(cli):
    cli.server.control(mfa_code=61)
    line = cli.fails(UNAUTHORIZED, *cli.user("mfa"), "profile", "get")
    assert "(Mfa-Code 61)" in line and "[E_FACTOR, " in line


def test_an_expired_session(cli):
    cli.server.control(session_life=0.2, latency_ms=500)
    line = cli.fails(UNAUTHORIZED, *cli.user(), "profile", "get")
    assert line.startswith("quatrix: profile get: HTTP 401: ") and "[E_UNAUTHORIZED, " in line


def test_unknown_host(cli):
    line = cli.fails(NETWORK, *cli.key(), "--host", "nowhere.invalid", "profile", "get")
    assert line.startswith("quatrix: profile get: nowhere.invalid port ") and "[E_RESOLVE, connect]" in line


def test_closed_port(cli):
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))                 # bound, not listening: nobody else gets it
        port = str(sock.getsockname()[1])
        line = cli.fails(NETWORK, *cli.key(), "--host", "127.0.0.1", "--port", port, "profile", "get")
    assert f"127.0.0.1 port {port}: " in line and "[E_CONNECT, connect]" in line


@contextlib.contextmanager
def silent_server():
    """Accepts connections and says nothing."""
    with socket.create_server(("127.0.0.1", 0)) as sock:
        yield str(sock.getsockname()[1])


def test_timeout_in_the_handshake(cli):
    with silent_server() as port:
        line = cli.fails(NETWORK, *cli.key(), "--host", "127.0.0.1", "--port", port, "--timeout", "0.3", "profile", "get")
    assert "[E_TIMEOUT, handshake]" in line


def test_timeout_before_and_in_the_reply(cli):
    cli.server.fault("hang", path="/profile")
    assert "[E_TIMEOUT, head]" in cli.fails(NETWORK, *cli.key(), "--timeout", "0.5", "profile", "get")
    cli.server.fault("hang", path="/profile", bytes=400)
    assert "[E_TIMEOUT, body]" in cli.fails(NETWORK, *cli.key(), "--timeout", "0.5", "profile", "get")


def test_lost_connections(cli):
    cli.server.fault("reset", path="/profile", times=-1)
    assert cli.fails(NETWORK, *cli.key(), "profile", "get").rpartition("[")[2].startswith(("E_CLOSED", "E_CUT", "E_NETWORK"))
    cli.server.fault("cut_after", path="/profile", bytes=20)
    assert "[E_CUT, head]" in cli.fails(NETWORK, *cli.key(), "profile", "get")
    cli.server.fault("cut_after", path="/profile", of="body", bytes=200)
    assert "[E_CUT, body]" in cli.fails(NETWORK, *cli.key(), "profile", "get")


def test_untrusted_ca(cli, start_server):
    other = start_server()
    line = cli.fails(TLS, *cli.key(), "--ca", os.path.join(other.folder, "ca.pem"), "profile", "get")
    assert "[E_CERT_UNTRUSTED, handshake]" in line and "verify flags 0x" in line
    assert cli.server.stats()["total"] == 0


def test_the_system_s_certificates_are_the_default(cli):
    key = cli.key()
    at = key.index("--ca")
    line = cli.fails(TLS, *key[:at], *key[at + 2:], "profile", "get")
    assert "[E_CERT_UNTRUSTED, handshake]" in line and "give --ca FILE" in line


@pytest.mark.parametrize("flaw, name", [("host", "E_CERT_NAME"), ("expired", "E_CERT_DATE"), ("future", "E_CERT_DATE"),
                                        ("untrusted", "E_CERT_UNTRUSTED")])
def test_flawed_certificates(cli, start_server, flaw, name):
    flawed = start_server("--flaw", flaw)
    line = cli.fails(TLS, *cli.at(flawed), *cli.key()[6:], "profile", "get")
    assert f"[{name}, handshake]" in line


def test_a_ca_file_that_holds_none(cli, tmp_path):
    for text in ("", "nothing of the kind\n"):
        file = private_file(tmp_path / "ca", text)
        line = cli.fails(TLS, *cli.key(), "--ca", file, "profile", "get")
        assert line.startswith(f"quatrix: {file}: ") and "[E_" in line


@pytest.mark.parametrize("fault, status, what", [
    ({"kind": "status", "status": 429, "code": 70, "msg": "Too many", "retry_after": 17}, LIMITED,
     "HTTP 429: Too many (code 70); the server asks to wait 17 seconds [E_RATE_LIMITED, "),
    ({"kind": "status", "status": 500}, SERVER, "HTTP 500: Something went wrong (code -1) [E_SERVER, "),
    ({"kind": "status", "status": 503, "body": "empty"}, SERVER, "HTTP 503: "),
    ({"kind": "html", "status": 502}, SERVER, "HTTP 502: "),
    ({"kind": "html", "status": 404}, REFUSED, "HTTP 404: "),
    ({"kind": "html", "status": 200}, REPLY, "[E_CONTENT, "),
    ({"kind": "redirect"}, REFUSED, "[E_REDIRECT, "),
    ({"kind": "status", "status": 400, "code": 122, "msg": "a\x1b]0;b\u202ec"}, REFUSED, "HTTP 400: a\\x1b]0;b\\u202ec (code 122)"),
    ({"kind": "status", "status": 400, "msg": "m" * 500}, REFUSED, "mmm... (code -1)"),
    ({"kind": "not_json"}, REPLY, "[E_JSON, body]"),
    ({"kind": "deep_json", "depth": 1000}, REPLY, "[E_DEPTH, body]"),
    ({"kind": "wrong_type", "member": "name"}, REPLY, "name: "),
    ({"kind": "duplicate_member", "member": "name"}, REPLY, "[E_DUPLICATE, body]"),
    ({"kind": "raw", "text": "SSH-2.0-OpenSSH\r\n"}, REPLY, "[E_PROTOCOL, head]"),
    ({"kind": "headers", "add": [["Content-Encoding", "gzip"]]}, REPLY, "[E_ENCODING, "),
    ({"kind": "huge_member", "member": "email", "bytes": 100000}, REPLY, "[E_SPACE, body]"),
])
def test_replies_that_are_failures(cli, fault, status, what):
    cli.server.control(faults=[{"path": "/profile", **fault}])
    line = cli.fails(status, *cli.key(), "profile", "get")
    assert what in line and line.startswith("quatrix: profile get: ")


def test_details_of_the_error_are_named(cli):
    line = cli.fails(REFUSED, *cli.user("admin"), "profile", "set", "email=mei.tan@example.org")
    assert "(code 31) (about mei.tan@example.org) [E_HTTP, " in line


def test_login_limit(cli, start_server):
    limited = start_server("--login-limit", "1")
    user = limited.user("plain")
    args = [*cli.at(limited), "--user", user["email"], "--password-file", cli.secret("pw", user["password"])]
    cli.run(*args, "session", "login")
    assert "seconds [E_RATE_LIMITED, " in cli.fails(LIMITED, *args, "session", "login")


def test_a_logout_that_fails_is_a_warning(cli):
    cli.server.fault("status", path="/session/logout", status=500)
    done = cli.run(*cli.user(), "profile", "info")
    assert done.stderr.startswith("quatrix: warning: session logout: HTTP 500: ") and "acc_limit: " in done.stdout


# ---- local files

def test_the_image_is_readable_by_its_owner_alone(cli, tmp_path):
    folder = tmp_path / "images"
    folder.mkdir()
    for before in (None, 0o644):
        image = folder / "qr.png"
        if before:
            image.chmod(before)
        previous = os.umask(0)
        try:
            cli.run(*cli.key(), "profile", "2fa-generate", "--out", str(image))
        finally:
            os.umask(previous)
        assert image.stat().st_mode & 0o7777 == 0o600
    assert [file.name for file in folder.iterdir()] == ["qr.png"]


@pytest.mark.parametrize("fault", [{"kind": "empty"}, {"kind": "cut_after", "of": "body", "bytes": 100},
                                   {"kind": "not_json"}, {"kind": "status", "status": 500}])
def test_a_failure_leaves_no_file_and_keeps_the_old_one(cli, tmp_path, fault):
    folder = tmp_path / "images"
    folder.mkdir()
    old = folder / "old.png"
    old.write_text("old")
    for name in ("old.png", "new.png"):
        cli.server.control(faults=[{"path": "/profile/2fa/generate", **fault}])
        line = cli.run(*cli.key(), "profile", "2fa-generate", "--out", str(folder / name),
                       expect={"empty": REPLY, "cut_after": NETWORK, "not_json": REPLY, "status": SERVER}[fault["kind"]])
        assert line.stderr.startswith("quatrix: profile 2fa-generate: ")
    assert [file.name for file in folder.iterdir()] == ["old.png"] and old.read_text() == "old"


def test_places_that_cannot_be_written(cli, tmp_path):
    (tmp_path / "link").symlink_to(tmp_path / "target")
    assert "no regular file" in cli.fails(FILE, *cli.key(), "profile", "2fa-generate", "--out", "/dev/null")
    assert "no regular file" in cli.fails(FILE, *cli.key(), "profile", "2fa-generate", "--out", str(tmp_path))
    assert "no regular file" in cli.fails(FILE, *cli.key(), "profile", "2fa-generate", "--out", str(tmp_path / "link"))
    assert cli.server.stats()["total"] == 0         # no new secret was made for nothing
    assert "No such file" in cli.fails(FILE, *cli.key(), "profile", "2fa-generate", "--out", str(tmp_path / "no" / "f"))


def test_standard_output_that_is_full(cli):
    with open("/dev/full", "wb") as full:
        for operation in ("get", "2fa-generate"):
            done = subprocess.run([PROGRAM, *cli.key(), "profile", operation], env=cli.environment(), stdout=full,
                                  stderr=subprocess.PIPE, stdin=subprocess.DEVNULL, start_new_session=True, timeout=30)
            assert (done.returncode, done.stderr) == (FILE, b"quatrix: standard output: No space left on device\n")


# ---- terminals

def test_the_password_is_asked_for_without_echo(cli):
    user = cli.server.user("plain")
    with cli.terminal(*cli.at(), "--user", user["email"], "profile", "info") as terminal:
        terminal.answer(f"Password for {user['email']}: ", user["password"])
        assert terminal.wait() == OK
        assert terminal.settings() == terminal.before
        assert "acc_limit: 1099511627776" in terminal.text


def test_a_prompt_does_not_need_standard_streams(cli):
    user = cli.server.user("plain")
    with cli.terminal(*cli.at(), "--user", user["email"], "--json", "profile", "info", stdin=subprocess.DEVNULL,
                      stdout=subprocess.PIPE, stderr=subprocess.PIPE) as terminal:
        terminal.answer("Password for ", user["password"])
        assert terminal.wait() == OK
        assert json.load(terminal.process.stdout)["acc_limit"] == 1099511627776
        assert terminal.process.stderr.read() == b""
        terminal.process.stdout.close()
        terminal.process.stderr.close()


def test_factors_are_asked_for(cli):
    mfa, pin = cli.server.user("mfa"), cli.server.user("pin")
    with cli.terminal(*cli.user("mfa"), "profile", "info") as terminal:
        terminal.answer("2FA code: ", code_of(mfa["totp_secret"]))
        assert terminal.wait() == OK
    with cli.terminal(*cli.user("pin"), "session", "login") as terminal:
        terminal.answer("PIN: ", pin["pin"])
        assert terminal.wait() == OK
        assert "session: open" in terminal.text


def test_the_new_password_is_asked_for_twice(cli):
    cli.others += ["Neu-Moos-52", "Neu-Moos-5x"]
    with cli.terminal(*cli.user(), "profile", "set-password") as terminal:
        terminal.answer("New password: ", "Neu-Moos-52")
        terminal.answer("New password again: ", "Neu-Moos-5x")
        assert terminal.wait() == USAGE
        assert "the two entries differ" in terminal.text
    assert cli.server.stats()["total"] == 0
    with cli.terminal(*cli.user(), "profile", "set-password") as terminal:
        terminal.answer("New password: ", "Neu-Moos-52")
        terminal.answer("New password again: ", "Neu-Moos-52")
        assert terminal.wait() == OK
    cli.fails(UNAUTHORIZED, *cli.user(), "session", "login")


def test_the_pin_to_set_is_asked_for_twice(cli):
    cli.others.append("B2-x9")
    with cli.terminal(*cli.user(), "profile", "set-mfa", "auth_type=PIN") as terminal:
        terminal.answer("New PIN: ", "B2-x9")
        terminal.answer("New PIN again: ", "B2-x9")
        assert terminal.wait() == OK
    assert cli.json(*cli.user(), "session", "login") == {"session": "pending", "factor": "PIN"}


def test_nothing_entered(cli):
    for key in ("\n", "\x04"):
        with cli.terminal(*cli.at(), "--user", "a@example.org", "profile", "get") as terminal:
            terminal.expect("Password for a@example.org: ")
            terminal.send(key)
            assert terminal.wait() == USAGE
            assert terminal.echoes() and "nothing was entered" in terminal.text


def test_too_much_entered(cli):
    with cli.terminal(*cli.at(), "--user", "a@example.org", "profile", "get") as terminal:
        terminal.answer("Password for a@example.org: ", "x" * 1000)
        assert terminal.wait() == USAGE
        assert "too long" in terminal.text and "xxx" not in terminal.text


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGQUIT])
def test_a_signal_at_a_prompt_gives_the_terminal_back(cli, number):
    with cli.terminal(*cli.at(), "--user", "a@example.org", "profile", "get") as terminal:
        terminal.expect("Password for a@example.org: ")
        assert not terminal.echoes()
        if number == signal.SIGINT:
            terminal.send("\x03")
        else:
            terminal.process.send_signal(number)
        assert terminal.wait(5) == 128 + number
        assert terminal.settings() == terminal.before


def test_ctrl_c_ends_a_call(cli):
    cli.server.fault("hang", path="/profile")
    with cli.terminal(*cli.key(), "profile", "get") as terminal:
        wait_until(lambda: cli.server.stats()["total"] == 1)
        terminal.send("\x03")
        assert terminal.wait(5) == INTERRUPTED
        assert "quatrix: profile get: " in terminal.text and "[E_CANCELLED, " in terminal.text


def test_ctrl_c_ends_a_download_without_a_file(cli, tmp_path):
    folder = tmp_path / "images"
    folder.mkdir()
    cli.server.fault("hang", path="/profile/2fa/generate", bytes=600)
    with cli.terminal(*cli.key(), "profile", "2fa-generate", "--out", str(folder / "qr.png")) as terminal:
        wait_until(lambda: list(folder.iterdir()))
        terminal.send("\x03")
        assert terminal.wait(5) == INTERRUPTED
    assert list(folder.iterdir()) == []


def test_bytes_do_not_go_to_a_terminal_unasked(cli):
    with cli.terminal(*cli.key(), "profile", "2fa-generate") as terminal:
        assert terminal.wait() == USAGE
        assert "give --out FILE, or --out -" in terminal.text
    assert cli.server.stats()["total"] == 0
    with cli.terminal(*cli.key(), "profile", "2fa-generate", "--out", "-") as terminal:
        assert terminal.wait() == OK
        assert b"\x89PNG" in terminal.seen


# ---- secrets and the trace

def test_the_trace_shows_the_wire_without_secrets(cli):
    file = cli.secret("totp", cli.server.user("mfa")["totp_secret"])
    shown = cli.run(*cli.user("mfa"), "--totp-secret-file", file, "--trace", "profile", "info").stderr.splitlines()
    assert "> GET /api/1.0/session/login HTTP/1.1" in shown
    assert "< HTTP/1.1 207 Multi-Status" in shown
    assert "> POST /api/1.0/session/login HTTP/1.1" in shown
    assert "> GET /api/1.0/profile/info HTTP/1.1" in shown
    assert any(line.lower() == "> authorization: ***" for line in shown)
    assert any(line.startswith('< {"user_used":0,') for line in shown)
    assert all(line.startswith(("> ", "< ")) for line in shown)
    cli.others.append('"' + code_of(cli.server.user("mfa")["totp_secret"]) + '"')


def test_no_operation_traces_a_secret(cli, tmp_path):
    """The fixture looks for all of them in everything printed."""
    cli.others += ["Neu-Moos-52", "B2-x9"]
    cli.run(*cli.key(), "--trace", "profile", "get")
    cli.run(*cli.user(), "--basic", "--trace", "profile", "get")
    cli.run(*cli.user(), "--trace", "session", "keepalive")
    cli.run(*cli.user("pin"), "--pin-file", cli.secret("pin", cli.server.user("pin")["pin"]), "--trace", "session", "login")
    cli.run(*cli.user(), "--trace", "profile", "set", "name=Pump 7")
    for form in ("base64", "quoted", "datauri", "png"):
        cli.server.control(qr_form=form)
        image = tmp_path / form
        cli.run(*cli.user(), "--trace", "profile", "2fa-generate", "--out", str(image))
        cli.others += [base64.b64encode(image.read_bytes()).decode()[200:240], pending_secret(cli.server)]
    secret = pending_secret(cli.server)
    cli.others.append('"' + code_of(secret) + '"')
    cli.run(*cli.user(), "--trace", "profile", "set-mfa", "auth_type=2FA", "code=" + code_of(secret))
    cli.run(*cli.user(), "--trace", "--totp-secret-file", cli.secret("totp", secret), "profile", "remove-mfa", "auth_type=2FA")
    cli.run(*cli.user(), "--trace", "profile", "set-mfa", "auth_type=PIN", "--new-pin-file", cli.secret("new", "B2-x9"))
    cli.run(*cli.user(), "--trace", "--pin-file", cli.secret("pin", "B2-x9"), "profile", "set-password",
            "--new-password-file", cli.secret("pw", "Neu-Moos-52"))


def process_arguments():
    found = []
    for entry in pathlib.Path("/proc").glob("[0-9]*/cmdline"):
        with contextlib.suppress(OSError):
            found.append(entry.read_bytes())
    return found


def test_no_secret_shows_in_the_process_list(cli):
    mfa = cli.server.user("mfa")
    cli.server.control(latency_ms=300)
    seen = []
    stop = threading.Event()

    def watch():
        while not stop.is_set():
            seen.extend(text for text in process_arguments() if PROGRAM.encode() in text)
            time.sleep(0.02)

    watcher = threading.Thread(target=watch)
    watcher.start()
    try:
        cli.run(*cli.user("mfa"), "--totp-secret-file", cli.secret("totp", mfa["totp_secret"]), "profile", "info")
    finally:
        stop.set()
        watcher.join()
    assert any(b"2FA" not in text and b"profile" in text for text in seen)
    cli.outputs += seen
