# SPDX-License-Identifier: MIT
"""mbedTLS gets every size of arena, from far too small to ample, and the device says what is the matter."""
import pytest

from rig import values_for

CASES = [
    ("small", "--tls", "1.2", "--cert", "ec"),
    ("small", "--tls", "1.2", "--cert", "ec", "--intermediate"),
    ("any-server", "--tls", "1.2", "--cert", "rsa", "--intermediate"),
    ("any-server", "--tls", "1.3", "--cert", "rsa", "--intermediate"),
]
IDS = [" ".join(case) for case in CASES]
PLAIN, RESUMED = True, False


def attempt(board, size, plain, tls12):
    """Two connections with so much memory: how each ended, and how many handshakes were resumed."""
    if board.start(arena=size, plain=plain, tls12=tls12).status != "OK":
        return [board.transcript[-2].split("[")[-1].rstrip("]")], 0
    first = board.do("login").status
    board.do("close")
    second = board.do("get").status if first == "OK" else None
    resumed = board.info()["resumed"]
    assert board.info()["arena_used"] <= size
    return [first, second][: 2 if first == "OK" else 1], resumed


def outcomes(board, sizes, plain, tls12):
    """{size: whether it was enough}; whatever was not enough must have said so."""
    enough = {}
    for size in sizes:
        ends, resumed = attempt(board, size, plain, tls12)
        assert set(ends) <= {"OK", "E_TLS_MEMORY"}, f"arena of {size}: {board.transcript[-20:]}"
        enough[size] = ends == ["OK", "OK"] and resumed == (0 if plain else 1)
    return enough


def smallest(board, low, high, plain, tls12):
    """The smallest size that is enough, a multiple of 64."""
    while high - low > 64:
        middle = (low + high) // 128 * 64
        if outcomes(board, [middle], plain, tls12)[middle]:
            high = middle
        else:
            low = middle
    return high


@pytest.mark.parametrize("case", CASES, ids=IDS)
def test_every_size_of_arena_works_or_says_that_it_is_too_small(case, start_server, start_board, record_property):
    profile, *options = case
    tls12 = "1.2" in options
    server = start_server(*options)
    board = start_board(profile, "device_tests/lab.elf", values_for(server, server.port), server)
    board.until("ready")
    full = board.info()["arena_size"]
    enough = outcomes(board, [0 + 8, 64, 200, *range(full // 16, full + 1, full // 16), full], RESUMED, tls12)
    assert not enough[64] and enough[full]
    sizes = {}
    for plain in (RESUMED, PLAIN):
        low = max(size for size, fine in enough.items() if not fine)
        sizes[plain] = smallest(board, 0 if plain else low, full, plain, tls12)
    print(f"\n{' '.join(case)}: smallest arena {sizes[PLAIN]}, with resumption {sizes[RESUMED]}")
    record_property("smallest arena", str(sizes))
    # Just below what is enough it is tight in other places each time: look at each step of 8 bytes.
    outcomes(board, range(sizes[PLAIN] - 256, sizes[PLAIN], 8), PLAIN, tls12)
    assert board.info()["stack_peak"] < board.info()["stack_size"]
