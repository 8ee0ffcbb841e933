/* SPDX-License-Identifier: MIT */
/* What holds of the scanner between any two bytes, of a buffer of len bytes. To be included after json/scan.c. */
#ifndef SCAN_STATE_H
#define SCAN_STATE_H

#include "proof.h"

static bool string_holds(const struct quatrix_json_scan *scan)
{
    if (scan->name && !in_object(scan)) {
        return false;
    }
    switch (scan->sub) {
    case PLAIN:
    case ESCAPE:
        return true;
    case HEX:
        return scan->need >= 1 && scan->need <= 4 && scan->unit >> 4 * (4 - scan->need) == 0;
    case UTF8:
        return scan->need >= 1 && scan->need <= 3 && scan->low >= 0x80 && scan->top <= 0xBF;
    default:
        return false;
    }
}

/* The state fits the innermost container, and the place in a scalar the kind of it. */
static bool place_holds(const struct quatrix_json_scan *scan)
{
    static const uint8_t letters[] = {
        [QUATRIX_JSON_NULL] = 4, [QUATRIX_JSON_FALSE] = 5, [QUATRIX_JSON_TRUE] = 4
    };

    switch (scan->state) {
    case EXPECT_VALUE:
        return true;
    case EXPECT_ELEMENT:
        return scan->depth > 0 && !in_object(scan);
    case EXPECT_MEMBER:
    case EXPECT_NAME:
    case EXPECT_COLON:
        return in_object(scan);
    case EXPECT_NEXT:
        return scan->depth > 0;
    case COMPLETE:
        return scan->depth == 0;
    case IN_STRING:
        return string_holds(scan);
    case IN_NUMBER:
        return scan->sub <= EXPONENT;
    case IN_LITERAL:
        return scan->kind <= QUATRIX_JSON_TRUE && scan->sub < letters[scan->kind];
    default:
        return false;
    }
}

static bool scan_holds(const struct quatrix_json_scan *scan, size_t len)
{
    return scan->depth <= QUATRIX_DEPTH_MAX && scan->cut <= scan->depth &&
           scan->stack >> scan->depth == 0 && scan->kind <= QUATRIX_JSON_ARRAY &&
           scan->pos <= len && (!scan->holding || scan->start <= scan->pos) && place_holds(scan);
}

#endif
