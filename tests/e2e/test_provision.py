# SPDX-License-Identifier: MIT
"""The provisioning example against the stand-in server: it gets there, whatever happens on the way.

QUATRIX_PROVISION is the program; without it, that of the build folder QUATRIX_BUILD, by default
build/run/gcc.
"""

import base64
import concurrent.futures
import os
import pathlib
import re
import signal
import subprocess

import pytest
from harness import Running, basic
from terminal import Terminal

ROOT = pathlib.Path(__file__).resolve().parents[2]
BUILD = pathlib.Path(os.environ.get("QUATRIX_BUILD") or ROOT / "build" / "run" / "gcc")
PROGRAM = os.environ.get("QUATRIX_PROVISION") or str(BUILD / "examples" / "provision" / "provision")
OPERATOR = str(ROOT / "examples" / "provision" / "operator.sh")

STEPS = 16
NAME, LANGUAGE, SIGNATURE = "Pump 7 – Süd", "de_DE", "Field station \"North\"\nPump 7"
NEW_PASSWORD, PIN = "Kupfer/Birne:82", "Q9-x!"
OPTIONS = ["--name", NAME, "--language", LANGUAGE, "--signature", SIGNATURE]


@pytest.fixture(scope="module", autouse=True)
def program():
    """A missing program is a failure, never a test left out."""
    assert os.access(PROGRAM, os.X_OK), f"{PROGRAM} is not there: build it, or set QUATRIX_PROVISION"


class Device:
    """One device with its store, meant for a user of a server. Every run is searched for secrets."""

    def __init__(self, server, folder, user="plain"):
        self.server, self.user = server, server.user(user)
        self.store = folder / "store"
        self.operator = OPERATOR
        self.secrets = {self.user["password"], NEW_PASSWORD, PIN, self.user["totp_secret"], self.user["pin"]}
        self.environment = {
            **{name: value for name, value in os.environ.items() if not name.startswith("QUATRIX_")},
            "QUATRIX_HOST": "localhost", "QUATRIX_PORT": str(server.port),
            "QUATRIX_CA": os.path.join(server.folder, "ca.pem"),
            "QUATRIX_USER": self.user["email"], "QUATRIX_PASSWORD": self.user["password"],
            "QUATRIX_NEW_PASSWORD": NEW_PASSWORD, "QUATRIX_PIN": PIN,
        }

    def command(self):
        operator = ["--operator", self.operator] if self.operator else []
        return [PROGRAM, "--store", str(self.store), *operator, *OPTIONS]

    def run(self, expect=0):
        """The lines it printed, and what it wrote to standard error."""
        done = subprocess.run(self.command(), env=self.environment, stdin=subprocess.DEVNULL, capture_output=True,
                              start_new_session=True, timeout=60)
        out, err = done.stdout.decode("utf-8"), done.stderr.decode("utf-8")
        self.check_secrets(out + err)
        assert expect in (None, done.returncode), (done.returncode, out, err)
        assert err == "" or done.returncode != 0, err
        return out.splitlines(), err

    def fails(self):
        """The line that says why."""
        out, _ = self.run(expect=1)
        assert out[-1].startswith("failed in step "), out
        return out[-1]

    def kill_after(self, count):
        """Let it print so many lines, then cut the power. False: it was done before."""
        process = subprocess.Popen(self.command(), env=self.environment, stdin=subprocess.DEVNULL,
                                   stdout=subprocess.PIPE, stderr=subprocess.STDOUT, start_new_session=True)
        with process:
            seen = [process.stdout.readline() for _ in range(count)]
            os.killpg(process.pid, signal.SIGKILL)
            self.check_secrets(b"".join(seen).decode())
        return b"memory" not in seen[-1]

    def check_secrets(self, text):
        files = [path for path in self.store.glob("*") if path.is_file() and path.name not in ("email", "2fa.png")]
        kept = {path.read_text().strip() for path in files}
        for secret in (self.secrets | kept) - {""}:
            for form in (secret, base64.b64encode(secret.encode()).decode()):
                assert form not in text, text
        self.secrets |= kept

    def stored(self):
        return {path.name: path.read_text().rstrip("\n") for path in self.store.iterdir()}

    def check_account(self, factors=(), password=NEW_PASSWORD):
        """The account is as it should be: asked by a login of our own."""
        answer = self.server.get("/session/login", headers=basic(self.user["email"], password))
        assert answer.status == (207 if factors else 200)
        if password != self.user["password"]:
            assert self.server.get("/session/login", headers=basic(self.user["email"], self.user["password"])).status == 401
        profile = self.server.get("/profile", headers={"Authorization": "Bearer " + self.user["api_key"]}).doc
        assert [profile[name] for name in ("name", "language", "message_signature")] == [NAME, LANGUAGE, SIGNATURE]
        assert profile["auth_methods"] == list(factors)
        stored = self.stored()
        assert stored["password"] == password and "pending_password" not in stored and "2fa.png" not in stored
        assert ("totp_secret" in stored) == ("2FA" in factors)


