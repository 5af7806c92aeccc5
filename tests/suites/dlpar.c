// SPDX-License-Identifier: GPL-2.0-only
/*
 * Devices, bridges and memory that are plugged into a running machine (DLPAR).
 *
 * What is plugged is in no device tree that the kernel began with: its node,
 * and with that its DMA windows, come from the firmware when the guest's tool
 * asks for them. Memory that is plugged the host maps for its own devices, in
 * windows that map all of it; a user's window is none of them.
 *
 * Sources: PAPR on dynamic reconfiguration; drmgr(8); Documentation/driver-api/
 * vfio.rst on groups.
 */
#include <string.h>
#include <unistd.h>

#include <tce/tce.h>

#include "data.h"
#include "harness.h"
#include "kvm_guest.h"
#include "plug.h"
#include "use.h"

#define NEEDS_PLUG (NEED(ROOT) | NEED(PSERIES) | NEED(PLUG))

/* A device comes: its facts, with what the machine's description says. */
static struct tce_platform come(const struct tce_platform *p, const char *name,
				struct tce_plug *plug)
{
	struct tce_platform new;

	tce_dlpar_in(TCE_DLPAR_SLOT, name, plug);
	new = use_adopt(plug->bdf);
	if (new.pe[0].group_id < 0)
		tce_fail("%s has no IOMMU group", plug->bdf);
	new.page_sizes = p->page_sizes;
	new.start64 = p->start64;
	new.wraps = p->wraps;
	new.max_windows = p->max_windows;
	new.least_tces = p->least_tces;
	new.largest_tces = p->largest_tces;
	return new;
}

/* A cycle with each kind of window, and bytes through them. */
static void serve(const struct tce_context *ctx, const struct tce_platform *new)
{
	static const struct tce_step plain[] = {
		MAPPED,
		WRITE(SMALL(0)),
		{ 0 },
	};
	static const struct tce_step dynamic[] = {
		OPEN_ENGINE,
		CREATE(W1, .page_shift = N(12), .size = TCES(1024)),
		MEMORY(B0, 1),
		MAP(B0, WIN(W1)),
		WRITE(WIN(W1)),
		REMOVE(W1),
		{ 0 },
	};

	struct tce_context there = *ctx;

	there.platform = new;
	tce_steps_run(&there, plain);
	if (new->max_windows > 1)
		tce_steps_run(&there, dynamic);
	if (tce_platform_prop(&new->pe[0], TCE_DT_WINDOW, NULL, 0) < 0)
		tce_fail("afterwards it has no default window");
}

static void run_device(const struct tce_context *ctx)
{
	struct tce_platform new;
	struct tce_plug plug;

	for (int i = 0; i < 2; i++) {
		new = come(ctx->platform, "device", &plug);
		serve(ctx, &new);
		serve(ctx, &new);
		tce_dlpar_out(TCE_DLPAR_SLOT, "device", &plug);
	}
}

static void run_pulled(const struct tce_context *ctx)
{
	struct tce_platform new;
	struct tce_plug plug;
	struct tce_info info;
	uint64_t before;
	struct use u;

	TCE_MUST(tce_locked_read(&before));
	new = come(ctx->platform, "device", &plug);
	use_begin(&u, &new);
	tce_dlpar_out(TCE_DLPAR_SLOT, "device", &plug);
	TCE_ERR(EINVAL, tce_info_get(u.vfio.container, &info));
	use_check_locked(before, "with the device away");
	use_end(&u);
	new = come(ctx->platform, "device", &plug);
	serve(ctx, &new);
	tce_dlpar_out(TCE_DLPAR_SLOT, "device", &plug);
	use_check_locked(before, "in the end");
}

/* A bridge comes, with a device that serves and goes. */
static void use_bridge(const struct tce_context *ctx, struct tce_plug *bridge)
{
	struct tce_platform new;
	struct tce_plug behind;

	tce_dlpar_in(TCE_DLPAR_BRIDGE, "bridge", bridge);
	new = come(ctx->platform, "behind", &behind);
	serve(ctx, &new);
	serve(ctx, &new);
	tce_dlpar_out(TCE_DLPAR_SLOT, "behind", &behind);
}

static void run_bridge(const struct tce_context *ctx)
{
	struct tce_plug bridge;

	use_bridge(ctx, &bridge);
	tce_dlpar_out(TCE_DLPAR_BRIDGE, "bridge", &bridge);
}

