# SPDX-License-Identifier: MIT
"""Who sends a request: session token, API key, or e-mail and password."""

import hmac

from reply import ApiError, unauthorised
from routes import Auth
from schema import from_base64


def authorisation(headers):
    """(scheme, credentials) of a request, scheme one of "token", "basic", "bearer", "" (none)."""
    token, header = headers.get("X-Auth-Token"), headers.get("Authorization")
    if token is not None and header is not None:
        raise ApiError(400, 10, "X-Auth-Token and Authorization exclude each other", "Authorization")
    if token is not None:
        return "token", token
    if header is None:
        return "", ""
    scheme, _, credentials = header.partition(" ")
    if scheme.lower() not in ("basic", "bearer") or not credentials.strip():
        raise ApiError(400, 10, "Authorization is neither Basic nor Bearer", "Authorization")
    return scheme.lower(), credentials.strip()


def email_and_password(credentials):
    try:
        email, colon, password = from_base64(credentials).partition(":")
    except ValueError as reason:
        raise ApiError(400, 10, f"Authorization {reason}", "Authorization") from None
    if not colon:
        raise ApiError(400, 10, "Authorization holds no colon", "Authorization")
    return email, password


def user_by_password(state, credentials):
    email, password = email_and_password(credentials)
    user = state.user_by_email(email)
    if user is None or not user.password or not hmac.compare_digest(user.password.encode(), password.encode()):
        if user is not None:
            user.failed_logins += 1
            state.put(user)
        raise unauthorised("E-mail or password is wrong")
    return user


def ask_for_captcha(call, credentials):
    """Refuse whoever failed too often, until the captcha is solved."""
    user, limit = call.state.user_by_email(email_and_password(credentials)[0]), call.switches.captcha_after
    if limit and user is not None and user.failed_logins >= limit:
        raise ApiError(401, 70, "Solve the captcha first", "captcha")


def must_be_active(call, user):
    if call.switches.account_status == "S":
        raise unauthorised("The account is suspended", 13)
    if user.status != "A":
        raise unauthorised("The user is deactivated", 80)
    return user


def by_session(call, token):
    session = call.state.live_session(token)
    if session is None:
        raise unauthorised("There is no such session")
    if session.pending and call.route.auth is not Auth.SESSION:
        raise unauthorised("The second factor is outstanding")
    call.session = session
    return call.state.users[session.user_id]


def by_key(call, text):
    key = call.state.key_by_text(text)
    if key is None:
        raise unauthorised("There is no such API key")
    if key.status != "A":
        raise unauthorised("The API key is deactivated", 80)
    return call.state.users[key.user_id]


def by_password(call, credentials):
    user = user_by_password(call.state, credentials)
    if user.enrolled:
        raise unauthorised("A second factor is needed: log in")
    return user


def limit_logins(call, credentials):
    wait = call.state.count_login(email_and_password(credentials)[0].lower())
    if wait:
        raise ApiError(429, 70, "Too many logins", headers=[("Retry-After", str(wait))])


def identify(call, headers):
    """Fill in call.user and call.session as the route asks for, or refuse."""
    scheme, credentials = authorisation(headers)
    wanted = call.route.auth
    if wanted is Auth.NONE:
        return
    if wanted is Auth.BASIC and scheme == "basic":
        limit_logins(call, credentials)
        ask_for_captcha(call, credentials)
        user = user_by_password(call.state, credentials)
    elif wanted in (Auth.USER, Auth.SESSION) and scheme == "token":
        user = by_session(call, credentials)
    elif wanted is Auth.USER and scheme == "bearer":
        user = by_key(call, credentials)
    elif wanted is Auth.USER and scheme == "basic":
        user = by_password(call, credentials)
    else:
        raise unauthorised(f"Not authorised, expected {wanted.value}")
    call.user = must_be_active(call, user)
