/* SPDX-License-Identifier: MIT */
/*
 * A reply in slices: from any state in which the reader may be, any slice of up to SLICE bytes, of head or body, leaves it in
 * such a state, and a new reply begins in one. So this holds for replies of any length in slices of up to that size; the loops
 * inside are proven byte by byte, for any number of bytes, by prove_http_line.c and prove_http_end.c.
 *
 * DEFINE: QUATRIX_HEADER_MAX=31
 * REPLACE: line_byte=line_contract take_end=end_contract take_name=name_contract end_name=name_end_contract take_value=value_contract quatrix_plain_run=plain_run_contract
 * UNWIND: quatrix_http_feed_head.0=5 quatrix_http_feed_head.1=5 take_text.0=5 http_text_ends.0=33 plain_run_contract.0=5
 */
#include "http/http.c"

#include "http_contracts.h"

#define SLICE 4

static void the_beginning(void)
{
    struct quatrix_http http;

    quatrix_http_init(&http);
    PROVE(http_holds(&http));
}

static void a_slice_of_a_head(struct quatrix_http http, const uint8_t *slice, size_t len)
{
    size_t used;
    enum quatrix_status status = quatrix_http_feed_head(&http, slice, len, &used);

    PROVE(used <= len);
    PROVE(status < 0 || http_holds(&http));
    PROVE(status != QUATRIX_PENDING || used == len || http.state == DATA);
    PROVE(status != QUATRIX_READY || (used > 0 && http_text_ends(&http)));
    POSSIBLE(status == QUATRIX_OK && used == 1);
    POSSIBLE(status == QUATRIX_READY && used == SLICE);
    POSSIBLE(status == QUATRIX_E_PROTOCOL);
}

static void a_slice_of_a_body(struct quatrix_http http, const uint8_t *slice, size_t len)
{
    uint8_t state = http.state;
    struct quatrix_http_span span;
    enum quatrix_status status = quatrix_http_feed_body(&http, slice, len, &span);

    PROVE(span.at <= len && span.len <= len - span.at);
    PROVE(status < 0 || http_holds(&http));
    PROVE(status != QUATRIX_PENDING || len == 0 || span.at + span.len > 0); /* so it ends */
    PROVE((status == QUATRIX_OK) == (http.state == DONE));
    POSSIBLE(status == QUATRIX_OK && state != DONE);
    POSSIBLE(state == SIZE && span.at == 3 && span.len == 1 && http.state == DATA_END);
    POSSIBLE(state == DATA && span.len == SLICE && status == QUATRIX_PENDING);
    POSSIBLE(status == QUATRIX_E_PROTOCOL);
}

static void the_beginning_of_a_body(struct quatrix_http http)
{
    GIVEN(http.state == DONE);
    quatrix_http_begin_body(&http);
    PROVE(http_holds(&http));
    POSSIBLE(http.state == SIZE);
    POSSIBLE(http.state == DATA && quatrix_http_run(&http) == 1);
    POSSIBLE(http.state == DATA && quatrix_http_until_close(&http));
    POSSIBLE(quatrix_http_done(&http));
}

int main(void)
{
    uint8_t bytes[SLICE];
    size_t len = up_to(SLICE);
    struct quatrix_http http;

    the_beginning();
    GIVEN(http_holds(&http));
    if (nondet_bool()) {
        a_slice_of_a_head(http, LAST(bytes, len), len);
    } else if (nondet_bool()) {
        a_slice_of_a_body(http, LAST(bytes, len), len);
    } else {
        the_beginning_of_a_body(http);
    }
    return 0;
}
