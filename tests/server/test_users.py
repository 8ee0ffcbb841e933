# SPDX-License-Identifier: MIT
"""/user, /service: provisioning, rights, second factors set by an administrator."""

import time

import pytest

from checks import NOBODY, UUID, current_code, refused
from harness import b64, basic

MEMBERS = """id parent_id home_id home_name super_admin name email status quota created modified groups user_operations
effective_operations home_operations language storage_id has_key services unique_login custom_sftp_home sftp_home readonly
auth_methods last_login storage_used forced_auth sftp_login""".split()
PUMP = {"name": "Pump Station 12", "email": "ps12@example.org"}


def post(server, path, doc, who="admin"):
    return server.post(path, headers=server.key(who), doc=doc)


def get(server, path, who="admin"):
    return server.get(path, headers=server.key(who))


def create(server, **more):
    answer = post(server, "/user/create", {**PUMP, **more})
    assert answer.status == 201, answer.body
    return answer.doc


def test_create_with_all_members(server):
    group = get(server, "/user/group").doc[1]
    service = get(server, "/service").doc[0]
    wanted = {"quota": 10 ** 12, "status": "A", "super_admin": "N", "user_operations": 3, "home_operations": 31,
              "language": "de_DE", "custom_sftp_home": True, "sftp_login": "ps-12", "parent_id": server.user("plain")["id"]}
    doc = create(server, **wanted, groups=[group["id"]], services=[service["id"]])
    assert list(doc) == MEMBERS
    assert {name: doc[name] for name in wanted} == wanted and {name: doc[name] for name in PUMP} == PUMP
    assert doc["groups"] == [group] and doc["services"] == [{"id": service["id"], "service_key": "SFTP"}]
    assert doc["effective_operations"] == 131 and doc["last_login"] is None and doc["storage_used"] == 0
    assert UUID.match(doc["id"]) and UUID.match(doc["home_id"]) and abs(doc["created"] - time.time()) < 5
    assert get(server, f"/user/metadata/{doc['id']}").doc == doc
    assert get(server, "/user").doc[-1] == doc


def test_create_defaults(server):
    doc = create(server)
    assert (doc["status"], doc["quota"], doc["language"], doc["user_operations"]) == ("A", -1, "en_GB", 3)
    assert (doc["super_admin"], doc["groups"], doc["services"]) == ("N", [], [])
    assert doc["parent_id"] == server.user("admin")["id"]


@pytest.mark.parametrize("doc, status, code, name", [
    ({"name": "Pump"}, 400, 11, "email"), ({"email": "a@example.org"}, 400, 11, "name"),
    ({**PUMP, "name": "ab"}, 400, 10, "name"), ({**PUMP, "name": "a@b.c"}, 400, 10, "name"),
    ({**PUMP, "email": "nobody"}, 400, 10, "email"), ({**PUMP, "quota": -2}, 400, 10, "quota"),
    ({**PUMP, "quota": "1"}, 400, 10, "quota"), ({**PUMP, "quota": 1.0}, 400, 10, "quota"),
    ({**PUMP, "status": "X"}, 400, 10, "status"), ({**PUMP, "super_admin": True}, 400, 10, "super_admin"),
    ({**PUMP, "language": "xx"}, 400, 10, "language"), ({**PUMP, "groups": NOBODY}, 400, 10, "groups"),
    ({**PUMP, "groups": [NOBODY]}, 404, 20, "groups"), ({**PUMP, "services": [NOBODY]}, 404, 20, "services"),
    ({**PUMP, "groups": ["x"]}, 400, 10, "groups"), ({**PUMP, "custom_sftp_home": "N"}, 400, 10, "custom_sftp_home"),
    ({**PUMP, "password": "secret"}, 400, 10, "password"), ({**PUMP, "home_id": "home"}, 400, 10, "home_id"),
    ({**PUMP, "email": "ROSA.LIND@example.org"}, 400, 31, "ROSA.LIND@example.org")])
