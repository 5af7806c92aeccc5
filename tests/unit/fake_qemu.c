// SPDX-License-Identifier: GPL-2.0-only
#include "fake_qemu.h"

#include <string.h>

#include "../../ci/firmware/hypervisor.h"
#include "unit.h"

struct fake_qemu fake_qemu;

uint32_t fw_token(enum firmware_call call)
{
	return TOKEN + call;
}

unsigned int fake_qemu_windows(void)
{
	return (fake_qemu.tables[0].liobn != 0) +
	       (fake_qemu.tables[1].liobn != 0);
}

static void qemu_reset(void)
{
	fake_qemu.tables[1].liobn = 0;
	fake_qemu.tables[0] = (struct fw_window){ LIOBN(0), 12, 25, 0 };
}

/* As QEMU: a first window has the start of the default one. */
static int32_t qemu_create(const struct fw_call *c, uint32_t *results)
{
	unsigned int i = fake_qemu.tables[0].liobn != 0;

	if (fake_qemu_windows() == TABLES)
		return -1;
	fake_qemu.tables[i] =
		(struct fw_window){ LIOBN(i), c->args[3], c->args[4],
				    fake_qemu_windows() ? ABOVE : 0 };
	results[1] = LIOBN(i);
	results[2] = (uint32_t)(fake_qemu.tables[i].start >> 32);
	results[3] = (uint32_t)fake_qemu.tables[i].start;
	return 0;
}

/* Table 0 is the default one, whatever is in it. */
static int32_t qemu_remove(uint32_t liobn)
{
	for (unsigned int i = 0; i < TABLES; i++)
		if (liobn && fake_qemu.tables[i].liobn == liobn) {
			fake_qemu.tables[i].liobn = 0;
			if (i && !fake_qemu_windows())
				qemu_reset();
			return 0;
		}
	return -3;
}

static int32_t qemu_call(struct fw_call *c)
{
	uint32_t *results = fw_results(c);

	switch (c->token - TOKEN) {
	case FIRMWARE_CALL_QUERY:
		results[1] = TABLES - fake_qemu_windows();
		results[c->nret - 2] = 0x107;
		results[c->nret - 1] = 0;
		return 0;
	case FIRMWARE_CALL_CREATE:
		return qemu_create(c, results);
	case FIRMWARE_CALL_REMOVE:
		return qemu_remove(c->args[0]);
	case FIRMWARE_CALL_RESET:
		ck_assert_uint_eq(c->nargs, 3);
		qemu_reset();
		return 0;
	case FIRMWARE_CALL_READ_CONFIG:
	case FIRMWARE_CALL_WRITE_CONFIG:
		return unit_config(c, c->nargs == 5);
	default:
		return 0;
	}
}

int32_t fw_qemu_rtas(struct fw_call *c)
{
	fake_qemu.calls++;
	fw_results(c)[0] = (uint32_t)qemu_call(c);
	return (int32_t)fw_results(c)[0];
}

int64_t fw_qemu_tce_get(uint32_t liobn, uint64_t ioba, uint64_t *tce)
{
	for (unsigned int i = 0; i < TABLES; i++)
		if (fake_qemu.tables[i].liobn == liobn) {
			*tce = fake_qemu.live && ioba == fake_qemu.live
				       ? 0x10003
				       : 0;
			return 0;
		}
	return -4;
}

int64_t fw_qemu_tce_put(uint32_t liobn, uint64_t ioba, uint64_t tce)
{
	uint64_t old;

	fake_qemu.live = tce & 3 ? ioba : 0;
	return fw_qemu_tce_get(liobn, ioba, &old);
}

void fake_qemu_boot(void)
{
	memset(&fake_qemu, 0, sizeof(fake_qemu));
	qemu_reset();
}
