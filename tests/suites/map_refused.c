// SPDX-License-Identifier: GPL-2.0-only
/*
 * A hypervisor that refuses what MAP and UNMAP ask for. No emulated one does;
 * the kernel's own calls play it (fixtures/lab/phyp.patch).
 *
 * Sources: PAPR on H_GET_TCE and H_PUT_TCE; ioctl(2).
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include <core/array.h>
#include <core/file.h>
#include <tce/tce.h>

#include "harness.h"
#include "suites.h"
#include "use.h"

#define PHYP "/sys/kernel/debug/phyp/"

enum {
	GET = 1,
	PUT = 2
};

static const struct {
	const char *what;
	unsigned int call;
	int status;
} refusals[] = {
	{ "H_HARDWARE to H_PUT_TCE", PUT, -1 },
	{ "H_PARAMETER to H_PUT_TCE", PUT, -4 },
	{ "H_RESOURCE to H_PUT_TCE", PUT, -16 },
	{ "H_NOT_ENOUGH_RESOURCES to H_PUT_TCE", PUT, -44 },
	{ "H_CONSTRAINED to H_PUT_TCE", PUT, 4 },
	{ "H_PARTIAL to H_GET_TCE", GET, 5 },
	{ "H_HARDWARE to H_GET_TCE", GET, -1 },
};

static void set(const char *file, unsigned int value)
{
	char path[64], text[16];

	snprintf(path, sizeof(path), PHYP "%s", file);
	snprintf(text, sizeof(text), "%u", value);
	TCE_MUST(core_text_write(path, text));
}

static int map_again(const struct use *u, const struct tce_platform *p)
{
	return tce_dma_map(u->vfio.container, TCE_DMA_READ | TCE_DMA_WRITE,
			   u->memory.addr, p->win_start, p->page_size);
}

/* -EPROTO is what libtce makes of a positive value. */
static bool is_refusal(int err)
{
	return err < 0 && err != -EPROTO && err != -EINTR && err != -EAGAIN;
}

static void run_refused(const struct tce_context *ctx)
{
	const struct tce_platform *p = ctx->platform;
	struct use u;
	int err;

	use_begin(&u, p);
	TCE_OK(tce_dma_unmap(u.vfio.container, p->win_start, p->page_size));
	for (size_t i = 0; i < ARRAY_SIZE(refusals); i++) {
		set("status", (unsigned int)refusals[i].status);
		set("calls", refusals[i].call);
		set("count", 1);
		err = map_again(&u, p);
		set("count", 0);
		if (!is_refusal(err))
			tce_fail("after %s, MAP returned %s, expected an errno "
				 "that is a refusal",
				 refusals[i].what,
				 err == -EPROTO ? "a positive value"
				 : err		? strerror(-err)
						: "0");
		TCE_OK(map_again(&u, p));
		TCE_OK(tce_dma_unmap(u.vfio.container, p->win_start,
				     p->page_size));
	}
	use_end(&u);
}

static const struct tce_case cases[] = {
	{
		.name = "refused-by-the-hypervisor",
		.about = "MAP of a page that the hypervisor refuses to enter "
			 "fails by an errno that does not say to call again, "
			 "and works afterwards",
		.clauses = "MAP-34",
		.needs = NEED(PSERIES) | NEED(PHYP),
		.red_on = "fixes/hcall-errno",
		.run = run_refused,
	},
};

const struct tce_table map_refused = {
	.cases = cases,
	.n = ARRAY_SIZE(cases),
};