def test_create_refusals(server, doc, status, code, name):
    before = get(server, "/user").doc
    refused(post(server, "/user/create", doc), status, code, name)
    assert get(server, "/user").doc == before


@pytest.mark.parametrize("path, doc", [
    ("/user/create", PUMP), ("/user/edit", {"ids": [NOBODY]}), ("/user/delete", {"ids": [NOBODY]}),
    ("/user/set-mfa", {"ids": [NOBODY], "auth_type": "2FA", "code": ""}),
    ("/user/remove-mfa", {"ids": [NOBODY], "auth_type": "2FA"}), ("/user/reset-mfa", {"ids": [NOBODY], "auth_type": "2FA"})])
def test_only_administrators(server, path, doc):
    refused(post(server, path, doc, "plain"), 403, 50)
    refused(server.post(path, doc=doc), 401, 14)


def test_secondary_administrator(server):
    doc = create(server, user_operations=1535)
    key = post(server, "/api-key/create", {"role_id": doc["id"]}).doc["key"]
    headers = {"Authorization": "Bearer " + key}
    assert server.post("/user/create", headers=headers, doc={"name": "Pump 13", "email": "ps13@example.org"}).status == 201
    refused(server.post("/user/create", headers=headers, doc={"name": "Pump 14", "email": "ps14@example.org",
                                                             "super_admin": "Y"}), 403, 50, "super_admin")
    refused(server.post("/user/edit", headers=headers, doc={"ids": [server.user("admin")["id"]], "name": "Chief"}), 403, 50, "ids")


def test_who_sees_whom(server):
    everyone = get(server, "/user").doc
    assert {one["email"] for one in everyone} == \
        {one["email"] for name, one in server.accounts["users"].items() if name != "contact"}
    assert [one["id"] for one in get(server, "/user", "plain").doc] == [server.accounts["user_id"]]
    refused(get(server, f"/user/metadata/{server.user('admin')['id']}", "plain"), 403, 50, "id")
    assert get(server, f"/user/metadata/{server.accounts['user_id']}", "plain").doc["storage_used"] == 73400320
    refused(get(server, f"/user/metadata/{NOBODY}"), 404, 20, "id")
    refused(get(server, "/user/metadata/none"), 400, 10, "id")


def test_invitation_until_signup(server):
    create(server)
    password = "North-Gate_5"
    refused(server.get("/session/login", headers=basic(PUMP["email"], "")), 401, 14)
    refused(server.post("/user/signup", doc={"email": "none@example.org", "password": b64(password)}), 404, 20, "email")
    refused(server.post("/user/signup", doc={"email": PUMP["email"], "password": b64("short")}), 400, 10, "password")
    refused(server.post("/user/signup", doc={"email": PUMP["email"], "password": password}), 400, 10, "password")
    answer = server.post("/user/signup", doc={"email": PUMP["email"], "password": b64(password)})
    assert (answer.status, answer.body) == (200, b"")
    token = server.get("/session/login", headers=basic(PUMP["email"], password)).doc["session_id"]
    doc = server.get("/profile", token).doc
    assert doc["email"] == PUMP["email"]
    assert abs(get(server, f"/user/metadata/{doc['id']}").doc["last_login"] - time.time()) < 5
    refused(server.post("/user/signup", doc={"email": PUMP["email"], "password": b64(password)}), 400, 31, "email")


