// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <tce/platform.h>

#include "tree.h"
#include "unit.h"

#define BDF "0001:00:00.0"
#define PHB "/sys/firmware/devicetree/base/pci@800000020000001"
#define DEVICE "/sys/devices/pci0001:00/0001:00:00.0"

#define PROP_PUT(node, name, ...)                                  \
	tree_file(node "/" name, (const uint8_t[]){ __VA_ARGS__ }, \
		  sizeof((const uint8_t[]){ __VA_ARGS__ }))

/* 1 GiB - 4 KiB at 0x10000000, of which 512 MiB are a power of two */
#define WINDOW                                                            \
	0x80, 0, 1, 0, 0, 0, 0, 0, 0x10, 0, 0, 0, 0, 0, 0, 0, 0x3f, 0xff, \
		0xf0, 0

static void machine_start(void)
{
	tree_start();
	tree_link("/proc/device-tree", "../sys/firmware/devicetree/base");
	tree_text("/proc/self/status", "Name:\tx\nVmLck:\t    2048 kB\n");
	tree_text("/proc/sys/kernel/tainted", "512\n");
	tree_text("/sys/kernel/mm/hugepages/hugepages-2048kB/nr_hugepages",
		  "0\n");
	tree_text("/sys/kernel/mm/hugepages/hugepages-16384kB/nr_hugepages",
		  "4\n");
	tree_text("/sys/kernel/mm/hugepages/hugepages-1048576kB/nr_hugepages",
		  "1\n");
	tree_link("/sys/bus/pci/devices/" BDF,
		  "../../../devices/pci0001:00/0001:00:00.0");
	tree_text(DEVICE "/vendor", "0x1234\n");
	tree_text(DEVICE "/device", "0x11e8\n");
	tree_text(DEVICE "/class", "0x00ff00\n");
	tree_text("/sys/kernel/iommu_groups/7/name", "domain1-pe0\n");
	tree_link(DEVICE "/iommu_group", "../../../kernel/iommu_groups/7");
	tree_link(DEVICE "/of_node", "../../../firmware/devicetree/base/"
				     "pci@800000020000001/unknown@0");
	tree_text(PHB "/unknown@0/name", "unknown");
}

static void pseries_start(void)
{
	machine_start();
	tree_file("/sys/firmware/devicetree/base/device_type", "chrp", 5);
	tree_file("/sys/firmware/devicetree/base/compatible", "qemu,pseries",
		  13);
	tree_file("/sys/firmware/devicetree/base/model",
		  "IBM pSeries (emulated by qemu)", 31);
	PROP_PUT(PHB, "ibm,dma-window", WINDOW);
	PROP_PUT(PHB, "ibm,ddw-applicable", 0, 0, 0, 1, 0, 0, 0, 2, 0, 0, 0, 3);
}

static void powernv_start(void)
{
	machine_start();
	tree_file("/sys/firmware/devicetree/base/compatible",
		  "qemu,powernv9\0ibm,powernv", 26);
	PROP_PUT(PHB, "ibm,supported-tce-sizes", 0, 0, 0, 12, 0, 0, 0, 30);
	PROP_PUT(PHB, "ranges", 2, 0, 0, 0, 0, 0, 0, 0, 0x80, 0, 0, 0, 0, 6, 0,
		 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x7f, 0xff, 0, 0);
}

static const char *const bdfs[TCE_GROUPS_MAX + 1] = { BDF };

START_TEST(pseries_facts)
{
	struct tce_platform p;

	ck_assert_int_eq(tce_platform_read(&p, bdfs, 1), 0);
	ck_assert(p.pseries && p.ddw);
	ck_assert_str_eq(p.machine, "IBM pSeries (emulated by qemu)");
	ck_assert_uint_eq(p.page_size, sysconf(_SC_PAGESIZE));
	ck_assert_uint_eq(p.huge_size, 16 << 20);
	ck_assert_uint_eq(p.win_start, 0x10000000);
	ck_assert_uint_eq(p.win_size, 1 << 29);
	ck_assert_uint_eq(p.win_exact, (1 << 30) - 4096);
	ck_assert_uint_eq(p.page_sizes, 0);
	ck_assert_uint_eq(p.start64, 0);
	ck_assert_uint_eq(p.max_windows, 2);
	ck_assert_uint_eq(p.max_levels, 1);
	ck_assert_uint_eq(p.least_tces, 1);
	ck_assert_uint_eq(p.largest_tces, 0x80000000);
	ck_assert(!p.reset_call && !p.firmware);
	ck_assert_uint_eq(p.npes, 1);
	ck_assert_int_eq(p.pe[0].group_id, 7);
	ck_assert_str_eq(p.pe[0].bdf, BDF);
	ck_assert_str_eq(p.pe[0].dt_path, "/pci@800000020000001");
	ck_assert_uint_eq(p.pe[0].id.vendor, 0x1234);
	ck_assert_uint_eq(p.pe[0].id.device, 0x11e8);
	ck_assert_uint_eq(p.pe[0].id.class_code, 0xff00);
	ck_assert(!p.pe[0].resets);
	tree_text(DEVICE "/reset", "");
	ck_assert_int_eq(tce_platform_read(&p, bdfs, 1), 0);
	ck_assert(p.pe[0].resets);
}
END_TEST

