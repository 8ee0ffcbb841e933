# SPDX-License-Identifier: MIT
"""Every call of the families file and upload against the stand-in server, through tests/e2e/files.c.

QUATRIX_BUILD is the build folder with the program, by default build/run/gcc.
"""

import os
import pathlib
import subprocess

import pytest
from transfer import Files, pattern

ROOT = pathlib.Path(__file__).resolve().parents[2]
BUILD = pathlib.Path(os.environ.get("QUATRIX_BUILD") or ROOT / "build" / "run" / "gcc")
PROGRAM = str(BUILD / "tests" / "e2e_files")
OWNER = "dana.k@example.org"
MTIME = 1699400000123456


@pytest.fixture(scope="module", autouse=True)
def program():
    """A missing program is a failure, never a test left out."""
    assert os.access(PROGRAM, os.X_OK), f"{PROGRAM} is not there: build it, or set QUATRIX_BUILD"


class Answer:
    """What a call ended with, and the elements of its list."""

    def __init__(self, lines):
        self.elements = [self.members(line.split("\t")[1:]) for line in lines[:-1]]
        self.raw = bytes.fromhex(lines[-2].split("\t")[1]) if len(lines) > 1 and "=" not in lines[-2] else b""
        self.status, http, *members = lines[-1].split("\t")
        self.http = int(http)
        self.ids = [member[3:] for member in members if member.startswith("id=")]
        self.members_ = self.members(members)

    @staticmethod
    def members(parts):
        return dict(part.split("=", 1) for part in parts if "=" in part)

    def __getitem__(self, name):
        return self.members_[name]


