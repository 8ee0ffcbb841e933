# SPDX-License-Identifier: MIT
"""/upload and /file/modify: chunks, whole files as form data, keys, quotas, and what survives a kill."""

import asyncio
import hashlib
import http.client
import os
import time

import pytest

import formdata
import ranges
from checks import NOBODY, UUID, refused
from transfer import Files, pattern


@pytest.fixture
def files(server):
    return Files(server)


# Parts without a server

def test_ranges():
    held = []
    for first, end, wanted in ((5, 7, [[5, 7]]), (0, 2, [[0, 2], [5, 7]]), (2, 3, [[0, 3], [5, 7]]), (1, 1, [[0, 3], [5, 7]]),
                               (4, 6, [[0, 3], [4, 7]]), (3, 4, [[0, 7]]), (2, 5, [[0, 7]]), (9, 12, [[0, 7], [9, 12]]),
                               (6, 20, [[0, 20]])):
        held = ranges.added(held, first, end)
        assert held == wanted
    assert ranges.prefix([[1, 4]]) == 0 == ranges.prefix([]) and ranges.prefix([[0, 3], [4, 9]]) == 3
    assert ranges.covers([], 0) and not ranges.covers([[0, 3]], 4)


def form(data, boundary=b"xX-1", head=b'Content-Disposition: form-data; name="file"; filename="a"\r\n', tail=b"--\r\n"):
    return b"--" + boundary + b"\r\n" + head + b"\r\n" + data + b"\r\n--" + boundary + tail


@pytest.mark.parametrize("data", [b"", b"x", b"\r\n--xX-", b"--xX-1", b"\r\n\r\n--\r\n", b"\r\n-" * 50, bytes(range(256)) * 9])
@pytest.mark.parametrize("step", [1, 2, 3, 7, 64, 100000])
def test_form_data_in_pieces(data, step):
    async def run():
        async def pieces():
            whole = form(data)
            for at in range(0, len(whole), step):
                yield whole[at:at + step]
        return b"".join([piece async for piece in formdata.file_pieces(pieces(), b"xX-1")])
    assert asyncio.run(run()) == data


# Chunks

def test_one_upload(files):
    answer = files.link("plan.txt", 12)
    doc = answer.doc
    assert (answer.status, list(doc)) == (200, ["name", "file_id", "parent_id", "upload_key"])
    assert UUID.match(doc["upload_key"]) and (doc["name"], doc["parent_id"]) == ("plan.txt", files.home)
    assert files.names() == ["plan.txt"] and files.metadata(doc["file_id"]).doc["size"] == 0
    answer = files.chunk(doc["upload_key"], b"twelve b", 0, 12)
    assert (answer.status, answer.body, answer.headers["Content-Type"]) == \
        (200, f'"{doc["file_id"]}"'.encode(), "application/json")
    assert files.metadata(doc["file_id"]).doc["size"] == 8
    files.chunk(doc["upload_key"], b"ytes", 8, 12)
    done = files.finalize(doc["upload_key"], "1699400000.123456")
    assert done.doc == {"id": doc["file_id"], "parent_id": files.home, "size": 12, "modified": 1699400000}
    assert files.download(doc["file_id"]).body == b"twelve bytes"
    refused(files.finalize(doc["upload_key"]), 404, 20, "id")
    refused(files.chunk(doc["upload_key"], b"x", 0, 1), 404, 20, "upload_key")


def test_without_a_time_it_is_now(files):
    assert abs(files.metadata(files.put("f", b"x")).doc["modified_ms"] - time.time()) < 5


@pytest.mark.parametrize("order", [[0, 1, 2], [2, 1, 0], [0, 0, 1, 1, 2, 2], [1, 2, 0, 1]])
def test_any_order_and_again(files, order):
    data = pattern(3000)
    doc = files.link("f", 3000).doc
    for at in order:
        assert files.chunk(doc["upload_key"], data[at * 1000:at * 1000 + 1000], at * 1000, 3000).status == 200
    assert files.finalize(doc["upload_key"]).doc["size"] == 3000
    assert files.download(doc["file_id"]).body == data


