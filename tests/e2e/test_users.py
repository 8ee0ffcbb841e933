# SPDX-License-Identifier: MIT
"""Users, API keys, account, languages, check and captcha against the stand-in server, by the program e2e_users.

It is that of the build folder QUATRIX_BUILD, by default build/.
"""

import json
import os
import pathlib
import subprocess
import uuid

import pytest

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
BUILD = pathlib.Path(os.environ.get("QUATRIX_BUILD") or ROOT / "build")
PROGRAM = BUILD / "tests" / "e2e_users"

NOBODY = "00000000-0000-4000-8000-000000000000"


@pytest.fixture(scope="session", autouse=True)
def program():
    """A missing program is a failure, never a test left out."""
    assert os.access(PROGRAM, os.X_OK), f"{PROGRAM} is not there: build it, or set QUATRIX_BUILD"


class Reply:
    """What the program printed."""

    def __init__(self, text):
        *lines, last = text.splitlines()
        assert last.startswith("= "), text
        self.status, http, code, self.member = last[2:].split(" ", 3)
        self.http, self.code = int(http), int(code)
        self.elements, self.skipped, self.groups = [], [], []
        self.members = {}
        for line in lines:
            if line == "--":
                self.members = {}
                self.elements.append(self.members)
                continue
            name, value = line.split(": ", 1) if ": " in line else (line.rstrip(":"), "")
            if name == "skipped":
                self.skipped.append(value)
            elif name == "group.id":
                self.groups.append(value)
            else:
                self.members[name] = value

    def __getitem__(self, name):
        return self.members[name]


class Calls:
    def __init__(self, server):
        self.server = server

    def make(self, *arguments, who=None, timeout=120):
        who = who or f"key:{self.server.user('admin')['api_key']}"
        command = [PROGRAM, str(self.server.port), os.path.join(self.server.folder, "ca.pem"), who, *map(str, arguments)]
        done = subprocess.run(command, capture_output=True, text=True, timeout=timeout)
        assert done.returncode == 0 and done.stderr == "", done.stderr
        return Reply(done.stdout)

    def __getattr__(self, name):
        return lambda *arguments, who=None: self.make(name, *arguments, who=who)

    def created(self, name="Pump Station 12", email="ps12@example.org"):
        reply = self.user_create(name, email, self.groups()[0])
        assert (reply.status, reply.http) == ("OK", 201)
        return reply["id"]

    def groups(self):
        return self.user_group().groups

    def known(self, user_id):
        return {user["id"]: user for user in self.server.all_users()}.get(user_id)


@pytest.fixture
def calls(server):
    return Calls(server)


def test_a_user_is_created_as_asked_for(calls):
    groups = calls.groups()
    assert len(groups) >= 2
    reply = calls.user_create("Pump \"Söhne\" 12", "ps12@example.org", *groups[:2])
    assert (reply.status, reply.http) == ("OK", 201)
    known = calls.known(reply["id"])
    assert known["name"] == reply["name"] == 'Pump "Söhne" 12'
    assert known["email"] == reply["email"] == "ps12@example.org"
    assert known["quota"] == int(reply["quota"]) == 5368709120
    assert known["groups"] == reply.groups == groups[:2]
    assert (reply["status"], reply["super_admin"], reply["language"], reply["custom_sftp_home"]) == ("A", "0", "de_DE", "1")
    assert (reply["user_operations"], reply["home_operations"], reply["groups"], reply["services"]) == ("3", "191", "2", "0")
    assert "last_login" not in reply.members and "sftp_home" not in reply.members
    assert calls.user_metadata(reply["id"]).members == reply.members


def test_an_email_that_is_taken_is_told_by_its_code(calls):
    calls.created()
    reply = calls.user_create("Another", "ps12@example.org")
    assert (reply.status, reply.http, reply.code) == ("E_HTTP", 400, 31)


