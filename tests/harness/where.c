// SPDX-License-Identifier: GPL-2.0-only
#include "where.h"

#include <fnmatch.h>
#include <glob.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <core/array.h>

int tce_release_compare(const char *a, const char *b)
{
	while (*a || *b) {
		char *end_a, *end_b;
		unsigned long x = strtoul(a, &end_a, 10);
		unsigned long y = strtoul(b, &end_b, 10);

		if (x != y)
			return x < y ? -1 : 1;
		/* A number that is missing counts as 0: 7.3 equals 7.3.0. */
		a = *end_a == '.' ? end_a + 1 : "";
		b = *end_b == '.' ? end_b + 1 : "";
	}
	return 0;
}

/* Operators, longer ones first. */
static const struct {
	const char *text;
	bool less, equal, more;
} operators[] = {
	{ "<=", true, true, false }, { ">=", false, true, true },
	{ "<", true, false, false }, { ">", false, false, true },
	{ "=", false, true, false },
};

/* Bytes of "64k", "16m", "4g"; 0 when it is no size. */
static uint64_t size_parse(const char *text)
{
	static const char units[] = "kmg";
	const char *unit;
	char *end;
	unsigned long n = strtoul(text, &end, 10);

	if (!n || n > 1024 || !*end || end[1])
		return 0;
	unit = strchr(units, *end);
	return unit ? (uint64_t)n << 10 * (unit - units + 1) : 0;
}

/* Whether the kernel reports shifts by too much: no release number shows it. */
static bool reports_shifts(void)
{
	static const char symbol[] = " __ubsan_handle_shift_out_of_bounds\n";
	static int known = -1;
	FILE *f = known < 0 ? fopen("/proc/kallsyms", "re") : NULL;
	char line[512];

	if (known < 0)
		known = 0;
	while (f && !known && fgets(line, sizeof(line), f))
		known = strstr(line, symbol) != NULL;
	if (f)
		fclose(f);
	return known;
}

bool tce_bypass_off(void)
{
	char line[4096] = "";
	FILE *file = fopen("/proc/cmdline", "re");

	if (file) {
		if (!fgets(line, sizeof(line), file))
			line[0] = '\0';
		fclose(file);
	}
	return strstr(line, "disable_ddw") || strstr(line, "iommu=nobypass");
}

static bool page_is(const struct tce_platform *p, const char *value)
{
	return p->page_size == size_parse(value);
}

static bool huge_is(const struct tce_platform *p, const char *value)
{
	return p->huge_size == size_parse(value);
}

static bool offers(const struct tce_platform *p, const char *value)
{
	return p->page_sizes & size_parse(value);
}

static bool window_is(const struct tce_platform *p, const char *value)
{
	if (!strcmp(value, "moved"))
		return p->win_start != 0;
	if (!strcmp(value, "high"))
		return p->win_start >> 32;
	/* no power of two; beyond 2 GiB other things happen to it */
	if (!strcmp(value, "odd"))
		return p->win_exact != p->win_size &&
		       p->win_exact <= (uint64_t)1 << 31;
	return p->win_exact == size_parse(value);
}

static bool memory_is(const struct tce_platform *p, const char *value)
{
	return p->memory_fixed == !strcmp(value, "fixed");
}

static bool platform_is(const struct tce_platform *p, const char *value)
{
	return p->pseries == !strcmp(value, "pseries");
}

/* A hypervisor may have the node of all volumes without any. */
bool tce_pmem_there(void)
{
	glob_t found;
	int ret = glob("/proc/device-tree/ibm,persistent-memory/ibm,pmemory@*",
		       GLOB_NOSORT, NULL, &found);

	if (!ret)
		globfree(&found);
	return !ret;
}

static bool pmem_is(const struct tce_platform *p, const char *value)
{
	(void)p;
	return tce_pmem_there() == !strcmp(value, "yes");
}

static bool ddw_is(const struct tce_platform *p, const char *value)
{
	return p->ddw == !strcmp(value, "yes");
}

static bool windows_are(const struct tce_platform *p, const char *value)
{
	return (p->max_windows == 1) == !strcmp(value, "one");
}

static bool limited_is(const struct tce_platform *p, const char *value)
{
	return p->limited == !strcmp(value, "yes");
}

static bool ubsan_is(const struct tce_platform *p, const char *value)
{
	(void)p;
	return reports_shifts() == !strcmp(value, "yes");
}

