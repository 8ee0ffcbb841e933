/* SPDX-License-Identifier: MIT */
#include "meaning.h"

#include "reference.h"

#include "unit/unit.h"

/* A struct that is being filled, by a member of it. */
struct place {
    const struct quatrix_json_model *model;
    const struct quatrix_json_member *row;
    uint8_t *base;  /* of the struct */
    unsigned level; /* structs and arrays around the value */
    bool held;      /* in an object that is looked at once it is complete */
};

struct reading {
    struct document doc;
    const struct shape *shape;
    struct outcome *outcome;
};

enum {
    LEVELS = 4
}; /* structs and arrays in each other, as many as struct quatrix_json has frames */

static enum quatrix_status members(struct reading *r, const struct node *object,
                                   struct place place);

static const struct node *node_at(const struct reading *r, size_t index)
{
    return index == 0 ? NULL : &r->doc.node[index];
}

/* The text goes wrong before the value is complete. */
static enum quatrix_status broken(const struct reading *r)
{
    assert_int_not_equal(QUATRIX_OK, r->doc.status);
    return r->doc.status;
}

static bool is_container(const struct node *node)
{
    return node->kind == NODE_OBJECT || node->kind == NODE_ARRAY;
}

static void mark(const struct place *place, size_t mask)
{
    uint64_t bit = UINT64_C(1) << (place->row - place->model->members);
    uint64_t bits;

    memcpy(&bits, place->base + mask, sizeof bits);
    bits |= bit;
    memcpy(place->base + mask, &bits, sizeof bits);
}

/* The text of a string, without its quotes. */
static const uint8_t *inside(const struct reading *r, const struct node *node, size_t *len)
{
    *len = node->end - node->start - 2;
    return r->doc.text + node->start + 1;
}

static bool is_absent(const struct reading *r, const struct node *node,
                      const struct quatrix_json_member *row)
{
    size_t len;

    if (node->kind == NODE_NULL) {
        return true;
    }
    if (node->kind != NODE_STRING || row->type != QUATRIX_JSON_AS_ID) {
        return false;
    }
    (void)inside(r, node, &len);
    return len == 0;
}

/* Scalars. */

static enum quatrix_status put_bool(const struct reading *r, const struct node *node, uint8_t *at)
{
    size_t len;
    const uint8_t *text;
    bool value = node->kind == NODE_TRUE;

    if (node->kind == NODE_STRING) {
        text = inside(r, node, &len);
        if (len != 1 || (*text != 'Y' && *text != 'N')) {
            return QUATRIX_E_TYPE;
        }
        value = *text == 'Y';
    } else if (node->kind != NODE_TRUE && node->kind != NODE_FALSE) {
        return QUATRIX_E_TYPE;
    }
    memcpy(at, &value, sizeof value);
    return QUATRIX_OK;
}

static enum quatrix_status put_number(const struct reading *r, const struct node *node,
                                      const struct place *place, uint8_t *at)
{
    const uint8_t *text = r->doc.text + node->start;
    size_t len = node->end - node->start;
    enum quatrix_status status;
    int64_t value;
    bool exact;

    if (node->kind == NODE_STRING) {
        text = inside(r, node, &len);
    } else if (node->kind != NODE_NUMBER) {
        return QUATRIX_E_TYPE;
    }
    status = reference_number(text, len, place->row->type == QUATRIX_JSON_AS_TIME ? 6 : 0, &value,
                              &exact);
    if (status != QUATRIX_OK) {
        return status;
    }
    memcpy(at, &value, sizeof value);
    if (!exact) {
        mark(place, QUATRIX_JSON_TRUNCATED);
    }
    return QUATRIX_OK;
}

static bool may_cut(const struct quatrix_json_member *row)
{
    return row->type == QUATRIX_JSON_AS_CUT || row->type == QUATRIX_JSON_AS_CUTS;
}

