/* SPDX-License-Identifier: MIT */
/* What mbedTLS leaves to a device; in this program nobody calls it. */
#include <mbedtls/entropy.h>
#include <mbedtls/platform.h>

int mbedtls_hardware_poll(void *data, unsigned char *output, size_t len, size_t *olen);

int mbedtls_hardware_poll(void *data, unsigned char *output, size_t len, size_t *olen)
{
    (void)data;
    (void)output;
    (void)len;
    *olen = 0;
    return MBEDTLS_ERR_ENTROPY_SOURCE_FAILED;
}
