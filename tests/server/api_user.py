# SPDX-License-Identifier: MIT
"""/user and /service: who is there, and what an administrator does to them."""

import factors
import jobs
import lists
import totp
from api_file import folder_of
from api_profile import LANGUAGES, email_address
from reply import ApiError, Reply, bad_value, forbidden, not_found
from routes import Auth, Route
from schema import flag, from_base64, ids, list_of, one_of, optional, required, text, uuid, whole
from shape import shaped
from state import User, new_id

FIELDS = {
    "name": text(3, 511, without="@"),
    "email": email_address,
    "parent_id": uuid,
    "quota": whole(-1),
    "status": one_of("A", "D"),
    "super_admin": one_of("Y", "N"),
    "home_id": uuid,
    "user_operations": whole(0, 65535),
    "home_operations": whole(0, 255),
    "language": one_of(*LANGUAGES),
    "groups": list_of(uuid),
    "services": list_of(uuid),
    "custom_sftp_home": flag,
    "sftp_login": text(1, 255, without=" @"),
}
OPTIONAL = {name: optional(check) for name, check in FIELDS.items()}
CREATE = {**OPTIONAL, "name": required(FIELDS["name"]), "email": required(FIELDS["email"])}
EDIT = {"ids": required(ids), **OPTIONAL}
DELETE = {"ids": required(ids), "delete_home": optional(flag)}
SIGNUP = {"email": required(email_address), "password": required(from_base64)}
SET_MFA = {"ids": required(ids), "auth_type": required(one_of(*factors.METHODS)), "code": required(text(0, 64))}
SPARSE = """parent_id home_id home_name quota created modified groups user_operations effective_operations home_operations
language storage_id has_key services unique_login custom_sftp_home sftp_home readonly auth_methods last_login storage_used
forced_auth sftp_login""".split()
REMOVE_MFA = {"ids": required(ids), "auth_type": required(one_of(*factors.METHODS))}
RESET_MFA = {"ids": required(ids), "auth_type": required(one_of("2FA"))}


def group_document(group):
    order = 1 if group["system"] else 4
    return {"id": group["id"], "name": group["name"],
            "metadata": {"is_system": group["system"], "translation_id": None, "visual_order": order}}


def document(call, user):
    """The 28 members of a user."""
    account = call.state.account
    groups = [account.group(one) for one in user.groups]
    effective = user.operations
    for group in groups:
        effective |= group["operations"]
    return shaped(call.switches, {
        "id": user.id,
        "parent_id": user.parent_id,
        "home_id": user.home_id,
        "home_name": user.email,
        "super_admin": user.super_admin,
        "name": user.name,
        "email": user.email,
        "status": user.status,
        "quota": user.quota,
        "created": user.created,
        "modified": user.modified,
        "groups": [group_document(group) for group in groups],
        "user_operations": user.operations,
        "effective_operations": effective,
        "home_operations": user.home_operations,
        "language": user.language,
        "storage_id": account.storage_id,
        "has_key": user.pgp is not None,
        "services": account.services_of(user),
        "unique_login": user.login,
        "custom_sftp_home": user.custom_sftp_home,
        "sftp_home": None,
        "readonly": False,
        "auth_methods": user.auth_methods,
        "last_login": user.last_login,
        "storage_used": call.state.used_by(user),
        "forced_auth": user.forced_auth,
        "sftp_login": user.login,
    }, SPARSE)


