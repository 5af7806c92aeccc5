// SPDX-License-Identifier: GPL-2.0-only
/* The vocabulary of steps, for lib/spec/README.md. */
#include <stdio.h>

#include <spec/steps/text.h>
#include <tce/ioctl.h>

#include "list.h"

static void slots_print(enum tce_op op)
{
	static const char letters[] = { [TCE_FD_CONTAINER] = 'c',
					[TCE_FD_GROUP] = 'g',
					[TCE_FD_DEVICE] = 'd' };
	const struct tce_op_info *info = &tce_op_info[op];

	if (info->fd_kind)
		printf(" %c", letters[info->fd_kind]);
	if (info->slot)
		printf(" %c", info->slot);
}

static void members_print(enum tce_op op)
{
	/* any ioctl has them */
	const unsigned int common = 1u << TCE_ARG_REQUEST | 1u << TCE_ARG_ROOM;
	unsigned int args = tce_op_args(op);

	if (tce_op_info[op].request)
		args &= ~common;
	for (unsigned int i = 0; i < TCE_ARGS; i++)
		if (args & 1u << i)
			printf(" %s", tce_arg_words[i]);
	if (op == TCE_OP_BUFFER)
		printf(" kind");
}

void tce_list_operations(void)
{
	puts("| step | slots | members | what it does |\n|---|---|---|---|");
	for (enum tce_op op = TCE_OP_END + 1; op < TCE_OPS; op++) {
		const struct tce_op_info *info = &tce_op_info[op];

		printf("| `%s` |", info->name);
		slots_print(op);
		printf(" |");
		members_print(op);
		printf(" | %s |\n", info->about
					    ? info->about
					    : tce_request_name(info->request));
	}
}
