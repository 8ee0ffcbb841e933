/* SPDX-License-Identifier: MIT */
#include "http/head.h"

#include <string.h>

/* A server may send as many headers as it likes, but not without end. */
#define HEAD_TOTAL_MAX UINT32_C(262144)

typedef char value_length_fits[QUATRIX_HEADER_MAX >= 31 && QUATRIX_HEADER_MAX <= 1024 ? 1 : -1];

enum state { STATUS_LINE, HEADERS, DONE };

static const char version[] = "HTTP/1.";

/* In the order of enum quatrix_http_field, without QUATRIX_HTTP_OTHER; a length before each. */
static const char names[] = "\012connection"
                            "\020content-encoding"
                            "\016content-length"
                            "\014content-type"
                            "\010mfa-code"
                            "\013retry-after"
                            "\021transfer-encoding"
                            "\014x-auth-token";

void quatrix_http_head_init(struct quatrix_http_head *head)
{
    memset(head, 0, sizeof *head);
}

static bool is_upper(uint8_t c)
{
    return c >= 'A' && c <= 'Z';
}

/* field-vchar, obs-text, space and tab of RFC 9110 section 5.5 */
static bool is_text(uint8_t c)
{
    return c >= 0x20 ? c != 0x7F : c == '\t';
}

static bool is_space(char c)
{
    return c == ' ' || c == '\t';
}

/* tchar of RFC 9110 section 5.6.2 */
bool quatrix_http_is_token(uint8_t c)
{
    uint8_t letter = c | 0x20U;

    return (letter >= 'a' && letter <= 'z') || (c >= '0' && c <= '9') ||
           (c != 0 && strchr("!#$%&'*+-.^_`|~", c) != NULL);
}

bool quatrix_http_number(const char *text, uint64_t max, uint64_t *number)
{
    uint64_t n = 0;

    if (*text == 0) {
        return false;
    }
    for (; *text != 0; text++) {
        uint32_t digit = (uint32_t)(uint8_t)*text - '0';
        if (digit > 9 || n > max / 10) {
            return false;
        }
        n = n * 10 + digit;
        if (n > max || n < digit) {
            return false;
        }
    }
    *number = n;
    return true;
}

static void make_lower(char *text)
{
    for (; *text != 0; text++) {
        *text = is_upper((uint8_t)*text) ? (char)(*text + ('a' - 'A')) : *text;
    }
}

/* Cut the next member off a comma-separated list; NULL at its end. Writes into the list. */
static char *next_member(char **list)
{
    char *member = *list;
    char *end;

    if (member == NULL) {
        return NULL;
    }
    while (is_space(*member)) {
        member++;
    }
    end = member + strcspn(member, ",");
    *list = *end == 0 ? NULL : end + 1;
    while (end > member && is_space(end[-1])) {
        end--;
    }
    *end = 0;
    return member;
}

/* Equal values may repeat, in one line or in several; differing ones are an attack or a defect
   (RFC 9112 section 6.3). */
static enum quatrix_status take_length(struct quatrix_http_head *head)
{
    char *list = head->text;
    char *member;

    while ((member = next_member(&list)) != NULL) {
        uint64_t length;
        if (!quatrix_http_number(member, INT64_MAX, &length) ||
            ((head->flags & QUATRIX_HTTP_HAS_LENGTH) != 0 && head->content_length != length)) {
            return QUATRIX_E_PROTOCOL;
        }
        head->content_length = length;
        head->flags |= QUATRIX_HTTP_HAS_LENGTH;
    }
    return QUATRIX_PENDING;
}

static enum quatrix_status take_connection(struct quatrix_http_head *head)
{
    char *list = head->text;
    char *member;

    while ((member = next_member(&list)) != NULL) {
        if (strcmp(member, "close") == 0) {
            head->flags |= QUATRIX_HTTP_CLOSE;
        }
    }
    return QUATRIX_PENDING;
}

