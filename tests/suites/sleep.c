// SPDX-License-Identifier: GPL-2.0-only
/*
 * A device that sleeps (D3hot): while it is idle, for its owner, and before
 * VFIO takes it.
 *
 * Its next owner finds it awake, and what is mapped is reached.
 *
 * Sources: PCI Bus Power Management Interface Specification, on PMCSR and
 * D3hot; Documentation/power/pci.rst on runtime power management.
 */
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include <linux/pci_regs.h>

#include <tce/tce.h>

#include "drive.h"
#include "harness.h"
#include "owner.h"
#include "suites.h"

#define PATIENCE_S 10
#define ROUNDS 20
#define CAPS_MAX 48
#define D0 0
#define D3HOT 3

/* --- its registers, as the host has them --------------------------------- */

static int config_open(const struct tce_pe *pe, int flags)
{
	char path[64];
	int fd;

	snprintf(path, sizeof(path), "/sys/bus/pci/devices/%s/config", pe->bdf);
	fd = open(path, flags | O_CLOEXEC);
	TCE_MUST(fd < 0 ? -errno : 0);
	return fd;
}

static uint8_t byte_at(int fd, unsigned int at)
{
	uint8_t value;

	if (pread(fd, &value, 1, at) != 1)
		tce_broken("the configuration space cannot be read");
	return value;
}

/* Where PMCSR is. */
static unsigned int pmcsr_of(const struct tce_pe *pe)
{
	int fd = config_open(pe, O_RDONLY);
	unsigned int at = byte_at(fd, PCI_CAPABILITY_LIST) & ~3u;

	for (int n = 0; at && n < CAPS_MAX; n++) {
		if (byte_at(fd, at) == PCI_CAP_ID_PM) {
			close(fd);
			return at + PCI_PM_CTRL;
		}
		at = byte_at(fd, at + 1) & ~3u;
	}
	tce_skip("needs pm: %s has no power management", pe->bdf);
}

static unsigned int state_of(const struct tce_pe *pe)
{
	const unsigned int at = pmcsr_of(pe);
	int fd = config_open(pe, O_RDONLY);
	unsigned int state = byte_at(fd, at) & PCI_PM_CTRL_STATE_MASK;

	close(fd);
	return state;
}

static void check_awake(const struct tce_pe *pe, const char *when)
{
	const unsigned int state = state_of(pe);

	if (state != D0)
		tce_fail("%s, the device is in D%u, expected D0", when, state);
}

/* Nobody has it, so it falls asleep by and by. */
static void wait_asleep(const struct tce_pe *pe)
{
	const struct timespec nap = { .tv_nsec = 1000000 };
	time_t end = time(NULL) + PATIENCE_S;

	while (state_of(pe) != D3HOT) {
		if (time(NULL) > end)
			tce_broken("after %d s without an owner the device is "
				   "not in D3hot",
				   PATIENCE_S);
		nanosleep(&nap, NULL);
	}
}

/* --- its owner ------------------------------------------------------------ */

static void check_works(struct owner *o, const char *when)
{
	owner_start(o);
	if (!owner_transfers(o))
		tce_fail("%s, what the device sends does not arrive", when);
}

static void own(const struct tce_platform *p, bool dynamic, const char *when)
{
	struct owner o;

	owner_open(&o, p, dynamic);
	check_awake(&p->pe[0], when);
	check_works(&o, when);
	owner_close(&o);
}

/* The owner puts it to sleep. */
static void lull(const struct owner *o, const struct tce_pe *pe)
{
	const uint8_t state[2] = { D3HOT };

	TCE_MUST(tce_device_config_write(&o->device, pmcsr_of(pe), state,
					 sizeof(state)));
	if (state_of(pe) != D3HOT)
		tce_fail("its owner cannot put the device into D3hot");
}

/* --- cases ---------------------------------------------------------------- */

static void run_rounds(const struct tce_context *ctx)
{
	const struct tce_platform *p = ctx->platform;
	const struct tce_pe *pe = &p->pe[0];
	const bool dynamic = p->ddw;
	char when[32];

	drive_to_vfio(pe);
	for (int round = 1; round <= ROUNDS; round++) {
		snprintf(when, sizeof(when), "in round %d", round);
		wait_asleep(pe);
		own(p, dynamic && round % 2, when);
		wait_asleep(pe);
		drive_host_reads(pe, when);
		check_awake(pe, when);
		drive_to_vfio(pe);
	}
}

