# SPDX-License-Identifier: MIT
"""The firmware update example against the stand-in server: power fails at every change of the flash in turn.

QUATRIX_BUILD is the build folder with the program, by default build/run/gcc.
"""

import concurrent.futures
import hashlib
import os
import pathlib
import subprocess

import pytest
from harness import Running
from transfer import Files, pattern

ROOT = pathlib.Path(__file__).resolve().parents[2]
BUILD = pathlib.Path(os.environ.get("QUATRIX_BUILD") or ROOT / "build" / "run" / "gcc")
PROGRAM = BUILD / "examples" / "firmware_update" / "firmware_update"

BLOCK = 4096
SLOT = 2 * BLOCK
GOOD, FAILED, USAGE, AGAIN, POWER_LOST = 0, 1, 2, 3, 75
IMAGE = pattern(50_000)
HASH = hashlib.sha256(IMAGE).hexdigest()


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    assert os.access(PROGRAM, os.X_OK), f"{PROGRAM} is not there: build it, or set QUATRIX_BUILD"
    running = Running(tmp_path_factory.mktemp("standin"))
    yield running
    running.stop()


@pytest.fixture(scope="module")
def files(server):
    return Files(server)


@pytest.fixture(scope="module")
def image_id(files):
    return files.put("firmware.bin", IMAGE)


class Device:
    def __init__(self, server, folder, file_id, sha256=HASH):
        self.flash = folder / "flash"
        self.order = ["--file", file_id, "--sha256", sha256]
        self.environment = {
            **{name: value for name, value in os.environ.items() if not name.startswith("QUATRIX_")},
            "QUATRIX_HOST": "localhost", "QUATRIX_PORT": str(server.port),
            "QUATRIX_CA": os.path.join(server.folder, "ca.pem"), "QUATRIX_API_KEY": server.user("plain")["api_key"],
        }

    def run(self, *options):
        done = subprocess.run([PROGRAM, "--flash", self.flash, *self.order, *options], env=self.environment,
                              capture_output=True, text=True, timeout=120)
        assert self.environment["QUATRIX_API_KEY"] not in done.stdout + done.stderr
        self.said = done.stderr
        return done.returncode

    def good(self):
        """What a boot loader would start: (length, hash); None if nothing."""
        done = subprocess.run([PROGRAM, "--flash", self.flash, "--show"], capture_output=True, text=True, timeout=60)
        return (int(done.stdout.split()[0]), done.stdout.split()[1]) if done.returncode == GOOD else None

    def slot(self, length=len(IMAGE)):
        return self.flash.read_bytes()[SLOT:SLOT + length]


@pytest.fixture
def device(server, tmp_path, image_id):
    return Device(server, tmp_path, image_id)


def test_an_image_comes_into_the_slot(device):
    assert device.run() == GOOD
    assert device.slot() == IMAGE and device.good() == (len(IMAGE), HASH)


def test_an_image_that_is_there_is_not_fetched_again(device, server):
    assert device.run() == GOOD
    server.control(clear_stats=True)
    assert device.run() == GOOD
    assert server.stats()["requests"] == {}


