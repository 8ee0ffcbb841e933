# SPDX-License-Identifier: MIT
"""Background jobs: done at once, or as late as the switch job_delay_ms says. A job still waiting dies with the server."""

import asyncio

from reply import Reply
from state import new_id


def start(call, job):
    """Have job() done; the reply that tells its id."""
    delay = call.switches.job_delay_ms
    if delay:
        asyncio.get_running_loop().call_later(delay / 1000, job)
    else:
        job()
    return Reply(202, {"job_id": new_id()})
