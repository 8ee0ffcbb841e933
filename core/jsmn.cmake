# SPDX-License-Identifier: MIT
#
# Finds jsmn.h (Debian: libjsmn-dev) and leaves it alone in QUATRIX_JSMN_DIR: its own folder is
# often /usr/include, which must not reach a cross compiler.

find_path(JSMN_INCLUDE_DIR jsmn.h PATHS /usr/include DOC "Folder of jsmn.h")
if(NOT JSMN_INCLUDE_DIR)
  message(FATAL_ERROR "jsmn.h not found: install libjsmn-dev, or set JSMN_INCLUDE_DIR to its folder")
endif()
set(QUATRIX_JSMN_DIR "${CMAKE_CURRENT_BINARY_DIR}/jsmn")
configure_file("${JSMN_INCLUDE_DIR}/jsmn.h" "${QUATRIX_JSMN_DIR}/jsmn.h" COPYONLY)
