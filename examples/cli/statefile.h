/* SPDX-License-Identifier: MIT */
/**
 * @file
 * What a transfer needs to go on, in a file of mode 0600 beside the one it is about: it holds the key
 * of an upload. It is of this machine and this version of the program.
 */
#ifndef QUATRIX_CLI_STATEFILE_H
#define QUATRIX_CLI_STATEFILE_H

#include "paths.h"
#include <quatrix/download.h>
#include <quatrix/upload.h>

/** Bytes of the library's state. */
#define STATEFILE_STATE_SIZE                                                                       \
    (QUATRIX_UPLOAD_STATE_SIZE > QUATRIX_DOWNLOAD_STATE_SIZE ? QUATRIX_UPLOAD_STATE_SIZE           \
                                                             : QUATRIX_DOWNLOAD_STATE_SIZE)

/** Longest name of a file of this machine, in bytes. */
#define STATEFILE_NAME_MAX 4095

enum statefile_stage {
    STATEFILE_NEW,    /**< Nothing is known. */
    STATEFILE_ASKED,  /**< The server was asked for a new file; whether it made one is not known. */
    STATEFILE_RUNNING /**< There is a state to go on with. */
};

/** All of it is compared, padding included: zero it to begin. */
struct statefile_saved {
    struct statefile_place {
        char kind[8];
        char host[256];
        uint64_t port;
        char user[256];
        char path[PATHS_MAX + 1];
    } place;
    struct statefile_version {
        int64_t size;
        int64_t modified;
    } version;
    struct quatrix_id file_id;
    uint8_t state[STATEFILE_STATE_SIZE];
    uint8_t stage; /**< enum statefile_stage */
};

struct statefile {
    int fd;
    char name[STATEFILE_NAME_MAX + 1];
    struct statefile_saved saved;
};

/** How a file of before fits the transfer that is to be made. */
enum statefile_match {
    STATEFILE_NONE,       /**< There is none. */
    STATEFILE_OTHER,      /**< It is of another one. */
    STATEFILE_SAME_PLACE, /**< From and to the same, but the file has changed. */
    STATEFILE_SAME        /**< It is of this one. */
};

/* Functions that return an int return an exit status, and have said why it is not CLI_OK. */

/** Where from and where to, as far as cli says it. */
void statefile_place(struct statefile_place *place, const struct cli *cli, const char *kind,
                     const char *path);

/**
 * Read the file, if there is one; file->saved is what it holds then, else zero.
 *
 * @param local   The file of this machine.
 * @param suffix  Behind its name: the state file.
 * @param wanted  What it should be of.
 */
int statefile_open(struct statefile *file, const char *local, const char *suffix,
                   const struct statefile_saved *wanted, enum statefile_match *match);

/** Write file->saved; the file is made when it is not there. */
int statefile_save(struct statefile *file);

/** The transfer is over: remove it. */
void statefile_remove(struct statefile *file);

/** Leave it as it is, and wipe what was read of it. */
void statefile_close(struct statefile *file);

/** Lock a file against other runs of this program. False: another one has it. */
bool statefile_lock(int fd);

#endif
