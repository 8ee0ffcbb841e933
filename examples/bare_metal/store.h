/* SPDX-License-Identifier: MIT */
/**
 * @file
 * The device's memory that survives a loss of power. On this board, which has none, it is a part of
 * RAM at a fixed address outside of the program's, filled by QEMU from a file (store.py makes it).
 */
#ifndef STORE_H
#define STORE_H

#include "scenario.h"

/** Settings made in the factory; the program does not write them. */
enum store_setting {
    STORE_HOST,    /**< Name or address of the server. */
    STORE_PORT,    /**< Decimal. */
    STORE_NETWORK, /**< "ADDRESS MASK GATEWAY DNS" */
    STORE_CLOCK, /**< "trusted", "floor" or "none", and seconds since 1970 at power-on: "floor 86400" */
    STORE_ENTROPY, /**< "broken": there are no random numbers. */
    STORE_SETTINGS
};

enum { STORE_SETTING_SIZE = 64, STORE_ITEM_SIZE = 128, STORE_ANCHOR_SIZE = 2048 };

/** Two copies of each item: one stays while the other is written. */
struct store_copy {
    uint32_t sequence; /**< The higher one counts. */
    uint32_t check;
    char text[STORE_ITEM_SIZE];
};

struct store {
    char magic[8];
    char settings[8][STORE_SETTING_SIZE];
    struct store_copy items[SCENARIO_ITEMS][2];
    uint32_t anchor_len;
    uint8_t anchor[STORE_ANCHOR_SIZE];
};

/** Where it lies. */
#define STORE ((struct store *)0x21000000)

/** Is there a store, and of this layout? */
bool store_is_there(void);

/** Static text. */
const char *store_setting(enum store_setting setting);

/** The trust anchor: DER, where it lies. */
const uint8_t *store_anchor(size_t *len);

/** As the hooks of the scenario. */
bool store_load(enum scenario_item item, char *text, size_t size);
bool store_save(enum scenario_item item, const char *text);

#endif
