// SPDX-License-Identifier: GPL-2.0-only
#include "hypervisor.h"

#include <endian.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "harness.h"

#define CELLS 16 /* of which Linux wants one left */

/* What sys_rtas(2) takes, big-endian. */
struct call {
	uint32_t token, nargs, nret;
	uint32_t cell[CELLS];
	uint32_t *results; /* the kernel's own */
};

/* The bridge is named by its unit address. */
static uint64_t bridge(const struct tce_pe *pe)
{
	const char *at = strchr(pe->dt_path, '@');

	return at ? strtoull(at + 1, NULL, 16) : 0;
}

static void put(struct call *c, uint32_t value)
{
	c->cell[c->nargs++] = htobe32(value);
}

static struct call begin(enum firmware_operation op, const struct tce_pe *pe)
{
	struct call c = { .token = htobe32(FIRMWARE_CALL_TOKEN) };

	put(&c, op);
	put(&c, (uint32_t)(bridge(pe) >> 32));
	put(&c, (uint32_t)bridge(pe));
	return c;
}

/* Its first result is 0; @nret more come after it. */
static const uint32_t *make(struct call *c, uint32_t nret)
{
	const uint32_t *ret = c->cell + c->nargs;
	long err = -1;

	c->nargs = htobe32(c->nargs);
	c->nret = htobe32(nret + 1);
#ifdef SYS_rtas
	err = syscall(SYS_rtas, c);
#else
	errno = ENOSYS;
#endif
	if (err)
		tce_broken("sys_rtas: %s", strerror(errno));
	if (*ret)
		tce_broken("the firmware does not take operation %u",
			   be32toh(c->cell[0]));
	return ret + 1;
}

void hypervisor_fail(const struct tce_pe *pe, enum firmware_call call,
		     uint32_t skip, uint32_t count, int32_t status)
{
	struct call c = begin(FIRMWARE_FAIL, pe);

	put(&c, call);
	put(&c, skip);
	put(&c, count);
	put(&c, (uint32_t)status);
	make(&c, 0);
}

void hypervisor_set(const struct tce_pe *pe, enum firmware_parameter what,
		    int64_t value)
{
	struct call c = begin(FIRMWARE_SET, pe);

	put(&c, what);
	put(&c, (uint32_t)((uint64_t)value >> 32));
	put(&c, (uint32_t)value);
	make(&c, 0);
}

void hypervisor_clear(const struct tce_pe *pe)
{
	struct call c = begin(FIRMWARE_CLEAR, pe);

	make(&c, 0);
}

unsigned int hypervisor_windows(const struct tce_pe *pe)
{
	unsigned int n = 0;

	for (uint32_t slot = 0; slot < FIRMWARE_SLOTS; slot++) {
		struct call c = begin(FIRMWARE_WINDOW, pe);

		put(&c, slot);
		n += make(&c, 6)[0] != 0;
	}
	return n;
}
