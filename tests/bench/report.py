# SPDX-License-Identifier: MIT
"""Tables in Markdown of what bench.py has found, and the targets beside what was measured."""
from programs import CURL_1_3, MODULES, PROGRAMS

BEGIN, END = "<!-- figures:begin -->\n", "<!-- figures:end -->\n"
TITLES = {
    "profile": "warm `GET /profile`", "set": "warm `POST /profile/set`", "cold": "cold: connect, handshake, GET, close",
    "resumed": "resumed: reconnect, GET, close", "handshake": "bare: connect, handshake, close",
}
COUNTERS = [
    ("allocator calls", "allocator_calls"), ("- from core and port", "allocator_calls_by_core_and_port"),
    ("peak heap, TLS included, bytes", "heap_peak"), ("system calls", "system_calls"),
    ("TLS records out", "records_out"), ("TLS records in", "records_in"),
    ("TCP segments with data out", "segments_out"), ("TCP segments with data in", "segments_in"),
    ("bytes out, inside TLS", "plain_bytes_out"), ("bytes in, inside TLS", "plain_bytes_in"),
    ("bytes out, over TCP", "bytes_out"), ("bytes in, over TCP", "bytes_in"),
]


def number(value, places=None):
    if value is None:
        return ""
    if places is None:
        places = 0 if float(value).is_integer() or abs(value) >= 1000 else 2
    return f"{value:,.{places}f}"


def table(heads, rows):
    lines = ["| " + " | ".join(heads) + " |", "| --- |" + " ---: |" * (len(heads) - 1)]
    lines += ["| " + " | ".join(str(cell) for cell in row) + " |" for row in rows]
    return "\n".join(lines)


def compared(values, names=PROGRAMS):
    """Cells of each program, then ours in parts of each other."""
    cells = [number(values.get(name)) for name in names]
    for name in names[1:]:
        ratio = values["ours"] / values[name] if values.get("ours") is not None and values.get(name) else None
        cells.append("" if ratio is None else f"**{ratio:.3f}**" if ratio >= 0.01 else f"**{ratio:.5f}**")
    return cells


def heads(first, names=PROGRAMS):
    return [first, *names, *(f"ours / {name}" for name in names[1:])]


def pick(results, key):
    return {name: result.get(key) for name, result in results.items()}


def warm_table(results):
    rows = [["instructions in user space", *compared(pick(results, "instructions"))]]
    for module in MODULES:
        values = {name: r["instructions_by_module"].get(module) for name, r in results.items()}
        if any(values.values()):
            rows.append([f"- in {module}", *[number(values.get(name)) for name in PROGRAMS], "", "", ""])
    rows.append(["- without mbedTLS and what libc does for it", *compared(pick(results, "instructions_without_tls"))])
    return table(heads("one warm `GET /profile`"), rows)


def work_table(found):
    calls = found.get("calls", {}).get("1.2 ec", {})
    rows = [[TITLES[work], *compared(pick(results, "instructions"))] for work, results in calls.items()]
    rows += [[f"- {TITLES[work]}, without TLS", *compared(pick(results, "instructions_without_tls"))]
             for work, results in calls.items() if work != "handshake"]
    rows += [[f"{work} alone", *compared(values)] for work, values in found.get("alone", {}).items()]
    for length, results in found.get("lists", {}).get("over TLS", {}).items():
        rows.append([f"list of {int(length):,} users", *compared(pick(results, "instructions"))])
    return table(heads("instructions, TLS 1.2, P-256"), rows)


def kind_table(calls):
    names = [*PROGRAMS[:3], CURL_1_3]
    titles = {kind: f"TLS {kind.replace(' ec', ', P-256').replace(' rsa', ', RSA 2048')}" for kind in calls}
    rows = [[f"{titles[kind]}, {TITLES[work]}", *compared(pick(calls[kind][work], "instructions"), names)]
            for work in ("profile", "cold", "resumed") for kind in calls]
    rows += [[f"{titles[kind]}, {TITLES['profile']}, without TLS",
              *compared(pick(calls[kind]["profile"], "instructions_without_tls"), names)] for kind in calls]
    for kind, works in calls.items():
        bare = works["handshake"]["limit"]["instructions"]
        above = [f"{(works['cold'][n]['instructions'] / bare - 1) * 100:.2f} %" if n in works["cold"] else ""
                 for n in PROGRAMS[:3]]
        rows.append([f"{titles[kind]}, cold above bare ({number(bare, 0)})", *above, "", "", "", ""])
    return table(heads("instructions", names), rows)


