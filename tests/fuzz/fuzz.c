/* SPDX-License-Identifier: MIT */
#define _POSIX_C_SOURCE 200112L /* setenv */

#include "fuzz.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void fuzz_check(bool holds, const char *text, const char *file, int line)
{
    if (!holds) {
        (void)fprintf(stderr, "%s:%d: not so: %s\n", file, line, text);
        abort();
    }
}

void fuzz_abort_on_failure(void)
{
    FUZZ_CHECK(setenv("CMOCKA_TEST_ABORT", "1", 1) == 0);
}

uint8_t fuzz_byte(struct fuzz_input *in)
{
    if (in->left == 0) {
        return 0;
    }
    in->left--;
    return *in->at++;
}

uint32_t fuzz_number(struct fuzz_input *in, uint32_t below)
{
    return fuzz_byte(in) % below;
}

bool fuzz_bit(uint8_t byte, unsigned bit)
{
    return ((unsigned)byte >> bit & 1U) != 0;
}

static void *take(const uint8_t *bytes, size_t len, size_t more)
{
    uint8_t *block = malloc(len + more > 0 ? len + more : 1);

    FUZZ_CHECK(block != NULL);
    if (len > 0) {
        memcpy(block, bytes, len);
    }
    return block;
}

uint8_t *fuzz_block(const uint8_t *bytes, size_t len)
{
    return take(bytes, len, 0);
}

char *fuzz_text(struct fuzz_input *in, size_t len)
{
    size_t n = len < in->left ? len : in->left;
    const uint8_t *nul = n > 0 ? memchr(in->at, 0, n) : NULL;
    size_t used = nul != NULL ? (size_t)(nul - in->at) : n;
    char *text = take(in->at, used, 1);

    text[used] = 0;
    in->at += n;
    in->left -= n;
    return text;
}

/* Room for count bytes at this place, or none if there are too many. */
static size_t widen(uint8_t *text, size_t *len, size_t room, size_t at, size_t count)
{
    if (count > room - *len) {
        return 0;
    }
    memmove(text + at + count, text + at, *len - at);
    *len += count;
    return count;
}

size_t fuzz_edit(struct fuzz_input *in, uint8_t *text, size_t len, size_t room)
{
    while (in->left > 0) {
        uint8_t how = fuzz_byte(in);
        size_t at = fuzz_byte(in);
        uint8_t c;
        size_t n;
        at = (at << 8 | fuzz_byte(in)) % (len + 1);
        c = fuzz_byte(in);
        switch (how % 4) {
        case 0: /* other bytes */
            n = 1U + how / 4U;
            memset(text + at, c, n < len - at ? n : len - at);
            break;
        case 1: /* one more */
            if (widen(text, &len, room, at, 1) > 0) {
                text[at] = c;
            }
            break;
        case 2: /* some less */
            n = c < len - at ? c : len - at;
            memmove(text + at, text + at + n, len - at - n);
            len -= n;
            break;
        default: /* the same again */
            n = widen(text, &len, room, at, c < len - at ? c : len - at);
            memmove(text + at, text + at + n, n);
            break;
        }
    }
    return len;
}

void fuzz_slices(struct fuzz_slices *slices, uint8_t how)
{
    slices->how = how;
    slices->state = how;
}

size_t fuzz_slice(struct fuzz_slices *slices, size_t left)
{
    size_t size = slices->how;

    if (slices->how > 127) {
        slices->state = slices->state * UINT32_C(1664525) + UINT32_C(1013904223);
        size = 1 + (slices->state >> 16) % (slices->how - 127U);
    }
    return size == FUZZ_WHOLE || size > left ? left : size;
}

void fuzz_log(struct fuzz_log *log, const void *bytes, size_t len)
{
    FUZZ_CHECK(len <= sizeof log->bytes - log->len);
    if (len > 0) {
        memcpy(log->bytes + log->len, bytes, len);
        log->len += len;
    }
}

void fuzz_log_number(struct fuzz_log *log, uint64_t number)
{
    fuzz_log(log, &number, sizeof number);
}

bool fuzz_log_equal(const struct fuzz_log *a, const struct fuzz_log *b)
{
    return a->len == b->len && memcmp(a->bytes, b->bytes, a->len) == 0;
}

static bool is_documented(enum quatrix_status status)
{
    switch (status) {
    case QUATRIX_OK:
    case QUATRIX_MFA_REQUIRED:
    case QUATRIX_E_SPACE:
    case QUATRIX_E_TIMEOUT:
    case QUATRIX_E_CLOSED:
    case QUATRIX_E_CUT:
    case QUATRIX_E_NETWORK:
    case QUATRIX_E_PROTOCOL:
    case QUATRIX_E_HEADER:
    case QUATRIX_E_ENCODING:
    case QUATRIX_E_CONTENT:
    case QUATRIX_E_JSON:
    case QUATRIX_E_DEPTH:
    case QUATRIX_E_TYPE:
    case QUATRIX_E_RANGE:
    case QUATRIX_E_DUPLICATE:
    case QUATRIX_E_MISSING:
    case QUATRIX_E_REDIRECT:
    case QUATRIX_E_UNAUTHORIZED:
    case QUATRIX_E_RATE_LIMITED:
    case QUATRIX_E_HTTP:
    case QUATRIX_E_SERVER:
    case QUATRIX_E_FACTOR:
        return true;
    default:
        return false;
    }
}

void fuzz_check_documented(enum quatrix_status status, const enum quatrix_status *also,
                           size_t count)
{
    bool documented = is_documented(status);

    for (size_t i = 0; i < count; i++) {
        documented = documented || status == also[i];
    }
    if (!documented) {
        (void)fprintf(stderr, "ended with %s\n", quatrix_status_name(status));
    }
    FUZZ_CHECK(documented);
}
