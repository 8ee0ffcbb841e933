/* SPDX-License-Identifier: MIT */
/**
 * @file
 * What uploads and downloads share: the digest, and what is not known.
 */
#ifndef QUATRIX_TRANSFER_H
#define QUATRIX_TRANSFER_H

#include <quatrix/client.h>

#ifdef __cplusplus
extern "C" {
#endif

/** In place of a number of bytes that is not known. */
#define QUATRIX_SIZE_UNKNOWN UINT64_MAX

/** Pauses between tries after a failure that may pass: each is chosen at random between the half and the
    whole of a length that begins with the first and doubles up to the second. */
#define QUATRIX_TRANSFER_PAUSE_MS     500
#define QUATRIX_TRANSFER_PAUSE_MAX_MS 30000
/** Longest pause a server may ask for (Retry-After). One that asks for more ends the transfer:
    quatrix_error.retry_after_s says when to resume it. */
#define QUATRIX_TRANSFER_RETRY_AFTER_MAX_S 300

/** Sees the bytes of a file in their order, each once; see quatrix/digest.h for SHA-256. */
struct quatrix_digest {
    void (*begin)(struct quatrix_digest *digest); /**< Anew: the transfer starts over. */
    void (*update)(struct quatrix_digest *digest, const uint8_t *bytes, size_t len);
    bool failed; /**< For whoever implements it. */
};

#ifdef __cplusplus
}
#endif
#endif
