/* SPDX-License-Identifier: MIT */
/*
 * mbedTLS in a static arena: of every size, again and again, and wiped at the end. Each arena has a
 * process of its own, since mbedTLS keeps some of it for ever. A build of mbedTLS without
 * MBEDTLS_MEMORY_BUFFER_ALLOC_C and MBEDTLS_MEMORY_DEBUG has the last test alone, without an arena.
 */
#define _GNU_SOURCE

#include "certificates.h"
#include "rig.h"

#if defined(MBEDTLS_MEMORY_BUFFER_ALLOC_C) && defined(MBEDTLS_MEMORY_DEBUG)
#define ARENA 1
#else
#define ARENA 0
#endif

#if ARENA
#include <mbedtls/memory_buffer_alloc.h>
#include <mbedtls/platform.h>
#endif
#include <mbedtls/md.h>
#include <mbedtls/pem.h>
#include <mbedtls/x509_crt.h>
#include <poll.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <setjmp.h>

#include <cmocka.h> /* after the headers it relies on */

#if !RIG_MBEDTLS_3
#define MBEDTLS_PRIVATE(member) member /* 2.28 hides nothing */
#endif

#define V12 "-tls1_2"
#define V13 "-tls1_3"

enum {
    AMPLE = 100000,
    FIRST = 512, /* sizes of the sweep */
    STEP = 487,
    PATIENCE_MS = 60000
};

/* What a process with an arena says in the end. */
struct outcome {
    enum quatrix_status init;
    enum quatrix_status call;
    enum quatrix_phase phase;
    int32_t init_code; /* mbedTLS's own */
    int32_t tls_code;
    uint32_t flags;
    size_t peak;
    uint32_t good; /* calls, connections or what the test counts */
    uint32_t resumed;
    size_t left;    /* bytes of the channel that were not wiped */
    char found[80]; /* a secret that should not be there, and where */
};

static struct rig rig;
static struct peer peer;
static uint64_t arena[AMPLE / 8]; /* for its alignment */

static int end_test(void **state)
{
    (void)state;
    rig_end(&rig);
    peer_kill(&peer);
    return 0;
}

/* Have a process of its own do a job with an arena of that size. */
static struct outcome run(void (*job)(struct outcome *), size_t size)
{
    struct outcome outcome;
    struct pollfd ready;
    ssize_t n = 0;
    int ends[2];
    int status = 0;
    pid_t child;

    memset(&outcome, 0, sizeof outcome);
    assert_int_equal(0, pipe(ends));
    (void)fflush(stdout);
    (void)fflush(stderr);
    child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        (void)prctl(PR_SET_PDEATHSIG, SIGKILL);
        (void)setenv("CMOCKA_TEST_ABORT", "1", 1); /* what fails here ends the process */
#if ARENA
        mbedtls_memory_buffer_alloc_init((uint8_t *)arena, size);
#endif
        job(&outcome);
        n = write(ends[1], &outcome, sizeof outcome);
        _exit(n == sizeof outcome ? 0 : 1);
    }
    (void)close(ends[1]);
    ready.fd = ends[0];
    ready.events = POLLIN;
    if (poll(&ready, 1, PATIENCE_MS) == 1) {
        n = read(ends[0], &outcome, sizeof outcome);
    } else {
        (void)kill(child, SIGKILL);
    }
    (void)close(ends[0]);
    assert_int_equal(child, waitpid(child, &status, 0));
    if (n != sizeof outcome || status != 0) {
        fail_msg("with an arena of %zu bytes the process ends with 0x%x", size, (unsigned)status);
    }
    return outcome;
}

#if ARENA

/* A server: its certificate and version, and whether its root is pinned. */
struct server {
    const char *certificate;
    const char *option;
    bool pinned;
};

static void start(const struct server *server)
{
    const char *const options[] = { server->option, NULL };

    peer_start(&peer, server->certificate, options);
}

static void one_call(struct outcome *outcome)
{
    const struct quatrix_error *error = quatrix_client_error(&rig.client);
    struct quatrix_memory memory;

    rig_begin(&rig);
    outcome->init = rig_init(&rig);
    outcome->init_code = rig.tls.transport.tls_code;
    outcome->call = rig_call(&rig, &peer);
    outcome->phase = error->phase;
    outcome->tls_code = error->tls_code;
    outcome->flags = error->verify_flags;
    quatrix_client_memory(&rig.client, &memory);
    outcome->peak = memory.tls_heap_peak;
    rig_end(&rig);
}

