// SPDX-License-Identifier: GPL-2.0-only
#include "clauses.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "table.h"

static const char *const levels[TCE_CLAUSE_LEVELS] = {
	[TCE_CLAUSE_MUST] = "must",
	[TCE_CLAUSE_MAY] = "may",
	[TCE_CLAUSE_SEEN] = "seen",
};

const char *tce_clause_level_word(enum tce_clause_level level)
{
	return levels[level];
}

static bool is_word(const char *text, const char *word, size_t len)
{
	return strlen(text) == len && !strncmp(text, word, len);
}

const struct tce_clause *tce_clauses_find(const struct tce_clauses *all,
					  const char *id, size_t len)
{
	size_t i;

	for (i = 0; i < all->n; i++)
		if (is_word(all->clause[i].id, id, len))
			return &all->clause[i];
	return NULL;
}

/* --- lines: each parser returns what is wrong with one, or NULL ----------- */

typedef const char *parser(struct tce_clauses *all, char *line,
			   unsigned int number);

static bool is_source(const struct tce_clauses *all, const char *key,
		      size_t len)
{
	size_t i;

	for (i = 0; i < all->n_sources; i++)
		if (is_word(all->source[i].key, key, len))
			return true;
	return false;
}

static const char *parse_source(struct tce_clauses *all, char *line,
				unsigned int number)
{
	struct tce_source s = { .line = number }, *more;

	s.key = tce_field_cut(&line);
	s.what = tce_field_cut(&line);
	s.where = tce_field_cut(&line);
	if (!*s.key || !s.what || !*s.what || !s.where || !*s.where || line)
		return "want 'key | what it is | where a stranger opens it'";
	if (strpbrk(s.key, " \t:,"))
		return "a key is one word without ':' and ','";
	if (is_source(all, s.key, strlen(s.key)))
		return "this key is there twice";
	more = reallocarray(all->source, all->n_sources + 1, sizeof(s));
	if (!more)
		return "out of memory";
	all->source = more;
	all->source[all->n_sources++] = s;
	return NULL;
}

/*
 * The next key of "KEY[:DETAIL], ...", or NULL; *p is NULL after the last one.
 * An empty key is one as well, and none of sources.txt.
 */
static const char *key_next(const char **p, size_t *len)
{
	const char *key = *p;

	if (!key)
		return NULL;
	key += strspn(key, " \t");
	*len = strcspn(key, ":,");
	*p = strchr(key, ',');
	if (*p)
		(*p)++;
	return key;
}

static bool are_sources(const struct tce_clauses *all, const char *p)
{
	const char *key;
	size_t len;

	while ((key = key_next(&p, &len)))
		if (!is_source(all, key, len))
			return false;
	return true;
}

bool tce_clause_has_source(const struct tce_clause *c, const char *source)
{
	const char *p = c->sources, *key;
	size_t len;

	while ((key = key_next(&p, &len)))
		if (is_word(source, key, len))
			return true;
	return false;
}

static const char *parse_level(struct tce_clause *c, const char *field,
			       const struct tce_clauses *all)
{
	const char *word;
	size_t len = tce_word_next(&field, &word);

	for (c->level = 0; c->level < TCE_CLAUSE_LEVELS; c->level++)
		if (is_word(levels[c->level], word, len))
			break;
	if (c->level == TCE_CLAUSE_LEVELS)
		return "the level is 'must', 'may' or 'seen'";
	c->sources = field + strspn(field, " \t");
	if (c->level == TCE_CLAUSE_MUST && !*c->sources)
		return "a 'must' names its source";
	if (*c->sources && !are_sources(all, c->sources))
		return "want sources 'KEY[:DETAIL], ...' with keys of "
		       "sources.txt";
	return NULL;
}

static const char *parse_clause(struct tce_clauses *all, char *line,
				unsigned int number)
{
	static const char not_shown[] = "not shown: ";
	struct tce_clause c = { .line = number }, *more;
	const char *level, *wrong;

	c.id = tce_field_cut(&line);
	level = tce_field_cut(&line);
	c.sentence = tce_field_cut(&line);
	c.reason = tce_field_cut(&line);
	if (!*c.id || !level || !c.sentence || !*c.sentence || line)
		return "want 'ID | LEVEL SOURCE, ... | sentence' or '... | "
		       "not shown: reason'";
	if (strpbrk(c.id, " \t"))
		return "an ID is one word";
	wrong = parse_level(&c, level, all);
	if (wrong)
		return wrong;
	if (c.reason && strncmp(c.reason, not_shown, strlen(not_shown)) != 0)
		return "the last field begins with 'not shown: '";
	if (tce_clauses_find(all, c.id, strlen(c.id)))
		return "this ID is there twice";
	more = reallocarray(all->clause, all->n + 1, sizeof(c));
	if (!more)
		return "out of memory";
	all->clause = more;
	all->clause[all->n++] = c;
	return NULL;
}

/* --- files ---------------------------------------------------------------- */

static int parse_all(struct tce_clauses *all, char *line, parser *parse,
		     const char *path, char *error, size_t len)
{
	unsigned int number;
	char *next;

	for (number = 1; line; line = next, number++) {
		const char *wrong;

		next = strchr(line, '\n');
		if (next)
			*next++ = '\0';
		line += strspn(line, " \t\r");
		if (!*line || *line == '#')
			continue;
		wrong = parse(all, line, number);
		if (!wrong)
			continue;
		snprintf(error, len, "%s:%u: %s", path, number, wrong);
		return -EINVAL;
	}
	return 0;
}

static int load(struct tce_clauses *all, char **text, parser *parse,
		const char *path, char *error, size_t len)
{
	*text = tce_file_text(path);
	if (!*text) {
		int err = errno;

		snprintf(error, len, "cannot read the clauses %s: %s", path,
			 strerror(err));
		return -err;
	}
	return parse_all(all, *text, parse, path, error, len);
}

/* The sources are beside the clauses; without a file there are none. */
static int load_sources(struct tce_clauses *all, const char *path, char *error,
			size_t len)
{
	const char *slash = strrchr(path, '/');
	char *beside;
	int ret;

	if (asprintf(&beside, "%.*ssources.txt",
		     slash ? (int)(slash + 1 - path) : 0, path) < 0) {
		snprintf(error, len, "out of memory");
		return -ENOMEM;
	}
	ret = load(all, &all->text[1], parse_source, beside, error, len);
	free(beside);
	return ret == -ENOENT ? 0 : ret;
}

int tce_clauses_load(struct tce_clauses *all, const char *path, char *error,
		     size_t len)
{
	int ret;

	*all = (struct tce_clauses){ 0 };
	ret = load_sources(all, path, error, len);
	if (ret)
		return ret;
	return load(all, &all->text[0], parse_clause, path, error, len);
}

void tce_clauses_free(struct tce_clauses *all)
{
	free(all->clause);
	free(all->source);
	free(all->text[0]);
	free(all->text[1]);
	*all = (struct tce_clauses){ 0 };
}
