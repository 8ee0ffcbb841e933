/* SPDX-License-Identifier: MIT */
/* Requests of every kind. */
#include "json/sink.h"

#include <string.h>

static void put_bool(const struct quatrix_json_sink *sink, const struct quatrix_field *row,
                     bool value)
{
    if (sink->query) {
        quatrix_out_char(sink->out, value ? '1' : '0');
    } else if (row->type == QUATRIX_FIELD_LETTER) {
        quatrix_out_text(sink->out, value ? "\"Y\"" : "\"N\"");
    } else {
        quatrix_out_text(sink->out, value ? "true" : "false");
    }
}

static void put_number(const struct quatrix_json_sink *sink, const struct quatrix_field *row,
                       int64_t number)
{
    quatrix_out_decimal(sink->out, number, row->type == QUATRIX_FIELD_INT64 ? 0 : 6);
}

/* A struct quatrix_texts or quatrix_times: the same but for what the pointer points to. */
static enum quatrix_status put_array(const struct quatrix_json_sink *sink,
                                     const struct quatrix_field *row, const uint8_t *at)
{
    enum quatrix_status status = QUATRIX_OK;
    const void *item;
    size_t count;

    memcpy(&item, at, sizeof item);
    memcpy(&count, at + offsetof(struct quatrix_texts, count), sizeof count);
    if (item == NULL && count > 0) {
        return QUATRIX_E_ARGUMENT;
    }
    quatrix_out_char(sink->out, '[');
    for (size_t i = 0; i < count && status == QUATRIX_OK; i++) {
        if (i > 0) {
            quatrix_out_char(sink->out, ',');
        }
        if (row->type == QUATRIX_FIELD_TIMES) {
            put_number(sink, row, ((const int64_t *)item)[i]);
        } else {
            status = quatrix_json_put_string(sink, row, ((const char *const *)item)[i]);
        }
    }
    quatrix_out_char(sink->out, ']');
    return count == 0 && row->required ? QUATRIX_E_ARGUMENT : status;
}

/* All but structs and lists of them. */
static enum quatrix_status put_value(const struct quatrix_json_sink *sink,
                                     const struct quatrix_field *row, const uint8_t *at)
{
    const char *text;
    int64_t number;
    bool truth;

    switch (row->type) {
    case QUATRIX_FIELD_BOOL:
    case QUATRIX_FIELD_LETTER:
        memcpy(&truth, at, sizeof truth);
        put_bool(sink, row, truth);
        return QUATRIX_OK;
    case QUATRIX_FIELD_INT64:
    case QUATRIX_FIELD_TIME:
        memcpy(&number, at, sizeof number);
        put_number(sink, row, number);
        return QUATRIX_OK;
    case QUATRIX_FIELD_STRINGS:
    case QUATRIX_FIELD_TIMES:
        return put_array(sink, row, at);
    default:
        memcpy(&text, at, sizeof text);
        return quatrix_json_put_string(sink, row, text);
    }
}

/* A struct being written, and the list of structs in it that is. */
struct frame {
    const struct quatrix_form *form;
    const uint8_t *base;
    const uint8_t *item; /* next struct of the list */
    size_t left;         /* structs due of the list */
    char before;         /* what comes before the next member, or the next struct of the list */
    uint8_t row;         /* of the list, else the next one */
    bool list;
};

/* SearchReq holds queries, which hold lists, which hold tags. */
struct stack {
    struct frame frame[4];
    size_t count;
};

static enum quatrix_status push(struct stack *stack, const struct quatrix_form *form,
                                const uint8_t *base)
{
    struct frame *frame = &stack->frame[stack->count];
    uint64_t present;

    if (stack->count >= sizeof stack->frame / sizeof *frame) {
        return QUATRIX_E_DEPTH;
    }
    stack->count++;
    *frame = (struct frame){ form, base, NULL, 0, '{', 0, false };
    return quatrix_json_check_present(form, base, &present);
}

static enum quatrix_status begin_list(struct frame *frame, const struct quatrix_field *row)
{
    const void *item;

    memcpy(&item, frame->base + row->offset, sizeof item);
    memcpy(&frame->left, frame->base + row->offset + sizeof item, sizeof frame->left);
    frame->item = item;
    frame->list = true;
    frame->before = '[';
    return (item == NULL && frame->left > 0) || (frame->left == 0 && row->required)
               ? QUATRIX_E_ARGUMENT
               : QUATRIX_OK;
}

/* The next struct of a list, or its end. */
static enum quatrix_status put_item(const struct quatrix_json_sink *sink, struct stack *stack)
{
    struct frame *frame = &stack->frame[stack->count - 1];
    const struct quatrix_form *sub =
        quatrix_form_sub(frame->form, &frame->form->members[frame->row]);
    const uint8_t *item = frame->item;

    if (frame->left > 0) {
        quatrix_out_char(sink->out, frame->before);
        frame->before = ',';
        frame->left--;
        frame->item += sub->size;
        return push(stack, sub, item);
    }
    quatrix_out_text(sink->out, frame->before == '[' ? "[]" : "]");
    frame->list = false;
    frame->before = ',';
    frame->row++;
    return QUATRIX_OK;
}

/* The next member, if it is to be sent. */
static enum quatrix_status put_member(const struct quatrix_json_sink *sink, struct stack *stack)
{
    struct frame *frame = &stack->frame[stack->count - 1];
    const struct quatrix_field *row = &frame->form->members[frame->row];
    uint64_t present;

    memcpy(&present, frame->base, sizeof present);
    if (!quatrix_has(present, frame->row)) {
        frame->row++;
        return row->required ? QUATRIX_E_ARGUMENT : QUATRIX_OK;
    }
    quatrix_json_put_name(sink, frame->before, row->name);
    frame->before = sink->query ? '&' : ',';
    if (row->type == QUATRIX_FIELD_LIST) {
        return begin_list(frame, row);
    }
    frame->row++;
    if (row->type == QUATRIX_FIELD_FORM) {
        return push(stack, quatrix_form_sub(frame->form, row), frame->base + row->offset);
    }
    return put_value(sink, row, frame->base + row->offset);
}

static enum quatrix_status put_next(const struct quatrix_json_sink *sink, struct stack *stack,
                                    const char **member)
{
    struct frame *frame = &stack->frame[stack->count - 1];

    if (frame->list) {
        return put_item(sink, stack);
    }
    if (frame->row < frame->form->count) {
        *member = frame->form->members[frame->row].name;
        return put_member(sink, stack);
    }
    if (!sink->query) {
        quatrix_out_text(sink->out, frame->before == '{' ? "{}" : "}");
    }
    stack->count--;
    return QUATRIX_OK;
}

static enum quatrix_status encode(const struct quatrix_json_sink *sink,
                                  const struct quatrix_form *form, const void *request,
                                  const char **member)
{
    struct stack stack;
    enum quatrix_status status;

    *member = "present";
    stack.count = 0;
    status = push(&stack, form, request);
    if (sink->query) {
        stack.frame[0].before = '?';
    }
    while (status == QUATRIX_OK && stack.count > 0) {
        status = put_next(sink, &stack, member);
    }
    if (status == QUATRIX_OK) {
        *member = NULL;
    }
    return status;
}

enum quatrix_status quatrix_json_encode(const struct quatrix_form *form, const void *request,
                                        struct quatrix_out *out, bool query, const char **member)
{
    const struct quatrix_json_sink sink = { out, query };

    return encode(&sink, form, request, member);
}
