/* SPDX-License-Identifier: MIT */
/*
 * A whole call: any operation, authorized in any way, over a transport that cuts, stalls and fails, and
 * answers with what the input says, or with the right answer and changes to it. The call ends within its
 * deadline, with a documented status, in a sound struct; it leaves no secret, and the client can be used.
 *
 * Input: the operation, how it is authorized, flags, nine bytes for the transport (script.h), the step
 * after which it is cancelled, how the right answer travels; then the replies, or the changes.
 */
#include "call/secrets.h"
#include "fuzz.h"
#include "models.h"
#include "script.h"

#include "call/call.h"

#include <quatrix/relogin.h>
#include <quatrix/retry.h>

#include <stdlib.h>
#include <string.h>

enum flag { RAW_REPLIES, RETRY, RELOGIN, TRACE, TWICE, SMALL, CANCEL, NO_CLOCK };

enum { TIMEOUT_MS = 10000, REPLIES_MAX = BENCH_BODY - 100 };

static struct bench b;

/* --- what a program brings --- */

static bool give_credentials(void *ctx, const char **email, const char **password)
{
    (void)ctx;
    *email = BENCH_EMAIL;
    *password = BENCH_PASSWORD;
    return true;
}

static bool give_code(void *ctx, enum quatrix_factor factor,
                      char code[QUATRIX_RELOGIN_CODE_MAX + 1])
{
    (void)ctx;
    (void)factor;
    memcpy(code, BENCH_CODE, sizeof BENCH_CODE);
    return true;
}

static void see(void *ctx, bool sent, const char *text, size_t len)
{
    (void)ctx;
    FUZZ_CHECK(!sent || find_secret(text, len, true) == NULL);
}

static void set_policies(uint8_t flags)
{
    static const struct quatrix_retry retry = { .attempts = 3 };
    static const struct quatrix_relogin relogin = { NULL, give_credentials, NULL, give_code };

    if (fuzz_bit(flags, RETRY)) {
        FUZZ_CHECK(quatrix_client_retry(&b.client, &retry) == QUATRIX_OK);
    } else if (fuzz_bit(flags, RELOGIN)) {
        FUZZ_CHECK(quatrix_client_relogin(&b.client, &relogin) == QUATRIX_OK);
    }
    if (fuzz_bit(flags, TRACE)) {
        FUZZ_CHECK(quatrix_client_trace(&b.client, see, NULL) == QUATRIX_OK);
    }
}

/* --- one call --- */

static const struct quatrix_json_model
    *reply_model; /* of the call under way; NULL: none is decoded */
static void *reply;

static enum quatrix_status start(const struct operation *op)
{
    enum quatrix_status status = op->start(&b);

    reply_model = NULL;
    if (status == QUATRIX_PENDING && (op->flags & (LOGIN | SECOND | LIST | RAW)) == 0) {
        reply_model = b.client.priv.endpoint->reply;
        reply = b.client.priv.reply;
    }
    return status;
}

/* What a start is refused with where the session is not, or no longer, what it needs. */
static enum quatrix_status refusal(const struct operation *op)
{
    return (op->flags & SECOND) != 0 ? QUATRIX_E_STATE : QUATRIX_E_AUTH;
}

static void check_end(const struct operation *op, enum quatrix_status status, bool may_start)
{
    const struct quatrix_error *error = quatrix_client_error(&b.client);

    const enum quatrix_status also[] = { b.fail_with, may_start ? QUATRIX_OK : refusal(op) };

    fuzz_check_documented(status, also, COUNT(also));
    FUZZ_CHECK(status < 0 ? error->status == status : error->status >= 0);
    fuzz_check_contract(&b);
    if (status == QUATRIX_OK && reply_model != NULL) {
        fuzz_check_struct(reply_model, reply);
    }
    fuzz_check_struct(fuzz_error_model(), (const uint8_t *)error);
    FUZZ_CHECK(quatrix_step(&b.client) == QUATRIX_E_STATE);
}

/* The deadline begins anew with each element, and with each block, of at least a byte. It is looked at
   after what takes time: a nap, and the last call of recv() in a step and in a pull. */
