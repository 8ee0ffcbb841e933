# SPDX-License-Identifier: MIT
"""/file: what there is, and what becomes of it; its bytes are in api_transfer.py."""

import csv
import io
import re

import jobs
import lists
from reply import ApiError, Reply, bad_value, not_found
from routes import Route
from schema import digits, flag, ids, list_of, moment, moment_text, one_of, optional, required, text, uuid
from shape import shaped
from state import new_id
from filetree import file_name

NOW_AND_THEN = 10               # ids that are dealt with at once; more of them make a job
TAG_TYPES = ("text", "from", "to")

COPY_MOVE = {"ids": required(ids), "target": required(uuid), "resolve": optional(flag)}
ONE = {"file_id": required(uuid), "target_id": required(uuid), "name": required(file_name), "mtime": optional(moment),
       "resolve": optional(flag), "resolve_mode": optional(one_of("", "overwrite"))}
DELETE = {"ids": required(ids), "delete_permanently": optional(flag)}
FILE_ID = {"path": required(text(0, 8192)), "parent_id": optional(uuid)}
MAKEDIR = {"target": optional(uuid), "name": required(file_name), "resolve": optional(flag)}
SET_TIME = {"id": required(uuid), "mtime": optional(moment)}
RENAME = {"name": required(file_name), "resolve": optional(flag)}
ADD_TAG = {"type": optional(one_of(*TAG_TYPES)), "value": optional(text(0, 500))}
SPARSE = "created parent_id modified modified_ms metadata operations sub_type gid uid".split()
CONTENT = {"content": optional(digits(0, 1))}
DIFF = {"from": required(moment_text), "to": optional(moment_text)}


# Finding

def node_of(call, node_id, name="id"):
    node = call.state.tree.nodes.get(node_id)
    if node is None or not call.state.tree.visible(call.user, node):
        raise not_found("file", name)
    return node


def folder_of(call, node_id, name):
    node = node_of(call, node_id, name)
    if not node.is_folder:
        raise ApiError(400, 91, "That is not a folder", name)
    return node


def nodes_of(call, node_ids):
    if not node_ids:
        raise ApiError(400, 94, "The list is empty", "ids")
    return [node_of(call, one, "ids") for one in node_ids]


def not_system(nodes, name):
    if any(node.system for node in nodes):
        raise ApiError(403, 70, "A system folder stays as it is", name)


# Documents

def size_of(call, node):
    """Of a folder: the bytes below it, and 1 rather than 0 while it holds anything, since clients take 0 for empty."""
    size = call.state.tree.size(node)
    return size or int(bool(call.state.tree.children.get(node.id)))


def operations_of(node):
    return 191 if node.system else 255


def members(call, node):
    """The 11 members of FileResp."""
    return {
        "id": node.id,
        "created": node.created,
        "modified": int(node.modified) if node.type == "F" else node.modified,
        "name": node.name,
        "parent_id": node.parent_id,
        "size": size_of(call, node),
        "modified_ms": node.modified,
        "type": node.type,
        "metadata": node.metadata,
        "operations": operations_of(node),
        "sub_type": node.sub_type,
    }


def document(call, node, without=(), **more):
    """A reply of the kind of FileResp."""
    doc = {name: value for name, value in members(call, node).items() if name not in without}
    return shaped(call.switches, {**doc, **more}, SPARSE)


def owner_document(call, node):
    user = call.state.users.get(node.owner)
    return {"id": node.owner, "name": user.name if user else None, "email": user.email if user else None}


def generated(low, context):
    """Element of a generated listing."""
    number = lists.numbered(low)
    folder = low % 10 == 9
    return {
        "id": lists.numbered_id(low, 0x0f11e000),
        "created": 1700000000 + low,
        "modified": 1700000000 + low,
        "name": f"dir-{number}" if folder else f"file-{number}.bin",
        "parent_id": context["parent_id"],
        "size": low * 1000003,
        "modified_ms": 1700000000.000001 + low,
        "type": "D" if folder else "F",
        "metadata": None if low % 4 else {"is_system": False, "translation_id": None, "visual_order": low, "subtype": None},
        "operations": 255,
        "sub_type": None,
    }


