/* SPDX-License-Identifier: MIT */
#include "report.h"

#include "steps.h"

static void add_answer(struct scenario_line *line, const struct quatrix_error *error)
{
    line_add(line, ", HTTP ");
    line_add_number(line, error->http_status);
    if (quatrix_has(error->present, QUATRIX_ERROR_CODE)) {
        line_add(line, ", server code ");
        line_add_number(line, error->server_code);
    }
    if (quatrix_has(error->present, QUATRIX_ERROR_MSG)) {
        line_add(line, ", \"");
        line_add(line, error->server_msg);
        line_add(line, "\"");
    }
}

/* Why the client's last call failed. */
static void add_error(struct scenario_line *line, const struct quatrix_error *error,
                      enum quatrix_status status)
{
    line_add(line, quatrix_status_text(status));
    line_add(line, " [");
    line_add(line, quatrix_status_name(status));
    line_add(line, ", phase ");
    line_add(line, quatrix_phase_name(error->phase));
    if (error->member != NULL) {
        line_add(line, ", ");
        line_add(line, error->member);
    }
    if (error->tls_code != 0) {
        line_add(line, ", mbedTLS ");
        line_add_hex(line, error->tls_code);
    }
    if (error->verify_flags != 0) {
        line_add(line, ", certificate flags ");
        line_add_hex(line, error->verify_flags);
    }
    if (error->http_status != 0) {
        add_answer(line, error);
    }
    line_add(line, "]");
}

void report_failure(struct scenario *s, enum quatrix_status status)
{
    struct scenario_line *line = &s->priv.line;

    line_begin(line);
    line_add(line, "failed in step ");
    line_add_number(line, s->priv.step + 1);
    line_add(line, " (");
    line_add(line, scenario_steps[s->priv.step].title);
    line_add(line, "): ");
    if (s->priv.problem != NULL) {
        line_add(line, s->priv.problem);
    } else {
        add_error(line, quatrix_client_error(s->client), status);
    }
    outside_print(s);
}

/* "  work buffer            768  " */
static void begin_row(struct scenario_line *line, const char *what, size_t bytes)
{
    line_begin(line);
    line_pad(line, 2);
    line_add(line, what);
    line_pad(line, 24);
    line_add_column(line, bytes, 8);
}

static void add_fact(struct scenario_line *line, const char *what, size_t number)
{
    line_add(line, what);
    line_add_number(line, (int64_t)number);
}

void report_memory(struct scenario *s)
{
    struct scenario_line *line = &s->priv.line;
    struct quatrix_memory memory;

    quatrix_client_memory(s->client, &memory);
    line_begin(line);
    line_add(line, "memory, in bytes");
    outside_print(s);

    begin_row(line, "client", memory.client_size);
    add_fact(line, "  jsmn tokens: used ", memory.tokens_peak);
    add_fact(line, " of ", memory.tokens);
    outside_print(s);

    begin_row(line, "work buffer", memory.work_size);
    add_fact(line, "  largest request ", memory.request_peak);
    add_fact(line, ", largest value of a reply ", memory.work_value_peak);
    add_fact(line, " (a buffer of ", memory.work_peak);
    line_add(line, " would do)");
    outside_print(s);

    begin_row(line, "scenario", sizeof *s);
    add_fact(line, "  of it a profile ", sizeof(struct quatrix_profile));
    outside_print(s);

    begin_row(line, "longest header line", memory.header_longest);
    line_add(line, "  no buffer needed");
    outside_print(s);

    if (memory.tls_heap_peak != 0) { /* else mbedTLS was built not to count */
        begin_row(line, "TLS heap", memory.tls_heap_peak);
        line_add(line, "  at most, block headers not counted");
        outside_print(s);
    }
}
