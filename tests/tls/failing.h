/* SPDX-License-Identifier: MIT */
/**
 * @file
 * Functions of mbedTLS that the library calls, replaced at link time (-Wl,--wrap=...): one call of one of
 * them answers what a test says, all else goes to the real one.
 */
#ifndef QUATRIX_TEST_FAILING_H
#define QUATRIX_TEST_FAILING_H

#include <stdint.h>

enum failing {
    FAILING_NONE,
    FAILING_MD,
    FAILING_MD_INFO, /* answers NULL */
    FAILING_HMAC,
    FAILING_SHA256_STARTS,
    FAILING_SHA256_UPDATE,
    FAILING_SHA256_FINISH,
    FAILING_SAVE,
    FAILING_GET_SESSION,
    FAILING_DEFAULTS,
    FAILING_SETUP,
    FAILING_SET_HOSTNAME,
    FAILING_HANDSHAKE,
    FAILING_READ,
    FAILING_PSA_INIT
};

/** The nth call from now on, 1 is the next, answers the code. */
void fail_call(enum failing call, unsigned nth, int code);

/** Whether that call has come. No call fails any more. */
int failed_call(void);

/** What mbedtls_ssl_get_verify_result() answers from now on; with `set` 0 the real one does. */
void fail_verify_result(int set, uint32_t flags);

#endif
