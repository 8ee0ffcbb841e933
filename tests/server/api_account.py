# SPDX-License-Identifier: MIT
"""/account, /languages and /check: what is known of the account and the service."""

import functools
import struct
import zlib

from reply import Reply, unauthorised
from routes import Auth, Route
from schema import optional, text

TITLES = {"en_GB": "English", "de_DE": "Deutsch", "zh_CN": "中文"}


@functools.lru_cache(maxsize=1)
def logo_png(width=96, height=32):
    """A PNG of 8-bit RGB, of colours that run across it."""
    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
    rows = b"".join(b"\0" + b"".join(bytes((x * 2, y * 7, 160)) for x in range(width)) for y in range(height))
    return (b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)) +
            chunk(b"IDAT", zlib.compress(rows, 9)) + chunk(b"IEND", b""))


def info(call):
    account = call.state.account
    return Reply(doc={"id": account.id, "key": account.plan, "base": True,
                      "properties": {"users": 500, "storage": account.limit, "features": ["sftp", "pgp"]},
                      "server_location": "eu-west"})


def accounts(call):
    account = call.state.account
    return Reply(doc=[{"id": account.id, "hostname": "localhost", "plan": account.plan,
                       "status": call.switches.account_status, "current": True},
                      {"id": "other", "hostname": "other.example", "plan": "trial", "status": "A", "current": False}])


def logo(call):
    return Reply(body=logo_png(), content_type="image/png")


def metadata(call):
    return Reply(doc={"status": call.switches.account_status, "title": "Station & Söhne", "language": "en_GB",
                      "default_logo": False})


def roles(call):
    return Reply(doc=[{"id": user.id, "email": user.email, "name": user.name}
                      for user in call.state.users.values() if not user.is_contact])


def languages(call):
    return Reply(doc=[{"id": one, "name": name, "filename": f"{one}.json"} for one, name in TITLES.items()])


def default_language(call):
    return Reply(doc={"id": "en_GB"})


def ping(call):
    key = call.query.get("api_key")
    if key is not None and call.state.key_by_text(key) is None:
        raise unauthorised("There is no such API key")
    return Reply(doc={"response": "pong"})


ROUTES = [
    Route("GET", "/account/info", info),
    Route("GET", "/account/list", accounts),
    Route("GET", "/account/logo", logo, Auth.NONE),
    Route("GET", "/account/metadata", metadata, Auth.NONE),
    Route("GET", "/account/roles", roles),
    Route("GET", "/languages", languages),
    Route("GET", "/languages/default", default_language, Auth.NONE),
    Route("GET", "/check/ping", ping, Auth.NONE, query={"api_key": optional(text(1, 255))}),
]
