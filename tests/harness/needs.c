// SPDX-License-Identifier: GPL-2.0-only
#include "needs.h"

#include <inttypes.h>
#include <limits.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <tce/engine.h>
#include <tce/kvm.h>

#include "case.h"
#include "faults.h"
#include "mdev.h"
#include "movable.h"
#include "plug.h"
#include "user.h"
#include "where.h"

/* --- what needs.def asks, and how it says what was found ------------------ */

static bool offers(const struct tce_platform *p, unsigned int shift)
{
	return p->page_sizes >> shift & 1;
}

static const char *offered(const struct tce_platform *p)
{
	static char text[64];

	if (!p->page_sizes)
		return "the machine's IOMMU page sizes are not known (--fact "
		       "page_sizes=MASK)";
	snprintf(text, sizeof(text), "the bridge offers 0x%" PRIx64,
		 p->page_sizes);
	return text;
}

static bool holds(const struct tce_platform *p, uint64_t size)
{
	return p->page_size >= size || p->huge_size >= size;
}

static const char *held(const struct tce_platform *p)
{
	static char text[128];

	snprintf(text, sizeof(text),
		 "this kernel's pages are %" PRIu32 " bytes, %s", p->page_size,
		 p->huge_size ? "the huge ones that are reserved are smaller"
			      : "and no huge ones are reserved");
	return text;
}

static bool inherited(const struct tce_platform *p)
{
	return tce_platform_prop(&p->pe[0], TCE_DT_DIRECT, NULL, 0) >= 0 ||
	       tce_platform_prop(&p->pe[0], TCE_DT_DDW, NULL, 0) >= 0;
}

static int kvm_error(void)
{
	struct tce_kvm kvm;
	int ret = tce_kvm_open(&kvm);

	tce_kvm_close(&kvm);
	return ret;
}

/* In PATH, as execvp(3) looks. */
static bool has_program(const char *name)
{
	const char *path = getenv("PATH");
	char file[PATH_MAX];

	for (path = path ? path : "/bin:/usr/bin"; path;
	     path = strchr(path, ':') ? strchr(path, ':') + 1 : NULL) {
		snprintf(file, sizeof(file), "%.*s/%s", (int)strcspn(path, ":"),
			 path, name);
		if (!access(file, X_OK))
			return true;
	}
	return false;
}

/* The engine of g0. */
static const struct tce_engine_class *engine(const struct tce_platform *p)
{
	return tce_engine_class_find(&p->pe[0].id);
}

static const char *engine_is(const struct tce_platform *p, const char *what)
{
	static char text[128];

	if (engine(p))
		snprintf(text, sizeof(text), "%s %s", engine(p)->name, what);
	else
		snprintf(text, sizeof(text), "%s is no engine", p->pe[0].bdf);
	return text;
}

static size_t granule(const struct tce_platform *p)
{
	return engine(p) ? engine(p)->granule : 0;
}

static const char *coarse(const struct tce_platform *p)
{
	char text[64];

	snprintf(text, sizeof(text), "transfers multiples of %zu bytes",
		 granule(p));
	return engine_is(p, text);
}

static unsigned int bits(const struct tce_platform *p)
{
	return engine(p) ? tce_engine_bits(engine(p), p) : 0;
}

/* Where dynamic windows are may not be known. */
static bool reaches(const struct tce_platform *p)
{
	return bits(p) >= 64 || (p->start64 && !(p->start64 >> bits(p)));
}

static const char *narrow(const struct tce_platform *p)
{
	char text[64];

	snprintf(text, sizeof(text), "has addresses of %u bits", bits(p));
	return engine_is(p, text);
}

/* The attributes of runtime power management are there. */
static bool sleeps(const struct tce_platform *p)
{
	char path[80];

	snprintf(path, sizeof(path),
		 "/sys/bus/pci/devices/%s/power/runtime_status", p->pe[0].bdf);
	return !access(path, F_OK);
}

static bool is_nvme(const struct tce_platform *p)
{
	return engine(p) && !strcmp(engine(p)->name, "nvme");
}

static bool nvme_driver(void)
{
	return !access("/sys/bus/pci/drivers/nvme", F_OK);
}

/* --- the table ------------------------------------------------------------ */

/* Each says whether a need is met, and what was found. */
#define TCE_NEED_IS(symbol, name, about, met, ...)                        \
	static bool met_##symbol(const struct tce_platform *p, char *why, \
				 size_t len)                              \
	{                                                                 \
		(void)p;                                                  \
		snprintf(why, len, __VA_ARGS__);                          \
		return met;                                               \
	}
#include "needs.def"
#undef TCE_NEED_IS

static const struct {
	const char *name, *about;
	bool (*met)(const struct tce_platform *p, char *why, size_t len);
} table[TCE_NEEDS] = {
#define TCE_NEED_IS(symbol, name, about, met, ...) \
	[TCE_NEED_##symbol] = { name, about, met_##symbol },
#include "needs.def"
#undef TCE_NEED_IS
};

bool tce_needs_met(uint64_t needs, const struct tce_platform *p, char *why,
		   size_t len)
{
	char found[160];

	for (unsigned int i = 0; i < TCE_NEEDS; i++) {
		if (!(needs >> i & 1) || table[i].met(p, found, sizeof(found)))
			continue;
		snprintf(why, len, "needs %s: %s", table[i].name, found);
		return false;
	}
	return true;
}

void tce_needs_print(uint64_t needs, char *buf, size_t len)
{
	size_t used = 0;

	snprintf(buf, len, "-");
	for (unsigned int i = 0; i < TCE_NEEDS && used < len; i++)
		if (needs >> i & 1)
			used += (size_t)snprintf(buf + used, len - used, "%s%s",
						 used ? " " : "",
						 table[i].name);
}

void tce_needs_list(void)
{
	for (unsigned int i = 0; i < TCE_NEEDS; i++)
		printf("%-12s %s\n", table[i].name, table[i].about);
}
