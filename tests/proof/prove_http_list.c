/* SPDX-License-Identifier: MIT */
/*
 * The value of Connection or Content-Length, any text: all its members are looked at and the end of it stays in place.
 *
 * SOURCES: base/text.c
 * DEFINE: QUATRIX_HEADER_MAX=31
 * UNWIND: trim.0=33 next_member.0=33 next_member.1=33 take_list.0=34 quatrix_http_number.0=33 quatrix_text_equal.0=7 http_text_ends.0=33
 */
#include "http/http.c"

#include "http_contracts.h"

int main(void)
{
    struct quatrix_http http;
    struct quatrix_http before;
    enum quatrix_status status;

    GIVEN(http_holds(&http) && http.state == NAME);
    GIVEN(http_is_list(&http) && http_text_ends(&http));
    before = http;
    status = take_list(&http);

    PROVE(status == QUATRIX_PENDING || status == QUATRIX_E_PROTOCOL);
    PROVE(status < 0 || (http_holds(&http) && http_text_ends(&http)));
    POSSIBLE(status == QUATRIX_E_PROTOCOL);
    POSSIBLE(http.left == INT64_MAX);
    POSSIBLE((http.flags & QUATRIX_HTTP_CLOSE) != 0 && (before.flags & QUATRIX_HTTP_CLOSE) == 0);
    return 0;
}
