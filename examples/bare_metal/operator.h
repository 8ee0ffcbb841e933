/* SPDX-License-Identifier: MIT */
/**
 * @file
 * The operator at the other end of a serial line, who reads the QR code and types the secret in.
 *
 *     device:    image            a new one begins
 *                png HEX          the next bytes of the PNG file
 *                end              that was all
 *     operator:  secret BASE32    or an empty line: there will be none
 */
#ifndef OPERATOR_H
#define OPERATOR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/** As the hooks of the scenario. */
bool operator_image(void *ctx, size_t offset, const uint8_t *png, size_t len);
bool operator_image_end(void *ctx);

#endif
