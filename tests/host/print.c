// SPDX-License-Identifier: GPL-2.0-only
#include "print.h"

#include <limits.h>

#include <stream/text.h>
#include <stream/verdict.h>

void host_vprint(FILE *out, const char *format, va_list ap)
{
	char line[2 * PATH_MAX];

	vsnprintf(line, sizeof(line), format, ap);
	tce_text_clean(line);
	fprintf(out, "%s\n", line);
}

void host_print(FILE *out, const char *format, ...)
{
	va_list ap;

	va_start(ap, format);
	host_vprint(out, format, ap);
	va_end(ap);
}

int host_broken(const char *format, ...)
{
	va_list ap;

	fputs("tce-test: ", stderr);
	va_start(ap, format);
	host_vprint(stderr, format, ap);
	va_end(ap);
	return TCE_STATUS_BROKEN;
}
