/* SPDX-License-Identifier: MIT */
/* port/posix where the system fails: each call of libc in turn, and what the port makes of it. */
#define _GNU_SOURCE

#include "failing_calls.h"

#include <quatrix/posix.h>

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <netinet/in.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h> /* after the headers it relies on */

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))
#define CHECK(want, got, what)                                                                     \
    do {                                                                                           \
        long check_got = (long)(got);                                                              \
        if ((long)(want) != check_got) {                                                           \
            fail_msg("%s: %ld due, got %ld", what, (long)(want), check_got);                       \
        }                                                                                          \
    } while (0)

enum {
    PATIENCE_MS = 30000,
    POLL_MS = 999, /* the longest wait that reads nothing */
    BLOCK_MS = 1000
};

static struct quatrix_posix posix;
static int listener = -1;
static uint16_t port;

/* A socket that listens: connections are made by the kernel, nobody accepts them. */
static int listen_somewhere(void **state)
{
    struct sockaddr_in address = { .sin_family = AF_INET };
    socklen_t length = sizeof address;

    (void)state;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    listener = socket(AF_INET, SOCK_STREAM, 0);
    assert_int_equal(0, bind(listener, (struct sockaddr *)&address, length));
    assert_int_equal(0, listen(listener, 100));
    assert_int_equal(0, getsockname(listener, (struct sockaddr *)&address, &length));
    port = ntohs(address.sin_port);
    return 0;
}

static int stop_listening(void **state)
{
    (void)state;
    return close(listener);
}

static int set_up(void **state)
{
    (void)state;
    for (int call = 0; call < CALLS; call++) {
        failing_call_set((enum failing_call)call, 0, 0);
    }
    return quatrix_posix_init(&posix) == QUATRIX_OK ? 0 : -1;
}

static int tear_down(void **state)
{
    (void)state;
    quatrix_posix_deinit(&posix);
    return 0;
}

static enum quatrix_status dial(const char *host)
{
    uint32_t start_ms = posix.port.now_ms(&posix);
    enum quatrix_status status = posix.port.connect(&posix, host, port);

    while (status == QUATRIX_PENDING && posix.port.now_ms(&posix) - start_ms < PATIENCE_MS) {
        posix.port.wait(&posix, false, PATIENCE_MS);
        status = posix.port.connect(&posix, host, port);
    }
    return status;
}

/* --- dialling --- */

static void a_failure_of_this_machine_is_told_from_one_of_the_other(void **state)
{
    static const struct {
        int error;
        enum quatrix_status status;
    } ways[] = {
        { ENETDOWN, QUATRIX_E_NETWORK },     { ENOBUFS, QUATRIX_E_NETWORK },
        { ENOMEM, QUATRIX_E_NETWORK },       { EADDRNOTAVAIL, QUATRIX_E_NETWORK },
        { EAGAIN, QUATRIX_E_NETWORK },       { ECONNREFUSED, QUATRIX_E_CONNECT },
        { EHOSTUNREACH, QUATRIX_E_CONNECT }, { ENETUNREACH, QUATRIX_E_CONNECT },
        { ETIMEDOUT, QUATRIX_E_CONNECT },    { EACCES, QUATRIX_E_CONNECT },
    };

    (void)state;
    for (size_t i = 0; i < COUNT(ways); i++) {
        failing_call_set(CALL_CONNECT, 1, ways[i].error);
        CHECK(ways[i].status, dial("127.0.0.1"), strerror(ways[i].error));
        CHECK(1, failing_call_seen(CALL_CONNECT), strerror(ways[i].error));
        CHECK(QUATRIX_OK, dial("127.0.0.1"), "and then");
        posix.port.close(&posix);
    }
    for (size_t i = 0; i < COUNT(ways); i++) { /* the same, told later */
        failing_call_set(CALL_GETSOCKOPT, 1, ways[i].error);
        CHECK(ways[i].status, dial("127.0.0.1"), strerror(ways[i].error));
        CHECK(1, failing_call_seen(CALL_GETSOCKOPT), strerror(ways[i].error));
    }
}

static void connections_begin_in_any_way(void **state)
{
    static const int ways[] = { 0, EINTR, EINPROGRESS };

    (void)state;
    for (size_t i = 0; i < COUNT(ways); i++) {
        uint8_t byte = 0;
        failing_call_set(CALL_CONNECT, 1, ways[i]);
        if (ways[i] == 0) { /* at once: without a word to the kernel it is not true, though */
            CHECK(QUATRIX_OK, posix.port.connect(&posix, "127.0.0.1", port), "at once");
            CHECK(QUATRIX_OK, posix.port.connect(&posix, "127.0.0.1", port), "and again");
            CHECK(QUATRIX_E_CLOSED, posix.port.send(&posix, &byte, 1), "nobody is there");
        } else {
            CHECK(QUATRIX_PENDING, posix.port.connect(&posix, "127.0.0.1", port), "goes on");
        }
        posix.port.close(&posix);
    }
}

