/* SPDX-License-Identifier: MIT */
/* Signals end the wait for a key (interrupt.h); echo is switched on again on every way out. */
#include "terminal.h"
#include "cli.h"
#include "interrupt.h"
#include "message.h"
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

static int open_terminal(void)
{
    return open("/dev/tty", O_RDWR | O_CLOEXEC | O_NOCTTY);
}

bool terminal_present(void)
{
    int fd = open_terminal();

    if (fd < 0) {
        return false;
    }
    (void)close(fd);
    return true;
}

static void say(int fd, const char *text)
{
    size_t len = strlen(text);

    while (len > 0) {
        ssize_t put = write(fd, text, len);
        if (put < 0 && errno != EINTR) {
            return;
        }
        text += put > 0 ? put : 0;
        len -= put > 0 ? (size_t)put : 0;
    }
}

/* Next byte typed: 1, 0 at the end of input, -1 after an error or a signal. */
static int next_byte(int fd, char *byte)
{
    struct pollfd wanted = { .fd = fd, .events = POLLIN, .revents = 0 };

    for (;;) {
        ssize_t got;
        /* Short sleeps: a signal just before poll() would otherwise go unseen. */
        int ready = poll(&wanted, 1, INTERRUPT_POLL_MS);

        if (interrupt_signal() != 0 || (ready < 0 && errno != EINTR)) {
            return -1;
        }
        if (ready <= 0) {
            continue;
        }
        got = read(fd, byte, 1);
        if (got >= 0 || errno != EINTR) {
            return got < 0 ? -1 : (int)got;
        }
    }
}

static int read_answer(int fd, char *text, size_t size)
{
    size_t len = 0;
    bool fits = true;
    char byte = 0;
    int got;

    while ((got = next_byte(fd, &byte)) == 1 && byte != '\n') {
        if (len + 1 < size) {
            text[len++] = byte;
        } else {
            fits = false; /* read on, or the rest would go to the shell */
        }
    }
    text[len] = '\0';
    say(fd, "\n"); /* the one typed was not shown */
    if (got < 0) {
        return interrupt_signal() != 0 ? CLI_SIGNAL + interrupt_signal() : CLI_FILE;
    }
    if (len == 0 || !fits || strlen(text) != len) {
        message("%s", len == 0 ? "nothing was entered" : "what was entered is too long or no text");
        return CLI_USAGE;
    }
    return CLI_OK;
}

static void show_prompt(int fd, const char *prompt, const char *whom)
{
    char text[400];

    (void)snprintf(text, sizeof text, whom != NULL ? "%s for %s: " : "%s: ", prompt, whom);
    say(fd, text);
}

/* Stopping (Ctrl-Z) would leave a silent terminal to the shell: not while a question is open. */
static void ignore_stop(bool ignore, struct sigaction *before)
{
    struct sigaction action;

    memset(&action, 0, sizeof action);
    action.sa_handler = SIG_IGN;
    (void)sigaction(SIGTSTP, ignore ? &action : before, ignore ? before : NULL);
}

static int ask_silently(int fd, const char *prompt, const char *whom, char *text, size_t size)
{
    struct termios before;
    struct termios silent;
    int status;

    if (tcgetattr(fd, &before) != 0) {
        message("the terminal: %s", strerror(errno));
        return CLI_FILE;
    }
    silent = before;
    silent.c_lflag &= ~(tcflag_t)(ECHO | ECHOE | ECHOK | ECHONL);
    silent.c_lflag |= ICANON | ISIG;
    if (tcsetattr(fd, TCSAFLUSH, &silent) != 0) {
        message("the terminal: %s", strerror(errno));
        return CLI_FILE;
    }
    show_prompt(fd, prompt, whom);
    status = read_answer(fd, text, size);
    (void)tcsetattr(fd, TCSAFLUSH, &before);
    return status;
}

int terminal_ask(const char *prompt, const char *whom, char *text, size_t size)
{
    struct sigaction before;
    int fd = open_terminal();
    int status;

    text[0] = '\0';
    if (fd < 0) {
        message("there is no terminal to ask at");
        return CLI_USAGE;
    }
    ignore_stop(true, &before);
    interrupt_be_patient(true);
    status = ask_silently(fd, prompt, whom, text, size);
    interrupt_be_patient(false);
    ignore_stop(false, &before);
    (void)close(fd);
    return status;
}
