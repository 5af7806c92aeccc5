// SPDX-License-Identifier: GPL-2.0-only
#include <ctype.h>
#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <core/array.h>
#include <tce/platform.h>

#define MEMBER(m)                         \
	offsetof(struct tce_platform, m), \
		sizeof(((struct tce_platform *)0)->m), #m

/* The integers that a caller may set, and how large they can get. */
static const struct {
	size_t offset, size;
	const char *name;
	uint64_t max;
	const char *about;
} facts[] = {
	{ MEMBER(pseries), 1, "1: pSeries, 0: PowerNV" },
	{ MEMBER(ddw), 1, "1: the PE offers dynamic windows" },
	{ MEMBER(wraps), 1, "1: addresses past a window's end wrap" },
	{ MEMBER(reset_call), 1, "1: the firmware can reset a PE's windows" },
	{ MEMBER(limited), 1,
	  "1: the firmware can place windows at addresses of few bits" },
	{ MEMBER(firmware), 1, "1: the firmware is the suite's own" },
	{ MEMBER(page_size), UINT32_MAX, "CPU page, bytes" },
	{ MEMBER(huge_size), UINT64_MAX, "reserved huge page, bytes; 0: none" },
	{ MEMBER(win_start), UINT64_MAX, "default window, bus address" },
	{ MEMBER(win_size), UINT64_MAX, "default window, bytes" },
	{ MEMBER(page_sizes), UINT64_MAX,
	  "IOMMU pages: bit n for 2^n bytes; 0: not known" },
	{ MEMBER(start64), UINT64_MAX,
	  "first 64-bit window, bus address; 0: not known" },
	{ MEMBER(max_windows), UINT32_MAX, "windows that a PE can have" },
	{ MEMBER(max_levels), UINT32_MAX, "levels that a table can have" },
	{ MEMBER(least_tces), UINT32_MAX,
	  "smallest dynamic window that the platform makes, TCEs" },
	{ MEMBER(largest_tces), UINT64_MAX, "largest one, TCEs; 0: not known" },
	{ MEMBER(dma_bits), 64,
	  "bits of an engine's addresses; 0: all of its class" },
	{ MEMBER(npes), TCE_GROUPS_MAX, "PEs in use" },
};

/* A number as strtoull(3) reads it, without sign and blanks. */
static int number_parse(const char *text, uint64_t max, uint64_t *value)
{
	unsigned long long n;
	char *end;

	if (!isdigit((unsigned char)*text))
		return -EINVAL;
	errno = 0;
	n = strtoull(text, &end, 0);
	if (errno || *end || n > max)
		return -EINVAL;
	*value = n;
	return 0;
}

static void fact_store(void *member, size_t size, uint64_t value)
{
	if (size == sizeof(uint64_t))
		*(uint64_t *)member = value;
	else if (size == sizeof(uint32_t))
		*(uint32_t *)member = (uint32_t)value;
	else
		*(bool *)member = value;
}

int tce_platform_set(struct tce_platform *p, const char *fact)
{
	size_t len = strcspn(fact, "=");
	uint64_t value;
	size_t i = 0;

	while (i < ARRAY_SIZE(facts) && (strlen(facts[i].name) != len ||
					 strncmp(facts[i].name, fact, len)))
		i++;
	if (i == ARRAY_SIZE(facts) || !fact[len] ||
	    number_parse(fact + len + 1, facts[i].max, &value))
		return -EINVAL;
	fact_store((char *)p + facts[i].offset, facts[i].size, value);
	return 0;
}

const char *tce_platform_fact(unsigned int i, const char **about)
{
	if (i >= ARRAY_SIZE(facts))
		return NULL;
	*about = facts[i].about;
	return facts[i].name;
}
