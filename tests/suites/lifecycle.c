// SPDX-License-Identifier: GPL-2.0-only
/*
 * Attachment: who owns a PE, from when until when.
 *
 * A group that is put into a container takes its PE from the host: the host's
 * DMA window leaves the device tree, a copy of its description stays. The
 * container gets a type only then, and once. The group leaves by DETACH or
 * with the last descriptor of it and of its devices; whichever descriptor is
 * closed first, windows, mappings and registered memory live until then, and
 * are gone after it: entries cleared, charges returned, the host's window
 * back. The container can serve again, as either type.
 *
 * Sources: the kernel's VFIO documentation and linux/vfio.h; for the device
 * tree PAPR, "DMA window" and "dynamic DMA windows".
 */
#include <string.h>

#include <tce/tce.h>

#include "harness.h"
#include "suites.h"

struct property {
	uint8_t bytes[64];
	int len; /* can exceed what is kept */
};

static struct property property_read(const struct tce_pe *pe,
				     enum tce_dt_prop which)
{
	struct property p = { 0 };

	p.len = tce_platform_prop(pe, which, p.bytes, sizeof(p.bytes));
	return p;
}

static bool property_equal(const struct property *a, const struct property *b)
{
	return a->len == b->len &&
	       !memcmp(a->bytes, b->bytes, sizeof(a->bytes));
}

/* A step's check sees that a property is there, not what is in it. */
static void run_same_window(const struct tce_context *ctx)
{
	const struct tce_pe *pe = &ctx->platform->pe[0];
	struct property before = property_read(pe, TCE_DT_WINDOW);
	struct property saved, after;
	struct tce_vfio v;

	TCE_MUST(before.len);
	TCE_MUST(tce_open(&v, pe->bdf, TCE_IOMMU_V2));
	TCE_OK(tce_close(&v));
	saved = property_read(pe, TCE_DT_SAVED);
	after = property_read(pe, TCE_DT_WINDOW);
	if (!property_equal(&before, &saved))
		tce_fail("the saved copy is not what the host had");
	if (!property_equal(&before, &after))
		tce_fail("the window given back is not what the host had");
}

