# SPDX-License-Identifier: MIT
"""Charts of what bench.py has found: SVG, by tests/size/chart.py."""
import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "size"))

import chart  # noqa: E402 (found through the line above)

from programs import PROGRAMS  # noqa: E402

NAMES = {"ours": "ours", "limit": "the limit", "curl": "libcurl + cJSON", "openapi": "a handle a call"}
PARTS = {"TLS": ("mbedtls",), "HTTP and call": ("http", "call", "api", "base", "tls", "port", "libcurl", "program"),
         "JSON": ("json", "jsmn", "cjson"), "C library": ("libc",)}


def by_part(result):
    """Instructions by part; what libc does for mbedTLS is TLS."""
    modules = result["instructions_by_module"]
    found = {part: sum(modules.get(m, 0) for m in names) for part, names in PARTS.items()}
    for_tls = result["instructions_in_libc_for"].get("mbedtls", 0)
    found["TLS"] += for_tls
    found["C library"] -= for_tls
    return {part: round(count) for part, count in found.items() if round(count)}


def calls(found):
    works = found["calls"]["1.2 ec"]
    for work, title in (("profile", "One warm GET /profile"), ("set", "One warm POST /profile/set"),
                        ("resumed", "Reconnect with a resumed session, and GET /profile")):
        rows = [(NAMES[name], by_part(works[work][name])) for name in PROGRAMS[:3] if name in works[work]]
        yield f"{work}.svg", chart.stacked(f"{title}: instructions", rows)


def lists(found):
    for length, results in found["lists"]["over TLS"].items():
        if length == "1000":
            rows = [(NAMES[name], by_part(results[name])) for name in PROGRAMS[:3]]
            yield "list.svg", chart.stacked("List of 1,000 users: instructions; the limit tokenizes alone", rows)


def memory(found):
    rows = [(f"{NAMES[name]}, {int(length):,}", {"heap": results[name]["heap_peak"], "stack": results[name]["stack"]})
            for length, results in found["memory"].items() if int(length) <= 1000 for name in ("ours", "curl")]
    yield "memory.svg", chart.stacked("Bytes in use at most for a list of so many users, TLS included", rows)


def streams(found):
    rows = [(f"{what.replace(' ', ', ')}: {NAMES[name].split()[0] if name == 'curl' else NAMES[name]}",
             {"instructions": round(count)})
            for what, results in found["streams"]["instructions"].items() for name, count in results.items()]
    yield "streams.svg", chart.stacked("Uploads and downloads: instructions a megabyte, by the size of blocks", rows)


def device(found):
    rows = [(f"decode: {name}", {"instructions": round(count)}) for name, count in found["device"]["decode"].items()]
    for profile, results in found["device"].items():
        if profile != "decode":
            rows += [(f"{profile}: warm GET", {"instructions": round(results["warm profile"])}),
                     (f"{profile}: resumed", {"instructions": round(results["resumed and profile"])})]
    yield "device.svg", chart.stacked("Cortex-M3: instructions", rows)


def write(folder, found):
    os.makedirs(folder, exist_ok=True)
    for section in (calls, lists, memory, streams, device):
        if section.__name__ in found:
            for name, svg in section(found):
                with open(os.path.join(folder, name), "w", encoding="utf-8") as file:
                    file.write(svg.replace("tests/size/size.py", "tests/bench/run.sh"))
