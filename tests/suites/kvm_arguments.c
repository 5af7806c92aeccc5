// SPDX-License-Identifier: GPL-2.0-only
/*
 * Guests of KVM: arguments that PAPR forbids, and the table that KVM keeps.
 * kvm.c has the sources.
 *
 * PAPR has a list of at most 512 entries begin at a multiple of 4 KiB, and lets
 * H_STUFF_TCE write entries that allow nothing. Whether KVM refuses what is
 * forbidden or leaves it to the caller is its own matter; it maps nothing.
 */
#include <endian.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include <tce/tce.h>

#include "data.h"
#include "harness.h"
#include "kvm_guest.h"
#include "suites.h"

/* An entry that allows nothing, for a reader of the log. */
#define POISON UINT64_C(0xabc000)

/* Entries in the guest's second page, all like the first; the last one too. */
static uint64_t fill_list(const struct guest *w, uint64_t offset, uint64_t n,
			  uint64_t last)
{
	const uint64_t page = w->owner.page;
	const uint64_t room = (page - offset) / sizeof(uint64_t);
	uint8_t *list = (uint8_t *)w->owner.memory.addr + w->owner.target +
			page + offset;

	for (uint64_t i = 0; i < n && i < room; i++) {
		uint64_t entry = htobe64(i + 1 < n ? w->entry : last);

		memcpy(list + i * sizeof(entry), &entry, sizeof(entry));
	}
	return TCE_KVM_GPA + page + offset;
}

static void check_refused(struct guest *w, const char *what, int64_t got)
{
	if (got == TCE_H_SUCCESS)
		tce_fail("%s: returned 0, expected a refusal", what);
	tce_answered(what, got == GUEST_LEFT	    ? "left"
			   : got == TCE_H_PARAMETER ? "H_PARAMETER"
						    : "other");
	if (owner_transfers(&w->owner))
		tce_fail("%s: the device reaches the guest's memory", what);
}

static int64_t put_list(const struct guest *w, uint64_t iova, uint64_t list,
			uint64_t n)
{
	return guest_call(w, TCE_H_PUT_TCE_INDIRECT, iova, list, n);
}

static void run_lists(const struct tce_context *ctx)
{
	struct guest w;
	uint64_t list;

	/* Its table is not what ends such a list. */
	guest_begin_apart(&w, ctx->platform, false);
	w.window.size = UINT64_C(2) * (GUEST_LIST << GUEST_SHIFT);
	guest_attach(&w, GUEST_SHIFT);
	list = fill_list(&w, 0, GUEST_LIST + 1, w.entry);
	check_refused(&w, "a list of 513",
		      put_list(&w, w.iova, list, GUEST_LIST + 1));
	check_refused(&w, "a list of 2^32",
		      put_list(&w, w.iova, list, UINT64_C(1) << 32));
	check_refused(&w, "a list of 2^64 - 1",
		      put_list(&w, w.iova, list, UINT64_MAX));
	list = fill_list(&w, 8, 2, w.entry);
	check_refused(&w, "a list at a multiple of 8",
		      put_list(&w, w.iova, list, 2));
	list = fill_list(&w, 0, 2, w.entry | 0x100);
	check_refused(&w, "a list with a bad entry",
		      put_list(&w, w.iova, list, 2));
	guest_end_counted(&w);
}

static void run_stuff(const struct tce_context *ctx)
{
	struct guest w;

	guest_begin(&w, ctx->platform, false);
	check_refused(&w, "H_STUFF_TCE of an entry that allows",
		      guest_call(&w, TCE_H_STUFF_TCE, w.iova, w.entry, 2));
	guest_end_counted(&w);
}

/* A kernel that does not look at the count would not survive the second. */
static void run_counts(const struct tce_context *ctx)
{
	struct guest w;
	uint64_t last;
	int64_t got;

	guest_begin(&w, ctx->platform, false);
	last = w.window.start + w.window.size - (1u << GUEST_SHIFT);
	got = guest_call(&w, TCE_H_STUFF_TCE, last, 0, 2);
	check_refused(&w, "H_STUFF_TCE past the end", got);
	if (got != TCE_H_SUCCESS) {
		check_refused(&w, "H_STUFF_TCE of 2^52",
			      guest_call(&w, TCE_H_STUFF_TCE, w.iova, 0,
					 UINT64_C(1) << 52));
		check_refused(
			&w, "H_STUFF_TCE of 2^64 - 1",
			guest_call(&w, TCE_H_STUFF_TCE, w.iova, 0, UINT64_MAX));
	}
	guest_end_counted(&w);
}

/* --- the table ------------------------------------------------------------ */

static uint64_t locked(void)
{
	uint64_t bytes;

	TCE_MUST(tce_locked_read(&bytes));
	return bytes;
}

static void check_locked(uint64_t want, const char *when)
{
	const uint64_t now = locked();

	if (now != want)
		tce_fail("%s VmLck is %lld kB off", when,
			 (long long)(now - want) / 1024);
}

