# SPDX-License-Identifier: MIT
"""The requests that rclone's quatrix backend makes, one command after another.

Written from the facts sheet (source letter R): API key as Bearer, ids looked up by path, chunks to the
bare host, one download link per file that is opened, a double slash before the download path, times
with six decimals, members sent although they are false or empty. A real rclone is not needed.
"""

import json

import pytest

from checks import UUID
from transfer import pattern


class Backend:
    """Commands as rclone breaks them down; a path is relative to the home folder."""

    def __init__(self, server, who="plain", chunk=10000):
        self.server, self.chunk, self.hard_delete = server, chunk, False
        self.headers = {**server.key(who), "User-Agent": "rclone/v1.68"}

    def call(self, method, path, doc=None, expect=(200,), **headers):
        answer = self.server.request(method, "/api/1.0/" + path, doc, {**self.headers, **headers})
        assert answer.status in expect, (path, answer.status, answer.body)
        return answer

    def post(self, path, expect=(200,), /, **doc):
        return self.call("POST", path, doc, expect)

    def find(self, path, parent=None):
        """The answer of file/id, None where there is nothing."""
        doc = {"path": path, **({"parent_id": parent} if parent else {})}
        answer = self.call("POST", "file/id", doc, (200, 404))
        return answer.doc if answer.status == 200 and answer.doc["file_id"] else None

    def folder(self, path, create=False):
        """The id of a folder, made on the way down where that is wanted."""
        at = self.find("")["file_id"]
        for name in [part for part in path.split("/") if part]:
            found = self.find(name, at)
            if found is None:
                assert create, f"no folder {path}"
                doc = self.post("file/makedir", (201,), target=at, name=name, resolve=False).doc
                assert doc["type"] == "D" and doc["parent_id"] == at
                at = doc["id"]
            else:
                assert found["type"] in "DST"
                at = found["file_id"]
        return at

    def listing(self, folder_id):
        doc = self.call("GET", f"file/metadata/{folder_id}").doc
        for one in doc["content"]:
            assert type(one["size"]) is int and type(one["operations"]) is int and float(one["modified_ms"]) > 0
        return doc["content"]

    def ls(self, path=""):
        """(path, size) of every file, down to the last folder."""
        todo, found = [(path, self.folder(path))], []
        while todo:
            at, folder_id = todo.pop(0)
            for one in self.listing(folder_id):
                name = f"{at}/{one['name']}".strip("/")
                if one["type"] in "DST":
                    todo.append((name, one["id"]))
                else:
                    found.append((name, one["size"]))
        return sorted(found)

    def put(self, path, data, mtime="1699400000.123456"):
        """copy of a local file: a new session, or one that overwrites what is there."""
        where, _, name = path.rpartition("/")
        parent = self.folder(where, create=True)
        found = self.find(name, parent)
        if found:
            session = self.post("file/modify", id=found["file_id"], truncate=0).doc
        else:
            session = self.post("upload/link", name=name, parent_id=parent, resolve=False).doc
        for first in range(0, len(data), self.chunk):
            part = data[first:first + self.chunk]
            answer = self.server.request(
                "POST", "/upload/chunked/" + session["upload_key"], raw=part,
                headers={**self.headers, "Content-Type": None, "Content-Length": str(len(part)),
                         "Content-Range": f"bytes {first}-{first + len(part) - 1}/{len(data)}"})
            assert answer.status == 200 and json.loads(answer.body) == session["file_id"]
        done = self.call("GET", f"upload/finalize/{session['upload_key']}?mtime={mtime}").doc
        assert done["id"] == session["file_id"] and done["size"] == len(data) and type(done["modified"]) is int
        return session["file_id"]

    def put_aside(self, path, data):
        """copy as newer versions do it: under another name first, which then takes the place of the right one."""
        where, _, name = path.rpartition("/")
        parent = self.folder(where, create=True)
        self.find(name, parent)
        file_id = self.put(f"{path}.1f2e3d4c.partial", data)
        self.call("GET", f"file/metadata/{self.find(name + '.1f2e3d4c.partial', parent)['file_id']}?content=0")
        moved = self.post("file/moveone", file_id=file_id, target_id=parent, name=name, mtime=1699400000.123456,
                          resolve=True, resolve_mode="overwrite").doc
        assert (moved["id"], moved["name"], moved["size"]) == (file_id, name, len(data))
        return file_id

    def cat(self, path, span=None):
        found = self.find(path)
        assert found["type"] == "F"
        self.call("GET", f"file/metadata/{found['file_id']}?content=0")
        link = self.post("file/download-link", ids=[found["file_id"]]).doc["id"]
        headers = {"Range": span} if span else {}
        return self.call("GET", f"/file/download/{link}", expect=(200, 206), **headers)

    def to(self, operation, source, target, folder=False):
        """copy or move on the server; folders never overwrite."""
        found = self.find(source)
        where, _, name = target.rpartition("/")
        mode = {"resolve": False, "resolve_mode": ""} if folder else {"resolve": True, "resolve_mode": "overwrite"}
        return self.post(f"file/{operation}", file_id=found["file_id"], target_id=self.folder(where, create=True),
                         name=name, mtime=1699400000.123456, **mode).doc

    def remove(self, file_id):
        assert self.post("file/delete", ids=[file_id], delete_permanently=self.hard_delete).doc["ids"] == [file_id]

    def delete(self, path):
        """delete: every file below a path, one by one; folders stay."""
        for name, _ in self.ls(path):
            self.remove(self.find(name)["file_id"])

    def rmdir(self, path):
        folder_id = self.folder(path)
        assert self.call("GET", f"file/metadata/{folder_id}?content=0").doc["size"] == 0, "rclone takes that for not empty"
        self.remove(folder_id)

    def about(self):
        doc = self.call("GET", "profile/info").doc
        assert all(type(value) is int for value in doc.values())
        free = doc["user_limit"] - doc["user_used"] if doc["user_limit"] >= 0 else doc["acc_limit"] - doc["acc_used"]
        return doc["user_used"], free


