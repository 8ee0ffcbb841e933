/* SPDX-License-Identifier: MIT */
/**
 * @file
 * How the scenario's parts use the hooks: lines out, texts in and out of the store, one-time codes.
 *
 * A function that fails on this side of the network notes the reason in priv.problem and answers
 * QUATRIX_E_STATE; any other error is the client's, and quatrix_client_error() tells more.
 */
#ifndef OUTSIDE_H
#define OUTSIDE_H

#include "scenario.h"

/** Bits of factors_on and factors_forced. */
enum { SCENARIO_2FA = 1, SCENARIO_PIN_FACTOR = 2 };

/** Give up for a reason of our own; static text. */
enum quatrix_status outside_problem(struct scenario *s, const char *reason);

/** Print priv.line and empty it. */
void outside_print(struct scenario *s);

/** Print a line below that of the step which is running. */
void outside_note(struct scenario *s, const char *text);

/** An item that may be absent (""), into SCENARIO_TEXT_MAX + 1 bytes. */
enum quatrix_status outside_load(struct scenario *s, enum scenario_item item, char *text);

enum quatrix_status outside_save(struct scenario *s, enum scenario_item item, const char *text);

/** The stored 2FA secret into secrets.key: its length. */
enum quatrix_status outside_load_key(struct scenario *s, size_t *len);

/** The code of this moment into secrets.code. Uses secrets.text and secrets.key. */
enum quatrix_status outside_code(struct scenario *s);

/** Sleep until codes change. The connection is closed meanwhile: it might not last that long. */
enum quatrix_status outside_await_next_code(struct scenario *s);

#endif
