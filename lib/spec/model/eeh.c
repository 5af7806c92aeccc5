// SPDX-License-Identifier: GPL-2.0-only
/*
 * EEH: what a container's owner may ask of the errors and resets of its PEs.
 * Whether there is EEH at all is asked before anything else.
 */
#include <errno.h>

#include <tce/uapi.h>

#include "state.h"

#define STATE_NORMAL 0
#define STATE_RESET 1
/* INJECT_ERR's structure, in which the error follows the operation */
#define INJECT_SIZE sizeof(struct vfio_eeh_pe_op)
/* Functions are the loads, stores and DMA accesses of a bus; types its width.
 */
#define FUNC_MAX 19
#define TYPE_MAX 1
/* asm/eeh.h of powerpc, which other hosts do not have */
#define EEH_ERR_FUNC_LD_MEM_ADDR 0
#define EEH_ERR_FUNC_LD_MEM_DATA 1
#define EEH_ERR_FUNC_ST_MEM_ADDR 6
#define EEH_ERR_FUNC_ST_MEM_DATA 7

static int64_t reset(struct model *m, struct model_pe *pe, bool on)
{
	if (on || keeps(m, RULE_EEH_DEACTIVATE))
		pe->reset = on;
	return 0;
}

/* Memory loads and stores: what a kernel can bring about without firmware. */
static bool is_memory(uint64_t func)
{
	return func == EEH_ERR_FUNC_LD_MEM_ADDR ||
	       func == EEH_ERR_FUNC_LD_MEM_DATA ||
	       func == EEH_ERR_FUNC_ST_MEM_ADDR ||
	       func == EEH_ERR_FUNC_ST_MEM_DATA;
}

static int64_t inject(struct model *m, const struct tce_request *call)
{
	if (refuses(m, RULE_EEH_INJECT_ARGSZ,
		    call->arg[TCE_ARG_ARGSZ] < INJECT_SIZE))
		return -EINVAL;
	if (call->arg[TCE_ARG_ROOM] < INJECT_SIZE)
		return -EFAULT;
	if (refuses(m, RULE_EEH_INJECT_FUNC,
		    call->arg[TCE_ARG_FUNC] > FUNC_MAX))
		return -EINVAL;
	if (call->arg[TCE_ARG_TYPE] > TYPE_MAX)
		return !keeps(m, RULE_EEH_INJECT_TYPE) ? 0
		       : m->platform->pseries	       ? -EINVAL
						       : -ERANGE;
	if (m->platform->pseries && !is_memory(call->arg[TCE_ARG_FUNC]))
		return CHOICE(m, call, RULE_EEH_INJECT_LACKS, ERANGE,
			      TCE_ERR_SUCCESS);
	return 0;
}

static int64_t operate(struct model *m, struct model_pe *pe,
		       const struct tce_request *call)
{
	switch (call->arg[TCE_ARG_VALUE]) {
	case VFIO_EEH_PE_DISABLE:
	case VFIO_EEH_PE_ENABLE:
	case VFIO_EEH_PE_UNFREEZE_IO:
	case VFIO_EEH_PE_UNFREEZE_DMA:
	case VFIO_EEH_PE_CONFIGURE:
		return 0;
	case VFIO_EEH_PE_GET_STATE:
		if (pe->reset)
			return keeps(m, RULE_EEH_RESET) ? STATE_RESET
							: STATE_NORMAL;
		return keeps(m, RULE_EEH_STATE) ? STATE_NORMAL : STATE_RESET;
	case VFIO_EEH_PE_RESET_DEACTIVATE:
		return reset(m, pe, false);
	case VFIO_EEH_PE_RESET_HOT:
	case VFIO_EEH_PE_RESET_FUNDAMENTAL:
		return reset(m, pe, true);
	case VFIO_EEH_PE_INJECT_ERR:
		return inject(m, call);
	default:
		return keeps(m, RULE_EEH_UNKNOWN) ? -EINVAL : 0;
	}
}

int64_t model_eeh(struct model *m, const struct model_container *c,
		  const struct tce_request *call)
{
	int64_t ret = 0;

	for (unsigned int pe = 0; pe < TCE_SLOTS && !ret; pe++) {
		if (!(c->pes & 1u << pe))
			continue;
		/* a bad argument may be looked at first */
		if (!m->platform->pe[pe].eeh && call->answered &&
		    (call->answer == -EFAULT || call->answer == -ENOTTY))
			return call->answer;
		if (!m->platform->pe[pe].eeh)
			return keeps(m, RULE_EEH_ABSENT) ? -ENODEV : 0;
		ret = model_argument(m, call, RULE_EEH_ARGSZ);
		if (ret)
			return ret;
		if (refuses(m, RULE_EEH_FLAGS, call->arg[TCE_ARG_FLAGS]))
			return -EINVAL;
		ret = operate(m, &m->pe[pe], call);
	}
	return ret;
}