def test_edit(server):
    one, two = create(server), create(server, email="ps13@example.org")
    answer = post(server, "/user/edit", {"ids": [two["id"], one["id"]], "name": "Pump", "quota": 5, "user_operations": 7})
    assert [(doc["id"], doc["name"], doc["quota"], doc["user_operations"]) for doc in answer.doc] == \
        [(two["id"], "Pump", 5, 7), (one["id"], "Pump", 5, 7)]
    assert get(server, f"/user/metadata/{one['id']}").doc["modified"] > one["modified"]
    refused(post(server, "/user/edit", {"ids": [one["id"], two["id"]], "email": "x.y@example.org"}), 400, 10, "email")
    refused(post(server, "/user/edit", {"ids": [one["id"]], "email": two["email"]}), 400, 31, two["email"])
    assert post(server, "/user/edit", {"ids": [one["id"]], "email": "PS12@example.org"}).doc[0]["email"] == "PS12@example.org"
    refused(post(server, "/user/edit", {"ids": []}), 400, 94, "ids")
    refused(post(server, "/user/edit", {"ids": [one["id"], one["id"]]}), 400, 10, "ids")
    refused(post(server, "/user/edit", {"ids": [one["id"], NOBODY], "name": "Other"}), 404, 20, "ids")
    assert get(server, f"/user/metadata/{one['id']}").doc["name"] == "Pump", "none is changed when one is refused"


def test_disabled_user(server):
    doc = create(server)
    key = post(server, "/api-key/create", {"role_id": doc["id"]}).doc["key"]
    assert server.get("/profile", headers={"Authorization": "Bearer " + key}).doc["id"] == doc["id"]
    post(server, "/user/edit", {"ids": [doc["id"]], "status": "D"})
    refused(server.get("/profile", headers={"Authorization": "Bearer " + key}), 401, 80)
    post(server, "/user/edit", {"ids": [doc["id"]], "status": "A"})
    assert server.get("/profile", headers={"Authorization": "Bearer " + key}).status == 200


def test_delete(server):
    doc = create(server)
    key = post(server, "/api-key/create", {"role_id": doc["id"]}).doc
    answer = post(server, "/user/delete", {"ids": [doc["id"]], "delete_home": True})
    assert answer.status == 202 and list(answer.doc) == ["job_id"] and UUID.match(answer.doc["job_id"])
    refused(get(server, f"/user/metadata/{doc['id']}"), 404, 20, "id")
    refused(server.get("/profile", headers={"Authorization": "Bearer " + key["key"]}), 401, 14)
    refused(get(server, f"/api-key/metadata/{key['id']}"), 404, 20, "id")
    refused(post(server, "/user/delete", {"ids": [server.user("admin")["id"]]}), 403, 70, "ids")
    refused(post(server, "/user/delete", {"ids": [doc["id"]]}), 404, 20, "ids")
    assert create(server)["id"] != doc["id"]


def test_job_takes_its_time(server):
    doc = create(server)
    server.control(job_delay_ms=300)
    assert post(server, "/user/delete", {"ids": [doc["id"]]}).status == 202
    assert get(server, f"/user/metadata/{doc['id']}").status == 200
    for _ in range(50):
        if get(server, f"/user/metadata/{doc['id']}").status == 404:
            return
        time.sleep(0.05)
    raise AssertionError("the job was never done")


def test_groups_and_services(server):
    groups = get(server, "/user/group", "plain").doc
    assert [sorted(one) for one in groups] == [["id", "metadata", "name"]] * 3
    assert sorted(groups[0]["metadata"]) == ["is_system", "translation_id", "visual_order"]
    services = get(server, "/service").doc
    assert [(one["key"], one["base"]) for one in services] == [("SFTP", False), ("QX", True)]
    assert sorted(services[0]) == ["base", "forced_auth", "id", "key", "properties", "users"]
    assert {one["name"] for one in services[0]["users"]} >= {"Rosa Lind"} and services[1]["users"] == []
    assert get(server, f"/service/metadata/{services[0]['id']}").doc == services[0]
    assert get(server, "/service", "plain").doc[0]["users"] == []
    refused(get(server, f"/service/metadata/{NOBODY}"), 404, 20, "id")


def test_pgp_key(server):
    admin = server.user("admin")["id"]
    own, other = get(server, f"/user/pgp-key/{admin}").doc, get(server, f"/user/pgp-key/{admin}", "plain").doc
    assert sorted(own) == ["created", "email", "id", "modified", "name", "private", "public"]
    assert {k: v for k, v in own.items() if k != "private"} == other
    assert get(server, "/profile").doc["has_key"] is True
    refused(get(server, f"/user/pgp-key/{server.accounts['user_id']}"), 404, 90, "id")
    refused(get(server, f"/user/pgp-key/{NOBODY}"), 404, 20, "id")


