/* SPDX-License-Identifier: MIT */
/**
 * @file
 * Compile-time sizes. Each has a default here, the same name with CONFIG_ in
 * Kconfig, and a CMake cache variable; the build exports what it was built
 * with, so that a program and the library agree. quatrix_client_init() checks.
 *
 * "per profile", "per client": what one unit more costs in RAM.
 */
#ifndef QUATRIX_CONFIG_H
#define QUATRIX_CONFIG_H

#include <stdint.h>

/** Longest identifier kept, in bytes. UUIDs have 36; 1 byte each, 15 identifiers per profile. */
#ifndef QUATRIX_ID_MAX
#define QUATRIX_ID_MAX 39
#endif

/** Longest person or item name kept, in bytes of UTF-8; longer ones are cut and marked. */
#ifndef QUATRIX_NAME_MAX
#define QUATRIX_NAME_MAX 63
#endif

/** Longest e-mail address kept, in bytes; RFC 5321 allows 254. A longer one is an error. */
#ifndef QUATRIX_EMAIL_MAX
#define QUATRIX_EMAIL_MAX 127
#endif

/** Longest enumeration word kept (plan, language, status, factor), in bytes; cut and marked. */
#ifndef QUATRIX_WORD_MAX
#define QUATRIX_WORD_MAX 15
#endif

/** Longest mail signature kept, in bytes (the server allows 500 characters); cut and marked. */
#ifndef QUATRIX_SIGNATURE_MAX
#define QUATRIX_SIGNATURE_MAX 95
#endif

/** Longest host name or URL kept from a reply, in bytes. A longer one is an error. */
#ifndef QUATRIX_URL_MAX
#define QUATRIX_URL_MAX 79
#endif

/** Services kept per profile or user; further ones are counted. */
#ifndef QUATRIX_SERVICES_MAX
#define QUATRIX_SERVICES_MAX 3
#endif

/** Entries kept of auth_methods, forced_auth; further ones are counted. */
#ifndef QUATRIX_FACTORS_MAX
#define QUATRIX_FACTORS_MAX 3
#endif

/** Groups kept per user or contact; further ones are counted. */
#ifndef QUATRIX_GROUPS_MAX
#define QUATRIX_GROUPS_MAX 3
#endif

/** Longest API key kept from a reply, in bytes; 255 is what quatrix_client_use_api_key() takes. A
    longer one is an error. */
#ifndef QUATRIX_API_KEY_MAX
#define QUATRIX_API_KEY_MAX 255
#endif

/** Longest PGP key kept, in bytes of base64; two per struct quatrix_pgp_key. Elliptic curves need
    about 1100, RSA of 2048 bits up to 5000. A longer one is an error. */
#ifndef QUATRIX_PGP_KEY_MAX
#define QUATRIX_PGP_KEY_MAX 2047
#endif

/** Longest object of unknown form kept, in bytes of JSON; a longer one is left out and marked. */
#ifndef QUATRIX_OBJECT_MAX
#define QUATRIX_OBJECT_MAX 255
#endif

/** Identifiers kept of those files that were moved or deleted; further ones are counted. Of more than
    10 the server sends none. */
#ifndef QUATRIX_IDS_MAX
#define QUATRIX_IDS_MAX 10
#endif

/** Closed session identifiers kept from set-mfa; further ones are counted. */
#ifndef QUATRIX_SESSIONS_MAX
#define QUATRIX_SESSIONS_MAX 4
#endif

/** Longest server message kept in the error, in bytes; cut and marked. Per client. */
#ifndef QUATRIX_MESSAGE_MAX
#define QUATRIX_MESSAGE_MAX 95
#endif

/** jsmn tokens per client, 16 bytes each: one nested value of a reply at a time. */
#ifndef QUATRIX_TOKENS
#define QUATRIX_TOKENS 20
#endif

/** Deepest nesting accepted in a reply, skipped parts included; 1 bit each, at most 32. */
#ifndef QUATRIX_DEPTH_MAX
#define QUATRIX_DEPTH_MAX 16
#endif

/** Longest value of a header that matters, in bytes. A longer one is an error. Per client. */
#ifndef QUATRIX_HEADER_MAX
#define QUATRIX_HEADER_MAX 63
#endif

/** Smallest work buffer quatrix_client_init() accepts, in bytes. */
#ifndef QUATRIX_WORK_MIN
#define QUATRIX_WORK_MIN 384
#endif

/** Deadline of a whole call in milliseconds, where the configuration says 0. */
#ifndef QUATRIX_TIMEOUT_MS
#define QUATRIX_TIMEOUT_MS 30000
#endif

/**
 * A number made of every size that shapes a public struct. quatrix_client_init() hands the
 * program's to the library, which answers QUATRIX_E_CONFIG when its own is another.
 */
#define QUATRIX_CONFIG_ID                                                                          \
    ((QUATRIX_ID_MAX)*UINT32_C(1000003) + (QUATRIX_NAME_MAX)*UINT32_C(2000003) +                   \
     (QUATRIX_EMAIL_MAX)*UINT32_C(3000017) + (QUATRIX_WORD_MAX)*UINT32_C(4000037) +                \
     (QUATRIX_SIGNATURE_MAX)*UINT32_C(5000011) + (QUATRIX_URL_MAX)*UINT32_C(6000011) +             \
     (QUATRIX_SERVICES_MAX)*UINT32_C(7000003) + (QUATRIX_FACTORS_MAX)*UINT32_C(8000009) +          \
     (QUATRIX_SESSIONS_MAX)*UINT32_C(9000011) + (QUATRIX_MESSAGE_MAX)*UINT32_C(10000019) +         \
     (QUATRIX_TOKENS)*UINT32_C(11000027) + (QUATRIX_HEADER_MAX)*UINT32_C(12000017) +               \
     (QUATRIX_GROUPS_MAX)*UINT32_C(13000027) + (QUATRIX_API_KEY_MAX)*UINT32_C(14000029) +          \
     (QUATRIX_PGP_KEY_MAX)*UINT32_C(15000017) + (QUATRIX_OBJECT_MAX)*UINT32_C(16000057) +          \
     (QUATRIX_IDS_MAX)*UINT32_C(17000023))

#endif