/* Whether a call with too little memory ended as it should; says what it did if not. */
static bool is_memory_error(size_t size, const struct outcome *o)
{
    bool init = o->init == QUATRIX_OK || o->init == QUATRIX_E_TLS_MEMORY;

    if (init && o->call == QUATRIX_E_TLS_MEMORY) {
        return true;
    }
    print_error("%zu bytes: init %s -0x%x, call %s in phase %s, mbedTLS says -0x%x, flags 0x%x\n",
                size, quatrix_status_name(o->init), (unsigned)-o->init_code,
                quatrix_status_name(o->call), quatrix_phase_name(o->phase), (unsigned)-o->tls_code,
                (unsigned)o->flags);
    return false;
}

static void an_arena_of_any_size_works_or_is_too_small(void **state)
{
    size_t smallest = 0;
    int wrong = 0;

    start(*state);
    for (size_t size = FIRST; smallest == 0 || size < smallest + 5 * STEP; size += STEP) {
        struct outcome outcome = run(one_call, size);
        assert_in_range(size, FIRST, AMPLE);
        if (outcome.init == QUATRIX_OK && outcome.call == QUATRIX_OK) {
            smallest = smallest == 0 ? size : smallest;
            assert_in_range(outcome.peak, 10000, size);
        } else {
            wrong += !is_memory_error(size, &outcome);
            assert_int_equal(0, smallest);
        }
    }
    assert_int_equal(0, wrong);
    assert_in_range(smallest, 20000, AMPLE);
    print_message("an arena of %zu bytes is enough\n", smallest);
}

/* Take all of the arena but so many bytes. */
static void *take_all_but(size_t left)
{
    for (size_t n = AMPLE; n > left; n -= 16) {
        void *taken = mbedtls_calloc(1, n);
        if (taken != NULL) {
            mbedtls_free(taken);
            return mbedtls_calloc(1, n - left);
        }
    }
    return NULL;
}

static size_t bytes_left;

/* The large buffers are there and the hello is sent; then memory gets short. */
static void a_call_short_of_memory(struct outcome *outcome)
{
    enum quatrix_status status;
    void *taken;

    rig_begin(&rig);
    rig.dial = peer.port;
    outcome->init = rig_init(&rig);
    rig.receives = rig.receive_status = 0; /* nothing of the answer may be looked at before */
    status = quatrix_profile_info_start(&rig.client, &rig.info);
    while (status == QUATRIX_PENDING && rig.sent == 0) {
        status = quatrix_step(&rig.client);
    }
    taken = take_all_but(bytes_left);
    rig_mend(&rig);
    outcome->call = rig_finish(&rig, &peer, status);
    outcome->phase = quatrix_client_error(&rig.client)->phase;
    outcome->tls_code = quatrix_client_error(&rig.client)->tls_code;
    outcome->flags = quatrix_client_error(&rig.client)->verify_flags;
    mbedtls_free(taken);
    outcome->good = rig_call(&rig, &peer) == QUATRIX_OK;
    rig_end(&rig);
}

static void memory_may_run_out_anywhere_in_a_handshake(void **state)
{
    size_t enough = 0;
    int wrong = 0;

    start(*state);
    for (bytes_left = 0; enough == 0 || bytes_left < enough + 5 * STEP; bytes_left += STEP / 2) {
        struct outcome outcome = run(a_call_short_of_memory, AMPLE);
        assert_in_range(bytes_left, 0, AMPLE / 2);
        assert_int_equal(1, outcome.good);
        if (outcome.call == QUATRIX_OK) {
            enough = enough == 0 ? bytes_left : enough;
        } else {
            wrong += !is_memory_error(bytes_left, &outcome);
            enough = 0;
        }
    }
    assert_int_equal(0, wrong);
    print_message("%zu bytes besides the large buffers are enough\n", enough);
}