static void check_not_made(const struct tce_kvm *kvm, uint64_t liobn,
			   uint64_t start, uint64_t size, const char *what)
{
	const struct tce_window window = { .page_shift = GUEST_SHIFT,
					   .start = start,
					   .size = size };
	const uint64_t before = locked();
	int fd = tce_kvm_table_create(kvm, liobn, &window);

	if (fd >= 0) {
		tce_fail("a table %s is made", what);
		close(fd);
	} else {
		check_locked(before, what);
	}
}

static void run_charges(const struct tce_context *ctx)
{
	const struct tce_window window = { .page_shift = GUEST_SHIFT,
					   .size = UINT64_C(1) << 30 };
	const uint64_t before = locked();
	struct tce_kvm kvm;
	int table;

	(void)ctx;
	TCE_MUST(tce_kvm_open(&kvm));
	for (int i = 0; i < 3; i++) {
		table = (int)TCE_MUST(
			tce_kvm_table_create(&kvm, GUEST_LIOBN, &window));
		if (locked() < before + (window.size >> GUEST_SHIFT) * 8)
			tce_fail("a table of 2 MiB is charged %lld kB",
				 (long long)(locked() - before) / 1024);
		check_not_made(&kvm, GUEST_LIOBN, 0, window.size,
			       "of a number that is in use");
		check_not_made(&kvm, GUEST_LIOBN + 1, 0, 0, "without entries");
		check_not_made(&kvm, GUEST_LIOBN + 1, -(UINT64_C(1) << 20),
			       UINT64_C(2) << 20, "that wraps");
		close(table);
		check_locked(before, "without the table");
	}
	tce_kvm_close(&kvm);
}

static void run_seen(const struct tce_context *ctx)
{
	const uint64_t page = ctx->platform->page_size;
	volatile uint64_t *map, *entry;
	struct guest w;

	guest_begin(&w, ctx->platform, false);
	map = mmap(NULL, page, PROT_READ, MAP_SHARED, w.table, 0);
	if (map == MAP_FAILED)
		tce_broken("mmap of the table: %s", strerror(errno));
	entry = map + ((w.iova - w.window.start) >> GUEST_SHIFT);
	guest_check("H_PUT_TCE", guest_put(&w, w.iova, w.entry), TCE_H_SUCCESS);
	guest_check_entry(&w, w.entry);
	if (*entry != w.entry)
		tce_fail("the table has %#llx, expected %#llx",
			 (unsigned long long)*entry,
			 (unsigned long long)w.entry);
	guest_check("H_STUFF_TCE",
		    guest_call(&w, TCE_H_STUFF_TCE, w.iova, POISON, 2),
		    TCE_H_SUCCESS);
	guest_check_entry(&w, POISON);
	if (*entry != POISON)
		tce_fail("the table has %#llx, expected %#llx",
			 (unsigned long long)*entry,
			 (unsigned long long)POISON);
	guest_check_access(&w, "after H_STUFF_TCE", false);
	/* The mapping keeps it, and its number. */
	close(w.table);
	w.table = 0;
	TCE_ERR(EBUSY, tce_kvm_table_create(&w.kvm, GUEST_LIOBN, &w.window));
	munmap((void *)(uintptr_t)map, page);
	w.table = (int)TCE_MUST(
		tce_kvm_table_create(&w.kvm, GUEST_LIOBN, &w.window));
	guest_check_entry(&w, 0);
	guest_end_counted(&w);
}

static const struct tce_case cases[] = {
	{
		.name = "forbidden-lists",
		.about =
			"a list of entries that is too long, between pages, or "
			"has a bad entry maps nothing",
		.clauses = "KVM-10",
		.needs = NEEDS_GUEST,
		.red_on = "patches/kvm-forbidden",
		.run = run_lists,
	},
	{
		.name = "forbidden-stuff",
		.about = "H_STUFF_TCE of an entry that allows something maps "
			 "nothing",
		.clauses = "KVM-10",
		.needs = NEEDS_GUEST,
		.red_on = "patches/kvm-forbidden",
		.run = run_stuff,
	},
	{
		.name = "forbidden-counts",
		.about = "H_STUFF_TCE of more entries than a table has does "
			 "nothing, however many",
		.clauses = "KVM-10",
		.validates = "0b271f7d7f5e",
		.needs = NEEDS_GUEST,
		.red_on = "patches/kvm-past-the-end",
		.run = run_counts,
	},
	{
		.name = "table-charges",
		.about = "a guest's table is charged, and its charge returned "
			 "when it is closed or could not be made",
		.clauses = "KVM-11",
		.needs = NEEDS_GUEST,
		.red_on = "patches/kvm-charges",
		.run = run_charges,
	},
	{
		.name = "table-is-seen",
		.about = "H_GET_TCE and the owner's view of a table have what "
			 "the guest put, and a view keeps the table",
		.clauses = "KVM-12",
		.needs = NEEDS_GUEST,
		.red_on = "patches/kvm-poison",
		.seen = true,
		.run = run_seen,
	},
};

const struct tce_table kvm_arguments = {
	.cases = cases,
	.n = ARRAY_SIZE(cases),
};
