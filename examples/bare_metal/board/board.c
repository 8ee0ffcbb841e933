/* SPDX-License-Identifier: MIT */
/* Registers: Arm application note 385, CMSDK technical reference manual, ARMv7-M. */
#include "board.h"

#include "lan9118.h"
#include "registers.h"
#include "semihost.h"

enum {
    CLOCK_HZ = 25000000,
    TICK_HZ = 1000,

    /* CMSDK UART, byte offsets */
    UART_SIZE = 0x1000,
    UART_DATA = 0x00,
    UART_STATE = 0x04,
    UART_CTRL = 0x08,
    UART_BAUDDIV = 0x10,
    UART_TX_FULL = 1,
    UART_RX_FULL = 2,
    UART_ENABLE_BOTH = 3,
    BAUD = 115200,

    /* CMSDK timer */
    TIMER_CTRL = 0x00,
    TIMER_VALUE = 0x04,
    TIMER_RELOAD = 0x08,

    /* SysTick */
    SYSTICK_CTRL = 0x10,
    SYSTICK_LOAD = 0x14,
    SYSTICK_ENABLE_ALL = 7, /* counter, interrupt, processor clock */

    /* NVIC */
    NVIC_ENABLE = 0x100,
    NVIC_DISABLE = 0x180,
    NVIC_UNPEND = 0x280,
    ETHERNET_IRQ = 13,

    /* MPU */
    MPU_CTRL = 0xD94,
    MPU_BASE = 0xD9C,
    MPU_SIZE = 0xDA0,
    MPU_ENABLE = 5, /* with the default map behind it */
    GUARD_SIZE_LOG2 = 24
};

#define UART0  UINT32_C(0x40004000)
#define TIMER0 UINT32_C(0x40000000)
#define SCS    UINT32_C(0xE000E000)

#define STACK_PAINT UINT32_C(0xA5A5A5A5)

extern uint32_t board_stack_bottom[];
extern uint32_t board_stack_top[];

static volatile uint32_t ticks;
static uint32_t sleep_cycles;

void board_systick(void);
void board_init(void);
void board_paint_stack(uint32_t *sp);

/* Called by hardware. */
void board_systick(void)
{
    ticks++;
}

/* Below RAM the board has nothing, yet accesses there do not fault by themselves. */
static void guard_stack(void)
{
    reg_set(SCS + MPU_BASE, (uint32_t)(uintptr_t)board_stack_bottom - (1U << GUARD_SIZE_LOG2));
    reg_set(SCS + MPU_SIZE, (GUARD_SIZE_LOG2 - 1) << 1 | 1); /* no access to anybody */
    reg_set(SCS + MPU_CTRL, MPU_ENABLE);
}

void board_init(void)
{
    guard_stack();
    for (uint32_t uart = UART0; uart < UART0 + 2 * UART_SIZE; uart += UART_SIZE) {
        reg_set(uart + UART_BAUDDIV, CLOCK_HZ / BAUD);
        reg_set(uart + UART_CTRL, UART_ENABLE_BOTH);
    }
    reg_set(TIMER0 + TIMER_RELOAD, UINT32_MAX);
    reg_set(TIMER0 + TIMER_VALUE, UINT32_MAX);
    reg_set(TIMER0 + TIMER_CTRL, 1);
    /* It also keeps QEMU's network going: a guest that only polls is stalled for half seconds. */
    reg_set(SCS + SYSTICK_LOAD, CLOCK_HZ / TICK_HZ - 1);
    reg_set(SCS + SYSTICK_CTRL, SYSTICK_ENABLE_ALL);
}

void board_write_bytes(enum board_line line, const uint8_t *bytes, size_t len)
{
    uint32_t uart = UART0 + (uint32_t)line * UART_SIZE;

    for (size_t i = 0; i < len; i++) {
        while ((reg_get(uart + UART_STATE) & UART_TX_FULL) != 0) {
        }
        reg_set(uart + UART_DATA, bytes[i]);
    }
}

void board_write(enum board_line line, const char *text)
{
    size_t len = 0;

    while (text[len] != '\0') {
        len++;
    }
    board_write_bytes(line, (const uint8_t *)text, len);
}

int board_read(enum board_line line)
{
    uint32_t uart = UART0 + (uint32_t)line * UART_SIZE;

    if ((reg_get(uart + UART_STATE) & UART_RX_FULL) == 0) {
        return -1;
    }
    return (int)(reg_get(uart + UART_DATA) & 0xFFU);
}

uint32_t board_ms(void)
{
    return ticks;
}

uint32_t board_cycles(void)
{
    return ~reg_get(TIMER0 + TIMER_VALUE); /* it counts down */
}

uint32_t board_sleep_cycles(void)
{
    return sleep_cycles;
}

/* With interrupts masked the processor wakes up and goes on: nothing is lost between the look at the
   network and the sleep, and the Ethernet interrupt needs no handler. */
void board_sleep(void)
{
    uint32_t from = board_cycles();

    __asm volatile("cpsid i" ::: "memory");
    if (!lan9118_has_frame()) {
        reg_set(SCS + NVIC_ENABLE, 1U << ETHERNET_IRQ);
        __asm volatile("dsb\n\twfi" ::: "memory");
        reg_set(SCS + NVIC_DISABLE, 1U << ETHERNET_IRQ);
        reg_set(SCS + NVIC_UNPEND, 1U << ETHERNET_IRQ);
    }
    __asm volatile("cpsie i" ::: "memory");
    sleep_cycles += board_cycles() - from;
}

void board_paint_stack(uint32_t *sp)
{
    for (uint32_t *word = board_stack_bottom; word < sp; word++) {
        *word = STACK_PAINT;
    }
}

size_t board_stack_peak(void)
{
    const uint32_t *word = board_stack_bottom;

    while (word < board_stack_top && *word == STACK_PAINT) {
        word++;
    }
    return (size_t)(board_stack_top - word) * sizeof *word;
}

size_t board_stack_size(void)
{
    return (size_t)(board_stack_top - board_stack_bottom) * sizeof *board_stack_top;
}

__attribute__((noreturn)) void board_exit(int status)
{
    semihost_exit(status);
    for (;;) {
        __asm volatile("wfi");
    }
}
