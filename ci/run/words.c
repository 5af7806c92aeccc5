// SPDX-License-Identifier: GPL-2.0-only
#include "words.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#define SAFE                                                             \
	"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789" \
	"_./:,=+@%-"

static void take(struct words *words, char *word)
{
	/* one more, for the NULL */
	words->word = tce_grow(words->word, words->n + 1, &words->room,
			       sizeof(*words->word));
	words->word[words->n++] = word;
	words->word[words->n] = NULL;
}

void words_add(struct words *words, const char *word)
{
	take(words, tce_strdup(word));
}

void words_addf(struct words *words, const char *fmt, ...)
{
	struct tce_strbuf text = { 0 };
	va_list ap;

	va_start(ap, fmt);
	tce_strbuf_vaddf(&text, fmt, ap);
	va_end(ap);
	words_add(words, tce_strbuf_str(&text));
	tce_strbuf_free(&text);
}

void words_add_all(struct words *words, const struct words *from)
{
	for (size_t i = 0; i < from->n; i++)
		words_add(words, from->word[i]);
}

void words_add_tail(struct words *words, const struct words *from, size_t n,
		    const char *head)
{
	for (size_t i = from->n > n ? from->n - n : 0; i < from->n; i++)
		words_addf(words, "%s%s", head, from->word[i]);
}

/* Adds what lies between any bytes of SEPARATORS. */
static void split(struct words *words, const char *text, const char *separators)
{
	struct tce_strbuf word = { 0 };
	size_t len;

	for (; *text; text += len) {
		text += strspn(text, separators);
		len = strcspn(text, separators);
		if (!len)
			break;
		tce_strbuf_clear(&word);
		tce_strbuf_add(&word, text, len);
		words_add(words, tce_strbuf_str(&word));
	}
	tce_strbuf_free(&word);
}

void words_split(struct words *words, const char *line)
{
	split(words, line, " \t");
}

void words_lines(struct words *words, const char *text)
{
	split(words, text, "\n");
}

bool words_have(const struct words *words, const char *word)
{
	for (size_t i = 0; i < words->n; i++)
		if (!strcmp(words->word[i], word))
			return true;
	return false;
}

static int by_text(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

void words_sort(struct words *words)
{
	if (words->n)
		qsort(words->word, words->n, sizeof(*words->word), by_text);
}

bool words_sorted_have(const struct words *words, const char *word)
{
	return words->n && bsearch(&word, words->word, words->n,
				   sizeof(*words->word), by_text);
}

void words_free(struct words *words)
{
	for (size_t i = 0; i < words->n; i++)
		free(words->word[i]);
	free(words->word);
	memset(words, 0, sizeof(*words));
}

void words_quote(struct tce_strbuf *line, const struct words *words)
{
	for (size_t i = 0; i < words->n; i++) {
		const char *word = words->word[i];

		if (i)
			tce_strbuf_add(line, " ", 1);
		if (*word && !word[strspn(word, SAFE)]) {
			tce_strbuf_addf(line, "%s", word);
			continue;
		}
		tce_strbuf_add(line, "'", 1);
		text_replace(line, word, "'", "'\\''");
		tce_strbuf_add(line, "'", 1);
	}
}

void text_replace(struct tce_strbuf *out, const char *text, const char *from,
		  const char *to)
{
	const char *at;

	for (; (at = strstr(text, from)); text = at + strlen(from)) {
		tce_strbuf_add(out, text, at - text);
		tce_strbuf_add(out, to, strlen(to));
	}
	tce_strbuf_add(out, text, strlen(text));
}

void text_commas(struct tce_strbuf *out, const char *value)
{
	text_replace(out, value, ",", ",,");
}

const char *text_base(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash ? slash + 1 : path;
}