@pytest.fixture
def remote(server):
    return Backend(server)


def test_copy_ls_cat(remote):
    files = {"a.txt": b"alpha", "site-a/plan.txt": pattern(25000), "site-a/deep/er/雪.bin": pattern(10000, 2), "empty": b""}
    for path, data in files.items():
        remote.put(path, data)
    assert remote.ls() == sorted((path, len(data)) for path, data in files.items())
    for path, data in files.items():
        assert remote.cat(path).body == data
    remote.call("GET", "/file/metadata/" + remote.find("a.txt")["file_id"])


def test_times_to_the_microsecond(remote):
    file_id = remote.put("f", b"x", "1699400000.123456")
    doc = remote.call("GET", f"file/metadata/{file_id}?content=0").doc
    assert doc["modified_ms"] == 1699400000.123456
    assert remote.post("file/metadata", id=file_id, mtime=1600000000.654321).doc["modified_ms"] == 1600000000.654321
    for time in ("1000000000.000001", "1699400000.999999", "0.500000"):
        doc = remote.call("GET", f"file/metadata/{remote.put('f', b'x', time)}?content=0").doc
        assert f"{doc['modified_ms']:.6f}" == time


def test_copy_again_overwrites(remote):
    first = remote.put("d/f", pattern(30000))
    second = remote.put("d/f", b"short")
    assert first == second and remote.cat("d/f").body == b"short" and remote.ls() == [("d/f", 5)]


@pytest.mark.parametrize("name", ["plan.txt", "trailing space ", "~a+b&c=d;%20#?", "x" * 238])
def test_copy_by_way_of_a_partial_file(remote, name):
    path = f"d/{name}"
    first = remote.put_aside(path, b"first")
    second = remote.put_aside(path, pattern(25000))
    assert first != second and remote.ls() == [(path, 25000)] and remote.cat(path).body == pattern(25000)
    assert remote.put_aside(path, b"") and remote.ls() == [(path, 0)] and remote.cat(path).body == b""


