/* SPDX-License-Identifier: MIT */
/**
 * @file
 * Family "languages": what the account may be shown in.
 *
 * Each `..._start()` returns QUATRIX_PENDING when the call has begun, else what prevents it:
 * QUATRIX_E_BUSY, QUATRIX_E_SPACE (the work buffer), QUATRIX_E_ARGUMENT (`out` is NULL), and for the
 * list QUATRIX_E_AUTH (no credentials, or a second factor is still due).
 */
#ifndef QUATRIX_LANGUAGES_H
#define QUATRIX_LANGUAGES_H

#include <quatrix/client.h>

#ifdef __cplusplus
extern "C" {
#endif

/** A language (LanguagesRespItems). */
struct quatrix_language {
    uint64_t present; /**< Bit QUATRIX_LANGUAGE_x. */
    uint64_t truncated;
    struct quatrix_word id;              /**< For example "en_GB"; as users and profiles name it. */
    char name[QUATRIX_NAME_MAX + 1];     /**< For people. */
    char filename[QUATRIX_NAME_MAX + 1]; /**< Of the translation; of no use outside the service. */
};

enum quatrix_language_member {
    QUATRIX_LANGUAGE_ID,
    QUATRIX_LANGUAGE_NAME,
    QUATRIX_LANGUAGE_FILENAME,
    QUATRIX_LANGUAGE_MEMBERS
};

/**
 * List the languages the account may use: GET /languages
 *
 * @param out  Each element in turn. Must stay valid until the call ends.
 * The call ends with an error of quatrix/status.h, or answers QUATRIX_READY: then pull the elements
 * with quatrix_list_next() or quatrix_list_next_wait() until QUATRIX_END. An element that cannot be
 * kept is QUATRIX_SKIPPED, and the list goes on.
 */
enum quatrix_status quatrix_languages_list_start(struct quatrix_client *client,
                                                 struct quatrix_language *out);

/** quatrix_languages_list_start(), then wait for QUATRIX_READY. */
static inline enum quatrix_status quatrix_languages_list(struct quatrix_client *client,
                                                         struct quatrix_language *out)
{
    return quatrix_wait(client, quatrix_languages_list_start(client, out));
}

/** The language of those who chose none (LanguagesDefaultResp). */
struct quatrix_languages_default_reply {
    uint64_t present; /**< Bit QUATRIX_LANGUAGES_DEFAULT_ID. */
    uint64_t truncated;
    struct quatrix_word id; /**< For example "en_GB". */
};

enum quatrix_languages_default_member {
    QUATRIX_LANGUAGES_DEFAULT_ID,
    QUATRIX_LANGUAGES_DEFAULT_MEMBERS
};

/**
 * Ask for the default language of the service: GET /languages/default, without credentials
 *
 * @param out  Defined after QUATRIX_OK. Must stay valid until the call ends.
 * The call ends with QUATRIX_OK or an error of quatrix/status.h.
 */
enum quatrix_status quatrix_languages_default_start(struct quatrix_client *client,
                                                    struct quatrix_languages_default_reply *out);

/** quatrix_languages_default_start(), then wait for the end of the call. */
static inline enum quatrix_status
quatrix_languages_default(struct quatrix_client *client,
                          struct quatrix_languages_default_reply *out)
{
    return quatrix_wait(client, quatrix_languages_default_start(client, out));
}

#ifdef __cplusplus
}
#endif
#endif
