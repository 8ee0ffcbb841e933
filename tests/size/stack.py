# SPDX-License-Identifier: MIT
"""The deepest path through the functions of core, from the call graph gcc writes (-fcallgraph-info=su).

mbedTLS, the port, callbacks of the program and the C library do not count. What a pointer calls no compiler says, so
it is written down here; check() fails when a function calls through a pointer or has its address taken and is not
in these tables.
"""
import functools
import re
from typing import NamedTuple

TLS = "tls/tls.c:tls_"
JSON = "quatrix_json_encode"

# {what a pointer is called: what it may point to}. Empty: to functions of others.
POINTERS = {
    **{name: {TLS + name} for name in "connect handshake send recv close wait now_ms unix_time entropy heap_peak".split()},
    "encode": {JSON, JSON + "_texts"},
    "put_head": {"transfer/multipart.c:put_multipart_head", "transfer/upload.c:put_chunk_head",
                 "transfer/download.c:put_range"},
    "take_field": {"transfer/download.c:take_field"},
    "put": {"transfer/multipart.c:put_prefix", "transfer/multipart.c:put_suffix"},
    "end": {"api/session.c:end_login", "api/session.c:end_login_mfa", "api/session.c:end_logout", "api/profile.c:end_set_mfa",
            "api/file_id.c:end_id"},
    "policies": {"call/again.c:ask_each"},
    "policy": {"call/retry.c:ask", "api/relogin.c:ask"},
    "pass": {"call/trace.c:pass"},
    "digest": {"tls/sha256.c:begin", "tls/sha256.c:update"},
    "pins": {"quatrix_pins_check"},
    "identity": {"quatrix_identity_load"},
    "outside": set(),
}  # fmt: skip

# {function: the pointers it, or what is inlined into it, calls through}. Clones of a function are the function.
CALLERS = {
    "quatrix_wipe": "outside",
    "call/again.c:ask_each": "policy",
    "quatrix_backoff_ms": "entropy",
    "quatrix_client_close": "close",
    "quatrix_client_memory": "heap_peak",
    "quatrix_call_end": "end",
    "call/call.c:put_off_deadline": "now_ms",
    "call/call.c:sleep_on": "now_ms wait",
    "quatrix_call_overdue": "now_ms",
    "quatrix_call_show": "pass",
    "quatrix_call_consult": "policies",
    "call/call.c:fail": "close",
    "call/call.c:disconnect": "close",
    "quatrix_step": "connect handshake send recv close",
    "quatrix_request_render": "encode put_head",
    "call/retry.c:go_on": "now_ms",
    "call/retry.c:now_ms": "now_ms",
    "call/retry.c:ask": "now_ms unix_time recv close",
    "call/reply.c:fill": "recv",
    "quatrix_reply_head": "recv take_field",
    "quatrix_reply_read": "recv",
    "call/trace.c:emit": "outside",
    "api/relogin.c:ask": "outside",
    "quatrix_session_keepalive_due": "now_ms",
    "transfer/transfer.c:now_ms": "now_ms",
    "quatrix_transfer_sleep": "now_ms wait",
    "transfer/multipart.c:render": "put",
    "transfer/upload.c:fill": "outside",
    "transfer/upload.c:pass_digest": "outside digest",
    "transfer/upload.c:prepare": "outside digest",
    "transfer/upload.c:failed": "outside digest",
    "transfer/upload.c:report": "outside",
    "transfer/download.c:start_over": "digest",
    "transfer/download.c:pass_digest": "digest",
    "transfer/download.c:flush": "outside",
    "transfer/download.c:begin_call": "outside digest",
    "tls/tls.c:random_bytes": "outside",
    "tls/tls.c:bio_send": "outside",
    "tls/tls.c:bio_recv": "outside",
    "tls/tls.c:tls_connect": "outside",
    "tls/tls.c:tls_now_ms": "outside",
    "tls/tls.c:tls_unix_time": "outside",
    "tls/tls.c:tls_entropy": "outside",
    "tls/tls.c:tls_wait": "outside",
    "tls/tls.c:tls_close": "outside",
    "quatrix_tls_judge_dates": "outside",
    "tls/tls.c:verify": "outside pins",
    "quatrix_tls_init_sized": "outside identity",
    "tls/session.c:trusted_time": "outside",
}

