# SPDX-License-Identifier: MIT
"""The fleet example against the stand-in server: killed at every change, every answer lost in turn, nothing twice.

QUATRIX_BUILD is the build folder with the program, by default build/run/gcc.
"""

import concurrent.futures
import os
import pathlib
import re
import resource
import stat
import subprocess
import threading
import time

import pytest
from terminal import Terminal

ROOT = pathlib.Path(__file__).resolve().parents[2]
BUILD = pathlib.Path(os.environ.get("QUATRIX_BUILD") or ROOT / "build" / "run" / "gcc")
PROGRAM = BUILD / "examples" / "fleet" / "fleet"
TRIP = BUILD / "tests" / "e2e_trip.so"

ALL, SOME, USAGE, AGAIN, KILLED = 0, 1, 2, 3, -9
FOUND = "zoe@example.org"  # a user that is there from the beginning


@pytest.fixture(scope="session", autouse=True)
def program():
    """What is missing is a failure, never a test left out."""
    for path in (PROGRAM, TRIP):
        assert path.exists(), f"{path} is not there: build it, or set QUATRIX_BUILD"


class Fleet:
    """A list of devices, and what the program makes of it."""

    def __init__(self, server, folder, emails=()):
        self.server, self.folder = server, folder
        folder.mkdir(exist_ok=True)
        self.csv, self.out = folder / "devices.csv", folder / "out"
        self.before = {}
        self.environment = {
            **{name: value for name, value in os.environ.items() if not name.startswith("QUATRIX_")},
            "QUATRIX_HOST": "localhost", "QUATRIX_PORT": str(server.port),
            "QUATRIX_CA": os.path.join(server.folder, "ca.pem"),
            "QUATRIX_USER": server.user("admin")["email"], "QUATRIX_PASSWORD": server.user("admin")["password"],
        }
        self.devices(*emails)

    def devices(self, *emails):
        self.emails = emails
        self.write("name,email\n" + "".join(f"Device {at},{email}\n" for at, email in enumerate(emails, 1)))
        self.before = {email: {key["id"] for key in self.keys(email)} for email in emails if self.user(email)}

    def write(self, text):
        self.csv.write_bytes(text if isinstance(text, bytes) else text.encode())

    def use_api_key(self):
        del self.environment["QUATRIX_USER"], self.environment["QUATRIX_PASSWORD"]
        self.environment["QUATRIX_API_KEY"] = self.server.user("admin")["api_key"]

    def command(self, *options):
        return [PROGRAM, "--out", self.out, *options, self.csv]

    def run(self, *options, trip=None, **more):
        environment = self.environment
        if trip:
            environment = {**environment, "LD_PRELOAD": str(TRIP), "TRIP_HOW": trip[0], "TRIP_AT": str(trip[1]),
                           "ASAN_OPTIONS": "verify_asan_link_order=0"}
        done = subprocess.run(self.command(*options), env=environment, capture_output=True, text=True, timeout=120, **more)
        self.said, self.complained = done.stdout, done.stderr
        return done.returncode

    def everything(self):
        """Users and keys, but for what a login changes."""
        return [{**user, "last_login": None} for user in self.server.all_users()]

    @property
    def summary(self):
        return next(line for line in self.said.splitlines() if " devices: " in line)

    def numbers(self):
        """Created, found, issued, deleted, skipped, failed."""
        return [int(one) for one in re.findall(r"\d+", self.summary)[1:7]]

    def journal(self):
        return (self.out / "journal").read_text()

    def last_word(self, email):
        """What the journal says last of a device."""
        return [line for line in self.journal().splitlines() if line.split()[1] == email][-1]

    def all_users(self):
        return {user["email"].lower(): user for user in self.server.all_users()}

    def user(self, email):
        return self.all_users().get(email.lower())

    def keys(self, email):
        return self.user(email)["keys"]

    def file(self, email):
        return self.out / email.lower()

    def credentials(self, email):
        return dict(line.split("=", 1) for line in self.file(email).read_text().splitlines())

    def authorizes(self, key):
        answer = self.server.get("/profile", headers={"Authorization": f"Bearer {key}"})
        return answer.doc["email"] if answer.status == 200 else None

    def check_no_secret(self):
        secrets = [key["key"] for user in self.server.all_users() for key in user["keys"]]
        secrets += [user["password"] for user in self.server.all_users() if user["password"]]
        everything = self.said + self.complained + self.journal()
        assert [one for one in secrets if one in everything] == []

    def check_no_lost_keys(self):
        """Every key that the users have beyond those of before is in a file."""
        users = self.all_users()
        for email in self.emails:
            keys = {key["id"] for key in users[email.lower()]["keys"]} if email.lower() in users else set()
            stored = {self.credentials(email)["FLEET_KEY_ID"]} if self.file(email).exists() else set()
            assert keys - self.before.get(email, set()) == stored, email

    def check(self):
        """Each device has one user, one key more than before, and that one in a file for its owner alone."""
        assert stat.S_IMODE(self.out.stat().st_mode) == 0o700
        assert sorted(os.listdir(self.out)) == sorted(["journal", *(email.lower() for email in self.emails)])
        everybody = [user["email"].lower() for user in self.server.all_users()]
        users = self.all_users()
        for email in self.emails:
            assert everybody.count(email.lower()) == 1
            user, held = users[email.lower()], self.credentials(email)
            before = self.before.get(email, set())
            new = [key for key in user["keys"] if key["id"] not in before]
            assert len(user["keys"]) == len(before) + 1 and len(new) == 1, email
            assert (new[0]["id"], new[0]["key"], new[0]["status"]) == (held["FLEET_KEY_ID"], held["QUATRIX_API_KEY"], "A")
            assert held["FLEET_USER_ID"] == user["id"]
            assert (held["QUATRIX_HOST"], held["QUATRIX_PORT"]) == ("localhost", str(self.server.port))
            assert stat.S_IMODE(self.file(email).stat().st_mode) == 0o600
            assert self.authorizes(held["QUATRIX_API_KEY"]).lower() == email.lower()
            assert self.last_word(email) == f"stored {email} {user['id']} {held['FLEET_KEY_ID']}"
        assert stat.S_IMODE((self.out / "journal").stat().st_mode) == 0o600
        self.check_no_secret()


