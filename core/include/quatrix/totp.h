/* SPDX-License-Identifier: MIT */
/**
 * @file
 * Time-based one-time codes (RFC 6238: HMAC-SHA-1, 30 seconds, 6 digits), so that an unattended
 * device can pass its own second factor. Needs SHA-1 in mbedTLS.
 */
#ifndef QUATRIX_TOTP_H
#define QUATRIX_TOTP_H

#include <quatrix/status.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#define QUATRIX_TOTP_DIGITS     6
#define QUATRIX_TOTP_STEP_S     30 /**< Seconds for which a code stays the same. */
#define QUATRIX_TOTP_SECRET_MAX 64 /**< Bytes of a decoded secret; 20 are usual. */

/**
 * The code of a moment.
 *
 * @param secret      Bytes, as quatrix_totp_secret() gives them.
 * @param secret_len  1 to QUATRIX_TOTP_SECRET_MAX.
 * @param unix_time   Seconds since 1970-01-01 UTC, not negative. A wrong clock gives a wrong code.
 * @param code        Six digits and a NUL; a secret: wipe it after use. Empty after an error.
 * @return QUATRIX_OK, QUATRIX_E_ARGUMENT, or QUATRIX_E_TLS (mbedTLS has no SHA-1 or no memory).
 */
enum quatrix_status quatrix_totp(const uint8_t *secret, size_t secret_len, int64_t unix_time,
                                 char code[QUATRIX_TOTP_DIGITS + 1]);

/**
 * Decode a secret as authenticator apps show it: base32 (RFC 4648) in either case, spaces and
 * hyphens ignored, padding optional.
 *
 * @param text    NUL-terminated.
 * @param secret  At least size bytes.
 * @param len     Bytes stored; 0 after an error.
 * @return QUATRIX_OK
 *         QUATRIX_E_ARGUMENT  NULL or nothing in it
 *         QUATRIX_E_TEXT      not base32
 *         QUATRIX_E_SPACE     longer than size bytes
 */
enum quatrix_status quatrix_totp_secret(const char *text, uint8_t *secret, size_t size,
                                        size_t *len);

#ifdef __cplusplus
}
#endif
#endif
