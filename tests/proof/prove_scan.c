/* SPDX-License-Identifier: MIT */
/*
 * JSON in slices: from any state in which the scanner may be, any slice of up to SLICE more bytes leaves it in such a state, what
 * it cuts out lies in the buffer, and every call gets on; a scan begins in such a state, and what decode.c does between two calls
 * keeps to it. So it holds for texts of any length.
 *
 * SOURCES: json/value.c
 * REPLACE: quatrix_plain_run=plain_run_contract
 * UNWIND: quatrix_json_scan.0=6 scan_string.0=3 scan_number.0=3 scan_number.1=3 scan_literal.0=3 partner.0=9 quatrix_json_scan_name.0=6 no_nul.0=3 plain_run_contract.0=5 strlen.0=3 memcmp.0=3
 */
#include "json/scan.c"

#include "base/utf8.c"

#include "scan_state.h"

#define SLICE 2 /* new bytes, */
#define HELD  2 /* and those the buffer still holds before them */

/* prove_utf8.c */
size_t plain_run_contract(const uint8_t *text, size_t len, uint8_t stop, uint8_t other);
size_t plain_run_contract(const uint8_t *text, size_t len, uint8_t stop, uint8_t other)
{
    size_t run = up_to(len);

    for (size_t i = 0; i < run; i++) {
        GIVEN(text[i] >= 0x20 && text[i] < 0x80 && text[i] != stop && text[i] != other);
    }
    return run;
}

/* Bytes that are left, and one more for a number that ends before the first of them. */
static size_t measure(const struct quatrix_json_scan *scan, size_t len)
{
    return 2 * (len - scan->pos) + (scan->state == IN_NUMBER ? 1 : 0);
}

/* Neither as a byte nor as an escape is NUL part of a text: it ends names in tables. */
static bool no_nul(const uint8_t *buf, size_t from, size_t to)
{
    for (size_t i = from; i < to; i++) {
        if (buf[i] == 0) {
            return false;
        }
    }
    return true;
}

static void a_slice(struct quatrix_json_scan scan, const uint8_t *buf, size_t len)
{
    size_t before = measure(&scan, len);
    size_t pos = scan.pos;
    uint8_t state = scan.state;
    bool nul_due = state == IN_STRING && scan.sub == HEX && scan.need == 1 && scan.unit == 0;
    bool nul_comes = nul_due && pos < len && buf[pos] == '0';
    struct quatrix_json_span span;
    enum quatrix_json_event event = quatrix_json_scan(&scan, buf, len, &span);
    bool over = event == QUATRIX_JSON_BAD || event == QUATRIX_JSON_TOO_DEEP;

    PROVE(event <= QUATRIX_JSON_TOO_DEEP);
    PROVE(over || scan_holds(&scan, len));
    PROVE(over || event == QUATRIX_JSON_MORE || measure(&scan, len) < before);
    PROVE(event != QUATRIX_JSON_MORE || scan.pos == len);
    PROVE(!nul_comes || event == QUATRIX_JSON_BAD);
    PROVE(over || no_nul(buf, pos, scan.pos));
    if (event == QUATRIX_JSON_NAME || event == QUATRIX_JSON_VALUE) {
        size_t at = (size_t)(span.at - buf);
        PROVE(at <= len && span.len <= len - at);
        PROVE(!scan.holding && span.kind <= QUATRIX_JSON_ARRAY);
    }
    if (event == QUATRIX_JSON_OPEN) {
        PROVE(scan.pos > 0 && scan.depth > scan.cut);
    }
    POSSIBLE(event == QUATRIX_JSON_MORE && scan.pos > 1);
    POSSIBLE(event == QUATRIX_JSON_NAME && span.len == HELD);
    POSSIBLE(event == QUATRIX_JSON_OPEN && scan.depth == QUATRIX_DEPTH_MAX);
    POSSIBLE(event == QUATRIX_JSON_VALUE && span.kind == QUATRIX_JSON_ARRAY && span.len > 2);
    POSSIBLE(event == QUATRIX_JSON_VALUE && state == IN_NUMBER && scan.pos == len);
    POSSIBLE(event == QUATRIX_JSON_SKIPPED);
    POSSIBLE(event == QUATRIX_JSON_CLOSE && scan.state == COMPLETE);
    POSSIBLE(event == QUATRIX_JSON_BAD);
    POSSIBLE(event == QUATRIX_JSON_TOO_DEEP);
    POSSIBLE(nul_comes);
}

static void between(struct quatrix_json_scan scan, const uint8_t *buf, size_t len)
{
    size_t keep = quatrix_json_scan_keep(&scan);
    bool found;

    PROVE(keep <= scan.pos);
    quatrix_json_scan_rebase(&scan, keep);
    PROVE(scan_holds(&scan, len - keep));
    found = quatrix_json_scan_name(&scan, buf + keep, len - keep, "a");
    PROVE(scan_holds(&scan, len - keep));
    POSSIBLE(found);
    if (found) {
        struct quatrix_json_span span;
        bool plain = quatrix_json_scan_plain(&scan, buf + keep, len - keep, &span);
        PROVE(scan_holds(&scan, len - keep));
        PROVE(!plain || (size_t)(span.at - buf) + span.len < len);
        POSSIBLE(plain);
    }
    quatrix_json_scan_drop(&scan);
    PROVE(scan_holds(&scan, len - keep));
    if (scan.pos > 0) { /* as after QUATRIX_JSON_OPEN */
        quatrix_json_scan_hold(&scan);
        PROVE(scan_holds(&scan, len - keep));
    }
    quatrix_json_scan_enter(&scan);
    PROVE(scan_holds(&scan, len - keep));
}

int main(void)
{
    uint8_t bytes[HELD + SLICE];
    size_t len = up_to(sizeof bytes);
    struct quatrix_json_scan scan;

    if (nondet_bool()) {
        quatrix_json_scan_init(&scan);
        PROVE(scan_holds(&scan, len));
        return 0;
    }
    GIVEN(scan_holds(&scan, len));
    if (nondet_bool()) {
        GIVEN(len - scan.pos <= SLICE);
        a_slice(scan, LAST(bytes, len), len);
    } else {
        between(scan, LAST(bytes, len), len);
    }
    return 0;
}
