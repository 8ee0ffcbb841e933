# SPDX-License-Identifier: MIT
"""Families user, api-key, account, languages, check and captchas on the command line: each operation once, and lists."""

import json
import os
import resource
import select
import subprocess

import pytest
from cli_program import FILE, NETWORK, OK, PROGRAM, REFUSED, REPLY, UNAUTHORIZED, USAGE, cli, lines, program

__all__ = ["cli", "program"]

NOBODY = "99999999-9999-4999-8999-999999999999"


def table(done):
    return [line.split("\t") for line in lines(done)]


def json_lines(done):
    return [json.loads(line) for line in lines(done)]


# ---- user

def test_user_list(cli):
    users = [user for name, user in cli.server.accounts["users"].items() if name != "contact"]
    shown = table(cli.run(*cli.key("admin"), "user", "list"))
    assert {row[0] for row in shown} == {user["id"] for user in users}
    rosa = cli.server.user("plain")
    assert [rosa["id"], rosa["email"], "A", "Rosa Lind"] in shown
    listed = {user["id"]: user for user in json_lines(cli.run(*cli.key("admin"), "--json", "user", "list"))}
    assert listed.keys() == {user["id"] for user in users}
    assert listed[rosa["id"]]["super_admin"] is False and listed[rosa["id"]]["quota"] == -1


def test_user_from_creation_to_deletion(cli):
    group, = table(cli.run(*cli.key("admin"), "user", "group"))[:1]
    made = cli.json(*cli.key("admin"), "user", "create", "name=Pump 7", "email=pump-7@example.org", "user_operations=3",
                    "quota=1000000", "language=en_GB", f"groups={group[0]}", "super_admin=no", "status=A")
    assert (made["name"], made["email"], made["quota"], made["super_admin"]) == ("Pump 7", "pump-7@example.org", 1000000, False)
    assert made["groups"][0]["id"] == group[0] and isinstance(made["groups"][0]["metadata"], dict)
    shown = lines(cli.run(*cli.key("admin"), "user", "metadata", "id=" + made["id"]))
    assert "name: Pump 7" in shown and "quota: 1000000" in shown
    at = shown.index("groups:")
    assert shown[at + 1] == f"  - id: {group[0]}" and "    metadata:" in shown and any(
        line.startswith("      is_system: ") for line in shown)
    cli.others.append("Neu-Moos-77")
    done = cli.run(*cli.at(), "user", "signup", "email=pump-7@example.org", "--new-password-file", cli.secret("p7", "Neu-Moos-77"))
    assert done.stdout == ""
    as_pump = [*cli.at(), "--user", "pump-7@example.org", "--password-file", cli.secret("p7", "Neu-Moos-77")]
    assert lines(cli.run(*as_pump, "session", "login"))[0] == "session: open"
    rosa = cli.server.user("plain")["id"]
    changed = json_lines(cli.run(*cli.key("admin"), "--json", "user", "edit", f"ids={made['id']},{rosa}", "language=de_DE"))
    assert {user["id"]: user["language"] for user in changed} == {made["id"]: "de_DE", rosa: "de_DE"}
    row, = table(cli.run(*cli.key("admin"), "user", "edit", "ids=" + made["id"], "status=D"))
    assert row == [made["id"], "pump-7@example.org", "D", "Pump 7"]
    assert list(cli.json(*cli.key("admin"), "user", "delete", "ids=" + made["id"], "delete_home=true")) == ["job_id"]
    assert "(code 20)" in cli.fails(REFUSED, *cli.key("admin"), "user", "metadata", "id=" + made["id"])


def test_factors_of_users(cli):
    who = "ids=" + cli.server.user("plain")["id"]
    cli.others.append("C4-m1")
    assert cli.json(*cli.key("admin"), "user", "set-mfa", who, "auth_type=2FA") == {"status": "success"}
    assert cli.json(*cli.key("admin"), "user", "reset-mfa", who) == {"status": "success"}
    assert cli.json(*cli.key("admin"), "user", "remove-mfa", who, "auth_type=2FA") == {"status": "success"}
    assert cli.json(*cli.key("admin"), "user", "set-mfa", who, "auth_type=PIN", "--new-pin-file", cli.secret("pin", "C4-m1")) == {
        "status": "success"}
    assert cli.json(*cli.user(), "session", "login")["factor"] == "PIN"
    assert cli.json(*cli.key("admin"), "user", "remove-mfa", who, "auth_type=PIN") == {"status": "success"}
    assert "--new-pin-file" in cli.fails(USAGE, *cli.key("admin"), "user", "set-mfa", who, "auth_type=PIN", "code=12345")


