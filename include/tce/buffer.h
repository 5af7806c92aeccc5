/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef TCE_BUFFER_H
#define TCE_BUFFER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* What backs a buffer. */
enum tce_buffer_kind {
	TCE_BUFFER_ANON,	/* anonymous */
	TCE_BUFFER_SHARED,	/* anonymous, shared with children */
	TCE_BUFFER_MEMFD,	/* memfd, shared */
	TCE_BUFFER_RO,		/* anonymous, PROT_READ once it is filled */
	TCE_BUFFER_HUGE,	/* hugetlb, private */
	TCE_BUFFER_HUGE_SHARED, /* hugetlb, shared with children */
};

/* Whether a kind is made of huge pages. */
static inline bool tce_buffer_is_huge(unsigned int kind)
{
	return kind == TCE_BUFFER_HUGE || kind == TCE_BUFFER_HUGE_SHARED;
}

/* Whether a child made by fork(2) has the same memory, not a copy. */
static inline bool tce_buffer_is_shared(unsigned int kind)
{
	return kind == TCE_BUFFER_SHARED || kind == TCE_BUFFER_MEMFD ||
	       kind == TCE_BUFFER_HUGE_SHARED;
}

/*
 * Memory with guard bytes on both sides. The caller sets the members above the
 * blank line, tce_buffer_alloc() those below it.
 */
struct tce_buffer {
	enum tce_buffer_kind kind;
	size_t size;	  /* bytes, any number but 0 */
	size_t align;	  /* of addr, 2^n bytes; below a page: a page */
	size_t guard;	  /* bytes on each side, rounded up to pages */
	size_t huge_size; /* bytes of a page of huge kinds, else 0 */

	void *addr;
	void *map;     /* guards and all */
	size_t length; /* bytes of @map */
};

/* Patterns of the guards; those of tests do not equal them by chance. */
#define TCE_GUARD_BEFORE 0xb3f0e0000000001ull
#define TCE_GUARD_AFTER 0xaf7e40000000002ull

/**
 * tce_buffer_alloc() - allocate a buffer
 * @buf: filled on success, tce_buffer_free() ends it
 *
 * Every page is touched, the buffer reads as zeros and the guards hold their
 * pattern. The second guard starts right after the last byte of the buffer and
 * includes the rest of that page. A guard of a huge buffer takes huge pages;
 * with a guard of 0 there is only that rest.
 *
 * Return: 0; -EINVAL unknown kind, size 0, sizes that are no power of two or
 * overflow, or huge pages that the kernel does not have; -ENOMEM no memory or
 * no huge pages left; -EEXIST another thread took the address range, try again;
 * -errno of mmap(2).
 */
int tce_buffer_alloc(struct tce_buffer *buf);

/**
 * tce_buffer_free() - undo tce_buffer_alloc()
 * @buf: of tce_buffer_alloc(), or with addr and map NULL, which they are
 *	 afterwards
 *
 * Return: 0 or -errno of munmap(2).
 */
int tce_buffer_free(struct tce_buffer *buf);

/**
 * tce_buffer_fill() - fill the buffer, not the guards, with a pattern
 * @buf: of any kind; a read-only one is writable during the call
 * @seed: which pattern
 *
 * Return: 0 or -errno of mprotect(2).
 */
int tce_buffer_fill(struct tce_buffer *buf, uint64_t seed);

/**
 * tce_buffer_check() - compare the buffer with a pattern
 * @buf: buffer
 * @seed: as given to tce_buffer_fill()
 *
 * Return: offset of the first byte that differs; the buffer's size when none
 * does.
 */
size_t tce_buffer_check(const struct tce_buffer *buf, uint64_t seed);

/**
 * tce_buffer_guards_check() - compare the guards with their pattern
 * @buf: buffer
 * @at: offset from addr of the first byte that differs, negative before the
 *	buffer; set when the guards are damaged
 *
 * Return: 0 intact; -EILSEQ damaged.
 */
int tce_buffer_guards_check(const struct tce_buffer *buf, int64_t *at);

/**
 * tce_pattern_fill() - fill memory with a pattern
 * @addr: any alignment
 * @size: bytes
 * @seed: which pattern
 *
 * The bytes depend on seed and offset, so that data from another buffer or for
 * another offset differs. They are the same on every host. All bytes of all
 * patterns are even: one odd byte is enough to show that a device wrote.
 */
void tce_pattern_fill(void *addr, size_t size, uint64_t seed);

/**
 * tce_pattern_check() - compare memory with a pattern
 * @addr: any alignment
 * @size: bytes
 * @seed: which pattern
 *
 * Return: offset of the first byte that differs; @size when none does.
 */
size_t tce_pattern_check(const void *addr, size_t size, uint64_t seed);

#ifdef __cplusplus
}
#endif

#endif
