// SPDX-License-Identifier: GPL-2.0-only
/*
 * The first version of the interface (VFIO_SPAPR_TCE_IOMMU): one group, the
 * default window alone, and no registration. ENABLE charges the whole window,
 * MAP pins each page that it maps, and DISABLE ends all of it.
 *
 * Sources: <linux/vfio.h> (VFIO_IOMMU_ENABLE, VFIO_IOMMU_DISABLE),
 * Documentation/driver-api/vfio.rst on sPAPR TCE.
 */
#include <tce/tce.h>

#include "pins.h"
#include "suites.h"

#define READY OPEN_V1, ENABLE()

static const struct tce_case cases[] = {
	/* ENABLE and DISABLE */
	{
		.name = "map-before-enable",
		.about = "before ENABLE there is no MAP and no UNMAP",
		.clauses = "V1-01",
		.steps = STEPS(OPEN_V1, BUFFER(B0, PAGES(1)),
			       MAP(B0, DEFAULT_START, .err = EPERM),
			       UNMAP(DEFAULT_START, PAGES(1), .err = EPERM),
			       CHECK_LOCKED(N(0)), ENABLE(),
			       MAP(B0, DEFAULT_START)),
	},
	{
		.name = "disable-first",
		.about = "DISABLE of what is not enabled succeeds, and changes "
			 "nothing",
		.clauses = "V1-02",
		.steps =
			STEPS(OPEN_V1, DISABLE(), DISABLE(), CHECK_LOCKED(N(0)),
			      ENABLE(), CHECK_LOCKED(DEFAULT_SIZE, NOT_JUDGED)),
	},
	{
		.name = "enable-charges-the-window",
		.about = "ENABLE charges the default window's size, DISABLE "
			 "gives it back",
		.clauses = "V1-03",
		.steps = STEPS(OPEN_V1, ENABLE(),
			       CHECK_LOCKED(DEFAULT_SIZE, NOT_JUDGED),
			       DISABLE(), CHECK_LOCKED(N(0))),
	},
	{
		.name = "enable-twice",
		.about = "a second ENABLE is refused and charges nothing",
		.clauses = "V1-04",
		.steps = STEPS(READY, ENABLE(.err = EBUSY, OR(SUCCESS)),
			       CHECK_LOCKED(DEFAULT_SIZE, NOT_JUDGED),
			       DISABLE(), CHECK_LOCKED(N(0))),
	},
	{
		.name = "disable-ends-map",
		.about = "after DISABLE there is no MAP and no UNMAP",
		.clauses = "V1-08",
		.steps = STEPS(READY, BUFFER(B0, PAGES(1)),
			       MAP(B0, DEFAULT_START),
			       UNMAP(DEFAULT_START, PAGES(1)), DISABLE(),
			       MAP(B0, DEFAULT_START, .err = EPERM),
			       UNMAP(DEFAULT_START, PAGES(1), .err = EPERM)),
	},
	{
		.name = "enable-again",
		.about = "after DISABLE the container can be enabled again, "
			 "over "
			 "and over",
		.clauses = "V1-09",
		.steps = STEPS(OPEN_V1, BUFFER(B0, PAGES(1)), FOR_RANGE(1, 10),
			       ENABLE(), MAP(B0, DEFAULT_START),
			       UNMAP(DEFAULT_START, PAGES(1)), DISABLE(), DONE),
	},
	{
		.name = "limit",
		.about =
			"ENABLE within the limit of locked memory is accepted, "
			"beyond it refused",
		.clauses = "V1-14",
		.steps = STEPS(
			OPEN_V1, UNPRIVILEGED(), LIMIT(DEFAULT_SIZE), ENABLE(),
			DISABLE(), LIMIT(DEFAULT_SIZE_PLUS(-4096)),
			ENABLE(.err = ENOMEM, OR(SUCCESS)), CHECK_LOCKED(N(0)),
			LIMIT(DEFAULT_SIZE), ENABLE()),
	},
	/* MAP and UNMAP */
	{
		.name = "map-needs-no-registration",
		.about = "MAP takes memory that is registered nowhere, READ, "
			 "WRITE or both",
		.clauses = "V1-05 V1-06",
		.steps = STEPS(READY, BUFFER(B0, PAGES(4)),
			       MAP(B0, DEFAULT_START),
			       MAP(B0, DEFAULT_PAGE(8), .flags = N(1)),
			       MAP(B0, DEFAULT_PAGE(16), .flags = N(2)),
			       UNMAP(DEFAULT_START, PAGES(4)),
			       UNMAP(DEFAULT_PAGE(8), PAGES(12))),
	},
	{
		.name = "map-charges-the-table",
		.about =
			"the first MAP charges the default window's table, and "
			"no page that it maps",
		.clauses = "V1-03 V1-05",
		.needs = NEED(PSERIES),
		.steps = STEPS(READY, BUFFER(B0, PAGES(4)),
			       MAP(B0, DEFAULT_START), MAP(B0, DEFAULT_PAGE(8)),
			       UNMAP(DEFAULT_START, PAGES(12))),
	},
	{
		.name = "map-of-nothing-there",
		.about = "MAP of memory that is not mapped gives EFAULT and "
			 "leaves nothing",
		.clauses = "V1-11",
		.steps = STEPS(READY, BUFFER(B0, PAGES(4)),
			       PUNCH(B0, PAGES(2), PAGES(1)),
			       MAP(B0, DEFAULT_START, .err = EFAULT),
			       MAP(B0, DEFAULT_START, .vaddr = BUF_PAGE(B0, 2),
				   .size = PAGES(1), .err = EFAULT),
			       MAP(B0, DEFAULT_START, .size = PAGES(2)),
			       MAP(B0, DEFAULT_START, .vaddr = N(0),
				   .size = PAGES(1), .err = EFAULT),
			       MAP(B0, DEFAULT_START,
				   .vaddr = MAX64_MINUS(0xfff), .size = KiB(4),
				   .err = EFAULT)),
	},
	{
		.name = "write-to-read-only-memory",
		.about = "memory that cannot be written cannot be mapped for "
			 "writing",
		.clauses = "V1-11",
		.steps = STEPS(
			READY, BUFFER(B0, PAGES(1), .kind = TCE_BUFFER_RO),
			MAP(B0, DEFAULT_START, .err = EFAULT),
			MAP(B0, DEFAULT_START, .flags = N(2), .err = EFAULT)),
	},
	{
		.name = "read-of-read-only-memory",
		.about = "memory that cannot be written can be mapped for "
			 "reading",
		.clauses = "V1-10",
		.steps = STEPS(READY,
			       BUFFER(B0, PAGES(1), .kind = TCE_BUFFER_RO),
			       MAP(B0, DEFAULT_START, .flags = N(1)),
			       UNMAP(DEFAULT_START, PAGES(1))),
	},
	{
		.name = "map-over-a-mapping",
		.about = "MAP over a mapping replaces it",
		.clauses = "V1-13",
		.steps = STEPS(READY, BUFFER(B0, PAGES(2)),
			       BUFFER(B1, PAGES(2)), MAP(B0, DEFAULT_START),
			       MAP(B1, DEFAULT_START), MAP(B0, DEFAULT_PAGE(1)),
			       UNMAP(DEFAULT_START, PAGES(3)), DISABLE()),
	},
	{
		.name = "iova-misaligned",
		.about =
			"a bus address that is no multiple of 4 KiB is refused "
			"by an errno",
		.clauses = "V1-17 BAD-11",
		.steps = STEPS(READY, BUFFER(B0, PAGES(1)),
			       MAP(B0, DEFAULT_AT(0x800), .err = EINVAL),
			       UNMAP(DEFAULT_AT(0x800), KiB(4), .err = EINVAL)),
	},
	{
		.name = "bad-arguments",
		.about =
			"misaligned memory and sizes, unknown flags, no access "
			"and addresses outside of the window are refused",
		.clauses = "V1-11 BAD-03 BAD-04",
		.steps = STEPS(
			READY, BUFFER(B0, PAGES(2)),
			MAP(B0, DEFAULT_START, .vaddr = BUF_AT(B0, 0x800),
			    .size = KiB(4), .err = EINVAL),
			MAP(B0, DEFAULT_START, .size = KiB(2), .err = EINVAL),
			MAP(B0, DEFAULT_START, .flags = N(0), .err = EINVAL),
			FOR_BITS(2, 31),
			MAP(B0, DEFAULT_START, .flags = X, .err = EINVAL), DONE,
			FOR_RANGE(0, 31),
			MAP(B0, DEFAULT_START, .argsz = X, .err = EINVAL), DONE,
			MAP(B0, DEFAULT_END(0), .err = ENXIO),
			UNMAP(DEFAULT_END(0), KiB(4), .err = ENXIO)),
	},
	{
		.name = "past-the-end",
		.about = "MAP that begins in the window's last page and ends "
			 "after it is refused, and maps nothing",
		.clauses = "V1-12",
		.needs = NEED(PSERIES),
		.risk = TCE_RISK_CRASH,
		.steps = STEPS(READY, BUFFER(B0, KiB(128)),
			       MAP(B0, WIN_END_PAGE(W0, -1),
				   .size = IOPAGES(W0, 2), .err = EINVAL)),
	},
	/* ends */
	{
		.name = "close-with-mappings",
		.about = "the last close ends mappings and charges",
		.clauses = "V1-15",
		.steps = STEPS(READY, BUFFER(B0, PAGES(8)),
			       MAP(B0, DEFAULT_START), CLOSE_CONTAINER(C0),
			       CLOSE_GROUP(G0), CHECK_LOCKED(N(0)), READY,
			       MAP(B0, DEFAULT_START)),
	},
	{
		.name = "detach-with-mappings",
		.about = "DETACH ends mappings and charges, after which either "
			 "type can be set",
		.clauses = "V1-15",
		.steps = STEPS(READY, BUFFER(B0, PAGES(8)),
			       MAP(B0, DEFAULT_START), DETACH(G0),
			       CHECK_LOCKED(N(0)), ATTACH(G0, C0), SET_V2(),
			       REGISTER(B0), MAP(B0, DEFAULT_START),
			       UNMAP(DEFAULT_START, PAGES(8)), UNREGISTER(B0)),
	},
	{
		.name = "types-in-turns",
		.about = "both types take turns on a group, time and again",
		.clauses = "V1-16",
		.timeout_s = 30,
		.steps = STEPS(OPEN_ATTACHED, BUFFER(B0, PAGES(1)),
			       FOR_RANGE(1, 3), SET_V1(), ENABLE(),
			       MAP(B0, DEFAULT_START), DETACH(G0),
			       ATTACH(G0, C0), SET_V2(), REGISTER(B0),
			       MAP(B0, DEFAULT_START), DETACH(G0),
			       ATTACH(G0, C0), DONE, SET_V1()),
	},
	{
		.name = "without-dynamic-windows",
		.about = "where there are no dynamic windows v1 has the "
			 "default one",
		.clauses = "OWN-22 OWN-23",
		.needs = NEED(NO_DDW),
		.steps = STEPS(READY, BUFFER(B0, PAGES(1)),
			       MAP(B0, DEFAULT_START), DISABLE(),
			       CLOSE_GROUP(G0), CLOSE_CONTAINER(C0), READY,
			       MAP(B0, DEFAULT_START)),
	},
	{
		.name = "movable-memory",
		.about = "MAP moves pages out of memory that must stay movable",
		.clauses = "V1-18",
		.needs = NEED(MOVABLE) | NEED(ROOT),
		.red_on = "fixes/v1-longterm",
		.run = pins_run_v1,
	},
};

const struct tce_suite v1_suite = {
	.name = "v1",
	.about = "the first version: ENABLE, DISABLE, and MAP of any memory",
	.cases = cases,
	.n = ARRAY_SIZE(cases),
};
