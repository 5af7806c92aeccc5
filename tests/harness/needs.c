// SPDX-License-Identifier: GPL-2.0-only
#include "needs.h"

#include <inttypes.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <tce/engine.h>
#include <tce/kvm.h>

#include "case.h"
#include "faults.h"
#include "mdev.h"
#include "plug.h"

/* Each returns whether the need is met and, if not, says what was found. */
typedef bool met_fn(const struct tce_platform *p, char *why, size_t len);

static bool has_pseries(const struct tce_platform *p, char *why, size_t len)
{
	snprintf(why, len, "this is a PowerNV machine");
	return p->pseries;
}

static bool has_powernv(const struct tce_platform *p, char *why, size_t len)
{
	snprintf(why, len, "this is a pSeries machine");
	return !p->pseries;
}

static bool has_ddw(const struct tce_platform *p, char *why, size_t len)
{
	snprintf(why, len, "the PE offers no dynamic windows");
	return p->ddw;
}

static bool has_no_ddw(const struct tce_platform *p, char *why, size_t len)
{
	snprintf(why, len, "the PE offers dynamic windows");
	return !p->ddw;
}

static bool has_page(const struct tce_platform *p, uint32_t size, char *why,
		     size_t len)
{
	snprintf(why, len, "this kernel's pages are %" PRIu32 " bytes",
		 p->page_size);
	return p->page_size == size;
}

static bool has_page_4k(const struct tce_platform *p, char *why, size_t len)
{
	return has_page(p, 4096, why, len);
}

static bool has_page_64k(const struct tce_platform *p, char *why, size_t len)
{
	return has_page(p, 65536, why, len);
}

static bool has_pgsizes(const struct tce_platform *p, char *why, size_t len)
{
	snprintf(why, len,
		 "the machine's IOMMU page sizes are not known (--fact "
		 "page_sizes=MASK)");
	return p->page_sizes;
}

static bool has_io(const struct tce_platform *p, unsigned int shift, char *why,
		   size_t len)
{
	if (!has_pgsizes(p, why, len))
		return false;
	snprintf(why, len, "the bridge offers 0x%" PRIx64, p->page_sizes);
	return p->page_sizes >> shift & 1;
}

static bool has_io_64k(const struct tce_platform *p, char *why, size_t len)
{
	return has_io(p, 16, why, len);
}

static bool has_io_2m(const struct tce_platform *p, char *why, size_t len)
{
	return has_io(p, 21, why, len);
}

static bool has_io_16m(const struct tce_platform *p, char *why, size_t len)
{
	return has_io(p, 24, why, len);
}

static bool has_huge(const struct tce_platform *p, char *why, size_t len)
{
	snprintf(why, len, "no huge pages are reserved");
	return p->huge_size;
}

static bool has_hold(const struct tce_platform *p, uint64_t size, char *why,
		     size_t len)
{
	snprintf(why, len, "this kernel's pages are %" PRIu32 " bytes, %s",
		 p->page_size,
		 p->huge_size ? "the huge ones that are reserved are smaller"
			      : "and no huge ones are reserved");
	return p->page_size >= size || p->huge_size >= size;
}

static bool has_hold_64k(const struct tce_platform *p, char *why, size_t len)
{
	return has_hold(p, 1 << 16, why, len);
}

static bool has_hold_2m(const struct tce_platform *p, char *why, size_t len)
{
	return has_hold(p, 1 << 21, why, len);
}

static bool has_hold_16m(const struct tce_platform *p, char *why, size_t len)
{
	return has_hold(p, 1 << 24, why, len);
}

static bool has_pe2(const struct tce_platform *p, char *why, size_t len)
{
	snprintf(why, len, "%u PE was named (-d BDF, once a PE)", p->npes);
	return p->npes >= 2;
}

static bool has_start64(const struct tce_platform *p, char *why, size_t len)
{
	snprintf(why, len,
		 "the start of 64-bit windows is not known (--fact "
		 "start64=ADDRESS)");
	return p->start64;
}

