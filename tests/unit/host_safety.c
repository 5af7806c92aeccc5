// SPDX-License-Identifier: GPL-2.0-only
/* Which devices of a machine are free. */
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../host/claims.h"
#include "../host/inventory.h"
#include "../host/safety.h"
#include "../host/scene.h"
#include "machine.h"
#include "tree.h"
#include "unit.h"

#define BIT(risk) (1u << HOST_RISK_##risk)

static struct host_claims *claims_kept; /* by the next judgement; or none */
static char findings[4096]; /* texts of the last judgement, a line each */

/* The risks that were found, and those that could not be found out. */
static unsigned int judge(const char *bdf, unsigned int *unknown)
{
	struct host_inventory inv;
	struct host_scene scene;
	struct host_safety safety;
	struct host_claims claims = { 0 };
	unsigned int known = 0;

	*unknown = 0;
	*findings = '\0';
	ck_assert_int_eq(host_inventory_read(&inv), 0);
	ck_assert_int_eq(host_scene_read(&scene), 0);
	scene.claims = claims_kept ? claims_kept : &claims;
	ck_assert_int_eq(host_safety_read(&safety, &inv, &scene, bdf), 0);
	for (size_t i = 0; i < safety.n; i++) {
		const struct host_finding *f = &safety.finding[i];
		size_t used = strlen(findings);

		*(f->unknown ? unknown : &known) |= 1u << f->risk;
		snprintf(findings + used, sizeof(findings) - used, "%s %s\n",
			 f->bdf, f->text);
	}
	ck_assert_uint_eq(host_safety_risks(&safety), known | *unknown);
	snprintf(findings + strlen(findings),
		 sizeof(findings) - strlen(findings), "%s", safety.refusal);
	host_safety_free(&safety);
	host_scene_free(&scene);
	host_inventory_free(&inv);
	host_claims_free(&claims);
	return known;
}

static void want(const char *bdf, unsigned int risks, unsigned int unknown,
		 const char *text)
{
	unsigned int got_unknown, got = judge(bdf, &got_unknown);

	ck_assert_msg(
		got == risks && got_unknown == unknown &&
			strstr(findings, text),
		"risks 0x%x, unknown 0x%x, expected 0x%x, 0x%x and '%s':\n"
		"%s",
		got, got_unknown, risks, unknown, text, findings);
}

START_TEST(free_devices)
{
	want(DRIVE, 0, 0, "");
	want(SPARE, 0, 0, "");
	/* without the drivers' things, the group's other function is idle */
	want(PORT0, 0, 0, "");
	want(PORT1, BIT(DRIVER), 0, PORT0 " mlx5_core has it");
}
END_TEST

START_TEST(refused)
{
	want("0009:00:00.0", 0, 0, "no such PCI device");
	want(BRIDGE, 0, 0, "it is a bridge");
	tree_drop(SYS(SPARE) "/iommu_group");
	want(SPARE, 0, 0, "in no IOMMU group");
}
END_TEST

START_TEST(mounted)
{
	tree_text("/proc/self/mountinfo",
		  "20 1 8:1 / / rw - ext4 /dev/sda1 rw\n"
		  "21 1 259:1 / /srv rw - ext4 /dev/nvme0n1p1 rw\n");
	want(DRIVE, BIT(MOUNTED), 0, "nvme0n1p1 is mounted on /srv");
	tree_text("/proc/self/mountinfo",
		  "21 1 259:0 / /srv rw - ext4 /dev/nvme0n1 rw\n");
	want(DRIVE, BIT(MOUNTED), 0, "nvme0n1 is mounted on /srv");
	tree_text("/proc/self/mountinfo",
		  "21 1 0:40 / /srv rw shared:1 - btrfs /dev/nvme0n1p1 rw\n");
	want(DRIVE, BIT(MOUNTED), 0, "nvme0n1p1 is mounted on /srv");
	tree_text("/proc/self/mountinfo",
		  "21 1 0:40 / /srv rw - btrfs /dev/sda1 rw\n");
	want(DRIVE, 0, 0, "");
	tree_folder("/sys/fs/btrfs");
	tree_folder("/sys/fs/btrfs/0815");
	machine_link(DISK, "/sys/fs/btrfs/0815/devices/nvme0n1");
	want(DRIVE, BIT(MOUNTED), 0, "part of a Btrfs");
}
END_TEST