/* Connections that are made, fail and are made again take nothing from the arena for good. */
static void fifty_connections(struct outcome *outcome)
{
    size_t used = 0;
    size_t first = 0;
    size_t blocks = 0;

    rig_begin(&rig);
    outcome->init = rig_init(&rig);
    for (uint32_t i = 0; i < 50; i++) {
        rig_mend(&rig);
        rig.receives = i % 5 == 4 ? (int32_t)(20 * i) : RIG_NEVER;
        rig.flips = i % 5 == 3 ? (int32_t)(17 * i) : -1;
        outcome->call = rig_call(&rig, &peer);
        (void)quatrix_client_close(&rig.client);
        outcome->good += outcome->call == QUATRIX_OK;
        if (i % 7 != 0) {
            continue; /* the session is kept for the next connection */
        }
        quatrix_tls_forget_session(&rig.tls);
        mbedtls_memory_buffer_alloc_cur_get(&used, &blocks);
        first = i == 0 ? used : first;
        if (used != first || mbedtls_memory_buffer_alloc_verify() != 0) {
            (void)snprintf(outcome->found, sizeof outcome->found, "%zu bytes, then %zu", first,
                           used);
            return;
        }
    }
    outcome->resumed = quatrix_tls_resumed(&rig.tls);
    rig_end(&rig);
    rig_begin(&rig);
    outcome->init = rig_init(&rig);
    outcome->call = rig_call(&rig, &peer);
    (void)quatrix_client_close(&rig.client);
    quatrix_tls_forget_session(&rig.tls);
    mbedtls_memory_buffer_alloc_cur_get(&used, &blocks);
    if (used != first) {
        (void)snprintf(outcome->found, sizeof outcome->found, "%zu bytes, anew %zu", first, used);
    }
}

static void connections_take_nothing_for_good(void **state)
{
    struct outcome outcome;

    start(*state);
    outcome = run(fifty_connections, AMPLE);
    assert_string_equal("", outcome.found);
    assert_int_equal(QUATRIX_OK, outcome.call);
    assert_in_range(outcome.good, 30, 45); /* a resumed handshake is over before some faults */
    assert_in_range(outcome.resumed, 20, 45);
}

/* An arena whose owner counts what it could not give, and which fails the allocation chosen. */
static uint32_t allocations;
static uint32_t failures;
static uint32_t fail_at;
static int32_t live; /* allocated and not freed */

static void *counting_calloc(size_t count, size_t size)
{
    allocations++;
    if (allocations == fail_at) {
        failures++;
        return NULL;
    }
    live++;
    return calloc(count, size);
}

static void counting_free(void *p)
{
    live -= p != NULL;
    free(p);
}

static struct quatrix_pins pins;

static void one_counted_call(struct outcome *outcome)
{
    mbedtls_platform_set_calloc_free(counting_calloc, counting_free);
    rig_begin(&rig);
    rig.dial = peer.port;
    rig.allocation_failures = &failures;
    rig.pins = pins.check != NULL ? &pins : NULL;
    outcome->init = rig_init(&rig);
    allocations = 0;
    outcome->call = rig_call(&rig, &peer);
    outcome->tls_code = quatrix_client_error(&rig.client)->tls_code;
    outcome->flags = quatrix_client_error(&rig.client)->verify_flags;
    outcome->good = allocations;
    outcome->resumed = failures;
    rig_end(&rig);
}

/* Pin the key of the root, as its certificate has it: SubjectPublicKeyInfo, by mbedTLS's account. */
static void pin_root(void)
{
    static uint8_t hash[1][QUATRIX_PIN_SIZE];
    static char der[RIG_ANCHOR_SIZE];
    const mbedtls_md_info_t *sha256 = mbedtls_md_info_from_type(MBEDTLS_MD_SHA256);
    size_t len = certificate_read("root", CERTIFICATE_DER, der, sizeof der);
    mbedtls_x509_crt root;

    mbedtls_x509_crt_init(&root);
    assert_int_equal(0, mbedtls_x509_crt_parse_der(&root, (const uint8_t *)der, len));
    assert_int_equal(0, mbedtls_md(sha256, root.pk_raw.p, root.pk_raw.len, hash[0]));
    mbedtls_x509_crt_free(&root);
    pins.hashes = (const uint8_t(*)[QUATRIX_PIN_SIZE])hash;
    pins.count = 1;
    pins.check = quatrix_pins_check;
}

