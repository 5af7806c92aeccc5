// SPDX-License-Identifier: GPL-2.0-only
/* Bytes of memory: those that must arrive, and that no others change. */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include <tce/buffer.h>

#include "compare.h"

/* The rule of compare.h: what is looked at of a large buffer. */
#define WHOLE ((uint64_t)1 << 20)
#define MARGIN ((uint64_t)4096)
#define STRIDE ((uint64_t)2 << 20)
/* One look at memory; no page is larger that matters. */
#define PIECE 65536

void session_bytes_print(const uint8_t *bytes, size_t n, char *buf, size_t len)
{
	size_t used = 0;

	buf[0] = '\0';
	for (size_t i = 0; i < n && i < SESSION_SHOWN && used < len; i++)
		used += (size_t)snprintf(buf + used, len - used, "%s%02x",
					 i ? " " : "", bytes[i]);
}

size_t session_difference(const uint8_t *a, const uint8_t *b, size_t n)
{
	size_t i = 0;

	if (!memcmp(a, b, n))
		return n;
	while (a[i] == b[i])
		i++;
	return i;
}

/* "p1:b0+0x10", with a word when it is no byte of the buffer itself. */
static void place_print(const struct tce_session *s, unsigned int by,
			unsigned int slot, int64_t at, char *buf, size_t len)
{
	const char *where = "";
	char who[16] = "";

	if (by)
		snprintf(who, sizeof(who), "p%u:", by);
	if (at < 0)
		where = " (before it)";
	else if ((uint64_t)at >= s->held[by][slot].size)
		where = " (past its end)";
	snprintf(buf, len, "%sb%u%c%#" PRIx64 "%s", who, slot,
		 at < 0 ? '-' : '+', (uint64_t)(at < 0 ? -at : at), where);
}

/*
 * Compares a part of a buffer, or of its guards. 1: alike or not known; 0: not;
 * else -errno.
 */
static int compare_part(struct tce_session *s, unsigned int by,
			unsigned int slot, int64_t from, int64_t to)
{
	int64_t page = s->platform->page_size;
	uint8_t got[PIECE], want[PIECE];
	char a[3 * SESSION_SHOWN + 1], b[3 * SESSION_SHOWN + 1], place[64];
	size_t n, at;
	int err;

	if (!page || page > PIECE)
		page = PIECE;
	for (; from < to; from += (int64_t)n) {
		/* a page that is unmapped does not hide the one beside it */
		n = (size_t)(page - (from % page + page) % page);
		if (n > (size_t)(to - from))
			n = (size_t)(to - from);
		err = s->oracle->bytes(s->oracle, by, slot, from, want, n);
		if (!err)
			err = s->subject->bytes(s->subject, by, slot, from, got,
						n);
		/* where there is a hole something else may have come to lie */
		if (err == -ENODATA)
			continue;
		if (err)
			return err;
		at = session_difference(got, want, n);
		if (at == n)
			continue;
		place_print(s, by, slot, from + (int64_t)at, place,
			    sizeof(place));
		session_bytes_print(got + at, n - at, a, sizeof(a));
		session_bytes_print(want + at, n - at, b, sizeof(b));
		session_mismatch(s, "%s holds %s, expected %s", place, a, b);
		return 0;
	}
	return 1;
}

/* Compares what is around a part of a buffer. */
static int compare_around(struct tce_session *s, unsigned int by,
			  unsigned int slot, uint64_t at, uint64_t len)
{
	uint64_t size = s->held[by][slot].size;
	uint64_t from = at < MARGIN ? 0 : at - MARGIN;
	uint64_t to = at + len + MARGIN;

	return compare_part(s, by, slot, (int64_t)from,
			    (int64_t)(to < size ? to : size));
}

/*
 * Compares what a transfer may have changed if this address of it was mapped
 * there before, though it may not be any more. 2: it was nowhere.
 */
