/* SPDX-License-Identifier: MIT */
#include "http/http.h"

#include "base/text.h"
#include "base/utf8.h"

#include <string.h>

typedef char value_length_fits[QUATRIX_HEADER_MAX >= 31 && QUATRIX_HEADER_MAX <= 1024 ? 1 : -1];

enum state {
    STATUS_LINE,
    NAME,     /* of a header or trailer, or the empty line after them */
    VALUE,    /* of a header that matters */
    SIZE,     /* of a chunk */
    SIZE_END, /* white space after it */
    DATA_END, /* the end of line after the data of a chunk */
    /* from here on nothing is looked at up to the end of the line */
    OTHER_VALUE,
    EXTENSION, /* of a chunk */
    DATA,      /* not in a line, as the next one */
    DONE
};

/* In the order of enum quatrix_http_field, without QUATRIX_HTTP_OTHER; a length before each. */
static const char names[] = "\012connection"
                            "\020content-encoding"
                            "\016content-length"
                            "\014content-type"
                            "\010mfa-code"
                            "\013retry-after"
                            "\021transfer-encoding"
                            "\014x-auth-token"
                            "\004date"
                            "\015content-range"
                            "\004etag";

void quatrix_http_init(struct quatrix_http *http)
{
    memset(http, 0, sizeof *http);
    http->room = http->line_room = QUATRIX_HTTP_HEAD_MAX;
}

/* --- characters and numbers --- */

/* field-vchar, obs-text, space and tab of RFC 9110 section 5.5 */
static bool is_text(uint8_t c)
{
    return (c >= 0x20 && c != 0x7F) || c == '\t';
}

static bool is_space(uint8_t c)
{
    return c == ' ' || c == '\t';
}

/* tchar of RFC 9110 section 5.6.2, in lower case; 0: it is none. */
static uint8_t token_char(uint8_t c)
{
    uint8_t letter = c | 0x20U;

    if (letter >= 'a' && letter <= 'z') {
        return letter;
    }
    return (c >= '0' && c <= '9') || quatrix_char_in((char)c, "-_.!#$%&'*+^`|~") ? c : 0;
}

/* One digit more of a number with base 10 or 16. False: it is none, or the number is too large. */
static bool add_digit(uint64_t *number, uint8_t c, uint32_t base)
{
    uint32_t digit = (uint32_t)c - '0';

    if (digit > 9) {
        uint32_t letter = (c | 0x20U) - 'a';
        digit = letter < 6 ? letter + 10 : base;
    }
    if (digit >= base || *number >> 60 != 0) {
        return false;
    }
    *number = *number * base + digit;
    return *number <= INT64_MAX;
}

bool quatrix_http_number(const char *text, uint64_t *number)
{
    *number = 0;
    do {
        if (!add_digit(number, (uint8_t)*text, 10)) {
            return false;
        }
    } while (*++text != 0);
    return true;
}

/* --- header values --- */

/* End the text before the white space at its end. */
static void trim(const char *text, char *end)
{
    while (end > text && is_space((uint8_t)end[-1])) {
        end--;
    }
    *end = 0;
}

/* Cut the next member off a comma-separated list; NULL at its end. Writes into the list. */
static char *next_member(char **list)
{
    char *member = *list;
    char *end;

    if (member == NULL) {
        return NULL;
    }
    while (is_space((uint8_t)*member)) {
        member++;
    }
    end = member;
    while (*end != 0 && *end != ',') {
        end++;
    }
    *list = *end == 0 ? NULL : end + 1;
    trim(member, end);
    return member;
}

/* Equal lengths may repeat, in one line or in several; differing ones are an attack or a defect
   (RFC 9112 section 6.3). */
static bool take_length(struct quatrix_http *http, const char *text)
{
    uint64_t length;

    if (!quatrix_http_number(text, &length) ||
        (!quatrix_http_until_close(http) && http->left != length)) {
        return false;
    }
    http->left = length;
    return true;
}

