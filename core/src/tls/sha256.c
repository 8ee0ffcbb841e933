/* SPDX-License-Identifier: MIT */
#include <quatrix/digest.h>

#include <quatrix/model.h>

#include <mbedtls/version.h>
#include <string.h>

#if MBEDTLS_VERSION_NUMBER < 0x03000000 /* 2.28 has these under another name */
#define mbedtls_sha256_starts mbedtls_sha256_starts_ret
#define mbedtls_sha256_update mbedtls_sha256_update_ret
#define mbedtls_sha256_finish mbedtls_sha256_finish_ret
#endif

static struct quatrix_sha256 *self(struct quatrix_digest *digest)
{
    return (struct quatrix_sha256 *)(void *)digest; /* its first member */
}

static void note(struct quatrix_digest *digest, int code)
{
    digest->failed = digest->failed || code != 0;
}

static void begin(struct quatrix_digest *digest)
{
    digest->failed = false;
    note(digest, mbedtls_sha256_starts(&self(digest)->priv, 0));
}

static void update(struct quatrix_digest *digest, const uint8_t *bytes, size_t len)
{
    note(digest, mbedtls_sha256_update(&self(digest)->priv, bytes, len));
}

void quatrix_sha256_init(struct quatrix_sha256 *sha256)
{
    memset(sha256, 0, sizeof *sha256);
    mbedtls_sha256_init(&sha256->priv);
    sha256->digest.begin = begin;
    sha256->digest.update = update;
    begin(&sha256->digest);
}

enum quatrix_status quatrix_sha256_finish(struct quatrix_sha256 *sha256,
                                          uint8_t hash[QUATRIX_SHA256_SIZE])
{
    note(&sha256->digest, mbedtls_sha256_finish(&sha256->priv, hash));
    mbedtls_sha256_free(&sha256->priv);
    if (sha256->digest.failed) {
        memset(hash, 0, QUATRIX_SHA256_SIZE);
        return QUATRIX_E_TLS;
    }
    return QUATRIX_OK;
}
