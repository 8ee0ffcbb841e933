/* SPDX-License-Identifier: MIT */
#include "prompt.h"

#include "host.h"
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

/* For the signal handler: the terminal must not stay silent after Ctrl-C. */
static int terminal;
static struct termios before;

static void give_back(int number)
{
    (void)tcsetattr(terminal, TCSANOW, &before);
    (void)raise(number); /* SA_RESETHAND: its ordinary effect */
}

static void on_signals(void (*handler)(int))
{
    static const int signals[] = { SIGINT, SIGTERM, SIGHUP, SIGQUIT };
    struct sigaction action;

    memset(&action, 0, sizeof action);
    action.sa_handler = handler;
    action.sa_flags = handler != SIG_DFL ? (int)SA_RESETHAND | SA_NODEFER : 0;
    for (size_t i = 0; i < sizeof signals / sizeof *signals; i++) {
        (void)sigaction(signals[i], &action, NULL);
    }
}

/* In canonical mode a read gives a line. */
static bool read_line(char *text, size_t size)
{
    ssize_t len;

    do {
        len = read(terminal, text, size);
    } while (len < 0 && errno == EINTR);
    /* The line break typed was not shown. */
    if (write(terminal, "\n", 1) != 1 || len < 2 || text[len - 1] != '\n') {
        host_message("%s", len < 2 ? "nothing was entered" : "what was entered is too long");
        return false;
    }
    text[len - 1] = '\0';
    return true;
}

static bool ask(const char *question, char *text, size_t size)
{
    struct termios silent;
    bool fine;

    if (tcgetattr(terminal, &before) != 0) {
        host_message("the terminal: %s", strerror(errno));
        return false;
    }
    silent = before;
    silent.c_lflag &= ~(tcflag_t)(ECHO | ECHONL);
    silent.c_lflag |= ICANON | ISIG;
    on_signals(give_back);
    (void)tcsetattr(terminal, TCSAFLUSH, &silent);
    fine = write(terminal, question, strlen(question)) > 0 && read_line(text, size);
    (void)tcsetattr(terminal, TCSAFLUSH, &before);
    on_signals(SIG_DFL);
    return fine;
}

bool prompt_silently(const char *question, char *text, size_t size)
{
    bool fine;

    terminal = open("/dev/tty", O_RDWR | O_CLOEXEC | O_NOCTTY);
    if (terminal < 0) {
        host_message("there is no terminal to ask at: name an --operator");
        return false;
    }
    fine = ask(question, text, size);
    (void)close(terminal);
    return fine;
}