static enum quatrix_status put_text(const struct reading *r, const struct node *node,
                                    const struct place *place, uint8_t *at)
{
    struct bytes text = { 0 };
    size_t len;
    const uint8_t *from;
    size_t fits = 0;

    if (node->kind != NODE_STRING) {
        return QUATRIX_E_TYPE;
    }
    from = inside(r, node, &len);
    reference_text(from, len, &text);
    while (fits < text.len) {
        size_t n = reference_character(text.at + fits, text.len - fits);
        if (fits + n >= quatrix_json_text_size(place->row)) {
            break;
        }
        fits += n;
    }
    if (fits < text.len && !may_cut(place->row)) {
        bytes_free(&text);
        return QUATRIX_E_SPACE;
    }
    if (fits < text.len) {
        mark(place, QUATRIX_JSON_TRUNCATED);
    }
    if (fits > 0) {
        memcpy(at, text.at, fits);
    }
    at[fits] = 0;
    bytes_free(&text);
    return QUATRIX_OK;
}

/* Arrays. */

static bool is_array(const struct quatrix_json_member *row)
{
    return row->type == QUATRIX_JSON_AS_TEXTS || row->type == QUATRIX_JSON_AS_CUTS ||
           row->type == QUATRIX_JSON_AS_MODELS;
}

static size_t item_size(const struct place *place)
{
    return place->row->type == QUATRIX_JSON_AS_MODELS
               ? quatrix_json_sub(place->model, place->row)->size
               : quatrix_json_text_size(place->row);
}

/* Where the next element goes; NULL when there is no room, which is marked. */
static uint8_t *slot(const struct place *place)
{
    uint8_t *at = place->base + place->row->offset;
    struct quatrix_count count;
    uint8_t *item;

    memcpy(&count, at, sizeof count);
    item = at + sizeof count + (size_t)count.kept * item_size(place);
    count.total++;
    if (count.kept == quatrix_json_capacity(place->row)) {
        mark(place, QUATRIX_JSON_TRUNCATED);
        item = NULL;
    } else {
        count.kept++;
    }
    memcpy(at, &count, sizeof count);
    return item;
}

static bool is_full(const struct place *place)
{
    struct quatrix_count count;

    memcpy(&count, place->base + place->row->offset, sizeof count);
    return count.kept == quatrix_json_capacity(place->row);
}

static enum quatrix_status put_element(const struct reading *r, const struct node *node,
                                       const struct place *place)
{
    uint8_t *at;

    if (place->row->type == QUATRIX_JSON_AS_MODELS) {
        return QUATRIX_E_TYPE;
    }
    at = slot(place);
    return at == NULL ? QUATRIX_OK : put_text(r, node, place, at);
}

/* jsmn needs one token for each value and each name. */
static size_t tokens_of(const struct reading *r, const struct node *node)
{
    size_t count = 1;

    for (const struct node *n = node_at(r, node->child); n != NULL; n = node_at(r, n->next)) {
        count += tokens_of(r, n) + (node->kind == NODE_OBJECT);
    }
    return count;
}

/* A nested struct: not looked at before it is complete. */
static enum quatrix_status put_object(struct reading *r, const struct node *node,
                                      const struct place *place, bool element)
{
    const struct quatrix_json_member *row = place->row;
    struct place in = { quatrix_json_sub(place->model, row), NULL, place->base + row->offset,
                        place->level + 1, true };

    if (!place->held) {
        if (node->end == 0) {
            return broken(r);
        }
        if (tokens_of(r, node) > QUATRIX_TOKENS) {
            return QUATRIX_E_SPACE;
        }
    }
    if (element) {
        in.base = slot(place);
        if (in.base == NULL) {
            return QUATRIX_OK;
        }
    } else {
        mark(place, QUATRIX_JSON_PRESENT);
    }
    return place->level >= LEVELS ? QUATRIX_E_DEPTH : members(r, node, in);
}

