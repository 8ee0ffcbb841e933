/* SPDX-License-Identifier: MIT */
/** @file Sizes of the program for the profile "small", in bytes. */
#ifndef PROFILE_H
#define PROFILE_H

#define PROFILE_ARENA_SIZE 7680
#define PROFILE_STACK_SIZE 1792 /* read by CMake */
#define PROFILE_WORK_SIZE  384

#define SCENARIO_TEXT_MAX   63
#define SCENARIO_BLOCK_SIZE 256
#define SCENARIO_LINE_MAX   159

#endif
