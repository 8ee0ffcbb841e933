# SPDX-License-Identifier: MIT
"""Every operation of the families that the server knows is there, and all are strict in the same way."""

import pytest

from checks import NOBODY, refused
from harness import b64

IDS = {"ids": [NOBODY]}
MFA = {"ids": [NOBODY], "auth_type": "2FA"}
COPY = {"ids": [NOBODY], "target": NOBODY}
ONE = {"file_id": NOBODY, "target_id": NOBODY, "name": "f"}

# (method, path, body of a POST or None); a path that begins with // is on the bare host
TOKEN = [
    ("GET", "/account/info", None), ("GET", "/account/list", None), ("GET", "/account/roles", None),
    ("GET", "/api-key", None), ("POST", "/api-key/create", {"name": "k"}), ("GET", "/api-key/delete/{id}", None),
    ("GET", "/api-key/metadata/{id}", None), ("POST", "/api-key/update/{id}", {"name": "k"}), ("GET", "/api-key/{id}", None),
    ("POST", "/file/add-tag/{id}", {"value": "x"}), ("POST", "/file/copy", COPY), ("POST", "/file/copyone", ONE),
    ("GET", "/file/csv/{id}", None), ("POST", "/file/delete", IDS), ("GET", "/file/diff/{id}?from=0", None),
    ("POST", "/file/download-link", IDS), ("GET", "/file/download/{id}", None), ("POST", "/file/empty-trash/{id}", None),
    ("POST", "/file/empty-trash", None), ("POST", "/file/id", {"path": ""}), ("GET", "/file/info/{id}", None),
    ("POST", "/file/makedir", {"name": "d"}), ("GET", "/file/metadata", None), ("POST", "/file/metadata", {"id": NOBODY}),
    ("GET", "/file/metadata/{id}", None), ("POST", "/file/modify", {"id": NOBODY}),
    ("POST", "/file/modify/{id}", {"truncate": 0}), ("POST", "/file/move", COPY), ("POST", "/file/moveone", ONE),
    ("GET", "/file/preview/{id}", None), ("POST", "/file/rename/{id}", {"name": "f"}),
    ("POST", "/file/search", {"_and": []}), ("GET", "/file/size/{id}", None), ("GET", "/file/tags/{id}", None),
    ("GET", "/file/wopi-token/{id}", None), ("GET", "/languages", None), ("GET", "/profile", None),
    ("GET", "/profile/2fa/generate", None), ("GET", "/profile/info", None), ("POST", "/profile/remove-mfa", {"auth_type": "PIN"}),
    ("POST", "/profile/set", {}), ("POST", "/profile/set-mfa", {"auth_type": "PIN", "code": "12345"}),
    ("POST", "/profile/set-password", {"password": b64("x"), "new_password": b64("long-enough")}),
    ("GET", "/service", None), ("GET", "/service/metadata/{id}", None), ("GET", "/upload/finalize/{id}", None),
    ("POST", "/upload/link", {"name": "f", "parent_id": NOBODY}), ("GET", "/user", None),
    ("POST", "/user/create", {"name": "abc", "email": "a.b@example.org"}), ("POST", "/user/delete", IDS),
    ("POST", "/user/edit", IDS), ("GET", "/user/group", None), ("GET", "/user/metadata/{id}", None),
    ("GET", "/user/pgp-key/{id}", None), ("POST", "/user/remove-mfa", MFA), ("POST", "/user/reset-mfa", MFA),
    ("POST", "/user/set-mfa", {**MFA, "code": ""}),
]
OPEN = [
    ("GET", "/account/logo", None), ("GET", "/account/metadata", None), ("GET", "/check/ping", None),
    ("GET", "/languages/default", None), ("GET", "/session/unblock-captcha?token=I-am-no-robot", None),
    ("POST", "/session/unblock-captcha", {"token": "I-am-no-robot"}), ("POST", "/user/signup", {"email": "a.b@example.org", "password": b64("x")}),
    ("POST", "//upload/chunked/{id}", None), ("POST", "//upload/multipart/{id}", None),
]
TWO_METHODS = ("/file/metadata", "/session/unblock-captcha")


def call(server, method, path, doc=None, **named):
    path = path.replace("{id}", NOBODY)
    target = path[1:] if path.startswith("//") else "/api/1.0" + path
    return server.request(method, target, doc, **named)


@pytest.mark.parametrize("method, path, doc", TOKEN)
def test_token_is_needed(server, method, path, doc):
    refused(call(server, method, path, doc), 401, 14)
    refused(call(server, method, path, doc, headers={"X-Auth-Token": NOBODY}), 401, 14)
    refused(call(server, method, path, doc, headers={"Authorization": "Bearer none"}), 401, 14)


@pytest.mark.parametrize("method, path, doc", TOKEN + OPEN)
def test_it_is_there(server, method, path, doc):
    answer = call(server, method, path, doc, headers=server.key("admin"))
    assert answer.status not in (405, 415, 500), answer.body
    if answer.status == 404:
        assert answer.doc["details"]["name"], "the path is known, what it names is not"
    elif answer.status >= 300:
        assert answer.doc["code"] in (10, 11, 30), answer.body


@pytest.mark.parametrize("method, path, doc", TOKEN + OPEN)
def test_wrong_method_and_query(server, method, path, doc):
    headers = server.key("admin")
    other = "POST" if method == "GET" else "GET"
    if path.partition("?")[0] not in TWO_METHODS:
        answer = call(server, other, path, headers=headers)
        refused(answer, 405, 21)
        assert answer.headers["Allow"] == method
    refused(call(server, "PUT", path, headers=headers), 405, 21)
    more = path + ("&" if "?" in path else "?") + "more=1"
    refused(call(server, method, more, doc, headers=headers), 400, 10, "more")
    slashes = path.partition("?")
    answer = call(server, method, slashes[0].replace("/", "//") + "/" + slashes[1] + slashes[2], doc, headers=headers)
    assert answer.status != 405


@pytest.mark.parametrize("method, path, doc", [one for one in TOKEN + OPEN if not one[1].startswith("//")])
def test_bodies(server, method, path, doc):
    headers = server.key("admin")
    if doc is None:
        refused(call(server, method, path, {}, headers=headers), 400, 10)
        return
    refused(call(server, method, path, {**doc, "other": 1}, headers=headers), 400, 10, "other")
    refused(call(server, method, path, [doc], headers=headers), 400, 10)
    for name in doc:
        for value in (None, 7.5, {"a": 1}):
            refused(call(server, method, path, {**doc, name: value}, headers=headers), 400, 10, name)


@pytest.mark.parametrize("method, path, doc", [one for one in TOKEN + OPEN if "{id}" in one[1]])
def test_ids_are_uuids(server, method, path, doc):
    for wrong in ("x", NOBODY.upper(), NOBODY[:-1], NOBODY + "0"):
        answer = call(server, method, path.replace("{id}", wrong), doc, headers=server.key("admin"))
        assert (answer.status, answer.doc["code"]) == (400, 10)