def test_the_private_pgp_key_goes_to_a_file_alone(cli, tmp_path):
    plain = cli.server.user("plain")["id"]
    reply = {"id": plain, "name": "Rosa Lind", "public": "cHVibGlj", "private": "cHJpdmF0ZQ", "email": "rosa.lind@example.org"}
    text = json.dumps(reply)
    raw = f"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {len(text)}\r\n\r\n{text}"
    cli.others.append("cHJpdmF0ZQ")
    cli.server.fault("raw", path="/user/pgp-key/*", text=raw, times=3)
    assert cli.json(*cli.key(), "user", "pgp-key", "id=" + plain) == {**reply, "private": "***"}
    file = tmp_path / "pgp"
    done = cli.run(*cli.key(), "--trace", "user", "pgp-key", "id=" + plain, "--key-file", str(file))
    assert "private: ***" in done.stdout and "public: cHVibGlj" in done.stdout
    assert file.read_text() == "cHJpdmF0ZQ\n" and file.stat().st_mode & 0o777 == 0o600
    del reply["private"]
    text = json.dumps(reply)
    raw = f"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {len(text)}\r\n\r\n{text}"
    cli.server.fault("raw", path="/user/pgp-key/*", text=raw)
    done = cli.run(*cli.key(), "user", "pgp-key", "id=" + plain, "--key-file", str(tmp_path / "none"), expect=REPLY)
    assert "has sent no key" in done.stderr and not (tmp_path / "none").exists()


# ---- api-key

def test_api_key_from_creation_to_deletion(cli):
    made = cli.json(*cli.key("admin"), "api-key", "create", "name=pump 7", "role_id=" + cli.server.user("plain")["id"])
    assert made["email"] == "rosa.lind@example.org" and made["status"] == "A" and len(made["key"]) > 10
    cli.outputs.clear()                                         # there it was asked for; nowhere else
    cli.others.append(made["key"])
    use = [*cli.at(), "--api-key-file", cli.secret("made", made["key"])]
    assert cli.json(*use, "profile", "get")["email"] == "rosa.lind@example.org"
    cli.server.control(key_secret="always")
    mine = table(cli.run(*cli.key("admin"), "api-key", "list", "user_id=" + cli.server.user("plain")["id"]))
    assert made["id"] in [row[0] for row in mine]
    everybody = json_lines(cli.run(*cli.key("admin"), "--json", "api-key", "list"))
    assert len(everybody) > len(mine)
    assert {key.get("key", "***") for key in everybody} == {"***"}
    assert cli.json(*cli.key("admin"), "api-key", "metadata", "id=" + made["id"])["hint"] == made["hint"]
    assert cli.json(*cli.key("admin"), "api-key", "update", "id=" + made["id"], "status=D", "name=old")["status"] == "D"
    assert "(code 80)" in cli.fails(UNAUTHORIZED, *use, "profile", "get")
    assert cli.json(*cli.key("admin"), "api-key", "delete", "id=" + made["id"]) == {"id": made["id"]}
    assert "(code 20)" in cli.fails(REFUSED, *cli.key("admin"), "api-key", "metadata", "id=" + made["id"])


def test_a_new_key_to_a_file_is_shown_nowhere(cli, tmp_path):
    file = tmp_path / "new.key"
    previous = os.umask(0)
    try:
        done = cli.run(*cli.key(), "--trace", "api-key", "create", "--key-file", str(file))
    finally:
        os.umask(previous)
    key = file.read_text().strip()
    cli.others.append(key)
    assert file.stat().st_mode & 0o777 == 0o600 and "key: ***" in lines(done)
    assert cli.json(*cli.at(), "--api-key-file", str(file), "profile", "get")["name"] == "Rosa Lind"


def test_no_key_is_issued_where_its_file_cannot_be_written(cli, tmp_path):
    line = cli.fails(FILE, *cli.key(), "api-key", "create", "--key-file", str(tmp_path / "no" / "key"))
    assert "No such file" in line
    assert "POST /api/1.0/api-key/create" not in cli.server.stats()["requests"]
    assert "no regular file" in cli.fails(FILE, *cli.key(), "api-key", "create", "--key-file", str(tmp_path))


def test_a_key_that_is_refused_leaves_no_file(cli, tmp_path):
    folder = tmp_path / "keys"
    folder.mkdir()
    cli.server.fault("status", path="/api-key/create", status=400)
    cli.fails(REFUSED, *cli.key(), "api-key", "create", "--key-file", str(folder / "key"))
    assert list(folder.iterdir()) == []


# ---- account, languages, check, captcha

