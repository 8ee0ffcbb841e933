# SPDX-License-Identifier: MIT
"""The sizes in README.md are true, and within what was promised."""
import pytest
import size


def test_tables_and_chart_in_the_readme_are_up_to_date():
    size.main(["--check", size.ROOT / "README.md"])  # ends the program when they are not


def test_what_is_not_up_to_date_is_noticed(tmp_path):
    path = tmp_path / "README.md"
    path.write_text("<!-- operations:begin -->\nold\n<!-- operations:end -->\nrest\n")
    with pytest.raises(SystemExit) as error:
        size.main(["--check", path])
    assert "README.md" in str(error.value)
    path.write_text("no markers")
    with pytest.raises(SystemExit):
        size.main(["--check", path])


def test_the_readme_has_every_table():
    text = (size.ROOT / "README.md").read_text()
    for name in size.TABLES:
        assert text.count(f"<!-- {name}:begin -->\n") == text.count(f"<!-- {name}:end -->") == 1, name


def test_every_operation_has_its_price():
    prices = size.operations()
    assert {"session_login", "profile_get", "profile_set_mfa"} <= set(prices)
    assert all(price > 0 for price in prices.values()), prices
    assert sum(prices.values()) < size.session_and_profile()[0]  # what they share is in none


def test_core_keeps_its_flash_budget():
    """Whatever the session and profile families need of it, over TLS, without mbedTLS and the C library.
    The goal is 10 KB (README.md, "Limits"); until it is met, this keeps it from growing."""
    linked, used = size.session_and_profile()
    assert {"api/session", "api/profile", "call/call", "tls/tls"} <= used
    assert linked <= 21 * 1024, size.flash()


def test_a_client_that_reads_the_profile_takes_at_most_4_kb_of_ram():
    memory = size.ram()
    assert 0 < memory["client"] + size.WORK + memory["profile"] <= 4 * 1024, memory


def test_a_program_holds_only_the_families_it_uses():
    _, used = size.profile_alone()
    assert "api/profile" in used
    assert {name for name in used if name.startswith(("api/", "tls/"))} == {"api/profile", "api/short_service"}


def test_a_program_over_tls_holds_no_exports_pins_or_identities_it_does_not_name():
    _, used = size.session_and_profile()
    assert "tls/tls" in used
    assert not used & {"tls/session", "tls/pins", "tls/identity"}