def test_holes(files):
    doc = files.link("f").doc
    files.chunk(doc["upload_key"], b"aa", 0, 6)
    files.chunk(doc["upload_key"], b"cc", 4, 6)
    refused(files.finalize(doc["upload_key"]), 400, 10, "id")
    assert files.metadata(doc["file_id"]).doc["size"] == 2
    files.chunk(doc["upload_key"], b"bb", 2, 6)
    assert files.metadata(doc["file_id"]).doc["size"] == 6
    assert files.finalize(doc["upload_key"]).doc["size"] == 6


def test_order_can_be_asked_for(files):
    files.server.control(chunks_in_order=True)
    doc = files.link("f").doc
    refused(files.chunk(doc["upload_key"], b"b", 1, 2), 400, 10, "Content-Range")
    assert files.chunk(doc["upload_key"], b"a", 0, 2).status == 200
    assert files.chunk(doc["upload_key"], b"b", 1, 2).status == 200


def test_zero_bytes(files):
    for size in (0, None):
        doc = files.link("f", size).doc
        assert files.finalize(doc["upload_key"]).doc["size"] == 0
        assert files.download(doc["file_id"]).body == b""
    refused(files.finalize(files.link("g", 1).doc["upload_key"]), 400, 10, "id")


@pytest.mark.parametrize("header", ["", "bytes 0-1", "bytes 0-1/*", "bytes */2", "0-1/2", "bytes=0-1/2", "bytes 1-0/2", "bytes 0-2/2",
                                    "bytes 0 - 1/2", "items 0-1/2", "bytes -1/2", "bytes 0-1/2, 0-1/2"])
def test_wrong_content_range(files, header):
    doc = files.link("f").doc
    refused(files.chunk(doc["upload_key"], b"ab", 0, 2, {"Content-Range": header}), 400, 10, "Content-Range")
    refused(files.chunk(doc["upload_key"], b"ab", 0, 2, {"Content-Range": None}), 400, 11, "Content-Range")


def test_length_and_range_differ(files):
    doc = files.link("f").doc
    for header in ("bytes 0-0/9", "bytes 0-2/9"):
        refused(files.chunk(doc["upload_key"], b"ab", 0, 9, {"Content-Range": header}), 400, 10, "Content-Length")
    for data, span in (([b"abc"], "0-1/9"), ([b"a"], "0-1/9")):
        connection = files.server.connection()
        connection.request("POST", f"/upload/chunked/{doc['upload_key']}", iter(data), {"Content-Range": f"bytes {span}"},
                           encode_chunked=True)
        answer = connection.getresponse()
        assert answer.status == 400 and b"Content-Length" in answer.read()
        connection.close()
    assert files.metadata(doc["file_id"]).doc["size"] == 0


def test_totals_must_agree(files):
    doc = files.link("f", 4).doc
    refused(files.chunk(doc["upload_key"], b"ab", 0, 5), 400, 10, "Content-Range")
    doc = files.link("g").doc
    assert files.chunk(doc["upload_key"], b"ab", 0, 4).status == 200
    refused(files.chunk(doc["upload_key"], b"cd", 2, 5), 400, 10, "Content-Range")


def test_sizes_of_chunks_can_be_limited(files):
    files.server.control(chunk_least=3, chunk_most=4)
    doc = files.link("f").doc
    refused(files.chunk(doc["upload_key"], b"ab", 0, 6), 400, 10, "Content-Range")
    refused(files.chunk(doc["upload_key"], b"abcde", 0, 6), 400, 10, "Content-Range")
    assert files.chunk(doc["upload_key"], b"abcd", 0, 6).status == 200
    assert files.chunk(doc["upload_key"], b"ef", 4, 6).status == 200, "the last may be small"


def test_credentials_on_chunks_do_no_harm(files):
    doc = files.link("f").doc
    for headers in ({}, files.headers, {"X-Auth-Token": NOBODY}, {"Content-Type": None}, {"Content-Type": "image/png"}):
        assert files.chunk(doc["upload_key"], b"ab", 0, 2, headers).status == 200
    refused(files.server.get(f"/upload/finalize/{doc['upload_key']}"), 401, 14)
    refused(files.server.request("GET", f"/upload/chunked/{doc['upload_key']}"), 405, 21)
    refused(files.server.post(f"/upload/chunked/{doc['upload_key']}", doc={}), 404, 20)
    refused(files.chunk("x", b"ab", 0, 2), 400, 10, "upload_key")
    refused(files.chunk(NOBODY, b"ab", 0, 2), 404, 20, "upload_key")


