/* SPDX-License-Identifier: MIT */
/*
 * A scanner for JSON (RFC 8259) that arrives in pieces. It checks the whole grammar, UTF-8 and
 * escapes of everything that passes, skipped parts included, in constant memory, and cuts what
 * is wanted into values: the members of the object, or elements of the array, that the caller has
 * entered. Nothing is copied: a value is reported as a place in the caller's buffer.
 *
 * The buffer: bytes from `start` on (while `holding`) or `pos` on must stay; the caller may move
 * them to its front with quatrix_json_scan_rebase() to make room for more.
 */
#ifndef QUATRIX_JSON_SCAN_H
#define QUATRIX_JSON_SCAN_H

#include <quatrix/private.h>

enum quatrix_json_kind {
    QUATRIX_JSON_NULL,
    QUATRIX_JSON_FALSE,
    QUATRIX_JSON_TRUE,
    QUATRIX_JSON_NUMBER,
    QUATRIX_JSON_STRING, /* without its quotes */
    QUATRIX_JSON_OBJECT,
    QUATRIX_JSON_ARRAY
};

/* A value, or a member name, in the buffer. */
struct quatrix_json_span {
    const uint8_t *at;
    size_t len;
    enum quatrix_json_kind kind;
    bool escaped; /* a string with at least one escape */
};

enum quatrix_json_event {
    QUATRIX_JSON_MORE,    /* all was looked at; more is needed, or the text has ended */
    QUATRIX_JSON_NAME,    /* span is a member name; set scan->want for its value */
    QUATRIX_JSON_OPEN,    /* a wanted container begins: enter or hold it, else it is skipped */
    QUATRIX_JSON_VALUE,   /* span is a wanted scalar, or a container held */
    QUATRIX_JSON_SKIPPED, /* a value that was not wanted, or not held to its end, is over */
    QUATRIX_JSON_CLOSE,   /* the container entered last is over */
    QUATRIX_JSON_BAD,     /* not JSON; the scanner is of no further use */
    QUATRIX_JSON_TOO_DEEP /* nor after this */
};

void quatrix_json_scan_init(struct quatrix_json_scan *scan);

/** Look at buf[scan->pos .. len). */
enum quatrix_json_event quatrix_json_scan(struct quatrix_json_scan *scan, const uint8_t *buf,
                                          size_t len, struct quatrix_json_span *span);

/* A short cut where a certain member is the likely next one: true when buf goes on with its name, which
   is passed then; its value is wanted. The name has no character that JSON escapes. */
bool quatrix_json_scan_name(struct quatrix_json_scan *scan, const uint8_t *buf, size_t len,
                            const char *name);

/* After that: true when the value is a string that stands for itself and lies in buf whole, which is
   passed then; as most are. */
bool quatrix_json_scan_plain(struct quatrix_json_scan *scan, const uint8_t *buf, size_t len,
                             struct quatrix_json_span *span);

/* After QUATRIX_JSON_OPEN: report what is in the container, or keep it whole. */
void quatrix_json_scan_enter(struct quatrix_json_scan *scan);
void quatrix_json_scan_hold(struct quatrix_json_scan *scan);

/* Stop holding: the rest of the value will pass unseen and end in QUATRIX_JSON_SKIPPED. */
void quatrix_json_scan_drop(struct quatrix_json_scan *scan);

/* First byte that must stay in the buffer. */
size_t quatrix_json_scan_keep(const struct quatrix_json_scan *scan);

/* The caller has moved the bytes from `by` on to the front of the buffer. */
void quatrix_json_scan_rebase(struct quatrix_json_scan *scan, size_t by);

/* True once one whole value was read; white space alone may follow it. */
bool quatrix_json_scan_complete(const struct quatrix_json_scan *scan);

#endif
