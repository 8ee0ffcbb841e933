# SPDX-License-Identifier: MIT
"""What can go wrong with a call, and how the call may end then.

begin(action) lets it go wrong, end() puts it right and says whether it happened, allowed(action, happened) is the set of
statuses it may end with. Where the policies of the client make up for it, that is OK alone.
"""

import signal
import threading

from client import AWAY, NETWORK, OK, TLS
from relay import Trouble
from world import LISTS, READS, TRANSFERS

PATHS = {
    "info": ["/profile/info"], "profile": ["/profile"], "keepalive": ["/session/keepalive"], "users": ["/user"],
    "keys": ["/api-key"], "files": ["/file/metadata/*"], "generate": ["/profile/2fa/generate"], "login": ["/session/login"],
    "logout": ["/session/logout"], "rename": ["/profile/set"], "create-user": ["/user/create"], "edit-user": ["/user/edit"],
    "delete-user": ["/user/delete"], "create-key": ["/api-key/create"], "delete-key": ["/api-key/delete/*"],
    "make-folder": ["/file/makedir"], "erase": ["/file/delete"], "set-pin": ["/profile/set-mfa"],
    "remove-pin": ["/profile/remove-mfa"], "put": ["/upload/link", "/upload/chunked/*", "/upload/finalize/*"],
    "get": ["/file/download-link", "/file/download/*"],
}
RAW = ("generate",)
# 401 may mean a wrong code there, so that nobody logs in again because of it.
CODES = ("set-pin", "remove-pin")
REPEATED = set(READS) - set(RAW)


def json_alone(action):
    """One document, and all of it is read."""
    return action not in (*LISTS, *TRANSFERS, *RAW, "logout", "keepalive")


def in_session(action):
    return action not in ("login", "logout")


class Fault:
    """No fault at all."""

    name = "nothing"

    def __init__(self, network, lot):
        self.network, self.lot = network, lot

    def __str__(self):
        return self.name

    def suits(self, action):
        return True

    def begin(self, action):
        pass

    def end(self):
        return False

    def allowed(self, action, happened):
        return {OK}


class Served(Fault):
    """The server misbehaves once, at a request of the call."""

    def __init__(self, network, lot, kind, ends, suits=None, **arguments):
        super().__init__(network, lot)
        self.kind, self.arguments, self.ends = kind, arguments, ends
        self.suits = suits or self.suits

    def __str__(self):
        return f"{self.kind} {self.arguments} at {self.path}"

    def begin(self, action):
        self.path = self.lot.choice(PATHS[action])
        self.network.server.fault(self.kind, path=self.path, **self.arguments)

    def end(self):
        happened = not self.network.server.control()["faults"]
        self.network.server.control(faults=[])
        return happened

    def allowed(self, action, happened):
        """`ends` where nobody makes up for it."""
        return self.ends(action, self.path) if happened else {OK}


def once(*statuses):
    """A failure that passes: what may be repeated is."""
    def ends(action, path):
        return {OK} if action in REPEATED or path[:8] == "/upload/" and path != "/upload/link" else set(statuses)
    return ends


def refused(action, path):
    """503: nothing was done, so that even an upload may ask for its file again."""
    return {OK} if action == "put" else once("E_SERVER")(action, path)


def always(*statuses):
    return lambda action, path: set(statuses)


def limited(action, path):
    """429 without a time to wait for: a login is not tried again; an upload is, as nothing was done."""
    return {"E_RATE_LIMITED"} if action == "login" else {OK} if action == "put" else once("E_RATE_LIMITED")(action, path)


def silent(action, path):
    """The whole deadline goes by. Transfers alone have another one for the next call."""
    return once("E_TIMEOUT")(action, path) if action in TRANSFERS else {"E_TIMEOUT"}


def ended(action, path):
    """The session."""
    return {"E_UNAUTHORIZED"} if action in CODES else {OK}


def closing(action, path):
    """The next request meets a connection that is gone: a second factor is not proved twice."""
    return {OK} | NETWORK if action == "login" else {OK}


def outdated(action, path):
    """The key of an upload is replaced; a link to download by was made just before, and has no reason to be old."""
    return {"E_HTTP"} if path == "/file/download/*" else {OK}


SERVED = [
    *[("reset", once(*NETWORK), None, {})] * 2,
    *[("cut_after", once(*NETWORK), None, {"bytes": count, "end": end}) for count, end in ((0, "fin"), (30, "fin"), (60, "rst"))],
    *[("status", once("E_SERVER"), None, {"status": status, "body": "html"}) for status in (500, 502, 504)],
    ("status", refused, None, {"status": 503, "body": "html"}),
    ("status", limited, None, {"status": 429}),
    ("hang", silent, None, {}), ("hang", silent, None, {"bytes": 40}),
    ("slow", always(OK), None, {"bytes": 400, "interval_ms": 2}), ("close_after", closing, None, {}),
    ("garbage_after", always(OK), None, {}), ("headers", always(OK), None, {"add": [["X-Long", "x" * 3000]]}),
    ("huge_member", always(OK), json_alone, {"bytes": 5000}),
    ("not_json", always("E_JSON"), json_alone, {}), ("deep_json", always("E_DEPTH"), json_alone, {}),
    ("html", always("E_CONTENT"), json_alone, {"status": 200}), ("redirect", always("E_REDIRECT"), json_alone, {}),
    ("raw", always("E_PROTOCOL"), json_alone, {"text": "SPQR/1.1 200 OK\r\n\r\n"}),
    ("status", always("E_HTTP"), json_alone, {"status": 403, "code": 50}),
    *[("drop_session", ended, in_session, {})] * 3,
    ("expire_key", outdated, lambda action: action in TRANSFERS, {}),
]


