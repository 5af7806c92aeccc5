// SPDX-License-Identifier: GPL-2.0-only
/*
 * What is plugged into a running machine (DLPAR) and pulled while VFIO has a
 * PE: a device beside the owner's, a bridge, memory, a CPU.
 *
 * What the owner has mapped is reached all the time, whatever windows it is in.
 * What came is of use to VFIO and to its host driver.
 *
 * Sources: PAPR on dynamic reconfiguration; drmgr(8); Documentation/driver-api/
 * vfio.rst on groups.
 */
#include <errno.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <tce/tce.h>

#include "drive.h"
#include "harness.h"
#include "scene.h"
#include "suites.h"

/* --- a device on the owner's bridge --------------------------------------- */

#define SECOND "second"

static void second_in(struct scene *s)
{
	tce_dlpar_in(TCE_DLPAR_DEVICE, SECOND, &s->plug);
	s->other.pe = s->p->pe[0];
	snprintf(s->other.pe.bdf, sizeof(s->other.pe.bdf), "%s", s->plug.bdf);
}

static void device_comes(struct scene *s)
{
	scene_begin(s);
	second_in(s);
	scene_check(s, "when a device has come");
	scene_meet(s);
	tce_dlpar_out(TCE_DLPAR_DEVICE, SECOND, &s->plug);
	scene_check(s, "when the device has left");
	second_in(s);
	scene_check(s, "when it has come back");
	scene_end(s);
	scene_host_reads(s, &s->other.pe);
	tce_dlpar_out(TCE_DLPAR_DEVICE, SECOND, &s->plug);
	drive_host_again(s->p, scene_when(s, "and then alone"));
}

/* Nobody has the PE when it comes, nor when it leaves. */
static void device_comes_before(struct scene *s)
{
	second_in(s);
	drive_to_vfio(&s->other.pe);
	scene_begin(s);
	scene_meet(s);
	scene_end(s);
	scene_host_reads(s, &s->other.pe);
	tce_dlpar_out(TCE_DLPAR_DEVICE, SECOND, &s->plug);
	drive_host_again(s->p, scene_when(s, "and then alone"));
}

/* --- a bridge, with a drive ----------------------------------------------- */

static void bridge_comes(struct scene *s)
{
	struct tce_plug disk;
	struct tce_platform new;
	struct owner neighbour;

	scene_begin(s);
	tce_dlpar_in(TCE_DLPAR_BRIDGE, "bridge", &s->plug);
	scene_check(s, "when a bridge has come");
	tce_dlpar_in(TCE_DLPAR_SLOT, "disk", &disk);
	scene_check(s, "when a drive has come");
	new = use_adopt(disk.bdf);
	owner_open(&neighbour, &new, false);
	owner_start(&neighbour);
	other_check_first(&neighbour, scene_when(s, "on the new bridge"));
	scene_check(s, "when the drive has an owner");
	owner_close(&neighbour);
	scene_check(s, "when the drive is closed");
	drive_host_reads(&new.pe[0], scene_when(s, "on the new bridge"));
	scene_check(s, "when the host has the drive");
	tce_dlpar_out(TCE_DLPAR_SLOT, "disk", &disk);
	scene_check(s, "when the drive has left");
	tce_dlpar_out(TCE_DLPAR_BRIDGE, "bridge", &s->plug);
	scene_check(s, "when the bridge has left");
	scene_map(s);
	scene_end(s);
	drive_host_again(s->p, scene_when(s, "and then without VFIO"));
}

/* --- memory and CPUs ------------------------------------------------------ */

static void memory_comes(struct scene *s)
{
	scene_begin(s);
	tce_memory_in("memory");
	scene_check(s, "when memory has come");
	scene_map(s);
	tce_memory_out("memory");
	scene_check(s, "when the memory has left");
	scene_end(s);
	drive_host_again(s->p, scene_when(s, "and then without VFIO"));
}

static void run_on(const cpu_set_t *cpus)
{
	if (sched_setaffinity(0, sizeof(*cpus), cpus))
		tce_broken("sched_setaffinity: %s", strerror(errno));
}

static void cpu_comes(struct scene *s)
{
	cpu_set_t before, there;

	TCE_MUST(sched_getaffinity(0, sizeof(before), &before) ? -errno : 0);
	scene_begin(s);
	CPU_ZERO(&there);
	if (*s->plug.connector)
		tce_cpu_again(&s->plug);
	else
		tce_cpu_in("cpu", &s->plug);
	CPU_SET(atoi(s->plug.bdf), &there);
	scene_check(s, "when a CPU has come");
	run_on(&there);
	scene_map(s);
	scene_check(s, "on the CPU that came");
	scene_end(s);
	drive_host_again(s->p, scene_when(s, "and then without VFIO"));
	scene_begin(s);
	run_on(&before);
	tce_cpu_out(&s->plug);
	scene_check(s, "when the CPU has left");
	scene_map(s);
	scene_end(s);
	drive_host_again(s->p, scene_when(s, "and then without VFIO"));
}

/* --- cases ---------------------------------------------------------------- */

struct arrival {
	const char *plug; /* the last that it wants */
	struct scene_kinds kinds;
	void (*happens)(struct scene *s);
};