# What mbedTLS calls back, and from which of its functions.
CALLED_BACK = {"tls/tls.c:bio_send", "tls/tls.c:bio_recv", "tls/tls.c:random_bytes", "tls/tls.c:verify"}
CALLING_BACK = re.compile(r"mbedtls_ssl_(handshake|read|write|close_notify)$|mbedtls_pk_check_pair$")

# The policy that logs in again starts a call when one has ended, and never when one begins: behind the first of these
# the others are not called.
BEGINS = ("call/call.c:start", "quatrix_call_consult")
LOGIN = {("api/relogin.c:ask", "quatrix_session_login_start"), ("api/relogin.c:ask", "quatrix_session_login_mfa_start")}


class Function(NamedTuple):
    module: str  # folder below core/src
    frame: int
    calls: frozenset


def bare(name):
    """A function whatever gcc made of it: "a.c:f.isra.0" is "a.c:f"."""
    return re.sub(r"\.(isra|constprop|part|cold|lto_priv)\b.*$", "", name)


def read(texts, root):
    """{function: Function} from {file: what gcc wrote}. Static functions are "file:name", files below root."""
    frames, calls, modules = {}, {}, {}
    for source, text in texts.items():
        text = text.replace(f"{root}/", "")
        for title, size, kind in re.findall(r'node: { title: "([^"]+)" label: "[^"]*\\n(\d+) bytes \(([^)]+)\)', text):
            if kind not in ("static", "dynamic,bounded"):
                raise ValueError(f"the stack of {title} has no bound")
            frames[title], modules[title] = int(size), source.split("/")[0]
        for caller, callee in re.findall(r'edge: { sourcename: "([^"]+)" targetname: "([^"]+)"', text):
            calls.setdefault(caller, set()).add(callee)
    return {f: Function(modules[f], frames[f], frozenset(calls.get(f, ()))) for f in frames}


def check(graph, taken):
    """What the tables above do not know: functions that call through a pointer, functions whose address is taken, and
    names that are no function any more."""
    callers = {bare(f) for f, function in graph.items() if "__indirect_call" in function.calls}
    known = set().union(CALLED_BACK, *POINTERS.values())
    names = {bare(f) for f in graph}
    return (
        [f"{f} calls through a pointer" for f in sorted(callers - set(CALLERS))]
        + [f"the address of {f} is taken" for f in sorted({bare(f) for f in taken} - known)]
        + [f"there is no {f}" for f in sorted(known - names)]
    )


def deepest(graph, present=None):
    """(bytes, path): the deepest path, through the functions of a program alone if they are given."""
    there = {f: graph[f] for f in graph if present is None or f in present}
    by_name = {}
    for f in there:
        by_name.setdefault(bare(f), []).append(f)

    def reached(name):
        calls = there[name].calls
        found = {c for c in calls if c in there}
        pointed = set()
        if "__indirect_call" in calls:
            pointed |= set().union(*(POINTERS[pointer] for pointer in CALLERS[bare(name)].split()))
        if any(CALLING_BACK.match(c) for c in calls):
            pointed |= CALLED_BACK
        return found.union(*(by_name.get(p, ()) for p in pointed))

    @functools.lru_cache(maxsize=None)
    def down(name, begun):
        best = (0, ())
        for callee in reached(name):
            edge = (bare(name), bare(callee))
            if not (begun and edge in LOGIN):
                best = max(best, down(callee, begun or edge == BEGINS))
        return there[name].frame + best[0], (name, *best[1])

    try:
        return max((down(f, False) for f in there), default=(0, ()))
    except RecursionError:
        raise ValueError("functions of core call each other in a circle") from None
