/* SPDX-License-Identifier: MIT */
#include "http/head.h"

#include <string.h>

/* A server may send as many headers as it likes, but not without end. */
#define HEAD_TOTAL_MAX UINT32_C(262144)

typedef char
    header_max_holds_every_name[QUATRIX_HEADER_MAX >= 31 && QUATRIX_HEADER_MAX <= 250 ? 1 : -1];

enum state {
    VERSION,   /* in "HTTP/1.x" */
    SPACE,     /* after the version */
    CODE,      /* three digits */
    REASON,    /* after the code */
    LINE,      /* first byte of a header line, or the empty line */
    NAME,      /* in a name */
    BEFORE,    /* white space before a value */
    VALUE,     /* in a value */
    CR,        /* CR seen: LF must follow */
    REASON_CR, /* the same at the end of the status line */
    END_CR,    /* the same at the end of the head */
    DONE
};

static const char *const names[] = {
    [QUATRIX_HTTP_OTHER] = "",
    [QUATRIX_HTTP_CONNECTION] = "connection",
    [QUATRIX_HTTP_CONTENT_ENCODING] = "content-encoding",
    [QUATRIX_HTTP_CONTENT_LENGTH] = "content-length",
    [QUATRIX_HTTP_CONTENT_TYPE] = "content-type",
    [QUATRIX_HTTP_MFA_CODE] = "mfa-code",
    [QUATRIX_HTTP_RETRY_AFTER] = "retry-after",
    [QUATRIX_HTTP_TRANSFER_ENCODING] = "transfer-encoding",
    [QUATRIX_HTTP_X_AUTH_TOKEN] = "x-auth-token",
};

#define FIELDS       (sizeof names / sizeof names[0])
#define NAME_MAX_LEN 17 /* "transfer-encoding" */

void quatrix_http_head_init(struct quatrix_http_head *head)
{
    memset(head, 0, sizeof *head);
}

static char lower(uint8_t c)
{
    return (char)(c >= 'A' && c <= 'Z' ? c + ('a' - 'A') : c);
}

/* tchar of RFC 9110 section 5.6.2 */
static bool is_token(uint8_t c)
{
    if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9')) {
        return true;
    }
    return c != 0 && strchr("!#$%&'*+-.^_`|~", c) != NULL;
}

/* field-vchar, obs-text, space and tab of RFC 9110 section 5.5 */
static bool is_value(uint8_t c)
{
    return c >= 0x20 ? c != 0x7F : c == '\t';
}

bool quatrix_http_number(const char *text, uint64_t max, uint64_t *number)
{
    uint64_t n = 0;

    if (*text == 0) {
        return false;
    }
    for (; *text != 0; text++) {
        uint64_t digit = (uint64_t)(uint8_t)*text - '0';
        if (digit > 9 || n > max / 10 || n * 10 > max - digit) {
            return false;
        }
        n = n * 10 + digit;
    }
    *number = n;
    return true;
}

/* Cut the next member off a comma-separated list; NULL at its end. Writes into the list. */
static char *next_member(char **list)
{
    char *member = *list;
    char *end;

    if (member == NULL) {
        return NULL;
    }
    while (*member == ' ' || *member == '\t') {
        member++;
    }
    end = member;
    while (*end != 0 && *end != ',') {
        end++;
    }
    *list = *end == 0 ? NULL : end + 1;
    while (end > member && (end[-1] == ' ' || end[-1] == '\t')) {
        end--;
    }
    *end = 0;
    return member;
}

static void make_lower(char *text)
{
    for (; *text != 0; text++) {
        *text = lower((uint8_t)*text);
    }
}

/* Equal values may repeat, in one line or in several; differing ones are an attack or a defect
   (RFC 9112 section 6.3). */
static enum quatrix_status take_length(struct quatrix_http_head *head)
{
    char *list = head->text;
    char *member;

    while ((member = next_member(&list)) != NULL) {
        uint64_t length;
        if (!quatrix_http_number(member, INT64_MAX, &length)) {
            return QUATRIX_E_PROTOCOL;
        }
        if ((head->flags & QUATRIX_HTTP_HAS_LENGTH) != 0 && head->content_length != length) {
            return QUATRIX_E_PROTOCOL;
        }
        head->content_length = length;
        head->flags |= QUATRIX_HTTP_HAS_LENGTH;
    }
    return QUATRIX_OK;
}

