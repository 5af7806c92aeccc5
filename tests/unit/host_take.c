// SPDX-License-Identifier: GPL-2.0-only
/* What is taken from a machine, and the process that has it meanwhile. */
#include <errno.h>
#include <limits.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/utsname.h>
#include <sys/wait.h>
#include <unistd.h>

#include "../host/child.h"
#include "../host/files.h"
#include "../host/inventory.h"
#include "../host/journal.h"
#include "../host/kinds.h"
#include "../host/safety.h"
#include "../host/survey.h"
#include "../host/take.h"
#include "machine.h"
#include "tree.h"
#include "unit.h"

static char state[128];

static void take_start(void)
{
	machine_start();
	snprintf(state, sizeof(state), "%s/var/lib/tce-test", tree_root());
}

static const struct host_kind *kind(const char *name)
{
	for (size_t i = 0; i < host_kinds_n; i++)
		if (!strcmp(host_kinds[i].name, name))
			return &host_kinds[i];
	ck_abort_msg("no kind %s", name);
	return NULL;
}

static void want_value(const char *name, const char *subject, const char *want)
{
	char value[HOST_VALUE_MAX];

	ck_assert_int_eq(kind(name)->get(subject, value), 0);
	ck_assert_str_eq(value, want);
}

static void want_text(const char *path, const char *want)
{
	char full[PATH_MAX], text[512] = "";
	FILE *f;

	snprintf(full, sizeof(full), "%s%s", tree_root(), path);
	f = fopen(full, "r");
	ck_assert_ptr_nonnull(f);
	ck_assert(fread(text, 1, sizeof(text) - 1, f) || !*want);
	fclose(f);
	ck_assert_str_eq(text, want);
}

START_TEST(kinds)
{
	const struct host_taking huge = { .huge_kib = "2048" };
	char value[HOST_VALUE_MAX];

	want_value("driver", DRIVE, "nvme");
	want_value("driver", SPARE, HOST_NONE);
	ck_assert_int_eq(kind("driver")->get("0009:00:00.0", value), -ENODEV);
	ck_assert_int_eq(kind("driver")->put(DRIVE, HOST_NONE), 0);
	want_text("/sys/bus/pci/drivers/nvme/unbind", DRIVE);
	ck_assert_int_eq(kind("driver")->put(SPARE, "nvme"), 0);
	want_text("/sys/bus/pci/drivers/nvme/bind", SPARE);
	want_value("override", DRIVE, "(null)");
	machine_put("", SYS(DRIVE) "/driver_override");
	ck_assert_int_eq(kind("override")->put(DRIVE, "(null)"), 0);
	want_text(SYS(DRIVE) "/driver_override", "\n");
	ck_assert_int_eq(kind("override")->put(DRIVE, "vfio-pci"), 0);
	want_value("override", DRIVE, "vfio-pci");
	machine_put("3\n",
		    "/sys/kernel/mm/hugepages/hugepages-2048kB/nr_hugepages");
	want_value("hugepages", "2048", "3");
	ck_assert(host_huge_sizes("2048", value, sizeof(value)));
	ck_assert_str_eq(value, "2048");
	ck_assert(!host_huge_sizes("204", value, sizeof(value)));
	ck_assert_uint_eq(host_huge_room(&huge), ULONG_MAX);
	tree_text("/proc/meminfo",
		  "MemTotal: 99999 kB\nMemAvailable:   10240 kB\n");
	ck_assert_uint_eq(host_huge_room(&huge), 8);
	ck_assert_int_eq(kind("hugepages")->put("2048", "9"), 0);
	want_value("hugepages", "2048", "9");
	ck_assert_int_eq(kind("hugepages")->get("4", value), -ENOENT);
	want_value("module", "vfio_pci", "absent");
	tree_folder("/sys/module");
	tree_folder("/sys/module/vfio_pci");
	want_value("module", "vfio_pci", HOST_LOADED);
}
END_TEST

static char plan[256];

