// SPDX-License-Identifier: GPL-2.0-only
#include "paths.h"

#include <string.h>

void tce_log_path(struct tce_strbuf *path, const char *dir, const char *name)
{
	size_t base = strcspn(name, "/");

	tce_strbuf_addf(path, "%s/cases/%.*s", dir, (int)base, name);
	if (name[base])
		tce_strbuf_addf(path, ".%s", name + base + 1);
	tce_strbuf_addf(path, ".log");
}