static enum quatrix_status take_transfer_encoding(struct quatrix_http_head *head)
{
    make_lower(head->text);
    if (strcmp(head->text, "chunked") != 0) {
        return QUATRIX_E_ENCODING;
    }
    if ((head->flags & QUATRIX_HTTP_CHUNKED) != 0) {
        return QUATRIX_E_PROTOCOL; /* chunked twice */
    }
    head->flags |= QUATRIX_HTTP_CHUNKED;
    return QUATRIX_OK;
}

static enum quatrix_status take_connection(struct quatrix_http_head *head)
{
    char *list = head->text;
    char *member;

    make_lower(head->text);
    while ((member = next_member(&list)) != NULL) {
        if (strcmp(member, "close") == 0) {
            head->flags |= QUATRIX_HTTP_CLOSE;
        }
    }
    return QUATRIX_OK;
}

static enum quatrix_status take_content_encoding(struct quatrix_http_head *head)
{
    make_lower(head->text);
    if (head->text[0] != 0 && strcmp(head->text, "identity") != 0) {
        return QUATRIX_E_ENCODING;
    }
    return QUATRIX_OK;
}

/* A header that matters is complete. QUATRIX_READY: it is the caller's. */
static enum quatrix_status take_field(struct quatrix_http_head *head)
{
    while (head->len > 0 &&
           (head->text[head->len - 1] == ' ' || head->text[head->len - 1] == '\t')) {
        head->len--;
    }
    head->text[head->len] = 0;
    switch (head->field) {
    case QUATRIX_HTTP_CONNECTION:
        return take_connection(head);
    case QUATRIX_HTTP_CONTENT_ENCODING:
        return take_content_encoding(head);
    case QUATRIX_HTTP_CONTENT_LENGTH:
        return take_length(head);
    case QUATRIX_HTTP_TRANSFER_ENCODING:
        return take_transfer_encoding(head);
    default:
        return QUATRIX_READY;
    }
}

/* RFC 9112 section 6.1: both are the mark of a smuggled message. */
static enum quatrix_status finish(struct quatrix_http_head *head)
{
    const uint8_t both = QUATRIX_HTTP_HAS_LENGTH | QUATRIX_HTTP_CHUNKED;

    if ((head->flags & both) == both) {
        return QUATRIX_E_PROTOCOL;
    }
    head->state = DONE;
    return QUATRIX_OK;
}

static void find_field(struct quatrix_http_head *head)
{
    head->field = QUATRIX_HTTP_OTHER;
    head->text[head->len < sizeof head->text ? head->len : sizeof head->text - 1] = 0;
    for (uint8_t i = 1; i < FIELDS; i++) {
        if (strcmp(head->text, names[i]) == 0) {
            head->field = i;
        }
    }
    head->len = 0;
}

static enum quatrix_status feed_name(struct quatrix_http_head *head, uint8_t c)
{
    if (c == ':') {
        find_field(head);
        head->state = BEFORE;
        return QUATRIX_PENDING;
    }
    if (!is_token(c)) {
        return QUATRIX_E_PROTOCOL; /* also white space before the colon (RFC 9112 section 5.1) */
    }
    if (head->len <= NAME_MAX_LEN) { /* one too many is enough to match nothing */
        head->text[head->len++] = lower(c);
    }
    return QUATRIX_PENDING;
}

static enum quatrix_status feed_value(struct quatrix_http_head *head, uint8_t c)
{
    if (c == '\r') {
        head->state = CR;
        return QUATRIX_PENDING;
    }
    if (!is_value(c)) {
        return QUATRIX_E_PROTOCOL; /* bare LF, NUL */
    }
    if (head->field == QUATRIX_HTTP_OTHER) {
        return QUATRIX_PENDING;
    }
    if (head->state == BEFORE && (c == ' ' || c == '\t')) {
        return QUATRIX_PENDING;
    }
    head->state = VALUE;
    if (head->len >= QUATRIX_HEADER_MAX) {
        return QUATRIX_E_HEADER;
    }
    head->text[head->len++] = (char)c;
    return QUATRIX_PENDING;
}

