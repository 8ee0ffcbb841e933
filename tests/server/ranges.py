# SPDX-License-Identifier: MIT
"""Sets of whole numbers as sorted lists of [first, end): what of a file has arrived."""


def added(ranges, first, end):
    """The set with first to before end in it."""
    if first >= end:
        return ranges
    apart = [one for one in ranges if one[1] < first or one[0] > end]
    touching = [one for one in ranges if not (one[1] < first or one[0] > end)]
    whole = [min([first] + [one[0] for one in touching]), max([end] + [one[1] for one in touching])]
    return sorted(apart + [whole])


def prefix(ranges):
    """How many numbers from 0 on are in the set without a gap."""
    return ranges[0][1] if ranges and ranges[0][0] == 0 else 0


def covers(ranges, end):
    return prefix(ranges) >= end