def test_account(cli):
    assert cli.json(*cli.at(), "account", "metadata")["status"] == "A"
    info = cli.json(*cli.key(), "account", "info")
    assert isinstance(info["properties"], dict)                 # JSON in JSON, not text
    assert '{"' in next(line for line in lines(cli.run(*cli.key(), "account", "info")) if line.startswith("properties: "))
    rows = table(cli.run(*cli.key(), "account", "list"))
    assert len(rows[0]) == 5 and "true" in {row[4] for row in rows}
    roles = table(cli.run(*cli.key("admin"), "account", "roles"))
    assert [cli.server.user("plain")["id"], "rosa.lind@example.org", "Rosa Lind"] in roles


def test_account_logo(cli, tmp_path):
    logo = tmp_path / "logo"
    done = cli.run(*cli.at(), "account", "logo", "--out", str(logo))
    assert f"bytes: {logo.stat().st_size}" in lines(done) and "content_type: image/" in done.stdout
    assert cli.run(*cli.at(), "account", "logo", binary=True).stdout == logo.read_bytes()


def test_what_needs_no_credentials_sends_none(cli):
    cli.run(*cli.user(), "account", "metadata")
    cli.run(*cli.key(), "languages", "default")
    cli.run(*cli.at(), "check", "ping", env={"QUATRIX_API_KEY": cli.server.user("plain")["api_key"]})
    for entry in cli.server.stats()["log"]:
        assert not {"authorization", "x-auth-token"} & {name.lower() for name, value in entry["headers"]}
        assert "key" not in entry["target"]


def test_languages(cli):
    rows = table(cli.run(*cli.key(), "languages", "list"))
    assert "en_GB" in [row[0] for row in rows]
    assert {"id", "name"} <= json_lines(cli.run(*cli.key(), "--json", "languages", "list"))[0].keys()
    assert lines(cli.run(*cli.at(), "languages", "default")) == ["id: en_GB"]


def test_ping(cli):
    assert lines(cli.run(*cli.at(), "check", "ping"))[0].startswith("response: ")
    cli.run(*cli.key(), "--trace", "check", "ping")             # with a key, asked for on the command line
    assert "api_key=" in cli.server.stats()["log"][-1]["target"]


def test_captcha(cli):
    cli.server.control(captcha_after=1)
    wrong = [*cli.at(), "--user", "rosa.lind@example.org", "--password-file", cli.secret("w", "Kiesel-47")]
    cli.others.append("Kiesel-47")
    cli.fails(UNAUTHORIZED, *wrong, "session", "login")
    assert "(about captcha)" in cli.fails(UNAUTHORIZED, *cli.user(), "session", "login")
    assert lines(cli.run(*cli.at(), "session", "unblock-captcha", "token=nonsense")) == ["valid: false"]
    assert "[E_UNAUTHORIZED, " in cli.fails(UNAUTHORIZED, *cli.at(), "session", "unblock-captcha", "token=nonsense", "post=yes")
    assert lines(cli.run(*cli.at(), "session", "unblock-captcha", "token=I-am-no-robot")) == ["valid: true"]
    assert cli.json(*cli.at(), "session", "unblock-captcha", "token=I-am-no-robot", "post=yes") == {"valid": True}
    cli.run(*cli.user(), "session", "login")


# ---- lists of any length

def run_measured(cli, args, output):
    """Peak memory of the program in KB, its address space limited to 200 MB as well. A build with
    AddressSanitizer maps terabytes of shadow: there the limit is left out."""
    def limit():
        with open(PROGRAM, "rb") as file:
            if b"__asan_init" not in file.read():
                resource.setrlimit(resource.RLIMIT_AS, (200 << 20, 200 << 20))

    with open(output, "wb") as out:
        process = subprocess.Popen([PROGRAM, *args], env=cli.environment(), stdout=out, stderr=subprocess.PIPE,
                                   stdin=subprocess.DEVNULL, start_new_session=True, preexec_fn=limit)
        errors = process.stderr.read().decode()
        process.stderr.close()
        status, usage = os.wait4(process.pid, 0)[1:]
        process.returncode = os.waitstatus_to_exitcode(status)
    assert process.returncode == OK and errors == "", (process.returncode, errors)
    return usage.ru_maxrss


@pytest.mark.parametrize("form", [[], ["--json"]])
def test_a_hundred_thousand_users_take_no_more_memory_than_ten(cli, tmp_path, form):
    cli.server.control(big_users=10)
    few = run_measured(cli, [*cli.key("admin"), *form, "user", "list"], tmp_path / "few")
    cli.server.control(big_users=100000)
    many = run_measured(cli, [*cli.key("admin"), *form, "user", "list"], tmp_path / "many")
    assert many - few < 1024, (few, many)                       # KB; all of them would be 90 MB
    with open(tmp_path / "many", encoding="utf-8") as file:
        count = 0
        for count, line in enumerate(file, 1):
            if form:
                email = json.loads(line)["email"]
            else:
                email = line.split("\t")[1]
            assert email == f"device-{count - 1:09d}@example.org"
    assert count == 100000


