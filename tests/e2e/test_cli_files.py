# SPDX-License-Identifier: MIT
"""Families file and upload on the command line: by identifiers as the API has it, by paths, and whole transfers."""

import hashlib
import json
import os

import pytest
from cli_program import FILE, NETWORK, OK, REFUSED, REPLY, SERVER, USAGE, cli, lines, program
from transfer import Files, pattern

__all__ = ["cli", "program"]

NOBODY = "99999999-9999-4999-8999-999999999999"
SIZE = 300000


def table(done):
    return [line.split("\t") for line in lines(done)]


def json_lines(done):
    return [json.loads(line) for line in lines(done)]


def local(path, data):
    path.write_bytes(data)
    return str(path)


def remote(server):
    """The files of the plain user: path to what the server knows."""
    return {path: one for (owner, path), one in server.all_files().items() if owner == "rosa.lind@example.org"}


@pytest.fixture
def files(server):
    return Files(server)


# ---- by identifiers

def test_the_tree_by_identifiers(cli, files):
    plans = cli.json(*cli.key(), "file", "makedir", "name=Plans", "target=" + files.home)
    assert (plans["name"], plans["type"]) == ("Plans", "D")
    again = cli.json(*cli.key(), "file", "makedir", "name=Plans", "target=" + files.home, "resolve=true")
    assert again["name"] != "Plans"
    assert "(code 30)" in cli.fails(REFUSED, *cli.key(), "file", "makedir", "name=Plans", "target=" + files.home)
    one = files.put("one.txt", b"eins", plans["id"])
    assert cli.json(*cli.key(), "file", "id", "path=Plans/one.txt")["file_id"] == one
    assert "[E_MISSING, " in cli.fails(REPLY, *cli.key(), "file", "id", "path=Plans/two.txt")
    row, = table(cli.run(*cli.key(), "file", "list", "id=" + plans["id"]))
    assert (row[0], row[1], row[2], row[4]) == (one, "F", "4", "one.txt")
    shown = cli.json(*cli.key(), "file", "metadata", "id=" + one)
    assert (shown["name"], shown["size"], shown["parent_id"]) == ("one.txt", 4, plans["id"]) and "content" not in shown
    assert cli.json(*cli.key(), "file", "metadata")["id"] == files.home
    assert {row[4] for row in table(cli.run(*cli.key(), "file", "list"))} == {"Plans", again["name"]}
    changed = cli.json(*cli.key(), "file", "set-metadata", "id=" + one, "mtime=2023-11-14T22:13:20Z")
    assert changed["modified"] == 1700000000
    info = cli.json(*cli.key(), "file", "info", "id=" + one)
    assert info["name"] == "one.txt" and not isinstance(info["paths"], str)
    assert lines(cli.run(*cli.key(), "file", "size", "id=" + one)) == ["size: 4"]
    renamed = cli.json(*cli.key(), "file", "rename", "id=" + one, "name=uno.txt")
    assert (renamed["name"], renamed["old_name"]) == ("uno.txt", "one.txt")


def test_copies_moves_and_the_trash(cli, files):
    a, b = files.makedir("a"), files.makedir("b")
    one = files.put("one.txt", b"eins", a)
    copied = cli.json(*cli.key(), "file", "copyone", "file_id=" + one, "target_id=" + b, "name=due.txt", "mtime=1700000000.25")
    assert (copied["name"], copied["parent_id"], copied["modified_ms"]) == ("due.txt", b, 1700000000.25)
    moved = cli.json(*cli.key(), "file", "moveone", "file_id=" + one, "target_id=" + b, "name=due.txt", "resolve=true",
                     "resolve_mode=overwrite")
    assert (moved["id"], moved["name"]) == (one, "due.txt")
    assert list(cli.json(*cli.key(), "file", "copy", "ids=" + one, "target=" + a)) == ["job_id"]
    assert cli.json(*cli.key(), "file", "move", "ids=" + one, "target=" + a, "resolve=true") == {"ids": [one]}
    assert cli.json(*cli.key(), "file", "delete", f"ids={one},{b}") == {"ids": [one, b]}
    erased = json_lines(cli.run(*cli.key(), "--json", "file", "empty-trash"))
    assert {one, b} <= {item["id"] for item in erased}
    many = [files.put(f"{n}", b"x", a) for n in range(11)]
    assert list(cli.json(*cli.key(), "file", "delete", "ids=" + ",".join(many), "delete_permanently=yes")) == ["job_id"]


