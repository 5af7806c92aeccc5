// SPDX-License-Identifier: GPL-2.0-only
/*
 * CREATE: which windows it makes, where, and how it refuses others. What it
 * says to sizes is in size.c.
 *
 * The first window is the default one, at its own start, if it is asked to
 * have 4 KiB pages and no more than the default size; every other one is
 * dynamic, at the 64-bit start. CREATE makes the default window on its way as
 * long as that is pending: before it looks at page size, size and levels, and
 * after it has looked at the structure and its flags. A refusal leaves windows
 * and charges as they were, that default window apart.
 *
 * Sources: <linux/vfio.h> (VFIO_IOMMU_SPAPR_TCE_CREATE), PAPR on creating DMA
 * windows, Documentation/driver-api/vfio.rst on sPAPR TCE v2.
 */
#include <glob.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>

#include <tce/tce.h>

#include "harness.h"
#include "suites.h"

#define IO_64K (NEED(DDW) | NEED(IO_64K))

/* A good window; its table is below any CPU page. */
#define SMALL(w, ...) \
	CREATE(w, .page_shift = N(16), .size = MiB(4), __VA_ARGS__)
/* ... on bridges of which the page sizes are not known */
#define SMALL_4K(w, ...) \
	CREATE(w, .page_shift = N(12), .size = MiB(4), __VA_ARGS__)
/* ... to be made over and over */
#define TINY(w, ...) \
	CREATE(w, .page_shift = N(12), .size = KiB(64), __VA_ARGS__)
/* CREATE of any page size, refused */
#define SHIFT(s) CREATE(W1, .page_shift = s, .size = MiB(4), .err = EINVAL)
#define SHIFTS(a, b) FOR_RANGE(a, b), SHIFT(X), DONE

static uint64_t be(const uint8_t *at, size_t n)
{
	uint64_t v = 0;

	while (n--)
		v = v << 8 | *at++;
	return v;
}

/* Steps see whether a property is there, not what it says. */
static void run_described(const struct tce_context *ctx)
{
	const struct tce_platform *p = ctx->platform;
	struct tce_window w = { .page_shift = 16,
				.levels = 1,
				.size = 1 << 26 };
	uint8_t cells[24];
	struct tce_vfio vfio;
	int len;

	TCE_MUST(tce_open(&vfio, p->pe[0].bdf, TCE_IOMMU_V2));
	TCE_MUST(tce_window_remove(vfio.container, p->win_start));
	TCE_MUST(tce_window_create(vfio.container, &w));
	len = (int)TCE_MUST(
		tce_platform_prop(&p->pe[0], TCE_DT_DDW, cells, sizeof(cells)));
	/* number of the window, 8 bytes; start, 8; page and window shift */
	if (len != sizeof(cells))
		tce_fail("the property has %d bytes, expected 24", len);
	else if (be(cells + 8, 8) != w.start)
		tce_fail("the property says start %#llx, CREATE %#llx",
			 (unsigned long long)be(cells + 8, 8),
			 (unsigned long long)w.start);
	else if (be(cells + 16, 4) != 16 || be(cells + 20, 4) != 26)
		tce_fail("the property says page shift %u, window shift %u, "
			 "expected 16 and 26",
			 (unsigned int)be(cells + 16, 4),
			 (unsigned int)be(cells + 20, 4));
	TCE_OK(tce_window_remove(vfio.container, w.start));
	TCE_OK(tce_close(&vfio));
}

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
			tce_broken("two new tables: %s, %s", found,
				   after->gl_pathv[i]);
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
	const unsigned long long behind = first + pages;
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
			 (unsigned long long)first, behind,
			 (unsigned long long)reserved, (unsigned long long)end);
}

