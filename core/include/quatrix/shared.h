/* SPDX-License-Identifier: MIT */
/**
 * @file
 * Models that several families share. See quatrix/model.h for `present` and `truncated`.
 */
#ifndef QUATRIX_SHARED_H
#define QUATRIX_SHARED_H

#include <quatrix/model.h>

#ifdef __cplusplus
extern "C" {
#endif

/** A service the user may use (ShortUserService). */
struct quatrix_service {
    uint64_t present; /**< Bit QUATRIX_SERVICE_x. */
    uint64_t truncated;
    struct quatrix_id id;
    struct quatrix_word service_key; /**< For example "SFTP". */
};

enum quatrix_service_member {
    QUATRIX_SERVICE_ID,
    QUATRIX_SERVICE_SERVICE_KEY,
    QUATRIX_SERVICE_MEMBERS
};

struct quatrix_services {
    struct quatrix_count count;
    struct quatrix_service item[QUATRIX_SERVICES_MAX];
};

/** Words such as "2FA" and "PIN". */
struct quatrix_factors {
    struct quatrix_count count;
    struct quatrix_word item[QUATRIX_FACTORS_MAX];
};

/** Marks of groups the system made itself (GroupMetadata). */
struct quatrix_group_metadata {
    uint64_t present; /**< Bit QUATRIX_GROUP_METADATA_x. */
    uint64_t truncated;
    bool is_system;
    struct quatrix_id translation_id;
    int64_t visual_order; /**< Place in lists shown to people. */
};

enum quatrix_group_metadata_member {
    QUATRIX_GROUP_METADATA_IS_SYSTEM,
    QUATRIX_GROUP_METADATA_TRANSLATION_ID,
    QUATRIX_GROUP_METADATA_VISUAL_ORDER,
    QUATRIX_GROUP_METADATA_MEMBERS
};

/** A group as users and contacts name it (Group). */
struct quatrix_short_group {
    uint64_t present; /**< Bit QUATRIX_SHORT_GROUP_x. */
    uint64_t truncated;
    struct quatrix_id id;
    struct quatrix_group_metadata metadata;
    char name[QUATRIX_NAME_MAX + 1];
};

enum quatrix_short_group_member {
    QUATRIX_SHORT_GROUP_ID,
    QUATRIX_SHORT_GROUP_METADATA,
    QUATRIX_SHORT_GROUP_NAME,
    QUATRIX_SHORT_GROUP_MEMBERS
};

struct quatrix_groups {
    struct quatrix_count count;
    struct quatrix_short_group item[QUATRIX_GROUPS_MAX];
};

/** The identifier of what was made, changed or deleted (IdResp). */
struct quatrix_id_reply {
    uint64_t present; /**< Bit QUATRIX_ID_REPLY_ID. */
    uint64_t truncated;
    struct quatrix_id id;
};

enum quatrix_id_reply_member { QUATRIX_ID_REPLY_ID, QUATRIX_ID_REPLY_MEMBERS };

/**
 * The server goes on by itself (JobResp). No call is known that asks how far it has come: look
 * whether what was to happen has happened.
 */
struct quatrix_job {
    uint64_t present; /**< Bit QUATRIX_JOB_JOB_ID. */
    uint64_t truncated;
    struct quatrix_id job_id;
};

enum quatrix_job_member { QUATRIX_JOB_JOB_ID, QUATRIX_JOB_MEMBERS };

/**
 * A PGP key (PgpKeyResp); 4.3 KB with the default sizes.
 *
 * Keys are base64 text and are never cut: a longer one ends the call with QUATRIX_E_SPACE. The work
 * buffer must hold one of them whole (quatrix_memory.work_value_peak says what one took).
 */
struct quatrix_pgp_key {
    uint64_t present; /**< Bit QUATRIX_PGP_KEY_x. */
    uint64_t truncated;
    struct quatrix_id id;
    char name[QUATRIX_NAME_MAX + 1];
    int64_t created;                           /**< Microseconds since 1970-01-01 UTC. */
    int64_t modified;                          /**< Microseconds since 1970-01-01 UTC. */
    char public_key[QUATRIX_PGP_KEY_MAX + 1];  /**< Member `public`. */
    char private_key[QUATRIX_PGP_KEY_MAX + 1]; /**< Member `private`, a secret: sent to nobody but
                                                    the owner of the key. Wipe it after use. */
    char email[QUATRIX_EMAIL_MAX + 1];
};

enum quatrix_pgp_key_member {
    QUATRIX_PGP_KEY_ID,
    QUATRIX_PGP_KEY_NAME,
    QUATRIX_PGP_KEY_CREATED,
    QUATRIX_PGP_KEY_MODIFIED,
    QUATRIX_PGP_KEY_PUBLIC,
    QUATRIX_PGP_KEY_PRIVATE,
    QUATRIX_PGP_KEY_EMAIL,
    QUATRIX_PGP_KEY_MEMBERS
};

/** ProfileRemoveMfaResp; the operations of the family "user" on second factors answer it as well. */
struct quatrix_profile_remove_mfa_reply {
    uint64_t present; /**< Bit QUATRIX_PROFILE_REMOVE_MFA_STATUS. */
    uint64_t truncated;
    struct quatrix_word status; /**< "success". */
};

enum quatrix_profile_remove_mfa_member {
    QUATRIX_PROFILE_REMOVE_MFA_STATUS,
    QUATRIX_PROFILE_REMOVE_MFA_MEMBERS
};

#ifdef __cplusplus
}
#endif
#endif
