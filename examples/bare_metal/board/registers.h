/* SPDX-License-Identifier: MIT */
/** @file Access to hardware registers by address. */
#ifndef REGISTERS_H
#define REGISTERS_H

#include <stdint.h>

static inline uint32_t reg_get(uint32_t address)
{
    return *(volatile uint32_t *)address;
}

static inline void reg_set(uint32_t address, uint32_t value)
{
    *(volatile uint32_t *)address = value;
}

#endif
