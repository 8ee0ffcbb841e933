# SPDX-License-Identifier: MIT
"""What endpoints cost, over all families of core/src/api, and that a program carries none but those it uses."""
import re

import pytest
import size

FAMILIES = size.families()
STARTS = [(name, start) for name, family in FAMILIES.items() for start in family.endpoints]
SHARED = {f"api/{name}" for name, family in FAMILIES.items() if not family.endpoints}  # models and checks of several
LEAST = ["quatrix_client_init_sized", "quatrix_step"]


def test_rows_and_endpoints_are_all_found():
    """By the symbols of the objects there are no fewer rows than by the sources, where macros of a file hide some."""
    text = "".join((size.ROOT / "core/src/api" / f"{name}.c").read_text() for name in FAMILIES)
    rows = re.findall(r"^\s*(?:\[\w+\] =\s+)?(?:JSON_(?!MODEL_OF|MODEL_NEEDS|COUNT)\w+|ROW)\(", text, re.M)
    assert sum(family.members for family in FAMILIES.values()) >= len(rows) > 150
    endpoints = re.findall(r"^quatrix_\w+_start\(|^enum quatrix_status\s+(quatrix_\w+_start)\(", text, re.M)
    assert len(STARTS) == len(endpoints) - text.count("quatrix_factor_start(struct") > 30


def test_endpoints_keep_their_budget():
    cost, budget = size.endpoint_bytes(), size.endpoint_budget(FAMILIES.values())
    assert 0 < cost <= budget, {
        name: (len(family.endpoints), family.members, size.endpoint_bytes([name])) for name, family in FAMILIES.items() if family.endpoints
    }


def carried(start, collect):
    """Files of core/src/api, and public functions of theirs, in a program that makes this call."""
    name = f"one-{start}-{'gc' if collect else 'all'}"
    pieces = size.link(name, "-Wl,-e,quatrix_step", *(f"-Wl,-u,{symbol}" for symbol in [*LEAST, start]), collect=collect)
    symbols = size.run(size.M4.tool("nm"), "--defined-only", size.M4.folder / f"{name}.elf").split()
    return {file for file in size.of_core(pieces)[1] if file.startswith("api/")}, {s for _, s in STARTS} & set(symbols)


@pytest.mark.parametrize("family, start", STARTS, ids=[start for _, start in STARTS])
def test_a_program_carries_no_other_family(family, start):
    files, starts = carried(start, collect=True)
    assert f"api/{family}" in files and files <= {f"api/{family}"} | SHARED
    assert starts == {start}
    files, starts = carried(start, collect=False)
    assert f"api/{family}" in files and files <= {f"api/{family}"} | SHARED
    assert starts == set(FAMILIES[family].endpoints)


def test_what_is_shared_is_carried_where_it_is_used_alone():
    assert carried("quatrix_check_ping_start", collect=False)[0] == {"api/check"}
    assert carried("quatrix_languages_list_start", collect=False)[0] == {"api/languages"}
    assert carried("quatrix_api_key_list_start", collect=True)[0] == {"api/api_key"}
    assert carried("quatrix_api_key_list_start", collect=False)[0] == {"api/api_key", "api/id_reply"}
    assert carried("quatrix_user_delete_start", collect=True)[0] == {"api/user", "api/job"}
    assert carried("quatrix_profile_get_start", collect=True)[0] == {"api/profile", "api/short_service"}
