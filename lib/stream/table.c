// SPDX-License-Identifier: GPL-2.0-only
#include "table.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define BLANKS " \t"

char *tce_file_text(const char *path)
{
	FILE *file = fopen(path, "re");
	char *text = NULL;
	size_t room = 0;

	if (!file)
		return NULL;
	if (getdelim(&text, &room, '\0', file) < 0) {
		bool empty = !ferror(file);

		free(text);
		text = empty ? strdup("") : NULL;
	}
	fclose(file);
	return text;
}

char *tce_field_cut(char **p)
{
	char *field = *p, *end;

	if (!field)
		return NULL;
	*p = strchr(field, '|');
	if (*p)
		*(*p)++ = '\0';
	field += strspn(field, BLANKS);
	end = field + strcspn(field, "\r\n");
	while (end > field && strchr(BLANKS, end[-1]))
		end--;
	*end = '\0';
	return field;
}

size_t tce_word_next(const char **p, const char **word)
{
	size_t len;

	*word = *p + strspn(*p, BLANKS);
	len = strcspn(*word, BLANKS);
	*p = *word + len;
	return len;
}

bool tce_word_in(const char *words, const char *want, size_t len)
{
	const char *word;
	size_t n;

	while ((n = tce_word_next(&words, &word)))
		if (n == len && !strncmp(word, want, len))
			return true;
	return false;
}
