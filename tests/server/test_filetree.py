# SPDX-License-Identifier: MIT
"""/file: the tree, its listings, copies, moves, the trash."""

import csv
import io
import time

import pytest

from checks import NOBODY, UUID, refused
from transfer import Files

FILE = "id created modified name parent_id size modified_ms type metadata operations sub_type".split()


@pytest.fixture
def files(server):
    return Files(server)


def test_home(files):
    doc = files.metadata().doc
    assert list(doc) == FILE + ["gid", "uid", "content"]
    assert (doc["id"], doc["name"], doc["type"], doc["content"]) == (files.home, "rosa.lind@example.org", "D", [])
    assert files.get("/file/metadata").doc == doc == files.metadata(files.home, 1).doc
    assert "content" not in files.metadata("", 0).doc
    for wrong in ("2", "-1", "x", "0.0", ""):
        refused(files.get(f"/file/metadata?content={wrong}"), 400, 10, "content")
    refused(files.metadata(NOBODY), 404, 20, "id")


def test_metadata_of_a_file(files):
    file = files.put("plan.txt", b"twelve bytes", mtime="1699400000.123456")
    doc = files.metadata(file).doc
    assert list(doc) == FILE + ["gid", "uid"]
    assert (doc["size"], doc["type"], doc["modified"], doc["modified_ms"]) == (12, "F", 1699400000, 1699400000.123456)
    assert (doc["parent_id"], doc["operations"]) == (files.home, 255)
    listed = files.metadata().doc
    assert listed["size"] == 12 and listed["content"] == [{name: doc[name] for name in FILE}]
    assert b'"modified_ms":1699400000.123456' in files.metadata(file).body


@pytest.mark.parametrize("form", ["null", "absent"])
def test_sparse(files, form):
    file = files.put("f", b"12")
    files.server.control(sparse=form)
    listed = files.metadata().doc["content"][0]
    assert {name: value for name, value in listed.items() if value is not None} == \
        {"id": file, "name": "f", "size": 2, "type": "F"}
    assert len(listed) == (11 if form == "null" else 4)
    user = files.get("/user").doc[0]
    assert {name for name, value in user.items() if value is not None} == {"id", "super_admin", "name", "email", "status"}
    key = files.get("/api-key").doc[0]
    assert {name for name, value in key.items() if value is not None} == {"id", "status"}


def test_unknown_and_older_members(files):
    file = files.put("f.png", b"12")
    plain = files.metadata(file).doc
    files.server.control(unknown_members=True, older_members=True)
    doc = files.metadata(file).doc
    assert list(doc) == ["x_first", *plain, "rel_type", "shared", "expires", "x_last"] and {**doc, **plain} == doc
    assert list(files.metadata().doc) == ["x_first", *plain, "rel_type", "shared", "expires", "x_last", "content"]
    assert sorted(files.get(f"/file/preview/{file}").doc) == ["source", "source_pdf", "type", "uri"]
    for path in ("/user", "/api-key"):
        assert [list(one)[::len(one) - 1] for one in files.get(path).doc][0] == ["x_first", "x_last"]


def test_folder_sizes(files):
    outer = files.makedir("outer")
    inner = files.makedir("inner", outer)
    assert files.metadata(inner).doc["size"] == 0
    assert files.metadata(outer).doc["size"] == 1, "0 would say that it is empty"
    assert files.get(f"/file/size/{outer}").doc == {"size": 0}
    files.put("a", b"x" * 10, inner)
    assert files.metadata(outer).doc["size"] == 10 == files.get(f"/file/size/{outer}").doc["size"]


