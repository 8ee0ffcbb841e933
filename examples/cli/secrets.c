/* SPDX-License-Identifier: MIT */
/* Read with read(2): the buffers of stdio could not be wiped. */
#include "secrets.h"
#include "cli.h"
#include "interrupt.h"
#include "message.h"
#include "readfile.h"
#include "terminal.h"
#include <errno.h>
#include <fcntl.h>
#include <quatrix/model.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define NO_OPTION OPTION_COUNT

static const struct {
    const char *what;
    enum option_id file;
    const char *environment; /* holds the secret itself */
    const char *prompt;      /* NULL: never asked for */
    const char *again;       /* asked for twice */
} sources[SECRET_COUNT] = {
    [SECRET_PASSWORD] = { "password", OPTION_PASSWORD_FILE, "QUATRIX_PASSWORD", "Password", NULL },
    [SECRET_NEW_PASSWORD] = { "new password", OPTION_NEW_PASSWORD_FILE, NULL, "New password",
                              "New password again" },
    [SECRET_API_KEY] = { "API key", OPTION_API_KEY_FILE, "QUATRIX_API_KEY", NULL, NULL },
    [SECRET_TOTP_SECRET] = { "2FA secret", OPTION_TOTP_SECRET_FILE, NULL, NULL, NULL },
    [SECRET_CODE] = { "2FA code", NO_OPTION, NULL, "2FA code", NULL },
    [SECRET_NEW_CODE] = { "2FA code", NO_OPTION, NULL, "2FA code of the new secret", NULL },
    [SECRET_PIN] = { "PIN", OPTION_PIN_FILE, NULL, "PIN", NULL },
    [SECRET_NEW_PIN] = { "new PIN", OPTION_NEW_PIN_FILE, NULL, "New PIN", "New PIN again" },
    [SECRET_KEY_PASSWORD] = { "password of the client's key", OPTION_CLIENT_KEY_PASSWORD_FILE, NULL,
                              "Password of the client's key", NULL },
};

static const char *file_of(const struct options *options, enum secret_id id)
{
    return sources[id].file != NO_OPTION ? options->value[sources[id].file] : NULL;
}

static const char *environment_of(enum secret_id id)
{
    const char *value = sources[id].environment != NULL ? getenv(sources[id].environment) : NULL;

    return value != NULL && value[0] != '\0' ? value : NULL;
}

bool secret_given(const struct options *options, enum secret_id id)
{
    return sources[id].file != NO_OPTION && options->given[sources[id].file];
}

bool secret_stored(const struct options *options, enum secret_id id)
{
    return file_of(options, id) != NULL || environment_of(id) != NULL;
}

bool secret_can_ask(void)
{
    return terminal_present();
}

const char *secret_option(enum secret_id id)
{
    return sources[id].file != NO_OPTION ? option_rows[sources[id].file].name : NULL;
}

/* Next byte: 1, 0 at the end, -1 after an error or a signal. */
static int next_byte(int fd, char *byte)
{
    for (;;) {
        ssize_t got = read(fd, byte, 1);
        if (got >= 0 || errno != EINTR || interrupt_signal() != 0) {
            return got < 0 ? -1 : (int)got;
        }
    }
}

enum line { LINE_OK, LINE_ERROR, LINE_LONG, LINE_NUL };

/* One line without its end. */
static enum line read_line(int fd, char text[SECRET_MAX + 1])
{
    size_t len = 0;
    char byte = 0;
    int got;

    while ((got = next_byte(fd, &byte)) == 1 && byte != '\n') {
        if (byte == '\0') {
            return LINE_NUL;
        }
        if (len == SECRET_MAX) {
            return LINE_LONG;
        }
        text[len++] = byte;
    }
    if (len > 0 && text[len - 1] == '\r') {
        len--;
    }
    text[len] = '\0';
    return got < 0 ? LINE_ERROR : LINE_OK;
}

static int refuse(const char *path, const char *why)
{
    message("%s: %s", path, why);
    return CLI_FILE;
}

static int read_open_file(int fd, const char *path, bool whole, char text[SECRET_MAX + 1])
{
    char byte;

    switch (read_line(fd, text)) {
    case LINE_OK:
        break;
    case LINE_ERROR:
        return interrupt_signal() != 0 ? CLI_SIGNAL + interrupt_signal()
                                       : refuse(path, strerror(errno));
    case LINE_LONG:
        return refuse(path, "the line is too long for a secret");
    case LINE_NUL:
        return refuse(path, "is not text");
    }
    if (text[0] == '\0') {
        return refuse(path, "holds no secret: its first line is empty");
    }
    if (whole && next_byte(fd, &byte) == 1) {
        return refuse(path, "holds more than one line");
    }
    return CLI_OK;
}

/* "-" is standard input, a line each time. */
static int read_file(const char *path, char text[SECRET_MAX + 1])
{
    int fd;
    int status;

    if (strcmp(path, "-") == 0) {
        return read_open_file(STDIN_FILENO, "standard input", false, text);
    }
    fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
    if (fd < 0) {
        return refuse(path, strerror(errno));
    }
    readfile_warn(fd, path);
    status = read_open_file(fd, path, true, text);
    (void)close(fd);
    return status;
}

static int copy_environment(enum secret_id id, const char *value, char text[SECRET_MAX + 1])
{
    size_t len = strlen(value);

    if (len > SECRET_MAX) {
        message("%s is too long", sources[id].environment);
        return CLI_USAGE;
    }
    memcpy(text, value, len + 1);
    return CLI_OK;
}

static int cannot_ask(enum secret_id id)
{
    /* A code itself is stored nowhere; the secret it is computed from may be. */
    enum option_id file =
        sources[id].file != NO_OPTION ? sources[id].file : OPTION_TOTP_SECRET_FILE;
    const char *environment = option_rows[file].environment;

    message("no %s, and no terminal to ask at: give --%s FILE%s%s", sources[id].what,
            option_rows[file].name, environment != NULL ? " or set " : "",
            environment != NULL ? environment : "");
    return CLI_USAGE;
}

static int ask(const struct options *options, enum secret_id id, char text[SECRET_MAX + 1])
{
    const char *whom = id == SECRET_PASSWORD ? options->value[OPTION_USER] : NULL;
    char second[SECRET_MAX + 1];
    int status;

    if (sources[id].prompt == NULL || !terminal_present()) {
        return cannot_ask(id);
    }
    status = terminal_ask(sources[id].prompt, whom, text, SECRET_MAX + 1);
    if (status != CLI_OK || sources[id].again == NULL) {
        return status;
    }
    status = terminal_ask(sources[id].again, NULL, second, sizeof second);
    if (status == CLI_OK && strcmp(text, second) != 0) {
        message("the two entries differ");
        status = CLI_USAGE;
    }
    quatrix_wipe(second, sizeof second);
    return status;
}

int secret_get(struct secrets *secrets, const struct options *options, enum secret_id id,
               const char **text)
{
    char *buffer = secrets->text[id];
    int status = CLI_OK;

    *text = NULL;
    if (buffer[0] == '\0') {
        if (file_of(options, id) != NULL) {
            status = read_file(file_of(options, id), buffer);
        } else if (environment_of(id) != NULL) {
            status = copy_environment(id, environment_of(id), buffer);
        } else {
            status = ask(options, id, buffer);
        }
    }
    if (status != CLI_OK) {
        quatrix_wipe(buffer, SECRET_MAX + 1);
        return status;
    }
    *text = buffer;
    return CLI_OK;
}

void secrets_wipe(struct secrets *secrets)
{
    quatrix_wipe(secrets, sizeof *secrets);
}