def test_tags_search_and_changes(cli, files):
    one = files.put("one.txt", b"eins")
    two = files.put("two.txt", b"zwei")
    tag = cli.json(*cli.key(), "file", "add-tag", "id=" + one, "type=text", "value=pump, seven")
    assert (tag["type"], tag["value"]) == ("text", "pump, seven")
    assert table(cli.run(*cli.key(), "file", "tags", "id=" + one)) == [[tag["id"], "text", "pump, seven"]]
    found = table(cli.run(*cli.key(), "file", "search", "name=one.txt", "name=two.txt", "any=true"))
    assert {row[0] for row in found} == {one, two}
    assert table(cli.run(*cli.key(), "file", "search", "name=one.txt", "name=two.txt")) == []
    found = table(cli.run(*cli.key(), "file", "search", "tag=text:pump, seven"))
    assert [row[0] for row in found] == [one]
    cli.run(*cli.key(), "file", "search", "modified=2020-01-01,2100-01-01", "name=one.txt")
    sent = json.loads(cli.server.stats()["log"][-1]["body"])
    assert sent["_and"][0]["modified"]["_and"] == [1577836800, 4102444800]
    assert "file search needs name=" in cli.fails(USAGE, *cli.key(), "file", "search", "any=true")
    assert "tag is text:VALUE" in cli.fails(USAGE, *cli.key(), "file", "search", "tag=pump")
    shown = lines(cli.run(*cli.key(), "file", "diff", "id=" + files.home, "from=0"))
    assert len([line for line in shown if "\t" in line]) == 2 and shown[-1].startswith("to: ")
    shown = json_lines(cli.run(*cli.key(), "--json", "file", "diff", "id=" + files.home, "from=0"))
    assert {item.get("name") for item in shown} == {"one.txt", "two.txt", None} and "to" in shown[-1]


def test_links_previews_and_tables(cli, files, tmp_path):
    one = files.put("one.txt", b"eins")
    link = cli.json(*cli.key(), "file", "download-link", "ids=" + one)["id"]
    assert cli.run(*cli.key(), "file", "download", "id=" + link, binary=True).stdout == b"eins"
    done = cli.run(*cli.key(), "file", "csv", "id=" + files.home, "--out", str(tmp_path / "map.csv"))
    assert "content_type: text/csv" in lines(done) and b"one.txt" in (tmp_path / "map.csv").read_bytes()
    assert "type" in cli.json(*cli.key(), "file", "preview", "id=" + one)
    cli.json(*cli.key(), "file", "wopi-token", "id=" + one)


def test_uploads_whose_bytes_go_another_way(cli, files):
    opened = cli.json(*cli.key(), "upload", "link", "name=one.txt", "parent_id=" + files.home, "file_size=4")
    assert files.chunk(opened["upload_key"], b"eins", 0, 4).status == 200
    done = cli.json(*cli.key(), "upload", "finalize", "upload_key=" + opened["upload_key"], "mtime=1700000000")
    assert (done["id"], done["size"], done["modified"]) == (opened["file_id"], 4, 1700000000)
    again = cli.json(*cli.key(), "file", "modify", "id=" + done["id"], "truncate=2", "name=two.txt")
    assert again["name"] == "two.txt" and files.metadata(done["id"]).doc["size"] == 2


# ---- by paths

def test_ls(cli, files):
    plans = files.makedir("Plans")
    files.put("one.txt", b"eins", plans, mtime="1700000000")
    files.makedir("sub", plans)
    assert lines(cli.run(*cli.key(), "file", "ls")) == ["Plans/"]
    for path in ("/Plans", "Plans", "//Plans//"):
        assert sorted(lines(cli.run(*cli.key(), "file", "ls", path))) == ["one.txt", "sub/"]
    long = lines(cli.run(*cli.key(), "file", "ls", "-l", "/Plans/"))
    assert f"F {4:14} 2023-11-14T22:13:20Z one.txt" in long
    assert any(line.startswith("D ") and line.endswith("Z sub/") for line in long)
    assert lines(cli.run(*cli.key(), "file", "ls", "/Plans/one.txt")) == ["one.txt"]
    assert {item["name"] for item in json_lines(cli.run(*cli.key(), "--json", "file", "ls", "/Plans"))} == {"one.txt", "sub"}
    item, = json_lines(cli.run(*cli.key(), "--json", "file", "ls", "/Plans/one.txt"))
    assert (item["name"], item["size"], item["parent_id"]) == ("one.txt", 4, plans)
    assert "there is no /Plans/two.txt" in cli.fails(REFUSED, *cli.key(), "file", "ls", "/Plans/two.txt")
    assert "/Plans/one.txt is no folder" in cli.fails(REFUSED, *cli.key(), "file", "ls", "/Plans/one.txt/")


