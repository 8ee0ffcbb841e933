/* SPDX-License-Identifier: MIT */
/** @file CSV as RFC 4180 has it, in UTF-8, taken apart where it lies. Lines end with LF or CR LF. */
#ifndef CSV_H
#define CSV_H

enum { CSV_FIELDS = 32 };

struct csv {
    char *at;      /**< What comes next; set it to the beginning. */
    char *end;     /**< Behind the text. A byte must be there: it is overwritten. */
    unsigned line; /**< Of what comes next; set it to 1. */

    /* After CSV_BAD */
    const char *why;
    unsigned bad_line;
    unsigned bad_field; /**< From 1. */
};

struct csv_record {
    unsigned line;           /**< Where it begins. */
    unsigned count;          /**< Fields. */
    char *field[CSV_FIELDS]; /**< NUL-terminated, without quotes; in the text. */
};

enum csv_result { CSV_RECORD, CSV_END, CSV_BAD };

/** The next record; empty lines are passed over. After CSV_BAD there is no next one. */
enum csv_result csv_next(struct csv *csv, struct csv_record *record);

#endif
