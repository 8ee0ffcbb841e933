# SPDX-License-Identifier: MIT
"""Faults of uploads and downloads, and of what else takes a request apart."""

import email.utils
import hashlib
import http.client
import time

import pytest

from checks import refused
from transfer import Files, pattern

DATA = pattern(200000)
CHUNK, DOWNLOAD = "/upload/chunked/*", "/file/download/{id}"
LOST = (http.client.HTTPException, OSError)


@pytest.fixture
def files(server):
    return Files(server)


@pytest.fixture
def stored(files):
    return files.put("f", DATA)


def fault(files, kind, path, **arguments):
    files.server.fault(kind, path=path, **arguments)


# Uploads

@pytest.mark.parametrize("count", [0, 1, 50000, 99999, 100000])
@pytest.mark.parametrize("end", ["fin", "rst", "close"])
def test_request_cut(files, count, end):
    doc = files.link("f", len(DATA)).doc
    assert files.chunk(doc["upload_key"], DATA[:100000], 0, len(DATA)).status == 200
    fault(files, "cut_request", CHUNK, bytes=count, end=end)
    with pytest.raises(LOST):
        files.chunk(doc["upload_key"], DATA[100000:], 100000, len(DATA))
    assert files.metadata(doc["file_id"]).doc["size"] == 100000, "a part of a chunk does not count"
    refused(files.finalize(doc["upload_key"]), 400, 10, "id")
    assert files.chunk(doc["upload_key"], DATA[100000:], 100000, len(DATA)).status == 200
    assert files.finalize(doc["upload_key"]).doc["size"] == len(DATA)
    assert files.download(doc["file_id"]).body == DATA


@pytest.mark.parametrize("count", [1, 60000])
def test_request_cut_and_the_part_counts(files, count):
    files.server.control(partial_chunks=True)
    doc = files.link("f", len(DATA)).doc
    fault(files, "cut_request", CHUNK, bytes=count)
    with pytest.raises(LOST):
        files.chunk(doc["upload_key"], DATA, 0, len(DATA))
    assert files.metadata(doc["file_id"]).doc["size"] == count
    again = files.post("/file/modify", id=doc["file_id"], truncate=count).doc
    files.chunk(again["upload_key"], DATA[count:], count, len(DATA))
    assert files.finalize(again["upload_key"]).status == 200
    assert files.download(doc["file_id"]).body == DATA


@pytest.mark.parametrize("count", [0, 1, 99999])
def test_server_dies_in_the_middle_of_a_chunk(start, count):
    server = start()
    files = Files(server)
    doc = files.link("f", len(DATA)).doc
    files.chunk(doc["upload_key"], DATA[:100000], 0, len(DATA))
    fault(files, "cut_request", CHUNK, bytes=count, end="die")
    with pytest.raises(LOST):
        files.chunk(doc["upload_key"], DATA[100000:], 100000, len(DATA))
    server.process.wait(5)
    server.restart()
    assert files.metadata(doc["file_id"]).doc["size"] == 100000
    assert files.chunk(doc["upload_key"], DATA[100000:], 100000, len(DATA)).status == 200
    assert files.finalize(doc["upload_key"]).doc["size"] == len(DATA)
    fault(files, "cut_after", DOWNLOAD, of="body", bytes=70000, end="die")
    with pytest.raises(http.client.IncompleteRead) as cut:
        files.download(doc["file_id"])
    server.restart()
    have = cut.value.partial
    assert have + files.download(doc["file_id"], Range=f"bytes={len(have)}-").body == DATA


def test_request_cut_elsewhere(files):
    fault(files, "cut_request", "/file/makedir", bytes=5)
    with pytest.raises(LOST):
        files.post("/file/makedir", name="d")
    assert files.names() == []
    fault(files, "cut_request", "/upload/multipart/*", bytes=5)
    doc = files.link("f").doc
    with pytest.raises(LOST):
        files.server.request("POST", f"/upload/multipart/{doc['upload_key']}", raw=b"--x\r\n" * 100,
                             headers={"Content-Type": "multipart/form-data; boundary=x"})
    assert files.metadata(doc["file_id"]).doc["size"] == 0


def test_answer_to_a_chunk_is_lost(files):
    """It took effect; the same range again does no harm."""
    doc = files.link("f", len(DATA)).doc
    fault(files, "cut_after", CHUNK, bytes=0)
    with pytest.raises(LOST):
        files.chunk(doc["upload_key"], DATA, 0, len(DATA))
    assert files.metadata(doc["file_id"]).doc["size"] == len(DATA)
    assert files.chunk(doc["upload_key"], DATA, 0, len(DATA)).status == 200
    fault(files, "cut_after", "/upload/finalize/*", bytes=0)
    with pytest.raises(LOST):
        files.finalize(doc["upload_key"])
    refused(files.finalize(doc["upload_key"]), 404, 20, "id")
    assert files.download(doc["file_id"]).body == DATA


