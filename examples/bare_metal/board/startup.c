/* SPDX-License-Identifier: MIT */
/* From reset to main(). */
#include "board.h"

#include <string.h>

extern uint32_t board_stack_top[];
extern uint32_t board_data[];
extern uint32_t board_data_end[];
extern const uint32_t board_data_load[];
extern uint32_t board_bss[];
extern uint32_t board_bss_end[];

void board_init(void);
void board_paint_stack(uint32_t *sp);
void board_systick(void);
void board_fault(void);
__attribute__((noreturn)) void board_reset(void);
int main(void);

__attribute__((noreturn)) void board_reset(void)
{
    board_paint_stack((uint32_t *)__builtin_frame_address(0) - 16);
    memcpy(board_data, board_data_load, (size_t)((char *)board_data_end - (char *)board_data));
    memset(board_bss, 0, (size_t)((char *)board_bss_end - (char *)board_bss));
    board_init();
    board_exit(main());
}

/* By exception number, less one. Devices interrupt nobody: board_sleep() wakes up without a handler. */
struct vectors {
    const void *stack;
    void (*handlers[15])(void);
};

__attribute__((section(".vectors"), used)) const struct vectors board_vectors = {
    board_stack_top,
    { [0] = board_reset,
      [1] = board_fault, /* NMI */
      [2] = board_fault, /* hard fault, to which the others escalate */
      [3] = board_fault,
      [4] = board_fault,
      [5] = board_fault,
      [14] = board_systick },
};
