/* SPDX-License-Identifier: MIT */
#include "host.h"

#include <getopt.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#define SYSTEM_CA "/etc/ssl/certs/ca-certificates.crt"

static const char usage[] =
    "usage: provision --store DIR [--operator PROGRAM] [--name TEXT] [--language TEXT]\n"
    "                 [--signature TEXT]\n"
    "\n"
    "Takes over the account of QUATRIX_USER at QUATRIX_HOST, as a device does at first boot.\n"
    "\n"
    "  --store DIR         keeps e-mail, passwords, 2FA secret and PIN; made when missing\n"
    "  --operator PROGRAM  called with the 2FA image (PNG) and the file to write the secret to;\n"
    "                      without it the secret is asked for at the terminal\n"
    "  --name, --language, --signature   what the profile shall say; left alone by default\n"
    "\n"
    "  QUATRIX_HOST QUATRIX_PORT QUATRIX_CA    host, port (443), CA certificates (the system's)\n"
    "  QUATRIX_USER                            e-mail; needed the first time\n"
    "  QUATRIX_PASSWORD QUATRIX_PASSWORD_FILE  the current password; needed the first time\n"
    "  QUATRIX_NEW_PASSWORD[_FILE]             change it to this one; left alone by default\n"
    "  QUATRIX_PIN[_FILE]                      set and use this PIN; none by default\n";

void host_message(const char *format, ...)
{
    va_list arguments;

    (void)fflush(stdout);
    (void)fputs("provision: ", stderr);
    va_start(arguments, format);
    (void)vfprintf(stderr, format, arguments);
    va_end(arguments);
    (void)fputc('\n', stderr);
}

/* NULL where it is not set, or empty. */
static const char *environment(const char *name)
{
    const char *value = getenv(name);

    return value != NULL && value[0] != '\0' ? value : NULL;
}

static bool read_environment(struct host_options *options)
{
    const char *port = environment("QUATRIX_PORT");
    char *end = NULL;
    long number = port != NULL ? strtol(port, &end, 10) : 443;

    if (number < 1 || number > 65535 || (end != NULL && *end != '\0')) {
        host_message("QUATRIX_PORT is '%s', which is no port", port);
        return false;
    }
    options->port = (uint16_t)number;
    options->host = environment("QUATRIX_HOST");
    options->ca = environment("QUATRIX_CA");
    if (options->ca == NULL) {
        options->ca = SYSTEM_CA;
    }
    if (options->host == NULL) {
        host_message("QUATRIX_HOST is not set");
        return false;
    }
    return true;
}

static bool read_arguments(struct host_options *options, int argc, char **argv)
{
    static const struct option names[] = {
        { "store", required_argument, NULL, 's' },     { "operator", required_argument, NULL, 'o' },
        { "name", required_argument, NULL, 'n' },      { "language", required_argument, NULL, 'l' },
        { "signature", required_argument, NULL, 'g' }, { NULL, 0, NULL, 0 },
    };
    int found;

    while ((found = getopt_long(argc, argv, "", names, NULL)) != -1) {
        switch (found) {
        case 's':
            options->store = optarg;
            break;
        case 'o':
            options->operator_ = optarg;
            break;
        case 'n':
            options->name = optarg;
            break;
        case 'l':
            options->language = optarg;
            break;
        case 'g':
            options->signature = optarg;
            break;
        default:
            return false;
        }
    }
    return optind == argc && options->store != NULL;
}

bool host_options_read(struct host_options *options, int argc, char **argv)
{
    if (!read_arguments(options, argc, argv)) {
        (void)fputs(usage, stderr);
        return false;
    }
    return read_environment(options);
}
