/* SPDX-License-Identifier: MIT */
/*
 * A client on a transport behind which a small server keeps one file in memory: it answers what uploads
 * and downloads ask for, and misbehaves where a test says so. The clock is its own and moves in wait()
 * alone. The server outlives the client: rig_reboot() is a loss of power.
 */
#ifndef RIG_H
#define RIG_H

#include "fence.h"

#include <quatrix/quatrix.h>

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h> /* after the headers it relies on */

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

enum { RIG_FILE = 4096, RIG_WIRE = 8192, RIG_FAULTS = 4, RIG_WORK = 640 };

#define RIG_HOST     "acme.example.net"
#define RIG_EMAIL    "dana.k@example.org"
#define RIG_PASSWORD "Tr4il-mix!7"
#define RIG_PARENT   "7f453a0e-f509-4b4f-95de-6e91074206e2"
#define RIG_ID       "47aa2dba-d9e2-4c8d-809f-001680289e32"

/* What is asked for. */
enum rig_ask {
    ASK_NOTHING,
    ASK_LINK,
    ASK_MODIFY,
    ASK_CHUNK,
    ASK_MULTIPART,
    ASK_FINALIZE,
    ASK_DOWNLOAD_LINK,
    ASK_BYTES,
    ASK_KEEPALIVE,
    ASK_LOGIN,
    ASKS
};

/* What happens to some requests of a kind, instead of the answer that is right. */
struct rig_fault {
    enum rig_ask ask;
    unsigned skip;     /* requests of this kind before it happens */
    unsigned times;    /* so often; 0: once */
    const char *reply; /* the whole reply; NULL: as ever */
    bool perform;      /* the request has its effect before that */
    bool early;        /* the reply comes when the head is there; the body is taken and forgotten */
    bool deaf;         /* the same, but not a byte of the body is taken */
    bool interim;      /* 100 comes with the head, 102 in the body, the reply as ever */
    bool cut;          /* no reply: the connection ends when the request is there */
    bool hang;         /* no reply, but the connection stays */
    uint32_t late;     /* the reply comes so many milliseconds later */
    bool expire;       /* keys and links are forgotten before */
    bool end_session;  /* so is the session */
};

#define REPLY_EMPTY(status) "HTTP/1.1 " status "\r\nContent-Length: 0\r\n\r\n"
/* The server puts the length in the place of the @. */
#define REPLY_JSON(status, json)                                                                   \
    "HTTP/1.1 " status "\r\nContent-Type: application/json\r\nContent-Length: @\r\n\r\n" json
#define REPLY_EXPIRED REPLY_JSON("400 Bad Request", "{\"code\":60,\"msg\":\"expired\"}")
#define REPLY_QUOTA   REPLY_JSON("400 Bad Request", "{\"code\":122,\"msg\":\"quota\"}")
#define REPLY_GONE    REPLY_JSON("404 Not Found", "{\"code\":20,\"msg\":\"gone\"}")
#define REPLY_SLOWER  "HTTP/1.1 429 Too Many Requests\r\nRetry-After: 7\r\nContent-Length: 0\r\n\r\n"

/* The server. */
struct rig_server {
    uint8_t file[RIG_FILE];
    bool have[RIG_FILE]; /* bytes that have arrived */
    size_t size;         /* of the file; of an upload what it is going to be */
    bool exists;
    bool whole;         /* finalized, or never touched by an upload */
    unsigned created;   /* files */
    unsigned finalized; /* how often with success */
    int64_t bytes;      /* of bodies that were taken, in all */
    char name[300];
    char mtime[40];
    unsigned key; /* the upload key is "key-" and this; 0: there is none */
    unsigned link;
    unsigned token; /* so with the session */
    unsigned numbers;
    unsigned asked[ASKS];
    char heads[RIG_WIRE]; /* of requests, as they came */
    size_t heads_len;
    struct rig_fault fault[RIG_FAULTS];

    /* How downloads are answered. */
    const char *etag;          /* NULL: none */
    const char *content_range; /* instead of the right one; "": none */
    bool ignore_range;
    bool chunked;       /* the body comes in chunks */
    bool until_close;   /* or up to the end of the connection */
    int body_by;        /* so much longer or shorter is the body, its framing agrees */
    int length_by;      /* so much Content-Length is wrong */
    size_t part_most;   /* a part has at most so many bytes; 0: no limit */
    unsigned status;    /* instead of 200 or 206 */
    bool size_is_wrong; /* finalizing tells one byte more */
    bool keep_partial;  /* what arrived of a broken chunk counts */
    bool no_cut;        /* file/modify takes only truncate 0 */
};

struct rig {
    struct quatrix_transport transport; /* first */
    struct fence before_client;
    struct quatrix_client client;
    struct fence behind_client;
    struct quatrix_config config;
    struct fence before_work;
    uint8_t work[RIG_WORK];
    struct fence behind_work;
    struct rig_server server;

    /* The script. */
    size_t slice;        /* bytes handed out at a time; 0: all there is */
    size_t take;         /* bytes taken at a time; 0: all */
    int64_t cut_sent;    /* the connection is cut after so many bytes in all, once; -1: never */
    int64_t cut_read;    /* the same for bytes read */
    unsigned fail_call;  /* which call of connect, handshake, send, recv fails, from 1; once */
    unsigned stall_call; /* from which on nothing moves */
    unsigned short_call; /* in which one byte passes */
    enum quatrix_status fail_with;
    unsigned not_now; /* send and recv answer 0 so often before each success */
    unsigned no_dial; /* the next so many connections fail */
    uint32_t now;
    uint8_t random;