def test_what_the_library_refuses_is_not_asked(calls):
    calls.server.control(clear_stats=True)
    for arguments, member in (
        (("user_create", "ab", "x@example.org"), "E_TEXT name"),
        (("user_create", "a@b", "x@example.org"), "E_TEXT name"),
        (("user_edit", "email", "x@example.org", "a", "b"), "E_ARGUMENT email"),
        (("user_edit", "name", "Abc"), "E_ARGUMENT ids"),
        (("user_metadata", ".."), "E_TEXT id"),
    ):
        reply = calls.make(*arguments)
        assert f"{reply.status} {reply.member}" == member
    assert calls.server.stats()["total"] == 0


def test_several_users_are_edited_at_once(calls):
    ids = [calls.created(), calls.created("Pump 13", "ps13@example.org")]
    reply = calls.user_edit("quota", -1, *ids)
    assert (reply.status, reply.http) == ("END", 200)
    assert [(one["id"], one["quota"]) for one in reply.elements] == [(one, "-1") for one in ids]
    assert [calls.known(one)["quota"] for one in ids] == [-1, -1]
    reply = calls.user_edit("email", "new@example.org", ids[0])
    assert reply.elements[0]["email"] == calls.known(ids[0])["email"] == "new@example.org"
    assert calls.user_edit("status", "D", ids[1]).elements[0]["status"] == "D"
    assert calls.user_edit("super_admin", "Y", ids[1]).elements[0]["super_admin"] == "1"
    assert calls.user_edit("name", "Pump 14", NOBODY).code == 20


def test_users_are_deleted(calls):
    ids = [calls.created(), calls.created("Pump 13", "ps13@example.org")]
    reply = calls.user_delete("Y", *ids)
    assert (reply.status, reply.http) == ("OK", 202)
    assert uuid.UUID(reply["job_id"])
    assert [calls.known(one) for one in ids] == [None, None]
    assert calls.user_metadata(ids[0]).http == 404


def test_an_invited_user_signs_up_and_logs_in(calls):
    calls.created()
    assert calls.user_signup("ps12@example.org", "N0rth-Gäte_5", who="none").status == "OK"
    assert calls.languages_list(who="login:ps12@example.org:N0rth-Gäte_5").status == "END"
    again = calls.user_signup("ps12@example.org", "N0rth-Gäte_5", who="none")
    assert (again.status, again.http, again.code) == ("E_HTTP", 400, 31)


def test_second_factors_of_users(calls):
    user = calls.server.user("plain")["id"]
    for arguments in (("2FA", ""), ("2FA", "193406"), ("PIN", "48151")):
        reply = calls.user_set_mfa(*arguments, user)
        assert (reply.status, reply["status"]) == ("OK", "success"), arguments
    assert set(calls.known(user)["auth_methods"]) == {"2FA", "PIN"}
    assert calls.user_reset_mfa(user)["status"] == "success"
    assert calls.user_remove_mfa("PIN", user)["status"] == "success"
    assert calls.user_remove_mfa("2FA", user)["status"] == "success"
    assert calls.known(user)["auth_methods"] == []
    calls.server.control(forced_auth=["2FA"])
    assert calls.user_remove_mfa("2FA", user).status == "E_HTTP"


def test_all_users_are_listed(calls):
    known = {user["id"]: user for user in calls.server.all_users()}
    reply = calls.user_list()
    assert (reply.status, reply.skipped) == ("END", []) and len(reply.elements) >= 5
    for one in reply.elements:
        assert (one["name"], one["email"]) == (known[one["id"]]["name"], known[one["id"]]["email"])
    roles = calls.account_roles()
    assert {one["id"] for one in reply.elements} <= {one["id"] for one in roles.elements}


@pytest.mark.parametrize("numbers", ["int", "float", "exponent", "string"])
@pytest.mark.parametrize("style", ["compact", "pretty", "escaped"])
def test_users_are_the_same_in_any_spelling(calls, numbers, style):
    due = calls.user_list().elements
    calls.server.control(numbers=numbers, json_style=style, chunked=True, chunk_size=7, unknown_members=True)
    assert calls.user_list().elements == due


