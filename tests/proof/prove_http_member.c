/* SPDX-License-Identifier: MIT */
/*
 * A member is cut off a list, any text of up to TEXT characters: it lies in the text, without white space around it, and the list
 * goes on behind it or is over.
 *
 * DEFINE: QUATRIX_HEADER_MAX=31
 * UNWIND: trim.0=17 next_member.0=17 next_member.1=17 any_text.0=17
 */
#include "http/http.c"

#include "proof.h"

#define TEXT 16

int main(void)
{
    char array[TEXT + 1];
    char *text = array + (any_text(array, sizeof array) - array);
    char *list = text;
    char *member = next_member(&list);
    char *none = NULL;

    PROVE(member >= text && member <= array + TEXT);
    PROVE(list == NULL || (list > member && list <= array + TEXT));
    PROVE(*member != ' ' && *member != '\t' && array[TEXT] == 0);
    PROVE(next_member(&none) == NULL);
    POSSIBLE(list == NULL && member == text);
    POSSIBLE(list != NULL && *member == 0);
    POSSIBLE(list == array + TEXT && member == array + 3 && array[5] == 0);
    return 0;
}
