/* SPDX-License-Identifier: MIT */
/* Replies as they travel. */
#include "operations.h"

#include <stdio.h>
#include <string.h>

const struct travel travels[] = {
    { "by length", BY_LENGTH, NULL, 0, NULL, NULL, NULL, false },
    { "by length, oddly spelt, after 1xx", BY_LENGTH,
      "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n", 0, NULL, NULL,
      "conTENT-lengTH:\t %zu , %zu\t \r\n", false },
    { "in one chunk", BY_CHUNKS, NULL, 0, "", "", NULL, false },
    { "in chunks of 5", BY_CHUNKS, NULL, 5, "", "", "TRANSFER-ENCODING:Chunked\r\n", false },
    { "in chunks of 23, with extensions and trailers", BY_CHUNKS, "HTTP/1.1 102 \r\n\r\n", 23,
      ";name=value;q=\"a;b\"", "X-Checksum: 17\r\nSet-Cookie: a=b\r\n", NULL, false },
    { "until close", BY_CLOSE, NULL, 0, NULL, NULL, NULL, false },
    { "until close, HTTP/1.0", BY_CLOSE, NULL, 0, NULL, NULL, NULL, true },
};

const size_t travels_count = sizeof travels / sizeof travels[0];

struct text {
    char *buf;
    size_t size;
    size_t len;
};

#if defined(__GNUC__)
__attribute__((format(printf, 2, 3)))
#endif
static void
add(struct text *text, const char *format, ...)
{
    va_list args;
    int n;

    va_start(args, format);
    n = vsnprintf(text->buf + text->len, text->size - text->len, format, args);
    va_end(args);
    assert_true(n >= 0 && (size_t)n < text->size - text->len);
    text->len += (size_t)n;
}

static void add_chunks(struct text *text, const char *body, const struct travel *travel)
{
    size_t left = strlen(body);

    while (left > 0) {
        size_t n = travel->chunk > 0 && travel->chunk < left ? travel->chunk : left;
        add(text, "%0*zX%s\r\n%.*s\r\n", left % 2 == 0 ? 3 : 1, n, travel->extension, (int)n, body);
        body += n;
        left -= n;
    }
    add(text, "00%s\r\n%s\r\n", travel->extension, travel->trailers);
}

size_t render_reply(char *buf, size_t size, const char *status_line, const char *headers,
                    const char *body, const struct travel *travel, size_t *head)
{
    struct text text = { buf, size, 0 };
    size_t len = strlen(body);

    add(&text, "%sHTTP/1.%d %s\r\n", travel->before == NULL ? "" : travel->before,
        travel->http_1_0 ? 0 : 1, status_line);
    add(&text, "%s", headers);
    switch (travel->framing) {
    case BY_LENGTH:
        if (travel->spelling != NULL) {
            add(&text, "conTENT-lengTH:\t %zu , %zu\t \r\n", len, len);
        } else {
            add(&text, "Content-Length: %zu\r\n", len);
        }
        break;
    case BY_CHUNKS:
        add(&text, "%s",
            travel->spelling != NULL ? travel->spelling : "Transfer-Encoding: chunked\r\n");
        break;
    default:
        break;
    }
    add(&text, "\r\n");
    *head = text.len;
    if (travel->framing == BY_CHUNKS) {
        add_chunks(&text, body, travel);
    } else {
        add(&text, "%s", body);
    }
    return text.len;
}

size_t answer(struct bench *b, size_t line, const char *status_line, const char *headers,
              const char *body)
{
    static char pool[4][256000];
    static unsigned next;
    char *text = pool[next++ % COUNT(pool)];
    size_t head;
    size_t len = render_reply(text, sizeof pool[0], status_line, headers, body, &travels[0], &head);

    bench_answer(&b->line[line], text, len);
    return len;
}

size_t render(char *buf, size_t size, const struct operation *op, const struct travel *travel,
              size_t *head)
{
    const char *line = op->http == 201   ? "201 Created"
                       : op->http == 202 ? "202 Accepted"
                       : op->http == 207 ? "207 Multi-Status"
                                         : "200 OK";

    return render_reply(buf, size, line, op->headers, op->body, travel, head);
}
