/* SPDX-License-Identifier: MIT */
/**
 * @file
 * Keys and certificates by name, made with the openssl command when they are first asked for, in a
 * folder that is removed at the end. certificates.c has the table. A failure fails the test.
 */
#ifndef QUATRIX_TEST_CERTIFICATES_H
#define QUATRIX_TEST_CERTIFICATES_H

#include <stddef.h>

enum { CERTIFICATE_PATH = 128 };

/** The host all server certificates are for, where the table does not say otherwise. */
#define CERTIFICATE_HOST "quatrix.test"

enum certificate_part {
    CERTIFICATE_PEM,
    CERTIFICATE_DER,
    CERTIFICATE_KEY,
    CERTIFICATE_ISSUERS /* what a server sends besides: intermediates in PEM, maybe none */
};

/** Have the folder. Returns 0, for use as a group setup of cmocka. */
int certificates_begin(void **state);

/** Remove the folder and all in it. Returns 0. */
int certificates_end(void **state);

/** The folder; others may have folders in it. */
const char *certificates_folder(void);

/** Path of a part of a certificate, into path. */
void certificate_path(const char *name, enum certificate_part part, char path[CERTIFICATE_PATH]);

/** Bytes of a part of a certificate, into buf; a NUL is put behind. Returns their number without
    the NUL. */
size_t certificate_read(const char *name, enum certificate_part part, char *buf, size_t size);

#endif
