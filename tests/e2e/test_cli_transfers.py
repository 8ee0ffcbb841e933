# SPDX-License-Identifier: MIT
"""Transfers on the command line that are interrupted: Ctrl-C, signals, kill -9, a server that dies; and their progress bar."""

import hashlib
import os
import re
import signal
import stat
import subprocess

import pytest
from cli_program import FILE, INTERRUPTED, NETWORK, OK, PROGRAM, REFUSED, USAGE, cli, lines, program, wait_until
from transfer import Files, pattern

__all__ = ["cli", "program"]

SIZE = 3 << 20
CHUNK = 256 << 10


@pytest.fixture
def files(server):
    return Files(server)


@pytest.fixture
def folder(tmp_path):
    """Of the local files alone."""
    folder = tmp_path / "local"
    folder.mkdir()
    return folder


def remote(server):
    return {path: one for (owner, path), one in server.all_files().items() if owner == "rosa.lind@example.org"}


def digest(data):
    return hashlib.sha256(data).hexdigest()


def put_args(cli, name, *more):
    return [*cli.key(), "file", "put", str(name), "/", "--chunk-size", str(CHUNK), *more]


def started(cli, *args):
    return subprocess.Popen([PROGRAM, *args], env=cli.environment(), stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                            stderr=subprocess.PIPE, start_new_session=True)


def ended(cli, process):
    out, errors = process.communicate(timeout=30)
    cli.outputs += [out, errors]
    return process.returncode, errors.decode()


def chunks(server):
    """Ranges of the chunks that were sent, in order."""
    return [dict(entry["headers"])["Content-Range"] for entry in server.stats()["log"]
            if entry["target"].startswith("/upload/chunked/")]


def received(server, path="/pump.bin"):
    one = remote(server).get(path)
    return one["size"] if one else -1


def slow_put(cli, skip=3):
    """The server takes a chunk slowly, once so many have arrived: time to interrupt."""
    cli.server.fault("slow_request", path="/upload/chunked/*", bytes=100, interval_ms=20, skip=skip)


def slow_get(cli):
    cli.server.fault("slow", path="/file/download/*", bytes=20000, interval_ms=20)


# ---- put

@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_put_stops_cleanly_and_goes_on(cli, folder, number):
    data = pattern(SIZE)
    name = folder / "pump.bin"
    name.write_bytes(data)
    slow_put(cli)
    process = started(cli, *put_args(cli, name))
    state = folder / "pump.bin.quatrix-upload"
    wait_until(lambda: received(cli.server) >= 3 * CHUNK)
    process.send_signal(number)
    status, errors = ended(cli, process)
    assert status == 128 + number
    assert re.search(r"quatrix: file put: \d+ of 3145728 bytes are done; the same command goes on from there", errors)
    assert stat.S_IMODE(state.stat().st_mode) == 0o600
    cli.server.control(faults=[], clear_stats=True)
    done = cli.json(*put_args(cli, name, "--sha256", "--resume"))
    assert done["sha256"] == digest(data) == remote(cli.server)["/pump.bin"]["sha256"]
    assert chunks(cli.server)[0].startswith(f"bytes {3 * CHUNK}-") and len(chunks(cli.server)) == SIZE // CHUNK - 3
    assert os.listdir(folder) == ["pump.bin"]
    assert len([path for path in remote(cli.server) if path.startswith("/pump")]) == 1


def test_put_goes_on_after_kill_9(cli, folder):
    data = pattern(SIZE)
    name = folder / "pump.bin"
    name.write_bytes(data)
    for skip in (0, 2, 5):
        before = max(0, received(cli.server)) // CHUNK
        slow_put(cli, skip)
        process = started(cli, *put_args(cli, name))
        wait_until(lambda: received(cli.server) >= (before + skip) * CHUNK and cli.server.stats()["faults_fired"])
        process.kill()
        assert ended(cli, process)[0] == -signal.SIGKILL
        cli.server.control(faults=[], clear_stats=True)
    cli.run(*put_args(cli, name))
    assert chunks(cli.server)[0].startswith(f"bytes {7 * CHUNK}-")
    assert remote(cli.server)["/pump.bin"]["sha256"] == digest(data)
    assert os.listdir(folder) == ["pump.bin"]


def test_put_killed_before_it_heard_of_the_file_it_asked_for(cli, folder):
    name = folder / "pump.bin"
    name.write_bytes(pattern(1000))
    cli.server.fault("hang", path="/upload/link")               # the file is made, the answer does not come
    process = started(cli, *put_args(cli, name))
    wait_until(lambda: "/pump.bin" in remote(cli.server))
    process.kill()
    ended(cli, process)
    cli.run(*put_args(cli, name))
    assert remote(cli.server)["/pump.bin"]["sha256"] == digest(pattern(1000))
    assert len([path for path in remote(cli.server) if path.startswith("/pump")]) == 1
    assert os.listdir(folder) == ["pump.bin"]


