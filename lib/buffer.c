// SPDX-License-Identifier: GPL-2.0-only
#include <endian.h>
#include <errno.h>
#include <stdbool.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include <tce/buffer.h>

/* The numbers of a mapping, all in bytes. */
struct layout {
	size_t page;   /* of the mapping */
	size_t align;  /* of the buffer */
	size_t before; /* the buffer's offset in the mapping */
	size_t length; /* of the mapping */
};

static bool is_power_of_two(size_t n)
{
	return n && !(n & (n - 1));
}

/* Round up to a multiple of @page; false when that overflows. */
static bool round_up(size_t n, size_t page, size_t *out)
{
	if (__builtin_add_overflow(n, page - 1, out))
		return false;
	*out &= ~(page - 1);
	return true;
}

static int layout_get(const struct tce_buffer *buf, struct layout *l)
{
	size_t cpu_page = (size_t)sysconf(_SC_PAGESIZE);
	bool huge = tce_buffer_is_huge(buf->kind);
	size_t end, sum;

	if ((unsigned int)buf->kind > TCE_BUFFER_HUGE_SHARED || !buf->size)
		return -EINVAL;
	if (buf->align && !is_power_of_two(buf->align))
		return -EINVAL;
	if (huge &&
	    (!is_power_of_two(buf->huge_size) || buf->huge_size <= cpu_page))
		return -EINVAL;
	l->page = huge ? buf->huge_size : cpu_page;
	l->align = buf->align > l->page ? buf->align : l->page;
	if (!round_up(buf->guard, l->page, &l->before) ||
	    !round_up(buf->size, l->page, &end) ||
	    __builtin_add_overflow(l->before, end, &sum) ||
	    __builtin_add_overflow(sum, l->before, &l->length) ||
	    __builtin_add_overflow(l->length, l->align, &sum))
		return -EINVAL;
	return 0;
}

static int map_flags(const struct tce_buffer *buf)
{
	int huge = MAP_ANONYMOUS | MAP_HUGETLB;

	if (buf->huge_size)
		huge |= __builtin_ctzl(buf->huge_size) << MAP_HUGE_SHIFT;
	switch (buf->kind) {
	case TCE_BUFFER_MEMFD:
		return MAP_SHARED;
	case TCE_BUFFER_SHARED:
		return MAP_SHARED | MAP_ANONYMOUS;
	case TCE_BUFFER_HUGE:
		return MAP_PRIVATE | huge;
	case TCE_BUFFER_HUGE_SHARED:
		return MAP_SHARED | huge;
	default:
		return MAP_PRIVATE | MAP_ANONYMOUS;
	}
}

/*
 * Find address space for the mapping. It is found and freed, not
 * reserved: on the hash MMU of POWER a segment that holds a mapping of one
 * page size takes none of another.
 */
static int space_find(const struct layout *l, int flags, char **at)
{
	size_t slack = l->length + l->align;
	char *probe;

	flags &= ~MAP_SHARED;
	flags |= MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE;
	probe = mmap(NULL, slack, PROT_NONE, flags, -1, 0);
	if (probe == MAP_FAILED)
		return -errno;
	munmap(probe, slack);
	*at = probe + (-((uintptr_t)probe + l->before) & (l->align - 1));
	return 0;
}

/* Make the file of the mapping; *fd stays -1 for a kind without one. */
static int file_open(const struct tce_buffer *buf, size_t length, int *fd)
{
	int ret;

	*fd = -1;
	if (buf->kind != TCE_BUFFER_MEMFD)
		return 0;
	*fd = memfd_create("tce-buffer", MFD_CLOEXEC);
	if (*fd < 0)
		return -errno;
	if (!ftruncate(*fd, (off_t)length))
		return 0;
	ret = -errno;
	close(*fd);
	return ret;
}

static int map_at(char *at, const struct layout *l, int flags, int fd)
{
	void *map = mmap(at, l->length, PROT_READ | PROT_WRITE,
			 flags | MAP_FIXED_NOREPLACE, fd, 0);

	if (map == MAP_FAILED)
		return -errno;
	/* To kernels before 4.17 the address is a hint. */
	if (map != at) {
		munmap(map, l->length);
		return -EEXIST;
	}
	return 0;
}

static int map_new(const struct tce_buffer *buf, const struct layout *l,
		   char **at)
{
	int flags = map_flags(buf);
	int fd, ret;

	ret = space_find(l, flags, at);
	if (ret)
		return ret;
	ret = file_open(buf, l->length, &fd);
	if (ret)
		return ret;
	ret = map_at(*at, l, flags, fd);
	if (fd >= 0)
		close(fd);
	return ret;
}

