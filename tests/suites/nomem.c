// SPDX-License-Identifier: GPL-2.0-only
/*
 * Allocations that fail in the kernel.
 *
 * A call is made again and again: the first of its allocations fails, then the
 * second, and so on, until none is left to fail. Each time it either succeeds
 * or gives ENOMEM and leaves everything as it was, which is judged by what is
 * charged (VmLck) and by the same call being good right afterwards. What the
 * kernel has lost on the way is reported by kmemleak, where that is built in.
 * Steps cannot see whether their call met a failure, so these are functions.
 *
 * Sources: linux/vfio.h (errors), the kernel's fault-injection documentation.
 */
#include <unistd.h>

#include <tce/tce.h>

#include "harness.h"
#include "nomem.h"
#include "suites.h"

#define SMALL                                                  \
	{                                                      \
		.page_shift = 12, .levels = 1, .size = 1 << 20 \
	}
#define WIDE                                                   \
	{                                                      \
		.page_shift = 16, .levels = 1, .size = 1 << 28 \
	}
#define DEEP                                                   \
	{                                                      \
		.page_shift = 12, .levels = 2, .size = 1 << 28 \
	}

/* -------------------------------------------------------------------------- */

static int call_container(struct nomem *n)
{
	return tce_container_open(&n->container);
}

static int call_group(struct nomem *n)
{
	return tce_group_open(&n->group, n->p->pe[0].group_id);
}

static void open_both(struct nomem *n)
{
	TCE_MUST(tce_container_open(&n->container));
	TCE_MUST(tce_group_open(&n->group, n->p->pe[0].group_id));
}

static int call_attach(struct nomem *n)
{
	return tce_group_attach(n->group, n->container);
}

static int call_set_v1(struct nomem *n)
{
	return tce_container_set_iommu(n->container, TCE_IOMMU_V1);
}

static int call_set_v2(struct nomem *n)
{
	return tce_container_set_iommu(n->container, TCE_IOMMU_V2);
}

/* What counts as attached is there: the container knows its windows. */
static void use_container(struct nomem *n)
{
	struct tce_info info;

	TCE_OK(tce_info_get(n->container, &info));
}

static void open_other(struct nomem *n)
{
	TCE_MUST(tce_group_open(&n->other, n->p->pe[1].group_id));
}

static int call_attach_other(struct nomem *n)
{
	return tce_group_attach(n->other, n->container);
}

/* ... also by the second group alone. */
static void use_other(struct nomem *n)
{
	TCE_OK(tce_group_detach(n->group));
	use_container(n);
}

static int call_detach(struct nomem *n)
{
	return tce_group_detach(n->group);
}

static int call_device(struct nomem *n)
{
	int fd = tce_group_device_open(n->group, n->p->pe[0].bdf);

	if (fd < 0)
		return fd;
	close(fd);
	return 0;
}

static int call_register(struct nomem *n)
{
	return tce_memory_register(n->container, n->buf.addr, n->buf.size);
}

static int call_unregister(struct nomem *n)
{
	return tce_memory_unregister(n->container, n->buf.addr, n->buf.size);
}

static void use_memory(struct nomem *n)
{
	TCE_OK(call_unregister(n));
}

static int call_create(struct nomem *n)
{
	return tce_window_create(n->container, &n->window);
}

static void remove_default(struct nomem *n)
{
	TCE_MUST(tce_window_remove(n->container, n->p->win_start));
}

/* What was made in spite of a failure has all its parts. */
static void use_window(struct nomem *n)
{
	TCE_OK(tce_memory_register(n->container, n->buf.addr, n->buf.size));
	TCE_OK(tce_dma_map(n->container, TCE_DMA_RW, n->buf.addr,
			   n->window.start, n->p->page_size));
	TCE_OK(tce_dma_unmap(n->container, n->window.start, n->p->page_size));
}

static void make_default(struct nomem *n)
{
	struct tce_window small = SMALL;

	remove_default(n);
	TCE_MUST(tce_window_create(n->container, &small));
}

static int call_remove(struct nomem *n)
{
	return tce_window_remove(n->container, n->window.start);
}

static int call_remove_default(struct nomem *n)
{
	return tce_window_remove(n->container, n->p->win_start);
}

static int call_map_default(struct nomem *n)
{
	return tce_dma_map(n->container, TCE_DMA_RW, n->buf.addr,
			   n->p->win_start, n->p->page_size);
}

static int call_map(struct nomem *n)
{
	return tce_dma_map(n->container, TCE_DMA_RW, n->buf.addr,
			   n->window.start, n->buf.size);
}

static int call_unmap(struct nomem *n)
{
	return tce_dma_unmap(n->container, n->window.start, n->p->page_size);
}

static void enable(struct nomem *n)
{
	TCE_MUST(tce_container_enable(n->container));
}

static int call_enable(struct nomem *n)
{
	return tce_container_enable(n->container);
}

/* -------------------------------------------------------------------------- */

static void run_sweep(const struct tce_context *ctx)
{
	nomem_sweep(ctx->platform, ctx->c->data);
}

