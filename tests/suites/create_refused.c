// SPDX-License-Identifier: GPL-2.0-only
/*
 * CREATE: levels, what is refused, and the kernel's own view. create.c has the
 * sources.
 */
#include <glob.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>

#include <tce/tce.h>

#include "create.h"
#include "harness.h"

/*
 * Where the kernel shows its tables, those of a host's and those of VFIO's: a
 * folder for each, named by the number that firmware gave to the window.
 */
#define TABLES "/sys/kernel/debug/iommu/*"

/* The only one that was not there before. */
static const char *new_table(const glob_t *before, const glob_t *after)
{
	const char *found = NULL;

	for (size_t i = 0; i < after->gl_pathc; i++) {
		size_t k = 0;

		while (k < before->gl_pathc &&
		       strcmp(before->gl_pathv[k], after->gl_pathv[i]) != 0)
			k++;
		if (k < before->gl_pathc)
			continue;
		if (found)
			tce_broken("the kernel shows two new tables: %s, %s",
				   found, after->gl_pathv[i]);
		found = after->gl_pathv[i];
	}
	return found;
}

static uint64_t member(const char *table, const char *name)
{
	unsigned long long value;
	char path[PATH_MAX];
	FILE *file;

	snprintf(path, sizeof(path), "%s/%s", table, name);
	file = fopen(path, "re");
	if (!file || fscanf(file, "%llu", &value) != 1)
		tce_broken("%s cannot be read", path);
	fclose(file);
	return value;
}

static void check_table(const char *table, const struct tce_window *w)
{
	const uint64_t first = w->start >> w->page_shift;
	const uint64_t pages = w->size >> w->page_shift;
	const unsigned long long after = first + pages;
	const uint64_t reserved = member(table, "it_reserved_start");
	const uint64_t end = member(table, "it_reserved_end");

	if (member(table, "it_size") != pages ||
	    member(table, "it_page_shift") != w->page_shift)
		tce_fail("the kernel's table has %llu pages of 2^%llu bytes, "
			 "expected %llu of 2^%u",
			 (unsigned long long)member(table, "it_size"),
			 (unsigned long long)member(table, "it_page_shift"),
			 (unsigned long long)pages, w->page_shift);
	/* Only where a bridge has 32-bit memory, which is below all this. */
	if (reserved != end)
		tce_fail("of pages %#llx to %#llx the kernel reserves %#llx to "
			 "%#llx",
			 (unsigned long long)first, after,
			 (unsigned long long)reserved, (unsigned long long)end);
}

static void run_kernels_view(const struct tce_context *ctx)
{
	struct tce_window w = { .page_shift = 16,
				.levels = 1,
				.size = tce_window_bytes(ctx->platform, 1024,
							 16) };
	glob_t before, after;
	const char *table;
	struct tce_vfio vfio;

	TCE_MUST(tce_open(&vfio, ctx->platform->pe[0].bdf, TCE_IOMMU_V2));
	TCE_MUST(tce_window_remove(vfio.container, ctx->platform->win_start));
	if (glob(TABLES, 0, NULL, &before))
		tce_skip("needs iommu-debugfs: the kernel shows no tables");
	TCE_MUST(tce_window_create(vfio.container, &w));
	if (glob(TABLES, 0, NULL, &after))
		tce_broken("the kernel shows no tables any more");
	table = new_table(&before, &after);
	if (table)
		check_table(table, &w);
	else
		tce_fail("the kernel shows no table for the new window");
	globfree(&before);
	globfree(&after);
	TCE_OK(tce_close(&vfio));
}

