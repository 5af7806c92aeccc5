/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef TCE_PLATFORM_H
#define TCE_PLATFORM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <tce/device.h>

#ifdef __cplusplus
extern "C" {
#endif

/*
 * Facts of the platform that do not come from the ioctls: from the device tree,
 * sysfs and /proc, and from a description that the caller passes with
 * tce_platform_set().
 */

#define TCE_GROUPS_MAX 16

/* One PE: an IOMMU group and one of its devices. */
struct tce_pe {
	int group_id;	      /* N of /dev/vfio/N */
	char bdf[16];	      /* 0000:00:00.0 */
	char dt_path[192];    /* device tree node that carries the DMA window */
	struct tce_pci_id id; /* of the device */
	unsigned int devices; /* of the group, this one included */
	bool resets;	      /* VFIO can reset the device alone */
	bool eeh;	      /* the kernel handles errors of the bridge */
};

struct tce_platform {
	char release[72];   /* uname -r */
	char machine[72];   /* model of the machine, from the device tree */
	bool pseries;	    /* false: PowerNV */
	bool ddw;	    /* the PE offers dynamic windows */
	bool memory_fixed;  /* no memory can be added while it runs */
	bool wraps;	    /* addresses past a window's end wrap */
	bool reset_call;    /* pSeries: the firmware can reset the windows */
	bool limited;	    /* ... can place windows at addresses of few bits */
	bool firmware;	    /* it is ours, which takes control calls */
	uint32_t page_size; /* CPU page, bytes */
	uint64_t huge_size; /* bytes of a reserved huge page; 0: none */
	uint64_t win_start; /* default window, bus address */
	uint64_t win_size;  /* ... bytes: the largest 2^n that fits */
	uint64_t win_exact; /* ... bytes, as in the device tree */
	uint64_t page_sizes; /* bit n: 2^n bytes; 0: not known */
	uint64_t start64;    /* bus address of a 64-bit window; 0: not known */
	uint32_t max_windows;
	uint32_t max_levels;
	uint32_t least_tces;   /* a dynamic window has so many at least */
	uint64_t largest_tces; /* ... and at most; 0: not known */
	uint32_t dma_bits; /* of an engine's addresses; 0: all of its class */
	unsigned int npes;
	struct tce_pe pe[TCE_GROUPS_MAX];
};

/**
 * tce_platform_read() - collect the facts of this machine
 * @p: filled on success, zeroed first
 * @bdf: the devices to use, one a PE, in order
 * @n: how many, at most TCE_GROUPS_MAX
 *
 * Reads the default window of the first device from the device tree property
 * ibm,dma-window (or, while VFIO owns the PE, ibm,dma-window-saved) of the
 * nearest ancestor that has it. On pSeries page_sizes and start64 stay 0: no
 * file has them. A PE without an IOMMU group has group_id -1.
 *
 * What dynamic windows a hypervisor makes is in no file either. QEMU's are
 * known; of another one those are assumed that it surely makes, since the
 * kernel loses the PE when it refuses one.
 *
 * Sources: PAPR on ibm,dma-window and ibm,ddw-applicable;
 * arch/powerpc/platforms/pseries/iommu.c and
 * arch/powerpc/platforms/powernv/pci-ioda-tce.c.
 *
 * Return: 0; -ENOTSUP this is not a POWER machine; -ENODEV a device does not
 * exist; -E2BIG too many devices; -errno of reading the device tree.
 */
int tce_platform_read(struct tce_platform *p, const char *const *bdf,
		      unsigned int n);

/**
 * tce_platform_set() - set a fact
 * @p: facts to change
 * @fact: "KEY=NUMBER". KEY is the name of a member: pseries, ddw, wraps,
 *	  reset_call, limited, firmware, page_size, huge_size, win_start,
 *	  win_size, page_sizes, start64, max_windows, max_levels, least_tces,
 *	  largest_tces, dma_bits or npes; no others can be set. NUMBER is in any
 *	  base of strtoull(3), 0 or 1 for a bool.
 *
 * Return: 0; -EINVAL unknown key or malformed value.
 */
int tce_platform_set(struct tce_platform *p, const char *fact);

/**
 * tce_platform_fact() - what tce_platform_set() can set
 * @i: index of a fact, from 0
 * @about: out: one line on it; untouched when there is no such fact
 *
 * Return: its key; NULL when @i is too large.
 */
const char *tce_platform_fact(unsigned int i, const char **about);

/* Device tree properties that come and go as VFIO uses a PE. */
enum tce_dt_prop {
	TCE_DT_WINDOW, /* ibm,dma-window: the default window */
	TCE_DT_SAVED,  /* ibm,dma-window-saved: Linux's copy of it */
	TCE_DT_DDW,    /* linux,dma64-ddr-window-info: a dynamic window */
	TCE_DT_DIRECT, /* linux,direct64-ddr-window-info: of the host */
};

/**
 * tce_platform_prop() - read one of these properties of a PE
 * @pe: the PE
 * @prop: the property
 * @buf: receives up to @len bytes as they stand in the tree (big-endian)
 * @len: size of @buf; 0: only look whether it exists
 *
 * Sources: PAPR on ibm,dma-window; DMA64_PROPNAME and DIRECT64_PROPNAME in
 * arch/powerpc/platforms/pseries/iommu.c.
 *
 * Return: bytes of the property (can exceed @len), 0 when @len is 0; -ENOENT
 * when absent; otherwise the errno of reading it.
 */
int tce_platform_prop(const struct tce_pe *pe, enum tce_dt_prop prop, void *buf,
		      size_t len);

/**
 * tce_locked_read() - VmLck of this process
 * @bytes: out
 *
 * Sources: task_mem() in fs/proc/task_mmu.c; proc(5).
 *
 * Return: 0; -errno of reading /proc/self/status; -EPROTO when the line is
 * missing.
 */
int tce_locked_read(uint64_t *bytes);

/**
 * tce_taint_read() - the kernel's taint mask (/proc/sys/kernel/tainted)
 * @mask: out
 *
 * Source: Documentation/admin-guide/tainted-kernels.rst.
 *
 * Return: 0 or -errno.
 */
int tce_taint_read(uint64_t *mask);

#ifdef __cplusplus
}
#endif

#endif
