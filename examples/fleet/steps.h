/* SPDX-License-Identifier: MIT */
/** @file A device: from a line of the CSV to a file with its key. */
#ifndef STEPS_H
#define STEPS_H

#include "fleet.h"

/** Do what is left to do for a device (in a dry run: say what). False: the others need not be tried. */
bool steps_device(struct fleet *fleet, struct device *device);

#endif