def generated(low, context):
    """Element of a generated list of users."""
    number = lists.numbered(low)
    if context["members"] == "few":
        return {"id": lists.numbered_id(low, 0x05e20000), "name": f"Device {number}",
                "email": f"device-{number}@example.org", "status": "A" if low % 7 else "D"}
    return {
        "id": lists.numbered_id(low, 0x05e20000),
        "parent_id": lists.numbered_id(0, 0x05e20001),
        "home_id": lists.numbered_id(low, 0x05e20002),
        "home_name": f"device-{number}@example.org",
        "super_admin": "N",
        "name": f"Device {number}",
        "email": f"device-{number}@example.org",
        "status": "A" if low % 7 else "D",
        "quota": -1 if low % 3 else low * 2 ** 30,
        "created": 1700000000 + low,
        "modified": 1700000000.25 + low,
        "groups": [{"id": lists.numbered_id(low % 5, 0x05e20003), "name": f"Group {low % 5}",
                    "metadata": {"is_system": False, "translation_id": None, "visual_order": low % 5}}] * (low % 3),
        "user_operations": 3,
        "effective_operations": 131,
        "home_operations": 191,
        "language": LANGUAGES[low % len(LANGUAGES)],
        "storage_id": lists.numbered_id(0, 0x05e20004),
        "has_key": low % 2 == 1,
        "services": [{"id": lists.numbered_id(0, 0x05e20005), "service_key": "SFTP"}] * (low % 2),
        "unique_login": f"device-{number}",
        "custom_sftp_home": False,
        "sftp_home": None,
        "readonly": False,
        "auth_methods": [],
        "last_login": None if low % 4 else 1700000000.125,
        "storage_used": low,
        "forced_auth": [],
        "sftp_login": f"device-{number}",
    }


# Who may do what

def managed(call, user_id, name="ids"):
    user = call.state.users.get(user_id)
    if user is None:
        raise not_found("user", name)
    if not call.user.may_manage(user):
        raise forbidden("You may not manage that user", name)
    return user


def managing(call):
    if not call.user.manages:
        raise forbidden("Only an administrator may do that")


def managed_users(call):
    managing(call)
    if not call.body["ids"]:
        raise ApiError(400, 94, "The list is empty", "ids")
    return [managed(call, one) for one in call.body["ids"]]


def check_fields(call, body):
    """What the schema cannot know: rights, and whether what is referred to is there."""
    account = call.state.account
    if body.get("super_admin") == "Y" and call.user.super_admin != "Y":
        raise forbidden("Only an administrator of the account makes another", "super_admin")
    for group in body.get("groups", []):
        if account.group(group) is None:
            raise not_found("group", "groups")
    for service in body.get("services", []):
        if service not in account.service_keys:
            raise not_found("service", "services")
    if "home_id" in body:
        folder_of(call, body["home_id"], "home_id")


def check_email(call, email, user=None):
    if call.state.user_by_email(email) not in (None, user):
        raise ApiError(400, 31, "The e-mail address belongs to another user", email)


# Operations

def get_all(call):
    seen = [one for one in call.state.users.values() if call.user.may_manage(one) and not one.is_contact]
    switches = call.switches
    return lists.list_reply(call, [document(call, one) for one in seen] if not switches.big_users else None,
                            generated, switches.big_users, context=[("members", switches.big_members)])


def metadata(call):
    return Reply(doc=document(call, managed(call, call.params["id"], "id")))


def create(call):
    managing(call)
    body = dict(call.body)
    check_fields(call, body)
    check_email(call, body["email"])
    now = call.state.moment()
    body["operations"] = body.pop("user_operations", 3)
    body.setdefault("parent_id", call.user.id)
    user = User(password="", created=now, modified=now, invitation=new_id(),
                uid=20101 + len(call.state.users), **body)
    call.state.put(user)
    call.state.tree.make_home(user)
    return Reply(201, document(call, user))


def edit(call):
    users, body = managed_users(call), dict(call.body)
    del body["ids"]
    check_fields(call, body)
    if "email" in body:
        if len(users) != 1:
            raise bad_value("email", "An e-mail address is changed for one user only")
        check_email(call, body["email"], users[0])
    if "user_operations" in body:
        body["operations"] = body.pop("user_operations")
    for user in users:
        vars(user).update(body)
        user.modified = call.state.moment()
        call.state.put(user)
    return Reply(doc=[document(call, user) for user in users])


def delete(call):
    users = managed_users(call)
    if call.user in users:
        raise ApiError(403, 70, "Nobody deletes themselves", "ids")

    def job():
        for user in users:
            call.state.delete_user(user)
            if call.body.get("delete_home", False):
                call.state.tree.delete_home(user)

    return jobs.start(call, job)


