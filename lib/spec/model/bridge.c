// SPDX-License-Identifier: GPL-2.0-only
/*
 * How the platforms' bridges differ: where windows are placed and in which
 * order they can be made, which sizes and levels there are, and what a table
 * costs.
 *
 * pSeries: the default window is at the machine's own place. Every other window
 * is dynamic and at the 64-bit start, and the firmware makes one of those.
 *
 * PowerNV: the first of two windows starts at 0, the second at the 64-bit
 * start, whatever their sizes and pages. Tables can have levels, and the kernel
 * has a copy of each.
 */
#include <errno.h>

#include "state.h"

/* More TCEs than any bridge is asked for, where its most are not known. */
#define TCES_MAX ((uint64_t)1 << 38)
/* Where a 64-bit window is put when the machine's place is not known. */
#define SOME_START64 ((uint64_t)1 << 59)
/* ... and, further on, another place that a firmware could choose */
#define OTHER_START64 ((uint64_t)1 << 40)
/* PowerNV: bits of an address that all levels together can decide. */
#define NV_BITS 55
/* ... and log2 of a table that no memory holds in one piece; no case asks for
 * one that is nearly as large */
#define NV_TABLE 34
#define SMALLEST_TABLE ((uint64_t)4096)

/* PowerNV: log2 of the bytes that a table of each level has. */
static unsigned int level_order(const struct model *m, uint64_t size,
				unsigned int shift, unsigned int levels)
{
	unsigned int entries = log2_of(size >> shift);
	unsigned int order = (entries + levels - 1) / levels + 3;
	unsigned int page = log2_of(m->platform->page_size);

	return order > page ? order : page;
}

/* PowerNV: the tables of all levels, and the kernel's copy of each. */
static uint64_t levels_charge(struct model *m, uint64_t size,
			      unsigned int shift, unsigned int levels)
{
	unsigned int order = level_order(m, size, shift, levels);
	uint64_t table = (uint64_t)1 << order, bytes = 0;
	uint64_t need = (size >> shift) * sizeof(uint64_t);

	if (need < SMALLEST_TABLE)
		need = SMALLEST_TABLE;
	if (!keeps(m, RULE_CREATE_CHARGES_LEVELS))
		levels = 1;
	for (; levels; levels--) {
		bytes += (need + table - 1) / table * table;
		/* an entry of the level above for each table */
		need = need / table * sizeof(uint64_t);
		if (need < table)
			need = table;
	}
	return keeps(m, RULE_CREATE_CHARGES_COPY) ? 2 * bytes : bytes;
}

uint64_t model_table_charge(struct model *m, uint64_t size, unsigned int shift,
			    unsigned int levels)
{
	uint64_t page = m->platform->page_size, bytes;

	if (!keeps(m, RULE_CREATE_CHARGES))
		return 0;
	if (!m->platform->pseries)
		bytes = levels_charge(m, size, shift, levels ? levels : 1);
	else
		bytes = (size >> shift) * sizeof(uint64_t);
	if (!keeps(m, RULE_CREATE_ROUNDS))
		bytes += page - 1;
	return bytes / page * page;
}

static int64_t levels_refused(struct model *m, const struct tce_request *call,
			      uint64_t levels)
{
	uint64_t max = m->platform->max_levels ? m->platform->max_levels : 1;

	if (refuses(m, RULE_CREATE_LEVELS, levels > max))
		return -EINVAL;
	if (levels)
		return 0;
	/* QEMU asks for 0 levels on pSeries */
	if (m->platform->pseries)
		return keeps(m, RULE_CREATE_LEVELS_0) ? 0 : -EINVAL;
	return CHOICE(m, call, RULE_CREATE_LEVELS_NONE, EINVAL,
		      TCE_ERR_SUCCESS);
}

static bool too_large(const struct model *m, uint64_t size, unsigned int shift,
		      uint64_t levels)
{
	if (m->platform->pseries && m->platform->largest_tces)
		return size >> shift > m->platform->largest_tces;
	if (m->platform->pseries)
		return size >> shift >= TCES_MAX;
	if (!levels || levels > 64)
		return false;
	return (level_order(m, size, shift, (unsigned int)levels) - 3) *
			       levels +
		       shift >=
	       NV_BITS;
}

/* The sizes of pages that CREATE takes. */
static uint64_t offered(struct model *m)
{
	uint64_t sizes = m->platform->page_sizes;

	if (!m->platform->ddw)
		sizes = 1 << MODEL_DEFAULT_SHIFT;
	else if (!sizes)
		sizes = 1 << 12 | 1 << 16 | 1 << 21 | 1 << 24;
	if (!keeps(m, RULE_CREATE_OFFERED))
		sizes &= ~((uint64_t)1 << log2_of(sizes));
	return sizes;
}

