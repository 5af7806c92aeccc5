/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef UNIT_DEVICE_H
#define UNIT_DEVICE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <tce/engine.h>

/*
 * A device that is a file: configuration space, and BAR 0. A player makes it
 * work: it acts when a register was written, as the device would.
 */

#define DEVICE_MEMORY 0x10000 /* bus address of the engine's own memory */
#define DEVICE_TARGET                                          \
	0x100000 /* ... and of the memory that it transfers to \
		  */

extern struct tce_device device;
extern uint8_t device_memory[4 * 4096];
extern uint8_t device_target[2 * 4096];

void device_setup(void);
void device_teardown(void);

bool device_is_master(void);
void device_put(uint64_t reg, uint32_t value);
uint32_t device_get(uint64_t reg);

/* --- players: tests/unit/play_NAME.c has unit_play_NAME ------------------- */

struct unit_player {
	/* The device as it is after a reset. */
	void (*begin)(void);
	/* A register of BAR 0 was written. */
	void (*written)(uint64_t reg);
};

/* From now on the device plays. */
void device_play(const struct unit_player *player);

/*
 * The device's own accesses. An address that is not mapped reads as ones and
 * is not written.
 */
void device_dma_write(uint64_t iova, const void *data, size_t len);
void device_dma_read(uint64_t iova, void *data, size_t len);

#endif