/* No two cases differ in more. */
#define ROW(row, what, extra, red, ...)                                      \
	{                                                                    \
		.name = row,                                                 \
		.about = what " of which an allocation "                     \
			      "fails gives ENOMEM or "                       \
			      "succeeds, and nothing is lost",               \
		.clauses = "NOM-01 NOM-02", .needs = NEED(FAULTS) | (extra), \
		.timeout_s = 30, .red_on = (red), .run = run_sweep,          \
		.data = &(const struct nomem_call){ __VA_ARGS__ },           \
	}

static const struct tce_case cases[] = {
	ROW("open-container", "an open of /dev/vfio/vfio", 0,
	    "patches/nomem-container", .call = call_container),
	ROW("open-group", "an open of a group", 0, "patches/nomem-group",
	    .call = call_group),
	ROW("attach", "a SET_CONTAINER", 0, "patches/nomem-container",
	    .prepare = open_both, .call = call_attach, .never = true),
	ROW("set-iommu-v1", "a SET_IOMMU of version 1", 0,
	    "patches/nomem-set-iommu", .stage = STAGE_ATTACHED,
	    .call = call_set_v1, .use = use_container),
	ROW("set-iommu", "a SET_IOMMU", 0, "patches/nomem-set-iommu",
	    .stage = STAGE_ATTACHED, .call = call_set_v2, .use = use_container),
	ROW("second-group", "a second group's SET_CONTAINER",
	    NEED(PE2) | NEED(POWERNV), "patches/nomem-second-group",
	    .stage = STAGE_V2, .prepare = open_other, .call = call_attach_other,
	    .use = use_other),
	ROW("second-group-window", "a SET_CONTAINER that takes over a window",
	    NEED(PE2) | NEED(POWERNV), "patches/nomem-second-group",
	    .stage = STAGE_WINDOW, .window = SMALL, .prepare = open_other,
	    .call = call_attach_other, .use = use_other),
	ROW("detach", "an UNSET_CONTAINER", NEED(DDW),
	    "fixes/release-no-memory", .stage = STAGE_MAPPED, .window = SMALL,
	    .call = call_detach, .never = true),
	ROW("open-device", "a GET_DEVICE_FD", NEED(PSERIES),
	    "patches/nomem-device", .stage = STAGE_V2, .call = call_device),
	ROW("register", "a REGISTER", 0, "patches/nomem-register",
	    .stage = STAGE_V2, .call = call_register, .use = use_memory),
	ROW("unregister", "an UNREGISTER", 0, "patches/nomem-calls",
	    .stage = STAGE_REGISTERED, .call = call_unregister, .never = true),
	ROW("create", "a CREATE", NEED(TWO_WINDOWS), "fixes/create-no-memory",
	    .stage = STAGE_V2, .window = WIDE, .prepare = make_default,
	    .call = call_create, .use = use_window),
	ROW("create-listed", "a CREATE, when the firmware has made its window,",
	    NEED(PSERIES) | NEED(TWO_WINDOWS), "fixes/create-no-memory",
	    .stage = STAGE_V2, .window = WIDE, .prepare = make_default,
	    .call = call_create, .use = use_window, .nth = 5,
	    .within = "spapr_tce_create_table", .but_in = "of_add_property"),
	ROW("create-default", "a CREATE of a default window", NEED(DDW),
	    "fixes/create-no-memory", .stage = STAGE_V2, .window = SMALL,
	    .prepare = remove_default, .call = call_create, .use = use_window),
	ROW("create-levels", "a CREATE of two levels", NEED(POWERNV),
	    "defect create-charge-leak", .stage = STAGE_V2, .window = DEEP,
	    .prepare = remove_default, .call = call_create, .use = use_window),
	ROW("remove", "a REMOVE", NEED(DDW), "patches/nomem-calls",
	    .stage = STAGE_MAPPED, .window = SMALL, .call = call_remove,
	    .never = true),
	ROW("remove-default", "a REMOVE of the default window", NEED(DDW),
	    "patches/nomem-calls", .stage = STAGE_V2,
	    .call = call_remove_default, .never = true),
	ROW("map-default", "a MAP that makes the default window", 0,
	    "fixes/create-no-memory", .stage = STAGE_REGISTERED,
	    .call = call_map_default),
	ROW("map", "a MAP", NEED(DDW), "patches/nomem-calls",
	    .stage = STAGE_WINDOW, .window = SMALL, .call = call_map,
	    .never = true),
	ROW("map-levels", "a MAP that makes lower levels", NEED(POWERNV),
	    "fixes/view-no-memory", .stage = STAGE_WINDOW, .window = DEEP,
	    .call = call_map),
	ROW("unmap", "an UNMAP", NEED(DDW), "patches/nomem-calls",
	    .stage = STAGE_MAPPED, .window = SMALL, .call = call_unmap,
	    .never = true),
	ROW("enable", "an ENABLE", 0, "patches/nomem-calls", .stage = STAGE_V1,
	    .call = call_enable, .never = true),
	ROW("map-v1", "a MAP of version 1", 0, "fixes/create-no-memory",
	    .stage = STAGE_V1, .prepare = enable, .call = call_map_default),
};

const struct tce_suite nomem_suite = {
	.name = "nomem",
	.about = "allocations that fail in the kernel",
	.cases = cases,
	.n = ARRAY_SIZE(cases),
};