@pytest.fixture
def fleet(server, tmp_path):
    return Fleet(server, tmp_path)


def requests(server):
    return server.stats()["requests"]


def wait_for(server, request, count=1):
    while requests(server).get(request, 0) < count:
        time.sleep(0.02)


# ---- What it is for

def test_fifty_devices_get_users_and_keys(fleet):
    fleet.devices(*(f"pump-{i}@example.org" for i in range(50)))
    assert fleet.run() == ALL, fleet.complained
    assert fleet.numbers() == [50, 0, 50, 0, 0, 0] and fleet.complained == ""
    assert len([line for line in fleet.said.splitlines() if line.endswith("user created, key issued")]) == 50
    fleet.check()


def test_a_second_run_changes_nothing(fleet, server):
    fleet.devices(*(f"pump-{i}@example.org" for i in range(10)), FOUND)
    assert fleet.run() == ALL
    journal, files = fleet.journal(), {path.name: path.read_bytes() for path in fleet.out.iterdir()}
    server.control(clear_stats=True)
    assert fleet.run() == ALL
    assert fleet.numbers() == [0, 0, 0, 0, 11, 0] and fleet.said.count("done before") == 11
    assert set(requests(server)) == {"GET /api/1.0/session/login", "GET /api/1.0/user", "GET /api/1.0/session/logout"}
    assert fleet.journal() == journal and {path.name: path.read_bytes() for path in fleet.out.iterdir()} == files
    fleet.check()


def test_more_devices_come_later(fleet):
    fleet.devices("one@example.org")
    assert fleet.run() == ALL
    fleet.write("name,email\nTwo,two@example.org\nOne,one@example.org\n")
    fleet.emails = ["one@example.org", "two@example.org"]
    assert fleet.run() == ALL and fleet.numbers() == [1, 0, 1, 0, 1, 0]
    fleet.check()


def test_users_that_exist_keep_what_they_have(fleet):
    fleet.devices("ROSA.Lind@Example.org", FOUND)
    before = fleet.all_users()
    assert fleet.run() == ALL
    assert fleet.numbers() == [0, 2, 2, 0, 0, 0]
    assert (fleet.out / "rosa.lind@example.org").exists()
    fleet.check()
    for email in ("rosa.lind@example.org", FOUND):
        old, new = dict(before[email]), dict(fleet.user(email))
        assert all(key in new["keys"] for key in old["keys"])
        assert {**old, "keys": 0} == {**new, "keys": 0}


def test_all_that_the_list_says_of_a_user_reaches_the_server(fleet):
    fleet.write('\ufeffLanguage,E-Mail,Quota,Groups,Device\r\n'
                'de_DE,a@example.org,20G," Field ; Büro & 雪","Pump ""7"", north\r\nof 雪"\r\n'.replace("\r\nof", " of") +
                '\r\n,b@example.org,-1,,Pump 8\r\n,c@example.org,,Everyone,Pump 9')
    fleet.emails = ["a@example.org", "b@example.org", "c@example.org"]
    assert fleet.run() == ALL, fleet.complained
    fleet.check()
    groups = {group["name"]: group["id"]
              for group in fleet.server.get("/user/group", headers=fleet.server.key("admin")).doc}
    a, b, c = (fleet.user(email) for email in fleet.emails)
    assert (a["name"], a["language"], a["quota"]) == ('Pump "7", north of 雪', "de_DE", 20 * 2 ** 30)
    assert a["groups"] == [groups["Field"], groups["Büro & 雪"]]
    assert (b["name"], b["quota"], b["groups"], b["operations"]) == ("Pump 8", -1, [], 3)
    assert c["groups"] == [groups["Everyone"]]


def test_an_api_key_does_as_well(fleet, server):
    fleet.devices("one@example.org", FOUND)
    fleet.use_api_key()
    assert fleet.run() == ALL
    fleet.check()
    assert "GET /api/1.0/session/login" not in requests(server)


def test_a_password_may_come_from_a_file(fleet):
    fleet.devices("one@example.org")
    (fleet.folder / "password").write_text(fleet.environment.pop("QUATRIX_PASSWORD") + "\n")
    fleet.environment["QUATRIX_PASSWORD_FILE"] = str(fleet.folder / "password")
    assert fleet.run() == ALL
    fleet.check()


def test_disabled_users_and_administrators_get_no_key(fleet, server):
    fleet.devices(server.user("disabled")["email"], "one@example.org", server.user("admin")["email"])
    assert fleet.run() == SOME
    assert fleet.numbers() == [1, 0, 1, 0, 0, 2]
    assert "devices.csv:2: tom.weir@example.org: the user is disabled" in fleet.said
    assert "devices.csv:4: nadia.sorel@example.org: the user is an administrator" in fleet.said
    assert sorted(os.listdir(fleet.out)) == ["journal", "one@example.org"]
    assert {key["id"] for key in fleet.keys(fleet.emails[0])} == fleet.before[fleet.emails[0]]