static int plan_add(void *data, const char *module)
{
	size_t used = strlen(plan);

	(void)data;
	snprintf(plan + used, sizeof(plan) - used, "%s ", module);
	return 0;
}

START_TEST(modules)
{
	struct utsname uts;

	uname(&uts);
	ck_assert_int_eq(host_module_plan("vfio-pci", plan_add, NULL), -ENOENT);
	machine_put(
		"kernel/drivers/vfio/vfio.ko.xz:\n"
		"kernel/vfio/pci/vfio-pci-core.ko.xz: kernel/vfio/vfio.ko.xz "
		"kernel/virt/irqbypass.ko.xz\n"
		"kernel/vfio/pci/vfio-pci.ko.xz: "
		"kernel/vfio/pci/vfio-pci-core.ko.xz kernel/vfio/vfio.ko.xz "
		"kernel/virt/irqbypass.ko.xz\n",
		"/lib/modules/%s/modules.dep", uts.release);
	ck_assert_int_eq(host_module_plan("vfio-pci", plan_add, NULL), 0);
	ck_assert_str_eq(plan, "irqbypass vfio vfio_pci_core vfio_pci ");
	ck_assert_int_eq(
		host_module_plan("vfio_iommu_spapr_tce", plan_add, NULL),
		-ENOENT);
	ck_assert_str_eq(host_take_refusal(), "vfio_iommu_spapr_tce");
	plan[0] = '\0';
	tree_folder("/sys/module");
	tree_folder("/sys/module/vfio");
	tree_folder("/sys/module/vfio_iommu_spapr_tce");
	ck_assert_int_eq(host_module_plan("vfio", plan_add, NULL), 0);
	ck_assert_int_eq(host_module_plan("vfio-pci", plan_add, NULL), 0);
	ck_assert_str_eq(plan, "irqbypass vfio_pci_core vfio_pci ");
	ck_assert_ptr_null(host_take_refusal());
}
END_TEST

static int mounted_since(const struct host_taking *t, const char *bdf)
{
	ck_assert_ptr_null(t->options);
	ck_assert_str_eq(bdf, PORT0);
	return -EBUSY;
}

static unsigned int asked;

/* With the journal written, and nothing of the function unbound. */
static int up_since(const struct host_taking *t, const char *bdf)
{
	static const char *const lines[] = { "driver " PORT0 " mlx5_core",
					     "driver " PORT1 " none" };
	char *text;

	(void)t;
	ck_assert_str_eq(bdf, PORT0);
	ck_assert_int_eq(host_text(&text, "/var/lib/tce-test/journal"), 0);
	ck_assert_ptr_nonnull(strstr(text, lines[asked]));
	free(text);
	want_text("/sys/bus/pci/drivers/mlx5_core/unbind", asked ? PORT0 : "");
	want_text("/sys/bus/pci/drivers/vfio-pci/bind", asked ? PORT0 : "");
	return asked++ ? -EBUSY : 0;
}

/* As when nothing has been changed. */
static void journal_again(struct host_journal *j)
{
	static const char override[] = "(null)\n";

	host_journal_close(j);
	tree_drop("/var/lib/tce-test/journal");
	tree_text(SYS(PORT0) "/driver_override", override);
	tree_text(SYS(PORT1) "/driver_override", override);
	tree_text("/sys/bus/pci/drivers/mlx5_core/unbind", "");
	tree_text("/sys/bus/pci/drivers/vfio-pci/bind", "");
	machine_put("3",
		    "/sys/kernel/mm/hugepages/hugepages-2048kB/nr_hugepages");
	ck_assert_int_eq(host_journal_open(j, state, host_kinds, host_kinds_n),
			 0);
	ck_assert_int_eq(host_journal_begin(j), 0);
}

