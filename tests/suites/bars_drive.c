// SPDX-License-Identifier: GPL-2.0-only
/*
 * BARs of a device that sleeps, is reset, and has MSI-X: NVMe drives.
 *
 * Sources: linux/vfio.h (VFIO_DEVICE_RESET,
 * VFIO_REGION_INFO_CAP_MSIX_MAPPABLE); PCI Bus Power Management Interface
 * Specification, on D3hot.
 */
#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <linux/pci_regs.h>

#include <tce/tce.h>

#include "bars.h"
#include "drive.h"
#include "harness.h"
#include "suites.h"

#define ROUNDS 10
#define D0 0
#define D3HOT 3

static void run_reported(const struct tce_context *ctx)
{
	const struct tce_platform *p = ctx->platform;
	struct bars b;

	drive_to_vfio(&p->pe[0]);
	bars_device(&b, p, TCE_IOMMU_V2);
	if (!bars_capability(&b.device, PCI_CAP_ID_MSIX))
		tce_skip("needs MSI-X: %s has none", p->pe[0].bdf);
	bars_check_reported(&b.device, p->pe[0].bdf, b.page);
	bars_close(&b);
}

static void put_into(const struct bars *b, unsigned int pm, uint8_t state)
{
	const uint8_t bytes[2] = { state };

	TCE_MUST(tce_device_config_write(&b->device, pm + PCI_PM_CTRL, bytes,
					 sizeof(bytes)));
}

static void run_asleep(const struct tce_context *ctx)
{
	unsigned int pm;
	struct bars b;

	drive_to_vfio(&ctx->platform->pe[0]);
	bars_open(&b, ctx->platform, TCE_IOMMU_V2);
	pm = bars_capability(&b.device, PCI_CAP_ID_PM);
	if (!pm)
		tce_skip("needs pm: %s has no power management",
			 ctx->platform->pe[0].bdf);
	for (int i = 0; i < ROUNDS; i++) {
		bars_check_all(&b, "awake");
		put_into(&b, pm, D3HOT);
		bars_check_away(&b, "in D3hot");
		put_into(&b, pm, D0);
	}
	bars_check_all(&b, "awake again");
	bars_close(&b);
}

/* Reads from the BAR all the time; only a signal ends it. */
static pid_t reader(const struct bars *b)
{
	pid_t pid = fork();

	if (pid < 0)
		tce_broken("fork failed");
	if (pid)
		return pid;
	for (;;)
		(void)*(volatile uint32_t *)b->bar.addr;
}

static void run_reset(const struct tce_context *ctx)
{
	const struct tce_pe *pe = &ctx->platform->pe[0];
	struct bars b;
	int status;
	pid_t pid;

	drive_to_vfio(pe);
	bars_open(&b, ctx->platform, TCE_IOMMU_V2);
	pid = reader(&b);
	for (int i = 0; i < ROUNDS && !tce_has_failed(); i++) {
		bars_check_all(&b, "before a reset");
		TCE_OK(tce_device_reset(&b.device));
		bars_check_all(&b, "after a reset by its owner");
		TCE_OK(tce_driver_reset(pe->bdf));
		bars_check_all(&b, "after a reset by the host");
	}
	kill(pid, SIGKILL);
	if (waitpid(pid, &status, 0) != pid || WTERMSIG(status) != SIGKILL)
		tce_fail("who reads the BAR during resets ends with status %#x",
			 status);
	bars_close(&b);
}

static const struct tce_case cases[] = {
	{
		.name = "reported",
		.about = "VFIO reports which BARs can be mapped, and what "
			 "becomes of the table of MSI-X",
		.clauses = "BAR-01",
		.needs = NEED(ROOT),
		.timeout_s = 30,
		.red_on = "patches/bars-drive",
		.run = run_reported,
	},
	{
		.name = "asleep",
		.about = "no mapping of a BAR of a device in D3hot can be "
			 "read, and when it is awake the same one can",
		.clauses = "BAR-06 OWN-38",
		.needs = NEED(ROOT),
		.timeout_s = 30,
		.red_on = "patches/bar-zap-asleep",
		.run = run_asleep,
	},
	{
		.name = "reset",
		.about = "a mapping of a BAR shows it after resets, and who "
			 "reads it meanwhile waits",
		.clauses = "BAR-09",
		.needs = NEED(ROOT) | NEED(RESET),
		.timeout_s = 60,
		.red_on = "patches/bars-drive",
		.run = run_reset,
	},
};

const struct tce_suite bars_nvme_suite = {
	.name = "bars-nvme",
	.about = "BARs of a device that sleeps, is reset, and has MSI-X",
	.cases = cases,
	.n = ARRAY_SIZE(cases),
	.engine = "nvme",
};
