/* SPDX-License-Identifier: MIT */
/*
 * The head of a reply. However it is cut, what is read of it is the same, and what a reader by lines,
 * which has the whole text before it, makes of it: it accepts the same heads, with the same fields.
 *
 * Input: flags, how to cut, the text.
 */
#include "fuzz.h"

#include "http/http.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

/* --- what the library reads --- */

struct outcome {
    enum quatrix_status status;
    size_t used;
    struct quatrix_http http;
    struct fuzz_log fields;
};

static void log_field(struct fuzz_log *log, const struct quatrix_http *http)
{
    size_t len = strlen(http->text);

    FUZZ_CHECK(len <= QUATRIX_HEADER_MAX);
    fuzz_log_number(log, http->field);
    fuzz_log(log, http->text, len + 1);
}

/* All of a piece; false once there is nothing more to come. */
static bool feed(struct outcome *o, const uint8_t *piece, size_t len)
{
    size_t at = 0;

    do {
        size_t used = SIZE_MAX;
        o->status = quatrix_http_feed_head(&o->http, piece + at, len - at, &used);
        FUZZ_CHECK(used <= len - at);
        at += used;
        if (o->status == QUATRIX_READY) {
            log_field(&o->fields, &o->http);
        }
    } while (o->status == QUATRIX_READY);
    o->used += at;
    FUZZ_CHECK(o->status != QUATRIX_PENDING || at == len);
    return o->status == QUATRIX_PENDING;
}

static void read_head(struct outcome *o, uint8_t flags, const uint8_t *text, size_t len,
                      uint8_t how)
{
    struct fuzz_slices slices;
    bool more = true;

    memset(&o->http, 0xA5, sizeof o->http);
    quatrix_http_init(&o->http);
    o->http.flags = flags;
    o->status = QUATRIX_PENDING;
    o->used = o->fields.len = 0;
    fuzz_slices(&slices, how);
    for (size_t at = 0; more && at < len;) {
        size_t n = fuzz_slice(&slices, len - at);
        uint8_t *piece = fuzz_block(text + at, n);
        more = feed(o, piece, n);
        free(piece);
        at += n;
    }
}

static void check_same(const struct outcome *a, const struct outcome *b)
{
    FUZZ_CHECK(a->status == b->status);
    FUZZ_CHECK(fuzz_log_equal(&a->fields, &b->fields));
    FUZZ_CHECK(a->http.status == b->http.status && a->http.flags == b->http.flags);
    if (a->status ==
        QUATRIX_OK) { /* an error may be seen further on where there is more to look at */
        FUZZ_CHECK(a->used == b->used);
        FUZZ_CHECK(a->http.left == b->http.left && a->http.longest == b->http.longest);
    }
}

/* --- what a reader by lines makes of it --- */

struct reader {
    const uint8_t *text;
    size_t len;
    size_t at;
    uint8_t flags;
    unsigned status;
    uint64_t length; /* UINT64_MAX: none has come */
    struct fuzz_log fields;
};

/* The next line, without its end; false if there is none, or it holds what no line may. */
static bool next_line(struct reader *r, const uint8_t **line, size_t *len)
{
    size_t i = r->at;

    while (i < r->len && r->text[i] != '\r') {
        if ((r->text[i] < 0x20 && r->text[i] != '\t') || r->text[i] == 0x7F) {
            return false;
        }
        i++;
    }
    if (r->len - i < 2 || r->text[i + 1] != '\n') {
        return false;
    }
    *line = r->text + r->at;
    *len = i - r->at;
    r->at = i + 2;
    return true;
}

static bool read_status_line(struct reader *r)
{
    const uint8_t *line;
    size_t len;

    if (!next_line(r, &line, &len) || len < 12 || memcmp(line, "HTTP/1.", 7) != 0 ||
        (line[7] != '0' && line[7] != '1') || line[8] != ' ' || (len > 12 && line[12] != ' ')) {
        return false;
    }
    for (size_t i = 9; i < 12; i++) {
        if (!isdigit(line[i])) {
            return false;
        }
        r->status = r->status * 10 + (line[i] - (unsigned)'0');
    }
    r->flags |= line[7] == '0' ? QUATRIX_HTTP_CLOSE : 0;
    return r->status >= 100 && r->status <= 599;
}

static uint8_t field_of(const struct reader *r, const uint8_t *name, size_t len)
{
    static const char *const names[] = {
        [QUATRIX_HTTP_CONNECTION] = "connection",
        [QUATRIX_HTTP_CONTENT_ENCODING] = "content-encoding",
        [QUATRIX_HTTP_CONTENT_LENGTH] = "content-length",
        [QUATRIX_HTTP_CONTENT_TYPE] = "content-type",
        [QUATRIX_HTTP_MFA_CODE] = "mfa-code",
        [QUATRIX_HTTP_RETRY_AFTER] = "retry-after",
        [QUATRIX_HTTP_TRANSFER_ENCODING] = "transfer-encoding",
        [QUATRIX_HTTP_X_AUTH_TOKEN] = "x-auth-token",
        [QUATRIX_HTTP_DATE] = "date",
        [QUATRIX_HTTP_CONTENT_RANGE] = "content-range",
        [QUATRIX_HTTP_ETAG] = "etag",
    };
    for (uint8_t field = 1; field < sizeof names / sizeof names[0]; field++) {
        size_t same = 0;
        while (same < len && tolower(name[same]) == names[field][same]) {
            same++;
        }
        if (same == len && names[field][len] == 0) {
            bool wanted = field < QUATRIX_HTTP_DATE    ? true
                          : field == QUATRIX_HTTP_DATE ? r->status >= 400
                                                       : (r->flags & QUATRIX_HTTP_PARTS) != 0;
            return wanted ? field : QUATRIX_HTTP_OTHER;
        }
    }
    return QUATRIX_HTTP_OTHER;
}

