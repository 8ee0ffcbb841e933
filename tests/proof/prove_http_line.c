/* SPDX-License-Identifier: MIT */
/*
 * A byte inside a line of a reply: from any state in which the reader may be, it leaves it in such a state.
 *
 * SOURCES: base/text.c
 * UNWIND: quatrix_char_in.0=17 find_field.0=12 memcmp.0=18 take_name.0=3 take_value.0=3
 */
#include "http/http.c"

#include "http_contracts.h"

/* As take_text() does with each byte; a run of a name or value is so many steps. */
static bool a_byte(struct quatrix_http *reader, uint8_t c)
{
    if (reader->state == NAME) {
        return take_name(reader, &c, 1) == 1 || end_name(reader, c);
    }
    if (reader->state == VALUE) {
        take_value(reader, &c, 1);
        return true;
    }
    return line_byte(reader, c);
}

int main(void)
{
    struct quatrix_http http;
    struct quatrix_http before;
    bool good;

    GIVEN(http_holds(&http) && http.state < OTHER_VALUE);
    before = http;
    good = a_byte(&http, nondet_byte());

    PROVE(!good || (http_holds(&http) && http.state < DATA));
    PROVE(http.room == before.room && http.line_room == before.line_room);
    PROVE(http.cr == before.cr && http.status == before.status);
    POSSIBLE(!good);
    POSSIBLE(good && before.state == STATUS_LINE && http.len == 13 && http.left == 599);
    POSSIBLE(good && before.state == NAME && http.state == VALUE &&
             http.field == QUATRIX_HTTP_ETAG);
    POSSIBLE(good && before.state == NAME && http.state == OTHER_VALUE);
    POSSIBLE(good && http.lost && !before.lost);
    POSSIBLE(good && before.state == SIZE && http.left == INT64_MAX);
    POSSIBLE(good && http.state == EXTENSION);
    return 0;
}
