/* SPDX-License-Identifier: MIT */
/* What mbedTLS asks of the platform by name, in configurations that do. */
#include <mbedtls/build_info.h>

#ifdef MBEDTLS_HAVE_TIME
#include "board.h"
#include "tls_time.h"
#include <mbedtls/platform_time.h>

mbedtls_ms_time_t mbedtls_ms_time(void)
{
    return (mbedtls_ms_time_t)board_ms();
}

int64_t tls_time(int64_t *seconds)
{
    int64_t now = (int64_t)(board_ms() / 1000U);

    if (seconds != NULL) {
        *seconds = now;
    }
    return now;
}
#endif

#ifdef MBEDTLS_PSA_CRYPTO_EXTERNAL_RNG
#include "sources.h"
#include <psa/crypto.h>

psa_status_t mbedtls_psa_external_get_random(mbedtls_psa_external_random_context_t *context,
                                             uint8_t *output, size_t size, size_t *length)
{
    (void)context;
    *length = sources_random(NULL, output, size) ? size : 0;
    return *length == size ? PSA_SUCCESS : PSA_ERROR_INSUFFICIENT_ENTROPY;
}
#endif