static const struct tce_case cases[] = {
	{
		.name = "levels-two",
		.about = "two table levels are refused where there is one, and "
			 "charge nothing",
		.clauses = "CRE-10",
		.validates = "f431a8cde7f1",
		.needs = NEED(PSERIES) | NEED(DDW),
		.steps = STEPS(OPEN_BARE,
			       SMALL_4K(W1, .levels = N(2), .err = EINVAL),
			       CHECK_LOCKED(N(0)), SMALL_4K(W1)),
	},
	{
		.name = "levels-beyond-all",
		.about = "more table levels than any platform has are refused, "
			 "however many",
		.clauses = "CRE-12",
		.needs = NEED(DDW),
		.steps = STEPS(
			OPEN_BARE, SMALL_4K(W1, .levels = N(6), .err = EINVAL),
			FOR_BITS(3, 31),
			SMALL_4K(W1, .levels = X, .err = EINVAL), DONE,
			SMALL_4K(W1, .levels = N(0xffffffff), .err = EINVAL),
			SMALL_4K(W1)),
	},
	{
		.name = "levels-none",
		.about = "no level is taken for one, in dynamic windows and in "
			 "the default's place",
		.clauses = "CRE-11",
		.validates = "f431a8cde7f1",
		.needs = NEED(PSERIES) | IO_64K | NEED(TWO_WINDOWS),
		.steps = STEPS(OPEN_BARE, SMALL_4K(W1, .levels = N(0)),
			       SMALL(W2, .levels = N(0)), REMOVE(W1),
			       REMOVE(W2)),
	},
	/* the structure */
	{
		.name = "refused-structure-makes-nothing",
		.about = "a short argsz, a flag and a bad pointer are refused "
			 "before the default window is made",
		.clauses = "CRE-13 CRE-14 CRE-17",
		.needs = NEED(DDW),
		.steps = STEPS(OPEN_V2,
			       SMALL_4K(W1, .flags = N(1), .err = EINVAL),
			       SMALL_4K(W1, .argsz = N(0), .err = EINVAL),
			       SMALL_4K(W1, .argsz = N(39), .err = EINVAL),
			       SMALL_4K(W1, .ptr = TCE_PTR_NULL, .err = EFAULT),
			       SMALL_4K(W1, .ptr = TCE_PTR_NONE, .err = EFAULT),
			       CHECK_LOCKED(N(0)), CHECK_DT(WINDOW, G0, 0),
			       REMOVE_AT(DEFAULT_START),
			       REMOVE_AT(DEFAULT_START, .err = EINVAL)),
	},
	{
		.name = "refused-structure-before-room",
		.about = "a bad structure is refused as such even when there "
			 "is no room for a window",
		.clauses = "CRE-13 CRE-14 CRE-17",
		.needs = NEED(TWO_WINDOWS),
		.steps = STEPS(OPEN_V2, SMALL_4K(W1),
			       SMALL_4K(W2, .flags = N(1), .err = EINVAL),
			       SMALL_4K(W2, .argsz = N(39), .err = EINVAL),
			       SMALL_4K(W2, .ptr = TCE_PTR_NULL, .err = EFAULT),
			       SMALL_4K(W2, .err = ENOSPC)),
	},
	{
		.name = "argsz-exact-and-larger",
		.about = "the structure's own argsz and larger ones are "
			 "accepted",
		.clauses = "CRE-15",
		.needs = NEED(DDW),
		.steps = STEPS(OPEN_BARE, TINY(W1, .argsz = N(40)), REMOVE(W1),
			       FOR_BITS(6, 31), TINY(W1, .argsz = X),
			       REMOVE(W1), DONE),
	},
	{
		.name = "reserved-members",
		.about = "what the reserved members hold does not matter",
		.clauses = "CRE-16",
		.needs = NEED(DDW),
		.steps = STEPS(OPEN_BARE, FOR_BITS(0, 31),
			       TINY(W1, .resv1 = X, .resv2 = X, OR(EINVAL)),
			       REMOVE(W1), DONE,
			       TINY(W1, .resv1 = N(0xffffffff),
				    .resv2 = N(0xffffffff), OR(EINVAL))),
	},
	{
		.name = "no-answer",
		.about = "a dynamic window of which the start cannot be "
			 "returned can be removed, or was not made",
		.clauses = "CRE-18",
		.needs = IO_64K | NEED(START64) | NEED(PSERIES),
		.steps = STEPS(OPEN_BARE,
			       CREATE(W1, .page_shift = N(16),
				      .size = TCES(32768), .ptr = TCE_PTR_RO,
				      .err = EFAULT),
			       CHECK_DT(DDW, G0, 1),
			       CHECK_LOCKED(KiB(256), NOT_JUDGED),
			       REMOVE_AT(START64), CHECK_LOCKED(N(0))),
	},
	{
		.name = "no-answer-default",
		.about = "a default window of which the start cannot be "
			 "returned can be removed, or was not made",
		.clauses = "CRE-18",
		.needs = NEED(DDW),
		.steps = STEPS(OPEN_BARE,
			       CREATE(W1, .page_shift = N(12),
				      .size = DEFAULT_SIZE, .ptr = TCE_PTR_RO,
				      .err = EFAULT),
			       CHECK_DT(WINDOW, G0, 1),
			       REMOVE_AT(DEFAULT_START), CHECK_LOCKED(N(0))),
	},
	/* what is there already */
	{
		.name = "third-window",
		.about = "with two windows there is no room for a third, "
			 "whatever its pages and size",
		.clauses = "CRE-19",
		.needs = NEED(TWO_WINDOWS),
		.steps = STEPS(OPEN_V2, SMALL_4K(W1),
			       SMALL_4K(W2, .err = ENOSPC),
			       CREATE(W2, .page_shift = N(13), .size = MiB(4),
				      .err = ENOSPC),
			       CREATE(W2, .page_shift = N(12), .size = N(0),
				      .err = ENOSPC),
			       CREATE(W2, .page_shift = N(12), .size = MAX64,
				      .levels = N(9), .err = ENOSPC)),
	},
	{
		.name = "refusal-makes-the-default-window",
		.about = "a CREATE that is refused for its page size has made "
			 "the default window on its way, once",
		.clauses = "CRE-20",
		.needs = NEED(DDW),
		.steps = STEPS(OPEN_V2, SHIFT(N(13)), CHECK_DT(WINDOW, G0, 1),
			       SHIFT(N(14)), REMOVE_AT(DEFAULT_START),
			       REMOVE_AT(DEFAULT_START, .err = EINVAL)),
	},
	{
		.name = "v1-enabled",
		.about = "a v1 container makes no windows on request, though "
			 "it is enabled",
		.clauses = "CRE-25",
		.steps = STEPS(OPEN_V1, ENABLE(), SMALL_4K(W1, .err = ENOTTY),
			       CHECK_LOCKED(DEFAULT_SIZE, NOT_JUDGED),
			       CHECK_DT(WINDOW, G0, 0), DISABLE()),
	},
	{
		.name = "group-gone",
		.about = "a container that its group has left makes no window "
			 "any more",
		.clauses = "CRE-26",
		.needs = NEED(DDW),
		.steps = STEPS(OPEN_CONTAINER(C0), SMALL_4K(W1, .err = EINVAL),
			       OPEN_GROUP(G0), ATTACH(G0, C0), SET_V2(),
			       REMOVE_AT(DEFAULT_START), SMALL_4K(W1),
			       DETACH(G0), SMALL_4K(W1, .err = EINVAL)),
	},
	{
		.name = "kernels-view",
		.about = "the kernel's own table of a window is as large as "
			 "was asked for, and all of it can be used",
		.clauses = "INFO-12",
		.validates = "8f70caad82e9",
		.needs = IO_64K | NEED(PSERIES) | NEED(ROOT),
		.red_on = "patches/reserved-pages",
		.seen = true,
		.run = run_kernels_view,
	},
};

const struct tce_table create_refused = {
	.cases = cases,
	.n = ARRAY_SIZE(cases),
};
