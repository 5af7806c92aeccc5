// SPDX-License-Identifier: GPL-2.0-only
#include "harness.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <setjmp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <time.h>
#include <unistd.h>

#include <check.h>

#include <spec/model.h>
#include <spec/session.h>

#include "gate.h"
#include "hung.h"
#include "judge.h"
#include "kmem.h"
#include "select.h"
#include "steps.h"
#include "view.h"
#include <stream/write.h>

#define TAINT_DIE (UINT64_C(1) << 7)

/* seconds that a killed case has to be gone */
#define KILL_GRACE_S 3

/* libcheck runs functions without arguments: what they are about. */
static const struct tce_harness *harness;
static const struct tce_row *row;
static struct tce_platform view;

static struct tce_splats splats;
static char told[TCE_TEXT_MAX];

static void on_mismatch(void *data, const char *text)
{
	(void)data;
	tce_fail("%s", text);
}

/* The steps of a session, to be printed after the failures. */
static void keep_steps(const struct tce_session *s,
		       const struct tce_step *steps)
{
	char text[TCE_STEPS_TEXT] = "";

	tce_steps_text(s, steps, text, sizeof(text));
	tce_outcome_steps(text);
}

/* What only the device itself can tell is a need as any other. */
static void call_failed(struct tce_session *s, const struct tce_step *steps,
			int err)
{
	const char *why = s->subject->why;
	char where[TCE_TEXT_MAX / 2];

	if (!why || !*why)
		why = strerror(-err);
	if (err == -EOPNOTSUPP)
		tce_skip("needs dma-reads: %s", why);
	tce_session_where(s, where, sizeof(where));
	keep_steps(s, steps);
	tce_broken("%s: could not be made: %s", where, why);
}

void tce_steps_run(const struct tce_context *ctx, const struct tce_step *steps)
{
	const struct tce_platform *p = ctx->platform;
	struct tce_session s = {
		.platform = p,
		.subject = ctx->model ? tce_model_new(p, ctx->broken)
				      : tce_kernel_new(p, 0),
		.oracle = tce_model_new(p, -1),
		.mismatch = on_mismatch,
	};
	int ret;

	if (!s.subject || !s.oracle)
		tce_broken("out of memory");
	ret = tce_session_run(&s, steps);
	if (ret < 0)
		call_failed(&s, steps, ret);
	if (ret)
		keep_steps(&s, steps);
	s.subject->free(s.subject);
	s.oracle->free(s.oracle);
}

/* A case that hangs for good would keep whoever waits for the output's end. */
static void output_leave(void)
{
	int fd = open("/dev/null", O_WRONLY | O_CLOEXEC);

	if (fd < 0 || dup2(fd, STDOUT_FILENO) < 0 ||
	    dup2(fd, STDERR_FILENO) < 0)
		tce_broken("/dev/null: %s", strerror(errno));
	close(fd);
}

START_TEST(case_body)
{
	const struct tce_context ctx = {
		.c = row->c,
		.platform = &view,
		.model = harness->model,
		.broken = harness->broken,
		.soak_s = harness->soak_s,
	};

	/* What is left of a run that was killed would have the devices. */
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (harness->detach)
		output_leave();
	if (row->c->run && !harness->model)
		row->c->run(&ctx);
	else
		tce_steps_run(&ctx, row->c->steps);
	tce_outcome_end();
}
END_TEST

static double timeout_s(void)
{
	double t = row->c->timeout_s ? row->c->timeout_s : harness->timeout_s;
	/* beyond the time that it is to take: for the last of its lives */
	double soak = row->suite->soak ? harness->soak_s : 0;

	return soak + t * harness->timeout_mul;
}

