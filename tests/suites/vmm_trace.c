// SPDX-License-Identifier: GPL-2.0-only
#include "vmm_trace.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "harness.h"

static void add_call(struct vmm *v, const char *fmt, ...) TCE_PRINTF(2, 3);
static void add_call(struct vmm *v, const char *fmt, ...)
{
	char call[128];
	va_list ap;
	int n;

	va_start(ap, fmt);
	n = vsnprintf(call, sizeof(call) - 1, fmt, ap);
	va_end(ap);
	if (n < 0)
		return;
	n = (int)strlen(call);
	call[n++] = '\n';
	vmm_text_add(&v->calls, call, n);
}

static const char *size_text(const struct vmm *v, uint64_t size)
{
	static char text[24];
	static const char units[] = " KMG";
	unsigned int unit = 0;

	if (size == v->window)
		return "W";
	while (size && !(size & 1023) && unit < 3) {
		size >>= 10;
		unit++;
	}
	snprintf(text, sizeof(text), "%" PRIu64 "%.*s", size, unit ? 1 : 0,
		 &units[unit]);
	return text;
}

bool vmm_trace_is_usual(const char *line)
{
	return strstr(line, "warning: ") ||
	       strstr(line, "no available reset mechanism") ||
	       strstr(line, "EEH_PE_OP 0x1 failed: No such device");
}

void vmm_trace_take(struct vmm *v, const char *line)
{
	uint64_t size, start;
	unsigned int shift, levels;
	int ret;

	if (sscanf(line, "vfio_prereg_register va=%*x size=%" SCNx64 " ret=%d",
		   &size, &ret) == 2)
		add_call(v, ret ? "register %s: %d" : "register %s",
			 size_text(v, size), ret);
	else if (sscanf(line,
			"vfio_prereg_unregister va=%*x size=%" SCNx64 " ret=%d",
			&size, &ret) == 2)
		add_call(v, ret ? "unregister %s: %d" : "unregister %s",
			 size_text(v, size), ret);
	else if (sscanf(line, "vfio_spapr_remove_window offset=%" SCNx64,
			&start) == 1)
		add_call(v, "remove %#" PRIx64, start);
	else if (sscanf(line,
			"vfio_spapr_create_window pageshift=%x levels=%u "
			"winsize=%" SCNx64 " offset=%" SCNx64,
			&shift, &levels, &size, &start) == 4)
		add_call(v, "create %u %s levels %u at %#" PRIx64, shift,
			 size_text(v, size), levels, start);
	else if (!strncmp(line, "vfio_spapr_group_attach", 23))
		add_call(v, "attach");
	else if (strncmp(line, "vfio_", 5) != 0 && !vmm_trace_is_usual(line))
		tce_fail("QEMU says: %s", line);
}
