# SPDX-License-Identifier: MIT
# The portable part, for whoever compiles it for another target.
set(SCENARIO_SOURCES
  "${CMAKE_CURRENT_LIST_DIR}/line.c"
  "${CMAKE_CURRENT_LIST_DIR}/login.c"
  "${CMAKE_CURRENT_LIST_DIR}/outside.c"
  "${CMAKE_CURRENT_LIST_DIR}/report.c"
  "${CMAKE_CURRENT_LIST_DIR}/scenario.c"
  "${CMAKE_CURRENT_LIST_DIR}/steps.c")
