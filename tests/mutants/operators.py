# SPDX-License-Identifier: MIT
"""What a mutant changes: one operator, condition, constant, statement or result."""
from dataclasses import dataclass

import ctokens

SWAPS = {
    "relation": {"<": "<=", "<=": "<", ">": ">=", ">=": ">", "==": "!=", "!=": "=="},
    "connective": {"&&": "||", "||": "&&"},
    "arithmetic": {"+": "-", "-": "+", "+=": "-=", "-=": "+=", "++": "--", "--": "++"},
    "bits": {"<<": ">>", ">>": "<<", "&": "|", "|": "&", "&=": "|=", "|=": "&="},
}
RESULTS = {"true": "false", "false": "true", "QUATRIX_OK": "QUATRIX_E_ARGUMENT", "QUATRIX_E_ARGUMENT": "QUATRIX_E_STATE"}
PROGRESS = {"QUATRIX_PENDING", "QUATRIX_END", "QUATRIX_READY", "QUATRIX_SKIPPED"}


@dataclass(frozen=True)
class Mutant:
    """A change of text[at:end] to new. change describes it, the same wherever its line moves."""
    file: str
    line: int
    text: str  # the line, without space around it
    kind: str
    change: str
    at: int
    end: int
    new: str

    @property
    def key(self):
        """What it is called in equivalent.tsv."""
        return self.file, self.text, self.change

    def apply(self, source):
        """The text of the file with the change."""
        return source[:self.at] + self.new + source[self.end:]


def is_cast(tokens, close):
    """The brackets that end here hold a type."""
    inside = tokens[tokens[close].partner + 1:close]
    last = inside[-1].text if inside else ""
    return bool(inside) and (inside[0].text in ctokens.KEYWORDS or last == "*" or last.endswith("_t"))


def is_binary(tokens, i):
    """The sign stands between two operands."""
    before = tokens[i - 1]
    if before.text == ")":
        return not is_cast(tokens, i - 1)
    return before.kind in ("number", "text") or before.text == "]" or (
        before.kind == "word" and before.text not in ctokens.KEYWORDS)


def swaps(tokens):
    """Another operator."""
    for i, token in enumerate(tokens):
        if token.kind != "sign" or token.place != "function":
            continue
        for kind, table in SWAPS.items():
            if token.text in table and (token.text in ("++", "--") or is_binary(tokens, i)):
                yield kind, token.at, token.at + len(token.text), table[token.text]


def is_size(tokens, i):
    """The number is the length of an array that is declared."""
    before = tokens[i - 1:i + 1] if tokens[i - 1].text == "[" else []
    name, of = tokens[i - 2], tokens[i - 3]
    return bool(before) and name.kind == "word" and (of.kind == "word" and of.text != "return" or of.text == "*")


def constants(tokens):
    """One more, one less."""
    for i, token in enumerate(tokens):
        if token.kind != "number" or not token.place or is_size(tokens, i):
            continue
        kind = "constant" if token.place == "function" else "table"
        end = token.at + len(token.text)
        yield kind, token.at, end, "1" if token.text == "0" else f"({token.text} + 1)"
        yield kind, token.at, end, "-1" if token.text == "0" else f"({token.text} - 1)"


def negations(tokens):
    """A condition and its opposite; not where swapping one operator makes the same mutant."""
    for i, token in enumerate(tokens):
        if token.place != "function" or token.text not in ("if", "while"):
            continue
        first, last = tokens[i + 1], tokens[tokens[i + 1].partner]
        inside = {t.text for t in tokens[i + 2:tokens[i + 1].partner]}
        if inside & {"==", "!="} and not inside & {"&&", "||"}:
            continue
        yield "negation", first.at + 1, last.at, None


def removals(tokens):
    """A call or an assignment less."""
    for first, last in ctokens.statements(tokens):
        start = tokens[first]
        if start.text in ctokens.KEYWORDS or ctokens.is_declaration(tokens, first):
            continue
        if [t.text for t in tokens[first:first + 3]] == ["(", "void", ")"] and last == first + 4:
            continue  # (void)unused;
        yield "removal", start.at, tokens[last].at, ""


def results(tokens):
    """Another status, or the other truth."""
    for i, token in enumerate(tokens):
        if token.text != "return" or token.place != "function":
            continue
        while tokens[i].text != ";":
            word = tokens[i].text
            compared = {tokens[i - 1].text, tokens[i + 1].text} & set(SWAPS["relation"])
            new = RESULTS.get(word) or ("QUATRIX_OK" if word in PROGRESS else None) or (
                "QUATRIX_E_ARGUMENT" if word.startswith("QUATRIX_E_") else None)
            if new and not compared:
                yield "result", tokens[i].at, tokens[i].at + len(word), new
            i += 1


def mutants_of(file, source):
    """All mutants of a file, in the order of its text."""
    tokens = ctokens.read(source)
    seen = {}
    found = [change for make in (swaps, constants, negations, removals, results) for change in make(tokens)]
    for kind, at, end, new in sorted(found, key=lambda c: (c[1], c[2], c[0], c[3] or "")):
        begin = source.rfind("\n", 0, at) + 1
        line = source[begin:source.find("\n", begin)]
        old = " ".join(source[at:end].split())
        if new is None:
            new, change = f"!({source[at:end]})", f"negated: {old}"
        elif new == "":
            change = f"removed: {old}"
        else:
            nth = sum(token.text == old for token in tokens if begin <= token.at <= at)
            change = f"{old} to {new}" + (f", number {nth}" if nth > 1 else "")
        seen[line.strip(), change] = same = seen.get((line.strip(), change), 0) + 1
        change += f", line {same} of this text" if same > 1 else ""
        yield Mutant(file, source.count("\n", 0, at) + 1, line.strip(), kind, change, at, end, new)