def test_reading_a_part(remote):
    data = pattern(50000)
    remote.put("f", data)
    for span, first, end in (("bytes=100-199", 100, 200), ("bytes=49000-", 49000, 50000), ("bytes=-7", 49993, 50000)):
        answer = remote.cat("f", span)
        assert (answer.status, answer.body) == (206, data[first:end])
        assert answer.headers["Content-Range"] == f"bytes {first}-{end - 1}/50000"


def test_move_and_copy_on_the_server(remote):
    data = pattern(12345)
    file_id = remote.put("d/f", data)
    moved = remote.to("moveone", "d/f", "e/deep/g")
    assert (moved["id"], moved["name"], moved["size"], moved["modified_ms"]) == (file_id, "g", 12345, 1699400000.123456)
    copied = remote.to("copyone", "e/deep/g", "d/h")
    assert copied["id"] != file_id and UUID.match(copied["id"])
    assert remote.ls() == [("d/h", 12345), ("e/deep/g", 12345)] and remote.cat("d/h").body == data
    remote.put("d/f", b"in the way")
    remote.to("moveone", "e/deep/g", "d/f")
    assert remote.ls() == [("d/f", 12345), ("d/h", 12345)] and remote.cat("d/f").body == data


def test_moving_a_folder(remote):
    remote.put("d/inner/f", b"x")
    doc = remote.to("moveone", "d/inner", "e/other", folder=True)
    assert doc["type"] == "D" and remote.ls() == [("e/other/f", 1)]
    remote.folder("e/second", create=True)
    answer = remote.server.request("POST", "/api/1.0/file/moveone", {
        "file_id": remote.find("e/second")["file_id"], "target_id": remote.find("e")["file_id"], "name": "other",
        "mtime": 1.5, "resolve": False, "resolve_mode": ""}, remote.headers)
    assert answer.status == 400 and remote.ls() == [("e/other/f", 1)]


@pytest.mark.parametrize("hard", [False, True])
def test_delete(remote, hard):
    remote.hard_delete = hard
    before = remote.about()
    remote.put("d/f", b"12345")
    remote.put("d/e/g", b"123")
    remote.delete("d")
    assert remote.ls() == [] and remote.find("d/e")["type"] == "D"
    remote.rmdir("d/e")
    remote.rmdir("d")
    assert remote.listing(remote.folder("")) == []
    used, free = remote.about()
    assert used - before[0] == (0 if hard else 8) == before[1] - free


def test_purge(remote):
    remote.put("d/e/f", b"x")
    remote.remove(remote.folder("d"))
    assert remote.ls() == [] and remote.find("d/e/f") is None


def test_about_with_a_quota(server):
    used, free = Backend(server, "admin").about()
    assert (used, free) == (0, 5368709120)
    remote = Backend(server, "admin")
    remote.put("f", b"x" * 100)
    assert remote.about() == (100, 5368709020)


def test_failed_upload_is_taken_away(remote):
    """After a chunk that fails for good, rclone deletes the entry that upload/link made."""
    parent = remote.folder("")
    session = remote.post("upload/link", name="f", parent_id=parent, resolve=False).doc
    remote.server.fault("quota_exceeded", path="/upload/chunked/*")
    answer = remote.server.request("POST", "/upload/chunked/" + session["upload_key"], raw=b"12345",
                                   headers={**remote.headers, "Content-Range": "bytes 0-4/5"})
    assert answer.status == 400 and answer.code == 122
    remote.remove(session["file_id"])
    assert remote.ls() == []


@pytest.mark.parametrize("status", [429, 500, 502, 503, 504, 509])
def test_what_it_retries(remote, status):
    """A range that is sent again after one of these does no harm."""
    remote.server.fault("status", path="/upload/chunked/*", status=status, perform=True)
    parent = remote.folder("")
    session = remote.post("upload/link", name="f", parent_id=parent, resolve=False).doc
    headers = {**remote.headers, "Content-Range": "bytes 0-4/5"}
    target = "/upload/chunked/" + session["upload_key"]
    assert [remote.server.request("POST", target, raw=b"12345", headers=headers).status for _ in range(2)] == [status, 200]
    remote.call("GET", f"upload/finalize/{session['upload_key']}?mtime=1.000000")
    assert remote.cat("f").body == b"12345"