@pytest.mark.parametrize("doc, status, code, name", [
    ({"parent_id": None}, 400, 10, "parent_id"), ({"file_size": -1}, 400, 10, "file_size"),
    ({"file_size": "5"}, 400, 10, "file_size"), ({"file_size": 5.0}, 400, 10, "file_size"), ({"resolve": "no"}, 400, 10, "resolve"),
    ({"parent_id": NOBODY}, 404, 20, "parent_id"), ({"mtime": 5}, 400, 10, "mtime")])
def test_link_refusals(files, doc, status, code, name):
    refused(files.post("/upload/link", **{"name": "f", "parent_id": files.home, **doc}), status, code, name)
    assert files.names() == []


def test_resolve(files):
    files.put("plan.txt", b"x")
    refused(files.link("plan.txt", resolve=False), 400, 30, "plan.txt")
    assert files.link("plan.txt", resolve=True).doc["name"] == "plan(1).txt"
    assert files.link("plan.txt").doc["name"] == "plan(2).txt"


def test_keys_expire_of_idleness(files):
    doc = files.link("f").doc
    files.server.control(clock_ahead=800)
    assert files.chunk(doc["upload_key"], b"ab", 0, 4).status == 200
    files.server.control(clock_ahead=1600)
    assert files.chunk(doc["upload_key"], b"cd", 2, 4).status == 200
    files.server.control(clock_ahead=2501)
    for _ in range(2):
        refused(files.chunk(doc["upload_key"], b"cd", 2, 4), 400, 60, "upload_key")
    refused(files.finalize(doc["upload_key"]), 400, 60, "id")
    files.server.control(clock_ahead=0, upload_life=10)
    doc = files.link("g").doc
    files.server.control(clock_ahead=11)
    refused(files.chunk(doc["upload_key"], b"ab", 0, 4), 400, 60, "upload_key")


# Overwriting and going on

def test_modify_from_the_start(files):
    file = files.put("f", b"old content")
    doc = files.post("/file/modify", id=file, truncate=0).doc
    assert list(doc) == ["name", "file_id", "parent_id", "upload_key"] and (doc["file_id"], doc["name"]) == (file, "f")
    assert files.chunk(doc["upload_key"], b"new", 0, 3).status == 200
    assert files.finalize(doc["upload_key"]).doc["size"] == 3
    assert files.download(file).body == b"new"


def test_modify_goes_on_where_an_upload_ended(files):
    data = pattern(5000)
    doc = files.link("f", 5000).doc
    files.chunk(doc["upload_key"], data[:2000], 0, 5000)
    again = files.post("/file/modify", id=doc["file_id"], truncate=2000).doc
    refused(files.chunk(doc["upload_key"], data[2000:3000], 2000, 5000), 404, 20, "upload_key")
    assert files.chunk(again["upload_key"], data[2000:], 2000, 5000).status == 200
    assert files.finalize(again["upload_key"]).doc["size"] == 5000
    assert files.download(doc["file_id"]).body == data


def test_modify_patches(files):
    file = files.put("f", b"0123456789")
    doc = files.post("/file/modify", id=file).doc
    files.chunk(doc["upload_key"], b"XY", 4, 10)
    assert files.finalize(doc["upload_key"]).doc["size"] == 10
    assert files.download(file).body == b"0123XY6789"
    doc = files.post(f"/file/modify/{file}", truncate=3).doc
    assert files.finalize(doc["upload_key"]).doc["size"] == 3
    assert files.download(file).body == b"012"
    assert os.path.getsize(os.path.join(files.server.folder, "files", file)) == 3
    refused(files.post("/file/modify", id=file, truncate=4), 400, 10, "truncate")
    refused(files.post("/file/modify", id=files.home), 400, 10, "id")
    refused(files.post("/file/modify", id=NOBODY), 404, 20, "id")
    files.put("g", b"")
    refused(files.post("/file/modify", id=file, name="g"), 400, 30, "g")
    assert files.post("/file/modify", id=file, name="h").doc["name"] == "h"


def test_deleting_ends_an_upload(files):
    doc = files.link("f").doc
    files.post("/file/delete", ids=[doc["file_id"]], delete_permanently=True)
    refused(files.chunk(doc["upload_key"], b"ab", 0, 2), 404, 20, "upload_key")


# Quotas

