/* SPDX-License-Identifier: GPL-2.0-only */
/* Names of the kernel's functions, from the symbol table of its image. */
#ifndef RUN_SYMBOLS_H
#define RUN_SYMBOLS_H

#include <stdint.h>

#include "words.h"

struct symbol {
	uint64_t address;
	char *name;
};

struct symbols {
	struct symbol *symbol; /* by address */
	size_t n, room;
};

/* None where there is no table, as in a distribution's image. */
void symbols_read(struct symbols *symbols, const char *vmlinux);

/* Adds " (NAME+0xOFFSET)", of the nearest below an address in hexadecimal. */
void symbols_name(const struct symbols *symbols, const char *address,
		  struct tce_strbuf *text);

void symbols_free(struct symbols *symbols);

#endif
