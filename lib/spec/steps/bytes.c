// SPDX-License-Identifier: GPL-2.0-only
/*
 * What a device's own access to memory must do: which bytes arrive, and that
 * no others change.
 */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include <tce/buffer.h>

#include "compare.h"

/* Buffers up to this size are compared as a whole. */
#define WHOLE ((uint64_t)1 << 20)
/* Of others, so much on both sides of what may have changed. */
#define MARGIN ((uint64_t)4096)
/* ... and of places that far apart from there. */
#define STRIDE ((uint64_t)2 << 20)
/* One look at memory; no page is larger that matters. */
#define PIECE 65536
#define SHOWN 8 /* bytes of a difference */

bool session_is_dma(unsigned int op)
{
	return op >= TCE_OP_DMA_WRITE && op <= TCE_OP_DMA_WAIT;
}

void session_adopt(const struct tce_step *step, const struct tce_reply *got,
		   struct tce_request *call)
{
	if (got->ret)
		return;
	call->value = got->value;
	call->data = got->data;
	call->data_at = got->data_at;
	call->data_len = got->data_len;
	call->adopt = step->op == TCE_OP_CREATE || step->op == TCE_OP_BUFFER ||
		      step->op == TCE_OP_ENGINE ||
		      (session_is_dma(step->op) && got->data_len);
}

/* --- bytes of memory ------------------------------------------------------ */

static void bytes_print(const uint8_t *bytes, size_t n, char *buf, size_t len)
{
	size_t used = 0;

	buf[0] = '\0';
	for (size_t i = 0; i < n && i < SHOWN && used < len; i++)
		used += (size_t)snprintf(buf + used, len - used, "%s%02x",
					 i ? " " : "", bytes[i]);
}

/* Offset of the first byte that differs, or @n. */
static size_t difference(const uint8_t *a, const uint8_t *b, size_t n)
{
	size_t i = 0;

	if (!memcmp(a, b, n))
		return n;
	while (a[i] == b[i])
		i++;
	return i;
}

/* Compares a part of a buffer. 1: alike or not known; 0: told; else -errno. */
static int compare_part(struct tce_session *s, const struct tce_step *step,
			unsigned int by, unsigned int slot, uint64_t from,
			uint64_t to)
{
	uint32_t page = s->platform->page_size;
	uint8_t got[PIECE], want[PIECE];
	char a[3 * SHOWN + 1], b[3 * SHOWN + 1], who[16] = "";
	size_t n, at;
	int err;

	if (!page || page > PIECE)
		page = PIECE;
	for (; from < to; from += n) {
		/* a page that is unmapped does not hide the one beside it */
		n = page - from % page;
		if (n > to - from)
			n = to - from;
		err = s->oracle->bytes(s->oracle, by, slot, from, want, n);
		if (!err)
			err = s->subject->bytes(s->subject, by, slot, from, got,
						n);
		/* where there is a hole something else may have come to lie */
		if (err == -ENODATA)
			continue;
		if (err)
			return err;
		at = difference(got, want, n);
		if (at == n)
			continue;
		if (by)
			snprintf(who, sizeof(who), "p%u:", by);
		bytes_print(got + at, n - at, a, sizeof(a));
		bytes_print(want + at, n - at, b, sizeof(b));
		session_mismatch(s, step,
				 "%sb%u+%#" PRIx64 " holds %s, wanted %s", who,
				 slot, from + at, a, b);
		return 0;
	}
	return 1;
}

/* Compares what is around a part of a buffer. */
static int compare_around(struct tce_session *s, const struct tce_step *step,
			  unsigned int by, unsigned int slot, uint64_t at,
			  uint64_t len)
{
	uint64_t size = s->held[by][slot].size;
	uint64_t from = at < MARGIN ? 0 : at - MARGIN;
	uint64_t to = at + len + MARGIN;

	return compare_part(s, step, by, slot, from, to < size ? to : size);
}

/*
 * Compares what a transfer may have changed if this address of it was mapped
 * there before, though it may not be any more. 2: it was nowhere.
 */
static int compare_mapped(struct tce_session *s, const struct tce_step *step,
			  unsigned int by, unsigned int slot, uint64_t iova)
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
			ret = compare_around(s, step, by, slot,
					     at < s->dma_len ? 0
							     : at - s->dma_len,
					     2 * s->dma_len);
	}
	return ret;
}

/* Compares what may have changed of a buffer that is too large for all. */
static int compare_large(struct tce_session *s, const struct tce_step *step,
			 unsigned int by, unsigned int slot)
{
	uint64_t size = s->held[by][slot].size;
	uint64_t last = s->dma_iova + s->dma_len - 1;
	int ret = compare_part(s, step, by, slot, 0, MARGIN);

	if (ret == 1 && s->dma_len)
		ret = compare_mapped(s, step, by, slot, s->dma_iova);
	/* past an IOMMU page's end it may be elsewhere */
	if (ret > 0 && s->dma_len)
		ret = compare_mapped(s, step, by, slot, last);
	if (ret > 0)
		ret = compare_part(s, step, by, slot, size - MARGIN, size);
	return ret;
}

