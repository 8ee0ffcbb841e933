/* SPDX-License-Identifier: MIT */
/*
 * A client on a scripted transport with a clock of its own. The script says what each connection
 * does; the bench plays it, records what was sent, and watches that the engine keeps the contract
 * of quatrix/transport.h. Zero in a script is the friendly case: everything succeeds at once, a
 * reply is there when its request is complete, and the connection stays open.
 *
 *     struct bench b;
 *     bench_open(&b, reply, slice);
 *     CHECK_STATUS(QUATRIX_OK, quatrix_profile_get(&b.client, &b.out.profile));
 *     bench_close(&b);
 */
#ifndef BENCH_H
#define BENCH_H

#include "fence.h"

#include <quatrix/quatrix.h>

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h> /* after the headers it relies on */

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

#define BENCH_HOST         "acme.example.net"
#define BENCH_EMAIL        "dana.k@example.org"
#define BENCH_PASSWORD     "Tr4il-mix!7"
#define BENCH_KEY          "qk_9c1d2e3f4a5b6c7d8e9f0a1b2c3d4e5f"
#define BENCH_NEW_PASSWORD "Qu1et-R1ver_22"
#define BENCH_PIN          "48151"
#define BENCH_CODE         "193406"
#define BENCH_TOKEN        "32833106-536e-45df-80b2-d002cc92d33d"
#define BENCH_ISSUED_KEY   "k3-invented-secret-value"
#define BENCH_CAPTCHA      "c-91ab7f22d0e84c35"
#define BENCH_UPLOAD_KEY   "30f47f35-d038-4cfb-8add-40e92c34bf1c"
#define BENCH_WOPI_TOKEN   "wt.5d1e0c77-a2b9"
#define BENCH_PGP_PRIVATE  "bFFPWUJGcHJpdmF0ZQ=="

enum { BENCH_LINES = 8, BENCH_REPLIES = 6, BENCH_SENT = 4096, BENCH_BODY = 6000 };

enum bench_op { BENCH_CONNECT, BENCH_HANDSHAKE, BENCH_SEND, BENCH_RECV, BENCH_CLOSE, BENCH_OPS };

enum bench_auth { BENCH_NONE, BENCH_SESSION, BENCH_BASIC, BENCH_API_KEY, BENCH_AUTHS };

struct bench_reply {
    const char *bytes;
    size_t len; /* 0: to the NUL */
};

/* What one connection does. */
struct bench_line {
    enum quatrix_status connect;   /* QUATRIX_PENDING: for ever */
    enum quatrix_status handshake; /* likewise */
    enum quatrix_status send;      /* once send_after bytes were taken; PENDING: takes no more */
    size_t send_after;
    struct bench_reply reply[BENCH_REPLIES]; /* to the first request, the second, ... */
    const char *unasked;                     /* arrives by itself once the first reply is read */
    const char *endless;                     /* over and over behind the replies */
    enum quatrix_status end; /* of what was to be read; OK: nothing more arrives, it stays open */
    unsigned end_after;      /* the end is not seen before so many requests are complete */
};

/* What became of it. */
struct bench_wire {
    uint8_t sent[BENCH_SENT];
    size_t sent_len;
    size_t parsed; /* bytes of complete requests */
    size_t read;   /* bytes of the reply under way that were read */
    unsigned requests;
    unsigned replies; /* read to their end */
    size_t unasked;
    uint64_t endless;
};

struct bench {
    struct quatrix_transport transport; /* first */
    struct fence before_client;
    struct quatrix_client client;
    struct fence behind_client;
    struct quatrix_config config;
    uint8_t *work; /* of exactly config.work_size bytes, from malloc() */

    /* The script. */
    struct bench_line line[BENCH_LINES];
    /* Answers the requests that no line has a reply for; may be NULL. */
    struct bench_reply (*serve)(struct bench *b, const char *request);
    size_t slice;                /* bytes handed out at a time; 0: all there is */
    size_t take;                 /* bytes taken at a time; 0: all */
    unsigned pending[BENCH_OPS]; /* answers "not now" so often before each success */
    unsigned fail_call;          /* which call of connect, handshake, send, recv fails, from 1 */
    unsigned stall_call;         /* from which on they are all pending */
    unsigned short_call;         /* in which one byte is taken or handed out */
    enum quatrix_status fail_with;
    size_t cut_after;             /* bytes read in all, over all connections: then it ends, once */
    enum quatrix_status cut_with; /* with this; OK: it does not */
    uint32_t now;
    uint32_t tick;      /* the clock moves by this each time it is asked */
    uint32_t recv_time; /* and by this with each recv */
    uint32_t nap;       /* how long wait() sleeps at most */
    size_t heap_peak;
    enum quatrix_clock clock; /* how far unix_time is to be believed */
    int64_t unix_time;
    uint8_t random; /* every random byte */
    bool no_entropy;

    /* The record. */
    struct bench_wire wire[BENCH_LINES];
    unsigned lines; /* connections begun */
    unsigned calls[BENCH_OPS];
    unsigned all_calls; /* of connect, handshake, send, recv */
    size_t all_read;
    enum bench_op failed_op;
    unsigned waits;
    uint32_t longest_wait;
    uint32_t paused;    /* ms slept between attempts */
    unsigned draws;     /* of random bytes */
    const char *broken; /* the first breach of contract by the engine */