def test_a_file_that_was_filled_by_somebody_else_is_not_ours(cli, folder, files):
    name = folder / "pump.bin"
    name.write_bytes(pattern(1000))
    cli.server.fault("cut_after", path="/upload/link", perform=False)
    cli.server.control(faults=[{"kind": "hang", "path": "/upload/link"}])
    process = started(cli, *put_args(cli, name))
    wait_until(lambda: "/pump.bin" in remote(cli.server))
    process.kill()
    ended(cli, process)
    opened = files.post("/file/modify", id=remote(cli.server)["/pump.bin"]["id"], truncate=0).doc
    files.chunk(opened["upload_key"], b"theirs", 0, 6)
    files.finalize(opened["upload_key"])
    assert "--overwrite" in cli.fails(REFUSED, *put_args(cli, name))
    assert remote(cli.server)["/pump.bin"]["sha256"] == digest(b"theirs")


def test_put_goes_on_after_the_server_has_died(cli, folder, start_server):
    server = start_server()
    data = pattern(SIZE)
    name = folder / "pump.bin"
    name.write_bytes(data)
    args = [*cli.at(server), "--api-key-file", cli.secret("other.key", server.user("plain")["api_key"]),
            "file", "put", str(name), "/", "--chunk-size", str(CHUNK), "--tries", "0"]
    server.fault("cut_request", path="/upload/chunked/*", bytes=5000, end="die", skip=4)
    assert "of 3145728 bytes are done" in cli.run(*args, expect=NETWORK).stderr
    server.process.wait(5)
    server.restart()
    cli.run(*args)
    assert remote(server)["/pump.bin"]["sha256"] == digest(data)
    assert chunks(server)[0].startswith(f"bytes {4 * CHUNK}-")


def interrupted_put(cli, name, *more, skip=3):
    """In front of a chunk that the server has, but does not say so."""
    cli.server.fault("hang", path="/upload/chunked/*", skip=skip)
    process = started(cli, *put_args(cli, name, *more))
    wait_until(lambda: cli.server.stats()["faults_fired"])
    process.send_signal(signal.SIGINT)
    assert ended(cli, process)[0] == INTERRUPTED
    cli.server.control(faults=[], clear_stats=True)


def test_a_local_file_that_has_changed_begins_anew_in_its_place(cli, folder):
    name = folder / "pump.bin"
    name.write_bytes(pattern(SIZE))
    interrupted_put(cli, name)
    before = remote(cli.server)["/pump.bin"]["id"]
    name.write_bytes(pattern(SIZE, 2))
    assert cli.json(*put_args(cli, name))["id"] == before
    assert remote(cli.server)["/pump.bin"]["sha256"] == digest(pattern(SIZE, 2))
    assert os.listdir(folder) == ["pump.bin"]


def test_a_remote_file_that_is_gone_begins_anew(cli, folder):
    name = folder / "pump.bin"
    name.write_bytes(pattern(SIZE))
    interrupted_put(cli, name)
    cli.run(*cli.key(), "file", "rm", "--permanently", "/pump.bin")
    assert "nothing to resume" in cli.fails(USAGE, *put_args(cli, name, "--resume"))
    cli.run(*put_args(cli, name))
    assert remote(cli.server)["/pump.bin"]["sha256"] == digest(pattern(SIZE))
    assert os.listdir(folder) == ["pump.bin"]


def test_a_state_of_another_upload_is_told_of(cli, folder):
    name = folder / "pump.bin"
    name.write_bytes(pattern(SIZE))
    interrupted_put(cli, name)
    cli.run(*cli.key(), "file", "mkdir", "/other")
    done = cli.run(*cli.key(), "file", "put", str(name), "/other")
    assert "warning" in done.stderr and "is of another upload" in done.stderr
    assert remote(cli.server)["/other/pump.bin"]["sha256"] == digest(pattern(SIZE))