def test_pin_set_by_an_administrator(server):
    user, token = server.accounts["user_id"], server.token()
    answer = post(server, "/user/set-mfa", {"ids": [user], "auth_type": "PIN", "code": b64("9a-Z!")})
    assert answer.doc == {"status": "success"}
    refused(server.get("/profile", token), 401, 14)
    answer = server.login()
    assert (answer.status, answer.headers["Mfa-Code"]) == (207, "73")
    assert server.post("/session/login", answer.doc["session_id"], {"auth_type": "PIN", "code": b64("9a-Z!")}).status == 200
    assert get(server, f"/user/metadata/{user}").doc["forced_auth"] == ["PIN"]
    assert post(server, "/user/remove-mfa", {"ids": [user], "auth_type": "PIN"}).status == 200
    assert server.login().status == 200
    for code in ("1234", b64("123456")):
        refused(post(server, "/user/set-mfa", {"ids": [user], "auth_type": "PIN", "code": code}), 400, 10, "code")


def test_totp_forced_and_reset(server):
    user = server.user("mfa")["id"]
    for code in ("", "0"):
        assert post(server, "/user/set-mfa", {"ids": [user], "auth_type": "2FA", "code": code}).status == 200
    token = server.token("mfa")
    assert server.post("/session/login", token, {"auth_type": "2FA", "code": current_code(server.accounts["totp_secret"])}).status == 200
    assert post(server, "/user/reset-mfa", {"ids": [user], "auth_type": "2FA"}).doc == {"status": "success"}
    refused(server.get("/profile", token), 401, 14)
    assert server.login("mfa").status == 200, "no secret is left to ask for"
    assert get(server, f"/user/metadata/{user}").doc["auth_methods"] == ["2FA"]
    refused(post(server, "/user/reset-mfa", {"ids": [user], "auth_type": "PIN"}), 400, 10, "auth_type")
    server.control(forced_auth=["2FA"])
    refused(post(server, "/user/remove-mfa", {"ids": [user], "auth_type": "2FA"}), 403, 50, "auth_type")


def test_users_survive_a_kill(start):
    server = start()
    doc = create(server)
    gone = create(server, email="ps13@example.org")
    key = post(server, "/api-key/create", {"role_id": doc["id"], "name": "k"}).doc
    post(server, "/user/delete", {"ids": [gone["id"]]})
    post(server, "/user/edit", {"ids": [doc["id"]], "quota": 77})
    server.stop(9)
    for _ in range(2):
        server = start()
        assert get(server, f"/user/metadata/{doc['id']}").doc["quota"] == 77
        refused(get(server, f"/user/metadata/{gone['id']}"), 404, 20, "id")
        assert server.get("/profile", headers={"Authorization": "Bearer " + key["key"]}).doc["id"] == doc["id"]
        server.stop()


def test_a_journal_of_before_the_snapshot(start):
    """Killed between the two: what the snapshot holds is not done a second time."""
    server = start()
    doc = create(server)
    server.stop(9)
    with open(f"{server.folder}/state.journal", "rb") as file:
        journal = file.read()
    server = start()
    post(server, "/user/edit", {"ids": [doc["id"]], "name": "Pump, renamed"})
    server.stop()
    with open(f"{server.folder}/state.journal", "wb") as file:
        file.write(journal)
    assert get(start(), f"/user/metadata/{doc['id']}").doc["name"] == "Pump, renamed"


def test_a_journal_cut_off_in_the_middle(start):
    server = start()
    doc = create(server)
    server.stop(9)
    path = f"{server.folder}/state.journal"
    with open(path, "ab") as file:
        file.write(b'["user","half')
    assert get(start(), f"/user/metadata/{doc['id']}").doc == doc