static int compare_mapped(struct tce_session *s, unsigned int by,
			  unsigned int slot, uint64_t iova)
{
	const unsigned int room = sizeof(s->mapped) / sizeof(s->mapped[0]);
	const unsigned int n = s->nmapped < room ? s->nmapped : room;
	const uint64_t size = s->held[by][slot].size;
	int ret = 2;

	for (unsigned int i = 0; i < n && ret > 0; i++) {
		uint64_t inside = iova - s->mapped[i].iova, at;

		if (inside >= s->mapped[i].size)
			continue;
		at = s->mapped[i].vaddr + inside - s->held[by][slot].addr;
		if (at >= size)
			continue;
		for (ret = 1, at %= STRIDE; ret == 1 && at < size; at += STRIDE)
			ret = compare_around(s, by, slot,
					     at < s->dma_len ? 0
							     : at - s->dma_len,
					     2 * s->dma_len);
	}
	return ret;
}

/* Compares what may have changed of a buffer that is too large for all. */
static int compare_large(struct tce_session *s, unsigned int by,
			 unsigned int slot)
{
	uint64_t size = s->held[by][slot].size;
	uint64_t last = s->dma_iova + s->dma_len - 1;
	int ret = compare_part(s, by, slot, 0, MARGIN);

	if (ret == 1 && s->dma_len)
		ret = compare_mapped(s, by, slot, s->dma_iova);
	/* past an IOMMU page's end it may be elsewhere */
	if (ret > 0 && s->dma_len)
		ret = compare_mapped(s, by, slot, last);
	if (ret > 0)
		ret = compare_part(s, by, slot, (int64_t)(size - MARGIN),
				   (int64_t)size);
	return ret;
}

/* Whatever is mapped reaches them only where it must, by the model. */
static int compare_guards(struct tce_session *s, unsigned int by,
			  unsigned int slot)
{
	const int64_t size = (int64_t)s->held[by][slot].size;
	const int64_t guard = (int64_t)s->held[by][slot].guard;
	int ret = compare_part(s, by, slot, -guard, 0);

	return ret == 1 ? compare_part(s, by, slot, size, size + guard) : ret;
}

static int compare_buffer(struct tce_session *s, unsigned int by,
			  unsigned int slot)
{
	const uint64_t size = s->held[by][slot].size;
	int ret = 1, guards;

	if (size > WHOLE)
		ret = compare_large(s, by, slot);
	else if (size)
		ret = compare_part(s, by, slot, 0, (int64_t)size);
	if (ret < 0)
		return ret;
	/* what is missing inside may have arrived there */
	guards = compare_guards(s, by, slot);
	return guards < 0 ? guards : ret && guards;
}

int session_bytes(struct tce_session *s)
{
	int all = 1;

	for (unsigned int by = 0; by < TCE_SLOTS; by++) {
		for (unsigned int slot = 0; slot < TCE_OBJECTS; slot++) {
			int ret = compare_buffer(s, by, slot);

			if (ret < 0)
				return ret;
			all = ret ? all : 0;
		}
	}
	return all;
}

void session_map(struct tce_session *s, const struct tce_request *call)
{
	const unsigned int room = sizeof(s->mapped) / sizeof(s->mapped[0]);
	const unsigned int i = s->nmapped++ % room;

	s->mapped[i].iova = call->arg[TCE_ARG_IOVA];
	s->mapped[i].vaddr = call->arg[TCE_ARG_VADDR];
	s->mapped[i].size = call->arg[TCE_ARG_SIZE];
}

void session_hold(struct tce_session *s, const struct tce_request *call,
		  uint64_t addr)
{
	switch (call->op) {
	case TCE_OP_BUFFER:
		s->held[call->by][call->slot].addr = addr;
		s->held[call->by][call->slot].size = call->arg[TCE_ARG_SIZE];
		s->held[call->by][call->slot].guard = call->guard;
		break;
	case TCE_OP_FORK:
		memcpy(s->held[call->slot], s->held[0], sizeof(s->held[0]));
		break;
	case TCE_OP_EXEC:
	case TCE_OP_EXEC_CLOSING:
	case TCE_OP_EXIT:
	case TCE_OP_KILL:
		memset(s->held[call->slot], 0, sizeof(s->held[0]));
		break;
	default:
		break;
	}
}