@pytest.mark.parametrize("place", ["first", "middle", "last"])
@pytest.mark.parametrize("style", ["compact", "pretty", "escaped"])
def test_big_listing(files, place, style):
    files.server.control(big_files=1234, content_place=place, json_style=style)
    answer = files.metadata()
    assert int(answer.headers["Content-Length"]) == len(answer.body)
    doc = answer.doc
    at = {"first": 0, "middle": 6, "last": len(doc) - 1}[place]
    assert list(doc).index("content") == at and len(doc) == 14
    assert len(doc["content"]) == 1234 == len({one["id"] for one in doc["content"]})
    assert {one["parent_id"] for one in doc["content"]} == {files.home} and list(doc["content"][7]) == FILE
    files.server.control(list_flaws=[{"at": 1000, "kind": "missing", "member": "name"}])
    assert [at for at, one in enumerate(files.metadata().doc["content"]) if "name" not in one] == [1000]
    assert "content" not in files.metadata("", 0).doc


def test_makedir(files):
    doc = files.post("/file/makedir", name="logs", target=files.home, resolve=False).doc
    assert list(doc) == FILE and (doc["name"], doc["type"], doc["size"]) == ("logs", "D", 0) and UUID.match(doc["id"])
    refused(files.post("/file/makedir", name="logs", resolve=False), 400, 30, "logs")
    assert files.post("/file/makedir", name="logs").doc["name"] == "logs(1)"
    assert files.post("/file/makedir", name="logs", resolve=True).doc["name"] == "logs(2)"
    assert files.post("/file/makedir", name="Logs", resolve=False).status == 201, "case counts"
    refused(files.post("/file/makedir", name="x", target=NOBODY), 404, 20, "target")
    refused(files.post("/file/makedir"), 400, 11, "name")
    refused(files.post("/file/makedir", name="x", target=files.put("f", b"")), 400, 91, "target")


NAMES = ["", ".", "..", "a/b", "/", "a\\b", "x" * 256, "bell\x07", "tab\t", "line\n", "\x7f"]


@pytest.mark.parametrize("name", NAMES + [7, None, ["a"]])
def test_names_that_are_refused(files, name):
    folder = files.makedir("d")
    for path, doc in (("/file/makedir", {}), (f"/file/rename/{folder}", {}), ("/upload/link", {"parent_id": files.home}),
                      ("/file/moveone", {"file_id": folder, "target_id": files.home})):
        refused(files.post(path, name=name, **doc), 400, 10, "name")


@pytest.mark.parametrize("name", ["x" * 255, " a", "end ", "...", "雪🙂ü", "a.b.c", "'\"<>|*?:", "(1)", "~"])
def test_names_that_are_allowed(files, name):
    files.makedir(name)
    assert files.names() == [name]
    again = files.post("/file/makedir", name=name).doc["name"]
    assert again != name and len(again) <= 255


def test_free_names(files):
    for wanted in ("plan.txt", "plan.txt", "plan(1).txt", "a.tar.gz", "a.tar.gz", ".profile", ".profile"):
        files.link(wanted)
    assert files.names() == ["plan.txt", "plan(1).txt", "plan(1)(1).txt", "a.tar.gz", "a.tar(1).gz", ".profile", ".profile(1)"]


def test_path_to_id(files):
    folder = files.makedir("site-a")
    file = files.put("plan.txt", b"x", folder)
    found = {"file_id": file, "parent_id": folder, "src": "local", "type": "F"}
    for path in ("site-a/plan.txt", "/site-a/plan.txt", "site-a//plan.txt/"):
        assert files.post("/file/id", path=path).doc == found
    assert files.post("/file/id", path="plan.txt", parent_id=folder).doc == found
    assert files.post("/file/id", path="").doc == {"file_id": files.home, "parent_id": None, "src": "local", "type": "D"}
    for path in ("none", "site-a/none", "site-a/plan.txt/x", "SITE-A"):
        refused(files.post("/file/id", path=path), 404, 20, "path")
    refused(files.post("/file/id", path="x", parent_id=NOBODY), 404, 20, "parent_id")
    refused(files.post("/file/id"), 400, 11, "path")
    assert files.post("/file/id", path="Trash").status == 404
    files.server.control(system_folders=True)
    assert files.post("/file/id", path="Trash").doc["type"] == "T"