@pytest.fixture
def device(server, tmp_path):
    return Device(server, tmp_path)


def steps(lines):
    """{number: what was done} of the lines of a run."""
    found = [re.match(r"\[ ?(\d+)/(\d+)\] (.*)", line) for line in lines]
    return {int(one.group(1)): one.group(3) for one in found if one}


# ---- it works

def test_an_account_is_provisioned(device, server):
    lines, _ = device.run()
    assert list(steps(lines)) == list(range(1, STEPS + 1))
    assert steps(lines)[4] == "settings: set name, language, signature"
    assert steps(lines)[9] == "log in with 2FA: password and 2FA code accepted"
    assert steps(lines)[13] == "log in with PIN: password and PIN accepted"
    assert server.stats()["sessions"] == 0
    device.check_account()


def test_the_memory_used_is_reported(device):
    lines, _ = device.run()
    report = "\n".join(lines[lines.index("memory, in bytes"):])
    sizes = {name.strip(): int(number) for name, number in re.findall(r"^  (\D+?)  +(\d+)", report, re.M)}
    assert {"client", "work buffer", "scenario", "TLS block", "longest header line"} <= set(sizes)
    assert sizes["scenario"] < 2048 and sizes["client"] < 2048
    if "TLS arena" in sizes:
        used = int(re.search(r"TLS arena +\d+ +used (\d+)", report).group(1))
        assert 20000 < used < 131072


def test_run_twice_it_changes_nothing_that_is_as_it_should_be(device, server):
    device.run()
    server.control(clear_stats=True)
    lines, _ = device.run()
    assert steps(lines)[4] == "settings: as wanted already"
    assert steps(lines)[5] == "password: as wanted already"
    assert not {"POST /api/1.0/profile/set", "POST /api/1.0/profile/set-password"} & set(server.stats()["requests"])
    device.check_account()


def test_nothing_is_wished_for_and_nothing_is_set(device, server):
    device.environment.update(QUATRIX_NEW_PASSWORD="", QUATRIX_PIN="")
    lines = subprocess.run(device.command()[:-len(OPTIONS)], env=device.environment, capture_output=True, text=True,
                           check=True).stdout.splitlines()
    assert steps(lines)[5] == "password: kept, the store has no new one"
    assert steps(lines)[10] == "PIN: left out, the store has none"
    assert server.login().status == 200
    assert server.get("/profile", headers=server.key()).doc["name"] == "Rosa Lind"


@pytest.mark.parametrize("user", ["unicode", "admin", "contact", "pin"])
def test_it_works_for_other_users(server, tmp_path, user):
    device = Device(server, tmp_path, user)
    if user == "pin":
        device.environment["QUATRIX_PIN"] = device.user["pin"]
    device.run()
    device.check_account()


@pytest.mark.parametrize("user, left", [("mfa", []), ("forced", ["2FA"])])
def test_a_2fa_that_is_on_is_passed_and_an_imposed_one_stays(server, tmp_path, user, left):
    device = Device(server, tmp_path, user)
    device.store.mkdir()
    (device.store / "totp_secret").write_text(device.user["totp_secret"] + "\n")
    lines, _ = device.run()
    assert steps(lines)[1] == "log in: password and 2FA code accepted"
    assert steps(lines)[6] == "2FA image: not needed, 2FA is on already"
    device.check_account(left)


VARIANTS = [
    *[{"qr_form": form} for form in ("base64", "quoted", "datauri", "png")],
    *[{"session_ids": form} for form in ("array", "string", "null", "absent")],
    *[{"close_own_session": True, "session_ids": form} for form in ("array", "string", "null", "absent")],
    {"keep_token_after_mfa": True}, {"keep_token_after_mfa": "silent"},
    {"set_password_closes": "others"}, {"set_password_closes": "all"},
    {"token_place": "header"}, {"close": True}, {"interim": True}, {"share_types": "letters"},
    {"numbers": "float"}, {"numbers": "exponent"}, {"numbers": "string"},
    {"chunked": True, "chunk_extras": True}, {"chunked": True, "qr_form": "datauri", "chunk_size": 3},
    {"write_size": 5}, {"json_style": "escaped"}, {"json_style": "pretty", "unknown_members": True},
    {"header_case": "upper", "extra_header_bytes": 5000}, {"sparse": "null"}, {"sparse": "absent"},
]


