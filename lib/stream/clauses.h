/* SPDX-License-Identifier: GPL-2.0-only */
/* The sentences of the contract, fixtures/clauses.txt. */
#ifndef TCE_STREAM_CLAUSES_H
#define TCE_STREAM_CLAUSES_H

#include <stddef.h>

/* A line "ID | sentence" or "ID | sentence | not shown: reason". */
struct tce_clause {
	const char *id;
	const char *sentence;
	const char *reason; /* the third field, or NULL */
	unsigned int line;  /* of the file, from 1 */
};

struct tce_clauses {
	struct tce_clause *clause;
	size_t n;
	char *text; /* that the strings are in */
};

/**
 * tce_clauses_load() - read all clauses of a file
 * @all: to be freed whatever happens
 * @path: the file
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

#endif
