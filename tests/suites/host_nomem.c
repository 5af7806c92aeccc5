// SPDX-License-Identifier: GPL-2.0-only
/*
 * The host's own driver where memory is short. host.c has the sources.
 */
#include <errno.h>
#include <sched.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include <tce/tce.h>

#include "drive.h"
#include "faults.h"
#include "harness.h"
#include "suites.h"

/* The mappings of each CPU begin in a part of the table of its own. */
static bool run_on(long cpu)
{
	cpu_set_t set;

	CPU_ZERO(&set);
	CPU_SET(cpu, &set);
	return !sched_setaffinity(0, sizeof(set), &set);
}

/*
 * A table of PowerNV grows when a driver maps memory. Without memory for that
 * the driver can fail, or wait; the kernel has to go on.
 */
static void run_read(const struct tce_context *ctx)
{
	const struct tce_pe *pe = &ctx->platform->pe[0];
	const long cpus = sysconf(_SC_NPROCESSORS_CONF);
	char *bytes = drive_blocks();
	int fd = drive_to_host(pe, "before");
	ssize_t got;
	int err;

	for (long cpu = 0; fd >= 0 && cpu < cpus; cpu++) {
		if (!run_on(cpu))
			continue;
		tce_faults_atomic(true);
		got = pread(fd, bytes, DRIVE_BLOCK, 0);
		err = errno;
		tce_faults_atomic(false);
		if (got < 0 && err != EIO && err != ENOMEM)
			tce_fail("a read on CPU %ld: %s", cpu, strerror(err));
		drive_reads(fd, bytes, "with memory again");
	}
	if (fd >= 0)
		close(fd);
	munmap(bytes, 2 * DRIVE_BLOCK);
	drive_to_vfio(pe);
}

static const struct tce_case cases[] = {
	{
		.name = "read-without-memory",
		.about = "a host's driver that gets no memory for its part of "
			 "the table fails or waits, and reads when there is "
			 "some",
		.clauses = "NOM-01",
		.needs = NEED(ROOT) | NEED(NVME) | NEED(FAULTS) | NEED(POWERNV),
		.timeout_s = 90,
		.risk = TCE_RISK_HANG,
		.red_on = "fixes/host-build-no-memory",
		.run = run_read,
	},
};

const struct tce_table host_nomem = {
	.cases = cases,
	.n = ARRAY_SIZE(cases),
};
