# SPDX-License-Identifier: MIT
"""The profile that is measured: all 34 members in the order the server sends them, as compact JSON.

What must come out of a decoder is here as well.
"""
import json

DOCUMENT = {
    "id": "7b3d1f52-90c4-4a86-8e1d-5f20c6a9b714",
    "name": "Rosa Lind-Ångström",
    "email": "rosa.lind@north.station.example",
    "super_admin": "N",
    "home_id": "c1a4e0d7-2b65-4f39-a08c-9d7e3b516f42",
    "operations": 1535,
    "max_file_size": None,
    "max_files_per_share": 1000,
    "plan": "business",
    "is_contact": False,
    "language": "en_GB",
    "channel_id": "0f8e6d3c-71b2-4c5a-94d0-e2a7f1b83659",
    "account_id": "5d92b7e1-3c04-4e8f-b6a1-08f4d2c97e63",
    "storage_id": "a64f0c38-d5e9-4172-8b3d-71c2e9f05a86",
    "created": 1700000000,
    "modified": 1700000000.125,
    "quota": 5368709120,
    "status": "A",
    "uid": 20101,
    "gid": None,
    "has_key": False,
    "pgp_enabled": True,
    "message_signature": "Field station North\nPump 7 by the old mill",
    "outgoing_id": "e81c5a2f-4d76-4b09-93e5-c6f0a7d1b348",
    "incoming_id": "38f7d2b6-a0c1-4e54-8f69-1b5e4d9c7a02",
    "services": [
        {"id": "926e0d4b-f8a3-47c1-b5d2-3e7f6a1c0985", "service_key": "SFTP"},
        {"id": "4f1b8c6e-0d37-4a92-9e5c-b7a0d2f84631", "service_key": "FTPS"},
    ],
    "share_types": {"restricted_share": True, "public_share": False, "tracked_share": True},
    "unique_login": "rosa_lind",
    "auth_methods": ["2FA"],
    "account_status": "A",
    "sftp_url": "sftp.north.station.example",
    "forced_auth": [],
    "sftp_login": "rosa_lind",
    "enable_pgp": True,
}
SET_MEMBERS = ("name", "email", "language", "message_signature")  # of POST /profile/set and of its answer
TIMES = ("created", "modified")
LETTERS = {"Y": True, "N": False}


def text():
    """As it goes over the wire."""
    return json.dumps(DOCUMENT, ensure_ascii=False, separators=(",", ":"))


def set_text():
    """The answer to a change of the profile; bench.c asks for the same."""
    return json.dumps(set_decoded(), ensure_ascii=False, separators=(",", ":"))


def set_decoded():
    return {name: DOCUMENT[name] for name in SET_MEMBERS}


def decoded():
    """As dump.c prints a struct quatrix_profile that was filled from it."""
    expected = dict(DOCUMENT)
    for name in TIMES:
        expected[name] = int(expected[name] * 1000000)
    expected["super_admin"] = LETTERS[expected["super_admin"]]
    return expected
