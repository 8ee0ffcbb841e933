# SPDX-License-Identifier: MIT
"""/profile: the logged-in user, quota, password and second factors."""

import base64
import io

import qrcode

import factors
import totp
from reply import JSON, ApiError, Reply, bad_value
from routes import Route
from schema import from_base64, one_of, optional, required, text
from shape import shaped

LANGUAGES = ("en_GB", "de_DE", "zh_CN")
SPARSE = ("max_file_size", "max_files_per_share", "uid", "gid", "unique_login", "sftp_login", "message_signature",
          "services", "share_types", "plan", "quota")


def email_address(value):
    value = text(6, 254, without=" \t\r\n")(value)
    local, at, host = value.rpartition("@")
    if not (local and at and "@" not in local and "." in host.strip(".")):
        raise ValueError("is not an e-mail address")
    return value


SET = {
    "name": optional(text(3, 511, without="@")),
    "email": optional(email_address),
    "language": optional(one_of(*LANGUAGES)),
    "message_signature": optional(text(0, 500)),
}
SET_PASSWORD = {"password": required(from_base64), "new_password": required(from_base64)}
SET_MFA = {"auth_type": required(one_of(*factors.METHODS)), "code": required(text(1, 64))}
REMOVE_MFA = {"auth_type": required(one_of(*factors.METHODS))}


def share_types(user, form):
    allowed = {"restricted_share": True, "public_share": user.super_admin == "Y", "tracked_share": True}
    if form == "letters":
        return {name: "Y" if value else "N" for name, value in allowed.items()}
    return allowed


def document(call):
    """The 34 members of a profile."""
    user, account = call.user, call.state.account
    return {
        "id": user.id,
        "name": user.name,
        "email": user.email,
        "super_admin": user.super_admin,
        "home_id": user.home_id,
        "operations": user.operations,
        "max_file_size": None,
        "max_files_per_share": 1000,
        "plan": account.plan,
        "is_contact": user.is_contact,
        "language": user.language,
        "channel_id": user.channel_id,
        "account_id": account.id,
        "storage_id": account.storage_id,
        "created": user.created,
        "modified": user.modified,
        "quota": user.quota,
        "status": user.status,
        "uid": user.uid,
        "gid": None,
        "has_key": user.pgp is not None,
        "pgp_enabled": True,
        "message_signature": user.message_signature,
        "outgoing_id": user.outgoing_id,
        "incoming_id": user.incoming_id,
        "services": account.services_of(user),
        "share_types": share_types(user, call.switches.share_types),
        "unique_login": user.login,
        "auth_methods": user.auth_methods,
        "account_status": call.switches.account_status,
        "sftp_url": "sftp.station.example",
        "forced_auth": user.forced_auth,
        "sftp_login": user.login,
        "enable_pgp": True,
    }


def get(call):
    return Reply(doc=shaped(call.switches, document(call), SPARSE))


def info(call):
    return Reply(doc={"user_used": call.state.used_by(call.user), "user_limit": call.user.quota,
                      "acc_used": call.state.account.used + sum(call.state.tree.usage.values()),
                      "acc_limit": call.state.account.limit})


def change(call):
    user, body = call.user, call.body
    email = body.get("email", user.email)
    if email != user.email:
        if user.super_admin != "Y":
            raise ApiError(403, 50, "Only an administrator may change the e-mail address", "email")
        if call.state.user_by_email(email) not in (None, user):
            raise ApiError(400, 31, "The e-mail address belongs to another user", email)
    for name, value in body.items():
        setattr(user, name, value)
    if body:
        user.modified = call.state.moment()
        call.state.put(user)
    return Reply(doc={name: getattr(user, name) for name in SET})


def set_password(call):
    user, new = call.user, call.body["new_password"]
    if call.body["password"] != user.password:
        status = call.switches.wrong_password
        raise ApiError(status, 14 if status == 401 else 10, "The current password is wrong", "password")
    if not 6 <= len(new) <= 64:
        raise bad_value("new_password", "A password has 6 to 64 characters")
    if new == user.password:
        raise bad_value("new_password", "The new password is the old one")
    user.password = new
    closes = call.switches.set_password_closes
    if closes != "none":
        close_sessions(call, own=closes == "all")
    call.state.put(user)
    return Reply(doc={"email": user.email})


def close_sessions(call, own):
    """Close the user's sessions, the one in use only if own; returns their ids, the own one first."""
    closed = [one for one in call.state.sessions_of(call.user) if own or one is not call.session]
    closed.sort(key=lambda one: one is not call.session)
    for session in closed:
        call.state.close_session(session)
    return [session.id for session in closed]


def qr_png(content):
    file = io.BytesIO()
    qrcode.make(content, box_size=4, border=4).save(file, "PNG")
    return file.getvalue()


def generate(call):
    call.user.totp_pending = totp.new_secret()
    call.state.save()
    form = call.switches.qr_form
    if form == "empty":
        return Reply()
    png = qr_png(totp.uri(call.user.totp_pending, call.user.email))
    if form == "png":
        return Reply(body=png, content_type="image/png")
    coded = base64.b64encode(png)
    if form == "quoted":
        return Reply(body=b'"' + coded + b'"', content_type=JSON)
    if form == "datauri":
        return Reply(body=b"data:image/png;base64," + coded, content_type="text/plain; charset=utf-8")
    return Reply(body=coded, content_type="application/octet-stream")


def enrol_totp(call, code):
    user = call.user
    if not user.totp_pending:
        raise bad_value("code", "No secret was generated")
    step = totp.matching_step(user.totp_pending, code, call.state.now())
    if step is None:
        raise ApiError(400, factors.WRONG_CODES["2FA"], "The code is wrong", "code")
    user.totp_secret, user.totp_pending, user.totp_last_step = user.totp_pending, "", step


def set_mfa(call):
    method = call.body["auth_type"]
    try:
        code = factors.plain_code(method, call.body["code"])
    except ValueError as reason:
        raise bad_value("code", f"code {reason}") from None
    if method == "PIN":
        call.user.pin = code
    else:
        enrol_totp(call, code)
    if method not in call.user.auth_methods:
        call.user.auth_methods.append(method)
    closed = close_sessions(call, own=call.switches.close_own_session)
    call.state.put(call.user)
    return Reply(doc=closed_document(closed, call.switches.session_ids))


def closed_document(closed, form):
    if form == "absent":
        return {}
    if form == "array":
        return {"session_ids": closed}
    return {"session_ids": closed[0] if form == "string" and closed else None}


def remove_mfa(call):
    method, user = call.body["auth_type"], call.user
    if method not in user.auth_methods:
        raise bad_value("auth_type", "That factor is not switched on")
    if method in user.forced_auth:
        raise ApiError(403, 50, "The administrator asks for that factor", "auth_type")
    user.auth_methods.remove(method)
    if method == "PIN":
        user.pin = ""
    else:
        user.totp_secret = ""
    call.state.put(user)
    return Reply(doc={"status": "success"})


ROUTES = [
    Route("GET", "/profile", get),
    Route("GET", "/profile/info", info),
    Route("POST", "/profile/set", change, model=SET, body_optional=True),
    Route("POST", "/profile/set-password", set_password, model=SET_PASSWORD),
    Route("GET", "/profile/2fa/generate", generate),
    Route("POST", "/profile/set-mfa", set_mfa, model=SET_MFA),
    Route("POST", "/profile/remove-mfa", remove_mfa, model=REMOVE_MFA),
]
