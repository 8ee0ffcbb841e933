/* SPDX-License-Identifier: MIT */
#include "http/head.h"

#include <string.h>

/* A server may send as many headers as it likes, but not without end. */
#define HEAD_TOTAL_MAX UINT32_C(262144)

typedef char value_length_fits[QUATRIX_HEADER_MAX >= 31 && QUATRIX_HEADER_MAX <= 1024 ? 1 : -1];

enum state { STATUS_LINE, HEADERS, DONE };

static const char version[] = "HTTP/1.";

/* In the order of enum quatrix_http_field, without QUATRIX_HTTP_OTHER; an empty one ends them. */
static const char names[] = "connection\0"
                            "content-encoding\0"
                            "content-length\0"
                            "content-type\0"
                            "mfa-code\0"
                            "retry-after\0"
                            "transfer-encoding\0"
                            "x-auth-token\0";

void quatrix_http_head_init(struct quatrix_http_head *head)
{
    memset(head, 0, sizeof *head);
}

static bool is_upper(uint8_t c)
{
    return c >= 'A' && c <= 'Z';
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

static uint8_t find_field(const struct quatrix_http_head *head)
{
    uint8_t field = QUATRIX_HTTP_OTHER;

    for (const char *name = names; *name != 0; name += strlen(name) + 1) {
        field++;
        if (strlen(name) == head->name && memcmp(name, head->text, head->name) == 0) {
            return field;
        }
    }
    return QUATRIX_HTTP_OTHER;
}

static enum quatrix_status end_header(struct quatrix_http_head *head)
{
    size_t len = head->len;
    size_t at = (size_t)head->name + 1;

    if (head->name == 0) {
        return QUATRIX_E_PROTOCOL; /* no colon */
    }
    if (head->line > head->longest) {
        head->longest = head->line;
    }
    if (head->field == QUATRIX_HTTP_OTHER) {
        return QUATRIX_PENDING;
    }
    while (len > at && is_space(head->text[len - 1])) {
        len--;
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
    head->len = head->name = 0;
    head->lost = head->unneeded = false;
    head->line = 0;
    return status;
}

/* A byte inside a line. False: it may not be there. */
static bool put(struct quatrix_http_head *head, uint8_t c)
{
    if ((c < 0x20 && c != '\t') || c == 0x7F) {
        return false; /* also NUL and a bare LF */
    }
    if (head->state == STATUS_LINE && head->len < sizeof version - 1 &&
        c != (uint8_t)version[head->len]) {
        return false; /* some other protocol: do not wait for the end of its line */
    }
    if (head->state == HEADERS) {
        if (head->name == 0 && c == ':') {
            head->name = head->len;
            head->field = find_field(head);
            head->unneeded = head->field == QUATRIX_HTTP_OTHER;
            if (head->len == 0) {
                return false;
            }
        } else if (head->name == 0) {
            /* Refuses white space before the colon and the fold of a line as well (RFC 9112
               sections 5.1 and 5.2). */
            if (!quatrix_http_is_token(c)) {
                return false;
            }
            c = is_upper(c) ? (uint8_t)(c | 0x20U) : c;
        } else if (head->len == head->name + 1 && is_space((char)c)) {
            return true; /* before the value */
        }
    }
    if (head->len < sizeof head->text - 1) {
        head->text[head->len++] = (char)c;
    } else if (!is_space((char)c)) {
        head->lost = true;
    }
    return true;
}

/* Most of a head is values nobody needs: run through them. */
static size_t skip(struct quatrix_http_head *head, const uint8_t *buf, size_t len)
{
    size_t i = 0;

    if (!head->unneeded) {
        return 0;
    }
    if (len > HEAD_TOTAL_MAX - head->total) {
        len = HEAD_TOTAL_MAX - head->total;
    }
    while (i < len && buf[i] >= 0x20 && buf[i] != 0x7F) {
        i++;
    }
    head->line += (uint32_t)i;
    head->total += (uint32_t)i;
    return i;
}

enum quatrix_status quatrix_http_head_feed(struct quatrix_http_head *head, const uint8_t *buf,
                                           size_t len, size_t *used)
{
    enum quatrix_status status = QUATRIX_PENDING;
    size_t i = 0;

    while (i < len && status == QUATRIX_PENDING) {
        uint8_t c;
        i += skip(head, buf + i, len - i);
        if (i == len) {
            break;
        }
        c = buf[i++];
        head->line++;
        if (head->cr && c == '\n' && head->total < HEAD_TOTAL_MAX) {
            head->cr = false;
            status = end_line(head);
        } else if (head->cr || head->state == DONE || head->total >= HEAD_TOTAL_MAX ||
                   (c != '\r' && !put(head, c))) {
            status = QUATRIX_E_PROTOCOL; /* also for a bare CR (RFC 9112 section 2.2) */
        } else {
            head->cr = c == '\r';
        }
        head->total++;
    }
    *used = i;
    return status;
}
