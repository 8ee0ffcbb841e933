# SPDX-License-Identifier: MIT
"""stream.py BUILD CERTIFICATES [--megabytes N] [--runs N]

Run both programs of the streaming benchmark, one after the other, again and again, and print a table. The
least CPU time of all runs counts: whatever else the machine does only adds to it."""

import argparse
import os
import statistics
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
PROGRAMS = ("ours", "limit")
BLOCKS = (16384, 1024)


def run(options, port, name, way, block):
    out = subprocess.run([os.path.join(options.build, "stream_" + name), way, str(port),
                          os.path.join(options.certificates, "ca.pem"), str(block), str(options.megabytes << 20)],
                         stdout=subprocess.PIPE, text=True, check=True, timeout=300).stdout.split()
    return int(out[0]), int(out[1])


def measure(options, port, way, block):
    """Microseconds of CPU and real time of each program, run by run, in turns."""
    times = {name: [] for name in PROGRAMS}
    for turn in range(options.runs):
        for name in PROGRAMS if turn % 2 else reversed(PROGRAMS):
            times[name].append(run(options, port, name, way, block))
    return times


def print_row(options, way, block, times):
    cpu = {name: [one[0] for one in times[name]] for name in PROGRAMS}
    best = {name: min(cpu[name]) for name in PROGRAMS}
    speed = {name: options.megabytes / best[name] * 1e6 for name in PROGRAMS}
    middle = statistics.median(cpu["limit"]) / statistics.median(cpu["ours"])
    print(f"| {way}, blocks of {block:,} | {speed['ours']:.0f} | {speed['limit']:.0f} | "
          f"**{best['limit'] / best['ours']:.3f}** | {middle:.3f} |", flush=True)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("build")
    parser.add_argument("certificates", help="folder with ca.pem, server.pem, server.key")
    parser.add_argument("--megabytes", type=int, default=64)
    parser.add_argument("--runs", type=int, default=15)
    options = parser.parse_args()
    server = subprocess.Popen([sys.executable, os.path.join(HERE, "stream_server.py"),
                               os.path.join(options.certificates, "server.pem"),
                               os.path.join(options.certificates, "server.key"), str(options.megabytes << 20)],
                              stdout=subprocess.PIPE, text=True)
    try:
        port = int(server.stdout.readline())
        print("| | ours, MB per CPU second | limit | ours / limit | of the medians |")
        print("| --- | ---: | ---: | ---: | ---: |")
        for way in ("up", "down"):
            for block in BLOCKS:
                print_row(options, way, block, measure(options, port, way, block))
    finally:
        server.kill()
        server.wait()


if __name__ == "__main__":
    main()
