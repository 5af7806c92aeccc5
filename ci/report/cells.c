// SPDX-License-Identifier: GPL-2.0-only
#include "cells.h"

#include <string.h>

static const char *value_of(const struct tce_run *run, const char *key)
{
	const char *value = tce_run_get(run, key);

	return value ? value : "";
}

const char *tce_run_kernel(const struct tce_run *run)
{
	return value_of(run, "kernel");
}

const char *tce_run_machine(const struct tce_run *run)
{
	const char *file = value_of(run, "run.machine");

	return *file ? file : value_of(run, "machine");
}

const char *tce_run_devices(const struct tce_run *run)
{
	return value_of(run, "devices");
}

static bool is_same(const struct tce_run *a, const struct tce_run *b,
		    const char *key)
{
	return !strcmp(value_of(a, key), value_of(b, key));
}

bool tce_run_is_again(const struct tce_run *a, const struct tce_run *b)
{
	return is_same(a, b, "kernel") && is_same(a, b, "machine") &&
	       is_same(a, b, "devices") &&
	       (is_same(a, b, "run.machine") || !*value_of(a, "run.machine") ||
		!*value_of(b, "run.machine"));
}

static bool is_alike(const struct tce_run *a, const struct tce_run *b)
{
	return !strcmp(tce_run_kernel(a), tce_run_kernel(b)) &&
	       !strcmp(tce_run_machine(a), tce_run_machine(b));
}

void tce_run_label(struct tce_strbuf *label, const struct tce_run *runs,
		   size_t n, const struct tce_run *run)
{
	size_t i;

	tce_strbuf_clear(label);
	tce_strbuf_addf(label, "%s%s%s", tce_run_kernel(run),
			*tce_run_kernel(run) ? " on " : "",
			tce_run_machine(run));
	for (i = 0; i < n; i++) {
		if (&runs[i] == run || !is_alike(&runs[i], run))
			continue;
		tce_strbuf_addf(label, "%s%s", label->len ? ", " : "",
				tce_run_devices(run));
		break;
	}
}
