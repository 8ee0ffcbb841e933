/* SPDX-License-Identifier: MIT */
/*
 * port/posix: the conformance test over both families of addresses, then what only this port
 * promises. Loopback only, ports chosen by the system, libc_stand_in.c for a name server.
 */
#define _GNU_SOURCE

#include "conformance.h"
#include "libc_stand_in.h"
#include "peers.h"

#include <quatrix/posix.h>
#include <quatrix/template.h>

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h> /* after the headers it relies on */

enum {
    PATIENCE_MS = 30000, /* for what happens at once, on the slowest machine */
    LOOKUPS = 4          /* slots of port/posix/resolver.c */
};

static struct peers v4;
static struct peers v6;
static bool have_v6;

/* Helpers. */

static void report(void *ctx, enum conformance_result result, const char *check, const char *why,
                   long value)
{
    static const char *const words[] = { "ok     ", "FAILED ", "skipped" };

    (void)ctx;
    (void)printf("    %s %s", words[result], check);
    if (result == CONFORMANCE_FAILED) {
        (void)printf(": %s: %ld", why, value);
    }
    (void)printf("\n");
}

static void check_conformance(const struct peers *peers, const char *name)
{
    struct quatrix_posix posix;
    struct conformance_setup setup;

    memset(&setup, 0, sizeof setup);
    peers_fill(peers, &setup);
    setup.peers[CONFORMANCE_ECHO_NAMED].host = name;
    setup.peers[CONFORMANCE_ECHO_NAMED].port = peers->ports[CONFORMANCE_ECHO];
    setup.peers[CONFORMANCE_UNRESOLVABLE].host = "nobody.test";
    setup.peers[CONFORMANCE_UNRESOLVABLE].port = 443;
    setup.report = report;
    assert_int_equal(QUATRIX_OK, quatrix_posix_init(&posix));
    assert_int_equal(0, quatrix_port_conformance(&posix.port, &setup));
    quatrix_posix_deinit(&posix);
}

static enum quatrix_status dial(struct quatrix_posix *posix, const char *host, uint16_t port)
{
    uint32_t start_ms = posix->port.now_ms(posix);
    enum quatrix_status status = posix->port.connect(posix, host, port);

    while (status == QUATRIX_PENDING && posix->port.now_ms(posix) - start_ms < PATIENCE_MS) {
        posix->port.wait(posix, false, PATIENCE_MS);
        status = posix->port.connect(posix, host, port);
    }
    return status;
}

/* Open, try one host, close; what came of it. */
static enum quatrix_status try_host(const char *host, uint16_t port)
{
    struct quatrix_posix posix;
    enum quatrix_status status;

    assert_int_equal(QUATRIX_OK, quatrix_posix_init(&posix));
    status = dial(&posix, host, port);
    quatrix_posix_deinit(&posix);
    return status;
}

static uint16_t echo_port(void)
{
    return v4.ports[CONFORMANCE_ECHO];
}

static int open_descriptors(void)
{
    DIR *folder = opendir("/proc/self/fd");
    int count = 0;

    assert_non_null(folder);
    while (readdir(folder) != NULL) {
        count++;
    }
    (void)closedir(folder);
    return count;
}

/* The contract. */

static void it_conforms_over_ipv4(void **state)
{
    (void)state;
    check_conformance(&v4, "echo.test");
}

static void it_conforms_over_ipv6(void **state)
{
    (void)state;
    if (!have_v6) {
        skip();
    }
    check_conformance(&v6, "two.test");
}

static void on_alarm(int number)
{
    (void)number;
}

/* No SA_RESTART: every system call that can be interrupted is. */
static void it_conforms_under_a_rain_of_signals(void **state)
{
    const struct itimerval rain = { .it_interval = { 0, 5000 }, .it_value = { 0, 5000 } };
    const struct itimerval dry = { .it_interval = { 0, 0 }, .it_value = { 0, 0 } };
    struct sigaction action;
    struct sigaction before;

    (void)state;
    memset(&action, 0, sizeof action);
    action.sa_handler = on_alarm;
    assert_int_equal(0, sigaction(SIGALRM, &action, &before));
    assert_int_equal(0, setitimer(ITIMER_REAL, &rain, NULL));
    check_conformance(&v4, "echo.test");
    assert_int_equal(0, setitimer(ITIMER_REAL, &dry, NULL));
    assert_int_equal(0, sigaction(SIGALRM, &before, NULL));
}

static void no_descriptor_is_left_over(void **state)
{
    int before = open_descriptors();

    (void)state;
    check_conformance(&v4, "echo.test");
    assert_int_equal(before, open_descriptors());
}

