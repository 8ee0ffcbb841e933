/* SPDX-License-Identifier: MIT */
#include "secrets.h"

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
    "ZGFuYS5rQGV4YW1wbGUub3JnOlRyNGlsLW1peCE3", /* e-mail:password */
    "VHI0aWwtbWl4ITc=",
    "UXUxZXQtUjF2ZXJfMjI=",
    "NDgxNTE=",
};

enum { TOKENS = 4, WINDOW = 8 };

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
    for (size_t i = token ? 0 : TOKENS; i < COUNT(secrets); i++) {
        size_t all = strlen(secrets[i]);
        size_t window = all < WINDOW ? all : WINDOW;
        for (size_t at = 0; at + window <= all; at++) {
            if (find(memory, len, secrets[i] + at, window) != NULL) {
                return secrets[i];
            }
        }
    }
    return NULL;
}

void check_no_secret(const struct bench *b)
{
    struct quatrix_client client = b->client;

    CHECK_TEXT("", find_secret(b->work, b->config.work_size, true) == NULL
                       ? ""
                       : find_secret(b->work, b->config.work_size, true));
    if (client.priv.session.present != 0) {
        memset(&client.priv.session.session_id, 0, sizeof client.priv.session.session_id);
    }
    CHECK_TEXT("", find_secret(&client, sizeof client, true) == NULL
                       ? ""
                       : find_secret(&client, sizeof client, true));
}