@pytest.mark.parametrize("damage", [b"", b"nonsense", None])
def test_a_damaged_state_is_no_harm(cli, folder, damage):
    name = folder / "pump.bin"
    name.write_bytes(pattern(SIZE))
    interrupted_put(cli, name)
    state = folder / "pump.bin.quatrix-upload"
    if damage is None:                                          # the state proper, at its end
        state.write_bytes(state.read_bytes()[:-60] + bytes(8) + state.read_bytes()[-52:])
        assert "is damaged; the upload begins anew" in cli.run(*put_args(cli, name), noise=True).stderr
    else:
        state.write_bytes(damage)
        assert "--overwrite" in cli.run(*put_args(cli, name), expect=REFUSED).stderr
        cli.run(*put_args(cli, name, "--overwrite"), noise=True)
    assert remote(cli.server)["/pump.bin"]["sha256"] == digest(pattern(SIZE))
    assert os.listdir(folder) == ["pump.bin"]


def test_put_over_a_file_goes_on_as_well(cli, folder, files):
    before = files.put("pump.bin", b"old" * 1000)
    name = folder / "pump.bin"
    name.write_bytes(pattern(SIZE))
    interrupted_put(cli, name, "--overwrite")
    assert cli.json(*put_args(cli, name, "--resume"))["id"] == before       # it is ours to overwrite now
    assert remote(cli.server)["/pump.bin"]["sha256"] == digest(pattern(SIZE))


def test_restart_sends_all_again(cli, folder):
    name = folder / "pump.bin"
    name.write_bytes(pattern(SIZE))
    interrupted_put(cli, name)
    cli.run(*put_args(cli, name, "--restart"))
    assert chunks(cli.server)[0].startswith("bytes 0-")
    assert remote(cli.server)["/pump.bin"]["sha256"] == digest(pattern(SIZE))


def test_a_local_file_that_shrinks_meanwhile(cli, folder):
    name = folder / "pump.bin"
    name.write_bytes(pattern(SIZE))
    cli.server.fault("slow_request", path="/upload/chunked/*", bytes=10000, interval_ms=20, skip=1)
    process = started(cli, *put_args(cli, name))
    wait_until(lambda: cli.server.stats()["faults_fired"])
    os.truncate(name, 1000)                                     # chunks are left to be read
    status, errors = ended(cli, process)
    assert status == FILE and "the file has become shorter while it was read" in errors


def test_two_runs_do_not_share_a_state(cli, folder):
    name = folder / "pump.bin"
    name.write_bytes(pattern(SIZE))
    slow_put(cli)
    process = started(cli, *put_args(cli, name))
    wait_until(lambda: cli.server.stats()["faults_fired"])
    assert "another run of this program is at it" in cli.fails(FILE, *put_args(cli, name))
    process.kill()
    ended(cli, process)


def test_an_expired_upload_key_is_replaced(cli, folder):
    name = folder / "pump.bin"
    name.write_bytes(pattern(SIZE))
    interrupted_put(cli, name)
    cli.server.fault("expire_key", path="/upload/chunked/*")
    cli.run(*put_args(cli, name))
    assert remote(cli.server)["/pump.bin"]["sha256"] == digest(pattern(SIZE))


# ---- get

def interrupted_get(cli, name, number=signal.SIGINT, *more, least=1 << 20):
    slow_get(cli)
    process = started(cli, *cli.key(), "file", "get", "/pump.bin", str(name), *more)
    part = name.parent / (name.name + ".part")
    wait_until(lambda: part.exists() and part.stat().st_size > least)
    process.send_signal(number)
    status, errors = ended(cli, process)
    assert status == (-number if number == signal.SIGKILL else 128 + number)
    assert not name.exists()
    cli.server.control(faults=[], clear_stats=True)
    return errors


def ranges(server):
    return [dict(entry["headers"]).get("Range") for entry in server.stats()["log"] if "/file/download/" in entry["target"]]


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_get_stops_cleanly_and_goes_on(cli, folder, files, number):
    data = pattern(SIZE)
    files.put("pump.bin", data)
    name = folder / "got.bin"
    errors = interrupted_get(cli, name, number)
    done = int(re.search(r"file get: (\d+) of 3145728 bytes are done", errors)[1])
    assert sorted(os.listdir(folder)) == ["got.bin.part", "got.bin.quatrix-part"]
    assert stat.S_IMODE((folder / "got.bin.quatrix-part").stat().st_mode) == 0o600
    shown = cli.json(*cli.key(), "file", "get", "/pump.bin", str(name), "--sha256", "--resume")
    assert ranges(cli.server) == [f"bytes={done}-"]
    assert name.read_bytes() == data and shown["sha256"] == digest(data)
    assert os.listdir(folder) == ["got.bin"]


def test_get_goes_on_after_kill_9(cli, folder, files):
    data = pattern(SIZE)
    files.put("pump.bin", data)
    name = folder / "got.bin"
    interrupted_get(cli, name, signal.SIGKILL, least=(1 << 20) + 100000)
    interrupted_get(cli, name, signal.SIGKILL, least=(2 << 20) + 200000)
    cli.run(*cli.key(), "file", "get", "/pump.bin", str(name))
    first, = ranges(cli.server)
    assert 2 << 20 <= int(first[6:-1]) < SIZE
    assert name.read_bytes() == data and os.listdir(folder) == ["got.bin"]


