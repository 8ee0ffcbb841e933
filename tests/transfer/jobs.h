/* SPDX-License-Identifier: MIT */
/* One upload and one download of a file, as several tests run them: to the end, or from a state that was saved. */
#ifndef JOBS_H
#define JOBS_H

#include "rig.h"

#include <quatrix/digest.h>

enum { SIZE = 2100, BLOCK = 300 };

/* What flash keeps. */
struct saved {
    uint8_t state[QUATRIX_UPLOAD_STATE_SIZE];
    bool there;
};

struct all {
    struct rig rig;
    struct rig_source source;
    struct rig_sink sink;
    struct quatrix_upload upload;
    struct quatrix_upload_config up;
    struct quatrix_download download;
    struct quatrix_download_config down;
    struct quatrix_sha256 sha256;
    struct saved saved;
    uint8_t file[RIG_FILE];
    uint8_t hash[QUATRIX_SHA256_SIZE];
    uint8_t block[BLOCK];
};

extern struct all all;

/* A file to send, or to fetch; every progress is saved. */
void set_up_upload(unsigned tries);
void set_up_download(unsigned tries);

/* From the beginning to the end: by waiting, or by stepping with a clock that moves by step_ms each time. */
enum quatrix_status begin_upload(uint32_t step_ms);
enum quatrix_status begin_download(uint32_t step_ms);

/* From what was saved, everything that was in memory is gone. */
enum quatrix_status resume_upload(void);
enum quatrix_status resume_download(void);

/* The whole file is there, once, and its hash is right. Closes the rig. */
void check_uploaded(void);
void check_downloaded(void);

#endif
