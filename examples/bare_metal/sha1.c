/* SPDX-License-Identifier: MIT */
/*
 * SHA-1's compression in a loop (FIPS 180-4, 6.1.3: the alternate method, with 16 words). mbedTLS
 * unrolls it into 3.7 KB, which one-time codes, a few blocks each, do not need.
 */
#include <mbedtls/sha1.h>

#ifdef MBEDTLS_SHA1_PROCESS_ALT

#include <mbedtls/platform_util.h>

static uint32_t rotate(uint32_t word, unsigned bits)
{
    return word << bits | word >> (32U - bits);
}

/* f and K of FIPS 180-4, 4.1.1 and 4.2.1, added up. */
static uint32_t mix(unsigned round, uint32_t b, uint32_t c, uint32_t d)
{
    if (round < 20) {
        return ((b & c) | (~b & d)) + UINT32_C(0x5A827999);
    }
    if (round < 40) {
        return (b ^ c ^ d) + UINT32_C(0x6ED9EBA1);
    }
    if (round < 60) {
        return ((b & c) | (b & d) | (c & d)) + UINT32_C(0x8F1BBCDC);
    }
    return (b ^ c ^ d) + UINT32_C(0xCA62C1D6);
}

static void load(uint32_t words[16], const unsigned char data[64])
{
    for (unsigned i = 0; i < 16; i++) {
        words[i] = (uint32_t)data[4 * i] << 24 | (uint32_t)data[4 * i + 1] << 16 |
                   (uint32_t)data[4 * i + 2] << 8 | data[4 * i + 3];
    }
}

int mbedtls_internal_sha1_process(mbedtls_sha1_context *ctx, const unsigned char data[64])
{
    uint32_t *state = ctx->MBEDTLS_PRIVATE(state);
    uint32_t v[5] = { state[0], state[1], state[2], state[3], state[4] };
    uint32_t words[16];

    load(words, data);
    for (unsigned t = 0; t < 80; t++) {
        uint32_t *word = &words[t & 15U];
        uint32_t next;

        if (t >= 16) {
            *word = rotate(
                words[(t + 13) & 15U] ^ words[(t + 8) & 15U] ^ words[(t + 2) & 15U] ^ *word, 1);
        }
        next = rotate(v[0], 5) + mix(t, v[1], v[2], v[3]) + v[4] + *word;
        v[4] = v[3];
        v[3] = v[2];
        v[2] = rotate(v[1], 30);
        v[1] = v[0];
        v[0] = next;
    }
    for (unsigned i = 0; i < 5; i++) {
        state[i] += v[i];
    }
    mbedtls_platform_zeroize(words, sizeof words);
    mbedtls_platform_zeroize(v, sizeof v);
    return 0;
}

#endif
