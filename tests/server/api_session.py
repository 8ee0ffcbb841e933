# SPDX-License-Identifier: MIT
"""/session: log in, second factor, captcha, keep alive, log out."""

import factors
from reply import ApiError, Reply, bad_value, unauthorised
from routes import Auth, Route
from schema import json_object, one_of, optional, required, text

LOGIN = {
    "auth_type": required(one_of(*factors.METHODS)),
    "code": optional(text(1, 64)),
    "value": optional(json_object),
}
VALUE_MEMBER = {"2FA": "code", "PIN": "pin"}


def token_reply(call, session, status=200, headers=()):
    if call.switches.token_place == "header":
        return Reply(status, {"account_id": call.state.account.id},
                     headers=[("X-Auth-Token", session.id), *headers])
    return Reply(status, {"session_id": session.id}, headers=list(headers))


def login(call):
    user = call.user
    user.failed_logins = 0
    if not user.enrolled:
        logged_in(call, user)
        return token_reply(call, call.state.open_session(user))
    call.state.put(user)
    code = call.switches.mfa_code
    if code == "auto":
        code = factors.MFA_CODES[factors.announced(user)]
    headers = [] if code == "absent" else [("Mfa-Code", str(code))]
    return token_reply(call, call.state.open_session(user, pending=True), 207, headers)


def logged_in(call, user):
    user.last_login = call.state.moment()
    call.state.put(user)


def sent_code(body):
    """The code out of {"code": ...} or the older {"value": {"code": ...}} and {"value": {"pin": ...}}."""
    if "code" in body and "value" in body:
        raise bad_value("value", "code and value exclude each other")
    if "code" in body:
        return body["code"]
    if "value" not in body:
        raise ApiError(400, 11, "code is missing", "code")
    name = VALUE_MEMBER[body["auth_type"]]
    if set(body["value"]) != {name} or not isinstance(body["value"][name], str):
        raise bad_value("value", f"value holds a string {name} and nothing else")
    return body["value"][name]


def prove(call):
    method, session, user = call.body["auth_type"], call.session, call.user
    if not session.pending:
        raise ApiError(400, 21, "No second factor is outstanding")
    if method not in user.enrolled:
        raise bad_value("auth_type", "The user has no such factor")
    try:
        code = factors.plain_code(method, sent_code(call.body))
    except ValueError as reason:
        raise bad_value("code", f"code {reason}") from None
    if not factors.proves(user, method, code, call.state):
        refuse_code(call, method)
    return complete(call)


def refuse_code(call, method):
    call.session.wrong_codes += 1
    call.state.put(call.session)
    if call.session.wrong_codes >= call.switches.mfa_tries:
        call.state.close_session(call.session)
    raise unauthorised("The code is wrong", factors.WRONG_CODES[method])


def complete(call):
    logged_in(call, call.user)
    keep = call.switches.keep_token_after_mfa
    if keep:
        call.session.pending = False
        call.state.put(call.session)
        return Reply(doc={}) if keep == "silent" else token_reply(call, call.session)
    call.state.close_session(call.session)
    return token_reply(call, call.state.open_session(call.user))


def keepalive(call):
    return Reply()


def logout(call):
    call.state.close_session(call.session)
    return Reply()


def solves_captcha(call, token):
    """Whether it is the right one; then everybody may try to log in again."""
    if token != call.switches.captcha_token:
        return False
    for user in call.state.users.values():
        if user.failed_logins:
            user.failed_logins = 0
            call.state.put(user)
    return True


def unblock_captcha(call):
    return Reply(doc={"valid": solves_captcha(call, call.query["token"])})


def unblock_captcha_older(call):
    valid = solves_captcha(call, call.body["token"])
    return Reply(200 if valid else 401, {"valid": valid})


CAPTCHA = {"token": required(text(1, 4096))}
ROUTES = [
    Route("GET", "/session/login", login, Auth.BASIC),
    Route("POST", "/session/login", prove, Auth.SESSION, LOGIN),
    Route("GET", "/session/keepalive", keepalive, Auth.SESSION),
    Route("GET", "/session/logout", logout, Auth.SESSION),
    Route("GET", "/session/unblock-captcha", unblock_captcha, Auth.NONE, query=CAPTCHA),
    Route("POST", "/session/unblock-captcha", unblock_captcha_older, Auth.NONE, CAPTCHA),
]
