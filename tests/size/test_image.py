# SPDX-License-Identifier: MIT
"""What is where in a whole image."""
import image
import mapfile
import pytest

P = mapfile.Piece
PIECES = [
    P(".text", ".text.a", 100, "libquatrix.a", "call.c.obj"),
    P(".text", ".text.b", 20, "libquatrix_port_lwip_raw.a", "raw.c.obj"),
    P(".text", ".text.c", 3000, "libmbedtls.a", "aes.c.obj"),
    P(".text", ".text.d", 7, "libboard.a", "lan9118.c.obj"),
    P(".text", ".text.e", 5, "libboard.a", "startup.c.obj"),
    P(".text", ".text.f", 4, "", "main.c.obj"),
    P(".text", ".text", 9, "libc_nano.a", "lib_a-memcpy.o"),
    P(".stack", "", 2048, "", ""),
    P(".data", ".data.x", 4, "liblwip.a", "tcp.c.obj"),
    P(".bss", ".bss.client", 1072, "libdevice.a", "device.c.obj"),
    P(".bss", "*fill*", 4, "libdevice.a", "device.c.obj"),
    P(".bss", ".bss.arena", 9216, "libdevice.a", "device.c.obj"),
]


def test_flash_is_told_by_archive():
    assert image.flash(PIECES) == {
        "core": 100, "port/lwip_raw": 20, "mbedTLS": 3000, "lwIP": 4, "Ethernet driver": 7, "board": 5, "C library": 9, "device": 4,
    }  # fmt: skip


def test_ram_is_told_by_variable():
    assert image.ram(PIECES) == {"TLS arena": 9216, "client": 1076, "stack": 2048, "lwIP": 4}
    assert image.ram(PIECES, 256) == {"client": 820, "JSON tokens": 256, "TLS arena": 9216, "stack": 2048, "lwIP": 4}


def test_a_peak_may_differ_a_little_from_what_was_said(monkeypatch):
    monkeypatch.setattr(image, "profiles", lambda: ["one", "two"])
    monkeypatch.setattr(image, "peak", {"one": (1328, 6672), "two": (3544, 29896)}.get)
    said = image.peaks("")
    assert all(number in said for number in ("`one` 1,328 of", "6,672", "`two` 3,544 of", "29,896"))
    monkeypatch.setattr(image, "peak", {"one": (1328 + image.JITTER, 6672), "two": (3544, 29896 - image.JITTER)}.get)
    assert image.peaks(f"a table\n\n{said}\n") == said
    monkeypatch.setattr(image, "peak", {"one": (1328 + image.JITTER + 1, 6672), "two": (3544, 29896)}.get)
    assert "`one` 1,393 of" in image.peaks(f"a table\n\n{said}\n")


@pytest.mark.parametrize("profile", image.profiles())
def test_nothing_of_an_image_is_left_out(profile):
    pieces = image.pieces(profile)
    assert sum(image.flash(pieces).values()) == sum(p.size for p in pieces if p.in_flash)
    assert sum(image.ram(pieces, image.tokens(profile)).values()) == sum(p.size for p in pieces if p.in_ram)
    assert {"core", "mbedTLS", "lwIP", "Ethernet driver"} <= set(image.flash(pieces))
    assert {"client", "work buffer", "TLS arena", "stack", "lwIP"} <= set(image.ram(pieces))
    assert image.ram(pieces).get("others", 0) < 512, "a variable without a name in the table"
