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
    "painted": "Stack that was in use as their operations ran, without TLS",
    "ram": "Structs",
}


def dump(figures):
    """Text of {(kind, name): {target: bytes}}; the first has all targets."""
    names = list(next(iter(figures.values())))
    lines = ["\t".join(["kind", "name", *names])]
    for (kind, name), by_target in figures.items():
        lines.append("\t".join([kind, name, *(str(by_target.get(target, "-")) for target in names)]))
    return "\n".join(lines) + "\n"


def parse(text):
    """The figures of such a text."""
    head, *rows = (line.split("\t") for line in text.splitlines())
    found = {(kind, name): zip(head[2:], cells, strict=True) for kind, name, *cells in rows}
    return {key: {target: int(told) for target, told in cells if told != "-"} for key, cells in found.items()}


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


def cell(was, now):
    told = "-" if now is None else f"{now:,}"
    return told if was in (None, now) else f"{told} (was {was:,})"


def table(old, new):
    """The figures as text, those that are others with what they were."""
    names = list(next(iter(new.values())))
    lines = []
    for kind, title in KINDS.items():
        lines += ["", f"{title} ({kind})", " " * 28 + "".join(f"{name:>22}" for name in names)]
        for (of, name), sizes in new.items():
            if of == kind:
                was = old.get((kind, name), {})
                cells = [cell(was.get(target), sizes.get(target)) for target in names]
                lines.append(f"  {name:26}" + "".join(f"{text:>22}" for text in cells))
    return "\n".join(lines[1:])