START_TEST(booted)
{
	tree_text("/proc/self/mountinfo",
		  "21 1 259:1 / /boot rw - ext4 /dev/nvme0n1p1 rw\n");
	want(DRIVE, BIT(MOUNTED) | BIT(BOOT), 0, "nvme0n1p1 holds /boot");
	tree_text("/proc/self/mountinfo", "");
	machine_link(TREE "/pci@1/nvme@0", SYS(DRIVE) "/of_node");
	tree_text(TREE "/pci@1/nvme@0/name", "nvme");
	tree_text(TREE "/chosen/bootpath", "/pci@1/nvme@0/namespace@1:2");
	want(DRIVE, BIT(BOOT), 0, "booted from /pci@1/nvme@0/namespace@1:2");
	tree_text(TREE "/chosen/bootpath", "/pci@1/nvme@0");
	want(DRIVE, BIT(BOOT), 0, "booted from");
	tree_text(TREE "/chosen/bootpath", "/pci@1/nvme@01");
	want(DRIVE, 0, 0, "");
}
END_TEST

START_TEST(swapped)
{
	tree_text("/proc/swaps", "Filename Type Size Used Priority\n"
				 "/dev/nvme0n1p1 partition 1 0 -2\n");
	want(DRIVE, BIT(SWAP), 0, "nvme0n1p1 is swapped to");
	tree_text("/proc/swaps", "Filename Type Size Used Priority\n"
				 "/dev/strange partition 1 0 -2\n");
	want(DRIVE, 0, BIT(SWAP), "/dev/strange");
	tree_text("/proc/swaps", "Filename Type Size Used Priority\n"
				 "/swap.img file 1 0 -2\n");
	want(DRIVE, 0, 0, "");
}
END_TEST

START_TEST(held)
{
	machine_holder("nvme0n1p1", "md0", "9:0\n", NULL);
	want(DRIVE, BIT(RAID), 0, "nvme0n1p1 is part of md0");
	machine_holder("md0", "dm-0", "253:0\n", "LVM-abc\n");
	want(DRIVE, BIT(RAID) | BIT(LVM), 0, "md0 is part of dm-0");
	machine_holder("dm-0", "dm-1", "253:1\n", "CRYPT-LUKS2-x\n");
	want(DRIVE, BIT(RAID) | BIT(LVM) | BIT(OPEN), 0,
	     "dm-0 is held by dm-1 (CRYPT-LUKS2-x)");
	tree_text("/proc/self/mountinfo",
		  "21 1 253:1 / / rw - ext4 /dev/mapper/root rw\n");
	want(DRIVE, BIT(RAID) | BIT(LVM) | BIT(OPEN) | BIT(MOUNTED) | BIT(BOOT),
	     0, "dm-1 holds /\n");
}
END_TEST

START_TEST(multipath)
{
	machine_holder("nvme0n1", "dm-0", "253:0\n", "mpath-3600\n");
	want(DRIVE, BIT(MULTIPATH), 0, "nvme0n1 is a path of dm-0");
	machine_holder("dm-0", "dm-1", "253:1\n", "part1-mpath-3600\n");
	want(DRIVE, BIT(MULTIPATH), 0, "dm-0 is a path of dm-1");
	tree_text("/proc/swaps", "/dev/dm-1 partition 1 0 -2\n");
	want(DRIVE, BIT(MULTIPATH) | BIT(SWAP), 0, "dm-1 is swapped to");
}
END_TEST

