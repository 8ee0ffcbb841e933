# SPDX-License-Identifier: MIT
"""Every operation of the command line with the trace on, by password, by HTTP Basic and by key, in success and in failure.

What is printed, on either stream, is searched by the fixture `cli` for every secret in every form.
"""

import os

import pytest
from cli_program import cli, program
from transfer import Files

__all__ = ["cli", "program"]            # fixtures

ID = "99999999-9999-4999-8999-999999999999"
NEW_PASSWORD, PIN, CAPTCHA = "Neu-Moos-77", "C4-m1", "I-am-no-robot"

# Operation: its arguments. {me}, {home}: identifiers of the user and of the home folder; {new}, {pin}: files with a new
# password and PIN; {file}, {out}: a file to send, and where to put one.
ARGS = {
    "profile get": "", "profile info": "", "profile set": "name=Pump", "profile set-password": "--new-password-file {new}",
    "profile 2fa-generate": "--out {out}", "profile set-mfa": "auth_type=PIN --new-pin-file {pin}",
    "profile remove-mfa": "auth_type=PIN --pin-file {pin}",
    "session login": "", "session keepalive": "", "session logout": "", "session unblock-captcha": "token=" + CAPTCHA,
    "file ls": "", "file put": "{file} /", "file get": "/plan.txt {out}", "file cat": "/plan.txt", "file mkdir": "/Plans",
    "file rm": "/nothing", "file mv": "/plan.txt /b.txt", "file cp": "/plan.txt /c.txt", "file id": "path=plan.txt",
    "file list": "", "file metadata": "", "file set-metadata": "id={id} mtime=2023-11-14T22:13:20Z", "file info": "id={id}",
    "file size": "id={id}", "file makedir": "name=Plans", "file rename": "id={id} name=b.txt",
    "file copyone": "file_id={id} target_id={home} name=c.txt", "file moveone": "file_id={id} target_id={home} name=b.txt",
    "file copy": "ids={id} target={home}", "file move": "ids={id} target={home}", "file delete": "ids={id}",
    "file empty-trash": "", "file tags": "id={id}", "file add-tag": "id={id} type=text value=t", "file search": "name=plan",
    "file diff": "id={home} from=2023-11-14T22:13:20Z", "file download-link": "ids={id}", "file download": "id={id} --out {out}",
    "file csv": "id={home} --out {out}", "file preview": "id={id}", "file wopi-token": "id={id}",
    "file modify": "id={id}", "upload link": "name=a.txt parent_id={home}", "upload finalize": "upload_key={id}",
    "user list": "", "user create": "name=Pump email=pump-7@example.org", "user metadata": "id={me}",
    "user edit": "ids={me} name=Pump", "user delete": f"ids={ID}", "user group": "", "user pgp-key": "id={me}",
    "user set-mfa": f"ids={ID} auth_type=PIN --new-pin-file {{pin}}", "user remove-mfa": f"ids={ID} auth_type=PIN",
    "user reset-mfa": f"ids={ID}", "user signup": "email=pump-7@example.org --new-password-file {new}",
    "api-key list": "", "api-key create": "name=a --key-file {out}", "api-key metadata": f"id={ID}",
    "api-key update": f"id={ID} status=D", "api-key delete": f"id={ID}",
    "account metadata": "", "account info": "", "account list": "", "account roles": "", "account logo": "--out {out}",
    "languages list": "", "languages default": "", "check ping": "",
}
FAULTS = {
    "success": None,
    "failing server": {"kind": "status", "status": 500},
    "cut reply": {"kind": "cut_after", "of": "body", "bytes": 9},
    "session over": {"kind": "drop_session"},
}
searched = []                   # runs that sent something


@pytest.fixture(autouse=True, scope="module")
def tell():
    """What was counted, once all of it was."""
    yield
    print(f"secrets/cli: {len(searched)} cases")
    if path := os.environ.get("QUATRIX_EVIDENCE"):
        with open(path, "a", encoding="ascii") as file:
            file.write(f"secrets/cli\t{len(searched)}\n")


def operations(cli):
    """What the program says it can do, and calls the server for."""
    text = cli.run("--help").stdout
    words = [line.split()[:2] for line in text[text.index("Operations"):text.index("Options")].splitlines()[1:] if line.strip()]
    return {" ".join(pair) for pair in words if pair[0] != "completion"}


def test_no_operation_is_left_out(cli):
    assert operations(cli) == set(ARGS)


@pytest.mark.parametrize("fault, how", [(fault, "user") for fault in FAULTS] + [
    ("success", "basic"), ("success", "key")])
def test_no_secret_is_shown(cli, tmp_path, fault, how):
    cli.others += [NEW_PASSWORD, PIN, CAPTCHA]
    cli.server.control(key_secret="always")
    password = ["--password-file", cli.secret("admin.password", cli.server.user("admin")["password"])]
    who = {"user": cli.user("admin"), "basic": [*cli.user("admin"), "--basic"], "key": [*cli.key("admin"), *password]}[how]
    me = cli.server.user("admin")
    sent = tmp_path / "sent"
    sent.write_text("bytes")
    files = Files(cli.server)
    words = {"me": me["id"], "home": files.home, "id": ID, "new": cli.secret("new", NEW_PASSWORD), "pin": cli.secret("pin", PIN),
             "file": str(sent)}
    for number, (operation, arguments) in enumerate(ARGS.items()):
        if FAULTS[fault]:
            cli.server.control(faults=[{**FAULTS[fault], "times": 2, "skip": 1 if how == "user" else 0}])
        out = tmp_path / f"out{number}"
        done = cli.run(*who, "--trace", *operation.split(), *arguments.format(out=out, **words).split(), expect=None, binary=True)
        if how != "user" and operation.startswith("session "):      # there is none: refused before anything is sent
            continue
        assert "> GET " in done.stderr or "> POST " in done.stderr, (operation, done.stderr)
        searched.append((operation, fault, how))
        if operation == "profile set-password":     # back again
            cli.server.control(restore=True)
