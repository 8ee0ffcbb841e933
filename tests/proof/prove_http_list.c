/* SPDX-License-Identifier: MIT */
/*
 * The value of Connection or Content-Length, any text of up to 31 characters: all its members are looked at, each within the text,
 * and the end of the text stays in place.
 *
 * DEFINE: QUATRIX_HEADER_MAX=31
 * REPLACE: next_member=member_contract quatrix_http_number=number_contract quatrix_text_equal=equal_contract
 * UNWIND: take_list.0=33 http_text_ends.0=33
 */
#include "http/http.c"

#include "http_contracts.h"

static struct quatrix_http http;

/* prove_http_member.c. A list is not empty, so it is over after as many members as the text has places. */
char *member_contract(char **list);
char *member_contract(char **list)
{
    char *member = *list;
    size_t room;

    if (member == NULL) {
        return NULL;
    }
    room = sizeof http.text - 1 - (size_t)(member - http.text);
    member += up_to(room);
    *list = NULL;
    if (nondet_bool() && member < http.text + sizeof http.text - 1) {
        *list = member + 1;
    }
    return member;
}

/* Does a text begin here? The last byte of all is its NUL at the latest. */
static bool is_text_of_ours(const char *text)
{
    return __CPROVER_same_object(text, &http) && text >= http.text &&
           text < http.text + sizeof http.text && http.text[sizeof http.text - 1] == 0;
}

/* prove_text.c */
bool equal_contract(const char *a, const char *b);
bool equal_contract(const char *a, const char *b)
{
    (void)b;
    PROVE(is_text_of_ours(a));
    return nondet_bool();
}

/* prove_http_number.c */
bool number_contract(const char *text, uint64_t *number);
bool number_contract(const char *text, uint64_t *number)
{
    PROVE(is_text_of_ours(text));
    *number = nondet_long();
    if (*number > INT64_MAX) {
        return false;
    }
    return true;
}

int main(void)
{
    struct quatrix_http before;
    enum quatrix_status status;

    http = before;
    http.text[sizeof http.text - 1] = 0;
    GIVEN(http_holds(&http) && http.state == NAME);
    GIVEN(http_is_list(&http));
    status = take_list(&http);

    PROVE(status == QUATRIX_PENDING || status == QUATRIX_E_PROTOCOL);
    PROVE(status < 0 || (http_holds(&http) && http_text_ends(&http)));
    POSSIBLE(status == QUATRIX_E_PROTOCOL);
    POSSIBLE(http.left == INT64_MAX);
    POSSIBLE((http.flags & QUATRIX_HTTP_CLOSE) != 0 && (before.flags & QUATRIX_HTTP_CLOSE) == 0);
    return 0;
}
