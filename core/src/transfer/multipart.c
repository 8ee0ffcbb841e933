/* SPDX-License-Identifier: MIT */
#include "transfer/multipart.h"

#include <string.h>

#define PART_HEAD "\r\nContent-Disposition: form-data; name=\"file\"; filename=\""
#define PART_TYPE "\"\r\nContent-Type: application/octet-stream\r\n\r\n"

/* The key makes the boundary: the server made it up after the file was written. */
static void put_boundary(struct quatrix_out *out, const struct quatrix_upload *upload)
{
    quatrix_out_text(out, "--");
    quatrix_out_text(out, upload->link.upload_key.text);
}

/* What stands before the bytes of the file. A quote in the name is written as browsers do. */
static void put_prefix(struct quatrix_out *out, const struct quatrix_upload *upload)
{
    put_boundary(out, upload);
    quatrix_out_text(out, PART_HEAD);
    for (const char *c = upload->priv.config->name; *c != 0; c++) {
        if (*c == '"') {
            quatrix_out_text(out, "%22");
        } else {
            quatrix_out_char(out, *c);
        }
    }
    quatrix_out_text(out, PART_TYPE);
}

static void put_suffix(struct quatrix_out *out, const struct quatrix_upload *upload)
{
    quatrix_out_text(out, "\r\n");
    put_boundary(out, upload);
    quatrix_out_text(out, "--\r\n");
}

/* Into the block; how many bytes it takes, or 0: too many. */
static size_t render(const struct quatrix_upload *upload,
                     void (*put)(struct quatrix_out *, const struct quatrix_upload *))
{
    const struct quatrix_upload_config *config = upload->priv.config;
    struct quatrix_out out = { config->block, config->block_size, 0, false };

    put(&out, upload);
    return out.full ? 0 : out.len;
}

static void put_multipart_head(const struct quatrix_extra *extra, struct quatrix_out *out)
{
    quatrix_out_text(out, "\r\nContent-Type: multipart/form-data; boundary=");
    quatrix_out_text(out, quatrix_upload_of(extra)->link.upload_key.text);
    quatrix_out_text(out, "\r\nContent-Length: ");
    quatrix_out_number(out, extra->due);
}

/* What may stand in a boundary without quotes. */
static bool is_boundary(const char *key)
{
    size_t len = strlen(key);

    for (size_t i = 0; i < len; i++) {
        char letter = (char)(key[i] | 0x20);
        if ((letter < 'a' || letter > 'z') && (key[i] < '0' || key[i] > '9') && key[i] != '-') {
            return false;
        }
    }
    return len > 0;
}

size_t quatrix_multipart_prefix(const struct quatrix_upload *upload)
{
    return render(upload, put_prefix);
}

size_t quatrix_multipart_suffix(const struct quatrix_upload *upload)
{
    return render(upload, put_suffix);
}

enum quatrix_status quatrix_multipart_start(struct quatrix_upload *upload)
{
    static const struct quatrix_endpoint endpoint = {
        .path = "/upload/multipart/",
        .flags = QUATRIX_POST | QUATRIX_HOST | QUATRIX_KEEP_SESSION,
    };
    struct quatrix_extra *extra = &upload->priv.now.extra;
    size_t suffix;
    size_t prefix;

    if (!is_boundary(upload->link.upload_key.text)) {
        return quatrix_call_refuse(upload->priv.client, QUATRIX_E_TYPE, "upload_key");
    }
    suffix = quatrix_multipart_suffix(upload); /* fits if the prefix does, which is longer */
    prefix = quatrix_multipart_prefix(upload);
    if (prefix == 0) {
        return quatrix_call_refuse(upload->priv.client, QUATRIX_E_SPACE, "block");
    }
    upload->priv.end = upload->priv.config->size;
    upload->priv.tail = (uint8_t)suffix;
    memset(extra, 0, sizeof *extra);
    extra->put_head = put_multipart_head;
    extra->due = prefix + upload->priv.end + suffix;
    upload->priv.client->priv.extra = extra;
    return quatrix_call_start_id(upload->priv.client, upload->link.upload_key.text, NULL,
                                 &endpoint);
}
