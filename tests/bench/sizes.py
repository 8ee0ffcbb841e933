# SPDX-License-Identifier: MIT
"""Bytes of core on a Cortex-M4, as tests/size measures them."""
import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "size"))

import size  # noqa: E402 (found through the line above)


def measure():
    ram = size.ram()
    return {
        "flash_session_and_profile": size.session_and_profile()[0],
        "flash_profile_alone": size.profile_alone()[0],
        "ram_client": ram["client"],
        "ram_profile": ram["profile"],
        "ram_work": size.WORK,
        **{f"stack_{name}": size.stack_of(size.program(name))[0] for name in ("session-profile", "all")},
    }