/* The value in text is a list, of which each member counts. */
static enum quatrix_status take_list(struct quatrix_http *http)
{
    char *list = http->text;
    char *member;

    while ((member = next_member(&list)) != NULL) {
        if (http->field == QUATRIX_HTTP_CONNECTION) {
            http->flags |= quatrix_text_equal(member, "close") ? QUATRIX_HTTP_CLOSE : 0;
        } else if (!take_length(http, member)) {
            return QUATRIX_E_PROTOCOL;
        }
    }
    return QUATRIX_PENDING;
}

/* The value of a header that matters is in text. QUATRIX_READY: it is the caller's. */
static enum quatrix_status take_field(struct quatrix_http *http)
{
    switch (http->field) {
    case QUATRIX_HTTP_CONNECTION:
    case QUATRIX_HTTP_CONTENT_LENGTH:
        return take_list(http);
    case QUATRIX_HTTP_CONTENT_ENCODING:
        return http->text[0] == 0 || quatrix_text_equal(http->text, "identity")
                   ? QUATRIX_PENDING
                   : QUATRIX_E_ENCODING;
    case QUATRIX_HTTP_TRANSFER_ENCODING:
        if (!quatrix_text_equal(http->text, "chunked")) {
            return QUATRIX_E_ENCODING;
        }
        if ((http->flags & QUATRIX_HTTP_CHUNKED) != 0) {
            return QUATRIX_E_PROTOCOL; /* chunked twice */
        }
        http->flags |= QUATRIX_HTTP_CHUNKED;
        return QUATRIX_PENDING;
    default:
        return QUATRIX_READY;
    }
}

/* --- inside a line --- */

/* Whatever differs from the form is refused at once: who speaks another protocol may never send the
   end of a line. */
static bool status_byte(struct quatrix_http *http, uint8_t c)
{
    static const char form[] = "HTTP/1.1 000 "; /* a 0 stands for any digit */
    uint8_t wanted = (uint8_t)form[http->len];

    if (wanted == 0) {
        return true; /* in the reason */
    }
    http->len++;
    if (wanted == '0') {
        return add_digit(&http->left, c, 10);
    }
    if (c == '0' && wanted == '1' && http->len > 6) {
        http->flags |= QUATRIX_HTTP_CLOSE; /* HTTP/1.0 keeps no connection */
        return true;
    }
    return c == wanted;
}

/* Not all that is known matters to all. */
static bool is_wanted(const struct quatrix_http *http, uint8_t field)
{
    if (field < QUATRIX_HTTP_DATE) {
        return true;
    }
    return field == QUATRIX_HTTP_DATE ? http->status >= 400
                                      : (http->flags & QUATRIX_HTTP_PARTS) != 0;
}

/* The name in text: is it one that matters? A longer one than text holds is none of these. */
static uint8_t find_field(const struct quatrix_http *http)
{
    uint8_t field = QUATRIX_HTTP_OTHER;
    size_t len = http->len;

    if ((http->flags & QUATRIX_HTTP_BODY) != 0) {
        return QUATRIX_HTTP_OTHER;
    }
    for (const char *name = names; *name != 0; name += *name + 1) {
        field++;
        if ((size_t)*name == len && memcmp(name + 1, http->text, len) == 0) {
            return is_wanted(http, field) ? field : QUATRIX_HTTP_OTHER;
        }
    }
    return QUATRIX_HTTP_OTHER;
}

/* What ends a name: a colon. No white space, before it or as the fold of a line. */
static bool end_name(struct quatrix_http *http, uint8_t c)
{
    if (c != ':' || http->len == 0) {
        return false;
    }
    http->field = find_field(http);
    http->state = http->field == QUATRIX_HTTP_OTHER ? OTHER_VALUE : VALUE;
    http->len = 0;
    http->lost = false;
    return true;
}

/* Keep a character of a name or value. White space at the end of text is no loss: it may be the end
   of the value. */
static void keep(struct quatrix_http *http, uint8_t c)
{
    if (http->len < sizeof http->text - 1) {
        http->text[http->len++] = (char)c;
    } else {
        http->lost = http->lost || !is_space(c);
    }
}

