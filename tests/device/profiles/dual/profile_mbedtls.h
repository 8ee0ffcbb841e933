/* SPDX-License-Identifier: MIT */
/* As in the profile "small". */
#include "../../../../examples/bare_metal/profiles/small/profile_mbedtls.h"
