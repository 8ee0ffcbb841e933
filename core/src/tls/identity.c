/* SPDX-License-Identifier: MIT */
#include "tls/channel.h"

#include <string.h>

static enum quatrix_status result(struct quatrix_tls *tls, int code, enum quatrix_status error)
{
    if (code == 0) {
        return QUATRIX_OK;
    }
    if (tls->priv.entropy_failed) {
        tls->transport.tls_code = code;
        return QUATRIX_E_ENTROPY;
    }
    return quatrix_tls_lacks_memory(tls, code) ? QUATRIX_E_TLS_MEMORY : error;
}

static enum quatrix_status read_chain(struct quatrix_tls *tls, struct quatrix_identity *identity)
{
    for (size_t i = 0; i < identity->chain_count; i++) {
        const struct quatrix_anchor *part = &identity->chain[i];
        enum quatrix_status status;
        if (part->data == NULL) {
            return QUATRIX_E_ARGUMENT;
        }
        /* Positive: so many of a PEM bundle are of no use, and the chain would have a gap. */
        status = result(tls, quatrix_tls_parse(&identity->priv.chain, part), QUATRIX_E_OWN_CERT);
        if (status != QUATRIX_OK) {
            return status;
        }
    }
    return QUATRIX_OK;
}

/* 3.x asks for random bytes; those of the port are set already. */
#if QUATRIX_MBEDTLS_3
#define WITH_RANDOM(conf) , (conf)->MBEDTLS_PRIVATE(f_rng), (conf)->MBEDTLS_PRIVATE(p_rng)
#else
#define WITH_RANDOM(conf)
#endif

static int parse_key(mbedtls_ssl_config *conf, struct quatrix_identity *identity)
{
    const char *password = identity->password;

    (void)conf;
    return mbedtls_pk_parse_key(&identity->priv.key, identity->key, identity->key_len,
                                (const unsigned char *)password,
                                password != NULL ? strlen(password) : 0 WITH_RANDOM(conf));
}

static int check_pair(mbedtls_ssl_config *conf, struct quatrix_identity *identity)
{
    (void)conf;
    return mbedtls_pk_check_pair(&identity->priv.chain.pk, &identity->priv.key WITH_RANDOM(conf));
}

static enum quatrix_status read_all(struct quatrix_tls *tls, struct quatrix_identity *identity)
{
    mbedtls_ssl_config *conf = &tls->priv.conf;
    enum quatrix_status status = read_chain(tls, identity);
    int code;

    if (status == QUATRIX_OK) {
        status = result(tls, parse_key(conf, identity), QUATRIX_E_OWN_KEY);
    }
    if (status == QUATRIX_OK) {
        status = result(tls, check_pair(conf, identity), QUATRIX_E_OWN_PAIR);
    }
    if (status == QUATRIX_OK) {
        code = mbedtls_ssl_conf_own_cert(conf, &identity->priv.chain, &identity->priv.key);
        status = result(tls, code, QUATRIX_E_TLS);
    }
    return status;
}

enum quatrix_status quatrix_identity_load(struct quatrix_tls *tls,
                                          struct quatrix_identity *identity)
{
    enum quatrix_status status;

    if (identity->chain == NULL || identity->chain_count == 0 || identity->key == NULL ||
        identity->key_len == 0 || identity->priv.chain.version != 0) {
        return QUATRIX_E_ARGUMENT;
    }
    mbedtls_x509_crt_init(&identity->priv.chain);
    mbedtls_pk_init(&identity->priv.key);
    status = read_all(tls, identity);
    if (status == QUATRIX_OK) {
        tls->priv.config.identity = identity; /* from now on the channel's to free */
        return QUATRIX_OK;
    }
    mbedtls_x509_crt_free(&identity->priv.chain);
    mbedtls_pk_free(&identity->priv.key);
    return status;
}
