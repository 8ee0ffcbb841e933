# SPDX-License-Identifier: MIT
"""What the tests of the matrix share. QUATRIX_BUILD is a build with mbedTLS 3.6, QUATRIX_BUILD_228 one with 2.28."""
import concurrent.futures
import os
import pathlib
import sys

import pytest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))

from authority import Authority  # noqa: E402 (found through the line above)
from run import perform  # noqa: E402

BUILDS = {"3.6": "QUATRIX_BUILD", "2.28": "QUATRIX_BUILD_228"}


def client_of(mbedtls):
    """The program client.c."""
    assert os.environ.get(BUILDS[mbedtls]), f"{BUILDS[mbedtls]} does not say where the client is"
    path = pathlib.Path(os.environ[BUILDS[mbedtls]]) / "tests/tls_matrix/tls_matrix_client"
    assert path.is_file(), f"{path} is not there"
    return path


def leave_evidence(counts):
    """For the page of evidence, see tests/evidence/."""
    if os.environ.get("QUATRIX_EVIDENCE"):
        with open(os.environ["QUATRIX_EVIDENCE"], "a", encoding="ascii") as file:
            file.writelines(f"{key}\t{count}\n" for key, count in counts.items())


@pytest.fixture(scope="session")
def checked():
    """(run, outcome) of those that were as they should be."""
    found = []
    yield found
    leave_evidence({
        "tls/cases": len({run.case.name for run, _ in found}),
        "tls/handshakes": sum(len(outcome.sent) for _, outcome in found),
        "tls/refused": sum(run.case.expected(run.words()).verdict == "refuse" for run, _ in found),
    })


@pytest.fixture(scope="session")
def outcomes(request, tmp_path_factory):
    """outcomes(run): its Outcome. All that was selected is begun at once, as many at a time as there are processors."""
    authority = Authority(tmp_path_factory.mktemp("authority"))
    runs = [item.callspec.params["run"] for item in request.session.items if "run" in getattr(item, "fixturenames", ())]
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        begun = {str(run): pool.submit(perform, run, authority, client_of(run.mbedtls)) for run in runs}
        yield lambda run: begun[str(run)].result()
        for future in begun.values():
            future.cancel()
