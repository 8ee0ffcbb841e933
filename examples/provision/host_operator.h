/* SPDX-License-Identifier: MIT */
/** @file The operator: a program, or a person at the terminal, who takes the secret out of the
 * image. */
#ifndef HOST_OPERATOR_H
#define HOST_OPERATOR_H

#include "host_store.h"

struct host_operator {
    struct host_store *store;
    const char *program; /**< NULL: a person. */
};

/** As scenario_hooks.image and image_end. The image is in the folder of the store meanwhile. */
bool host_operator_image(struct host_operator *me, size_t offset, const uint8_t *png, size_t len);
bool host_operator_image_end(struct host_operator *me);

/** Remove the image, if there is one. */
void host_operator_close(struct host_operator *me);

#endif