def test_an_address_that_is_taken_but_not_listed(fleet, server):
    fleet.devices(server.user("contact")["email"], "one@example.org")
    assert fleet.run() == SOME
    assert "taken" in fleet.said and fleet.numbers()[:3] == [1, 0, 1]


def test_a_user_made_anew_gets_another_key(fleet, server):
    fleet.devices("one@example.org")
    assert fleet.run() == ALL
    old = fleet.credentials("one@example.org")
    assert server.post("/user/delete", headers=server.key("admin"), doc={"ids": [old["FLEET_USER_ID"]]}).status == 202
    assert fleet.run() == ALL and fleet.numbers()[:3] == [1, 0, 1]
    assert fleet.credentials("one@example.org")["FLEET_USER_ID"] != old["FLEET_USER_ID"]
    fleet.check()


def test_a_file_that_was_moved_away_is_not_made_again(fleet, server):
    fleet.devices("one@example.org", FOUND)
    assert fleet.run() == ALL
    for email in fleet.emails:
        fleet.file(email).rename(fleet.folder / email)
    users = server.all_users()
    assert fleet.run() == ALL and fleet.said.count("not there any more") == 2
    assert [user["keys"] for user in server.all_users()] == [user["keys"] for user in users]
    assert os.listdir(fleet.out) == ["journal"]


def test_reissue_replaces_the_keys_whose_files_are_gone(fleet):
    fleet.devices("one@example.org", FOUND, "two@example.org")
    assert fleet.run() == ALL
    kept = fleet.file("two@example.org").read_bytes()
    old = [fleet.credentials(email)["QUATRIX_API_KEY"] for email in fleet.emails[:2]]
    for email in fleet.emails[:2]:
        fleet.file(email).unlink()
    assert fleet.run("--reissue") == ALL and fleet.numbers() == [0, 2, 2, 2, 1, 0]
    assert [fleet.authorizes(key) for key in old] == [None, None]
    assert fleet.file("two@example.org").read_bytes() == kept
    fleet.check()


def test_a_file_that_was_stored_just_before_it_was_killed(server, tmp_path):
    """The next run knows that it counts; then it may be moved away like any other."""
    for number in range(1, 60):
        fleet = Fleet(server, tmp_path / str(number), [f"just-{number}@example.org"])
        assert fleet.run(trip=("before", number)) == KILLED
        if fleet.file(fleet.emails[0]).exists():
            break
    assert fleet.last_word(fleet.emails[0]).startswith("issue ")
    assert fleet.run() == ALL and fleet.numbers() == [0, 0, 0, 0, 1, 0]
    fleet.check()
    fleet.file(fleet.emails[0]).unlink()
    keys = fleet.keys(fleet.emails[0])
    assert fleet.run() == ALL and fleet.keys(fleet.emails[0]) == keys


def test_a_lost_journal_costs_no_second_key(fleet):
    fleet.devices("one@example.org", FOUND)
    assert fleet.run() == ALL
    (fleet.out / "journal").unlink()
    assert fleet.run() == ALL and fleet.numbers() == [0, 0, 0, 0, 2, 0]
    fleet.check()


# ---- Interrupted: the program is killed

def prepare_two(server, folder, name):
    """A device without a user, and one whose user is there and has a key."""
    emails = [f"{name}-new@example.org", f"{name}-there@example.org"]
    answer = server.post("/user/create", headers=server.key("admin"), doc={"name": "There", "email": emails[1]})
    server.post("/api-key/create", headers=server.key("admin"), doc={"role_id": answer.doc["id"]})
    return Fleet(server, folder / name, emails)


def kill_at_each_change(server, folder, how, earlier=None):
    """Kill it at its first change, its second, ... in a fleet of its own each; then run it again."""
    def one(number):
        fleet = prepare_two(server, folder, f"{how}-{number}")
        if earlier:
            assert fleet.run(trip=earlier) == KILLED
        first = fleet.run(trip=(how, number))
        second = fleet.run()
        return fleet, number, first, second

    results, at = [], 1
    with concurrent.futures.ThreadPoolExecutor(4) as pool:
        while not results or all(first == KILLED for _, _, first, _ in results[-8:]):
            results += pool.map(one, range(at, at + 8))
            at += 8
    for fleet, number, first, second in results:
        assert second == ALL, (number, fleet.said, fleet.complained)
        fleet.check()
    codes = [first for _, _, first, _ in results]
    assert codes == [KILLED] * codes.count(KILLED) + [ALL] * codes.count(ALL)
    return codes.count(KILLED), results


def test_killed_before_every_change_in_turn(server, tmp_path):
    changes, _ = kill_at_each_change(server, tmp_path, "before")
    assert changes > 40


def test_killed_in_the_middle_of_every_write_in_turn(server, tmp_path):
    changes, _ = kill_at_each_change(server, tmp_path, "half")
    assert changes > 20


def test_killed_after_every_request_in_turn(server, tmp_path):
    """The server goes on: its answer is lost."""
    changes, results = kill_at_each_change(server, tmp_path, "after")
    assert changes > 8
    assert sum(fleet.numbers()[3] for fleet, *_ in results) == 2  # a lost key of each user


def test_killed_while_it_cleans_up(server, tmp_path):
    """Before every change of the run that deletes a lost key, of a user that is there."""
    for number in range(1, 30):
        fleet = prepare_two(server, tmp_path, f"lost-{number}")
        assert fleet.run(trip=("after", number)) == KILLED
        before = len(fleet.keys(fleet.emails[1]))
        if before == 2:
            break
    changes, _ = kill_at_each_change(server, tmp_path, "before", earlier=("after", number))
    assert before == 2 and changes > 20


