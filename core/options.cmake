# SPDX-License-Identifier: MIT
#
# The sizes of core/include/quatrix/config.h as CMake cache variables, with the names, defaults and
# ranges of Kconfig; tests/arch/ compares all three. Fills QUATRIX_DEFINITIONS with NAME=VALUE.
#
# Where a Kconfig system has run, its CONFIG_QUATRIX_x decide and there are no cache variables.

set(QUATRIX_DEFINITIONS)

macro(quatrix_int name default min max help)
  if(DEFINED CONFIG_${name})
    set(${name} ${CONFIG_${name}})
  else()
    set(${name} ${default} CACHE STRING "${help} (${min} to ${max})")
  endif()
  if(NOT "${${name}}" MATCHES "^[0-9]+$" OR "${${name}}" LESS ${min} OR "${${name}}" GREATER ${max})
    message(FATAL_ERROR "${name} is '${${name}}', but must be a number from ${min} to ${max}")
  endif()
  list(APPEND QUATRIX_DEFINITIONS ${name}=${${name}})
endmacro()

quatrix_int(QUATRIX_ID_MAX 39 36 127 "Longest identifier kept, in bytes")
quatrix_int(QUATRIX_NAME_MAX 63 15 511 "Longest person or item name kept, in bytes")
quatrix_int(QUATRIX_EMAIL_MAX 127 31 254 "Longest e-mail address kept, in bytes")
quatrix_int(QUATRIX_WORD_MAX 15 7 63 "Longest enumeration word kept, in bytes")
quatrix_int(QUATRIX_SIGNATURE_MAX 95 15 2000 "Longest mail signature kept, in bytes")
quatrix_int(QUATRIX_URL_MAX 79 31 511 "Longest host name or URL kept from a reply, in bytes")
quatrix_int(QUATRIX_SERVICES_MAX 3 1 16 "Services kept per profile")
quatrix_int(QUATRIX_FACTORS_MAX 3 1 32 "Entries kept of auth_methods and forced_auth")
quatrix_int(QUATRIX_GROUPS_MAX 3 1 6 "Groups kept per user or contact")
quatrix_int(QUATRIX_API_KEY_MAX 255 39 511 "Longest API key kept from a reply, in bytes")
quatrix_int(QUATRIX_PGP_KEY_MAX 2047 255 7680 "Longest PGP key kept, in bytes of base64")
quatrix_int(QUATRIX_OBJECT_MAX 255 31 2047 "Longest object of unknown form kept, in bytes of JSON")
quatrix_int(QUATRIX_IDS_MAX 10 1 64 "Identifiers kept of files that were moved or deleted")
quatrix_int(QUATRIX_SESSIONS_MAX 4 1 64 "Closed session identifiers kept from set-mfa")
quatrix_int(QUATRIX_MESSAGE_MAX 95 15 511 "Longest server message kept in the error, in bytes")
quatrix_int(QUATRIX_TOKENS 20 8 1024 "jsmn tokens per client")
quatrix_int(QUATRIX_DEPTH_MAX 16 4 32 "Deepest nesting accepted in a reply")
quatrix_int(QUATRIX_HEADER_MAX 63 39 250 "Longest value of a header that matters, in bytes")
quatrix_int(QUATRIX_WORK_MIN 384 256 65535 "Smallest work buffer quatrix_client_init() accepts, in bytes")
quatrix_int(QUATRIX_TIMEOUT_MS 30000 1000 2147483647 "Deadline of a whole call, in milliseconds")