/* The value of a header that matters is in text. QUATRIX_READY: it is the caller's. */
static enum quatrix_status take_field(struct quatrix_http_head *head)
{
    if (head->field == QUATRIX_HTTP_CONTENT_LENGTH) {
        return take_length(head);
    }
    if (head->field != QUATRIX_HTTP_CONNECTION && head->field != QUATRIX_HTTP_CONTENT_ENCODING &&
        head->field != QUATRIX_HTTP_TRANSFER_ENCODING) {
        return QUATRIX_READY;
    }
    make_lower(head->text);
    if (head->field == QUATRIX_HTTP_CONNECTION) {
        return take_connection(head);
    }
    if (head->field == QUATRIX_HTTP_CONTENT_ENCODING) {
        return head->text[0] == 0 || strcmp(head->text, "identity") == 0 ? QUATRIX_PENDING
                                                                         : QUATRIX_E_ENCODING;
    }
    if (strcmp(head->text, "chunked") != 0) {
        return QUATRIX_E_ENCODING;
    }
    if ((head->flags & QUATRIX_HTTP_CHUNKED) != 0) {
        return QUATRIX_E_PROTOCOL; /* chunked twice */
    }
    head->flags |= QUATRIX_HTTP_CHUNKED;
    return QUATRIX_PENDING;
}

/* "HTTP/1.x NNN", then nothing or a space and a reason. */
static enum quatrix_status end_status_line(struct quatrix_http_head *head)
{
    const char *text = head->text;
    uint64_t code = 0;

    head->state = HEADERS;
    if (head->len < 12 || (text[7] != '0' && text[7] != '1') || text[8] != ' ' ||
        (text[12] != 0 && text[12] != ' ')) {
        return QUATRIX_E_PROTOCOL;
    }
    if (text[7] == '0') {
        head->flags |= QUATRIX_HTTP_CLOSE; /* HTTP/1.0 keeps no connection */
    }
    head->text[12] = 0;
    if (!quatrix_http_number(text + 9, 599, &code) || code < 100) {
        return QUATRIX_E_PROTOCOL;
    }
    head->status = (uint16_t)code;
    return QUATRIX_PENDING;
}

/* Content-Length and Transfer-Encoding together are the mark of a smuggled message (RFC 9112
   section 6.1). */
static enum quatrix_status end_head(struct quatrix_http_head *head)
{
    const uint8_t both = QUATRIX_HTTP_HAS_LENGTH | QUATRIX_HTTP_CHUNKED;

    head->state = DONE;
    return (head->flags & both) == both ? QUATRIX_E_PROTOCOL : QUATRIX_OK;
}

static uint8_t find_field(const char *text, size_t len)
{
    uint8_t field = QUATRIX_HTTP_OTHER;

    for (const char *name = names; *name != 0; name += *name + 1) {
        field++;
        if ((size_t)*name == len && memcmp(name + 1, text, len) == 0) {
            return field;
        }
    }
    return QUATRIX_HTTP_OTHER;
}

/* Length of the name in text, put into lower case; 0 if there is none. A name that fills text, and
   was followed by its colon, is one nobody knows. */
static size_t take_name(const struct quatrix_http_head *head, char *text)
{
    size_t len = 0;

    for (; text[len] != ':'; len++) {
        uint8_t c = (uint8_t)text[len];
        if (c == 0 && head->colon) {
            return len;
        }
        if (!quatrix_http_is_token(c)) {
            return 0; /* also white space, before the colon or as the fold of a line */
        }
        text[len] = (char)(is_upper(c) ? c | 0x20U : c);
    }
    return len;
}

static enum quatrix_status end_header(struct quatrix_http_head *head)
{
    size_t len = head->len;
    size_t at = take_name(head, head->text);

    if (at == 0) {
        return QUATRIX_E_PROTOCOL;
    }
    if (head->line > head->longest) {
        head->longest = head->line;
    }
    head->field = find_field(head->text, at++);
    if (head->field == QUATRIX_HTTP_OTHER) {
        return QUATRIX_PENDING;
    }
    while (len > at && is_space(head->text[len - 1])) {
        len--;
    }
    while (at < len && is_space(head->text[at])) {
        at++;
    }
    if (head->lost || len - at > QUATRIX_HEADER_MAX) {
        return QUATRIX_E_HEADER;
    }
    memmove(head->text, head->text + at, len - at);
    head->text[len - at] = 0;
    return take_field(head);
}

