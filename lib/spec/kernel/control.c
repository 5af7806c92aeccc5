// SPDX-License-Identifier: GPL-2.0-only
/* The caller's side: the control call of our firmware. */
#include "control.h"

#include <endian.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <core/array.h>
#include <core/file.h>

/* What sys_rtas(2) takes, big-endian; the kernel's header is not for users. */
struct rtas_args {
	uint32_t token, nargs, nret;
	uint32_t cell[16];
	uint32_t *rets; /* the kernel's own */
};

int tce_firmware_control(const uint32_t *arg, unsigned int nargs, uint32_t *ret,
			 unsigned int nret)
{
	struct rtas_args a = { .token = htobe32(FIRMWARE_CALL_TOKEN),
			       .nargs = htobe32(nargs),
			       .nret = htobe32(nret + 1) };

	for (unsigned int i = 0; i < nargs; i++)
		a.cell[i] = htobe32(arg[i]);
#ifdef SYS_rtas
	if (syscall(SYS_rtas, &a))
		return -errno;
#else
	return -ENOSYS;
#endif
	for (unsigned int i = 0; i < nret; i++)
		ret[i] = be32toh(a.cell[nargs + 1 + i]);
	return a.cell[nargs] ? -EINVAL : 0;
}

int tce_firmware_logged(uint32_t index, struct tce_firmware_entry *e)
{
	const uint32_t arg[] = { FIRMWARE_LOG, index };

	*e = (struct tce_firmware_entry){ 0 };
	return tce_firmware_control(arg, ARRAY_SIZE(arg), (uint32_t *)e,
				    sizeof(*e) / sizeof(uint32_t));
}

uint64_t tce_firmware_entry_buid(const struct tce_firmware_entry *e)
{
	return (uint64_t)e->arg[1] << 32 | e->arg[2];
}

uint32_t tce_firmware_token(enum firmware_call call)
{
#define PROPERTY(symbol, name, property) property,
	static const char *const properties[] = { FIRMWARE_CALLS(PROPERTY) };
#undef PROPERTY
	char path[96];
	uint32_t token = 0;

	snprintf(path, sizeof(path), "/proc/device-tree/rtas/%s",
		 properties[call]);
	if (core_file_read(path, &token, sizeof(token)) != sizeof(token))
		return 0;
	return be32toh(token);
}

uint64_t tce_firmware_buid(const struct tce_pe *pe)
{
	const char *at = strchr(pe->dt_path, '@');

	return at ? strtoull(at + 1, NULL, 16) : 0;
}

int tce_firmware_control_pe(const struct tce_pe *pe, enum firmware_operation op,
			    const uint32_t *more, unsigned int nmore,
			    uint32_t *ret, unsigned int nret)
{
	const uint64_t buid = tce_firmware_buid(pe);
	uint32_t arg[FIRMWARE_CELLS] = { op, (uint32_t)(buid >> 32),
					 (uint32_t)buid };

	if (nmore)
		memcpy(arg + 3, more, nmore * sizeof(*more));
	return tce_firmware_control(arg, 3 + nmore, ret, nret);
}
