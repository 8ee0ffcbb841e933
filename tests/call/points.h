/* SPDX-License-Identifier: MIT */
/* Failure points: what must be so after each of them, and how many there were. */
#ifndef POINTS_H
#define POINTS_H

#include "secrets.h"

enum point {
    POINT_FAILED,  /* a call of the transport fails */
    POINT_CLOSED,  /* the peer closes there */
    POINT_STALLED, /* nothing moves from there on */
    POINT_SHORT,   /* one byte is taken or handed out there, or so many at a time */
    POINT_CUT,     /* the reply ends after so many bytes */
    POINT_SLICED,  /* it arrives so many bytes at a time */
    POINT_LEFT,    /* the program cancels, or gives the client up */
    POINTS
};

/* Which of them a failing call is. */
enum point point_of(enum quatrix_status failure);

/* A call has ended, whatever with: that is documented, the deadline was held, no secret is left, and
   the next call works. Counts the point and closes the bench. */
void check_over(struct bench *b, enum point point);

/* Tell how many points there were: "GROUP/failed" and so on. */
void tell_points(const char *group);

#endif