static void a_counted_failure_is_never_taken_for_a_bad_certificate(void **state)
{
    const struct server *server = *state;
    uint32_t all = UINT32_MAX;
    int wrong = 0;

    start(server);
    if (server->pinned) {
        pin_root();
    }
    for (fail_at = 1; fail_at <= all; fail_at += fail_at < 60 ? 1 : fail_at / 12) {
        struct outcome outcome = run(one_counted_call, AMPLE);
        if (outcome.call == QUATRIX_OK) { /* past the end, or nothing that was needed */
            all = outcome.resumed == 0 ? outcome.good : all;
        } else {
            wrong += !is_memory_error(fail_at, &outcome);
        }
    }
    assert_int_equal(0, wrong);
    assert_in_range(all, 50, 100000);
    print_message("%u allocations, each may fail\n", (unsigned)all);
    pins.check = NULL;
}

/* Do something that allocates, the chosen allocation of which fails, and then again. */
static void fail_once(struct outcome *outcome, uint32_t chosen, enum quatrix_status (*act)(void))
{
    allocations = 0;
    fail_at = chosen;
    outcome->call = act();
    outcome->tls_code = rig.tls.transport.tls_code;
    outcome->good = allocations;
    outcome->resumed = failures;
    fail_at = 0;
}

/* As long as it allocates at all: each allocation failing once. */
static void each_allocation_may_fail(void (*job)(struct outcome *))
{
    uint32_t all = UINT32_MAX;
    int wrong = 0;

    for (fail_at = 1; fail_at <= all; fail_at++) {
        struct outcome outcome = run(job, AMPLE);
        assert_string_equal("", outcome.found);
        assert_int_equal(0, outcome.left);
        if (outcome.call == QUATRIX_OK) {
            all = outcome.resumed == 0 ? outcome.good : all;
        } else {
            wrong += !is_memory_error(fail_at, &outcome);
        }
    }
    fail_at = 0;
    assert_int_equal(0, wrong);
    assert_in_range(all, 1, 100000);
    print_message("%u allocations, each may fail\n", (unsigned)all);
}

static uint8_t blob[4096];
static size_t blob_len;

static enum quatrix_status import(void)
{
    return quatrix_tls_import_session(&rig.tls, blob, blob_len);
}

static void begin_counted(struct outcome *outcome)
{
    rig_end(&rig);
    rig_begin(&rig);
    rig.allocation_failures = &failures;
    outcome->init = rig_init(&rig);
}

static void import_short_of_memory(struct outcome *outcome)
{
    const uint32_t chosen = fail_at;
    int32_t before;

    fail_at = 0;
    mbedtls_platform_set_calloc_free(counting_calloc, counting_free);
    begin_counted(outcome);
    if (rig_call(&rig, &peer) != QUATRIX_OK ||
        quatrix_tls_export_session(&rig.tls, blob, sizeof blob, &blob_len) != QUATRIX_OK) {
        (void)snprintf(outcome->found, sizeof outcome->found, "nothing to import");
    }
    begin_counted(outcome);
    before = live;
    fail_once(outcome, chosen, import);
    if (outcome->call != QUATRIX_OK && live != before) {
        (void)snprintf(outcome->found, sizeof outcome->found, "%d left", (int)(live - before));
    }
    if (import() != QUATRIX_OK || rig_call(&rig, &peer) != QUATRIX_OK ||
        quatrix_tls_resumed(&rig.tls) != 1) {
        (void)snprintf(outcome->found, sizeof outcome->found, "not resumed after that");
    }
    (void)quatrix_client_close(&rig.client);
    quatrix_tls_forget_session(&rig.tls);
    outcome->left = (size_t)(live - before);
    rig_end(&rig);
}

static void an_import_short_of_memory_says_so(void **state)
{
    start(*state);
    each_allocation_may_fail(import_short_of_memory);
}

static struct quatrix_identity identity;

/* With its chain, and the key in PEM. */
static void have_identity(const char *name)
{
    static char bytes[2][RIG_ANCHOR_SIZE];
    static struct quatrix_anchor part;

    memset(&identity, 0, sizeof identity);
    part.len = certificate_read(name, CERTIFICATE_DER, bytes[0], RIG_ANCHOR_SIZE);
    part.data = (const uint8_t *)bytes[0];
    identity.load = quatrix_identity_load;
    identity.chain = &part;
    identity.chain_count = 1;
    identity.key_len = certificate_read(name, CERTIFICATE_KEY, bytes[1], RIG_ANCHOR_SIZE) + 1;
    identity.key = (const uint8_t *)bytes[1];
}

static enum quatrix_status begin_with_identity(void)
{
    rig_end(&rig);
    rig_begin(&rig);
    rig.allocation_failures = &failures;
    rig.identity = &identity;
    return rig_init(&rig);
}

