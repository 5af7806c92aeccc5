// SPDX-License-Identifier: GPL-2.0-only
/* The requests of each typed call as they reach ioctl(2), byte by byte. */
#include <stdbool.h>
#include <stddef.h>
#include <string.h>

#include <linux/kvm.h>
#include <linux/vfio.h>

#include <tce/tce.h>

#include <core/array.h>

#include "ioctl.h"
#include "unit.h"

#define BDF "0001:00:00.0"

/* A different one for each argument; no two members can be confused. */
#define ADDR ((void *)0x11110000)
#define IOVA 0x22220000u
#define SIZE 0x33330000u
#define START 0x0800000044440000u
#define SHIFT 16
#define LEVELS 5

/* The headers of other processors do not have these. */
#ifndef __powerpc64__
struct sent_table {
	uint64_t liobn;
	uint32_t page_shift, flags;
	uint64_t offset, size;
};
struct sent_regs {
	uint64_t msr, gpr[32];
};
#define kvm_create_spapr_tce_64 sent_table
#define kvm_regs sent_regs
#endif

/* KVM's attribute with the memory that its address leads to. */
struct attr {
	struct kvm_device_attr attr;
	struct kvm_vfio_spapr_tce value;
};

static const struct tce_container container = { 1003 };
static const struct tce_group group = { 1004 };
static struct tce_device device;
static struct kvm_run run;
static const struct tce_kvm kvm = {
	.system = 1006, .vm = 1007, .bridge = 1008, .vcpu = 1009, .run = &run
};

/* --- the kernel's side ---------------------------------------------------- */

struct request {
	int fd;
	unsigned int number;
	uint64_t value; /* of an argument that is no pointer */
	const void *want;
	size_t size; /* of @want; 0: none */
};

static struct {
	const struct request *want;
	unsigned int n, at;
} script;

/* An attribute's address leads to a pair of descriptors, or to one. */
static struct attr attr_of(const void *arg)
{
	struct attr a = { .attr = *(const struct kvm_device_attr *)arg };

	memcpy(&a.value, (void *)(uintptr_t)a.attr.addr,
	       a.attr.attr == KVM_DEV_VFIO_GROUP_SET_SPAPR_TCE
		       ? sizeof(a.value)
		       : sizeof(a.value.groupfd));
	a.attr.addr = 0;
	return a;
}

static void bytes_check(const struct request *r, const void *arg)
{
	const size_t padding = offsetof(struct vfio_eeh_pe_op, op) + 4;
	const unsigned char *got = arg, *want = r->want;
	struct attr attr;

	if (r->number == KVM_SET_DEVICE_ATTR) {
		attr = attr_of(arg);
		got = (const unsigned char *)&attr;
	}
	for (size_t i = 0; i < r->size; i++) {
		if (r->number == TCE_REQ_EEH && i >= padding && i < padding + 4)
			continue;
		ck_assert_msg(got[i] == want[i],
			      "request %#x: byte %zu is %#x, not %#x",
			      r->number, i, got[i], want[i]);
	}
}

static void answer(unsigned int number, void *arg)
{
	if (number == TCE_REQ_DEVICE_INFO)
		((struct vfio_device_info *)arg)->flags = VFIO_DEVICE_FLAGS_PCI;
	if (number == TCE_REQ_DEVICE_REGION) {
		struct vfio_region_info *info = arg;

		info->size = 0x100u + info->index;
		info->offset = 0x200u + info->index;
	}
	if (number == TCE_REQ_GROUP_STATUS)
		((struct vfio_group_status *)arg)->flags = 6;
	if (number == TCE_REQ_CREATE)
		((struct vfio_iommu_spapr_tce_create *)arg)->start_addr = START;
	if (number == TCE_REQ_GET_INFO)
		*(struct vfio_iommu_spapr_tce_info *)arg =
			(struct vfio_iommu_spapr_tce_info){
				.flags = 1,
				.dma32_window_start = 2,
				.dma32_window_size = 3,
				.ddw = { .pgsizes = 4,
					 .max_dynamic_windows_supported = 5,
					 .levels = 6 },
			};
	if (number == KVM_GET_REGS)
		for (unsigned int i = 0; i < 32; i++)
			((struct kvm_regs *)arg)->gpr[i] = i;
}

