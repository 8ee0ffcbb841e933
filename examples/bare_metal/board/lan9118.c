/* SPDX-License-Identifier: MIT */
/* Registers: SMSC LAN9118 datasheet, chapters 3.12, 3.13 and 5. */
#include "lan9118.h"

#include "registers.h"

#include <string.h>

#define BASE UINT32_C(0x40200000)

enum {
    RX_DATA = 0x00,
    TX_DATA = 0x20,
    RX_STATUS = 0x40,
    RX_STATUS_PEEK = 0x44,
    TX_STATUS = 0x48,
    IRQ_CFG = 0x54,
    INT_STS = 0x58,
    INT_EN = 0x5C,
    BYTE_TEST = 0x64,
    FIFO_INT = 0x68,
    RX_CFG = 0x6C,
    TX_CFG = 0x70,
    HW_CFG = 0x74,
    RX_DP_CTRL = 0x78,
    RX_FIFO_INF = 0x7C,
    TX_FIFO_INF = 0x80,
    MAC_CSR_CMD = 0xA4,
    MAC_CSR_DATA = 0xA8,

    HW_CFG_RESET = 1,
    HW_CFG_VALUE = 0x00150000, /* 5 KB for sending; bit 20 must be 1 */
    RX_STATUS_ARRIVED = 8,     /* of INT_STS and INT_EN */
    IRQ_CFG_VALUE = 0x111,     /* enabled, active high, push-pull */
    TX_ON = 2,
    STATUS_ERROR = 1 << 15,
    CRC_SIZE = 4,

    MAC_CR = 1,
    MAC_ADDRH = 2,
    MAC_ADDRL = 3,
    MAC_CR_VALUE = 0x0010000C, /* full duplex, send, receive */

    TX_FIRST = 1 << 13,
    TX_LAST = 1 << 12,
    TX_COMMAND_SIZE = 12 /* two commands, and the words a piece may take more */
};
#define MAC_BUSY        (UINT32_C(1) << 31)
#define RX_FAST_FORWARD (UINT32_C(1) << 31)

static void set(uint32_t offset, uint32_t value)
{
    reg_set(BASE + offset, value);
}

static uint32_t get(uint32_t offset)
{
    return reg_get(BASE + offset);
}

static void set_mac_register(uint32_t number, uint32_t value)
{
    while ((get(MAC_CSR_CMD) & MAC_BUSY) != 0) {
    }
    set(MAC_CSR_DATA, value);
    set(MAC_CSR_CMD, MAC_BUSY | number);
    while ((get(MAC_CSR_CMD) & MAC_BUSY) != 0) {
    }
}

bool lan9118_init(const uint8_t mac[6])
{
    if (get(BYTE_TEST) != UINT32_C(0x87654321)) {
        return false;
    }
    set(HW_CFG, HW_CFG_RESET);
    while ((get(HW_CFG) & HW_CFG_RESET) != 0) {
    }
    set(HW_CFG, HW_CFG_VALUE);
    set_mac_register(MAC_ADDRL, mac[0] | (uint32_t)mac[1] << 8 | (uint32_t)mac[2] << 16 |
                                    (uint32_t)mac[3] << 24);
    set_mac_register(MAC_ADDRH, mac[4] | (uint32_t)mac[5] << 8);
    set(RX_CFG, LAN9118_PAD << 8);
    set(FIFO_INT, 0); /* a single frame counts */
    set(INT_STS, UINT32_MAX);
    set(INT_EN, RX_STATUS_ARRIVED);
    set(IRQ_CFG, IRQ_CFG_VALUE);
    set(TX_CFG, TX_ON);
    set_mac_register(MAC_CR, MAC_CR_VALUE);
    return true;
}

bool lan9118_has_frame(void)
{
    set(INT_STS, RX_STATUS_ARRIVED);
    return ((get(RX_FIFO_INF) >> 16) & 0xFFU) != 0;
}

static size_t length_of(uint32_t status)
{
    return (status >> 16) & 0x3FFFU;
}

size_t lan9118_frame_size(void)
{
    while (lan9118_has_frame()) {
        uint32_t status = get(RX_STATUS_PEEK);

        if ((status & STATUS_ERROR) == 0 && length_of(status) > CRC_SIZE) {
            return length_of(status) - CRC_SIZE + LAN9118_PAD;
        }
        (void)get(RX_STATUS);
        set(RX_DP_CTRL, RX_FAST_FORWARD);
        while ((get(RX_DP_CTRL) & RX_FAST_FORWARD) != 0) {
        }
    }
    return 0;
}

void lan9118_begin_read(void)
{
    (void)get(RX_STATUS);
}

void lan9118_read(uint8_t *buf, size_t len)
{
    while (len > 0) {
        uint32_t word = get(RX_DATA);
        size_t part = len < sizeof word ? len : sizeof word;

        memcpy(buf, &word, part);
        buf += part;
        len -= part;
    }
}

void lan9118_end_read(size_t size)
{
    size_t taken = (size + 3) / 4;

    for (size_t all = (size + CRC_SIZE + 3) / 4; taken < all; taken++) {
        (void)get(RX_DATA);
    }
}

bool lan9118_can_send(size_t size, size_t pieces)
{
    while (((get(TX_FIFO_INF) >> 16) & 0xFFU) != 0) {
        (void)get(TX_STATUS); /* what became of earlier frames is TCP's concern */
    }
    return (get(TX_FIFO_INF) & 0xFFFFU) >= size + pieces * TX_COMMAND_SIZE;
}

void lan9118_send(const uint8_t *piece, size_t len, size_t size, bool first, bool last)
{
    size_t offset = (uintptr_t)piece % 4;
    const uint32_t *words = (const uint32_t *)(const void *)(piece - offset);

    set(TX_DATA, (uint32_t)offset << 16 | (first ? (uint32_t)TX_FIRST : 0) |
                     (last ? (uint32_t)TX_LAST : 0) | (uint32_t)len);
    set(TX_DATA, (uint32_t)size);
    for (size_t i = 0; i < (offset + len + 3) / 4; i++) {
        set(TX_DATA, words[i]);
    }
}