/* As far as a name goes. */
static size_t take_name(struct quatrix_http *http, const uint8_t *text, size_t len)
{
    size_t i = 0;

    while (i < len && text[i] != ':') {
        uint8_t c = token_char(text[i]);
        if (c == 0) {
            break;
        }
        keep(http, c);
        i++;
    }
    return i;
}

static void take_value(struct quatrix_http *http, const uint8_t *text, size_t len)
{
    bool fold = http->field != QUATRIX_HTTP_X_AUTH_TOKEN;

    for (size_t i = 0; i < len; i++) {
        uint8_t c = text[i];
        if (fold && c >= 'A' && c <= 'Z') {
            c |= 0x20U;
        }
        if (http->len > 0 || !is_space(c)) {
            keep(http, c);
        }
    }
}

/* A chunk size, and what follows it up to its extensions. */
static bool size_byte(struct quatrix_http *http, uint8_t c)
{
    if (http->state == SIZE && add_digit(&http->left, c, 16)) {
        http->len = 1;
        return true;
    }
    http->state = c == ';' ? EXTENSION : SIZE_END;
    return http->len > 0 && (c == ';' || is_space(c)); /* bad form, but it occurs (BWS) */
}

/* A byte of a line that is no header. False: it may not stand there. */
static bool line_byte(struct quatrix_http *http, uint8_t c)
{
    if (http->state == STATUS_LINE) {
        return status_byte(http, c);
    }
    return http->state != DATA_END && size_byte(http, c);
}

/* --- the end of a line --- */

static enum quatrix_status end_status_line(struct quatrix_http *http)
{
    uint32_t status = (uint32_t)http->left;

    if (status < 100 || status > 599) { /* fewer than three digits, too */
        return QUATRIX_E_PROTOCOL;
    }
    http->state = NAME;
    http->status = (uint16_t)status;
    http->left =
        UINT64_MAX; /* a body lasts to the end of the connection, unless headers bound it */
    return QUATRIX_PENDING;
}

/* The empty line. Content-Length and Transfer-Encoding together are the mark of a smuggled message
   (RFC 9112 section 6.1). */
static enum quatrix_status end_section(struct quatrix_http *http, size_t len)
{
    uint8_t flags = http->flags & (QUATRIX_HTTP_CHUNKED | QUATRIX_HTTP_BODY);

    if (len > 0 || (flags == QUATRIX_HTTP_CHUNKED && !quatrix_http_until_close(http))) {
        return QUATRIX_E_PROTOCOL;
    }
    http->state = DONE;
    return QUATRIX_OK;
}

static enum quatrix_status end_value(struct quatrix_http *http, size_t len)
{
    if (http->lost) { /* a tag too long to be kept is as good as none */
        return http->field == QUATRIX_HTTP_ETAG ? QUATRIX_PENDING : QUATRIX_E_HEADER;
    }
    trim(http->text, http->text + len);
    return take_field(http);
}

/* The last chunk has no data, and trailers follow it. */
static enum quatrix_status end_size(struct quatrix_http *http, size_t len)
{
    http->state = http->left == 0 ? NAME : DATA;
    http->room = QUATRIX_HTTP_CHUNK_MAX;
    return len > 0 ? QUATRIX_PENDING : QUATRIX_E_PROTOCOL;
}

static enum quatrix_status end_line(struct quatrix_http *http)
{
    uint32_t line = http->line_room - http->room;
    uint8_t state = http->state;
    size_t len = http->len;

    http->line_room = http->room;
    http->len = 0;
    switch (state) {
    case STATUS_LINE:
        return end_status_line(http);
    case NAME:
        return end_section(http, len);
    case VALUE:
    case OTHER_VALUE:
        http->state = NAME;
        if (line > http->longest) {
            http->longest = line;
        }
        return state == VALUE ? end_value(http, len) : QUATRIX_PENDING;
    case DATA_END:
        http->state = SIZE;
        http->room = QUATRIX_HTTP_CHUNK_MAX;
        return QUATRIX_PENDING;
    default:
        return end_size(http, len);
    }
}

