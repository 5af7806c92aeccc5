// SPDX-License-Identifier: GPL-2.0-only
/* tce_open() on a kernel that refuses any of its calls, or answers 1. */
#include <errno.h>
#include <glob.h>
#include <linux/vfio.h>
#include <stdbool.h>

#include <tce/tce.h>

#include <core/array.h>

#include "ioctl.h"
#include "tree.h"
#include "unit.h"

#define BDF "0001:00:00.0"

/* What the kernel was asked, and which request it answers with what. */
static struct {
	unsigned int asked[8], n;
	unsigned int request;
	int answer;
	uint32_t flags;
} kernel;

static bool play(int fd, unsigned long request, void *arg, int *ret)
{
	struct vfio_group_status *status = arg;

	ck_assert_int_ge(fd, 0);
	ck_assert_uint_lt(kernel.n, ARRAY_SIZE(kernel.asked));
	kernel.asked[kernel.n++] = (unsigned int)request;
	*ret = request == kernel.request ? kernel.answer : 0;
	if (request == TCE_REQ_GROUP_STATUS && !*ret)
		status->flags = kernel.flags;
	return true;
}

static void setup(void)
{
	tree_start();
	tree_text("/sys/kernel/iommu_groups/7/name", "");
	tree_link("/sys/bus/pci/devices/" BDF "/iommu_group",
		  "../../../../kernel/iommu_groups/7");
	tree_text("/dev/vfio/vfio", "");
	tree_text("/dev/vfio/7", "");
	kernel.flags = VFIO_GROUP_FLAGS_VIABLE;
	unit_ioctl = play;
}

static size_t descriptors(void)
{
	glob_t g;
	size_t n;

	ck_assert_int_eq(glob("/proc/self/fd/*", 0, NULL, &g), 0);
	n = g.gl_pathc;
	globfree(&g);
	return n;
}

/* Nothing stays open, and nothing is written. */
static void refused(int want)
{
	struct tce_vfio vfio = { .container.fd = 99, .group.fd = 98 };
	const size_t before = descriptors();

	kernel.n = 0;
	ck_assert_int_eq(tce_open(&vfio, BDF, TCE_IOMMU_V2), want);
	ck_assert_uint_eq(descriptors(), before);
	ck_assert_int_eq(vfio.container.fd, 99);
	ck_assert_int_eq(vfio.group.fd, 98);
}

START_TEST(opens)
{
	static const unsigned int want[] = {
		TCE_REQ_GROUP_STATUS,
		TCE_REQ_GROUP_ATTACH,
		TCE_REQ_SET_IOMMU,
	};
	const size_t before = descriptors();
	struct tce_vfio vfio;

	ck_assert_int_eq(tce_open(&vfio, BDF, TCE_IOMMU_V2), 0);
	ck_assert_uint_eq(kernel.n, ARRAY_SIZE(want));
	ck_assert_mem_eq(kernel.asked, want, sizeof(want));
	ck_assert_uint_eq(descriptors(), before + 2);
	ck_assert_int_eq(tce_close(&vfio), 0);
	ck_assert_uint_eq(descriptors(), before);
	ck_assert_int_eq(vfio.container.fd, -1);
	ck_assert_int_eq(vfio.group.fd, -1);
	ck_assert_int_eq(tce_close(&vfio), 0);
}
END_TEST

START_TEST(undoes)
{
	static const unsigned int requests[] = {
		TCE_REQ_GROUP_STATUS,
		TCE_REQ_GROUP_ATTACH,
		TCE_REQ_SET_IOMMU,
	};

	for (size_t i = 0; i < ARRAY_SIZE(requests); i++) {
		kernel.request = requests[i];
		kernel.answer = -ENODEV;
		refused(-ENODEV);
		ck_assert_uint_eq(kernel.n, i + 1);
		kernel.answer = 1;
		refused(-EPROTO);
	}
	kernel.request = 0;
	kernel.flags = 0;
	refused(-EPERM);
	ck_assert_uint_eq(kernel.n, 1);
	tree_drop("/dev/vfio/7");
	refused(-ENOENT);
	tree_drop("/dev/vfio/vfio");
	refused(-ENOENT);
	tree_drop("/sys/bus/pci/devices/" BDF "/iommu_group");
	refused(-ENODEV);
	ck_assert_uint_eq(kernel.n, 0);
}
END_TEST