    /* What calls decode into. */
    union {
        struct quatrix_profile profile;
        struct quatrix_profile_info info;
        struct quatrix_profile_set_reply set;
        struct quatrix_profile_set_password_reply password;
        struct quatrix_profile_set_mfa_reply set_mfa;
        struct quatrix_profile_remove_mfa_reply remove_mfa;
        struct quatrix_session_unblock_captcha_reply captcha;
        struct quatrix_user user;
        struct quatrix_short_group group;
        struct quatrix_job job;
        struct quatrix_pgp_key pgp_key;
        struct quatrix_api_key api_key;
        struct quatrix_id_reply id;
        struct quatrix_account_info account_info;
        struct quatrix_account account;
        struct quatrix_account_metadata account_metadata;
        struct quatrix_account_role account_role;
        struct quatrix_language language;
        struct quatrix_languages_default_reply language_default;
        struct quatrix_check_ping_reply ping;
        struct {
            struct quatrix_file file;
            struct quatrix_file_metadata folder;
        } listing;
        struct {
            struct quatrix_file_change change;
            struct quatrix_file_diff diff;
        } changes;
        struct quatrix_file file;
        struct quatrix_file_metadata file_metadata;
        struct quatrix_file_set_metadata_reply file_set_metadata;
        struct quatrix_file_info file_info;
        struct quatrix_file_size_reply file_size;
        struct quatrix_file_id_reply file_id;
        struct quatrix_file_rename_reply file_rename;
        struct quatrix_file_outcome file_outcome;
        struct quatrix_file_erased file_erased;
        struct quatrix_file_tag file_tag;
        struct quatrix_file_preview file_preview;
        struct quatrix_upload_session upload_session;
        struct quatrix_upload_finalize_reply upload_finalize;
    } out;
    struct fence behind_out;
    uint8_t body[BENCH_BODY]; /* of a raw reply */
    size_t body_len;
    size_t block;                  /* how much is pulled at a time */
    void (*each)(struct bench *b); /* called with each element of a list, in out; may be NULL */
    unsigned elements;             /* pulled */
    unsigned skipped;

    /* Private. */
    uint8_t state;
    bool send_failed; /* what the server has said before may still be read */
    bool timed;       /* wait() moves the clock alone, and one deadline holds */
    uint32_t since;   /* when it began */
    unsigned delay[BENCH_OPS];
    uint8_t offered[BENCH_SENT]; /* what send() answered 0 to */
    size_t offered_len;
};

/* Everything friendly, nothing scripted; config may be changed before bench_begin(). */
void bench_prepare(struct bench *b);
/* Set up the client, authorized by auth. */
void bench_begin(struct bench *b, enum bench_auth auth);
void bench_authorize(struct bench *b, enum bench_auth auth);
/* Both, with a session; the first connection answers the first request with reply. */
void bench_open(struct bench *b, const char *reply, size_t slice);
/* Log in as far as the second factor, and start the record anew. */
void bench_partial(struct bench *b, enum quatrix_factor factor);
/* Close the client's connection and forget what was recorded and scripted. */
void bench_rewind(struct bench *b);
/* Deinit; check that the contract was kept and that nothing is left in the memory. */
void bench_close(struct bench *b);

/* Answer the next request on the line. */
void bench_answer(struct bench_line *line, const char *bytes, size_t len);

/* To the end of the call: wait, and pull what is raw into body, and lists into out. QUATRIX_END becomes
   QUATRIX_OK. A wait beyond the deadline is a breach of contract. */
enum quatrix_status bench_finish(struct bench *b, enum quatrix_status status);

/* After whatever happened: the next call, a login, succeeds; on the connection that was kept, or on a new one. */
void bench_works_again(struct bench *b);

/* Checks with the case at hand in the message. */
void bench_case(const char *format, ...)
#if defined(__GNUC__)
    __attribute__((format(printf, 1, 2)))
#endif
    ;
unsigned bench_cases(void); /* so many so far */
void bench_check(bool good, const char *text, const char *file, int line);
void bench_check_status(enum quatrix_status want, enum quatrix_status got, const char *file,
                        int line);
void bench_check_number(int64_t want, int64_t got, const char *what, const char *file, int line);
void bench_check_text(const char *want, const char *got, const char *file, int line);
void bench_check_bytes(const void *want, size_t want_len, const void *got, size_t got_len,
                       const char *file, int line);

#define CHECK(condition)        bench_check((condition), #condition, __FILE__, __LINE__)
#define CHECK_STATUS(want, got) bench_check_status(want, got, __FILE__, __LINE__)
#define CHECK_NUMBER(want, got)                                                                    \
    bench_check_number((int64_t)(want), (int64_t)(got), #got, __FILE__, __LINE__)
#define CHECK_TEXT(want, got) bench_check_text(want, got, __FILE__, __LINE__)
#define CHECK_BYTES(want, want_len, got, got_len)                                                  \
    bench_check_bytes(want, want_len, got, got_len, __FILE__, __LINE__)
/* The call ended with this, and its error says the same. */
#define CHECK_ENDS(want, b, got)                                                                   \
    do {                                                                                           \
        CHECK_STATUS(want, got);                                                                   \
        CHECK_STATUS(want, quatrix_client_error(&(b)->client)->status);                            \
    } while (0)

/* Run tests; print how many cases they went through. */
#define BENCH_MAIN(tests)                                                                          \
    int main(void)                                                                                 \
    {                                                                                              \
        int failed = cmocka_run_group_tests(tests, NULL, NULL);                                    \
        print_message("%u cases\n", bench_cases());                                                \
        return failed;                                                                             \
    }

#endif
