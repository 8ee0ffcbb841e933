/* SPDX-License-Identifier: MIT */
/*
 * Two stacks: that of the tests, and the painted one of core. painted_swap: the stack not in use, then two words to
 * put registers into. Up to four words of arguments are copied from one stack to the other.
 */
    .syntax unified
    .thumb
    .text

/* Into core: ip is the function. */
    .global painted_enter
    .thumb_func
painted_enter:
    push    {r4, r5, r6, lr}
    ldr     r4, =painted_swap
    ldr     r5, [r4]
    sub     r5, #16
    ldr     r6, [sp, #16]
    str     r6, [r5]
    ldr     r6, [sp, #20]
    str     r6, [r5, #4]
    ldr     r6, [sp, #24]
    str     r6, [r5, #8]
    ldr     r6, [sp, #28]
    str     r6, [r5, #12]
    mov     r6, sp
    str     r6, [r4]
    mov     sp, r5
    blx     ip
    ldr     r5, [r4]
    add     r6, sp, #16
    str     r6, [r4]
    mov     sp, r5
    pop     {r4, r5, r6, pc}

/* Out of core, for a callback: ip is painted_swap, which holds the old r4 and the function. Nothing is put on
   core's stack. */
    .global painted_leave
    .thumb_func
painted_leave:
    ldr     r4, [ip]
    stmdb   r4!, {r5, r6, r7, lr}
    ldr     r5, [ip, #4]
    str     r5, [r4, #-8]!
    sub     r4, #16
    mov     r5, sp
    str     r5, [ip]
    ldr     r6, [r5]
    str     r6, [r4]
    ldr     r6, [r5, #4]
    str     r6, [r4, #4]
    ldr     r6, [r5, #8]
    str     r6, [r4, #8]
    ldr     r6, [r5, #12]
    str     r6, [r4, #12]
    mov     sp, r4
    ldr     r6, [ip, #8]
    blx     r6
    ldr     ip, =painted_swap
    mov     r4, sp
    ldr     r5, [ip]
    add     r6, r4, #40
    str     r6, [ip]
    mov     sp, r5
    ldr     r5, [r4, #24]
    ldr     r6, [r4, #28]
    ldr     r7, [r4, #32]
    ldr     lr, [r4, #36]
    ldr     r4, [r4, #16]
    bx      lr

/* The functions of a transport, by their place in struct quatrix_transport_ops. */
    .macro leave_op name, place
    .global leave_\name
    .thumb_func
leave_\name:
    ldr     ip, =painted_swap
    str     r4, [ip, #4]
    ldr     r4, =painted_ops
    ldr     r4, [r4]
    ldr     r4, [r4, #4 * \place]
    str     r4, [ip, #8]
    b       painted_leave
    .ltorg
    .endm

    leave_op connect, 0
    leave_op handshake, 1
    leave_op send, 2
    leave_op recv, 3
    leave_op close, 4
    leave_op wait, 5
    leave_op now_ms, 6
    leave_op unix_time, 7
    leave_op entropy, 8
    leave_op heap_peak, 9