def test_ls_of_a_hundred_thousand_files(cli):
    cli.server.control(big_files=100000, list_flaws=[{"at": 5, "kind": "missing", "member": "id"}])
    done = cli.run(*cli.key(), "file", "ls", expect=REPLY)
    assert len(lines(done)) == 99999 and done.stderr.startswith("quatrix: file ls: element 6 was passed over: id: ")


def test_mkdir(cli):
    assert cli.json(*cli.key(), "file", "mkdir", "/Plans")["name"] == "Plans"
    assert "(code 30)" in cli.fails(REFUSED, *cli.key(), "file", "mkdir", "/Plans")
    assert "there is no /a/b" in cli.fails(REFUSED, *cli.key(), "file", "mkdir", "/a/b/c")
    assert "name: c" in lines(cli.run(*cli.key(), "file", "mkdir", "-p", "/Plans/b/c"))
    assert cli.run(*cli.key(), "file", "mkdir", "-p", "/Plans/b/c").stdout == ""
    assert {"/Plans", "/Plans/b", "/Plans/b/c"} <= set(remote(cli.server))
    assert "/ is the home folder" in cli.fails(USAGE, *cli.key(), "file", "mkdir", "/")


def test_rm(cli, files):
    folder = files.makedir("a")
    one, two = files.put("one.txt", b"1", folder), files.put("two.txt", b"2", folder)
    assert "there is no /a/three.txt" in cli.fails(REFUSED, *cli.key(), "file", "rm", "/a/one.txt", "/a/three.txt")
    assert "/a is a folder; --recursive" in cli.fails(USAGE, *cli.key(), "file", "rm", "/a/one.txt", "/a")
    assert "home folder" in cli.fails(USAGE, *cli.key(), "file", "rm", "-r", "/")
    assert {"/a/one.txt", "/a/two.txt"} <= set(remote(cli.server))      # all or none
    assert cli.json(*cli.key(), "file", "rm", "/a/one.txt", "/a/two.txt") == {"ids": [one, two]}
    assert cli.json(*cli.key(), "file", "rm", "-r", "--permanently", "/a") == {"ids": [folder]}
    assert json.loads(cli.server.stats()["log"][-1]["body"])["delete_permanently"] is True


def test_mv_and_cp(cli, files):
    files.makedir("a")
    files.makedir("b")
    files.put("one.txt", b"eins")
    assert cli.json(*cli.key(), "file", "mv", "/one.txt", "/uno.txt")["name"] == "uno.txt"
    assert cli.json(*cli.key(), "file", "mv", "/uno.txt", "/a")["name"] == "uno.txt"
    assert cli.json(*cli.key(), "file", "cp", "/a/uno.txt", "/b/due.txt")["name"] == "due.txt"
    assert cli.json(*cli.key(), "file", "cp", "/a/uno.txt", "/b/")["name"] == "uno.txt"
    assert {"/a/uno.txt", "/b/uno.txt", "/b/due.txt"} <= set(remote(cli.server))
    assert "The name is taken" in cli.fails(REFUSED, *cli.key(), "file", "cp", "/a/uno.txt", "/b/due.txt")
    assert cli.json(*cli.key(), "file", "cp", "--overwrite", "/a/uno.txt", "/b/due.txt")["name"] == "due.txt"
    assert "there is no /c" in cli.fails(REFUSED, *cli.key(), "file", "mv", "/a/uno.txt", "/c/")
    assert "there is no /x" in cli.fails(REFUSED, *cli.key(), "file", "mv", "/x", "/a")
    assert cli.json(*cli.key(), "file", "mv", "/b", "/a/b")["name"] == "b"
    assert "/a/b/due.txt" in remote(cli.server)


# ---- put