static struct sockaddr_in loopback = { .sin_family = AF_INET };
static uint8_t too_long[200];

static void set_address(struct addrinfo *entry, struct addrinfo *next)
{
    loopback.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    memset(entry, 0, sizeof *entry);
    entry->ai_family = AF_INET;
    entry->ai_addr = (struct sockaddr *)&loopback;
    entry->ai_addrlen = sizeof loopback;
    entry->ai_next = next;
}

/* One that answered, if only with a refusal, is enough to know that the network is there. */
static void one_answer_of_several_addresses_counts(void **state)
{
    struct addrinfo list[2];

    (void)state;
    set_address(&list[0], &list[1]);
    set_address(&list[1], NULL);
    failing_call_list(list);
    for (unsigned down = 0; down < 2; down++) {
        failing_call_set(CALL_GETADDRINFO, 1, 0);
        failing_call_set(CALL_CONNECT, 2, down == 1 ? ENETDOWN : ECONNREFUSED);
        CHECK(down == 1 ? QUATRIX_E_NETWORK : QUATRIX_E_CONNECT, dial("two.test"), "both");
        CHECK(2, failing_call_seen(CALL_CONNECT), "both");
    }
    failing_call_set(CALL_GETADDRINFO, 1, 0);
    failing_call_set(CALL_CONNECT, 1, ENETDOWN);
    failing_call_set(CALL_GETSOCKOPT, 1, ECONNREFUSED);
    CHECK(QUATRIX_E_CONNECT, dial("two.test"), "down, then refused");
}

static void addresses_that_are_none_are_left_out(void **state)
{
    struct addrinfo list[2];

    (void)state;
    failing_call_list(NULL);
    failing_call_set(CALL_GETADDRINFO, 1, 0);
    CHECK(QUATRIX_E_RESOLVE, dial("empty.test"), "no address at all");

    set_address(&list[0], &list[1]);
    set_address(&list[1], NULL);
    list[0].ai_addr = (struct sockaddr *)too_long;
    list[0].ai_addrlen = sizeof too_long;
    failing_call_list(list);
    failing_call_set(CALL_GETADDRINFO, 1, 0);
    CHECK(QUATRIX_OK, dial("long.test"), "one too long, then a good one");
    posix.port.close(&posix);
    list[0].ai_next = NULL;
    failing_call_set(CALL_GETADDRINFO, 1, 0);
    CHECK(QUATRIX_E_RESOLVE, dial("long.test"), "one too long alone");
}

/* --- the rest of the port --- */

/* The other end of a new connection. */
static int connected(void)
{
    uint8_t byte = 'x';
    int peer;

    CHECK(QUATRIX_OK, dial("127.0.0.1"), "dial");
    peer = accept(listener, NULL, NULL);
    while (port != 0 && peer >= 0) { /* those of the tests before are closed by now */
        CHECK(1, posix.port.send(&posix, &byte, 1), "send");
        if (recv(peer, &byte, 1, 0) == 1) {
            break;
        }
        (void)close(peer);
        peer = accept(listener, NULL, NULL);
    }
    return peer;
}

static void an_interrupted_call_is_made_again(void **state)
{
    static const int32_t answers[][2] = {
        { EINTR, 1 },
        { EAGAIN, 0 },
        { ECONNRESET, QUATRIX_E_CLOSED },
        { EPIPE, QUATRIX_E_CLOSED },
        { EIO, QUATRIX_E_NETWORK },
    };
    uint8_t byte = 'x';
    int peer = connected();

    (void)state;
    for (size_t i = 0; i < COUNT(answers); i++) {
        failing_call_set(CALL_SEND, answers[i][0] == EINTR ? 3 : 1, answers[i][0]);
        CHECK(answers[i][1], posix.port.send(&posix, &byte, 1), strerror(answers[i][0]));
        failing_call_set(CALL_SEND, 0, 0);
        CHECK(1, send(peer, &byte, 1, 0), "the peer");
        posix.port.wait(&posix, false, POLL_MS);
        failing_call_set(CALL_RECV, answers[i][0] == EINTR ? 3 : 1, answers[i][0]);
        CHECK(answers[i][1], posix.port.recv(&posix, &byte, 1), strerror(answers[i][0]));
    }
    failing_call_set(CALL_RECV, 1, 0);
    CHECK(QUATRIX_E_CLOSED, posix.port.recv(&posix, &byte, 1), "the end");
    (void)close(peer);
}