@pytest.mark.parametrize("perform, size", [(False, 0), (True, 200000)])
def test_chunk_fails_before_or_after_its_effect(files, perform, size):
    doc = files.link("f", len(DATA)).doc
    fault(files, "status", CHUNK, status=503, perform=perform, retry_after=2)
    answer = files.chunk(doc["upload_key"], DATA, 0, len(DATA))
    assert (answer.status, answer.headers["Retry-After"]) == (503, "2")
    assert files.metadata(doc["file_id"]).doc["size"] == size


def test_slow_request(files):
    doc = files.link("f", 1000).doc
    fault(files, "slow_request", CHUNK, bytes=100, interval_ms=20)
    begin = time.monotonic()
    assert files.chunk(doc["upload_key"], DATA[:1000], 0, 1000).status == 200
    assert time.monotonic() - begin >= 0.18
    assert files.finalize(doc["upload_key"]).doc["size"] == 1000


def test_key_expires(files):
    doc = files.link("f", 1000).doc
    fault(files, "expire_key", CHUNK)
    for _ in range(2):
        refused(files.chunk(doc["upload_key"], DATA[:1000], 0, 1000), 400, 60, "upload_key")
    doc = files.link("g", 0).doc
    fault(files, "expire_key", "/upload/finalize/*")
    refused(files.finalize(doc["upload_key"]), 400, 60, "id")


def test_link_expires(files, stored):
    fault(files, "expire_key", DOWNLOAD)
    refused(files.download(stored), 400, 60, "id")
    assert files.download(stored).status == 200


def test_quota_exceeded(files):
    fault(files, "quota_exceeded", "/upload/link")
    refused(files.link("f", 5), 400, 122)
    doc = files.link("f", 5).doc
    fault(files, "quota_exceeded", CHUNK)
    refused(files.chunk(doc["upload_key"], b"12345", 0, 5), 400, 122)
    assert files.metadata(doc["file_id"]).doc["size"] == 0


def test_retry_after_as_a_date(files):
    fault(files, "status", "/profile", status=429, retry_after="date:30")
    answer = files.get("/profile")
    when = email.utils.parsedate_to_datetime(answer.headers["Retry-After"]).timestamp()
    assert answer.status == 429 and abs(when - time.time() - 30) < 3
    fault(files, "status", "/profile", status=429, retry_after=30)
    assert files.get("/profile").headers["Retry-After"] == "30"


# Sessions

def test_session_dropped(server):
    token, other = server.token(), server.token()
    server.fault("drop_session", path="/file/makedir")
    home = server.accounts["users"]["plain"]["home_id"]
    refused(server.post("/file/makedir", token, {"name": "d"}), 401, 14)
    refused(server.get("/profile", token), 401, 14)
    assert server.get(f"/file/metadata/{home}", other).doc["content"] == []
    assert server.post("/file/makedir", other, {"name": "d"}).status == 201
    server.fault("drop_session")
    refused(server.get("/profile", headers=server.key()), 401, 14)
    assert server.get("/profile", headers=server.key()).status == 200


# Downloads

@pytest.mark.parametrize("count", [0, 1, 65535, 65536, 199999])
@pytest.mark.parametrize("end", ["fin", "close"])
def test_download_cut(files, stored, count, end):
    fault(files, "cut_after", DOWNLOAD, of="body", bytes=count, end=end)
    with pytest.raises(http.client.IncompleteRead) as cut:
        files.download(stored)
    assert cut.value.partial == DATA[:count]
    rest = files.download(stored, Range=f"bytes={count}-")
    assert DATA[:count] + rest.body == DATA


def test_download_slow(files, stored):
    fault(files, "slow", DOWNLOAD, bytes=20000, interval_ms=20)
    begin = time.monotonic()
    assert files.download(stored).body == DATA and time.monotonic() - begin > 0.19


def test_range_ignored(files, stored):
    fault(files, "ignore_range", DOWNLOAD)
    answer = files.download(stored, Range="bytes=5-9")
    assert (answer.status, answer.body, answer.headers["Content-Range"]) == (200, DATA, None)
    assert files.download(stored, Range="bytes=5-9").status == 206


@pytest.mark.parametrize("arguments, header", [
    ({}, "bytes 6-10/200000"), ({"by": -5}, "bytes 0-4/200000"), ({"by": 0, "total_by": 1}, "bytes 5-9/200001"),
    ({"text": "bytes 5-9/*"}, "bytes 5-9/*"), ({"text": "nonsense"}, "nonsense")])