def counter_tables(calls):
    found = []
    for work, results in calls["1.2 ec"].items():
        rows = [[label, *[number(result.get(key)) for result in results.values()]] for label, key in COUNTERS
                if any(result.get(key) is not None for result in results.values())]
        found.append(table([TITLES[work], *results], rows))
        for name, result in results.items():
            said = ", ".join(f"{call} {number(n)}" for call, n in result["system_calls_by_name"].items())
            if work == "profile" and name != "openapi":
                found.append(f"System calls of {name}: {said}.")
    return "\n\n".join(found)


def element_table(elements):
    rows = [[kind, number(e["bytes"], 0), number(e["ours"], 0), number(e["jsmn"], 0), f"**{e['ours'] / e['jsmn']:.3f}**"]
            for kind, e in elements.items()]
    return table(["instructions for an element of a list of", "bytes", "ours, without TLS", "jsmn", "ours / jsmn"], rows)


def memory_table(memory):
    names = [n for n in PROGRAMS if n != "limit"]
    rows = [[f"{int(length):,} users: peak heap", *[number(results.get(n, {}).get("heap_peak")) for n in names]]
            for length, results in memory.items()]
    rows += [[f"{int(length):,} users: stack", *[number(results.get(n, {}).get("stack")) for n in names]]
             for length, results in memory.items()]
    return table(["bytes a list takes at most", *names], rows)


def stream_table(streams):
    rows = []
    for what, results in streams["seconds"].items():
        way, block = what.split()
        rows.append([f"{way}, blocks of {int(block):,}", *[number(r["mb_per_cpu_second"], 0) for r in results.values()],
                     *[f"**{results[n]['of_limit']:.3f}** ({results[n]['of_limit_by_medians']:.3f})"
                       for n in ("ours", "curl")]])
    found = table([f"{streams['megabytes']} MB: MB a second of CPU time", "ours", "limit", "curl",
                   "ours / limit (of the medians)", "curl / limit"], rows)
    rows = [[f"{way}, blocks of {int(block):,}", *compared(values, PROGRAMS[:3])]
            for what, values in streams["instructions"].items() for way, block in [what.split()]]
    return found + "\n\n" + table(heads("instructions a MB", PROGRAMS[:3]), rows)


def time_table(times):
    rows = [[f"{label} of a warm `GET /profile`, in parts of ours",
             *[f"{times[name][key] / times['ours'][key]:.2f}" for name in PROGRAMS]]
            for label, key in (("CPU time", "cpu"), ("time", "real"))]
    return table(["", *PROGRAMS], rows)


def device_table(device):
    profiles = [p for p in device if p != "decode"]
    rows = [[label, *[number(device[p][label], 0) for p in profiles]] for label in device[profiles[0]]]
    found = table(["Cortex-M3, instructions", *profiles], rows)
    decode = device["decode"]
    ours, limit = decode["ours"], decode["limit"]
    return (f"{found}\n\nDecoding the profile alone: {number(ours, 0)}, by the limit {number(limit, 0)} "
            f"(**{ours / limit:.3f}**).")


# --- targets


def least_stream(streams):
    return min(results["ours"]["of_limit"] for results in streams["seconds"].values())


def growth(memory):
    """Of heap and stack, from the shortest list to the longest."""
    first, last = list(memory.values())[0]["ours"], list(memory.values())[-1]["ours"]
    return sum(last[key] - first[key] for key in ("heap_peak", "stack"))


