// SPDX-License-Identifier: GPL-2.0-only
/* The checks that every call with a structure makes first. */
#include <errno.h>

#include "state.h"

int64_t model_argument(struct model *m, const struct tce_request *call,
		       enum model_rule argsz)
{
	const struct tce_op_info *info = &tce_op_info[call->op];

	if (refuses(m, RULE_FAULT,
		    call->ptr == TCE_PTR_NULL || call->ptr == TCE_PTR_NONE))
		return -EFAULT;
	if (call->arg[TCE_ARG_ROOM] < info->min ||
	    (!keeps(m, RULE_FAULT_ROOM) && call->arg[TCE_ARG_ROOM] < 64))
		return -EFAULT;
	if (refuses(m, argsz, call->arg[TCE_ARG_ARGSZ] < info->min))
		return -EINVAL;
	return 0;
}
