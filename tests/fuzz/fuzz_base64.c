/* SPDX-License-Identifier: MIT */
/*
 * Base64 and percent-encoding: what was encoded decodes to what it was, and what does not fit leaves
 * nothing. The decoder of images: any slicing gives the same, and an image comes out of each of the forms
 * it may come in.
 *
 * Input: room for what is written (2 bytes), how to cut, the bytes.
 */
#include "fuzz.h"

#include "base/out.h"

#include <quatrix/image.h>

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

enum { ENCODED_MAX = 2 * FUZZ_INPUT_MAX };

static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/* RFC 4648 section 4, a bit at a time. */
static size_t encode(const uint8_t *bytes, size_t len, char *text)
{
    size_t n = 0;

    for (size_t bit = 0; bit < 8 * len; bit += 6) {
        unsigned six = 0;
        for (size_t i = bit; i < bit + 6; i++) {
            six = six << 1 | (i < 8 * len ? (unsigned)bytes[i / 8] >> (7 - i % 8) & 1U : 0U);
        }
        text[n++] = digits[six];
    }
    while (n % 4 != 0) {
        text[n++] = '=';
    }
    return n;
}

static void check_base64(const uint8_t *bytes, size_t len, size_t room)
{
    static char wanted[ENCODED_MAX];
    static const char before[] = "Basic ";
    const size_t from = sizeof before - 1;
    size_t wanted_len = encode(bytes, len, wanted);
    uint8_t *buf = fuzz_block((const uint8_t *)wanted, room);
    struct quatrix_out out = { buf, room, 0, false };

    quatrix_out_text(&out, before);
    quatrix_out_bytes(&out, bytes, len);
    if (out.len >= from) {
        quatrix_out_base64(&out, from);
        FUZZ_CHECK(out.full == (from + wanted_len > room));
        FUZZ_CHECK(out.len == (out.full ? from : from + wanted_len));
        FUZZ_CHECK(out.full || memcmp(buf + from, wanted, wanted_len) == 0);
        for (size_t i = from; out.full && i < from + len && i < room; i++) {
            FUZZ_CHECK(buf[i] == 0 || from + len > room); /* what was there before */
        }
    }
    free(buf);
}

static size_t encode_percent(const char *text, char *out)
{
    static const char hex[] = "0123456789ABCDEF";
    size_t n = 0;

    for (; *text != 0; text++) {
        uint8_t c = (uint8_t)*text;
        if (isalnum(c) || strchr("-._~", c) != NULL) {
            out[n++] = *text;
        } else {
            out[n++] = '%';
            out[n++] = hex[c >> 4];
            out[n++] = hex[c & 15];
        }
    }
    return n;
}

static void check_percent(const char *text, size_t room)
{
    static char wanted[3 * FUZZ_INPUT_MAX];
    size_t wanted_len = encode_percent(text, wanted);
    uint8_t *buf = fuzz_block((const uint8_t *)wanted, room);
    struct quatrix_out out = { buf, room, 0, false };

    quatrix_out_percent(&out, text);
    FUZZ_CHECK(out.full == (wanted_len > room) && out.len <= room);
    FUZZ_CHECK(out.full || out.len == wanted_len);
    FUZZ_CHECK(memcmp(buf, wanted, out.len) == 0);
    free(buf);
}

/* --- images --- */

struct outcome {
    enum quatrix_status status;
    struct fuzz_log image;
};

static void decode(struct outcome *o, const void *bytes, size_t len, uint8_t how)
{
    struct quatrix_image image = { 0, 0, 0, 0, 0, 0 };
    struct fuzz_slices slices;

    fuzz_slices(&slices, how);
    o->status = QUATRIX_OK;
    o->image.len = 0;
    for (size_t at = 0; at < len && o->status == QUATRIX_OK;) {
        size_t n = fuzz_slice(&slices, len - at);
        size_t got = n;
        uint8_t *block = fuzz_block((const uint8_t *)bytes + at, n);
        o->status = quatrix_image_decode(&image, block, &got);
        FUZZ_CHECK(got <= n);
        if (o->status == QUATRIX_OK) {
            fuzz_log(&o->image, block, got);
        }
        free(block);
        at += n;
    }
    if (o->status == QUATRIX_OK) {
        o->status = quatrix_image_finish(&image);
    }
}

static void check_slices(const uint8_t *bytes, size_t len, uint8_t how)
{
    static struct outcome whole;
    static struct outcome sliced;

    decode(&whole, bytes, len, FUZZ_WHOLE);
    FUZZ_CHECK(whole.status == QUATRIX_OK || whole.status == QUATRIX_E_IMAGE ||
               whole.status == QUATRIX_E_EMPTY);
    for (unsigned i = 0; i < 2; i++) {
        decode(&sliced, bytes, len, i == 0 ? FUZZ_BYTEWISE : how);
        FUZZ_CHECK(sliced.status == whole.status);
        FUZZ_CHECK(whole.status != QUATRIX_OK || fuzz_log_equal(&whole.image, &sliced.image));
    }
    FUZZ_CHECK(whole.status != QUATRIX_OK ||
               (whole.image.len >= 8 && memcmp(whole.image.bytes, "\x89PNG\r\n\x1A\n", 8) == 0));
}

/* An image in one of its forms. */
static void check_form(const char *before, const uint8_t *image, size_t len, const char *behind,
                       uint8_t how)
{
    static char text[ENCODED_MAX];
    static struct outcome o;
    size_t n = strlen(before);

    memcpy(text, before, n);
    n += encode(image, len, text + n);
    memcpy(text + n, behind, strlen(behind));
    decode(&o, text, n + strlen(behind), how);
    FUZZ_CHECK(o.status == QUATRIX_OK && o.image.len == len);
    FUZZ_CHECK(memcmp(o.image.bytes, image, len) == 0);
}

static void check_forms(const uint8_t *bytes, size_t len, uint8_t how)
{
    static uint8_t image[FUZZ_INPUT_MAX + 8];
    static struct outcome o;

    memcpy(image, "\x89PNG\r\n\x1A\n", 8);
    memcpy(image + 8, bytes, len);
    len += 8;
    check_form("", image, len, "", how);
    check_form(" \r\n", image, len, "\n", how);
    check_form("\"", image, len, "\"", how);
    check_form("data:image/png;base64,", image, len, "", how);
    check_form("\"data:image/png;base64,", image, len, "\" ", how);
    decode(&o, image, len, how);
    FUZZ_CHECK(o.status == QUATRIX_OK && o.image.len == len);
    FUZZ_CHECK(memcmp(o.image.bytes, image, len) == 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct fuzz_input in = { data, size };
    size_t room = fuzz_byte(&in);
    uint8_t how;
    char *text;

    room = room << 4 | fuzz_number(&in, 16);
    how = fuzz_byte(&in);
    if (size > FUZZ_INPUT_MAX / 2) {
        return 0;
    }
    check_base64(in.at, in.left, room);
    check_slices(in.at, in.left, how);
    check_forms(in.at, in.left, how);
    text = fuzz_text(&in, in.left);
    check_percent(text, room);
    free(text);
    return 0;
}