/*
 * The same one: its slots have the names that they had before. It stays, since
 * QEMU 7.2 aborts when it goes for the second time.
 */
static void run_bridge_again(const struct tce_context *ctx)
{
	struct tce_plug bridge;

	use_bridge(ctx, &bridge);
	tce_dlpar_out(TCE_DLPAR_BRIDGE, "bridge", &bridge);
	use_bridge(ctx, &bridge);
}

/*
 * A VM has the window of a group, as one of QEMU's does whose device is taken
 * away: KVM keeps the group until the VM forgets it.
 */
static void run_bridge_of_a_guest(const struct tce_context *ctx)
{
	struct tce_plug bridge, behind;
	struct tce_window window = { .page_shift = 12 };
	struct tce_platform new;
	struct tce_kvm kvm;
	struct use u;
	int table;

	tce_dlpar_in(TCE_DLPAR_BRIDGE, "bridge", &bridge);
	new = come(ctx->platform, "behind", &behind);
	use_begin(&u, &new);
	window.start = new.win_start;
	window.size = new.win_size;
	TCE_MUST(tce_kvm_open(&kvm));
	TCE_MUST(tce_kvm_group_add(&kvm, u.vfio.group));
	table = (int)TCE_MUST(tce_kvm_table_create(&kvm, GUEST_LIOBN, &window));
	TCE_MUST(tce_kvm_table_attach(&kvm, u.vfio.group, table));
	tce_dlpar_out(TCE_DLPAR_SLOT, "behind", &behind);
	use_end(&u);
	tce_dlpar_out(TCE_DLPAR_BRIDGE, "bridge", &bridge);
	close(table);
	tce_kvm_close(&kvm);
}

/* --- memory --------------------------------------------------------------- */

#define LENGTH 256 /* of a transfer */

/*
 * A PE with a window in which memory that comes has a place, were it mapped at
 * its own address, as the host does it. One page of the user's is mapped there,
 * and at each multiple of what is plugged.
 */
#define STEP_SIZE ((uint64_t)256 << 20)

struct watch {
	struct use use; /* with the engine's own memory */
	struct tce_window window;
	struct tce_buffer target;
	struct tce_device device;
	struct tce_engine engine;
};

static void watch_begin(struct watch *w, const struct tce_platform *p)
{
	const struct tce_engine_class *class =
		tce_engine_class_find(&p->pe[0].id);
	uint64_t at;

	*w = (struct watch){
		.window = { .page_shift = 12,
			    .levels = 1,
			    .size = 16 * STEP_SIZE },
		.target = { .size = p->page_size },
	};
	use_begin(&w->use, p);
	TCE_MUST(tce_window_create(w->use.vfio.container, &w->window));
	TCE_MUST(tce_buffer_alloc(&w->target));
	TCE_MUST(tce_memory_register(w->use.vfio.container, w->target.addr,
				     p->page_size));
	for (at = 0; at < w->window.size; at += STEP_SIZE)
		TCE_MUST(tce_dma_map(w->use.vfio.container, TCE_DMA_RW,
				     w->target.addr, w->window.start + at,
				     p->page_size));
	TCE_MUST(tce_device_open(&w->device, w->use.vfio.group, p->pe[0].bdf));
	TCE_MUST(tce_engine_start(&w->engine, class, &w->device,
				  w->use.memory.addr, p->win_start));
}

static void watch_end(struct watch *w)
{
	tce_engine_stop(&w->engine);
	TCE_OK(tce_device_close(&w->device));
	use_end(&w->use);
	tce_buffer_free(&w->target);
}

static void check_arrives(struct watch *w, uint64_t iova, const char *when)
{
	memset(w->target.addr, 0, LENGTH);
	TCE_MUST(tce_engine_write(&w->engine, iova, LENGTH));
	if (tce_engine_wait(&w->engine) ||
	    memcmp(w->target.addr, w->engine.sent, LENGTH) != 0)
		tce_fail("%s, what is mapped at %#llx is not reached", when,
			 (unsigned long long)iova);
}

