/* SPDX-License-Identifier: MIT */
/* SHA-256 as a digest of a transfer, against the examples of FIPS 180-2. */
#include "rig.h"

#include <quatrix/digest.h>

#include <stdio.h>
#include <string.h>

static const struct {
    const char *text;
    unsigned times;
    const char *hash;
} vectors[] = {
    { "abc", 1, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad" },
    { "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq", 1,
      "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1" },
    { "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", 20000,
      "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0" },
    { "", 0, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855" },
};

static void check_hash(struct quatrix_sha256 *sha256, const char *want)
{
    uint8_t hash[QUATRIX_SHA256_SIZE];
    char text[2 * QUATRIX_SHA256_SIZE + 1];

    CHECK_STATUS(QUATRIX_OK, quatrix_sha256_finish(sha256, hash));
    for (size_t i = 0; i < sizeof hash; i++) {
        (void)snprintf(text + 2 * i, 3, "%02x", hash[i]);
    }
    CHECK(strcmp(want, text) == 0);
}

static void update(struct quatrix_sha256 *sha256, const char *text, size_t len)
{
    sha256->digest.update(&sha256->digest, (const uint8_t *)text, len);
}

static void hashes_are_those_of_fips_180(void **state)
{
    struct quatrix_sha256 sha256;

    (void)state;
    for (size_t i = 0; i < COUNT(vectors); i++) {
        for (unsigned anew = 0; anew < 2; anew++) {
            rig_case("vector %zu, anew %u", i, anew);
            memset(&sha256, 0xA5, sizeof sha256);
            quatrix_sha256_init(&sha256);
            if (anew == 1) { /* what was before does not count */
                update(&sha256, "another file", 12);
                sha256.digest.begin(&sha256.digest);
            }
            for (unsigned n = 0; n < vectors[i].times; n++) {
                update(&sha256, vectors[i].text, strlen(vectors[i].text));
            }
            check_hash(&sha256, vectors[i].hash);
        }
    }
}

static void pieces_make_no_difference(void **state)
{
    const char *text = vectors[1].text;
    size_t len = strlen(text);
    struct quatrix_sha256 sha256;

    (void)state;
    for (size_t cut = 0; cut <= len; cut++) {
        quatrix_sha256_init(&sha256);
        update(&sha256, text, cut);
        update(&sha256, text + cut, len - cut);
        check_hash(&sha256, vectors[1].hash);
    }
}

static void a_failure_is_not_forgotten(void **state)
{
    uint8_t hash[QUATRIX_SHA256_SIZE] = { 1 };
    static const uint8_t zero[QUATRIX_SHA256_SIZE];
    struct quatrix_sha256 sha256;

    (void)state;
    quatrix_sha256_init(&sha256);
    sha256.digest.failed = true; /* as an update that went wrong leaves it */
    update(&sha256, "abc", 3);
    CHECK_STATUS(QUATRIX_E_TLS, quatrix_sha256_finish(&sha256, hash));
    CHECK(memcmp(hash, zero, sizeof hash) == 0);
    sha256.digest.begin(&sha256.digest); /* but where everything begins anew */
    update(&sha256, "abc", 3);
    check_hash(&sha256, vectors[0].hash);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(hashes_are_those_of_fips_180),
    cmocka_unit_test(pieces_make_no_difference),
    cmocka_unit_test(a_failure_is_not_forgotten),
};

RIG_MAIN(tests)
