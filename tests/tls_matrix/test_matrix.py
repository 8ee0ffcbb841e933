# SPDX-License-Identifier: MIT
"""Each case of cases.py, against each of its servers: the verdict, what the library says, and what the server has seen."""
import pathlib

import pytest
from cases import CASES
from relay import REQUEST
from run import Run


def runs():
    """Every run. Of mbedTLS 2.28, which knows no TLS 1.3, only against openssl."""
    for case in CASES:
        for server, version in case.runs():
            yield Run(case, server, version, "3.6")
            if server in ("openssl", "raw") and version != "1.3":
                yield Run(case, server, version, "2.28")


def check_nothing_left(outcome):
    """The last connection took nothing of a request to the server: the relay saw no record that could hold any, and the
    server decrypted none."""
    assert outcome.sent[-1:] in ([], [[]]), "a record of data has left"
    assert outcome.requests[-1] == 0, outcome.log


def check_request_seen(outcome):
    """So that what is seen of none means something."""
    assert any(length > REQUEST for length in outcome.sent[-1]), "the relay did not see the request"


@pytest.mark.parametrize("run", list(runs()), ids=str)
def test_the_verdict_is(run, outcomes, checked):
    due, outcome = run.case.expected(run.words()), outcomes(run)
    *before, last = outcome.calls
    assert not outcome.error, outcome.error
    assert [call.status for call in before] == ["OK"] * len(before)
    assert last.status in due.status.split("|") and last.phase in due.phase.split("|"), f"{last}\n{outcome.log}"
    assert last.flags == due.flags, last
    assert any(part in last.reason and bool(part) == bool(last.reason) for part in due.reason.split("|")), last
    assert due.log in outcome.log
    assert last.resumed == due.resumed
    assert due.largest is None or due.largest[0] <= outcome.largest <= due.largest[1]
    if due.verdict == "refuse":
        check_nothing_left(outcome)
        assert last.version == "" and last.handshakes == len(before)
    else:
        check_request_seen(outcome)
    if due.verdict == "accept":
        assert last.bytes == len(due.body)
        assert not run.version or last.version == f"TLSv{run.version}"
        assert sum(outcome.requests) == len(outcome.calls)
    checked.append((run, outcome))


def test_what_a_strict_client_would_refuse_is_told_in_the_readme():
    text = (pathlib.Path(__file__).parent / "README.md").read_text(encoding="utf-8")
    rows = [line.split("|")[1].strip() for line in text.splitlines() if line.startswith("| ")]
    assert [case.name for case in CASES if case.deviation] == [row for row in rows if row in [case.name for case in CASES]]
