/* SPDX-License-Identifier: MIT */
#include "options.h"

#include "say.h"

#include <getopt.h>
#include <stdlib.h>

#define SYSTEM_CA "/etc/ssl/certs/ca-certificates.crt"

static const char usage[] =
    "usage: fleet --out DIR [--dry-run] [--reissue] DEVICES.csv\n"
    "\n"
    "Creates or finds a user for each device, issues an API key for each, and writes the keys to\n"
    "files of DIR. Interrupted at any moment, it goes on when it is run again.\n"
    "\n"
    "  --out DIR   credentials (mode 0600) and journal; made when missing (mode 0700)\n"
    "  --dry-run   only look, and say what would be done\n"
    "  --reissue   a key that was stored but whose file is gone is deleted and replaced\n"
    "\n"
    "  QUATRIX_HOST QUATRIX_PORT QUATRIX_CA    host, port (443), CA certificates (the system's)\n"
    "  QUATRIX_USER QUATRIX_PASSWORD[_FILE]    an administrator's e-mail address and password\n"
    "  QUATRIX_API_KEY                         or an administrator's API key\n"
    "\n"
    "Exit status: 0 every device has its key, 1 some have not, 2 wrong usage or file,\n"
    "3 stopped before the end: run it again.\n";

/* NULL where it is not set, or empty. */
static const char *environment(const char *name)
{
    const char *value = getenv(name);

    return value != NULL && value[0] != '\0' ? value : NULL;
}

static bool read_port(struct options *options)
{
    const char *port = environment("QUATRIX_PORT");
    char *end = NULL;
    long number = port != NULL ? strtol(port, &end, 10) : 443;

    if (number < 1 || number > 65535 || (end != NULL && *end != '\0')) {
        say("QUATRIX_PORT is '%s', which is no port", port);
        return false;
    }
    options->port = (uint16_t)number;
    return true;
}

static bool read_environment(struct options *options)
{
    options->host = environment("QUATRIX_HOST");
    options->ca = environment("QUATRIX_CA");
    options->ca = options->ca != NULL ? options->ca : SYSTEM_CA;
    options->user = environment("QUATRIX_USER");
    options->password = environment("QUATRIX_PASSWORD");
    options->password_file = environment("QUATRIX_PASSWORD_FILE");
    options->api_key = environment("QUATRIX_API_KEY");
    if (options->host == NULL) {
        say("QUATRIX_HOST is not set");
        return false;
    }
    if (options->api_key == NULL && options->user == NULL) {
        say("neither QUATRIX_API_KEY nor QUATRIX_USER is set");
        return false;
    }
    if (options->api_key == NULL && options->password == NULL && options->password_file == NULL) {
        say("neither QUATRIX_PASSWORD nor QUATRIX_PASSWORD_FILE is set");
        return false;
    }
    return read_port(options);
}

static bool read_arguments(struct options *options, int argc, char **argv)
{
    static const struct option names[] = { { "out", required_argument, NULL, 'o' },
                                           { "dry-run", no_argument, NULL, 'n' },
                                           { "reissue", no_argument, NULL, 'r' },
                                           { NULL, 0, NULL, 0 } };
    int found;

    while ((found = getopt_long(argc, argv, "", names, NULL)) != -1) {
        switch (found) {
        case 'o':
            options->out = optarg;
            break;
        case 'n':
            options->dry_run = true;
            break;
        case 'r':
            options->reissue = true;
            break;
        default:
            return false;
        }
    }
    options->csv = argv[optind];
    return optind + 1 == argc && options->out != NULL;
}

bool options_read(struct options *options, int argc, char **argv)
{
    if (!read_arguments(options, argc, argv)) {
        (void)fputs(usage, stderr);
        return false;
    }
    return read_environment(options);
}