def test_a_long_list_passes_through_one_struct(calls):
    calls.server.control(big_users=5000)
    reply = calls.user_list()
    assert (reply.status, len(reply.elements), reply.skipped) == ("END", 5000, [])
    due = calls.server.get("/user", headers=calls.server.key("admin")).doc
    for one, expected in zip(reply.elements, due, strict=True):
        for name in ("id", "email", "name", "status", "home_id"):
            assert one[name] == expected[name]
        for name in ("quota", "user_operations", "storage_used"):
            assert int(one[name]) == expected[name]
        assert int(one["modified"]) == expected["modified"] * 1000000
        assert (int(one["groups"]), int(one["services"])) == (len(expected["groups"]), len(expected["services"]))
        assert ("last_login" in one) == (expected["last_login"] is not None)


def test_elements_that_cannot_be_kept_are_named_and_passed_over(calls):
    calls.server.control(big_users=20, list_flaws=[
        {"at": 3, "kind": "missing", "member": "id"},
        {"at": 7, "kind": "value", "member": "quota", "value": True},
        {"at": 19, "kind": "text", "text": "17"},
    ])  # fmt: skip
    reply = calls.user_list()
    assert (reply.status, len(reply.elements)) == ("END", 17)
    assert [one.rsplit(" ", 1)[0] for one in reply.skipped] == ["4 E_MISSING", "8 E_TYPE", "20 E_TYPE"]
    assert reply.skipped[0].endswith(" id") and reply.skipped[1].endswith(" quota")


def test_a_list_that_is_cut_is_not_complete(calls):
    calls.server.control(big_users=20, list_flaws=[{"at": 9, "kind": "cut", "bytes": 30}])
    reply = calls.user_list()
    assert (reply.status, len(reply.elements)) == ("E_JSON", 9)


def test_a_pgp_key_is_read_whole(calls):
    admin, plain = calls.server.user("admin"), calls.server.user("plain")
    own, other = calls.user_pgp_key(admin["id"]), calls.user_pgp_key(admin["id"], who=f"key:{plain['api_key']}")
    due = calls.known(admin["id"])["pgp"]
    assert int(own["public"]) == int(other["public"]) == len(due["public"]) > 600
    assert (own["id"], own["name"], own["email"]) == (due["id"], due["name"], admin["email"])
    assert (own["created"], own["modified"]) == ("1699000000000000", "1699000000250000")
    assert int(own["private"]) > 100 and "private" not in other.members
    assert calls.user_pgp_key(plain["id"]).code == 90


def test_an_api_key_lives_from_create_to_delete(calls):
    user = calls.created()
    reply = calls.api_key_create("gateway-7", user)
    assert (reply.status, reply.http, reply["role_id"], reply["status"]) == ("OK", 201, user, "A")
    secret = reply["key"]
    assert secret.startswith(reply["hint"]) and secret != reply["hint"]
    own = f"key:{secret}"
    assert calls.languages_list(who=own).status == "END"
    assert calls.api_key_update(reply["id"], "D", "gateway-8")["status"] == "D"
    assert calls.languages_list(who=own).status == "E_UNAUTHORIZED"
    assert calls.api_key_update(reply["id"], "A", "")["status"] == "A"
    assert calls.languages_list(who=own).status == "END"
    seen = calls.api_key_metadata(reply["id"])
    assert seen["id"] == reply["id"] and "key" not in seen.members
    listed = calls.api_key_list_of_user(user)
    assert [one["id"] for one in listed.elements] == [reply["id"]]
    assert reply["id"] in [one["id"] for one in calls.api_key_list().elements]
    assert calls.api_key_delete(reply["id"])["id"] == reply["id"]
    assert calls.languages_list(who=own).status == "E_UNAUTHORIZED"
    assert calls.api_key_list_of_user(user).elements == []
    assert calls.api_key_delete(reply["id"]).code == 20


def test_a_key_for_nobody_else_is_the_callers_own(calls):
    assert calls.api_key_create("mine")["role_id"] == calls.server.user("admin")["id"]


def test_a_key_that_may_have_been_issued_is_not_asked_for_twice(calls):
    """The answer is lost: the call is not repeated, and the key can be found."""
    user = calls.created()
    calls.server.fault("cut_after", path="/api-key/create", bytes=0)
    assert calls.api_key_create("gateway-7", user).status in ("E_CLOSED", "E_CUT")
    assert len(calls.api_key_list_of_user(user).elements) == 1


