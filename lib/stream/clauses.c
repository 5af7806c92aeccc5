// SPDX-License-Identifier: GPL-2.0-only
#include "clauses.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "table.h"

const struct tce_clause *tce_clauses_find(const struct tce_clauses *all,
					  const char *id, size_t len)
{
	size_t i;

	for (i = 0; i < all->n; i++)
		if (strlen(all->clause[i].id) == len &&
		    !strncmp(all->clause[i].id, id, len))
			return &all->clause[i];
	return NULL;
}

/* Parses one line. Returns the error, or NULL. */
static const char *parse(struct tce_clause *c, char *p)
{
	static const char not_shown[] = "not shown: ";

	c->id = tce_field_cut(&p);
	c->sentence = tce_field_cut(&p);
	c->reason = tce_field_cut(&p);
	if (!*c->id || !c->sentence || !*c->sentence || p)
		return "want 'ID | sentence' or 'ID | sentence | not shown: "
		       "reason'";
	if (strpbrk(c->id, " \t"))
		return "an ID is one word";
	if (!c->reason)
		return NULL;
	if (strncmp(c->reason, not_shown, strlen(not_shown)) != 0)
		return "the third field begins with 'not shown: '";
	return NULL;
}

static int add(struct tce_clauses *all, const struct tce_clause *c)
{
	struct tce_clause *more =
		reallocarray(all->clause, all->n + 1, sizeof(*c));

	if (!more)
		return -ENOMEM;
	all->clause = more;
	all->clause[all->n++] = *c;
	return 0;
}

static int parse_all(struct tce_clauses *all, const char *path, char *error,
		     size_t len)
{
	char *line = all->text, *next;
	unsigned int number;
	int ret = 0;

	for (number = 1; line && !ret; line = next, number++) {
		struct tce_clause c = { .line = number };
		const char *wrong;

		next = strchr(line, '\n');
		if (next)
			*next++ = '\0';
		line += strspn(line, " \t\r");
		if (!*line || *line == '#')
			continue;
		wrong = parse(&c, line);
		if (!wrong && tce_clauses_find(all, c.id, strlen(c.id)))
			wrong = "this ID is there twice";
		if (wrong) {
			snprintf(error, len, "%s:%u: %s", path, number, wrong);
			return -EINVAL;
		}
		ret = add(all, &c);
	}
	if (ret)
		snprintf(error, len, "out of memory");
	return ret;
}

int tce_clauses_load(struct tce_clauses *all, const char *path, char *error,
		     size_t len)
{
	*all = (struct tce_clauses){ .text = tce_file_text(path) };
	if (!all->text) {
		int err = errno;

		snprintf(error, len, "cannot read the clauses %s: %s", path,
			 strerror(err));
		return -err;
	}
	return parse_all(all, path, error, len);
}

void tce_clauses_free(struct tce_clauses *all)
{
	free(all->clause);
	free(all->text);
	*all = (struct tce_clauses){ 0 };
}