static const struct tce_case cases[] = {
	/* what a fresh container answers */
	{
		.name = "api-version",
		.about = "the API version is 0 in every state of a container",
		.clauses = "BAD-01",
		.steps =
			STEPS(OPEN_CONTAINER(C0), API_VERSION(), OPEN_GROUP(G0),
			      ATTACH(G0, C0), API_VERSION(), SET_V2(),
			      API_VERSION(), DETACH(G0), API_VERSION()),
	},
	{
		.name = "types-offered",
		.about = "types 2 and 7 are offered, by containers with and "
			 "without a type",
		.clauses = "OWN-04",
		.steps = STEPS(OPEN_CONTAINER(C0), CHECK_EXTENSION(2, .ret = 1),
			       CHECK_EXTENSION(7, .ret = 1), OPEN_GROUP(G0),
			       ATTACH(G0, C0), CHECK_EXTENSION(2, .ret = 1),
			       CHECK_EXTENSION(7, .ret = 1), SET_V1(),
			       CHECK_EXTENSION(2, .ret = 1),
			       CHECK_EXTENSION(7, .ret = 1), DETACH(G0),
			       ATTACH(G0, C0), SET_V2(),
			       CHECK_EXTENSION(2, .ret = 1),
			       CHECK_EXTENSION(7, .ret = 1)),
	},
	{
		.name = "types-not-offered",
		.about = "types of other drivers are not offered, and bits "
			 "above "
			 "the 32nd count",
		.clauses = "OWN-04",
		.steps = STEPS(OPEN_CONTAINER(C0), CHECK_EXTENSION(0),
			       CHECK_EXTENSION(1), CHECK_EXTENSION(3),
			       CHECK_EXTENSION(6), CHECK_EXTENSION(9),
			       CHECK_EXTENSION(10), FOR_BITS(32, 63),
			       STEP(CHECK_EXTENSION, 0, .value = X),
			       STEP(CHECK_EXTENSION, 0, .value = X_PLUS(2)),
			       STEP(CHECK_EXTENSION, 0, .value = X_PLUS(7)),
			       DONE, STEP(CHECK_EXTENSION, 0, .value = MAX64)),
	},
	/* SET_IOMMU */
	{
		.name = "type-needs-a-group",
		.about = "a container without a group takes no type",
		.clauses = "OWN-03",
		.steps = STEPS(OPEN_CONTAINER(C0), SET_V2(.err = EINVAL),
			       SET_V1(.err = EINVAL),
			       SET_IOMMU(99, .err = EINVAL), OPEN_GROUP(G0),
			       SET_V2(.err = EINVAL), ATTACH(G0, C0), SET_V2()),
	},
	{
		.name = "type-unknown",
		.about = "a type that is not offered is refused with ENODEV, "
			 "and a good one is taken afterwards",
		.clauses = "OWN-04",
		.steps = STEPS(
			OPEN_ATTACHED, SET_IOMMU(0, .err = ENODEV),
			SET_IOMMU(1, .err = ENODEV),
			SET_IOMMU(3, .err = ENODEV),
			SET_IOMMU(99, .err = ENODEV), FOR_BITS(4, 63),
			STEP(SET_IOMMU, 0, .value = X, .err = ENODEV),
			STEP(SET_IOMMU, 0, .value = X_PLUS(2), .err = ENODEV),
			STEP(SET_IOMMU, 0, .value = X_PLUS(7), .err = ENODEV),
			DONE, STEP(SET_IOMMU, 0, .value = MAX64, .err = ENODEV),
			SET_V2(), REMOVE_AT(DEFAULT_START)),
	},
	{
		.name = "type-unknown-then-detach",
		.about = "a refused type does not keep the host from getting "
			 "its window back",
		.clauses = "OWN-20",
		.validates = "f431a8cde7f1",
		.steps = STEPS(OPEN_ATTACHED, SET_IOMMU(99, .err = ENODEV),
			       CHECK_DT(WINDOW, G0, 0), DETACH(G0),
			       CHECK_DT(WINDOW, G0, 1)),
	},
	{
		.name = "type-twice",
		.about = "a container takes a type once, whatever the second "
			 "one is",
		.clauses = "OWN-05",
		.steps = STEPS(OPEN_BARE, SET_V2(.err = EINVAL),
			       SET_V1(.err = EINVAL),
			       SET_IOMMU(99, .err = EINVAL), GET_INFO()),
	},
	{
		.name = "type-twice-v1",
		.about = "a v1 container does not become a v2 one",
		.clauses = "OWN-05",
		.steps = STEPS(OPEN_V1, SET_V2(.err = EINVAL),
			       SET_V1(.err = EINVAL), ENABLE(), DISABLE()),
	},
	/* groups */
	{
		.name = "group-opens-once",
		.about = "an open group cannot be opened again, not even by "
			 "another process, until it is closed",
		.clauses = "OWN-07 CON-11",
		.steps = STEPS(
			FORK(P1), OPEN_GROUP(G0), OPEN_GROUP(G0, .err = EBUSY),
			OPEN_GROUP(G0, .by = P1, .err = EBUSY), STATUS(G0),
			CLOSE_GROUP(G0), OPEN_GROUP(G0, .by = P1),
			OPEN_GROUP(G0, .err = EBUSY), CLOSE_GROUP(G0, .by = P1),
			OPEN_GROUP(G0)),
	},
	{
		.name = "group-busy-with-a-device",
		.about = "a device that is open keeps its group from being "
			 "opened again",
		.clauses = "OWN-07",
		.steps = STEPS(OPEN_BARE, OPEN_DEVICE(G0), CLOSE_GROUP(G0),
			       OPEN_GROUP(G0, .err = EBUSY), CLOSE_DEVICE(G0),
			       OPEN_GROUP(G0)),
	},
	{
		.name = "group-status",
		.about = "the status of a group says viable always, and "
			 "attached while it is",
		.clauses = "OWN-06",
		.steps = STEPS(OPEN_CONTAINER(C0), OPEN_GROUP(G0), STATUS(G0),
			       CHECK(STATUS, G0, N(1)), ATTACH(G0, C0),
			       STATUS(G0), CHECK(STATUS, G0, N(3)), SET_V2(),
			       STATUS(G0), CHECK(STATUS, G0, N(3)), DETACH(G0),
			       STATUS(G0), CHECK(STATUS, G0, N(1))),
	},
	{
		.name = "attach-takes-the-window",
		.about = "ATTACH alone takes the host's window away and keeps "
			 "its description, and DETACH gives it back",
		.clauses = "OWN-01 OWN-02",
		.validates = "f431a8cde7f1",
		.needs = NEED(PSERIES),
		.steps = STEPS(OPEN_CONTAINER(C0), OPEN_GROUP(G0),
			       CHECK_DT(WINDOW, G0, 1), ATTACH(G0, C0),
			       CHECK_DT(WINDOW, G0, 0), CHECK_DT(SAVED, G0, 1),
			       CHECK_DT(DDW, G0, 0), DETACH(G0),
			       CHECK_DT(WINDOW, G0, 1), CHECK_DT(DDW, G0, 0)),
	},
	{
		.name = "same-window-back",
		.about = "saved copy and returned window are byte for byte "
			 "what the host had",
		.clauses = "OWN-02",
		.validates = "f431a8cde7f1",
		.needs = NEED(PSERIES) | NEED(DDW),
		.red_on = "patches/give-back-property",
		.seen = true,
		.run = run_same_window,
	},
	{
		.name = "attach-twice",
		.about = "an attached group cannot be attached again, to this "
			 "container or another",
		.clauses = "OWN-06",
		.steps = STEPS(OPEN_CONTAINER(C1), OPEN_BARE,
			       ATTACH(G0, C0, .err = EINVAL),
			       ATTACH(G0, C1, .err = EINVAL), GET_INFO(),
			       GET_INFO(ON_CONTAINER(C1), .err = EINVAL)),
	},
	{
		.name = "attach-to-no-container",
		.about = "ATTACH to a closed number gives EBADF, to another "
			 "kind of file EBADFD, and leaves the group free",
		.clauses = "OWN-06",
		.steps = STEPS(
			OPEN_CONTAINER(C0), OPEN_GROUP(G0),
			ATTACH(G0, C1, .kind = TCE_FD_CLOSED, .err = EBADF),
			ATTACH(G0, C1, .kind = TCE_FD_FOREIGN, .err = EBADFD),
			CHECK_DT(WINDOW, G0, 1), ATTACH(G0, C0)),
	},
	{
		.name = "attach-twice-to-no-container",
		.about = "of an attached group, ATTACH to a closed number "
			 "gives EBADF still, to another kind of file EINVAL",
		.clauses = "OWN-06",
		.steps = STEPS(
			OPEN_BARE,
			ATTACH(G0, C1, .kind = TCE_FD_CLOSED, .err = EBADF),
			ATTACH(G0, C1, .kind = TCE_FD_FOREIGN, .err = EINVAL),
			GET_INFO()),
	},
	{
		.name = "detach-not-attached",
		.about = "DETACH of a group that is not attached gives EINVAL, "
			 "before and after it was",
		.clauses = "OWN-09",
		.steps = STEPS(OPEN_CONTAINER(C0), OPEN_GROUP(G0),
			       DETACH(G0, .err = EINVAL), ATTACH(G0, C0),
			       DETACH(G0), DETACH(G0, .err = EINVAL)),
	},
	{
		.name = "detach-with-a-device",
		.about = "a group does not leave while a device of it is open",
		.clauses = "OWN-08",
		.steps = STEPS(OPEN_BARE, OPEN_DEVICE(G0),
			       DETACH(G0, .err = EBUSY), STATUS(G0),
			       CHECK(STATUS, G0, N(3)), GET_INFO(),
			       CLOSE_DEVICE(G0), DETACH(G0)),
	},
	{
		.name = "device-needs-a-type",
		.about = "a device opens only once its container has a type",
		.clauses = "OWN-08",
		.steps = STEPS(OPEN_CONTAINER(C0), OPEN_GROUP(G0),
			       OPEN_DEVICE(G0, .err = EINVAL), ATTACH(G0, C0),
			       OPEN_DEVICE(G0, .err = EINVAL), SET_V2(),
			       REMOVE_AT(DEFAULT_START), OPEN_DEVICE(G0),
			       CLOSE_DEVICE(G0), DETACH(G0),
			       OPEN_DEVICE(G0, .err = EINVAL)),
	},
};

const struct tce_suite lifecycle_suite = {
	.name = "lifecycle",
	.about = "attachment of groups, types of containers, and ends of both",
	.cases = cases,
	.n = ARRAY_SIZE(cases),
	.more = &lifecycle_ends,
};
