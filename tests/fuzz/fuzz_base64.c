/* SPDX-License-Identifier: MIT */
/*
 * Base64 and percent-encoding: what was encoded decodes to what it was, and what does not fit leaves
 * nothing. The decoder of images: any slicing gives the same, which is what a decoder with the whole text
 * gives; and an image comes out of each of the forms it may come in.
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

/* --- an image, by somebody who has it whole --- */

static const uint8_t signature[] = { 0x89, 'P', 'N', 'G', '\r', '\n', 0x1A, '\n' };

/* Without white space, quotes and escapes. False: one of them is where it may not be. */
static bool strip(const uint8_t *bytes, size_t len, char *text, size_t *n)
{
    unsigned quotes = 0;

    *n = 0;
    for (size_t i = 0; i < len; i++) {
        uint8_t c = bytes[i];
        if (c == 0 || (strchr(" \t\r\n", c) == NULL && quotes == 2)) {
            return false;
        }
        if (c == '"') {
            quotes++;
            if (quotes == 1 && *n > 0) {
                return false;
            }
        } else if (c == '\\' && quotes == 1) {
            if (++i == len || bytes[i] == 0 || strchr("nr/", bytes[i]) == NULL) {
                return false;
            }
            if (bytes[i] == '/') {
                text[(*n)++] = '/';
            }
        } else if (strchr(" \t\r\n", c) == NULL) {
            text[(*n)++] = (char)c;
        }
    }
    return quotes != 1;
}

/* Digits, then perhaps padding. */
static bool decode_text(const char *text, size_t len, uint8_t *out, size_t *n)
{
    size_t count = 0;
    uint32_t bits = 0;

    *n = 0;
    for (; count < len && text[count] != '='; count++) {
        const char *digit = strchr(digits, text[count]);
        if (digit == NULL) {
            return false;
        }
        bits = bits << 6 | (uint32_t)(digit - digits);
        if (count % 4 > 0) {
            out[(*n)++] = (uint8_t)(bits >> (6 - 2 * (count % 4)) & 0xFF);
        }
    }
    if (count % 4 == 1 || (count < len && count % 4 == 0)) {
        return false;
    }
    while (count < len && text[count] == '=') {
        count++;
    }
    return count == len;
}

static bool find_image(const uint8_t *bytes, size_t len, uint8_t *out, size_t *n)
{
    static const char prefix[] = "data:image/png;base64,";
    static char text[FUZZ_INPUT_MAX];
    size_t from = 0;
    size_t text_len;
    bool good = true;

    *n = 0;
    while (from < len && bytes[from] != 0 && strchr(" \t\r\n", bytes[from]) != NULL) {
        from++;
    }
    if (from < len && bytes[from] == signature[0]) {
        *n = len - from;
        memcpy(out, bytes + from, *n);
    } else {
        good = strip(bytes + from, len - from, text, &text_len);
        from = good && text_len > 0 && text[0] == 'd' ? sizeof prefix - 1 : 0;
        good = good && text_len >= from && memcmp(text, prefix, from) == 0 &&
               decode_text(text + from, text_len - from, out, n);
    }
    return good && *n >= sizeof signature && memcmp(out, signature, sizeof signature) == 0;
}

static void check_slices(const uint8_t *bytes, size_t len, uint8_t how)
{
    static struct outcome whole;
    static struct outcome sliced;
    static uint8_t image[FUZZ_INPUT_MAX];
    size_t image_len;

    decode(&whole, bytes, len, FUZZ_WHOLE);
    FUZZ_CHECK(whole.status == QUATRIX_OK || whole.status == QUATRIX_E_IMAGE ||
               whole.status == QUATRIX_E_EMPTY);
    for (unsigned i = 0; i < 2; i++) {
        decode(&sliced, bytes, len, i == 0 ? FUZZ_BYTEWISE : how);
        FUZZ_CHECK(sliced.status == whole.status);
        FUZZ_CHECK(whole.status != QUATRIX_OK || fuzz_log_equal(&whole.image, &sliced.image));
    }
    FUZZ_CHECK((whole.status == QUATRIX_OK) == find_image(bytes, len, image, &image_len));
    FUZZ_CHECK(whole.status != QUATRIX_OK ||
               (whole.image.len == image_len && memcmp(whole.image.bytes, image, image_len) == 0));
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
    static uint8_t image[FUZZ_INPUT_MAX + sizeof signature];
    static struct outcome o;

    memcpy(image, signature, sizeof signature);
    memcpy(image + sizeof signature, bytes, len);
    len += sizeof signature;
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
