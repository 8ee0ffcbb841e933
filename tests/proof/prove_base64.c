/* SPDX-License-Identifier: MIT */
/*
 * Base64 in place: any text of up to BUFFER bytes, from any place in a buffer of any size up to that. Four characters for each
 * three bytes begun, which stand for these bytes, and not one past the end of the buffer; what does not fit is gone.
 *
 * UNWIND: quatrix_out_base64.0=7 quatrix_out_base64.1=5 memset.0=17 stands_for.0=7
 */
#include "base/out.c"

#include "proof.h"

#define BUFFER 16

/* The value of a character by the table of RFC 4648 section 4; 64: of none. */
static uint32_t value_of(uint8_t c)
{
    if (c >= 'A' && c <= 'Z') {
        return c - (uint32_t)'A';
    }
    if (c >= 'a' && c <= 'z') {
        return c - (uint32_t)'a' + 26;
    }
    if (c >= '0' && c <= '9') {
        return c - (uint32_t)'0' + 52;
    }
    return c == '+' ? 62 : c == '/' ? 63 : 64;
}

/* Do the four characters at text stand for the bytes, of which there are 1 to 3? */
static bool group_stands_for(const uint8_t *text, const uint8_t *bytes, size_t len)
{
    uint32_t third = len > 1 ? value_of(text[2]) : 0;
    uint32_t fourth = len > 2 ? value_of(text[3]) : 0;
    uint32_t bits = value_of(text[0]) << 18 | value_of(text[1]) << 12 | third << 6 | fourth;
    uint32_t wanted = (uint32_t)bytes[0] << 16;

    wanted |= len > 1 ? (uint32_t)bytes[1] << 8 : 0;
    wanted |= len > 2 ? bytes[2] : 0;
    return bits == wanted && (len > 1 || text[2] == '=') && (len > 2 || text[3] == '=');
}

static bool stands_for(const uint8_t *text, const uint8_t *bytes, size_t len)
{
    for (size_t at = 0; at < len; at += 3) {
        if (!group_stands_for(text + at / 3 * 4, bytes + at, len - at < 3 ? len - at : 3)) {
            return false;
        }
    }
    return true;
}

int main(void)
{
    uint8_t bytes[BUFFER];
    uint8_t before[BUFFER];
    size_t size = up_to(BUFFER);
    size_t from = up_to(size);
    size_t len = up_to(size - from);
    size_t groups = (len + 2) / 3;
    bool full = nondet_bool();
    struct quatrix_out out = { LAST(bytes, size), size, from + len, full };
    size_t other = up_to(BUFFER - 1);

    memcpy(before, bytes, sizeof before);
    quatrix_out_base64(&out, from);

    PROVE(out.full == (full || from + 4 * groups > size));
    PROVE(out.len == (out.full ? from : from + 4 * groups));
    PROVE(out.full || stands_for(out.buf + from, LAST(before, size) + from, len));
    PROVE(other >= BUFFER - size + from ||
          bytes[other] == before[other]); /* what came before stays */
    POSSIBLE(!out.full && groups == 4);
    POSSIBLE(!out.full && out.len == size && len % 3 == 1);
    POSSIBLE(out.full && !full && len > 0);
    return 0;
}
