# SPDX-License-Identifier: MIT
"""Uploads and downloads: bytes per second of the client's CPU time. The programs take turns, again and again; the least
time of all runs counts: whatever else the machine does only adds to it."""
import os
import statistics

import programs

PROGRAMS = ("ours", "limit", "curl")
BLOCKS = (16384, 1024)


def turns(names, runs):
    for turn in range(runs):
        yield from names if turn % 2 else reversed(names)


def measure(build, server, megabytes, runs):
    """{"up 1024": {program: {...}}}, ..."""
    found = {}
    for way in ("up", "down"):
        for block in BLOCKS:
            micros = {name: [] for name in PROGRAMS}
            for name in turns(PROGRAMS, runs):
                told = programs.run(os.path.join(build, "stream_" + name), way, server.port(), server.ca("ec"), block,
                                    megabytes << 20).split()
                micros[name].append(int(told[0]))
            found[f"{way} {block}"] = {
                name: {"mb_per_cpu_second": megabytes / min(times) * 1e6,
                       "of_limit": min(micros["limit"]) / min(times),
                       "of_limit_by_medians": statistics.median(micros["limit"]) / statistics.median(times)}
                for name, times in micros.items()}
    return found
