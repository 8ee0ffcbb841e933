# SPDX-License-Identifier: MIT
"""Lists of any length, generated on the fly, and what can be wrong with them."""

import http.client
import json

import pytest

import lists
import switches

USERS, KEYS = "/user", "/api-key"


def fetch(server, path=USERS, **wanted):
    server.control(**wanted)
    return server.get(path, headers=server.key("admin"))


@pytest.mark.parametrize("count", [1, 2, 999, 1000, 1001, 2345])
@pytest.mark.parametrize("path, switch, members", [(USERS, "big_users", 30), (KEYS, "big_keys", 7)])
def test_every_element_once(server, path, switch, members, count):
    answer = fetch(server, path, **{switch: count})
    assert int(answer.headers["Content-Length"]) == len(answer.body)
    doc = answer.doc
    assert len(doc) == count and len({one["id"] for one in doc}) == count
    assert [one["email"] for one in doc] == [f"device-{at:09d}@example.org" for at in range(count)]
    assert {len(one) for one in doc} == {28 if path == USERS else members}
    assert fetch(server, path).body == answer.body, "the same each time"


def test_few_members(server):
    doc = fetch(server, big_users=3, big_members="few").doc
    assert [sorted(one) for one in doc] == [["email", "id", "name", "status"]] * 3


@pytest.mark.parametrize("style", ["compact", "pretty", "escaped"])
@pytest.mark.parametrize("numbers", ["int", "float", "exponent", "string"])
def test_styles(server, style, numbers):
    answer = fetch(server, big_users=1500, json_style=style, numbers=numbers)
    plain = fetch(server, json_style="compact", numbers="int").doc
    assert int(answer.headers["Content-Length"]) == len(answer.body)
    doc = answer.doc
    assert [one["id"] for one in doc] == [one["id"] for one in plain]
    assert [float(one["created"]) for one in doc] == [one["created"] for one in plain]


def test_chunked(server):
    plain = fetch(server, big_users=1200).body
    answer = fetch(server, chunked=True, chunk_size=1000)
    assert answer.headers["Content-Length"] is None and answer.body == plain


def test_a_million(server):
    """In pieces, and with memory that does not grow: the server's peak is looked at."""
    def peak():
        with open(f"/proc/{server.process.pid}/status", encoding="ascii") as file:
            return int(next(line for line in file if line.startswith("VmHWM")).split()[1])
    fetch(server, big_users=2000, big_members="few")
    before = peak()
    server.control(big_users=1000000)
    connection = server.connection()
    connection.request("GET", "/api/1.0/user", headers=server.key("admin"))
    response = connection.getresponse()
    length, seen, elements, last = int(response.headers["Content-Length"]), 0, 0, b""
    while part := response.read(1 << 16):
        seen += len(part)
        elements += part.count(b"{")
        last = (last + part)[-200:]
    connection.close()
    assert seen == length and elements == 1000000 and last.endswith(b'"}]') and b"device-000999999@" in last
    assert peak() - before < 20000


@pytest.mark.parametrize("count, at", [(10, 0), (10, 4), (10, 9), (2500, 999), (2500, 1000), (2500, 2499), (0, 1)])
@pytest.mark.parametrize("flaw, check", [
    ({"kind": "missing", "member": "email"}, lambda one: "email" not in one),
    ({"kind": "value", "member": "quota", "value": "much"}, lambda one: one["quota"] == "much"),
    ({"kind": "value"}, lambda one: one["id"] == {"unexpected": True}),
    ({"kind": "oversize", "bytes": 5000}, lambda one: one["name"] == "h" * 5000),
    ({"kind": "extra"}, lambda one: list(one)[-1] == "x_extra"),
    ({"kind": "text", "text": "null"}, lambda one: one is None)])
def test_flaw(server, count, at, flaw, check):
    whole = fetch(server, big_users=count).doc
    answer = fetch(server, list_flaws=[{"at": at, **flaw}])
    assert int(answer.headers["Content-Length"]) == len(answer.body)
    doc = answer.doc
    assert check(doc[at]) and len(doc) == len(whole)
    assert doc[:at] + doc[at + 1:] == whole[:at] + whole[at + 1:]


@pytest.mark.parametrize("count, at", [(10, 0), (10, 9), (2500, 1001), (0, 2)])
def test_cut_in_the_middle(server, count, at):
    whole = fetch(server, big_users=count).body
    answer = fetch(server, list_flaws=[{"at": at, "kind": "cut", "bytes": 7}])
    assert whole.startswith(answer.body) and answer.body.endswith(b'{"id":"')
    assert answer.body.count(b'"email"') == at


def test_several_flaws(server):
    doc = fetch(server, big_keys=20, path=KEYS, list_flaws=[{"at": 3, "kind": "missing"}, {"at": 4, "kind": "extra"},
                                                            {"at": 100, "kind": "cut"}]).doc
    assert "id" not in doc[3] and "x_extra" in doc[4] and len(doc) == 20


@pytest.mark.parametrize("wanted", [{}, [1], [{"at": 1}], [{"kind": "cut"}], [{"at": "1", "kind": "cut"}],
                                    [{"at": 1, "kind": "cut", "bytes": "7"}], [{"at": 1, "kind": "none"}],
                                    [{"at": 1, "kind": "cut", "member": "id"}], [{"at": -1, "kind": "cut"}]])
def test_flaws_are_checked(wanted):
    with pytest.raises(ValueError):
        switches.Switches().set_all({"list_flaws": wanted})


@pytest.mark.parametrize("fault, length", [({"kind": "cut_after", "of": "body", "bytes": 70000}, 70000)])
def test_faults_hit_streams(server, fault, length):
    server.control(big_users=1000, faults=[{**fault, "path": "/user"}])
    with pytest.raises(http.client.IncompleteRead) as cut:
        server.get("/user", headers=server.key("admin"))
    assert len(cut.value.partial) == length


def test_garbage_after_a_stream(server):
    server.control(big_users=1000, faults=[{"kind": "garbage_after", "in_body": True}])
    answer = server.get("/user", headers=server.key("admin"))
    assert answer.body.endswith(b"]garbage") and int(answer.headers["Content-Length"]) == len(answer.body)
    assert len(json.loads(answer.body[:-7])) == 1000


def test_generated_texts_agree_with_their_length():
    texts = [f'"{lists.HIGH}{at:03d}"'.encode() for at in range(1000)]
    for count in (1, 999, 1000, 3001):
        made = lists.Generated(texts, count, b",")
        whole = b"".join(made.pieces(0, count))
        assert json.loads(b"[" + whole + b"]") == [f"{at:09d}" for at in range(count)]
        assert made.length() + count - 1 == len(whole)
        assert [made.one(at) for at in (0, count - 1)] == [b'"%09d"' % at for at in (0, count - 1)]
