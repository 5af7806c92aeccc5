// SPDX-License-Identifier: GPL-2.0-only
/*
 * REGISTER of memory.
 *
 * A v2 container maps only memory that was registered before. REGISTER takes
 * a range of whole CPU pages that are mapped and writable, pins them and
 * charges them to the locked memory of the process; ranges of one process do
 * not overlap, but several containers can hold the same one, which is then
 * pinned and charged once. It works for one process only, the first to try.
 *
 * Sources: <linux/vfio.h> (VFIO_IOMMU_SPAPR_REGISTER_MEMORY),
 * Documentation/driver-api/vfio.rst on sPAPR TCE v2.
 */
#include "pins.h"
#include "suites.h"

/* The buffer's address plus 2^x; the buffer is aligned by nature. */
#define BUF_BIT(b) NUM(BUF, b, 1, SHIFT, 0)

#define EIGHT_PAGES OPEN_V2, BUFFER(B0, PAGES(8)), REGISTER(B0)
/* Four pages registered in the midst of eight. */
#define MIDST .vaddr = BUF_PAGE(B0, 2), .size = PAGES(4)
#define FOUR_OF_EIGHT OPEN_V2, BUFFER(B0, PAGES(8)), REGISTER(B0, MIDST)
static const struct tce_case cases[] = {
	{
		.name = "charges-the-range",
		.about = "REGISTER charges as many bytes as it is given",
		.clauses = "REG-01",
		.steps = STEPS(EIGHT_PAGES, CHECK_LOCKED(PAGES(8))),
	},
	{
		.name = "same-range-again",
		.about = "REGISTER of a range that the container holds is "
			 "refused and charges nothing",
		.clauses = "REG-02",
		.steps = STEPS(EIGHT_PAGES, REGISTER(B0, .err = EBUSY),
			       CHECK_LOCKED(PAGES(8))),
	},
	{
		.name = "same-range-behind-another",
		.about = "REGISTER of a range that the container holds is "
			 "refused, too, when it is not the last that was "
			 "registered",
		.clauses = "REG-02",
		.steps = STEPS(EIGHT_PAGES, BUFFER(B1, PAGES(1)), REGISTER(B1),
			       REGISTER(B0, .err = EBUSY),
			       CHECK_LOCKED(PAGES(9)), UNREGISTER(B0),
			       UNREGISTER(B1), CHECK_LOCKED(N(0))),
	},
	{
		.name = "overlapping-ranges",
		.about = "REGISTER of a range that overlaps another at its "
			 "head, its tail, within or around is refused and "
			 "charges nothing",
		.clauses = "REG-03",
		.steps = STEPS(
			FOUR_OF_EIGHT,
			REGISTER(B0, .vaddr = BUF_PAGE(B0, 1), .size = PAGES(2),
				 .err = EINVAL, OR(SUCCESS)),
			REGISTER(B0, .vaddr = BUF_PAGE(B0, 5), .size = PAGES(2),
				 .err = EINVAL, OR(SUCCESS)),
			REGISTER(B0, .vaddr = BUF_PAGE(B0, 3), .size = PAGES(2),
				 .err = EINVAL, OR(SUCCESS)),
			REGISTER(B0, .err = EINVAL, OR(SUCCESS)),
			CHECK_LOCKED(PAGES(4))),
	},
	{
		.name = "overlap-at-one-end",
		.about = "REGISTER of a range that has one end in common with "
			 "another is refused whether it is shorter or longer",
		.clauses = "REG-03",
		.steps = STEPS(
			FOUR_OF_EIGHT,
			REGISTER(B0, .vaddr = BUF_PAGE(B0, 2), .size = PAGES(1),
				 .err = EINVAL, OR(SUCCESS)),
			REGISTER(B0, .vaddr = BUF_PAGE(B0, 2), .size = PAGES(5),
				 .err = EINVAL, OR(SUCCESS)),
			REGISTER(B0, .vaddr = BUF_PAGE(B0, 5), .size = PAGES(1),
				 .err = EINVAL, OR(SUCCESS)),
			REGISTER(B0, .vaddr = BUF_PAGE(B0, 1), .size = PAGES(5),
				 .err = EINVAL, OR(SUCCESS)),
			CHECK_LOCKED(PAGES(4))),
	},
	{
		.name = "neighbours",
		.about = "ranges that touch one another do not overlap",
		.clauses = "REG-01 REG-03",
		.steps = STEPS(FOUR_OF_EIGHT, REGISTER(B0, .size = PAGES(2)),
			       REGISTER(B0, .vaddr = BUF_PAGE(B0, 6),
					.size = PAGES(2)),
			       CHECK_LOCKED(PAGES(8)), UNREGISTER(B0, MIDST),
			       CHECK_LOCKED(PAGES(4))),
	},
	{
		.name = "misaligned-address",
		.about = "REGISTER of an address with any bit below a page "
			 "set is refused",
		.clauses = "REG-04",
		.steps = STEPS(OPEN_V2, BUFFER(B0, PAGES(2)), FOR_RANGE(0, 11),
			       REGISTER(B0, .vaddr = BUF_BIT(B0),
					.size = PAGES(1), .err = EINVAL),
			       DONE),
	},
	{
		.name = "misaligned-size",
		.about = "REGISTER of a size with any bit below a page set is "
			 "refused",
		.clauses = "REG-04",
		.steps = STEPS(
			OPEN_V2, BUFFER(B0, KiB(128)), FOR_BITS(0, 11),
			REGISTER(B0, .size = X, .err = EINVAL),
			REGISTER(B0, .size = X_PLUS(65536), .err = EINVAL),
			DONE),
	},
	{
		.name = "part-of-a-large-page",
		.about = "REGISTER aligned to 4 KiB, but not to a page of 64 "
			 "KiB is refused",
		.clauses = "REG-04",
		.needs = NEED(PAGE_64K),
		.steps = STEPS(
			OPEN_V2, BUFFER(B0, PAGES(2)), FOR_BITS(12, 15),
			REGISTER(B0, .size = X, .err = EINVAL),
			REGISTER(B0, .size = X_PLUS(65536), .err = EINVAL),
			DONE, FOR_RANGE(12, 15),
			REGISTER(B0, .vaddr = BUF_BIT(B0), .size = PAGES(1),
				 .err = EINVAL),
			DONE),
	},
	{
		.name = "size-zero",
		.about = "REGISTER of nothing is refused",
		.clauses = "REG-05",
		.steps = STEPS(
			OPEN_V2, BUFFER(B0, PAGES(1)),
			REGISTER(B0, .size = N(0), .err = EINVAL, OR(SUCCESS)),
			CHECK_LOCKED(N(0))),
	},
	{
		.name = "wraps-around",
		.about = "REGISTER of a range that reaches or passes the end "
			 "of the address space is refused",
		.clauses = "REG-06",
		.steps = STEPS(OPEN_V2, BUFFER(B0, PAGES(1)),
			       REGISTER(B0, .size = MAX64_MINUS(0xffff),
					.err = EINVAL),
			       REGISTER(B0, .vaddr = N(INT64_MIN),
					.size = N(INT64_MIN), .err = EINVAL),
			       FOR_RANGE(16, 63),
			       REGISTER(B0, .vaddr = MAX64_MINUS(0xffff),
					.size = XPAGES(1), .err = EINVAL),
			       DONE),
	},
	{
		.name = "size-extremes",
		.about = "REGISTER of any size up to half the address space "
			 "is counted in full against the limit",
		.clauses = "LIM-01",
		/* The limit comes first: nothing is pinned, however large. */
		.steps = STEPS(
			OPEN_V2, BUFFER(B0, PAGES(1)), UNPRIVILEGED(),
			LIMIT(N(0)), FOR_BITS(16, 63),
			REGISTER(B0, .size = X, .err = ENOMEM), DONE,
			FOR_BITS(17, 63),
			REGISTER(B0, .size = X_PLUS(-65536), .err = ENOMEM),
			DONE),
	},
	{
		.name = "unmapped-memory",
		.about = "REGISTER of memory that was unmapped is refused",
		.clauses = "REG-07",
		.steps = STEPS(OPEN_V2, BUFFER(B0, PAGES(4)),
			       PUNCH(B0, N(0), PAGES(4)),
			       REGISTER(B0, .err = EFAULT), CHECK_LOCKED(N(0))),
	},
	{
		.name = "address-extremes",
		.about = "REGISTER next to any power of two is refused where "
			 "nothing is mapped",
		.clauses = "REG-07",
		/*
		 * Left out is where a program, its heap and its stack can be.
		 */
		.steps = STEPS(OPEN_V2,
			       REGISTER(B0, .vaddr = N(0), .size = PAGES(1),
					.err = EFAULT),
			       FOR_BITS(17, 27),
			       REGISTER(B0, .vaddr = X_PLUS(-65536),
					.size = PAGES(1), .err = EFAULT),
			       DONE, FOR_BITS(32, 45),
			       REGISTER(B0, .vaddr = X_PLUS(-65536),
					.size = PAGES(1), .err = EFAULT),
			       DONE, FOR_BITS(48, 63),
			       REGISTER(B0, .vaddr = X, .size = PAGES(1),
					.err = EFAULT),
			       REGISTER(B0, .vaddr = X_PLUS(-65536),
					.size = PAGES(1), .err = EFAULT),
			       DONE),
	},
	{
		.name = "read-only-memory",
		.about = "REGISTER of memory that cannot be written is refused",
		.clauses = "REG-08",
		.steps = STEPS(OPEN_V2,
			       BUFFER(B0, PAGES(2), .kind = TCE_BUFFER_RO),
			       REGISTER(B0, .err = EFAULT, OR(SUCCESS)),
			       CHECK_LOCKED(N(0))),
	},
	{
		.name = "first-page-missing",
		.about = "REGISTER of a range whose first page is not mapped "
			 "is refused and charges nothing",
		.clauses = "REG-07 REG-09",
		.steps = STEPS(OPEN_V2, BUFFER(B0, PAGES(4)),
			       PUNCH(B0, N(0), PAGES(1)),
			       REGISTER(B0, .err = EFAULT), CHECK_LOCKED(N(0))),
	},
	{
		.name = "hole-in-the-range",
		.about = "REGISTER of a range with a page missing in its midst "
			 "is refused and charges nothing",
		.clauses = "REG-09 BAD-11",
		.steps = STEPS(OPEN_V2, BUFFER(B0, PAGES(4)),
			       PUNCH(B0, PAGES(2), PAGES(1)),
			       REGISTER(B0, .err = EFAULT), CHECK_LOCKED(N(0))),
	},
	{
		.name = "last-page-missing",
		.about = "REGISTER of a range whose last page is not mapped is "
			 "refused and charges nothing",
		.clauses = "REG-09 BAD-11",
		.steps = STEPS(OPEN_V2, BUFFER(B0, PAGES(4)),
			       PUNCH(B0, PAGES(3), PAGES(1)),
			       REGISTER(B0, .err = EFAULT), CHECK_LOCKED(N(0))),
	},
	{
		.name = "argsz",
		.about = "REGISTER with any argsz below its structure is "
			 "refused",
		.clauses = "REG-10 BAD-03",
		.steps = STEPS(OPEN_V2, BUFFER(B0, PAGES(1)), FOR_RANGE(0, 23),
			       REGISTER(B0, .argsz = X, .err = EINVAL), DONE),
	},
	{
		.name = "argsz-above",
		.about = "REGISTER and UNREGISTER accept an argsz above their "
			 "structure",
		.clauses = "REG-10",
		.steps = STEPS(OPEN_V2, BUFFER(B0, PAGES(1)),
			       REGISTER(B0, .argsz = N(25)),
			       UNREGISTER(B0, .argsz = N(25)),
			       REGISTER(B0, .argsz = N(0xffffffff)),
			       UNREGISTER(B0, .argsz = N(0xffffffff))),
	},
	{
		.name = "flags",
		.about = "REGISTER with any flag is refused",
		.clauses = "REG-10 BAD-04",
		.steps = STEPS(OPEN_V2, BUFFER(B0, PAGES(1)), FOR_BITS(0, 31),
			       REGISTER(B0, .flags = X, .err = EINVAL), DONE),
	},
	{
		.name = "bad-pointer",
		.about = "REGISTER with a bad pointer is refused",
		.clauses = "REG-10",
		.steps =
			STEPS(OPEN_V2, BUFFER(B0, PAGES(1)),
			      REGISTER(B0, .ptr = TCE_PTR_NULL, .err = EFAULT),
			      REGISTER(B0, .ptr = TCE_PTR_NONE, .err = EFAULT)),
	},
	{
		.name = "argument-only-read",
		.about = "REGISTER and UNREGISTER take an argument that cannot "
			 "be written",
		.clauses = "REG-01 REG-13",
		.steps = STEPS(OPEN_V2, BUFFER(B0, PAGES(1)),
			       REGISTER(B0, .ptr = TCE_PTR_RO),
			       UNREGISTER(B0, .ptr = TCE_PTR_RO)),
	},
	{
		.name = "movable-memory",
		.about = "REGISTER moves pages out of memory that must stay "
			 "movable",
		.clauses = "REG-29",
		.needs = NEED(MOVABLE) | NEED(ROOT),
		.red_on = "patches/register-movable",
		.run = pins_run_v2,
	},
};

const struct tce_suite register_suite = {
	.name = "register",
	.about = "REGISTER of memory",
	.cases = cases,
	.n = ARRAY_SIZE(cases),
	.more = &register_held,
};