static void *conform_in_thread(void *argument)
{
    struct quatrix_posix posix;
    struct conformance_setup setup;
    int *failed = argument;

    memset(&setup, 0, sizeof setup);
    peers_fill(have_v6 ? &v6 : &v4, &setup);
    setup.peers[CONFORMANCE_UNRESOLVABLE].host = "nobody.test";
    *failed = quatrix_posix_init(&posix) == QUATRIX_OK
                  ? quatrix_port_conformance(&posix.port, &setup)
                  : -1;
    quatrix_posix_deinit(&posix);
    return NULL;
}

/* The peers serve one connection at a time, so each thread needs its own. */
static void two_connections_in_two_threads(void **state)
{
    pthread_t thread;
    int failed = -1;

    (void)state;
    if (!have_v6) {
        skip();
    }
    assert_int_equal(0, pthread_create(&thread, NULL, conform_in_thread, &failed));
    check_conformance(&v4, "echo.test");
    assert_int_equal(0, pthread_join(thread, NULL));
    assert_int_equal(0, failed);
}

/* Addresses. */

static void a_refused_address_gives_way_to_the_next(void **state)
{
    (void)state; /* nobody listens at this port of ::1 */
    assert_int_equal(QUATRIX_OK, try_host("two.test", echo_port()));
}

static void many_addresses_of_one_family_do_not_hide_the_other(void **state)
{
    (void)state;
    assert_int_equal(QUATRIX_OK, try_host("many.test", echo_port()));
}

static void a_silent_address_gives_way_to_the_next(void **state)
{
    struct peers hole;

    (void)state;
    if (!peers_open_blackhole(&hole, "127.0.0.2", echo_port())) {
        skip();
    }
    assert_int_equal(QUATRIX_OK, try_host("hole.test", echo_port()));
    peers_stop(&hole);
}

static void all_addresses_refused_is_e_connect(void **state)
{
    (void)state;
    assert_int_equal(QUATRIX_E_CONNECT, try_host("two.test", v4.ports[CONFORMANCE_REFUSING]));
}

static void no_socket_is_e_network(void **state)
{
    (void)state;
    stand_in_fail_socket(EMFILE);
    assert_int_equal(QUATRIX_E_NETWORK, try_host("two.test", echo_port()));
    assert_int_equal(QUATRIX_E_NETWORK, try_host("127.0.0.1", echo_port()));
    stand_in_fail_socket(0);
    assert_int_equal(QUATRIX_OK, try_host("two.test", echo_port()));
}

static void a_bad_name_is_e_resolve(void **state)
{
    char longest[300];

    (void)state;
    memset(longest, 'a', sizeof longest);
    longest[sizeof longest - 1] = '\0';
    assert_int_equal(QUATRIX_E_RESOLVE, try_host("nobody.test", 443));
    assert_int_equal(QUATRIX_E_RESOLVE, try_host("again.test", 443));
    assert_int_equal(QUATRIX_E_RESOLVE, try_host("local.test", 443));
    assert_int_equal(QUATRIX_E_RESOLVE, try_host("", 443));
    assert_int_equal(QUATRIX_E_RESOLVE, try_host(longest, 443));
}

static void a_broken_resolver_is_e_network(void **state)
{
    (void)state;
    assert_int_equal(QUATRIX_E_NETWORK, try_host("memory.test", 443));
    assert_int_equal(QUATRIX_E_NETWORK, try_host("system.test", 443));
}

/* Lookups that hang. */

/* A thread of the lookups before may still be about to release its slot: connect() is asked until it
   has found one, as the library does. */
static void start_lookups(struct quatrix_posix *clients)
{
    assert_true(stand_in_wait_held(0, PATIENCE_MS)); /* else it would hold those of before */
    stand_in_hold(true);
    for (int i = 0; i < LOOKUPS; i++) {
        assert_int_equal(QUATRIX_OK, quatrix_posix_init(&clients[i]));
        for (unsigned tries = 0; !stand_in_wait_held(i + 1, 10); tries++) {
            assert_true(tries < PATIENCE_MS / 10);
            assert_int_equal(QUATRIX_PENDING,
                             clients[i].port.connect(&clients[i], "slow.test", echo_port()));
        }
    }
}

static void close_all(struct quatrix_posix *clients)
{
    for (int i = 0; i < LOOKUPS; i++) {
        quatrix_posix_deinit(&clients[i]);
    }
}

/* The structs of cancelled clients are overwritten, as their owner may: sanitizers and valgrind
   see to it that no thread comes back to them. */
