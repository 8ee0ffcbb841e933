/* SPDX-License-Identifier: MIT */
#include "models.h"

#include "call/call.h"
#include "call/operations.h"

/* What an operation works with, learnt from the client that has begun it. */
struct facts {
    const struct quatrix_endpoint *endpoint; /* static */
    bool pulls_inside;                       /* its list lies inside the reply */
};

static void learn(const struct operation *op, struct facts *facts)
{
    static struct bench b;
    enum bench_auth auth = BENCH_SESSION;

    while (!may_call(op, auth)) {
        auth = (enum bench_auth)((auth + 1) % BENCH_AUTHS);
    }
    bench_case("%s", op->name);
    bench_prepare(&b);
    begin(&b, op, auth);
    CHECK_STATUS(QUATRIX_PENDING, op->start(&b));
    facts->endpoint = b.client.priv.endpoint;
    facts->pulls_inside = b.client.priv.element != NULL;
    quatrix_cancel(&b.client);
    bench_close(&b);
}

static const struct quatrix_json_model *model_of_list(const struct quatrix_json_model *model)
{
    for (size_t i = 0; i < model->count; i++) {
        if (model->members[i].type == QUATRIX_JSON_AS_STREAM) {
            return quatrix_json_sub(model, &model->members[i]);
        }
    }
    fail_msg("a list inside a reply, and no row for it");
    return NULL;
}

/* What the client makes of the body of an error. */
static const struct quatrix_json_model *error_model(void)
{
    static struct bench b;
    const struct quatrix_json_model *model;

    bench_open(&b,
               "HTTP/1.1 404 Not Found\r\nContent-Type: application/json\r\n"
               "Content-Length: 2\r\n\r\n{}",
               0);
    CHECK_STATUS(QUATRIX_E_HTTP, quatrix_profile_get(&b.client, &b.out.profile));
    model = b.client.priv.json.model;
    bench_close(&b);
    return model;
}

/* A session is not zeroed when a login begins: its model has no size. */
static const struct quatrix_json_model *with_size(const struct quatrix_json_model *model)
{
    static struct quatrix_json_model session;

    if (model == NULL || model->size > 0) {
        return model;
    }
    session = *model;
    session.size = sizeof(struct quatrix_session);
    return &session;
}

static bool same_shape(const struct shape *a, const struct shape *b)
{
    return a->model == b->model && a->list == b->list && a->element == b->element;
}

static size_t add_reply(struct reply_model *models, size_t count, const char *name,
                        const struct shape *shape)
{
    for (size_t i = 0; i < count; i++) {
        if (same_shape(&models[i].shape, shape)) {
            return count;
        }
    }
    assert_true(count < MODELS_MAX);
    models[count] = (struct reply_model){ name, *shape };
    return count + 1;
}

size_t models_of_replies(struct reply_model *models)
{
    struct shape error = { error_model(), false, NULL };
    size_t count = add_reply(models, 0, "an error", &error);

    for (size_t i = 0; i < OPERATIONS; i++) {
        struct shape shape = { NULL, false, NULL };
        struct facts facts;
        learn(&operations[i], &facts);
        shape.model = with_size(facts.endpoint->reply);
        if (shape.model == NULL) {
            continue;
        }
        if (facts.pulls_inside) {
            shape.element = model_of_list(shape.model);
        } else {
            shape.list = (facts.endpoint->flags & QUATRIX_LIST) != 0;
        }
        count = add_reply(models, count, operations[i].name, &shape);
    }
    return count;
}

size_t models_of_requests(struct request_model *models)
{
    size_t count = 0;

    for (size_t i = 0; i < OPERATIONS; i++) {
        struct facts facts;
        size_t known = 0;
        learn(&operations[i], &facts);
        while (known < count && models[known].form != facts.endpoint->request) {
            known++;
        }
        if (known == count && facts.endpoint->request != NULL) {
            assert_true(count < MODELS_MAX);
            models[count++] = (struct request_model){ operations[i].name, facts.endpoint->request };
        }
    }
    return count;
}