/* Disks of a drive that could have several ways to it. */
START_TEST(subsystem_of_nvme)
{
	static const char head[] =
		"/sys/devices/virtual/nvme-subsystem/nvme-subsys0/nvme0n9";

	machine_block(head, "259:9\n");
	machine_link("/sys/devices/virtual/nvme-subsystem/nvme-subsys0",
		     "/sys/class/nvme-subsystem/nvme-subsys0");
	tree_text("/proc/self/mountinfo",
		  "21 1 259:9 / /srv rw - ext4 /dev/nvme0n9 rw\n");
	want(DRIVE, 0, 0, "");
	machine_link(SYS(DRIVE) "/nvme/nvme0",
		     "/sys/devices/virtual/nvme-subsystem/nvme-subsys0/nvme0");
	want(DRIVE, BIT(MOUNTED), 0, "nvme0n9 is mounted on /srv");
}
END_TEST

START_TEST(interfaces)
{
	machine_put("0x1003\n", SYS(PORT0) "/net/eth0/flags");
	want(PORT0, BIT(NETWORK), 0, "eth0 is up");
	want(PORT1, BIT(NETWORK) | BIT(DRIVER), 0, PORT0 " eth0 is up");
	machine_put("0x1002\n", SYS(PORT0) "/net/eth0/flags");
	tree_text("/proc/net/route",
		  "Iface Destination Gateway Flags RefCnt Use Metric Mask\n"
		  "eth0\t00000000\t0102A8C0\t0003\t0\t0\t100\t00000000\t0\n");
	want(PORT0, BIT(ROUTE), 0, "eth0 has the default route");
	tree_text("/proc/net/route",
		  "eth0\t0002A8C0\t00000000\t0001\t0\t0\t100\t00FFFFFF\t0\n"
		  "eth0\t00000000\t0002A8C0\t0003\t0\t0\t100\t00000080\t0\n"
		  "eth1\t00000000\t0102A8C0\t0003\t0\t0\t100\t00000000\t0\n");
	want(PORT0, 0, 0, "");
#define ZERO "00000000000000000000000000000000"
	tree_text("/proc/net/ipv6_route",
		  ZERO " 00 " ZERO " 00 fe800000000000000000000000000001 "
		       "00000400 00000001 00000000 00000003     eth0\n");
	want(PORT0, BIT(ROUTE), 0, "eth0 has the default route of IPv6");
	tree_drop("/proc/net/ipv6_route");
	want(PORT0, 0, 0, "");
	/* what stands on it has its risks */
	machine_net("/sys/devices/virtual/net/bond0", "0x1043\n");
	machine_net("/sys/devices/virtual/net/br0", "0x1043\n");
	machine_link("/sys/devices/virtual/net/bond0",
		     SYS(PORT0) "/net/eth0/upper_bond0");
	machine_link("/sys/devices/virtual/net/br0",
		     "/sys/devices/virtual/net/bond0/upper_br0");
	tree_text("/proc/net/route",
		  "br0\t00000000\t0102A8C0\t0003\t0\t0\t100\t00000000\t0\n");
	want(PORT0, BIT(NETWORK) | BIT(ROUTE), 0, "br0 has the default route");
}
END_TEST

START_TEST(session)
{
	setenv("SSH_CONNECTION", "192.0.2.1 9 192.0.2.7 22", 1);
	want(PORT0, 0, BIT(ROUTE), "eth0 may carry this session");
	want(DRIVE, 0, 0, "");
	setenv("SSH_CONNECTION", "192.0.2.1 9 127.0.0.1 22", 1);
	want(PORT0, 0, 0, "");
	machine_net(SYS(PORT0) "/net/lo", "0x8\n");
	want(PORT0, BIT(ROUTE), 0, "lo carries this session");
	/* sudo(8) does not hand it on, a process further up has it */
	unsetenv("SSH_CONNECTION");
	want(PORT0, 0, 0, "");
	machine_put("7 (a ) b) S 1 7\n", "/proc/%d/stat", (int)getppid());
	tree_file("/proc/1/environ", "", 0);
	machine_put("A=1", "/proc/%d/environ", (int)getppid());
	want(PORT0, 0, 0, "");
	machine_put("SSH_CONNECTION=192.0.2.1 9 127.0.0.1 22",
		    "/proc/%d/environ", (int)getppid());
	want(PORT0, BIT(ROUTE), 0, "lo carries this session");
}
END_TEST

