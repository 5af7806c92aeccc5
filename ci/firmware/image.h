/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef FIRMWARE_IMAGE_H
#define FIRMWARE_IMAGE_H

/* What is only in the firmware itself, not in its native tests. */

/* Words of fw_tokens. */
#define FW_TOKENS 32

#ifndef __ASSEMBLER__

#include "firmware.h"

/*
 * The image runs where QEMU put it and, copied as it is, where the kernel wants
 * RTAS. Hidden symbols are found by their distance from the code.
 */
#pragma GCC visibility push(hidden)

/* entry.S */
extern uint8_t fw_image[], fw_client_entry[], fw_rtas_entry[];
/* Tokens of the calls that fw_rtas() gets, by their numbers; 0 ends it. */
extern uint32_t fw_tokens[FW_TOKENS];
/* A hypercall; @out, if it is not NULL, gets its first result. */
int64_t fw_hypercall(uint64_t number, uint64_t a, uint64_t b, uint64_t c,
		     uint64_t d, uint64_t *out);
/* These bytes will be run. */
void fw_flush(const void *code, uint64_t size);
_Noreturn void fw_go(uint64_t address, uint64_t r3, uint64_t r4, uint64_t r5);

/* firmware.lds: addresses within the image; its end, where the settings begin
 */
extern uint64_t fw_toc[], fw_toc_end[];
extern char fw_end[];

/* hypervisor.c */
uint32_t fw_client(const char *service, uint32_t nargs, const uint32_t *args);
void fw_client_pass(void *request);
uint32_t fw_getprop(uint32_t node, const char *name, void *to, uint32_t size);
uint32_t fw_finddevice(const char *path);
void fw_print(const char *text);

/* start.c */
extern struct fw fw_state;

/* What entry.S calls. */
_Noreturn void fw_start(uint64_t initrd, uint64_t size);
void fw_client_call(void *request);
void fw_rtas(struct fw_call *c, uint32_t number);

#pragma GCC visibility pop

/* The kernel gives addresses of 32 bits. */
static inline void *fw_pointer(uint32_t cell)
{
	return (void *)(uintptr_t)cell;
}

static inline uint32_t fw_cell(const void *p)
{
	return (uint32_t)(uintptr_t)p;
}

/* Of something in the image. */
static inline uint64_t fw_offset(const void *p)
{
	return (uintptr_t)p - (uintptr_t)fw_image;
}

#endif
#endif
