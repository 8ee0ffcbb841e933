/* SPDX-License-Identifier: MIT */
#include <quatrix/totp.h>

#include <quatrix/model.h>

#include <mbedtls/md.h>
#include <string.h>

#define MODULUS 1000000U /* 10 to the number of digits */

/* Dynamic truncation, RFC 4226 section 5.3. */
static uint32_t truncate_mac(const uint8_t mac[20])
{
    const uint8_t *p = mac + (mac[19] & 0x0FU);

    return (p[0] & 0x7FU) * 0x1000000U + p[1] * 0x10000U + p[2] * 0x100U + p[3];
}

enum quatrix_status quatrix_totp(const uint8_t *secret, size_t secret_len, int64_t unix_time,
                                 char code[QUATRIX_TOTP_DIGITS + 1])
{
    const mbedtls_md_info_t *sha1 = mbedtls_md_info_from_type(MBEDTLS_MD_SHA1);
    uint8_t counter[8];
    uint8_t mac[20] = { 0 };
    uint32_t rest = 0;
    uint32_t number;
    int failed;

    if (code == NULL) {
        return QUATRIX_E_ARGUMENT;
    }
    code[0] = 0;
    if (secret == NULL || secret_len == 0 || secret_len > QUATRIX_TOTP_SECRET_MAX ||
        unix_time < 0) {
        return QUATRIX_E_ARGUMENT;
    }
    if (sha1 == NULL) {
        return QUATRIX_E_TLS;
    }
    /* The steps so far, divided by hand: a division of 64 bits costs a small CPU 700 bytes of code. */
    for (size_t i = 0; i < sizeof counter; i++) {
        rest = rest << 8 | (uint32_t)((uint64_t)unix_time >> (56 - 8 * i) & 0xFFU);
        counter[i] = (uint8_t)(rest / QUATRIX_TOTP_STEP_S);
        rest %= QUATRIX_TOTP_STEP_S;
    }
    failed = mbedtls_md_hmac(sha1, secret, secret_len, counter, sizeof counter, mac);
    number = truncate_mac(mac) % MODULUS;
    quatrix_wipe(mac, sizeof mac);
    if (failed != 0) {
        return QUATRIX_E_TLS;
    }
    for (size_t i = QUATRIX_TOTP_DIGITS; i-- > 0; number /= 10) {
        code[i] = (char)('0' + number % 10);
    }
    code[QUATRIX_TOTP_DIGITS] = 0;
    return QUATRIX_OK;
}

/* RFC 4648 section 6; -1: no digit. */
static int base32_digit(char c)
{
    if (c >= 'A' && c <= 'Z') {
        return c - 'A';
    }
    if (c >= 'a' && c <= 'z') {
        return c - 'a';
    }
    return c >= '2' && c <= '7' ? c - '2' + 26 : -1;
}

static enum quatrix_status decode(const char *text, uint8_t *secret, size_t size, size_t *len)
{
    uint32_t bits = 0;
    unsigned count = 0; /* of bits not yet stored */
    size_t n = 0;
    size_t digits = 0;

    for (; *text != 0 && *text != '='; text++) {
        int digit = base32_digit(*text);
        if (*text == ' ' || *text == '-') {
            continue;
        }
        if (digit < 0) {
            return QUATRIX_E_TEXT;
        }
        digits++;
        bits = bits << 5 | (uint32_t)digit;
        count += 5;
        if (count >= 8) {
            count -= 8;
            if (n == size) {
                return QUATRIX_E_SPACE;
            }
            secret[n++] = (uint8_t)(bits >> count);
        }
    }
    text += strspn(text, "= -");
    /* One, three or six digits over cannot come of whole bytes. */
    if (*text != 0 || digits % 8 == 1 || digits % 8 == 3 || digits % 8 == 6) {
        return QUATRIX_E_TEXT;
    }
    *len = n;
    return n > 0 ? QUATRIX_OK : QUATRIX_E_ARGUMENT;
}

enum quatrix_status quatrix_totp_secret(const char *text, uint8_t *secret, size_t size, size_t *len)
{
    enum quatrix_status status;

    if (len == NULL) {
        return QUATRIX_E_ARGUMENT;
    }
    *len = 0;
    if (text == NULL || secret == NULL) {
        return QUATRIX_E_ARGUMENT;
    }
    status = decode(text, secret, size, len);
    if (status != QUATRIX_OK) {
        quatrix_wipe(secret, size);
    }
    return status;
}
