# SPDX-License-Identifier: MIT
"""What the archives define and what they need: our names alone, no heap, no stdio, no data that changes."""
import re
import subprocess

import tree

# All of C that core may call; besides, only core/src/tls calls mbedTLS.
LIBC = set("memchr memcmp memcpy memmove memset strchr strcmp strcspn strlen strncmp strpbrk strspn strstr".split())
COMPILER = {"_GLOBAL_OFFSET_TABLE_", "__stack_chk_fail"}
HEAP = set("malloc calloc realloc reallocarray free strdup strndup asprintf vasprintf aligned_alloc posix_memalign "
           "memalign valloc getline getdelim open_memstream".split())  # fmt: skip
UNWANTED = set(
    "printf fprintf sprintf snprintf vprintf vfprintf vsprintf vsnprintf dprintf puts fputs putchar fputc fwrite perror "
    "scanf sscanf strtok strtok_r atoi atol atoll atof strtod strtof strcpy strcat stpcpy gets alloca rand srand "
    "random srandom localtime gmtime asctime ctime exit abort setlocale".split()
)


def nm(archive, *options):
    """(object, symbol type, name) of each line."""
    member = None
    for line in tree.run("nm", *options, archive).splitlines():
        if line.endswith(":"):
            member = line[:-1]
        elif line.strip():
            kind, name = line.split()[-2:]
            yield member, kind, name


def defined(archive):
    return {name for _, _, name in nm(archive, "--defined-only", "--extern-only")}


def undefined(archive):
    """{name: objects that need it}, less what the archive itself defines."""
    own, needed = defined(archive), {}
    for member, _, name in nm(archive, "--undefined-only"):
        if name not in own:
            needed.setdefault(name, set()).add(member)
    return needed


def plain(name):
    """Without the dress of fortification and of C99's scanf: __sprintf_chk, __isoc99_sscanf."""
    return re.sub(r"^__(?:isoc\d+_)?(\w+?)(?:_chk)?$", r"\1", name)


def declared(*paths):
    """Functions and objects with external linkage that C headers declare, by the compiler's own account."""
    names = set()
    for path in paths:
        text = tree.run(
            "gcc", "-std=c99", "-fsyntax-only", "-aux-info", "/dev/stdout", "-I", tree.ROOT / "core/include", "-I",
            tree.ROOT / "core/src", "-isystem", f"{tree.mbedtls_prefix()}/include", "-xc", tree.ROOT / path,
        )  # fmt: skip
        for where, rest in re.findall(r"^/\* (\S+):\d+:\w+ \*/ (.*)$", text, re.M):
            if where.endswith(str(path)) and not rest.startswith("static"):
                names.update(re.findall(r"\b(quatrix_\w+) \(", rest)[:1])
    return names


def public():
    return declared(*tree.c_files("core/include"))


def test_every_global_symbol_begins_with_quatrix(built):
    for archive in (built.core, built.port, built.port_lwip_socket):
        found = defined(archive)
        assert found
        assert {name for name in found if not name.startswith("quatrix_")} == set()


def test_the_archive_defines_every_function_the_public_headers_declare(built):
    assert len(public()) > 20, "the headers were not understood"
    assert public() - defined(built.core) == set()


def test_global_symbols_of_core_that_are_not_public_are_declared_in_core_src(built):
    internal = defined(built.core) - public()
    objects = set(re.findall(r"\bextern\b[^;]*?\b(quatrix_\w+)(?:\[[^\]]*\])?;", "".join(
        tree.without_comments(tree.read(p)) for p in tree.c_files("core") if p.suffix == ".h")))  # fmt: skip
    assert internal - declared(*[p for p in tree.c_files("core/src") if p.suffix == ".h"]) - objects == set()


def test_a_port_defines_what_its_header_declares(built):
    for name, archive in (("posix", built.port), ("lwip_socket", built.port_lwip_socket)):
        header = tree.without_comments(tree.read(f"port/{name}/include/quatrix/{name}.h"))
        found = re.findall(rf"\b(quatrix_{name}_\w+)\(", header)
        assert found and set(found) <= defined(archive)


def test_core_calls_nothing_but_memory_functions_and_mbedtls(built):
    bad = {}
    for name, objects in undefined(built.core).items():
        if name.startswith(("mbedtls_", "psa_")):
            objects = objects - {f"{path.name}.o" for path in tree.c_files("core/src/tls")}
        elif name in LIBC or name in COMPILER:
            objects = set()
        if objects:
            bad[name] = objects
    assert bad == {}


def test_core_and_port_never_allocate(built):
    for archive in (built.core, built.port, built.port_lwip_socket):
        assert {name for name in undefined(archive) if plain(name) in HEAP} == set()


def test_core_and_port_do_without_stdio_and_its_like(built):
    for archive in (built.core, built.port, built.port_lwip_socket):
        assert {name for name in undefined(archive) if plain(name) in UNWANTED} == set()


def test_core_and_the_port_for_lwip_have_no_data_that_changes(built):
    """No section that is writable and not empty; tables of pointers are read-only after relocation."""
    bad = []
    for archive in (built.core, built.port_lwip_socket):
        for line in tree.run("readelf", "-SW", archive).splitlines():
            found = re.match(r"\s*\[ *\d+\] (\S+)\s+\S+\s+\S+ \S+ (\S+) \S+\s+(\w*W\w*)\s", line)
            if found and int(found.group(2), 16) and not found.group(1).startswith(".data.rel.ro"):
                bad.append(line)
    assert bad == []


def test_core_and_port_use_no_floating_point():
    for path in tree.c_files("core", "port"):
        assert not re.search(r"\b(float|double)\b", tree.without_comments(tree.read(path))), path


def test_core_has_no_variable_length_arrays():
    # The library compiles with this warning as well as without.
    for path in tree.sources():
        done = subprocess.run(
            ["gcc", "-std=c99", "-Wvla", "-Werror", "-fsyntax-only", "-Icore/include", "-Icore/src", "-isystem",
             f"{tree.mbedtls_prefix()}/include", path], cwd=tree.ROOT, capture_output=True, text=True)  # fmt: skip
        assert done.returncode == 0, done.stderr
