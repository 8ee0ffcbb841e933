/* SPDX-License-Identifier: MIT */
#include "tls/channel.h"

#include <string.h>

static bool is_pinned(const struct quatrix_pins *pins, const mbedtls_x509_crt *crt)
{
    uint8_t hash[QUATRIX_HASH_SIZE];

    if (pins->hashes == NULL || quatrix_tls_hash(crt->pk_raw.p, crt->pk_raw.len, hash) != 0) {
        return false;
    }
    for (size_t i = 0; i < pins->count; i++) {
        if (memcmp(pins->hashes[i], hash, sizeof hash) == 0) {
            return true;
        }
    }
    return false;
}

/* mbedTLS shows only certificates of the chain it has built, the server's own (depth 0) last: what a
   server sends besides does not count. */
void quatrix_pins_check(struct quatrix_tls *tls, const mbedtls_x509_crt *crt, int depth,
                        uint32_t *flags)
{
    if (is_pinned(tls->priv.config.pins, crt)) {
        tls->priv.pinned = true;
    }
    if (depth == 0 && !tls->priv.pinned) {
        *flags |= MBEDTLS_X509_BADCERT_OTHER; /* mbedTLS leaves this one to us */
    }
}
