/* SPDX-License-Identifier: MIT */
#include <quatrix/image.h>

#include <stdbool.h>
#include <string.h>

enum state {
    BEGIN,  /* nothing but white space so far */
    PREFIX, /* in "data:image/png;base64," */
    BASE64,
    PADDED, /* base64 has ended */
    RAW,    /* PNG as it is */
    BAD
};

enum quote { UNQUOTED, QUOTED, ESCAPED, CLOSED }; /* JSON string around the text */

static const char prefix[] = "data:image/png;base64,";
static const uint8_t signature[8] = { 0x89, 'P', 'N', 'G', '\r', '\n', 0x1A, '\n' };

/* -1: no digit of RFC 4648 section 4. */
static int base64_digit(uint8_t c)
{
    if (c >= 'A' && c <= 'Z') {
        return c - 'A';
    }
    if (c >= 'a' && c <= 'z') {
        return c - 'a' + 26;
    }
    if (c >= '0' && c <= '9') {
        return c - '0' + 52;
    }
    return c == '+' ? 62 : c == '/' ? 63 : -1;
}

static bool is_space(uint8_t c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

/* One byte of the image. False: it is no PNG. */
static bool put(struct quatrix_image *image, uint8_t byte, uint8_t *block, size_t *n)
{
    if (image->passed < sizeof signature && byte != signature[image->passed]) {
        return false;
    }
    if (image->passed < UINT32_MAX) {
        image->passed++;
    }
    block[(*n)++] = byte; /* never ahead of what is read: a byte in gives at most one out */
    return true;
}

static bool base64_byte(struct quatrix_image *image, uint8_t c, uint8_t *block, size_t *n)
{
    int digit = base64_digit(c);

    if (digit < 0) {
        image->state = PADDED;
        return c == '=' && image->count >= 2;
    }
    image->bits = image->bits << 6 | (uint32_t)digit;
    image->count = (uint8_t)((image->count + 1) & 3U);
    /* The second digit completes a byte with 4 bits to spare, the third with 2, the fourth with none. */
    return image->count == 1 ||
           put(image, (uint8_t)(image->bits >> 2 * ((4U - image->count) & 3U)), block, n);
}

static bool prefix_byte(struct quatrix_image *image, uint8_t c)
{
    if (c != (uint8_t)prefix[image->match]) {
        return false;
    }
    if (prefix[++image->match] == 0) {
        image->state = BASE64;
    }
    return true;
}

/* A character of base64 or of what may stand before it. */
static bool text_byte(struct quatrix_image *image, uint8_t c, uint8_t *block, size_t *n)
{
    if (image->state == BEGIN) { /* base64 of a PNG begins with 'i' */
        image->state = c == (uint8_t)prefix[0] ? PREFIX : BASE64;
    }
    switch (image->state) {
    case PREFIX:
        return prefix_byte(image, c);
    case BASE64:
        return base64_byte(image, c, block, n);
    default:
        return c == '='; /* after the first one */
    }
}

/* A byte of the text forms: white space and quotes are no part of the text. */
static bool take_text(struct quatrix_image *image, uint8_t c, uint8_t *block, size_t *n)
{
    if (image->quoted == ESCAPED) { /* JSON may write "\/", and "\n" between lines of base64 */
        image->quoted = QUOTED;
        return c == 'n' || c == 'r' || (c == '/' && text_byte(image, c, block, n));
    }
    if (is_space(c)) {
        return true;
    }
    if (c == '"') {
        bool opens = image->quoted == UNQUOTED && image->state == BEGIN;
        bool closes = image->quoted == QUOTED;
        image->quoted = opens ? QUOTED : CLOSED;
        return opens || closes;
    }
    if (c == '\\' && image->quoted == QUOTED) {
        image->quoted = ESCAPED;
        return true;
    }
    return image->quoted != CLOSED && text_byte(image, c, block, n);
}

static bool take(struct quatrix_image *image, uint8_t c, uint8_t *block, size_t *n)
{
    bool first = image->state == BEGIN && image->quoted == UNQUOTED;

    if (image->state == BAD) {
        return false;
    }
    if (image->state == RAW || (first && c == signature[0])) {
        image->state = RAW;
        return put(image, c, block, n);
    }
    return take_text(image, c, block, n);
}

enum quatrix_status quatrix_image_decode(struct quatrix_image *image, uint8_t *block, size_t *len)
{
    size_t n = 0;

    for (size_t i = 0; i < *len; i++) {
        if (!take(image, block[i], block, &n)) {
            image->state = BAD;
            memset(block, 0, *len);
            *len = 0;
            return QUATRIX_E_IMAGE;
        }
    }
    *len = n;
    return QUATRIX_OK;
}

enum quatrix_status quatrix_image_finish(const struct quatrix_image *image)
{
    bool open = image->quoted == QUOTED || image->quoted == ESCAPED;

    if (image->state == BEGIN && !open) {
        return QUATRIX_E_EMPTY;
    }
    /* A lone base64 digit, or an image shorter than its signature, was cut. A longer one is for
       the PNG decoder to judge. */
    return open || image->state == BAD || image->passed < sizeof signature || image->count == 1
               ? QUATRIX_E_IMAGE
               : QUATRIX_OK;
}
