# SPDX-License-Identifier: MIT
"""Charts are XML, show each number once, and never change by themselves."""
import re
import xml.etree.ElementTree as ET

import chart

ROWS = [("first & last", {"a": 1000, "b": 3000}), ("second", {"b": 10, "c": 1990})]
SVG = "{http://www.w3.org/2000/svg}"


def bars(text):
    """{tooltip: width} of the bars."""
    root = ET.fromstring(text)
    return {r.findtext(f"{SVG}title"): float(r.get("width")) for r in root.iter(f"{SVG}rect") if r.find(f"{SVG}title") is not None}


def test_bars_are_as_long_as_their_numbers():
    found = bars(chart.stacked("t", ROWS))
    assert list(found) == ["a: 1,000", "b: 3,000", "b: 10", "c: 1,990"]
    room = chart.WIDTH - chart.LEFT - chart.RIGHT
    assert found["a: 1,000"] + found["b: 3,000"] == room
    assert abs(found["c: 1,990"] - room * 1990 / 4000) < 0.1


def test_sums_and_names_are_there():
    texts = [t.text for t in ET.fromstring(chart.stacked("a title", ROWS)).iter(f"{SVG}text")]
    for expected in ("a title", "first & last", "second", "4,000", "2,000", "a", "b", "c"):
        assert texts.count(expected) == 1, expected


def test_a_long_sum_has_room():
    root = ET.fromstring(chart.stacked("t", [("row", {"a": 123_456_789_012})]))
    (at,) = [float(t.get("x")) for t in root.iter(f"{SVG}text") if t.text == "123,456,789,012" and t.get("font-weight")]
    assert at + chart.BOLD * len("123,456,789,012") <= chart.WIDTH


def test_a_part_has_one_colour():
    found = re.findall(r'fill="(#\w+)"><title>b:', chart.stacked("t", ROWS))
    assert len(found) == 2 and len(set(found)) == 1


def test_the_same_numbers_give_the_same_bytes():
    assert chart.stacked("t", ROWS) == chart.stacked("t", [(n, dict(p)) for n, p in ROWS])


def test_it_needs_nothing_from_elsewhere():
    assert not re.search(r"href|<style|<script|url\(", chart.stacked("t", ROWS))
