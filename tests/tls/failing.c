/* SPDX-License-Identifier: MIT */
#include "failing.h"

#include <mbedtls/md.h>
#include <mbedtls/sha256.h>
#include <mbedtls/ssl.h>
#include <mbedtls/version.h>
#if MBEDTLS_VERSION_NUMBER >= 0x03000000
#include <psa/crypto.h>
#endif

static enum failing failing;
static unsigned left;
static int failing_code;
static int verify_is_set;
static uint32_t verify_flags;

void fail_call(enum failing call, unsigned nth, int code)
{
    failing = call;
    left = nth;
    failing_code = code;
}

int failed_call(void)
{
    int has = failing != FAILING_NONE && left == 0;

    failing = FAILING_NONE;
    return has;
}

void fail_verify_result(int set, uint32_t flags)
{
    verify_is_set = set;
    verify_flags = flags;
}

static int fails(enum failing call)
{
    return failing == call && left > 0 && --left == 0;
}

/* WRAP(which, function, parameters, arguments): an int function of mbedTLS. */
#define WRAP(which, function, parameters, arguments)                                               \
    int __real_##function parameters;                                                              \
    int __wrap_##function parameters;                                                              \
    int __wrap_##function parameters                                                               \
    {                                                                                              \
        return fails(which) ? failing_code : __real_##function arguments;                          \
    }

WRAP(FAILING_MD, mbedtls_md,
     (const mbedtls_md_info_t *info, const unsigned char *input, size_t len, unsigned char *output),
     (info, input, len, output))
WRAP(FAILING_HMAC, mbedtls_md_hmac,
     (const mbedtls_md_info_t *info, const unsigned char *key, size_t key_len,
      const unsigned char *input, size_t len, unsigned char *output),
     (info, key, key_len, input, len, output))
WRAP(FAILING_SAVE, mbedtls_ssl_session_save,
     (const mbedtls_ssl_session *session, unsigned char *buf, size_t size, size_t *len),
     (session, buf, size, len))
WRAP(FAILING_GET_SESSION, mbedtls_ssl_get_session,
     (const mbedtls_ssl_context *ssl, mbedtls_ssl_session *session), (ssl, session))
WRAP(FAILING_DEFAULTS, mbedtls_ssl_config_defaults,
     (mbedtls_ssl_config * conf, int endpoint, int transport, int preset),
     (conf, endpoint, transport, preset))
WRAP(FAILING_SETUP, mbedtls_ssl_setup, (mbedtls_ssl_context * ssl, const mbedtls_ssl_config *conf),
     (ssl, conf))
WRAP(FAILING_SET_HOSTNAME, mbedtls_ssl_set_hostname, (mbedtls_ssl_context * ssl, const char *name),
     (ssl, name))
WRAP(FAILING_HANDSHAKE, mbedtls_ssl_handshake, (mbedtls_ssl_context * ssl), (ssl))
WRAP(FAILING_READ, mbedtls_ssl_read, (mbedtls_ssl_context * ssl, unsigned char *buf, size_t len),
     (ssl, buf, len))

#if MBEDTLS_VERSION_NUMBER >= 0x03000000
WRAP(FAILING_PSA_INIT, psa_crypto_init, (void), ())
WRAP(FAILING_SHA256_STARTS, mbedtls_sha256_starts, (mbedtls_sha256_context * ctx, int is224),
     (ctx, is224))
WRAP(FAILING_SHA256_UPDATE, mbedtls_sha256_update,
     (mbedtls_sha256_context * ctx, const unsigned char *input, size_t len), (ctx, input, len))
WRAP(FAILING_SHA256_FINISH, mbedtls_sha256_finish,
     (mbedtls_sha256_context * ctx, unsigned char *output), (ctx, output))
#else
WRAP(FAILING_SHA256_STARTS, mbedtls_sha256_starts_ret, (mbedtls_sha256_context * ctx, int is224),
     (ctx, is224))
WRAP(FAILING_SHA256_UPDATE, mbedtls_sha256_update_ret,
     (mbedtls_sha256_context * ctx, const unsigned char *input, size_t len), (ctx, input, len))
WRAP(FAILING_SHA256_FINISH, mbedtls_sha256_finish_ret,
     (mbedtls_sha256_context * ctx, unsigned char *output), (ctx, output))
#endif

const mbedtls_md_info_t *__real_mbedtls_md_info_from_type(mbedtls_md_type_t type);
const mbedtls_md_info_t *__wrap_mbedtls_md_info_from_type(mbedtls_md_type_t type);
const mbedtls_md_info_t *__wrap_mbedtls_md_info_from_type(mbedtls_md_type_t type)
{
    return fails(FAILING_MD_INFO) ? NULL : __real_mbedtls_md_info_from_type(type);
}

uint32_t __real_mbedtls_ssl_get_verify_result(const mbedtls_ssl_context *ssl);
uint32_t __wrap_mbedtls_ssl_get_verify_result(const mbedtls_ssl_context *ssl);
uint32_t __wrap_mbedtls_ssl_get_verify_result(const mbedtls_ssl_context *ssl)
{
    return verify_is_set ? verify_flags : __real_mbedtls_ssl_get_verify_result(ssl);
}