/* libcheck tells these apart by words only. */
static void exit_read(struct tce_evidence *e, TestResult *r)
{
	const char *msg = tr_msg(r);
	int status;

	if (strstr(msg, "Test timeout expired")) {
		e->exit = TCE_EXIT_HUNG;
		snprintf(e->exit_text, sizeof(e->exit_text), "timeout: %g s",
			 timeout_s());
	} else if (sscanf(msg, "Received signal %d", &status) == 1) {
		e->exit = TCE_EXIT_CUT;
		snprintf(e->exit_text, sizeof(e->exit_text), "signal %d (%s)",
			 status, strsignal(status));
	} else if (sscanf(msg, "Early exit with return value %d", &status) ==
		   1) {
		e->exit = TCE_EXIT_CUT;
		snprintf(e->exit_text, sizeof(e->exit_text),
			 status == 127 ? "a program could not be executed"
				       : "exit %d before the end of the case",
			 status);
	} else if (e->outcome->end == TCE_END_NONE) {
		e->exit = TCE_EXIT_CUT;
		snprintf(e->exit_text, sizeof(e->exit_text),
			 tr_rtype(r) == CK_PASS
				 ? "exit 0 before the end of the case"
				 : "%s",
			 msg);
	}
}

/*
 * A case that hangs in the kernel survives the signal that libcheck sends it,
 * and libcheck waits for its end. A later signal gets this process out of
 * there.
 */
static sigjmp_buf hung;
static timer_t hung_timer;

static void on_hung(int signal)
{
	(void)signal;
	siglongjmp(hung, 1);
}

static void hung_timer_set(double seconds)
{
	struct itimerspec when = { 0 };

	when.it_value.tv_sec = (time_t)seconds;
	when.it_value.tv_nsec =
		(long)((seconds - (double)when.it_value.tv_sec) * 1e9);
	timer_settime(hung_timer, 0, &when, NULL);
}

static int hung_timer_open(void)
{
	struct sigaction action = { .sa_handler = on_hung };
	struct sigevent event = {
		.sigev_notify = SIGEV_SIGNAL,
		.sigev_signo = SIGRTMIN,
	};

	if (sigaction(SIGRTMIN, &action, NULL) ||
	    timer_create(CLOCK_MONOTONIC, &event, &hung_timer))
		return -errno;
	return 0;
}

/* libcheck's memory is lost with the case, and the program's end is near. */
static void hung_read(struct tce_evidence *e)
{
	e->exit = TCE_EXIT_STUCK;
	snprintf(e->exit_text, sizeof(e->exit_text),
		 "timeout: %g s, and it cannot be killed: it hangs in the "
		 "kernel",
		 timeout_s());
}

static void run_process(struct tce_evidence *e)
{
	Suite *suite = suite_create(row->suite->name);
	TCase *tc = tcase_create(row->name);
	TestResult **results;
	SRunner *runner;

	tcase_set_timeout(tc, timeout_s());
	tcase_add_test(tc, case_body);
	suite_add_tcase(suite, tc);
	runner = srunner_create(suite);
	if (sigsetjmp(hung, 1)) {
		hung_read(e);
		return;
	}
	hung_timer_set(timeout_s() + KILL_GRACE_S * harness->timeout_mul);
	srunner_run_all(runner, CK_SILENT);
	hung_timer_set(0);
	results = srunner_results(runner);
	exit_read(e, results[0]);
	free(results);
	srunner_free(runner);
}

/* The kernel says some things once a boot, to the case that came first. */
static void warn_again(void)
{
	int fd =
		open("/sys/kernel/debug/clear_warn_once", O_WRONLY | O_CLOEXEC);

	if (fd < 0)
		return;
	/* Best effort: without it, the warning is the earlier case's. */
	if (write(fd, "1", 1) < 0)
		errno = 0;
	close(fd);
}

static uint64_t taint(void)
{
	uint64_t mask = 0;

	if (!harness->model)
		tce_taint_read(&mask);
	return mask;
}

static void taint_compare(struct tce_evidence *e, uint64_t before)
{
	uint64_t new = taint() & ~before;

	if (new && !splats.n)
		snprintf(e->taint_text, sizeof(e->taint_text),
			 "the kernel is tainted by 0x%" PRIx64
			 " more, with no word in its log",
			 new);
}