static bool has_root(const struct tce_platform *p, char *why, size_t len)
{
	(void)p;
	snprintf(why, len, "the user id is %u", (unsigned int)geteuid());
	return !geteuid();
}

static bool has_reset(const struct tce_platform *p, char *why, size_t len)
{
	snprintf(why, len, "the kernel cannot reset %s", p->pe[0].bdf);
	return p->pe[0].resets;
}

static bool has_sibling(const struct tce_platform *p, char *why, size_t len)
{
	snprintf(why, len, "%s is alone in its group", p->pe[0].bdf);
	return p->pe[0].devices > 1;
}

static bool is_alone(const struct tce_platform *p, char *why, size_t len)
{
	snprintf(why, len, "%s shares its group with others", p->pe[0].bdf);
	return p->pe[0].devices <= 1;
}

static bool has_bounds(const struct tce_platform *p, char *why, size_t len)
{
	snprintf(why, len,
		 "this bridge cuts addresses to the size of the window");
	return !p->wraps;
}

static bool has_eeh(const struct tce_platform *p, char *why, size_t len)
{
	snprintf(why, len, "the kernel has no EEH here");
	return p->pe[0].eeh;
}

static bool has_no_eeh(const struct tce_platform *p, char *why, size_t len)
{
	snprintf(why, len, "the kernel has EEH here");
	return !p->pe[0].eeh;
}

static bool has_plug(const struct tce_platform *p, char *why, size_t len)
{
	(void)p;
	snprintf(why, len, "there is no runner that plugs anything");
	return *tce_plugs();
}

static bool has_inherited(const struct tce_platform *p, char *why, size_t len)
{
	snprintf(why, len, "%s has no window of another kernel's",
		 p->pe[0].bdf);
	return tce_platform_prop(&p->pe[0], TCE_DT_DIRECT, NULL, 0) >= 0 ||
	       tce_platform_prop(&p->pe[0], TCE_DT_DDW, NULL, 0) >= 0;
}

static bool has_faults(const struct tce_platform *p, char *why, size_t len)
{
	(void)p;
	snprintf(why, len, "no allocation fails in this kernel when asked to");
	return tce_faults_there();
}

static bool has_mdev(const struct tce_platform *p, char *why, size_t len)
{
	(void)p;
	snprintf(why, len, "this kernel makes no mediated device");
	return tce_mdev_there();
}

static bool has_kvm(const struct tce_platform *p, char *why, size_t len)
{
	struct tce_kvm kvm;
	int ret = tce_kvm_open(&kvm);

	(void)p;
	snprintf(why, len, "no KVM that runs guests here (%s)", strerror(-ret));
	tce_kvm_close(&kvm);
	return !ret;
}

/* The engine of g0. */
static const struct tce_engine_class *engine(const struct tce_platform *p,
					     char *why, size_t len)
{
	const struct tce_engine_class *class =
		tce_engine_class_find(&p->pe[0].id);

	if (!class)
		snprintf(why, len, "%s is no engine", p->pe[0].bdf);
	return class;
}

/* The driver for which g0 is. */
static bool has_nvme(const struct tce_platform *p, char *why, size_t len)
{
	const struct tce_engine_class *class = engine(p, why, len);

	if (!class)
		return false;
	if (strcmp(class->name, "nvme") != 0) {
		snprintf(why, len, "%s is no NVMe drive", p->pe[0].bdf);
		return false;
	}
	snprintf(why, len, "the kernel's nvme driver is not loaded");
	return !access("/sys/bus/pci/drivers/nvme", F_OK);
}

static bool has_dma_bytes(const struct tce_platform *p, char *why, size_t len)
{
	const struct tce_engine_class *class = engine(p, why, len);

	if (!class)
		return false;
	snprintf(why, len, "%s transfers multiples of %zu bytes", class->name,
		 class->granule);
	return class->granule == 1;
}