def test_killed_again_and_again_it_comes_to_an_end(server, tmp_path):
    fleet = Fleet(server, tmp_path / "fleet", [f"again-{i}@example.org" for i in range(6)])
    codes = []
    while not codes or codes[-1] == KILLED:
        codes.append(fleet.run(trip=("before", 30)))
        assert len(codes) < 60
    assert len(codes) > 5 and codes[-1] == ALL
    fleet.check()


def test_a_torn_last_line_of_the_journal_does_not_count(fleet):
    fleet.devices("one@example.org")
    assert fleet.run() == ALL
    for torn in (b"issue one@example.org 1234", b"\0" * 100, b"x" * 3000):
        whole = fleet.journal()
        with open(fleet.out / "journal", "ab") as file:
            file.write(torn)
        assert fleet.run() == ALL and fleet.journal() == whole


@pytest.mark.parametrize("damage", ["what is this\n", "stored one@example.org x\n", "issue  \n", "x" * 5000 + "\n", "a\0b\n"])
def test_a_damaged_journal_stops_it_before_anything_is_sent(fleet, server, damage):
    fleet.devices("one@example.org")
    assert fleet.run() == ALL
    with open(fleet.out / "journal", "a") as file:
        file.write(damage + "created one@example.org 1\n")
    server.control(clear_stats=True)
    assert fleet.run() == SOME and "journal" in fleet.complained
    assert requests(server) == {}


def test_the_journal_of_another_server_is_refused(fleet, server):
    fleet.devices("one@example.org")
    assert fleet.run() == ALL
    (fleet.out / "journal").write_text(fleet.journal().replace("localhost", "elsewhere", 1))
    assert fleet.run() == SOME and "another server" in fleet.complained


def test_two_runs_at_once_are_refused(fleet, server):
    fleet.devices("one@example.org")
    server.fault("hang", path="/user")
    with subprocess.Popen(fleet.command(), env=fleet.environment, stdout=subprocess.DEVNULL) as first:
        wait_for(server, "GET /api/1.0/session/login")
        assert fleet.run() == SOME and "in use by another run" in fleet.complained
        first.kill()
    assert fleet.run() == ALL
    fleet.check()


# ---- Interrupted: the disk is full

def test_the_disk_is_full_from_every_change_on_in_turn(server, tmp_path):
    """No key is lost then: one that could not be stored is deleted at once."""
    stopped, number = 0, 0
    while stopped == number:
        number += 1
        fleet = Fleet(server, tmp_path / str(number), [f"full-{number}-{i}@example.org" for i in (1, 2)])
        code = fleet.run(trip=("full", number))
        stopped += code in (SOME, AGAIN)
        if code != ALL:
            assert "No space left" in fleet.said + fleet.complained
            fleet.check_no_lost_keys()
        assert fleet.run() == ALL
        fleet.check()
    assert code == ALL and stopped > 20


@pytest.mark.parametrize("limit", [100, 1500, 2100])
def test_files_may_not_grow(fleet, server, limit):
    """100: not even the journal; 1,500: no room for credentials; 2,100: the journal is full after a few devices."""
    fleet.devices(*(f"pump-{i}@example.org" for i in range(12)))
    code = fleet.run(preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit)))
    assert code == AGAIN and "File too large" in fleet.said
    assert (requests(server).get("POST /api/1.0/api-key/create", 0) > 0) == (limit == 2100)
    fleet.check_no_lost_keys()
    assert fleet.run() == ALL
    fleet.check()


# ---- Interrupted: the network and the server

FAULTS = {
    "lost request": {"kind": "reset"},
    "lost answer": {"kind": "cut_after", "bytes": 0},
    "half an answer": {"kind": "cut_after", "bytes": 20, "of": "body"},
    "500 before": {"kind": "status", "status": 500},
    "502 after": {"kind": "status", "status": 502, "perform": True, "body": "html"},
    "429": {"kind": "status", "status": 429, "retry_after": 1},
    "no JSON": {"kind": "not_json"},
    "session over": {"kind": "drop_session"},
}
LOGIN, USERS, CREATE, KEYS, ISSUE, KEYS2, ISSUE2, LOGOUT = range(8)


@pytest.mark.parametrize("name", FAULTS)
def test_every_request_fails_in_turn(server, tmp_path, name):
    """Whatever goes wrong once, the first run or the next one sets it right."""
    for number in range(8):
        fleet = prepare_two(server, tmp_path, f"{name.replace(' ', '-')}-{number}")
        server.control(faults=[{**FAULTS[name], "skip": number}], clear_stats=True)
        code = fleet.run()
        assert server.stats()["faults_fired"] == 1, number
        if code != ALL:
            hopeless = {"no JSON": (LOGIN, USERS, KEYS, KEYS2), "session over": (LOGIN,)}
            assert number in hopeless.get(name, ()), (number, fleet.said)
            fleet.check_no_lost_keys()
            assert fleet.run() == ALL
        fleet.check()


def test_an_answer_that_is_lost_again_and_again(fleet, server):
    """Four times in a row: the device failed, but no key is left behind; the others are served."""
    fleet.devices("one@example.org", FOUND)
    server.control(faults=[{"kind": "status", "status": 500, "perform": True, "path": "/api-key/create", "times": 4}])
    assert fleet.run() == SOME
    assert fleet.numbers() == [1, 1, 1, 4, 0, 1] and "one@example.org: the key:" in fleet.said
    fleet.check_no_lost_keys()
    assert fleet.run() == ALL
    fleet.check()


