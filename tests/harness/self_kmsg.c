// SPDX-License-Identifier: GPL-2.0-only
/* The part of the harness that reads the kernel log. */
#include "self.h"

#include <stdio.h>
#include <string.h>

#include "kmsg.h"
#include "loss.h"

static void scan(struct tce_splats *s, const char *const *line)
{
	char record[512];

	for (; *line; line++) {
		snprintf(record, sizeof(record),
			 "4,7,123,-,caller=T1;%s\n DEVICE=+pci:0\n", *line);
		tce_splats_scan(s, record, strlen(record));
	}
}

START_TEST(kmsg_quiet)
{
	static const char *const log[] = {
		"tce-test: RUN a.b",
		"vfio-pci 0000:00:00.0: enabling device",
		"iommu: DEBUGGING",
		"Calling query 0 0",
		NULL,
	};
	static struct tce_splats s;

	scan(&s, log);
	ck_assert_uint_eq(s.n, 0);
	tce_splats_scan(&s, "no semicolon", 12);
	tce_splats_scan(&s, ";", 1);
	ck_assert_uint_eq(s.n, 0);
}
END_TEST

START_TEST(kmsg_reports)
{
	static const char *const log[] = {
		"------------[ cut here ]------------",
		"WARNING: CPU: 0 PID: 9 at a.c:1",
		"Modules linked in: vfio",
		"Call Trace:",
		"[c0000] [c0000] f+0x1/0x2",
		"---[ end trace 0000000000000000 ]---",
		"an innocent line",
		"UBSAN: shift-out-of-bounds in a.c:2",
		"Call Trace:",
		"---[ end trace ]---",
		"iommu: Unexpected TCEs at 1",
		"WARNING: possible circular locking dependency detected",
		"Call Trace:",
		"f+0x1/0x2",
		"x: vmalloc error: size 128, vm_struct allocation failed",
		"Call Trace:",
		"Kernel attempted to read user page (0)",
		"BUG: Kernel NULL pointer dereference",
		"Oops: Kernel access of bad area, sig: 11 [#1]",
		"Call Trace:",
		"---[ end trace ]---",
		NULL,
	};
	static const char *const heads[] = { "WARNING: CPU", "UBSAN:",
					     "iommu: Un",    "WARNING: poss",
					     "x: vmalloc",   "Kernel att" };
	static struct tce_splats s;
	unsigned int i;

	scan(&s, log);
	ck_assert_uint_eq(s.n, ARRAY_SIZE(heads));
	for (i = 0; i < s.n; i++) {
		ck_assert(
			!strncmp(s.splat[i].head, heads[i], strlen(heads[i])));
		ck_assert(s.splat[i].damage == (i == 5));
		ck_assert(!strstr(s.splat[i].text, "innocent"));
		ck_assert(!strstr(s.splat[i].text, "DEVICE"));
	}
	ck_assert(strstr(s.splat[5].text, "Oops"));
	tce_splats_forgive(&s);
	ck_assert_uint_eq(s.n, ARRAY_SIZE(heads) - 1);
	ck_assert(strstr(s.splat[4].text, "Oops"));
}
END_TEST

/* Two CPUs at once: the report goes on after the line of the other one. */
START_TEST(kmsg_mixed)
{
	static const char *const log[] = {
		"------------[ cut here ]------------",
		"WARNING: CPU: 1 PID: 9 at a.c:1",
		"vfio-pci 0001:00:00.0: /pci@1 in failed DDW device list",
		"Call Trace:",
		"[c0000] [c0000] f+0x1/0x2",
		"---[ end trace 0000000000000000 ]---",
		"an innocent line",
		NULL,
	};
	static struct tce_splats s;

	scan(&s, log);
	ck_assert_uint_eq(s.n, 2);
	ck_assert(strstr(s.splat[0].text, "f+0x1"));
	ck_assert(!strstr(s.splat[0].text, "innocent"));
	ck_assert(s.splat[1].given_up);
	ck_assert(!strchr(s.splat[1].text, '\n'));
}
END_TEST

START_TEST(kmsg_bounds)
{
	static const char *const line[] = { "WARNING: once more", NULL };
	static const char *const trace[] = { "Call Trace:", NULL };
	static const char *const single[] = { "iommu: Unexpected TCEs at 1",
					      "iommu: Unexpected TCEs at 2",
					      NULL };
	static const char *const escape[] = { "BUG: a\\x1b[0m\\x0ab", NULL };
	static struct tce_splats s;
	unsigned int i;

	scan(&s, escape);
	ck_assert_str_eq(s.splat[0].head, "BUG: a [0m");
	memset(&s, 0, sizeof(s));
	for (i = 0; i < 2000; i++)
		scan(&s, line);
	ck_assert_uint_eq(s.n, 1);
	ck_assert_uint_lt(s.splat[0].len, TCE_SPLAT_TEXT_MAX);
	for (i = 0; i < 100; i++) {
		scan(&s, trace);
		scan(&s, line);
	}
	ck_assert_uint_eq(s.n, TCE_SPLATS_MAX);
	ck_assert_uint_gt(s.more, 0);
	memset(&s, 0, sizeof(s));
	for (i = 0; i < 100; i++)
		scan(&s, single);
	ck_assert_uint_eq(s.n, 2);
	ck_assert_uint_eq(s.splat[1].times, 100);
	ck_assert_uint_eq(s.more, 0);
}
END_TEST

/* What an earlier case logged, a later one, and whether the first is why. */
static const struct {
	const char *before, *now;
	bool cause;
} losses[] = {
	{ "a: Create ddw failed /pci@1",
	  "0001:00:00.0: /pci@1 in failed DDW "
	  "device list",
	  true },
	{ "a: Create ddw failed /pci@1",
	  "0001:00:00.0: /pci@12 in failed DDW "
	  "device list",
	  false },
	{ "a: Create ddw failed /pci@1", "a: Create ddw failed /pci@1", false },
	{ "a: Create ddw failed /pci@1", "nothing", false },
	{ "EEH: PHB#1a-PE#0 has failed 6 times in the last hour and has been "
	  "permanently disabled.",
	  "nothing", true },
	{ "EEH: Unable to recover from failure from PHB#1a-PE#0.", "nothing",
	  true },
	{ "EEH: Unable to recover from failure from PHB#1-PE#0.", "nothing",
	  false },
	{ "nothing", "nothing", false },
};

START_TEST(kmsg_losses)
{
	const char *const before[] = { losses[_i].before, NULL };
	const char *const now[] = { losses[_i].now, NULL };
	static const struct tce_platform view = {
		.npes = 1,
		.pe[0].bdf = "001a:00:00.0",
	};
	static struct tce_splats s;
	static struct tce_losses l;
	const struct tce_loss *loss;

	scan(&s, before);
	tce_losses_add(&l, "a.b", &s);
	memset(&s, 0, sizeof(s));
	scan(&s, now);
	loss = tce_loss_find(&l, &s, &view);
	ck_assert((loss != NULL) == losses[_i].cause);
	if (loss)
		ck_assert_str_eq(loss->name, "a.b");
	if (loss)
		ck_assert_str_eq(loss->text, losses[_i].before);
}
END_TEST

TCase *tce_self_kmsg(void)
{
	TCase *tc = tcase_create("kmsg");

	tcase_add_test(tc, kmsg_quiet);
	tcase_add_test(tc, kmsg_reports);
	tcase_add_test(tc, kmsg_mixed);
	tcase_add_test(tc, kmsg_bounds);
	tcase_add_loop_test(tc, kmsg_losses, 0, ARRAY_SIZE(losses));
	return tc;
}