START_TEST(hypervisor_of_qemu)
{
	struct tce_platform p;

	PROP_PUT(PHB, "ibm,ddw-extensions", 0, 0, 0, 2, 0, 0, 0x20, 0x29, 0, 0,
		 0, 1);
	PROP_PUT("/sys/firmware/devicetree/base/rtas", "set-time-for-power-on",
		 0, 0, 0x2f, 0);
	ck_assert_int_eq(tce_platform_read(&p, bdfs, 1), 0);
	ck_assert(p.reset_call && p.firmware);
	ck_assert_uint_eq(p.least_tces, 1);
	ck_assert_uint_eq(p.largest_tces, (uint64_t)1 << 37);
	ck_assert(!p.limited);
	PROP_PUT(PHB, "ibm,ddw-extensions", 0, 0, 0, 3, 0, 0, 0x20, 0x29, 0, 0,
		 0, 1, 0, 0, 0, 1);
	ck_assert_int_eq(tce_platform_read(&p, bdfs, 1), 0);
	ck_assert(p.limited);
	/* cells past the number that comes first are none */
	PROP_PUT(PHB, "ibm,ddw-extensions", 0, 0, 0, 0, 0, 0, 0x20, 0x29, 0, 0,
		 0, 1);
	PROP_PUT("/sys/firmware/devicetree/base/rtas", "set-time-for-power-on",
		 0, 0, 0x20, 0);
	ck_assert_int_eq(tce_platform_read(&p, bdfs, 1), 0);
	ck_assert(!p.reset_call && !p.firmware);
	ck_assert_uint_eq(p.largest_tces, 0x80000000);
}
END_TEST

START_TEST(hypervisor_of_an_lpar)
{
	struct tce_platform p;

	tree_file("/sys/firmware/devicetree/base/model", "IBM,9105-22A", 12);
	PROP_PUT("/sys/firmware/devicetree/base/rtas", "set-time-for-power-on",
		 0, 0, 0x2f, 0);
	ck_assert_int_eq(tce_platform_read(&p, bdfs, 1), 0);
	ck_assert(!p.firmware);
	ck_assert_uint_eq(p.least_tces, 32768);
	ck_assert_uint_eq(p.largest_tces, 0);
	ck_assert_uint_eq(p.max_windows, 2);
	/* a virtual function: its only window is a 64-bit one */
	PROP_PUT(PHB, "ibm,dma-window", 0x80, 0, 1, 0, 8, 0, 0, 0, 0, 0, 0, 0,
		 0, 0, 0, 0, 0x80, 0, 0, 0);
	ck_assert_int_eq(tce_platform_read(&p, bdfs, 1), 0);
	ck_assert_uint_eq(p.max_windows, 1);
}
END_TEST

START_TEST(device_without_ids)
{
	struct tce_platform p;

	tree_drop(DEVICE "/vendor");
	tree_text(DEVICE "/class", "");
	ck_assert_int_eq(tce_platform_read(&p, bdfs, 1), 0);
	ck_assert_uint_eq(p.pe[0].id.vendor, 0);
	ck_assert_uint_eq(p.pe[0].id.device, 0x11e8);
	ck_assert_uint_eq(p.pe[0].id.class_code, 0);
}
END_TEST

START_TEST(pseries_without_ddw)
{
	struct tce_platform p;

	tree_drop(PHB "/ibm,ddw-applicable");
	ck_assert_int_eq(tce_platform_read(&p, bdfs, 1), 0);
	ck_assert(p.pseries && !p.ddw);
	ck_assert_uint_eq(p.max_windows, 0);
	ck_assert_uint_eq(p.max_levels, 0);
	ck_assert_uint_eq(p.win_size, 1 << 29);
}
END_TEST

START_TEST(window_from_saved_copy)
{
	struct tce_platform p;

	tree_drop(PHB "/ibm,dma-window");
	PROP_PUT(PHB, "ibm,dma-window-saved", WINDOW);
	ck_assert_int_eq(tce_platform_read(&p, bdfs, 1), 0);
	ck_assert_uint_eq(p.win_start, 0x10000000);
	ck_assert_uint_eq(p.win_size, 1 << 29);
}
END_TEST

