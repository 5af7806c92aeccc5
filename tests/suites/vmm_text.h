/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef TESTS_VMM_TEXT_H
#define TESTS_VMM_TEXT_H

#include <stddef.h>

/* What a program says: lines, of which the last may not be whole. */
struct vmm_text {
	char *data;
	size_t len;
};

void vmm_text_add(struct vmm_text *t, const char *bytes, size_t n);
void vmm_text_free(struct vmm_text *t);

/* Takes the first whole line, which the caller frees. NULL: there is none. */
char *vmm_text_line(struct vmm_text *t);

#endif