@pytest.mark.parametrize("switches", VARIANTS, ids=lambda switches: "-".join(f"{k}={v}" for k, v in switches.items()))
def test_the_server_may_answer_in_any_way_that_is_documented(device, server, switches):
    server.control(**switches)
    device.run()
    server.control(reset=True)
    device.check_account()


def test_without_an_image_2fa_is_left_out(device, server):
    server.control(qr_form="empty")
    lines, _ = device.run()
    assert steps(lines)[6] == "2FA image: the server sent none, so 2FA is left out"
    assert steps(lines)[13] == "log in with PIN: password and PIN accepted"
    device.check_account()


# ---- it is interrupted, and goes on

@pytest.fixture(scope="module")
def undisturbed(shared_server, tmp_path_factory):
    """Number of lines before the report, and of requests, of a run."""
    shared_server.control(reset=True, restore=True, clear_stats=True)
    lines, _ = Device(shared_server, tmp_path_factory.mktemp("undisturbed")).run()
    return lines.index("memory, in bytes"), shared_server.stats()["total"]


def fresh_devices(server, tmp_path):
    """Devices for the user as it was first. Their operator does not scan the image: it asks the server, since time
    adds up here."""
    operator = tmp_path / "operator"
    secret = 's/.*"totp_pending": "\\([A-Z2-7]\\{1,\\}\\)".*/\\1/p'
    operator.write_text(f"#!/bin/sh\nsed -n '{secret}' '{server.folder}/state.json' >\"$2\"\n")
    operator.chmod(0o755)
    number = 0
    while True:
        server.control(reset=True, restore=True, clear_stats=True)
        folder = tmp_path / str(number)
        folder.mkdir()
        device = Device(server, folder)
        device.operator = str(operator)
        yield device
        number += 1


def test_power_may_fail_after_any_line(server, tmp_path, undisturbed):
    lines, _ = undisturbed
    for count, device in zip(range(1, lines + 1), fresh_devices(server, tmp_path)):
        assert device.kill_after(count)
        device.run()
        device.check_account()


@pytest.mark.parametrize("kind", ["reset", "cut_after"])
def test_any_request_or_its_reply_may_get_lost(server, tmp_path, undisturbed, kind):
    """reset: the server has not acted on it. cut_after: it has, and nobody hears of it."""
    _, requests = undisturbed
    failed = 0
    for skip, device in zip(range(requests), fresh_devices(server, tmp_path)):
        server.fault(kind, skip=skip)
        out, _ = device.run(expect=None)
        server.control(faults=[])
        if out[-1].startswith("failed in step "):
            failed += 1
            device.run()
        device.check_account()
    assert failed > requests / 3            # what may be repeated is, and then nothing fails


def test_a_lost_answer_to_set_password_is_settled_by_the_next_login(device, server):
    server.fault("cut_after", path="/profile/set-password")
    assert "password" in device.fails()
    assert device.stored()["password"] == device.user["password"]
    assert device.stored()["pending_password"] == NEW_PASSWORD
    lines, _ = device.run()
    assert "        a change of password was cut short: trying the new one first" in lines
    assert steps(lines)[5] == "password: as wanted already"
    device.check_account()


def test_a_password_that_was_not_changed_after_all_is_changed_the_next_time(device, server):
    server.fault("reset", path="/profile/set-password")
    device.fails()
    assert device.stored()["pending_password"] == NEW_PASSWORD
    lines, _ = device.run()
    assert steps(lines)[5] == "password: changed"
    device.check_account()


def test_the_operator_may_be_killed_with_the_device(device, tmp_path):
    device.operator = str(tmp_path / "operator")
    pathlib.Path(device.operator).write_text("#!/bin/sh\nkill -9 $PPID\n")
    os.chmod(device.operator, 0o755)
    device.run(expect=-signal.SIGKILL)
    assert (device.store / "2fa.png").stat().st_mode & 0o777 == 0o600
    device.operator = OPERATOR
    device.run()
    device.check_account()