/* As if no byte could be had from the system: what is there must have been read before. */
static void check_read_ahead(const char *wanted, size_t len)
{
    uint8_t buf[16];

    failing_call_set(CALL_RECV, 100, EIO);
    CHECK(len, posix.port.recv(&posix, buf, len), "recv");
    CHECK(0, memcmp(buf, wanted, len), "the bytes");
    CHECK(0, failing_call_seen(CALL_RECV), "system calls");
    failing_call_set(CALL_RECV, 0, 0);
}

static void more_is_read_than_is_asked_for(void **state)
{
    uint8_t byte = 0;
    int peer = connected();

    (void)state;
    CHECK(6, send(peer, "abcdef", 6, 0), "the peer");
    posix.port.wait(&posix, false, POLL_MS);
    CHECK(1, posix.port.recv(&posix, &byte, 1), "recv");
    CHECK('a', byte, "the byte");
    check_read_ahead("bcd", 3);
    failing_call_set(CALL_POLL, 100, EIO);
    failing_call_set(CALL_RECV, 100, EIO);
    posix.port.wait(&posix, false, PATIENCE_MS); /* there is something: not a wait */
    posix.port.wait(&posix, false, 1);
    CHECK(0, failing_call_seen(CALL_POLL) + failing_call_seen(CALL_RECV), "system calls");
    failing_call_set(CALL_POLL, 0, 0);
    check_read_ahead("ef", 2);
    CHECK(0, posix.port.recv(&posix, &byte, 1), "nothing is left");
    CHECK(2, send(peer, "gh", 2, 0), "the peer");
    posix.port.wait(&posix, false, BLOCK_MS);
    check_read_ahead("g", 1);
    (void)close(peer);

    posix.port.close(&posix); /* with it goes what was read */
    peer = connected();
    CHECK(0, posix.port.recv(&posix, &byte, 1), "another connection");
    (void)close(peer);
}

static void what_goes_wrong_in_a_wait_is_told_later(void **state)
{
    static const int32_t answers[][2] = {
        { EINTR, 0 },
        { EAGAIN, 0 },
        { ECONNRESET, QUATRIX_E_CLOSED },
        { EIO, QUATRIX_E_NETWORK },
    };
    uint8_t byte;
    int peer;

    (void)state;
    for (size_t i = 0; i < COUNT(answers); i++) {
        peer = connected();
        failing_call_set(CALL_RECV, 1, answers[i][0]);
        posix.port.wait(&posix, false, BLOCK_MS);
        CHECK(1, failing_call_seen(CALL_RECV), "system calls");
        posix.port.wait(&posix, false, answers[i][1] == 0 ? 0 : PATIENCE_MS);
        CHECK(answers[i][1], posix.port.recv(&posix, &byte, 1), strerror(answers[i][0]));
        CHECK(answers[i][1], posix.port.recv(&posix, &byte, 1), "once more");
        posix.port.close(&posix);
        (void)close(peer);
    }
    peer = connected();
    CHECK(0, posix.port.recv(&posix, &byte, 1), "another connection");
    (void)close(peer);
}

static void a_socket_that_cannot_block_is_polled(void **state)
{
    uint8_t byte;
    int peer;

    (void)state;
    failing_call_set(CALL_FCNTL, 1, EPERM);
    peer = connected();
    CHECK(1, failing_call_seen(CALL_FCNTL), "system calls");
    CHECK(1, send(peer, "x", 1, 0), "the peer");
    failing_call_set(CALL_RECV, 100, EIO);
    posix.port.wait(&posix, false, PATIENCE_MS);
    CHECK(0, failing_call_seen(CALL_RECV), "system calls");
    failing_call_set(CALL_RECV, 0, 0);
    CHECK(1, posix.port.recv(&posix, &byte, 1), "recv");
    (void)close(peer);
}

static void a_wait_is_no_longer_than_poll_can_say(void **state)
{
    static const struct {
        uint32_t max_ms;
        int poll_ms;
    } waits[] = { { 0, 0 },
                  { 1, 1 },
                  { INT_MAX - 1, INT_MAX - 1 },
                  { INT_MAX, INT_MAX },
                  { (uint32_t)INT_MAX + 1, INT_MAX },
                  { UINT32_MAX, INT_MAX } };

    (void)state;
    for (size_t i = 0; i < COUNT(waits); i++) {
        (void)failing_call_longest_poll();
        failing_call_set(CALL_POLL, 1, EINTR);
        posix.port.wait(&posix, false, waits[i].max_ms);
        CHECK(waits[i].poll_ms, failing_call_longest_poll(), "milliseconds");
    }
}

static void without_a_clock_the_time_is_unknown(void **state)
{
    int64_t seconds = 0;

    (void)state;
    failing_call_set(CALL_CLOCK_GETTIME, 1, EINVAL);
    CHECK(QUATRIX_CLOCK_UNKNOWN, posix.port.unix_time(&posix, &seconds), "failed");
    CHECK(0, seconds, "failed");
    CHECK(QUATRIX_CLOCK_TRUSTED, posix.port.unix_time(&posix, &seconds), "as ever");
    assert_true(seconds > 1700000000);
}