static void check_time(uint32_t before)
{
    uint32_t most = b.config.timeout_ms * (1 + b.elements + b.skipped + (uint32_t)b.body_len);

    FUZZ_CHECK(b.now - before <= most + b.nap + 2 * b.recv_time + 64 * b.tick);
}

static void cancel_after(const struct operation *op, unsigned steps)
{
    enum quatrix_status status = start(op);

    for (unsigned i = 0; i < steps && status == QUATRIX_PENDING; i++) {
        status = quatrix_step(&b.client);
    }
    if (status == QUATRIX_PENDING || status == QUATRIX_READY) {
        FUZZ_CHECK(quatrix_cancel(&b.client) == QUATRIX_OK);
        FUZZ_CHECK(quatrix_client_error(&b.client)->status == QUATRIX_E_CANCELLED);
    } else {
        FUZZ_CHECK(quatrix_cancel(&b.client) == QUATRIX_E_STATE);
    }
}

static void call(const struct operation *op, bool may_start)
{
    uint32_t before = b.now;
    enum quatrix_status status = bench_finish(&b, start(op));

    check_end(op, status, may_start);
    check_time(before);
}

/* What the server itself has said may stay where it belongs, the rest may not. */
static void check_secrets(const uint8_t *text, size_t len)
{
    FUZZ_CHECK(find_secret(b.work, b.config.work_size, true) == NULL);
    if (find_secret(text, len, true) == NULL) {
        check_no_secret(&b);
    }
}

/* --- the input --- */

/* The right answer, changed. */
static size_t change_answer(struct fuzz_input *in, const struct operation *op, uint8_t way,
                            uint8_t *text, size_t size)
{
    size_t head;
    size_t len = render((char *)text, size, op, &travels[way % travels_count], &head);

    return fuzz_edit(in, text, len, size);
}

/* As far as the input allows that: of what is not authorized the start is refused. */
static bool set_up(const struct operation *op, enum bench_auth auth, uint8_t flags)
{
    bool may_start = may_call(op, auth) && ((op->flags & SECOND) == 0 || auth == BENCH_SESSION);

    bench_prepare(&b);
    b.config.work_size = fuzz_bit(flags, SMALL) ? QUATRIX_WORK_MIN : 768;
    b.config.timeout_ms = TIMEOUT_MS;
    b.clock = fuzz_bit(flags, NO_CLOCK) ? QUATRIX_CLOCK_UNKNOWN : QUATRIX_CLOCK_TRUSTED;
    b.unix_time = INT64_C(1700000000);
    begin(&b, op, auth);
    set_policies(flags);
    return may_start;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static uint8_t text[REPLIES_MAX];
    struct fuzz_input in = { data, size };
    const struct operation *op = &operations[fuzz_byte(&in) % OPERATIONS];
    enum bench_auth auth = (enum bench_auth)fuzz_number(&in, BENCH_AUTHS);
    uint8_t flags = fuzz_byte(&in);
    uint8_t steps;
    uint8_t way;
    size_t len;
    bool may_start;

    if (size > REPLIES_MAX) {
        return 0;
    }
    fuzz_abort_on_failure();
    may_start = set_up(op, auth, flags);
    fuzz_transport(&b, &in);
    b.fail_call += b.fail_call > 0 ? b.all_calls : 0;
    b.stall_call += b.stall_call > 0 ? b.all_calls : 0;
    steps = fuzz_byte(&in);
    way = fuzz_byte(&in);
    if (fuzz_bit(flags, RAW_REPLIES)) {
        len = in.left;
        memcpy(text, in.at, len);
    } else {
        len = change_answer(&in, op, way, text, sizeof text);
    }
    fuzz_replies_of(&b, text, len);
    if (fuzz_bit(flags, CANCEL)) {
        cancel_after(op, steps);
    } else {
        call(op, may_start);
        if (fuzz_bit(flags, TWICE)) {
            call(op, false);
        }
    }
    check_secrets(text, len);
    fuzz_use_again(&b);
    bench_close(&b);
    return 0;
}
