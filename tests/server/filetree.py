# SPDX-License-Identifier: MIT
"""The files of all users: a tree of nodes in memory and in a journal, their bytes in DIR/files.

An upload writes into the file it is for, so that what had arrived is there for a later
file/modify; the size of a file that is being uploaded is what arrived without a gap.
"""

import dataclasses
import os
import shutil

import ranges
from reply import ApiError
from schema import text
from store import Store
from state import new_id

FOLDERS = "DST"
TRASH_LIFE = 30 * 86400
SYSTEM = (("trash_id", "Trash", "T", None), ("incoming_id", "Inbox", "D", "incoming"),
          ("outgoing_id", "Outbox", "D", "outgoing"))


def file_name(value):
    """A name as section 6 of the facts sheet has it, but a space at the end, which rclone's tests send, is let through."""
    value = text(1, 255, without="/\\\t\r\n\x7f")(value)
    if value in (".", ".."):
        raise ValueError("is no name of a file")
    return value


@dataclasses.dataclass
class Node:
    """A file or folder; a system folder is not listed with what else its parent holds."""
    parent_id: str
    owner: str
    name: str
    type: str
    created: float
    modified: float
    size: int = 0               # of a file
    version: int = 1            # counts changes of the content
    tags: list = dataclasses.field(default_factory=list)
    metadata: dict = None
    sub_type: str = None
    system: bool = False
    origin: str = None          # the folder it was in before it went to the trash
    trashed: float = None
    id: str = dataclasses.field(default_factory=new_id)

    @property
    def is_folder(self):
        return self.type in FOLDERS

    @property
    def etag(self):
        return f'"{self.id[:8]}-{self.version}"'


@dataclasses.dataclass
class Upload:
    """An open upload session. received: the ranges that arrived, and what of the file is to stay."""
    node_id: str
    seen: float
    file_size: int = None
    total: int = None
    received: list = dataclasses.field(default_factory=list)
    id: str = dataclasses.field(default_factory=new_id)


@dataclasses.dataclass
class Link:
    user_id: str
    ids: list
    created: float
    uses: int = 0
    id: str = dataclasses.field(default_factory=new_id)


TABLES = {"node": Node, "upload": Upload, "link": Link}


