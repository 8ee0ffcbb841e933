# SPDX-License-Identifier: MIT
"""A snapshot and a journal of what changed since: cheap to write often, whole after SIGKILL.

DIR/NAME.json holds the snapshot, DIR/NAME.journal one JSON value a line. Both carry a generation,
so that a journal older than its snapshot is left alone. Nothing is synchronised to the medium: what
the kernel was given survives the end of the process, not of the machine.
"""

import json
import os


def write_atomically(path, doc):
    """Replace a JSON file so that a reader sees the old or the new text, never a part; mode 0600."""
    part = f"{path}.{os.getpid()}.part"
    with open(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as file:
        json.dump(doc, file, indent=1, ensure_ascii=False)
    os.replace(part, path)


def whole_lines(path):
    """The values of a journal; a last line that was cut off in the middle does not count."""
    try:
        with open(path, "rb") as file:
            lines = file.read().split(b"\n")[:-1]
    except FileNotFoundError:
        return []
    return [json.loads(line) for line in lines]


class Store:
    def __init__(self, folder, name):
        self.path = os.path.join(folder, f"{name}.json")
        self.journal_path = os.path.join(folder, f"{name}.journal")
        self.generation, self.journal = 0, None

    def load(self):
        """(snapshot, values added since), or (None, []) in a fresh folder."""
        if not os.path.exists(self.path):
            return None, []
        with open(self.path, encoding="utf-8") as file:
            doc = json.load(file)
        self.generation = doc.pop("generation", 0)
        added = whole_lines(self.journal_path)
        return doc, added[1:] if added and added[0] == self.generation else []

    def snapshot(self, doc):
        self.generation += 1
        write_atomically(self.path, {"generation": self.generation, **doc})
        if self.journal is not None:
            os.close(self.journal)
        self.journal = os.open(self.journal_path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_APPEND, 0o600)
        self.add(self.generation)

    def add(self, value):
        """Append to the journal; load(), snapshot() come first."""
        os.write(self.journal, json.dumps(value, separators=(",", ":")).encode() + b"\n")
