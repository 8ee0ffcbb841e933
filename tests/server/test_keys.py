# SPDX-License-Identifier: MIT
"""/api-key: made, used, switched off, deleted."""

import pytest

from checks import NOBODY, UUID, refused

MEMBERS = ["id", "role_id", "email", "key", "hint", "created", "modified", "status"]


def make(server, who="plain", **doc):
    answer = server.post("/api-key/create", headers=server.key(who), doc=doc)
    assert answer.status == 201, answer.body
    return answer.doc


def bearer(key):
    return {"Authorization": "Bearer " + key["key"]}


def test_create_and_use(server):
    key = make(server, name="gateway-7", status="A")
    assert list(key) == MEMBERS and UUID.match(key["id"])
    assert (key["role_id"], key["email"], key["status"]) == (server.accounts["user_id"], server.accounts["email"], "A")
    assert key["key"].startswith(key["hint"]) and len(key["hint"]) < len(key["key"])
    assert server.get("/profile", headers=bearer(key)).doc["id"] == server.accounts["user_id"]
    assert make(server) != make(server)
    assert server.post("/api-key/create", headers=server.key()).status == 201, "every member may be left out"


def test_secret_is_shown_once(server):
    key = make(server)
    shown = {name: value for name, value in key.items() if name != "key"}
    path = f"/api-key/metadata/{key['id']}"
    assert server.get(path, headers=server.key()).doc == shown
    assert server.get("/api-key", headers=server.key()).doc[-1] == shown
    server.control(key_secret="always")
    assert server.get(path, headers=server.key()).doc == key


def test_update(server):
    key = make(server)
    path = f"/api-key/update/{key['id']}"
    off = server.post(path, headers=server.key(), doc={"status": "D", "name": "off"}).doc
    assert off["status"] == "D" and off["modified"] > key["modified"]
    refused(server.get("/profile", headers=bearer(key)), 401, 80)
    assert server.post(path, headers=server.key(), doc={"status": "A"}).doc["status"] == "A"
    assert server.get("/profile", headers=bearer(key)).status == 200
    for doc, name in (({"status": "X"}, "status"), ({"name": 5}, "name"), ({"role_id": NOBODY}, "role_id")):
        refused(server.post(path, headers=server.key(), doc=doc), 400, 10, name)


def test_delete(server):
    key = make(server)
    path = f"/api-key/delete/{key['id']}"
    assert server.get(path, headers=server.key()).doc == {"id": key["id"]}
    refused(server.get("/profile", headers=bearer(key)), 401, 14)
    refused(server.get(path, headers=server.key()), 404, 20, "id")


def test_rights(server):
    plain, admin = server.accounts["user_id"], server.user("admin")["id"]
    foreign = make(server, "admin")
    for path in (f"/api-key/metadata/{foreign['id']}", f"/api-key/delete/{foreign['id']}", f"/api-key/{admin}"):
        refused(server.get(path, headers=server.key()), 403, 50, "id")
    refused(server.post(f"/api-key/update/{foreign['id']}", headers=server.key(), doc={}), 403, 50, "id")
    refused(server.post("/api-key/create", headers=server.key(), doc={"role_id": admin}), 403, 50, "role_id")
    key = make(server, "admin", role_id=plain)
    assert server.get("/profile", headers=bearer(key)).doc["id"] == plain
    own = server.get("/api-key", headers=server.key()).doc
    assert len(own) == 3 and {one["role_id"] for one in own} == {plain}
    assert server.get(f"/api-key/{plain}", headers=server.key("admin")).doc == own
    assert len(server.get("/api-key", headers=server.key("admin")).doc) == 11


@pytest.mark.parametrize("path", ["/api-key/{}", "/api-key/metadata/{}", "/api-key/delete/{}"])
def test_ids_nobody_has(server, path):
    refused(server.get(path.format(NOBODY), headers=server.key("admin")), 404, 20, "id")
    refused(server.get(path.format("x"), headers=server.key("admin")), 400, 10, "id")


def test_a_path_with_a_name_goes_before_one_with_an_id(server):
    answer = server.get("/api-key/create", headers=server.key())
    refused(answer, 405, 21)
    assert answer.headers["Allow"] == "POST"
    refused(server.post("/api-key/create", headers=server.key(), doc={"role_id": "x"}), 400, 10, "role_id")
