// SPDX-License-Identifier: GPL-2.0-only
/*
 * BARs that are mapped while their device does not decode memory, or has to
 * leave.
 *
 * An access that reaches nobody is an error of the bus, which stops a PE and
 * may stop the machine: a user can make none.
 *
 * Sources: linux/vfio.h (VFIO_PCI_REQ_IRQ_INDEX); Documentation/driver-api/
 * vfio.rst; Documentation/PCI/pci.rst on requests of resources.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include <linux/pci_regs.h>

#include <tce/tce.h>

#include "bars.h"
#include "harness.h"
#include "interrupts.h"
#include "suites.h"

/* Switches the device's decoding of memory on or off. */
static void decode(const struct bars *b, bool on)
{
	uint8_t command[2];

	TCE_MUST(tce_device_config_read(&b->device, PCI_COMMAND, command,
					sizeof(command)));
	command[0] &= (uint8_t)~PCI_COMMAND_MEMORY;
	if (on)
		command[0] |= PCI_COMMAND_MEMORY;
	TCE_MUST(tce_device_config_write(&b->device, PCI_COMMAND, command,
					 sizeof(command)));
}

static void run_off(const struct tce_context *ctx)
{
	uint32_t value;
	struct bars b;
	uint8_t *at;

	bars_open(&b, ctx->platform, TCE_IOMMU_V2);
	bars_check_all(&b, "before memory is switched off");
	for (int i = 0; i < 2; i++) {
		decode(&b, false);
		bars_check_away(&b, "with memory switched off");
		at = bars_map(&b, NULL, 0, b.page);
		if (at && !bars_load(at, &value))
			tce_fail("with memory switched off, a new mapping of "
				 "the BAR is read");
		decode(&b, true);
		if (at)
			bars_check(&b, at, 0, "with memory switched on again");
		if (at)
			munmap(at, b.page);
		bars_check_all(&b, "with memory switched on again");
	}
	bars_close(&b);
}

/* Takes the device from VFIO, which waits until it is closed. */
static pid_t unbind(const struct bars *b, const char *bdf)
{
	pid_t pid = fork();

	if (pid < 0)
		tce_broken("fork: %s", strerror(errno));
	if (pid)
		return pid;
	/* of these only the parent's count */
	munmap((void *)b->bar.addr, b->bar.size);
	close(b->device.fd);
	close(b->vfio.group.fd);
	close(b->vfio.container.fd);
	_exit(tce_driver_unbind(bdf) != 0);
}

static void check_waits(pid_t pid, const char *when)
{
	if (waitpid(pid, NULL, WNOHANG))
		tce_fail("%s, the device has left", when);
}

static void run_leaves(const struct tce_context *ctx)
{
	const char *bdf = ctx->platform->pe[0].bdf;
	struct tce_device device;
	int status, event = event_make();
	struct bars b;
	pid_t pid;

	bars_open(&b, ctx->platform, TCE_IOMMU_V2);
	TCE_MUST(interrupts_trigger(&b.device, VFIO_PCI_REQ_IRQ_INDEX, 0, 1,
				    &event));
	pid = unbind(&b, bdf);
	if (!event_comes(event))
		tce_fail("a device that has to leave does not say so to its "
			 "owner");
	check_waits(pid, "with the device open");
	bars_check_all(&b, "while the device has to leave");
	/* A mapping is a use of the device, too. */
	device = b.device;
	b.device.fd = dup(device.fd);
	TCE_OK(tce_device_close(&device));
	bars_check_all(&b, "with one of two descriptors closed");
	TCE_OK(tce_device_close(&b.device));
	check_waits(pid, "with a mapping of its BAR");
	if (bars_load(b.bar.addr, &(uint32_t){ 0 }))
		tce_fail("with the device closed, a mapping of its BAR cannot "
			 "be read");
	TCE_OK(tce_device_bar_unmap(&b.bar));
	if (waitpid(pid, &status, 0) != pid || status)
		tce_fail("the device did not leave: status %#x", status);
	bars_close(&b);
	close(event);
	TCE_MUST(tce_driver_change(bdf, "vfio-pci"));
	bars_open(&b, ctx->platform, TCE_IOMMU_V2);
	bars_check_all(&b, "when the device is back");
	bars_close(&b);
}

/* How many lines of /proc/iomem VFIO has below the device's BARs. */
static unsigned int claims(const char *bdf)
{
	FILE *f = fopen("/proc/iomem", "re");
	unsigned int found = 0;
	bool inside = false;
	char line[160];
	int depth = 0;

	if (!f)
		tce_broken("/proc/iomem: %s", strerror(errno));
	while (fgets(line, sizeof(line), f)) {
		const int blanks = (int)strspn(line, " ");

		if (inside && blanks > depth && strstr(line, ": vfio"))
			found++;
		else if (blanks <= depth)
			inside = false;
		if (strstr(line, bdf)) {
			inside = true;
			depth = blanks;
		}
	}
	fclose(f);
	return found;
}

static void run_claims(const struct tce_context *ctx)
{
	const char *bdf = ctx->platform->pe[0].bdf;
	unsigned int found = claims(bdf);
	struct bars b;

	if (found)
		tce_fail("%u BARs are claimed by VFIO before it is used",
			 found);
	for (int i = 0; i < 2; i++) {
		bars_open(&b, ctx->platform, TCE_IOMMU_V2);
		if (!claims(bdf))
			tce_fail("a BAR that is mapped is claimed by nobody");
		bars_check_all(&b, "claimed");
		bars_close(&b);
		found = claims(bdf);
		if (found)
			tce_fail("%u BARs are still claimed after the last "
				 "close",
				 found);
	}
}

static const struct tce_case cases[] = {
	{
		.name = "switched-off",
		.about = "while a device does not decode memory no mapping of "
			 "its BAR can be read, and afterwards the same ones "
			 "can",
		.clauses = "BAR-06",
		.validates = "abafbc551fdd",
		.timeout_s = 30,
		.red_on = "patches/bar-zap",
		.run = run_off,
	},
	{
		.name = "leaves",
		.about = "a device that has to leave says so to its owner, and "
			 "its BARs are there until the last is unmapped",
		.clauses = "BAR-07",
		.needs = NEED(ROOT),
		.timeout_s = 30,
		.risk = TCE_RISK_HANG,
		.red_on = "patches/bars",
		.run = run_leaves,
	},
	{
		.name = "claims",
		.about = "BARs are claimed while they are mapped, and by "
			 "nobody after the last close",
		.clauses = "BAR-08",
		.needs = NEED(ROOT),
		.timeout_s = 30,
		.red_on = "patches/bars",
		.run = run_claims,
	},
};

const struct tce_table bars_ends = {
	.cases = cases,
	.n = ARRAY_SIZE(cases),
};