def test_info_tags_and_the_rest(files):
    folder = files.makedir("site-a")
    file = files.put("plan.png", b"x" * 5, folder)
    doc = files.get(f"/file/info/{file}").doc
    assert sorted(doc) == sorted("""id created modified content_modified name size type file_owner action_role paths
                                 antivirus_check widget_metadata""".split())
    assert doc["paths"] == {"path": "/site-a/plan.png"} and doc["file_owner"]["email"] == "rosa.lind@example.org"
    assert files.get(f"/file/preview/{file}").doc == {"type": "image", "uri": f"/api/1.0/preview/{file}"}
    refused(files.get(f"/file/preview/{folder}"), 404, 90, "id")
    assert UUID.match(files.get(f"/file/wopi-token/{file}").doc["id"])
    assert files.get(f"/file/tags/{file}").doc == []
    tag = files.post(f"/file/add-tag/{file}", type="text", value="2023").doc
    assert list(tag) == ["id", "file_id", "type", "value"] and files.get(f"/file/tags/{file}").doc == [tag]
    refused(files.post(f"/file/add-tag/{file}", type="from", value="nobody"), 400, 10, "value")
    refused(files.post(f"/file/add-tag/{file}", type="other", value="x"), 400, 10, "type")
    refused(files.post(f"/file/add-tag/{file}", value="x" * 501), 400, 10, "value")


def test_csv(files):
    folder = files.makedir("site, \"a\"")
    files.put("plan.txt", b"12345", folder)
    answer = files.get(f"/file/csv/{files.home}")
    assert answer.headers["Content-Type"] == "text/csv"
    rows = list(csv.DictReader(io.StringIO(answer.body.decode())))
    assert [(row["Path"], row["Size"], row["Type"]) for row in rows] == \
        [("/site, \"a\"", "5", "D"), ("/site, \"a\"/plan.txt", "5", "F")]
    assert list(rows[0]) == ["Path", "Name", "Size", "Type", "Created", "Modified", "Content_modified", "Created_by", "Owner"]


def test_diff(files):
    begin = time.time() - 1
    folder = files.makedir("a")
    file = files.put("f", b"x", folder)
    files.post(f"/file/rename/{file}", name="g")
    files.post("/file/delete", ids=[file])
    doc = files.get(f"/file/diff/{folder}?from={begin:.6f}").doc
    assert list(doc) == ["from", "to", "data"] and abs(doc["to"] - time.time()) < 5
    assert [(one["action"], one["name"]) for one in doc["data"]] == [("upload", "f"), ("rename", "g")]
    actions = [one["action"] for one in files.get(f"/file/diff/{files.home}?from={begin:.6f}").doc["data"]]
    assert actions == ["makedir", "upload", "rename", "delete"]
    assert files.get(f"/file/diff/{files.home}?from={time.time() + 5:.3f}&to={time.time() + 9:.3f}").doc["data"] == []
    refused(files.get(f"/file/diff/{files.home}?from=10&to=9"), 400, 93, "to")
    refused(files.get(f"/file/diff/{files.home}"), 400, 11, "from")
    refused(files.get(f"/file/diff/{files.home}?from=yesterday"), 400, 10, "from")


