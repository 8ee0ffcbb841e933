/* SPDX-License-Identifier: MIT */
/**
 * @file
 * A port to copy: replace the word "template" by the name of your platform, in file names too.
 * Say here what your users need to know: which network stack, which clock, which random source,
 * what must have been started before the first call.
 *
 *     static struct quatrix_template platform;
 *     quatrix_template_init(&platform);
 *     config.port = &platform.port;
 */
#ifndef QUATRIX_TEMPLATE_H
#define QUATRIX_TEMPLATE_H

#include <quatrix/port.h>

#ifdef __cplusplus
extern "C" {
#endif

/** One connection; each client needs its own. Must stay where it is from init to deinit. */
struct quatrix_template {
    struct quatrix_port port; /**< Give its address to the client. */

    struct {
        bool is_open; /* FILL IN: the socket or control block, and how far connecting has come */
    } priv;
};

/** Fill in port; there is no connection yet. QUATRIX_OK, or QUATRIX_E_ARGUMENT for NULL. */
enum quatrix_status quatrix_template_init(struct quatrix_template *platform);

/** Close the connection, if there is one. The struct can be initialized again. */
void quatrix_template_deinit(struct quatrix_template *platform);

#ifdef __cplusplus
}
#endif
#endif
