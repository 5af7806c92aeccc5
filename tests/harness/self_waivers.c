// SPDX-License-Identifier: GPL-2.0-only
/* The parts of the harness that read waivers and their conditions. */
#include "self.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "waiver.h"
#include "where.h"

static const struct tce_platform platform = {
	.release = "6.12.107+deb13-powerpc64le-64k",
	.machine = "IBM pSeries (emulated by qemu)",
	.page_size = 65536,
	.huge_size = 2 << 20,
	.npes = 1,
	.pseries = true,
};

static const struct {
	const char *a, *b;
	int order;
} orders[] = {
	{ "6.12.107+deb13", "6.12.112", -1 },
	{ "6.12.112", "7.2", -1 },
	{ "7.3-rc7", "7.3", 0 },
	{ "7.3", "7.3.0", 0 },
	{ "7.3.1", "7.3", 1 },
	{ "6.2", "6.12", -1 },
	{ "10.0", "9.99.99", 1 },
	{ "", "0", 0 },
};

START_TEST(release_order)
{
	int order = tce_release_compare(orders[_i].a, orders[_i].b);

	ck_assert_int_eq(order, orders[_i].order);
	order = tce_release_compare(orders[_i].b, orders[_i].a);
	ck_assert_int_eq(order, -orders[_i].order);
}
END_TEST

static const struct {
	const char *where;
	bool holds;
} wheres[] = {
	{ "*", true },
	{ "release<7.3", true },
	{ "release>=6.12", true },
	{ "release<6.12.107", false },
	{ "release<=6.12.107", true },
	{ "release=6.12.107", true },
	{ "release>6.12.106,release<6.13", true },
	{ "release>6.1, page=64k", true },
	{ "page=4k", false },
	{ "machine=IBM*qemu*", true },
	{ "page=64k,machine=other", false },
	{ "huge=2m", true },
	{ "huge=16m", false },
	{ "memory=fixed", false },
	{ "memory=growing", true },
	{ "platform=pseries", true },
	{ "platform=powernv,page=64k", false },
	{ "ddw=no", true },
	{ "windows=one", false },
	{ "windows=two", true },
	{ "offers=64k", false },
	{ "window=moved", false },
	{ "window=high", false },
	{ "window=1g", false },
	{ "bypass=on", true },
	{ "bypass=off", false },
};

START_TEST(waiver_where)
{
	struct tce_waivers w;
	char text[128], error[128];
	unsigned int line;

	snprintf(text, sizeof(text), "a.* | %s | r | shown | why",
		 wheres[_i].where);
	ck_assert_int_eq(
		tce_waivers_parse(&w, text, &line, error, sizeof(error)), 0);
	ck_assert_uint_eq(w.n, 1);
	ck_assert(tce_waiver_applies(w.waiver, "a.b", &platform) ==
		  wheres[_i].holds);
	ck_assert(!tce_waiver_applies(w.waiver, "b.a", &platform));
	tce_waivers_free(&w);
}
END_TEST

static const char *const malformed[] = {
	"a.b",
	"a.b | * | r | shown",
	"a.b | * | r | shown | why | more",
	"a.b | | r | shown | why",
	"a.b | * | r | | why",
	"a.b | * | r | ** | why",
	"a.b | * | r | ? & ? | why",
	"a.b | * | r | shown & * | why",
	"a.b | * | r | ?abc & shown | why",
	"a.b | release | r | shown | why",
	"a.b | release<x | r | shown | why",
	"a.b | release~7 | r | shown | why",
	"a.b | page=64 | r | shown | why",
	"a.b | page<64k | r | shown | why",
	"a.b | color=red | r | shown | why",
	"a.b | release<7, | r | shown | why",
};

START_TEST(waiver_malformed)
{
	char text[128], error[128];
	struct tce_waivers w;
	unsigned int line;

	snprintf(text, sizeof(text), "# head\n\nc.d|*|r|shown|why\n%s\n",
		 malformed[_i]);
	ck_assert_int_eq(
		tce_waivers_parse(&w, text, &line, error, sizeof(error)),
		-EINVAL);
	ck_assert_uint_eq(line, 4);
	ck_assert_uint_gt(strlen(error), 0);
}
END_TEST

static const struct {
	const char *symptom, *text;
	bool covers;
} symptoms[] = {
	{ "one", "step 1: one", true },
	{ "step*one", "step 1: one", true },
	{ "one*step", "step 1: one", false },
	{ "[#1]", "sig: 11 [#1]", true },
	{ "returned +?", "returned +1", false },
	{ "returned +*", "returned +1", true },
};

START_TEST(waiver_symptom)
{
	struct tce_waiver w = { .symptom = (char *)symptoms[_i].symptom };

	ck_assert(tce_waiver_covers(&w, symptoms[_i].text) ==
		  symptoms[_i].covers);
}
END_TEST

TCase *tce_self_waivers(void)
{
	TCase *tc = tcase_create("waivers");

	tcase_add_loop_test(tc, release_order, 0, ARRAY_SIZE(orders));
	tcase_add_loop_test(tc, waiver_where, 0, ARRAY_SIZE(wheres));
	tcase_add_loop_test(tc, waiver_malformed, 0, ARRAY_SIZE(malformed));
	tcase_add_loop_test(tc, waiver_symptom, 0, ARRAY_SIZE(symptoms));
	return tc;
}
