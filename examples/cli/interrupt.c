/* SPDX-License-Identifier: MIT */
/* Without SA_RESTART, so that a signal also ends a blocking read or poll. */
#include "interrupt.h"
#include <signal.h>
#include <stddef.h>
#include <string.h>

static volatile sig_atomic_t caught;
static volatile sig_atomic_t patient;

/* The second time at once: the program may be stuck, or somebody is in a hurry. */
static void note(int number)
{
    if (caught != 0 && !patient) {
        (void)signal(number, SIG_DFL);
        (void)raise(number);
    }
    caught = number;
}

void interrupt_be_patient(bool on)
{
    patient = on;
}

void interrupt_install(void)
{
    static const int numbers[] = { SIGINT, SIGTERM, SIGHUP, SIGQUIT };
    struct sigaction action;

    memset(&action, 0, sizeof action);
    (void)sigemptyset(&action.sa_mask);
    action.sa_handler = note;
    for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++) {
        struct sigaction before;
        /* nohup and background shells ignore some of them: leave it so. */
        if (sigaction(numbers[i], NULL, &before) == 0 && before.sa_handler != SIG_IGN) {
            (void)sigaction(numbers[i], &action, NULL);
        }
    }
    action.sa_handler = SIG_IGN;
    (void)sigaction(SIGPIPE, &action, NULL);
}

int interrupt_signal(void)
{
    return caught;
}