START_TEST(reports_close)
{
	struct tce_vfio vfio = { .container.fd = 999, .group.fd = -1 };

	ck_assert_int_eq(tce_close(&vfio), -EBADF);
	ck_assert_int_eq(vfio.container.fd, -1);
}
END_TEST

/* Whatever the request: each function makes one. */
static bool play_one(int fd, unsigned long request, void *arg, int *ret)
{
	(void)fd, (void)request, (void)arg;
	*ret = 1;
	return true;
}

START_TEST(no_value_is_due)
{
	const struct tce_container c = { 3 };
	const struct tce_group g = { 4 };
	struct tce_device dev = { .fd = 5 };
	struct tce_window w = { .start = 9 };
	struct tce_info info = { .levels = 9 };
	uint32_t flags = 9;

	unit_ioctl = play_one;
	ck_assert_int_eq(tce_container_set_iommu(c, TCE_IOMMU_V2), -EPROTO);
	ck_assert_int_eq(tce_container_enable(c), -EPROTO);
	ck_assert_int_eq(tce_container_disable(c), -EPROTO);
	ck_assert_int_eq(tce_info_get(c, &info), -EPROTO);
	ck_assert_int_eq(tce_group_status(g, &flags), -EPROTO);
	ck_assert_int_eq(tce_group_attach(g, c), -EPROTO);
	ck_assert_int_eq(tce_group_detach(g), -EPROTO);
	ck_assert_int_eq(tce_window_create(c, &w), -EPROTO);
	ck_assert_int_eq(tce_window_remove(c, 0), -EPROTO);
	ck_assert_int_eq(tce_memory_register(c, NULL, 0), -EPROTO);
	ck_assert_int_eq(tce_memory_unregister(c, NULL, 0), -EPROTO);
	ck_assert_int_eq(tce_dma_map(c, TCE_DMA_RW, NULL, 0, 0), -EPROTO);
	ck_assert_int_eq(tce_dma_unmap(c, 0, 0), -EPROTO);
	ck_assert_int_eq(tce_device_take(&dev, 5), -EPROTO);
	ck_assert_int_eq(tce_device_reset(&dev), -EPROTO);
	ck_assert_int_eq(tce_device_interrupts(&dev, -1), -EPROTO);
	ck_assert_int_eq(tce_eeh_op(c, VFIO_EEH_PE_ENABLE), -EPROTO);
	ck_assert_uint_eq(info.levels + w.start + flags, 27);
}
END_TEST

START_TEST(value_is_due)
{
	const struct tce_container c = { 3 };
	const struct tce_group g = { 4 };

	unit_ioctl = play_one;
	ck_assert_int_eq(tce_ioctl(3, TCE_REQ_MAP, NULL), 1);
	ck_assert_int_eq(tce_container_api_version(c), 1);
	ck_assert_int_eq(tce_container_check(c, VFIO_EEH), 1);
	ck_assert_int_eq(tce_group_device_open(g, BDF), 1);
	ck_assert_int_eq(tce_eeh_op(c, VFIO_EEH_PE_GET_STATE), 1);
}
END_TEST

Suite *unit_open_suite(void)
{
	Suite *s = suite_create("open");
	TCase *tc = tcase_create("open");

	suite_add_tcase(s, tc);
	tcase_add_checked_fixture(tc, setup, tree_stop);
	tcase_add_test(tc, opens);
	tcase_add_test(tc, undoes);
	tcase_add_test(tc, reports_close);
	tcase_add_test(tc, no_value_is_due);
	tcase_add_test(tc, value_is_due);
	return s;
}
