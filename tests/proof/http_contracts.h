/* SPDX-License-Identifier: MIT */
/*
 * What holds of the reader of replies between any two bytes, and what its parts do to it. The harness of a part proves its
 * contract; those of what calls it use the contract in its place. To be included after http/http.c.
 */
#ifndef HTTP_CONTRACTS_H
#define HTTP_CONTRACTS_H

#include "proof.h"

/* Of the digits of the status, a line "HTTP/1.1 000" has three. */
static uint64_t most_of_status(size_t len)
{
    return len < 10 ? 0 : len == 10 ? 9 : len == 11 ? 99 : 999;
}

static bool http_len_fits(const struct quatrix_http *http)
{
    switch (http->state) {
    case STATUS_LINE:
        return http->len <= 13;
    case SIZE:
    case SIZE_END:
        return http->len <= 1;
    case DATA_END:
    case DATA:
    case DONE:
        return http->len == 0;
    default:
        return http->len < sizeof http->text;
    }
}

static bool http_left_fits(const struct quatrix_http *http)
{
    switch (http->state) {
    case STATUS_LINE:
        return http->left <= most_of_status(http->len);
    case SIZE:
        return http->left <= (http->len == 0 ? 0 : INT64_MAX);
    case SIZE_END:
    case EXTENSION:
        return http->left <= INT64_MAX;
    case DATA_END:
        return http->left == 0;
    case DATA:
        return http->left > 0;
    default:
        return http->left <= INT64_MAX || http->left == UINT64_MAX;
    }
}

static bool http_holds(const struct quatrix_http *http)
{
    return http->state <= DONE && http->field <= QUATRIX_HTTP_ETAG && http->flags <= 15 &&
           http->status <= 599 && http->room <= QUATRIX_HTTP_HEAD_MAX && http_len_fits(http) &&
           http_left_fits(http);
}

static bool http_text_ends(const struct quatrix_http *http)
{
    for (size_t i = 0; i < sizeof http->text; i++) {
        if (http->text[i] == 0) {
            return true;
        }
    }
    return false;
}

/* All but the text: where the end of it stands is all that matters. */
static bool http_is_list(const struct quatrix_http *http)
{
    return http->field == QUATRIX_HTTP_CONNECTION || http->field == QUATRIX_HTTP_CONTENT_LENGTH;
}

/* prove_http_list.c */
void trim_contract(const char *text, char *end);
void trim_contract(const char *text, char *end)
{
    end[-(ptrdiff_t)up_to((size_t)(end - text))] = 0;
}

/* prove_http_list.c */
enum quatrix_status list_contract(struct quatrix_http *http);
enum quatrix_status list_contract(struct quatrix_http *http)
{
    struct quatrix_http after;

    PROVE(http_is_list(http));
    PROVE(http_text_ends(http));
    GIVEN(http_text_ends(&after));
    memcpy(http->text, after.text, sizeof http->text);
    if (http->field == QUATRIX_HTTP_CONNECTION) {
        http->flags |= nondet_bool() ? QUATRIX_HTTP_CLOSE : 0;
        return QUATRIX_PENDING;
    }
    GIVEN(after.left <= INT64_MAX || after.left == UINT64_MAX);
    http->left = after.left;
    return nondet_bool() ? QUATRIX_PENDING : QUATRIX_E_PROTOCOL;
}

/* prove_http_line.c */
bool line_contract(struct quatrix_http *http, uint8_t c);
bool line_contract(struct quatrix_http *http, uint8_t c)
{
    struct quatrix_http after;

    (void)c;
    PROVE(http_holds(http) && http->state < OTHER_VALUE);
    GIVEN(http_holds(&after) && after.state < DATA);
    GIVEN(after.room == http->room && after.cr == http->cr);
    *http = after;
    return nondet_bool();
}

/* prove_http_line.c, these three: what is done to the reader, by a run of bytes, is the same as by one */
static void line_step(struct quatrix_http *http)
{
    bool good = line_contract(http, 0);

    (void)good;
}

size_t name_contract(struct quatrix_http *http, const uint8_t *text, size_t len);
size_t name_contract(struct quatrix_http *http, const uint8_t *text, size_t len)
{
    PROVE(http->state == NAME && __CPROVER_r_ok(text, len));
    line_step(http);
    GIVEN(http->state == NAME);
    return up_to(len);
}

bool name_end_contract(struct quatrix_http *http, uint8_t c);
bool name_end_contract(struct quatrix_http *http, uint8_t c)
{
    PROVE(http->state == NAME);
    return line_contract(http, c);
}

void value_contract(struct quatrix_http *http, const uint8_t *text, size_t len);
void value_contract(struct quatrix_http *http, const uint8_t *text, size_t len)
{
    PROVE(http->state == VALUE && __CPROVER_r_ok(text, len));
    line_step(http);
    GIVEN(http->state == VALUE);
}

/* prove_utf8.c */
size_t plain_run_contract(const uint8_t *text, size_t len, uint8_t stop, uint8_t other);
size_t plain_run_contract(const uint8_t *text, size_t len, uint8_t stop, uint8_t other)
{
    size_t run = up_to(len);

    PROVE(__CPROVER_r_ok(text, len));
    for (size_t i = 0; i < run; i++) {
        GIVEN(text[i] >= 0x20 && text[i] < 0x80 && text[i] != stop && text[i] != other);
    }
    return run;
}

/* prove_http_end.c */
enum quatrix_status end_contract(struct quatrix_http *http, uint8_t c);
enum quatrix_status end_contract(struct quatrix_http *http, uint8_t c)
{
    struct quatrix_http after;
    bool good = nondet_bool();

    (void)c;
    PROVE(http_holds(http));
    GIVEN(http_holds(&after));
    *http = after;
    if (!good) {
        return QUATRIX_E_PROTOCOL;
    }
    if (after.state == DONE) {
        return QUATRIX_OK;
    }
    GIVEN(http_text_ends(&after));
    return nondet_bool() ? QUATRIX_READY : QUATRIX_PENDING;
}

#endif