def test_search(files):
    plan = files.put("Plan 2023.txt", b"x", mtime="1600000000")
    sketch = files.put("sketch.txt", b"x", files.makedir("d"), mtime="1650000000")
    files.post(f"/file/add-tag/{plan}", type="text", value="2023")

    def found(**query):
        return {one["name"] for one in files.post("/file/search", **query).doc}
    assert found(_and=[{"name": {"_or": ["plan", "sketch"]}}]) == {"Plan 2023.txt", "sketch.txt"}
    assert found(_and=[{"name": {"_or": ["plan", "sketch"]}, "tag": {"_and": [{"type": "text", "value": "2023"}]}}]) == {"Plan 2023.txt"}
    assert found(_or=[{"name": {"_and": ["sk", "tch"]}}, {"name": {"_and": ["none"]}}]) == {"sketch.txt"}
    assert found(_and=[{"modified": {"_and": [1640000000, 1660000000]}}]) == {"sketch.txt"}
    assert found(_and=[{"modified": {"_or": [1600000000]}}]) == {"Plan 2023.txt"}
    assert found(_and=[{"name": {"_and": ["nothing"]}}]) == set()
    assert files.post("/file/search", _and=[{"name": {"_and": ["sk"]}}]).doc[0]["id"] == sketch
    refused(files.post("/file/search"), 400, 11, "_and")
    for wrong in ([{}], [{"size": {"_and": [1]}}], [{"name": {}}], [{"name": {"_and": "x"}}], [{"modified": {"_and": ["x"]}}], {}):
        refused(files.post("/file/search", _and=wrong), 400, 10, "_and")


def test_set_time(files):
    file = files.put("f", b"x")
    doc = files.post("/file/metadata", id=file, mtime=1699400000.654321).doc
    assert doc["modified_ms"] == 1699400000.654321 and doc["modified"] == 1699400000 and "sub_type" not in doc
    assert files.metadata(file).doc["modified_ms"] == 1699400000.654321
    for wrong in ("1699400000", -1, True, None, 1e12):
        refused(files.post("/file/metadata", id=file, mtime=wrong), 400, 10, "mtime")


def test_rename(files):
    file = files.put("a", b"x")
    files.put("b", b"x")
    doc = files.post(f"/file/rename/{file}", name="c").doc
    assert (doc["name"], doc["old_name"]) == ("c", "a") and "modified_ms" not in doc
    refused(files.post(f"/file/rename/{file}", name="b", resolve=False), 400, 30, "b")
    assert files.post(f"/file/rename/{file}", name="b").doc["name"] == "b(1)"
    assert files.post(f"/file/rename/{file}", name="b(1)", resolve=False).status == 200
    refused(files.post(f"/file/rename/{files.home}", name="mine"), 403, 70, "id")


def tree_of(files):
    """home: d (holding f), e"""
    d, e = files.makedir("d"), files.makedir("e")
    return d, e, files.put("f", b"content", d)


def test_copy(files):
    d, e, f = tree_of(files)
    before = files.used()
    answer = files.post("/file/copy", ids=[d, f], target=e)
    assert answer.status == 202 and list(answer.doc) == ["job_id"]
    assert files.names(e) == ["d", "f"] and files.used() == before + 14
    twin = files.post("/file/id", path="e/d/f").doc["file_id"]
    assert twin != f and files.download(twin).body == b"content"
    assert files.post("/file/copy", ids=[f], target=e).status == 202
    assert files.names(e) == ["d", "f", "f(1)"]
    refused(files.post("/file/copy", ids=[f], target=e, resolve=False), 400, 96, "f")
    refused(files.post("/file/copy", ids=[d], target=d), 400, 92, "target")
    refused(files.post("/file/copy", ids=[], target=d), 400, 94, "ids")
    refused(files.post("/file/copy", ids=[NOBODY], target=d), 404, 20, "ids")
    refused(files.post("/file/copy", ids=[f], target=f), 400, 91, "target")


def test_move(files):
    d, e, f = tree_of(files)
    assert files.post("/file/move", ids=[d], target=e).doc == {"ids": [d]}
    assert files.names() == ["e"] and files.post("/file/id", path="e/d/f").doc["file_id"] == f
    refused(files.post("/file/move", ids=[e], target=d), 400, 92, "target")
    refused(files.post("/file/move", ids=[e], target=e), 400, 92, "target")
    refused(files.post("/file/move", ids=[files.home], target=e), 403, 70, "ids")
    assert files.post("/file/move", ids=[f], target=d, resolve=False).status == 200, "where it is already"


