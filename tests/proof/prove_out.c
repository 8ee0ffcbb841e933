/* SPDX-License-Identifier: MIT */
/*
 * Text appended to a buffer: never past its end, never half of a call. In percent-encoding at most three characters for one, each
 * of them unreserved, a percent sign or a digit, and the text they stand for is the same.
 *
 * UNWIND: any_text.0=6 quatrix_out_percent.0=7 is_encoding.0=7 memcpy.0=21 strlen.0=7
 */
#include "base/out.c"

#include "proof.h"

#define BUFFER 15
#define TEXT   5

static bool is_unreserved(char c)
{
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' ||
           c == '.' || c == '_' || c == '~';
}

static unsigned hex_value(uint8_t c)
{
    return c >= '0' && c <= '9'   ? c - (unsigned)'0'
           : c >= 'A' && c <= 'F' ? c - (unsigned)'A' + 10
                                  : 256;
}

/* Is what was written the encoding of the text (RFC 3986 section 2.1)? */
static bool is_encoding(const uint8_t *written, size_t len, const char *text)
{
    size_t at = 0;

    for (; *text != 0; text++) {
        if (at < len && is_unreserved(*text) && written[at] == ((unsigned)*text & 255U)) {
            at++;
        } else if (len - at >= 3 && written[at] == '%' && !is_unreserved(*text) &&
                   hex_value(written[at + 1]) * 16 + hex_value(written[at + 2]) ==
                       ((unsigned)*text & 255U)) {
            at += 3;
        } else {
            return false;
        }
    }
    return at == len;
}

int main(void)
{
    uint8_t bytes[BUFFER];
    char array[TEXT + 1];
    size_t size = up_to(BUFFER);
    size_t from = up_to(size);
    struct quatrix_out out = { LAST(bytes, size), size, from, nondet_bool() };
    bool full = out.full;
    const char *text = any_text(array, sizeof array);
    size_t len = strlen(text);

    if (nondet_bool()) {
        quatrix_out_percent(&out, text);
        PROVE(out.len - from <= 3 * len);
        PROVE(out.full || is_encoding(out.buf + from, out.len - from, text));
        POSSIBLE(!out.full && out.len - from == 15);
        POSSIBLE(!out.full && out.len - from == 7 && len == 5);
    } else {
        size_t part = up_to(len);
        quatrix_out_bytes(&out, text, part);
        PROVE(out.len == (out.full ? from : from + part));
        PROVE(out.full == (full || part > size - from));
        POSSIBLE(!out.full && part == TEXT);
    }
    PROVE(out.len <= out.size && out.size == size && out.len >= from);
    PROVE(out.full || !full);
    POSSIBLE(out.full && !full);
    return 0;
}