static enum quatrix_status feed_line(struct quatrix_http_head *head, uint8_t c)
{
    head->len = 0;
    head->line = 1;
    if (c == '\r') {
        head->state = END_CR;
        return QUATRIX_PENDING;
    }
    head->state = NAME;
    if (c == ':') {
        return QUATRIX_E_PROTOCOL; /* no name */
    }
    return feed_name(head, c); /* refuses the white space of an obs-fold (RFC 9112 section 5.2) */
}

static enum quatrix_status feed_version(struct quatrix_http_head *head, uint8_t c)
{
    static const char version[] = "HTTP/1.";

    if (head->len < sizeof version - 1) {
        return c == (uint8_t)version[head->len++] ? QUATRIX_PENDING : QUATRIX_E_PROTOCOL;
    }
    if (c == '0') {
        head->flags |= QUATRIX_HTTP_CLOSE; /* HTTP/1.0 keeps no connection */
    } else if (c != '1') {
        return QUATRIX_E_PROTOCOL;
    }
    head->len = 0;
    head->state = SPACE;
    return QUATRIX_PENDING;
}

static enum quatrix_status feed_code(struct quatrix_http_head *head, uint8_t c)
{
    if (head->len < 3) {
        if (c < '0' || c > '9') {
            return QUATRIX_E_PROTOCOL;
        }
        head->status = (uint16_t)(head->status * 10 + (c - '0'));
        head->len++;
        return QUATRIX_PENDING;
    }
    if (head->status < 100 || head->status > 599 || (c != ' ' && c != '\r')) {
        return QUATRIX_E_PROTOCOL;
    }
    head->state = c == ' ' ? REASON : REASON_CR; /* some servers leave the space out as well */
    return QUATRIX_PENDING;
}

static enum quatrix_status feed_reason(struct quatrix_http_head *head, uint8_t c)
{
    if (c == '\r') {
        head->state = REASON_CR;
        return QUATRIX_PENDING;
    }
    return is_value(c) ? QUATRIX_PENDING : QUATRIX_E_PROTOCOL;
}

static enum quatrix_status feed_lf(struct quatrix_http_head *head, uint8_t c)
{
    uint8_t state = head->state;

    if (c != '\n') {
        return QUATRIX_E_PROTOCOL; /* bare CR (RFC 9112 section 2.2) */
    }
    head->state = LINE;
    if (state == END_CR) {
        return finish(head);
    }
    if (state == REASON_CR) {
        return QUATRIX_PENDING;
    }
    if (head->line > head->longest) {
        head->longest = head->line;
    }
    if (head->field == QUATRIX_HTTP_OTHER) {
        return QUATRIX_PENDING;
    }
    return take_field(head);
}

static enum quatrix_status feed(struct quatrix_http_head *head, uint8_t c)
{
    switch (head->state) {
    case VERSION:
        return feed_version(head, c);
    case SPACE:
        head->state = CODE;
        return c == ' ' ? QUATRIX_PENDING : QUATRIX_E_PROTOCOL;
    case CODE:
        return feed_code(head, c);
    case REASON:
        return feed_reason(head, c);
    case LINE:
        return feed_line(head, c);
    case NAME:
        return feed_name(head, c);
    case BEFORE:
    case VALUE:
        return feed_value(head, c);
    case CR:
    case REASON_CR:
    case END_CR:
        return feed_lf(head, c);
    default:
        return QUATRIX_E_PROTOCOL;
    }
}

enum quatrix_status quatrix_http_head_feed(struct quatrix_http_head *head, const uint8_t *buf,
                                           size_t len, size_t *used)
{
    enum quatrix_status status = QUATRIX_PENDING;
    size_t i = 0;

    while (i < len && (status == QUATRIX_PENDING || status == QUATRIX_OK) && head->state != DONE) {
        if (head->total++ >= HEAD_TOTAL_MAX) {
            status = QUATRIX_E_PROTOCOL;
            break;
        }
        head->line++;
        status = feed(head, buf[i]);
        i++;
    }
    *used = i;
    if (status == QUATRIX_OK && head->state != DONE) {
        return QUATRIX_PENDING; /* a framing header was taken in last */
    }
    return status;
}
