# SPDX-License-Identifier: MIT
"""Documents as the switches sparse and unknown_members want them."""

FIRST = {"a": [1, {"b": "}]\\\""}], "id": "wrong", "content": [{"name": "wrong"}]}
LAST = [[], {}, -1.5e-3, None, True]


def shaped(switches, doc, may_lack):
    """The document, whose members in may_lack can be null or absent; members that nobody knows around it."""
    if switches.sparse == "null":
        doc = {**doc, **{name: None for name in doc if name in may_lack}}
    elif switches.sparse == "absent":
        doc = {name: value for name, value in doc.items() if name not in may_lack}
    if switches.unknown_members:
        doc = {"x_first": FIRST, **doc, "x_last": LAST}
    return doc
