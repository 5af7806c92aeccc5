// SPDX-License-Identifier: GPL-2.0-only
/* lib/example/window.c on a kernel that does all of it, or refuses one call. */
#include <stdbool.h>
#include <stdio.h>
#include <unistd.h>

#include <linux/vfio.h>

#include <tce/uapi.h>

#include "ioctl.h"
#include "tree.h"
#include "unit.h"

int window_main(int argc, char **argv);
#define main window_main
/* Its main() is called here. NOLINTNEXTLINE(bugprone-suspicious-include) */
#include "../../lib/example/window.c"
#undef main

#define BDF "0001:00:00.0"
#define START 0x800000000000000u

static const unsigned int calls[] = {
	TCE_REQ_GROUP_STATUS, TCE_REQ_GROUP_ATTACH, TCE_REQ_SET_IOMMU,
	TCE_REQ_GET_INFO,     TCE_REQ_CREATE,	    TCE_REQ_REGISTER,
	TCE_REQ_MAP,	      TCE_REQ_UNMAP,	    TCE_REQ_UNREGISTER,
	TCE_REQ_REMOVE,
};

#define CALLS (sizeof(calls) / sizeof(calls[0]))

static struct {
	unsigned int asked[CALLS], n;
	unsigned int refused; /* a request; 0: none */
} kernel;

static void info_put(struct vfio_iommu_spapr_tce_info *info)
{
	info->ddw.pgsizes = 1u << 12 | 1u << 16;
}

static void create_check(struct vfio_iommu_spapr_tce_create *create)
{
	ck_assert_uint_eq(create->window_size, 1u << 30);
	ck_assert_uint_eq(1u << create->page_shift, getpagesize());
	create->start_addr = START;
}

static void map_check(const struct vfio_iommu_type1_dma_map *map)
{
	ck_assert_uint_eq(map->iova, START);
	ck_assert_uint_eq(map->size, getpagesize());
}

static bool play(int fd, unsigned long request, void *arg, int *ret)
{
	(void)fd;
	ck_assert_uint_lt(kernel.n, CALLS);
	kernel.asked[kernel.n++] = (unsigned int)request;
	*ret = request == kernel.refused ? -ENOMEM : 0;
	if (*ret)
		return true;
	switch (request) {
	case TCE_REQ_GROUP_STATUS:
		((struct vfio_group_status *)arg)->flags =
			VFIO_GROUP_FLAGS_VIABLE;
		break;
	case TCE_REQ_GET_INFO:
		info_put(arg);
		break;
	case TCE_REQ_CREATE:
		create_check(arg);
		break;
	case TCE_REQ_MAP:
		map_check(arg);
		break;
	default:
		break;
	}
	return true;
}

static void setup(void)
{
	/* The example prints; this process ends with the test. */
	ck_assert_ptr_nonnull(freopen("/dev/null", "w", stdout));
	ck_assert_ptr_nonnull(freopen("/dev/null", "w", stderr));
	tree_start();
	tree_file("/proc/device-tree/device_type", "chrp", 5);
	tree_text("/sys/kernel/iommu_groups/7/name", "");
	tree_link("/sys/bus/pci/devices/" BDF "/iommu_group",
		  "../../../../kernel/iommu_groups/7");
	tree_text("/dev/vfio/vfio", "");
	tree_text("/dev/vfio/7", "");
	unit_ioctl = play;
}

static int run(void)
{
	char name[] = "window", bdf[] = BDF;
	char *argv[] = { name, bdf, NULL };

	return window_main(2, argv);
}

START_TEST(does_all)
{
	ck_assert_int_eq(run(), 0);
	ck_assert_uint_eq(kernel.n, CALLS);
	ck_assert_mem_eq(kernel.asked, calls, sizeof(calls));
}
END_TEST

/* What was done before the refused call is undone, and nothing else. */
static const struct {
	unsigned int call; /* index of the refused one */
	unsigned int undone[3];
} refusals[] = {
	{ 0, { 0 } },
	{ 1, { 0 } },
	{ 2, { 0 } },
	{ 3, { 0 } },
	{ 4, { 0 } },
	{ 5, { TCE_REQ_REMOVE } },
	{ 6, { TCE_REQ_UNREGISTER, TCE_REQ_REMOVE } },
	{ 7, { TCE_REQ_UNREGISTER, TCE_REQ_REMOVE } },
	{ 8, { TCE_REQ_REMOVE } },
	{ 9, { 0 } },
};

START_TEST(undoes)
{
	const unsigned int *undone = refusals[_i].undone;
	unsigned int n = refusals[_i].call + 1;

	kernel.refused = calls[refusals[_i].call];
	ck_assert_int_eq(run(), 1);
	ck_assert_mem_eq(kernel.asked, calls, n * sizeof(calls[0]));
	for (; *undone; undone++, n++)
		ck_assert_uint_eq(kernel.asked[n], *undone);
	ck_assert_uint_eq(kernel.n, n);
}
END_TEST

Suite *unit_example_suite(void)
{
	Suite *s = suite_create("example");
	TCase *tc = tcase_create("window");

	suite_add_tcase(s, tc);
	tcase_add_checked_fixture(tc, setup, tree_stop);
	tcase_add_test(tc, does_all);
	tcase_add_loop_test(tc, undoes, 0,
			    sizeof(refusals) / sizeof(refusals[0]));
	return s;
}
