/* SPDX-License-Identifier: MIT */
/*
 * Base64 back into bytes, in all forms an image comes in: from any state in which the decoder may be, any block of up to BLOCK
 * bytes leaves it in such a state, and never more comes out than went in. So this holds for images of any length.
 *
 * UNWIND: quatrix_image_decode.0=7 memset.0=7
 */
#include "api/image.c"

#include "proof.h"

#define BLOCK 6

static bool image_holds(const struct quatrix_image *image)
{
    return image->state <= BAD && image->quoted <= CLOSED && image->count <= 3 &&
           image->match <
               sizeof prefix - (image->state == BEGIN || image->state == PREFIX ? 1 : 0) &&
           (image->state != BEGIN || image->match == 0);
}

int main(void)
{
    uint8_t bytes[BLOCK];
    size_t given = up_to(BLOCK);
    size_t len = given;
    struct quatrix_image image;
    struct quatrix_image zeroed = { 0 };
    enum quatrix_status status;

    PROVE(image_holds(&zeroed));
    GIVEN(image_holds(&image));
    status = quatrix_image_decode(&image, LAST(bytes, given), &len);

    PROVE(image_holds(&image));
    PROVE(len <= given);
    PROVE(status == QUATRIX_OK || (status == QUATRIX_E_IMAGE && len == 0 && image.state == BAD));
    POSSIBLE(status == QUATRIX_OK && len == BLOCK);
    POSSIBLE(status == QUATRIX_OK && image.state == PADDED && len == 3);
    POSSIBLE(status == QUATRIX_OK && image.match == sizeof prefix - 1);
    POSSIBLE(status == QUATRIX_E_IMAGE);
    return 0;
}
