// SPDX-License-Identifier: GPL-2.0-only
/*
 * What is charged to a process, and the limit of that.
 *
 * Registered memory and the tables of windows count as locked memory, tables
 * in whole CPU pages, rounded down: 8 bytes an entry. RLIMIT_MEMLOCK is the
 * limit, in whole CPU pages too, unless the process has CAP_IPC_LOCK; what
 * mlock(2) holds counts as well. Whatever is over it gives ENOMEM, after the
 * arguments were found good, and changes nothing. A v1 container charges its
 * whole default window by ENABLE. Every charge ends with what it was for.
 *
 * Sources: <linux/vfio.h>, Documentation/driver-api/vfio.rst on sPAPR TCE,
 * setrlimit(2), mlock(2).
 */
#include "suites.h"

#define IO_64K (NEED(DDW) | NEED(IO_64K))

/* A table below any CPU page, one of 64 KiB, and the next size. */
#define SMALL(w, ...) \
	CREATE(w, .page_shift = N(16), .size = TCES(256), __VA_ARGS__)
#define LARGE(w, ...) \
	CREATE(w, .page_shift = N(12), .size = MiB(32), __VA_ARGS__)
#define LARGER(w, ...) \
	CREATE(w, .page_shift = N(12), .size = MiB(64), __VA_ARGS__)
/* One that must be made after failures, of any size. */
#define GOOD(w) CREATE(w, .page_shift = N(12), .size = MiB(4))
/* A dynamic one where it is the second, with a table that is charged. */
#define SECOND(w) CREATE(w, .page_shift = N(12), .size = TCES(32768))
#define MEMORY(n) BUFFER(B0, PAGES(n)), REGISTER(B0)

/* One byte less than n pages. */
#define PAGES_MINUS_1(n) NUM(MAX, 0, n, PAGE, 0)

/* A limit that counts: root has CAP_IPC_LOCK. */
#define LIMITED(n) LIMIT(n), UNPRIVILEGED()

/*
 * Below 64 KiB, which the table of a default window of 32 MiB takes, that of
 * any larger one more: as a limit, and as what memory leaves of one.
 */
#define LITTLE KiB(60)
#define LITTLE_LEFT LIMITED(KiB(124)), BUFFER(B0, KiB(64)), REGISTER(B0)

#define HUNDRED FOR_RANGE(1, 100)

