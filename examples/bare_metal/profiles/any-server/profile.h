/* SPDX-License-Identifier: MIT */
/** @file Sizes of the program for the profile "any-server", in bytes. */
#ifndef PROFILE_H
#define PROFILE_H

#define PROFILE_ARENA_SIZE 32512
#define PROFILE_STACK_SIZE 4096 /* read by CMake */
#define PROFILE_WORK_SIZE  512

#endif
