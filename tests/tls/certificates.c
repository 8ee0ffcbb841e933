/* SPDX-License-Identifier: MIT */
#define _GNU_SOURCE

#include "certificates.h"

#include <fcntl.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <setjmp.h>

#include <cmocka.h> /* after the headers it relies on */

/* Long enough for every clock the tests set, and for the system's. */
#define ANCIENT "19700101000000Z"
#define FOREVER "99991231235959Z"
#define EARLIER "20200101000000Z"
#define LATER   "20991231235959Z"

#define CA     "basicConstraints=critical,CA:TRUE\nkeyUsage=critical,keyCertSign,cRLSign\n"
#define NO_CA  "basicConstraints=critical,CA:FALSE\n"
#define SIGNS  "keyUsage=critical,digitalSignature\n"
#define SERVER NO_CA SIGNS "extendedKeyUsage=serverAuth\n"
#define NAMED  "subjectAltName=DNS:" CERTIFICATE_HOST "\n"

struct certificate {
    const char *name;
    const char *key;
    const char *issuer; /* NULL: signed by itself */
    const char *subject;
    const char *start;
    const char *end;
    const char *extensions;
    const char *digest; /* NULL: SHA-256 */
};

static const struct certificate table[] = {
    /* Authorities. */
    { "root", "ec-root", NULL, "Root", ANCIENT, FOREVER, CA, NULL },
    { "middle", "ec-middle", "root", "Middle", ANCIENT, FOREVER, CA, NULL },
    { "rsa-root", "rsa-root", NULL, "RSA root", ANCIENT, FOREVER, CA, NULL },
    { "rsa-middle", "rsa-root", "rsa-root", "RSA middle", ANCIENT, FOREVER, CA, NULL },
    { "other-root", "ec-other", NULL, "Other root", ANCIENT, FOREVER, CA, NULL },
    { "false-root", "ec-other", NULL, "Root", ANCIENT, FOREVER, CA, NULL },
    { "plain-root", "ec-other", NULL, "Plain root", ANCIENT, FOREVER, "keyUsage=keyCertSign\n",
      NULL },
    { "plain-middle", "ec-other", "root", "Plain middle", ANCIENT, FOREVER,
      "keyUsage=keyCertSign\n", NULL },
    { "short-middle", "ec-middle", "root", "Short middle", ANCIENT, FOREVER,
      "basicConstraints=critical,CA:TRUE,pathlen:0\nkeyUsage=critical,keyCertSign\n", NULL },
    { "deep-middle", "ec-other", "short-middle", "Deep middle", ANCIENT, FOREVER, CA, NULL },
    { "expired-middle", "ec-middle", "root", "Expired middle", EARLIER, "20210101000000Z", CA,
      NULL },

    /* Servers to accept. */
    { "good", "ec", "middle", "Good", EARLIER, LATER, SERVER NAMED, NULL },
    { "rsa", "rsa", "rsa-middle", "RSA", EARLIER, LATER, SERVER NAMED, NULL },
    { "wildcard", "ec", "middle", "Wildcard", EARLIER, LATER,
      SERVER "subjectAltName=DNS:*." CERTIFICATE_HOST "\n", NULL },
    { "address", "ec", "middle", "Address", EARLIER, LATER,
      SERVER "subjectAltName=IP:127.0.0.1,IP:::1\n", NULL },
    { "sha384", "ec-384", "root", "SHA-384", EARLIER, LATER, SERVER NAMED, "sha384" },

    /* Servers to refuse. */
    { "unknown", "ec", "other-root", "Unknown", EARLIER, LATER, SERVER NAMED, NULL },
    { "forged", "ec", "false-root", "Forged", EARLIER, LATER, SERVER NAMED, NULL },
    { "self", "ec", NULL, "Self", EARLIER, LATER, SERVER NAMED, NULL },
    { "expired", "ec", "middle", "Expired", EARLIER, "20210101000000Z", SERVER NAMED, NULL },
    { "future", "ec", "middle", "Future", "20990101000000Z", LATER, SERVER NAMED, NULL },
    { "elsewhere", "ec", "middle", "Elsewhere", EARLIER, LATER,
      SERVER "subjectAltName=DNS:elsewhere.test,DNS:" CERTIFICATE_HOST ".elsewhere.test\n", NULL },
    { "cn-alone", "ec", "middle", CERTIFICATE_HOST, EARLIER, LATER, SERVER, NULL },
    { "client", "ec", "middle", "Client", EARLIER, LATER,
      NO_CA SIGNS "extendedKeyUsage=clientAuth\n" NAMED, NULL },
    { "weak", "rsa-weak", "middle", "Weak", EARLIER, LATER, SERVER NAMED, NULL },
    { "mystery", "ec", "middle", "Mystery", EARLIER, LATER,
      SERVER NAMED "1.2.3.4=critical,DER:05:00\n", NULL },
    { "sha1", "ec", "middle", "SHA-1", EARLIER, LATER, SERVER NAMED, "sha1" },
    { "below-plain-root", "ec", "plain-root", "Below", EARLIER, LATER, SERVER NAMED, NULL },
    { "below-plain-middle", "ec", "plain-middle", "Below", EARLIER, LATER, SERVER NAMED, NULL },
    { "too-deep", "ec", "deep-middle", "Too deep", EARLIER, LATER, SERVER NAMED, NULL },
    { "below-expired", "ec", "expired-middle", "Below", EARLIER, LATER, SERVER NAMED, NULL },

    /* Clients. */
    { "device", "ec-device", "middle", "Device", EARLIER, LATER,
      NO_CA SIGNS "extendedKeyUsage=clientAuth\n", NULL },
    { "rsa-device", "rsa-device", "rsa-root", "RSA device", EARLIER, LATER,
      NO_CA SIGNS "extendedKeyUsage=clientAuth\n", NULL },
    { "foreign-device", "ec-device", "other-root", "Foreign device", EARLIER, LATER,
      NO_CA SIGNS "extendedKeyUsage=clientAuth\n", NULL },

    /* Dates: every month begins or ends a validity, before and after leap days and 2050. */
    { "dates-1", "ec", "root", "Dates", "20270101000000Z", "20270731235959Z", SERVER NAMED, NULL },
    { "dates-2", "ec", "root", "Dates", "20240229000000Z", "20280831010203Z", SERVER NAMED, NULL },
    { "dates-3", "ec", "root", "Dates", "20280301000000Z", "20290930235959Z", SERVER NAMED, NULL },
    { "dates-4", "ec", "root", "Dates", "20490430235959Z", "20501031000000Z", SERVER NAMED, NULL },
    { "dates-5", "ec", "root", "Dates", "20000531124557Z", "21001130235959Z", SERVER NAMED, NULL },
    { "dates-6", "ec", "root", "Dates", "19990630000001Z", "19991231235959Z", SERVER NAMED, NULL },
    { "dates-7", "ec", "root", "Dates", "20991231235959Z", "21000301000000Z", SERVER NAMED, NULL },
    { "dates-8", "ec", "root", "Dates", "19700101000001Z", "20000229235959Z", SERVER NAMED, NULL },
};

