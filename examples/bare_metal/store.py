#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""Make the file that stands for the device's permanent memory; store.h has its layout.

    store.py FILE --ca ca.pem host=... port=... network=... clock=... email=... password=...

A value @FILE is read from there, without its line break: secrets need not be on the command line.
"""
import argparse
import base64
import re
import struct

SETTINGS = ["host", "port", "network", "clock", "entropy"]
ITEMS = ["email", "password", "new_password", "pending_password", "totp_secret", "pin"]
SETTING_SIZE, SETTING_ROWS, ITEM_SIZE, ANCHOR_SIZE = 64, 8, 128, 2048


def fitted(text, size):
    """Text with at least one NUL behind it."""
    data = text.encode()
    if len(data) >= size or b"\0" in data:
        raise SystemExit(f"store.py: a value is longer than {size - 1} bytes, or holds a NUL")
    return data.ljust(size, b"\0")


def copy_of(text):
    """An item as store.c writes it."""
    sequence, data = 1, fitted(text, ITEM_SIZE)
    check = 2166136261 ^ sequence
    for byte in data:
        check = (check ^ byte) * 16777619 & 0xFFFFFFFF
    return struct.pack("<II", sequence, check | 1) + data


def der_of(pem):
    """The first certificate of a PEM file."""
    found = re.search("-----BEGIN CERTIFICATE-----(.*?)-----END CERTIFICATE-----", pem, re.S)
    if not found:
        raise SystemExit("store.py: there is no certificate in the file of the CA")
    return base64.b64decode(found.group(1))


def image(values, der):
    """The bytes of the store."""
    unknown = set(values) - set(SETTINGS) - set(ITEMS)
    if unknown or len(der) >= ANCHOR_SIZE:
        raise SystemExit(f"store.py: unknown: {', '.join(sorted(unknown))}" if unknown else "store.py: the certificate is too long")
    parts = [b"QXSTORE1"]
    parts += [fitted(values.get(name, ""), SETTING_SIZE) for name in SETTINGS]
    parts += [bytes(SETTING_SIZE)] * (SETTING_ROWS - len(SETTINGS))
    for name in ITEMS:
        parts += [copy_of(values[name]) if name in values else bytes(8 + ITEM_SIZE), bytes(8 + ITEM_SIZE)]
    parts += [struct.pack("<I", len(der)), der.ljust(ANCHOR_SIZE, b"\0")]
    return b"".join(parts)


def value(text):
    """What NAME=TEXT or NAME=@FILE stands for."""
    name, found, rest = text.partition("=")
    if not found:
        raise SystemExit(f"store.py: not NAME=VALUE: {text}")
    if rest.startswith("@"):
        with open(rest[1:], encoding="utf-8") as file:
            rest = file.read().rstrip("\n")
    return name, rest


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("file")
    parser.add_argument("--ca", required=True, help="trust anchor, PEM")
    parser.add_argument("value", nargs="*", help="NAME=TEXT or NAME=@FILE")
    options = parser.parse_intermixed_args()
    with open(options.ca, encoding="ascii") as file:
        der = der_of(file.read())
    with open(options.file, "wb") as file:
        file.write(image(dict(map(value, options.value)), der))


if __name__ == "__main__":
    main()