START_TEST(hidden_interface)
{
	machine_driver(PORT1, "mlx5_core");
	want(PORT1, BIT(DRIVER), BIT(NETWORK), PORT1 " mlx5_core has it, and");
	want(PORT0, BIT(DRIVER), BIT(NETWORK), PORT1 " mlx5_core has it, in");
}
END_TEST

START_TEST(open_nodes)
{
	tree_text("/proc/77/comm", "smartd\n");
	tree_link("/proc/77/fd/0", "/dev/zero");
	want(DRIVE, 0, 0, "");
	tree_link("/proc/77/fd/4", "/dev/null");
	want(DRIVE, BIT(OPEN), 0, "nvme0 is open in process 77 (smartd)");
	tree_drop("/proc/77/fd/4");
	tree_drop("/proc/77/fd/0");
	tree_spoil("/proc/77/fd");
	want(DRIVE, 0, BIT(OPEN), "what 1 processes have open");
	want(SPARE, 0, 0, "");
	machine_put("1:3\n", "/sys/class/vfio/3/dev");
	want(SPARE, 0, BIT(OPEN), "what 1 processes have open");
	tree_link("/proc/78/fd/4", "/dev/null");
	want(SPARE, BIT(OPEN), BIT(OPEN), "vfio/3 is open in process 78");
}
END_TEST

/* What a process drives by itself has no node. */
START_TEST(resources)
{
	char path[160];

	machine_put("", SYS(SPARE) "/resource0");
	machine_put("", SYS(SPARE) "/config");
	machine_link(SYS(SPARE) "/config", "/proc/77/fd/3");
	want(SPARE, 0, 0, "");
	machine_link(SYS(SPARE) "/resource0", "/proc/77/fd/4");
	want(SPARE, BIT(OPEN), 0, "process 77 has its registers");
	want(DRIVE, 0, 0, "");
	tree_drop("/proc/77/fd/4");
	want(SPARE, 0, 0, "");
	snprintf(path, sizeof(path),
		 "7f00-7f10 rw-p 0 00:00 0\n"
		 "7f20-7f30 rw-s 0 00:15 9 %s\n",
		 SYS(SPARE) "/resource2_wc");
	tree_text("/proc/77/maps", path);
	want(SPARE, BIT(OPEN), 0, "process 77 has its registers");
	want(DRIVE, 0, 0, "");
}
END_TEST

START_TEST(console)
{
	tree_text("/proc/consoles", "tty0 -WU (EC  p  )    1:33\n"
				    "ttyX0 -W- (E  p a)    1:3");
	want(DRIVE, BIT(OPEN), 0, "nvme0 is a console of the kernel");
	tree_text("/proc/consoles", "ttyX0 -W- (E  p a)    11:3\n");
	want(DRIVE, 0, 0, "");
	tree_spoil("/proc/consoles");
	want(DRIVE, 0, BIT(OPEN), "/proc/consoles: ");
}
END_TEST

/* What no file says is read from the disk. */
START_TEST(claims)
{
	tree_drop("/dev/nvme0n1");
	want(DRIVE, 0, BIT(OPEN), "/dev/nvme0n1: ");
	/* ... also if a process has a node of it open */
	tree_link("/proc/77/fd/4", "/dev/null");
	want(DRIVE, BIT(OPEN), BIT(OPEN), "/dev/nvme0n1: ");
	tree_drop("/proc/77/fd/4");
	tree_text("/proc/swaps", "/dev/nvme0n1 partition 1 0 -2\n");
	want(DRIVE, BIT(SWAP), 0, "");
}
END_TEST

