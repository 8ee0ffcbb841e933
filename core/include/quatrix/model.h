/* SPDX-License-Identifier: MIT */
/**
 * @file
 * What all models share. A model is plain data: copy it, keep it, compare it.
 *
 * Every model begins with two masks with one bit per member, numbered by the model's enumeration:
 *   present    the server sent the member, and not null. Without the bit the member is zero.
 *   truncated  the member is shorter than what the server sent: text was cut at a character
 *              boundary, a number lost its fraction, an array was full. A text that fills both its
 *              array, to within a character, and the work buffer, to the byte, is marked as well.
 * Request models have `present` alone: a set bit means "send this member".
 */
#ifndef QUATRIX_MODEL_H
#define QUATRIX_MODEL_H

#include <quatrix/config.h>
#include <quatrix/status.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/** True when the bit of a member is set in `present` or `truncated`. */
static inline bool quatrix_has(uint64_t mask, unsigned member)
{
    return ((mask >> member) & 1U) != 0;
}

/** The bit of a member, to set in the `present` of a request. */
#define QUATRIX_BIT(member) (UINT64_C(1) << (member))

/** Identifier: opaque text, normally a UUID in lower case. NUL-terminated. */
struct quatrix_id {
    char text[QUATRIX_ID_MAX + 1];
};

/** How much of an array of the reply was kept. */
struct quatrix_count {
    uint32_t kept;  /**< Elements stored, from the first. */
    uint32_t total; /**< Elements the server sent. */
};

/** Texts of a request. What is pointed to must stay until `..._start()` has returned. */
struct quatrix_texts {
    const char *const *item; /**< NUL-terminated UTF-8. */
    size_t count;
};

/** Times of a request, microseconds since 1970-01-01 UTC; as struct quatrix_texts. */
struct quatrix_times {
    const int64_t *item;
    size_t count;
};

/** A short word of the API, such as "2FA", "A" or "en_GB". NUL-terminated UTF-8. */
struct quatrix_word {
    char text[QUATRIX_WORD_MAX + 1];
};

/** The second factors of this API; the values are those of the Mfa-Code header. */
enum quatrix_factor {
    QUATRIX_FACTOR_NONE = 0,
    QUATRIX_FACTOR_2FA = 71, /**< A time-based code of six digits, see quatrix/totp.h. */
    QUATRIX_FACTOR_PIN = 73  /**< A PIN the user has chosen. */
};

/** Overwrite len bytes at p with zeros, even where the compiler sees no later use. */
void quatrix_wipe(void *p, size_t len);

#ifdef __cplusplus
}
#endif
#endif
