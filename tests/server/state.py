# SPDX-License-Identifier: MIT
"""What the server remembers of people: the account, its users, their sessions and API keys, kept in a folder."""

import copy
import dataclasses
import secrets
import time
import uuid

import totp
from store import Store


def new_id():
    return str(uuid.uuid4())


SECONDARY_ADMIN = 1535
PGP_PUBLIC = ("-----BEGIN PGP PUBLIC KEY BLOCK-----\n\n" + "bm90IGEga2V5LCBvbmx5IHRleHQgb2YgaXRzIHNpemUg" * 12 +
              "\n=abcd\n-----END PGP PUBLIC KEY BLOCK-----\n")


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
    parent_id: str = None       # who created the user
    groups: list = dataclasses.field(default_factory=list)
    services: list = dataclasses.field(default_factory=list)
    home_operations: int = 191
    custom_sftp_home: bool = False
    sftp_login: str = ""        # empty: derived from the e-mail address
    last_login: float = None
    invitation: str = None      # what the mail to a new user would hold; None once a password is set
    pgp: dict = None
    failed_logins: int = 0      # in a row
    id: str = dataclasses.field(default_factory=new_id)
    home_id: str = dataclasses.field(default_factory=new_id)
    channel_id: str = dataclasses.field(default_factory=new_id)
    outgoing_id: str = dataclasses.field(default_factory=new_id)
    incoming_id: str = dataclasses.field(default_factory=new_id)
    trash_id: str = dataclasses.field(default_factory=new_id)

    @property
    def login(self):
        return self.sftp_login or self.email.partition("@")[0].replace(".", "_")

    @property
    def enrolled(self):
        """The second factors that a login can be asked for: an administrator may have cleared a secret."""
        secret = {"2FA": self.totp_secret, "PIN": self.pin}
        return [method for method in self.auth_methods if secret[method]]

    @property
    def manages(self):
        """Whether the user may manage others."""
        return self.super_admin == "Y" or self.operations == SECONDARY_ADMIN

    def may_manage(self, other):
        return self.super_admin == "Y" or (self.manages and other.super_admin != "Y") or other is self


@dataclasses.dataclass
class Session:
    user_id: str
    seen: float                 # time of the last request
    pending: bool = False       # the password was right, the second factor is still to come
    wrong_codes: int = 0
    noted: float = 0            # seen, as the journal has it
    id: str = dataclasses.field(default_factory=new_id)


@dataclasses.dataclass
class ApiKey:
    user_id: str
    status: str = "A"
    name: str = ""
    created: float = 1700000000
    modified: float = 1700000000.5
    key: str = dataclasses.field(default_factory=lambda: secrets.token_urlsafe(32))
    id: str = dataclasses.field(default_factory=new_id)


@dataclasses.dataclass
class Account:
    plan: str = "business"
    used: int = 412316860416
    limit: int = 1099511627776
    id: str = dataclasses.field(default_factory=new_id)
    storage_id: str = dataclasses.field(default_factory=new_id)
    sftp_service_id: str = dataclasses.field(default_factory=new_id)
    base_service_id: str = dataclasses.field(default_factory=new_id)
    groups: list = dataclasses.field(default_factory=lambda: [
        {"id": new_id(), "name": name, "operations": operations, "system": system}
        for name, operations, system in (("Everyone", 0, True), ("Field", 128, False), ("Büro & 雪", 3, False))])

    def group(self, group_id):
        return next((one for one in self.groups if one["id"] == group_id), None)

    @property
    def service_keys(self):
        return {self.sftp_service_id: "SFTP", self.base_service_id: "QX"}

    def services_of(self, user):
        return [{"id": one, "service_key": self.service_keys[one]} for one in user.services]


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


TABLES = {"user": User, "key": ApiKey, "session": Session}


