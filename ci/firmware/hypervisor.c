// SPDX-License-Identifier: GPL-2.0-only
#include "hypervisor.h"

#include "image.h"

enum hypercall {
	H_GET_TCE = 0x1c,
	H_PUT_TCE = 0x20,
	H_RTAS = 0xf000,
	H_CLIENT = 0xf005,
};

uint32_t fw_token(enum firmware_call call)
{
	return fw_tokens[call];
}

int32_t fw_qemu_rtas(struct fw_call *c)
{
	fw_hypercall(H_RTAS, fw_cell(c), 0, 0, 0, NULL);
	return (int32_t)fw_results(c)[0];
}

int64_t fw_qemu_tce_get(uint32_t liobn, uint64_t ioba, uint64_t *tce)
{
	return fw_hypercall(H_GET_TCE, liobn, ioba, 0, 0, tce);
}

int64_t fw_qemu_tce_put(uint32_t liobn, uint64_t ioba, uint64_t tce)
{
	return fw_hypercall(H_PUT_TCE, liobn, ioba, tce, 0, NULL);
}

void fw_client_pass(void *request)
{
	fw_hypercall(H_CLIENT, fw_cell(request), 0, 0, 0, NULL);
}

/* What QEMU answers as Open Firmware; ~0 if it does not. */
uint32_t fw_client(const char *service, uint32_t nargs, const uint32_t *args)
{
	struct {
		uint32_t service, nargs, nret, args[8];
	} request = { fw_cell(service), nargs, 1, { 0 } };

	for (uint32_t i = 0; i < nargs; i++)
		request.args[i] = args[i];
	if (fw_hypercall(H_CLIENT, fw_cell(&request), 0, 0, 0, NULL))
		return UINT32_MAX;
	return request.args[nargs];
}

uint32_t fw_getprop(uint32_t node, const char *name, void *to, uint32_t size)
{
	const uint32_t args[] = { node, fw_cell(name), fw_cell(to), size };

	return fw_client("getprop", 4, args);
}

uint32_t fw_finddevice(const char *path)
{
	const uint32_t args[] = { fw_cell(path) };

	return fw_client("finddevice", 1, args);
}

void fw_print(const char *text)
{
	uint32_t args[] = { 0, fw_cell(text), 0 };

	while (text[args[2]])
		args[2]++;
	if (fw_getprop(fw_finddevice("/chosen"), "stdout", args, 4) == 4)
		fw_client("write", 3, args);
}