static bool bypass_is(const struct tce_platform *p, const char *value)
{
	(void)p;
	return tce_bypass_off() == !strcmp(value, "off");
}

static bool machine_is(const struct tce_platform *p, const char *value)
{
	return !fnmatch(value, p->machine, 0);
}

/* The facts that "=" compares, and their values besides sizes. */
static const struct key {
	const char *name;
	bool (*holds)(const struct tce_platform *p, const char *value);
	bool size, any;
	const char *words[3];
} keys[] = {
	{ .name = "page", page_is, .size = true },
	{ .name = "huge", huge_is, .size = true },
	{ .name = "offers", offers, .size = true },
	{ .name = "window",
	  window_is,
	  .size = true,
	  .words = { "moved", "high", "odd" } },
	{ .name = "memory", memory_is, .words = { "fixed", "growing" } },
	{ .name = "platform", platform_is, .words = { "pseries", "powernv" } },
	{ .name = "ddw", ddw_is, .words = { "yes", "no" } },
	{ .name = "windows", windows_are, .words = { "one", "two" } },
	{ .name = "limited", limited_is, .words = { "yes", "no" } },
	{ .name = "ubsan", ubsan_is, .words = { "yes", "no" } },
	{ .name = "pmem", pmem_is, .words = { "yes", "no" } },
	{ .name = "bypass", bypass_is, .words = { "on", "off" } },
	{ .name = "machine", machine_is, .any = true },
};

struct condition {
	const struct key *key; /* NULL: the release */
	unsigned int op;
	char value[80];
};

static bool is_equal(unsigned int op)
{
	return !strcmp(operators[op].text, "=");
}

static bool key_parse(const char *p, size_t n, struct condition *c)
{
	static const char release[] = "release";

	c->key = NULL;
	if (n == strlen(release) && !strncmp(p, release, n))
		return true;
	for (size_t i = 0; i < ARRAY_SIZE(keys) && !c->key; i++)
		if (strlen(keys[i].name) == n && !strncmp(p, keys[i].name, n))
			c->key = &keys[i];
	return c->key;
}

static bool value_valid(const struct condition *c)
{
	const char *value = c->value;

	if (!c->key)
		return strspn(value, "0123456789.") == strlen(value) &&
		       *value != '.';
	if (!is_equal(c->op))
		return false;
	if (c->key->any || (c->key->size && size_parse(value)))
		return true;
	for (size_t i = 0; i < ARRAY_SIZE(c->key->words); i++)
		if (c->key->words[i] && !strcmp(value, c->key->words[i]))
			return true;
	return false;
}

/* One condition of a list; returns what follows it, or NULL. */
static const char *condition_parse(const char *p, struct condition *c)
{
	size_t n = strcspn(p, "<>=,");

	if (!key_parse(p, n, c))
		return NULL;
	p += n;
	for (c->op = 0; c->op < ARRAY_SIZE(operators); c->op++)
		if (!strncmp(p, operators[c->op].text,
			     strlen(operators[c->op].text)))
			break;
	if (c->op == ARRAY_SIZE(operators))
		return NULL;
	p += strlen(operators[c->op].text);
	n = strcspn(p, ",");
	if (!n || n >= sizeof(c->value))
		return NULL;
	snprintf(c->value, sizeof(c->value), "%.*s", (int)n, p);
	if (!value_valid(c))
		return NULL;
	p += n;
	if (!*p)
		return p;
	p++;
	p += strspn(p, " \t");
	return *p ? p : NULL;
}

static bool condition_holds(const struct condition *c,
			    const struct tce_platform *p)
{
	int order;

	if (c->key)
		return c->key->holds(p, c->value);
	order = tce_release_compare(p->release, c->value);
	if (order < 0)
		return operators[c->op].less;
	return order ? operators[c->op].more : operators[c->op].equal;
}

bool tce_where_valid(const char *where)
{
	struct condition c;

	if (!strcmp(where, "*"))
		return true;
	do {
		where = condition_parse(where, &c);
	} while (where && *where);
	return where;
}

bool tce_where_holds(const char *where, const struct tce_platform *p)
{
	struct condition c;

	if (!strcmp(where, "*"))
		return true;
	do {
		where = condition_parse(where, &c);
		if (!where || !condition_holds(&c, p))
			return false;
	} while (*where);
	return true;
}