/* Why the kernel is unfit for further verdicts, or NULL. */
static const char *damage_find(const struct tce_evidence *e, uint64_t before)
{
	unsigned int i;

	if (e->exit == TCE_EXIT_STUCK)
		return "a case hangs in it";
	/* a PE of the row's own may be lost, the shared one may not */
	for (i = 0; i < splats.n; i++)
		if (splats.splat[i].damage ||
		    (splats.splat[i].given_up && !row->own_pe))
			return splats.splat[i].head;
	return taint() & ~before & TAINT_DIE ? "it is tainted: it died" : NULL;
}

/* What no waiver knows may have left anything behind. */
static const char *damage_unknown(const struct tce_evidence *e,
				  enum tce_verdict verdict)
{
	if (verdict != TCE_VERDICT_ERROR)
		return NULL;
	if (splats.n)
		return splats.splat[0].head;
	return e->taint_text[0] ? "it is tainted, with no word in its log"
				: NULL;
}

double tce_now_s(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static void print_result(size_t number, enum tce_verdict verdict,
			 const char *reason)
{
	tce_stream_result(harness->out, number, row->name, verdict, reason);
}

/* What a reader of the stream cannot know. */
static void print_begin(void)
{
	const char *clauses = row->c->clauses;

	tce_stream_line(harness->out, "# RUN %s", row->name);
	tce_stream_line(harness->out, "# about %s", row->c->about);
	if (clauses)
		tce_stream_line(harness->out, "# clauses %s", clauses);
	if (row->c->timeout_s || row->suite->soak)
		tce_stream_line(harness->out, "# limit %g", timeout_s());
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
	} else if (row->suite != &tce_gate_suite) {
		t->passed++;
	}
}

/*
 * What no owner is charged for is pinned all the same. On a machine that has
 * other things to do, others pin and unpin as well.
 */
static bool pins_are_left(long before)
{
	long left = tce_pins_left(before);

	if (left)
		tce_stream_line(harness->out, "# %ld pages more stay pinned",
				left);
	return left;
}

/* Runs the row; the verdict, with its reason. */
static enum tce_verdict run_row(char *reason, size_t len, const char **damage)
{
	struct tce_evidence e = {
		.name = row->base,
		.outcome = tce_outcome_begin(),
		.splats = &splats,
		.waivers = harness->waivers,
		.platform = harness->platform,
	};
	uint64_t before = taint();
	enum tce_verdict verdict;
	long pins = 0;

	if (harness->booted)
		tce_pins_read(&pins);
	if (harness->warn_again)
		warn_again();
	if (harness->kmsg)
		tce_kmsg_mark(harness->kmsg, row->name);
	run_process(&e);
	if (harness->kmsg)
		tce_kmsg_read(harness->kmsg, &splats);
	if (row->c->needs & NEED(FAULTS))
		tce_splats_forgive(&splats);
	taint_compare(&e, before);
	tce_evidence_print(&e, harness->out);
	memcpy(told, e.outcome->told, sizeof(told));
	if (e.exit == TCE_EXIT_STUCK)
		tce_hung_print(harness->out);
	verdict = tce_judge_case(&e, reason, len);
	if (verdict == TCE_VERDICT_PASS && harness->booted &&
	    pins_are_left(pins))
		verdict = TCE_VERDICT_FAIL;
	*damage = damage_find(&e, before);
	if (!*damage)
		*damage = damage_unknown(&e, verdict);
	return verdict;
}

