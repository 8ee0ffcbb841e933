# SPDX-License-Identifier: MIT
"""Each case of cases.py, against each of its servers: the verdict, what the library says, and what the server has seen."""
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


def check(run, outcome):
    """Whether a run was as the table says."""
    due = run.case.expected(run.words())
    assert not outcome.error, outcome.error
    *before, last = outcome.calls
    assert [call.status for call in before] == ["OK"] * len(before)
    assert (last.status, last.phase, last.flags) == (due.status, due.phase, due.flags), f"{last}\n{outcome.log}"
    assert due.reason in last.reason and bool(due.reason) == bool(last.reason), last
    assert last.resumed == due.resumed
    if due.verdict == "accept":
        assert last.version == (f"TLSv{run.version}" if run.version else last.version)
        assert last.bytes == len(due.body)
    if due.verdict == "refuse":
        assert outcome.sent[-1:] in ([], [[]]), "something of the request has left"
        assert outcome.requests[-1] == 0 or len(outcome.requests) < 1, outcome.log
        assert last.version == "" and last.handshakes == len(before)
    else:
        assert any(length > REQUEST for length in outcome.sent[-1]), "the relay did not see the request"
    assert sum(outcome.requests) == len(outcome.calls) - (due.verdict == "refuse") or due.verdict == "fail", outcome.log
    assert due.largest[0] <= outcome.largest <= due.largest[1]


@pytest.mark.parametrize("run", list(runs()), ids=str)
def test_the_verdict_is(run, outcomes):
    check(run, outcomes(run))