int session_bytes(struct tce_session *s, const struct tce_step *step)
{
	int all = 1;

	for (unsigned int by = 0; by < TCE_SLOTS; by++) {
		for (unsigned int slot = 0; slot < TCE_OBJECTS; slot++) {
			uint64_t size = s->held[by][slot].size;
			int ret = 1;

			if (size > WHOLE)
				ret = compare_large(s, step, by, slot);
			else if (size)
				ret = compare_part(s, step, by, slot, 0, size);
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

/* --- what the device says ------------------------------------------------- */

static void print_ret(int64_t ret, char *buf, size_t len)
{
	tce_step_print_outcome(ret < 0 ? (int)-ret : 0, ret < 0 ? 0 : ret, buf,
			       len);
}

/* The outcome: against the row, and the row against the model. */
static bool outcome_agrees(struct tce_session *s, const struct tce_step *step,
			   const struct tce_reply *got,
			   const struct tce_reply *oracle)
{
	bool blocked = oracle->ret == -EIO;
	bool want = step->err == TCE_ERR_MODEL ? blocked
					       : step->err == TCE_ERR_BLOCKED;
	bool agrees = got->ret == 0 || (want && got->ret == -EIO);
	char text[32];

	print_ret(got->ret, text, sizeof(text));
	if (!agrees)
		session_mismatch(s, step, "returned %s, wanted %s", text,
				 want ? "blocked" : "0");
	if (want == blocked && (!step->err || step->err < TCE_ERR_ANY))
		return agrees;
	tce_step_print_outcome(step->err, step->ret, text, sizeof(text));
	session_mismatch(s, step, "the row wants %s, the model says %s", text,
			 blocked ? "blocked" : "0");
	return false;
}

/* What the device saw. Where it was to see nothing, zeros are that. */
static bool seen_agrees(struct tce_session *s, const struct tce_step *step,
			const struct tce_reply *got,
			const struct tce_reply *oracle)
{
	char a[3 * SHOWN + 1], b[3 * SHOWN + 1];
	size_t n = got->data_len, at;

	if (!n) {
		session_mismatch(s, step, "the device tells nothing");
		return false;
	}
	at = difference(got->data, oracle->data, n);
	if (at == n)
		return true;
	bytes_print(got->data + at, n - at, a, sizeof(a));
	bytes_print(oracle->data + at, n - at, b, sizeof(b));
	session_mismatch(s, step, "the device read %s at byte %zu, wanted %s",
			 a, got->data_at + at, b);
	return false;
}

static bool is_zeros(const uint8_t *bytes, size_t n)
{
	while (n && !bytes[n - 1])
		n--;
	return !n;
}

/* Whether a write of these bytes went there before. */
static bool was_sent(const struct tce_session *s, uint64_t iova, uint64_t len)
{
	for (unsigned int i = 0; i < s->nsent; i++)
		if (iova - s->sent[i].iova < s->sent[i].len ||
		    s->sent[i].iova - iova < len)
			return true;
	return false;
}

/*
 * A step must be able to fail. Reads of zeros and writes of what memory holds
 * already look as if they had not been made; and what a device sends, always
 * the same, changes nothing where it has arrived before.
 */
static bool proves_something(struct tce_session *s, const struct tce_step *step,
			     const struct tce_request *call,
			     const struct tce_reply *oracle)
{
	const uint64_t iova = call->arg[TCE_ARG_IOVA];
	const uint64_t len = call->arg[TCE_ARG_SIZE];
	const unsigned int room = sizeof(s->sent) / sizeof(s->sent[0]);
	const char *why = NULL;

	if (step->op == TCE_OP_DMA_READ) {
		if (!step->err && is_zeros(oracle->data, oracle->data_len))
			why = "memory holds zeros there";
	} else if (step->op == TCE_OP_DMA_WRITE) {
		if (!step->err && oracle->idle)
			why = "memory holds these bytes already";
		else if (step->err == TCE_ERR_BLOCKED && was_sent(s, iova, len))
			why = "the same was written there before";
		if (!step->err && s->nsent < room) {
			s->sent[s->nsent].iova = iova;
			s->sent[s->nsent++].len = len;
		}
	}
	if (why)
		session_mismatch(s, step, "the row proves nothing: %s", why);
	return !why;
}

int session_dma(struct tce_session *s, const struct tce_step *step,
		const struct tce_request *call, const struct tce_reply *got,
		const struct tce_reply *oracle)
{
	bool agrees = outcome_agrees(s, step, got, oracle);
	int ret;

	if (agrees)
		agrees = proves_something(s, step, call, oracle);

	if (step->op != TCE_OP_DMA_WAIT) {
		s->dma_iova = call->arg[TCE_ARG_IOVA];
		s->dma_len = call->arg[TCE_ARG_SIZE];
	}
	if (step->op == TCE_OP_DMA_READ && !got->ret)
		agrees &= seen_agrees(s, step, got, oracle);
	/* there is no time to look while a transfer is under way */
	if (step->op == TCE_OP_DMA_START)
		return agrees;
	ret = session_bytes(s, step);
	return ret < 0 ? ret : ret && agrees;
}