def test_a_session_that_ends_on_the_way_is_begun_anew(device, server):
    for path in ("/profile/info", "/profile/set", "/profile/set-mfa", "/session/keepalive"):
        server.control(restore=True, faults=[{"kind": "status", "status": 401, "code": 14, "path": path}])
        for name in ("password", "pin"):
            (device.store / name).unlink(missing_ok=True)
        lines, _ = device.run()
        assert "        the session is over: logging in again" in lines
        device.check_account()


# ---- it fails, and says why

def test_a_wrong_password(device, server):
    device.environment["QUATRIX_PASSWORD"] = "not the password"
    line = device.fails()
    assert re.match(r"failed in step 1 \(log in\): .*\[E_UNAUTHORIZED, phase body, HTTP 401, server code 14, \".+\"\]$", line)
    assert server.stats()["requests"] == {"GET /api/1.0/session/login": 1}


@pytest.mark.parametrize("status, name", [(500, "E_SERVER"), (403, "E_HTTP"), (429, "E_RATE_LIMITED"), (302, "E_REDIRECT")])
def test_a_refusal_is_told_with_the_words_of_the_server(device, server, status, name):
    server.fault("status", path="/profile/set-password", status=status, code=50, msg="Not \x1b[31mtoday\n\u009b1m")
    line = device.fails()
    assert line.startswith("failed in step 5 (password): ")
    assert f"[{name}, phase body, HTTP {status}" in line
    assert status == 302 or 'server code 50, "Not ?[31mtoday??1m"]' in line
    assert server.stats()["sessions"] == 0
    assert ("pending_password" in device.stored()) == (status in (500, 302))


def test_a_wrong_current_password_is_settled_by_a_new_login(device, server):
    """The store is behind the server: the password was changed from elsewhere after the login."""
    server.control(wrong_password=401)
    server.fault("status", path="/profile/set-password", status=401, code=14, times=2, msg="The current password is wrong")
    assert "E_UNAUTHORIZED" in device.fails()
    assert "pending_password" not in device.stored()


def test_a_server_that_nobody_vouches_for(start_server, tmp_path):
    line = Device(start_server("--flaw", "untrusted"), tmp_path).fails()
    assert re.search(r"\[E_CERT_UNTRUSTED, phase handshake, mbedTLS -0x2700, certificate flags 0x8\]$", line)


def test_nobody_listens(device):
    device.environment["QUATRIX_PORT"] = "1"
    assert "[E_CONNECT, phase connect]" in device.fails()


def test_a_second_factor_nobody_knows_of(server, tmp_path):
    server.control(mfa_code=61)
    assert "E_FACTOR" in Device(server, tmp_path, "mfa").fails()


def test_2fa_is_asked_for_and_the_store_has_no_secret(server, tmp_path):
    line = Device(server, tmp_path, "mfa").fails()
    assert line == "failed in step 1 (log in): the store has no 2FA secret"
    assert server.stats()["sessions"] == 0


@pytest.mark.parametrize("script, why", [
    ("exit 3", "the operator did not read the image"),
    ("true", "the store has no 2FA secret"),
    ("echo 'no base32!' >\"$2\"", "the 2FA secret in the store is not base32"),
])
def test_the_operator_fails(device, server, tmp_path, script, why):
    device.operator = str(tmp_path / "operator")
    pathlib.Path(device.operator).write_text(f"#!/bin/sh\n{script}\n")
    os.chmod(device.operator, 0o755)
    assert device.fails() == f"failed in step 6 (2FA image): {why}"
    assert server.stats()["sessions"] == 0 and not (device.store / "2fa.png").exists()
    device.operator = OPERATOR
    device.run()
    device.check_account()


def test_the_image_is_no_png(device, server):
    server.fault("raw", path="/profile/2fa/generate",
                 text="HTTP/1.1 200 OK\r\nContent-Length: 14\r\nContent-Type: text/plain\r\n\r\nnot base64 at!")
    assert "[E_IMAGE" in device.fails()
    device.run()
    device.check_account()


def test_the_store_cannot_be_written(device):
    device.store.mkdir()
    for name, text in [("email", device.user["email"]), ("password", device.user["password"]),
                       ("new_password", NEW_PASSWORD), ("pin", PIN)]:
        (device.store / name).write_text(text)
    (device.store / "new.part").mkdir()             # in the way, even for root
    out, err = device.run(expect=1)
    assert out[-1] == "failed in step 5 (password): the store could not be written"
    assert err.startswith(f"provision: {device.store}/pending_password: ")
    (device.store / "new.part").rmdir()
    device.run()
    device.check_account()


