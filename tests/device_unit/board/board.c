/* SPDX-License-Identifier: MIT */
/* mps2-an385 in QEMU: start, a UART for what is printed, the end. Paints the stack, says its peak. */
#include "board.h"

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#define PAINT UINT32_C(0xA5A5A5A5)

extern uint32_t board_stack_bottom[], board_stack_top[];
extern char board_data[], board_data_end[], board_data_load[], board_bss[], board_bss_end[];
extern char board_heap[], board_heap_end[];

int main(void);
void board_reset(void);
void *_sbrk(ptrdiff_t more);

static volatile uint32_t *const uart = (volatile uint32_t *)0x40004000; /* CMSDK APB UART */
enum { UART_DATA = 0, UART_STATE = 1, UART_CTRL = 2, UART_BAUD = 4 };

void board_putchar(char c)
{
    while (uart[UART_STATE] & 1U) { /* full */
    }
    uart[UART_DATA] = (uint8_t)c;
}

/* For malloc(), which the tests may use. */
void *_sbrk(ptrdiff_t more)
{
    static char *end = board_heap;
    char *was = end;

    if (more > board_heap_end - end) {
        return (void *)-1;
    }
    end += more;
    return was;
}

/* Semihosting SYS_EXIT. */
void board_exit(int status)
{
    register uint32_t operation __asm__("r0") = 0x18;
    register uint32_t reason __asm__("r1") = status == 0 ? 0x20026 : 0x20024;

    __asm__ volatile("bkpt 0xAB" : : "r"(operation), "r"(reason) : "memory");
    for (;;) {
    }
}

/*
 * No access to the megabyte below RAM, so that a stack that overflows faults: QEMU takes writes to where
 * there is no memory and says nothing.
 */
static void guard(void)
{
    volatile uint32_t *mpu = (volatile uint32_t *)0xE000ED90;
    enum { CTRL = 1, NUMBER = 2, BASE = 3, SIZE = 4 };

    mpu[NUMBER] = 0;
    mpu[BASE] = (uint32_t)board_stack_bottom - 0x100000;
    mpu[SIZE] = 19U << 1 | 1U; /* 2 to the 20, on */
    mpu[CTRL] = 5;             /* on; what no region covers is as without */
}

/* The stack is in use already: a margin below this frame is left alone. */
static void paint(void)
{
    volatile uint32_t *top = (volatile uint32_t *)__builtin_frame_address(0) - 16;

    for (volatile uint32_t *p = board_stack_bottom; p < top; p++) {
        *p = PAINT;
    }
}

static void report(void)
{
    const uint32_t *p = board_stack_bottom;

    while (p < board_stack_top && *p == PAINT) {
        p++;
    }
    printf("stack: %zu of %zu bytes\n", (size_t)(board_stack_top - p) * sizeof *p,
           (size_t)(board_stack_top - board_stack_bottom) * sizeof *p);
}

void board_reset(void)
{
    int status;

    guard();
    paint();
    memcpy(board_data, board_data_load, (size_t)(board_data_end - board_data));
    memset(board_bss, 0, (size_t)(board_bss_end - board_bss));
    uart[UART_BAUD] = 16;
    uart[UART_CTRL] = 1;
    status = main();
    report();
    board_exit(status);
}

static void fault(void)
{
    __asm__ volatile("mov sp, %0" : : "r"(board_stack_top)); /* what was there may be full */
    puts("fault");
    board_exit(1);
}

__attribute__((section(".vectors"), used)) static const struct {
    uint32_t *stack;
    void (*handler[15])(void);
} vectors = { board_stack_top,
              { board_reset, fault, fault, fault, fault, fault, fault, fault, fault, fault, fault,
                fault, fault, fault, fault } };
