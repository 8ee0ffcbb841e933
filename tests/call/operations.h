/* SPDX-License-Identifier: MIT */
/* The operations as a table: what each sends, what it is answered, what comes of it. */
#ifndef OPERATIONS_H
#define OPERATIONS_H

#include "bench.h"

enum operation_flag {
    REPEATABLE = 1,      /* may be sent twice */
    RAW = 2,             /* the reply is pulled */
    LOGIN = 4,           /* authorized by its arguments; begins a session */
    SECOND = 8,          /* only between the two factors of a login */
    PARTIAL = 16,        /* also between the two factors */
    SESSION = 32,        /* only with a session */
    KEEP = 64,           /* keeps the session on 401 */
    SECRET_BODY = 128,   /* a secret in the request body or the query */
    OPEN = 256,          /* sends no credentials, whatever is held */
    ANY = 512,           /* sends what is held, and needs none */
    LIST = 1024,         /* the reply is pulled, an element at a time */
    NEEDS = 2048,        /* the reply must not be empty */
    NO_REPLY = 4096,     /* nothing of the reply is wanted */
    LOOK_UP = 8192,      /* 404 is an answer: QUATRIX_E_MISSING */
    SECRET_REPLY = 16384 /* as a whole, as what is RAW */
};

struct operation {
    const char *name;
    enum quatrix_status (*start)(struct bench *b);
    enum quatrix_status (*call)(struct bench *b); /* the blocking form */
    void (*check)(const struct bench *b);         /* after the golden reply */
    const char *request; /* golden; "{auth}" stands for the line that authorizes */
    const char *headers; /* of the golden reply, beside what frames it; "" or whole lines */
    const char *body;    /* of the golden reply */
    unsigned http;
    enum quatrix_status ends;
    enum quatrix_factor factor; /* SECOND: the one asked for */
    unsigned flags;
};

extern const struct operation operations[];
extern const size_t operations_count;
#define OPERATIONS operations_count

const struct operation *operation(const char *name);

/* How a reply travels. */
enum framing { BY_LENGTH, BY_CHUNKS, BY_CLOSE };

struct travel {
    const char *name;
    enum framing framing;
    const char *before; /* 1xx replies; NULL: none */
    size_t chunk;       /* bytes per chunk; 0: all in one */
    const char *extension;
    const char *trailers; /* whole lines */
    const char *spelling; /* printf format of the framing header, from its value; NULL: the usual */
    bool http_1_0;
};

extern const struct travel travels[];
extern const size_t travels_count;

/* The golden reply of an operation, as it travels. Answers its length; *head: that of the head. */
size_t render(char *buf, size_t size, const struct operation *op, const struct travel *travel,
              size_t *head);
/* The same for any head and body. */
size_t render_reply(char *buf, size_t size, const char *status_line, const char *headers,
                    const char *body, const struct travel *travel, size_t *head);

/* Answer the next request on this line, by length. The text is kept for four answers, the body is
   at most 250 KB. Answers its length. */
size_t answer(struct bench *b, size_t line, const char *status_line, const char *headers,
              const char *body);
#define JSON "Content-Type: application/json\r\n"

/* True when the operation can be called with this authorization. */
bool may_call(const struct operation *op, enum bench_auth auth);
/* bench_begin(), and all that must be so before the call. */
void begin(struct bench *b, const struct operation *op, enum bench_auth auth);
/* The request due, into buf. */
size_t golden_request(char *buf, size_t size, const struct operation *op, enum bench_auth auth);
/* The one request of this connection is as due. */
void check_request(const struct bench *b, size_t line, const struct operation *op,
                   enum bench_auth auth);

/* Every member of the golden profile. */
void check_profile(const struct quatrix_profile *p);
extern const char golden_profile[];
/* Every member of the golden user. */
void check_user(const struct quatrix_user *u);

#endif
