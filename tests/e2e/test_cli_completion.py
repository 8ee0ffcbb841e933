# SPDX-License-Identifier: MIT
"""Tab completion: the script is run by bash itself, once as a function, once by the Tab key of an interactive shell."""

import os
import shlex
import subprocess

import pytest
from cli_program import PROGRAM, USAGE, cli, program
from terminal import Terminal

__all__ = ["cli", "program"]

# What Readline does: bash cuts the line at these characters as well as at spaces.
BREAKS = "=:"


def cut(line):
    words, word = [], ""
    for letter in line:
        if letter == " " or letter in BREAKS:
            if word:
                words.append(word)
            word = ""
            if letter != " ":
                words.append(letter)
        else:
            word += letter
    return words + [word] if word or line.endswith(" ") or not words else words


def complete(line, cwd="."):
    """What bash offers at the end of a line."""
    words = cut(line)
    script = (f"source <({shlex.quote(PROGRAM)} completion bash)\n"
              f"COMP_WORDS=({' '.join(shlex.quote(word) for word in words)})\nCOMP_CWORD={len(words) - 1}\n"
              "_quatrix\nprintf '%s\\n' \"${COMPREPLY[@]}\"\n")
    done = subprocess.run(["bash", "--norc", "-u", "-c", script], cwd=cwd, capture_output=True, text=True, timeout=30, check=True)
    assert done.stderr == "", done.stderr
    return [line for line in done.stdout.splitlines() if line]


@pytest.mark.parametrize("line, wanted", [
    ("quatrix ", "profile session file upload user api-key account languages check completion"),
    ("quatrix a", "api-key account"),
    ("quatrix --json a", "api-key account"),
    ("quatrix --host acme.quatrix.it --json a", "api-key account"),
    ("quatrix --host=acme.quatrix.it a", "api-key account"),
    ("quatrix user re", "remove-mfa reset-mfa"),
    ("quatrix completion ", "bash"),
    ("quatrix --user me file ", "ls put get cat mkdir rm mv cp id list metadata set-metadata info size makedir rename copyone "
     "moveone copy move delete empty-trash tags add-tag search diff download-link download csv preview wopi-token modify"),
    ("quatrix user create na", "name="),
    ("quatrix user create name=Pump su", "super_admin="),
    ("quatrix user create super_admin=", "true false"),
    ("quatrix user create super_admin=t", "true"),
    ("quatrix user create name=", ""),
    ("quatrix profile set-mfa auth_type=", "2FA PIN"),
    ("quatrix profile set-password ", ""),                      # secrets are no members of the command line
    ("quatrix file put --ov", "--overwrite"),
    ("quatrix file get --ov", ""),
    ("quatrix file get --re", "--resume --restart --retries"),
    ("quatrix api-key create --key", "--key-file"),
    ("quatrix --js", "--json"),
    ("quatrix --host ", ""),
    ("quatrix nonsense ", ""),
    ("quatrix file ls ", ""),
])
def test_words(line, wanted):
    assert sorted(complete(line)) == sorted(wanted.split())


@pytest.fixture
def folder(tmp_path):
    for name in ("pump.bin", "pump 2.bin", "other"):
        (tmp_path / name).write_text("")
    (tmp_path / "pumps").mkdir()
    return tmp_path


@pytest.mark.parametrize("line, wanted", [
    ("quatrix --ca pu", ["pump 2.bin", "pump.bin", "pumps"]),
    ("quatrix --ca=pu", ["pump 2.bin", "pump.bin", "pumps"]),
    ("quatrix profile get --password-file o", ["other"]),
    ("quatrix file put pu", ["pump 2.bin", "pump.bin", "pumps"]),
    ("quatrix file put --sha256 --chunk-size 1M pu", ["pump 2.bin", "pump.bin", "pumps"]),
    ("quatrix file put pump.bin pu", []),                       # of the account
    ("quatrix file get pu", []),
    ("quatrix file get /pump.bin pu", ["pump 2.bin", "pump.bin", "pumps"]),
    ("quatrix file cat pu", []),
])
def test_files_where_files_are_due(folder, line, wanted):
    assert sorted(complete(line, folder)) == wanted


def test_the_tab_key(folder):
    env = {**os.environ, "PATH": os.path.dirname(PROGRAM) + ":" + os.environ["PATH"], "PS1": "ready> ", "TERM": "dumb",
           "HOME": str(folder), "INPUTRC": "/dev/null", "HISTFILE": ""}
    with Terminal(["bash", "--norc", "--noprofile", "-i"], env) as terminal:
        terminal.expect("ready> ")
        terminal.send(f"cd {shlex.quote(str(folder))} && source <(quatrix completion bash) && echo loa''ded\n")
        terminal.expect("loaded")
        terminal.send("echo quatrix prof\t")
        terminal.send("\x15")                                   # echo is not completed; start over
        terminal.send("quatrix prof\tset-mf\taut\t2\t")
        terminal.expect("quatrix profile set-mfa auth_type=2FA ")
        terminal.send("\x15quatrix file put pump.\t")
        terminal.expect("quatrix file put pump.bin ")
        terminal.send("\x15quatrix file put pump\\ \t")
        terminal.expect("quatrix file put pump\\ 2.bin ")
        terminal.send("\x15exit\n")
        terminal.wait()


def test_it_needs_no_settings_and_takes_no_arguments(cli):
    assert "takes none" in cli.fails(USAGE, "completion", "bash", "x=1")
    assert "there are: bash" in cli.fails(USAGE, "completion", "zsh")


def test_every_operation_is_offered(cli):
    text = cli.run("--help").stdout
    for line in text[text.index("Operations"):text.index("Options")].splitlines()[1:]:
        if line.strip():
            family, operation = line.split()[:2]
            assert operation in complete(f"quatrix {family} {operation}")
