/* SPDX-License-Identifier: MIT */
/* The library as a program uses it, over TLS and the POSIX port. */
#include "stream.h"

#include <quatrix/posix.h>
#include <quatrix/quatrix.h>
#include <quatrix/tls.h>

static struct stream stream;
static struct quatrix_posix posix;
static struct quatrix_tls tls;
static struct quatrix_client client;
static uint8_t work[512];

static void check(const char *what, enum quatrix_status status)
{
    if (status != QUATRIX_OK) {
        stream_fail(what, status);
    }
}

static int32_t read_file(void *ctx, uint64_t offset, uint8_t *buf, size_t size)
{
    (void)ctx;
    return (int32_t)stream_read(&stream, offset, buf, size);
}

static int32_t write_file(void *ctx, uint64_t offset, const uint8_t *bytes, size_t len)
{
    (void)ctx;
    stream_write(&stream, offset, bytes, len);
    return (int32_t)len;
}

static void set_up(void)
{
    static struct quatrix_anchor anchor;
    const struct quatrix_tls_config tls_config = {
        .port = &posix.port,
        .anchors = &anchor,
        .anchor_count = 1,
        .dates = QUATRIX_DATES_CHECKED,
    };
    struct quatrix_config config = {
        .host = "localhost",
        .port = stream.port,
        .work = work,
        .work_size = sizeof work,
    };

    anchor.data = (const uint8_t *)stream.ca;
    anchor.len = stream.ca_size;
    check("quatrix_posix_init", quatrix_posix_init(&posix));
    check("quatrix_tls_init", quatrix_tls_init(&tls, &tls_config));
    config.transport = quatrix_tls_transport(&tls);
    check("quatrix_client_init", quatrix_client_init(&client, &config));
    check("quatrix_client_use_session", quatrix_client_use_session(&client, "bench"));
}

static void upload(void)
{
    static struct quatrix_upload transfer;
    const struct quatrix_upload_config config = {
        .name = "image",
        .parent_id = "folder",
        .size = stream.bytes,
        .chunk_size = STREAM_CHUNK,
        .block = stream.block,
        .block_size = stream.block_size,
        .read = read_file,
    };

    check("quatrix_upload", quatrix_upload(&transfer, &client, &config));
}

static void download(void)
{
    static struct quatrix_download transfer;
    const struct quatrix_download_config config = {
        .file_id = "image",
        .block = stream.block,
        .block_size = stream.block_size,
        .write = write_file,
    };

    check("quatrix_download", quatrix_download(&transfer, &client, &config));
}

int main(int argc, char **argv)
{
    stream_begin(&stream, argc, argv);
    set_up();
    check("quatrix_session_keepalive", quatrix_session_keepalive(&client)); /* it shakes hands */
    stream_start(&stream);
    if (stream.up) {
        upload();
    } else {
        download();
    }
    stream_stop(&stream);
    if (quatrix_tls_handshakes(&tls) != 1) {
        stream_fail("handshakes", (long)quatrix_tls_handshakes(&tls));
    }
    quatrix_client_deinit(&client);
    quatrix_tls_deinit(&tls);
    quatrix_posix_deinit(&posix);
    stream_end(&stream);
    return 0;
}