static const struct tce_case cases[] = {
	/* what is charged */
	{
		.name = "table",
		.about = "a window's table is charged, 8 bytes an entry, and "
			 "given back with the window",
		.clauses = "LIM-09",
		.validates = "f431a8cde7f1",
		.needs = NEED(PSERIES) | NEED(DDW),
		.steps = STEPS(OPEN_BARE, LARGER(W1),
			       CHECK_LOCKED(KiB(128), NOT_JUDGED), REMOVE(W1),
			       CHECK_LOCKED(N(0))),
	},
	{
		.name = "table-below-a-page",
		.about = "a table below a CPU page is not charged, also when "
			 "nothing may be",
		.clauses = "LIM-09",
		.validates = "f431a8cde7f1",
		.needs = NEED(PSERIES) | IO_64K | NEED(SMALL),
		.steps = STEPS(OPEN_BARE, LIMITED(N(0)), SMALL(W1),
			       CHECK_LOCKED(N(0)), REMOVE(W1),
			       CREATE(W1, .page_shift = N(12), .size = KiB(64)),
			       CHECK_LOCKED(N(0))),
	},
	{
		.name = "table-just-below-a-page",
		.about = "the largest table below a CPU page is not charged, "
			 "the next one is",
		.clauses = "LIM-09",
		.validates = "f431a8cde7f1",
		.needs = NEED(PSERIES) | NEED(DDW) | NEED(PAGE_64K),
		.steps = STEPS(OPEN_BARE,
			       CREATE(W1, .page_shift = N(12), .size = MiB(16)),
			       CHECK_LOCKED(N(0), NOT_JUDGED), REMOVE(W1),
			       CREATE(W1, .page_shift = N(12), .size = MiB(32)),
			       CHECK_LOCKED(PAGES(1), NOT_JUDGED)),
	},
	{
		.name = "both-tables",
		.about = "the default window's table is charged when it is "
			 "made, a dynamic one's beside it, each until it goes",
		.clauses = "LIM-09",
		.needs = NEED(PSERIES) | NEED(TWO_WINDOWS),
		.steps = STEPS(OPEN_V2, CHECK_LOCKED(N(0)), MEMORY(1),
			       CHECK_LOCKED(PAGES(1), NOT_JUDGED), SECOND(W1),
			       REMOVE_AT(DEFAULT_START), UNREGISTER(B0),
			       CHECK_LOCKED(KiB(256), NOT_JUDGED), REMOVE(W1),
			       CHECK_LOCKED(N(0))),
	},
	{
		.name = "close-gives-all-back",
		.about = "closing gives back what windows and registered "
			 "memory were charged",
		.clauses = "LIM-02",
		.needs = NEED(TWO_WINDOWS),
		.steps = STEPS(OPEN_V2, MEMORY(3), SECOND(W1), CLOSE_GROUP(G0),
			       CLOSE_CONTAINER(C0), CHECK_LOCKED(N(0))),
	},
	{
		.name = "v1-charges-the-window",
		.about = "ENABLE charges the whole default window once, "
			 "DISABLE gives it back once",
		.clauses = "LIM-07",
		.steps = STEPS(OPEN_V1, FOR_RANGE(1, 4), ENABLE(),
			       CHECK_LOCKED(DEFAULT_SIZE, NOT_JUDGED),
			       ENABLE(.err = EBUSY, OR(SUCCESS)),
			       CHECK_LOCKED(DEFAULT_SIZE, NOT_JUDGED),
			       DISABLE(), CHECK_LOCKED(N(0)), DISABLE(), DONE),
	},
	/* the limit, and REGISTER */
	{
		.name = "register-beyond-the-limit",
		.about = "memory beyond the limit is refused and charges "
			 "nothing",
		.clauses = "LIM-01",
		.steps = STEPS(OPEN_BARE, LIMITED(MiB(1)), BUFFER(B0, MiB(2)),
			       REGISTER(B0, .err = ENOMEM), CHECK_LOCKED(N(0)),
			       REGISTER(B0, .err = ENOMEM),
			       REGISTER(B0, .size = KiB(512))),
	},
	{
		.name = "register-within-the-limit",
		.about = "memory within the limit is accepted, also after some "
			 "that was not",
		.clauses = "LIM-02",
		.steps = STEPS(
			OPEN_BARE, LIMITED(MiB(1)), BUFFER(B0, KiB(512)),
			REGISTER(B0), CHECK_LOCKED(KiB(512)),
			BUFFER(B1, KiB(576)), REGISTER(B1, .err = ENOMEM),
			REGISTER(B1, .size = KiB(512)), CHECK_LOCKED(MiB(1))),
	},
	{
		.name = "register-exactly-the-limit",
		.about = "memory of the limit's size is accepted, a page more "
			 "is not, one given up makes room for one",
		.clauses = "LIM-08",
		.steps = STEPS(
			OPEN_BARE, LIMITED(PAGES(4)), BUFFER(B0, PAGES(4)),
			REGISTER(B0), UNREGISTER(B0), BUFFER(B1, PAGES(5)),
			REGISTER(B1, .err = ENOMEM), REGISTER(B0),
			BUFFER(B2, PAGES(1)), REGISTER(B2, .err = ENOMEM),
			UNREGISTER(B0), REGISTER(B2)),
	},
	{
		.name = "limit-within-a-page",
		.about = "a limit that ends within a page ends before it",
		.clauses = "LIM-08",
		.steps = STEPS(
			OPEN_BARE, LIMITED(PAGES_MINUS_1(3)),
			BUFFER(B0, PAGES(3)), REGISTER(B0, .err = ENOMEM),
			REGISTER(B0, .size = PAGES(2)), CHECK_LOCKED(PAGES(2))),
	},
	{
		.name = "limit-extremes",
		.about = "whatever the limit is, what fits is accepted and the "
			 "rest refused",
		.clauses = "LIM-08",
		.steps = STEPS(OPEN_BARE, BUFFER(B0, PAGES(3)), UNPRIVILEGED(),
			       FOR_EXTREMES, LIMIT(X),
			       REGISTER(B0, .err = TCE_ERR_MODEL),
			       UNREGISTER(B0, .err = TCE_ERR_MODEL), DONE,
			       LIMIT(N(0)), REGISTER(B0, .err = ENOMEM),
			       LIMIT(MAX64), REGISTER(B0)),
	},
	{
		.name = "limit-below-what-is-held",
		.about = "a limit that comes to lie below what is held takes "
			 "nothing away and lets nothing more in",
		.clauses = "LIM-02",
		.steps = STEPS(OPEN_BARE, MEMORY(2), LIMITED(PAGES(1)),
			       CHECK_LOCKED(PAGES(2)), BUFFER(B1, PAGES(1)),
			       REGISTER(B1, .err = ENOMEM), UNREGISTER(B0),
			       REGISTER(B1)),
	},
	{
		.name = "mlocked-memory-counts",
		.about = "memory that mlock(2) holds counts, and leaves room "
			 "for the rest only",
		.clauses = "LIM-10",
		.steps = STEPS(
			OPEN_BARE, BUFFER(B1, PAGES(2)), MLOCK(B1),
			LIMITED(PAGES(4)), BUFFER(B0, PAGES(3)),
			REGISTER(B0, .err = ENOMEM), CHECK_LOCKED(PAGES(2)),
			REGISTER(B0, .size = PAGES(2)), CHECK_LOCKED(PAGES(4))),
	},
	{
		.name = "capability-lifts-the-limit",
		.about = "with CAP_IPC_LOCK memory and windows are accepted "
			 "though the limit is 0, and not without",
		.clauses = "LIM-06",
		.needs = NEED(ROOT) | NEED(DDW),
		.steps = STEPS(OPEN_BARE, LIMIT(N(0)), MEMORY(3), LARGE(W1),
			       UNREGISTER(B0), REMOVE(W1), UNPRIVILEGED(),
			       REGISTER(B0, .err = ENOMEM),
			       LARGE(W1, .err = ENOMEM, OR(SUCCESS))),
	},
	/* the limit, and windows */
	{
		.name = "default-table-does-not-fit",
		.about = "a default window whose table does not fit fails "
			 "every call that needs it, and registered memory "
			 "stays",
		.clauses = "LIM-03",
		.steps = STEPS(
			OPEN_V2, LITTLE_LEFT,
			MAP(B0, DEFAULT_START, .err = ENOMEM, OR(SUCCESS)),
			UNMAP(DEFAULT_START, PAGES(1), .err = ENOMEM,
			      OR(SUCCESS)),
			CHECK_DT(WINDOW, G0, 0), CHECK_LOCKED(KiB(64)),
			UNREGISTER(B0)),
	},
	{
		.name = "default-table-fits-later",
		.about = "the default window stays pending when its table does "
			 "not fit: it can be made later",
		.clauses = "LIM-03",
		.steps = STEPS(
			OPEN_V2, LITTLE_LEFT,
			MAP(B0, DEFAULT_START, .err = ENOMEM, OR(SUCCESS)),
			UNPRIVILEGED(), LIMIT(GiB(1)), MAP(B0, DEFAULT_START),
			CHECK_DT(WINDOW, G0, 1)),
	},
	{
		.name = "default-table-does-not-fit-a-create",
		.about = "a default window whose table does not fit fails "
			 "CREATE, too, and can be cancelled then",
		.clauses = "LIM-03 LIM-04",
		.needs = NEED(PSERIES) | IO_64K,
		.steps = STEPS(OPEN_V2, LIMITED(LITTLE),
			       SMALL(W1, .err = ENOMEM, OR(SUCCESS)),
			       CHECK_LOCKED(N(0)), CHECK_DT(WINDOW, G0, 0),
			       REMOVE_AT(DEFAULT_START), GOOD(W1),
			       CHECK_LOCKED(N(0), NOT_JUDGED)),
	},
	{
		.name = "small-table-fits",
		.about = "a window with a small table can be made where the "
			 "default one does not fit",
		.clauses = "LIM-04",
		.validates = "f431a8cde7f1",
		.needs = NEED(PSERIES) | IO_64K | NEED(SMALL),
		.steps = STEPS(
			OPEN_V2, LITTLE_LEFT,
			MAP(B0, DEFAULT_START, .err = ENOMEM, OR(SUCCESS)),
			REMOVE_AT(DEFAULT_START),
			CREATE(W1, .page_shift = N(16), .size = MiB(32)),
			REMOVE(W1), UNREGISTER(B0)),
	},
	{
		.name = "bad-levels-below-the-limit",
		.about = "bad levels are reported as such, not as too large a "
			 "table",
		.clauses = "LIM-05",
		.validates = "f431a8cde7f1",
		.needs = NEED(PSERIES) | IO_64K,
		.steps =
			STEPS(OPEN_BARE, LIMITED(MiB(1)),
			      SMALL(W1, .levels = N(2), .err = EINVAL),
			      SMALL(W1, .levels = N(0xffffffff), .err = EINVAL),
			      SMALL(W1)),
	},
	{
		.name = "bad-size-below-the-limit",
		.about = "a size that is no power of two is reported as such, "
			 "not as too large a table",
		.clauses = "LIM-05",
		.validates = "f431a8cde7f1",
		.needs = NEED(PSERIES) | NEED(DDW),
		.steps = STEPS(OPEN_BARE, LIMITED(N(0)),
			       CREATE(W1, .page_shift = N(12), .size = MiB(96),
				      .err = EINVAL)),
	},
	{
		.name = "table-exactly-the-limit",
		.about = "a table of the limit's size is accepted, one of the "
			 "next size is not",
		.clauses = "LIM-08",
		.validates = "f431a8cde7f1",
		.needs = NEED(PSERIES) | NEED(DDW),
		.steps = STEPS(
			OPEN_BARE, LIMITED(KiB(64)), LARGE(W1), REMOVE(W1),
			LARGER(W1, .err = ENOMEM, OR(SUCCESS)),
			CHECK_LOCKED(N(0)), BUFFER(B0, PAGES(1)), REGISTER(B0),
			LARGE(W1, .err = ENOMEM, OR(SUCCESS)), UNREGISTER(B0),
			LARGE(W1)),
	},
	{
		.name = "v1-exactly-the-limit",
		.about = "ENABLE needs room for the whole default window, to "
			 "the page",
		.clauses = "LIM-08",
		.steps =
			STEPS(OPEN_V1, LIMITED(DEFAULT_SIZE_PLUS(-1)),
			      ENABLE(.err = ENOMEM, OR(SUCCESS)),
			      CHECK_LOCKED(N(0)), DISABLE(), CHECK_LOCKED(N(0)),
			      UNPRIVILEGED(), LIMIT(DEFAULT_SIZE), ENABLE(),
			      CHECK_LOCKED(DEFAULT_SIZE, NOT_JUDGED)),
	},
	/* a hundred failures */
	{
		.name = "failures-of-page-size",
		.about = "a hundred refused page sizes charge nothing",
		.clauses = "LIM-07",
		.needs = NEED(DDW),
		.steps = STEPS(OPEN_BARE, HUNDRED,
			       CREATE(W1, .page_shift = N(13), .size = MiB(64),
				      .err = EINVAL),
			       DONE, CHECK_LOCKED(N(0)), GOOD(W1)),
	},
	{
		.name = "failures-of-size",
		.about = "a hundred sizes that are no power of two charge "
			 "nothing",
		.clauses = "LIM-07",
		.needs = NEED(DDW),
		.steps = STEPS(OPEN_BARE, HUNDRED,
			       CREATE(W1, .page_shift = N(12), .size = MiB(48),
				      .err = EINVAL),
			       DONE, CHECK_LOCKED(N(0)), GOOD(W1)),
	},
	{
		.name = "failures-of-size-0",
		.about = "a hundred windows of nothing charge nothing",
		.clauses = "LIM-07",
		.needs = NEED(DDW),
		.steps = STEPS(OPEN_BARE, HUNDRED,
			       CREATE(W1, .page_shift = N(12), .size = N(0),
				      .err = EINVAL),
			       DONE, CHECK_LOCKED(N(0)), GOOD(W1)),
	},
	{
		.name = "failures-of-levels",
		.about = "a hundred windows of too many levels charge nothing",
		.clauses = "LIM-07",
		.needs = NEED(PSERIES) | NEED(DDW),
		.steps = STEPS(OPEN_BARE, HUNDRED,
			       LARGE(W1, .levels = N(2), .err = EINVAL), DONE,
			       CHECK_LOCKED(N(0)), GOOD(W1)),
	},
	{
		.name = "failures-of-the-bridge",
		.about = "a hundred windows beyond what the bridge supports "
			 "charge nothing",
		.clauses = "LIM-07",
		.needs = NEED(PSERIES) | NEED(DDW),
		.steps = STEPS(OPEN_BARE, HUNDRED,
			       CREATE(W1, .page_shift = N(12),
				      .size = GiB(1 << 20), .err = EINVAL),
			       DONE, CHECK_LOCKED(N(0)), GOOD(W1)),
	},
	{
		.name = "failures-of-order",
		.about = "a hundred tries to make the default window beside a "
			 "dynamic one charge nothing",
		.clauses = "LIM-07",
		.needs = NEED(PSERIES) | IO_64K | NEED(TWO_WINDOWS),
		.steps = STEPS(OPEN_BARE, GOOD(W2), SMALL(W1), REMOVE(W2),
			       HUNDRED, LARGE(W3, .err = EPERM, OR(SUCCESS)),
			       DONE, REMOVE(W1), CHECK_LOCKED(N(0)), GOOD(W3)),
	},
	{
		.name = "failures-of-room",
		.about = "a hundred tries to make a third window charge "
			 "nothing",
		.clauses = "LIM-07",
		.needs = NEED(PSERIES) | IO_64K | NEED(TWO_WINDOWS),
		.steps = STEPS(OPEN_BARE, GOOD(W2), SMALL(W1), HUNDRED,
			       LARGE(W3, .err = ENOSPC), DONE, REMOVE(W1),
			       REMOVE(W2), CHECK_LOCKED(N(0))),
	},
	{
		.name = "failures-of-the-limit",
		.about = "a hundred tables and ranges over the limit charge "
			 "nothing",
		.clauses = "LIM-07",
		.needs = NEED(PSERIES) | NEED(DDW),
		.steps = STEPS(
			OPEN_BARE, LIMITED(PAGES(1)), BUFFER(B0, PAGES(2)),
			HUNDRED, LARGER(W1, .err = ENOMEM, OR(SUCCESS)),
			REGISTER(B0, .err = ENOMEM), DONE, CHECK_LOCKED(N(0)),
			REGISTER(B0, .size = PAGES(1))),
	},
	{
		.name = "failures-of-the-structure",
		.about = "a hundred bad structures charge nothing",
		.clauses = "LIM-07",
		.needs = NEED(DDW),
		.steps = STEPS(OPEN_BARE, HUNDRED,
			       LARGE(W1, .argsz = N(39), .err = EINVAL),
			       LARGE(W1, .flags = N(1), .err = EINVAL),
			       LARGE(W1, .ptr = TCE_PTR_NULL, .err = EFAULT),
			       DONE, CHECK_LOCKED(N(0)), GOOD(W1)),
	},
};

const struct tce_suite accounting_suite = {
	.name = "accounting",
	.about = "what is charged as locked memory, and its limit",
	.cases = cases,
	.n = ARRAY_SIZE(cases),
};
