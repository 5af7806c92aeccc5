// SPDX-License-Identifier: GPL-2.0-only
#include "host.h"

#include <errno.h>
#include <sched.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/wait.h>
#include <unistd.h>

#include <tce/engine.h>
#include <tce/platform.h>

#include "child.h"
#include "inventory.h"
#include "journal.h"
#include "kinds.h"
#include "machine.h"
#include "safety.h"
#include "scene.h"
#include "show.h"
#include "take.h"

static int broken(const char *format, ...)
	__attribute__((format(printf, 1, 2)));

static int broken(const char *format, ...)
{
	va_list ap;

	fputs("tce-test: ", stderr);
	va_start(ap, format);
	vfprintf(stderr, format, ap);
	va_end(ap);
	fputc('\n', stderr);
	return TCE_STATUS_BROKEN;
}

/* All that is known before anything is decided. */
struct survey {
	struct host_inventory inv;
	struct host_scene scene;
};

static int survey_read(struct survey *s)
{
	int ret = host_inventory_read(&s->inv);

	if (ret)
		return broken("the PCI devices of this machine: %s",
			      strerror(-ret));
	ret = host_scene_read(&s->scene);
	if (!ret)
		return 0;
	host_inventory_free(&s->inv);
	return broken("%s", strerror(-ret));
}

static void survey_free(struct survey *s)
{
	host_scene_free(&s->scene);
	host_inventory_free(&s->inv);
}

int host_devices(void)
{
	struct survey s;
	int ret, status = survey_read(&s);

	if (status)
		return status;
	ret = host_show_table(stdout, &s.inv, &s.scene);
	if (geteuid())
		fputs("tce-test: not root: what could not be looked at has a "
		      "question mark\n",
		      stderr);
	survey_free(&s);
	if (!ret && (fflush(stdout) || ferror(stdout)))
		ret = -errno;
	return ret ? broken("%s", strerror(-ret)) : 0;
}

/* --- putting back --------------------------------------------------------- */

static void told(void *data, const struct host_change *c,
		 enum host_outcome outcome, int err, const char *now)
{
	(void)data;
	fprintf(stderr, "tce-test: %s %s: ", c->kind->name, c->subject);
	switch (outcome) {
	case HOST_PUT_BACK:
		fprintf(stderr, "%s again\n", c->old);
		break;
	case HOST_FAILED:
		fprintf(stderr, "cannot be put back, has %s, had %s: %s\n", now,
			c->old,
			err == -EEXIST ? "somebody else has changed it"
				       : strerror(-err));
		break;
	case HOST_LEFT:
		fprintf(stderr,
			"%s since this kernel was started, %s before; left\n",
			now, c->old);
		break;
	}
}

static int put_back(struct host_journal *j, const char *state)
{
	int ret = host_journal_restore(j, told, NULL);

	if (ret > 0)
		return broken("%d of the changes could not be put back; "
			      "%s/journal names them, and tce-test --restore "
			      "tries again",
			      ret, state);
	if (ret)
		return broken("%s/journal: %s", state, strerror(-ret));
	return 0;
}

static int state_open(struct host_journal *j, const char *state)
{
	int ret = host_journal_open(j, state, host_kinds, host_kinds_n);

	if (ret == -EBUSY)
		return broken("%s: another tce-test is at work, or what one "
			      "left behind",
			      state);
	return ret ? broken("%s: %s", state, strerror(-ret)) : 0;
}

int host_restore(const char *state)
{
	struct host_journal j;
	int status;

	if (access(state, F_OK) && errno == ENOENT) {
		fprintf(stderr, "tce-test: nothing to put back\n");
		return 0;
	}
	if (geteuid())
		return broken("--restore: wants root");
	status = state_open(&j, state);
	if (status)
		return status;
	if (faccessat(j.folder, "journal", F_OK, 0)) {
		fprintf(stderr, "tce-test: nothing to put back\n");
	} else {
		status = put_back(&j, state);
		if (!status)
			fprintf(stderr, "tce-test: all is as before\n");
	}
	host_journal_close(&j);
	return status;
}

/* --- deciding ------------------------------------------------------------- */

static const char *const harms[] = {
	[TCE_RISK_DRIVER] = "lets the host's driver, and who waits for it, "
			    "have the device",
	[TCE_RISK_HANG] = "may hang in the kernel, and keep its device until "
			  "the next boot",
	[TCE_RISK_POISON] = "may leave its device unusable until the next boot",
	[TCE_RISK_CRASH] = "may crash this kernel",
};

/*
 * One that may spoil its PE wants one that no other has. A machine has no
 * device for each: those that come too late share the first, at the end of the
 * run, which ends where the device is spoilt.
 */
static void row_share(struct tce_row *row, size_t ndevices)
{
	if (!row->own_pe || row->first_pe < ndevices)
		return;
	row->own_pe = false;
	row->first_pe = 0;
}

/* Whether a device that was named is such an engine; true where none tells. */
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