static void no_random_bytes_are_no_random_bytes(void **state)
{
    uint8_t bytes[16] = { 0 };

    (void)state;
    failing_call_set(CALL_GETRANDOM, 1, 0);
    CHECK(false, posix.port.entropy(&posix, bytes, sizeof bytes), "none at all");
    CHECK(1, failing_call_seen(CALL_GETRANDOM), "asked once");
    failing_call_set(CALL_GETRANDOM, 3, EINTR);
    CHECK(true, posix.port.entropy(&posix, bytes, sizeof bytes), "interrupted");
    CHECK(3, failing_call_seen(CALL_GETRANDOM), "asked again");
    CHECK(true, posix.port.entropy(&posix, bytes, 0), "of nothing");
}

/* --- threads --- */

static void without_a_thread_no_name_is_looked_up(void **state)
{
    static const enum failing_call calls[] = { CALL_ATTR_INIT, CALL_ATTR_SETDETACHSTATE,
                                               CALL_ATTR_SETSTACKSIZE, CALL_SIGMASK,
                                               CALL_PTHREAD_CREATE };
    struct addrinfo entry;

    (void)state;
    set_address(&entry, NULL);
    failing_call_list(&entry);
    for (size_t i = 0; i < COUNT(calls); i++) {
        sigset_t before;
        sigset_t after;
        assert_int_equal(0, pthread_sigmask(SIG_SETMASK, NULL, &before));
        for (unsigned slot = 0; slot < 6; slot++) { /* more than there are: none is lost */
            failing_call_set(calls[i], 1, EAGAIN);
            CHECK(QUATRIX_E_NETWORK, dial("name.test"), "no thread");
            CHECK(1, failing_call_seen(calls[i]), "no thread");
        }
        assert_int_equal(0, pthread_sigmask(SIG_SETMASK, NULL, &after));
        assert_int_equal(sigismember(&before, SIGTERM), sigismember(&after, SIGTERM));
        failing_call_set(CALL_GETADDRINFO, 1, 0);
        CHECK(QUATRIX_OK, dial("name.test"), "and then");
        posix.port.close(&posix);
    }
}

/* A process of its own, since the pool of threads is made once. */
static int init_in_a_child(enum failing_call call)
{
    int status = -1;
    pid_t child = fork();

    assert_true(child >= 0);
    if (child == 0) {
        struct quatrix_posix other;
        failing_call_set(call, 1, ENOMEM);
        _exit(quatrix_posix_init(&other) == QUATRIX_E_NETWORK ? 42 : 1);
    }
    assert_int_equal(child, waitpid(child, &status, 0));
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static void without_the_pool_there_is_no_port(void **state)
{
    static const enum failing_call calls[] = { CALL_PTHREAD_ONCE, CALL_CONDATTR_INIT,
                                               CALL_CONDATTR_SETCLOCK, CALL_COND_INIT };

    (void)state;
    for (size_t i = 0; i < COUNT(calls); i++) {
        CHECK(42, init_in_a_child(calls[i]), "init");
    }
}

static void what_was_never_begun_is_not_ended(void **state)
{
    struct quatrix_posix other;

    (void)state;
    memset(&other, 0, sizeof other); /* its descriptor is 0, which is not its own */
    quatrix_posix_deinit(&other);
    assert_true(fcntl(0, F_GETFD) >= 0);
    quatrix_posix_deinit(NULL);
    CHECK(QUATRIX_E_ARGUMENT, quatrix_posix_init(NULL), "init");
}

#define PORT_TEST(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(without_the_pool_there_is_no_port), /* first: before there is one */
        PORT_TEST(a_failure_of_this_machine_is_told_from_one_of_the_other),
        PORT_TEST(connections_begin_in_any_way),
        PORT_TEST(one_answer_of_several_addresses_counts),
        PORT_TEST(addresses_that_are_none_are_left_out),
        PORT_TEST(an_interrupted_call_is_made_again),
        PORT_TEST(more_is_read_than_is_asked_for),
        PORT_TEST(what_goes_wrong_in_a_wait_is_told_later),
        PORT_TEST(a_socket_that_cannot_block_is_polled),
        PORT_TEST(a_wait_is_no_longer_than_poll_can_say),
        PORT_TEST(without_a_clock_the_time_is_unknown),
        PORT_TEST(no_random_bytes_are_no_random_bytes),
        PORT_TEST(without_a_thread_no_name_is_looked_up),
        cmocka_unit_test(what_was_never_begun_is_not_ended),
    };

    return cmocka_run_group_tests(tests, listen_somewhere, stop_listening);
}
