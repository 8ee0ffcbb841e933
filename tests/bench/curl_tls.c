/* SPDX-License-Identifier: MIT */
/*
 * Debian 12's libcurl sets up a TLS context before it has set the source of random numbers, which mbedTLS 3.6
 * no longer takes, and before it has said that TLS 1.2 is all it knows. Linked with --wrap=mbedtls_ssl_setup: both
 * are there from the start; libcurl sets them again later.
 */
#define _DEFAULT_SOURCE

#include <mbedtls/ssl.h>
#include <sys/random.h>

int __real_mbedtls_ssl_setup(mbedtls_ssl_context *ssl, const mbedtls_ssl_config *conf);
int __wrap_mbedtls_ssl_setup(mbedtls_ssl_context *ssl, mbedtls_ssl_config *conf);

static int random_bytes(void *ctx, unsigned char *buf, size_t len)
{
    (void)ctx;
    return getrandom(buf, len, 0) == (ssize_t)len ? 0 : MBEDTLS_ERR_SSL_NO_RNG;
}

int __wrap_mbedtls_ssl_setup(mbedtls_ssl_context *ssl, mbedtls_ssl_config *conf)
{
    mbedtls_ssl_conf_rng(conf, random_bytes, NULL);
    mbedtls_ssl_conf_max_tls_version(conf, MBEDTLS_SSL_VERSION_TLS1_2);
    return __real_mbedtls_ssl_setup(ssl, conf);
}
