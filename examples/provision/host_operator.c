/* SPDX-License-Identifier: MIT */
#include "host_operator.h"

#include "host.h"
#include "prompt.h"
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define IMAGE "2fa.png"

bool host_operator_image(struct host_operator *me, size_t offset, const uint8_t *png, size_t len)
{
    int begin = offset == 0 ? O_CREAT | O_TRUNC : O_APPEND;
    int fd = openat(me->store->folder, IMAGE, O_WRONLY | O_CLOEXEC | begin, 0600);
    bool fine = fd >= 0 && write(fd, png, len) == (ssize_t)len;

    if (!fine) {
        host_message("%s/%s: %s", me->store->path, IMAGE, strerror(errno));
    }
    return (fd < 0 || close(fd) == 0) && fine;
}

void host_operator_close(struct host_operator *me)
{
    (void)unlinkat(me->store->folder, IMAGE, 0);
}

/* Exit status of the program, or -1. */
static int run(const char *program, const char *image, const char *secret)
{
    int status = 0;
    pid_t child = fork();

    if (child == 0) {
        (void)execlp(program, program, image, secret, (char *)NULL);
        host_message("%s: %s", program, strerror(errno));
        _exit(127);
    }
    if (child < 0) {
        host_message("fork: %s", strerror(errno));
        return -1;
    }
    while (waitpid(child, &status, 0) < 0) {
        if (errno != EINTR) {
            return -1;
        }
    }
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static bool call_program(struct host_operator *me, const char *image)
{
    char secret[PATH_MAX];
    int status;

    (void)snprintf(secret, sizeof secret, "%s/%s", me->store->path,
                   host_store_file(SCENARIO_TOTP_SECRET));
    (void)fflush(stdout);
    status = run(me->program, image, secret);
    if (status != 0) {
        host_message("the operator %s failed (%d)", me->program, status);
    }
    return status == 0;
}

static bool ask_person(struct host_operator *me, const char *image)
{
    char text[SCENARIO_TEXT_MAX + 1];
    bool fine;

    host_message("scan %s with an authenticator app; its setup key is the secret", image);
    fine = prompt_silently("2FA secret (base32, the text behind 'secret=' of the QR code): ", text,
                           sizeof text) &&
           host_store_save(me->store, SCENARIO_TOTP_SECRET, text);
    quatrix_wipe(text, sizeof text);
    return fine;
}

bool host_operator_image_end(struct host_operator *me)
{
    char image[PATH_MAX];
    bool fine;

    if (strlen(me->store->path) > PATH_MAX - 32) {
        host_message("%s: %s", me->store->path, strerror(ENAMETOOLONG));
        return false;
    }
    (void)snprintf(image, sizeof image, "%s/%s", me->store->path, IMAGE);
    fine = me->program != NULL ? call_program(me, image) : ask_person(me, image);
    host_operator_close(me);
    return fine;
}