def test_flawed_elements_are_told_of_and_the_others_printed(cli):
    cli.server.control(big_users=20, list_flaws=[{"at": 3, "kind": "missing", "member": "id"},
                                                 {"at": 7, "kind": "value", "member": "quota", "value": {"a": 1}},
                                                 {"at": 9, "kind": "oversize", "member": "email", "bytes": 5000},
                                                 {"at": 11, "kind": "oversize", "member": "name", "bytes": 5000}])
    for form in ([], ["--json"]):
        done = cli.run(*cli.key("admin"), *form, "user", "list", expect=REPLY)
        assert len(lines(done)) == 17
        told = done.stderr.splitlines()
        assert [line.split(":")[2] for line in told] == [" element 4 was passed over", " element 8 was passed over",
                                                         " element 10 was passed over"]
        assert "id: " in told[0] and told[0].endswith("[E_MISSING]")
        assert "quota: " in told[1] and told[1].endswith("[E_TYPE]")
        assert "email: " in told[2] and told[2].endswith("[E_SPACE]")
        if form:
            cut = [user for user in json_lines(done) if "_truncated" in user]
            assert [user["_truncated"] for user in cut] == [["name"]]
        else:
            assert [row[1] for row in table(done) if row[3].endswith(" [cut]")] == ["device-000000011@example.org"]


def test_a_list_that_ends_in_the_middle_is_a_failure(cli):
    cli.server.control(big_users=20, list_flaws=[{"at": 10, "kind": "cut", "bytes": 10}])
    done = cli.run(*cli.key("admin"), "user", "list", expect=REPLY)
    assert len(lines(done)) == 10 and done.stderr.startswith("quatrix: user list: ") and "[E_JSON, body]" in done.stderr
    cli.server.control(list_flaws=[], faults=[{"kind": "cut_after", "of": "body", "bytes": 5000, "path": "/user"}])
    done = cli.run(*cli.key("admin"), "user", "list", expect=NETWORK)
    assert lines(done) and "[E_CUT, body]" in done.stderr


def test_elements_are_printed_as_they_arrive(cli):
    """The reply stops in the middle, for longer than the test waits."""
    cli.server.control(big_users=1000, faults=[{"kind": "hang", "path": "/user", "bytes": 9000}])
    process = subprocess.Popen([PROGRAM, *cli.key("admin"), "--timeout", "600", "user", "list"], env=cli.environment(),
                               stdout=subprocess.PIPE, stdin=subprocess.DEVNULL, start_new_session=True)
    with process:
        arrived = select.select([process.stdout], [], [], 20)[0]
        line = process.stdout.readline() if arrived else b""
        process.kill()
    assert b"device-000000000@example.org" in line


def test_a_reader_who_has_enough(cli):
    """All of the list would take minutes."""
    cli.server.control(big_users=100000, faults=[{"kind": "slow", "path": "/user", "bytes": 30000, "interval_ms": 50}])
    process = subprocess.Popen([PROGRAM, *cli.key("admin"), "user", "list"], env=cli.environment(), stdout=subprocess.PIPE,
                               stderr=subprocess.PIPE, stdin=subprocess.DEVNULL, start_new_session=True)
    with process:
        process.stdout.readline()
        process.stdout.close()
        try:
            process.wait(30)
        finally:
            process.kill()
        assert process.stderr.read() == b"quatrix: standard output: Broken pipe\n"
    assert process.returncode == FILE


def test_absent_members_are_dashes(cli):
    cli.server.control(big_users=2, list_flaws=[{"at": 1, "kind": "missing", "member": "status"}])
    assert [row[2] for row in table(cli.run(*cli.key("admin"), "user", "list"))] == ["D", "-"]


def test_tabs_and_line_breaks_of_the_server_are_escaped(cli):
    cli.server.control(big_users=1, list_flaws=[{"at": 0, "kind": "value", "member": "name", "value": "a\tb\nc\x1b"}])
    assert table(cli.run(*cli.key("admin"), "user", "list"))[0][3] == "a\\tb\\nc\\x1b"


# ---- bad input

