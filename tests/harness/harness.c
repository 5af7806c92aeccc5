// SPDX-License-Identifier: GPL-2.0-only
#include "harness.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <stream/write.h>

#include "evidence.h"
#include "head.h"
#include "hung.h"
#include "judge.h"
#include "leaks.h"
#include "lost.h"
#include "platforms.h"
#include "precheck.h"
#include "refused.h"
#include "select.h"
#include "supervise.h"
#include "user.h"
#include "view.h"
#include "watch.h"

/* seconds that a killed case has to be gone */
#define KILL_GRACE_S 3

/* The run, and the case that it is at. */
static const struct tce_harness *harness;
static const struct tce_platform *platform;
static char prefix[64]; /* of the names of cases */
static const struct tce_row *row;
static struct tce_platform view;

static struct tce_splats splats;
static char property[TCE_TEXT_MAX];

/* The reader of the output must not wait for a case that hangs for good. */
static void output_leave(void)
{
	int fd = open("/dev/null", O_WRONLY | O_CLOEXEC);

	if (fd < 0 || dup2(fd, STDOUT_FILENO) < 0 ||
	    dup2(fd, STDERR_FILENO) < 0)
		tce_broken("/dev/null: %s", strerror(errno));
	close(fd);
}

static void case_body(void)
{
	const struct tce_context ctx = {
		.c = row->c,
		.platform = &view,
		.model = harness->model,
		.broken = harness->broken,
		.pedantic = harness->pedantic,
		.soak_s = harness->soak_s,
	};

	if (harness->detach)
		output_leave();
	if (!harness->model)
		tce_refused_open();
	tce_user_become();
	if (row->c->run && !harness->model)
		row->c->run(&ctx);
	else
		tce_steps_run(&ctx, row->c->steps);
	tce_outcome_end();
}

static double timeout_s(void)
{
	double t = row->c->timeout_s ? row->c->timeout_s : harness->timeout_s;
	/* more than the time that it should take: for the last of its cycles */
	double soak = row->suite->soak ? harness->soak_s : 0;

	return soak + t * harness->timeout_mul;
}

static bool is_clean(int status, int end)
{
	if (!WIFEXITED(status))
		return false;
	if (WEXITSTATUS(status) == TCE_STOPPED)
		return end == TCE_END_SKIP || end == TCE_END_SETUP_FAILED;
	return !WEXITSTATUS(status) && end != TCE_END_NONE;
}

/* How the process ended by itself; @err is of fork(2). */
static void exit_read(struct tce_evidence *e, int err, int status)
{
	if (!err && is_clean(status, e->outcome->end))
		return;
	e->exit = TCE_EXIT_CUT;
	if (err)
		snprintf(e->exit_text, sizeof(e->exit_text), "no process: %s",
			 strerror(-err));
	else if (WIFSIGNALED(status))
		snprintf(e->exit_text, sizeof(e->exit_text), "signal %d (%s)",
			 WTERMSIG(status), strsignal(WTERMSIG(status)));
	else
		snprintf(e->exit_text, sizeof(e->exit_text),
			 WEXITSTATUS(status) == 127
				 ? "a program could not be executed"
				 : "exit %d before the end of the case",
			 WEXITSTATUS(status));
}

static void log_read(void *data)
{
	tce_kmsg_read(data, &splats);
}

static void run_process(struct tce_evidence *e)
{
	struct tce_kmsg *log = harness->watch ? &harness->watch->log : NULL;
	const struct tce_supervision s = {
		.body = case_body,
		.timeout_s = timeout_s(),
		.grace_s = KILL_GRACE_S * harness->timeout_mul,
		.fd = log ? log->rd : -1,
		.readable = log_read,
		.data = log,
	};
	int status = 0, ret = tce_supervise(&s, &status);

	if (ret != -ETIMEDOUT && ret != -EBUSY) {
		exit_read(e, ret, status);
		return;
	}
	e->exit = ret == -EBUSY ? TCE_EXIT_STUCK : TCE_EXIT_HUNG;
	snprintf(e->exit_text, sizeof(e->exit_text), "timeout: %g s%s",
		 timeout_s(),
		 ret == -EBUSY ? ", and it cannot be killed: it hangs in the "
				 "kernel"
			       : "");
}

/* Why the kernel is unfit for further verdicts, or NULL. */
static const char *damage_find(const struct tce_evidence *e, const char *lost)
{
	if (e->exit == TCE_EXIT_STUCK)
		return "a case hangs in it";
	for (unsigned int i = 0; i < splats.n; i++)
		if (splats.splat[i].damage)
			return splats.splat[i].head;
	/* A PE of the case's own may be lost. For the others boots a guest. */
	if (lost && harness->booted && !row->own_pe)
		return lost;
	if (harness->watch && tce_watch_died(harness->watch))
		return "it is tainted: it died";
	return tce_judge_damage(e);
}

