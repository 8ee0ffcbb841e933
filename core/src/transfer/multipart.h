/* SPDX-License-Identifier: MIT */
/* An upload as one request of multipart/form-data (RFC 7578): a part of its own before the bytes of the file, and
   one behind them. */
#ifndef QUATRIX_TRANSFER_MULTIPART_H
#define QUATRIX_TRANSFER_MULTIPART_H

#include "call/call.h"

#include <quatrix/upload.h>

/* The upload that what it adds to a call is a part of. */
static inline struct quatrix_upload *quatrix_upload_of(const struct quatrix_extra *extra)
{
    return (void *)((uint8_t *)(uintptr_t)extra - offsetof(struct quatrix_upload, priv.now));
}

enum quatrix_status quatrix_multipart_start(struct quatrix_upload *upload);

/* What stands around the file, into the block; how many bytes it takes, or 0: too many. */
size_t quatrix_multipart_prefix(const struct quatrix_upload *upload);
size_t quatrix_multipart_suffix(const struct quatrix_upload *upload);

#endif