static void load_short_of_memory(struct outcome *outcome)
{
    const uint32_t chosen = fail_at;
    int32_t before;

    fail_at = 0;
    mbedtls_platform_set_calloc_free(counting_calloc, counting_free);
    begin_counted(outcome); /* what mbedTLS takes once and keeps */
    rig_end(&rig);
    before = live;
    fail_once(outcome, chosen, begin_with_identity);
    rig_end(&rig);
    if (live != before) {
        (void)snprintf(outcome->found, sizeof outcome->found, "%d left", (int)(live - before));
    }
    outcome->left = begin_with_identity() != QUATRIX_OK;
    rig_end(&rig);
}

static void an_identity_short_of_memory_says_so(void **state)
{
    const struct server *server = *state;

    have_identity(server->certificate);
    each_allocation_may_fail(load_short_of_memory);
}

/* The private number of an EC key in DER as bytes of a number in memory, lowest first. */
static void find_scalar(const char *name, uint8_t scalar[32])
{
    static const uint8_t head[] = { 0x02, 0x01, 0x01, 0x04, 0x20 }; /* RFC 5915 */
    static uint8_t der[RIG_ANCHOR_SIZE];
    mbedtls_pem_context pem;
    const uint8_t *at;
    size_t used = 0;
    char text[RIG_ANCHOR_SIZE];

    (void)certificate_read(name, CERTIFICATE_KEY, text, sizeof text);
    mbedtls_pem_init(&pem);
    assert_int_equal(0, mbedtls_pem_read_buffer(&pem, "-----BEGIN PRIVATE KEY-----",
                                                "-----END PRIVATE KEY-----", (uint8_t *)text, NULL,
                                                0, &used));
    memcpy(der, pem.MBEDTLS_PRIVATE(buf), pem.MBEDTLS_PRIVATE(buflen));
    at = memmem(der, pem.MBEDTLS_PRIVATE(buflen), head, sizeof head);
    assert_non_null(at);
    for (size_t i = 0; i < 32; i++) {
        scalar[i] = at[sizeof head + 31 - i];
    }
    mbedtls_pem_free(&pem);
}

static uint8_t scalar[32];

static bool arena_holds_key(void)
{
    uint8_t other_way[sizeof scalar];

    for (size_t i = 0; i < sizeof scalar; i++) {
        other_way[i] = scalar[sizeof scalar - 1 - i];
    }
    return memmem(arena, sizeof arena, scalar, sizeof scalar) != NULL ||
           memmem(arena, sizeof arena, other_way, sizeof other_way) != NULL;
}

static void show_certificate_and_forget(struct outcome *outcome)
{
    rig_begin(&rig);
    rig.identity = &identity;
    outcome->init = rig_init(&rig);
    outcome->good = arena_holds_key();
    outcome->call = rig_call(&rig, &peer);
    rig_end(&rig);
    if (arena_holds_key()) {
        (void)snprintf(outcome->found, sizeof outcome->found, "the key in the arena");
    }
    for (size_t i = 0; i < sizeof identity.priv; i++) {
        outcome->left += ((const uint8_t *)&identity.priv)[i] != 0;
    }
}

static void deinit_leaves_no_key_behind(void **state)
{
    char path[CERTIFICATE_PATH];
    const char *const options[] = { *state, "-Verify", "3", "-CAfile", path, NULL };
    struct outcome outcome;

    certificate_path("root", CERTIFICATE_PEM, path);
    peer_start(&peer, "good", options);
    have_identity("device");
    find_scalar("device", scalar);
    outcome = run(show_certificate_and_forget, AMPLE);
    assert_int_equal(1, outcome.good); /* while it is of use */
    assert_string_equal("OK", quatrix_status_name(outcome.call));
    assert_string_equal("", outcome.found);
    assert_int_equal(0, outcome.left);
}

/* A client that ran out of memory because another part of the program had it all. */
static void starve_and_recover(struct outcome *outcome)
{
    static void *taken[AMPLE / 1000];
    size_t n = 0;

    rig_begin(&rig);
    outcome->init = rig_init(&rig);
    while (n < sizeof taken / sizeof taken[0] && (taken[n] = mbedtls_calloc(1, 1000)) != NULL) {
        n++;
    }
    outcome->call = rig_call(&rig, &peer);
    while (n > 0) {
        mbedtls_free(taken[--n]);
    }
    outcome->good = rig_call(&rig, &peer) == QUATRIX_OK;
    rig_end(&rig);
}