static bool play(int fd, unsigned long number, void *arg, int *ret)
{
	const struct request *r = script.want + script.at;

	ck_assert_uint_lt(script.at++, script.n);
	ck_assert_int_eq(fd, r->fd);
	ck_assert_uint_eq(number, r->number);
	if (r->size)
		bytes_check(r, arg);
	else
		ck_assert_uint_eq((uintptr_t)arg, r->value);
	answer(r->number, arg);
	*ret = 0;
	return true;
}

/* --- the calls, with what each should send -------------------------------- */

#define POINTS(type, ...)                           \
	.size = sizeof(type), .want = &(const type) \
	{                                           \
		__VA_ARGS__                         \
	}
/* A structure that begins with its size. */
#define STRUCT(type, ...) \
	POINTS(struct type, .argsz = sizeof(struct type), __VA_ARGS__)

/* CALL(an expression that is 0, its requests ...) */
#define CALL(expression, ...)                                      \
	do {                                                       \
		const struct request requests[] = { __VA_ARGS__ }; \
                                                                   \
		script.want = requests;                            \
		script.n = ARRAY_SIZE(requests);                   \
		script.at = 0;                                     \
		ck_assert_int_eq(expression, 0);                   \
		ck_assert_uint_eq(script.at, script.n);            \
		script.want = NULL;                                \
	} while (0)

#define OF_CONTAINER .fd = 1003, .number
#define OF_GROUP .fd = 1004, .number
#define OF_DEVICE .fd = 1005, .number
#define OF_VM .fd = 1007, .number
#define OF_BRIDGE .fd = 1008, .number
#define OF_CPU .fd = 1009, .number

START_TEST(containers)
{
	struct tce_info info;

	CALL(tce_container_api_version(container),
	     { OF_CONTAINER = TCE_REQ_API_VERSION });
	CALL(tce_container_check(container, 77),
	     { OF_CONTAINER = TCE_REQ_CHECK_EXTENSION, .value = 77 });
	CALL(tce_container_set_iommu(container, TCE_IOMMU_V2),
	     { OF_CONTAINER = TCE_REQ_SET_IOMMU,
	       .value = VFIO_SPAPR_TCE_v2_IOMMU });
	CALL(tce_container_enable(container),
	     { OF_CONTAINER = TCE_REQ_ENABLE });
	CALL(tce_container_disable(container),
	     { OF_CONTAINER = TCE_REQ_DISABLE });
	CALL(tce_info_get(container, &info),
	     { OF_CONTAINER = TCE_REQ_GET_INFO,
	       STRUCT(vfio_iommu_spapr_tce_info) });
	ck_assert_uint_eq(info.flags, 1);
	ck_assert_uint_eq(info.dma32_start, 2);
	ck_assert_uint_eq(info.dma32_size, 3);
	ck_assert_uint_eq(info.page_sizes, 4);
	ck_assert_uint_eq(info.max_windows, 5);
	ck_assert_uint_eq(info.levels, 6);
}
END_TEST

START_TEST(groups)
{
	uint32_t flags;

	CALL(tce_group_status(group, &flags),
	     { OF_GROUP = TCE_REQ_GROUP_STATUS, STRUCT(vfio_group_status) });
	ck_assert_uint_eq(flags, 6);
	CALL(tce_group_attach(group, container),
	     { OF_GROUP = TCE_REQ_GROUP_ATTACH, POINTS(int, 1003) });
	CALL(tce_group_detach(group), { OF_GROUP = TCE_REQ_GROUP_DETACH });
	CALL(tce_group_device_open(group, BDF),
	     { OF_GROUP = TCE_REQ_GROUP_DEVICE, .want = BDF,
	       .size = sizeof(BDF) });
}
END_TEST

START_TEST(windows)
{
	struct tce_window w = { .page_shift = SHIFT,
				.levels = LEVELS,
				.size = SIZE };

	CALL(tce_window_create(container, &w),
	     { OF_CONTAINER = TCE_REQ_CREATE,
	       STRUCT(vfio_iommu_spapr_tce_create, .page_shift = SHIFT,
		      .window_size = SIZE, .levels = LEVELS) });
	ck_assert_uint_eq(w.page_shift, SHIFT);
	ck_assert_uint_eq(w.levels, LEVELS);
	ck_assert_uint_eq(w.size, SIZE);
	ck_assert_uint_eq(w.start, START);
	CALL(tce_window_remove(container, START),
	     { OF_CONTAINER = TCE_REQ_REMOVE,
	       STRUCT(vfio_iommu_spapr_tce_remove, .start_addr = START) });
}
END_TEST

