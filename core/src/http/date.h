/* SPDX-License-Identifier: MIT */
/* HTTP dates (RFC 9110 section 5.6.7). Pure. */
#ifndef QUATRIX_HTTP_DATE_H
#define QUATRIX_HTTP_DATE_H

#include <stdbool.h>
#include <stdint.h>

/**
 * The date in any of the three forms of RFC 9110:
 *
 *     sun, 06 nov 1994 08:49:37 gmt    sunday, 06-nov-94 08:49:37 gmt    sun nov  6 08:49:37 1994
 *
 * @param text     In lower case, as http.h hands values out; nothing before or after the date.
 * @param seconds  Since 1970-01-01 UTC; untouched when there is no date.
 * @return False: none of these, no such day or time, or before 1970 or after 2105. The name of the day
 *         need not fit the date. Years of two digits are those from 1970 to 2069.
 */
bool quatrix_http_date(const char *text, uint32_t *seconds);

#endif