def groups(call):
    return Reply(doc=[group_document(one) for one in call.state.account.groups])


def pgp_key(call):
    user = call.state.users.get(call.params["id"])
    if user is None:
        raise not_found("user", "id")
    if user.pgp is None:
        raise ApiError(404, 90, "The user has no PGP key", "id")
    doc = {**user.pgp, "email": user.email}
    if user is call.user:
        doc["private"] = "-----BEGIN PGP PRIVATE KEY BLOCK-----\n\n" + "c2VjcmV0" * 9 + "\n-----END PGP PRIVATE KEY BLOCK-----\n"
    return Reply(doc=doc)


def signup(call):
    user = call.state.user_by_email(call.body["email"])
    if user is None:
        raise not_found("user", "email")
    if user.invitation is None:
        raise ApiError(400, 31, "The user has a password already", "email")
    if not 6 <= len(call.body["password"]) <= 64:
        raise bad_value("password", "A password has 6 to 64 characters")
    user.password, user.invitation, user.modified = call.body["password"], None, call.state.moment()
    call.state.put(user)
    return Reply()


def change_factor(call, change):
    """Do change(user) to each, whose sessions end."""
    for user in managed_users(call):
        change(user)
        call.state.put(user)
        call.state.close_sessions(user)
    return Reply(doc={"status": "success"})


def set_mfa(call):
    method, code = call.body["auth_type"], call.body["code"]
    if method == "PIN":
        try:
            code = factors.plain_code(method, code)
        except ValueError as reason:
            raise bad_value("code", f"code {reason}") from None

    def change(user):
        if method == "PIN":
            user.pin = code
        elif not user.totp_secret:
            user.totp_secret = totp.new_secret()
        for forced in (user.auth_methods, user.forced_auth):
            if method not in forced:
                forced.append(method)

    return change_factor(call, change)


def remove_mfa(call):
    method = call.body["auth_type"]
    if method in call.switches.forced_auth:
        raise forbidden("The factor is forced for the account", "auth_type")

    def change(user):
        user.auth_methods = [one for one in user.auth_methods if one != method]
        user.forced_auth = [one for one in user.forced_auth if one != method]
        if method == "PIN":
            user.pin = ""
        else:
            user.totp_secret = ""

    return change_factor(call, change)


def reset_mfa(call):
    def change(user):
        user.totp_secret, user.totp_pending = "", ""
    return change_factor(call, change)


def service_document(call, service_id):
    key = call.state.account.service_keys[service_id]
    users = [{"id": one.id, "name": one.name} for one in call.state.users.values() if service_id in one.services]
    return {"id": service_id, "key": key, "base": key == "QX",
            "properties": {"max_users": 500, "ports": [22, 2222]} if key == "SFTP" else {},
            "users": users if call.user.manages else [], "forced_auth": []}


def services(call):
    return Reply(doc=[service_document(call, one) for one in call.state.account.service_keys])


def service_metadata(call):
    if call.params["id"] not in call.state.account.service_keys:
        raise not_found("service", "id")
    return Reply(doc=service_document(call, call.params["id"]))


ROUTES = [
    Route("GET", "/user", get_all),
    Route("GET", "/user/metadata/{id}", metadata),
    Route("POST", "/user/create", create, model=CREATE),
    Route("POST", "/user/edit", edit, model=EDIT),
    Route("POST", "/user/delete", delete, model=DELETE),
    Route("GET", "/user/group", groups),
    Route("GET", "/user/pgp-key/{id}", pgp_key),
    Route("POST", "/user/signup", signup, Auth.NONE, SIGNUP),
    Route("POST", "/user/set-mfa", set_mfa, model=SET_MFA),
    Route("POST", "/user/remove-mfa", remove_mfa, model=REMOVE_MFA),
    Route("POST", "/user/reset-mfa", reset_mfa, model=RESET_MFA),
    Route("GET", "/service", services),
    Route("GET", "/service/metadata/{id}", service_metadata),
]
