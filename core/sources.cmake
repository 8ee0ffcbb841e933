# SPDX-License-Identifier: MIT
# The one list of sources. CMake, ESP-IDF and tests/size/ read it; one file a line.
set(QUATRIX_SOURCES
  core/src/base/out.c
  core/src/base/text.c
  core/src/base/wipe.c
  core/src/base/utf8.c
  core/src/base/status.c
  core/src/http/http.c
  core/src/json/scan.c
  core/src/json/value.c
  core/src/json/decode.c
  core/src/json/nested.c
  core/src/json/encode.c
  core/src/call/backoff.c
  core/src/call/client.c
  core/src/call/gate.c
  core/src/call/call.c
  core/src/call/request.c
  core/src/call/reply.c
  core/src/call/trace.c
  core/src/api/factor.c
  core/src/api/session.c
  core/src/api/profile.c
  core/src/api/image.c
  core/src/tls/tls.c
  core/src/tls/totp.c
)