static void cancelled_lookups_release_their_slots(void **state)
{
    struct quatrix_posix clients[LOOKUPS];
    struct quatrix_posix late;

    (void)state;
    start_lookups(clients);
    assert_int_equal(QUATRIX_OK, quatrix_posix_init(&late));
    assert_int_equal(QUATRIX_PENDING, late.port.connect(&late, "echo.test", echo_port()));
    close_all(clients);
    memset(clients, 0xA5, sizeof clients);

    /* The threads still hang, so names wait, but no longer than asked; literals need no slot. */
    late.port.wait(&late, false, 20);
    assert_int_equal(QUATRIX_PENDING, late.port.connect(&late, "echo.test", echo_port()));
    assert_int_equal(QUATRIX_OK, try_host("127.0.0.1", echo_port()));

    stand_in_hold(false);
    assert_int_equal(QUATRIX_OK, dial(&late, "echo.test", echo_port()));
    quatrix_posix_deinit(&late);
    assert_true(stand_in_wait_held(0, PATIENCE_MS));
    for (int i = 0; i < 3 * LOOKUPS; i++) {
        assert_int_equal(QUATRIX_OK, try_host("slow.test", echo_port()));
    }
}

static void answers_nobody_fetched_release_their_slots(void **state)
{
    struct quatrix_posix posix;

    (void)state;
    assert_int_equal(QUATRIX_OK, quatrix_posix_init(&posix));
    for (int i = 0; i < 3 * LOOKUPS; i++) {
        posix.port.close(&posix);
        assert_int_equal(QUATRIX_PENDING, posix.port.connect(&posix, "echo.test", echo_port()));
        posix.port.wait(&posix, false, PATIENCE_MS);
    }
    assert_int_equal(QUATRIX_OK, dial(&posix, "echo.test", echo_port()));
    quatrix_posix_deinit(&posix);
}

static void *let_go_soon(void *argument)
{
    const struct timespec moment = { 0, 100 * 1000000L };

    (void)nanosleep(&moment, NULL);
    stand_in_hold(false);
    return argument;
}

/* A wait that slept on would use up the patience of dial(), which then ends as pending. */
static void wait_ends_when_the_lookup_does(void **state)
{
    struct quatrix_posix clients[LOOKUPS];
    struct quatrix_posix late;
    pthread_t thread;

    (void)state;
    start_lookups(clients);
    assert_int_equal(0, pthread_create(&thread, NULL, let_go_soon, NULL));
    assert_int_equal(QUATRIX_OK, dial(&clients[0], "slow.test", echo_port()));
    assert_int_equal(0, pthread_join(thread, NULL));
    close_all(clients);

    /* And the same when it is a slot that is waited for. */
    start_lookups(clients);
    assert_int_equal(QUATRIX_OK, quatrix_posix_init(&late));
    close_all(clients);
    assert_int_equal(0, pthread_create(&thread, NULL, let_go_soon, NULL));
    assert_int_equal(QUATRIX_OK, dial(&late, "slow.test", echo_port()));
    assert_int_equal(0, pthread_join(thread, NULL));
    quatrix_posix_deinit(&late);
    assert_true(stand_in_wait_held(0, PATIENCE_MS));
}

/* The rest. */

static void wait_lasts_as_long_as_asked(void **state)
{
    struct quatrix_posix posix;
    uint32_t start_ms;

    (void)state;
    assert_int_equal(QUATRIX_OK, quatrix_posix_init(&posix));
    assert_int_equal(QUATRIX_OK, dial(&posix, "127.0.0.1", v4.ports[CONFORMANCE_SILENT]));
    start_ms = posix.port.now_ms(&posix);
    posix.port.wait(&posix, false, 100);
    assert_true(posix.port.now_ms(&posix) - start_ms >= 90);
    posix.port.close(&posix);
    start_ms = posix.port.now_ms(&posix);
    posix.port.wait(&posix, true, 100);
    assert_true(posix.port.now_ms(&posix) - start_ms >= 90);
    quatrix_posix_deinit(&posix);
}

static void sockets_are_set_up(void **state)
{
    struct quatrix_posix posix;
    int on = 0;
    socklen_t length = sizeof on;

    (void)state;
    assert_int_equal(QUATRIX_OK, quatrix_posix_init(&posix));
    assert_int_equal(QUATRIX_OK, dial(&posix, "127.0.0.1", echo_port()));
    assert_true((fcntl(posix.priv.fd, F_GETFD) & FD_CLOEXEC) != 0);
    assert_int_equal(0, getsockopt(posix.priv.fd, IPPROTO_TCP, TCP_NODELAY, &on, &length));
    assert_int_not_equal(0, on);
    /* Asked again, connect() stays with what it has. */
    assert_int_equal(QUATRIX_OK, posix.port.connect(&posix, "127.0.0.1", echo_port()));
    quatrix_posix_deinit(&posix);
    quatrix_posix_deinit(&posix);
}

