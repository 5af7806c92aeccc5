// SPDX-License-Identifier: GPL-2.0-only
/*
 * Processes: who may use a container, and what outlives whom.
 *
 * The first call that charges or pins memory (REGISTER, CREATE, REMOVE; ENABLE
 * of a v1 container) binds the container to the caller's address space, be
 * the call good or bad. From then on the driver answers EPERM to all others:
 * a fork, a program started by exec in its place, a process that was handed
 * the descriptor. What is no business of the driver (version, extensions,
 * attachment) is not affected. Descriptors count in any process: the last
 * close is what ends an attachment, also when it is a kill that closes.
 *
 * Sources: linux/vfio.h, the kernel's VFIO documentation on sPAPR TCE, and the
 * meaning of fork(2), execve(2), close(2) and SCM_RIGHTS.
 */
#include "suites.h"

#define OPEN_BARE_BY(p)                                           \
	OPEN_CONTAINER(C0, .by = (p)), OPEN_GROUP(G0, .by = (p)), \
		ATTACH(G0, C0, .by = (p)), SET_V2(.by = (p)),     \
		REMOVE_AT(DEFAULT_START, .by = (p))
#define FILL_BY(p)                                                        \
	CREATE(W1, .page_shift = N(12), .size = MiB(32), .by = (p)),      \
		CREATE(W2, .page_shift = N(12), .size = TCES(1024),       \
		       .by = (p)),                                        \
		BUFFER(B0, PAGES(2), .by = (p)), REGISTER(B0, .by = (p)), \
		MAP(B0, WIN(W1), .by = (p)), MAP(B0, WIN(W2), .by = (p))

/* Every call of the v2 driver, refused whatever else is wrong with it. */
#define ALL_REFUSED(p)                                                      \
	GET_INFO(.by = (p), .err = EPERM),                                  \
		GET_INFO(.by = (p), .ptr = TCE_PTR_NULL, .err = EPERM),     \
		MAP(B0, DEFAULT_START, .by = (p), .err = EPERM),            \
		UNMAP(DEFAULT_START, PAGES(1), .by = (p), .err = EPERM),    \
		ENABLE(.by = (p), .err = EPERM),                            \
		DISABLE(.by = (p), .err = EPERM),                           \
		REGISTER(B0, .by = (p), .err = EPERM),                      \
		REGISTER(B0, .by = (p), .ptr = TCE_PTR_NULL, .err = EPERM), \
		UNREGISTER(B0, .by = (p), .err = EPERM),                    \
		CREATE(W3, .page_shift = N(12), .size = MiB(16), .by = (p), \
		       .err = EPERM),                                       \
		CREATE(W3, .page_shift = N(13), .size = N(0), .by = (p),    \
		       .err = EPERM),                                       \
		REMOVE_AT(DEFAULT_START, .by = (p), .err = EPERM),          \
		EEH(.by = (p), .err = EPERM),                               \
		IOCTL(N(0x20003bff), .by = (p), .err = EPERM)