/* One length of perhaps several, without white space around it. */
static bool take_length(struct reader *r, const char *text, size_t len)
{
    uint64_t length = 0;

    for (size_t i = 0; i < len; i++) {
        if (!isdigit((unsigned char)text[i]) || length > (uint64_t)INT64_MAX / 10) {
            return false;
        }
        length = length * 10 + (uint64_t)(text[i] - '0');
    }
    if (len == 0 || length > INT64_MAX || (r->length != UINT64_MAX && r->length != length)) {
        return false;
    }
    r->length = length;
    return true;
}

static bool take_list(struct reader *r, uint8_t field, const char *value)
{
    const char *end;

    for (const char *at = value;; at = end + 1) {
        size_t len;
        at += strspn(at, " \t");
        end = at + strcspn(at, ",");
        len = (size_t)(end - at);
        while (len > 0 && (at[len - 1] == ' ' || at[len - 1] == '\t')) {
            len--;
        }
        if (field == QUATRIX_HTTP_CONNECTION) {
            r->flags |= len == 5 && memcmp(at, "close", 5) == 0 ? QUATRIX_HTTP_CLOSE : 0;
        } else if (!take_length(r, at, len)) {
            return false;
        }
        if (*end == 0) {
            return true;
        }
    }
}

static bool take_value(struct reader *r, uint8_t field, const char *value)
{
    switch (field) {
    case QUATRIX_HTTP_CONNECTION:
    case QUATRIX_HTTP_CONTENT_LENGTH:
        return take_list(r, field, value);
    case QUATRIX_HTTP_CONTENT_ENCODING:
        return *value == 0 || strcmp(value, "identity") == 0;
    case QUATRIX_HTTP_TRANSFER_ENCODING:
        if (strcmp(value, "chunked") != 0 || (r->flags & QUATRIX_HTTP_CHUNKED) != 0) {
            return false;
        }
        r->flags |= QUATRIX_HTTP_CHUNKED;
        return true;
    default:
        fuzz_log_number(&r->fields, field);
        fuzz_log(&r->fields, value, strlen(value) + 1);
        return true;
    }
}

static bool read_field(struct reader *r, const uint8_t *line, size_t len)
{
    char value[QUATRIX_HEADER_MAX + 1];
    size_t name = 0;
    size_t end = len;
    uint8_t field;

    while (name < len && (isalnum(line[name]) != 0 ||
                          (line[name] != 0 && strchr("-_.!#$%&'*+^`|~", line[name]) != NULL))) {
        name++;
    }
    if (name == 0 || name == len || line[name] != ':') {
        return false;
    }
    field = field_of(r, line, name++);
    while (name < end && (line[name] == ' ' || line[name] == '\t')) {
        name++;
    }
    while (end > name && (line[end - 1] == ' ' || line[end - 1] == '\t')) {
        end--;
    }
    if (field == QUATRIX_HTTP_OTHER) {
        return true;
    }
    if (end - name > QUATRIX_HEADER_MAX) {
        return field == QUATRIX_HTTP_ETAG;
    }
    for (size_t i = name; i < end; i++) {
        value[i - name] = (char)(field == QUATRIX_HTTP_X_AUTH_TOKEN ? line[i] : tolower(line[i]));
    }
    value[end - name] = 0;
    return take_value(r, field, value);
}

/* True: a whole head that may be used. */
static bool read_by_lines(struct reader *r)
{
    const uint8_t *line;
    size_t len;

    if (!read_status_line(r)) {
        return false;
    }
    while (next_line(r, &line, &len)) {
        if (len == 0) {
            return (r->flags & QUATRIX_HTTP_CHUNKED) == 0 || r->length == UINT64_MAX;
        }
        if (!read_field(r, line, len)) {
            return false;
        }
    }
    return false;
}

static void compare(const struct outcome *o, struct reader *r)
{
    bool whole = read_by_lines(r);

    FUZZ_CHECK((o->status == QUATRIX_OK) == whole);
    if (whole) {
        FUZZ_CHECK(o->used == r->at);
        FUZZ_CHECK(o->http.status == r->status && o->http.flags == r->flags);
        FUZZ_CHECK(o->http.left == r->length);
        FUZZ_CHECK(quatrix_http_until_close(&o->http) == (r->length == UINT64_MAX));
        FUZZ_CHECK(fuzz_log_equal(&o->fields, &r->fields));
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct outcome whole;
    static struct outcome sliced;
    static struct reader reader;
    struct fuzz_input in = { data, size };
    uint8_t flags = fuzz_bit(fuzz_byte(&in), 0) ? QUATRIX_HTTP_PARTS : 0;
    uint8_t how = fuzz_byte(&in);

    if (size > FUZZ_INPUT_MAX) {
        return 0;
    }
    read_head(&whole, flags, in.at, in.left, FUZZ_WHOLE);
    FUZZ_CHECK(whole.status == QUATRIX_OK || whole.status == QUATRIX_PENDING ||
               whole.status == QUATRIX_E_PROTOCOL || whole.status == QUATRIX_E_HEADER ||
               whole.status == QUATRIX_E_ENCODING);
    read_head(&sliced, flags, in.at, in.left, FUZZ_BYTEWISE);
    check_same(&whole, &sliced);
    read_head(&sliced, flags, in.at, in.left, how);
    check_same(&whole, &sliced);

    reader.text = in.at;
    reader.len = in.left;
    reader.at = reader.fields.len = 0;
    reader.flags = flags;
    reader.status = 0;
    reader.length = UINT64_MAX;
    compare(&whole, &reader);
    return 0;
}
