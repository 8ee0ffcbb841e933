# SPDX-License-Identifier: MIT
# Everything with gcov's counters: -DCMAKE_PROJECT_quatrix_INCLUDE=.../counters.cmake reads this after project().
add_compile_options(--coverage)
add_link_options(--coverage -Wl,--wrap=_exit)
add_library(coverage_exit STATIC "${CMAKE_CURRENT_LIST_DIR}/exit.c")
link_libraries(coverage_exit)
# Its counters are shared by threads, and a lost count can become a negative one.
cmake_language(DEFER CALL target_compile_options quatrix_port_posix PRIVATE -fprofile-update=atomic)