def placed(members, content, place):
    """The members of a folder with its content first, in the middle or last."""
    items = list(members.items())
    at = {"first": 0, "middle": len(items) // 2, "last": len(items)}[place]
    return dict(items[:at] + [("content", content)] + items[at:])


def metadata(call):
    node = node_of(call, call.params.get("id", call.user.home_id))
    older = {"rel_type": "own", "shared": "N", "expires": 0} if call.switches.older_members else {}
    doc = document(call, node, gid=0, uid=call.user.uid, **older)
    if not node.is_folder or call.query.get("content", 1) == 0:
        return Reply(doc=doc)
    count = call.switches.big_files
    if count and doc.get("size") == 0:
        doc["size"] = 1
    content = None if count else [document(call, one) for one in call.state.tree.listing(node)]
    return lists.list_reply(call, content, generated, count, placed(doc, lists.PLACE, call.switches.content_place),
                            [("parent_id", node.id)])


def find(call):
    tree = call.state.tree
    node = folder_of(call, call.body.get("parent_id", call.user.home_id), "parent_id")
    for name in [part for part in call.body["path"].split("/") if part]:
        node = tree.named(node.id, name) or next(
            (one for one in tree.listing(node) if one.system and one.name == name), None) if node.is_folder else None
        if node is None:
            raise not_found("path", "path")
    return Reply(doc={"file_id": node.id, "parent_id": node.parent_id, "src": "local", "type": node.type})


def info(call):
    node = node_of(call, call.params["id"])
    return Reply(doc={
        "id": node.id, "created": node.created, "modified": node.modified, "content_modified": node.modified,
        "name": node.name, "size": size_of(call, node), "type": node.type, "file_owner": owner_document(call, node),
        "action_role": owner_document(call, node), "paths": {"path": call.state.tree.path(node)},
        "antivirus_check": None, "widget_metadata": None})


def size(call):
    return Reply(doc={"size": call.state.tree.size(node_of(call, call.params["id"]))})


def table(call):
    """CSV of all that is below a folder."""
    tree, out = call.state.tree, io.StringIO(newline="")
    rows = csv.writer(out)
    rows.writerow(["Path", "Name", "Size", "Type", "Created", "Modified", "Content_modified", "Created_by", "Owner"])
    for node in tree.below(folder_of(call, call.params["id"], "id"))[1:]:
        owner = owner_document(call, node)["email"]
        rows.writerow([tree.path(node), node.name, tree.size(node), node.type, f"{node.created:.6f}",
                       f"{node.modified:.6f}", f"{node.modified:.6f}", owner, owner])
    return Reply(body=out.getvalue().encode(), content_type="text/csv")


def diff(call):
    """What happened below a folder, between two times."""
    tree, top = call.state.tree, folder_of(call, call.params["id"], "id")
    begin, end = call.query["from"], call.query.get("to", call.state.moment())
    if end < begin:
        raise ApiError(400, 93, "The end is before the start", "to")
    data = []
    for event in tree.events:
        folder = tree.nodes.get(event["parent_id"])
        if begin <= event["at"] <= end and folder and top in tree.above(folder):
            data.append({"id": event["id"], "action": event["action"], "parent_id": event["parent_id"], "name": event["name"],
                         "type": event["type"], "size": event["size"], "modified": event["modified"], "operations": 255,
                         "metadata": event["metadata"]})
    return lists.list_reply(call, data, generated, 0, {"from": begin, "to": end, "data": lists.PLACE})


KINDS = {"image": "png jpg jpeg gif bmp webp", "video": "mp4 avi mov mkv webm", "document": "pdf doc docx xls xlsx odt txt md"}


def preview(call):
    node = node_of(call, call.params["id"])
    ending = node.name.rpartition(".")[2].lower()
    kind = next((kind for kind, endings in KINDS.items() if ending in endings.split()), None)
    if node.type != "F" or kind is None:
        raise ApiError(404, 90, "There is no preview of that", "id")
    uri = f"/api/1.0/preview/{node.id}"
    older = {"source": uri, "source_pdf": uri} if call.switches.older_members else {}
    return Reply(doc={"type": kind, "uri": uri, **older})


def wopi_token(call):
    node_of(call, call.params["id"])
    return Reply(doc={"id": new_id()})


# Tags and search

def tags(call):
    return Reply(doc=node_of(call, call.params["id"]).tags)


def add_tag(call):
    node = node_of(call, call.params["id"])
    kind, value = call.body.get("type", "text"), call.body.get("value", "")
    if kind != "text" and not re.fullmatch(r"[^@\s]+@[^@\s]+", value):
        raise bad_value("value", "value is no e-mail address")
    tag = {"id": new_id(), "file_id": node.id, "type": kind, "value": value}
    node.tags = node.tags + [tag]
    call.state.tree.put(node)
    return Reply(doc=tag)


def both_lists(check):
    """{"_and": [...], "_or": [...]} of what check lets through, at least one of them."""
    model = {"_and": optional(list_of(check, 100)), "_or": optional(list_of(check, 100))}

    def check_both(value):
        if not isinstance(value, dict) or not value or set(value) - set(model):
            raise ValueError("is not an object of _and and _or")
        return {name: model[name].check(part) for name, part in value.items()}
    return check_both


def object_of(model):
    def check(value):
        if not isinstance(value, dict) or not value or set(value) - set(model):
            raise ValueError("is not an object of " + ", ".join(model))
        return {name: model[name].check(part) for name, part in value.items()}
    return check


TAG = object_of({"type": optional(one_of(*TAG_TYPES)), "value": optional(text(0, 500))})
QUERY = object_of({"tag": optional(both_lists(TAG)), "name": optional(both_lists(text(0, 255))),
                   "created": optional(both_lists(moment)), "modified": optional(both_lists(moment))})
SEARCH = {"_and": optional(list_of(QUERY, 100)), "_or": optional(list_of(QUERY, 100))}


def holds(lists_of_terms, test):
    """Whether all of _and and, where there are any, one of _or pass the test."""
    either = lists_of_terms.get("_or")
    return all(map(test, lists_of_terms.get("_and", []))) and (not either or any(map(test, either)))


def time_holds(wanted, value):
    """Our choice: two times or more span an interval, one is the earliest, those of _or are meant exactly."""
    span = wanted.get("_and", [])
    inside = not span or (min(span) <= value and (len(span) == 1 or value <= max(span)))
    return inside and (not wanted.get("_or") or value in wanted["_or"])


def answers(node, query):
    tests = {
        "name": lambda part: holds(part, lambda word: word.casefold() in node.name.casefold()),
        "tag": lambda part: holds(part, lambda tag: any(set(tag.items()) <= set(one.items()) for one in node.tags)),
        "created": lambda part: time_holds(part, node.created),
        "modified": lambda part: time_holds(part, node.modified),
    }
    return all(tests[name](part) for name, part in query.items())


def search(call):
    if not call.body:
        raise ApiError(400, 11, "_and or _or is missing", "_and")
    tree = call.state.tree
    home = tree.nodes[call.user.home_id]
    found = [node for node in tree.below(home)[1:] if holds(call.body, lambda query, node=node: answers(node, query))]
    return lists.list_reply(call, [document(call, node) for node in found], generated, 0)


# Changes

def makedir(call):
    tree = call.state.tree
    folder = folder_of(call, call.body.get("target", call.user.home_id), "target")
    name = tree.settle_name(folder.id, call.body["name"], call.body.get("resolve", True))
    node = tree.make(folder, name, "D")
    tree.log("makedir", node)
    return Reply(201, document(call, node))


def set_time(call):
    node = node_of(call, call.body["id"])
    if "mtime" in call.body:
        node.modified = call.body["mtime"]
        call.state.tree.put(node)
    return Reply(doc=document(call, node, ["sub_type"], gid=0, uid=call.user.uid))


def rename(call):
    tree, node = call.state.tree, node_of(call, call.params["id"])
    not_system([node], "id")
    old = node.name
    node.name = tree.settle_name(node.parent_id, call.body["name"], call.body.get("resolve", True), moving=node)
    tree.put(node)
    tree.touch(node.parent_id)
    tree.log("rename", node)
    return Reply(doc=document(call, node, ["modified_ms", "sub_type"], old_name=old))


def check_target(call, nodes, target):
    """Nothing goes into itself."""
    if any(node in call.state.tree.above(target) for node in nodes):
        raise ApiError(400, 92, "An item cannot go into itself", "target")


def check_names(call, nodes, target, resolve):
    if not resolve:
        if len({node.name for node in nodes}) != len(nodes):
            raise ApiError(400, 96, "Two of them have the same name", "ids")
        for node in nodes:
            call.state.tree.settle_name(target.id, node.name, False, 96, node)


def check_room(call, nodes, target):
    user = call.state.users.get(target.owner)
    if user and sum(map(call.state.tree.size, nodes)) > call.state.tree.room(user):
        raise ApiError(400, 122, "The quota does not allow that much", "ids")


def several(call):
    """(nodes, target) of a copy or move, checked."""
    nodes, target = nodes_of(call, call.body["ids"]), folder_of(call, call.body["target"], "target")
    not_system(nodes, "ids")
    check_target(call, nodes, target)
    check_names(call, nodes, target, call.body.get("resolve", True))
    return nodes, target


def still_there(call, nodes):
    """Those that a later job still finds."""
    return [node for node in nodes if call.state.tree.nodes.get(node.id) is node]


def copy(call):
    nodes, target = several(call)
    tree = call.state.tree
    check_room(call, nodes, target)

    def job():
        for node in still_there(call, nodes):
            tree.copy(node, target, tree.free_name(target.id, node.name))

    return jobs.start(call, job)


def at_once_or_job(call, job):
    """Up to ten ids are dealt with before the answer."""
    if len(call.body["ids"]) > NOW_AND_THEN:
        return jobs.start(call, job)
    job()
    return Reply(doc={"ids": call.body["ids"]})


def move(call):
    nodes, target = several(call)
    tree = call.state.tree

    def job():
        for node in still_there(call, nodes):
            tree.move(node, target, tree.settle_name(target.id, node.name, True, moving=node))

    return at_once_or_job(call, job)


def delete(call):
    nodes, tree = nodes_of(call, call.body["ids"]), call.state.tree
    not_system(nodes, "ids")
    permanently = call.body.get("delete_permanently", False)

    def job():
        for node in still_there(call, nodes):
            (tree.erase if permanently else tree.trash)(node)

    return at_once_or_job(call, job)


def one_to(call, moving):
    """(node, target, name) of copyone or moveone, with the way made free where it is to be overwritten."""
    tree, body = call.state.tree, call.body
    node, target = node_of(call, body["file_id"], "file_id"), folder_of(call, body["target_id"], "target_id")
    not_system([node], "file_id")
    check_target(call, [node], target)
    taken = tree.named(target.id, body["name"])
    overwrite = body.get("resolve", True) and body.get("resolve_mode") == "overwrite"
    if not overwrite or taken is None:
        name = tree.settle_name(target.id, body["name"], body.get("resolve", True), 96, node if moving else None)
        return node, target, name
    if taken is not node:
        if taken.is_folder != node.is_folder or (taken.is_folder and tree.children.get(taken.id)):
            raise ApiError(400, 96, "A folder is in the way", body["name"])
        tree.erase(taken)
    elif not moving:
        raise ApiError(400, 92, "A file is not copied onto itself", body["name"])
    return node, target, body["name"]


def set_mtime(call, node):
    if "mtime" in call.body:
        node.modified = call.body["mtime"]
        call.state.tree.put(node)


def copyone(call):
    check_room(call, [node_of(call, call.body["file_id"], "file_id")], folder_of(call, call.body["target_id"], "target_id"))
    node = call.state.tree.copy(*one_to(call, False))
    set_mtime(call, node)
    return Reply(doc=document(call, node))


def moveone(call):
    node, target, name = one_to(call, True)
    call.state.tree.move(node, target, name)
    set_mtime(call, node)
    return Reply(doc=document(call, node))


def empty_trash(call):
    tree = call.state.tree
    trash = node_of(call, call.params.get("id", call.user.trash_id))
    if trash.type != "T":
        raise ApiError(400, 21, "That is not a trash folder", "id")
    gone = tree.listing(trash)
    doc = [{"id": node.id, "source_id": node.origin, "dest_id": trash.id} for node in gone]
    for node in gone:
        tree.erase(node)
    return lists.list_reply(call, doc, generated, 0)


ROUTES = [
    Route("GET", "/file/metadata", metadata, query=CONTENT),
    Route("GET", "/file/metadata/{id}", metadata, query=CONTENT),
    Route("POST", "/file/metadata", set_time, model=SET_TIME),
    Route("POST", "/file/id", find, model=FILE_ID),
    Route("GET", "/file/info/{id}", info),
    Route("GET", "/file/size/{id}", size),
    Route("GET", "/file/csv/{id}", table),
    Route("GET", "/file/diff/{id}", diff, query=DIFF),
    Route("GET", "/file/preview/{id}", preview),
    Route("GET", "/file/wopi-token/{id}", wopi_token),
    Route("GET", "/file/tags/{id}", tags),
    Route("POST", "/file/add-tag/{id}", add_tag, model=ADD_TAG),
    Route("POST", "/file/search", search, model=SEARCH),
    Route("POST", "/file/makedir", makedir, model=MAKEDIR),
    Route("POST", "/file/rename/{id}", rename, model=RENAME),
    Route("POST", "/file/copy", copy, model=COPY_MOVE),
    Route("POST", "/file/move", move, model=COPY_MOVE),
    Route("POST", "/file/delete", delete, model=DELETE),
    Route("POST", "/file/copyone", copyone, model=ONE),
    Route("POST", "/file/moveone", moveone, model=ONE),
    Route("POST", "/file/empty-trash", empty_trash),
    Route("POST", "/file/empty-trash/{id}", empty_trash),
]