static bool has_dma_reads(const struct tce_platform *p, char *why, size_t len)
{
	const struct tce_engine_class *class = engine(p, why, len);

	if (!class)
		return false;
	snprintf(why, len, "%s does not tell what it read", class->name);
	return class->reads;
}

static bool has_dma_slow(const struct tce_platform *p, char *why, size_t len)
{
	const struct tce_engine_class *class = engine(p, why, len);

	if (!class)
		return false;
	snprintf(why, len, "transfers of %s may be done at once", class->name);
	return class->delay_ms;
}

static const struct {
	enum tce_need need;
	const char *name;
	met_fn *met;
} needs_table[] = {
	{ TCE_NEED_PSERIES, "pseries", has_pseries },
	{ TCE_NEED_POWERNV, "powernv", has_powernv },
	{ TCE_NEED_DDW, "ddw", has_ddw },
	{ TCE_NEED_NO_DDW, "no-ddw", has_no_ddw },
	{ TCE_NEED_PAGE_4K, "page-4k", has_page_4k },
	{ TCE_NEED_PAGE_64K, "page-64k", has_page_64k },
	{ TCE_NEED_IO_64K, "io-64k", has_io_64k },
	{ TCE_NEED_IO_2M, "io-2m", has_io_2m },
	{ TCE_NEED_IO_16M, "io-16m", has_io_16m },
	{ TCE_NEED_HUGE, "huge", has_huge },
	{ TCE_NEED_HOLD_64K, "hold-64k", has_hold_64k },
	{ TCE_NEED_HOLD_2M, "hold-2m", has_hold_2m },
	{ TCE_NEED_HOLD_16M, "hold-16m", has_hold_16m },
	{ TCE_NEED_PE2, "pe2", has_pe2 },
	{ TCE_NEED_PGSIZES, "pgsizes", has_pgsizes },
	{ TCE_NEED_START64, "start64", has_start64 },
	{ TCE_NEED_ROOT, "root", has_root },
	{ TCE_NEED_DMA_BYTES, "dma-bytes", has_dma_bytes },
	{ TCE_NEED_DMA_READS, "dma-reads", has_dma_reads },
	{ TCE_NEED_DMA_SLOW, "dma-slow", has_dma_slow },
	{ TCE_NEED_RESET, "reset", has_reset },
	{ TCE_NEED_NVME, "nvme-driver", has_nvme },
	{ TCE_NEED_SIBLING, "sibling", has_sibling },
	{ TCE_NEED_ALONE, "alone", is_alone },
	{ TCE_NEED_BOUNDS, "bounds", has_bounds },
	{ TCE_NEED_EEH, "eeh", has_eeh },
	{ TCE_NEED_NO_EEH, "no-eeh", has_no_eeh },
	{ TCE_NEED_PLUG, "plug", has_plug },
	{ TCE_NEED_INHERITED, "inherited", has_inherited },
	{ TCE_NEED_FAULTS, "faults", has_faults },
	{ TCE_NEED_MDEV, "mdev", has_mdev },
	{ TCE_NEED_KVM, "kvm", has_kvm },
};

bool tce_needs_met(unsigned int needs, const struct tce_platform *p, char *why,
		   size_t len)
{
	char found[160];
	size_t i;

	for (i = 0; i < ARRAY_SIZE(needs_table); i++) {
		if (!(needs & needs_table[i].need) ||
		    needs_table[i].met(p, found, sizeof(found)))
			continue;
		snprintf(why, len, "needs %s: %s", needs_table[i].name, found);
		return false;
	}
	return true;
}

void tce_needs_print(unsigned int needs, char *buf, size_t len)
{
	size_t i, used = 0;

	snprintf(buf, len, "-");
	for (i = 0; i < ARRAY_SIZE(needs_table) && used < len; i++)
		if (needs & needs_table[i].need)
			used += snprintf(buf + used, len - used, "%s%s",
					 used ? " " : "", needs_table[i].name);
}