static const struct tce_case cases[] = {
	{
		.name = "passed-after-binding",
		.about = "a process that is handed a bound container may use "
			 "none of its driver's calls, good or bad",
		.clauses = "BAD-08",
		.steps = STEPS(FORK(P1), OPEN_BARE, BUFFER(B0, PAGES(1)),
			       PASS_CONTAINER(C0, P1), ALL_REFUSED(P1),
			       REGISTER(B0)),
	},
	{
		.name = "passed-after-binding-version",
		.about = "version, extensions and attachment are answered to "
			 "a process that does not own the container",
		.clauses = "BAD-08",
		.steps = STEPS(
			FORK(P1), OPEN_BARE, PASS_CONTAINER(C0, P1),
			PASS_GROUP(G0, P1), GET_INFO(.by = P1, .err = EPERM),
			API_VERSION(.by = P1),
			CHECK_EXTENSION(2, .by = P1, .ret = 1),
			CHECK_EXTENSION(7, .by = P1, .ret = 1),
			SET_V2(.by = P1, .err = EINVAL), STATUS(G0, .by = P1),
			CHECK(STATUS, G0, N(3), .by = P1)),
	},
	{
		.name = "fork-after-binding",
		.about = "a fork has the descriptors of a bound container, and "
			 "no use of them",
		.clauses = "BAD-08",
		.steps = STEPS(OPEN_BARE, BUFFER(B0, PAGES(1)), REGISTER(B0),
			       FORK(P1), ALL_REFUSED(P1), UNREGISTER(B0)),
	},
	{
		.name = "fork-does-not-share-registrations",
		.about = "what a fork does to its copy of registered memory is "
			 "not the owner's: mappings and charges stay",
		.clauses = "BAD-08",
		.needs = NEED(TWO_WINDOWS),
		.steps = STEPS(OPEN_BARE, FILL_BY(P0), FORK(P1),
			       PUNCH(B0, N(0), PAGES(2), .by = P1),
			       CHECK(LOCKED, 0, N(0), .by = P1), EXIT(P1),
			       UNMAP(WIN(W1), PAGES(2)),
			       UNMAP(WIN(W2), PAGES(2)), UNREGISTER(B0)),
	},
	{
		.name = "fork-closes-everything",
		.about = "a fork that closes all its descriptors takes nothing "
			 "from its parent",
		.clauses = "OWN-31",
		.needs = NEED(TWO_WINDOWS),
		.steps = STEPS(
			OPEN_BARE, FILL_BY(P0), OPEN_DEVICE(G0), FORK(P1),
			CLOSE_CONTAINER(C0, .by = P1),
			CLOSE_GROUP(G0, .by = P1), CLOSE_DEVICE(G0, .by = P1),
			GET_INFO(), STATUS(G0), CHECK(STATUS, G0, N(3)),
			CHECK_DT(DDW, G0, 1), EXIT(P1),
			MAP(B0, WIN_PAGE(W1, 64)), UNMAP(WIN(W1), MiB(1)),
			UNMAP(WIN(W2), MiB(1)), UNREGISTER(B0)),
	},
	{
		.name = "exec-loses-its-own-container",
		.about = "a program that replaces its process by exec cannot "
			 "use the container bound before",
		.clauses = "BAD-08",
		.steps = STEPS(FORK(P1), OPEN_BARE_BY(P1), GET_INFO(.by = P1),
			       EXEC(P1), GET_INFO(.by = P1, .err = EPERM),
			       BUFFER(B0, PAGES(1), .by = P1),
			       REGISTER(B0, .by = P1, .err = EPERM),
			       DETACH(G0, .by = P1), ATTACH(G0, C0, .by = P1),
			       SET_V2(.by = P1), REGISTER(B0, .by = P1)),
	},
	{
		.name = "exec-keeps-what-is-mapped",
		.about = "windows and mappings outlive the exec of their owner "
			 "and end with the descriptors",
		.clauses = "OWN-13",
		.needs = NEED(TWO_WINDOWS),
		.steps = STEPS(FORK(P1), OPEN_BARE_BY(P1), FILL_BY(P1),
			       EXEC(P1), CHECK_DT(DDW, G0, 1),
			       OPEN_GROUP(G0, .err = EBUSY), EXIT(P1),
			       CHECK_DT(DDW, G0, 0), OPEN_V2),
	},
	/* who binds */
	{
		.name = "free-until-bound",
		.about = "GET_INFO, and calls that are refused for want of "
			 "memory, bind the container to nobody",
		.clauses = "BAD-09",
		.steps = STEPS(
			OPEN_V2, BUFFER(B0, PAGES(1)), FORK(P1),
			GET_INFO(.by = P1),
			CHECK(INFO_SIZE, 0, DEFAULT_SIZE, .by = P1),
			MAP(B0, DEFAULT_START, .by = P1, .err = EPERM),
			UNMAP(DEFAULT_START, PAGES(1), .by = P1, .err = EPERM),
			UNREGISTER(B0, .by = P1, .err = EPERM),
			ENABLE(.by = P1, .err = ENOTTY), GET_INFO(),
			REMOVE_AT(DEFAULT_START), REGISTER(B0),
			GET_INFO(.by = P1, .err = EPERM)),
	},
	{
		.name = "register-binds",
		.about = "the process that registers first owns the container, "
			 "and its opener is locked out",
		.clauses = "BAD-09",
		.steps = STEPS(OPEN_V2, BUFFER(B0, PAGES(1)), FORK(P1),
			       REGISTER(B0, .by = P1),
			       CHECK(LOCKED, 0, PAGES(1), .by = P1),
			       ALL_REFUSED(P0), UNREGISTER(B0, .by = P1)),
	},
	{
		.name = "passed-before-binding",
		.about =
			"a process that is handed a container which nobody has "
			"bound can bind it, and use its windows",
		.clauses = "BAD-09",
		.steps = STEPS(FORK(P1), OPEN_V2, PASS_CONTAINER(C0, P1),
			       BUFFER(B0, PAGES(1), .by = P1),
			       REGISTER(B0, .by = P1),
			       MAP(B0, DEFAULT_START, .by = P1),
			       GET_INFO(.err = EPERM),
			       UNMAP(DEFAULT_START, PAGES(1), .err = EPERM),
			       UNMAP(DEFAULT_START, PAGES(1), .by = P1),
			       UNREGISTER(B0, .by = P1)),
	},
	{
		.name = "register-binds-even-refused",
		.about = "a REGISTER that is refused binds all the same",
		.clauses = "BAD-09",
		.steps = STEPS(
			OPEN_V2, BUFFER(B0, PAGES(1)), FORK(P1),
			REGISTER(B0, .flags = N(1), .by = P1, .err = EINVAL),
			GET_INFO(.err = EPERM), GET_INFO(.by = P1)),
	},
	{
		.name = "create-binds",
		.about = "the process that makes the first window owns the "
			 "container",
		.clauses = "BAD-09",
		.needs = NEED(DDW),
		.steps = STEPS(
			OPEN_V2, BUFFER(B0, PAGES(1)), FORK(P1),
			CREATE(W1, .argsz = N(0), .by = P1, .err = EINVAL),
			ALL_REFUSED(P0), GET_INFO(.by = P1)),
	},
	{
		.name = "remove-binds",
		.about = "the process that cancels the default window owns the "
			 "container",
		.clauses = "BAD-09",
		.steps = STEPS(OPEN_V2, BUFFER(B0, PAGES(1)), FORK(P1),
			       REMOVE_AT(DEFAULT_START, .by = P1),
			       ALL_REFUSED(P0), GET_INFO(.by = P1)),
	},
	{
		.name = "remove-binds-even-refused",
		.about = "a REMOVE that is refused binds all the same",
		.clauses = "BAD-09",
		.steps = STEPS(OPEN_V2, FORK(P1),
			       REMOVE_AT(DEFAULT_START, .flags = N(1), .by = P1,
					 .err = EINVAL),
			       GET_INFO(.err = EPERM), GET_INFO(.by = P1)),
	},
	{
		.name = "enable-binds",
		.about = "the process that enables a v1 container owns it, and "
			 "is the one that is charged",
		.clauses = "BAD-09",
		.steps = STEPS(
			OPEN_V1, FORK(P1), GET_INFO(.by = P1), ENABLE(.by = P1),
			CHECK(LOCKED, 0, DEFAULT_SIZE, .by = P1, NOT_JUDGED),
			CHECK_LOCKED(N(0)), GET_INFO(.err = EPERM),
			ENABLE(.err = EPERM), DISABLE(.err = EPERM),
			DISABLE(.by = P1)),
	},
	{
		.name = "bound-to-the-dead",
		.about = "a container stays bound to its process when that has "
			 "ended, until the group leaves",
		.clauses = "BAD-09",
		.steps = STEPS(OPEN_V2, BUFFER(B0, PAGES(1)), FORK(P1),
			       REMOVE_AT(DEFAULT_START, .by = P1),
			       REGISTER(B0, .by = P1), EXIT(P1),
			       GET_INFO(.err = EPERM),
			       REGISTER(B0, .err = EPERM), DETACH(G0),
			       ATTACH(G0, C0), SET_V2(), GET_INFO(),
			       REMOVE_AT(DEFAULT_START), REGISTER(B0)),
	},
	{
		.name = "detach-by-another",
		.about = "a process that does not own the container can take "
			 "the group out, which frees what the owner has",
		.clauses = "BAD-08",
		.needs = NEED(TWO_WINDOWS),
		.steps = STEPS(FORK(P1), OPEN_BARE, FILL_BY(P0),
			       PASS_GROUP(G0, P1), DETACH(G0, .by = P1),
			       CHECK_LOCKED(N(0)), CHECK_DT(WINDOW, G0, 1),
			       GET_INFO(.err = EINVAL)),
	},
	/* last descriptors */
	{
		.name = "fork-holds-the-group",
		.about = "descriptors of a fork count: what its parent had "
			 "mapped lives until the fork ends",
		.clauses = "OWN-13",
		.needs = NEED(TWO_WINDOWS),
		.steps = STEPS(
			OPEN_BARE, FILL_BY(P0), FORK(P1), CLOSE_CONTAINER(C0),
			CLOSE_GROUP(G0), CHECK_DT(DDW, G0, 1),
			OPEN_GROUP(G0, .err = EBUSY), EXIT(P1),
			CHECK_LOCKED(N(0)), CHECK_DT(WINDOW, G0, 1), OPEN_V2),
	},
	{
		.name = "fork-holds-the-device",
		.about = "a device that only a fork has open keeps the group "
			 "from leaving",
		.clauses = "OWN-08",
		.steps = STEPS(OPEN_BARE, OPEN_DEVICE(G0), FORK(P1),
			       CLOSE_DEVICE(G0), DETACH(G0, .err = EBUSY),
			       CLOSE_DEVICE(G0, .by = P1), DETACH(G0)),
	},
	{
		.name = "fork-holds-the-container",
		.about = "a container that only a fork has open serves when "
			 "its group comes back",
		.clauses = "OWN-09",
		.steps = STEPS(OPEN_BARE, FORK(P1), CLOSE_CONTAINER(C0),
			       DETACH(G0), GET_INFO(.by = P1, .err = EINVAL),
			       ATTACH(G0, C0, .by = P1), SET_V2(.by = P1),
			       GET_INFO(.by = P1)),
	},
	{
		.name = "killed-with-everything-live",
		.about = "a process that is killed leaves nothing: the group "
			 "is free and the same can be taken again",
		.clauses = "ORD-14 OWN-12 CLR-06",
		.validates = "4ba2fdff2eb1",
		.needs = NEED(TWO_WINDOWS),
		.steps = STEPS(FORK(P1), OPEN_BARE_BY(P1), FILL_BY(P1),
			       OPEN_DEVICE(G0, .by = P1), KILL(P1),
			       CHECK_DT(WINDOW, G0, 1), CHECK_DT(DDW, G0, 0),
			       OPEN_BARE, FILL_BY(P0)),
	},
	{
		.name = "killed-on-v1",
		.about = "a process that is killed leaves no v1 container "
			 "enabled",
		.clauses = "OWN-12",
		.steps = STEPS(FORK(P1), OPEN_CONTAINER(C0, .by = P1),
			       OPEN_GROUP(G0, .by = P1),
			       ATTACH(G0, C0, .by = P1), SET_V1(.by = P1),
			       ENABLE(.by = P1), KILL(P1), OPEN_V2,
			       REMOVE_AT(DEFAULT_START)),
	},
	{
		.name = "killed-copy",
		.about = "the kill of a fork takes nothing from the owner",
		.clauses = "OWN-13",
		.needs = NEED(TWO_WINDOWS),
		.steps = STEPS(OPEN_BARE, FILL_BY(P0), FORK(P1), KILL(P1),
			       UNMAP(WIN(W1), PAGES(2)), MAP(B0, WIN(W1)),
			       UNMAP(WIN(W2), PAGES(2)), REMOVE(W2), REMOVE(W1),
			       UNREGISTER(B0)),
	},
	{
		.name = "killed-owner",
		.about = "the owner's kill does not end what another process "
			 "holds open, and the last close does",
		.clauses = "OWN-13",
		.needs = NEED(TWO_WINDOWS),
		.steps = STEPS(OPEN_CONTAINER(C0), OPEN_GROUP(G0),
			       ATTACH(G0, C0), SET_V2(), FORK(P1),
			       REMOVE_AT(DEFAULT_START, .by = P1), FILL_BY(P1),
			       KILL(P1), CHECK_DT(DDW, G0, 1), STATUS(G0),
			       CHECK(STATUS, G0, N(3)), GET_INFO(.err = EPERM),
			       CLOSE_CONTAINER(C0), CLOSE_GROUP(G0),
			       CHECK_DT(DDW, G0, 0), OPEN_V2),
	},
	{
		.name = "exit-without-closing",
		.about = "a process that just ends leaves nothing either",
		.clauses = "OWN-12 CLR-06",
		.needs = NEED(TWO_WINDOWS),
		.steps = STEPS(FORK(P1), OPEN_BARE_BY(P1), FILL_BY(P1),
			       EXIT(P1), CHECK_DT(WINDOW, G0, 1),
			       CHECK_DT(DDW, G0, 0), OPEN_V2),
	},
};

const struct tce_suite process_suite = {
	.name = "process",
	.about = "fork, exec, kill and descriptors in other processes' hands",
	.cases = cases,
	.n = ARRAY_SIZE(cases),
};