static void run(const struct tce_context *ctx)
{
	const struct arrival *a = ctx->c->data;
	struct scene s = { .p = ctx->platform };
	uint64_t before;

	tce_plug_want(a->plug);
	TCE_MUST(tce_locked_read(&before));
	scene_each(&s, &a->kinds, a->happens);
	use_check_locked(before, "in the end");
}

/* What comes, with which windows and groups, and what happens then. */
#define ARRIVAL(what, first, last, few, most, then)                  \
	.data = &(const struct arrival){ what,                       \
					 { first, last, few, most }, \
					 then },                     \
	.run = run
#define NEEDS                                                               \
	(NEED(ROOT) | NEED(PSERIES) | NEED(PLUG) | NEED(NVME) | NEED(DDW) | \
	 NEED(DMA_DYNAMIC) | NEED(PE2))

/* Once a boot: dlpar.bridge-again; QEMU 7.2 aborts when it goes again. */
#define BRIDGE(kind, windows, what, red)                                      \
	{                                                                     \
		.name = "bridge-with-" kind,                                  \
		.about = "a bridge comes with a drive, which VFIO and "       \
			 "the host use, and leaves, while VFIO has "          \
			 "another PE with " what,                             \
		.clauses = "HP-03 HP-06 HP-12", .validates = "f431a8cde7f1",  \
		.needs = NEEDS, .timeout_s = 180, .risk = TCE_RISK_CRASH,     \
		.red_on = "patches/" red,                                     \
		ARRIVAL("disk", windows, windows, SCENE_BESIDE, SCENE_BESIDE, \
			bridge_comes),                                        \
	}

static const struct tce_case cases[] = {
	{
		.name = "device",
		.about = "a device that is plugged beside one of VFIO's, with "
			 "each kind of window, reaches what is mapped, can "
			 "leave and come back, and then its host's driver "
			 "works",
		.clauses = "HP-02 HP-12 OWN-29",
		.needs = NEEDS,
		.timeout_s = 240,
		.risk = TCE_RISK_DRIVER,
		.red_on = "fixes/arrival-takes-windows-plugged",
		ARRIVAL(SECOND, SCENE_DEFAULT, SCENE_BOTH, SCENE_ALONE,
			SCENE_JOINT, device_comes),
	},
	{
		.name = "device-without-a-window",
		.about = "a device that is plugged beside one that VFIO has "
			 "without a window reaches what is mapped later, and "
			 "then its host's driver works",
		.clauses = "HP-02 HP-10 HP-12 OWN-29",
		.needs = NEEDS,
		.timeout_s = 180,
		.risk = TCE_RISK_HANG,
		.red_on = "fixes/rescan-owned-plugged",
		ARRIVAL(SECOND, SCENE_NONE, SCENE_NONE, SCENE_ALONE,
			SCENE_JOINT, device_comes),
	},
	{
		.name = "device-before-an-owner",
		.about = "a device that was plugged beside another one before "
			 "VFIO had them reaches what is mapped, and leaves "
			 "afterwards",
		.clauses = "HP-02 OWN-29",
		.validates = "f431a8cde7f1",
		.needs = NEEDS,
		.timeout_s = 180,
		.risk = TCE_RISK_DRIVER,
		.red_on = "patches/late-device-plugged",
		ARRIVAL(SECOND, SCENE_NONE, SCENE_BOTH, SCENE_ALONE,
			SCENE_ALONE, device_comes_before),
	},
	BRIDGE("no-window", SCENE_NONE, "no window", "late-device-plugged"),
	BRIDGE("the-default-window", SCENE_DEFAULT, "the default window",
	       "late-device-plugged"),
	BRIDGE("a-dynamic-window", SCENE_DYNAMIC, "a dynamic window",
	       "leaving-clears-windows"),
	BRIDGE("both-windows", SCENE_BOTH, "both windows",
	       "leaving-clears-windows"),
	{
		.name = "memory",
		.about = "memory comes and goes while VFIO has a PE with no "
			 "window and with each kind of window",
		.clauses = "HP-07 HP-12",
		.validates = "f431a8cde7f1",
		.needs = NEEDS,
		.timeout_s = 180,
		.risk = TCE_RISK_DRIVER,
		.red_on = "patches/memory-in-window",
		ARRIVAL("memory", SCENE_NONE, SCENE_BOTH, SCENE_ALONE,
			SCENE_JOINT, memory_comes),
	},
	{
		.name = "cpu",
		.about = "a CPU comes, on which VFIO and the host's driver can "
			 "map, and goes, while VFIO has a PE with no window "
			 "and with each kind of window",
		.clauses = "HP-12 OWN-14",
		.needs = NEEDS,
		.timeout_s = 180,
		.risk = TCE_RISK_DRIVER,
		.red_on = "patches/leaving-clears-windows",
		ARRIVAL("cpu", SCENE_NONE, SCENE_BOTH, SCENE_ALONE, SCENE_JOINT,
			cpu_comes),
	},
};

const struct tce_suite arrivals_suite = {
	.name = "arrivals",
	.about = "devices, bridges, memory and CPUs that are plugged while "
		 "VFIO has a PE",
	.cases = cases,
	.n = ARRAY_SIZE(cases),
	.engine = "nvme",
};