static size_t before_size(const struct tce_buffer *buf)
{
	return (size_t)((char *)buf->addr - (char *)buf->map);
}

static char *after(const struct tce_buffer *buf)
{
	return (char *)buf->addr + buf->size;
}

static size_t after_size(const struct tce_buffer *buf)
{
	return buf->length - before_size(buf) - buf->size;
}

static int protect(const struct tce_buffer *buf, int prot)
{
	if (buf->kind != TCE_BUFFER_RO)
		return 0;
	return mprotect(buf->map, buf->length, prot) ? -errno : 0;
}

static void touch(char *map, size_t length, size_t page)
{
	for (size_t i = 0; i < length; i += page)
		((volatile char *)map)[i] = 0;
}

int tce_buffer_alloc(struct tce_buffer *buf)
{
	struct tce_buffer new = *buf;
	struct layout l;
	char *at = NULL;
	int ret = layout_get(buf, &l);

	if (!ret)
		ret = map_new(buf, &l, &at);
	if (ret)
		return ret;
	new.map = at;
	new.addr = at + l.before;
	new.length = l.length;
	touch(at, l.length, l.page);
	tce_pattern_fill(new.map, before_size(&new), TCE_GUARD_BEFORE);
	tce_pattern_fill(after(&new), after_size(&new), TCE_GUARD_AFTER);
	ret = protect(&new, PROT_READ);
	if (ret) {
		munmap(new.map, new.length);
		return ret;
	}
	*buf = new;
	return 0;
}

int tce_buffer_free(struct tce_buffer *buf)
{
	int ret = 0;

	if (buf->map && munmap(buf->map, buf->length))
		ret = -errno;
	buf->map = NULL;
	buf->addr = NULL;
	return ret;
}

int tce_buffer_fill(struct tce_buffer *buf, uint64_t seed)
{
	int ret = protect(buf, PROT_READ | PROT_WRITE);

	if (ret)
		return ret;
	tce_pattern_fill(buf->addr, buf->size, seed);
	return protect(buf, PROT_READ);
}

size_t tce_buffer_check(const struct tce_buffer *buf, uint64_t seed)
{
	return tce_pattern_check(buf->addr, buf->size, seed);
}

int tce_buffer_guards_check(const struct tce_buffer *buf, int64_t *at)
{
	size_t before = before_size(buf);
	size_t size = after_size(buf);
	size_t bad = tce_pattern_check(buf->map, before, TCE_GUARD_BEFORE);

	if (bad < before) {
		*at = (int64_t)bad - (int64_t)before;
		return -EILSEQ;
	}
	bad = tce_pattern_check(after(buf), size, TCE_GUARD_AFTER);
	if (bad < size) {
		*at = (int64_t)(buf->size + bad);
		return -EILSEQ;
	}
	return 0;
}

#define EVEN 0xfefefefefefefefeull

/* Mixes all bits, so that the bytes of near offsets share nothing. */
static uint64_t pattern_word(uint64_t seed, size_t i)
{
	uint64_t x = seed + (i + 1) * 0x9e3779b97f4a7c15ull;

	x = (x ^ x >> 30) * 0xbf58476d1ce4e5b9ull;
	x = (x ^ x >> 27) * 0x94d049bb133111ebull;
	return (x ^ x >> 31) & EVEN;
}

void tce_pattern_fill(void *addr, size_t size, uint64_t seed)
{
	const size_t whole = size / sizeof(uint64_t) * sizeof(uint64_t);
	uint8_t *p = addr;
	uint64_t word;

	for (size_t i = 0; i < whole; i += sizeof(word)) {
		word = htole64(pattern_word(seed, i / sizeof(word)));
		memcpy(p + i, &word, sizeof(word));
	}
	word = htole64(pattern_word(seed, whole / sizeof(word)));
	memcpy(p + whole, &word, size - whole);
}

size_t tce_pattern_check(const void *addr, size_t size, uint64_t seed)
{
	const uint8_t *p = addr;
	uint64_t word, seen;
	size_t i = 0;

	for (; size - i >= sizeof(word); i += sizeof(word)) {
		memcpy(&seen, p + i, sizeof(seen));
		if (seen != htole64(pattern_word(seed, i / sizeof(word))))
			break;
	}
	word = pattern_word(seed, i / sizeof(word));
	for (; i < size && p[i] == (uint8_t)word; i++)
		word >>= 8;
	return i;
}