static int reset_by_owner(const struct owner *o, const struct tce_pe *pe)
{
	(void)pe;
	return tce_device_reset(&o->device);
}

static int reset_by_host(const struct owner *o, const struct tce_pe *pe)
{
	(void)o;
	return tce_driver_reset(pe->bdf);
}

static void run_resets(const struct tce_context *ctx)
{
	static const struct {
		const char *name;
		int (*reset)(const struct owner *o, const struct tce_pe *pe);
	} resets[] = {
		{ "its owner", reset_by_owner },
		{ "the host", reset_by_host },
	};
	const struct tce_pe *pe = &ctx->platform->pe[0];
	struct owner o;
	char when[64];

	drive_to_vfio(pe);
	owner_open(&o, ctx->platform, ctx->platform->ddw);
	for (size_t i = 0; i < 2 * ARRAY_SIZE(resets); i++) {
		const bool asleep = i % 2;

		snprintf(when, sizeof(when), "after a reset by %s in D%d",
			 resets[i / 2].name, asleep ? D3HOT : D0);
		if (asleep)
			lull(&o, pe);
		if (!TCE_OK(resets[i / 2].reset(&o, pe)))
			tce_fail("%s: see above", when);
		check_awake(pe, when);
		check_works(&o, when);
	}
	lull(&o, pe);
	owner_close(&o);
	own(ctx->platform, false, "after an owner who left it in D3hot");
	drive_host_again(ctx->platform, "after VFIO");
}

/* As a host's driver may leave it. */
static void put_asleep(const struct tce_pe *pe)
{
	const uint8_t state[2] = { D3HOT };
	const unsigned int at = pmcsr_of(pe);
	int fd;

	TCE_MUST(tce_driver_unbind(pe->bdf));
	fd = config_open(pe, O_RDWR);
	if (pwrite(fd, state, sizeof(state), at) != sizeof(state))
		tce_broken("the device cannot be put to sleep");
	close(fd);
	if (state_of(pe) != D3HOT)
		tce_broken("the device does not fall asleep");
}

static void run_before(const struct tce_context *ctx)
{
	const struct tce_platform *p = ctx->platform;
	const struct tce_pe *pe = &p->pe[0];

	drive_host_reads(pe, "before VFIO");
	put_asleep(pe);
	drive_to_vfio(pe);
	own(p, false, "after it slept before VFIO");
	put_asleep(pe);
	drive_host_reads(pe, "after it slept before its driver");
	drive_to_vfio(pe);
}

#define NEEDS (NEED(ROOT) | NEED(NVME) | NEED(DMA_ONLY))

static const struct tce_case cases[] = {
	{
		.name = "idle-rounds",
		.about = "a device that falls asleep whenever nobody has it "
			 "works for VFIO and for its host driver in turns, "
			 "twenty times",
		.clauses = "OWN-14 OWN-38",
		.needs = NEEDS | NEED(PM),
		.timeout_s = 120,
		.risk = TCE_RISK_DRIVER,
		.red_on = "patches/never-wakes",
		.run = run_rounds,
	},
	{
		.name = "resets",
		.about = "a device that its owner or the host resets, awake or "
			 "asleep, or that an owner left asleep, is awake, and "
			 "what is mapped is reached",
		.clauses = "OWN-24 OWN-38",
		.needs = NEEDS | NEED(RESET),
		.timeout_s = 60,
		.risk = TCE_RISK_DRIVER,
		.red_on = "patches/never-wakes",
		.run = run_resets,
	},
	{
		.name = "before-vfio",
		.about = "a device that slept when VFIO, or its host driver, "
			 "took it is awake for its owner",
		.clauses = "OWN-14 OWN-38",
		.needs = NEEDS,
		.timeout_s = 60,
		.risk = TCE_RISK_DRIVER,
		.red_on = "patches/never-wakes",
		.run = run_before,
	},
};

const struct tce_suite sleep_suite = {
	.name = "sleep",
	.about = "a device that sleeps when nobody needs it",
	.cases = cases,
	.n = ARRAY_SIZE(cases),
	.engine = "nvme",
};
