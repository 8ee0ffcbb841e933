/* SPDX-License-Identifier: MIT */
/*
 * Text inside a line of a reply: from any state in which the reader may be, a byte of it leaves it in such a state, and so does a
 * slice of a name or of a value of up to SLICE bytes.
 *
 * SOURCES: base/text.c
 * UNWIND: quatrix_char_in.0=16 find_field.0=12 memcmp.0=18 take_name.0=4 take_value.0=4
 */
#include "http/http.c"

#include "http_contracts.h"

#define SLICE 3

static bool any_text_of(struct quatrix_http *http)
{
    uint8_t bytes[SLICE];
    size_t len = up_to(SLICE);
    const uint8_t *text = LAST(bytes, len);
    uint16_t before = http->len;
    size_t used;

    if (http->state == VALUE) {
        take_value(http, text, len);
        PROVE(http->state == VALUE);
        POSSIBLE(http->lost && http->len == sizeof http->text - 1);
        POSSIBLE(before == 0 && len == SLICE && http->len == 1);
        return true;
    }
    if (http->state != NAME) {
        bool good = line_byte(http, nondet_byte());
        PROVE(!in_header(http));
        return good;
    }
    if (nondet_bool()) {
        return end_name(http, nondet_byte());
    }
    used = take_name(http, text, len);
    PROVE(used <= len && http->state == NAME);
    POSSIBLE(used == SLICE && http->len == before + SLICE);
    POSSIBLE(used == 1 && text[1] == ' ');
    return true;
}

int main(void)
{
    struct quatrix_http http;
    struct quatrix_http before;
    bool good;

    GIVEN(http_holds(&http) && http.state < OTHER_VALUE);
    before = http;
    good = any_text_of(&http);

    PROVE(!good || (http_holds(&http) && http.state < DATA));
    PROVE(http.room == before.room && http.line_room == before.line_room);
    PROVE(http.cr == before.cr && http.status == before.status);
    POSSIBLE(!good);
    POSSIBLE(good && before.state == STATUS_LINE && http.len == 13 && http.left == 599);
    POSSIBLE(good && before.state == NAME && http.state == VALUE &&
             http.field == QUATRIX_HTTP_ETAG);
    POSSIBLE(good && before.state == NAME && http.state == OTHER_VALUE);
    POSSIBLE(good && before.state == SIZE && http.left == INT64_MAX);
    POSSIBLE(good && http.state == EXTENSION);
    return 0;
}