static enum quatrix_status element_of_array(struct reading *r, const struct node *node,
                                            const struct place *place)
{
    const struct quatrix_json_member *row = place->row;

    if (!place->held && is_full(place)) { /* passes unseen */
        if (node->end == 0) {
            return broken(r);
        }
        if (node->kind != NODE_NULL) {
            (void)slot(place);
        }
        return QUATRIX_OK;
    }
    if (is_container(node)) {
        return node->kind == NODE_OBJECT && row->type == QUATRIX_JSON_AS_MODELS
                   ? put_object(r, node, place, true)
                   : QUATRIX_E_TYPE;
    }
    if (node->end == 0) {
        return broken(r);
    }
    return is_absent(r, node, row) ? QUATRIX_OK : put_element(r, node, place);
}

static enum quatrix_status put_array(struct reading *r, const struct node *array,
                                     const struct place *place)
{
    struct place in = *place;

    mark(place, QUATRIX_JSON_PRESENT);
    if (place->level >= LEVELS) {
        return QUATRIX_E_DEPTH;
    }
    in.level++;
    for (const struct node *n = node_at(r, array->child); n != NULL; n = node_at(r, n->next)) {
        enum quatrix_status status = element_of_array(r, n, &in);
        if (status != QUATRIX_OK) {
            return status;
        }
    }
    return array->end == 0 ? broken(r) : QUATRIX_OK;
}

/* Lists. */

static enum quatrix_status needs(const struct quatrix_json_model *model, const uint8_t *base)
{
    uint64_t present;

    memcpy(&present, base, sizeof present);
    return model->needs == 0 || ((present >> (model->needs - 1U)) & 1U) != 0 ? QUATRIX_OK
                                                                             : QUATRIX_E_MISSING;
}

/* A struct of a list that is complete: taken, or passed over. */
static void end_element(struct reading *r, const struct quatrix_json_model *model,
                        enum quatrix_status status, const uint8_t *base)
{
    if (status == QUATRIX_OK) {
        status = needs(model, base);
    }
    outcome_element(r->outcome, status == QUATRIX_OK ? QUATRIX_READY : QUATRIX_SKIPPED, status,
                    base, model->size);
}

static enum quatrix_status element_of_list(struct reading *r, const struct node *node,
                                           const struct quatrix_json_model *model, unsigned level)
{
    struct place in = { model, NULL, calloc(1, model->size), level, false };
    enum quatrix_status status = node->kind == NODE_OBJECT ? members(r, node, in) : QUATRIX_E_TYPE;

    if (node->end == 0 || status == QUATRIX_E_JSON || status == QUATRIX_E_DEPTH) {
        free(in.base);
        return node->end == 0 ? broken(r) : status;
    }
    end_element(r, model, status, in.base);
    free(in.base);
    return QUATRIX_OK;
}

static enum quatrix_status list(struct reading *r, const struct node *array,
                                const struct quatrix_json_model *model, unsigned level)
{
    for (const struct node *n = node_at(r, array->child); n != NULL; n = node_at(r, n->next)) {
        enum quatrix_status status = element_of_list(r, n, model, level);
        if (status != QUATRIX_OK) {
            return status;
        }
    }
    return array->end == 0 ? broken(r) : QUATRIX_OK;
}

/* The list inside a reply, where somebody pulls it. */
static enum quatrix_status stream(struct reading *r, const struct node *array,
                                  const struct place *place)
{
    mark(place, QUATRIX_JSON_PRESENT);
    if (r->shape->element == NULL) {
        return array->end == 0 ? broken(r) : QUATRIX_OK;
    }
    return list(r, array, r->shape->element, place->level);
}

/* Members. */

static enum quatrix_status put_json(const struct reading *r, const struct node *node,
                                    const struct place *place)
{
    size_t len = node->end - node->start;

    if (node->end == 0) {
        return broken(r);
    }
    if (len >= place->row->arg) {
        return QUATRIX_E_SPACE;
    }
    memcpy(place->base + place->row->offset, r->doc.text + node->start, len);
    mark(place, QUATRIX_JSON_PRESENT);
    return QUATRIX_OK;
}

