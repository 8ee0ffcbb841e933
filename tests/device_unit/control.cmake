# SPDX-License-Identifier: MIT
# Passes when the image fails, and in the way it is meant to.
set(assertion "as it should")
set(fault "this one fails.*fault, cause")
set(overflow "this one fails.*fault: the stack overflowed")
execute_process(COMMAND ${QEMU} ${IMAGE} RESULT_VARIABLE status OUTPUT_VARIABLE said ERROR_VARIABLE said TIMEOUT 30)
if(NOT status MATCHES "^[1-9][0-9]*$" OR NOT said MATCHES "${${CONTROL}}")
  message(FATAL_ERROR "status ${status}\n${said}")
endif()