def test_get_of_a_file_that_has_changed_begins_anew(cli, folder, files):
    one = files.put("pump.bin", pattern(SIZE), mtime="1600000000")
    name = folder / "got.bin"
    interrupted_get(cli, name)
    opened = files.post("/file/modify", id=one, truncate=0).doc
    files.chunk(opened["upload_key"], pattern(SIZE, 2), 0, SIZE)
    files.finalize(opened["upload_key"], "1600000001")
    assert "nothing to resume: the file has changed" in cli.fails(USAGE, *cli.key(), "file", "get", "--resume", "/pump.bin", str(name))
    done = cli.run(*cli.key(), "file", "get", "/pump.bin", str(name))
    assert "or the file has changed; this one begins anew" in done.stderr
    assert name.read_bytes() == pattern(SIZE, 2) and os.listdir(folder) == ["got.bin"]


@pytest.mark.parametrize("fault", [{"kind": "ignore_range"}, {"kind": "etag"}])
def test_get_begins_anew_where_the_server_wants_it(cli, folder, files, fault):
    files.put("pump.bin", pattern(SIZE))
    name = folder / "got.bin"
    interrupted_get(cli, name)
    cli.server.control(faults=[{"path": "/file/download/*", **fault}])
    cli.run(*cli.key(), "file", "get", "/pump.bin", str(name))
    assert name.read_bytes() == pattern(SIZE) and os.listdir(folder) == ["got.bin"]


@pytest.mark.parametrize("lose", ["part", "some of part", "state", "damage"])
def test_parts_that_are_lost_begin_anew(cli, folder, files, lose):
    files.put("pump.bin", pattern(SIZE))
    name, part, state = folder / "got.bin", folder / "got.bin.part", folder / "got.bin.quatrix-part"
    interrupted_get(cli, name)
    if lose == "part":
        part.unlink()
    elif lose == "some of part":
        os.truncate(part, 1000)
    elif lose == "state":
        state.unlink()
    else:
        state.write_bytes(state.read_bytes()[:-60] + bytes(8) + state.read_bytes()[-52:])
    cli.run(*cli.key(), "file", "get", "/pump.bin", str(name), noise=True)
    assert ranges(cli.server) == [None]
    assert name.read_bytes() == pattern(SIZE) and os.listdir(folder) == ["got.bin"]


def test_parts_of_two_files_do_not_mix(cli, folder, files):
    """One is interrupted, another one goes to the same name and is killed, the first one is wanted again."""
    files.put("pump.bin", pattern(SIZE))
    files.put("other.bin", pattern(SIZE, 2))
    name, part = folder / "got.bin", folder / "got.bin.part"
    interrupted_get(cli, name, least=200000)
    slow_get(cli)
    process = started(cli, *cli.key(), "file", "get", "/other.bin", str(name))
    wait_until(lambda: part.stat().st_size > 0 and part.read_bytes()[:100] == pattern(SIZE, 2)[:100])
    process.kill()
    assert "is of another download" in ended(cli, process)[1]
    with open(part, "r+b") as file:                             # as much as the first one had
        file.truncate(SIZE)
    cli.server.control(faults=[])
    cli.run(*cli.key(), "file", "get", "/pump.bin", str(name), noise=True)
    assert name.read_bytes() == pattern(SIZE)


def test_two_runs_do_not_share_a_part(cli, folder, files):
    files.put("pump.bin", pattern(SIZE))
    name = folder / "got.bin"
    slow_get(cli)
    process = started(cli, *cli.key(), "file", "get", "/pump.bin", str(name))
    wait_until(lambda: (folder / "got.bin.part").exists() and (folder / "got.bin.part").stat().st_size > 0)
    assert "another run of this program is at it" in cli.fails(FILE, *cli.key(), "file", "get", "/pump.bin", str(name))
    process.kill()
    ended(cli, process)


def test_a_disk_that_is_full(cli, files):
    files.put("pump.bin", pattern(SIZE))
    with open("/dev/full", "wb") as full:
        done = subprocess.run([PROGRAM, *cli.key(), "file", "cat", "/pump.bin"], env=cli.environment(), stdout=full,
                              stderr=subprocess.PIPE, stdin=subprocess.DEVNULL, start_new_session=True, timeout=30)
    assert (done.returncode, done.stderr) == (FILE, b"quatrix: standard output: No space left on device\n")