/* Rows of engines that nobody named would only be skipped, hundreds of them. */
static void engines_spare(struct tce_rows *rows, const struct tce_options *o)
{
	struct tce_platform p;
	size_t kept = 0;

	if (tce_platform_read(&p, (const char *const *)o->devices, o->ndevices))
		return;
	for (size_t i = 0; i < rows->n; i++) {
		const char *engine = rows->row[i].suite->engine;

		if (!engine || engine_there(&p, engine))
			rows->row[kept++] = rows->row[i];
	}
	rows->n = kept;
}

/* Rows with a risk stand at the end, where they were sorted to. */
size_t host_spare(struct tce_rows *rows, const struct tce_options *o)
{
	size_t spared = 0, kept = 0;

	engines_spare(rows, o);
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

/* Words of a set of risks, as --force takes them. */
static void risks_print(FILE *out, unsigned int risks)
{
	const char *comma = "";

	for (unsigned int i = 0; i < HOST_RISKS; i++) {
		if (!(risks >> i & 1))
			continue;
		fprintf(out, "%s%s", comma, host_risk_name((enum host_risk)i));
		comma = ",";
	}
}

/* One device; the risks that are not forced are added to @open. */
static int device_judge(const struct survey *s, const char *bdf,
			unsigned int forced, unsigned int *open)
{
	const struct host_function *f = host_inventory_find(&s->inv, bdf);
	struct host_safety safety;
	int ret = host_safety_read(&safety, &s->inv, &s->scene, bdf);
	int status = 0;

	if (ret)
		return broken("%s", strerror(-ret));
	if (f)
		host_show_device(&(struct host_page){ stderr, NULL }, &s->inv,
				 f);
	host_show_safety(&(struct host_page){ stderr, NULL }, &safety, forced);
	if (safety.refusal[0])
		status = broken("%s: %s", bdf, safety.refusal);
	*open |= host_safety_risks(&safety) & ~forced;
	host_safety_free(&safety);
	return status;
}

/* A group goes to VFIO as one, and is one PE. */
static int groups_check(const struct survey *s, const struct tce_options *o)
{
	for (size_t i = 0; i < o->ndevices; i++) {
		for (size_t k = 0; k < i; k++) {
			const struct host_function *a, *b;

			a = host_inventory_find(&s->inv, o->devices[k]);
			b = host_inventory_find(&s->inv, o->devices[i]);
			if (a && b && a->group >= 0 && a->group == b->group)
				return tce_usage("%s and %s are of one group: "
						 "name one of them",
						 a->bdf, b->bdf);
		}
	}
	return 0;
}

static int judge(const struct survey *s, const struct tce_options *o)
{
	struct host_machine machine;
	unsigned int open = 0;
	const char *missing = host_take_refusal();
	int status = groups_check(s, o);
	char sizes[96];

	if (status)
		return status;
	if (o->huge_kib && !host_huge_sizes(o->huge_kib, sizes, sizeof(sizes)))
		return broken("--hugepages %s:%lu: this kernel has %s%s",
			      o->huge_kib, o->huge,
			      *sizes ? "pages of these KiB: " : "no huge pages",
			      sizes);
	host_machine_read(&machine);
	host_show_machine(&(struct host_page){ stderr, NULL }, &machine);
	for (size_t i = 0; i < o->ndevices; i++) {
		int ret = device_judge(s, o->devices[i], o->forced, &open);

		status = status ? status : ret;
	}
	if (!status && missing)
		status = broken("module %s: not loaded, and none for this "
				"kernel",
				missing);
	if (status || !open)
		return status;
	fputs("tce-test: not safe; what these mean can be forced: --force=",
	      stderr);
	risks_print(stderr, open);
	fputc('\n', stderr);
	return TCE_STATUS_BROKEN;
}

/* --- running -------------------------------------------------------------- */

static int status_of(int ret, int status, int signal)
{
	if (ret)
		return broken("the cases cannot run: %s", strerror(-ret));
	if (signal)
		return 128 + signal;
	if (WIFEXITED(status))
		return WEXITSTATUS(status);
	return broken("the process of the cases ended in signal %d (%s)",
		      WTERMSIG(status), strsignal(WTERMSIG(status)));
}

/* What the child is to do. */
struct suite {
	int (*run)(void *data, const char *about);
	void *data;
	char *about; /* what is run on, "key value" a line */
};

/*
 * Warnings that a kernel gives once are re-armed by way of a file of debugfs.
 * Where that is not mounted it is here, in a namespace that ends with the
 * child. Best effort: a kernel may be locked down.
 */
static void debugfs_mount(void)
{
	static const char where[] = "/sys/kernel/debug";

	if (!access("/sys/kernel/debug/clear_warn_once", F_OK))
		return;
	if (unshare(CLONE_NEWNS) ||
	    mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) ||
	    mount("debugfs", where, "debugfs", 0, NULL))
		fprintf(stderr, "tce-test: no debugfs: what the kernel says "
				"only once is missed from then on\n");
}

