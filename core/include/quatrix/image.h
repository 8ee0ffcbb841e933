/* SPDX-License-Identifier: MIT */
/**
 * @file
 * PNG bytes out of whatever form GET /profile/2fa/generate answers in: base64 text, the same in
 * JSON quotes, a data: URI, or raw PNG. Works in place, block by block, in constant memory.
 *
 *     struct quatrix_image image = {0};
 *     while ((status = quatrix_body_read_wait(&client, block, sizeof block, &len)) == QUATRIX_OK) {
 *         status = quatrix_image_decode(&image, block, &len);
 *         if (status != QUATRIX_OK) break;
 *         fwrite(block, 1, len, png);
 *     }
 *     if (status == QUATRIX_END) status = quatrix_image_finish(&image);
 */
#ifndef QUATRIX_IMAGE_H
#define QUATRIX_IMAGE_H

#include <quatrix/status.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/** State of one image. Zero it to begin; holds at most three bytes of the image: wipe it after. */
struct quatrix_image {
    uint32_t bits;   /**< Private: base64 digits not yet output. */
    uint32_t passed; /**< Private: bytes of PNG so far, saturating. */
    uint8_t state;   /**< Private. */
    uint8_t count;   /**< Private. */
    uint8_t match;   /**< Private. */
    uint8_t quoted;  /**< Private. */
};

/**
 * Turn the next block of the reply into PNG bytes, in place.
 *
 * @param image  The state; after an error begin anew.
 * @param block  The bytes read; replaced by as many or fewer PNG bytes. May be NULL if *len is 0.
 * @param len    In: bytes in block. Out: PNG bytes in block; may be 0.
 * @return QUATRIX_OK
 *         QUATRIX_E_IMAGE  in none of the known forms, or not a PNG
 */
enum quatrix_status quatrix_image_decode(struct quatrix_image *image, uint8_t *block, size_t *len);

/**
 * Say that the reply is complete.
 * @return QUATRIX_OK
 *         QUATRIX_E_EMPTY  there was no image
 *         QUATRIX_E_IMAGE  it was cut
 */
enum quatrix_status quatrix_image_finish(const struct quatrix_image *image);

#ifdef __cplusplus
}
#endif
#endif