START_TEST(memory)
{
	CALL(tce_memory_register(container, ADDR, SIZE),
	     { OF_CONTAINER = TCE_REQ_REGISTER,
	       STRUCT(vfio_iommu_spapr_register_memory,
		      .vaddr = (uintptr_t)ADDR, .size = SIZE) });
	CALL(tce_memory_unregister(container, ADDR, SIZE),
	     { OF_CONTAINER = TCE_REQ_UNREGISTER,
	       STRUCT(vfio_iommu_spapr_register_memory,
		      .vaddr = (uintptr_t)ADDR, .size = SIZE) });
	for (uint32_t access = 0; access < 8; access++)
		CALL(tce_dma_map(container, access, ADDR, IOVA, SIZE),
		     { OF_CONTAINER = TCE_REQ_MAP,
		       STRUCT(vfio_iommu_type1_dma_map, .flags = access,
			      .vaddr = (uintptr_t)ADDR, .iova = IOVA,
			      .size = SIZE) });
	CALL(tce_dma_unmap(container, IOVA, SIZE),
	     { OF_CONTAINER = TCE_REQ_UNMAP,
	       STRUCT(vfio_iommu_type1_dma_unmap, .iova = IOVA,
		      .size = SIZE) });
}
END_TEST

START_TEST(eeh)
{
	for (uint32_t op = VFIO_EEH_PE_DISABLE; op < 16; op++)
		CALL(tce_eeh_op(container, op),
		     { OF_CONTAINER = TCE_REQ_EEH,
		       STRUCT(vfio_eeh_pe_op, .op = op) });
}
END_TEST

#define REGION(nr)                                      \
	{                                               \
		OF_DEVICE = TCE_REQ_DEVICE_REGION,      \
		STRUCT(vfio_region_info, .index = (nr)) \
	}
#define BARS REGION(0), REGION(1), REGION(2), REGION(3), REGION(4), REGION(5)

START_TEST(devices)
{
	CALL(tce_device_take(&device, 1005),
	     { OF_DEVICE = TCE_REQ_DEVICE_INFO, STRUCT(vfio_device_info) },
	     REGION(VFIO_PCI_CONFIG_REGION_INDEX), BARS);
	ck_assert_int_eq(device.fd, 1005);
	ck_assert_uint_eq(device.config, 0x207);
	ck_assert_uint_eq(device.config_size, 0x107);
	for (unsigned int i = 0; i < 6; i++) {
		ck_assert_uint_eq(device.bar[i].offset, 0x200 + i);
		ck_assert_uint_eq(device.bar[i].size, 0x100 + i);
	}
	CALL(tce_device_reset(&device), { OF_DEVICE = TCE_REQ_DEVICE_RESET });
}
END_TEST

/* The descriptor follows the structure. */
struct irqs {
	struct vfio_irq_set set;
	int eventfd;
};

#define MSIX                                                            \
	{                                                               \
		OF_DEVICE = TCE_REQ_DEVICE_IRQ,                         \
		STRUCT(vfio_irq_info, .index = VFIO_PCI_MSIX_IRQ_INDEX) \
	}

/* This device has MSI, no MSI-X. */
START_TEST(interrupts)
{
	device.fd = 1005;
	CALL(tce_device_interrupts(&device, 55), MSIX,
	     { OF_DEVICE = TCE_REQ_DEVICE_IRQS,
	       POINTS(struct irqs,
		      { .argsz = sizeof(struct irqs),
			.flags = VFIO_IRQ_SET_ACTION_TRIGGER |
				 VFIO_IRQ_SET_DATA_EVENTFD,
			.index = VFIO_PCI_MSI_IRQ_INDEX,
			.count = 1 },
		      55) });
	CALL(tce_device_interrupts(&device, -1), MSIX,
	     { OF_DEVICE = TCE_REQ_DEVICE_IRQS,
	       POINTS(struct irqs,
		      { .argsz = sizeof(struct irqs),
			.flags = VFIO_IRQ_SET_ACTION_TRIGGER |
				 VFIO_IRQ_SET_DATA_NONE,
			.index = VFIO_PCI_MSI_IRQ_INDEX },
		      0) });
}
END_TEST

