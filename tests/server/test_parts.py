# SPDX-License-Identifier: MIT
"""What works without a server: codes, JSON text."""

import base64
import json

import pytest

import jsontext
import totp


def test_totp_vectors():
    """RFC 6238, appendix B, cut to six digits."""
    secret = base64.b32encode(b"12345678901234567890").decode()
    vectors = {59: "287082", 1111111109: "081804", 1111111111: "050471", 1234567890: "005924",
               2000000000: "279037", 20000000000: "353130"}
    assert {when: totp.code(secret, when) for when in vectors} == vectors
    assert totp.matching_step(secret, "287082", 59 + 30) == 1
    assert totp.matching_step(secret, "287082", 59 + 61) is None
    assert totp.matching_step(secret, "287082", 59 - 30) == 1
    assert totp.matching_step(secret, "287082", 1111111109) is None


@pytest.mark.parametrize("value, numbers, text", [
    (12, "float", "12.0"), (12, "exponent", "1.2e1"), (12, "string", '"12"'), (12, "int", "12"),
    (-1, "exponent", "-1e0"), (0, "exponent", "0e0"), (1099511627776, "exponent", "1.099511627776e12"),
    (9007199254740993, "float", "9007199254740993.0"), (1700000000.25, "int", "1700000000.25"),
    (1700000000.25, "exponent", "1.70000000025e9"), (True, "string", "true"), (1000, "exponent", "1e3"),
])
def test_number_forms(value, numbers, text):
    assert jsontext.write(value, numbers) == text


def test_json_styles():
    value = {"a": ["ü/🙂\"", 1, {}], "b": None}
    for style in jsontext.STYLES:
        assert json.loads(jsontext.write(value, style=style)) == value
    assert jsontext.write(value) == '{"a":["ü/🙂\\"",1,{}],"b":null}'
    assert jsontext.write("ü/🙂a", style="escaped") == '"\\u00fc\\u002f\\ud83d\\ude42a"'
    assert "\r\n" in jsontext.write(value, style="pretty")


@pytest.mark.parametrize("raw", [b"", b"{", b'{"a":1}x', b'{"a":1,"a":2}', b'{"a":NaN}', b"{'a':1}", b'{"a":"\xff"}',
                                 b'{"a":"\\ud800"}', b'{"a":"\\u0000"}', b"\xef\xbb\xbf{}", b'{"a":1,}', b"[" * 100000])
def test_json_reader_refuses(raw):
    with pytest.raises(ValueError):
        jsontext.read(raw)


def test_json_reader_accepts_escapes():
    assert jsontext.read(b'{"a":"\\\\u0000 \\ud83d\\ude42"}') == {"a": "\\u0000 🙂"}