# ---- terminals

def test_a_terminal_shows_progress(cli, folder, files):
    name = folder / "pump.bin"
    name.write_bytes(pattern(SIZE))
    with cli.terminal(*put_args(cli, name)) as terminal:
        assert terminal.wait() == OK
        assert "  0 % [" in terminal.text and "100 % [" in terminal.text and "3.1 MB" in terminal.text
        assert "bytes: 3145728" in terminal.text
    slow_get(cli)
    with cli.terminal(*cli.key(), "file", "get", "/pump.bin", str(folder / "got.bin")) as terminal:
        assert terminal.wait() == OK
        shown = re.findall(r"\r +[1-9]\d? % \[#+ +\] +(\d\.\d) MB +(\d+\.\d) ([kM])B/s +(\d+):(\d\d) left", terminal.text)
        assert shown, terminal.text
        for done, rate, unit, minutes, seconds in shown:        # what is left agrees with the rate
            left = (SIZE / 1e6 - float(done)) / (float(rate) / (1 if unit == "M" else 1000))
            assert abs(int(minutes) * 60 + int(seconds) - left) <= 1 + left / 4, shown
        assert re.search(r"100 % \[#+\][^\r]*\r?\n", terminal.text)
    with cli.terminal(*cli.key(), "file", "get", "/", str(folder / "home.zip")) as terminal:     # of unknown length
        assert terminal.wait() == OK
        assert " % [" not in terminal.text and re.search(r"\r +\d\.\d MB", terminal.text)


def test_no_bar_where_there_is_no_terminal_or_nobody_wants_one(cli, folder):
    name = folder / "pump.bin"
    name.write_bytes(pattern(SIZE))
    assert cli.run(*put_args(cli, name)).stderr == ""
    for option in ("--quiet", "-q", "--trace"):
        with cli.terminal(*put_args(cli, name, "--overwrite", option)) as terminal:
            assert terminal.wait() == OK
            assert " % [" not in terminal.text and "\033" not in terminal.text
    with cli.terminal(*put_args(cli, name, "--overwrite"), stdout=subprocess.DEVNULL) as terminal:
        assert terminal.wait() == OK
        assert "100 % [" in terminal.text
    with cli.terminal(*cli.key(), "file", "cat", "/pump.bin", stdout=subprocess.DEVNULL) as terminal:
        assert terminal.wait() == OK
        assert "100 % [" in terminal.text


def test_ctrl_c_at_a_terminal(cli, folder):
    name = folder / "pump.bin"
    name.write_bytes(pattern(SIZE))
    slow_put(cli)
    with cli.terminal(*put_args(cli, name)) as terminal:
        wait_until(lambda: cli.server.stats()["faults_fired"])
        terminal.send("\x03")
        assert terminal.wait() == INTERRUPTED
        assert "the same command goes on from there" in terminal.text
    cli.server.control(faults=[])
    with cli.terminal(*put_args(cli, name)) as terminal:
        assert terminal.wait() == OK
        assert re.search(r"\r 25 % \[", terminal.text)
    assert remote(cli.server)["/pump.bin"]["sha256"] == digest(pattern(SIZE))


def test_a_second_signal_kills_at_once(cli, folder):
    """The first one is held up: the program is stopped while both come in."""
    name = folder / "pump.bin"
    name.write_bytes(pattern(SIZE))
    slow_put(cli)
    process = started(cli, *put_args(cli, name))
    wait_until(lambda: cli.server.stats()["faults_fired"])
    process.send_signal(signal.SIGSTOP)
    process.send_signal(signal.SIGTERM)
    process.send_signal(signal.SIGINT)
    process.send_signal(signal.SIGCONT)
    status, errors = ended(cli, process)
    assert status in (-signal.SIGINT, -signal.SIGTERM) and errors == ""
    cli.server.control(faults=[])
    cli.run(*put_args(cli, name, "--resume"))
    assert remote(cli.server)["/pump.bin"]["sha256"] == digest(pattern(SIZE))


# ---- secrets

def test_no_transfer_shows_a_secret(cli, folder):
    """The fixture looks for tokens in everything printed; here the upload key comes on top."""
    name = folder / "pump.bin"
    name.write_bytes(pattern(100000))
    done = cli.run(*cli.user(), "--trace", "file", "put", str(name), "/", "--chunk-size", "64K")
    key = next(entry["target"].rpartition("/")[2] for entry in cli.server.stats()["log"]
               if entry["target"].startswith("/upload/chunked/"))
    assert lines(done) and key not in done.stderr + done.stdout
    cli.run(*cli.user(), "--trace", "file", "get", "/pump.bin", str(folder / "got"))
