/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef TESTS_VMM_FIRMWARE_H
#define TESTS_VMM_FIRMWARE_H

#include <stddef.h>
#include <stdint.h>

/*
 * All software of a virtual machine: it makes the hypercall that it finds in
 * its mailbox, as often as there is one. The mailbox has double words: number
 * (0: none), four arguments, result.
 */
#define VMM_FIRMWARE_START 0x100u /* where QEMU starts */
#define VMM_MAILBOX 0x4000u
#define VMM_MAILBOX_RESULT (VMM_MAILBOX + 40u)

extern const uint8_t vmm_firmware[];
extern const size_t vmm_firmware_size;

#endif
