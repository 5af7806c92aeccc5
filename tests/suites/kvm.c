// SPDX-License-Identifier: GPL-2.0-only
/*
 * KVM's way to the windows: it keeps a table for each window of its guest, and
 * what the guest puts into a table goes to the window of VFIO's that the table
 * was attached to, without a call of the process that runs the guest.
 *
 * Sources: Documentation/virt/kvm/devices/vfio.rst and api.rst
 * (KVM_CREATE_SPAPR_TCE_64); PAPR, H_PUT_TCE, H_PUT_TCE_INDIRECT, H_STUFF_TCE.
 */
#include <endian.h>
#include <linux/kvm.h>
#include <string.h>

#include <tce/tce.h>

#include "data.h"
#include "harness.h"
#include "kvm_guest.h"
#include "suites.h"

static void run_offered(const struct tce_context *ctx __attribute__((unused)))
{
	struct tce_kvm kvm;

	TCE_MUST(tce_kvm_open(&kvm));
	if (tce_kvm_extension(&kvm, KVM_CAP_SPAPR_TCE_VFIO) != 1)
		tce_fail("KVM does not offer KVM_CAP_SPAPR_TCE_VFIO");
	tce_kvm_close(&kvm);
}

static void put_and_clear(const struct tce_platform *p, bool dynamic)
{
	struct guest w;

	guest_begin(&w, p, dynamic);
	guest_check_access(&w, "with an empty table", false);
	guest_check("H_PUT_TCE", guest_put(&w, w.iova, w.entry), TCE_H_SUCCESS);
	guest_check_entry(&w, w.entry);
	guest_check_access(&w, "after H_PUT_TCE", true);
	guest_check("H_PUT_TCE of 0", guest_put(&w, w.iova, 0), TCE_H_SUCCESS);
	guest_check_entry(&w, 0);
	guest_check_access(&w, "after H_PUT_TCE of 0", false);
	guest_end(&w);
}

static void run_put(const struct tce_context *ctx)
{
	put_and_clear(ctx->platform, false);
}

static void run_dynamic(const struct tce_context *ctx)
{
	put_and_clear(ctx->platform, true);
}

/* A list of entries, in the guest's second page. */
static int64_t put_list(const struct guest *w, const uint64_t *entries,
			uint64_t n)
{
	const uint64_t page = w->owner.page;
	uint64_t *list = (uint64_t *)((uint8_t *)w->owner.memory.addr +
				      w->owner.target + page);

	for (uint64_t i = 0; i < n; i++)
		list[i] = htobe64(entries[i]);
	return guest_call(w, TCE_H_PUT_TCE_INDIRECT, w->iova,
			  TCE_KVM_GPA + page, n);
}

static void run_several(const struct tce_context *ctx)
{
	struct guest w;
	uint64_t entries[2];

	guest_begin(&w, ctx->platform, false);
	entries[0] = w.entry;
	entries[1] = w.entry + ctx->platform->page_size;
	guest_check("H_PUT_TCE_INDIRECT", put_list(&w, entries, 2),
		    TCE_H_SUCCESS);
	guest_check_access(&w, "after H_PUT_TCE_INDIRECT", true);
	guest_check("H_STUFF_TCE",
		    guest_call(&w, TCE_H_STUFF_TCE, w.iova, 0, 2),
		    TCE_H_SUCCESS);
	guest_check_access(&w, "after H_STUFF_TCE", false);
	guest_end(&w);
}

/* An entry of 0 maps nothing: what is counted as mapped is never unpinned. */
static void run_empty_entry(const struct tce_context *ctx)
{
	const uint64_t nothing = 0;
	struct guest w;

	guest_begin(&w, ctx->platform, false);
	/* A guest's memory begins at 0, and all of it is registered. */
	TCE_MUST(tce_memory_register(w.owner.vfio.container, w.kvm.code,
				     w.kvm.code_size));
	guest_check("H_PUT_TCE", guest_put(&w, w.iova, w.entry), TCE_H_SUCCESS);
	guest_check("H_PUT_TCE_INDIRECT of 0", put_list(&w, &nothing, 1),
		    TCE_H_SUCCESS);
	guest_check_access(&w, "after H_PUT_TCE_INDIRECT of 0", false);
	TCE_OK(tce_memory_unregister(w.owner.vfio.container, w.kvm.code,
				     w.kvm.code_size));
	guest_end_counted(&w);
}

