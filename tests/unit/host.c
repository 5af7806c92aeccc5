// SPDX-License-Identifier: GPL-2.0-only
/* What there is on a machine, and how it is shown. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../host/ids.h"
#include "../host/inventory.h"
#include "../host/machine.h"
#include "../host/safety.h"
#include "../host/scene.h"
#include "../host/show.h"
#include "machine.h"
#include "tree.h"
#include "unit.h"

START_TEST(functions)
{
	struct host_inventory inv;
	const struct host_function *f;

	machine_put("3\n", SYS(DRIVE) "/numa_node");
	machine_put("0001:00:00\n", "/sys/bus/pci/slots/C6/address");
	machine_put("0001:00:01\n", "/sys/bus/pci/slots/C5/address");
	machine_link(TREE "/pci@1/nvme@0", SYS(DRIVE) "/of_node");
	tree_text(TREE "/pci@1/nvme@0/name", "nvme");
	tree_text(TREE "/pci@1/ibm,loc-code", "U78D2.001-P1-C6");
	machine_put("8\n", SYS(PORT0) "/sriov_numvfs");
	machine_link(SYS(PORT0), SYS(PORT1) "/physfn");
	tree_drop(SYS(SPARE) "/iommu_group");

	ck_assert_int_eq(host_inventory_read(&inv), 0);
	ck_assert_uint_eq(inv.n, 5);
	f = &inv.f[0];
	ck_assert_str_eq(f->bdf, DRIVE);
	ck_assert_uint_eq(f->id.vendor, 0x1b36);
	ck_assert_uint_eq(f->id.class_code, 0x010802);
	ck_assert_str_eq(f->driver, "nvme");
	ck_assert_int_eq(f->group, 1);
	ck_assert_int_eq(f->numa, 3);
	ck_assert_str_eq(f->slot, "C6");
	ck_assert_str_eq(f->node, "/pci@1/nvme@0");
	ck_assert_str_eq(f->location, "U78D2.001-P1-C6");
	ck_assert(!f->bridge && !f->vfs && !f->physfn[0] && !f->sriov);
	f = host_inventory_find(&inv, BRIDGE);
	ck_assert(f->bridge && !f->driver[0]);
	f = host_inventory_next(&inv, 2, f);
	ck_assert_str_eq(f->bdf, PORT0);
	ck_assert_uint_eq(f->vfs, 8);
	f = host_inventory_next(&inv, 2, f);
	ck_assert_str_eq(f->bdf, PORT1);
	ck_assert_str_eq(f->physfn, PORT0);
	ck_assert_ptr_null(host_inventory_next(&inv, 2, f));
	f = host_inventory_find(&inv, SPARE);
	ck_assert_int_eq(f->group, -1);
	ck_assert_int_eq(f->numa, -1);
	ck_assert_ptr_null(host_inventory_next(&inv, -1, NULL));
	ck_assert_ptr_null(host_inventory_find(&inv, "0009:00:00.0"));
	host_inventory_free(&inv);
}
END_TEST

/* The list's own form, with all that a reader could stumble over. */
START_TEST(ids)
{
	static char text[] = "# comment\n\n"
			     "1af4  Red Hat, Inc.\n"
			     "\t1000  Virtio network device\n"
			     "\t\t0010 1000  another line's 0010\n"
			     "1b36  Red Hat, Inc.\n"
			     "\t0008  QEMU PCIe Host bridge\n"
			     "\t0010  QEMU NVM Express Controller\n"
			     "C 01  Mass storage controller\n"
			     "\t08  Non-Volatile memory controller\n"
			     "\t\t02  NVM Express\n";
	struct tce_pci_id nvme = { 0x1b36, 0x0010, 0x010802 };
	struct tce_pci_id other = { 0x1b36, 0x9999, 0x01ff00 };
	struct tce_pci_id nobody = { 0x5555, 0x0010, 0x770000 };
	FILE *list = fmemopen(text, strlen(text), "r");
	char name[128];

	host_ids_device(list, &nvme, name, sizeof(name));
	ck_assert_str_eq(name, "Red Hat, Inc. QEMU NVM Express Controller");
	host_ids_class(list, &nvme, name, sizeof(name));
	ck_assert_str_eq(name, "Non-Volatile memory controller");
	host_ids_device(list, &other, name, sizeof(name));
	ck_assert_str_eq(name, "Red Hat, Inc.");
	host_ids_class(list, &other, name, sizeof(name));
	ck_assert_str_eq(name, "Mass storage controller");
	host_ids_device(list, &nobody, name, sizeof(name));
	ck_assert_str_eq(name, "");
	host_ids_device(list, &nvme, name, 10);
	ck_assert_str_eq(name, "Red Hat, ");
	fclose(list);
}
END_TEST

