/* SPDX-License-Identifier: MIT */
#include "secrets.h"

#include <stdio.h>
#include <string.h>

/* In the clear and as they travel. */
static const char *const secrets[] = {
    BENCH_TOKEN,
    "36480de2-bd5c-4366-b517-da60fb69e070", /* the token a login begins with */
    "459ccb82-1b42-4c79-b926-a2d089b8a6a0", /* tokens set-mfa names */
    "0c1fa3f5-90d7-4a8e-bb68-2a3f64e0d111",
    BENCH_PASSWORD,
    BENCH_NEW_PASSWORD,
    BENCH_KEY,
    BENCH_PIN,
    BENCH_CODE,
    BENCH_ISSUED_KEY,
    BENCH_CAPTCHA,
    BENCH_PGP_PRIVATE,
    BENCH_UPLOAD_KEY,
    BENCH_WOPI_TOKEN,
    "ZGFuYS5rQGV4YW1wbGUub3JnOlRyNGlsLW1peCE3", /* e-mail:password */
    "VHI0aWwtbWl4ITc=",
    "UXUxZXQtUjF2ZXJfMjI=",
    "NDgxNTE=",
};

enum { TOKENS = 4, WINDOW = 8, WINDOWS = 512, SLOTS = 65536 };

/* Every 8 bytes in a row of a secret, and where they hash to: memory is looked through once for all of them. */
static struct {
    size_t count;
    struct {
        uint8_t text[WINDOW];
        size_t secret;
    } window[WINDOWS];
    uint16_t slot[SLOTS]; /* a window + 1; 0: none */
    bool occurs[256];     /* a byte of some window */
} sought;

static size_t slot_of(const uint8_t *text)
{
    uint64_t value;

    memcpy(&value, text, sizeof value);
    return (size_t)(value * UINT64_C(0x9E3779B97F4A7C15) >> 48);
}

/* The window with this text; where there is none, *free is where it would go. */
static size_t window_of(const uint8_t *text, size_t *free)
{
    size_t slot = slot_of(text);

    while (sought.slot[slot] != 0) {
        size_t window = sought.slot[slot] - 1U;
        if (memcmp(sought.window[window].text, text, WINDOW) == 0) {
            return window;
        }
        slot = (slot + 1) % SLOTS;
    }
    *free = slot;
    return WINDOWS;
}

static void seek(const uint8_t *text, size_t secret)
{
    size_t slot = 0;

    if (window_of(text, &slot) != WINDOWS) {
        return;
    }
    assert_true(sought.count < WINDOWS);
    memcpy(sought.window[sought.count].text, text, WINDOW);
    sought.window[sought.count].secret = secret;
    sought.slot[slot] = (uint16_t)++sought.count;
    for (size_t i = 0; i < WINDOW; i++) {
        sought.occurs[text[i]] = true;
    }
}

static void seek_all(void)
{
    for (size_t i = 0; i < COUNT(secrets); i++) {
        for (size_t at = 0; at + WINDOW <= strlen(secrets[i]); at++) {
            seek((const uint8_t *)secrets[i] + at, i);
        }
    }
}

static const void *find(const void *memory, size_t len, const char *text, size_t text_len)
{
    const uint8_t *at = memory;
    const uint8_t *end = at + len;

    while ((size_t)(end - at) >= text_len) {
        at = memchr(at, text[0], (size_t)(end - at) - text_len + 1);
        if (at == NULL) {
            return NULL;
        }
        if (memcmp(at, text, text_len) == 0) {
            return at;
        }
        at++;
    }
    return NULL;
}

bool holds(const void *memory, size_t len, const char *text)
{
    return find(memory, len, text, strlen(text)) != NULL;
}

const char *find_secret(const void *memory, size_t len, bool token)
{
    const uint8_t *bytes = memory;
    size_t first = token ? 0 : TOKENS;
    size_t at = 0;

    if (sought.count == 0) {
        seek_all();
    }
    while (at + WINDOW <= len) {
        size_t window = WINDOWS;
        size_t slot;
        if (!sought.occurs[bytes[at + WINDOW - 1]]) {
            at += WINDOW; /* no window has this byte */
            continue;
        }
        window = window_of(bytes + at, &slot);
        if (window < WINDOWS && sought.window[window].secret >= first) {
            return secrets[sought.window[window].secret];
        }
        at++;
    }
    for (size_t i = first; i < COUNT(secrets); i++) { /* shorter than a window */
        if (strlen(secrets[i]) < WINDOW && holds(memory, len, secrets[i])) {
            return secrets[i];
        }
    }
    return NULL;
}

/* --- forms --- */

enum { FORM = 300, FORMS = 8 };

/* Base64 of what would follow `before` other bytes: only the characters that depend on nothing else. */
static void put_base64(char *form, const char *text, size_t before)
{
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    size_t bits = 8 * (before + strlen(text));

    for (size_t at = (8 * before + 5) / 6 * 6; at + 6 <= bits; at += 6) {
        size_t byte = at / 8 - before;
        unsigned two = (unsigned)(uint8_t)text[byte] << 8 | (uint8_t)text[byte + 1];
        *form++ = digits[two >> (10 - at % 8) & 63];
    }
    *form = 0;
}

/* Each byte by a printf format. */
static void put_escaped(char *form, const char *text, const char *format, bool letters)
{
    for (; *text != 0; text++) {
        bool plain = strchr("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~",
                            *text) != NULL;
        form += snprintf(form, 7, plain && !letters ? "%c" : format, (unsigned)(uint8_t)*text);
    }
}

static void put_forms(char form[FORMS][FORM], const char *text)
{
    for (size_t before = 0; before < 3; before++) {
        put_base64(form[before], text, before);
    }
    put_escaped(form[3], text, "%%%02X", false);
    put_escaped(form[4], text, "%%%02x", true);
    put_escaped(form[5], text, "\\u%04x", true);
    put_escaped(form[6], text, "%02x", true);
    put_escaped(form[7], text, "%02X", true);
}

const char *find_any_form(const void *memory, size_t len)
{
    static char forms[COUNT(secrets)][FORMS][FORM];
    const char *found = find_secret(memory, len, true);

    for (size_t i = 0; i < COUNT(secrets) && found == NULL; i++) {
        if (forms[i][0][0] == 0) {
            put_forms(forms[i], secrets[i]);
        }
        for (size_t k = 0; k < FORMS; k++) {
            found = holds(memory, len, forms[i][k]) ? secrets[i] : found;
        }
    }
    return found;
}

static void check_holds_none(const void *memory, size_t len)
{
    const char *found = find_secret(memory, len, true);

    CHECK_TEXT("", found == NULL ? "" : found);
}

void check_no_secret(const struct bench *b)
{
    struct quatrix_client client = b->client;

    check_holds_none(b->work, b->config.work_size);
    if (client.priv.session.present != 0) {
        memset(&client.priv.session.session_id, 0, sizeof client.priv.session.session_id);
    }
    check_holds_none(&client, sizeof client);
}