static void without_a_connection_there_is_an_error(void **state)
{
    struct quatrix_posix posix;
    uint8_t byte = 0;

    (void)state;
    assert_int_equal(QUATRIX_E_ARGUMENT, quatrix_posix_init(NULL));
    quatrix_posix_deinit(NULL);
    assert_int_equal(QUATRIX_OK, quatrix_posix_init(&posix));
    assert_int_equal(QUATRIX_E_NETWORK, posix.port.send(&posix, &byte, 1));
    assert_int_equal(QUATRIX_E_NETWORK, posix.port.recv(&posix, &byte, 1));
    quatrix_posix_deinit(&posix);
}

static void entropy_is_complete_or_refused(void **state)
{
    static const uint8_t zeros[50];
    struct quatrix_posix posix;
    uint8_t buf[50];

    (void)state;
    assert_int_equal(QUATRIX_OK, quatrix_posix_init(&posix));
    stand_in_getrandom(7, 0);
    memset(buf, 0, sizeof buf);
    assert_true(posix.port.entropy(&posix, buf, sizeof buf));
    assert_memory_not_equal(buf + sizeof buf - 16, zeros, 16);
    assert_true(posix.port.entropy(&posix, buf, 0));
    stand_in_getrandom(0, EAGAIN);
    assert_false(posix.port.entropy(&posix, buf, sizeof buf));
    stand_in_getrandom(0, ENOSYS);
    assert_false(posix.port.entropy(&posix, buf, sizeof buf));
    stand_in_getrandom(0, 0);
    quatrix_posix_deinit(&posix);
}

static void the_template_answers_with_errors(void **state)
{
    struct quatrix_template platform;
    struct conformance_setup setup;
    const struct quatrix_port *port = &platform.port;
    int64_t seconds = 1;
    uint8_t buf[4] = { 0 };

    (void)state;
    assert_int_equal(QUATRIX_E_ARGUMENT, quatrix_template_init(NULL));
    assert_int_equal(QUATRIX_OK, quatrix_template_init(&platform));
    assert_int_equal(QUATRIX_E_NETWORK, port->connect(port->ctx, "127.0.0.1", 443));
    assert_int_equal(QUATRIX_E_NETWORK, port->send(port->ctx, buf, sizeof buf));
    assert_int_equal(QUATRIX_E_NETWORK, port->recv(port->ctx, buf, sizeof buf));
    assert_int_equal(QUATRIX_CLOCK_UNKNOWN, port->unix_time(port->ctx, &seconds));
    assert_false(port->entropy(port->ctx, buf, sizeof buf));
    port->wait(port->ctx, true, 1000);
    port->close(port->ctx);
    memset(&setup, 0, sizeof setup);
    assert_true(quatrix_port_conformance(port, &setup) > 0);
    quatrix_template_deinit(&platform);
}

static int start_peers(void **state)
{
    (void)state;
    stand_in_init();
    have_v6 = peers_start(&v6, "::1");
    return peers_start(&v4, "127.0.0.1") ? 0 : -1;
}

static int stop_peers(void **state)
{
    (void)state;
    peers_stop(&v4);
    peers_stop(&v6);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(it_conforms_over_ipv4),
        cmocka_unit_test(it_conforms_over_ipv6),
        cmocka_unit_test(it_conforms_under_a_rain_of_signals),
        cmocka_unit_test(no_descriptor_is_left_over),
        cmocka_unit_test(two_connections_in_two_threads),
        cmocka_unit_test(a_refused_address_gives_way_to_the_next),
        cmocka_unit_test(many_addresses_of_one_family_do_not_hide_the_other),
        cmocka_unit_test(a_silent_address_gives_way_to_the_next),
        cmocka_unit_test(all_addresses_refused_is_e_connect),
        cmocka_unit_test(no_socket_is_e_network),
        cmocka_unit_test(a_bad_name_is_e_resolve),
        cmocka_unit_test(a_broken_resolver_is_e_network),
        cmocka_unit_test(cancelled_lookups_release_their_slots),
        cmocka_unit_test(answers_nobody_fetched_release_their_slots),
        cmocka_unit_test(wait_ends_when_the_lookup_does),
        cmocka_unit_test(wait_lasts_as_long_as_asked),
        cmocka_unit_test(sockets_are_set_up),
        cmocka_unit_test(without_a_connection_there_is_an_error),
        cmocka_unit_test(entropy_is_complete_or_refused),
        cmocka_unit_test(the_template_answers_with_errors),
    };

    return cmocka_run_group_tests_name("port/posix", tests, start_peers, stop_peers);
}
