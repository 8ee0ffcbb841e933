/* SPDX-License-Identifier: MIT */
/*
 * A JSON string as text: any bytes, up to TEXT of them, whether the scanner has seen them or not, into an array of any size up to
 * ROOM. They are read within their end, what is written lies in the array, and a NUL ends it: the first, when the scanner has checked
 * the bytes. An escape is the number of its digits, and a character is written as the one that it is.
 *
 * SOURCES: base/utf8.c
 * REPLACE: quatrix_plain_run=plain_run_contract
 * UNWIND: quatrix_json_text.0=7 hex4.0=5 encode.0=4 partner.0=9 memcpy.0=14 an_escape.0=5 is_checked.0=14 first_nul.0=7
 */
#include "json/value.c"

#include "proof.h"

#define TEXT 13
#define ROOM 6

/* prove_utf8.c */
size_t plain_run_contract(const uint8_t *text, size_t len, uint8_t stop, uint8_t other);
size_t plain_run_contract(const uint8_t *text, size_t len, uint8_t stop, uint8_t other)
{
    (void)stop;
    (void)other;
    PROVE(__CPROVER_r_ok(text, len));
    return up_to(len);
}

/* By bytes: that of CBMC takes any size for an array of its own. */
void *memcpy(void *to, const void *from, size_t len)
{
    for (size_t i = 0; i < len; i++) {
        ((uint8_t *)to)[i] = ((const uint8_t *)from)[i];
    }
    return to;
}

static uint32_t hex_value(uint8_t c)
{
    return c >= '0' && c <= '9'   ? c - (uint32_t)'0'
           : c >= 'a' && c <= 'f' ? c - (uint32_t)'a' + 10
           : c >= 'A' && c <= 'F' ? c - (uint32_t)'A' + 10
                                  : 16;
}

/* What the scanner refuses: NUL, as a byte or an escape, and an escape without its digits (prove_scan.c). */
static bool is_checked(const uint8_t *bytes, size_t len)
{
    for (size_t i = 0; i < len; i++) {
        if (bytes[i] == 0) {
            return false;
        }
        if (len - i >= 6 && bytes[i] == '\\' && bytes[i + 1] == 'u') {
            uint32_t first = hex_value(bytes[i + 2]) | hex_value(bytes[i + 3]);
            uint32_t digits = first | hex_value(bytes[i + 4]) | hex_value(bytes[i + 5]);
            if (digits == 0 || digits >= 16) {
                return false;
            }
        }
    }
    return true;
}

static size_t first_nul(const char *text, size_t size)
{
    size_t n = 0;

    while (n < size && text[n] != 0) {
        n++;
    }
    return n;
}

static void a_text(void)
{
    uint8_t bytes[TEXT];
    char array[ROOM];
    size_t len = up_to(TEXT);
    size_t size = 1 + up_to(ROOM - 1);
    char *out = LAST(array, size);
    bool whole;
    size_t n = quatrix_json_text(LAST(bytes, len), len, out, size, &whole);

    PROVE(n < size && out[n] == 0);
    PROVE(!is_checked(LAST(bytes, len), len) || first_nul(out, size) == n);
    PROVE(!whole || len >= n);
    POSSIBLE(whole && len == 13 && n == 5);
    POSSIBLE(!whole && len == 2 && n == 0);
    POSSIBLE(whole && len == 0);
}

static void an_escape(void)
{
    uint8_t text[6] = { '\\', 'u' };
    uint32_t unit = 0;
    uint32_t code = 0;

    for (size_t i = 2; i < 6; i++) {
        text[i] = nondet_byte();
        GIVEN(hex_value(text[i]) < 16);
        code = code * 16 + hex_value(text[i]);
    }
    PROVE(hex4(text, sizeof text, &unit) && unit == code);
    POSSIBLE(code == 0xD83D);
}

static void a_character(void)
{
    struct character ch;
    uint32_t code = (uint32_t)up_to(0x10FFFF);
    uint32_t back;

    encode(code, &ch);
    PROVE(ch.len == (code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4));
    back = ch.len == 1   ? ch.utf8[0]
           : ch.len == 2 ? (ch.utf8[0] & 0x1FU) << 6 | (ch.utf8[1] & 0x3FU)
           : ch.len == 3
               ? (ch.utf8[0] & 0x0FU) << 12 | (ch.utf8[1] & 0x3FU) << 6 | (ch.utf8[2] & 0x3FU)
               : (ch.utf8[0] & 0x07U) << 18 | (ch.utf8[1] & 0x3FU) << 12 |
                     (ch.utf8[2] & 0x3FU) << 6 | (ch.utf8[3] & 0x3FU);
    PROVE(back == code);
    POSSIBLE(ch.len == 4 && code == 0x1F600);
}

int main(void)
{
    if (nondet_bool()) {
        a_text();
    } else if (nondet_bool()) {
        an_escape();
    } else {
        a_character();
    }
    return 0;
}