def test_wrong_content_range(files, stored, arguments, header):
    fault(files, "content_range", DOWNLOAD, **arguments)
    answer = files.download(stored, Range="bytes=5-9")
    assert (answer.status, answer.body, answer.headers["Content-Range"]) == (206, DATA[5:10], header)


@pytest.mark.parametrize("by", [-200001, -200000, -70000, -1, 1, 70000])
def test_body_of_another_length(files, stored, by):
    fault(files, "body_length", DOWNLOAD, by=by)
    answer = files.download(stored)
    assert answer.body == (DATA + b"+" * max(0, by))[:max(0, len(DATA) + by)]
    assert answer.headers["Content-Length"] == str(len(answer.body))
    fault(files, "body_length", DOWNLOAD, by=-3)
    answer = files.download(stored, Range="bytes=10-19")
    assert answer.body == DATA[10:17] and answer.headers["Content-Range"] == "bytes 10-19/200000"


def test_wrong_length_of_a_stream(files, stored):
    fault(files, "wrong_length", DOWNLOAD, by=5)
    with pytest.raises(http.client.IncompleteRead) as cut:
        files.download(stored)
    assert cut.value.partial == DATA
    fault(files, "no_length", DOWNLOAD)
    answer = files.download(stored)
    assert answer.body == DATA and answer.headers["Content-Length"] is None


def test_etag(files, stored):
    fault(files, "etag", DOWNLOAD)
    assert files.download(stored).headers["ETag"] == '"changed"'
    fault(files, "etag", DOWNLOAD, text="")
    assert files.download(stored).headers["ETag"] is None


@pytest.mark.parametrize("at", [0, 65536, 199999])
def test_bit_flipped(files, stored, at):
    fault(files, "flip_bit", DOWNLOAD, at=at)
    body = files.download(stored).body
    assert len(body) == len(DATA) and [i for i in range(len(body)) if body[i] != DATA[i]] == [at]


def test_small_bodies_as_well(files):
    plain = files.get("/profile/info").body
    fault(files, "body_length", "/profile/info", by=-1)
    assert files.get("/profile/info").body == plain[:-1]
    fault(files, "flip_bit", "/profile/info", at=1)
    assert files.get("/profile/info").body[1] == plain[1] ^ 1


def test_hang_in_a_download(files, stored):
    fault(files, "hang", DOWNLOAD, bytes=1000)
    link = files.post("/file/download-link", ids=[stored]).doc["id"]
    with files.server.connect() as sock:
        sock.sendall(files.server.plain_request(f"/file/download/{link}"))
        sock.settimeout(0.4)
        seen = b""
        with pytest.raises(TimeoutError):
            while True:
                seen += sock.recv(10000)
    assert len(seen) == 1000


# What tests may look at

def test_users_as_the_server_knows_them(server):
    users = {one["email"]: one for one in server.all_users()}
    assert users["ivo.brandt@example.org"]["totp_secret"] == server.accounts["totp_secret"]
    assert users["rosa.lind@example.org"]["keys"][0]["key"] == server.accounts["api_key"]
    assert users["rosa.lind@example.org"]["invitation"] is None
    refused(server.request("GET", "/standin/users", headers=server.key()), 401, 14)


def test_files_as_the_server_knows_them(files):
    files.put("f", DATA, files.makedir("d"))
    open_one = files.link("g").doc
    files.chunk(open_one["upload_key"], b"12", 2, 4)
    found = files.server.all_files()
    email_address = files.server.accounts["email"]
    assert sorted(found) == [(email_address, "/d"), (email_address, "/d/f"), (email_address, "/g")]
    assert found[email_address, "/d/f"]["sha256"] == hashlib.sha256(DATA).hexdigest()
    assert found[email_address, "/g"]["upload_key"] == open_one["upload_key"]
    assert found[email_address, "/g"]["received"] == [[2, 4]]
    refused(files.server.request("GET", "/standin/files"), 401, 14)


def test_a_chunk_under_way_ends_with_its_key(files):
    """Whoever opens the file anew gets a file that no older request writes to."""
    doc = files.link("f", len(DATA)).doc
    connection = files.server.connection()
    connection.putrequest("POST", f"/upload/chunked/{doc['upload_key']}")
    connection.putheader("Content-Range", f"bytes 0-{len(DATA) - 1}/{len(DATA)}")
    connection.putheader("Content-Length", str(len(DATA)))
    connection.endheaders(DATA[:1000])
    other = bytes(byte ^ 0xFF for byte in DATA)
    opened = files.post("/file/modify", id=doc["file_id"], truncate=0).doc
    assert files.chunk(opened["upload_key"], other, 0, len(other)).status == 200
    try:
        connection.send(DATA[1000:])
        assert connection.getresponse().status == 404
    except LOST:
        pass
    finally:
        connection.close()
    assert files.finalize(opened["upload_key"]).status == 200
    assert files.download(doc["file_id"]).body == other
