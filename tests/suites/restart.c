// SPDX-License-Identifier: GPL-2.0-only
/*
 * What a machine that has started again has of its windows, on machines whose
 * first boot gave its devices to owners: after a reset, in a kernel that
 * another one started, and in a crash kernel.
 *
 * The default window is there, no other one takes the place of those that can
 * be made, and devices reach memory through both.
 *
 * Sources: PAPR on dynamic DMA windows: a reset leaves the default window
 * alone; kexec_load(2); Documentation/admin-guide/kdump/kdump.rst.
 */
#include <stdio.h>

#include <tce/tce.h>

#include "data.h"
#include "harness.h"
#include "owner.h"
#include "suites.h"

static void use(const struct tce_platform *p, bool dynamic)
{
	struct tce_window beside = { .page_shift = 12,
				     .levels = 1,
				     .size = OWNER_DYNAMIC };
	const char *which = dynamic ? "a dynamic" : "the default";
	struct owner o;

	owner_open(&o, p, dynamic);
	owner_start(&o);
	if (!owner_transfers(&o))
		tce_fail("%s does not reach memory through %s window",
			 p->pe[0].bdf, which);
	if (!dynamic && p->ddw && p->max_windows > 1)
		TCE_OK(tce_window_create(o.vfio.container, &beside));
	owner_close(&o);
}

static void run_each(const struct tce_context *ctx)
{
	struct tce_platform p = *ctx->platform;
	const struct tce_engine_class *class =
		tce_engine_class_find(&p.pe[0].id);

	for (unsigned int i = 0; i < ctx->platform->npes; i++) {
		p.pe[0] = ctx->platform->pe[i];
		p.npes = 1;
		if (tce_engine_class_find(&p.pe[0].id) != class)
			continue;
		use(&p, false);
		if (p.ddw)
			use(&p, true);
	}
}

static const struct tce_case cases[] = {
	{
		.name = "each-pe",
		.about = "each device reaches memory through its default "
			 "window and through a dynamic one, both of which "
			 "it can have, whatever had it before the machine "
			 "started again",
		.clauses = "RST-01",
		.needs = NEED(ROOT),
		.timeout_s = 60,
		.red_on = "patches/remove-from-firmware",
		.run = run_each,
	},
};

#define ABOUT "each device after the machine started again"
DATA_SUITES(restart, ABOUT, .more = NULL)