static int suite_run(void *data)
{
	const struct suite *suite = data;

	debugfs_mount();
	return suite->run(suite->data, suite->about);
}

/* With the journal begun. */
static int run_and_restore(struct host_journal *j, const struct tce_options *o,
			   const struct host_taking *taking,
			   struct suite *suite)
{
	int ret, status, exited = 0, signal;
	const char *what;

	ret = host_take(j, taking, &what);
	if (!ret && host_take_huge(taking) < taking->huge)
		fprintf(stderr, "tce-test: memory for %lu huge pages only\n",
			host_take_huge(taking));
	signal = host_signals_pending();
	if (ret) {
		status = broken("%s: %s", what, strerror(-ret));
	} else if (signal) {
		status = 128 + signal;
	} else {
		ret = host_child_run(suite_run, suite, &exited, &signal);
		/* To take its device from it would wait forever. */
		if (ret == -ETIMEDOUT)
			return broken("a case hangs in the kernel and has its "
				      "device: after a reboot, tce-test "
				      "--restore");
		status = status_of(ret, exited, signal);
	}
	ret = put_back(j, o->state);
	return ret ? ret : status;
}

static int run_journalled(const struct tce_options *o,
			  const struct host_taking *taking, struct suite *suite)
{
	struct host_journal j;
	int ret, status = state_open(&j, o->state);

	if (status)
		return status;
	host_signals_hold();
	ret = host_journal_begin(&j);
	if (ret == -EEXIST)
		status = broken("%s/journal: a run before left changes behind: "
				"tce-test --restore puts them back",
				o->state);
	else if (ret)
		status = broken("%s/journal: %s", o->state, strerror(-ret));
	else
		status = run_and_restore(&j, o, taking, suite);
	host_journal_close(&j);
	return status;
}

/* What can move data, or that nothing can. */
static void engines_print(FILE *out, const struct tce_options *o)
{
	struct tce_platform p = { 0 };
	const struct tce_engine_class *class;
	bool any = false;

	tce_platform_read(&p, (const char *const *)o->devices, o->ndevices);
	for (unsigned int i = 0; i < p.npes; i++) {
		class = tce_engine_class_find(&p.pe[i].id);
		if (!class)
			continue;
		fprintf(out, "%s%s", any ? ", " : "", class->name);
		any = true;
	}
	if (!any)
		fputs("none: what a device gets to was not seen, only what the "
		      "kernel answers",
		      out);
}

/* What the report is to say of all this; NULL without memory. */
static char *properties(const struct survey *s, const struct tce_options *o,
			size_t spared)
{
	struct host_machine machine;
	char *text = NULL, prefix[32] = "device";
	size_t len;
	FILE *out = open_memstream(&text, &len);

	if (!out)
		return NULL;
	host_machine_read(&machine);
	host_show_machine(&(struct host_page){ out, "machine" }, &machine);
	for (size_t i = 0; i < o->ndevices; i++) {
		const char *bdf = o->devices[i];

		if (i)
			snprintf(prefix, sizeof(prefix), "device-%zu", i + 1);
		fprintf(out, "%s.address %s\n", prefix, bdf);
		host_show_device(&(struct host_page){ out, prefix }, &s->inv,
				 host_inventory_find(&s->inv, bdf));
	}
	fputs("host.engine ", out);
	engines_print(out, o);
	fprintf(out, "\nhost.forced ");
	risks_print(out, o->forced);
	fprintf(out, "%s\nhost.left-out %zu cases that may do harm\n",
		o->forced ? "" : "nothing", spared);
	if (fclose(out)) {
		free(text);
		return NULL;
	}
	return text;
}

static int run_surveyed(const struct survey *s, const struct tce_options *o,
			struct tce_rows *rows, struct suite *suite)
{
	const struct host_taking taking = {
		.inv = &s->inv,
		.devices = o->devices,
		.ndevices = o->ndevices,
		.huge_kib = o->huge_kib,
		.huge = o->huge,
	};
	int status = judge(s, o);
	size_t spared;

	if (status)
		return status;
	fputs(o->dry ? "Would\n" : "Now\n", stderr);
	host_take_show(stderr, &taking);
	spared = host_spare(rows, o);
	fprintf(stderr, "  run %zu cases\n  put all of it back\n", rows->n);
	if (!rows->n)
		return TCE_STATUS_NOTHING;
	if (o->dry)
		return 0;
	if (geteuid())
		return broken("--host: wants root");
	suite->about = properties(s, o, spared);
	if (!suite->about)
		return broken("%s", strerror(ENOMEM));
	status = run_journalled(o, &taking, suite);
	free(suite->about);
	return status;
}

int host_run(const struct tce_options *o, struct tce_rows *rows,
	     int (*suite)(void *data, const char *about), void *data)
{
	struct suite it = { .run = suite, .data = data };
	struct survey s;
	int status = survey_read(&s);

	if (status)
		return status;
	status = run_surveyed(&s, o, rows, &it);
	survey_free(&s);
	return status;
}
