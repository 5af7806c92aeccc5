// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <fcntl.h>
#include <glob.h>
#include <limits.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/utsname.h>
#include <unistd.h>

#include <core/array.h>
#include <tce/platform.h>

#include <core/file.h>
#include <core/group.h>
#include <core/node.h>

#define NV_LEVELS 5
/* The largest block of TCEs that QEMU reports, in 32 bits and in 64. */
#define QEMU_TCES_32 0x80000000
#define QEMU_TCES_64 ((uint64_t)1 << 37)
/* PowerVM is said to make no windows of fewer TCEs (Linux d3f86a0e6c). */
#define LPAR_TCES 32768
/* The token of our firmware's control call, a function that QEMU lacks. */
#define CONTROL_TOKEN 0x2f00

/* Any of these marks the node of a PE; the last is PowerNV's. */
static const char *const pe_marks[] = {
	"ibm,dma-window",
	"ibm,dma-window-saved",
	"ibm,ddw-applicable",
	"ibm,supported-tce-sizes",
};

static bool prop_exists(const char *node, const char *prop)
{
	return core_node_prop(node, prop, NULL, 0) >= 0;
}

/* Whether @want is among the strings of a property. */
static bool prop_lists(const char *prop, const char *want)
{
	char buf[1024];
	int len = core_node_prop("", prop, buf, sizeof(buf) - 1);

	if (len < 0)
		return false;
	if (len > (int)sizeof(buf) - 1)
		len = sizeof(buf) - 1;
	buf[len] = '\0';
	for (char *s = buf; s < buf + len; s += strlen(s) + 1)
		if (!strcmp(s, want))
			return true;
	return false;
}

static uint64_t cells_get(const uint8_t *p, unsigned int cells)
{
	uint64_t value = 0;

	for (unsigned int i = 0; i < cells * 4; i++)
		value = value << 8 | p[i];
	return value;
}

/* The largest power of two up to @n that fits 32 bits, as in GET_INFO. */
static uint64_t window_size_of(uint64_t n)
{
	uint64_t size = (uint64_t)1 << 31;

	while (size > n)
		size >>= 1;
	return size;
}

/* liobn, address (2 cells), size (2 cells) */
static int window_read(struct tce_platform *p, const char *node)
{
	uint8_t cells[20] = { 0 };
	int ret = core_node_prop(node, core_prop_name(TCE_DT_WINDOW), cells,
				 sizeof(cells));

	if (ret == -ENOENT)
		ret = core_node_prop(node, core_prop_name(TCE_DT_SAVED), cells,
				     sizeof(cells));
	if (ret == -ENOENT)
		return 0;
	if (ret < 0)
		return ret;
	if (ret != sizeof(cells))
		return -EPROTO;
	p->win_start = cells_get(cells + 4, 2);
	p->win_exact = cells_get(cells + 12, 2);
	p->win_size = window_size_of(p->win_exact);
	return 0;
}

/* The firmware lists their shifts. */
static uint64_t page_sizes_read(const char *node)
{
	uint8_t cells[16 * 4] = { 0 };
	int len = core_node_prop(node, "ibm,supported-tce-sizes", cells,
				 sizeof(cells));
	uint64_t sizes = 0;

	for (int at = 0; at + 4 <= len && at < (int)sizeof(cells); at += 4)
		sizes |= (uint64_t)1 << (cells_get(cells + at, 1) & 63);
	return sizes;
}

/*
 * PowerNV has no such property: the default window is the range below the
 * bridge's 32-bit memory. Property ranges has flags, bus address (2 cells), CPU
 * address (2), size (2).
 */
static void bridge_read(struct tce_platform *p, const char *node)
{
	uint8_t cells[28] = { 0 };
	int len = core_node_prop(node, "ranges", cells, sizeof(cells));

	if (len >= (int)sizeof(cells) && (cells[0] & 3) == 2)
		p->win_size = p->win_exact = cells_get(cells + 4, 2);
	p->page_sizes = page_sizes_read(node);
	/* bit 59 of an address selects the second window */
	p->start64 = (uint64_t)1 << 59;
}

