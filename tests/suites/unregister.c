// SPDX-License-Identifier: GPL-2.0-only
/*
 * UNREGISTER of memory.
 *
 * UNREGISTER takes the very range that REGISTER was given, from a container
 * that holds it, and gives its charge back with the last holder. It refuses
 * while something is mapped in the range, and to a container that no process
 * has bound yet.
 *
 * Sources: <linux/vfio.h> (VFIO_IOMMU_SPAPR_UNREGISTER_MEMORY),
 * Documentation/driver-api/vfio.rst on sPAPR TCE v2.
 *
 * Rows whose names end in -is-held show that memory is still mapped: the only
 * sign of that, short of a device that writes to it, is that UNREGISTER
 * refuses.
 */
#include "case.h"

/* The buffer's address plus 2^x; the buffer is aligned by nature. */
#define BUF_BIT(b) NUM(BUF, b, 1, SHIFT, 0)

#define EIGHT_PAGES OPEN_V2, BUFFER(B0, PAGES(8)), REGISTER(B0)
/* Four pages registered in the midst of eight. */
#define MIDST .vaddr = BUF_PAGE(B0, 2), .size = PAGES(4)
#define FOUR_OF_EIGHT OPEN_V2, BUFFER(B0, PAGES(8)), REGISTER(B0, MIDST)

