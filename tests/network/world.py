# SPDX-License-Identifier: MIT
"""What one client does to the account, and what the server has to show for it.

An action is a name: words() makes the call of it, settle() compares what the server has afterwards with what it should
have, and repeats what failed until it is done.
"""

OK = "OK"
READS = ("info", "profile", "keepalive", "users", "keys", "files", "generate", "login", "get")
LISTS = ("users", "keys", "files", "edit-user")     # pulled element by element
SESSION = ("login", "logout")
TRANSFERS = ("put", "get")
WHO = ("admin", "plain", "mfa", "pin")
MOST = 6                # users, keys, files of one kind
CHUNK, TRIES = 20_000, 3
PIN = "Q9-x!"


class World:
    def __init__(self, server, client, lot):
        self.server, self.client, self.lot = server, client, lot
        self.who, self.logged_in = "admin", False
        self.made = 0               # so that no name comes twice
        self.users = {}             # id to name
        self.keys = {who: set() for who in WHO}
        self.files = {who: {} for who in WHO}       # id to name and hash
        self.folders = {who: {} for who in WHO}
        self.pin = False            # whether "plain" has one
        for key_id, owner in self.server_keys().items():
            if owner in WHO:
                self.keys[owner].add(key_id)

    def describe(self):
        return f"{self.who}, {'logged in' if self.logged_in else 'logged out'}"

    def user(self, who=None):
        return self.server.user(who or self.who)

    def fresh(self, kind):
        self.made += 1
        return f"{kind}-{self.made}"

    # ---- what can be done now

    def possible(self):
        if not self.logged_in:
            return ["login"]
        actions = ["info", "profile", "keepalive", "keys", "files", "rename", "generate", "logout"]
        actions += ["create-key"] if len(self.keys[self.who]) < MOST else []
        actions += ["delete-key"] if len(self.keys[self.who]) > 1 else []       # the first one is the server's own
        actions += ["put", "make-folder"] if len(self.files[self.who]) + len(self.folders[self.who]) < MOST else []
        actions += ["get"] if self.files[self.who] else []
        actions += ["erase"] if self.files[self.who] or self.folders[self.who] else []
        if self.who == "admin":
            actions += ["users"] + (["create-user"] if len(self.users) < MOST else [])
            actions += ["edit-user", "delete-user"] if self.users else []
        if self.who == "plain":
            actions += ["remove-pin"] if self.pin else ["set-pin"]
        return actions

    def draw(self, suits):
        """An action that can be done now and that a fault suits; what is needed for it is done first."""
        while True:
            fit = [action for action in self.possible() if suits(action)]
            if fit:
                return self.lot.choice(fit)
            self.do(self.lot.choice(self.possible()))

    def do(self, action):
        """Without a fault; it must succeed."""
        words = self.words(action)
        outcome = self.client(*words)
        wrong = outcome.status != OK or self.settle(action, words, outcome)
        assert not wrong, (outcome, wrong)

    def words(self, action):
        pick = lambda things: self.lot.choice(sorted(things))  # noqa: E731 (a name for a phrase)
        if action == "login":
            self.who = self.lot.choice(WHO)
            self.client.be(self.user())
            if self.who == "plain" and self.pin:
                self.client("secret", PIN)
            return (action,)
        if action == "create-user":
            name = self.fresh("user")
            return (action, name, f"{name}@example.org")
        if action in ("rename", "create-key"):
            return (action, self.fresh(action))
        if action == "edit-user":
            return (action, pick(self.users), self.fresh("edited"))
        if action == "delete-user":
            return (action, pick(self.users))
        if action == "delete-key":
            first = {key for key, owner in self.server_keys(first=True).items() if owner == self.who}
            return (action, pick(self.keys[self.who] - first))
        if action == "set-pin":
            return (action, PIN)
        if action == "files":
            return (action, self.user()["home_id"])
        if action == "make-folder":
            return (action, self.fresh("folder"), self.user()["home_id"])
        if action == "put":
            size = self.lot.choice((0, 1, 999, 20_000, 20_001, 65_000))
            return (action, self.fresh("file"), self.user()["home_id"], self.made, size, CHUNK, TRIES)
        if action == "get":
            return (action, pick(self.files[self.who]), TRIES)
        if action == "erase":
            return (action, pick([*self.files[self.who], *self.folders[self.who]]))
        return (action,)

    # ---- what has come of it

    def settle(self, action, words, outcome):
        """Bring server and client where they should be. What is wrong, or None."""
        if action == "login":
            self.logged_in = True
        if action == "logout":
            self.logged_in = False
            return None
        settle = getattr(self, "settled_" + action.replace("-", "_"), self.settled)
        wrong = settle(words, outcome)
        if action in ("rename", "set-pin", "remove-pin", *SESSION):
            wrong = wrong or self.wrong_user()
        return wrong

    def again(self, *words):
        """Once more, without a fault. A session that nobody could begin anew, or that may be over where 401 could also
        mean a wrong code, is begun now."""
        outcome = self.client(*words)
        if outcome.status in ("E_AUTH", "E_UNAUTHORIZED"):
            began = self.client("login")
            outcome = self.client(*words) if began.status == OK else began
        return outcome

    def settled(self, words, outcome):
        """A call that may be made twice."""
        if outcome.status != OK:
            outcome = self.again(*words)
            if outcome.status != OK:
                return f"again: {outcome}"
        return self.wrong_values(words[0], outcome)

    def wrong_values(self, action, outcome):
        elements = {"users": lambda: sum(not user["is_contact"] for user in self.all_users()), "keys": lambda: len(self.keys_seen()),
                    "files": lambda: len(self.files[self.who]) + len(self.folders[self.who])}
        if action in elements and int(outcome.values["elements"]) != elements[action]():
            return f"{outcome.values['elements']} elements instead of {elements[action]()}"
        return None

    def repeated(self, words, outcome, found):
        """A call that must not be made twice: found() lists what there is of it. (what there is, what is wrong) A request
        that was under way when its call was given up may still arrive, while it is made again."""
        have = found()
        if outcome.status == OK and len(have) != 1:
            return have, f"{len(have)} instead of one"
        if len(have) > 1:
            return have, "more than one"
        if not have:
            outcome = self.again(*words)
            have = found()
            late = len(have) - (outcome.status == OK)
            if late not in (0, 1) or not have:
                return have, f"again: {outcome}, {len(have)}"
        return have, None

    def settled_create_user(self, words, outcome):
        have, wrong = self.repeated(words, outcome, lambda: [u["id"] for u in self.all_users() if u["email"] == words[2]])
        self.users.update((user_id, words[1]) for user_id in have)
        return wrong

    def settled_create_key(self, words, outcome):
        known = self.keys[self.who]
        have, wrong = self.repeated(words, outcome, lambda: [key for key, owner in self.server_keys().items()
                                                             if owner == self.who and key not in known])
        known.update(have)
        return wrong

    def settled_make_folder(self, words, outcome):
        have, wrong = self.repeated(words, outcome, lambda: [n["id"] for n in self.nodes() if n["name"] == words[1]])
        self.folders[self.who].update((node_id, words[1]) for node_id in have)
        return wrong

    def gone(self, words, outcome, still_there):
        """A call that takes something away: made again only where it is still there. A request that was under way when its
        call was given up may still arrive in between."""
        if still_there():
            if outcome.status == OK:
                return "still there"
            outcome = self.again(*words)
            if (outcome.status != OK and outcome.http != 404) or still_there():
                return f"again: {outcome}"
        return None

    def settled_delete_user(self, words, outcome):
        wrong = self.gone(words, outcome, lambda: any(u["id"] == words[1] for u in self.all_users()))
        self.users.pop(words[1])
        return wrong

    def settled_delete_key(self, words, outcome):
        wrong = self.gone(words, outcome, lambda: words[1] in self.server_keys())
        self.keys[self.who].discard(words[1])
        return wrong

    def settled_erase(self, words, outcome):
        wrong = self.gone(words, outcome, lambda: any(n["id"] == words[1] for n in self.nodes()))
        self.files[self.who].pop(words[1], None)
        self.folders[self.who].pop(words[1], None)
        return wrong

    def settled_edit_user(self, words, outcome):
        wrong = self.settled(words, outcome)
        self.users[words[1]] = words[2]
        have = [u["name"] for u in self.all_users() if u["id"] == words[1]]
        return wrong or (None if have == [words[2]] else f"the name is {have}")

    def settled_rename(self, words, outcome):
        wrong = self.settled(words, outcome)
        have = self.server_user()["name"]
        return wrong or (None if have == words[1] else f"the name is {have}")

    def settled_set_pin(self, words, outcome):
        self.client("secret", PIN)
        wrong = self.settled(words, outcome)
        self.pin = True
        return wrong

    def settled_remove_pin(self, words, outcome):
        """What is removed already is refused."""
        wrong = self.gone(words, outcome, lambda: "PIN" in self.server_user()["auth_methods"])
        self.pin = False
        return wrong

    def wrong_user(self):
        if self.who != "plain":
            return None
        have = self.server_user()["auth_methods"]
        return None if have == (["PIN"] if self.pin else []) else f"the factors are {have}"

    # ---- files

    def settled_put(self, words, outcome):
        named = lambda: [node for node in self.nodes() if node["name"] == words[1]]  # noqa: E731
        if outcome.status != OK and outcome.values["saved"] == "1":
            outcome = self.again("put-on")
        elif outcome.status != OK:          # the answer to upload/link was lost: the file may be there, empty
            left = named()
            if [node["size"] for node in left] not in ([], [0]):
                return f"left: {left}"
            for node in left:
                erased = self.again("erase", node["id"])
                if erased.status != OK:
                    return f"erase: {erased}"
            outcome = self.again(*words)
        if outcome.status != OK:
            return f"again: {outcome}"
        have = [(node["id"], node["size"], node["sha256"], node["upload_key"]) for node in named()]
        want = [(outcome.values["id"], words[4], outcome.values["sha256"], None)]
        self.files[self.who][have[0][0]] = (words[1], have[0][2])
        return None if have == want else f"{have} instead of {want}"

    def settled_get(self, words, outcome):
        if outcome.status != OK:
            outcome = self.again("get-on")
        if outcome.status != OK:
            return f"again: {outcome}"
        want = self.files[self.who][words[1]][1]
        return None if outcome.values["sha256"] == want else "another content"

    # ---- what the server knows

    def all_users(self):
        return self.server.all_users()

    def server_user(self):
        return next(user for user in self.all_users() if user["id"] == self.user()["id"])

    def server_keys(self, first=False):
        """Ids of keys to the name of their owner; first: those that accounts.json tells."""
        names = {self.server.user(who)["id"]: who for who in self.server.accounts["users"]}
        told = {user["api_key"] for user in self.server.accounts["users"].values()}
        return {key["id"]: names.get(user["id"]) for user in self.all_users() for key in user["keys"]
                if not first or key["key"] in told}

    def keys_seen(self):
        """Those that whoever is logged in may manage."""
        every = [key for user in self.all_users() for key in user["keys"]]
        return every if self.who == "admin" else [key for key in every if key["user_id"] == self.user()["id"]]

    def nodes(self):
        return [node for node in self.server.all_files().values() if node["owner"] == self.user()["email"]]

    def wrong_in_all(self):
        """The whole of the server compared with what should be there. What is wrong, or None."""
        nodes = self.server.all_files().values()
        have = {node["id"]: (node["name"], node["sha256"]) for node in nodes}
        want = {node_id: value for who in WHO for node_id, value in self.files[who].items()}
        want |= {node_id: (name, None) for who in WHO for node_id, name in self.folders[who].items()}
        first = {user["id"] for user in self.server.accounts["users"].values()}
        users = {user["id"]: user["name"] for user in self.all_users() if user["id"] not in first}
        keys = {who: {key for key, owner in self.server_keys().items() if owner == who} for who in WHO}
        if (have, users, keys) != (want, self.users, self.keys) or any(node["upload_key"] for node in nodes):
            return f"{have} {users} {keys} instead of {want} {self.users} {self.keys}"
        return None