/* Files of the disk and its partition that this process has open. */
static unsigned int opened(void)
{
	char path[64], to[PATH_MAX];
	unsigned int n = 0;

	for (int fd = 0; fd < 64; fd++) {
		snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
		ssize_t len = readlink(path, to, sizeof(to) - 1);

		to[len < 0 ? 0 : len] = '\0';
		n += strstr(to, "/dev/nvme0n1") != NULL;
	}
	return n;
}

/* A disk is kept, and what this process has open is no finding. */
START_TEST(claims_held)
{
	struct host_claims claims = { 0 };
	char own[32];

	claims_kept = &claims;
	want(DRIVE, 0, 0, "");
	ck_assert(host_claims_has(&claims, "nvme0n1"));
	/* the kernel gives no partition to another than who has the disk */
	ck_assert(!host_claims_has(&claims, "nvme0n1p1"));
	ck_assert_uint_eq(opened(), 1);
	snprintf(own, sizeof(own), "/proc/%d/fd/9", (int)getpid());
	tree_link(own, "/dev/null");
	want(DRIVE, 0, 0, "");
	ck_assert_uint_eq(opened(), 1);
	host_claims_free(&claims);
	ck_assert_uint_eq(opened(), 0);
	/* what is left of a disk in use */
	tree_drop("/dev/nvme0n1");
	tree_text("/proc/swaps", "/dev/nvme0n1 partition 1 0 -2\n");
	want(DRIVE, BIT(SWAP), 0, "");
	ck_assert(host_claims_has(&claims, "nvme0n1p1"));
	host_claims_free(&claims);
	ck_assert_uint_eq(opened(), 0);
	claims_kept = NULL;
}
END_TEST

/* A list opens no disk: what mounts one at that moment would find it busy. */
START_TEST(list_opens_nothing)
{
	struct host_inventory inv;
	struct host_scene scene;
	struct host_safety safety;

	tree_drop("/dev/nvme0n1");
	ck_assert_int_eq(host_inventory_read(&inv), 0);
	ck_assert_int_eq(host_scene_read(&scene), 0);
	ck_assert_int_eq(host_safety_read(&safety, &inv, &scene, DRIVE), 0);
	ck_assert_uint_eq(safety.n, 0);
	host_safety_free(&safety);
	host_scene_free(&scene);
	host_inventory_free(&inv);
}
END_TEST

START_TEST(virtual_functions)
{
	machine_put("0\n", SYS(PORT0) "/sriov_numvfs");
	want(PORT0, 0, 0, "");
	machine_put("2\n", SYS(PORT0) "/sriov_numvfs");
	want(PORT0, BIT(VF), 0, "2 of its VFs are enabled");
	machine_link(SYS(PORT0), SYS(SPARE) "/physfn");
	want(SPARE, BIT(VF), 0, "mlx5_core has its PF " PORT0);
	tree_drop(SYS(PORT0) "/driver");
	want(SPARE, 0, 0, "");
}
END_TEST

START_TEST(members)
{
	/* the bridge of a group keeps its driver */
	machine_driver(BRIDGE, "pcieport");
	want(PORT0, 0, 0, "");
	machine_driver(PORT1, "vfio-pci");
	want(PORT0, 0, 0, "");
	machine_link("/sys/devices/vio/71",
		     "/sys/kernel/iommu_groups/2/devices/71");
	want(PORT0, 0, BIT(DRIVER), "71 is in the same group");
	/* ... and the drive is a member like any other */
	machine_function("0001:00:00.1", "0x00ff00\n", 1);
	tree_text("/proc/self/mountinfo",
		  "21 1 259:1 / /srv rw - ext4 /dev/nvme0n1p1 rw\n");
	want("0001:00:00.1", BIT(MOUNTED) | BIT(DRIVER), 0,
	     DRIVE " nvme0n1p1 is mounted");
}
END_TEST