def test_more_than_ten_are_a_job(files):
    e = files.makedir("e")
    ids = [files.makedir(f"d{at}") for at in range(11)]
    assert files.post("/file/move", ids=ids[:10], target=e).status == 200
    assert files.post("/file/move", ids=ids, target=files.home).status == 202
    assert len(files.names()) == 12
    files.server.control(job_delay_ms=200)
    assert files.post("/file/delete", ids=ids).status == 202
    assert len(files.names()) == 12
    for _ in range(50):
        if files.names() == ["e"]:
            break
        time.sleep(0.05)
    assert files.names() == ["e"]


def test_copyone(files):
    d, e, f = tree_of(files)
    doc = files.post("/file/copyone", file_id=f, target_id=e, name="g", mtime=1699400000.123456).doc
    assert list(doc) == FILE and (doc["name"], doc["modified_ms"], doc["parent_id"]) == ("g", 1699400000.123456, e)
    other = files.put("g", b"longer than that", d)
    doc = files.post("/file/copyone", file_id=other, target_id=e, name="g", resolve=True, resolve_mode="overwrite").doc
    assert files.names(e) == ["g"] and files.download(doc["id"]).body == b"longer than that"
    assert len(files.server.all_files()) == 5 and files.used() == 73400320 + 7 + 2 * 16, "what was in the way is gone"
    assert files.post("/file/copyone", file_id=f, target_id=e, name="g").doc["name"] == "g(1)"
    refused(files.post("/file/copyone", file_id=f, target_id=e, name="g", resolve=False, resolve_mode=""), 400, 96, "g")
    refused(files.post("/file/copyone", file_id=NOBODY, target_id=e, name="g"), 404, 20, "file_id")
    refused(files.post("/file/copyone", file_id=f, target_id=e, name="g", resolve_mode="skip"), 400, 10, "resolve_mode")
    files.makedir("h", e)
    files.put("x", b"", files.post("/file/id", path="e/h").doc["file_id"])
    refused(files.post("/file/copyone", file_id=f, target_id=e, name="h", resolve_mode="overwrite"), 400, 96, "h")


def test_moveone(files):
    d, e, f = tree_of(files)
    files.put("g", b"other", e)
    doc = files.post("/file/moveone", file_id=f, target_id=e, name="g", mtime=1600000000.5, resolve=True, resolve_mode="overwrite").doc
    assert (doc["id"], doc["name"], doc["modified_ms"]) == (f, "g", 1600000000.5)
    assert files.names(e) == ["g"] and files.names(d) == [] and files.download(f).body == b"content"
    assert files.post("/file/moveone", file_id=d, target_id=e, name="d2", resolve=False, resolve_mode="").doc["id"] == d
    refused(files.post("/file/moveone", file_id=e, target_id=d, name="e"), 400, 92, "target")
    refused(files.post("/file/moveone", file_id=d, target_id=e, name="g", resolve=False), 400, 96, "g")


def test_trash(files):
    d, _, f = tree_of(files)
    used = files.used()
    assert files.post("/file/delete", ids=[f]).doc == {"ids": [f]}
    assert files.names(d) == [] and files.used() == used, "what is in the trash counts"
    trash = files.metadata(f).doc["parent_id"]
    doc = files.metadata(trash).doc
    assert (doc["type"], doc["metadata"]["is_system"]) == ("T", True) and [one["id"] for one in doc["content"]] == [f]
    files.put("f", b"second", d)
    second = files.post("/file/id", path="d/f").doc["file_id"]
    files.post("/file/delete", ids=[second])
    assert files.names(trash) == ["f", "f(1)"]
    assert files.post("/file/move", ids=[f], target=d).status == 200 and files.download(f).body == b"content"
    assert files.post("/file/delete", ids=[second]).doc == {"ids": [second]}
    refused(files.metadata(second), 404, 20, "id")
    assert files.used() == used