@pytest.mark.parametrize("args, why", [
    (["user", "create", "name=Pump 7"], "user create needs email=VALUE"),
    (["user", "create", "name=ab", "email=a@example.org"], "name: "),
    (["user", "create", "name=a@b.c", "email=a@example.org"], "name: "),
    (["user", "create", "name=Pump 7", "email=a@example.org", "quota=much"], "quota is a whole number"),
    (["user", "create", "name=Pump 7", "email=a@example.org", "quota=9223372036854775808"], "quota is a whole number"),
    (["user", "create", "name=Pump 7", "email=a@example.org", "super_admin=Y"], "super_admin is true or false"),
    (["user", "edit", "ids=" + NOBODY], "nothing to change"),
    (["user", "edit", "name=Pump 8"], "user edit needs ids=VALUE"),
    (["user", "edit", f"ids={NOBODY},{NOBODY}", "email=a@example.org"], "email: "),
    (["user", "edit", "ids=", "name=Pump 8"], "ids: "),
    (["user", "delete"], "user delete needs ids=VALUE"),
    (["user", "metadata", "id="], "id: "),
    (["user", "metadata", "id=a b"], "id: "),
    (["user", "list", "name=x"], "it takes none"),
    (["user", "signup"], "user signup needs email=VALUE"),
    (["user", "signup", "password=abc"], "--new-password-file"),
    (["user", "set-mfa", "ids=" + NOBODY], "needs auth_type=VALUE"),
    (["user", "set-mfa", "ids=" + NOBODY, "auth_type=2FA", "code=12"], "code: "),
    (["user", "list", "--key-file", "x"], "--key-file is nothing for user list"),
    (["api-key", "create", "name=a\x01b"], "[E_TEXT, request]"),
    (["api-key", "list", "user_id="], "user_id: "),
    (["api-key", "update", "id=" + NOBODY], "nothing to change"),
    (["api-key", "update", "status=D"], "needs id=VALUE"),
    (["api-key", "delete", "id=" + "x" * 65], "[E_TOO_LONG, request]"),
    (["check", "ping", "api_key=abc"], "--api-key-file"),
    (["session", "unblock-captcha"], "needs token=VALUE"),
    (["session", "unblock-captcha", "token=a b"], "token: "),
    (["acount", "info"], "did you mean account?"),
])
def test_bad_input(cli, args, why):
    line = cli.fails(USAGE, *cli.key("admin"), *args)
    assert why in line and "abc" not in line
    assert cli.server.stats()["total"] == 0


def test_many_identifiers(cli):
    ids = [f"{n:08x}-0000-4000-8000-000000000000" for n in range(300)]
    cli.fails(REFUSED, *cli.key("admin"), "user", "delete", "ids=" + ",".join(ids[:150]), "ids=" + ",".join(ids[150:]))
    assert json.loads(cli.server.stats()["log"][-1]["body"])["ids"] == ids
    assert "more than 1024" in cli.fails(USAGE, *cli.key("admin"), "user", "delete", "ids=" + ",".join(ids * 4))
    assert "[E_SPACE, request]" in cli.fails(USAGE, *cli.key("admin"), "user", "delete", "ids=" + ",".join(ids * 3))


def test_no_operation_traces_a_secret(cli, tmp_path):
    """The fixture looks for all of them in everything printed."""
    cli.others += ["Neu-Moos-77", "C4-m1"]
    cli.server.control(key_secret="always")
    cli.run(*cli.key("admin"), "--trace", "user", "create", "name=Pump 7", "email=pump-7@example.org", "user_operations=3")
    cli.run(*cli.at(), "--trace", "user", "signup", "email=pump-7@example.org", "--new-password-file",
            cli.secret("p7", "Neu-Moos-77"))
    cli.run(*cli.key("admin"), "--trace", "user", "set-mfa", "ids=" + cli.server.user("plain")["id"], "auth_type=PIN",
            "--new-pin-file", cli.secret("pin", "C4-m1"))
    cli.run(*cli.key("admin"), "--trace", "api-key", "list")
    cli.run(*cli.at(), "--trace", "session", "unblock-captcha", "token=I-am-no-robot", expect=OK)
    cli.others.append("I-am-no-robot")


def test_help_names_members_columns_and_own_options(cli):
    for family in ("user", "api-key", "account", "languages", "check", "session"):
        text = cli.run("--help", family).stdout
        assert max(map(len, text.splitlines())) <= 100, family
    text = cli.run("--help", "user").stdout
    for word in ("ids=VALUE: of the users (one or more, commas between)", "quota=VALUE (optional): bytes; -1: none (a number)",
                 "a line each, tabs between: id, email, status, name", "--key-file FILE", "sends none"):
        assert word in text, word
    text = cli.run("--help").stdout
    assert "Options of some operations" in text and "user set-mfa" in text
