# SPDX-License-Identifier: MIT
"""The jobs of test_conditions.py over a cable that loses packets, at random and in both directions."""

import jobs
import pytest


@pytest.mark.parametrize("job", jobs.ALL, ids=lambda job: job.__name__)
@pytest.mark.parametrize("percent", [5, 20, 30])
def test_it_is_done(network, tmp_path, percent, job):
    network.cable.lose(percent)
    job(network, tmp_path, "both.test")
