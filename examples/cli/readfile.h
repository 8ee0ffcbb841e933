/* SPDX-License-Identifier: MIT */
/**
 * @file
 * Whole files, such as certificates, in memory that can be wiped.
 */
#ifndef QUATRIX_CLI_READFILE_H
#define QUATRIX_CLI_READFILE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/**
 * Read a file of at most size - 1 bytes.
 *
 * @param text  size bytes; a NUL stands behind what was read.
 * @param len   Bytes read.
 * @param hint  What to say where the file is not there, or "".
 * @return CLI_OK, or CLI_FILE after saying why
 */
int readfile(const char *path, uint8_t *text, size_t size, size_t *len, const char *hint);

/** Warn of a secret file that others can read. */
void readfile_warn(int fd, const char *path);

/** Bytes to hand to mbedTLS: PEM counts its NUL, DER has none; it begins with 0x30. */
static inline size_t readfile_mbedtls_len(const uint8_t *text, size_t len)
{
    return len + (text[0] != 0x30 ? 1U : 0U);
}

#endif