class State:
    """Change a user, key or session, then put() it; close or delete it with drop()."""

    def __init__(self, folder, switches):
        self.store = Store(folder, "state")
        self.switches = switches
        self.tree = None        # a filetree.Tree, which needs the users first
        self.logins = {}        # e-mail to the times of its login attempts; not kept
        self.tables = {kind: {} for kind in TABLES}
        doc, added = self.store.load()
        if doc is None:
            self.begin()
        else:
            self.load(doc, added)
        self.save()

    @property
    def users(self):
        return self.tables["user"]

    @property
    def keys(self):
        return self.tables["key"]

    @property
    def sessions(self):
        return self.tables["session"]

    @property
    def names(self):
        """The users that accounts.json names, as far as they are still there."""
        return {name: self.users[user_id] for name, user_id in self.name_ids.items() if user_id in self.users}

    def begin(self):
        self.account = Account()
        named = first_users()
        for user in named.values():
            user.services = [self.account.sftp_service_id]
            user.groups = [self.account.groups[0]["id"]]
        named["admin"].pgp = {"id": new_id(), "name": "Nadia's key", "created": 1699000000, "modified": 1699000000.25,
                              "public": PGP_PUBLIC}
        self.name_ids = {name: user.id for name, user in named.items()}
        self.tables["user"] = {user.id: user for user in named.values()}
        self.disabled_key = ApiKey(named["plain"].id, "D", "retired")
        keys = [ApiKey(user.id, name="first") for user in named.values()] + [self.disabled_key]
        self.tables["key"] = {key.id: key for key in keys}
        self.index_keys()
        self.control_key = secrets.token_urlsafe(24)
        self.first = self.snapshot()

    def snapshot(self):
        """Users and keys as plain data, detached from the live ones; those without a name under more."""
        named = self.names
        ids = {user.id for user in named.values()}
        return copy.deepcopy({
            "users": {name: vars(user) for name, user in named.items()},
            "more": [vars(user) for user in self.users.values() if user.id not in ids],
            "keys": [vars(key) for key in self.keys.values()],
        })

    def take(self, snapshot):
        snapshot = copy.deepcopy(snapshot)
        users = [User(**user) for user in [*snapshot["users"].values(), *snapshot["more"]]]
        self.tables["user"] = {user.id: user for user in users}
        self.tables["key"] = {key["id"]: ApiKey(**key) for key in snapshot["keys"]}
        self.index_keys()

    def index_keys(self):
        self.key_ids = {key.key: key.id for key in self.keys.values()}

    def restore(self):
        """Users and keys as they were first, nobody logged in, no files."""
        self.take(self.first)
        self.sessions.clear()
        self.logins.clear()
        self.save()
        self.tree.reset()

    def load(self, doc, added):
        self.account = Account(**doc["account"])
        self.control_key = doc["control_key"]
        self.first = doc["first"]
        self.name_ids = {name: user["id"] for name, user in self.first["users"].items()}
        self.disabled_key = next(ApiKey(**key) for key in self.first["keys"] if key["status"] == "D")
        self.take(doc["now"])
        self.tables["session"] = {one["id"]: Session(**one) for one in doc["sessions"]}
        for kind, thing_id, value in added:
            if value is None:
                self.tables[kind].pop(thing_id, None)
            else:
                self.tables[kind][thing_id] = TABLES[kind](**value)
        self.index_keys()

    def save(self):
        """Write all anew."""
        self.store.snapshot({
            "account": dataclasses.asdict(self.account),
            "control_key": self.control_key,
            "first": self.first,
            "now": self.snapshot(),
            "sessions": [vars(one) for one in self.sessions.values()],
        })

    def kind_of(self, thing):
        return next(kind for kind, made in TABLES.items() if isinstance(thing, made))

    def put(self, thing):
        """Keep a new or changed user, key or session."""
        kind = self.kind_of(thing)
        self.tables[kind][thing.id] = thing
        if kind == "key":
            self.key_ids[thing.key] = thing.id
        self.store.add([kind, thing.id, vars(thing)])

    def drop(self, thing):
        kind = self.kind_of(thing)
        self.tables[kind].pop(thing.id, None)
        if kind == "key":
            self.key_ids.pop(thing.key, None)
        self.store.add([kind, thing.id, None])

    def now(self):
        """Unix time by the server's clock, which a switch can put ahead."""
        return time.time() + self.switches.clock_ahead

    def moment(self):
        """Now, to the microsecond that the service keeps."""
        return round(self.now(), 6)

    def user_by_email(self, email):
        return next((user for user in self.users.values() if user.email.lower() == email.lower()), None)

    def key_by_text(self, text):
        return self.keys.get(self.key_ids.get(text))

    def keys_of(self, user):
        return [key for key in self.keys.values() if key.user_id == user.id]

    def key_of(self, user):
        return next((key.key for key in self.keys_of(user) if key.status == "A"), "")

    def delete_user(self, user):
        for thing in [*self.sessions_of(user), *self.keys_of(user), user]:
            self.drop(thing)

    def used_by(self, user):
        """Bytes that count against a user's quota."""
        return user.used + self.tree.usage.get(user.id, 0)

    def open_session(self, user, pending=False):
        session = Session(user.id, self.now(), pending)
        self.put(session)
        return session

    def close_session(self, session):
        self.drop(session)

    def close_sessions(self, user):
        for session in self.sessions_of(user):
            self.drop(session)

    def live_session(self, token):
        """The session of a token, its idle time begun anew; None when there is none or it was idle for too long."""
        self.drop_idle_sessions()
        session = self.sessions.get(token)
        if session:
            session.seen = self.now()
            if session.seen - session.noted > self.switches.session_life / 10:
                session.noted = session.seen
                self.put(session)
        return session

    def drop_idle_sessions(self):
        oldest = self.now() - self.switches.session_life
        self.tables["session"] = {one.id: one for one in self.sessions.values() if one.seen > oldest}

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