START_TEST(window_of_wrong_length)
{
	struct tce_platform p = { .npes = 3 };

	PROP_PUT(PHB, "ibm,dma-window", 1, 2, 3, 4);
	ck_assert_int_eq(tce_platform_read(&p, bdfs, 1), -EPROTO);
	ck_assert_uint_eq(p.npes, 3);
}
END_TEST

START_TEST(node_of_the_bus)
{
	struct tce_platform p;

	tree_drop(DEVICE "/of_node");
	tree_link("/sys/devices/pci0001:00/pci_bus/0001:00/of_node",
		  "../../../../firmware/devicetree/base/pci@800000020000001");
	ck_assert_int_eq(tce_platform_read(&p, bdfs, 1), 0);
	ck_assert_str_eq(p.pe[0].dt_path, "/pci@800000020000001");
}
END_TEST

START_TEST(node_of_nobody)
{
	struct tce_platform p;
	char buf[4];

	tree_drop(DEVICE "/of_node");
	tree_drop(DEVICE "/iommu_group");
	ck_assert_int_eq(tce_platform_read(&p, bdfs, 1), 0);
	ck_assert_int_eq(p.pe[0].group_id, -1);
	ck_assert_str_eq(p.pe[0].dt_path, "");
	ck_assert_uint_eq(p.win_size, 0);
	ck_assert_int_eq(
		tce_platform_prop(&p.pe[0], TCE_DT_WINDOW, buf, sizeof(buf)),
		-ENOENT);
}
END_TEST

START_TEST(powernv_facts)
{
	struct tce_platform p;

	ck_assert_int_eq(tce_platform_read(&p, bdfs, 1), 0);
	ck_assert(!p.pseries && p.ddw);
	ck_assert_uint_eq(p.win_start, 0);
	ck_assert_uint_eq(p.win_size, 0x80000000);
	ck_assert_uint_eq(p.max_windows, 2);
	ck_assert_uint_eq(p.max_levels, 5);
	ck_assert_uint_eq(p.least_tces, 1);
	ck_assert_uint_eq(p.page_sizes, 0x40001000);
	ck_assert_uint_eq(p.start64, (uint64_t)1 << 59);
	ck_assert_str_eq(p.pe[0].dt_path, "/pci@800000020000001");
}
END_TEST

START_TEST(devices_refused)
{
	static const char *const bad[] = { "0001:00:01.0", "", "..",
					   ("../" BDF),
					   "0001:00:00.0000000000000000" };
	struct tce_platform p = { .npes = 3 };

	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		ck_assert_int_eq(tce_platform_read(&p, &bad[i], 1), -ENODEV);
	ck_assert_int_eq(tce_platform_read(&p, bdfs, TCE_GROUPS_MAX + 1),
			 -E2BIG);
	ck_assert_uint_eq(p.npes, 3);
}
END_TEST

START_TEST(no_power_machine)
{
	struct tce_platform p;

	tree_drop("/sys/firmware/devicetree/base/device_type");
	ck_assert_int_eq(tce_platform_read(&p, bdfs, 1), -ENOTSUP);
}
END_TEST

START_TEST(no_device)
{
	struct tce_platform p;

	ck_assert_int_eq(tce_platform_read(&p, NULL, 0), 0);
	ck_assert_uint_eq(p.npes, 0);
	ck_assert(!p.ddw);
}
END_TEST

START_TEST(properties)
{
	static const uint8_t want[] = { WINDOW };
	struct tce_platform p;
	uint8_t buf[24] = { 0 };

	ck_assert_int_eq(tce_platform_read(&p, bdfs, 1), 0);
	ck_assert_int_eq(
		tce_platform_prop(&p.pe[0], TCE_DT_WINDOW, buf, sizeof(buf)),
		20);
	ck_assert_mem_eq(buf, want, 20);
	ck_assert_int_eq(tce_platform_prop(&p.pe[0], TCE_DT_WINDOW, NULL, 0),
			 0);
	ck_assert_int_eq(
		tce_platform_prop(&p.pe[0], TCE_DT_DDW, buf, sizeof(buf)),
		-ENOENT);
	ck_assert_int_eq(tce_platform_prop(&p.pe[0], (enum tce_dt_prop)9, buf,
					   sizeof(buf)),
			 -EINVAL);
}
END_TEST

