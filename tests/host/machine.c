// SPDX-License-Identifier: GPL-2.0-only
#include "machine.h"

#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/utsname.h>
#include <unistd.h>

#include <tce/platform.h>

#include "files.h"
#include <core/node.h>

/* Who wrote the firmware decides where its level is. */
static const struct {
	const char *node, *prop;
} levels[] = {
	{ "/openprom", "ibm,fw-vernum_encoded" },
	{ "/ibm,firmware-versions", "version" },
	{ "/ibm,opal/firmware", "version" },
	{ "/ibm,opal/firmware", "git-id" },
	{ "/openprom", "model" },
};

static void firmware_read(struct host_machine *m)
{
	for (size_t i = 0; i < sizeof(levels) / sizeof(levels[0]); i++)
		if (core_node_prop(levels[i].node, levels[i].prop, m->firmware,
				   sizeof(m->firmware) - 1) > 0)
			return;
}

/* "MMU		: Radix" */
static void mmu_read(struct host_machine *m)
{
	char *text, *line;

	if (host_text(&text, "/proc/cpuinfo"))
		return;
	line = strstr(text, "\nMMU");
	if (line)
		sscanf(line, " MMU : %31s", m->mmu);
	free(text);
}

static long flag_read(const char *path)
{
	unsigned long value;

	return host_number(&value, 10, "%s", path) ? -1 : value != 0;
}

void host_machine_read(struct host_machine *m)
{
	struct tce_platform p;
	struct utsname uts;

	*m = (struct host_machine){ .page_size = sysconf(_SC_PAGESIZE) };
	if (!tce_platform_read(&p, NULL, 0)) {
		m->power = true;
		m->bare = !p.pseries;
		host_copy(m->model, sizeof(m->model), p.machine);
	}
	core_node_prop("", "ibm,partition-name", m->partition,
		       sizeof(m->partition) - 1);
	firmware_read(m);
	mmu_read(m);
	uname(&uts);
	host_copy(m->release, sizeof(m->release), uts.release);
	m->kdump = flag_read("/sys/kernel/kexec_crash_loaded");
	m->fadump = flag_read("/sys/kernel/fadump/enabled");
	m->fadump_ready = flag_read("/sys/kernel/fadump/registered");
}
