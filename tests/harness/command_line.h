/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef TESTS_COMMAND_LINE_H
#define TESTS_COMMAND_LINE_H

#include "options.h"

/**
 * tce_options_parse() - read the command line
 * @o: filled; to be freed with tce_options_free()
 *
 * Says what is wrong with it on standard error. Answers --help and --version
 * itself.
 *
 * Return: true; false when the program should end with @status.
 */
bool tce_options_parse(struct tce_options *o, int argc, char **argv,
		       int *status);

/**
 * tce_options_free() - free what tce_options_parse() filled in
 */
void tce_options_free(struct tce_options *o);

#endif
