// SPDX-License-Identifier: GPL-2.0-only
#include "vmm_firmware.h"

#define WORD(w)                                                          \
	(uint8_t)((w) >> 24), (uint8_t)((w) >> 16), (uint8_t)((w) >> 8), \
		(uint8_t)(w)

/* Big endian, as such a machine starts. */
const uint8_t vmm_firmware[] = {
	WORD(0x3be04000), /*    li r31, VMM_MAILBOX */
	WORD(0xe87f0000), /* 1: ld r3, 0(r31) */
	WORD(0x2c230000), /*    cmpdi r3, 0 */
	WORD(0x4182fff8), /*    beq 1b */
	WORD(0xe89f0008), /*    ld r4, 8(r31) */
	WORD(0xe8bf0010), /*    ld r5, 16(r31) */
	WORD(0xe8df0018), /*    ld r6, 24(r31) */
	WORD(0xe8ff0020), /*    ld r7, 32(r31) */
	WORD(0x44000022), /*    sc 1 */
	WORD(0xf87f0028), /*    std r3, 40(r31) */
	WORD(0x38000000), /*    li r0, 0 */
	WORD(0xf81f0000), /*    std r0, 0(r31) */
	WORD(0x4bffffd4), /*    b 1b */
};

const size_t vmm_firmware_size = sizeof(vmm_firmware);
