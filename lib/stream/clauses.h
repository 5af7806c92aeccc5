/* SPDX-License-Identifier: GPL-2.0-only */
/* The sentences of the contract, fixtures/clauses.txt, and their sources. */
#ifndef TCE_STREAM_CLAUSES_H
#define TCE_STREAM_CLAUSES_H

#include <stdbool.h>
#include <stddef.h>

enum tce_clause_level {
	TCE_CLAUSE_MUST, /* a source obliges kernels */
	TCE_CLAUSE_MAY,	 /* several outcomes are lawful */
	TCE_CLAUSE_SEEN, /* what kernels do, no obligation */
	TCE_CLAUSE_LEVELS,
};

/* A line "ID | LEVEL SOURCE, ... | sentence [| not shown: reason]". */
struct tce_clause {
	const char *id;
	enum tce_clause_level level;
	const char *sources; /* "KEY[:DETAIL], ...", can be empty */
	const char *sentence;
	const char *reason; /* the last field, or NULL */
	unsigned int line;  /* of the file, from 1 */
};

/* A line "key | what it is | where a stranger opens it" of sources.txt. */
struct tce_source {
	const char *key, *what, *where;
	unsigned int line;
};

struct tce_clauses {
	struct tce_clause *clause;
	size_t n;
	struct tce_source *source;
	size_t n_sources;
	char *text[2]; /* that the strings are in */
};

/**
 * tce_clauses_load() - read all clauses of a file
 * @all: to be freed whatever happens
 * @path: the file; sources.txt in the same folder has what it may name, and
 *        may be absent
 * @error: on failure, one line with the file and what is wrong
 * @len: bytes of @error
 *
 * Return: 0; -EINVAL for a line that is none; -errno of reading.
 */
int tce_clauses_load(struct tce_clauses *all, const char *path, char *error,
		     size_t len);
void tce_clauses_free(struct tce_clauses *all);

/* The clause with the ID of LEN bytes, or NULL. */
const struct tce_clause *tce_clauses_find(const struct tce_clauses *all,
					  const char *id, size_t len);

bool tce_clause_has_source(const struct tce_clause *c, const char *source);

/* "must", "may" or "seen". */
const char *tce_clause_level_word(enum tce_clause_level level);

#endif