def targets(found):
    """(what, measured, must, aim, places, more is better)"""
    rows = []
    if "calls" in found:
        calls = found["calls"]["1.2 ec"]
        ours = calls["profile"]["ours"]
        warm = pick(calls["profile"], "instructions")
        above = calls["cold"]["ours"]["instructions"] / calls["handshake"]["limit"]["instructions"] - 1
        own = [w["ours"]["allocator_calls_by_core_and_port"] for w in calls.values() if "ours" in w]
        rows += [
            ("warm `GET /profile`, instructions, against the limit", warm["ours"] / warm["limit"], 1.0, 0.85, 3, 0),
            ("the same against libcurl + cJSON, reused handle", warm["ours"] / warm["curl"], 1 / 2, 1 / 3, 3, 0),
            ("cold call: instructions above the bare handshake, % (TLS 1.2, P-256)", above * 100, 1, 0.5, 2, 0),
            ("resumed reconnect + GET, M instructions (TLS 1.2, host)",
             calls["resumed"]["ours"]["instructions"] / 1e6, 1.0, 0.85, 3, 0),
            ("allocations in core and port", sum(own), 0, 0, 0, 0),
            ("system calls a warm call", ours["system_calls"], 3, 2, 0, 0),
            ("TLS records a warm call, each way", max(ours["records_in"], ours["records_out"]), 1, 1, 0, 0),
            ("TCP segments a warm call, each way", max(ours["segments_in"], ours["segments_out"]), 1, 1, 0, 0),
            ("request bytes of a warm `GET /profile` under TLS", ours["plain_bytes_out"], 165, 150, 0, 0),
        ]
    if "sizes" in found:
        sizes = found["sizes"]
        rows += [
            ("flash of core, profile + session, Cortex-M4 `-Os`, bytes",
             sizes["flash_session_and_profile"], 8192, 6144, 0, 0),
            ("client RAM for a profile (client with tokens, work buffer, profile), bytes",
             sizes["ram_client"] + sizes["ram_work"] + sizes["ram_profile"], 4096, 2560, 0, 0),
            ("own stack (mbedTLS excluded), bound, session and profile, bytes",
             sizes["stack_session-profile"], 1024, 614, 0, 0),
            ("the same, all of core", sizes["stack_all"], 1024, 614, 0, 0),
        ]
    if "streams" in found:
        rows.append(("upload, download against a raw mbedTLS loop, per CPU second: the worst",
                     least_stream(found["streams"]), 0.95, 0.98, 3, 1))
    if "lists" in found:
        users = found["lists"]["an element"]["users"]
        rows.append(("list of users against jsmn tokenizing of the same bytes, instructions",
                     users["ours"] / users["jsmn"], 1.3, 1.15, 3, 0))
    if "memory" in found:
        longest = int(list(found["memory"])[-1])
        rows.append((f"RAM of a list of {longest:,} minus that of 10, bytes", growth(found["memory"]), 0, 0, 0, 0))
    return rows


def verdict(measured, must, aim, more):
    if (measured >= aim) if more else (measured <= aim):
        return "met, and the aim"
    return "met" if ((measured >= must) if more else (measured <= must)) else "**missed**"


def target_table(found):
    rows = [[what, number(measured, places), number(must, None), number(aim, None), verdict(measured, must, aim, more)]
            for what, measured, must, aim, places, more in targets(found)]
    return table(["target", "measured", "must", "aim", ""], rows)


# --- all of it


def text(found):
    parts = []
    if targets(found):
        parts += ["### Targets", target_table(found)]
    if {"calls", "alone", "lists"} & found.keys():
        parts += ["### Instructions", work_table(found)]
    if "calls" in found:
        parts += [warm_table(found["calls"]["1.2 ec"]["profile"]), kind_table(found["calls"])]
    if "lists" in found:
        parts.append(element_table(found["lists"]["an element"]))
    if "calls" in found:
        parts += ["### Allocations, system calls, the wire", counter_tables(found["calls"])]
    if "sizes" in found:
        parts.append("\n".join(f"Undefined symbols of {archive} that mean a heap: {', '.join(symbols) or 'none'}.  "
                               for archive, symbols in found["sizes"]["heap_symbols"].items()).rstrip())
    if "memory" in found:
        parts += ["### Memory of a list", memory_table(found["memory"])]
    if "streams" in found:
        parts += ["### Streaming", stream_table(found["streams"])]
    if "time" in found:
        parts += ["### Time", time_table(found["time"])]
    if "device" in found:
        parts += ["### Cortex-M3", device_table(found["device"])]
    parts.append(", ".join(f"{key} {value}" for key, value in found["versions"].items()) + ".")
    return "\n\n".join(parts)


def update(path, new):
    with open(path, encoding="utf-8") as file:
        old = file.read()
    before, after = old.index(BEGIN) + len(BEGIN), old.index(END)
    with open(path, "w", encoding="utf-8") as file:
        file.write(old[:before] + new + "\n" + old[after:])