/* Cell @i of a property; 0 when it is not there. */
static uint32_t cell_read(const char *node, const char *prop, int i)
{
	uint8_t cells[8 * 4] = { 0 };
	int len = core_node_prop(node, prop, cells, sizeof(cells));

	return (i + 1) * 4 > len ? 0 : (uint32_t)cells_get(cells + i * 4, 1);
}

/*
 * What the hypervisor makes is known of QEMU alone. An LPAR's virtual function
 * has one window, the default one or a dynamic one; it is known by a default
 * window above 4 GiB, where PAPR has none.
 */
static void hypervisor_read(struct tce_platform *p, const char *node)
{
	static const char extensions[] = "ibm,ddw-extensions";
	uint32_t count = cell_read(node, extensions, 0);
	bool qemu = strstr(p->machine, "emulated by qemu");

	p->reset_call = count >= 1 && cell_read(node, extensions, 1);
	p->limited =
		p->reset_call && count >= 3 && cell_read(node, extensions, 3);
	p->firmware = qemu && cell_read("/rtas", "set-time-for-power-on", 0) ==
				      CONTROL_TOKEN;
	if (!p->ddw)
		return;
	if (qemu) {
		p->largest_tces = count >= 2 && cell_read(node, extensions, 2)
					  ? QEMU_TCES_64
					  : QEMU_TCES_32;
		return;
	}
	p->least_tces = LPAR_TCES;
	if (p->win_start >> 32)
		p->max_windows = 1;
}

static int pe_read(struct tce_platform *p, const char *node)
{
	int ret;

	if (!*node)
		return 0;
	p->ddw = !p->pseries || prop_exists(node, "ibm,ddw-applicable");
	p->max_windows = p->ddw ? 2 : 0;
	p->max_levels = !p->ddw ? 0 : p->pseries ? 1 : NV_LEVELS;
	p->least_tces = 1;
	if (!p->pseries) {
		bridge_read(p, node);
		return 0;
	}
	ret = window_read(p, node);
	if (!ret)
		hypervisor_read(p, node);
	return ret;
}

static bool is_pe_node(const char *node)
{
	for (size_t i = 0; i < ARRAY_SIZE(pe_marks); i++)
		if (prop_exists(node, pe_marks[i]))
			return true;
	return false;
}

/* Fill in dt_path; it stays empty when no node carries a window. */
static int pe_node_find(struct tce_pe *pe, char *device)
{
	char node[PATH_MAX] = "";
	size_t len;
	int ret = core_node_find(device, node);

	if (ret)
		return ret;
	while (*node && !is_pe_node(node))
		core_node_up(node);
	len = strlen(node);
	if (len >= sizeof(pe->dt_path))
		return -ENAMETOOLONG;
	memcpy(pe->dt_path, node, len + 1);
	return 0;
}

/* Devices in the group of this one. */
static unsigned int group_size(const char *device)
{
	char pattern[PATH_MAX + 32];
	unsigned int n = 0;
	glob_t g = { 0 };

	snprintf(pattern, sizeof(pattern), "%s/iommu_group/devices/*", device);
	if (!glob(pattern, 0, NULL, &g))
		n = (unsigned int)g.gl_pathc;
	globfree(&g);
	return n;
}

/* A hexadecimal number from a file of the device; 0 when there is none. */
static uint32_t id_read(const char *device, const char *name)
{
	char path[PATH_MAX + 16], text[16] = "";

	snprintf(path, sizeof(path), "%s/%s", device, name);
	if (core_file_read(path, text, sizeof(text) - 1) < 0)
		return 0;
	return (uint32_t)strtoul(text, NULL, 16);
}