static void memory_that_comes_back_is_used(void **state)
{
    struct outcome outcome;

    start(*state);
    outcome = run(starve_and_recover, AMPLE);
    assert_string_equal("OK", quatrix_status_name(outcome.init));
    assert_string_equal("E_TLS_MEMORY", quatrix_status_name(outcome.call));
    assert_int_equal(1, outcome.good);
}

#endif

/* --- secrets --- */

static const char token[] = "0f1e2d3c-4b5a-6978-8796-a5b4c3d2e1f0";
static char basic[200]; /* value of the Authorization header */

static uint8_t ticket[32]; /* the first bytes of the one that is kept */
static uint8_t saved[4096];

static bool ticket_is_in_arena(void)
{
    return memmem(arena, sizeof arena, ticket, sizeof ticket) != NULL;
}

/* Whether there is one. */
static bool note_ticket(void)
{
    const mbedtls_ssl_session *session = &rig.tls.priv.session;

    if (session->MBEDTLS_PRIVATE(ticket) == NULL ||
        session->MBEDTLS_PRIVATE(ticket_len) < sizeof ticket) {
        return false;
    }
    memcpy(ticket, session->MBEDTLS_PRIVATE(ticket), sizeof ticket);
    return ARENA == 0 || ticket_is_in_arena();
}

static bool holds(const void *memory, size_t size, const char *secret)
{
    return memmem(memory, size, secret, strlen(secret)) != NULL;
}

/* Name a secret found in memory of the library. */
static void search(struct outcome *outcome)
{
    const char *const secrets[] = { token, RIG_PASSWORD, basic };

    for (size_t i = 0; i < sizeof secrets / sizeof secrets[0]; i++) {
        const char *where = holds(&rig.client, sizeof rig.client, secrets[i]) ? "client"
                            : holds(&rig.tls, sizeof rig.tls, secrets[i])     ? "tls"
                            : holds(rig.work, sizeof rig.work, secrets[i])    ? "work"
                            : holds(arena, sizeof arena, secrets[i])          ? "arena"
                                                                              : NULL;
        if (where != NULL) {
            (void)snprintf(outcome->found, sizeof outcome->found, "secret %zu in %s", i, where);
        }
    }
}

static void log_in_and_forget(struct outcome *outcome)
{
    static char reply[300];
    const char *header;

    (void)snprintf(reply, sizeof reply,
                   "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
                   "Content-Length: %d\r\n\r\n{\"session_id\":\"%s\"}",
                   (int)sizeof token - 1 + 17, token);
    rig_begin(&rig);
    rig.dial = peer.port;
    outcome->init = rig_init(&rig);
    peer.reply = reply;
    peer.reply_len = strlen(reply);
    outcome->call =
        rig_finish(&rig, &peer, quatrix_session_login_start(&rig.client, RIG_EMAIL, RIG_PASSWORD));
    header = strstr(peer.log, "Authorization: Basic ");
    if (outcome->call != QUATRIX_OK || header == NULL ||
        sscanf(header, "Authorization: Basic %199s", basic) != 1) {
        return;
    }
    search(outcome);
    outcome->good += outcome->found[0] != '\0'; /* the token, while it is of use */
    outcome->found[0] = '\0';
    peer.reply = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n";
    peer.reply_len = strlen(peer.reply);
    outcome->call = rig_finish(&rig, &peer, quatrix_session_keepalive_start(&rig.client));
    outcome->good += strstr(peer.log, token) != NULL; /* it went over this connection */
    outcome->good += note_ticket();
    quatrix_client_deinit(&rig.client);
    quatrix_tls_deinit(&rig.tls);
    search(outcome);
    if (ticket_is_in_arena()) {
        (void)snprintf(outcome->found, sizeof outcome->found, "the ticket in the arena");
    }
    for (size_t i = 0; i < sizeof rig.tls; i++) {
        outcome->left += ((const uint8_t *)&rig.tls)[i] != 0;
    }
    quatrix_tls_deinit(&rig.tls); /* harmless */
}

static void deinit_leaves_no_secret_behind(void **state)
{
    const char *const options[] = { *state, NULL };
    struct outcome outcome;

    peer_start(&peer, "good", options);
    outcome = run(log_in_and_forget, AMPLE);
    assert_string_equal("OK", quatrix_status_name(outcome.call));
    assert_int_equal(3, outcome.good);
    assert_int_equal(0, outcome.left);
    assert_string_equal("", outcome.found);
}

