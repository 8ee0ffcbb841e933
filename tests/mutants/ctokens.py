# SPDX-License-Identifier: MIT
"""The tokens of a C file, and where it has functions, tables and statements.

Enough of C to find the places where a mutant can be made; comments, preprocessor lines and all that stands outside of
functions and tables are not for it.
"""
import re
from dataclasses import dataclass

TOKEN = re.compile(
    r"(?P<space>\s+|/\*.*?\*/|//[^\n]*)"
    r"|(?P<text>\"(?:\\.|[^\"\\])*\"|'(?:\\.|[^'\\])*')"
    r"|(?P<number>\d\w*)"
    r"|(?P<word>[A-Za-z_]\w*)"
    r"|(?P<sign><<=|>>=|\.\.\.|->|\+\+|--|<<|>>|[<>=!+\-*/%&|^]=|&&|\|\||[^\w\s])", re.S)
DIRECTIVE = re.compile(r"[ \t]*#(?:\\\n|[^\n])*")
HEADS = {"if", "while", "for", "switch"}
KEYWORDS = HEADS | {
    "return", "else", "do", "break", "continue", "goto", "case", "default", "sizeof", "static", "const", "struct",
    "enum", "union", "unsigned", "signed", "int", "long", "short", "char", "void", "typedef", "bool", "volatile"}


@dataclass
class Token:
    """A piece of the file; at is its offset."""
    kind: str
    text: str
    at: int
    place: str = ""  # function, table, or "" for what is not to be touched
    partner: int = -1  # of a bracket: the index of the other one
    block: bool = False  # of a brace: statements are in it


def split(text):
    """The tokens of a text, without space, comments and directives."""
    tokens, at = [], 0
    while at < len(text):
        if at == 0 or text[at - 1] == "\n":
            directive = DIRECTIVE.match(text, at)
            if directive:
                at = directive.end()
                continue
        match = TOKEN.match(text, at)
        if match.lastgroup != "space":
            tokens.append(Token(match.lastgroup, match.group(), at))
        at = match.end()
    return tokens


def pair(tokens):
    """Tell each bracket its partner."""
    opened = []
    for i, token in enumerate(tokens):
        if token.kind == "sign" and token.text in "([{":
            opened.append(i)
        elif token.kind == "sign" and token.text in ")]}":
            token.partner = opened.pop()
            tokens[token.partner].partner = i


def is_head(tokens, i):
    """tokens[i] closes the brackets of an if, while, for or switch."""
    return tokens[i].text == ")" and tokens[tokens[i].partner - 1].text in HEADS


def mark(tokens):
    """Say of each token whether it is in a function or a table, of each brace whether statements are in it."""
    i = 0
    while i < len(tokens):
        place = {")": "function", "=": "table"}.get(tokens[i - 1].text) if i > 0 and tokens[i].text == "{" else None
        if place is None:
            i += 1
            continue
        for token in tokens[i:tokens[i].partner + 1]:
            token.place = place
        tokens[i].block = place == "function"
        i = tokens[i].partner + 1
    for i, token in enumerate(tokens):
        if token.text == "{" and token.place == "function" and not token.block:
            before = tokens[i - 1]
            token.block = (before.text in (";", "}", "else", "do", ":") or before.text == "{" and before.block
                           or is_head(tokens, i - 1))


def read(text):
    """The tokens of a file, paired and marked."""
    tokens = split(text)
    pair(tokens)
    mark(tokens)
    return tokens


def statements(tokens):
    """First and last index of each statement that ends with a semicolon, declarations among them."""
    for i in range(1, len(tokens)):
        before = tokens[i - 1]
        starts = (before.text in (";", "else", "do") or before.text == "{" and before.block
                  or before.text == "}" and tokens[before.partner].block or is_head(tokens, i - 1)
                  or before.text == ":" and tokens[i - 2].text != "?" and ends_label(tokens, i - 1))
        if not starts or tokens[i].place != "function" or inside_head(tokens, i):
            continue
        end = i
        while end < len(tokens) and tokens[end].text != ";" and not tokens[end].block and tokens[end].text != "}":
            end = tokens[end].partner + 1 if tokens[end].partner > end else end + 1
        if end < len(tokens) and tokens[end].text == ";":
            yield i, end


def ends_label(tokens, colon):
    """The colon ends a case, not a conditional expression."""
    i = colon - 1
    while tokens[i].text not in (";", "{", "}", "?", "case", "default", ":"):
        i -= 1
    return tokens[i].text in ("case", "default")


def inside_head(tokens, i):
    """After a semicolon in the brackets of a for."""
    while i >= 0 and tokens[i].text not in ("{", "}"):
        if tokens[i].text == ")":
            i = tokens[i].partner
        elif tokens[i].text == "(":
            return True
        i -= 1
    return False


def is_declaration(tokens, first):
    """The statement declares something."""
    one, two, three = (token for token in tokens[first:first + 3])
    if one.text in KEYWORDS:
        return True
    return one.kind == "word" and (two.kind == "word" or two.text == "*" and three.kind == "word")
