/* SPDX-License-Identifier: MIT */
/**
 * @file
 * The Ethernet controller SMSC LAN9118, polled. Knows no IP stack: frames are passed in pieces, and
 * stay in the controller's memory until they are taken.
 */
#ifndef LAN9118_H
#define LAN9118_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/** Two bytes before each frame, so that what follows its 14-byte header is aligned. */
enum { LAN9118_PAD = 2 };

/** Reset, set the address, switch on. False: there is no such controller. */
bool lan9118_init(const uint8_t mac[6]);

/** Is a frame there to be taken? */
bool lan9118_has_frame(void);

/** Length of the next good frame with LAN9118_PAD and without checksum; 0: none. Damaged ones are
    dropped. */
size_t lan9118_frame_size(void);

/** Begin to take that frame: after this lan9118_read() all of it, in pieces of which only the last
    may be no multiple of 4. */
void lan9118_begin_read(void);
void lan9118_read(uint8_t *buf, size_t len);
/** What follows the frame: its checksum. size is what lan9118_frame_size() said. */
void lan9118_end_read(size_t size);

/** Is there room for a frame of so many bytes in so many pieces? */
bool lan9118_can_send(size_t size, size_t pieces);

/** A piece of a frame of size bytes. Reads whole words: up to 3 bytes before and behind it. */
void lan9118_send(const uint8_t *piece, size_t len, size_t size, bool first, bool last);

#endif
