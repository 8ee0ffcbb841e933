/* SPDX-License-Identifier: MIT */
/*
 * UTF-8: of all sequences of four bytes those are accepted that RFC 3629 has, by its own table; a run of plain text ends where its
 * first byte that is none says; a text is checked within its end.
 *
 * UNWIND: quatrix_plain_run.0=9 quatrix_plain_run.1=4 quatrix_plain_run.2=9 plain_by_byte.0=25 sequence.0=5 quatrix_text_check.0=7 any_text.0=7
 */
#include "base/utf8.c"

#include "proof.h"

#define WORDS 23 /* two words and all but one byte of a third */
#define TEXT  7

static bool tail(uint8_t c)
{
    return c >= 0x80 && c <= 0xBF;
}

/* UTF8-octets of RFC 3629 section 4: the length of the sequence at s, 0 if there is none. */
static size_t by_the_rfc(const uint8_t s[4])
{
    if (s[0] <= 0x7F) {
        return 1;
    }
    if (s[0] >= 0xC2 && s[0] <= 0xDF) {
        return tail(s[1]) ? 2 : 0;
    }
    if ((s[0] == 0xE0 && s[1] >= 0xA0 && s[1] <= 0xBF) ||
        (((s[0] >= 0xE1 && s[0] <= 0xEC) || s[0] == 0xEE || s[0] == 0xEF) && tail(s[1])) ||
        (s[0] == 0xED && s[1] >= 0x80 && s[1] <= 0x9F)) {
        return tail(s[2]) ? 3 : 0;
    }
    if ((s[0] == 0xF0 && s[1] >= 0x90 && s[1] <= 0xBF) ||
        (s[0] >= 0xF1 && s[0] <= 0xF3 && tail(s[1])) ||
        (s[0] == 0xF4 && s[1] >= 0x80 && s[1] <= 0x8F)) {
        return tail(s[2]) && tail(s[3]) ? 4 : 0;
    }
    return 0;
}

static void a_sequence(void)
{
    uint8_t s[4];
    size_t len = sequence(s);

    PROVE(len == by_the_rfc(s));
    POSSIBLE(len == 4);
    POSSIBLE(len == 0 && s[0] == 0xF4);
}

static size_t plain_by_byte(const uint8_t *text, size_t len, uint8_t stop, uint8_t other)
{
    size_t i = 0;

    while (i < len && text[i] >= 0x20 && text[i] < 0x80 && text[i] != stop && text[i] != other) {
        i++;
    }
    return i;
}

static void a_run(void)
{
    uint8_t bytes[WORDS];
    size_t len = up_to(WORDS);
    const uint8_t *text = LAST(bytes, len);
    uint8_t stop = nondet_byte() & 0x7F;
    uint8_t other = nondet_byte() & 0x7F;
    size_t run = quatrix_plain_run(text, len, stop, other);

    PROVE(run == plain_by_byte(text, len, stop, other));
    POSSIBLE(run == WORDS);
    POSSIBLE(run == 9 && text[9] == '"' && stop == '"');
    POSSIBLE(run == 0 && text[0] == 0x1F);
}

static void a_text(void)
{
    char array[TEXT];
    const char *text = any_text(array, TEXT);
    size_t max = nondet_size();
    unsigned rules = nondet_byte() & 31U;
    enum quatrix_status status = quatrix_text_check(text, max, rules);

    PROVE(status == QUATRIX_OK || status == QUATRIX_E_ARGUMENT || status == QUATRIX_E_TEXT ||
          status == QUATRIX_E_TOO_LONG);
    PROVE(status != QUATRIX_OK || text[0] != 0 || (rules & QUATRIX_TEXT_EMPTY) != 0);
    PROVE(quatrix_text_check(NULL, max, rules) == QUATRIX_E_ARGUMENT);
    POSSIBLE(status == QUATRIX_OK && max == 1 && text[0] == (char)0xF0);
    POSSIBLE(status == QUATRIX_E_TOO_LONG && text == array);
}

int main(void)
{
    a_sequence();
    a_run();
    a_text();
    return 0;
}