static enum quatrix_status end_line(struct quatrix_http_head *head)
{
    enum quatrix_status status;

    head->text[head->len] = 0;
    if (head->state == STATUS_LINE) {
        status = end_status_line(head);
    } else {
        status = head->len == 0 ? end_head(head) : end_header(head);
    }
    head->len = 0;
    head->line = 0;
    head->lost = head->colon = false;
    return status;
}

/* text is full, and more of the line comes: white space before the value is no loss. */
static void squeeze(struct quatrix_http_head *head)
{
    char *colon = memchr(head->text, ':', head->len);
    size_t from;
    size_t to;

    if (colon == NULL) {
        return;
    }
    head->colon = true;
    from = to = (size_t)(colon - head->text) + 1;
    while (from < head->len && is_space(head->text[from])) {
        from++;
    }
    memmove(head->text + to, head->text + from, head->len - from);
    head->len = (uint16_t)(head->len - (from - to));
}

/* What of a line does not fit text is only looked at. False: it may not be there. */
static bool pass(struct quatrix_http_head *head, const uint8_t *buf, size_t len)
{
    for (size_t i = 0; i < len && head->state == HEADERS; i++) {
        if (!head->colon && buf[i] != ':' && !quatrix_http_is_token(buf[i])) {
            return false;
        }
        head->colon = head->colon || buf[i] == ':';
        head->lost = head->lost || !is_space((char)buf[i]);
        if (head->colon && head->lost) {
            break;
        }
    }
    return true;
}

/* A run of text inside a line: keep what may matter. False: it may not be there. */
static bool keep(struct quatrix_http_head *head, const uint8_t *buf, size_t len)
{
    size_t known;

    head->line += (uint32_t)len;
    head->total += (uint32_t)len;
    while (len > 0) {
        size_t room = sizeof head->text - 1 - head->len;
        size_t fits = len < room ? len : room;
        memcpy(head->text + head->len, buf, fits);
        head->len = (uint16_t)(head->len + fits);
        buf += fits;
        len -= fits;
        if (len > 0) {
            squeeze(head);
            if (head->len == sizeof head->text - 1) {
                return pass(head, buf, len);
            }
        }
    }
    /* Some other protocol: do not wait for the end of its line. */
    known = head->len < sizeof version - 1 ? head->len : sizeof version - 1;
    return head->state != STATUS_LINE || memcmp(head->text, version, known) == 0;
}

/* One of the bytes that end a line, CR and LF. */
static enum quatrix_status feed_end(struct quatrix_http_head *head, uint8_t c)
{
    head->line++;
    head->total++;
    if (c != (head->cr ? '\n' : '\r')) {
        return QUATRIX_E_PROTOCOL; /* also NUL (RFC 9112 section 2.2) */
    }
    head->cr = !head->cr;
    return head->cr ? QUATRIX_PENDING : end_line(head);
}

enum quatrix_status quatrix_http_head_feed(struct quatrix_http_head *head, const uint8_t *buf,
                                           size_t len, size_t *used)
{
    enum quatrix_status status = head->state == DONE ? QUATRIX_E_PROTOCOL : QUATRIX_PENDING;
    size_t i = 0;

    while (i < len && status == QUATRIX_PENDING) {
        size_t from = i;
        while (i < len && is_text(buf[i])) {
            i++;
        }
        if ((i > from && head->cr) || !keep(head, buf + from, i - from)) {
            status = QUATRIX_E_PROTOCOL;
        } else if (i < len) {
            status = feed_end(head, buf[i++]);
        }
        if (head->total > HEAD_TOTAL_MAX) {
            status = QUATRIX_E_PROTOCOL;
        }
    }
    *used = i;
    return status;
}
