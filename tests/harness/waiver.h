/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef TESTS_WAIVER_H
#define TESTS_WAIVER_H

#include <stdbool.h>
#include <stddef.h>

#include <tce/platform.h>

/* Known defects of kernels; the file's own head states its format. */

struct tce_waiver {
	char *globs;	 /* of suite.case, blanks between */
	char *where;	 /* conditions on the platform */
	char *reference; /* what the defect is known as */
	char *symptom;	 /* how its failures read, " & " between them */
	char *reason;
	unsigned int line; /* of the file */
};

struct tce_waivers {
	struct tce_waiver *waiver;
	size_t n;
};

/**
 * tce_waivers_parse() - read the text of a waivers file
 * @w: filled on success; to be freed with tce_waivers_free()
 * @text: what the file holds
 * @line: on error, number of the line
 * @error: on error, what is wrong with it, terminated
 * @len: size of @error
 *
 * Return: 0; -EINVAL; -ENOMEM.
 */
int tce_waivers_parse(struct tce_waivers *w, const char *text,
		      unsigned int *line, char *error, size_t len);

/**
 * tce_waivers_free() - free what tce_waivers_parse() filled in
 */
void tce_waivers_free(struct tce_waivers *w);

/**
 * tce_waiver_applies() - whether a waiver is for this case and machine
 * @w: the waiver
 * @name: suite.case
 * @p: the platform
 */
bool tce_waiver_applies(const struct tce_waiver *w, const char *name,
			const struct tce_platform *p);

/**
 * tce_waiver_parts() - how many failures a waiver's symptom consists of
 */
unsigned int tce_waiver_parts(const struct tce_waiver *w);

/**
 * tce_waiver_optional() - whether one of them may be missing
 */
bool tce_waiver_optional(const struct tce_waiver *w, unsigned int part);

/**
 * tce_waiver_shows() - whether a text shows one of them
 * @w: the waiver
 * @part: 0 .. tce_waiver_parts() - 1
 * @text: a failure, or lines of the kernel log
 */
bool tce_waiver_shows(const struct tce_waiver *w, unsigned int part,
		      const char *text);

/**
 * tce_waiver_covers() - whether a text shows any of them
 */
bool tce_waiver_covers(const struct tce_waiver *w, const char *text);

#endif