def test_a_user_is_created_once_however_often_the_answer_is_lost(fleet, server):
    fleet.devices("one@example.org")
    server.control(faults=[{"kind": "cut_after", "bytes": 0, "path": "/user/create"},
                           {"kind": "cut_after", "bytes": 5, "path": "/user", "times": 2}])
    assert fleet.run() == ALL and fleet.numbers() == [1, 0, 1, 0, 0, 0]
    assert requests(server)["POST /api/1.0/user/create"] == 1
    fleet.check()


def test_a_key_whose_answer_was_lost_is_deleted_before_another_is_issued(fleet, server):
    fleet.devices(FOUND)
    server.fault("cut_after", bytes=0, path="/api-key/create")
    assert fleet.run() == ALL and fleet.numbers() == [0, 1, 1, 1, 0, 0]
    paths = [one["target"].removeprefix("/api/1.0") for one in server.stats()["log"] if "/api-key" in one["target"]]
    kinds = [re.sub(r"[0-9a-f-]{36}", "ID", path) for path in paths]
    assert kinds == ["/api-key/ID", "/api-key/create", "/api-key/ID", "/api-key/delete/ID", "/api-key/ID",
                     "/api-key/create", "/api-key/ID"]
    fleet.check()


def test_a_request_that_arrives_late(fleet, server):
    """The first one was given up, and its key comes while the second one is answered."""
    fleet.devices(FOUND)
    role = {"role_id": fleet.user(FOUND)["id"]}
    server.control(clear_stats=True, faults=[{"kind": "reset", "path": "/api-key/create"},
                                             {"kind": "slow", "path": "/api-key/create", "bytes": 1}])

    def be_late():
        wait_for(server, "POST /api/1.0/api-key/create", 2)
        server.post("/api-key/create", headers=server.key("admin"), doc=role)

    thread = threading.Thread(target=be_late)
    thread.start()
    code = fleet.run()
    thread.join()
    assert code == ALL and fleet.numbers() == [0, 1, 1, 1, 0, 0]
    fleet.check()


@pytest.mark.parametrize("kind", [{"kind": "cut_after", "bytes": 0}, {"kind": "reset"},
                                  {"kind": "status", "status": 429, "retry_after": 1}])
def test_deleting_a_lost_key_may_fail_too(fleet, server, kind):
    fleet.devices(FOUND)
    server.control(faults=[{"kind": "cut_after", "bytes": 0, "path": "/api-key/create"},
                           {**kind, "path": "/api-key/delete/*"}])
    assert fleet.run() == ALL and server.stats()["faults_fired"] == 2
    fleet.check()


def test_somebody_else_creates_the_user_meanwhile(fleet, server):
    """The list of before does not show it; the address is taken, and a second look finds who has it."""
    fleet.devices("one@example.org")
    server.post("/user/create", headers=server.key("admin"), doc={"name": "Faster", "email": "ONE@example.org"})
    server.control(faults=[{"kind": "not_json", "text": "[]", "path": "/user"}])
    assert fleet.run() == ALL and fleet.numbers() == [0, 1, 1, 0, 0, 0]
    assert fleet.user("one@example.org")["name"] == "Faster"
    fleet.check()


def test_keys_of_others_stay(fleet, server):
    """Issued to the same user before and after, and while nothing of ours was under way."""
    fleet.devices(FOUND)
    assert fleet.run() == ALL
    role = {"role_id": fleet.user(FOUND)["id"]}
    theirs = server.post("/api-key/create", headers=server.key("admin"), doc=role).doc["key"]
    assert fleet.run() == ALL
    fleet.file(FOUND).unlink()
    assert fleet.run("--reissue") == ALL
    assert fleet.authorizes(theirs) == FOUND


def test_a_refused_key_leaves_nothing_to_clean_up(fleet, server):
    """A key that somebody issues after a refusal is not taken for a lost one."""
    fleet.devices(FOUND)
    server.fault("status", status=403, path="/api-key/create")
    assert fleet.run() == SOME and "refused" in fleet.journal()
    role = {"role_id": fleet.user(FOUND)["id"]}
    theirs = server.post("/api-key/create", headers=server.key("admin"), doc=role).doc["key"]
    assert fleet.run() == ALL
    assert fleet.authorizes(theirs) == FOUND


def test_the_server_dies_and_comes_back(start_server, tmp_path):
    server = start_server()
    fleet = Fleet(server, tmp_path, [f"pump-{i}@example.org" for i in range(8)])
    server.control(faults=[{"kind": "cut_after", "bytes": 0, "end": "die", "path": "/api-key/create", "skip": 3}])

    def nurse():
        server.process.wait(60)
        server.restart()

    thread = threading.Thread(target=nurse)
    thread.start()
    code = fleet.run()
    thread.join()
    assert code == ALL or (code == AGAIN and fleet.run() == ALL), fleet.said  # how soon it is back is not ours to say
    fleet.check()


@pytest.mark.parametrize("path", ["/user/create", "/api-key/create"])
def test_the_server_stays_away(start_server, tmp_path, path):
    server = start_server()
    fleet = Fleet(server, tmp_path, [f"pump-{i}@example.org" for i in range(4)])
    server.control(faults=[{"kind": "cut_after", "bytes": 0, "end": "die", "path": path, "skip": 1}])
    assert fleet.run() == AGAIN
    assert "2 not tried" in fleet.said
    server.process.wait(10)
    server.restart()
    assert fleet.run() == ALL
    fleet.check()