static void run_unregistered(const struct tce_context *ctx)
{
	struct tce_buffer other = { .size = ctx->platform->page_size };
	struct guest w;

	guest_begin(&w, ctx->platform, false);
	TCE_MUST(tce_buffer_alloc(&other));
	TCE_MUST(tce_kvm_memory_set(&w.kvm, NULL, 0));
	TCE_MUST(tce_kvm_memory_set(&w.kvm, other.addr, other.size));
	guest_check("H_PUT_TCE of memory that is not registered",
		    guest_put(&w, w.iova, w.entry), GUEST_LEFT);
	if (owner_transfers(&w.owner) ||
	    !memcmp(other.addr, w.owner.engine.sent, OWNER_TRANSFER))
		tce_fail("the device reaches memory after a call that was left "
			 "to the caller");
	guest_check("H_PUT_TCE of what is no memory",
		    guest_put(&w, w.iova, w.entry + (1u << 30)), GUEST_LEFT);
	guest_end(&w);
	tce_buffer_free(&other);
}

static void run_outside(const struct tce_context *ctx)
{
	struct guest w;

	guest_begin(&w, ctx->platform, false);
	guest_check("H_PUT_TCE past the window",
		    guest_put(&w, w.window.start + w.window.size, w.entry),
		    TCE_H_PARAMETER);
	guest_check("H_PUT_TCE far past the window",
		    guest_put(&w, w.iova | 1ull << 63, w.entry),
		    TCE_H_PARAMETER);
	guest_check("H_PUT_TCE between pages of the window",
		    guest_put(&w, w.iova + 0x100, w.entry), TCE_H_PARAMETER);
	guest_check("H_PUT_TCE of what begins between pages",
		    guest_put(&w, w.iova, w.entry + 0x100), GUEST_LEFT);
	guest_check_access(&w, "after calls that were refused", false);
	guest_end(&w);
}

static void run_permissions(const struct tce_context *ctx)
{
	struct guest w;

	guest_begin(&w, ctx->platform, false);
	guest_check("H_PUT_TCE for reading",
		    guest_put(&w, w.iova, TCE_KVM_GPA | GUEST_READ),
		    TCE_H_SUCCESS);
	guest_check_access(&w, "allowed to read", false);
	guest_check("H_PUT_TCE for writing",
		    guest_put(&w, w.iova, TCE_KVM_GPA | GUEST_WRITE),
		    TCE_H_SUCCESS);
	guest_check_access(&w, "allowed to write", true);
	guest_end_counted(&w);
}

/* A page of the guest's is two of the window's. */
static void run_larger_pages(const struct tce_context *ctx)
{
	const uint64_t half = 1u << GUEST_SHIFT;
	struct guest w;
	struct owner *o = &w.owner;

	guest_begin_apart(&w, ctx->platform, false);
	guest_attach(&w, GUEST_SHIFT + 1);
	guest_check("H_PUT_TCE", guest_put(&w, w.iova, w.entry), TCE_H_SUCCESS);
	if (!owner_writes(o, w.iova, o->target) ||
	    !owner_writes(o, w.iova + half, o->target + half))
		tce_fail("the device does not reach both halves of a page");
	guest_check("H_PUT_TCE of 0", guest_put(&w, w.iova, 0), TCE_H_SUCCESS);
	if (owner_writes(o, w.iova, o->target) ||
	    owner_writes(o, w.iova + half, o->target + half))
		tce_fail("the device reaches a half of a page that is cleared");
	guest_end_counted(&w);
}