/* A run of text inside a line. False: it may not stand there. */
static bool take_text(struct quatrix_http *http, const uint8_t *text, size_t len)
{
    const uint8_t *end = text + len;

    if (http->cr || len > http->room) {
        return false;
    }
    http->room -= (uint32_t)len;
    if (http->state == NAME) {
        text += take_name(http, text, len);
        if (text < end && !end_name(http, *text++)) {
            return false;
        }
    }
    if (http->state == VALUE) {
        take_value(http, text, (size_t)(end - text));
        return true;
    }
    while (text < end && http->state < OTHER_VALUE) {
        if (!line_byte(http, *text++)) {
            return false;
        }
    }
    return true;
}

/* Lines end with CR LF; neither of the two stands anywhere else in them, nor does NUL (RFC 9112
   section 2.2). */
static enum quatrix_status take_end(struct quatrix_http *http, uint8_t c)
{
    if (http->room == 0 || c != (http->cr ? '\n' : '\r')) {
        return QUATRIX_E_PROTOCOL;
    }
    http->room--;
    http->cr = !http->cr;
    return http->cr ? QUATRIX_PENDING : end_line(http);
}

enum quatrix_status quatrix_http_feed_head(struct quatrix_http *http, const uint8_t *buf,
                                           size_t len, size_t *used)
{
    enum quatrix_status status = QUATRIX_PENDING;
    size_t i = 0;

    while (i < len && status == QUATRIX_PENDING && http->state != DATA) {
        size_t from = i;
        while (i < len && is_text(buf[i])) { /* most of it is ASCII */
            i++;
            i += quatrix_plain_run(buf + i, len - i, 0x7F, 0x7F);
        }
        if (i > from && !take_text(http, buf + from, i - from)) {
            status = QUATRIX_E_PROTOCOL;
        } else if (i < len) {
            status = take_end(http, buf[i++]);
        }
    }
    *used = i;
    return status;
}

/* --- the body --- */

void quatrix_http_begin_body(struct quatrix_http *http)
{
    /* whatever the headers say (RFC 9112 section 6.3) */
    bool none = http->status < 200 || http->status == 204 || http->status == 304;
    bool chunked = (http->flags & QUATRIX_HTTP_CHUNKED) != 0;

    if (none) {
        if (chunked || (http->left > 0 && !quatrix_http_until_close(http))) {
            /* Announced all the same: if it comes late, it must not be taken for the next reply. */
            http->flags |= QUATRIX_HTTP_CLOSE;
        }
        chunked = false;
        http->left = 0;
    } else if (chunked) {
        http->left = 0;
    }
    http->state = chunked ? SIZE : http->left == 0 ? DONE : DATA;
    http->flags |= QUATRIX_HTTP_BODY;
    http->room = QUATRIX_HTTP_CHUNK_MAX;
}

bool quatrix_http_done(const struct quatrix_http *http)
{
    return http->state == DONE;
}

bool quatrix_http_until_close(const struct quatrix_http *http)
{
    return http->left > INT64_MAX;
}

uint64_t quatrix_http_run(const struct quatrix_http *http)
{
    return http->state == DATA ? http->left : 0;
}

enum quatrix_status quatrix_http_feed_body(struct quatrix_http *http, const uint8_t *buf,
                                           size_t len, struct quatrix_http_span *span)
{
    enum quatrix_status status = QUATRIX_PENDING;

    span->at = span->len = 0;
    if (http->state < DATA) {
        status = quatrix_http_feed_head(http, buf, len, &span->at);
    }
    if (http->state == DATA) {
        span->len = len - span->at;
        if (http->left < span->len) {
            span->len = (size_t)http->left;
        }
        http->left -= span->len;
        if (http->left == 0) {
            http->state = (http->flags & QUATRIX_HTTP_CHUNKED) != 0 ? DATA_END : DONE;
        }
    }
    return http->state == DONE ? QUATRIX_OK : status;
}