def test_a_limit_that_is_too_long_to_wait_for_ends_it(fleet, server):
    fleet.devices("one@example.org", "two@example.org")
    server.fault("status", status=429, retry_after=900, path="/user/create", times=-1)
    assert fleet.run() == AGAIN
    assert "come back in 900 s" in fleet.said and "1 not tried" in fleet.said
    assert requests(server)["POST /api/1.0/user/create"] == 1


def test_the_session_ends_in_the_middle(fleet, server):
    fleet.devices(*(f"pump-{i}@example.org" for i in range(6)))
    server.control(faults=[{"kind": "drop_session", "path": "/user/create", "skip": 2},
                           {"kind": "drop_session", "path": "/api-key/create", "skip": 4}])
    assert fleet.run() == ALL
    assert requests(server)["GET /api/1.0/session/login"] == 3
    fleet.check()


def test_a_key_that_is_refused_ends_it(fleet, server):
    fleet.devices("one@example.org", "two@example.org")
    fleet.use_api_key()
    server.fault("status", status=401, path="/user/create")
    assert fleet.run() == AGAIN and "1 not tried" in fleet.said
    assert fleet.run() == ALL
    fleet.check()


def test_a_server_that_does_not_show_the_key(fleet, server):
    """The key is of no use to anybody, so it goes; the device failed."""
    fleet.devices(FOUND)
    server.fault("wrong_type", path="/api-key/create", member="key", value=None)
    assert fleet.run() == SOME and "did not show the key" in fleet.said
    fleet.check_no_lost_keys()
    assert fleet.run() == ALL
    fleet.check()


def test_a_server_that_issues_a_key_of_the_administrator(fleet, server):
    fleet.devices("one@example.org", FOUND)
    server.fault("wrong_type", path="/api-key/create", member="role_id", value=server.user("admin")["id"])
    assert fleet.run() == AGAIN and "for another user" in fleet.said
    fleet.check_no_lost_keys()
    assert os.listdir(fleet.out) == ["journal"]


def test_a_key_that_cannot_be_decoded_is_not_taken_for_anything(fleet, server):
    """Nobody could tell afterwards whether it was there before: no key is issued."""
    fleet.devices(FOUND)
    server.control(list_flaws=[{"at": 0, "kind": "value", "member": "created"}])
    assert fleet.run() == SOME and "one that is not understood" in fleet.said
    assert {key["id"] for key in fleet.keys(FOUND)} == fleet.before[FOUND]
    server.control(list_flaws=[])
    assert fleet.run() == ALL
    fleet.check()


def test_a_user_with_too_many_keys(fleet, server):
    fleet.devices(FOUND)
    for _ in range(64):
        server.post("/api-key/create", headers=server.key("admin"), doc={"role_id": fleet.user(FOUND)["id"]})
    assert fleet.run() == SOME and "too many keys" in fleet.said and len(fleet.keys(FOUND)) == 65


def test_lists_that_show_keys_show_nobody_else(fleet, server):
    server.control(key_secret="always")
    fleet.devices(FOUND)
    server.fault("cut_after", bytes=0, path="/api-key/create")
    assert fleet.run() == ALL
    fleet.check()


# ---- Long lists

def memory_of(fleet, server):
    """Kilobytes at most, of a dry run; looked at while it waits for the answer to its logout."""
    server.control(faults=[{"kind": "hang", "path": "/session/logout"}], clear_stats=True)
    with subprocess.Popen(fleet.command("--dry-run"), env=fleet.environment, stdout=subprocess.PIPE, text=True) as process:
        wait_for(server, "GET /api/1.0/session/logout")
        status = pathlib.Path(f"/proc/{process.pid}/status").read_text()
        process.kill()
        fleet.said = process.stdout.read()
    return int(re.search(r"VmHWM:\s+(\d+) kB", status).group(1))


def test_a_list_of_100_000_users_takes_no_more_memory(fleet, server):
    fleet.devices("Device-000000003@example.org", "device-000099999@EXAMPLE.org", "one@example.org")
    server.control(big_users=10)
    few = memory_of(fleet, server)
    assert fleet.numbers()[:2] == [2, 1]
    server.control(big_users=100_000)
    many = memory_of(fleet, server)
    assert fleet.numbers()[:2] == [1, 2]
    assert many < few + 256


def test_a_user_that_cannot_be_decoded_is_not_created_again(fleet, server):
    fleet.devices("rosa.lind@example.org", "one@example.org")
    server.control(list_flaws=[{"at": 0, "kind": "value", "member": "email", "value": 7}])
    assert fleet.run() == SOME
    assert "taken" in fleet.said and "not understood: 1" in fleet.complained
    server.control(list_flaws=[])
    assert fleet.run() == ALL
    fleet.check()


# ---- Dry run

def test_a_dry_run_only_looks(fleet, server):
    fleet.devices("one@example.org", FOUND)
    users = fleet.everything()
    server.control(clear_stats=True)
    assert fleet.run("--dry-run") == ALL
    assert "would create the user and issue a key" in fleet.said and "would issue a key" in fleet.said
    assert fleet.numbers() == [1, 1, 2, 0, 0, 0]
    assert set(requests(server)) == {"GET /api/1.0/session/login", "GET /api/1.0/user", "GET /api/1.0/session/logout"}
    assert fleet.everything() == users and not fleet.out.exists()


def test_a_dry_run_says_what_is_left_to_do(fleet, server):
    fleet.devices("one@example.org", FOUND)
    assert fleet.run(trip=("after", 8)) == KILLED  # somewhere behind the first device
    before = {path.name: path.read_bytes() for path in fleet.out.iterdir()}
    users = fleet.everything()
    server.control(clear_stats=True)
    assert fleet.run("--dry-run") == ALL
    assert all(one.startswith("GET ") and "delete" not in one for one in requests(server))
    assert fleet.everything() == users and {path.name: path.read_bytes() for path in fleet.out.iterdir()} == before


