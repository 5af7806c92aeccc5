// SPDX-License-Identifier: GPL-2.0-only
/*
 * The host's own driver where there is no memory for what the kernel keeps of
 * its dynamic window: the driver works on without that window, and VFIO has
 * the PE afterwards as ever. host.c has the sources.
 */
#include <sys/mman.h>
#include <unistd.h>

#include <tce/tce.h>

#include "data.h"
#include "drive.h"
#include "faults.h"
#include "harness.h"
#include "hypervisor.h"
#include "suites.h"
#include "where.h"

#define WHEN "without memory for its window"

/* What makes the window, and allocates for it; whose failures only warn. */
#define WITHIN "iommu_bypass_supported_pSeriesLP"
#define BUT_IN "of_add_property"

/*
 * Which allocations fail, a PE each: the kernel makes no second attempt. First
 * the pages of a CPU that has mapped nothing yet; then one of those for the
 * property and its parts, the list and the table; then all of them.
 */
enum {
	NO_PAGES,
	NO_TABLE, /* the last of so many allocations */
	NOTHING = NO_TABLE + 5,
	FAILURES
};

static void fail_begin(unsigned int what)
{
	if (what == NO_PAGES)
		tce_faults_atomic(true);
	else if (what == NOTHING)
		tce_faults_all(true);
	else
		tce_fault_arm(NOTHING - what);
}

static void fail_end(unsigned int what)
{
	if (what == NO_PAGES)
		tce_faults_atomic(false);
	else if (what == NOTHING)
		tce_faults_all(false);
	else
		tce_fault_disarm();
}

static void host_without(const struct tce_pe *pe, unsigned int what)
{
	char *bytes = drive_blocks();
	unsigned int windows, want = 1;
	int fd;

	drive_to_vfio(pe);
	hypervisor_clear(pe);
	fail_begin(what);
	fd = drive_to_host(pe, WHEN);
	fail_end(what);
	if (fd >= 0) {
		drive_reads(fd, bytes, WHEN);
		close(fd);
	}
	munmap(bytes, 2 * DRIVE_BLOCK);
	if (drive_has(pe, TCE_DT_WINDOW) &&
	    (drive_has(pe, TCE_DT_DIRECT) || drive_has(pe, TCE_DT_DDW)))
		want = 2;
	windows = hypervisor_windows(pe);
	if (windows != want)
		tce_fail("with failure %u, the firmware has %u windows, "
			 "expected %u",
			 what, windows, want);
	drive_to_vfio(pe);
}

/* Each PE in turn is g0. */
static void vfio_has(const struct tce_context *ctx, unsigned int i)
{
	static const struct tce_step steps[] = { MAPPED,
						 WRITE(SMALL(0)),
						 { 0 } };
	struct tce_platform p = *ctx->platform;
	struct tce_context there = *ctx;

	p.pe[0] = p.pe[i];
	there.platform = &p;
	tce_steps_run(&there, steps);
}

static void run_window(const struct tce_context *ctx)
{
	const struct tce_platform *p = ctx->platform;
	unsigned int i;

	if (tce_bypass_off())
		tce_skip("the host's drivers get no dynamic window here");
	host_without(&p->pe[NO_PAGES], NO_PAGES);
	tce_faults_begin();
	tce_faults_within(WITHIN, BUT_IN);
	for (i = NO_PAGES + 1; i < FAILURES; i++)
		host_without(&p->pe[i], i);
	tce_faults_end();
	for (i = 0; i < FAILURES; i++)
		vfio_has(ctx, i);
}

static const struct tce_case cases[] = {
	{
		.name = "window-without-memory",
		.about = "the kernel gets no memory for the window of the "
			 "host's driver: the driver reads from its drive, and "
			 "VFIO has the PE afterwards",
		.clauses = "NOM-01 FW-11",
		.needs = NEED(ROOT) | NEED(NVME) | NEED(PSERIES) |
			 NEED(FIRMWARE) | NEED(DDW) | NEED(FAULTS),
		.pes = FAILURES,
		.timeout_s = 90,
		.risk = TCE_RISK_DAMAGE,
		.red_on = "defect failed-ddw-list",
		.run = run_window,
	},
};

const struct tce_table host_alone_nomem = {
	.cases = cases,
	.n = ARRAY_SIZE(cases),
};