class Client:
    """The program, with the API key of a user; one connection for all calls."""

    def __init__(self, server, who="plain"):
        self.server, self.files = server, Files(server, who)
        user = server.user(who)
        self.home, self.owner = user["home_id"], user["email"]
        self.process = subprocess.Popen(
            [PROGRAM, "localhost", str(server.port), os.path.join(server.folder, "ca.pem")],
            env={**os.environ, "QUATRIX_KEY": user["api_key"]}, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def call(self, *arguments, expect="OK", http=200):
        self.process.stdin.write("\t".join(str(one) for one in arguments) + "\n")
        self.process.stdin.flush()
        lines = [self.process.stdout.readline().rstrip("\n")]
        while lines[-1].startswith("+"):
            lines.append(self.process.stdout.readline().rstrip("\n"))
        answer = Answer(lines)
        assert (answer.status, answer.http) == (expect, http), lines
        return answer

    def list(self, *arguments):
        return self.call(*arguments, expect="END")

    def on_server(self, path):
        return self.server.all_files()[self.owner, path]

    def close(self):
        self.process.stdin.close()
        assert self.process.wait(10) == 0
        self.process.stdout.close()


@pytest.fixture
def client(server):
    running = Client(server)
    yield running
    running.close()


def names(answer):
    return sorted(element["name"] for element in answer.elements)


def test_the_home_folder_is_there_without_an_id(client):
    assert client.call("metadata", "-")["id"] == client.home
    assert client.call("metadata", client.home)["content"] == "0"
    assert client.call("id", "", "-")["file_id"] == client.home
    listing = client.list("list", "-")
    assert (listing["id"], listing["content"], listing.elements) == (client.home, "1", [])


def test_an_upload_is_opened_filled_and_closed(client):
    data = pattern(3000)
    opened = client.call("link", "plan.txt", client.home, 0, len(data))
    assert (opened["name"], opened["parent_id"]) == ("plan.txt", client.home)
    assert client.files.chunk(opened["upload_key"], data, 0, len(data)).status == 200
    done = client.call("finalize", opened["upload_key"], MTIME)
    assert (done["id"], done["size"]) == (opened["file_id"], "3000")
    known = client.call("metadata", opened["file_id"])
    assert (known["name"], known["type"], known["size"], known["modified_ms"]) == ("plan.txt", "F", "3000", str(MTIME))
    assert client.call("size", opened["file_id"])["size"] == "3000"
    assert client.call("id", "plan.txt", "-")["file_id"] == opened["file_id"]
    assert client.call("id", "plan.txt", client.home)["type"] == "F"
    downloaded = client.call("download", opened["file_id"], expect="END")
    assert downloaded.raw == data and downloaded["bytes"] == "3000"


def test_a_closed_upload_stays_closed(client):
    opened = client.call("link", "empty", client.home, 1, 0)
    assert client.call("finalize", opened["upload_key"], 0)["size"] == "0"
    client.call("finalize", opened["upload_key"], 0, expect="E_HTTP", http=404)


def test_a_name_that_is_taken_is_resolved_or_refused(client):
    client.files.put("plan.txt", b"1")
    assert client.call("link", "plan.txt", client.home, 1, -1)["name"] == "plan(1).txt"
    refused = client.call("link", "plan.txt", client.home, 0, 5, expect="E_HTTP", http=400)
    assert refused["server_code"] == "30"
    assert client.call("makedir", client.home, "plan.txt", 1, http=201)["name"] == "plan(2).txt"
    client.call("makedir", "-", "plan.txt", 0, expect="E_HTTP", http=400)


def test_a_file_is_modified(client):
    old, new = pattern(2000), pattern(500, 2)
    file = client.files.put("log.bin", old)
    opened = client.call("modify", file, 1000, "-")
    assert (opened["file_id"], opened["name"]) == (file, "log.bin")
    assert client.files.chunk(opened["upload_key"], new, 1000, 1500).status == 200
    assert client.call("finalize", opened["upload_key"], MTIME)["size"] == "1500"
    assert client.call("download", file, expect="END").raw == old[:1000] + new


@pytest.mark.parametrize("place", ["first", "middle", "last"])
def test_a_folder_is_listed_with_its_members_around(client, server, place):
    server.control(content_place=place)
    folder = client.call("makedir", "-", "site ä", 0, http=201)
    for i in range(30):
        client.files.put(f"file {i}.txt", pattern(i), folder["id"], mtime=f"{1699400000 + i}.000001")
    listing = client.list("list", folder["id"])
    assert names(listing) == sorted(f"file {i}.txt" for i in range(30))
    for element in listing.elements:
        i = int(element["size"])
        assert element["modified_ms"] == str((1699400000 + i) * 1000000 + 1) and element["parent_id"] == folder["id"]
    assert (listing["id"], listing["name"], listing["content"]) == (folder["id"], "site ä", "1")
    assert names(client.list("list", "-")) == ["site ä"]


def test_a_list_of_many_files_goes_on_past_a_flaw(client, server):
    server.control(big_files=2000, list_flaws=[{"at": 700, "kind": "missing", "member": "id"}])
    listing = client.list("list", "-")
    assert len(listing.elements) == 1999 and len({element["id"] for element in listing.elements}) == 1999


def test_times_and_facts(client):
    file = client.files.put("a.txt", b"abc")
    assert client.call("set-metadata", file, MTIME)["modified_ms"] == str(MTIME)
    assert client.call("metadata", file)["modified_ms"] == str(MTIME)
    client.call("set-metadata", client.home[:-12] + "0" * 12, MTIME, expect="E_HTTP", http=404)
    info = client.call("info", file)
    assert (info["id"], info["name"]) == (file, "a.txt") and info["paths"][0] in "[{" and info["file_owner"][0] == "{"


def test_nothing_at_a_path_is_told_apart(client):
    folder = client.files.makedir("site-a")
    file = client.files.put("plan.txt", b"1", folder)
    assert client.call("id", "site-a/plan.txt", "-")["file_id"] == file
    assert client.call("id", "plan.txt", folder)["file_id"] == file
    assert client.call("id", "", folder)["file_id"] == folder
    assert client.call("id", "site-b/plan.txt", "-", expect="E_MISSING", http=404)["member"] == "file_id"
    assert client.call("id", "Plan.txt", folder, expect="E_MISSING", http=404)["member"] == "file_id"
    for path in ("/site-a", "site-a/", "site-a//plan.txt"):
        assert client.call("id", path, "-", expect="E_ARGUMENT", http=0)["member"] == "path"
    for path in ("site-a/..", ".", "a\\b"):
        assert client.call("id", path, "-", expect="E_TEXT", http=0)["member"] == "path"
    assert client.call("id", "n" * 256, "-", expect="E_TOO_LONG", http=0)["member"] == "path"


def test_names_of_every_kind_arrive_as_they_are(client):
    for name in ("ä" * 255, "🔧.txt", " a", "a ", "...", 'q"uote', "per%cent", "a&b=c?#", ":*<>|"):
        made = client.call("makedir", "-", name, 0, http=201)
        assert client.on_server("/" + name)["id"] == made["id"]
        assert name.startswith(made["name"])  # long ones are cut
        assert client.call("id", name, "-")["file_id"] == made["id"]


def test_an_item_is_renamed_copied_and_moved(client):
    folder = client.files.makedir("to")
    file = client.files.put("a.txt", b"one")
    renamed = client.call("rename", file, "b.txt", 0)
    assert (renamed["name"], renamed["old_name"]) == ("b.txt", "a.txt")
    copied = client.call("copyone", file, folder, "c.txt", MTIME, 0, "-")
    assert (copied["name"], copied["parent_id"], copied["modified_ms"]) == ("c.txt", folder, str(MTIME))
    assert copied["id"] != file
    taken = client.call("copyone", file, folder, "c.txt", MTIME, 0, "-", expect="E_HTTP", http=400)
    assert taken["server_code"] == "96"
    assert client.call("copyone", file, folder, "c.txt", MTIME, 1, "-")["name"] == "c(1).txt"
    moved = client.call("moveone", file, folder, "c.txt", MTIME, 1, "overwrite")
    assert (moved["id"], moved["name"], moved["parent_id"]) == (file, "c.txt", folder)
    assert names(client.list("list", folder)) == ["c(1).txt", "c.txt"]
    assert names(client.list("list", "-")) == ["to"]


def test_several_items_are_done_at_once_or_by_a_job(client):
    folder = client.files.makedir("to")
    few = [client.files.put(f"few {i}", b"x") for i in range(10)]
    moved = client.call("move", folder, 0, *few)
    assert sorted(moved.ids) == sorted(few) and moved["job_id"] == ""
    assert client.call("copy", client.home, 0, few[0], few[1], http=202)["job_id"] != ""
    assert names(client.list("list", "-")) == ["few 0", "few 1", "to"]
    more = few + [client.files.put("one more", b"x")]
    by_job = client.call("move", client.home, 1, *more, http=202)
    assert by_job.ids == [] and by_job["job_id"] != ""
    assert len(client.list("list", "-").elements) == 14 and client.list("list", folder).elements == []
    assert client.call("delete", 0, *more, http=202)["job_id"] != ""
    assert names(client.list("list", "-")) == ["few 0", "few 1", "to"]
    gone = client.call("delete", 1, *few[:3]) # in the trash by now
    assert sorted(gone.ids) == sorted(few[:3])
    client.call("delete", 1, client.home[:-12] + "0" * 12, expect="E_HTTP", http=404)


def test_the_trash_is_emptied(client):
    files = [client.files.put(f"f{i}", b"x") for i in range(3)]
    client.call("delete", 0, files[0], files[1])
    client.call("delete", 1, files[2])
    erased = client.list("empty-trash", "-")
    assert sorted(element["id"] for element in erased.elements) == sorted(files[:2])
    assert all(element["source_id"] == client.home for element in erased.elements)
    trash = erased.elements[0]["dest_id"]
    assert client.list("empty-trash", trash).elements == []
    client.call("empty-trash", client.home, expect="E_HTTP", http=400)


def test_tags_and_search(client):
    plan, sketch = client.files.put("plan 2023.txt", b"x"), client.files.put("sketch 2023.txt", b"x")
    client.files.put("notes", b"x")
    added = client.call("add-tag", plan, "text", "north")
    assert (added["file_id"], added["type"], added["value"]) == (plan, "text", "north")
    client.call("add-tag", plan, "from", "no address", expect="E_HTTP", http=400)
    client.call("add-tag", plan, "from", "dana.k@example.org")
    assert [tag["value"] for tag in client.list("tags", plan).elements] == ["north", "dana.k@example.org"]
    assert client.list("tags", sketch).elements == []
    assert names(client.list("search", "any", "plan", "sketch", "-")) == ["plan 2023.txt", "sketch 2023.txt"]
    assert names(client.list("search", "all", "plan", "2023", "-")) == ["plan 2023.txt"]
    assert client.list("search", "all", "plan", "sketch", "-").elements == []
    assert names(client.list("search", "any", "2023", "2023", "north")) == ["plan 2023.txt"]


def test_changes_are_listed(client):
    folder = client.call("makedir", "-", "site", 0, http=201)
    client.call("makedir", folder["id"], "logs", 0, http=201)
    diff = client.list("diff", folder["id"], 1000000, 0)
    assert [(change["action"], change["name"]) for change in diff.elements] == [("makedir", "logs")]
    assert diff["from"] == "1000000" and int(diff["to"]) > MTIME
    again = client.list("diff", folder["id"], diff["to"], int(diff["to"]) + 1)
    assert again.elements == [] and again["to"] == str(int(diff["to"]) + 1)
    wrong = client.call("diff", folder["id"], 2000000, 1000000, expect="E_HTTP", http=400)
    assert wrong["server_code"] == "93"


def test_a_map_a_preview_and_a_token(client):
    file = client.files.put("plan.pdf", b"x")
    table = client.call("csv", client.home, expect="END").raw.decode()
    assert table.startswith("Path,Name,Size,Type") and "plan.pdf" in table
    preview = client.call("preview", file)
    assert preview["type"] == "document" and file in preview["uri"]
    client.call("preview", client.home, expect="E_HTTP", http=404)
    assert client.call("wopi-token", file)["id"] != ""


def test_a_folder_comes_as_a_zip(client):
    folder = client.files.makedir("site")
    client.files.put("a.txt", b"hello", folder)
    assert client.call("download", folder, expect="END").raw.startswith(b"PK")
    client.call("download", client.home[:-12] + "0" * 12, expect="E_HTTP", http=404)
