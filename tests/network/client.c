/* SPDX-License-Identifier: MIT */
/*
 * One client that makes the calls it is told to, a line each, for as long as lines come. For client.py.
 *
 *     network_client HOST PORT CA.pem PATIENCE-MS ATTEMPTS
 *
 * PATIENCE-MS is the deadline of a call, ATTEMPTS how often one is tried in all. In: words with tabs between them, see
 * account_calls.c and file_calls.c, and "gauge". Out: lines "member: value", then
 * "= STATUS HTTP-STATUS SERVER-CODE RETRIES RELOGIN PHASE MILLISECONDS".
 */
#include "calls.h"
#include "gauge.h"

#include <stdlib.h>
#include <string.h>

struct quatrix_posix posix;
struct quatrix_tls tls;
struct quatrix_client client;

static uint8_t work[2048];
static uint8_t ca[8192];
static struct quatrix_retry retry = { .first_ms = 50, .cap_ms = 400, .retry_after_max_s = 2 };

enum quatrix_status calls_count(enum quatrix_status status)
{
    unsigned elements = 0;

    if (status != QUATRIX_READY) {
        return status;
    }
    while ((status = quatrix_list_next_wait(&client)) == QUATRIX_OK) {
        elements++;
    }
    printf("elements: %u\n", elements);
    return status == QUATRIX_END ? QUATRIX_OK : status;
}

static void print_gauge(void)
{
    const struct gauge now = gauge_read();

    printf("heap: %zu\nresident: %zu\ndescriptors: %zu\nthreads: %zu\nstack: %zu\n", now.heap,
           now.resident, now.descriptors, now.threads, now.stack);
    printf("handshakes: %" PRIu32 "\nresumed: %" PRIu32 "\n", quatrix_tls_handshakes(&tls),
           quatrix_tls_resumed(&tls));
}

static void report(enum quatrix_status status, uint32_t begun)
{
    const struct quatrix_error *error = quatrix_client_error(&client);

    printf("= %s %u %" PRId64 " %u %s %s %" PRIu32 "\n", quatrix_status_name(status),
           error->http_status, error->server_code, error->retries,
           quatrix_status_name(error->relogin), quatrix_phase_name(error->phase),
           posix.port.now_ms(posix.port.ctx) - begun);
    (void)fflush(stdout);
}

static const struct call *find(const struct call *calls, char **words, int count)
{
    for (; calls->name != NULL; calls++) {
        if (strcmp(calls->name, words[0]) == 0 && calls->words == count) {
            return calls;
        }
    }
    return NULL;
}

static bool obey(char **words, int count)
{
    const struct call *call = find(account_calls, words, count);
    uint32_t begun = posix.port.now_ms(posix.port.ctx);

    if (call == NULL) {
        call = find(file_calls, words, count);
    }
    if (call != NULL) {
        report(call->run(words), begun);
        return true;
    }
    if (strcmp(words[0], "gauge") != 0) {
        return false;
    }
    print_gauge();
    report(QUATRIX_OK, begun);
    return true;
}

static int split(char *line, char **words)
{
    int count = 0;

    line[strcspn(line, "\n")] = '\0';
    while (count < WORDS_MAX) {
        words[count++] = line;
        line = strchr(line, '\t');
        if (line == NULL) {
            return count;
        }
        *line++ = '\0';
    }
    return 0;
}

static void obey_each(void)
{
    static char line[1024];
    char *words[WORDS_MAX];

    while (fgets(line, sizeof line, stdin) != NULL) {
        if (!obey(words, split(line, words))) {
            printf("= UNKNOWN 0 0 0 OK request 0\n");
            (void)fflush(stdout);
        }
    }
}

static enum quatrix_status set_up(char **argv)
{
    static struct quatrix_anchor anchor = { ca, 0 };
    const struct quatrix_tls_config trust = { .port = &posix.port,
                                              .anchors = &anchor,
                                              .anchor_count = 1 };
    const struct quatrix_config config = { .host = argv[1],
                                           .port = (uint16_t)strtoul(argv[2], NULL, 10),
                                           .transport = quatrix_tls_transport(&tls),
                                           .work = work,
                                           .work_size = sizeof work,
                                           .timeout_ms = (uint32_t)strtoul(argv[4], NULL, 10) };
    FILE *file = fopen(argv[3], "rb");

    if (file == NULL) {
        return QUATRIX_E_NO_ANCHOR;
    }
    anchor.len = fread(ca, 1, sizeof ca - 1, file) + 1;
    (void)fclose(file);
    retry.attempts = (uint8_t)atoi(argv[5]);
    if (quatrix_posix_init(&posix) != QUATRIX_OK || quatrix_tls_init(&tls, &trust) != QUATRIX_OK ||
        quatrix_client_init(&client, &config) != QUATRIX_OK ||
        quatrix_client_retry(&client, &retry) != QUATRIX_OK) {
        return QUATRIX_E_ARGUMENT;
    }
    return quatrix_client_relogin(&client, &relogin);
}

int main(int argc, char **argv)
{
    enum quatrix_status status;

    if (argc != 6) {
        (void)fprintf(stderr, "network_client HOST PORT CA.pem PATIENCE-MS ATTEMPTS\n");
        return 2;
    }
    status = set_up(argv);
    report(status, 0);
    if (status == QUATRIX_OK && !gauge_run(obey_each)) {
        return 1;
    }
    quatrix_client_deinit(&client);
    quatrix_tls_deinit(&tls);
    quatrix_posix_deinit(&posix);
    return status == QUATRIX_OK ? 0 : 1;
}
