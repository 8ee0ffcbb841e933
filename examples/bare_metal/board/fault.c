/* SPDX-License-Identifier: MIT */
/* A fault ends the program, says so on the console, and is a failure. */
#include "board.h"

#include "registers.h"

#define CFSR  UINT32_C(0xE000ED28)
#define MMFAR UINT32_C(0xE000ED34) /* of a guarded address */
#define BFAR  UINT32_C(0xE000ED38) /* of one where nothing is */

enum {
    STACKING_ERROR = 1 << 4 | 1 << 12, /* the frame of an exception had no room */
    MMFAR_VALID = 1 << 7,
    BFAR_VALID = 1 << 15,
    FAULT_STATUS = 99
};

extern uint32_t board_stack_bottom[];

void board_fault(void);
__attribute__((noreturn)) void board_fault_report(const uint32_t *frame);

static void write_hex(const char *what, uint32_t number)
{
    char text[11] = "0x";

    for (int i = 0; i < 8; i++) {
        text[2 + i] = "0123456789abcdef"[(number >> (28 - 4 * i)) & 0xFU];
    }
    text[10] = '\0';
    board_write(BOARD_CONSOLE, what);
    board_write(BOARD_CONSOLE, text);
}

/* The stack may be what is broken: begin a new one at its top, as nobody returns. */
__attribute__((naked)) void board_fault(void)
{
    __asm volatile("mov r0, sp\n\t"
                   "ldr r1, =board_stack_top\n\t"
                   "mov sp, r1\n\t"
                   "b board_fault_report\n\t");
}

__attribute__((noreturn)) void board_fault_report(const uint32_t *frame)
{
    uint32_t cause = reg_get(CFSR);
    bool overflow = (cause & STACKING_ERROR) != 0 || frame < board_stack_bottom;

    board_write(BOARD_CONSOLE, overflow ? "\r\nfault: the stack overflowed" : "\r\nfault");
    write_hex(", cause ", cause);
    if ((cause & (MMFAR_VALID | BFAR_VALID)) != 0) {
        write_hex(", address ", reg_get((cause & BFAR_VALID) != 0 ? BFAR : MMFAR));
    }
    if (!overflow) {
        write_hex(", at ", frame[6]);
    }
    board_write(BOARD_CONSOLE, "\r\n");
    board_exit(FAULT_STATUS);
}
