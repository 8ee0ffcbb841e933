# SPDX-License-Identifier: MIT
"""/file/download: links, ranges, ZIP files."""

import email.utils
import io
import zipfile

import pytest

from checks import NOBODY, UUID, refused
from transfer import Files, pattern

DATA = pattern(10000)


@pytest.fixture
def files(server):
    return Files(server)


def test_whole_file(files):
    file = files.put("Plan 雪 \"1\".txt", DATA, mtime="1699400000")
    link = files.post("/file/download-link", ids=[file])
    assert list(link.doc) == ["id"] and UUID.match(link.doc["id"])
    for _ in range(2):
        answer = files.get(f"/file/download/{link.doc['id']}")
        assert (answer.status, answer.body, answer.headers["Content-Length"]) == (200, DATA, "10000")
    assert answer.headers["Content-Type"] == "application/octet-stream" and answer.headers["Accept-Ranges"] == "bytes"
    assert answer.headers["Content-Disposition"] == \
        "attachment; filename=\"Plan _ _1_.txt\"; filename*=UTF-8''Plan%20%E9%9B%AA%20%221%22.txt"
    assert answer.headers["Last-Modified"] == email.utils.formatdate(1699400000, usegmt=True)
    assert files.server.request("GET", f"/api/1.0//file/download/{link.doc['id']}", headers=files.headers).body == DATA


@pytest.mark.parametrize("header, first, end", [
    ("bytes=0-9", 0, 10), ("bytes=0-0", 0, 1), ("bytes=9999-9999", 9999, 10000), ("bytes=4-", 4, 10000), ("bytes=0-", 0, 10000),
    ("bytes=-1", 9999, 10000), ("bytes=-10000", 0, 10000), ("bytes=-20000", 0, 10000), ("bytes=9990-20000", 9990, 10000),
    ("bytes = 5 - 6", 5, 7)])
def test_range(files, header, first, end):
    answer = files.download(files.put("f", DATA), Range=header)
    assert (answer.status, answer.body) == (206, DATA[first:end])
    assert answer.headers["Content-Range"] == f"bytes {first}-{end - 1}/10000"
    assert answer.headers["Content-Length"] == str(end - first)


@pytest.mark.parametrize("header", ["bytes=10000-", "bytes=10000-10001", "bytes=-0", "bytes=99999-"])
def test_range_outside(files, header):
    answer = files.download(files.put("f", DATA), Range=header)
    refused(answer, 416, 10, "Range")
    assert answer.headers["Content-Range"] == "bytes */10000"
    refused(files.download(files.put("empty", b""), Range="bytes=0-"), 416, 10, "Range")


@pytest.mark.parametrize("header", ["bytes=2-1", "bytes=0-1,3-4", "items=0-1", "bytes=a-b", "bytes=-", "bytes"])
def test_ranges_that_are_none(files, header):
    answer = files.download(files.put("f", DATA), Range=header)
    assert (answer.status, answer.body) == (200, DATA)


def test_etag_and_if_range(files):
    file = files.put("f", DATA)
    etag = files.download(file).headers["ETag"]
    assert files.download(file, **{"Range": "bytes=5-", "If-Range": etag}).status == 206
    assert files.download(file, **{"Range": "bytes=5-", "If-Range": '"other"'}).status == 200
    doc = files.post("/file/modify", id=file, truncate=9999).doc
    files.chunk(doc["upload_key"], b"!", 9999, 10000)
    files.finalize(doc["upload_key"])
    changed = files.download(file, **{"Range": "bytes=5-", "If-Range": etag})
    assert (changed.status, changed.body) == (200, DATA[:9999] + b"!") and changed.headers["ETag"] != etag
    assert files.download(file).headers["ETag"] == changed.headers["ETag"]


def test_link_refusals(files):
    file = files.put("f", DATA)
    link = files.post("/file/download-link", ids=[file]).doc["id"]
    refused(files.server.get(f"/file/download/{link}"), 401, 14)
    refused(files.server.get(f"/file/download/{link}", headers=files.server.key("admin")), 404, 20, "id")
    for wrong in (file, NOBODY):
        refused(files.get(f"/file/download/{wrong}"), 404, 20, "id")
    refused(files.post("/file/download-link", ids=[]), 400, 94, "ids")
    refused(files.post("/file/download-link", ids=[NOBODY]), 404, 20, "ids")
    files.post("/file/delete", ids=[file], delete_permanently=True)
    refused(files.get(f"/file/download/{link}"), 404, 20, "id")


def test_life_and_uses_of_a_link(files):
    file = files.put("f", DATA)
    link = files.post("/file/download-link", ids=[file]).doc["id"]
    files.server.control(clock_ahead=901)
    refused(files.get(f"/file/download/{link}"), 400, 60, "id")
    files.server.control(clock_ahead=0, link_uses=1)
    assert files.get(f"/file/download/{link}").status == 200
    refused(files.get(f"/file/download/{link}"), 400, 60, "id")


def test_zip(files):
    d = files.makedir("d")
    files.put("a.txt", DATA, files.makedir("inner", d))
    empty, one, two = files.makedir("empty", d), files.put("b.txt", b"bee"), files.put("b.txt", b"other", d)
    answer = files.download(d, one, two, empty, Range="bytes=5-9")
    assert (answer.status, answer.headers["Content-Type"]) == (200, "application/zip")
    assert answer.headers["Content-Length"] is None and answer.headers["ETag"] is None
    with zipfile.ZipFile(io.BytesIO(answer.body)) as made:
        assert made.testzip() is None
        assert sorted(made.namelist()) == ["b.txt", "b.txt(1)", "d/", "d/b.txt", "d/empty/", "d/inner/", "d/inner/a.txt", "empty/"]
        assert (made.read("d/inner/a.txt"), made.read("b.txt"), made.read("b.txt(1)")) == (DATA, b"bee", b"other")


def test_zip_for_http_1_0(files):
    d = files.makedir("d")
    link = files.post("/file/download-link", ids=[d]).doc["id"]
    text = files.server.plain_request(f"/file/download/{link}").replace(b"HTTP/1.1", b"HTTP/1.0", 1)
    answer, end = files.server.exchange(text)
    head, _, body = answer.partition(b"\r\n\r\n")
    assert end == "close" and b"Content-Length" not in head and b"Transfer-Encoding" not in head
    assert zipfile.ZipFile(io.BytesIO(body)).namelist() == ["d/"]


def test_chunked_download(files):
    file = files.put("f", DATA)
    files.server.control(chunked=True, chunk_size=999)
    answer = files.download(file)
    assert answer.body == DATA and answer.headers["Content-Length"] is None


def test_a_download_goes_on_while_the_file_goes(files):
    data = pattern(3000000)
    file = files.put("f", data)
    link = files.post("/file/download-link", ids=[file]).doc["id"]
    connection = files.server.connection()
    connection.request("GET", f"/api/1.0/file/download/{link}", headers=files.headers)
    response = connection.getresponse()
    begun = response.read(1000)
    files.post("/file/delete", ids=[file], delete_permanently=True)
    assert begun + response.read() == data
    connection.close()