/* In a run of several machines each case is there once for each. */
static const char *name(void)
{
	static char text[sizeof(prefix) + sizeof(row->name)];

	snprintf(text, sizeof(text), "%s%s", prefix, row->name);
	return text;
}

static void print_seconds(enum tce_ktap_kind kind, double seconds)
{
	tce_stream_event(
		harness->out,
		&(struct tce_ktap_event){ .kind = kind, .seconds = seconds });
}

/* What a reader of the stream cannot know. */
static void print_begin(void)
{
	const char *clauses = row->c->clauses;

	tce_stream_event(harness->out,
			 &(struct tce_ktap_event){ .kind = TCE_KTAP_RUN,
						   .name = name() });
	tce_stream_text(harness->out, TCE_KTAP_ABOUT, row->c->about);
	if (clauses)
		tce_stream_text(harness->out, TCE_KTAP_CLAUSES, clauses);
	if (row->c->timeout_s || row->suite->soak)
		print_seconds(TCE_KTAP_LIMIT, timeout_s());
}

static void count(struct tce_totals *t, enum tce_verdict verdict)
{
	if (verdict == TCE_VERDICT_SKIP) {
		t->skipped++;
	} else if (verdict == TCE_VERDICT_XFAIL) {
		t->skipped++;
		t->waived++;
	} else if (verdict != TCE_VERDICT_PASS) {
		t->failed++;
	} else if (row->suite != &tce_precheck_suite) {
		t->passed++;
	}
}

/* The verdict of a case whose PE is lost, with its reason. */
static enum tce_verdict not_judged(const struct tce_loss *loss, char *reason,
				   size_t len)
{
	snprintf(reason, len, TCE_NOT_JUDGED "%s is lost%s%s", loss->bdf,
		 loss->name[0] ? " by " : " since before the run", loss->name);
	if (loss->name[0])
		tce_stream_event(harness->out, &(struct tce_ktap_event){
						       .kind = TCE_KTAP_BECAUSE,
						       .name = loss->name,
						       .text = loss->text,
					       });
	return TCE_VERDICT_ERROR;
}

static void print_choices(const struct tce_evidence *e)
{
	const struct tce_outcome *o = e->outcome;

	if (row->c->seen && o->end == TCE_END_REACHED)
		tce_answered("what kernels do", o->nfails ? "differs" : "same");
	for (unsigned int i = 0; i < TCE_CHOICES_MAX && o->choice[i].key[0];
	     i++)
		tce_stream_event(harness->out,
				 &(struct tce_ktap_event){
					 .kind = TCE_KTAP_OUTCOME,
					 .name = o->choice[i].key,
					 .text = o->choice[i].answers,
				 });
}

/* Runs the case; the verdict, with its reason. */
static enum tce_verdict run_row(char *reason, size_t len, const char **damage)
{
	static char damage_text[TCE_TEXT_MAX];
	struct tce_evidence e = {
		.name = row->base,
		.outcome = tce_outcome_begin(),
		.splats = &splats,
		.waivers = harness->waivers,
		.vital = row->c->vital,
		.news = row->c->seen && !harness->pedantic,
		.platform = platform,
	};
	const char *why, *lost;

	if (harness->watch)
		tce_watch_begin(harness->watch, name(), &splats);
	run_process(&e);
	if (harness->watch)
		tce_watch_end(harness->watch, &e, &splats,
			      row->c->needs & NEED(FAULTS));
	print_choices(&e);
	tce_evidence_print(&e, harness->out);
	lost = tce_lost_find(&view, name(), &splats,
			     row->c->needs & NEED(FAULTS));
	memcpy(property, e.outcome->property, sizeof(property));
	if (e.exit == TCE_EXIT_STUCK)
		tce_hung_print(harness->out);
	e.lost = lost;
	why = damage_find(&e, lost);
	if (why) {
		snprintf(damage_text, sizeof(damage_text), "%s", why);
		*damage = damage_text;
	}
	return tce_judge_case(&e, reason, len);
}

