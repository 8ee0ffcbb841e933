/* SPDX-License-Identifier: MIT */
/** @file Everything but a TLS or platform header. */
#ifndef QUATRIX_QUATRIX_H
#define QUATRIX_QUATRIX_H

#include <quatrix/client.h>
#include <quatrix/config.h>
#include <quatrix/image.h>
#include <quatrix/model.h>
#include <quatrix/profile.h>
#include <quatrix/relogin.h>
#include <quatrix/retry.h>
#include <quatrix/session.h>
#include <quatrix/status.h>
#include <quatrix/totp.h>
#include <quatrix/transport.h>

#endif