/* What one side mapped is the other's to unmap, and counted once. */
static void run_both_sides(const struct tce_context *ctx)
{
	const uint64_t size = 1u << GUEST_SHIFT;
	struct guest w;
	struct owner *o = &w.owner;
	uint8_t *memory;

	guest_begin(&w, ctx->platform, false);
	memory = (uint8_t *)o->memory.addr + o->target;
	guest_check("H_PUT_TCE", guest_put(&w, w.iova, w.entry), TCE_H_SUCCESS);
	TCE_OK(tce_dma_unmap(o->vfio.container, w.iova, size));
	guest_check_access(&w, "after UNMAP of what the guest put", false);
	TCE_OK(tce_dma_map(o->vfio.container, TCE_DMA_RW, memory, w.iova,
			   size));
	guest_check_access(&w, "after MAP", true);
	guest_check("H_PUT_TCE of 0", guest_put(&w, w.iova, 0), TCE_H_SUCCESS);
	guest_check_access(&w, "after the guest cleared what was mapped",
			   false);
	TCE_OK(tce_dma_map(o->vfio.container, TCE_DMA_RW, memory, w.iova,
			   size));
	guest_check("H_PUT_TCE over a mapping", guest_put(&w, w.iova, w.entry),
		    TCE_H_SUCCESS);
	guest_check_access(&w, "after H_PUT_TCE over a mapping", true);
	guest_end_counted(&w);
}

static const struct tce_case cases[] = {
	{
		.name = "offered",
		.about = "KVM offers KVM_CAP_SPAPR_TCE_VFIO",
		.clauses = "KVM-01",
		.validates = "b4392813bbc3",
		.needs = NEEDS_GUEST,
		.red_on = "patches/kvm-offered",
		.seen = true,
		.run = run_offered,
	},
	{
		.name = "put-and-clear",
		.about = "the device reaches what a guest puts into its table, "
			 "until the guest clears it",
		.clauses = "KVM-02",
		.needs = NEEDS_GUEST,
		.red_on = "patches/kvm-calls",
		.run = run_put,
	},
	{
		.name = "dynamic-window",
		.about = "the device reaches what a guest puts into its table "
			 "of a dynamic window, until the guest clears it",
		.clauses = "KVM-02",
		.needs = NEEDS_GUEST | NEED(DDW) | NEED(DMA_ONLY),
		.red_on = "patches/kvm-calls",
		.run = run_dynamic,
	},
	{
		.name = "several",
		.about = "the device reaches what a guest puts with the calls "
			 "for many entries, until the guest clears it",
		.clauses = "KVM-02",
		.needs = NEEDS_GUEST,
		.red_on = "patches/kvm-calls",
		.run = run_several,
	},
	{
		.name = "empty-entry",
		.about = "nothing stays mapped or counted of an entry that a "
			 "guest clears with a list",
		.clauses = "KVM-02 KVM-06",
		.needs = NEEDS_GUEST,
		.red_on = "fixes/kvm-empty-entry",
		.run = run_empty_entry,
	},
	{
		.name = "both-sides",
		.about = "MAP and UNMAP work together with the guest's calls",
		.clauses = "KVM-02 KVM-06",
		.needs = NEEDS_GUEST,
		.red_on = "patches/kvm-calls",
		.run = run_both_sides,
	},
	{
		.name = "unregistered",
		.about = "memory that was not registered is not mapped",
		.clauses = "KVM-03",
		.needs = NEEDS_GUEST,
		.red_on = "patches/kvm-calls",
		.run = run_unregistered,
	},
	{
		.name = "outside-the-window",
		.about = "a guest reaches what its table covers, and no more",
		.clauses = "KVM-03",
		.needs = NEEDS_GUEST,
		.red_on = "patches/kvm-calls",
		.run = run_outside,
	},
	{
		.name = "permissions",
		.about = "the device may do what the guest's entry says, and "
			 "no more",
		.clauses = "KVM-02",
		.needs = NEEDS_GUEST,
		.red_on = "patches/kvm-permissions",
		.run = run_permissions,
	},
	{
		.name = "larger-pages",
		.about = "the guest's pages can be larger than the window's",
		.clauses = "KVM-02 KVM-06",
		.needs = NEEDS_GUEST,
		.red_on = "patches/kvm-calls",
		.run = run_larger_pages,
	},
};

#define ABOUT "guests of KVM that change TCEs by themselves"
DATA_SUITES(kvm, ABOUT, .more = &kvm_pages)
