// SPDX-License-Identifier: GPL-2.0-only
#include "symbols.h"

#include <elf.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

/* An image in memory: ppc64le, as this machine counts. */
struct image {
	const char *bytes;
	size_t size;
};

static const void *at(const struct image *image, uint64_t offset, uint64_t len)
{
	return offset <= image->size && len <= image->size - offset
		       ? image->bytes + offset
		       : NULL;
}

/* A table of structures, which every linker aligns. */
static const void *aligned(const struct image *image, uint64_t offset,
			   uint64_t len)
{
	return offset % sizeof(uint64_t) ? NULL : at(image, offset, len);
}

static void add(struct symbols *symbols, uint64_t address, const char *name)
{
	symbols->symbol = tce_grow(symbols->symbol, symbols->n, &symbols->room,
				   sizeof(*symbols->symbol));
	symbols->symbol[symbols->n].address = address;
	symbols->symbol[symbols->n++].name = tce_strdup(name);
}

/* The functions of a table, whose names are in STRINGS. */
static void take_table(struct symbols *symbols, const struct image *image,
		       const Elf64_Shdr *table, const Elf64_Shdr *strings)
{
	const Elf64_Sym *sym = aligned(image, table->sh_offset, table->sh_size);
	const char *names = at(image, strings->sh_offset, strings->sh_size);

	if (!sym || !names || !strings->sh_size || names[strings->sh_size - 1])
		return;
	for (size_t i = 0; i < table->sh_size / sizeof(*sym); i++)
		if (ELF64_ST_TYPE(sym[i].st_info) == STT_FUNC &&
		    sym[i].st_name < strings->sh_size)
			add(symbols, sym[i].st_value, names + sym[i].st_name);
}

static int by_address(const void *a, const void *b)
{
	const struct symbol *x = a, *y = b;

	return (x->address > y->address) - (x->address < y->address);
}

static void take_image(struct symbols *symbols, const struct image *image)
{
	const Elf64_Ehdr *head = at(image, 0, sizeof(*head));
	const Elf64_Shdr *section =
		head ? aligned(image, head->e_shoff,
			       (uint64_t)head->e_shnum * sizeof(*section))
		     : NULL;

	if (!section || memcmp(head->e_ident, ELFMAG, SELFMAG) != 0)
		return;
	for (size_t i = 0; i < head->e_shnum; i++)
		if (section[i].sh_type == SHT_SYMTAB &&
		    section[i].sh_link < head->e_shnum)
			take_table(symbols, image, &section[i],
				   &section[section[i].sh_link]);
	if (symbols->n)
		qsort(symbols->symbol, symbols->n, sizeof(*symbols->symbol),
		      by_address);
}

void symbols_read(struct symbols *symbols, const char *vmlinux)
{
	struct image image = { NULL, 0 };
	int fd = open(vmlinux, O_RDONLY | O_CLOEXEC);
	struct stat st;
	void *map = MAP_FAILED;

	if (fd >= 0 && !fstat(fd, &st) && st.st_size > 0)
		map = mmap(NULL, st.st_size, PROT_READ, MAP_PRIVATE, fd, 0);
	if (map != MAP_FAILED) {
		image.bytes = map;
		image.size = st.st_size;
		take_image(symbols, &image);
		munmap(map, st.st_size);
	}
	if (fd >= 0)
		close(fd);
}

void symbols_name(const struct symbols *symbols, const char *address,
		  struct tce_strbuf *text)
{
	const uint64_t want = strtoull(address, NULL, 16);
	size_t low = 0, high = symbols->n;

	while (low < high) {
		const size_t middle = (low + high) / 2;

		if (symbols->symbol[middle].address <= want)
			low = middle + 1;
		else
			high = middle;
	}
	if (low)
		tce_strbuf_addf(text, " (%s+0x%" PRIx64 ")",
				symbols->symbol[low - 1].name,
				want - symbols->symbol[low - 1].address);
}

void symbols_free(struct symbols *symbols)
{
	for (size_t i = 0; i < symbols->n; i++)
		free(symbols->symbol[i].name);
	free(symbols->symbol);
	memset(symbols, 0, sizeof(*symbols));
}
