// SPDX-License-Identifier: GPL-2.0-only
/* The part of the harness that reads the kernel log. */
#include "self.h"

#include <stdio.h>
#include <string.h>

#include "kmsg.h"
#include "loss.h"
#include "refused.h"

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
	tce_splats_forgive(&s, false, true);
	ck_assert_uint_eq(s.n, ARRAY_SIZE(heads));
	tce_splats_forgive(&s, true, false);
	ck_assert_uint_eq(s.n, ARRAY_SIZE(heads) - 1);
	ck_assert(strstr(s.splat[4].text, "Oops"));
}
END_TEST

/* What comes after it is another report. */
START_TEST(kmsg_stopped)
{
	static const char *const log[] = {
		"EEH: Frozen PHB#1-PE#10000 detected",
		"EEH: Call Trace:",
		"EEH: [00000000429ed679] eeh_dev_check_failure+0x2e0/0x6d0",
		"EEH: Notify device drivers to shutdown",
		"WARNING: CPU: 0 PID: 92 at a.c:1",
		"EEH: Recovery successful.",
		NULL,
	};
	static struct tce_splats s;

	memset(&s, 0, sizeof(s));
	scan(&s, log);
	ck_assert_uint_eq(s.n, 2);
	tce_splats_forgive(&s, true, false);
	ck_assert_uint_eq(s.n, 2);
	tce_splats_forgive(&s, false, true);
	ck_assert_uint_eq(s.n, 1);
	ck_assert(strstr(s.splat[0].head, "WARNING"));
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

#define PCI "vfio-pci 001a:00:00.0: "
#define CREATED PCI "ibm,create-pe-dma-window(7eb) 0 8000000 2000001a "
#define QUERIED PCI "ibm,query-pe-dma-windows(7ea) 0 8000000 2000001a "

/* What is logged: the first line that it may be lost by, and whether it is. */
static const struct {
	const char *log;
	bool maybe, sure;
} losses[] = {
	{ "a: Create ddw failed /pci@1", true, false },
	{ "a: Create ddw failed /pci@12", false, false },
	{ PCI "/pci@1 in failed DDW device list", true, true },
	{ "vfio-pci 0001:00:00.0: /pci@12 in failed DDW device list", false,
	  false },
	{ CREATED "10 16 returned -3 (liobn = 0x0 ", true, false },
	{ CREATED "10 16 returned 0 (liobn = 0x0 ", false, false },
	{ QUERIED "returned -1, lb=0 ps=0 wn=0", true, false },
	{ QUERIED "returned 0, lb=0 ps=0 wn=0", false, false },
	{ "a: The existing DDW removal failed for node /pci@1", true, false },
	{ "EEH: PHB#1a-PE#0 has failed 6 times in the last hour and has been "
	  "permanently disabled.",
	  true, true },
	{ "EEH: Unable to recover from failure from PHB#1a-PE#0.", true, true },
	{ "EEH: Unable to recover from failure from PHB#1-PE#0.", false,
	  false },
	{ "nothing", false, false },
};

START_TEST(kmsg_losses)
{
	const char *const log[] = { losses[_i].log, NULL };
	static const struct tce_pe pe = {
		.bdf = "001a:00:00.0",
		.dt_path = "/proc/device-tree/pci@1",
	};
	static struct tce_splats s;
	const char *line;

	memset(&s, 0, sizeof(s));
	scan(&s, log);
	line = tce_loss_line(&s, &pe);
	ck_assert((line != NULL) == losses[_i].maybe);
	if (line)
		ck_assert_str_eq(line, losses[_i].log);
	ck_assert(tce_loss_sure(&s, &pe) == losses[_i].sure);
}
END_TEST

#define ASKED                                                       \
	"step 6: ioctl(container, VFIO_IOMMU_SPAPR_TCE_CREATE, "    \
	"{page_shift=16 window_size=0x400000 levels=1}): returned " \
	"-ENODEV, expected "

/* A failure, what was logged during its step, and what that explains. */
static const struct {
	const char *fail, *line, *why;
} refusals[] = {
	{ ASKED "0", "6,1,1,-;" CREATED "10 16 returned -3 (liobn = 0x0 ",
	  "the hypervisor refused the window (status -3): 2^6 TCEs of 2^16 "
	  "bytes" },
	{ ASKED "0", QUERIED "returned -1, lb=0 ps=0 wn=0",
	  "the hypervisor refused to say which windows the PE can have (status "
	  "-1)" },
	{ ASKED "-EFAULT", CREATED "10 16 returned -1 (liobn = 0x0 ",
	  "the hypervisor refused the window (status -1): 2^6 TCEs of 2^16 "
	  "bytes" },
	/* what the case did not ask for */
	{ ASKED "0", CREATED "c 16 returned -3 (liobn = 0x0 ", NULL },
	{ ASKED "0", CREATED "10 15 returned -3 (liobn = 0x0 ", NULL },
	{ "step 6: VmLck: 0x10000, expected 0",
	  CREATED "10 16 returned -3 (liobn = 0x0 ", NULL },
	/* what it wanted refused */
	{ ASKED "-EINVAL", CREATED "10 16 returned -3 (liobn = 0x0 ", NULL },
	{ ASKED "0", CREATED "10 16 returned 0 (liobn = 0x0 ", NULL },
	{ ASKED "0", PCI "/pci@1 in failed DDW device list", NULL },
};

START_TEST(kmsg_refusals)
{
	char why[128] = "";
	bool is = tce_refused_is(refusals[_i].line, refusals[_i].fail, why,
				 sizeof(why));

	ck_assert(is == (refusals[_i].why != NULL));
	ck_assert_str_eq(why, is ? refusals[_i].why : "");
}
END_TEST

TCase *tce_self_kmsg(void)
{
	TCase *tc = tcase_create("kmsg");

	tcase_add_test(tc, kmsg_quiet);
	tcase_add_test(tc, kmsg_reports);
	tcase_add_test(tc, kmsg_stopped);
	tcase_add_test(tc, kmsg_mixed);
	tcase_add_test(tc, kmsg_bounds);
	tcase_add_loop_test(tc, kmsg_losses, 0, ARRAY_SIZE(losses));
	tcase_add_loop_test(tc, kmsg_refusals, 0, ARRAY_SIZE(refusals));
	return tc;
}