static void run_one(size_t number, struct tce_totals *totals,
		    const char **damage)
{
	enum tce_verdict verdict = TCE_VERDICT_SKIP;
	static const char skipped[] = "skipped: ";
	char reason[512];
	double start = tce_now_s();

	memset(&splats, 0, sizeof(splats));
	told[0] = '\0';
	print_begin();
	if (tce_view_set(&view, harness->platform, row, harness->model, reason,
			 sizeof(reason)))
		verdict = run_row(reason, sizeof(reason), damage);
	if (verdict == TCE_VERDICT_SKIP && harness->strict) {
		verdict = TCE_VERDICT_ERROR;
		memmove(reason + strlen(skipped), reason,
			sizeof(reason) - strlen(skipped));
		memcpy(reason, skipped, strlen(skipped));
		reason[sizeof(reason) - 1] = '\0';
	}
	tce_stream_line(harness->out, "# time %.3f", tce_now_s() - start);
	print_result(number, verdict, reason);
	if (told[0])
		tce_stream_line(harness->out, "# property %s %s", row->name,
				told);
	count(totals, verdict);
}

/*
 * The last row for this kernel: whoever booted it boots it again for those that
 * are left.
 */
static bool is_last(const struct tce_row *r)
{
	char reason[512];

	return harness->booted && r->c->risk == TCE_RISK_CRASH &&
	       tce_view_set(&view, harness->platform, r, harness->model, reason,
			    sizeof(reason));
}

/* Runs rows until one is the last. */
static void run_until_last(const struct tce_rows *rows,
			   struct tce_totals *totals, const char **damage)
{
	const struct tce_row *last = NULL;
	size_t i;

	for (i = 0; i < rows->n && !*damage && !tce_stream_error(); i++) {
		row = &rows->row[i];
		if (!is_last(row))
			run_one(i + 1, totals, damage);
		else if (!last)
			last = row;
	}
	if (last && !*damage && !tce_stream_error()) {
		row = last;
		run_one((size_t)(last - rows->row) + 1, totals, damage);
	}
}

/* What is in the PEs, each kind once. */
static void print_devices(const struct tce_platform *p)
{
	char text[256] = "";
	size_t len = 0;

	for (unsigned int i = 0; i < p->npes; i++) {
		char item[16];

		snprintf(item, sizeof(item), "%04x:%04x", p->pe[i].id.vendor,
			 p->pe[i].id.device);
		if (strstr(text, item) || len + sizeof(item) > sizeof(text))
			continue;
		len += (size_t)snprintf(text + len, sizeof(text) - len, "%s%s",
					len ? " " : "", item);
	}
	tce_stream_line(harness->out, "# property devices %s", text);
}

static void print_about(const char *about)
{
	for (; *about; about += strcspn(about, "\n") + 1)
		tce_stream_line(harness->out, "# property %.*s",
				(int)strcspn(about, "\n"), about);
}

static void print_head(size_t n)
{
	const struct tce_platform *p = harness->platform;
	int out = harness->out;

	tce_stream_line(out, "KTAP version 1");
	tce_stream_line(out, "# property release %s", p->release);
	tce_stream_line(out, "# property page_size %" PRIu32, p->page_size);
	tce_stream_line(out, "# property machine %s", p->machine);
	tce_stream_line(out, "# property window 0x%" PRIx64 "+0x%" PRIx64,
			p->win_start, p->win_size);
	tce_stream_line(out, "# property pes %u", p->npes);
	print_devices(p);
	if (harness->about)
		print_about(harness->about);
	tce_stream_line(out, "1..%zu", n);
}

int tce_harness_run(const struct tce_harness *h, const struct tce_rows *rows,
		    struct tce_totals *totals)
{
	const char *damage = NULL;
	int ret;

	harness = h;
	if (!tce_outcome_begin())
		return -ENOMEM;
	ret = hung_timer_open();
	if (ret)
		return ret;
	print_head(rows->n);
	run_until_last(rows, totals, &damage);
	if (damage) {
		totals->damaged = true;
		tce_stream_line(h->out, "# damaged: %s", damage);
	}
	tce_stream_line(h->out, "# end");
	timer_delete(hung_timer);
	tce_outcome_free();
	return tce_stream_error();
}