START_TEST(counters)
{
	uint64_t n = 1;

	ck_assert_int_eq(tce_locked_read(&n), 0);
	ck_assert_uint_eq(n, 2 << 20);
	ck_assert_int_eq(tce_taint_read(&n), 0);
	ck_assert_uint_eq(n, 512);
	tree_text("/proc/self/status", "Name:\tx\nVmLck:\t\n");
	ck_assert_int_eq(tce_locked_read(&n), -EPROTO);
	tree_text("/proc/sys/kernel/tainted", "yes\n");
	ck_assert_int_eq(tce_taint_read(&n), -EPROTO);
	tree_drop("/proc/sys/kernel/tainted");
	ck_assert_int_eq(tce_taint_read(&n), -ENOENT);
	ck_assert_uint_eq(n, 512);
}
END_TEST

START_TEST(counters_of_this_machine)
{
	uint64_t n = 1;

	ck_assert_int_eq(tce_locked_read(&n), 0);
	ck_assert_uint_eq(n % 1024, 0);
	ck_assert_int_eq(tce_taint_read(&n), 0);
}
END_TEST

START_TEST(facts_set)
{
	struct tce_platform p = { 0 };

	ck_assert_int_eq(tce_platform_set(&p, "page_sizes=0x1211000"), 0);
	ck_assert_uint_eq(p.page_sizes, 0x1211000);
	ck_assert_int_eq(tce_platform_set(&p, "start64=0x800000000000000"), 0);
	ck_assert_uint_eq(p.start64, 1ull << 59);
	ck_assert_int_eq(tce_platform_set(&p, "max_windows=4294967295"), 0);
	ck_assert_uint_eq(p.max_windows, UINT32_MAX);
	ck_assert_uint_eq(p.max_levels, 0);
	ck_assert_int_eq(tce_platform_set(&p, "ddw=1"), 0);
	ck_assert(p.ddw && !p.pseries);
	ck_assert_int_eq(tce_platform_set(&p, "npes=16"), 0);
	ck_assert_uint_eq(p.npes, 16);
}
END_TEST

START_TEST(facts_named)
{
	struct tce_platform p;
	const char *name, *about;
	char text[64];
	unsigned int n = 0;

	for (; (name = tce_platform_fact(n, &about)); n++) {
		snprintf(text, sizeof(text), "%s=1", name);
		ck_assert_msg(!tce_platform_set(&p, text), "%s", text);
		ck_assert(*about);
	}
	ck_assert_uint_gt(n, 10);
}
END_TEST

START_TEST(facts_refused)
{
	static const char *const bad[] = {
		"",
		"=",
		"=1",
		"ddw",
		"ddw=",
		"ddw=2",
		"ddw=-1",
		"ddw= 1",
		"ddw=1 ",
		"dd=1",
		"ddwx=1",
		"machine=1",
		"npes=17",
		"levels=1",
		"max_levels=0x100000000",
		"win_size=1G",
		"win_start=0x10000000000000000",
	};
	struct tce_platform p = { 0 };
	static const struct tce_platform zero;

	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		ck_assert_msg(tce_platform_set(&p, bad[i]) == -EINVAL,
			      "'%s' was taken", bad[i]);
	ck_assert_mem_eq(&p, &zero, sizeof(p));
}
END_TEST

static TCase *tcase(Suite *s, const char *name)
{
	TCase *tc = tcase_create(name);

	suite_add_tcase(s, tc);
	return tc;
}

static void pseries_add(Suite *s)
{
	TCase *tc = tcase(s, "pseries");

	tcase_add_checked_fixture(tc, pseries_start, tree_stop);
	tcase_add_test(tc, pseries_facts);
	tcase_add_test(tc, hypervisor_of_qemu);
	tcase_add_test(tc, hypervisor_of_an_lpar);
	tcase_add_test(tc, device_without_ids);
	tcase_add_test(tc, pseries_without_ddw);
	tcase_add_test(tc, window_from_saved_copy);
	tcase_add_test(tc, window_of_wrong_length);
	tcase_add_test(tc, node_of_the_bus);
	tcase_add_test(tc, node_of_nobody);
	tcase_add_test(tc, devices_refused);
	tcase_add_test(tc, no_power_machine);
	tcase_add_test(tc, no_device);
	tcase_add_test(tc, properties);
	tcase_add_test(tc, counters);
}

static void others_add(Suite *s)
{
	TCase *tc = tcase(s, "powernv");

	tcase_add_checked_fixture(tc, powernv_start, tree_stop);
	tcase_add_test(tc, powernv_facts);

	tc = tcase(s, "facts");
	tcase_add_test(tc, counters_of_this_machine);
	tcase_add_test(tc, facts_set);
	tcase_add_test(tc, facts_named);
	tcase_add_test(tc, facts_refused);
}

Suite *unit_platform_suite(void)
{
	Suite *s = suite_create("platform");

	pseries_add(s);
	others_add(s);
	return s;
}