/* What cannot be read is no better than what is found. */
static const struct {
	const char *path, *bdf;
	unsigned int unknown;
} damages[] = {
	{ "/proc/self/mountinfo", DRIVE, BIT(MOUNTED) | BIT(BOOT) },
	{ "/proc/swaps", DRIVE, BIT(SWAP) },
	{ "/proc/net/route", PORT0, BIT(ROUTE) },
	{ "/proc/net/ipv6_route", PORT0, BIT(ROUTE) },
	{ SYS(PORT0) "/net/eth0/flags", PORT0, BIT(NETWORK) },
	{ DISK "/holders", DRIVE,
	  BIT(MOUNTED) | BIT(SWAP) | BIT(RAID) | BIT(LVM) | BIT(MULTIPATH) |
		  BIT(BOOT) | BIT(NETWORK) | BIT(ROUTE) | BIT(OPEN) },
	{ DISK "/dev", DRIVE,
	  BIT(MOUNTED) | BIT(SWAP) | BIT(RAID) | BIT(LVM) | BIT(MULTIPATH) |
		  BIT(BOOT) | BIT(NETWORK) | BIT(ROUTE) | BIT(OPEN) },
};

START_TEST(unreadable)
{
	tree_spoil(damages[_i].path);
	want(damages[_i].bdf, 0, damages[_i].unknown, "");
	want(SPARE, 0, 0, "");
}
END_TEST

START_TEST(unreadable_holder)
{
	machine_holder("nvme0n1", "dm-0", "253:0\n", "LVM-abc\n");
	tree_spoil("/sys/devices/virtual/block/dm-0/dm/uuid");
	want(DRIVE, 0, BIT(LVM) | BIT(MULTIPATH), "dm-0: ");
	machine_put("x\n", SYS(DRIVE) "/sriov_numvfs");
	want(DRIVE, 0, BIT(LVM) | BIT(MULTIPATH) | BIT(VF), "sriov_numvfs: ");
}
END_TEST

START_TEST(risks_named)
{
	unsigned int mask = 9;

	ck_assert_int_eq(host_risks_parse("mounted", &mask), 0);
	ck_assert_uint_eq(mask, BIT(MOUNTED));
	ck_assert_int_eq(host_risks_parse("driver,vf", &mask), 0);
	ck_assert_uint_eq(mask, BIT(DRIVER) | BIT(VF));
	ck_assert_int_eq(host_risks_parse("", &mask), -EINVAL);
	ck_assert_int_eq(host_risks_parse("all", &mask), -EINVAL);
	ck_assert_int_eq(host_risks_parse("mount", &mask), -EINVAL);
	ck_assert_int_eq(host_risks_parse("vf,,swap", &mask), -EINVAL);
	ck_assert_uint_eq(mask, BIT(DRIVER) | BIT(VF));
}
END_TEST

Suite *unit_safety_suite(void)
{
	Suite *s = suite_create("safety");
	TCase *tc = tcase_create("safety");

	suite_add_tcase(s, tc);
	tcase_add_checked_fixture(tc, machine_start, tree_stop);
	tcase_add_test(tc, free_devices);
	tcase_add_test(tc, refused);
	tcase_add_test(tc, mounted);
	tcase_add_test(tc, booted);
	tcase_add_test(tc, swapped);
	tcase_add_test(tc, held);
	tcase_add_test(tc, multipath);
	tcase_add_test(tc, subsystem_of_nvme);
	tcase_add_test(tc, interfaces);
	tcase_add_test(tc, session);
	tcase_add_test(tc, hidden_interface);
	tcase_add_test(tc, open_nodes);
	tcase_add_test(tc, claims);
	tcase_add_test(tc, claims_held);
	tcase_add_test(tc, list_opens_nothing);
	tcase_add_test(tc, resources);
	tcase_add_test(tc, console);
	tcase_add_test(tc, virtual_functions);
	tcase_add_test(tc, members);
	tcase_add_loop_test(tc, unreadable, 0,
			    (int)(sizeof(damages) / sizeof(damages[0])));
	tcase_add_test(tc, unreadable_holder);
	tcase_add_test(tc, risks_named);
	return s;
}