static const struct tce_case cases[] = {
	{
		.name = "range-of-another-container",
		.about = "a container cannot unregister a range that only "
			 "another one has registered",
		.clauses = "REG-20",
		.needs = NEED(PE2),
		.steps = STEPS(EIGHT_PAGES, OPEN_CONTAINER(C1), OPEN_GROUP(G1),
			       ATTACH(G1, C1), SET_V2(ON_CONTAINER(C1)),
			       BUFFER(B1, PAGES(1)),
			       REGISTER(B1, ON_CONTAINER(C1)),
			       UNREGISTER(B0, ON_CONTAINER(C1), .err = ENOENT),
			       UNREGISTER(B0)),
	},
	{
		.name = "first",
		.about = "UNREGISTER before anything was registered is refused "
			 "as that of another process",
		.clauses = "REG-11",
		.steps = STEPS(OPEN_V2, BUFFER(B0, PAGES(1)),
			       UNREGISTER(B0, .err = EPERM)),
	},
	{
		.name = "after-a-refusal",
		.about = "a REGISTER that was refused has made the process the "
			 "container's, so UNREGISTER finds no range",
		.clauses = "REG-11",
		.steps = STEPS(OPEN_V2, BUFFER(B0, PAGES(1)),
			       REGISTER(B0, .flags = N(1), .err = EINVAL),
			       UNREGISTER(B0, .err = ENOENT)),
	},
	{
		.name = "gives-back",
		.about = "UNREGISTER gives the charge back, and the memory "
			 "cannot be mapped any more",
		.clauses = "REG-13",
		.steps = STEPS(EIGHT_PAGES, UNREGISTER(B0), CHECK_LOCKED(N(0)),
			       MAP(B0, DEFAULT_START, .err = EINVAL)),
	},
	{
		.name = "twice",
		.about = "a second UNREGISTER finds no range",
		.clauses = "REG-14",
		.steps = STEPS(EIGHT_PAGES, UNREGISTER(B0),
			       UNREGISTER(B0, .err = ENOENT),
			       CHECK_LOCKED(N(0))),
	},
	{
		.name = "register-anew",
		.about =
			"memory that was unregistered can be registered again, "
			"in other pieces",
		.clauses = "REG-13",
		.steps = STEPS(EIGHT_PAGES, UNREGISTER(B0), REGISTER(B0, MIDST),
			       CHECK_LOCKED(PAGES(4)), UNREGISTER(B0, MIDST),
			       REGISTER(B0), CHECK_LOCKED(PAGES(8)),
			       UNREGISTER(B0)),
	},
	{
		.name = "another-range",
		.about =
			"UNREGISTER of a part, a superset or a shifted copy of "
			"a range is refused and leaves the range as it was",
		.clauses = "REG-12",
		.steps = STEPS(FOUR_OF_EIGHT,
			       UNREGISTER(B0, .vaddr = BUF_PAGE(B0, 2),
					  .size = PAGES(3), .err = ENOENT),
			       UNREGISTER(B0, .vaddr = BUF_PAGE(B0, 3),
					  .size = PAGES(3), .err = ENOENT),
			       UNREGISTER(B0, .vaddr = BUF_PAGE(B0, 2),
					  .size = PAGES(5), .err = ENOENT),
			       UNREGISTER(B0, .vaddr = BUF_PAGE(B0, 3),
					  .size = PAGES(4), .err = ENOENT),
			       UNREGISTER(B0, .err = ENOENT),
			       CHECK_LOCKED(PAGES(4)), UNREGISTER(B0, MIDST),
			       CHECK_LOCKED(N(0))),
	},
	{
		.name = "extremes",
		.about =
			"UNREGISTER of no bytes, or of any size or address far "
			"from a range, finds none",
		.clauses = "REG-12",
		.steps = STEPS(
			EIGHT_PAGES,
			UNREGISTER(B0, .size = N(0), .err = ENOENT),
			FOR_BITS(20, 63),
			UNREGISTER(B0, .size = X, .err = ENOENT),
			UNREGISTER(B0, .size = X_PLUS(-65536), .err = ENOENT),
			UNREGISTER(B0, .vaddr = X_PLUS(-65536), .err = ENOENT),
			DONE, UNREGISTER(B0)),
	},
	{
		.name = "misaligned-address",
		.about = "UNREGISTER of an address with any bit below a page "
			 "set is refused",
		.clauses = "REG-12",
		.steps = STEPS(
			EIGHT_PAGES, FOR_RANGE(0, 11),
			UNREGISTER(B0, .vaddr = BUF_BIT(B0), .err = EINVAL),
			DONE),
	},
	{
		.name = "misaligned-size",
		.about =
			"UNREGISTER of a size with any bit below a page set is "
			"refused",
		.clauses = "REG-12",
		.steps = STEPS(
			EIGHT_PAGES, FOR_BITS(0, 11),
			UNREGISTER(B0, .size = X, .err = EINVAL),
			UNREGISTER(B0, .size = X_PLUS(65536), .err = EINVAL),
			DONE),
	},
	{
		.name = "argsz",
		.about = "UNREGISTER with any argsz below its structure is "
			 "refused",
		.clauses = "REG-10 BAD-03",
		.steps = STEPS(EIGHT_PAGES, FOR_RANGE(0, 23),
			       UNREGISTER(B0, .argsz = X, .err = EINVAL), DONE),
	},
	{
		.name = "flags",
		.about = "UNREGISTER with any flag is refused",
		.clauses = "REG-10 BAD-04",
		.steps = STEPS(EIGHT_PAGES, FOR_BITS(0, 31),
			       UNREGISTER(B0, .flags = X, .err = EINVAL), DONE),
	},
	{
		.name = "bad-pointer",
		.about = "UNREGISTER with a bad pointer is refused",
		.clauses = "REG-10",
		.steps = STEPS(
			EIGHT_PAGES,
			UNREGISTER(B0, .ptr = TCE_PTR_NULL, .err = EFAULT),
			UNREGISTER(B0, .ptr = TCE_PTR_NONE, .err = EFAULT)),
	},
	{
		.name = "after-unmap",
		.about =
			"memory that was mapped can be unregistered once it is "
			"not mapped any more",
		.clauses = "REG-17",
		.steps = STEPS(EIGHT_PAGES, MAP(B0, DEFAULT_START),
			       UNMAP(DEFAULT_START, PAGES(8)), UNREGISTER(B0)),
	},
	{
		.name = "mapped-is-held",
		.about = "UNREGISTER of memory that is mapped is refused and "
			 "gives nothing back",
		.clauses = "REG-15",
		.steps = STEPS(EIGHT_PAGES, MAP(B0, DEFAULT_START),
			       UNREGISTER(B0, .err = EBUSY)),
	},
	{
		.name = "one-mapped-page-is-held",
		.about = "one IOMMU page that is still mapped holds the range, "
			 "which goes once that is unmapped, too",
		.clauses = "REG-15 REG-17",
		.steps = STEPS(EIGHT_PAGES, MAP(B0, WIN(W0)),
			       UNMAP(WIN(W0), KiB(4)),
			       UNMAP(WIN_AT(W0, 8192), KiB(4)),
			       UNREGISTER(B0, .err = EBUSY),
			       UNMAP(WIN(W0), PAGES(8)), UNREGISTER(B0)),
	},
};

const struct tce_suite unregister_suite = {
	.name = "unregister",
	.about = "UNREGISTER of memory",
	.cases = cases,
	.n = ARRAY_SIZE(cases),
};
