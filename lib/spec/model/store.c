// SPDX-License-Identifier: GPL-2.0-only
/*
 * What memory holds. A store is the bytes of one buffer; it outlives the
 * buffer's mapping and its process, as pinned pages do.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "state.h"

#define PIECE ((uint64_t)4096)
/* Bytes of one: a page of 64 KiB, and less than another after a buffer. */
#define GUARD_MAX ((size_t)2 << 16)

/* Guards are a page, and what is left of the one before; see GUARD_MAX. */
struct model_store *model_store_new(struct model *m, uint64_t size,
				    uint64_t page, uint64_t guard, bool shared)
{
	struct model_store *s = calloc(1, sizeof(*s));

	if (!s)
		return NULL;
	s->size = (size + page - 1) / page * page + 2 * guard;
	s->guard = guard;
	s->end = guard ? guard + size : s->size;
	s->shared = shared;
	s->next = m->stores;
	m->stores = s;
	return s;
}

void model_stores_free(struct model *m)
{
	while (m->stores) {
		struct model_store *s = m->stores;

		m->stores = s->next;
		for (uint64_t i = 0; s->piece && i * PIECE < s->size; i++)
			free(s->piece[i]);
		free(s->piece);
		free(s);
	}
}

/* What a guard holds before anything is written to it. */
static const uint8_t *guard_bytes(bool after)
{
	static uint8_t bytes[2][GUARD_MAX];
	static bool made;

	if (!made) {
		tce_pattern_fill(bytes[0], GUARD_MAX, TCE_GUARD_BEFORE);
		tce_pattern_fill(bytes[1], GUARD_MAX, TCE_GUARD_AFTER);
	}
	made = true;
	return bytes[after];
}

/* The part of [@offset, @offset + @len) that is in [@from, @to). */
static void guard_read(const uint8_t *guard, uint64_t from, uint64_t to,
		       uint64_t offset, uint8_t *bytes, size_t len)
{
	const uint64_t first = offset > from ? offset : from;
	const uint64_t end = offset + len < to ? offset + len : to;

	if (first < end && end - from <= GUARD_MAX)
		memcpy(bytes + (first - offset), guard + (first - from),
		       end - first);
}

/* What a store holds where nothing was written: zeros, and guards. */
static void fresh_read(const struct model_store *s, uint64_t offset,
		       uint8_t *bytes, size_t len)
{
	memset(bytes, 0, len);
	guard_read(guard_bytes(false), 0, s->guard, offset, bytes, len);
	guard_read(guard_bytes(true), s->end, s->size, offset, bytes, len);
}

static uint8_t *piece_make(struct model_store *s, uint64_t i)
{
	if (!s->piece)
		s->piece = calloc((s->size + PIECE - 1) / PIECE,
				  sizeof(*s->piece));
	if (s->piece && !s->piece[i]) {
		s->piece[i] = malloc(PIECE);
		if (s->piece[i])
			fresh_read(s, i * PIECE, s->piece[i], PIECE);
	}
	return s->piece ? s->piece[i] : NULL;
}

/* Bytes from @offset to the end of its piece, of the store, and of @len. */
static size_t step_of(const struct model_store *s, uint64_t offset, size_t len)
{
	uint64_t n = PIECE - offset % PIECE;

	if (n > s->size - offset)
		n = s->size - offset;
	return n < len ? (size_t)n : len;
}

int model_store_write(struct model_store *s, uint64_t offset, const void *bytes,
		      size_t len)
{
	const uint8_t *from = bytes;
	size_t n;

	for (; len && offset < s->size; offset += n, from += n, len -= n) {
		uint8_t *piece = piece_make(s, offset / PIECE);

		if (!piece)
			return -ENOMEM;
		n = step_of(s, offset, len);
		memcpy(piece + offset % PIECE, from, n);
	}
	return 0;
}

void model_store_read(const struct model_store *s, uint64_t offset, void *bytes,
		      size_t len)
{
	uint8_t *to = bytes;
	size_t n;

	for (; len && offset < s->size; offset += n, to += n, len -= n) {
		const uint8_t *piece =
			s->piece ? s->piece[offset / PIECE] : NULL;

		n = step_of(s, offset, len);
		if (piece)
			memcpy(to, piece + offset % PIECE, n);
		else
			fresh_read(s, offset, to, n);
	}
	memset(to, 0, len);
}

bool model_store_holds(const struct model_store *s, uint64_t offset,
		       const void *bytes, size_t len)
{
	const uint8_t *want = bytes;
	uint8_t got[256];
	size_t n;

	for (; len; offset += n, want += n, len -= n) {
		n = len < sizeof(got) ? len : sizeof(got);
		model_store_read(s, offset, got, n);
		if (memcmp(got, want, n) != 0)
			return false;
	}
	return true;
}

static struct model_store *copy_of(struct model *m, const struct model_store *s)
{
	struct model_store *copy = model_store_new(m, s->size, 1, 0, s->shared);

	if (!copy)
		return NULL;
	copy->guard = s->guard;
	copy->end = s->end;
	copy->device = s->device;
	for (uint64_t i = 0; s->piece && i * PIECE < s->size; i++)
		if (s->piece[i] &&
		    model_store_write(copy, i * PIECE, s->piece[i],
				      step_of(s, i * PIECE, PIECE)))
			return NULL;
	return copy;
}

/* One of the two gets the copy of a store, wherever the store is mapped. */
static void copy_use(struct model *m, struct model_mm *parent,
		     struct model_mm *child, const struct model_store *old,
		     struct model_store *copy)
{
	for (unsigned int i = 0; i < child->nvmas; i++) {
		if (child->vma[i].store != old)
			continue;
		child->vma[i].copied = true;
		if (keeps(m, RULE_DMA_FORK))
			child->vma[i].store = copy;
		else
			parent->vma[i].store = copy;
	}
}

/*
 * A child has copies of its own, but for what is shared. What is registered
 * stays with the parent.
 */
int model_stores_fork(struct model *m, struct model_mm *parent,
		      struct model_mm *child)
{
	for (unsigned int i = 0; i < child->nvmas; i++) {
		struct model_store *old = child->vma[i].store, *copy;

		if ((old->shared && keeps(m, RULE_DMA_SHARED)) ||
		    child->vma[i].copied)
			continue;
		copy = copy_of(m, old);
		if (!copy)
			return -ENOMEM;
		copy_use(m, parent, child, old, copy);
	}
	for (unsigned int i = 0; i < child->nvmas; i++)
		child->vma[i].copied = false;
	return 0;
}
