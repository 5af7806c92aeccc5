// SPDX-License-Identifier: GPL-2.0-only
/*
 * The host's own driver of a device with few address bits. Such a driver asks
 * for less than 64 bits; then the kernel asks the firmware to place dynamic
 * windows in reach, which few firmwares can do.
 *
 * The device is an NVMe drive. The host's driver has a list of drives whose
 * addresses have 48 bits, and by sysfs any other is treated as one of these.
 *
 * Sources: the kernel's documentation of sysfs-bus-pci on new_id; PAPR on
 * ibm,ddw-extensions. host.c has the others.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include <core/file.h>
#include <tce/tce.h>

#include "data.h"
#include "ddw.h"
#include "drive.h"
#include "harness.h"
#include "hypervisor.h"

#define NVME "/sys/bus/pci/drivers/nvme"
#define BITS 48
#define OF_48_BITS 0x10000 /* NVME_QUIRK_DMA_ADDRESS_BITS_48 */
#define ANY UINT32_MAX

static void few_bits_begin(const struct tce_pci_id *id)
{
	char line[96];
	int ret;

	snprintf(line, sizeof(line), "%x %x %x %x 0 0 %x", id->vendor,
		 id->device, ANY, ANY, OF_48_BITS);
	ret = core_text_write(NVME "/new_id", line);
	if (ret)
		tce_broken("the host's driver knows no drives of %d bits: %s",
			   BITS, strerror(-ret));
}

/* A driver that is bound stays as it is. */
static void few_bits_end(const struct tce_pci_id *id)
{
	char line[32];

	snprintf(line, sizeof(line), "%x %x", id->vendor, id->device);
	TCE_OK(core_text_write(NVME "/remove_id", line));
}

/* What the driver asked for. */
static void check_bits(const struct tce_pe *pe)
{
	char path[64], text[16] = "";

	snprintf(path, sizeof(path), "/sys/bus/pci/devices/%s/dma_mask_bits",
		 pe->bdf);
	if (core_file_read(path, text, sizeof(text) - 1) < 0 ||
	    strtol(text, NULL, 10) != BITS)
		tce_broken("%s: %s, expected %d", path, text, BITS);
}

/* The host's driver has the drive, and reads. */
static int few_bits_to_host(const struct tce_pe *pe)
{
	static const char when[] = "with few address bits";
	char *bytes = drive_blocks();
	int fd;

	drive_to_vfio(pe);
	few_bits_begin(&pe->id);
	fd = drive_to_host(pe, when);
	few_bits_end(&pe->id);
	if (fd >= 0) {
		check_bits(pe);
		drive_reads(fd, bytes, when);
	}
	munmap(bytes, 2 * DRIVE_BLOCK);
	return fd;
}

static void run_few_bits(const struct tce_context *ctx)
{
	static const struct tce_step steps[] = { OPEN_V2,
						 WORK,
						 MEMORY(B0, 1),
						 MAP(B0, SMALL(0)),
						 WRITE(SMALL(0)),
						 CREATE(W1, .page_shift = N(12),
							.size = TCES(1024)),
						 MAP(B0, WIN(W1)),
						 WRITE(WIN_PAGE(W1, 1)),
						 { 0 } };
	int fd = few_bits_to_host(&ctx->platform->pe[0]);

	if (fd >= 0)
		close(fd);
	drive_to_vfio(&ctx->platform->pe[0]);
	tce_steps_run(ctx, steps);
	drive_host_again(ctx->platform, "after VFIO");
}

/* The firmware places no windows in reach. */
static void run_refused(const struct tce_context *ctx)
{
	static const struct tce_step steps[] = { MAPPED,
						 WRITE(SMALL(0)),
						 { 0 } };
	const struct tce_pe *pe = &ctx->platform->pe[0];
	int fd;

	drive_to_vfio(pe);
	hypervisor_clear(pe);
	hypervisor_fail(pe, FIRMWARE_CALL_RESET, 0, 1, HARDWARE);
	fd = few_bits_to_host(pe);
	if (fd >= 0)
		close(fd);
	drive_to_vfio(pe);
	hypervisor_clear(pe);
	tce_steps_run(ctx, steps);
	drive_host_again(ctx->platform, "after VFIO");
}

static void check_window(const struct tce_pe *pe)
{
	struct ddw w;

	if (ddw_read(pe, TCE_DT_DIRECT, &w) && ddw_read(pe, TCE_DT_DDW, &w)) {
		tce_fail("the host's driver has no dynamic window");
		return;
	}
	if (w.start >> BITS ||
	    (w.start + (UINT64_C(1) << w.window_shift) - 1) >> BITS)
		tce_fail("the host's window at %#llx of 2^%u bytes is out of "
			 "the device's reach",
			 (unsigned long long)w.start, w.window_shift);
}

static void run_window(const struct tce_context *ctx)
{
	const struct tce_pe *pe = &ctx->platform->pe[0];
	int fd = few_bits_to_host(pe);

	if (fd >= 0) {
		check_window(pe);
		close(fd);
	}
	drive_to_vfio(pe);
}

static const struct tce_case cases[] = {
	{
		.name = "few-bits",
		.about = "VFIO has all windows after a host's driver that "
			 "asked for addresses of 48 bits, and then the host "
			 "has the device again",
		.clauses = "HP-08",
		.needs = NEED(ROOT) | NEED(NVME) | NEED(TWO_WINDOWS) |
			 NEED(DMA_DYNAMIC),
		.timeout_s = 60,
		.risk = TCE_RISK_DRIVER,
		.red_on = "fixes/failed-ddw-list-few-bits",
		.run = run_few_bits,
	},
	{
		.name = "few-bits-refused",
		.about = "the firmware places no window in reach of 48 bits: "
			 "the host's driver reads from its drive, and VFIO has "
			 "the PE afterwards",
		.clauses = "FW-10 FW-11",
		.needs = NEED(ROOT) | NEED(NVME) | NEED(DDW) | NEED(LIMITED) |
			 NEED(FIRMWARE),
		.timeout_s = 60,
		.risk = TCE_RISK_HANG,
		.red_on = "defect failed-ddw-list",
		.run = run_refused,
	},
	{
		.name = "few-bits-window",
		.about = "a host's driver that asks for addresses of 48 bits "
			 "has a dynamic window in its device's reach",
		.clauses = "OWN-33",
		.needs = NEED(ROOT) | NEED(NVME) | NEED(DDW) | NEED(LIMITED),
		.timeout_s = 60,
		.risk = TCE_RISK_DRIVER,
		.seen = true,
		.red_on = "patches/host-few-bits",
		.run = run_window,
	},
};

const struct tce_table host_few_bits = {
	.cases = cases,
	.n = ARRAY_SIZE(cases),
	.more = &host_refused,
};
