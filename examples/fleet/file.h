/* SPDX-License-Identifier: MIT */
/** @file Reading and writing whole. errno says why not. */
#ifndef FILE_H
#define FILE_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

/** Bytes read until size or the end of the file; -1: failed. */
ssize_t file_read(int fd, void *buf, size_t size);

bool file_write(int fd, const void *buf, size_t len);

/** All of a file. -1: failed; EFBIG: it has size bytes or more. */
ssize_t file_load(const char *path, void *buf, size_t size);

#endif