/* Files take what is written to them, and nothing moves. */
START_TEST(taking)
{
	const char *const devices[] = { PORT0 };
	struct host_inventory inv;
	struct host_claims claims = { 0 };
	struct host_taking t = { .inv = &inv,
				 .claims = &claims,
				 .devices = devices,
				 .ndevices = 1,
				 .huge_kib = "2048",
				 .huge = 8 };
	struct host_options o = { .dry = false };
	struct host_journal j;
	const char *what;
	char *text = NULL;
	size_t len;
	FILE *out = open_memstream(&text, &len);

	tree_folder("/sys/module");
	tree_folder("/sys/module/vfio_pci");
	tree_folder("/sys/module/vfio_iommu_spapr_tce");
	tree_folder("/sys/bus/pci/drivers/vfio-pci");
	tree_text("/sys/bus/pci/drivers/vfio-pci/bind", "");
	machine_put("3",
		    "/sys/kernel/mm/hugepages/hugepages-2048kB/nr_hugepages");
	ck_assert_int_eq(host_inventory_read(&inv), 0);
	host_take_show(out, &t);
	fclose(out);
	ck_assert_str_eq(
		text, "  reserve huge pages of 2048 KiB, to have 8\n"
		      "  take " PORT0 " from mlx5_core, give it to vfio-pci\n"
		      "  take " PORT1 " from nobody, give it to vfio-pci\n");
	free(text);
	ck_assert_int_eq(host_journal_open(&j, state, host_kinds, host_kinds_n),
			 0);
	ck_assert_int_eq(host_journal_begin(&j), 0);
	t.again = mounted_since;
	ck_assert_int_eq(host_take(&j, &t, &what), -EBUSY);
	ck_assert_str_eq(what, PORT0);
	want_text("/sys/bus/pci/drivers/mlx5_core/unbind", "");
	journal_again(&j);
	t.again = host_survey_again;
	t.options = &o;
	machine_put("0x1003\n", SYS(PORT0) "/net/eth0/flags");
	ck_assert_int_eq(host_take(&j, &t, &what), -EBUSY);
	want_text("/sys/bus/pci/drivers/mlx5_core/unbind", "");
	journal_again(&j);
	/* what comes while the first one is taken */
	t.again = up_since;
	ck_assert_int_eq(host_take(&j, &t, &what), -EBUSY);
	ck_assert_str_eq(what, PORT1);
	ck_assert_uint_eq(asked, 2);
	want_text("/sys/bus/pci/drivers/vfio-pci/bind", PORT0);
	journal_again(&j);
	t.again = host_survey_again;
	o.forced = 1u << HOST_RISK_NETWORK;
	ck_assert_int_eq(host_take(&j, &t, &what), 0);
	want_text("/sys/bus/pci/drivers/mlx5_core/unbind", PORT0);
	want_text("/sys/bus/pci/drivers/vfio-pci/bind", PORT1);
	want_text(SYS(PORT0) "/driver_override", "vfio-pci");
	want_text("/var/lib/tce-test/journal",
		  "boot first\nhugepages 2048 3 8\n"
		  "override " PORT0 " (null) vfio-pci\n"
		  "driver " PORT0 " mlx5_core vfio-pci\n"
		  "override " PORT1 " (null) vfio-pci\n"
		  "driver " PORT1 " none vfio-pci\n");
	host_journal_close(&j);
	host_inventory_free(&inv);
}
END_TEST

static bool held_at_unbind;
static struct host_claims *drive_claims;

static int drive_get(const char *bdf, char value[HOST_VALUE_MAX])
{
	(void)bdf;
	return host_copy(value, HOST_VALUE_MAX, "nvme") ? 0 : -EINVAL;
}

static int drive_put(const char *bdf, const char *value)
{
	(void)bdf;
	(void)value;
	held_at_unbind = host_claims_has(drive_claims, "nvme0n1");
	return 0;
}

