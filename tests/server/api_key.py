# SPDX-License-Identifier: MIT
"""/api-key: what a device shows instead of a password."""

import lists
from api_user import managed
from reply import Reply, forbidden, not_found
from routes import Route
from schema import one_of, optional, text, uuid
from shape import shaped
from state import ApiKey

CREATE = {"name": optional(text(0, 255)), "status": optional(one_of("A", "D")), "role_id": optional(uuid)}
SPARSE = ("role_id", "email", "hint", "created", "modified")
UPDATE = {"name": optional(text(0, 255)), "status": optional(one_of("A", "D"))}


def document(call, key, secret=False):
    """The secret itself is in the answer to create alone, unless the switch key_secret says otherwise."""
    doc = {"id": key.id, "role_id": key.user_id, "email": call.state.users[key.user_id].email, "key": key.key,
           "hint": key.key[:4], "created": key.created, "modified": key.modified, "status": key.status}
    if not secret and call.switches.key_secret == "once":
        del doc["key"]
    return shaped(call.switches, doc, SPARSE)


def generated(low, context):
    """Element of a generated list of keys."""
    number = lists.numbered(low)
    return {"id": lists.numbered_id(low, 0x0a910000), "role_id": lists.numbered_id(low, 0x05e20000),
            "email": f"device-{number}@example.org", "hint": f"k{low % 10}-{low:03d}", "created": 1700000000 + low,
            "modified": 1700000000.5 + low, "status": "A" if low % 5 else "D"}


def own_key(call):
    """The key of the path, if the caller may manage its user."""
    key = call.state.keys.get(call.params["id"])
    if key is None:
        raise not_found("API key", "id")
    if not call.user.may_manage(call.state.users[key.user_id]):
        raise forbidden("You may not manage that key", "id")
    return key


def get_all(call):
    seen = [key for key in call.state.keys.values() if call.user.may_manage(call.state.users[key.user_id])]
    return lists.list_reply(call, [document(call, key) for key in seen], generated, call.switches.big_keys)


def of_user(call):
    user = managed(call, call.params["id"], "id")
    return lists.list_reply(call, [document(call, key) for key in call.state.keys_of(user)], generated, call.switches.big_keys)


def metadata(call):
    return Reply(doc=document(call, own_key(call)))


def create(call):
    user = managed(call, call.body.get("role_id", call.user.id), "role_id")
    now = call.state.moment()
    key = ApiKey(user.id, call.body.get("status", "A"), call.body.get("name", ""), now, now)
    call.state.put(key)
    return Reply(201, document(call, key, secret=True))


def update(call):
    key = own_key(call)
    vars(key).update(call.body)
    if call.body:
        key.modified = call.state.moment()
        call.state.put(key)
    return Reply(doc=document(call, key))


def delete(call):
    key = own_key(call)
    call.state.drop(key)
    return Reply(doc={"id": key.id})


ROUTES = [
    Route("GET", "/api-key", get_all),
    Route("GET", "/api-key/{id}", of_user),
    Route("GET", "/api-key/metadata/{id}", metadata),
    Route("POST", "/api-key/create", create, model=CREATE, body_optional=True),
    Route("POST", "/api-key/update/{id}", update, model=UPDATE),
    Route("GET", "/api-key/delete/{id}", delete),
]
