# SPDX-License-Identifier: MIT
"""Includes point one way: api -> call -> {http, json} -> base; tls beside them; ports see port.h alone."""
import re

import pytest
import tree

# What the files of a folder may include, besides their own folder and C's own headers.
# "json" is a folder of core/src, "quatrix/port.h" a public header, "mbedtls/" whatever begins so.
BASICS = ["quatrix/config.h", "quatrix/status.h", "quatrix/model.h", "quatrix/private.h"]
TRANSPORT = ["quatrix/port.h", "quatrix/transport.h"]
TRANSFER = ["quatrix/transfer.h", "quatrix/upload.h", "quatrix/download.h"]
FAMILIES = [f"quatrix/{name}.h" for name in "account api_key check file image languages profile relogin session shared upload_session user".split()]
ALLOWED = {
    "core/src/base": BASICS,
    "core/src/http": BASICS + ["base"],
    "core/src/json": BASICS + ["base", "jsmn.h"],
    "core/src/call": BASICS + TRANSPORT + ["quatrix/client.h", "quatrix/retry.h", "base", "http", "json"],
    "core/src/api": BASICS + FAMILIES + ["quatrix/client.h", "base", "http", "json", "call"],
    "core/src/transfer": BASICS + TRANSFER + ["quatrix/client.h", "base", "http", "json", "call", "api"],
    "core/src/tls": BASICS + TRANSPORT + ["quatrix/tls.h", "quatrix/totp.h", "quatrix/digest.h", "base", "mbedtls/", "psa/"],
}
# Public headers see each other; these must stay small, and mbedTLS stays in tls.h.
PUBLIC = {
    "status.h": [],
    "config.h": [],
    "port.h": ["quatrix/status.h"],
    "transport.h": ["quatrix/port.h"],
    "model.h": BASICS,
    "private.h": BASICS,
    "client.h": BASICS + TRANSPORT,
    "tls.h": BASICS + TRANSPORT + ["mbedtls/"],
    "transfer.h": BASICS + ["quatrix/client.h"],
    "upload.h": BASICS + ["quatrix/transfer.h"],
    "download.h": BASICS + ["quatrix/transfer.h"],
    "digest.h": BASICS + ["quatrix/transfer.h", "mbedtls/"],
    "image.h": BASICS,
    "totp.h": BASICS,
    "shared.h": BASICS,
}
UMBRELLA_LACKS = {"quatrix.h", "private.h", "port.h", "tls.h", "digest.h"}  # port.h comes with transport.h
FAMILY_HEADER = BASICS + ["quatrix/client.h", "quatrix/shared.h"]

# C99 without what needs an operating system or floating point.
C99 = {"limits.h", "stdbool.h", "stddef.h", "stdint.h", "string.h"}


def includes(path):
    """(line number, name, quoted?) of each #include."""
    for number, line in enumerate(tree.read(path).splitlines(), 1):
        found = re.match(r'\s*#\s*include\s*(?:<([^>]+)>|"([^"]+)"|(.*))', line)
        if found:
            assert not found.group(3), f"{path}:{number}: an include that only the preprocessor understands"
            yield number, found.group(1) or found.group(2), found.group(2) is not None


def permits(allowed, name):
    for rule in allowed:
        if name == rule or (rule.endswith("/") and name.startswith(rule)):
            return True
        if "/" not in rule and "." not in rule and name.split("/")[0] == rule:
            return True
    return False


def check(paths, allowed, own_folder=None):
    bad = []
    for path in paths:
        for number, name, quoted in includes(path):
            if quoted:
                inside = own_folder is not None and name.startswith(f"{own_folder}/")
                fine = (inside or permits(allowed, name)) and (tree.ROOT / "core/src" / name).is_file()
            else:
                fine = name in C99 or permits([a for a in allowed if "/" in a or "." in a], name)
            if not fine:
                bad.append(f"{path}:{number}: may not include {name}")
    assert not bad, "\n".join(bad)


@pytest.mark.parametrize("folder", ALLOWED)
def test_a_module_includes_only_what_lies_below_it(folder):
    check(tree.c_files(folder), ALLOWED[folder], folder.rsplit("/", 1)[1])


def test_every_folder_of_core_has_a_rule():
    found = {str(path.parent) for path in tree.c_files("core")}
    assert found - set(ALLOWED) == {"core/include/quatrix"}
    assert "core/src/base" in found, "the list of files is wrong"


def test_public_headers_include_only_each_other():
    for path in tree.c_files("core/include"):
        if path.name != "quatrix.h":
            check([path], PUBLIC.get(path.name, FAMILY_HEADER))


def test_the_umbrella_includes_every_public_header_but_tls():
    found = {name for _, name, _ in includes("core/include/quatrix/quatrix.h")}
    wanted = {f"quatrix/{path.name}" for path in tree.c_files("core/include") if path.name not in UMBRELLA_LACKS}
    assert found == wanted


def port_folders():
    return sorted({"/".join(path.parts[:2]) for path in tree.c_files("port")})


@pytest.mark.parametrize("folder", port_folders())
def test_a_port_includes_of_ours_only_the_port_interface(folder):
    name = folder.split("/")[1]
    own = {path.name for path in tree.c_files(folder)}
    allowed = {"quatrix/port.h", "quatrix/status.h", f"quatrix/{name}.h"}
    bad = []
    for path in tree.c_files(folder):
        for number, include, quoted in includes(path):
            ours = quoted or include.startswith("quatrix/")
            foreign = include.startswith(("mbedtls/", "psa/")) or include == "jsmn.h"
            if foreign or (ours and include not in allowed and not (quoted and include in own)):
                bad.append(f"{path}:{number}: may not include {include}")
    assert not bad, "\n".join(bad)


def test_only_the_json_module_names_jsmn():
    bad = [p for p in tree.c_files("core", "port") if "json" not in p.parts and "jsmn" in tree.without_comments(tree.read(p))]
    assert not bad


def test_only_the_tls_module_names_mbedtls():
    word = re.compile(r"\b(mbedtls|psa)_", re.I)
    bad = [
        str(path)
        for path in tree.c_files("core", "port")
        if "tls" not in path.parts and path.name not in ("tls.h", "digest.h") and word.search(tree.without_comments(tree.read(path)))
    ]
    assert not bad
