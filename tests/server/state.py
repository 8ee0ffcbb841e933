# SPDX-License-Identifier: MIT
"""What the server remembers: the account, its users, their sessions and API keys, kept as JSON in a folder."""

import copy
import dataclasses
import json
import os
import secrets
import time
import uuid

import totp


def new_id():
    return str(uuid.uuid4())


def write_atomically(path, doc):
    """Replace a JSON file so that a reader sees the old or the new text, never a part; mode 0600."""
    part = f"{path}.{os.getpid()}.part"
    with open(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as file:
        json.dump(doc, file, indent=1, ensure_ascii=False)
    os.replace(part, path)


@dataclasses.dataclass
class User:
    name: str
    email: str
    password: str
    uid: int = 0
    super_admin: str = "N"
    operations: int = 3
    is_contact: bool = False
    status: str = "A"
    language: str = "en_GB"
    message_signature: str = ""
    quota: int = -1
    used: int = 0
    created: float = 1700000000
    modified: float = 1700000000.125
    auth_methods: list = dataclasses.field(default_factory=list)
    forced_auth: list = dataclasses.field(default_factory=list)
    totp_secret: str = ""
    totp_pending: str = ""
    totp_last_step: int = 0
    pin: str = ""
    id: str = dataclasses.field(default_factory=new_id)
    home_id: str = dataclasses.field(default_factory=new_id)
    channel_id: str = dataclasses.field(default_factory=new_id)
    outgoing_id: str = dataclasses.field(default_factory=new_id)
    incoming_id: str = dataclasses.field(default_factory=new_id)


@dataclasses.dataclass
class Session:
    user_id: str
    seen: float                 # time of the last request
    pending: bool = False       # the password was right, the second factor is still to come
    wrong_codes: int = 0
    id: str = dataclasses.field(default_factory=new_id)


@dataclasses.dataclass
class ApiKey:
    user_id: str
    status: str = "A"
    key: str = dataclasses.field(default_factory=lambda: secrets.token_urlsafe(32))


@dataclasses.dataclass
class Account:
    plan: str = "business"
    used: int = 412316860416
    limit: int = 1099511627776
    id: str = dataclasses.field(default_factory=new_id)
    storage_id: str = dataclasses.field(default_factory=new_id)
    sftp_service_id: str = dataclasses.field(default_factory=new_id)


def first_users():
    """The users of a fresh folder, by the names that accounts.json gives them."""
    return {
        "plain": User("Rosa Lind", "rosa.lind@example.org", "Kiesel-47-Bach", 20101, used=73400320,
                      message_signature="Field station North"),
        "mfa": User("Ivo Brandt", "ivo.brandt@example.org", "Ahorn+Regen_5", 20102,
                    auth_methods=["2FA"], totp_secret=totp.new_secret()),
        "pin": User("Mei Tan", "mei.tan@example.org", "lotus.8.garden", 20103, auth_methods=["PIN"], pin="K7-4p"),
        "forced": User("Ola Berg", "ola.berg@example.org", "fjord&sno:22", 20104,
                       auth_methods=["2FA"], forced_auth=["2FA"], totp_secret=totp.new_secret()),
        "admin": User("Nadia Sorel", "nadia.sorel@example.org", "Falke/im/Wind9", 20105,
                      super_admin="Y", operations=1535, quota=5368709120),
        "disabled": User("Tom Weir", "tom.weir@example.org", "closed-door-1", 20106, status="D"),
        "contact": User("Lena Fox", "lena.fox@partner.example", "visitor-pass-3", 20107, is_contact=True, operations=0),
        "unicode": User("Zoë Ångström 雪", "zoe@example.org", "pässwörd:雪-9", 20108, language="zh_CN",
                        message_signature="Grüße \"aus\" Köln\n\\ 🙂"),
    }


class State:
    def __init__(self, folder, switches):
        self.path = os.path.join(folder, "state.json")
        self.switches = switches
        self.logins = {}        # e-mail to the times of its login attempts; not kept
        if os.path.exists(self.path):
            self.load()
        else:
            self.begin()

    def begin(self):
        self.account = Account()
        self.names = first_users()
        self.users = {user.id: user for user in self.names.values()}
        keys = [ApiKey(user.id) for user in self.users.values()]
        self.disabled_key = ApiKey(self.names["plain"].id, "D")
        self.keys = {key.key: key for key in keys + [self.disabled_key]}
        self.sessions = {}
        self.control_key = secrets.token_urlsafe(24)
        self.first = self.snapshot()
        self.save()

    def snapshot(self):
        """Users and keys as plain data, detached from the live ones."""
        return copy.deepcopy({
            "users": {name: dataclasses.asdict(user) for name, user in self.names.items()},
            "keys": [dataclasses.asdict(key) for key in self.keys.values()],
        })

    def take(self, snapshot):
        self.names = {name: User(**copy.deepcopy(user)) for name, user in snapshot["users"].items()}
        self.users = {user.id: user for user in self.names.values()}
        self.keys = {key["key"]: ApiKey(**key) for key in snapshot["keys"]}
        self.disabled_key = next(key for key in self.keys.values() if key.status == "D")

    def restore(self):
        """Users and keys as they were first, nobody logged in."""
        self.take(self.first)
        self.sessions.clear()
        self.logins.clear()
        self.save()

    def load(self):
        with open(self.path, encoding="utf-8") as file:
            doc = json.load(file)
        self.account = Account(**doc["account"])
        self.control_key = doc["control_key"]
        self.first = doc["first"]
        self.take(doc["now"])
        self.sessions = {one["id"]: Session(**one) for one in doc["sessions"]}

    def save(self):
        write_atomically(self.path, {
            "account": dataclasses.asdict(self.account),
            "control_key": self.control_key,
            "first": self.first,
            "now": self.snapshot(),
            "sessions": [dataclasses.asdict(one) for one in self.sessions.values()],
        })

    def now(self):
        """Unix time by the server's clock, which a switch can put ahead."""
        return time.time() + self.switches.clock_ahead

    def user_by_email(self, email):
        return next((user for user in self.users.values() if user.email.lower() == email.lower()), None)

    def key_of(self, user):
        return next((key.key for key in self.keys.values() if key.user_id == user.id and key.status == "A"), "")

    def open_session(self, user, pending=False):
        session = Session(user.id, self.now(), pending)
        self.sessions[session.id] = session
        self.save()
        return session

    def close_session(self, session):
        self.sessions.pop(session.id, None)
        self.save()

    def live_session(self, token):
        """The session of a token, its idle time begun anew; None when there is none or it was idle for too long."""
        self.drop_idle_sessions()
        session = self.sessions.get(token)
        if session:
            session.seen = self.now()
        return session

    def drop_idle_sessions(self):
        oldest = self.now() - self.switches.session_life
        self.sessions = {one.id: one for one in self.sessions.values() if one.seen > oldest}

    def sessions_of(self, user):
        return [one for one in self.sessions.values() if one.user_id == user.id]

    def count_login(self, email, window=900):
        """Seconds to wait when this attempt is one too many for the e-mail address, else 0."""
        now = self.now()
        times = [t for t in self.logins.get(email, []) if t > now - window]
        self.logins[email] = times
        if self.switches.login_limit and len(times) >= self.switches.login_limit:
            return max(1, int(times[0] + window - now + 0.999))
        times.append(now)
        return 0
