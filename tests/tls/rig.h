/* SPDX-License-Identifier: MIT */
/**
 * @file
 * A client over TLS and the POSIX port, whose port can be told to misbehave: it dials where the
 * test wants, counts bytes, ends or falls silent after so many, has its own clock and runs out of
 * random bytes. A failure fails the test.
 */
#ifndef QUATRIX_TEST_RIG_H
#define QUATRIX_TEST_RIG_H

#include "peer.h"

#include <quatrix/posix.h>
#include <quatrix/profile.h>
#include <quatrix/session.h>
#include <quatrix/tls.h>

#include <mbedtls/version.h>
#include <mbedtls/x509.h>

#define RIG_MBEDTLS_3 (MBEDTLS_VERSION_NUMBER >= 0x03000000)

/** TLS 1.3 is offered. */
#if RIG_MBEDTLS_3 && defined(MBEDTLS_SSL_PROTO_TLS1_3)
#define RIG_TLS_1_3 1
#else
#define RIG_TLS_1_3 0
#endif

enum { RIG_NEVER = INT32_MAX, RIG_ANCHORS = 2, RIG_ANCHOR_SIZE = 2048 };

/** Credentials of every call. */
#define RIG_EMAIL    "pump@quatrix.test"
#define RIG_PASSWORD "a secret of the pump"

struct rig {
    /* To set between rig_begin() and rig_open(). */
    const char *host;
    enum quatrix_dates dates;
    enum quatrix_versions versions;
    bool no_resumption;
    const uint32_t *allocation_failures;
    const struct quatrix_pins *pins;
    struct quatrix_identity *identity;
    uint16_t asks; /* for this TCP port; 0: 443 */
    uint32_t timeout_ms;

    /* The port's behaviour. Bytes are counted from connect(). */
    uint16_t dial;          /* TCP port on 127.0.0.1, whatever the client asks for */
    int32_t receives;       /* bytes until recv() says receive_status */
    int32_t receive_status; /* 0: silence */
    int32_t sends;          /* bytes until send() says send_status */
    int32_t send_status;
    int32_t flips;   /* index of a received byte to change */
    int32_t entropy; /* calls of entropy() that succeed */
    int32_t piece;   /* most bytes per call of send() and recv() */
    bool lazy;       /* every other call of send() and recv() has to be repeated */
    bool own_clock;  /* clock and now count, not the system's */
    enum quatrix_clock clock;
    int64_t now;

    /* What the port has seen. */
    uint32_t dials;
    uint32_t waits[2]; /* calls of wait(), for reading and for writing */
    int32_t received;
    int32_t sent;
    int32_t largest; /* largest TLS record received, in bytes of payload */

    struct quatrix_posix posix;
    struct quatrix_port port;
    struct quatrix_tls tls;
    struct quatrix_client client;
    struct quatrix_profile_info info;
    uint8_t work[1024];
    struct quatrix_anchor anchors[RIG_ANCHORS];
    size_t anchor_count;
    char anchor_bytes[RIG_ANCHORS][RIG_ANCHOR_SIZE];
    bool put_off;
    uint8_t header[5]; /* of the record being received */
    int32_t header_len;
    int32_t record_left;
};

/** Zero it, choose a port that behaves; the anchors are "root" as DER and "rsa-root" as PEM. */
void rig_begin(struct rig *rig);

/** Replace an anchor by another certificate of certificates.h. */
void rig_trust(struct rig *rig, size_t index, const char *name, bool der);

/** The configuration so far. */
struct quatrix_tls_config rig_tls_config(const struct rig *rig);

/** Set up transport and client, with Basic credentials. Returns what quatrix_tls_init() says. */
enum quatrix_status rig_init(struct rig *rig);

/** rig_begin() with the server to dial, then rig_init(), which must succeed. */
void rig_open(struct rig *rig, const struct peer *peer);

/** Let the port behave again. */
void rig_mend(struct rig *rig);

/** Go on with a call while it is pending, serving the peer (NULL: none). */
enum quatrix_status rig_finish(struct rig *rig, struct peer *peer, enum quatrix_status status);

/** quatrix_body_read() until there is something. */
enum quatrix_status rig_pull(struct rig *rig, struct peer *peer, uint8_t *buf, size_t size,
                             size_t *len);

/** GET /profile/info from the peer, which is dialled if there is no connection. */
enum quatrix_status rig_call(struct rig *rig, struct peer *peer);

/** rig_call() that must succeed with the right numbers, and leave no error behind. */
void rig_call_well(struct rig *rig, struct peer *peer);

/** Group setup and teardown: the folder of certificates, and what mbedTLS keeps for the whole
    program. */
int rig_begin_group(void **state);
int rig_end_group(void **state);

/** Deinit client and transport. Repeatable, also after rig_begin() alone. */
void rig_end(struct rig *rig);

#endif
