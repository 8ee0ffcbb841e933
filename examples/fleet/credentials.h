/* SPDX-License-Identifier: MIT */
/**
 * @file
 * Credentials: a file a device, mode 0600, in a folder of mode 0700. A file is there whole or not at all.
 *
 *     QUATRIX_HOST=...  QUATRIX_PORT=...  QUATRIX_API_KEY=...     what a device needs
 *     FLEET_EMAIL=...   FLEET_USER_ID=... FLEET_KEY_ID=...        whose they are
 */
#ifndef CREDENTIALS_H
#define CREDENTIALS_H

#include <quatrix/model.h>

struct credentials {
    const char *path;
    int folder; /**< -1: there is none yet. */
    const char *host;
    unsigned port;
    int part; /* the file that is being made, else -1 */
};

/** Whose credentials they are. */
struct credentials_owner {
    struct quatrix_id user;
    struct quatrix_id key;
};

enum credentials_found { CREDENTIALS_NONE, CREDENTIALS_THERE, CREDENTIALS_BAD };

/** The file of that address can have a name. */
bool credentials_name_fits(const char *email);

/** Open the folder. It is made when missing, unless read_only. False: errno; EPERM: others can read it. */
bool credentials_open(struct credentials *credentials, bool read_only);

/** Is there a file for the address, and of which user and key? */
enum credentials_found credentials_find(const struct credentials *credentials, const char *email,
                                        struct credentials_owner *owner);

/** Take the room on the disk, before there is a key to be lost for want of it. False: errno. */
bool credentials_reserve(struct credentials *credentials);

/** Write the file, in place of one that may be there; on the disk when it returns. False: errno. */
bool credentials_store(struct credentials *credentials, const char *email,
                       const struct credentials_owner *owner, const char *key);

/** Give back what credentials_reserve() took, if it was not used. */
void credentials_release(struct credentials *credentials);

void credentials_close(struct credentials *credentials);

#endif
