# SPDX-License-Identifier: MIT
"""Instructions on the Cortex-M3, by QEMU's count: programs of tests/device/ against the stand-in server, and decoding
alone. With -icount shift=0 an instruction takes a nanosecond; what the board sleeps does not count."""
import json
import os
import subprocess
import sys
import tempfile

import document

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
BARE = os.path.join(ROOT, "examples", "bare_metal")
BUILD = os.path.join(ROOT, "build", "bare_metal")
PROFILES = ("small", "any-server")
PER_CYCLE = 40  # of the board's 25 MHz
DECODED = 1000  # times, in m3/decode.c
LISTS = (10, 110)


def run(*command, **more):
    done = subprocess.run(command, check=False, text=True, stdout=subprocess.PIPE, **more)
    if done.returncode != 0:
        sys.exit(f"bench: {' '.join(command)}\n{done.stdout}")
    return done.stdout


def decode():
    build = os.path.join(ROOT, "build", "bench", "m3")
    os.makedirs(build, exist_ok=True)
    path = os.path.join(build, "document.c")
    with open(path, "w", encoding="utf-8") as file:
        text = json.dumps(document.text(), ensure_ascii=False)
        file.write(f"extern const char document[];\nconst char document[] = {text};\n")
    mbedtls = run(os.path.join(ROOT, "tests/tools/mbedtls.sh"), "--source").strip()
    run("cmake", "-S", os.path.join(HERE, "m3"), "-B", build, "-G", "Ninja", f"-DQUATRIX_MBEDTLS_SOURCE={mbedtls}",
        f"-DDOCUMENT={path}")
    run("cmake", "--build", build)
    said = run(os.path.join(BARE, "board", "qemu.sh"), os.path.join(build, "decode.elf"), "-icount", "shift=0")
    return {name: int(cycles) * PER_CYCLE / DECODED for name, cycles in (line.split() for line in said.splitlines())}


def measure():
    for profile in PROFILES:
        run(os.path.join(BARE, "build.sh"), "--tests", profile, "device_tests/lab.elf", stderr=subprocess.STDOUT)
    namespace = ["unshare", "--net", *([] if os.getuid() == 0 else ["--map-root-user"]), "--", "bash", "-c",
                 'ip link set lo up && exec "$@"', "in_own_net"]
    return {"decode": decode(), **json.loads(run(*namespace, sys.executable, os.path.abspath(__file__)))}


# --- in a network namespace of its own, as rig.py wants it


def call(board, command):
    result = board.do(command, 300)
    if result.status != "OK":
        sys.exit(f"bench: {command} on the device: {result}")
    return result.cycles * PER_CYCLE


def calls(rig, server, profile, folder):
    board = rig.Board(os.path.join(BUILD, profile, "device_tests", "lab.elf"), folder,
                      rig.values_for(server, server.port, "admin"), server.folder + "/ca.pem", "-icount", "shift=0")
    try:
        board.until("ready")
        board.start()
        found = {"handshake and login": call(board, "login")}
        call(board, "get")
        found["warm profile"] = call(board, "get")
        call(board, "close")
        found["resumed and profile"] = call(board, "get")
        lists = []
        for length in LISTS:
            server.control(big_users=length, big_members="few")
            lists.append(call(board, "list"))
        found["user of a list"] = (lists[1] - lists[0]) / (LISTS[1] - LISTS[0])
        if board.info()["resumed"] != 1:
            sys.exit("bench: the device has not resumed")
        return found
    finally:
        board.stop()


def main():
    sys.path.insert(0, os.path.join(ROOT, "tests", "device"))
    import rig  # needs the name server's port, which is ours here alone
    from harness import Running
    names = rig.NameServer()
    names.names[rig.HOST] = ["10.0.2.2"]
    found = {}
    with tempfile.TemporaryDirectory() as folder:
        server = Running(os.path.join(folder, "standin"), "--name", rig.HOST, "--tls", "1.2")
        try:
            for profile in PROFILES:
                found[profile] = calls(rig, server, profile, os.path.join(folder, profile))
        finally:
            server.stop()
    print(json.dumps(found))


if __name__ == "__main__":
    main()
