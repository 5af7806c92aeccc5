// SPDX-License-Identifier: GPL-2.0-only
#include "spare.h"

#include <stdio.h>
#include <string.h>

#include <tce/engine.h>

static const char *const harms[] = {
	[TCE_RISK_DRIVER] = "lets the host's driver, and who waits for it, "
			    "have the device",
	[TCE_RISK_HANG] = "may hang in the kernel, and keep its device until "
			  "the next boot",
	[TCE_RISK_DAMAGE] = "may leave its device unusable until the next boot",
	[TCE_RISK_CRASH] = "may crash this kernel",
};

/*
 * One that may damage its PE needs one that no other has. A machine has no
 * device for each: those that come too late share the first, at the end of the
 * run, which ends where the device is damaged.
 */
static void row_share(struct tce_row *row, size_t ndevices)
{
	if (!row->own_pe || row->first_pe < ndevices)
		return;
	row->own_pe = false;
	row->first_pe = 0;
}

/* Whether a device that was named is such an engine; true if none was named. */
static bool engine_there(const struct tce_platform *p, const char *engine)
{
	for (unsigned int i = 0; i < p->npes; i++) {
		const struct tce_engine_class *class =
			tce_engine_class_find(&p->pe[i].id);

		if (class && !strcmp(class->name, engine))
			return true;
	}
	return !p->npes;
}

/*
 * Rows of engines that nobody named would only be skipped, hundreds of them;
 * and nobody knows what a device of this machine has been through.
 */
static void rows_spare(struct tce_rows *rows, const struct tce_options *o)
{
	struct tce_platform p;
	size_t kept = 0;

	if (tce_platform_read(&p, (const char *const *)o->devices, o->ndevices))
		return;
	for (size_t i = 0; i < rows->n; i++) {
		const struct tce_suite *suite = rows->row[i].suite;

		if (!suite->own_pes &&
		    (!suite->engine || engine_there(&p, suite->engine)))
			rows->row[kept++] = rows->row[i];
	}
	rows->n = kept;
}

/* Rows with a risk stand at the end, where they were sorted to. */
size_t tce_spare(struct tce_rows *rows, const struct tce_options *o)
{
	size_t spared = 0, kept = 0;

	rows_spare(rows, o);
	for (size_t i = 0; i < rows->n; i++) {
		enum tce_risk risk = rows->row[i].c->risk;

		if (risk && !o->dangerous) {
			spared++;
			continue;
		}
		if (risk)
			fprintf(stderr, "  %s: %s\n", rows->row[i].name,
				harms[risk]);
		row_share(&rows->row[i], o->ndevices);
		rows->row[kept++] = rows->row[i];
	}
	rows->n = kept;
	if (spared)
		fprintf(stderr,
			"  leave out %zu cases that may do harm "
			"(--dangerous)\n",
			spared);
	return spared;
}
