#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Measure what core costs: flash by module, by operation and by target, RAM per client, stack.

size.py                 print the tables in Markdown
size.py --table         print every figure by target, and what it was when it was committed
size.py --check FILE    fail if the tables between the markers in FILE, the charts or the figures are others
size.py --update FILE   write them: tables to FILE, charts to tests/size/*.svg, figures to tests/size/budget.tsv

Whole images are those of examples/bare_metal/, see image.py. Needs what build.py says, and qemu-system-arm.
Builds in build/run/size/. Another version of the compiler gives other numbers.
"""
import concurrent.futures
import functools
import os
import pathlib
import re
import sys
from typing import NamedTuple

import budget
import chart
import image
import painted
import stack
from build import M4, ROOT, SOURCES, compile_text, functions, link, objects, run, targets

CHART = ROOT / "tests" / "size" / "flash.svg"
WORK = 512  # bytes of a usual work buffer

# Rows of the table: name, and the files below core/src. Every file belongs to the first that fits.
MODULES = [(source[:-2], source) for source in SOURCES if source.startswith("api/")] + [
    ("transfer", "transfer/"),
    ("call", "call/"),
    ("http", "http/"),
    ("json", "json/"),
    ("base", "base/"),
    ("tls/totp", "tls/totp.c"),
    ("tls", "tls/"),
]

# {family: (its files below core/src, how its functions begin)}: what an application picks, families of the API first. Those
# with lists are pulled by quatrix_list_next_wait().
FAMILIES = {
    "session": ("api/factor.c api/session.c", "session|factor"),
    "profile": ("api/profile.c api/image.c", "profile|image"),
    "user": ("api/user.c call/call.c", "user|list_next_wait"),
    "api-key": ("api/api_key.c call/call.c", "api_key|list_next_wait"),
    "account": ("api/account.c call/call.c", "account|list_next_wait"),
    "languages": ("api/languages.c call/call.c", "languages|list_next_wait"),
    "check": ("api/check.c", "check_ping"),
    "file": (" ".join(s for s in SOURCES if re.match("api/(file|upload_session)|call/call.c", s)), "file|list_next_wait"),
    "upload": ("api/upload_session.c api/upload_finalize.c", "upload"),
    "transfer": ("transfer/upload.c transfer/download.c tls/sha256.c", "upload|download|sha256"),
    "retry": ("call/retry.c", "client_retry"),
    "relogin": ("api/relogin.c", "client_relogin"),
    "trace": ("call/trace.c", "client_trace"),
    "totp": ("tls/totp.c", "totp"),
    "tls-options": ("tls/session.c tls/pins.c tls/identity.c", "tls|pins|identity"),
}

# {program: its families}.
PROGRAMS = {
    "none": [],
    "session-profile": ["session", "profile"],
    **{name: [name] for name in FAMILIES},
    **{f"all-but-{name}": [other for other in FAMILIES if other != name] for name in FAMILIES},
    "all": list(FAMILIES),
}
TOLD = [name for name in PROGRAMS if not name.startswith("all-but-")]

RAM = """
#include "json/json.h"
#include <quatrix/quatrix.h>
#include <quatrix/tls.h>
char client[sizeof(struct quatrix_client)];
char tokens[sizeof(((struct quatrix_client *)0)->priv.json.tokens)];
char profile[sizeof(struct quatrix_profile)];
char user[sizeof(struct quatrix_user)];
char file[sizeof(struct quatrix_file)];
char upload[sizeof(struct quatrix_upload)];
char download[sizeof(struct quatrix_download)];
char tls[sizeof(struct quatrix_tls)];
char row[sizeof(struct quatrix_json_member)];
"""

# Reads the profile with an API key and does nothing else.
PROFILE_ALONE = """
#include <quatrix/profile.h>
int program(struct quatrix_client *client, const struct quatrix_config *config, struct quatrix_profile *profile);
int program(struct quatrix_client *client, const struct quatrix_config *config, struct quatrix_profile *profile)
{
    if (quatrix_client_init(client, config) != QUATRIX_OK || quatrix_client_use_api_key(client, "key") != QUATRIX_OK) {
        return 1;
    }
    return quatrix_profile_get(client, profile);
}
"""

# What a program that makes every call of the two families needs besides them.
AROUND = """quatrix_client_init_sized quatrix_client_deinit quatrix_client_error quatrix_client_session quatrix_client_use_basic
    quatrix_client_use_api_key quatrix_step quatrix_wait quatrix_cancel quatrix_body_read_wait
    quatrix_tls_init_sized quatrix_tls_deinit""".split()


def module_of(source):
    return next(name for name, prefix in MODULES if source.startswith(prefix))


def flash(target=M4):
    """{module: bytes of code and constants}."""
    sizes = {name: 0 for name, _ in MODULES}
    for source, path in objects(target).items():
        text, data, bss = (int(n) for n in run(target.tool("size"), path).splitlines()[1].split()[:3])
        if data or bss:
            raise SystemExit(f"size.py: {source} has data that changes ({data} + {bss} bytes)")
        sizes[module_of(source)] += text
    return sizes


def ram(target=M4):
    """{what: bytes}."""
    listing = run(target.tool("nm"), "-S", compile_text(target, "ram", RAM))
    return {line.split()[3]: int(line.split()[1], 16) for line in listing.splitlines()}


def of_core(pieces):
    """Bytes of core, and the files of core that are there."""
    core = [p for p in pieces if p.archive == "libcore.a"]
    return sum(p.size for p in core), {p.object[:-2].replace("-", "/", 1) for p in core}


def profile_alone():
    """of_core() of the program above."""
    return of_core(link("profile_alone", "-Wl,-e,program", compile_text(M4, "alone", PROFILE_ALONE)))


def of_families(families, but=None, target=M4):
    """Arguments of link() for a program that makes every call of these families, over TLS."""
    symbols = []
    for family in families:
        files, begins = FAMILIES[family]
        found = functions(target, *(objects(target)[file] for file in files.split()))
        symbols += [symbol for symbol in found if re.match(f"quatrix_({begins})", symbol) and symbol != but]
    return ["-Wl,-e,quatrix_step", *(f"-Wl,-u,{symbol}" for symbol in symbols + AROUND)]


@functools.lru_cache(maxsize=None)
def program(name, target=M4):
    """link() for one of PROGRAMS. What its families share counts once."""
    return link(f"program-{name}", *of_families(PROGRAMS[name], target=target), target=target)


def session_and_profile():
    """of_core() of that program."""
    return of_core(program("session-profile"))


def operations():
    """{operation: what a program that makes every call saves without it}."""
    whole = session_and_profile()[0]
    public = {start for family in families().values() for start in family.endpoints}
    both = PROGRAMS["session-profile"]
    names = [symbol[len("-Wl,-u,"):] for symbol in of_families(both) if symbol[len("-Wl,-u,"):] in public]
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        rest = list(pool.map(lambda but: of_core(link(f"without-{but}", *of_families(both, but)))[0], names))
    return {name[len("quatrix_") : -len("_start")]: whole - less for name, less in zip(names, rest)}


def parts(target):
    """{module: bytes} of that program on a target, modules of one folder together, and what it needs of libgcc."""
    pieces = program("session-profile", target)
    found = {}
    for piece in pieces:
        part = "compiler's library" if piece.archive == "libgcc.a" else piece.object.split("-")[0]
        found[part] = found.get(part, 0) + piece.size
    return {part: found[part] for part in ["api", "call", "http", "json", "base", "tls", "compiler's library"] if part in found}


# ---- endpoints


class Family(NamedTuple):
    endpoints: tuple  # their functions
    members: int  # rows of its models


@functools.lru_cache(maxsize=None)
def families():
    """{file of core/src/api: Family}, shared models included. Rows of a model are an array whose name ends in "members"."""
    public = "".join(path.read_text() for path in (ROOT / "core/include/quatrix").glob("*.h"))
    row = ram()["row"]
    found = {}
    for source, path in objects().items():
        if source.startswith("api/"):
            symbols = [line.split() for line in run(M4.tool("nm"), "-S", "--defined-only", path).splitlines()]
            names = [s[3] for s in symbols if s[2:3] == ["T"]]
            starts = tuple(name for name in names if re.fullmatch(r"quatrix_\w+_start", name) and f" {name}(" in public)
            rows = sum(int(s[1], 16) for s in symbols if s[2:3] == ["r"] and re.fullmatch(r"(\w+_)?members(\.\d+)?", s[3]))
            found[source[len("api/") : -len(".c")]] = Family(starts, rows // row)
    return found


def needed(paths):
    """What these objects need of core outside api/."""
    own = {line.split()[-1] for line in run(M4.tool("nm"), "-g", "--defined-only", *paths).splitlines() if len(line.split()) == 3}
    used = {line.split()[-1] for line in run(M4.tool("nm"), "-u", *paths).splitlines() if line.strip().startswith("U ")}
    return sorted(name for name in used - own if name.startswith("quatrix_"))


def endpoint_bytes(names=None):
    """What the endpoints of these families, or of all, add to a program that has all of the engine they use: code, tables
    and strings, as linked."""
    chosen = families() if names is None else {name: families()[name] for name in names}
    engine = needed([path for source, path in objects().items() if source.startswith("api/")])
    around = [f"-Wl,-u,{symbol}" for symbol in AROUND + engine]
    starts = [f"-Wl,-u,{start}" for family in chosen.values() for start in family.endpoints]
    with_them, _ = of_core(link(f"endpoints-{'-'.join(chosen)[:60]}", "-Wl,-e,quatrix_step", *around, *starts))
    return with_them - of_core(link("endpoints-none", "-Wl,-e,quatrix_step", *around))[0]


def endpoint_budget(chosen):
    """40 bytes an endpoint and 20 a member of a model."""
    return sum(40 * len(family.endpoints) + 20 * family.members for family in chosen)


# ---- stack


@functools.lru_cache(maxsize=None)
def call_graph(target=M4):
    texts = {source: path.with_suffix(".ci").read_text() for source, path in objects(target).items()}
    return stack.read(texts, ROOT / "core/src")


def function_of(source, name):
    """Its name in the call graph."""
    return f"{source}:{name}" if f"{source}:{name}" in call_graph() else name


def address_taken():
    """Functions of core of which an object holds the address."""
    found = set()
    for source, path in objects().items():
        symbols = [line.split() for line in run(M4.tool("nm"), "--defined-only", path).splitlines()]
        defined = {symbol[-1] for symbol in symbols if symbol[1] in "tT"}
        entry = r"^[0-9a-f]{8}\s+[0-9a-f]{8}\s+R_ARM_(?:ABS32|THM_MOVW_ABS_NC|MOVW_ABS_NC)\s+[0-9a-f]{8}\s+(\S+)"
        for name in re.findall(entry, run(M4.tool("readelf"), "-rW", path), re.M):
            found |= {function_of(source, name)} if name in defined else {name}
    return found & set(call_graph())


def stack_of(pieces, target=M4):
    """(bytes, path) of the deepest path through what a linked program has of core."""
    sources = {path.name: source for source, path in objects(target).items()}
    graph, present = call_graph(target), set()
    for piece in pieces:
        if piece.archive == "libcore.a" and piece.section.startswith(".text."):
            name = piece.section[len(".text.") :]
            present |= {name, f"{sources[piece.object]}:{name}"} & set(graph)
    return stack.deepest(graph, present)


# ---- the budget

def budget_targets():
    """What size is usually told for, from the least to the most, and the one that runs in QEMU."""
    others = {target.name: target for target in targets()}
    return [others["cortex-m0plus"], others["cortex-m3"], M4, others["rv32imac"]]


def painted_by_family():
    """{family: most bytes of stack any of its operations took}."""
    found = {}
    for name, peak in painted.measured().items():
        fits = [f for f, (_, begins) in FAMILIES.items() if re.match(f"({begins})", name) or re.match(f"{f}(_|$)", name)]
        family = fits[0] if fits else "session"
        found[family] = max(found.get(family, 0), peak)
    return {family: found[family] for family in FAMILIES if family in found}


@functools.lru_cache(maxsize=None)
def figures():
    """{(kind, name): {target: bytes}}, of each kind in the order they are told."""
    found = {}
    for target in budget_targets():
        objects(target)
        with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
            linked = dict(zip(PROGRAMS, pool.map(lambda name: program(name, target), PROGRAMS)))
        core = {name: of_core(pieces)[0] for name, pieces in linked.items()}
        told = {
            **{("module", name): size for name, size in flash(target).items()},
            **{("linked", name): core[name] for name in TOLD},
            **{("adds", name): core[name] - core["none"] for name in FAMILIES},
            **{("saves", name): core["all"] - core[f"all-but-{name}"] for name in FAMILIES},
            **{("stack", name): stack_of(linked[name], target)[0] for name in TOLD},
            **{("ram", name): size for name, size in ram(target).items()},
        }
        if target == painted.target():
            told.update({("painted", name): peak for name, peak in painted_by_family().items()})
        for key, size in told.items():
            found.setdefault(key, {})[target.name] = size
    return {key: found[key] for kind in budget.KINDS for key in found if key[0] == kind}


# ---- the tables


def compiler_of(target):
    return f"{target.compiler} {run(target.compiler, '-dumpfullversion').strip()}"


def core_table(_old):
    sizes, memory = flash(), ram()
    deepest = {name: stack_of(program(name))[0] for name in ("session-profile", "all")}
    measured = max(painted.measured().values())
    lines = [
        f"Cortex-M4, {compiler_of(M4)} `-mthumb -Os`, default sizes, without mbedTLS and the C library.",
        "",
        "| Flash: code and constants | Bytes |",
        "| --- | ---: |",
    ]
    lines += [f"| `core/src/{name}` | {sizes[name]:,} |" for name, _ in MODULES]
    lines += [
        f"| All of core | {sum(sizes.values()):,} |",
        f"| **Linked: every call of session and profile, over TLS** | **{session_and_profile()[0]:,}** |",
        f"| Linked: reading the profile alone, without TLS | {profile_alone()[0]:,} |",
        "",
        "| RAM | Bytes |",
        "| --- | ---: |",
        f"| `struct quatrix_client`, of which {memory['tokens']:,} are JSON tokens | {memory['client']:,} |",
        f"| Work buffer, as a usual account needs it | {WORK:,} |",
        f"| `struct quatrix_profile`, while it is in use | {memory['profile']:,} |",
        f"| **A client that reads the profile** | **{memory['client'] + WORK + memory['profile']:,}** |",
        f"| `struct quatrix_tls`; mbedTLS's heap comes on top | {memory['tls']:,} |",
        f"| Stack, deepest path through core: session and profile | {deepest['session-profile']:,} |",
        f"| The same with every family and policy, transfers included | {deepest['all']:,} |",
        f"| The most that was in use as they ran on a Cortex-M3, its stack painted before | {measured:,} |",
    ]
    return "\n".join(lines)


def operation_table(_old):
    lines = [
        "What a program that makes every call would save without one of them (Cortex-M4):",
        "",
        "| Operation | Bytes |",
        "| --- | ---: |",
    ]
    lines += [f"| `{name}` | {size:,} |" for name, size in operations().items()]
    return "\n".join(lines)


def target_table(_old):
    lines = [
        "Every call of session and profile, over TLS, linked; with the compiler's own library, which has the 64-bit arithmetic:",
        "",
        "| Target | Compiler | Core | Compiler's library | `struct quatrix_client` |",
        "| --- | --- | ---: | ---: | ---: |",
    ]
    for target in targets():
        of = dict(parts(target))
        library = of.pop("compiler's library", 0)
        lines.append(f"| {target.title} | {compiler_of(target)} | {sum(of.values()):,} | {library:,} | {ram(target)['client']:,} |")
    return "\n".join(lines)


# {markers: the table, made with a look at what is there}
TABLES = {"sizes": core_table, "operations": operation_table, "targets": target_table}
if image.profiles():
    TABLES["images"] = image.table


def charts():
    """{file: SVG}."""
    rows = [(target.title, parts(target)) for target in targets()]
    drawn = {CHART: chart.stacked("Flash of core in bytes: every call of session and profile, over TLS", rows)}
    return {**drawn, **(image.charts() if image.profiles() else {})}


def fill(text):
    """A text with the tables between the markers <!-- NAME:begin --> and <!-- NAME:end -->."""
    found = 0
    for name, table in TABLES.items():
        begin, end = f"<!-- {name}:begin -->\n", f"<!-- {name}:end -->"
        if begin in text and end in text:
            before, rest = text.split(begin, 1)
            old, after = rest.split(end, 1)
            text = before + begin + table(old) + "\n" + end + after
            found += 1
    return text if found else None


def committed():
    return budget.parse(budget.FILE.read_text()) if budget.FILE.is_file() else {}


def main(arguments):
    if not arguments:
        print("\n\n".join(table("") for table in TABLES.values()))
        return 0
    if arguments == ["--table"]:
        print(budget.table(committed(), figures()))
        return 0
    if len(arguments) != 2 or arguments[0] not in ("--check", "--update"):
        raise SystemExit(__doc__)
    path = pathlib.Path(arguments[1])
    old = path.read_text() if path.is_file() else ""
    new = fill(old)
    if new is None:
        raise SystemExit(f"size.py: {path} has none of the markers of {', '.join(TABLES)}")
    files = {path: new, budget.FILE: budget.dump(figures()), **charts()}
    if arguments[0] == "--update":
        for file, text in files.items():
            file.write_text(text)
        return 0
    stale = [str(file) for file, text in files.items() if not file.is_file() or file.read_text() != text]
    if stale:
        told = budget.changes(committed(), figures())
        raise SystemExit("\n".join([f"size.py: old: {', '.join(stale)}; run tests/size/size.py --update {path}", *told, "", new]))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