static char folder[64];

static const struct certificate *find(const char *name)
{
    for (size_t i = 0; i < sizeof table / sizeof table[0]; i++) {
        if (strcmp(table[i].name, name) == 0) {
            return &table[i];
        }
    }
    fail_msg("no certificate is called %s", name);
    return NULL;
}

/* Run a command in the folder, its output in the file "log" there. */
static void run(const char *const argv[])
{
    pid_t child = fork();
    int status = 0;

    if (child == 0) {
        int log = -1;
        if (chdir(folder) == 0) {
            log = open("log", O_CREAT | O_WRONLY | O_TRUNC, 0600);
        }
        if (log >= 0 && dup2(log, 1) == 1 && dup2(log, 2) == 2) {
            (void)execvp(argv[0], (char *const *)(uintptr_t)argv);
        }
        _exit(127);
    }
    assert_true(child > 0 && waitpid(child, &status, 0) == child);
    if (status != 0) {
        fail_msg("%s %s fails, see %s/log", argv[0], argv[1], folder);
    }
}

static void path_of(char path[CERTIFICATE_PATH], const char *name, const char *suffix)
{
    int len = snprintf(path, CERTIFICATE_PATH, "%s/%s.%s", folder, name, suffix);

    assert_true(len > 0 && len < CERTIFICATE_PATH);
}

static bool missing(const char *path)
{
    return access(path, F_OK) != 0;
}

static void write_file(const char *path, const char *text)
{
    FILE *file = fopen(path, "w");

    assert_non_null(file);
    assert_true(fputs(text, file) >= 0);
    assert_int_equal(0, fclose(file));
}

/* A private key, and a request for a certificate with it that serves for any subject. */
static void have_key(const char *key, char path[CERTIFICATE_PATH], char request[CERTIFICATE_PATH])
{
    bool rsa = strncmp(key, "rsa", 3) == 0;
    const char *option = strcmp(key, "rsa-weak") == 0 ? "rsa_keygen_bits:1024"
                         : rsa                        ? "rsa_keygen_bits:2048"
                         : strcmp(key, "ec-384") == 0 ? "ec_paramgen_curve:P-384"
                                                      : "ec_paramgen_curve:P-256";
    const char *const make_key[] = { "openssl",  "genpkey", "-algorithm", rsa ? "RSA" : "EC",
                                     "-pkeyopt", option,    "-out",       path,
                                     NULL };
    const char *const make_request[] = { "openssl", "req",   "-new",    "-config", "config", "-key",
                                         path,      "-subj", "/CN=any", "-out",    request,  NULL };

    path_of(path, key, "key");
    path_of(request, key, "request");
    if (missing(path)) {
        run(make_key);
        run(make_request);
    }
}