@pytest.mark.parametrize("size", [0, 1, 999, 16384, SIZE])
def test_put(cli, tmp_path, size):
    data = pattern(size)
    name = local(tmp_path / "pump.bin", data)
    os.utime(name, (1700000000, 1700000000.25))
    done = cli.json(*cli.key(), "file", "put", name, "/", "--sha256", "--chunk-size", "64K")
    there = remote(cli.server)["/pump.bin"]
    assert done == {"file": name, "id": there["id"], "bytes": size, "sha256": hashlib.sha256(data).hexdigest()}
    assert there["sha256"] == done["sha256"] and there["size"] == size
    assert cli.json(*cli.key(), "file", "metadata", "id=" + done["id"])["modified_ms"] == 1700000000.25
    assert sorted(os.listdir(tmp_path)) == ["plain.key", "pump.bin"]
    chunks = [entry for entry in cli.server.stats()["log"] if entry["target"].startswith("/upload/chunked/")]
    assert len(chunks) == -(-size // 65536)


def test_put_into_folders_and_under_names(cli, files, tmp_path):
    name = local(tmp_path / "a=b.txt", b"eins")
    files.makedir("Plans")
    cli.run(*cli.key(), "file", "put", name, "/Plans")
    cli.run(*cli.key(), "file", "put", name, "Plans/due, tre.txt", "--mtime", "2020-01-01")
    assert {"/Plans/a=b.txt", "/Plans/due, tre.txt"} <= set(remote(cli.server))
    assert cli.json(*cli.key(), "file", "ls", "/Plans/due, tre.txt")["modified_ms"] == 1577836800
    assert "is there already; --overwrite" in cli.fails(REFUSED, *cli.key(), "file", "put", name, "/Plans")
    assert "there is no folder /New" in cli.fails(REFUSED, *cli.key(), "file", "put", name, "/New/")
    assert "there is no /New" in cli.fails(REFUSED, *cli.key(), "file", "put", name, "/New/x")
    assert "/Plans/a=b.txt is no folder" in cli.fails(REFUSED, *cli.key(), "file", "put", name, "/Plans/a=b.txt/")


def test_put_over_a_file(cli, files, tmp_path):
    before = files.put("pump.bin", b"old" * 1000)
    name = local(tmp_path / "pump.bin", b"new")
    assert "--overwrite" in cli.fails(REFUSED, *cli.key(), "file", "put", name, "/")
    assert cli.json(*cli.key(), "file", "put", name, "/pump.bin", "--overwrite")["id"] == before
    assert remote(cli.server)["/pump.bin"]["sha256"] == hashlib.sha256(b"new").hexdigest()


def test_put_as_multipart(cli, tmp_path):
    data = pattern(SIZE)
    name = local(tmp_path / "pump.bin", data)
    cli.run(*cli.key(), "file", "put", "--multipart", name, "/")
    assert remote(cli.server)["/pump.bin"]["sha256"] == hashlib.sha256(data).hexdigest()
    assert any(key.startswith("POST /upload/multipart/") for key in cli.server.stats()["requests"])
    assert "--multipart is for new files" in cli.fails(USAGE, *cli.key(), "file", "put", "--multipart", "--overwrite", name, "/")


def test_what_cannot_be_put(cli, tmp_path):
    name = local(tmp_path / "x", b"eins")
    for args, status, why in [((str(tmp_path / "none"), "/"), FILE, "No such file"), ((str(tmp_path), "/"), FILE, "no regular file"),
                              (("/dev/stdin", "/"), FILE, "no regular file"), ((name,), USAGE, "needs PATH"),
                              ((name, "/", "/x"), USAGE, "one word too many"), (("--chunk-size", "x", name, "/"), USAGE, "--chunk-size takes"),
                              (("--mtime", "soon", name, "/"), USAGE, "--mtime takes"), (("--tries", "256", name, "/"), USAGE, "--tries takes"),
                              (("-l", name, "/"), USAGE, "--long is nothing for file put"),
                              (("--resume", "--restart", name, "/"), USAGE, "exclude each other")]:
        assert why in cli.fails(status, *cli.key(), "file", "put", *args)
    assert cli.server.stats()["total"] == 0
    assert "--chunk-size: " in cli.fails(USAGE, *cli.key(), "file", "put", name, "/", "--chunk-size", "999")
    assert "nothing to resume" in cli.fails(USAGE, *cli.key(), "file", "put", "--resume", name, "/")
    for path in ("/..", "/a\\b", "/" + "x" * 256, "/a\x01"):
        assert "[E_T" in cli.fails(USAGE, *cli.key(), "file", "put", name, path)
    assert "longer than 4095" in cli.fails(USAGE, *cli.key(), "file", "put", name, "/" + "x/" * 3000 + "y")
    assert sorted(os.listdir(tmp_path)) == ["plain.key", "x"]


def test_quota(cli, tmp_path):
    name = local(tmp_path / "x", pattern(SIZE))
    cli.server.fault("quota_exceeded", path="/upload/link")
    assert "(code 122)" in cli.fails(REFUSED, *cli.key(), "file", "put", name, "/")
    assert sorted(os.listdir(tmp_path)) == ["plain.key", "x"]


# ---- get and cat

@pytest.mark.parametrize("size", [0, 1, 65536, SIZE])
def test_get(cli, files, tmp_path, size):
    data = pattern(size)
    one = files.put("pump.bin", data, mtime="1700000000.25")
    name = tmp_path / "got.bin"
    done = cli.json(*cli.key(), "file", "get", "/pump.bin", str(name), "--sha256")
    assert done == {"file": str(name), "id": one, "bytes": size, "sha256": hashlib.sha256(data).hexdigest()}
    assert name.read_bytes() == data and name.stat().st_mtime == 1700000000.25
    assert sorted(os.listdir(tmp_path)) == ["got.bin", "plain.key"]


def test_where_get_puts_it(cli, files, tmp_path):
    files.put("pump.bin", b"eins")
    (tmp_path / "folder").mkdir()
    cli.run(*cli.key(), "file", "get", "/pump.bin", str(tmp_path / "folder"))
    assert (tmp_path / "folder" / "pump.bin").read_bytes() == b"eins"
    (tmp_path / "old").write_bytes(b"old")
    cli.run(*cli.key(), "file", "get", "/pump.bin", str(tmp_path / "old"))
    assert (tmp_path / "old").read_bytes() == b"eins"
    (tmp_path / "link").symlink_to(tmp_path / "target")
    assert "no regular file" in cli.fails(FILE, *cli.key(), "file", "get", "/pump.bin", str(tmp_path / "link"))
    assert "No such file" in cli.fails(FILE, *cli.key(), "file", "get", "/pump.bin", str(tmp_path / "no" / "x"))
    assert "there is no /x" in cli.fails(REFUSED, *cli.key(), "file", "get", "/x", str(tmp_path / "x"))
    assert "nothing to resume" in cli.fails(USAGE, *cli.key(), "file", "get", "--resume", "/pump.bin", str(tmp_path / "x"))
    assert not (tmp_path / "x").exists() and not (tmp_path / "x.part").exists()


def test_get_and_cat_to_standard_output(cli, files):
    data = pattern(SIZE)
    files.put("pump.bin", data)
    assert cli.run(*cli.key(), "file", "cat", "/pump.bin", binary=True).stdout == data
    done = cli.run(*cli.key(), "--trace", "file", "get", "/pump.bin", "-", binary=True)
    assert done.stdout == data
    done = cli.run(*cli.key(), "file", "cat", "--sha256", "/pump.bin", binary=True, noise=True)
    assert done.stdout == data and done.stderr == f"sha256: {hashlib.sha256(data).hexdigest()}\n"
    assert "cannot be resumed" in cli.fails(USAGE, *cli.key(), "file", "get", "--resume", "/pump.bin", "-")


def test_a_folder_comes_as_a_zip(cli, files, tmp_path):
    folder = files.makedir("Plans")
    files.put("one.txt", b"eins", folder)
    cli.run(*cli.key(), "file", "get", "/Plans", str(tmp_path / "plans.zip"))
    assert (tmp_path / "plans.zip").read_bytes().startswith(b"PK")


def test_get_goes_on_by_itself_after_a_lost_connection(cli, files, tmp_path):
    data = pattern(SIZE)
    files.put("pump.bin", data)
    cli.server.fault("cut_after", path="/file/download/*", of="body", bytes=100000)
    name = tmp_path / "got.bin"
    done = cli.json(*cli.key(), "file", "get", "/pump.bin", str(name), "--sha256")
    assert name.read_bytes() == data and done["sha256"] == hashlib.sha256(data).hexdigest()
    cli.server.fault("cut_after", path="/file/download/*", of="body", bytes=100000)
    assert cli.run(*cli.key(), "file", "cat", "/pump.bin", binary=True).stdout == data


def test_what_was_piped_cannot_be_taken_back(cli, files):
    files.put("pump.bin", pattern(SIZE))
    cli.server.control(faults=[{"kind": "cut_after", "path": "/file/download/*", "of": "body", "bytes": 100000},
                               {"kind": "ignore_range", "path": "/file/download/*"}])
    done = cli.run(*cli.key(), "file", "cat", "/pump.bin", binary=True, expect=REPLY)
    assert "cannot be taken back" in done.stderr and done.stdout == pattern(SIZE)[:len(done.stdout)]


def test_put_goes_on_by_itself_after_a_lost_connection(cli, tmp_path):
    data = pattern(SIZE)
    name = local(tmp_path / "pump.bin", data)
    cli.server.control(faults=[{"kind": "cut_request", "path": "/upload/chunked/*", "bytes": 30000, "skip": 1},
                               {"kind": "status", "status": 503, "path": "/upload/chunked/*", "skip": 3}])
    done = cli.json(*cli.key(), "file", "put", name, "/", "--sha256", "--chunk-size", "64K")
    assert done["sha256"] == hashlib.sha256(data).hexdigest() == remote(cli.server)["/pump.bin"]["sha256"]


def test_without_tries_a_failure_ends_it(cli, files, tmp_path):
    name = local(tmp_path / "pump.bin", pattern(SIZE))
    files.put("there.bin", pattern(SIZE))
    cli.server.fault("status", path="/upload/chunked/*", status=503)
    done = cli.run(*cli.key(), "file", "put", name, "/", "--tries", "0", expect=SERVER)
    assert "0 of 300000 bytes are done; the same command goes on" in done.stderr
    cli.server.fault("cut_after", path="/file/download/*", of="body", bytes=100000)
    done = cli.run(*cli.key(), "file", "get", "/there.bin", str(tmp_path / "got"), "--tries", "0", expect=NETWORK)
    assert "of 300000 bytes are done; the same command goes on" in done.stderr
    cli.run(*cli.key(), "file", "put", name, "/")
    cli.run(*cli.key(), "file", "get", "/there.bin", str(tmp_path / "got"), expect=OK)
    assert (tmp_path / "got").read_bytes() == pattern(SIZE)
    assert sorted(os.listdir(tmp_path)) == ["got", "plain.key", "pump.bin"]


# ---- bad input

@pytest.mark.parametrize("args, why", [
    (["file", "rename", "id=" + NOBODY, "name=a/b"], "name: "),
    (["file", "rename", "id=" + NOBODY, "name=.."], "name: "),
    (["file", "rename", "id=" + NOBODY, "name=" + "x" * 256], "[E_TOO_LONG, request]"),
    (["file", "makedir", "name="], "name: "),
    (["file", "id", "path=/a"], "path: "),
    (["file", "set-metadata", "id=" + NOBODY, "mtime=soon"], "mtime is a time"),
    (["file", "set-metadata", "id=" + NOBODY, "mtime=2023-02-29"], "mtime is a time"),
    (["file", "set-metadata", "id=" + NOBODY, "mtime=2023-11-14T24:00:00Z"], "mtime is a time"),
    (["file", "copyone", "file_id=" + NOBODY, "name=x"], "needs target_id=VALUE"),
    (["file", "delete"], "needs ids=VALUE"),
    (["file", "add-tag", "id=" + NOBODY, "type=text"], "needs value=VALUE"),
    (["file", "modify", "id=" + NOBODY, "truncate=-5"], "truncate is a number of bytes"),
    (["file", "ls", "/a", "/b"], "one word too many"),
    (["file", "ls", "/.."], "[E_TEXT, request]"),
    (["file", "mv", "/a"], "file mv needs TO"),
    (["file", "rm"], "file rm needs PATH"),
    (["file", "sl"], "did you mean ls?"),
    (["upload", "link", "name=x"], "needs parent_id=VALUE"),
    (["upload", "finalize", "upload_key=a b"], "upload_key: "),
])
def test_bad_input(cli, args, why):
    assert why in cli.fails(USAGE, *cli.key(), *args)
    assert cli.server.stats()["total"] == 0


def test_help(cli):
    for family in ("file", "upload"):
        text = cli.run("--help", family).stdout
        assert max(map(len, text.splitlines())) <= 100, [line for line in text.splitlines() if len(line) > 100]
    text = cli.run("--help", "file").stdout
    for word in ("quatrix file put LOCAL PATH", "quatrix file ls [PATH]", "quatrix file rm PATH...", "--chunk-size BYTES",
                 "id, type, size, modified, name"):
        assert word in text, word
    text = cli.run("file", "put", "--help").stdout
    assert text.startswith("Usage: quatrix [OPTION]... file put\n") and "--overwrite" in text and "mkdir" not in text
    assert text == cli.run("--help", "file", "put").stdout
    assert "did you mean put?" in cli.fails(USAGE, "--help", "file", "putt")
