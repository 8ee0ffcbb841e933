/* SPDX-License-Identifier: MIT */
/** @file Why something did not work, and whether it is worth going on with the next device. */
#ifndef REASON_H
#define REASON_H

#include "say.h"

#include <quatrix/client.h>
#include <stdbool.h>

enum { REASON_TEXT = 320 };

struct reason {
    char text[REASON_TEXT];
    bool stop; /**< The next device would fare no better. */
};

/** This device failed. Returns false. */
bool reason_failed(struct reason *reason, const char *format, ...) SAY_FORMAT(2);

/** So will all others. Returns false. */
bool reason_stop(struct reason *reason, const char *format, ...) SAY_FORMAT(2);

/** What the client's last call ended with; it decides as well whether the others fail too. Returns false. */
bool reason_call(struct reason *reason, const struct quatrix_client *client, const char *what);

/** No answer that could be relied on: whether the server acted is not known. */
bool reason_uncertain(enum quatrix_status status);

#endif
