# SPDX-License-Identifier: MIT
"""The sizes in README.md are true, and within what was promised."""
import pathlib
import subprocess
import sys

import size


def test_the_table_in_the_readme_is_up_to_date():
    script = pathlib.Path(size.__file__)
    done = subprocess.run([sys.executable, script, "--check", size.ROOT / "README.md"], text=True, capture_output=True)
    assert done.returncode == 0, done.stderr


def test_core_keeps_its_flash_budget():
    """Whatever the session and profile families need of it, over TLS, without mbedTLS and the C library.
    The goal is 10 KB (README.md, "Limits"); until it is met, this keeps it from growing."""
    linked, used = size.session_and_profile()
    assert {"api/session", "api/profile", "call/call", "tls/tls"} <= used
    assert linked <= 20 * 1024, size.flash()


def test_a_client_that_reads_the_profile_takes_at_most_4_kb_of_ram():
    memory = size.ram()
    assert 0 < memory["client"] + size.WORK + memory["profile"] <= 4 * 1024, memory


def test_core_takes_at_most_1_kb_of_stack():
    deepest, path = size.stack()
    assert 0 < deepest <= 1024, path


def test_a_program_holds_only_the_families_it_uses():
    _, used = size.profile_alone()
    assert "api/profile" in used
    assert {name for name in used if name.startswith(("api/", "tls/"))} == {"api/profile"}