/* What the device writes where nothing is, it does not find there again. */
static void check_blocked(struct watch *w, uint64_t iova, const char *when)
{
	struct tce_engine *e = &w->engine;
	uint8_t sent[LENGTH];
	int ret;

	TCE_MUST(tce_engine_write(e, iova, LENGTH));
	ret = tce_engine_wait(e);
	if (ret != 0 && ret != -EIO)
		tce_broken("the write failed: %s", strerror(-ret));
	memcpy(sent, e->sent, LENGTH);
	TCE_MUST(tce_engine_read(e, iova, 8));
	ret = tce_engine_wait(e);
	if (ret != 0 && ret != -EIO)
		tce_broken("the read failed: %s", strerror(-ret));
	if (!ret && !memcmp(e->seen, sent + e->seen_at, e->seen_len))
		tce_fail("%s, the device reaches memory at %#llx, where "
			 "nothing is mapped",
			 when, (unsigned long long)iova);
}

static void check_window(struct watch *w, uint64_t at, const char *when)
{
	const uint64_t iova = w->window.start + at;

	check_arrives(w, w->window.start, when);
	check_arrives(w, iova, when);
	check_blocked(w, iova + (1 << 20), when);
	check_blocked(w, iova + STEP_SIZE / 2, when);
	check_blocked(w, iova + STEP_SIZE - (1 << 16), when);
}

static void run_memory(const struct tce_context *ctx)
{
	uint64_t before, at;
	struct watch w;

	TCE_MUST(tce_locked_read(&before));
	watch_begin(&w, ctx->platform);
	at = tce_memory_in("memory");
	if (at % STEP_SIZE || at >= w.window.size)
		tce_broken("memory at %#llx has no place in the window",
			   (unsigned long long)at);
	check_window(&w, at, "with memory that came");
	tce_memory_out("memory");
	check_window(&w, at, "when the memory has left");
	watch_end(&w);
	use_check_locked(before, "in the end");
}

static const struct tce_case cases[] = {
	{
		.name = "device",
		.about = "a device that is plugged into a running machine has "
			 "a group, windows and a way to memory, and again "
			 "after it was away",
		.clauses = "HP-02",
		.validates = "f431a8cde7f1",
		.needs = NEEDS_PLUG,
		.timeout_s = 120,
		.red_on = "patches/late-device-plugged",
		.run = run_device,
	},
	{
		.name = "pulled-while-mapped",
		.about = "a device that is pulled while its group has mappings "
			 "takes the group out of the container, memory and "
			 "charges are free, and another in its place serves",
		.clauses = "HP-05",
		.validates = "4ba2fdff2eb1",
		.needs = NEEDS_PLUG,
		.timeout_s = 120,
		.red_on = "patches/leaves-container-plugged",
		.run = run_pulled,
	},
	{
		.name = "bridge",
		.about = "a device on a bridge that is plugged into a running "
			 "machine has a group, windows and a way to memory, "
			 "and the bridge can be removed after VFIO used it",
		.clauses = "HP-03 HP-06",
		.validates = "f431a8cde7f1",
		.needs = NEEDS_PLUG,
		.timeout_s = 120,
		.red_on = "defect dlpar-lock-order",
		.run = run_bridge,
	},
	{
		.name = "bridge-again",
		.about = "a bridge that was removed and is plugged again is as "
			 "good as the first time",
		.clauses = "HP-03",
		.needs = NEEDS_PLUG,
		.timeout_s = 120,
		.risk = TCE_RISK_CRASH,
		.red_on = "fixes/dlpar-slots-left",
		.run = run_bridge_again,
	},
	{
		.name = "bridge-of-a-guest",
		.about = "a bridge can be removed while a VM has a window of "
			 "the device that was on it",
		.clauses = "HP-06",
		.needs = NEEDS_PLUG | NEED(KVM),
		.timeout_s = 120,
		.risk = TCE_RISK_CRASH,
		.red_on = "fixes/dlpar-group-held",
		.run = run_bridge_of_a_guest,
	},
	{
		.name = "memory",
		.about =
			"memory that comes and goes while VFIO has a PE leaves "
			"the user's window as it is: what is mapped is "
			"reached, and nothing else is mapped",
		.clauses = "HP-07",
		.validates = "f431a8cde7f1",
		.needs = NEEDS_PLUG | NEED(TWO_WINDOWS) | NEED(DMA_READS),
		.timeout_s = 120,
		.red_on = "patches/memory-in-window",
		.run = run_memory,
	},
};

const struct tce_suite dlpar_suite = {
	.name = "dlpar",
	.about = "devices, bridges and memory plugged while the machine runs",
	.cases = cases,
	.n = ARRAY_SIZE(cases),
};
