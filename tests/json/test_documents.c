/* SPDX-License-Identifier: MIT */
/* Replies of every model, made at random: what core decodes is what they mean. So it is after one byte of
   them was changed: refused, or exactly what it now says. */
#include "documents.h"
#include "kinds.h"
#include "models.h"

#include "evidence/evidence.h"
#include "unit/unit.h"

enum { DOCUMENTS = 120, MUTATIONS = 12 };

static struct reply_model models[MODELS_MAX + 3];
static size_t count;

static int find_models(void **state)
{
    (void)state;
    count = models_of_replies(models);
    models[count++] = (struct reply_model){ "every kind", { &kinds_model.model, false, NULL } };
    models[count++] =
        (struct reply_model){ "a list of every kind", { &kinds_model.model, true, NULL } };
    models[count++] =
        (struct reply_model){ "a folder", { &folder_model.model, false, &inner_model.model } };
    return 0;
}

static void fail_with(const struct reply_model *model, const struct bytes *text, size_t slice,
                      const char *what, const struct outcome *due, const struct outcome *got)
{
    print_error("%.*s\n", (int)text->len, (const char *)text->at);
    fail_msg("%s, slices of %zu: %s; due %s, got %s", model->name, slice, what,
             quatrix_status_name(due->status), quatrix_status_name(got->status));
}

static void compare(const struct reply_model *model, const struct bytes *text, size_t slice,
                    const struct outcome *due)
{
    struct outcome got;
    const char *what;

    decode_by_core(&model->shape, text->at, text->len, text->len + 1, slice, &got);
    what = difference(due, &got);
    if (what != NULL) {
        fail_with(model, text, slice, what, due, &got);
    }
    outcome_free(&got);
}

/* True if it was taken. */
static bool check(struct random *random, const struct reply_model *model, const struct bytes *text)
{
    struct outcome due;
    bool taken;

    meaning_of(&model->shape, text->at, text->len, &due);
    taken = due.status == QUATRIX_OK;
    compare(model, text, 1 + random_below(random, (uint32_t)text->len + 1), &due);
    compare(model, text, 1 + random_below(random, 9), &due);
    outcome_free(&due);
    return taken;
}

static void a_reply_means_what_it_says(void **state)
{
    struct random random = { UINT64_C(0x9E3779B97F4A7C15) };
    unsigned long long documents = 0;
    unsigned long long all_taken = 0;

    (void)state;
    for (size_t i = 0; i < count; i++) {
        unsigned taken = 0;
        for (unsigned n = 0; n < DOCUMENTS; n++) {
            struct bytes text = { 0 };
            document_random(&random, &models[i].shape, n % 2 == 0 ? 0 : 5, &text);
            taken += check(&random, &models[i], &text);
            bytes_free(&text);
            documents++;
        }
        CHECK(taken > DOCUMENTS / 4, "%s: %u of %d replies were taken", models[i].name, taken,
              DOCUMENTS);
        all_taken += taken;
    }
    CHECK(all_taken < documents * 9 / 10, "%llu of %llu replies were taken", all_taken, documents);
    evidence("json/documents", documents);
}

static void a_byte_changed_is_refused_or_means_something_else(void **state)
{
    struct random random = { UINT64_C(0xD1B54A32D192ED03) };
    unsigned long long mutations = 0;
    unsigned long long taken = 0;

    (void)state;
    for (size_t i = 0; i < count; i++) {
        for (unsigned n = 0; n < DOCUMENTS; n++) {
            struct bytes text = { 0 };
            document_random(&random, &models[i].shape, 0, &text);
            for (unsigned k = 0; k < MUTATIONS && text.len > 0; k++) {
                struct bytes mutant = { 0 };
                bytes_add(&mutant, text.at, text.len);
                document_mutate(&random, &mutant);
                taken += check(&random, &models[i], &mutant);
                mutations++;
                bytes_free(&mutant);
            }
            bytes_free(&text);
        }
    }
    CHECK(taken > mutations / 20 && taken < mutations / 2, "%llu of %llu mutants were taken", taken,
          mutations);
    evidence("json/mutations", mutations);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_reply_means_what_it_says),
        cmocka_unit_test(a_byte_changed_is_refused_or_means_something_else),
    };

    return cmocka_run_group_tests_name("json/documents", tests, find_models, NULL);
}