def changes():
    """Erasures and programmings of one update: pages, blocks, records of the journal, and its first erasure."""
    pages, blocks = -(-len(IMAGE) // 256), -(-len(IMAGE) // BLOCK)
    return pages + blocks + len(IMAGE) // BLOCK + 1 + 1


def test_power_fails_at_every_change_of_the_flash_in_turn(server, image_id, tmp_path):
    def update(number):
        folder = tmp_path / str(number)
        folder.mkdir()
        device = Device(server, folder, image_id)
        first = device.run("--power-loss", str(number))
        shown = device.good()
        second = device.run()
        return number, first, shown, second, device.slot() == IMAGE, device.good()

    numbers = range(1, changes() + 2)
    with concurrent.futures.ThreadPoolExecutor(4) as pool:
        results = list(pool.map(update, numbers))
    for number, first, shown, second, right, good in results:
        last = number > changes()  # more than there is to do: nothing fails
        assert first == (GOOD if last else POWER_LOST), number
        assert shown == ((len(IMAGE), HASH) if last else None), number
        assert second == GOOD and right and good == (len(IMAGE), HASH), number


def test_power_that_fails_again_and_again_only_delays_it(device):
    codes = [device.run("--power-loss", "40")]
    while codes[-1] == POWER_LOST:
        assert device.good() is None and len(codes) < 40
        codes.append(device.run("--power-loss", "40"))
    assert codes[-1] == GOOD and len(codes) > 5 and device.slot() == IMAGE


def test_the_rest_alone_is_fetched(device, server):
    assert device.run("--power-loss", "150") == POWER_LOST
    server.control(clear_stats=True)
    assert device.run() == GOOD
    assert device.slot() == IMAGE
    ranges = [value for one in server.stats()["log"] for name, value in one["headers"] if name == "Range"]
    assert len(ranges) == 1 and int(ranges[0][len("bytes="):-1]) % BLOCK == 0 and ranges[0] > "bytes=0-"


def test_a_server_without_ranges_sends_it_all_again(device, server):
    assert device.run("--power-loss", "100") == POWER_LOST
    server.control(faults=[{"kind": "ignore_range", "path": "/file/download/*"}])
    assert device.run() == GOOD
    assert device.slot() == IMAGE


def test_power_fails_after_the_server_began_anew(device, server):
    """What the journal told before is of no use then."""
    assert device.run("--power-loss", "150") == POWER_LOST
    server.control(faults=[{"kind": "ignore_range", "path": "/file/download/*"}])
    assert device.run("--power-loss", "30") == POWER_LOST
    server.control(faults=[])
    assert device.run() == GOOD
    assert device.slot() == IMAGE


@pytest.mark.parametrize("where", [1, 4096, 20_000, len(IMAGE) - 1])
def test_a_lost_connection_is_taken_up_again(device, server, where):
    server.control(faults=[{"kind": "cut_after", "bytes": where, "path": "/file/download/*"}])
    assert device.run() == GOOD
    assert device.slot() == IMAGE


def test_a_wrong_hash_is_never_declared_good(device):
    device.order[-1] = "00" * 32
    assert device.run() == FAILED and "hash" in device.said
    assert device.good() is None
    device.order[-1] = HASH
    assert device.run() == GOOD and device.slot() == IMAGE


def test_a_flipped_bit_on_the_way_is_found(device, server):
    server.control(faults=[{"kind": "flip_bit", "at": 12_345, "path": "/file/download/*"}])
    assert device.run() == FAILED
    assert device.good() is None
    assert device.run() == GOOD and device.slot() == IMAGE


def test_a_new_order_makes_the_old_image_void_before_it_is_overwritten(device, files):
    assert device.run() == GOOD
    other = pattern(30_000, 2)
    device.order = ["--file", files.put("other.bin", other), "--sha256", hashlib.sha256(other).hexdigest()]
    assert device.run("--power-loss", "2") == POWER_LOST
    assert device.good() is None
    assert device.run() == GOOD and device.slot(len(other)) == other


def test_an_image_too_large_is_refused(device):
    assert device.run("--blocks", "10") == FAILED and "does not fit" in device.said
    assert device.good() is None


def test_a_file_that_does_not_exist(device):
    device.order[1] = "00000000-0000-4000-8000-000000000000"
    assert device.run() == AGAIN and "E_HTTP" in device.said


def test_a_flash_full_of_nonsense(device):
    device.flash.write_bytes(os.urandom(258 * BLOCK))
    assert device.good() is None
    assert device.run() == GOOD and device.slot() == IMAGE


@pytest.mark.parametrize("options", [["--power-loss", "-1"], ["--blocks", "2"], ["--sha256", "12"], ["--what"], ["more"]])
def test_a_wrong_command_line_shows_the_usage(device, options):
    assert device.run(*options) == USAGE and "usage:" in device.said