#define ATTR(what, ...)                                                 \
	{                                                               \
		OF_BRIDGE = KVM_SET_DEVICE_ATTR,                        \
		POINTS(struct attr,                                     \
		       { .group = KVM_DEV_VFIO_GROUP, .attr = (what) }, \
		       { __VA_ARGS__ })                                 \
	}

START_TEST(guests)
{
	const struct tce_window w = { .page_shift = SHIFT,
				      .levels = LEVELS,
				      .size = SIZE,
				      .start = START };

	CALL(tce_kvm_extension(&kvm, 77),
	     { OF_VM = KVM_CHECK_EXTENSION, .value = 77 });
	CALL(tce_kvm_memory_set(&kvm, ADDR, SIZE),
	     { OF_VM = KVM_SET_USER_MEMORY_REGION,
	       POINTS(struct kvm_userspace_memory_region, .slot = 1,
		      .guest_phys_addr = TCE_KVM_GPA, .memory_size = SIZE,
		      .userspace_addr = (uintptr_t)ADDR) });
	CALL(tce_kvm_table_create(&kvm, 88, &w),
	     { OF_VM = KVM_CREATE_SPAPR_TCE_64,
	       POINTS(struct kvm_create_spapr_tce_64, .liobn = 88,
		      .page_shift = SHIFT, .offset = START >> SHIFT,
		      .size = SIZE >> SHIFT) });
	CALL(tce_kvm_group_add(&kvm, group),
	     ATTR(KVM_DEV_VFIO_GROUP_ADD, .groupfd = 1004));
	CALL(tce_kvm_group_remove(&kvm, group),
	     ATTR(KVM_DEV_VFIO_GROUP_DEL, .groupfd = 1004));
	CALL(tce_kvm_table_attach(&kvm, group, 66),
	     ATTR(KVM_DEV_VFIO_GROUP_SET_SPAPR_TCE, 1004, 66));
}
END_TEST

/* Real mode, 64 bits, little-endian. */
#define REGS(nr)                                                              \
	{                                                                     \
		OF_CPU = (nr), POINTS(struct kvm_regs, .msr = 1ull << 63 | 1, \
				      .gpr = { [14] = TCE_H_PUT_TCE,          \
					       1,                             \
					       2,                             \
					       3,                             \
					       4,                             \
					       [30] = 0xf000 })               \
	}

START_TEST(hypercall)
{
	static const uint64_t args[4] = { 1, 2, 3, 4 };
	struct tce_kvm_answer got;

	run.exit_reason = KVM_EXIT_PAPR_HCALL;
	run.papr_hcall.nr = 0xf000;
	CALL(tce_kvm_call(&kvm, TCE_H_PUT_TCE, args, &got), REGS(KVM_SET_REGS),
	     { OF_CPU = KVM_RUN }, REGS(KVM_GET_REGS));
	ck_assert(!got.by_caller);
	ck_assert_int_eq(got.code, 31);
	ck_assert_uint_eq(got.value, 29);

	run.papr_hcall.nr = TCE_H_PUT_TCE;
	CALL(tce_kvm_call(&kvm, TCE_H_PUT_TCE, args, &got), REGS(KVM_SET_REGS),
	     { OF_CPU = KVM_RUN });
	ck_assert(got.by_caller);
}
END_TEST

static void setup(void)
{
	unit_ioctl = play;
}

Suite *unit_arguments_suite(void)
{
	Suite *s = suite_create("arguments");
	TCase *tc = tcase_create("arguments");

	suite_add_tcase(s, tc);
	tcase_add_checked_fixture(tc, setup, NULL);
	tcase_add_test(tc, containers);
	tcase_add_test(tc, groups);
	tcase_add_test(tc, windows);
	tcase_add_test(tc, memory);
	tcase_add_test(tc, eeh);
	tcase_add_test(tc, devices);
	tcase_add_test(tc, interrupts);
	tcase_add_test(tc, guests);
	tcase_add_test(tc, hypercall);
	return s;
}
