/* SPDX-License-Identifier: MIT */
/*
 * alone ours|limit|curl decode|encode FILE N: N times the profile in FILE into its struct, or the request that changes
 * it into JSON, and nothing else, for callgrind to count between marks. Prints what was encoded. Ours is told by
 * the library's own tables; curl is cJSON.
 */
#include "cjson_decode.h"
#include "limit_decode.h"
#include "limit_encode.h"
#include "script.h"

#include "call/call.h"
#include "json/decode.h"
#include "json/encode.h"

#include <quatrix/profile.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <valgrind/callgrind.h>

static const struct quatrix_profile_set_request request = {
    .present = (UINT64_C(1) << QUATRIX_PROFILE_SET_MEMBERS) - 1,
    .name = "Rosa Lind-\xC3\x85ngstr\xC3\xB6m",
    .email = "rosa.lind@north.station.example",
    .language = "en_GB",
    .message_signature = "Field station North\nPump 7 by the old mill",
};

static char text[8192];
static size_t text_len;
static char encoded[2048];
static size_t encoded_len;
static struct quatrix_client client;
static const struct quatrix_endpoint *endpoint;

static void check(const char *what, bool good)
{
    if (!good) {
        fprintf(stderr, "alone: %s\n", what);
        exit(1);
    }
}

/* The tables of an operation are found where a call of it has been started. */
static void find_endpoint(bool decode)
{
    static uint8_t work[512];
    static struct quatrix_profile profile;
    static struct quatrix_profile_set_reply reply;
    const struct quatrix_config config = {
        .host = "acme.example.net",
        .transport = script_start(text, text_len),
        .work = work,
        .work_size = sizeof work,
    };

    check("client", quatrix_client_init(&client, &config) == QUATRIX_OK &&
                        quatrix_client_use_session(&client, "token") == QUATRIX_OK);
    check("start",
          (decode ? quatrix_profile_get_start(&client, &profile)
                  : quatrix_profile_set_start(&client, &request, &reply)) == QUATRIX_PENDING);
    endpoint = client.priv.endpoint;
}

static void decode_ours(struct quatrix_profile *out)
{
    static struct quatrix_json json;

    memset(out, 0, sizeof *out);
    quatrix_json_init(&json, endpoint->reply, out);
    check("feed", quatrix_json_feed(&json, (const uint8_t *)text, text_len) == QUATRIX_OK);
    check("finish", quatrix_json_finish(&json) == QUATRIX_OK);
}

static void decode_limit(struct quatrix_profile *out)
{
    check("decode", limit_decode_profile(text, text_len, out));
}

static void decode_cjson(struct quatrix_profile *out)
{
    check("decode", cjson_decode_profile(text, text_len, out));
}

static void encode_ours(void)
{
    struct quatrix_out out = { .buf = (uint8_t *)encoded, .size = sizeof encoded };
    const char *member;

    check("encode", quatrix_json_encode_texts(endpoint->request, &request, &out, false, &member) ==
                            QUATRIX_OK &&
                        !out.full);
    encoded_len = out.len;
}

static void encode_limit(void)
{
    encoded_len = limit_encode_set(&request, encoded, sizeof encoded);
}

static void encode_cjson(void)
{
    char *json = cjson_encode_set(&request);

    check("encode", json != NULL);
    encoded_len = strlen(json);
    memcpy(encoded, json, encoded_len);
    free(json);
}

static void work(const char *who, bool decode)
{
    static struct quatrix_profile profile;
    static struct quatrix_profile first;
    static bool again;

    CALLGRIND_TOGGLE_COLLECT;
    if (strcmp(who, "ours") == 0) {
        decode ? decode_ours(&profile) : encode_ours();
    } else if (strcmp(who, "limit") == 0) {
        decode ? decode_limit(&profile) : encode_limit();
    } else {
        decode ? decode_cjson(&profile) : encode_cjson();
    }
    CALLGRIND_TOGGLE_COLLECT;
    check("another result", !again || memcmp(&profile, &first, sizeof first) == 0);
    memcpy(&first, &profile, sizeof first);
    again = true;
}

int main(int argc, char **argv)
{
    FILE *file = argc == 5 ? fopen(argv[3], "rb") : NULL;
    bool decode = argc == 5 && strcmp(argv[2], "decode") == 0;

    check("usage: alone ours|limit|curl decode|encode FILE N", file != NULL);
    text_len = fread(text, 1, sizeof text, file);
    (void)fclose(file);
    find_endpoint(decode);
    for (long left = strtol(argv[4], NULL, 10); left > 0; left--) {
        work(argv[1], decode);
    }
    (void)fwrite(encoded, 1, encoded_len, stdout);
    return 0;
}