static enum quatrix_status put_container(struct reading *r, const struct node *node,
                                         const struct place *place)
{
    unsigned type = place->row->type;

    if (type == QUATRIX_JSON_AS_JSON && !place->held) {
        return put_json(r, node, place);
    }
    if (node->kind == NODE_OBJECT) {
        return type == QUATRIX_JSON_AS_MODEL ? put_object(r, node, place, false) : QUATRIX_E_TYPE;
    }
    if (type == QUATRIX_JSON_AS_STREAM && !place->held) {
        return stream(r, node, place);
    }
    if (!is_array(place->row)) {
        return QUATRIX_E_TYPE;
    }
    return put_array(r, node, place);
}

static enum quatrix_status put_scalar(const struct reading *r, const struct node *node,
                                      const struct place *place)
{
    uint8_t *at = place->base + place->row->offset;
    enum quatrix_status status;

    if (is_absent(r, node, place->row)) {
        return QUATRIX_OK;
    }
    if (place->row->lenient && is_array(place->row)) { /* one without brackets */
        mark(place, QUATRIX_JSON_PRESENT);
        return put_element(r, node, place);
    }
    switch (place->row->type) {
    case QUATRIX_JSON_AS_BOOL:
        status = put_bool(r, node, at);
        break;
    case QUATRIX_JSON_AS_INT64:
    case QUATRIX_JSON_AS_TIME:
        status = put_number(r, node, place, at);
        break;
    case QUATRIX_JSON_AS_TEXT:
    case QUATRIX_JSON_AS_CUT:
    case QUATRIX_JSON_AS_ID:
        status = put_text(r, node, place, at);
        break;
    default:
        return QUATRIX_E_TYPE;
    }
    if (status == QUATRIX_OK) {
        mark(place, QUATRIX_JSON_PRESENT);
    }
    return status;
}

/* A member whose form is not sure is left out when it has another one. */
static void leave_out(const struct place *place)
{
    uint64_t present;

    memcpy(&present, place->base, sizeof present);
    present &= ~(UINT64_C(1) << (place->row - place->model->members));
    memcpy(place->base, &present, sizeof present);
    memset(place->base + place->row->offset, 0,
           place->row->type == QUATRIX_JSON_AS_MODEL
               ? quatrix_json_sub(place->model, place->row)->size
               : place->row->arg);
    mark(place, QUATRIX_JSON_TRUNCATED);
}

static enum quatrix_status put_member(struct reading *r, const struct node *node,
                                      const struct place *place)
{
    enum quatrix_status status;

    if (node->kind == NODE_DUE || (node->end == 0 && !is_container(node))) {
        return broken(r);
    }
    status = is_container(node) ? put_container(r, node, place) : put_scalar(r, node, place);
    if ((status == QUATRIX_E_TYPE || status == QUATRIX_E_SPACE || status == QUATRIX_E_RANGE) &&
        place->row->lenient && !is_array(place->row) && !place->held) {
        leave_out(place);
        return node->end == 0 ? broken(r) : QUATRIX_OK;
    }
    return status;
}

static const struct quatrix_json_member *row_named(const struct reading *r, const struct node *node,
                                                   const struct quatrix_json_model *model)
{
    const struct quatrix_json_member *row = NULL;
    struct bytes name = { 0 };

    reference_text(r->doc.text + node->name, node->name_end - node->name, &name);
    for (size_t i = 0; i < model->count && row == NULL; i++) {
        const char *candidate = model->members[i].name;
        if (strlen(candidate) == name.len && memcmp(candidate, name.at, name.len) == 0) {
            row = &model->members[i];
        }
    }
    bytes_free(&name);
    return row;
}

