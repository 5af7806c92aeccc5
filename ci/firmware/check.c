// SPDX-License-Identifier: GPL-2.0-only
/*
 * firmware-check BRIDGE...: reads lines of settings, each WHERE (as FILE:LINE)
 * and, after a tab, what is for the firmware, and prints what is wrong with the
 * first that the firmware would refuse on a machine with these bridges. The
 * exit code is 2 then.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "settings.h"

static void report(const char *where, const struct fw_wrong *wrong)
{
	printf("%s: firmware=%.*s: %s\n", where,
	       (int)strcspn(wrong->word, " \t\n"), wrong->word, wrong->what);
}

int main(int argc, char **argv)
{
	static struct fw fw;
	struct fw_wrong wrong;
	char *line = NULL, *words;
	size_t size = 0;
	int rc = 0;

	for (int i = 1; i < argc; i++) {
		unsigned long n = strtoul(argv[i], NULL, 10);

		if (n < FW_PES)
			fw.pes[n].used = true;
	}
	while (!rc && getline(&line, &size, stdin) > 0) {
		words = line + strcspn(line, "\t");
		if (*words)
			*words++ = '\0';
		if (!fw_settings(&fw, words, &wrong)) {
			report(line, &wrong);
			rc = 2;
		}
	}
	free(line);
	return rc;
}
