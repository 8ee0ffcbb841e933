/* SPDX-License-Identifier: MIT */
/**
 * @file
 * Layout of what lies in `priv` of a client, so that a client can be static memory. Nothing here is
 * for users; it changes without notice. The functions that work on it are under core/src/.
 */
#ifndef QUATRIX_PRIVATE_H
#define QUATRIX_PRIVATE_H

#include <quatrix/config.h>
#include <quatrix/status.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* core/src/call/call.h */
struct quatrix_credentials {
    const char *user;     /* Basic: the e-mail; Bearer: the key */
    const char *password; /* Basic */
    uint8_t auth;         /* enum quatrix_auth */
};

/* core/src/call/again.h */
struct quatrix_client;
struct quatrix_policies {
    /* What core/src/call/call.c asks, NULL: there are no policies; and what that asks. */
    enum quatrix_status (*ask)(struct quatrix_client *client, unsigned event,
                               enum quatrix_status status);
    enum quatrix_status (*each[2])(struct quatrix_client *client, unsigned event,
                                   enum quatrix_status status);
    const struct quatrix_retry *retry;
    const struct quatrix_relogin *relogin;
    uint32_t deadline; /* of the call, while it pauses */
    uint32_t date;     /* of the reply, in seconds since 1970; 0: it has none */
    uint32_t retry_at; /* the same, of Retry-After */
    uint8_t stage;     /* of logging in again */
};

/* core/src/http/http.h */
struct quatrix_http {
    uint8_t state;
    uint8_t field; /* the header handed out */
    uint8_t flags;
    bool cr;   /* the last byte was CR */
    bool lost; /* more than white space did not fit text */
    uint16_t status;
    uint16_t len;       /* of text; of the form of a status line */
    uint32_t room;      /* bytes that may come before the payload, or the end of the head */
    uint32_t line_room; /* the same, when this line began */
    uint32_t longest;   /* longest header line of this head */
    uint64_t left;      /* bytes still due of the body, or of the chunk; above 2^63 - 1: all */
    char text[QUATRIX_HEADER_MAX + 1]; /* a name, then its value */
};

/* core/src/json/scan.h */
struct quatrix_json_scan {
    uint8_t state;
    uint8_t kind; /* of the value begun last */
    uint8_t sub;  /* inside a string, number or literal */
    uint8_t need; /* bytes of a UTF-8 sequence, or digits of an escape, still due */
    uint8_t low;  /* bounds of the next UTF-8 byte */
    uint8_t top;
    uint8_t depth;
    uint8_t cut; /* depth at which values are reported */
    bool want;   /* the next value is reported, else skipped */
    bool holding;
    bool name;      /* the string being read is a member name */
    bool escaped;   /* the string being read has an escape */
    uint16_t unit;  /* \uXXXX so far */
    uint16_t high;  /* high surrogate waiting for its partner, else 0 */
    uint32_t stack; /* bit 0: the innermost container is an object; bit 1: the one around it */
    size_t pos;     /* next byte to look at */
    size_t start;   /* first byte held, while holding */
};

/* core/src/json/decode.h */
struct quatrix_json_frame {
    uint64_t seen;                          /* members met, null included */
    const struct quatrix_json_model *model; /* whose row is being filled */
    uint8_t *base;                          /* its struct; of an array: its count */
    uint8_t row;
    bool array;
};

struct quatrix_json {
    struct quatrix_json_scan scan;
    uint8_t frames;
    uint16_t tokens_used;
    const char *member; /* last row touched */
    const struct quatrix_json_model *model;
    void *out;
    const struct quatrix_json_model *element_model; /* of the list that is read, or is due */
    void *element;   /* its elements, one after the other; NULL: they pass */
    uint8_t list;    /* inside the list: frames around it + 1 */
    uint8_t level;   /* and the depth at which its elements are reported */
    int8_t reason;   /* enum quatrix_status: why the element passes that is being read */
    size_t text_len; /* bytes of the text stored last */
    size_t largest;  /* longest value that had to lie in the buffer whole */
    struct quatrix_json_frame frame[4];
    int32_t tokens[4 * QUATRIX_TOKENS];
};

/* core/src/call/: what a transfer adds to a call. client->priv.extra points to it from before the start
   to the end. */
struct quatrix_out;
struct quatrix_extra {
    /* More header lines, each beginning with CR LF. */
    void (*put_head)(const struct quatrix_extra *extra, struct quatrix_out *out);
    /* A header of the reply that nobody else looks at; NULL: none is wanted. */
    void (*take_field)(struct quatrix_extra *extra, const struct quatrix_http *http);
    /* The body of the request: quatrix_step() answers QUATRIX_READY in the phase of sending when it
       wants the next block. */
    uint64_t due; /* bytes still to be sent */
    const uint8_t *block;
    size_t block_len; /* not yet sent */
};

/* core/src/call/trace.h */
struct quatrix_trace {
    /* NULL: nobody is interested */
    void (*pass)(struct quatrix_client *client, unsigned what, const uint8_t *text, size_t len);
    void (*see)(void *ctx, bool sent, const char *text, size_t len);
    void *ctx;
    uint8_t state;
    uint8_t flags;
    uint8_t nested; /* brackets and braces opened in the value of a secret member */
    uint8_t len;
    char text[20]; /* a name, in lower case */
};

#endif
