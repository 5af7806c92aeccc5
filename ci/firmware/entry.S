/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Where QEMU and the kernel come in. All of it is in real mode, big endian, and
 * runs wherever it is put.
 */
#include "image.h"

#define H_RTAS 0xf000

/* The kernel calls in 32-bit mode; \msr is how it was. */
.macro	to_64_bits msr
	mfmsr	\msr
	li	12, 1
	sldi	12, 12, 63
	or	12, 12, \msr
	mtmsrd	12
	isync
.endm

.macro	find_toc
	bcl	20, 31, .Ltoc\@
.Ltoc\@:
	mflr	12
	addis	2, 12, (.TOC. - .Ltoc\@)@ha
	addi	2, 2, (.TOC. - .Ltoc\@)@l
.endm

/* Calls with a frame on the stack r1; the kernel's registers return. */
.macro	call_c function, lr, msr, sp
	stdu	1, -144(1)
	std	\lr, 112(1)
	std	\msr, 120(1)
	std	2, 104(1)
	std	\sp, 128(1)
	find_toc
	bl	\function
	nop
	ld	2, 104(1)
	ld	0, 112(1)
	ld	11, 120(1)
	ld	1, 128(1)
	mtlr	0
	mtmsrd	11
	isync
	blr
.endm

	.section .head, "ax"
	.globl	fw_image
fw_image:

/* QEMU starts the first CPU here: r1 is a stack, r3 and r4 are the initrd. */
	. = 0x100
	.globl	_start
_start:
	find_toc
	li	0, 0
	stdu	0, -128(1)
	bl	fw_start
	nop
	b	.

/* Open Firmware, for the kernel's start: on its stack, which is below 4 GiB. */
	.balign	64
	.globl	fw_client_entry
fw_client_entry:
	mflr	0
	to_64_bits 11
	clrldi	3, 3, 32
	clrldi	9, 1, 32
	mr	1, 9
	call_c	fw_client_call, 0, 11, 9

/*
 * RTAS: r3 is the call, and there is no stack. A call that is not in fw_tokens
 * goes to QEMU at once, as by vof.bin, and nothing is written: of these there
 * may be several at a time. All others have the kernel's lock.
 */
	.balign	64
	.globl	fw_rtas_entry
fw_rtas_entry:
	mflr	5
	lwz	4, 0(3)
	bcl	20, 31, .Lrtas
.Lrtas:
	mflr	6
	mtlr	5
	addi	7, 6, fw_tokens - .Lrtas
	li	8, 0
1:	lwz	9, 0(7)
	cmplw	4, 9
	beq	2f
	cmplwi	9, 0
	addi	7, 7, 4
	addi	8, 8, 1
	bne	1b
	mr	4, 3
	lis	3, H_RTAS@h
	ori	3, 3, H_RTAS@l
	sc	1
	blr
2:	to_64_bits 11
	clrldi	3, 3, 32
	clrldi	4, 8, 32
	clrldi	5, 5, 32
	clrldi	6, 6, 32
	mr	9, 1
	addis	1, 6, (.Lstack_end - .Lrtas)@ha
	addi	1, 1, (.Lstack_end - .Lrtas)@l
	clrrdi	1, 1, 4
	call_c	fw_rtas, 5, 11, 9

	.globl	fw_hypercall
fw_hypercall:
	std	8, -8(1)
	sc	1
	ld	8, -8(1)
	cmpldi	8, 0
	beqlr
	std	4, 0(8)
	blr

	.globl	fw_flush
fw_flush:
	add	4, 3, 4
1:	dcbst	0, 3
	sync
	icbi	0, 3
	addi	3, 3, 32
	cmpld	3, 4
	blt	1b
	isync
	blr

	.globl	fw_go
fw_go:
	mtctr	3
	mr	3, 4
	mr	4, 5
	mr	5, 6
	bctr

	.balign	8
	.globl	fw_tokens
fw_tokens:
	.space	4 * FW_TOKENS

	.section .stack, "aw"
	.balign	16
	.space	0x2000
.Lstack_end:
	.space	64

	.section .note.GNU-stack, "", @progbits