START_TEST(machine)
{
	struct host_machine m;

	host_machine_read(&m);
	ck_assert(m.power && !m.bare);
	ck_assert_str_eq(m.model, "IBM,9009-22A");
	ck_assert_int_eq(m.kdump, -1);
	ck_assert_str_eq(m.firmware, "");
	tree_text(TREE "/openprom/model", "SLOF,HEAD");
	tree_text(TREE "/ibm,partition-name", "lpar7");
	tree_text("/proc/cpuinfo", "processor\t: 0\nMMU\t\t: Radix\n");
	tree_text("/sys/kernel/kexec_crash_loaded", "1\n");
	tree_text("/sys/kernel/fadump/enabled", "0\n");
	host_machine_read(&m);
	ck_assert_str_eq(m.firmware, "SLOF,HEAD");
	ck_assert_str_eq(m.partition, "lpar7");
	ck_assert_str_eq(m.mmu, "Radix");
	ck_assert_int_eq(m.kdump, 1);
	ck_assert_int_eq(m.fadump, 0);
	ck_assert_int_eq(m.fadump_ready, -1);
	tree_text(TREE "/openprom/ibm,fw-vernum_encoded", "FW950.40 (VL950)");
	host_machine_read(&m);
	ck_assert_str_eq(m.firmware, "FW950.40 (VL950)");
}
END_TEST

START_TEST(table)
{
	struct host_inventory inv;
	struct host_scene scene;
	char *text = NULL;
	size_t len;
	FILE *out = open_memstream(&text, &len);

	tree_text("/proc/swaps", "/dev/nvme0n1p1 partition 1 0 -2\n");
	ck_assert_int_eq(host_inventory_read(&inv), 0);
	ck_assert_int_eq(host_scene_read(&scene), 0);
	ck_assert_int_eq(host_show_table(out, &inv, &scene), 0);
	fclose(out);
	ck_assert_ptr_nonnull(strstr(text, "swap: nvme0n1p1 is swapped to\n"));
	ck_assert_ptr_nonnull(strstr(text, "never: it is a bridge\n"));
	ck_assert_ptr_nonnull(strstr(text, " free\n"));
	ck_assert_ptr_nonnull(strstr(text, "2 +" BRIDGE " +" PORT1));
	ck_assert(strstr(text, DRIVE) < strstr(text, SPARE));
	free(text);
	host_scene_free(&scene);
	host_inventory_free(&inv);
}
END_TEST

