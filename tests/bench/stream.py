# SPDX-License-Identifier: MIT
"""Uploads and downloads: bytes per second of the client's CPU time, and instructions a megabyte. For the time the programs
take turns, again and again; the least of all runs counts: whatever else the machine does only adds to it."""
import os
import statistics

import programs

PROGRAMS = ("ours", "limit", "curl")
BLOCKS = (16384, 1024)
COUNTED = (2, 4)  # megabytes, of which the difference is counted


def turns(names, runs):
    for turn in range(runs):
        yield from names if turn % 2 else reversed(names)


def command(build, server, name, way, block, megabytes):
    return [os.path.join(build, "stream_" + name), way, server.port(), server.ca("ec"), block, megabytes << 20]


def seconds(build, server, megabytes, runs):
    found = {}
    server.add_image(megabytes << 20)
    for way in ("up", "down"):
        for block in BLOCKS:
            micros = {name: [] for name in PROGRAMS}
            for name in turns(PROGRAMS, runs):
                told = programs.run(*command(build, server, name, way, block, megabytes)).split()
                micros[name].append(int(told[0]))
            found[f"{way} {block}"] = {
                name: {"mb_per_cpu_second": megabytes / min(times) * 1e6,
                       "of_limit": min(micros["limit"]) / min(times),
                       "of_limit_by_medians": statistics.median(micros["limit"]) / statistics.median(times)}
                for name, times in micros.items()}
    return found


def instructions(count, build, server):
    """count(command) answers the instructions of a whole program."""
    totals = {}
    for megabytes in COUNTED:
        server.add_image(megabytes << 20)
        for way in ("up", "down"):
            for block in BLOCKS:
                for name in PROGRAMS:
                    totals[way, block, name, megabytes] = count(command(build, server, name, way, block, megabytes))
    few, many = COUNTED
    return {f"{way} {block}": {name: (totals[way, block, name, many] - totals[way, block, name, few]) / (many - few)
                               for name in PROGRAMS} for way in ("up", "down") for block in BLOCKS}