/* Names such as ".." are folders of sysfs as well. */
static bool is_bdf(const char *bdf)
{
	unsigned int domain, bus, slot, function;
	int end = 0;

	return sscanf(bdf, "%8x:%2x:%2x.%1x%n", &domain, &bus, &slot, &function,
		      &end) == 4 &&
	       !bdf[end] && (size_t)end < sizeof(((struct tce_pe *)0)->bdf);
}

/* Whether the device has a file in sysfs, for a feature that it supports. */
static bool device_has(const char *device, const char *name)
{
	char path[PATH_MAX + 16];

	snprintf(path, sizeof(path), "%s/%s", device, name);
	return !access(path, F_OK);
}

static int device_read(struct tce_pe *pe, const char *bdf)
{
	char path[PATH_MAX], device[PATH_MAX];
	int ret;

	if (!is_bdf(bdf))
		return -ENODEV;
	ret = core_path_print(path, "/sys/bus/pci/devices/%s", bdf);
	if (ret)
		return ret;
	if (!realpath(path, device))
		return errno == ENOENT ? -ENODEV : -errno;
	snprintf(pe->bdf, sizeof(pe->bdf), "%s", bdf);
	ret = core_group_id(bdf);
	pe->group_id = ret < 0 ? -1 : ret;
	pe->devices = group_size(device);
	pe->resets = device_has(device, "reset");
	pe->eeh = device_has(device, "eeh_mode");
	pe->id.vendor = (uint16_t)id_read(device, "vendor");
	pe->id.device = (uint16_t)id_read(device, "device");
	pe->id.class_code = id_read(device, "class");
	return pe_node_find(pe, device);
}

/* The smallest huge page of which some are reserved; 0: none is. */
static uint64_t huge_size_read(void)
{
	unsigned long long kib, count;
	char path[PATH_MAX];
	uint64_t best = 0;
	glob_t g;

	if (core_path_print(path, "/sys/kernel/mm/hugepages/hugepages-*kB/"
				  "nr_hugepages") ||
	    glob(path, 0, NULL, &g))
		return 0;
	for (size_t i = 0; i < g.gl_pathc; i++) {
		const char *name = strrchr(g.gl_pathv[i], '-');

		if (core_number_read(g.gl_pathv[i], &count) || !count ||
		    sscanf(name, "-%llukB", &kib) != 1)
			continue;
		if (!best || kib << 10 < best)
			best = kib << 10;
	}
	globfree(&g);
	return best;
}

static int machine_read(struct tce_platform *p)
{
	p->pseries = prop_lists("device_type", "chrp");
	if (!p->pseries && !prop_lists("compatible", "ibm,powernv"))
		return -ENOTSUP;
	core_node_prop("", "model", p->machine, sizeof(p->machine) - 1);
	p->memory_fixed =
		p->pseries &&
		!prop_exists("/ibm,dynamic-reconfiguration-memory", "name");
	return 0;
}

int tce_platform_read(struct tce_platform *p, const char *const *bdf,
		      unsigned int n)
{
	struct tce_platform new = { 0 };
	struct utsname uts;
	int ret;

	if (n > TCE_GROUPS_MAX)
		return -E2BIG;
	ret = machine_read(&new);
	for (unsigned int i = 0; !ret && i < n; i++)
		ret = device_read(&new.pe[i], bdf[i]);
	if (!ret)
		ret = pe_read(&new, new.pe[0].dt_path);
	if (ret)
		return ret;
	uname(&uts);
	snprintf(new.release, sizeof(new.release), "%s", uts.release);
	new.npes = n;
	new.page_size = (uint32_t)sysconf(_SC_PAGESIZE);
	new.huge_size = huge_size_read();
	*p = new;
	return 0;
}

int tce_platform_prop(const struct tce_pe *pe, enum tce_dt_prop prop, void *buf,
		      size_t len)
{
	const char *name = core_prop_name(prop);

	if (!name)
		return -EINVAL;
	if (!pe->dt_path[0])
		return -ENOENT;
	return len ? core_node_prop(pe->dt_path, name, buf, len)
		   : core_node_seek(pe->dt_path, name);
}