    /* The record. */
    unsigned calls; /* of connect, handshake, send, recv */
    int64_t sent;
    unsigned sends;
    int64_t received;
    unsigned dials;
    unsigned waits;       /* in which time went by */
    unsigned empty_waits; /* that returned at once, since something could be done */
    uint32_t slept;
    const char *broken; /* the first breach of contract by the library */

    /* Private. */
    uint8_t state;
    bool send_failed;
    bool blocked; /* the last send() took nothing: wait() is for writing */
    uint32_t reply_at;
    unsigned delay[2];    /* of recv and send */
    uint8_t in[RIG_WIRE]; /* of the request under way: its head, or what is kept of its body */
    size_t in_len;
    bool in_body;
    bool forget_body;
    bool deaf;
    uint64_t body_left;
    uint64_t body_at;
    size_t head_len;
    enum rig_ask ask;
    const struct rig_fault *hit;
    uint8_t out[RIG_WIRE];
    size_t out_len;
    size_t out_at;
    bool end_after; /* the connection ends behind what is in out */
};

/* The client's side of the file. */
struct rig_source {
    struct rig *rig;
    const uint8_t *bytes;
    size_t size;
    size_t most;      /* bytes a read; 0: all */
    unsigned not_now; /* answers 0 so often before each success */
    unsigned delay;
    int64_t fail_at; /* a read beyond this offset fails; -1: none */
    bool too_much;   /* says it has stored more than there was room for */
    unsigned reads;
    uint64_t last;     /* where the last one ended */
    int64_t cancel_at; /* progress says no from here on; -1: never */
    unsigned reports;
    uint64_t best;
    uint32_t slow; /* milliseconds a read takes */
    /* Called in progress; may be NULL. */
    void (*each)(struct rig_source *source, uint64_t done);
    void *more;
};

struct rig_sink {
    struct rig *rig;
    uint8_t bytes[2 * RIG_FILE];
    size_t size; /* how far it was written */
    unsigned not_now;
    unsigned delay;
    int64_t fail_at;  /* a write beyond this offset fails; -1: none */
    int64_t short_at; /* a write beyond this offset takes one byte less */
    int64_t cancel_at;
    unsigned writes;
    unsigned restarts; /* writes at 0 when something was there */
    unsigned reads;
    bool read_fails;
    uint32_t slow;
    void (*each)(struct rig_sink *sink, uint64_t done, uint64_t total);
    void *more;
};

void rig_open(struct rig *rig); /* everything friendly, a session, no file */
void rig_serve(struct rig *rig, const uint8_t *bytes, size_t size); /* a file to download */
void rig_reboot(struct rig *rig); /* the client's memory is lost, the server's is not */
void rig_fault(struct rig *rig, struct rig_fault fault);
void rig_close(struct rig *rig); /* checks that the contract was kept */

void rig_fill(uint8_t *bytes, size_t size, unsigned seed); /* bytes without a period */
void rig_source(struct rig_source *source, struct rig *rig, const uint8_t *bytes, size_t size);
void rig_sink(struct rig_sink *sink, struct rig *rig);
/* For configurations, with a source or a sink as their context. */
int32_t rig_read(void *ctx, uint64_t offset, uint8_t *buf, size_t size);
bool rig_reading(void *ctx, uint64_t done, uint64_t total);
int32_t rig_write(void *ctx, uint64_t offset, const uint8_t *bytes, size_t len);
int32_t rig_read_back(void *ctx, uint64_t offset, uint8_t *buf, size_t size);
bool rig_writing(void *ctx, uint64_t done, uint64_t total);

/* Drive to the end: by waiting, or by stepping with a clock that moves by step_ms each time. */
enum quatrix_status rig_upload(struct rig *rig, struct quatrix_upload *upload,
                               enum quatrix_status status, uint32_t step_ms);
enum quatrix_status rig_download(struct rig *rig, struct quatrix_download *download,
                                 enum quatrix_status status, uint32_t step_ms);

/* The text occurs in the bytes. */
bool rig_has(const void *bytes, size_t size, const char *text);
unsigned rig_count(const struct rig *rig, const char *text); /* in the heads of requests */

/* Checks with the case at hand in the message. */
void rig_case(const char *format, ...)
#if defined(__GNUC__)
    __attribute__((format(printf, 1, 2)))
#endif
    ;
unsigned rig_cases(void);
void rig_check(bool good, const char *text, const char *file, int line);
void rig_check_number(int64_t want, int64_t got, const char *what, const char *file, int line);
void rig_check_status(enum quatrix_status want, enum quatrix_status got, const char *file,
                      int line);
void rig_check_file(const struct rig *rig, const uint8_t *bytes, size_t size, const char *file,
                    int line);

#define CHECK(condition)        rig_check((condition), #condition, __FILE__, __LINE__)
#define CHECK_STATUS(want, got) rig_check_status(want, got, __FILE__, __LINE__)
#define CHECK_NUMBER(want, got)                                                                    \
    rig_check_number((int64_t)(want), (int64_t)(got), #got, __FILE__, __LINE__)
/* The server has this file, once, whole. */
#define CHECK_FILE(rig, bytes, size) rig_check_file(rig, bytes, size, __FILE__, __LINE__)

#define RIG_MAIN(tests)                                                                            \
    int main(void)                                                                                 \
    {                                                                                              \
        int failed = cmocka_run_group_tests(tests, NULL, NULL);                                    \
        print_message("%u cases\n", rig_cases());                                                  \
        return failed;                                                                             \
    }

#endif
