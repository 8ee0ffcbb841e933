/* SPDX-License-Identifier: MIT */
/* What lwIP asks of an RTOS, with handles as FreeRTOS has them. Nothing is linked. */
#ifndef LWIP_ARCH_SYS_ARCH_H
#define LWIP_ARCH_SYS_ARCH_H

typedef void *sys_sem_t;
typedef void *sys_mutex_t;
typedef void *sys_mbox_t;
typedef void *sys_thread_t;
typedef int sys_prot_t;

#endif
