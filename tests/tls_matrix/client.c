/* SPDX-License-Identifier: MIT */
/*
 * A client that does what lines on its standard input say, and prints how each call ended.
 *
 *     tls_matrix_client HOST PORT ANCHORS TIMEOUT_MS
 *
 * HOST is what is asked for and verified; PORT on 127.0.0.1 is dialled; ANCHORS is a file of certificates in
 * PEM. Lines: "get", a request whose reply may be any bytes; "close", the connection. Each get prints a line of
 * fields with tabs between: status, phase, flags of the certificate, version of TLS, handshakes, resumed ones,
 * bytes of the body, mbedTLS's version, its number for the error and what that means.
 */
#include <quatrix/posix.h>
#include <quatrix/profile.h>
#include <quatrix/tls.h>

#include <mbedtls/error.h>
#include <mbedtls/version.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#if defined(MBEDTLS_PSA_CRYPTO_C)
#include <psa/crypto.h>
#endif

enum { ANCHORS_SIZE = 65536, LINE = 64, REASON = 200 };

static struct quatrix_posix posix;
static enum quatrix_status (*real_connect)(void *ctx, const char *host, uint16_t port);
static uint16_t dial;
static struct quatrix_tls tls;
static struct quatrix_client client;
static uint8_t work[1024];
static uint8_t anchors[ANCHORS_SIZE];

static enum quatrix_status connect_here(void *ctx, const char *host, uint16_t port)
{
    (void)host;
    (void)port;
    return real_connect(ctx, "127.0.0.1", dial);
}

static void print_end(enum quatrix_status status, enum quatrix_phase phase, const char *version,
                      size_t bytes)
{
    const struct quatrix_error *error = quatrix_client_error(&client);
    char reason[REASON] = "";

    if (error->tls_code != 0) {
        mbedtls_strerror(error->tls_code, reason, sizeof reason);
    }
    printf("%s\t%s\t%x\t%s\t%u\t%u\t%zu\t%d\t-%x\t%s\n", quatrix_status_name(status),
           quatrix_phase_name(phase), (unsigned)error->verify_flags, version,
           (unsigned)quatrix_tls_handshakes(&tls), (unsigned)quatrix_tls_resumed(&tls), bytes,
           MBEDTLS_VERSION_MAJOR, (unsigned)-error->tls_code, reason);
    (void)fflush(stdout);
}

/* A reply that is pulled as raw bytes, so that the server may call them what it likes. */
static void get(void)
{
    enum quatrix_status status = quatrix_profile_2fa_generate(&client);
    char version[LINE] = "";
    uint8_t block[256];
    size_t bytes = 0;
    size_t len = 0;

    if (status == QUATRIX_READY) {
        (void)snprintf(version, sizeof version, "%s", quatrix_tls_version(&tls));
        while ((status = quatrix_body_read_wait(&client, block, sizeof block, &len)) ==
               QUATRIX_OK) {
            bytes += len;
        }
    }
    status = status == QUATRIX_END ? QUATRIX_OK : status;
    print_end(status, quatrix_client_error(&client)->phase, version, bytes);
}

static enum quatrix_status begin(char *argv[])
{
    struct quatrix_anchor anchor = { anchors, 0 };
    struct quatrix_tls_config tls_config = { .anchors = &anchor, .anchor_count = 1 };
    struct quatrix_config config = { .host = argv[1], .work = work, .work_size = sizeof work };
    FILE *file = fopen(argv[3], "rb");
    enum quatrix_status status = QUATRIX_E_ARGUMENT;

    if (file == NULL) {
        return status;
    }
    anchor.len = fread(anchors, 1, sizeof anchors - 1, file) + 1;
    (void)fclose(file);
    dial = (uint16_t)strtoul(argv[2], NULL, 10);
    status = quatrix_posix_init(&posix);
    real_connect = posix.port.connect;
    posix.port.connect = connect_here;
    tls_config.port = &posix.port;
    (void)quatrix_tls_init(&tls, &tls_config); /* what is wrong is told by each call */
    config.transport = quatrix_tls_transport(&tls);
    config.timeout_ms = (uint32_t)strtoul(argv[4], NULL, 10);
    status = status == QUATRIX_OK ? quatrix_client_init(&client, &config) : status;
    return status == QUATRIX_OK
               ? quatrix_client_use_basic(&client, "pump@quatrix.test", "a secret of the pump")
               : status;
}

static void end(void)
{
    quatrix_client_deinit(&client);
    quatrix_tls_deinit(&tls);
    quatrix_posix_deinit(&posix);
#if defined(MBEDTLS_PSA_CRYPTO_C)
    mbedtls_psa_crypto_free();
#endif
}

int main(int argc, char *argv[])
{
    char line[LINE];
    enum quatrix_status status;

    if (argc != 5) {
        (void)fprintf(stderr, "usage: tls_matrix_client HOST PORT ANCHORS TIMEOUT_MS\n");
        return 2;
    }
    status = begin(argv);
    if (status != QUATRIX_OK) {
        print_end(status, QUATRIX_PHASE_REQUEST, "", 0);
    }
    while (status == QUATRIX_OK && fgets(line, sizeof line, stdin) != NULL) {
        if (strcmp(line, "get\n") == 0) {
            get();
        } else if (strcmp(line, "close\n") == 0) {
            (void)quatrix_client_close(&client);
        }
    }
    end();
    return 0;
}