def test_quota(server):
    files = Files(server, "admin")
    room = 1000
    server.post("/user/edit", headers=files.headers, doc={"ids": [server.user("admin")["id"]], "quota": room})
    refused(files.link("f", 1001), 400, 122, "file_size")
    assert files.names() == []
    doc = files.link("f").doc
    refused(files.chunk(doc["upload_key"], b"x" * 1001, 0, 1001), 400, 122, "quota")
    assert files.chunk(doc["upload_key"], b"x" * 600, 0, 1200).status == 200
    refused(files.chunk(doc["upload_key"], b"x" * 600, 600, 1200), 400, 122, "quota")
    other = files.put("g", b"x" * 400)
    refused(files.post("/file/copyone", file_id=other, target_id=files.home, name="h"), 400, 122, "ids")
    assert files.get("/profile/info").doc["user_used"] == 1000
    assert server.get(f"/user/metadata/{server.user('admin')['id']}", headers=files.headers).doc["storage_used"] == 1000
    files.post("/file/delete", ids=[other], delete_permanently=True)
    assert files.get("/profile/info").doc["user_used"] == 600


# Form data

def multipart(files, key, body, content_type="multipart/form-data; boundary=xX-1"):
    return files.server.request("POST", f"/upload/multipart/{key}", raw=body, headers={"Content-Type": content_type})


def test_multipart(files):
    data = pattern(300000)
    doc = files.link("f", len(data)).doc
    answer = multipart(files, doc["upload_key"], form(data))
    assert (answer.status, answer.doc) == (200, doc["file_id"])
    assert files.download(doc["file_id"]).body == data
    refused(multipart(files, doc["upload_key"], form(data)), 404, 20, "upload_key")
    doc = files.link("g").doc
    quoted = 'multipart/form-data; boundary="xX-1"'
    assert multipart(files, doc["upload_key"], form(b""), quoted).status == 200
    assert files.download(doc["file_id"]).body == b""


@pytest.mark.parametrize("body, content_type, status, name", [
    (form(b"x"), "application/octet-stream", 415, "Content-Type"), (form(b"x"), "multipart/form-data", 415, "Content-Type"),
    (form(b"x", b"other"), None, 400, "file"), (form(b"x", tail=b""), None, 400, "file"), (b"", None, 400, "file"),
    (form(b"x", tail=b"--\r\nmore"), None, 400, "file"), (form(b"x", tail=b"\r\n\r\n"), None, 400, "file"),
    (form(b"x", head=b'Content-Disposition: form-data; name="data"\r\n'), None, 400, "file"),
    (form(b"x", head=b"X-None: 1\r\n"), None, 400, "file"), (form(b"12345"), None, 400, "file"),
    (form(b"x")[:-12], None, 400, "file")])
def test_multipart_refusals(files, body, content_type, status, name):
    doc = files.link("f", 1).doc
    refused(multipart(files, doc["upload_key"], body, content_type or "multipart/form-data; boundary=xX-1"), status, 10, name)
    refused(multipart(files, doc["upload_key"], form(b"x")), 404, 20, "upload_key")
    assert files.metadata(doc["file_id"]).doc["size"] <= 1


# Breaking off, restarts

def test_client_goes_away_in_a_chunk(files):
    for partial, size in ((False, 0), (True, 1000)):
        files.server.control(partial_chunks=partial)
        doc = files.link("f", 5000).doc
        head = (f"POST /upload/chunked/{doc['upload_key']} HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5000\r\n"
                "Content-Range: bytes 0-4999/5000\r\n\r\n").encode()
        with files.server.connect() as sock:
            sock.sendall(head + b"x" * 1000)
            time.sleep(0.2)
        for _ in range(50):
            if files.metadata(doc["file_id"]).doc["size"] == size:
                break
            time.sleep(0.02)
        assert files.metadata(doc["file_id"]).doc["size"] == size
        assert files.chunk(doc["upload_key"], b"y" * 5000, 0, 5000).status == 200
        assert files.finalize(doc["upload_key"]).doc["size"] == 5000
        assert files.download(doc["file_id"]).body == b"y" * 5000


