/* SPDX-License-Identifier: MIT */
/*
 * CR, LF or any other control character: from any state in which the reader may be, it leaves it in such a state. A header that
 * is handed out has a text that ends.
 *
 * SOURCES: base/text.c
 * REPLACE: take_list=list_contract trim=trim_contract
 * UNWIND: quatrix_text_equal.0=10 http_text_ends.0=65
 */
#include "http/http.c"

#include "http_contracts.h"

int main(void)
{
    struct quatrix_http http;
    struct quatrix_http before;
    enum quatrix_status status;

    GIVEN(http_holds(&http));
    before = http;
    status = take_end(&http, nondet_byte());

    PROVE(status == QUATRIX_PENDING || status == QUATRIX_OK || status == QUATRIX_READY ||
          status == QUATRIX_E_PROTOCOL || status == QUATRIX_E_HEADER ||
          status == QUATRIX_E_ENCODING);
    PROVE(status < 0 || http_holds(&http));
    PROVE(status != QUATRIX_READY || http_text_ends(&http));
    PROVE((status == QUATRIX_OK) == (status >= 0 && http.state == DONE && before.state != DONE) ||
          before.state >= DATA);
    POSSIBLE(status == QUATRIX_OK);
    POSSIBLE(status == QUATRIX_READY && http.field == QUATRIX_HTTP_X_AUTH_TOKEN);
    POSSIBLE(status == QUATRIX_E_HEADER);
    POSSIBLE(status == QUATRIX_E_ENCODING);
    POSSIBLE(status == QUATRIX_PENDING && before.state == STATUS_LINE && http.state == NAME);
    POSSIBLE(status == QUATRIX_PENDING && before.state == EXTENSION && http.state == DATA);
    POSSIBLE(status == QUATRIX_PENDING && before.state == DATA_END && http.state == SIZE);
    return 0;
}
