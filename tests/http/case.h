/* SPDX-License-Identifier: MIT */
/* A case of tests/http/cases/; README.md says how one is written. case.py reads the same form. */
#ifndef HTTP_CASE_H
#define HTTP_CASE_H

#include <quatrix/status.h>

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum http_call {
    HTTP_OBJECT,
    HTTP_LIST,
    HTTP_NONE,
    HTTP_RAW,
    HTTP_LOGIN,
    HTTP_DOWNLOAD,
    HTTP_REST
};

/* What the connection does behind the bytes. */
enum http_end { HTTP_OPEN, HTTP_CLOSE, HTTP_CUT, HTTP_RESET };

enum http_curl { HTTP_CURL_ACCEPTS, HTTP_CURL_REFUSES, HTTP_CURL_WAITS };

/* Most bytes of a text. */
enum { HTTP_BYTES = 512 * 1024, HTTP_ENDLESS = 128, HTTP_LINE = 240 };

struct http_text {
    size_t len;
    char bytes[HTTP_BYTES];
};

struct http_case {
    enum http_call call;
    enum quatrix_status ends;
    enum quatrix_phase phase; /* of an error */
    unsigned http;            /* 0: no status line */
    unsigned retry;           /* seconds that Retry-After says */
    bool kept;                /* the next call goes over the same connection */
    enum http_end end;
    enum http_curl curl;
    bool differs;                   /* says why curl has another verdict */
    struct http_text body;          /* what it carries, where its form is accepted */
    struct http_text bytes;         /* as they arrive */
    char endless[HTTP_ENDLESS + 1]; /* over and over behind them; "": nothing */
};

/* Read a case. NULL, or what is wrong with it. */
const char *http_case_read(struct http_case *c, const char *path);

#endif