static void import_and_forget(struct outcome *outcome)
{
    size_t len = 0;

    rig_begin(&rig);
    outcome->init = rig_init(&rig);
    outcome->call = rig_call(&rig, &peer);
    outcome->good += quatrix_tls_export_session(&rig.tls, saved, sizeof saved, &len) == QUATRIX_OK;
    rig_end(&rig);
    rig_begin(&rig);
    outcome->init = rig_init(&rig);
    outcome->good += quatrix_tls_import_session(&rig.tls, saved, len) == QUATRIX_OK;
    outcome->good += note_ticket();
    quatrix_client_deinit(&rig.client);
    quatrix_tls_deinit(&rig.tls);
    if (ticket_is_in_arena()) {
        (void)snprintf(outcome->found, sizeof outcome->found, "the ticket in the arena");
    }
    for (size_t i = 0; i < sizeof rig.tls; i++) {
        outcome->left += ((const uint8_t *)&rig.tls)[i] != 0;
    }
}

static void deinit_leaves_no_imported_session_behind(void **state)
{
    const char *const options[] = { *state, NULL };
    struct outcome outcome;

    peer_start(&peer, "good", options);
    outcome = run(import_and_forget, AMPLE);
    assert_string_equal("OK", quatrix_status_name(outcome.call));
    assert_int_equal(3, outcome.good);
    assert_int_equal(0, outcome.left);
    assert_string_equal("", outcome.found);
}

#define TEST_WITH(function, option)                                                                \
    {                                                                                              \
#function " (" option ")", function, NULL, end_test, option                                \
    }
#define SERVER(function, kind, option) SERVER_AND(function, kind, option, false)
#define SERVER_AND(function, kind, option, pinned)                                                 \
    {                                                                                              \
#function " (" kind ", " option ")", function, NULL, end_test, &(struct server)            \
        {                                                                                          \
            kind, option, pinned                                                                   \
        }                                                                                          \
    }

static const struct CMUnitTest tests[] = {
#if ARENA
    SERVER(an_arena_of_any_size_works_or_is_too_small, "good", V12),
    SERVER(memory_may_run_out_anywhere_in_a_handshake, "good", V12),
    SERVER(memory_may_run_out_anywhere_in_a_handshake, "rsa", V12),
    SERVER(connections_take_nothing_for_good, "good", V12),
    SERVER(memory_that_comes_back_is_used, "good", V12),
    SERVER(a_counted_failure_is_never_taken_for_a_bad_certificate, "good", V12),
    SERVER(a_counted_failure_is_never_taken_for_a_bad_certificate, "rsa", V12),
    SERVER_AND(a_counted_failure_is_never_taken_for_a_bad_certificate, "good", V12, true),
    SERVER(an_import_short_of_memory_says_so, "good", V12),
    SERVER(an_identity_short_of_memory_says_so, "device", V12),
    SERVER(an_identity_short_of_memory_says_so, "rsa-device", V12),
    TEST_WITH(deinit_leaves_no_key_behind, V12),
#if RIG_TLS_1_3
    SERVER(an_import_short_of_memory_says_so, "good", V13),
    TEST_WITH(deinit_leaves_no_key_behind, V13),
    SERVER(an_arena_of_any_size_works_or_is_too_small, "rsa", V13),
    SERVER(memory_may_run_out_anywhere_in_a_handshake, "good", V13),
    SERVER(memory_may_run_out_anywhere_in_a_handshake, "rsa", V13),
    SERVER(connections_take_nothing_for_good, "good", V13),
    SERVER(memory_that_comes_back_is_used, "rsa", V13),
    SERVER(a_counted_failure_is_never_taken_for_a_bad_certificate, "good", V13),
#endif
#endif
    TEST_WITH(deinit_leaves_no_secret_behind, V12),
    TEST_WITH(deinit_leaves_no_imported_session_behind, V12),
#if RIG_TLS_1_3
    TEST_WITH(deinit_leaves_no_imported_session_behind, V13),
    TEST_WITH(deinit_leaves_no_secret_behind, V13),
#endif
};

int main(void)
{
    return cmocka_run_group_tests_name("tls_memory", tests, rig_begin_group, rig_end_group);
}
