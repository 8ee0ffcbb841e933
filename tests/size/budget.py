# SPDX-License-Identifier: MIT
"""The committed figures, and how measured ones differ from them.

A figure that grows is either a mistake or has a reason: the commit that writes the new one says which. One that
shrinks is written too, or the next growth would go unnoticed.
"""
import pathlib

FILE = pathlib.Path(__file__).with_name("budget.tsv")

# {kind of figure: what it is}, in the order of the file.
KINDS = {
    "module": "Flash of all that is compiled, by part of core/src",
    "linked": "Flash of a program that makes every call of some families, over TLS, as linked",
    "adds": "What a family adds to a program with none: its first call brings the engine along",
    "saves": "What a program with all of them saves without it",
    "stack": "Stack of these programs: the deepest path through core",
    "ram": "Structs",
}


def dump(figures):
    """Text of {(kind, name): {target: bytes}}."""
    names = list(next(iter(figures.values())))
    lines = ["\t".join(["kind", "name", *names])]
    for (kind, name), by_target in figures.items():
        lines.append("\t".join([kind, name, *(str(by_target[target]) for target in names)]))
    return "\n".join(lines) + "\n"


def parse(text):
    """The figures of such a text."""
    head, *rows = (line.split("\t") for line in text.splitlines())
    return {(row[0], row[1]): dict(zip(head[2:], map(int, row[2:]), strict=True)) for row in rows}


def changes(old, new):
    """A line for each figure that is another, or is in one alone."""
    flat = [{(*key, target): size for key, by_target in f.items() for target, size in by_target.items()} for f in (old, new)]
    told = []
    for key in [*flat[1], *(key for key in flat[0] if key not in flat[1])]:
        was, now = flat[0].get(key), flat[1].get(key)
        if was != now:
            kind, name, target = key
            what = "is new" if was is None else "is gone" if now is None else "grew" if now > was else "shrank"
            by = f" by {abs(now - was):,}" if None not in (was, now) else ""
            told.append(f"{kind} {name}, {target}: {what}{by}: {was} -> {now}")
    return told


def table(old, new):
    """The figures as text, those that are others with what they were."""
    names = list(next(iter(new.values())))
    lines = []
    for kind, title in KINDS.items():
        lines += ["", f"{title} ({kind})", " " * 28 + "".join(f"{name:>22}" for name in names)]
        for (of, name), sizes in new.items():
            if of == kind:
                was = old.get((kind, name), {})
                cells = [f"{sizes[t]:,}" + (f" (was {was[t]:,})" if was.get(t, sizes[t]) != sizes[t] else "") for t in names]
                lines.append(f"  {name:26}" + "".join(f"{cell:>22}" for cell in cells))
    return "\n".join(lines[1:])
