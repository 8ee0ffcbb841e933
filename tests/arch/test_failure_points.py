# SPDX-License-Identifier: MIT
"""Whatever can be started stands among the calls that tests/call/ and tests/transfer/ make fail at every point."""
import tree

from test_symbols import public


def needed(path, *flags):
    """The functions of the library that a file calls, by its object."""
    out = tree.WORK / (path.replace("/", "_") + ".o")
    out.parent.mkdir(parents=True, exist_ok=True)
    # What is not in a table is never used: an error here.
    tree.run("gcc", "-std=c99", "-Wall", "-Wextra", "-Werror", "-c", "-I", tree.ROOT / "core/include", "-I",
             tree.ROOT / "core/src", "-I", tree.ROOT / "tests", *flags, "-o", out, tree.ROOT / path)  # fmt: skip
    return set(tree.run("nm", "--undefined-only", "--format=just-symbols", out).split())


def test_each_operation_has_a_row():
    rows = needed("tests/call/operations.c")
    starts = {name for name in public() if name.endswith("_start")}
    assert len(starts) > 60, "the headers were not understood"
    transfers = {"quatrix_upload_start", "quatrix_download_start"}
    assert starts - transfers == {name for name in rows if name.endswith("_start")}


def test_so_has_each_way_to_begin_a_transfer():
    begun = {name for name in public() if name.startswith(("quatrix_upload_", "quatrix_download_"))
             and name.endswith(("_start", "_resume"))} - needed("tests/call/operations.c")  # fmt: skip
    assert len(begun) == 4 and begun <= needed("tests/transfer/jobs.c")
    runs = {name.removeprefix("quatrix_").replace("_start", "") for name in begun}
    used = needed("tests/transfer/test_points.c")
    assert {f"begin_{run}" if "_" not in run else f"resume_{run.removesuffix('_resume')}" for run in runs} <= used
