# SPDX-License-Identifier: MIT
"""The stack has a bound: the call graph is whole, and its deepest path is found."""
import pytest
import size
import stack

NODE = 'node: {{ title: "{0}" label: "{0}\\nx.c:1:1\\n{1} bytes ({2})\\n0 dynamic objects" }}\n'
EDGE = 'edge: {{ sourcename: "{}" targetname: "{}" label: "x.c:2:3" }}\n'


def graph(frames, edges, kind="static"):
    nodes = [NODE.format(name, frame, kind) for name, frame in frames.items()]
    return stack.read({"call/x.c": "".join(nodes + [EDGE.format(*edge) for edge in edges])}, "/src")


def test_the_deepest_path_is_the_one_with_the_largest_frames():
    found = graph({"a": 8, "b": 100, "c": 16, "d": 90}, [("a", "b"), ("a", "c"), ("c", "d"), ("a", "memcpy")])
    assert stack.deepest(found) == (114, ("a", "c", "d"))
    assert stack.deepest(found, {"a", "b", "c"}) == (108, ("a", "b"))


def test_what_has_no_bound_is_refused():
    with pytest.raises(ValueError):
        graph({"a": 8}, [], "dynamic")
    with pytest.raises(ValueError):
        stack.deepest(graph({"a": 8, "b": 8}, [("a", "b"), ("b", "a")]))


def test_a_pointer_leads_to_what_the_table_says():
    name = "/src/call/again.c:ask_each"
    found = graph({name: 24, "/src/call/retry.c:ask.constprop.0": 32}, [(name, "__indirect_call")])
    assert stack.deepest(found) == (56, ("call/again.c:ask_each", "call/retry.c:ask.constprop.0"))


def test_a_pointer_nobody_wrote_down_is_noticed():
    found = graph({"new": 8, "callback": 8}, [("new", "__indirect_call")])
    missing = stack.check(found, {"callback"})
    assert "new calls through a pointer" in missing and "the address of callback is taken" in missing
    assert "there is no quatrix_json_encode" in missing


def test_a_login_starts_no_login():
    """A call that ends may start a login. What asks when that begins leads no further, or the path would have no end."""
    ask, start, consult = "/src/api/relogin.c:ask", "/src/call/call.c:start", "quatrix_call_consult"
    step, login = "quatrix_step", "quatrix_session_login_start"
    edges = [(step, consult), (consult, ask), (ask, login), (login, start), (start, consult)]
    found = graph({step: 1, consult: 2, ask: 4, login: 8, start: 16}, edges)
    assert stack.deepest(found) == (1 + 2 + 4 + 8 + 16 + 2 + 4, (step, consult, ask[5:], login, start[5:], consult, ask[5:]))


@pytest.mark.parametrize("target", size.budget_targets(), ids=lambda target: target.name)
def test_every_pointer_of_core_is_written_down(target):
    """What holds addresses is the same everywhere; what is inlined where is not."""
    assert stack.check(size.call_graph(target), size.address_taken()) == []
    assert len(size.address_taken()) >= 25


@pytest.mark.parametrize("target", size.budget_targets(), ids=lambda target: target.name)
def test_a_program_with_everything_takes_at_most_1_kb(target):
    deepest, path = size.stack_of(size.program("all", target), target)
    assert 0 < deepest <= 1024, path


def test_session_and_profile_take_at_most_600_bytes():
    deepest, path = size.stack_of(size.program("session-profile"))
    assert 0 < deepest <= 600, path