int64_t model_create_refused(struct model *m, const struct tce_request *call)
{
	uint64_t shift = call->arg[TCE_ARG_PAGE_SHIFT];
	uint64_t size = call->arg[TCE_ARG_SIZE];
	uint64_t levels = call->arg[TCE_ARG_LEVELS];
	int64_t ret;

	if (refuses(m, RULE_CREATE_PGSIZE,
		    shift > 63 || !(offered(m) >> shift & 1)))
		return -EINVAL;
	if (shift > 63)
		return 0;
	if (refuses(m, RULE_CREATE_SIZE_0, !size) ||
	    refuses(m, RULE_CREATE_SIZE_2N, size & (size - 1)) ||
	    refuses(m, RULE_CREATE_SIZE_MAX,
		    too_large(m, size, (unsigned int)shift, levels)))
		return -EINVAL;
	if (!m->platform->pseries && levels && levels <= 64 &&
	    refuses(m, RULE_CREATE_TABLE_MAX,
		    level_order(m, size, (unsigned int)shift,
				(unsigned int)levels) >= NV_TABLE))
		return -ENOMEM;
	/* what the contract leaves open comes after what it refuses */
	ret = levels_refused(m, call, levels);
	if (!ret && size && size >> shift == 0)
		ret = CHOICE(m, call, RULE_CREATE_SIZE_PAGE, EINVAL,
			     TCE_ERR_SUCCESS);
	if (ret)
		return ret;
	if (call->arg[TCE_ARG_RESV1] || call->arg[TCE_ARG_RESV2])
		return CHOICE(m, call, RULE_CREATE_RESERVED, TCE_ERR_SUCCESS,
			      EINVAL);
	return 0;
}

static bool dynamic_lives(const struct model_container *c)
{
	return (c->win[0].live && c->win[0].dynamic) ||
	       (c->win[1].live && c->win[1].dynamic);
}

/* By number alone: no firmware makes windows there. */
static int64_t powernv_place(struct model *m, bool first, bool *dynamic,
			     uint64_t *start)
{
	*dynamic = !first;
	*start = first ? (uint64_t)!keeps(m, RULE_CREATE_AT_START)
		       : SOME_START64 + !keeps(m, RULE_CREATE_AT_BIT_59);
	return 0;
}

/* pSeries: whether a window would be like the default one, so not dynamic. */
static bool like_default(struct model *m, const struct model_container *c,
			 const struct tce_request *call)
{
	if (call->arg[TCE_ARG_PAGE_SHIFT] != MODEL_DEFAULT_SHIFT)
		return false;
	if (c->win[0].live)
		return !keeps(m, RULE_CREATE_4K_DDW);
	return call->arg[TCE_ARG_SIZE] <= m->platform->win_size ||
	       !keeps(m, RULE_CREATE_BIG_DDW);
}

/* What another kernel or firmware may do, or this one in other places. */
static int64_t order_refused(struct model *m, const struct model_container *c,
			     const struct tce_request *call, bool dynamic)
{
	bool first = !c->win[0].live;

	if (first && dynamic_lives(c))
		return CHOICE(m, call, RULE_CREATE_ORDER, EPERM,
			      TCE_ERR_SUCCESS);
	if (dynamic && dynamic_lives(c))
		return CHOICE(m, call, RULE_CREATE_ONE_DDW, ENODEV,
			      TCE_ERR_SUCCESS);
	if (dynamic && !first && m->platform->max_windows == 1)
		return CHOICE(m, call, RULE_CREATE_ONE_WINDOW, ENODEV,
			      TCE_ERR_SUCCESS);
	return 0;
}

/* Whether the hypervisor makes no dynamic window that is so small. */
static bool too_small(const struct model *m, const struct tce_request *call)
{
	return call->arg[TCE_ARG_SIZE] >> call->arg[TCE_ARG_PAGE_SHIFT] <
	       m->platform->least_tces;
}

static int64_t pseries_place(struct model *m, const struct model_container *c,
			     const struct tce_request *call, bool *dynamic,
			     uint64_t *start)
{
	const struct tce_platform *p = m->platform;
	int64_t ret;

	*dynamic = !like_default(m, c, call);
	ret = order_refused(m, c, call, *dynamic);
	if (!ret && *dynamic && p->ddw && too_small(m, call))
		ret = CHOICE(m, call, RULE_CREATE_LEAST, ENODEV,
			     TCE_ERR_SUCCESS);
	if (ret)
		return ret;
	if (!*dynamic)
		*start = p->win_start + !keeps(m, RULE_CREATE_AT_START);
	else if (!p->ddw)
		return keeps(m, RULE_CREATE_NO_DDW) ? -EINVAL : 0;
	else
		*start = (p->start64 ? p->start64 : SOME_START64) +
			 (keeps(m, RULE_CREATE_AT_64) ? 0
			  : m->outside		      ? 1
						      : OTHER_START64);
	return 0;
}

int64_t model_place(struct model *m, const struct model_container *c,
		    const struct tce_request *call, bool *dynamic,
		    uint64_t *start)
{
	if (!m->platform->pseries && keeps(m, RULE_CREATE_BY_NUMBER))
		return powernv_place(m, !c->win[0].live, dynamic, start);
	return pseries_place(m, c, call, dynamic, start);
}
