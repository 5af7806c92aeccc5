// SPDX-License-Identifier: GPL-2.0-only
/*
 * EEH_PE_OP where the kernel has EEH. Each operation is for all PEs of the
 * container and gives the first answer that is not 0; GET_STATE's answers are
 * states. What a machine without EEH says is in request.c.
 *
 * A PE that is reset is in state 1 until the reset is deactivated. What it had
 * mapped is untouched.
 *
 * Sources: <linux/vfio.h> (VFIO_EEH_PE_OP), Documentation/driver-api/vfio.rst
 * on EEH, Documentation/arch/powerpc/eeh-pci-error-recovery.rst.
 */
#include <tce/uapi.h>

#include "suites.h"

#define OP(op, ...) EEH(.value = N(VFIO_EEH_PE_##op), __VA_ARGS__)
#define STATE(n) OP(GET_STATE, .ret = (n))
/* An error that no device ever meets: its address is nobody's. */
#define INJECT(...) OP(INJECT_ERR, __VA_ARGS__)
/* what is no access to memory: a kernel may have more of them than today's */
#define LACKING INJECT(.func = X, .err = ERANGE, OR(SUCCESS))

static const struct tce_case cases[] = {
	{
		.name = "offered",
		.about = "EEH is offered before and after a type is set",
		.clauses = "EEH-01",
		.needs = NEED(EEH),
		.steps = STEPS(OPEN_CONTAINER(C0), CHECK_EXTENSION(5, .ret = 1),
			       OPEN_GROUP(G0), ATTACH(G0, C0), SET_V2(),
			       CHECK_EXTENSION(5, .ret = 1)),
	},
	{
		.name = "without-a-type",
		.about = "a container without a type knows no EEH operation",
		.clauses = "EEH-12",
		.steps = STEPS(OPEN_ATTACHED, OP(GET_STATE, .err = EINVAL),
			       OP(ENABLE, .err = EINVAL)),
	},
	{
		.name = "state-of-an-idle-pe",
		.about = "a PE that had no error is in state 0, on v1 as well",
		.clauses = "EEH-03",
		.needs = NEED(EEH),
		.steps = STEPS(OPEN_V1, STATE(0), DETACH(G0), ATTACH(G0, C0),
			       SET_V2(), STATE(0)),
	},
	{
		.name = "enable-and-disable",
		.about =
			"EEH of a PE can be enabled and disabled, in any order",
		.clauses = "EEH-05",
		.needs = NEED(EEH),
		.steps = STEPS(OPEN_V2, OP(DISABLE), OP(ENABLE), OP(ENABLE),
			       STATE(0), OP(DISABLE), OP(DISABLE), OP(ENABLE),
			       STATE(0)),
	},
	{
		.name = "nothing-to-unfreeze",
		.about = "what is not frozen can be unfrozen, and configured",
		.clauses = "EEH-05",
		.needs = NEED(EEH),
		.steps = STEPS(OPEN_V2, OP(UNFREEZE_IO), STATE(0),
			       OP(UNFREEZE_DMA), STATE(0), OP(CONFIGURE),
			       STATE(0)),
	},
	{
		.name = "bad-structure",
		.about = "a short argsz, a flag and a bad pointer are refused, "
			 "whatever the operation",
		.clauses = "EEH-04 BAD-03 BAD-04",
		.needs = NEED(EEH),
		.steps = STEPS(OPEN_V2, FOR_RANGE(0, 11),
			       OP(GET_STATE, .argsz = X, .err = EINVAL),
			       OP(RESET_HOT, .argsz = X, .err = EINVAL),
			       OP(GET_STATE, .room = X, .err = EFAULT), DONE,
			       FOR_BITS(0, 31),
			       OP(RESET_HOT, .flags = X, .err = EINVAL), DONE,
			       OP(ENABLE, .ptr = TCE_PTR_NULL, .err = EFAULT),
			       OP(ENABLE, .ptr = TCE_PTR_NONE, .err = EFAULT),
			       OP(GET_STATE, .argsz = N(12), .room = N(12)),
			       OP(GET_STATE, .ptr = TCE_PTR_RO), STATE(0)),
	},
	{
		.name = "unknown-operations",
		.about = "unknown EEH operations are refused",
		.clauses = "EEH-04",
		.needs = NEED(EEH),
		.steps = STEPS(OPEN_V2, FOR_RANGE(10, 99),
			       EEH(.value = X, .err = EINVAL), DONE,
			       FOR_BITS(7, 31), EEH(.value = X, .err = EINVAL),
			       DONE, EEH(.value = N(0xffffffff), .err = EINVAL),
			       STATE(0)),
	},
	{
		.name = "inject-bad",
		.about = "an error can be injected only by a whole structure "
			 "and a known function",
		.clauses = "EEH-06",
		.needs = NEED(EEH),
		.steps = STEPS(
			OPEN_V2, FOR_RANGE(12, 39),
			INJECT(.argsz = X, .err = EINVAL),
			INJECT(.room = X, .err = EFAULT), DONE,
			INJECT(.func = N(20), .err = EINVAL), FOR_BITS(5, 31),
			INJECT(.func = X, .err = EINVAL), DONE, STATE(0)),
	},
	{
		.name = "inject-unknown-type",
		.about = "an error of an unknown type gives ERANGE",
		.clauses = "EEH-08",
		.needs = NEED(EEH) | NEED(POWERNV),
		.steps = STEPS(
			OPEN_V2, FOR_RANGE(2, 9),
			INJECT(.type = X, .err = ERANGE), DONE, FOR_BITS(4, 31),
			INJECT(.type = X, .err = ERANGE), DONE, STATE(0)),
	},
	{
		.name = "inject-lacking",
		.about = "an error of an unknown type is refused, and one of a "
			 "function that the platform lacks",
		.clauses = "EEH-07",
		.needs = NEED(EEH) | NEED(PSERIES),
		.steps =
			STEPS(OPEN_V2, FOR_RANGE(2, 9),
			      INJECT(.type = X, .err = EINVAL), DONE,
			      FOR_BITS(4, 31), INJECT(.type = X, .err = EINVAL),
			      DONE, FOR_RANGE(2, 5), LACKING, DONE,
			      FOR_RANGE(8, 19), LACKING, DONE, STATE(0)),
	},
	{
		.name = "hot-reset",
		.about = "a PE is in state 1 while it is reset, and in state 0 "
			 "again once that is deactivated and it is configured",
		.clauses = "EEH-09",
		.validates = "11b93559000c",
		.needs = NEED(EEH) | NEED(PSERIES),
		.steps = STEPS(OPEN_V2, OP(ENABLE), OP(RESET_HOT), STATE(1),
			       OP(RESET_DEACTIVATE), STATE(0), OP(CONFIGURE),
			       STATE(0)),
	},
	{
		.name = "resets-end-normal",
		.about =
			"after each kind of reset, deactivated and configured, "
			"the PE is in state 0, however often",
		.clauses = "EEH-09",
		.needs = NEED(EEH),
		.steps = STEPS(OPEN_V2, OP(ENABLE), FOR_RANGE(6, 7),
			       EEH(.value = X), OP(RESET_DEACTIVATE),
			       OP(CONFIGURE), STATE(0), EEH(.value = X),
			       OP(RESET_DEACTIVATE), OP(CONFIGURE), STATE(0),
			       DONE),
	},
	{
		.name = "mappings-survive-a-reset",
		.about = "a reset of the PE leaves windows and what is mapped "
			 "in "
			 "them",
		.clauses = "EEH-10",
		.validates = "33bc69cf6655",
		.needs = NEED(EEH),
		.steps =
			STEPS(OPEN_V2, BUFFER(B0, PAGES(2)), REGISTER(B0),
			      MAP(B0, DEFAULT_START), OP(ENABLE), OP(RESET_HOT),
			      OP(RESET_DEACTIVATE), OP(CONFIGURE), STATE(0),
			      MAP(B0, DEFAULT_PAGE(4)),
			      UNMAP(DEFAULT_START, PAGES(6)), UNREGISTER(B0)),
	},
	{
		.name = "foreign-process",
		.about = "a process that the container is not bound to gets "
			 "EPERM",
		.clauses = "EEH-04 BAD-08",
		.needs = NEED(EEH),
		.steps = STEPS(OPEN_BARE, FORK(P1),
			       OP(GET_STATE, .by = P1, .err = EPERM),
			       OP(RESET_HOT, .by = P1, .err = EPERM), STATE(0)),
	},
	{
		.name = "unplugged",
		.about = "with its group gone a container knows no EEH "
			 "operation",
		.clauses = "EEH-12",
		.steps = STEPS(OPEN_V2, DETACH(G0),
			       OP(GET_STATE, .err = EINVAL)),
	},
	{
		.name = "unbound",
		.about = "a container whose device has left its driver knows "
			 "no EEH operation",
		.clauses = "EEH-12",
		.needs = NEED(ROOT) | NEED(ALONE),
		.risk = TCE_RISK_DAMAGE,
		.steps =
			STEPS(OPEN_V2, REBIND(G0), OP(GET_STATE, .err = EINVAL),
			      OP(RESET_HOT, .err = EINVAL), CLOSE_GROUP(G0),
			      CLOSE_CONTAINER(C0), OPEN_V2),
	},
};

const struct tce_suite eeh_suite = {
	.name = "eeh",
	.about = "EEH: states, resets and injected errors of PEs",
	.cases = cases,
	.n = ARRAY_SIZE(cases),
};