static void run_kernels_view(const struct tce_context *ctx)
{
	struct tce_window w = { .page_shift = 16,
				.levels = 1,
				.size = 1 << 26 };
	glob_t before, after;
	const char *table;
	struct tce_vfio vfio;

	TCE_MUST(tce_open(&vfio, ctx->platform->pe[0].bdf, TCE_IOMMU_V2));
	TCE_MUST(tce_window_remove(vfio.container, ctx->platform->win_start));
	if (glob(TABLES, 0, NULL, &before))
		tce_skip("needs iommu-debugfs: the kernel shows no tables");
	TCE_MUST(tce_window_create(vfio.container, &w));
	if (glob(TABLES, 0, NULL, &after))
		tce_broken("all tables are gone");
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
	/* where windows are */
	{
		.name = "beside-the-default-window",
		.about = "the first CREATE makes a 64-bit window, and the "
			 "default one with it",
		.clauses = "CRE-01",
		.validates = "f431a8cde7f1",
		.needs = IO_64K | NEED(START64),
		.steps = STEPS(OPEN_V2, BUFFER(B0, PAGES(1)), REGISTER(B0),
			       CREATE(W1, .page_shift = N(16), .size = MiB(64)),
			       CHECK_START(W1, START64), CHECK_DT(DDW, G0, 1),
			       CHECK_DT(WINDOW, G0, 1), MAP(B0, DEFAULT_START)),
	},
	{
		.name = "default-window-again",
		.about = "a window that looks like the default window is that "
			 "window, at its start, once the default was cancelled",
		.clauses = "CRE-02",
		.validates = "f431a8cde7f1",
		.steps = STEPS(
			OPEN_BARE, BUFFER(B0, PAGES(1)), REGISTER(B0),
			CREATE(W1, .page_shift = N(12), .size = DEFAULT_SIZE),
			CHECK_START(W1, DEFAULT_START), CHECK_DT(WINDOW, G0, 1),
			CHECK_DT(DDW, G0, 0),
			MAP(B0, WIN_END_PAGE(W1, -1), .size = IOPAGES(W1, 1))),
	},
	{
		.name = "default-window-smaller",
		.about = "a default window that is smaller begins where the "
			 "default one does and ends where it was asked to",
		.clauses = "CRE-24",
		.validates = "f431a8cde7f1",
		.steps = STEPS(
			OPEN_BARE, BUFFER(B0, PAGES(1)), REGISTER(B0),
			CREATE(W1, .page_shift = N(12), .size = QUARTERS(1)),
			CHECK_START(W1, DEFAULT_START),
			MAP(B0, WIN_END_PAGE(W1, -1), .size = IOPAGES(W1, 1)),
			MAP(B0, WIN_END(W1, 0), .size = IOPAGES(W1, 1),
			    .err = ENXIO)),
	},
	{
		.name = "default-window-larger",
		.about = "a window of the default's pages but of twice its "
			 "size is a 64-bit one",
		.clauses = "CRE-03",
		.validates = "f431a8cde7f1",
		.needs = NEED(PSERIES) | NEED(DDW) | NEED(START64),
		.steps = STEPS(OPEN_BARE,
			       CREATE(W1, .page_shift = N(12),
				      .size = NUM(SIZE, 0, 4, QUARTER, 0)),
			       CHECK_START(W1, START64), CHECK_DT(DDW, G0, 1),
			       CHECK_DT(WINDOW, G0, 0)),
	},
	{
		.name = "first-of-other-pages",
		.about = "with the default window cancelled, a window of other "
			 "pages is a 64-bit one, and the only one",
		.clauses = "CRE-03",
		.validates = "f431a8cde7f1",
		.needs = NEED(PSERIES) | IO_64K | NEED(START64),
		.steps = STEPS(OPEN_BARE, BUFFER(B0, PAGES(1)), REGISTER(B0),
			       CREATE(W1, .page_shift = N(16), .size = MiB(64)),
			       CHECK_START(W1, START64), CHECK_DT(DDW, G0, 1),
			       CHECK_DT(WINDOW, G0, 0),
			       MAP(B0, DEFAULT_START, .err = ENXIO)),
	},
	{
		.name = "without-dynamic-windows",
		.about = "where there are none, no dynamic window is made, "
			 "beside the default one and in its place, and the "
			 "default one serves",
		.clauses = "OWN-21",
		.validates = "f431a8cde7f1",
		.needs = NEED(NO_DDW),
		.steps = STEPS(
			OPEN_V2, BUFFER(B0, PAGES(1)), REGISTER(B0),
			SMALL(W1, .err = TCE_ERR_ANY),
			SMALL_4K(W1, .err = TCE_ERR_ANY),
			MAP(B0, DEFAULT_START), UNMAP(DEFAULT_START, PAGES(1)),
			REMOVE_AT(DEFAULT_START), SMALL(W1, .err = TCE_ERR_ANY),
			CREATE(W1, .page_shift = N(12), .size = DEFAULT_SIZE),
			CHECK_START(W1, DEFAULT_START), MAP(B0, DEFAULT_START)),
	},
	{
		.name = "described-in-the-device-tree",
		.about = "start, page size and size of a dynamic window are in "
			 "the device tree as they were asked for",
		.clauses = "CRE-04",
		.validates = "f431a8cde7f1",
		.needs = NEED(PSERIES) | IO_64K,
		.red_on = "patches/window-description",
		.run = run_described,
	},
	{
		.name = "again-and-again",
		.about = "a window that is made and removed fifty times has "
			 "the same start and charges nothing in the end",
		.clauses = "CRE-28",
		.validates = "f431a8cde7f1",
		.needs = IO_64K,
		.steps = STEPS(OPEN_BARE, SMALL(W2), REMOVE(W2),
			       FOR_RANGE(1, 50), SMALL(W1),
			       CHECK_START(W1, WIN(W2)), REMOVE(W1), DONE,
			       CHECK_LOCKED(N(0))),
	},
	{
		.name = "default-window-again-and-again",
		.about = "a default window that is made and removed ten times "
			 "has the same start and charges nothing in the end",
		.clauses = "CRE-28",
		.validates = "f431a8cde7f1",
		.steps = STEPS(OPEN_BARE, FOR_RANGE(1, 10), SMALL_4K(W1),
			       CHECK_START(W1, DEFAULT_START), REMOVE(W1), DONE,
			       CHECK_LOCKED(N(0))),
	},
	/* page sizes */
	{
		.name = "page-sizes-offered",
		.about = "a window can have each page size that GET_INFO "
			 "reports",
		.clauses = "CRE-05",
		.validates = "6af67f2ddfcb",
		.needs = NEED(DDW) | NEED(PGSIZES),
		.steps =
			STEPS(OPEN_BARE, FOR_OFFERED,
			      CREATE(W1, .page_shift = X, .size = XPAGES(1024)),
			      REMOVE(W1), DONE),
	},
	{
		.name = "page-sizes-of-no-platform",
		.about = "page sizes that lie between and beyond those of all "
			 "platforms are refused",
		.clauses = "CRE-06",
		.needs = NEED(DDW),
		.steps =
			STEPS(OPEN_BARE, SHIFTS(0, 11), SHIFTS(13, 15),
			      SHIFTS(17, 20), SHIFTS(22, 23), SHIFTS(31, 33),
			      SHIFTS(35, 63), CHECK_LOCKED(N(0)), SMALL_4K(W1)),
	},
	{
		.name = "page-sizes-not-offered",
		.about = "each page size that the bridge does not have is "
			 "refused",
		.clauses = "CRE-06",
		.needs = NEED(DDW) | NEED(PGSIZES),
		.steps = STEPS(OPEN_BARE, FOR_DENIED, SHIFT(X), DONE,
			       SMALL_4K(W1)),
	},
	{
		/* a shift by 140 is one by 12 to the CPU, one by 76 too */
		.name = "page-shifts-beyond-63",
		.about = "page shifts that no 64-bit number can be shifted by "
			 "are refused, also those that are good ones modulo 64 "
			 "or 128, with nothing in the kernel log",
		.clauses = "CRE-07",
		.needs = NEED(DDW) | NEED(PGSIZES),
		.risk = TCE_RISK_DAMAGE,
		.once = true,
		.steps = STEPS(OPEN_BARE, SHIFT(N(64)), SHIFT(N(76)),
			       SHIFT(N(80)), SHIFT(N(128)), SHIFT(N(140)),
			       SHIFT(N(144)), FOR_BITS(8, 31), SHIFT(X), DONE,
			       SHIFT(N(0x8000000c)), SHIFT(N(0x80000010)),
			       SHIFT(N(0xffffffff)), SMALL_4K(W1)),
	},
	{
		.name = "2m-pages-hold-huge-pages",
		.about = "a window of 2 MiB pages takes registered huge pages, "
			 "together and each by itself",
		.clauses = "CRE-30",
		.validates = "f431a8cde7f1",
		.needs = NEED(DDW) | NEED(IO_2M) | NEED(HUGE),
		.steps = STEPS(
			OPEN_BARE,
			BUFFER(B0, HUGE_PAGES(4), .kind = TCE_BUFFER_HUGE),
			REGISTER(B0),
			CREATE(W1, .page_shift = N(21), .size = MiB(256)),
			MAP(B0, WIN(W1)), FOR_RANGE(1, 4),
			MAP(B0, WIN_PAGE(W1, 8), .size = IOPAGES(W1, 1)), DONE,
			MAP(B0, WIN_END_PAGE(W1, -1), .size = IOPAGES(W1, 1)),
			UNMAP(WIN(W1), MiB(256)), UNREGISTER(B0)),
	},
	/* levels */
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
		.needs = NEED(PSERIES) | IO_64K,
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
		.needs = NEED(DDW),
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
			       TINY(W1, .resv1 = X, .resv2 = X), REMOVE(W1),
			       DONE,
			       TINY(W1, .resv1 = N(0xffffffff),
				    .resv2 = N(0xffffffff))),
	},
	{
		.name = "no-answer-no-window",
		.about = "a dynamic window of which the start cannot be "
			 "returned is not made: EFAULT, and nothing to remove",
		.clauses = "CRE-18",
		.needs = IO_64K | NEED(START64),
		/* with that window there another CREATE might damage the PE */
		.steps = STEPS(OPEN_BARE,
			       SMALL(W1, .ptr = TCE_PTR_RO, .err = EFAULT),
			       CHECK_DT(DDW, G0, 0), CHECK_LOCKED(N(0)),
			       REMOVE_AT(START64, .err = EINVAL)),
	},
	{
		.name = "no-answer-no-default-window",
		.about = "a default window of which the start cannot be "
			 "returned is not made, and nothing is charged",
		.clauses = "CRE-18",
		.needs = NEED(DDW),
		.steps = STEPS(OPEN_BARE,
			       CREATE(W1, .page_shift = N(12),
				      .size = DEFAULT_SIZE, .ptr = TCE_PTR_RO,
				      .err = EFAULT),
			       CHECK_DT(WINDOW, G0, 0), CHECK_LOCKED(N(0)),
			       REMOVE_AT(DEFAULT_START, .err = EINVAL)),
	},
	/* what is there already */
	{
		.name = "third-window",
		.about = "with two windows there is no room for a third, "
			 "whatever its pages and size",
		.clauses = "CRE-19",
		.needs = NEED(DDW),
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
			       CHECK_LOCKED(DEFAULT_SIZE),
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
		.run = run_kernels_view,
	},
};

const struct tce_suite create_suite = {
	.name = "create",
	.about = "CREATE: windows, their places and what is refused",
	.cases = cases,
	.n = ARRAY_SIZE(cases),
};
