// SPDX-License-Identifier: GPL-2.0-only
/*
 * Several groups in a container.
 *
 * v1 takes one group. v2 takes several; what becomes of windows depends on who
 * has the tables. On pSeries the hypervisor does, for one PE each: while two
 * groups are in a container it has no window, and a group cannot join one that
 * has. On PowerNV the kernel does, and all groups of a container use the same.
 * Whatever is refused leaves the groups as they were.
 *
 * Sources: <linux/vfio.h> (VFIO_GROUP_SET_CONTAINER),
 * Documentation/driver-api/vfio.rst on sPAPR TCE v2.
 */
#include <tce/tce.h>

#include "suites.h"

#define PSERIES (NEED(PE2) | NEED(PSERIES))
#define POWERNV (NEED(PE2) | NEED(POWERNV))
#define OPEN_TWO                                                            \
	OPEN_CONTAINER(C0), OPEN_GROUP(G0), OPEN_GROUP(G1), ATTACH(G0, C0), \
		ATTACH(G1, C0)
#define OPEN_TWO_V2 OPEN_TWO, SET_V2()
#define DYNAMIC(w, ...) \
	CREATE(w, .page_shift = N(12), .size = TCES(1024), __VA_ARGS__)

static const struct tce_case cases[] = {
	/* v1 */
	{
		.name = "two-on-v1",
		.about =
			"a container with two groups does not become a v1 one, "
			"and one with either does",
		.clauses = "MG-01",
		.needs = NEED(PE2),
		.steps = STEPS(OPEN_TWO, SET_V1(.err = EBUSY, OR(SUCCESS)),
			       DETACH(G1), SET_V1(), ENABLE(), DISABLE(),
			       DETACH(G0), ATTACH(G1, C0), SET_V1()),
	},
	{
		.name = "second-on-v1",
		.about = "a v1 container takes no second group, and works on",
		.clauses = "MG-01",
		.needs = NEED(PE2),
		.steps = STEPS(OPEN_V1, ENABLE(), BUFFER(B0, PAGES(1)),
			       MAP(B0, DEFAULT_START), OPEN_GROUP(G1),
			       ATTACH(G1, C0, .err = EBUSY, OR(SUCCESS)),
			       CHECK_DT(WINDOW, G1, 1),
			       MAP(B0, DEFAULT_PAGE(1)), OPEN_CONTAINER(C1),
			       ATTACH(G1, C1), SET_V1(ON_CONTAINER(C1))),
	},
	{
		.name = "containers-of-both-types",
		.about = "a v1 and a v2 container with a group each do not "
			 "disturb one another",
		.clauses = "MG-10",
		.needs = NEED(PE2),
		.steps = STEPS(
			OPEN_V1, ENABLE(), OPEN_CONTAINER(C1), OPEN_GROUP(G1),
			ATTACH(G1, C1), SET_V2(ON_CONTAINER(C1)),
			BUFFER(B0, PAGES(1)), MAP(B0, DEFAULT_START),
			REGISTER(B0, ON_CONTAINER(C1)),
			MAP(B0, DEFAULT_START, ON_CONTAINER(C1)), DISABLE(),
			UNMAP(DEFAULT_START, PAGES(1), ON_CONTAINER(C1)),
			UNREGISTER(B0, ON_CONTAINER(C1))),
	},
	/* v2, wherever the tables are */
	{
		.name = "two-on-v2",
		.about = "a container with two groups becomes a v2 one that "
			 "reports one default window",
		.clauses = "MG-02 MG-03",
		.needs = NEED(PE2),
		.steps = STEPS(OPEN_TWO_V2, GET_INFO(),
			       CHECK_INFO(START, DEFAULT_START),
			       CHECK_INFO(SIZE, DEFAULT_SIZE), DETACH(G0),
			       GET_INFO(), CHECK_INFO(SIZE, DEFAULT_SIZE)),
	},
	{
		.name = "second-before-any-window",
		.about = "a group joins a v2 container that has no window",
		.clauses = "MG-02 MG-03",
		.needs = NEED(PE2),
		.steps = STEPS(OPEN_V2, OPEN_GROUP(G1), ATTACH(G1, C0),
			       REMOVE_AT(DEFAULT_START), DETACH(G1),
			       ATTACH(G1, C0), DETACH(G0), GET_INFO()),
	},
	{
		.name = "independent-windows",
		.about = "windows, memory and charges of two containers have "
			 "nothing to do with one another",
		.clauses = "MG-10",
		.needs = NEED(PE2) | NEED(TWO_WINDOWS),
		.steps = STEPS(OPEN_V2, OPEN_CONTAINER(C1), OPEN_GROUP(G1),
			       ATTACH(G1, C1), SET_V2(ON_CONTAINER(C1)),
			       DYNAMIC(W1), DYNAMIC(W2, ON_CONTAINER(C1)),
			       BUFFER(B0, PAGES(1)), REGISTER(B0),
			       MAP(B0, WIN(W2), ON_CONTAINER(C1), .err = EPERM),
			       REMOVE(W2, ON_CONTAINER(C1)), MAP(B0, WIN(W1)),
			       CLOSE_CONTAINER(C1), CLOSE_GROUP(G1),
			       MAP(B0, DEFAULT_START), UNMAP(WIN(W1), PAGES(1)),
			       UNMAP(DEFAULT_START, PAGES(1)), UNREGISTER(B0)),
	},
	/* pSeries */
	{
		.name = "two-make-no-window",
		.about =
			"a container with two groups makes neither the default "
			"window nor a dynamic one, and charges nothing",
		.clauses = "MG-03",
		.validates = "f431a8cde7f1",
		.needs = PSERIES | NEED(DDW),
		.steps =
			STEPS(OPEN_TWO_V2, BUFFER(B0, PAGES(1)), REGISTER(B0),
			      MAP(B0, DEFAULT_START, .err = EPERM, OR(SUCCESS)),
			      UNMAP(DEFAULT_START, PAGES(1), .err = EPERM,
				    OR(SUCCESS)),
			      DYNAMIC(W1, .err = EPERM, OR(SUCCESS)),
			      REMOVE_AT(DEFAULT_START),
			      DYNAMIC(W1, .err = EPERM, OR(SUCCESS)),
			      MAP(B0, DEFAULT_START, .err = ENXIO),
			      UNREGISTER(B0), CHECK_LOCKED(N(0))),
	},
	{
		.name = "one-of-two-leaves",
		.about = "once one of two groups has left, the other has "
			 "windows",
		.clauses = "MG-06",
		.validates = "f431a8cde7f1",
		.needs = PSERIES | NEED(TWO_WINDOWS),
		.steps =
			STEPS(OPEN_TWO_V2, BUFFER(B0, PAGES(1)), REGISTER(B0),
			      MAP(B0, DEFAULT_START, .err = EPERM, OR(SUCCESS)),
			      DETACH(G1), CHECK_DT(WINDOW, G1, 1),
			      MAP(B0, DEFAULT_START), DYNAMIC(W1),
			      UNMAP(DEFAULT_START, PAGES(1)), UNREGISTER(B0)),
	},
	{
		.name = "second-finds-a-window",
		.about = "a group does not join a container that has a window, "
			 "and both go on as they were",
		.clauses = "MG-04 MG-05",
		.validates = "17391cb2613b",
		.needs = PSERIES,
		.risk = TCE_RISK_CRASH,
		.steps =
			STEPS(OPEN_V2, BUFFER(B0, PAGES(1)), REGISTER(B0),
			      MAP(B0, DEFAULT_START), OPEN_GROUP(G1),
			      ATTACH(G1, C0, .err = EPERM, OR(SUCCESS)),
			      CHECK_DT(WINDOW, G1, 1), MAP(B0, DEFAULT_PAGE(1)),
			      UNMAP(DEFAULT_START, PAGES(2)), UNREGISTER(B0),
			      OPEN_CONTAINER(C1), ATTACH(G1, C1),
			      SET_V2(ON_CONTAINER(C1)),
			      REGISTER(B0, ON_CONTAINER(C1)),
			      MAP(B0, DEFAULT_START, ON_CONTAINER(C1))),
	},
	{
		.name = "second-finds-a-dynamic-window",
		.about = "a group does not join a container that has a dynamic "
			 "window, and both go on as they were",
		.clauses = "MG-04",
		.validates = "17391cb2613b",
		.needs = PSERIES | NEED(DDW),
		.risk = TCE_RISK_CRASH,
		.steps = STEPS(OPEN_BARE, DYNAMIC(W1), OPEN_GROUP(G1),
			       ATTACH(G1, C0, .err = EPERM, OR(SUCCESS)),
			       CHECK_DT(WINDOW, G1, 1), BUFFER(B0, PAGES(1)),
			       REGISTER(B0), MAP(B0, WIN(W1)), REMOVE(W1),
			       ATTACH(G1, C0), DETACH(G1), UNREGISTER(B0)),
	},
	/* PowerNV */
	{
		.name = "shared-windows",
		.about = "windows of a container with two groups are charged "
			 "once, and live until the last of them leaves",
		.clauses = "MG-02 MG-09",
		.needs = POWERNV,
		.steps = STEPS(OPEN_TWO_V2, BUFFER(B0, PAGES(1)), REGISTER(B0),
			       MAP(B0, DEFAULT_START), DYNAMIC(W1),
			       MAP(B0, WIN(W1)), UNMAP(WIN(W1), PAGES(1)),
			       UNMAP(DEFAULT_START, PAGES(1)), DETACH(G0),
			       MAP(B0, WIN(W1)), UNMAP(WIN(W1), PAGES(1)),
			       REMOVE(W1), UNREGISTER(B0), DETACH(G1),
			       CHECK_LOCKED(N(0))),
	},
	{
		.name = "joins-windows",
		.about = "a group joins a container that has windows, and can "
			 "leave and join again",
		.clauses = "MG-11",
		.needs = POWERNV,
		.steps = STEPS(OPEN_V2, DYNAMIC(W1), OPEN_GROUP(G1),
			       FOR_RANGE(1, 5), ATTACH(G1, C0), DETACH(G1),
			       DONE, ATTACH(G1, C0), REMOVE(W1), DYNAMIC(W1),
			       DETACH(G0), REMOVE(W1)),
	},
	{
		.name = "states-of-two",
		.about = "an EEH operation is for the PEs of both groups",
		.clauses = "MG-12",
		.needs = POWERNV | NEED(EEH),
		.steps = STEPS(
			OPEN_TWO_V2, EEH(.value = N(4)), EEH(.value = N(1)),
			EEH(.value = N(99), .err = EINVAL), EEH(.value = N(4))),
	},
};

const struct tce_suite groups_suite = {
	.name = "groups",
	.about = "several groups in a container",
	.cases = cases,
	.n = ARRAY_SIZE(cases),
};
