/* SPDX-License-Identifier: MIT */
/** @file Log in with whatever password and second factor the store and the server agree on. */
#ifndef LOGIN_H
#define LOGIN_H

#include "outside.h"

/**
 * QUATRIX_OK: logged in, *used is the second factor that was asked for (NONE: no one was).
 * Settles a change of password that was begun when power failed: the store then knows which one
 * is in force.
 */
enum quatrix_status login_run(struct scenario *s, enum quatrix_factor *used);

#endif