# ---- The CSV

HEAD = "name,email,groups,quota,language\n"


@pytest.mark.parametrize("text, where", [
    ("", "1: there is no first line"),
    ("\n\r\n", "1: there is no first line"),
    ("name\nPump\n", '1: no column "email"'),
    ("email,name,colour\n", "1: column 3 (colour): an unknown column"),
    ("email,name,E-MAIL\n", "1: column 3 (E-MAIL): the column is there twice"),
    (HEAD + "Pump 1,a@example.org,,\n", "2: column 5: the line ends before this column"),
    (HEAD + "Pump 1,a@example.org,,,,\n", "2: column 6: more columns than the first line has"),
    (HEAD + 'Pump 1,a"@example.org,,,\n', "2: column 2: a quote inside"),
    (HEAD + '"Pump 1"x,a@example.org,,,\n', "2: column 1: text behind the closing quote"),
    (HEAD + 'Pump 1,a@example.org,"x,,\n\n\n', "2: column 3: a quote that is not closed"),
    (HEAD + "Pump\r1,a@example.org,,,\n", "2: column 1: a carriage return without"),
    (HEAD.encode() + b"Pump \xff,a@example.org,,,\n", "2: column 1: not UTF-8"),
    (HEAD.encode() + b"Pump \xc0\xaf,a@example.org,,,\n", "2: column 1: not UTF-8"),
    (HEAD.encode() + b"Pump \xed\xa0\x80,a@example.org,,,\n", "2: column 1: not UTF-8"),
    (HEAD + "Pump\0 1,a@example.org,,,\n", "2: column 1: not UTF-8"),
    ("a," * 40 + "a\n", "1: column 33: too many columns"),
    (HEAD + "Pu,a@example.org,,,\n", "2: column 1 (name): shorter than 3"),
    (HEAD + "雪" * 512 + ",a@example.org,,,\n", "2: column 1 (name): longer than 511"),
    (HEAD + "Pump@1,a@example.org,,,\n", "2: column 1 (name): a name cannot have"),
    (HEAD + '"Pump\n1",a@example.org,,,\n', "2: column 1 (name): a control character"),
    (HEAD + "Pump\x1b1,a@example.org,,,\n", "2: column 1 (name): a control character"),
    (HEAD + "Pump 1,,,,\n", "2: column 2 (email): not an e-mail address"),
    (HEAD + "Pump 1,a.example.org,,,\n", "2: column 2 (email): not an e-mail address"),
    (HEAD + "Pump 1,a@b@example.org,,,\n", "2: column 2 (email): not an e-mail address"),
    (HEAD + "Pump 1,@example.org,,,\n", "2: column 2 (email): not an e-mail address"),
    (HEAD + "Pump 1, a@example.org,,,\n", "2: column 2 (email): a character that"),
    (HEAD + "Pump 1," + "a" * 116 + "@example.org,,,\n", "2: column 2 (email): too long"),
    (HEAD + "Pump 1," + "雪" * 38 + "@example.org,,,\n", "2: column 2 (email): too long"),
    (HEAD + "Pump 1,a@example.org,,x,\n", "2: column 4 (quota): not a number of bytes"),
    (HEAD + "Pump 1,a@example.org,,5X,\n", "2: column 4 (quota): not a number of bytes"),
    (HEAD + "Pump 1,a@example.org,,-2,\n", "2: column 4 (quota): not a number of bytes"),
    (HEAD + "Pump 1,a@example.org,, 7,\n", "2: column 4 (quota): not a number of bytes"),
    (HEAD + "Pump 1,a@example.org,,9000000T,\n", "2: column 4 (quota): too large"),
    (HEAD + "Pump 1,a@example.org,,99999999999999999999,\n", "2: column 4 (quota): not a number of bytes"),
    (HEAD + "Pump 1,a@example.org,,,en GB\n", "2: column 5 (language): not a language"),
    (HEAD + '"Pump ""1""",a@example.org,,,\n"Two\n",b@example.org,,,\n', "3: column 1 (name): a control character"),
    (HEAD + "Pump 1,a@example.org,,,\n\nPump 2,A@Example.org,,,\n", "4: column 2 (email): the same address as in line 2"),
])
def test_bad_lists_are_refused_before_anything_is_sent(fleet, server, text, where):
    fleet.write(text)
    assert fleet.run() == USAGE
    assert f"fleet: {fleet.csv}:{where}" in fleet.complained
    assert requests(server) == {} and not fleet.out.exists()


def test_all_errors_of_a_list_are_said_up_to_a_limit(fleet):
    fleet.write(HEAD + "P,x,,,\n" * 30)
    assert fleet.run() == USAGE
    lines = fleet.complained.splitlines()
    assert len(lines) == 21 and lines[-1].endswith(": 40 more errors")
    assert lines[:3] == [f"fleet: {fleet.csv}:2: column 1 (name): shorter than 3 characters",
                         f"fleet: {fleet.csv}:2: column 2 (email): not an e-mail address",
                         f"fleet: {fleet.csv}:3: column 1 (name): shorter than 3 characters"]


@pytest.mark.parametrize("groups, why", [("Field;Nowhere", "no such group"), (";".join(["Field"] * 17), "more than 16 groups")])
def test_groups_that_do_not_exist_are_refused_before_anything_is_changed(fleet, server, groups, why):
    fleet.write(HEAD + f"Pump 1,a@example.org,Field,,\nPump 2,b@example.org,{groups},,\n")
    assert fleet.run() == USAGE
    assert f"{fleet.csv}:3: column 3 (groups): {why}" in fleet.complained
    assert all(one.startswith("GET ") for one in requests(server))


