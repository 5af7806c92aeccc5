// SPDX-License-Identifier: GPL-2.0-only
#include "control.h"
#include "image.h"
#include "rtas.h"
#include "settings.h"
#include "text.h"
#include "tree.h"

/* The control call's number in fw_tokens comes after the others. */
#define CONTROL FIRMWARE_CALL_END
_Static_assert(CONTROL + 1 < FW_TOKENS, "fw_tokens ends with 0");

#define PROPERTY(symbol, name, property) property,
static const char calls[][32] = { FIRMWARE_CALLS(PROPERTY) };
#undef PROPERTY

struct fw fw_state;

static void tokens(void)
{
	const uint32_t rtas = fw_finddevice("/rtas");

	/* 0 would end the table: a number that no call has. */
	for (uint32_t i = 0; i < FIRMWARE_CALL_END; i++)
		if (fw_getprop(rtas, calls[i], &fw_tokens[i], 4) != 4)
			fw_tokens[i] = UINT32_MAX;
	fw_tokens[CONTROL] = FIRMWARE_CALL_TOKEN;
}

/* Bridges that QEMU has, and their default windows. */
static void find_pes(void)
{
	static const char digits[] = "0123456789abcdef";
	char path[] = "/pci@800000020000000";
	uint32_t node, i, w[5]; /* LIOBN, start, size */
	struct fw_pe *pe;

	for (i = 0; i < FW_PES; i++) {
		path[sizeof(path) - 3] = digits[i >> 4];
		path[sizeof(path) - 2] = digits[i & 15];
		node = fw_finddevice(path);
		if (node == UINT32_MAX)
			continue;
		pe = &fw_state.pes[i];
		pe->used = true;
		pe->buid = FW_BUID + i;
		if (fw_getprop(node, "ibm,dma-window", w, sizeof(w)) !=
		    sizeof(w))
			continue;
		pe->standard.liobn = w[0];
		pe->standard.start = fw_pair(w + 1);
		pe->standard.page_shift = 12;
		while (2ULL << pe->standard.window_shift <= fw_pair(w + 3))
			pe->standard.window_shift++;
		pe->windows[0] = pe->standard;
	}
}

static _Noreturn void stop(const char *what, const char *word)
{
	fw_print("firmware: ");
	fw_print(what);
	fw_print(word);
	fw_print("\r\n");
	fw_client("exit", 0, NULL);
	for (;;)
		;
}

void fw_start(uint64_t initrd, uint64_t size)
{
	struct fw_wrong wrong;
	uint64_t kernel[2];

	tokens();
	find_pes();
	if (!fw_settings(&fw_state, fw_end, &wrong)) {
		fw_print(wrong.what);
		stop(": ", wrong.word);
	}
	if (fw_getprop(fw_finddevice("/chosen"), "qemu,boot-kernel", kernel,
		       sizeof(kernel)) != sizeof(kernel))
		stop("no kernel", "");
	fw_go(kernel[0], initrd, size, (uint64_t)fw_client_entry);
}

/*
 * Copies the image to where the kernel wants RTAS, after QEMU's, which QEMU
 * writes to. Addresses in the table of contents are those of an image at 0.
 */
static void instantiate(struct fw_request *r)
{
	uint8_t *to = (uint8_t *)fw_pointer(r->args[2]) + fw_rtas_size();
	uint32_t *results = r->args + r->nargs;
	uint64_t at;

	for (at = 0; at < fw_offset(fw_end); at++)
		to[at] = fw_image[at];
	for (at = fw_offset(fw_toc); at < fw_offset(fw_toc_end); at += 8)
		*(uint64_t *)(to + at) += (uint64_t)to;
	fw_flush(to, fw_offset(fw_end));
	results[0] = 0;
	results[1] = fw_cell(to + fw_offset(fw_rtas_entry));
}

void fw_client_call(void *request)
{
	struct fw_request *r = request;

	if (fw_text_is(fw_pointer(r->service), "call-method") &&
	    fw_text_is(fw_pointer(r->args[0]), "instantiate-rtas"))
		instantiate(r);
	else if (!fw_tree(&fw_state, r))
		fw_client_pass(r);
}

void fw_rtas(struct fw_call *c, uint32_t number)
{
	if (number == CONTROL)
		fw_control(&fw_state, c);
	else
		fw_answer(&fw_state, c, number);
}
