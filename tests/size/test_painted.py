# SPDX-License-Identifier: MIT
"""What core really takes of a stack, and that the bound is one."""
import painted
import pytest
import size

M3 = painted.target()
MEASURED = size.painted_by_family()


@pytest.mark.parametrize("family", MEASURED)
def test_no_operation_takes_more_than_the_bound(family):
    """Each ran with all policies linked, but with those in use that are named: only the bound of all covers these."""
    policy = family in ("retry", "relogin", "trace")
    bound, path = size.stack_of(size.program("all" if policy else family, M3), M3)
    assert bound // 3 < MEASURED[family] <= bound, path


def test_every_family_ran():
    assert set(MEASURED) == set(size.FAMILIES) - {"totp", "tls-options"}
    assert len(painted.measured()) > 60


def test_no_operation_takes_more_than_600_bytes():
    assert max(painted.measured().values()) <= 600, painted.measured()