/* Nobody else gets the disk between its check and its end. */
START_TEST(disk_is_held)
{
	static const struct host_kind kinds[] = {
		{ "override", drive_get, drive_put, NULL, NULL },
		{ "driver", drive_get, drive_put, NULL, NULL },
	};
	const char *const devices[] = { DRIVE };
	const struct host_options o = { .devices = devices, .ndevices = 1 };
	struct host_survey s;
	struct host_journal j;
	const char *what;

	tree_folder("/sys/module");
	tree_folder("/sys/module/vfio_pci");
	tree_folder("/sys/module/vfio_iommu_spapr_tce");
	ck_assert_int_eq(host_survey_read(&s), 0);
	ck_assert(!host_claims_has(&s.claims, "nvme0n1"));
	ck_assert_int_eq(host_survey_judge(&s, &o), 0);
	ck_assert(host_claims_has(&s.claims, "nvme0n1"));
	ck_assert_int_eq(host_journal_open(&j, state, kinds, 2), 0);
	ck_assert_int_eq(host_journal_begin(&j), 0);
	drive_claims = &s.claims;
	ck_assert_int_eq(
		host_take(&j,
			  &(struct host_taking){ .inv = &s.inv,
						 .claims = &s.claims,
						 .devices = devices,
						 .ndevices = 1,
						 .again = host_survey_again,
						 .options = &o },
			  &what),
		0);
	ck_assert(held_at_unbind);
	ck_assert(!host_claims_has(&s.claims, "nvme0n1"));
	host_journal_close(&j);
	host_survey_free(&s);
}
END_TEST

static int body_status(void *data)
{
	return *(int *)data;
}

/* Leaves a process behind that would stay. */
static int body_orphan(void *data)
{
	if (!fork()) {
		setsid();
		for (;;)
			pause();
	}
	return *(int *)data;
}

/* Ends this test's process by a signal, as a user would. */
static int body_signalled(void *data)
{
	/* libcheck's handlers are there, which kill more than this process */
	signal(SIGTERM, *(int *)data ? SIG_IGN : SIG_DFL);
	/* of two that wait, either may be the first */
	signal(SIGINT, SIG_IGN);
	kill(getppid(), SIGTERM);
	if (*(int *)data)
		kill(getppid(), SIGINT);
	return pause();
}

START_TEST(child_ends)
{
	int data = 3, status, got;

	host_signals_hold();
	ck_assert_int_eq(host_child_run(body_status, &data, &status, &got), 0);
	ck_assert(WIFEXITED(status) && WEXITSTATUS(status) == 3 && !got);
	ck_assert_int_eq(host_child_run(body_orphan, &data, &status, &got), 0);
	ck_assert(WIFEXITED(status) && WEXITSTATUS(status) == 3 && !got);
	ck_assert_int_eq(waitpid(-1, NULL, 0), -1);
}
END_TEST

START_TEST(child_is_signalled)
{
	int data = 0, status, got;

	host_signals_hold();
	ck_assert_int_eq(host_signals_pending(), 0);
	ck_assert_int_eq(host_child_run(body_signalled, &data, &status, &got),
			 0);
	ck_assert(WIFSIGNALED(status) && WTERMSIG(status) == SIGTERM);
	ck_assert_int_eq(got, SIGTERM);
	/* one that does not heed it is killed by the next */
	data = 1;
	ck_assert_int_eq(host_child_run(body_signalled, &data, &status, &got),
			 0);
	ck_assert(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL);
	raise(SIGHUP);
	ck_assert_int_eq(host_signals_pending(), SIGHUP);
}
END_TEST

Suite *unit_take_suite(void)
{
	Suite *s = suite_create("take");
	TCase *tc = tcase_create("kinds");

	suite_add_tcase(s, tc);
	tcase_add_checked_fixture(tc, take_start, tree_stop);
	tcase_add_test(tc, kinds);
	tcase_add_test(tc, modules);
	tcase_add_test(tc, taking);
	tcase_add_test(tc, disk_is_held);
	tc = tcase_create("child");
	suite_add_tcase(s, tc);
	tcase_add_test(tc, child_ends);
	tcase_add_test(tc, child_is_signalled);
	return s;
}
