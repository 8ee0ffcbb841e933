# SPDX-License-Identifier: MIT
#
# Provides MbedTLS::mbedtls, MbedTLS::mbedx509 and MbedTLS::mbedcrypto. Read by the project and, once
# installed, by find_package(quatrix).
#
#   targets the program already has    are taken as they are
#   QUATRIX_MBEDTLS_SOURCE=FOLDER      built from there
#   QUATRIX_MBEDTLS_HINTS              prefixes to look at besides CMAKE_PREFIX_PATH
#   otherwise                          an installed package, with a CMake configuration or without

function(quatrix_mbedtls_from_source folder)
  if(NOT EXISTS "${folder}/library/ssl_tls.c")
    message(FATAL_ERROR "QUATRIX_MBEDTLS_SOURCE is '${folder}', which is no source of mbedTLS")
  endif()
  set(ENABLE_PROGRAMS OFF CACHE BOOL "")
  set(ENABLE_TESTING OFF CACHE BOOL "")
  set(MBEDTLS_FATAL_WARNINGS OFF CACHE BOOL "")
  if(QUATRIX_INSTALL) # an installed quatrix needs an installed mbedTLS
    set(DISABLE_PACKAGE_CONFIG_AND_INSTALL OFF CACHE BOOL "")
  endif()
  add_subdirectory("${folder}" mbedtls)
  foreach(name mbedtls mbedx509 mbedcrypto)
    if(NOT TARGET MbedTLS::${name}) # before 3.6
      add_library(MbedTLS::${name} ALIAS ${name})
    endif()
    # Our warnings are not for its headers.
    get_target_property(include ${name} INTERFACE_INCLUDE_DIRECTORIES)
    set_property(TARGET ${name} PROPERTY INTERFACE_SYSTEM_INCLUDE_DIRECTORIES "${include}")
  endforeach()
endfunction()

# A package without CMake configuration, such as libmbedtls-dev of Debian 12.
function(quatrix_mbedtls_from_libraries)
  find_path(MBEDTLS_INCLUDE_DIR mbedtls/ssl.h)
  foreach(name mbedtls mbedx509 mbedcrypto)
    string(TOUPPER ${name} variable)
    find_library(${variable}_LIBRARY ${name})
    if(NOT MBEDTLS_INCLUDE_DIR OR NOT ${variable}_LIBRARY)
      return()
    endif()
    add_library(MbedTLS::${name} UNKNOWN IMPORTED)
    set_target_properties(MbedTLS::${name} PROPERTIES
      IMPORTED_LOCATION "${${variable}_LIBRARY}"
      INTERFACE_INCLUDE_DIRECTORIES "${MBEDTLS_INCLUDE_DIR}")
  endforeach()
  set_target_properties(MbedTLS::mbedx509 PROPERTIES INTERFACE_LINK_LIBRARIES MbedTLS::mbedcrypto)
  set_target_properties(MbedTLS::mbedtls PROPERTIES INTERFACE_LINK_LIBRARIES MbedTLS::mbedx509)
endfunction()

if(NOT TARGET MbedTLS::mbedtls)
  if(QUATRIX_MBEDTLS_SOURCE)
    quatrix_mbedtls_from_source("${QUATRIX_MBEDTLS_SOURCE}")
  else()
    find_package(MbedTLS CONFIG QUIET HINTS ${QUATRIX_MBEDTLS_HINTS})
    if(NOT MbedTLS_FOUND)
      quatrix_mbedtls_from_libraries()
    endif()
  endif()
endif()
