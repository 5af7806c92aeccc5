// SPDX-License-Identifier: GPL-2.0-only
/*
 * KVM's way to the windows: pages of the guest that are not what they seem, and
 * the end of its table. kvm.c has the sources.
 */
#include <string.h>

#include <tce/tce.h>

#include "harness.h"
#include "kvm_guest.h"
#include "suites.h"

/* A page of many, of which the first ones alone are registered ... */
static void run_partly_registered(const struct tce_context *ctx)
{
	const uint64_t page = 4 * ctx->platform->page_size;
	struct guest w;
	struct owner *o = &w.owner;
	uint64_t iova;

	guest_begin_apart(&w, ctx->platform, false);
	guest_attach(&w, (uint32_t)__builtin_ctzll(page));
	iova = (w.iova + page - 1) & -page;
	guest_check("H_PUT_TCE of what is registered in part",
		    guest_put(&w, iova, w.entry), GUEST_LEFT);
	if (owner_writes(o, iova, o->target))
		tce_fail("the device reaches a page that was not put");
	guest_end_counted(&w);
}

/* ... or that is the guest's. */
static void run_partly_there(const struct tce_context *ctx)
{
	const uint64_t page = ctx->platform->page_size, pages = 2 * page;
	struct guest w;
	struct owner *o = &w.owner;
	uint64_t iova;

	guest_begin_apart(&w, ctx->platform, false);
	TCE_MUST(tce_kvm_memory_set(&w.kvm, NULL, 0));
	TCE_MUST(tce_kvm_memory_set(
		&w.kvm, (uint8_t *)o->memory.addr + o->target, page));
	guest_attach(&w, (uint32_t)__builtin_ctzll(pages));
	iova = (w.iova + pages - 1) & -pages;
	guest_check("H_PUT_TCE of what is the guest's in part",
		    guest_put(&w, iova, w.entry), GUEST_LEFT);
	if (owner_writes(o, iova + page, o->target + page))
		tce_fail("the device reaches what lies past the guest's");
	guest_end(&w);
}

/*
 * ... or lie in the owner's memory where no page of the window's begins. What
 * begins there is not the guest's.
 */
static void unaligned(const struct tce_platform *p, uint32_t page_shift)
{
	struct tce_window window = { .page_shift = page_shift,
				     .levels = 1,
				     .size = tce_window_bytes(
					     p, OWNER_DYNAMIC >> page_shift,
					     page_shift) };
	struct tce_buffer huge = { .kind = TCE_BUFFER_HUGE,
				   .size = 2 * p->huge_size,
				   .huge_size = p->huge_size };
	struct guest w;
	struct owner *o = &w.owner;

	guest_begin_apart(&w, p, false);
	TCE_MUST(tce_buffer_alloc(&huge));
	TCE_MUST(tce_memory_register(o->vfio.container, huge.addr, huge.size));
	TCE_MUST(tce_window_create(o->vfio.container, &window));
	TCE_MUST(tce_kvm_memory_set(&w.kvm, NULL, 0));
	TCE_MUST(tce_kvm_memory_set(&w.kvm, (uint8_t *)huge.addr + p->page_size,
				    huge.size - p->page_size));
	w.window = window;
	guest_attach(&w, page_shift);
	guest_check("H_PUT_TCE of what begins between pages",
		    guest_put(&w, window.start, w.entry), GUEST_LEFT);
	owner_writes(o, window.start, o->target);
	if (!memcmp(huge.addr, o->engine.sent, OWNER_TRANSFER))
		tce_fail("the device reaches what is not the guest's");
	guest_end(&w);
	tce_buffer_free(&huge);
}

static void run_unaligned(const struct tce_context *ctx)
{
	unaligned(ctx->platform, 16);
}

static void run_unaligned_2m(const struct tce_context *ctx)
{
	unaligned(ctx->platform, 21);
}

static void run_past_the_end(const struct tce_context *ctx)
{
	struct guest w;
	uint64_t last;

	guest_begin(&w, ctx->platform, false);
	last = w.window.start + w.window.size - (1u << GUEST_SHIFT);
	guest_check("H_STUFF_TCE past the end",
		    guest_call(&w, TCE_H_STUFF_TCE, last, 0, 2),
		    TCE_H_PARAMETER);
	guest_end(&w);
}

static const struct tce_case cases[] = {
	{
		.name = "partly-registered",
		.about = "a page of the guest that is registered only in part "
			 "is not mapped at all",
		.clauses = "KVM-03 KVM-06",
		.needs = NEEDS_GUEST,
		.red_on = "fixes/kvm-partly-mapped",
		.run = run_partly_registered,
	},
	{
		.name = "partly-there",
		.about = "a page of which only the first part is the guest's "
			 "memory is not mapped at all",
		.clauses = "KVM-03",
		.needs = NEEDS_GUEST,
		.red_on = "fixes/kvm-partly-there",
		.run = run_partly_there,
	},
	{
		.name = "unaligned-memory",
		.about = "the guest's memory that begins between pages of the "
			 "owner's memory is not mapped in a window of 64 KiB "
			 "pages",
		.clauses = "KVM-03",
		.needs = NEEDS_GUEST | NEED(TWO_WINDOWS) | NEED(PAGE_4K) |
			 NEED(IO_64K) | NEED(HUGE),
		.red_on = "defect kvm-unaligned",
		.run = run_unaligned,
	},
	{
		.name = "unaligned-memory-2m",
		.about = "the guest's memory that begins between pages of the "
			 "owner's memory is not mapped in a window of 2 MiB "
			 "pages",
		.clauses = "KVM-03",
		.needs = NEEDS_GUEST | NEED(TWO_WINDOWS) | NEED(IO_2M) |
			 NEED(HUGE) | NEED(HOLD_2M),
		.red_on = "fixes/kvm-unaligned",
		.run = run_unaligned_2m,
	},
	{
		.name = "past-the-end",
		.about = "a guest that clears many entries reaches none past "
			 "the end of its table",
		.clauses = "KVM-03",
		.validates = "0b271f7d7f5e",
		.needs = NEEDS_GUEST,
		.red_on = "patches/kvm-past-the-end",
		.run = run_past_the_end,
	},
};

const struct tce_table kvm_pages = {
	.cases = cases,
	.n = ARRAY_SIZE(cases),
	.more = &kvm_attach,
};
