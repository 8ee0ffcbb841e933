/* SPDX-License-Identifier: MIT */
#include "store.h"

#include <string.h>

typedef char an_item_fits[SCENARIO_TEXT_MAX < STORE_ITEM_SIZE ? 1 : -1];

bool store_is_there(void)
{
    return memcmp(STORE->magic, "QXSTORE1", sizeof STORE->magic) == 0;
}

const char *store_setting(enum store_setting setting)
{
    return STORE->settings[setting];
}

const uint8_t *store_anchor(size_t *len)
{
    *len = STORE->anchor_len < STORE_ANCHOR_SIZE ? STORE->anchor_len : 0;
    return STORE->anchor;
}

/* FNV-1a. Never 0, so that erased memory is no copy. */
static uint32_t check_of(const struct store_copy *copy)
{
    uint32_t check = UINT32_C(2166136261) ^ copy->sequence;

    for (size_t i = 0; i < sizeof copy->text; i++) {
        check = (check ^ (uint8_t)copy->text[i]) * UINT32_C(16777619);
    }
    return check | 1U;
}

static bool is_whole(const struct store_copy *copy)
{
    return copy->check == check_of(copy) && memchr(copy->text, '\0', sizeof copy->text) != NULL;
}

/* The copy that counts, or NULL. */
static struct store_copy *current(enum scenario_item item)
{
    struct store_copy *copies = STORE->items[item];
    bool whole[2] = { is_whole(&copies[0]), is_whole(&copies[1]) };

    if (whole[0] && whole[1]) {
        return &copies[copies[0].sequence < copies[1].sequence];
    }
    return whole[0] ? &copies[0] : whole[1] ? &copies[1] : NULL;
}

bool store_load(enum scenario_item item, char *text, size_t size)
{
    const struct store_copy *copy = current(item);
    size_t len = copy != NULL ? strlen(copy->text) : 0;

    if (len >= size) {
        return false;
    }
    memcpy(text, copy != NULL ? copy->text : "", len + 1);
    return true;
}

/* Into the other copy, the check last: until then the old one counts. Then the old one is wiped, as it
   may be a password that is no longer to be found. */
bool store_save(enum scenario_item item, const char *text)
{
    struct store_copy *old = current(item);
    struct store_copy *copy = &STORE->items[item][old == STORE->items[item]];
    size_t len = strlen(text);

    if (len >= sizeof copy->text) {
        return false;
    }
    memset(copy, 0, sizeof *copy);
    memcpy(copy->text, text, len);
    copy->sequence = old != NULL ? old->sequence + 1 : 1;
    copy->check = check_of(copy);
    if (old != NULL) {
        memset(old, 0, sizeof *old);
    }
    return true;
}