class Tree:
    """Change a node, upload or link, then put() it."""

    def __init__(self, state, folder):
        self.state = state
        self.store = Store(folder, "tree")
        self.blobs = os.path.join(folder, "files")
        os.makedirs(self.blobs, mode=0o700, exist_ok=True)
        self.clear()
        doc, added = self.store.load()
        for kind, thing_id, value in [*(doc or {"values": []})["values"], *added]:
            self.take(kind, thing_id, value)
        self.begin()

    def clear(self):
        self.tables = {kind: {} for kind in TABLES}
        self.events = []        # what happened to the files, for file/diff
        self.children = {}      # folder to a dict of name to node id
        self.placed = {}        # node to (folder, name, owner, size) as the indexes have it
        self.usage = {}         # user to bytes

    def begin(self):
        self.save()
        for user in list(self.state.users.values()):
            self.make_home(user)

    def reset(self):
        """Empty homes for everybody who is there now."""
        self.clear()
        for name in os.listdir(self.blobs):
            os.unlink(os.path.join(self.blobs, name))
        self.begin()

    @property
    def nodes(self):
        return self.tables["node"]

    @property
    def uploads(self):
        return self.tables["upload"]

    @property
    def links(self):
        return self.tables["link"]

    # The journal and the indexes

    def take(self, kind, thing_id, value):
        if kind == "event":
            self.events.append(value)
        elif value is None:
            self.forget(kind, thing_id)
        else:
            self.remember(kind, TABLES[kind](**value))

    def remember(self, kind, thing):
        if kind == "node":
            self.unplace(thing.id)
            self.placed[thing.id] = (thing.parent_id, thing.name, thing.owner, thing.size)
            self.usage[thing.owner] = self.usage.get(thing.owner, 0) + thing.size
            if not thing.system:
                self.children.setdefault(thing.parent_id, {})[thing.name] = thing.id
        self.tables[kind][thing.id] = thing

    def forget(self, kind, thing_id):
        if kind == "node":
            self.unplace(thing_id)
        self.tables[kind].pop(thing_id, None)

    def unplace(self, node_id):
        if node_id in self.placed:
            folder, name, owner, size = self.placed.pop(node_id)
            self.usage[owner] -= size
            if self.children.get(folder, {}).get(name) == node_id:
                del self.children[folder][name]

    def kind_of(self, thing):
        return next(kind for kind, made in TABLES.items() if isinstance(thing, made))

    def put(self, thing):
        """Keep a new or changed node, upload or link."""
        kind = self.kind_of(thing)
        self.remember(kind, thing)
        self.store.add([kind, thing.id, vars(thing)])

    def drop(self, thing):
        kind = self.kind_of(thing)
        self.forget(kind, thing.id)
        self.store.add([kind, thing.id, None])

    def save(self):
        """Write all anew."""
        values = [[kind, thing.id, vars(thing)] for kind in TABLES for thing in self.tables[kind].values()]
        self.store.snapshot({"values": values + [["event", None, event] for event in self.events]})

    # Looking around

    def named(self, folder_id, name):
        """The node of that name in a folder, or None."""
        return self.nodes.get(self.children.get(folder_id, {}).get(name))

    def listing(self, folder):
        """What a folder holds, in the order of its making."""
        if folder.type == "T":
            self.purge(folder)
        found = [self.nodes[one] for one in self.children.get(folder.id, {}).values()]
        if self.state.switches.system_folders:
            found += [one for one in self.nodes.values() if one.system and one.parent_id == folder.id]
        return found

    def purge(self, trash):
        """Erase what has been in the trash for too long."""
        oldest = self.state.now() - TRASH_LIFE
        for node_id in list(self.children.get(trash.id, {}).values()):
            if self.nodes[node_id].trashed < oldest:
                self.erase(self.nodes[node_id])

    def below(self, node):
        """The node and all it holds, folders before what is in them."""
        found = [node]
        for one in found:
            found += [self.nodes[child] for child in self.children.get(one.id, {}).values()]
        return found

    def size(self, node):
        return sum(one.size for one in self.below(node))

    def above(self, node):
        """The node, its folder, and so on up to the root."""
        found = [node]
        while found[-1].parent_id in self.nodes:
            found.append(self.nodes[found[-1].parent_id])
        return found

    def path(self, node):
        """Of names, from the home on; the home itself is "/"."""
        return "/" + "/".join(one.name for one in reversed(self.above(node)[:-1]))

    def in_trash(self, node):
        return any(one.type == "T" for one in self.above(node)[1:])

    def visible(self, user, node):
        return user.super_admin == "Y" or node.owner == user.id or any(one.id == user.home_id for one in self.above(node))

    def blob(self, node):
        return os.path.join(self.blobs, node.id)

    # Changing

    def log(self, action, node):
        """Note what happened, for file/diff."""
        event = {"at": self.state.moment(), "id": node.id, "action": action, "parent_id": node.parent_id, "name": node.name,
                 "type": node.type, "size": node.size, "modified": node.modified, "metadata": node.metadata}
        self.events.append(event)
        self.store.add(["event", None, event])

    def make_home(self, user):
        """The user's home and system folders, as far as they are not there."""
        now = self.state.moment()
        if user.home_id not in self.nodes:
            self.put(Node(None, user.id, user.email, "D", now, now, system=True, id=user.home_id))
        for member, name, kind, sub_type in SYSTEM:
            if getattr(user, member) not in self.nodes:
                metadata = {"is_system": True, "translation_id": None, "visual_order": 1, "subtype": sub_type}
                self.put(Node(user.home_id, user.id, name, kind, now, now, metadata=metadata, sub_type=sub_type,
                              system=True, id=getattr(user, member)))

    def delete_home(self, user):
        for node_id in (user.home_id, user.trash_id, user.incoming_id, user.outgoing_id):
            if node_id in self.nodes:
                self.erase(self.nodes[node_id])

    def free_name(self, folder_id, name):
        """The name itself or, where it is taken, the first free one such as plan(1).txt."""
        stem, dot, ending = name.rpartition(".")
        if not stem:
            stem, dot, ending = name, "", ""
        number, free = 0, name
        while self.named(folder_id, free):
            number += 1
            more = f"({number}){dot}{ending}"
            free = stem[:255 - len(more)] + more
        return free

    def settle_name(self, folder_id, name, resolve, code=30, moving=None):
        """The name a node gets in a folder, or a refusal where it is taken and resolve does not allow another."""
        taken = self.named(folder_id, name)
        if taken is None or taken is moving:
            return name
        if not resolve:
            raise ApiError(400, code, "The name is taken", name)
        return self.free_name(folder_id, name)

    def touch(self, node_id):
        """A folder's content has changed."""
        folder = self.nodes.get(node_id)
        if folder:
            folder.modified = self.state.moment()
            self.put(folder)

    def make(self, folder, name, kind, **more):
        now = self.state.moment()
        node = Node(folder.id, folder.owner, name, kind, now, now, **more)
        if kind == "F":
            open(self.blob(node), "wb").close()
        self.put(node)
        self.touch(folder.id)
        return node

    def move(self, node, folder, name):
        left = node.parent_id
        node.parent_id, node.name, node.origin, node.trashed = folder.id, name, None, None
        self.put(node)
        if node.owner != folder.owner:
            for one in self.below(node):
                one.owner = folder.owner
                self.put(one)
        self.touch(left)
        self.touch(folder.id)
        self.log("move-rename", node)

    def copy(self, node, folder, name):
        """A copy of a file or of a folder with all it holds; times of files are kept."""
        now, made = self.state.moment(), {}
        for one in self.below(node):
            parent = folder.id if one is node else made[one.parent_id].id
            twin = Node(parent, folder.owner, name if one is node else one.name, one.type, now,
                        now if one.is_folder else one.modified, one.size, metadata=one.metadata)
            if one.type == "F":
                shutil.copyfile(self.blob(one), self.blob(twin))
                os.truncate(self.blob(twin), one.size)
            self.put(twin)
            made[one.id] = twin
        self.touch(folder.id)
        self.log("copy", made[node.id])
        return made[node.id]

    def trash(self, node):
        """Into the trash of its owner or, where it is there or has none, out of the world."""
        user = self.state.users.get(node.owner)
        if self.in_trash(node) or user is None:
            self.erase(node)
            return
        left = node.parent_id
        node.origin, node.trashed = left, self.state.moment()
        node.name, node.parent_id = self.free_name(user.trash_id, node.name), user.trash_id
        self.put(node)
        self.touch(left)
        self.log("delete", node)

    def erase(self, node):
        self.log("delete", node)
        gone = self.below(node)
        ids = {one.id for one in gone}
        for upload in [one for one in self.uploads.values() if one.node_id in ids]:
            self.drop(upload)
        for one in reversed(gone):
            self.drop(one)
            if one.type == "F":
                os.unlink(self.blob(one))
        self.touch(node.parent_id)

    # Uploads

    def open_upload(self, node, file_size=None, keep=0):
        """A new session for a file, of which keep bytes stay; an older one ends."""
        for older in [one for one in self.uploads.values() if one.node_id == node.id]:
            self.drop(older)
        upload = Upload(node.id, self.state.now(), file_size, received=ranges.added([], 0, keep))
        self.put(upload)
        return upload

    def arrived(self, upload, first, end):
        """Note that the bytes from first to before end are in the file."""
        node = self.nodes[upload.node_id]
        upload.received = ranges.added(upload.received, first, end)
        upload.seen = self.state.now()
        self.put(upload)
        node.size = max(node.size, ranges.prefix(upload.received))
        node.version += 1
        self.put(node)

    def cut(self, node, size):
        os.truncate(self.blob(node), size)
        node.size = size
        node.version += 1
        self.put(node)

    def finish(self, upload, size, modified=None):
        """The upload is complete; its key is no more."""
        node = self.nodes[upload.node_id]
        node.modified = self.state.moment() if modified is None else modified
        self.cut(node, size)
        self.drop(upload)
        self.touch(node.parent_id)
        self.log("upload", node)
        return node

    def room(self, user):
        """Bytes the user may add."""
        account = self.state.account
        if user.quota >= 0:
            return user.quota - self.state.used_by(user)
        return account.limit - account.used - sum(self.usage.values())