def test_the_store_of_another_user(device):
    device.run()
    device.environment["QUATRIX_USER"] = "someone.else@example.org"
    _, err = device.run(expect=2)
    assert "is the store of rosa.lind@example.org, not of someone.else@example.org" in err


@pytest.mark.parametrize("change, word", [
    ({"QUATRIX_HOST": ""}, "QUATRIX_HOST is not set"),
    ({"QUATRIX_PORT": "70000"}, "QUATRIX_PORT is '70000'"),
    ({"QUATRIX_CA": "/nowhere/ca.pem"}, "/nowhere/ca.pem: No such file"),
    ({"QUATRIX_HOST": "https://example.org"}, "E_TEXT"),
    ({"QUATRIX_NEW_PASSWORD": "", "QUATRIX_NEW_PASSWORD_FILE": "/nowhere/new"}, "/nowhere/new: No such file"),
    ({"QUATRIX_PIN": "1" * 128}, "QUATRIX_PIN is too long"),
])
def test_wrong_settings_are_named(device, change, word):
    device.environment.update(change)
    out, err = device.run(expect=None)
    assert out == [] and word in err and err.startswith("provision: ") and len(err.splitlines()) == 1


def test_the_secret_is_asked_for_at_the_terminal(device, server):
    device.operator = None
    with Terminal(device.command(), device.environment) as terminal:
        terminal.expect("2FA secret (base32")
        assert not terminal.echoes()
        image = device.store / "2fa.png"
        uri = subprocess.run(["zbarimg", "-q", "--raw", str(image)], capture_output=True, text=True, check=True).stdout
        secret = re.search(r"secret=(\w+)", uri).group(1)
        terminal.send(" ".join(re.findall("....", secret.lower())) + "\n")  # as authenticator apps show it
        assert terminal.wait() == 0 and terminal.echoes()
        assert secret.lower()[:4] not in terminal.text and str(image) in terminal.text
    device.check_account()


def test_the_terminal_echoes_again_after_an_interrupt(device):
    device.operator = None
    with Terminal(device.command(), device.environment) as terminal:
        terminal.expect("2FA secret (base32")
        terminal.send("\x03")
        assert terminal.wait() == -signal.SIGINT and terminal.echoes()


# ---- the operator's script

def draw(folder, content):
    import qrcode
    path = folder / "code.png"
    qrcode.make(content).save(path)
    return path


@pytest.mark.parametrize("content, secret", [
    ("otpauth://totp/Quatrix:a@b.c?secret=JBSWY3DPEHPK3PXP&issuer=Quatrix", "JBSWY3DPEHPK3PXP"),
    ("otpauth://totp/Quatrix:a@b.c?issuer=Quatrix&secret=jbswy3dpehpk3pxp%3D", "jbswy3dpehpk3pxp"),
    ("otpauth://hotp/Quatrix:a@b.c?secret=JBSWY3DPEHPK3PXP&counter=1", None),
    ("otpauth://totp/Quatrix:a@b.c?issuer=Quatrix", None),
    ("https://example.org/?secret=JBSWY3DPEHPK3PXP", None),
])
def test_the_operator_takes_the_secret_out_of_the_image(tmp_path, content, secret):
    target = tmp_path / "secret"
    done = subprocess.run([OPERATOR, str(draw(tmp_path, content)), str(target)], capture_output=True, text=True)
    if secret is None:
        assert done.returncode == 1 and done.stderr.startswith("operator.sh: ") and not target.exists()
    else:
        assert done.returncode == 0, done.stderr
        assert target.read_text() == secret + "\n" and target.stat().st_mode & 0o777 == 0o600


# ---- one-time codes that serve once: the device waits for the next, so this one runs beside the others

@pytest.fixture(scope="module", autouse=True)
def slow_run(tmp_path_factory, program):
    server = Running(tmp_path_factory.mktemp("once"), "--set", "totp_once=true")
    device = Device(server, tmp_path_factory.mktemp("device"))
    with concurrent.futures.ThreadPoolExecutor(1) as pool:
        yield device, pool.submit(device.run)
    server.stop()


def test_a_code_that_was_used_is_not_used_again(slow_run):
    device, run = slow_run
    lines, _ = run.result(60)
    assert steps(lines)[9] == "log in with 2FA: password and 2FA code accepted"
    device.check_account()
    # It is a refusal that makes it wait, unless the time step ended just then.
    waited = [line for line in lines if "the next one comes in" in line]
    assert waited or device.server.stats()["statuses"].get("401", 0) <= 1