class Carried(Fault):
    """The relay does something to the connection, which may be a kept one or a new one."""

    def __init__(self, network, lot, kind):
        super().__init__(network, lot)
        self.kind = kind

    def __str__(self):
        return f"relay: {self.plan}, {'new' if self.anew else 'kept'}"

    def begin(self, action):
        self.anew = self.lot.random() < 0.6
        self.plan = Trouble(self.kind, self.lot.choice(("up", "down")), self.lot.randrange(3000 if self.anew else 600))
        self.before = self.network.relay.fired
        if self.anew:
            self.network.relay.hang_up()
        self.network.relay.trouble(self.plan)

    def end(self):
        self.network.relay.trouble(None)
        return self.network.relay.fired > self.before

    def allowed(self, action, happened):
        if not happened:
            # A call that is not repeated may have begun on the connection that was hung up on.
            return {OK} if action in REPEATED or not self.anew else {OK} | NETWORK
        if self.kind in ("stall", "swallow"):
            return {OK, "E_TIMEOUT"}
        if self.kind in ("garbage", "flip"):
            return {OK, "E_TIMEOUT"} | TLS | NETWORK
        return {OK} if action in REPEATED - set(LISTS) - {"login"} else {OK} | NETWORK


class Paced(Fault):
    """The relay takes its time, or hands on little at once."""

    def __init__(self, network, lot, delay=0.0, piece=0):
        super().__init__(network, lot)
        self.delay, self.piece, self.name = delay, piece, f"relay: delay {delay}, pieces of {piece}"

    def begin(self, action):
        self.network.relay.delay, self.network.relay.piece = self.delay, self.piece

    def end(self):
        self.network.relay.delay, self.network.relay.piece = 0.0, 0
        return True


class Restarted(Fault):
    """The server is killed, or ended in order, and comes back before the call, perhaps with other settings for TLS."""

    SETTINGS = ((), ("--tickets", "0"), ("--tls", "1.2"), ("--tls", "1.3"))

    def __str__(self):
        return f"restart by {self.number} with {self.settings}"

    def begin(self, action):
        server = self.network.server
        self.number = self.lot.choice((signal.SIGKILL, signal.SIGTERM))
        self.settings = self.lot.choice(self.SETTINGS)
        server.options = (*self.network.options, *self.settings)
        server.restart(self.number)

    def end(self):
        return True


class Died(Served):
    """The server is killed while it answers, and comes back meanwhile."""

    def __init__(self, network, lot):
        super().__init__(network, lot, "cut_after", None, bytes=0, end="die")

    def begin(self, action):
        super().begin(action)
        self.over, self.died = threading.Event(), False
        self.watch = threading.Thread(target=self.watch_server)
        self.watch.start()

    def watch_server(self):
        while self.network.server.process.poll() is None and not self.over.wait(0.02):
            pass
        if self.network.server.process.poll() is not None:
            self.bring_back()

    def bring_back(self):
        self.died = True
        self.network.server.process.stdout.close()
        self.network.server.restart()

    def end(self):
        self.over.set()
        self.watch.join()
        try:
            self.network.server.control(faults=[])
        except OSError:         # it is dying only now
            self.network.server.process.wait()
            self.bring_back()
        return self.died

    def allowed(self, action, happened):
        return {OK} | NETWORK | AWAY if happened else {OK}


class Lost(Fault):
    """Packets are, so many of a hundred in each direction."""

    def __init__(self, network, lot, percent):
        super().__init__(network, lot)
        self.percent, self.name = percent, f"{percent} % lost"

    def begin(self, action):
        self.network.cable.lose(self.percent)

    def end(self):
        self.network.cable.lossless()
        return True

    def allowed(self, action, happened):
        return {OK} | AWAY


class Unplugged(Fault):
    """The device's end of the cable is down for a while, or all the time."""

    def __str__(self):
        return f"unplugged for {self.seconds} s"

    def begin(self, action):
        self.seconds = self.lot.choice((0.2, 3))
        self.network.cable.unplug()
        self.timer = threading.Timer(self.seconds, self.network.cable.address)
        self.timer.start()

    def end(self):
        self.timer.join()
        return True

    def allowed(self, action, happened):
        return {OK} | NETWORK | AWAY


class Expired(Fault):
    """The session has been idle for too long."""

    name = "session expired"

    def suits(self, action):
        return action != "login"

    def begin(self, action):
        self.network.server.control(session_life=0.0001)
        self.network.server.stats()     # looks through the sessions
        self.network.server.control(session_life=900)

    def end(self):
        return True

    def allowed(self, action, happened):
        return ended(action, "")


class Faults:
    """All there are."""

    def __init__(self, network, lot):
        self.lot, self.nothing = lot, Fault(network, lot)
        served = [Served(network, lot, kind, ends, suits, **arguments) for kind, ends, suits, arguments in SERVED]
        silent_ones = [Carried(network, lot, kind) for kind in ("stall", "swallow")]        # which take a whole deadline
        carried = [Carried(network, lot, kind) for kind in ("reset", "fin", "half", "garbage", "flip")]
        paced = [Paced(network, lot, delay=0.03), Paced(network, lot, piece=1), Paced(network, lot, piece=100)]
        self.often = [*served, *carried, *carried, *silent_ones, *paced, Expired(network, lot), Expired(network, lot)]
        self.seldom = [Restarted(network, lot), Died(network, lot), Lost(network, lot, 5), Lost(network, lot, 20), Unplugged(network, lot)]

    def each(self):
        return [*self.often, *self.seldom]

    def draw(self):
        chance = self.lot.random()
        if chance < 0.5:
            return self.nothing
        return self.lot.choice(self.often if chance < 0.95 else self.seldom)
