# SPDX-License-Identifier: MIT
"""list_document.py users|files N: a list as the service would send it, an element a line."""

import json
import sys


def identifier(kind, k):
    return f"{kind:08x}-5bd4-4c8d-809f-{k:012x}"


def user(k):
    return {
        "id": identifier(1, k), "parent_id": identifier(2, 0), "home_id": identifier(3, k),
        "home_name": f"station-{k}@example.org", "super_admin": "N", "name": f"Pump Station {k}",
        "email": f"station-{k}@example.org", "status": "A", "quota": -1, "created": 1700000000 + k,
        "modified": 1700000000.125 + k,
        "groups": [{"id": identifier(4, 0), "name": "Field",
                    "metadata": {"is_system": False, "translation_id": None, "visual_order": 4}}],
        "user_operations": 3, "effective_operations": 131, "home_operations": 191, "language": "en_GB",
        "storage_id": identifier(5, 0), "has_key": False,
        "services": [{"id": identifier(6, 0), "service_key": "SFTP"}], "unique_login": f"station-{k}",
        "custom_sftp_home": False, "sftp_home": None, "readonly": False, "auth_methods": ["2FA"], "last_login": None,
        "storage_used": 1024 * k, "forced_auth": [], "sftp_login": f"station-{k}",
    }  # fmt: skip


def file(k):
    return {
        "id": identifier(7, k), "created": 1699400000 + k, "modified": 1699400000 + k, "name": f"measurement {k}.csv",
        "parent_id": identifier(8, 0), "size": 4096 + k, "modified_ms": 1699400000.123456 + k, "type": "F",
        "metadata": None, "operations": 255, "sub_type": None,
    }  # fmt: skip


def lines(kind, count):
    """The list, line by line: an element a line."""
    element = {"users": user, "files": file}[kind]
    yield "[\n"
    for k in range(count):
        yield json.dumps(element(k), separators=(",", ":")) + (",\n" if k + 1 < count else "\n")
    yield "]\n"


if __name__ == "__main__":
    sys.stdout.writelines(lines(sys.argv[1], int(sys.argv[2])))
