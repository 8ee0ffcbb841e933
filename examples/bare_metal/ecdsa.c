/* SPDX-License-Identifier: MIT */
/* A client without a certificate of its own checks signatures and makes none. */
#include <mbedtls/ecdsa.h>

#ifdef MBEDTLS_ECDSA_SIGN_ALT

int mbedtls_ecdsa_sign(mbedtls_ecp_group *group, mbedtls_mpi *r, mbedtls_mpi *s,
                       const mbedtls_mpi *key, const unsigned char *hash, size_t len,
                       int (*f_rng)(void *, unsigned char *, size_t), void *p_rng)
{
    (void)group;
    (void)r;
    (void)s;
    (void)key;
    (void)hash;
    (void)len;
    (void)f_rng;
    (void)p_rng;
    return MBEDTLS_ERR_ECP_FEATURE_UNAVAILABLE;
}

#endif
