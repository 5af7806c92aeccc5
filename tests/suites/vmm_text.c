// SPDX-License-Identifier: GPL-2.0-only
#include "vmm_text.h"

#include <stdlib.h>
#include <string.h>

#include "harness.h"

void vmm_text_add(struct vmm_text *t, const char *bytes, size_t n)
{
	char *grown = realloc(t->data, t->len + n + 1);

	if (!grown)
		tce_broken("no memory");
	memcpy(grown + t->len, bytes, n);
	t->data = grown;
	t->len += n;
	t->data[t->len] = '\0';
}

void vmm_text_free(struct vmm_text *t)
{
	free(t->data);
	*t = (struct vmm_text){ 0 };
}

char *vmm_text_line(struct vmm_text *t)
{
	char *end = t->data ? memchr(t->data, '\n', t->len) : NULL;
	char *line;

	if (!end)
		return NULL;
	line = strndup(t->data, end - t->data);
	if (!line)
		tce_broken("no memory");
	t->len -= end + 1 - t->data;
	memmove(t->data, end + 1, t->len + 1);
	return line;
}
