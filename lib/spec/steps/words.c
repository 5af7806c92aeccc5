// SPDX-License-Identifier: GPL-2.0-only
/* The words of steps, and what an operation's text has. */
#include "text.h"

#include <string.h>

const char *const tce_arg_words[] = {
	[TCE_ARG_PAGE_SHIFT] = "page_shift",
	[TCE_ARG_SIZE] = "size",
	[TCE_ARG_LEVELS] = "levels",
	[TCE_ARG_VADDR] = "vaddr",
	[TCE_ARG_IOVA] = "iova",
	[TCE_ARG_START] = "start",
	[TCE_ARG_FLAGS] = "flags",
	[TCE_ARG_ARGSZ] = "argsz",
	[TCE_ARG_RESV1] = "resv1",
	[TCE_ARG_RESV2] = "resv2",
	[TCE_ARG_TYPE] = "type",
	[TCE_ARG_FUNC] = "func",
	[TCE_ARG_VALUE] = "value",
	[TCE_ARG_COUNT] = "count",
	[TCE_ARG_ROOM] = "room",
	[TCE_ARG_REQUEST] = "request",
	[TCE_ARGS] = NULL,
};

const char *const tce_ptr_words[] = {
	[TCE_PTR_GOOD] = "good", [TCE_PTR_NULL] = "null",
	[TCE_PTR_NONE] = "none", [TCE_PTR_RO] = "ro",
	[TCE_PTR_RO + 1] = NULL,
};

const char *const tce_buffer_words[] = {
	[TCE_BUFFER_ANON] = "anon",
	[TCE_BUFFER_SHARED] = "shared",
	[TCE_BUFFER_MEMFD] = "memfd",
	[TCE_BUFFER_RO] = "ro",
	[TCE_BUFFER_HUGE] = "huge",
	[TCE_BUFFER_HUGE_SHARED] = "huge_shared",
	[TCE_BUFFER_IO] = "io",
	[TCE_BUFFER_IO_SHARED] = "io_shared",
	[TCE_BUFFER_IO_SHARED + 1] = NULL,
};

const char *const tce_set_words[] = {
	[TCE_SET_RANGE] = "range",	 [TCE_SET_BITS] = "bits",
	[TCE_SET_OFFERED] = "offered",	 [TCE_SET_DENIED] = "denied",
	[TCE_SET_EXTREMES] = "extremes", [TCE_SET_EXTREMES + 1] = NULL,
};

const char *const tce_call_words[] = {
	[TCE_CALL_QUERY] = "query",   [TCE_CALL_CREATE] = "create",
	[TCE_CALL_REMOVE] = "remove", [TCE_CALL_RESET] = "reset",
	[TCE_CALLS] = NULL,
};

const char *const tce_what_words[] = {
	[TCE_WHAT_LOCKED] = "locked",
	[TCE_WHAT_WIN_START] = "win_start",
	[TCE_WHAT_INFO_FLAGS] = "info_flags",
	[TCE_WHAT_INFO_START] = "info_start",
	[TCE_WHAT_INFO_SIZE] = "info_size",
	[TCE_WHAT_INFO_PGSIZES] = "info_pgsizes",
	[TCE_WHAT_INFO_WINDOWS] = "info_windows",
	[TCE_WHAT_INFO_LEVELS] = "info_levels",
	[TCE_WHAT_STATUS] = "status",
	[TCE_WHAT_WRITTEN] = "written",
	[TCE_WHAT_DT_WINDOW] = "dt_window",
	[TCE_WHAT_DT_SAVED] = "dt_saved",
	[TCE_WHAT_DT_DDW] = "dt_ddw",
	[TCE_WHAT_ATTACHED] = "attached",
	[TCE_WHAT_WINDOWS] = "windows",
	[TCE_WHAT_LIVE] = "live",
	[TCE_WHAT_QUERIES] = "queries",
	[TCE_WHAT_CREATES] = "creates",
	[TCE_WHAT_REMOVES] = "removes",
	[TCE_WHAT_RESETS] = "resets",
	[TCE_WHAT_REFUSALS] = "refusals",
	[TCE_WHATS] = NULL,
};

const char tce_base_letters[] = {
	[TCE_BASE_LOOP] = 'x',	 [TCE_BASE_START] = 'S',
	[TCE_BASE_SIZE] = 'W',	 [TCE_BASE_END] = 'E',
	[TCE_BASE_64] = 'D',	 [TCE_BASE_WIN] = 'w',
	[TCE_BASE_WINEND] = 'e', [TCE_BASE_WINSIZE] = 's',
	[TCE_BASE_BUF] = 'b',	 [TCE_BASE_PGSIZES] = 'P',
	[TCE_BASE_MAX] = 'M',
};

const char tce_unit_letters[] = {
	[TCE_UNIT_PAGE] = 'p',	[TCE_UNIT_IO] = 'i',   [TCE_UNIT_QUARTER] = 'q',
	[TCE_UNIT_SHIFT] = 'x', [TCE_UNIT_HUGE] = 'h', [TCE_UNIT_DMA] = 't',
	[TCE_UNIT_TCE] = 'n',
};

/* --- shapes --------------------------------------------------------------- */

unsigned int tce_slot_count(char letter)
{
	if (!letter)
		return 0;
	if (strchr("cgdp", letter))
		return TCE_SLOTS;
	return strchr("wesb", letter) ? TCE_OBJECTS : 0;
}

char tce_step_slot_letter(const struct tce_step *s)
{
	if (s->op != TCE_OP_CHECK)
		return tce_op_info[s->op].slot;
	if (s->kind == TCE_WHAT_WIN_START)
		return 'w';
	return s->kind >= TCE_WHAT_DT_WINDOW && s->kind < TCE_WHATS ? 'g' : 0;
}

bool tce_op_has_fd(unsigned int op)
{
	return tce_op_info[op].fd_kind != TCE_FD_DEFAULT;
}

bool tce_op_has_target(unsigned int op)
{
	switch (op) {
	case TCE_OP_CONTAINER:
	case TCE_OP_CLOSE:
	case TCE_OP_PASS:
		return true;
	default:
		return tce_op_info[op].fd_kind == TCE_FD_GROUP ||
		       tce_op_info[op].fd_kind == TCE_FD_DEVICE;
	}
}

unsigned int tce_step_fd_kind(const struct tce_step *s)
{
	if (s->fd_kind == TCE_FD_DEFAULT)
		return tce_op_info[s->op].fd_kind;
	return s->fd_kind;
}

bool tce_arg_is_amount(const struct tce_step *s, unsigned int arg)
{
	switch (arg) {
	case TCE_ARG_SIZE:
	case TCE_ARG_VADDR:
	case TCE_ARG_IOVA:
	case TCE_ARG_START:
		return true;
	case TCE_ARG_VALUE:
		return s->op == TCE_OP_CHECK;
	default:
		return false;
	}
}