@pytest.mark.parametrize("text", ["name,email\n", "name,email", "\n\nname,email\r\n\r\n"])
def test_a_list_without_devices(fleet, text):
    fleet.write(text)
    assert fleet.run() == ALL and fleet.summary.startswith("0 devices")


def test_as_many_devices_as_there_can_be(fleet, server):
    lines = [f"Pump {i},pump-{i}@example.org\n" for i in range(65537)]
    fleet.write("name,email\n" + "".join(lines))
    assert fleet.run("--dry-run") == USAGE and f"{fleet.csv}:65538: more than 65536 devices" in fleet.complained
    fleet.write("name,email\n" + "".join(lines[:-1]))
    assert fleet.run("--dry-run") == ALL and fleet.summary.startswith("65536 devices: 65536 users would be created")


def test_odd_addresses_make_harmless_file_names(fleet):
    fleet.write("name,email\nOne,../../x/y@example.org\nTwo,.hidden@example.org\nThree,schnee-雪@example.org\n")
    assert fleet.run() == ALL
    assert sorted(os.listdir(fleet.out)) == ["%2E.%2F..%2Fx%2Fy@example.org", "%2Ehidden@example.org", "journal",
                                             "schnee-%E9%9B%AA@example.org"]
    assert fleet.run() == ALL and fleet.numbers() == [0, 0, 0, 0, 3, 0]


# ---- What people see

def test_a_bar_on_a_terminal_only(fleet, server):
    fleet.devices("one@example.org", server.user("disabled")["email"], FOUND)
    with Terminal(fleet.command(), fleet.environment) as terminal:
        assert terminal.wait() == SOME
        text = terminal.text
    assert "[..............................] 0/3 one@example.org" in text and "[####################..........] 2/3" in text
    assert "failed: the user is disabled" in text and "key issued\r\n" not in text
    assert fleet.run() == SOME
    assert "\r" not in fleet.said and "\x1b" not in fleet.said and "###" not in fleet.said


def test_words_of_the_server_do_not_steer_the_terminal(fleet, server):
    fleet.devices("one@example.org")
    server.fault("status", status=400, code=10, msg="\x1b[31mred\u202ereversed\r\nnew", path="/user/create")
    assert fleet.run() == SOME
    assert "?[31mred?reversed??new" in fleet.said and "\x1b" not in fleet.said


# ---- What is wrong with the call

def test_the_folder_must_be_for_its_owner_alone(fleet, server):
    fleet.devices("one@example.org")
    fleet.out.mkdir(mode=0o755)
    fleet.out.chmod(0o755)
    assert fleet.run() == SOME and "chmod 700" in fleet.complained
    assert requests(server) == {}


def test_a_damaged_file_is_left_alone(fleet):
    fleet.devices("one@example.org", FOUND)
    assert fleet.run() == ALL
    fleet.file(FOUND).write_text("FLEET_EMAIL=somebody@example.org\n")
    assert fleet.run() == SOME and "not understood" in fleet.said
    assert fleet.file(FOUND).read_text() == "FLEET_EMAIL=somebody@example.org\n"


@pytest.mark.parametrize("name, value, code, why", [
    ("QUATRIX_HOST", "", USAGE, "QUATRIX_HOST is not set"),
    ("QUATRIX_PORT", "0", USAGE, "QUATRIX_PORT"),
    ("QUATRIX_CA", "/nowhere", USAGE, "/nowhere"),
    ("QUATRIX_PASSWORD", "", USAGE, "QUATRIX_PASSWORD"),
    ("QUATRIX_PASSWORD", "wrong", USAGE, "E_UNAUTHORIZED"),
    ("QUATRIX_USER", "", USAGE, "QUATRIX_USER"),
    ("QUATRIX_API_KEY", "no such key", USAGE, "QUATRIX_API_KEY"),
])
def test_settings_that_are_wrong(fleet, name, value, code, why):
    fleet.devices("one@example.org")
    fleet.environment[name] = value
    assert fleet.run() == code and why in fleet.complained


def test_a_user_with_a_second_factor_is_told_to_use_a_key(fleet, server):
    fleet.devices("one@example.org")
    fleet.environment["QUATRIX_USER"], fleet.environment["QUATRIX_PASSWORD"] = (
        server.user("mfa")["email"], server.user("mfa")["password"])
    assert fleet.run() == USAGE and "second factor" in fleet.complained


def test_a_user_who_may_not_create_others(fleet, server):
    fleet.devices("one@example.org", "two@example.org")
    fleet.environment["QUATRIX_USER"], fleet.environment["QUATRIX_PASSWORD"] = (
        server.user("plain")["email"], server.user("plain")["password"])
    assert fleet.run() == SOME and fleet.numbers() == [0, 0, 0, 0, 0, 2] and "HTTP 403" in fleet.said


@pytest.mark.parametrize("options", [[], ["--out"], ["--what"], ["--out", "x", "a.csv", "b.csv"], ["--out", "x"]])
def test_a_wrong_command_line_shows_the_usage(fleet, options):
    done = subprocess.run([PROGRAM, *options], env=fleet.environment, capture_output=True, text=True, timeout=60)
    assert done.returncode == USAGE and "usage: fleet" in done.stderr


def test_a_list_that_is_not_there(fleet):
    fleet.csv.unlink()
    assert fleet.run() == USAGE and "No such file" in fleet.complained
