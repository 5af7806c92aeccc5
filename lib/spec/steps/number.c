// SPDX-License-Identifier: GPL-2.0-only
/*
 * The values of a step's numbers, what unset ones default to, and the values
 * that a loop runs through.
 */
#include "compare.h"

static uint64_t base_of(const struct tce_session *s, const struct tce_num *n)
{
	const struct tce_platform *p = s->platform;

	switch (n->base) {
	case TCE_BASE_LOOP:
		return s->x;
	case TCE_BASE_START:
		return p->win_start;
	case TCE_BASE_SIZE:
		return p->win_size;
	case TCE_BASE_END:
		return p->win_start + p->win_size;
	case TCE_BASE_64:
		return p->start64;
	case TCE_BASE_WIN:
		return s->win_start[n->base_slot];
	case TCE_BASE_WINEND:
		return s->win_end[n->base_slot];
	case TCE_BASE_WINSIZE:
		return s->win_end[n->base_slot] - s->win_start[n->base_slot];
	case TCE_BASE_BUF:
		return s->buf_addr[n->base_slot];
	case TCE_BASE_PGSIZES:
		return p->page_sizes;
	case TCE_BASE_MAX:
		return UINT64_MAX;
	default:
		return 0;
	}
}

static uint64_t unit_of(const struct tce_session *s, const struct tce_num *n)
{
	switch (n->unit) {
	case TCE_UNIT_PAGE:
		return s->platform->page_size;
	case TCE_UNIT_IO:
		return (uint64_t)1 << (s->win_shift[n->unit_slot] & 63);
	case TCE_UNIT_QUARTER:
		return s->platform->win_size / 4;
	case TCE_UNIT_SHIFT:
		return (uint64_t)1 << (s->x & 63);
	case TCE_UNIT_HUGE:
		return s->platform->huge_size;
	case TCE_UNIT_DMA:
		return s->dma_largest;
	default:
		return 1;
	}
}

uint64_t tce_num_eval(const struct tce_session *s, const struct tce_num *n)
{
	return base_of(s, n) + (uint64_t)n->count * unit_of(s, n);
}

uint64_t tce_window_bytes(const struct tce_platform *p, uint64_t tces,
			  unsigned int shift)
{
	return (tces < p->least_tces ? p->least_tces : tces) << (shift & 63);
}

static uint64_t default_of(const struct tce_session *s,
			   const struct tce_step *step, enum tce_arg arg)
{
	const struct tce_op_info *info = &tce_op_info[step->op];
	bool buffer = info->slot == 'b';

	switch (arg) {
	case TCE_ARG_ARGSZ:
		/* IOCTL's argument is zeros throughout */
		return step->op == TCE_OP_IOCTL ? 0 : info->size;
	case TCE_ARG_REQUEST:
		return info->request;
	case TCE_ARG_ROOM:
		return UINT64_MAX;
	case TCE_ARG_LEVELS:
	case TCE_ARG_COUNT:
		return 1;
	case TCE_ARG_FLAGS:
		return step->op == TCE_OP_MAP ? 3 : 0;
	case TCE_ARG_VADDR:
		return buffer ? s->buf_addr[step->slot] : 0;
	case TCE_ARG_SIZE:
		if (step->op >= TCE_OP_DMA_WRITE &&
		    step->op <= TCE_OP_DMA_START)
			return s->dma_largest;
		return buffer ? s->buf_size[step->slot] : 0;
	case TCE_ARG_START:
		return step->op == TCE_OP_REMOVE ? s->win_start[step->slot] : 0;
	default:
		return 0;
	}
}

/* What a buffer for IOMMU pages is made of on this machine. */
static void backing_choose(const struct tce_session *s,
			   struct tce_request *call)
{
	uint64_t page = (uint64_t)1 << (call->arg[TCE_ARG_PAGE_SHIFT] & 63);
	bool shared = call->kind == TCE_BUFFER_IO_SHARED;
	uint64_t *size = &call->arg[TCE_ARG_SIZE];

	if (page <= s->platform->page_size) {
		call->kind = shared ? TCE_BUFFER_SHARED : TCE_BUFFER_ANON;
		page = s->platform->page_size;
	} else {
		call->kind = shared ? TCE_BUFFER_HUGE_SHARED : TCE_BUFFER_HUGE;
		page = s->platform->huge_size ? s->platform->huge_size : page;
	}
	*size = (*size + page - 1) / page * page;
}

void session_resolve(const struct tce_session *s, const struct tce_step *step,
		     struct tce_request *call)
{
	*call = (struct tce_request){
		.op = step->op,
		.by = step->by,
		.fd_kind = step->fd_kind,
		.fd = step->fd,
		.slot = step->slot,
		.kind = step->kind,
		.ptr = step->ptr,
	};
	if (call->fd_kind == TCE_FD_DEFAULT)
		call->fd_kind = tce_op_info[step->op].fd_kind;
	/* the page shift comes first */
	for (enum tce_arg a = 0; a < TCE_ARGS; a++) {
		const struct tce_num *n = &step->arg[a];

		if (!n->base)
			call->arg[a] = default_of(s, step, a);
		else if (n->unit == TCE_UNIT_TCE)
			call->arg[a] = tce_window_bytes(
				s->platform, (uint64_t)n->count,
				(unsigned int)call->arg[TCE_ARG_PAGE_SHIFT]);
		else
			call->arg[a] = tce_num_eval(s, n);
	}
	if (step->op == TCE_OP_BUFFER && call->kind >= TCE_BUFFER_IO)
		backing_choose(s, call);
	/* huge pages are too few for any that nothing may touch */
	if (step->op == TCE_OP_BUFFER && !tce_buffer_is_huge(call->kind))
		call->guard = s->platform->page_size;
	/* the kernel sees no more of a value than its field holds */
	for (const struct tce_field *f = tce_op_info[step->op].field; f->width;
	     f++)
		if (f->width == 4)
			call->arg[f->arg] &= UINT32_MAX;
}

/* 0, 2^64 - 1, and the powers of two with their neighbours */
static bool extreme(uint64_t i, uint64_t *x)
{
	static const uint64_t small[] = { 0, UINT64_MAX, 1, 2 };
	static const int beside[] = { 0, 1, -1 };
	const uint64_t n = sizeof(small) / sizeof(small[0]);
	uint64_t bit = i < n ? 0 : 2 + (i - n) / 3;

	if (bit > 63)
		return false;
	*x = i < n ? small[i]
		   : ((uint64_t)1 << bit) + (uint64_t)beside[(i - n) % 3];
	return true;
}

/* Page shifts of which the bridge does (not) offer the size. */
static bool shift(const struct tce_session *s, bool offered, uint64_t i,
		  uint64_t *x)
{
	uint64_t sizes =
		offered ? s->platform->page_sizes : ~s->platform->page_sizes;

	for (*x = 0; *x < 64; ++*x)
		if ((sizes >> *x & 1) && !i--)
			return true;
	return false;
}

bool session_set(const struct tce_session *s, const struct tce_step *step,
		 uint64_t i, uint64_t *x)
{
	uint64_t first = tce_num_eval(s, &step->start);
	uint64_t last = tce_num_eval(s, &step->value);

	switch (step->kind) {
	case TCE_SET_RANGE:
		*x = first + i;
		return i <= last - first;
	case TCE_SET_BITS:
		*x = (uint64_t)1 << ((first + i) & 63);
		return i <= last - first;
	case TCE_SET_EXTREMES:
		return extreme(i, x);
	default:
		return shift(s, step->kind == TCE_SET_OFFERED, i, x);
	}
}