static void have_certificate(const char *name);

static void sign(const struct certificate *made, const char *path)
{
    char key[CERTIFICATE_PATH];
    char request[CERTIFICATE_PATH];
    char issuer[CERTIFICATE_PATH];
    char issuer_key[CERTIFICATE_PATH];
    char unused[CERTIFICATE_PATH];
    char extensions[512];
    char subject[64];
    const char *argv[32] = { "openssl", "ca",       "-batch",     "-notext",     "-config",
                             "config",  "-in",      request,      "-out",        path,
                             "-subj",   subject,    "-startdate", made->start,   "-enddate",
                             made->end, "-extfile", "extensions", "-extensions", "these",
                             "-md",     "sha256",   "-keyfile",   issuer_key };
    size_t n = 24;

    have_key(made->key, key, request);
    if (made->issuer == NULL) {
        argv[n++] = "-selfsign";
        memcpy(issuer_key, key, sizeof key);
    } else {
        have_certificate(made->issuer);
        have_key(find(made->issuer)->key, issuer_key, unused);
        path_of(issuer, made->issuer, "pem");
        argv[n++] = "-cert";
        argv[n++] = issuer;
    }
    if (made->digest != NULL) {
        argv[21] = made->digest;
    }
    (void)snprintf(subject, sizeof subject, "/CN=%s", made->subject);
    (void)snprintf(extensions, sizeof extensions,
                   "[these]\n%ssubjectKeyIdentifier=hash\nauthorityKeyIdentifier=keyid\n",
                   made->extensions);
    path_of(unused, "extensions", "");
    unused[strlen(unused) - 1] = '\0';
    write_file(unused, extensions);
    run(argv);
}

static void have_certificate(const char *name)
{
    const struct certificate *made = find(name);
    char path[CERTIFICATE_PATH];
    char der[CERTIFICATE_PATH];
    const char *const convert[] = { "openssl", "x509", "-in", path, "-outform",
                                    "DER",     "-out", der,   NULL };

    path_of(path, name, "pem");
    path_of(der, name, "der");
    if (missing(path)) {
        sign(made, path);
        run(convert);
    }
}

static size_t read_file(const char *path, char *buf, size_t size)
{
    FILE *file = fopen(path, "r");
    size_t len;

    assert_non_null(file);
    len = fread(buf, 1, size, file);
    assert_int_equal(0, fclose(file));
    assert_true(len < size);
    buf[len] = '\0';
    return len;
}

/* Every issuer but the last, which the client has. */
static void have_issuers(const char *name, const char *path)
{
    char all[8192] = "";
    size_t len = 0;
    const struct certificate *made = find(name);

    while (made->issuer != NULL && find(made->issuer)->issuer != NULL) {
        char pem[CERTIFICATE_PATH];
        made = find(made->issuer);
        path_of(pem, made->name, "pem");
        len += read_file(pem, all + len, sizeof all - len);
    }
    write_file(path, all);
}

void certificate_path(const char *name, enum certificate_part part, char path[CERTIFICATE_PATH])
{
    static const char *const suffixes[] = { "pem", "der", "key", "issuers" };

    have_certificate(name);
    path_of(path, part == CERTIFICATE_KEY ? find(name)->key : name, suffixes[part]);
    if (part == CERTIFICATE_ISSUERS && missing(path)) {
        have_issuers(name, path);
    }
}

size_t certificate_read(const char *name, enum certificate_part part, char *buf, size_t size)
{
    char path[CERTIFICATE_PATH];

    certificate_path(name, part, path);
    return read_file(path, buf, size);
}

const char *certificates_folder(void)
{
    return folder;
}

int certificates_begin(void **state)
{
    static const char config[] = "[req]\ndistinguished_name=name\n[name]\n"
                                 "[ca]\ndefault_ca=this\n[this]\ndatabase=index\n"
                                 "new_certs_dir=.\nrand_serial=yes\nunique_subject=no\n"
                                 "policy=policy\n[policy]\ncommonName=supplied\n";
    char path[CERTIFICATE_PATH];

    (void)state;
    memcpy(folder, "/tmp/quatrix-tls-XXXXXX", 24);
    assert_non_null(mkdtemp(folder));
    (void)snprintf(path, sizeof path, "%s/config", folder);
    write_file(path, config);
    (void)snprintf(path, sizeof path, "%s/index", folder);
    write_file(path, "");
    return 0;
}

int certificates_end(void **state)
{
    const char *const argv[] = { "rm", "-rf", "--", folder, NULL };

    (void)state;
    run(argv);
    return 0;
}
