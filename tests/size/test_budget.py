# SPDX-License-Identifier: MIT
"""No figure differs from the committed one."""
import pathlib
import re

import budget
import pytest
import size

OLD = {("module", "json"): {"a": 100, "b": 200}, ("stack", "all"): {"a": 8, "b": 16}, ("painted", "user"): {"b": 12}}


def changed(key, target, to):
    return {k: {**v, target: to} if k == key else v for k, v in OLD.items()}


def test_every_figure_is_the_committed_one():
    """A figure that grew has a reason, or it would not have: size.py --update README.md, and the commit says which."""
    assert budget.changes(size.committed(), size.figures()) == []


def test_a_table_is_read_as_it_was_written():
    assert budget.parse(budget.dump(OLD)) == OLD
    assert budget.FILE.read_text() == budget.dump(size.committed())


def test_growth_is_noticed_and_so_is_its_opposite():
    assert budget.changes(OLD, OLD) == []
    assert budget.changes(OLD, changed(("module", "json"), "b", 204)) == ["module json, b: grew by 4: 200 -> 204"]
    assert budget.changes(OLD, changed(("stack", "all"), "a", 0)) == ["stack all, a: shrank by 8: 8 -> 0"]


def test_what_comes_and_goes_is_noticed():
    less = {key: sizes for key, sizes in OLD.items() if key != ("stack", "all")}
    assert budget.changes(less, OLD) == ["stack all, a: is new: None -> 8", "stack all, b: is new: None -> 16"]
    assert budget.changes(OLD, less) == ["stack all, a: is gone: 8 -> None", "stack all, b: is gone: 16 -> None"]


def test_a_line_that_is_not_whole_is_refused():
    with pytest.raises(ValueError):
        budget.parse("kind\tname\ta\tb\nmodule\tjson\t100\n")


def test_a_table_shows_what_was():
    text = budget.table(OLD, changed(("module", "json"), "b", 204))
    assert "204 (was 200)" in text and "100" in text and text.count("(was") == 1


def test_growth_fails_the_check(monkeypatch, tmp_path):
    monkeypatch.setattr(size, "TABLES", {"some": lambda _: "table"})
    monkeypatch.setattr(size, "charts", dict)
    monkeypatch.setattr(size, "figures", lambda: OLD)
    monkeypatch.setattr(budget, "FILE", tmp_path / "budget.tsv")
    readme = tmp_path / "README.md"
    readme.write_text("<!-- some:begin -->\n<!-- some:end -->\n")
    with pytest.raises(SystemExit):
        size.main(["--check", readme])
    assert size.main(["--update", readme]) == 0 and size.main(["--check", readme]) == 0
    monkeypatch.setattr(size, "figures", lambda: changed(("module", "json"), "a", 101))
    with pytest.raises(SystemExit) as error:
        size.main(["--check", readme])
    assert "module json, a: grew by 1" in str(error.value)


def test_every_module_and_family_is_in_the_table():
    told = size.committed()
    names = {of: {name for kind, name in told if kind == of} for of in budget.KINDS}
    assert names["module"] == {name for name, _ in size.MODULES}
    assert names["linked"] == names["stack"] == set(size.TOLD)
    assert names["adds"] == names["saves"] == set(size.FAMILIES)
    assert {target for sizes in told.values() for target in sizes} == {"cortex-m0plus", "cortex-m3", "cortex-m4", "rv32imac"}


def test_every_operation_belongs_to_a_family():
    """All families together make every call there is."""
    public = "".join(path.read_text() for path in (size.ROOT / "core/include/quatrix").glob("*.h"))
    wanted = set(re.findall(r"\b(quatrix_\w+_start)\(", public))
    found = {a[len("-Wl,-u,") :] for a in size.of_families(size.FAMILIES)}
    assert wanted - found == set() and len(wanted) > 60


def test_it_is_one_file_for_all():
    assert budget.FILE == pathlib.Path(size.__file__).with_name("budget.tsv")