def test_delete_permanently(files):
    d, _, f = tree_of(files)
    before = files.used()
    assert files.post("/file/delete", ids=[d], delete_permanently=True).doc == {"ids": [d]}
    for one in (d, f):
        refused(files.metadata(one), 404, 20, "id")
    assert files.used() == before - 7
    refused(files.post("/file/delete", ids=[d]), 404, 20, "ids")
    refused(files.post("/file/delete", ids=[]), 400, 94, "ids")
    refused(files.post("/file/delete", ids=[files.home]), 403, 70, "ids")


def test_empty_trash(files):
    d, e, f = tree_of(files)
    files.post("/file/delete", ids=[f, e])
    trash = files.metadata(e).doc["parent_id"]
    answer = files.server.post("/file/empty-trash/", headers=files.headers)
    assert answer.doc == [{"id": f, "source_id": d, "dest_id": trash}, {"id": e, "source_id": files.home, "dest_id": trash}]
    assert files.names(trash) == []
    files.post("/file/delete", ids=[d])
    assert [one["id"] for one in files.server.post(f"/file/empty-trash/{trash}", headers=files.headers).doc] == [d]
    refused(files.server.post(f"/file/empty-trash/{files.home}", headers=files.headers), 400, 21, "id")


def test_trash_is_emptied_after_thirty_days(files):
    file = files.put("f", b"x")
    files.post("/file/delete", ids=[file])
    trash = files.metadata(file).doc["parent_id"]
    files.server.control(clock_ahead=29 * 86400)
    assert files.names(trash) == ["f"]
    files.server.control(clock_ahead=31 * 86400)
    assert files.names(trash) == []


def test_system_folders(files):
    assert files.names() == []
    files.server.control(system_folders=True)
    content = files.metadata().doc["content"]
    assert [(one["name"], one["type"], one["sub_type"]) for one in content] == \
        [("Trash", "T", None), ("Inbox", "D", "incoming"), ("Outbox", "D", "outgoing")]
    profile = files.get("/profile").doc
    assert [content[1]["id"], content[2]["id"]] == [profile["incoming_id"], profile["outgoing_id"]]


def test_whose_files(server):
    mine, admin, other = Files(server), Files(server, "admin"), Files(server, "unicode")
    file = mine.put("f", b"secret")
    for path in (f"/file/metadata/{file}", f"/file/info/{file}", f"/file/size/{file}", f"/file/tags/{file}"):
        refused(other.get(path), 404, 20, "id")
    for path, doc, name in (("/file/delete", {"ids": [file]}, "ids"), ("/file/download-link", {"ids": [file]}, "ids"),
                            ("/file/makedir", {"name": "x", "target": mine.home}, "target"),
                            ("/upload/link", {"name": "x", "parent_id": mine.home}, "parent_id"),
                            ("/file/modify", {"id": file}, "id")):
        refused(other.post(path, **doc), 404, 20, name)
    assert admin.download(file).body == b"secret"
    assert admin.post("/file/move", ids=[file], target=admin.home).status == 200
    refused(mine.metadata(file), 404, 20, "id")
    assert (mine.used(), admin.used()) == (73400320, 6), "and counts for whom it is now"


def test_new_user_has_a_home(server):
    admin = server.key("admin")
    user = server.post("/user/create", headers=admin, doc={"name": "Pump 12", "email": "ps12@example.org", "quota": 10}).doc
    key = server.post("/api-key/create", headers=admin, doc={"role_id": user["id"]}).doc["key"]
    headers = {"Authorization": "Bearer " + key}
    assert server.get("/file/metadata", headers=headers).doc["id"] == user["home_id"]
    server.post("/user/delete", headers=admin, doc={"ids": [user["id"]], "delete_home": True})
    refused(server.get(f"/file/metadata/{user['home_id']}", headers=admin), 404, 20, "id")


def test_restore_takes_the_files_away(files):
    file = files.put("f", b"x")
    files.server.control(restore=True)
    refused(files.metadata(file), 404, 20, "id")
    assert files.names() == [] and files.used() == 73400320
