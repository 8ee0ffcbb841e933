/* SPDX-License-Identifier: MIT */
/** @file Everything but a TLS or platform header. */
#ifndef QUATRIX_QUATRIX_H
#define QUATRIX_QUATRIX_H

#include <quatrix/account.h>
#include <quatrix/api_key.h>
#include <quatrix/check.h>
#include <quatrix/client.h>
#include <quatrix/config.h>
#include <quatrix/download.h>
#include <quatrix/file.h>
#include <quatrix/image.h>
#include <quatrix/languages.h>
#include <quatrix/model.h>
#include <quatrix/profile.h>
#include <quatrix/relogin.h>
#include <quatrix/retry.h>
#include <quatrix/session.h>
#include <quatrix/shared.h>
#include <quatrix/status.h>
#include <quatrix/totp.h>
#include <quatrix/transfer.h>
#include <quatrix/transport.h>
#include <quatrix/upload.h>
#include <quatrix/upload_session.h>
#include <quatrix/user.h>

#endif