def test_going_on_after_a_kill(start):
    server = start()
    files, data = Files(server), pattern(200000)
    done = files.put("done", data[:777], files.makedir("d"))
    doc = files.link("f", len(data)).doc
    for first in (0, 150000):
        assert files.chunk(doc["upload_key"], data[first:first + 50000], first, len(data)).status == 200
    link = files.post("/file/download-link", ids=[done]).doc["id"]
    server.stop(9)
    server = start()
    files = Files(server)
    assert files.metadata(doc["file_id"]).doc["size"] == 50000
    refused(files.finalize(doc["upload_key"]), 400, 10, "id")
    assert files.chunk(doc["upload_key"], data[50000:150000], 50000, len(data)).status == 200
    assert files.finalize(doc["upload_key"]).doc["size"] == len(data)
    assert files.download(doc["file_id"]).body == data
    assert files.get(f"/file/download/{link}").body == data[:777]
    before = files.metadata().doc
    server.stop()
    files = Files(start())
    assert files.metadata().doc == before and files.download(done).body == data[:777]


def test_killed_in_the_middle_of_a_chunk(start):
    server = start()
    files = Files(server)
    doc = files.link("f", 4000).doc
    files.chunk(doc["upload_key"], b"a" * 1000, 0, 4000)
    with server.connect() as sock:
        sock.sendall((f"POST /upload/chunked/{doc['upload_key']} HTTP/1.1\r\nHost: localhost\r\nContent-Length: 3000\r\n"
                      "Content-Range: bytes 1000-3999/4000\r\n\r\n").encode() + b"b" * 2000)
        time.sleep(0.2)
        server.stop(9)
    files = Files(start())
    assert files.metadata(doc["file_id"]).doc["size"] == 1000
    assert files.chunk(doc["upload_key"], b"c" * 3000, 1000, 4000).status == 200
    assert files.finalize(doc["upload_key"]).status == 200
    assert files.download(doc["file_id"]).body == b"a" * 1000 + b"c" * 3000


def test_expect_continue(files):
    doc = files.link("f", 2).doc
    head = (f"POST /upload/chunked/{doc['upload_key']} HTTP/1.1\r\nHost: localhost\r\nContent-Length: 2\r\n"
            "Content-Range: bytes 0-1/{}\r\nExpect: 100-continue\r\n\r\n")
    with files.server.connect() as sock:
        sock.sendall(head.format(2).encode())
        assert sock.recv(100) == b"HTTP/1.1 100 Continue\r\n\r\n"
        sock.sendall(b"ab")
        assert sock.recv(1000).startswith(b"HTTP/1.1 200 ")
    with files.server.connect() as sock:
        sock.sendall(head.format(3).encode())
        assert sock.recv(1000).startswith(b"HTTP/1.1 400 "), "refused before the body is sent"


@pytest.mark.parametrize("early", [False, True])
def test_refusal_of_a_long_body(files, early):
    """It is taken in first, so that the client gets to see the answer; or not."""
    files.server.control(early_refusal=early)
    try:
        refused(files.chunk(NOBODY, b"x" * 3000000, 0, 3000000), 404, 20, "upload_key")
    except (OSError, http.client.HTTPException):
        assert early
    assert files.server.stats()["statuses"] == {"404": 1}


def test_refusal_of_a_slow_body(files):
    """The connection is good for the next request, however long the refused one takes."""
    head = (f"POST /upload/chunked/{NOBODY} HTTP/1.1\r\nHost: localhost\r\nContent-Length: 3\r\n"
            "Content-Range: bytes 0-2/3\r\n\r\n").encode()
    with files.server.connect() as sock:
        sock.sendall(head)
        for _ in range(3):
            time.sleep(0.6)
            sock.sendall(b"x")
        assert sock.recv(1000).startswith(b"HTTP/1.1 404 ")
        sock.sendall(files.server.plain_request())
        assert sock.recv(1000).startswith(b"HTTP/1.1 200 ")


def test_bytes_go_to_the_disk(files):
    """32 MB pass through without staying in memory."""
    def peak():
        with open(f"/proc/{files.server.process.pid}/status", encoding="ascii") as file:
            return int(next(line for line in file if line.startswith("VmHWM")).split()[1])
    files.put("small", b"x" * 1000000)
    before, data = peak(), os.urandom(1 << 25)
    file = files.put("large", data)
    assert hashlib.sha256(files.download(file).body).digest() == hashlib.sha256(data).digest()
    assert os.path.getsize(os.path.join(files.server.folder, "files", file)) == 1 << 25
    assert peak() - before < 12000