def test_a_long_list_of_keys(calls):
    calls.server.control(big_keys=3000)
    reply = calls.api_key_list()
    assert (reply.status, len(reply.elements), reply.skipped) == ("END", 3000, [])
    assert all("key" not in one for one in reply.elements)


def test_the_account(calls):
    info = calls.account_info()
    assert info.status == "OK" and info["base"] == "1"
    assert json.loads(info["properties"])["users"] == 500
    accounts = calls.account_list().elements
    assert [(one["hostname"], one["current"]) for one in accounts] == [("localhost", "1"), ("other.example", "0")]
    metadata = calls.account_metadata(who="none")
    assert (metadata["status"], metadata["title"], metadata["default_logo"]) == ("A", "Station & Söhne", "0")
    calls.server.control(account_status="S")
    assert calls.account_metadata(who="none")["status"] == "S"


def test_the_logo_is_what_the_server_has(calls):
    due = calls.server.get("/account/logo").body
    logo = calls.account_logo(who="none")
    assert (logo.status, logo["type"], bytes.fromhex(logo["bytes"])) == ("END", "image/png", due)


def test_languages(calls):
    listed = calls.languages_list()
    assert [(one["id"], one["name"]) for one in listed.elements] == [("en_GB", "English"), ("de_DE", "Deutsch"), ("zh_CN", "中文")]
    assert calls.languages_default(who="none")["id"] == "en_GB"
    assert calls.languages_list(who="none").status == "E_AUTH"


def test_ping(calls):
    assert calls.check_ping(who="none")["response"] == "pong"
    assert calls.check_ping(calls.server.user("plain")["api_key"], who="none")["response"] == "pong"
    assert calls.check_ping("unknown", who="none").status == "E_UNAUTHORIZED"


def test_calls_that_need_no_login_send_no_credentials(calls):
    calls.server.control(clear_stats=True)
    for name, *arguments in (("account_metadata",), ("account_logo",), ("languages_default",), ("check_ping",)):
        assert calls.make(name, *arguments).status in ("OK", "END")
    calls.user_signup("nobody@example.org", "password")
    for entry in calls.server.stats()["log"]:
        assert not {name.lower() for name, *_ in entry["headers"]} & {"authorization", "x-auth-token"}, entry


@pytest.mark.parametrize("call", ["unblock_captcha", "post_captcha"])
def test_a_captcha_lets_a_user_log_in_again(calls, call):
    user = calls.server.user("plain")
    calls.server.control(captcha_after=2, captcha_token="c-91ab+/= %")
    for _ in range(3):
        calls.server.get("/session/login", headers={"Authorization": "Basic " + "ZGFuYS5rQGV4YW1wbGUub3JnOng="})
    wrong = calls.make(call, "wrong", who="none")
    assert wrong.status == "E_UNAUTHORIZED" or wrong["valid"] == "0"
    calls.server.control(captcha_token="c-91ab+/=&?%")
    assert calls.make(call, "c-91ab+/=&?%", who="none")["valid"] == "1"
    assert calls.languages_list(who=f"login:{user['email']}:{user['password']}").status == "END"


def test_a_million_users_take_the_memory_of_ten(calls):
    """One of them is of no use, and nothing else is lost by it."""
    counts = {}
    for length in (10, 1_000_000):
        flaw = length // 2
        calls.server.control(big_users=length, big_members="few", list_flaws=[{"at": flaw, "kind": "missing", "member": "id"}])
        counts[length] = calls.make("user_count", timeout=300)
        assert (counts[length].status, int(counts[length]["count"])) == ("END", length - 1)
        assert counts[length].skipped == [f"{flaw + 1} E_MISSING id"]
    few, many = counts.values()
    assert (few["work_peak"], few["tokens_peak"]) == (many["work_peak"], many["tokens_peak"])
    assert abs(int(many["resident"]) - int(few["resident"])) < 512  # kilobytes; the loader's own vary