static enum tce_verdict run_one(size_t number, struct tce_totals *totals,
				const char **damage)
{
	enum tce_verdict verdict = TCE_VERDICT_SKIP;
	const struct tce_loss *loss;
	bool strict;
	char reason[512], text[528];
	double start = tce_now_s();

	memset(&splats, 0, sizeof(splats));
	property[0] = '\0';
	print_begin();
	if (tce_view_set(&view, platform, row, harness->model, reason,
			 sizeof(reason))) {
		loss = tce_lost_view(&view, row);
		verdict = loss ? not_judged(loss, reason, sizeof(reason))
			       : run_row(reason, sizeof(reason), damage);
	}
	strict = verdict == TCE_VERDICT_SKIP && harness->strict;
	if (strict)
		verdict = TCE_VERDICT_ERROR;
	snprintf(text, sizeof(text), "%s%s", strict ? "skipped: " : "", reason);
	print_seconds(TCE_KTAP_TIME, tce_now_s() - start);
	tce_stream_result(harness->out, number, name(), verdict, text);
	if (property[0])
		tce_stream_property(harness->out, name(), "%s", property);
	count(totals, verdict);
	return verdict;
}

/* Whether it would run here. */
static bool is_met(const struct tce_row *r)
{
	char reason[512];

	return tce_view_set(&view, platform, r, harness->model, reason,
			    sizeof(reason));
}

/* It may crash a kernel that can be booted again. */
static bool may_crash(const struct tce_row *r)
{
	return harness->booted && r->c->risk == TCE_RISK_CRASH && is_met(r);
}

/* No PE of this kernel's is left for it: the runner boots it again. */
static bool is_late(const struct tce_row *r)
{
	struct tce_row first = *r;

	first.first_pe = tce_row_first_own(r);
	return harness->booted && r->own_pe && r->first_pe > first.first_pe &&
	       r->first_pe + tce_row_pes(r) > tce_view_choice(platform, r) &&
	       is_met(&first);
}

/* Whether the kernel is fit for more, and somebody reads. */
static bool goes_on(const char *damage)
{
	return !damage && !tce_stream_error();
}

/*
 * A row that may damage its PE, and passes, leaves it fit for the next: in a
 * guest a PE is spent by a row that does not pass.
 */
static const struct tce_row *row_place(const struct tce_row *r,
				       unsigned int spent)
{
	static struct tce_row placed;

	if (!harness->booted || !r->own_pe || r->suite->own_pes)
		return r;
	placed = *r;
	placed.first_pe = tce_row_first_own(r) + spent;
	return &placed;
}

static bool is_fit(enum tce_verdict verdict)
{
	return verdict == TCE_VERDICT_PASS || verdict == TCE_VERDICT_SKIP;
}

/*
 * Those that may crash the kernel come last, and the first that does not pass
 * ends it: the runner boots it again for what is left. @first is the number of
 * the first row.
 */
static void run_until_last(const struct tce_rows *rows, size_t first,
			   struct tce_totals *totals, const char **damage)
{
	enum tce_verdict verdict = TCE_VERDICT_PASS;
	unsigned int spent = 0;

	for (size_t i = 0; i < rows->n && goes_on(*damage); i++) {
		row = row_place(&rows->row[i], spent);
		if (is_late(row) || may_crash(row))
			continue;
		if (!is_fit(run_one(first + i, totals, damage)) && row->own_pe)
			spent += tce_row_pes(row);
	}
	for (size_t i = 0; i < rows->n && goes_on(*damage) && is_fit(verdict);
	     i++) {
		row = &rows->row[i];
		if (may_crash(row))
			verdict = run_one(first + i, totals, damage);
	}
}

static void run_platforms(const struct tce_rows *rows,
			  struct tce_totals *totals, const char **damage)
{
	for (size_t i = 0; i < harness->nplatforms && !*damage; i++) {
		platform = &harness->platforms[i]->platform;
		snprintf(prefix, sizeof(prefix), "%s-",
			 harness->platforms[i]->name);
		run_until_last(rows, i * rows->n + 1, totals, damage);
	}
}

int tce_harness_run(const struct tce_harness *h, const struct tce_rows *rows,
		    struct tce_totals *totals)
{
	const char *damage = NULL;

	harness = h;
	platform = h->platform;
	prefix[0] = '\0';
	if (!tce_outcome_begin())
		return -ENOMEM;
	tce_lost_begin(h);
	tce_head_print(h, h->nplatforms ? h->nplatforms * rows->n : rows->n);
	if (h->nplatforms)
		run_platforms(rows, totals, &damage);
	else
		run_until_last(rows, 1, totals, &damage);
	totals->lost = h->watch && tce_lost_any(&h->platform->pe[0]);
	if (damage) {
		totals->damaged = true;
		tce_stream_text(h->out, TCE_KTAP_DAMAGED, damage);
	}
	/* A guest's log is evidence; that of a machine in use is not ours. */
	if (h->watch && h->booted)
		tce_leaks_log();
	tce_stream_text(h->out, TCE_KTAP_END, "");
	tce_outcome_free();
	return tce_stream_error();
}
