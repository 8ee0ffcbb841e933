# SPDX-License-Identifier: MIT
# Passes when the image fails.
execute_process(COMMAND ${RUN} ${IMAGE} RESULT_VARIABLE status OUTPUT_VARIABLE said ERROR_VARIABLE said TIMEOUT 30)
if(status STREQUAL "0" OR status MATCHES "timeout" OR NOT said MATCHES "this one fails")
  message(FATAL_ERROR "status ${status}\n${said}")
endif()