START_TEST(blocks)
{
	struct host_inventory inv;
	struct host_scene scene;
	struct host_safety safety;
	struct host_machine m;
	char *text = NULL;
	size_t len;
	FILE *out = open_memstream(&text, &len);
	const char *const facts[] = { "ddw=1", "least_tces=4096" };
	const struct host_options o = { .facts = facts, .nfacts = 2 };
	struct host_page page = { .out = out, .o = &o };

	tree_text("/proc/swaps", "/dev/nvme0n1p1 partition 1 0 -2\n");
	tree_text("/sys/kernel/kexec_crash_loaded", "1\n");
	machine_put("2\n", SYS(PORT1) "/sriov_numvfs");
	ck_assert_int_eq(host_inventory_read(&inv), 0);
	ck_assert_int_eq(host_scene_read(&scene), 0);
	ck_assert_int_eq(host_safety_read(&safety, &inv, &scene, DRIVE), 0);
	host_machine_read(&m);
	host_show_machine(&page, &m);
	host_show_device(&page, &inv, host_inventory_find(&inv, PORT1));
	host_show_safety(&page, &safety, 1u << HOST_RISK_SWAP);
	fclose(out);
	ck_assert_ptr_eq(strstr(text, "Machine\n  kdump      loaded\n"), text);
	ck_assert_ptr_nonnull(strstr(text, "partition (pSeries)\n"));
	ck_assert_ptr_nonnull(strstr(text, "Device " PORT1 "\n"));
	ck_assert_ptr_nonnull(
		strstr(text, "2: " BRIDGE " (bridge) " PORT0 " " PORT1 "\n"));
	ck_assert_ptr_nonnull(strstr(text, "PF, 2 VFs enabled\n"));
	ck_assert_ptr_nonnull(strstr(text, "dynamic ones: yes\n"));
	ck_assert_ptr_nonnull(strstr(text, "  smallest   4096 TCEs "));
	ck_assert_ptr_nonnull(strstr(text,
				     "  swap       " DRIVE
				     ": nvme0n1p1 is swapped to (forced)\n"));
	ck_assert_ptr_nonnull(strstr(text, "  mounted    no\n"));
	free(text);
	host_safety_free(&safety);
	host_scene_free(&scene);
	host_inventory_free(&inv);
}
END_TEST

/* Any user names processes and mount points; root reads them. */
START_TEST(names_of_others)
{
	struct host_inventory inv;
	struct host_scene scene;
	struct host_safety safety;
	char *text = NULL;
	size_t len;
	FILE *out = open_memstream(&text, &len);

	tree_text("/proc/77/comm", "\r  open  no\033[K");
	tree_link("/proc/77/fd/4", "/dev/null");
	tree_text("/proc/self/mountinfo",
		  "36 35 259:0 / /media/\xc2\x9b"
		  "2J\xe2\x80\xaex rw - vfat /dev/nvme0n1 rw\n");
	ck_assert_int_eq(host_inventory_read(&inv), 0);
	ck_assert_int_eq(host_scene_read(&scene), 0);
	ck_assert_int_eq(host_safety_read(&safety, &inv, &scene, DRIVE), 0);
	host_show_safety(&(struct host_page){ .out = out }, &safety, 0);
	ck_assert_int_eq(host_show_table(out, &inv, &scene), 0);
	fclose(out);
	ck_assert_ptr_nonnull(strstr(text, "process 77 (?  open  no?[K)\n"));
	ck_assert_ptr_nonnull(strstr(text, "mounted on /media/?2J?x\n"));
	ck_assert_ptr_nonnull(strstr(text, "mounted on /media/?2J?x; "));
	ck_assert_uint_eq(strcspn(text, "\r\033"), len);
	ck_assert_ptr_null(strstr(text, "\xc2\x9b"));
	free(text);
	host_safety_free(&safety);
	host_scene_free(&scene);
	host_inventory_free(&inv);
}
END_TEST

Suite *unit_host_suite(void)
{
	Suite *s = suite_create("host");
	TCase *tc = tcase_create("inventory");

	suite_add_tcase(s, tc);
	tcase_add_checked_fixture(tc, machine_start, tree_stop);
	tcase_add_test(tc, functions);
	tcase_add_test(tc, ids);
	tcase_add_test(tc, machine);
	tcase_add_test(tc, table);
	tcase_add_test(tc, blocks);
	tcase_add_test(tc, names_of_others);
	return s;
}
