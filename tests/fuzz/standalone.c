/* SPDX-License-Identifier: MIT */
/* A target without an engine: FILE|FOLDER..., each file is an input. For any compiler, and for valgrind. */
#define _POSIX_C_SOURCE 200809L

#include "fuzz.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

static unsigned inputs;

static void run_file(const char *path)
{
    static uint8_t bytes[FUZZ_INPUT_MAX + 1];
    FILE *file = fopen(path, "rb");
    size_t len;
    uint8_t *input;

    if (file == NULL) {
        perror(path);
        exit(1);
    }
    len = fread(bytes, 1, sizeof bytes, file);
    (void)fclose(file);
    input = fuzz_block(bytes, len);
    (void)LLVMFuzzerTestOneInput(input, len);
    free(input);
    inputs++;
}

static void run_folder(const char *path)
{
    DIR *folder = opendir(path);
    const struct dirent *entry;
    char name[1024];

    if (folder == NULL) {
        perror(path);
        exit(1);
    }
    while ((entry = readdir(folder)) != NULL) {
        if (entry->d_name[0] != '.') {
            FUZZ_CHECK(snprintf(name, sizeof name, "%s/%s", path, entry->d_name) <
                       (int)sizeof name);
            run_file(name);
        }
    }
    (void)closedir(folder);
}

int main(int argc, char **argv)
{
    for (int i = 1; i < argc; i++) {
        struct stat info;
        if (stat(argv[i], &info) == 0 && S_ISDIR(info.st_mode)) {
            run_folder(argv[i]);
        } else {
            run_file(argv[i]);
        }
    }
    printf("%u inputs\n", inputs);
    return inputs > 0 ? 0 : 1; /* none: the corpus is not where it should be */
}