static enum quatrix_status members(struct reading *r, const struct node *object, struct place place)
{
    uint64_t seen = 0;

    place.level = place.held ? place.level : place.level + 1;
    for (const struct node *n = node_at(r, object->child); n != NULL; n = node_at(r, n->next)) {
        enum quatrix_status status = n->end == 0 ? r->doc.status : QUATRIX_OK;
        place.row = row_named(r, n, place.model);
        if (place.row != NULL) {
            uint64_t bit = UINT64_C(1) << (place.row - place.model->members);
            if ((seen & bit) != 0) {
                return QUATRIX_E_DUPLICATE;
            }
            seen |= bit;
            status = put_member(r, n, &place);
        }
        if (status != QUATRIX_OK) {
            return status;
        }
    }
    return object->end == 0 ? broken(r) : QUATRIX_OK;
}

/* The reply. */

static enum quatrix_status bare_list(struct reading *r, const struct node *root)
{
    struct place in = { r->shape->model, NULL, NULL, 0, false };
    enum quatrix_status status;

    if (root->kind == NODE_ARRAY) {
        return list(r, root, r->shape->model, 0);
    }
    in.base = calloc(1, in.model->size); /* a single one, without brackets */
    status = members(r, root, in);
    if (status == QUATRIX_OK) {
        end_element(r, in.model, status, in.base);
    }
    free(in.base);
    return status;
}

static enum quatrix_status value(struct reading *r, const struct node *root)
{
    struct place in = { r->shape->model, NULL, r->outcome->out.at, 0, false };

    if (!is_container(root)) {
        if (root->end == 0) {
            return broken(r);
        }
        return root->kind == NODE_NULL ? QUATRIX_OK : QUATRIX_E_TYPE;
    }
    if (r->shape->list) {
        return bare_list(r, root);
    }
    return root->kind == NODE_OBJECT ? members(r, root, in) : QUATRIX_E_TYPE;
}

void meaning_of(const struct shape *shape, const void *text, size_t len, struct outcome *outcome)
{
    struct reading r = { .shape = shape, .outcome = outcome };

    memset(outcome, 0, sizeof *outcome);
    document_read(&r.doc, text, len);
    outcome->out.at = calloc(1, shape->model->size);
    outcome->out.len = shape->list ? 0 : shape->model->size;
    assert_non_null(outcome->out.at);
    if (r.doc.nodes > 0) {
        outcome->status = value(&r, &r.doc.node[1]);
    }
    if (outcome->status == QUATRIX_OK) {
        outcome->status = r.doc.status;
    }
    if (outcome->status == QUATRIX_OK && !shape->list) {
        outcome->status = needs(shape->model, outcome->out.at);
    }
    document_free(&r.doc);
}

void outcome_element(struct outcome *outcome, enum quatrix_status status, enum quatrix_status why,
                     const void *element, size_t size)
{
    bytes_char(&outcome->elements, (unsigned)status);
    if (status == QUATRIX_READY) {
        outcome->ready++;
        bytes_add(&outcome->elements, element, size);
    } else {
        outcome->skipped++;
        bytes_char(&outcome->elements, (unsigned)why);
    }
}

const char *difference(const struct outcome *due, const struct outcome *got)
{
    if (due->status != got->status) {
        return "the status";
    }
    if (due->ready != got->ready || due->skipped != got->skipped) {
        return "how many elements there are";
    }
    if (due->elements.len != got->elements.len ||
        (due->elements.len > 0 &&
         memcmp(due->elements.at, got->elements.at, due->elements.len) != 0)) {
        return "an element";
    }
    if (due->status == QUATRIX_OK && due->out.len > 0 &&
        memcmp(due->out.at, got->out.at, due->out.len) != 0) {
        return "the struct";
    }
    return NULL;
}

void outcome_free(struct outcome *outcome)
{
    bytes_free(&outcome->elements);
    bytes_free(&outcome->out);
}
