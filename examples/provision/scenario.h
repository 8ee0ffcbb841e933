/* SPDX-License-Identifier: MIT */
/**
 * @file
 * What a device does at first boot: take over an account, give it a name and a password of its
 * own, and prove that it can pass both second factors.
 *
 * Portable C99: no heap, no stdio, no files, no operating system. All that lies outside comes
 * through struct scenario_hooks. Power may fail at any moment: run it again, and it goes on. It
 * looks before it changes, so running it once more does no harm either. In the end the account has
 * no second factor but those an administrator imposes.
 */
#ifndef SCENARIO_H
#define SCENARIO_H

#include "line.h"
#include <quatrix/image.h>
#include <quatrix/profile.h>
#include <quatrix/session.h>
#include <quatrix/totp.h>

/** Longest text of the store, in bytes: e-mail, password, base32 secret or PIN. 3 bytes each. */
#ifndef SCENARIO_TEXT_MAX
#define SCENARIO_TEXT_MAX 127
#endif

/** Bytes of the 2FA image handed over at a time. */
#ifndef SCENARIO_BLOCK_SIZE
#define SCENARIO_BLOCK_SIZE 512
#endif

/** What the device's store keeps: text without line breaks, all of it secret but the e-mail. */
enum scenario_item {
    SCENARIO_EMAIL,            /**< Whose account it is. Must be there. */
    SCENARIO_PASSWORD,         /**< The one in force. Must be there. */
    SCENARIO_NEW_PASSWORD,     /**< The one to change to. Absent: the password is left alone. */
    SCENARIO_PENDING_PASSWORD, /**< A change to this one was begun. Only the scenario writes it. */
    SCENARIO_TOTP_SECRET,      /**< Base32; the operator's part is to put it here. */
    SCENARIO_PIN,              /**< To be set and used. Absent: no PIN is set. */
    SCENARIO_ITEMS
};

/** The world outside. Every function must be set. */
struct scenario_hooks {
    void *ctx; /**< Handed to every function below. */

    /** Show a line of progress: UTF-8 without a line break, no secrets. */
    void (*print)(void *ctx, const char *line);

    /** Read an item into text; "" when it is absent. False: the store failed, or the item is
        longer than size - 1 bytes. */
    bool (*load)(void *ctx, enum scenario_item item, char *text, size_t size);

    /** Keep an item, or remove it ("" for text). It must survive a loss of power from the moment
        this returns true; when power fails before, either the old or the new text remains. */
    bool (*save)(void *ctx, enum scenario_item item, const char *text);

    /** The next block of the 2FA image, a PNG file. offset 0 begins a new image. It is a secret:
        keep it no longer than the operator needs it. */
    bool (*image)(void *ctx, size_t offset, const uint8_t *png, size_t len);

    /** The image is complete. Let the operator read it and put the secret that is in it into the
        store as SCENARIO_TOTP_SECRET; return when that has happened, or false if it will not. */
    bool (*image_end)(void *ctx);

    /** Seconds since 1970-01-01 UTC, right to a few seconds; false: not known. */
    bool (*unix_time)(void *ctx, int64_t *seconds);

    /** Sleep for so many milliseconds, at most 30 seconds. */
    void (*sleep)(void *ctx, uint32_t ms);
};

/** What each part of the scenario needs for a moment; wiped after every step. */
union scenario_scratch {
    struct quatrix_profile profile;
    struct quatrix_profile_info info;
    struct quatrix_profile_set_reply set;
    struct quatrix_profile_remove_mfa_reply remove_mfa;
    struct {
        struct quatrix_image state;
        size_t len;
        size_t passed;
        uint8_t block[SCENARIO_BLOCK_SIZE];
    } image;
    struct scenario_secrets {
        char email[SCENARIO_TEXT_MAX + 1];
        char text[SCENARIO_TEXT_MAX + 1];
        char new_text[SCENARIO_TEXT_MAX + 1];
        uint8_t key[QUATRIX_TOTP_SECRET_MAX];
        char code[QUATRIX_TOTP_DIGITS + 1];
        union {
            struct quatrix_profile_set_password_reply set_password;
            struct quatrix_profile_set_mfa_reply set_mfa;
        } reply;
    } secrets;
};

/** A run, in memory the caller owns; about 1.6 KB. Zero it, then set the first part. */
struct scenario {
    struct quatrix_client *client; /**< Initialized and idle. */
    const struct scenario_hooks *hooks;
    const char *name;      /**< What the account shall be called; NULL: as it is. */
    const char *language;  /**< Such as "de_DE"; NULL: as it is. */
    const char *signature; /**< Mail signature; NULL: as it is. */

    struct scenario_priv {
        union scenario_scratch scratch;
        struct scenario_line line;
        const char *problem; /* what failed on this side of the network, else NULL */
        uint64_t differs;    /* bit QUATRIX_PROFILE_SET_x: is not as wanted */
        uint8_t step;
        uint8_t factors_on; /* bit SCENARIO_2FA, SCENARIO_PIN_FACTOR, as last seen */
        uint8_t factors_forced;
        bool secret_ready; /* the secret of a new image has come back */
    } priv;
};

/**
 * Do it all, from logging in to logging out, and report the memory used.
 *
 * @return true when the account is as wanted. After false, the last line printed says which step
 *         failed and why. Either way the client can be used further, no session is left open where
 *         that is possible, and no secret is left in *scenario.
 */
bool scenario_run(struct scenario *scenario);

#endif
