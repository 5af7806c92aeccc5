// SPDX-License-Identifier: GPL-2.0-only
/*
 * Runs steps on a subject and on the model beside it, and compares: outcome
 * against what the row states, state against what the model says.
 */
#include <errno.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "compare.h"

#define TEXT_MAX 512

void session_mismatch(struct tce_session *s, const struct tce_step *step,
		      const char *fmt, ...)
{
	char text[TEXT_MAX], line[2 * TEXT_MAX], call[TEXT_MAX / 2];
	char x[32] = "";
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	if (s->in_loop)
		snprintf(x, sizeof(x), " (x=%#" PRIx64 ")", s->x);
	if (step) {
		tce_step_print(step, call, sizeof(call));
		snprintf(line, sizeof(line), "step %u: %s%s: %s", s->step, call,
			 x, text);
	} else {
		snprintf(line, sizeof(line), "after the last step: %s", text);
	}
	s->mismatches++;
	if (s->mismatch)
		s->mismatch(s->data, line);
}

static int64_t wanted(const struct tce_step *step,
		      const struct tce_reply *oracle)
{
	if (step->err == TCE_ERR_MODEL)
		return oracle->ret;
	return step->err > 0 ? -step->err : step->ret;
}

static void print_ret(int64_t ret, char *buf, size_t len)
{
	tce_step_print_outcome(ret < 0 ? (int)-ret : 0, ret < 0 ? 0 : ret, buf,
			       len);
}

/* The outcome of a call: against the row, and the row against the model. */
static void compare_outcome(struct tce_session *s, const struct tce_step *step,
			    const struct tce_reply *got,
			    const struct tce_reply *oracle)
{
	int64_t want = wanted(step, oracle);
	char a[32], b[32];

	print_ret(got->ret, a, sizeof(a));
	if (step->err == TCE_ERR_ANY) {
		if (got->ret >= 0)
			session_mismatch(s, step,
					 "returned %s, wanted an error", a);
		return;
	}
	print_ret(want, b, sizeof(b));
	if (got->ret != want)
		session_mismatch(s, step, "returned %s, wanted %s", a, b);
	print_ret(oracle->ret, a, sizeof(a));
	if (oracle->ret != want)
		session_mismatch(s, step, "the row wants %s, the model says %s",
				 b, a);
}

static void compare_value(struct tce_session *s, const struct tce_step *step,
			  const struct tce_reply *got,
			  const struct tce_reply *oracle)
{
	bool known =
		s->platform->start64 || oracle->value == s->platform->win_start;

	if (step->op == TCE_OP_CREATE && got->ret == 0 && oracle->ret == 0 &&
	    known && got->value != oracle->value)
		session_mismatch(s, step,
				 "the window starts at %#" PRIx64
				 ", wanted %#" PRIx64,
				 got->value, oracle->value);
	/* a copy that faults may have got some way */
	if (got->written > oracle->written && got->ret <= 0 &&
	    got->ret != -EFAULT)
		session_mismatch(s, step,
				 "changed %u bytes of its argument, wanted %u",
				 got->written, oracle->written);
}

static void compare_locked(struct tce_session *s, const struct tce_step *step,
			   unsigned int by)
{
	uint64_t got, want;
	int64_t more;

	if (s->subject->look(s->subject, TCE_WHAT_LOCKED, by, 0, &got) ||
	    s->oracle->look(s->oracle, TCE_WHAT_LOCKED, by, 0, &want))
		return;
	more = (int64_t)(got - want);
	/* a leak is told once, by the step that leaves it; it may end again */
	if (more && more != s->lost[by])
		session_mismatch(s, step,
				 "VmLck is %+" PRId64 " kB off, wanted %" PRIu64
				 " kB",
				 (more - s->lost[by]) / 1024, want / 1024);
	s->lost[by] = more;
}

static void compare_dt(struct tce_session *s, const struct tce_step *step)
{
	static const char *const prop[] = {
		[TCE_WHAT_DT_WINDOW] = "ibm,dma-window",
		[TCE_WHAT_DT_SAVED] = "ibm,dma-window-saved",
		[TCE_WHAT_DT_DDW] = "a dynamic window's property",
	};
	uint64_t got, want;

	for (unsigned int pe = 0; pe < TCE_SLOTS; pe++)
		for (enum tce_what w = TCE_WHAT_DT_WINDOW; w <= TCE_WHAT_DT_DDW;
		     w++) {
			/* an earlier use may have left the saved copy */
			if (w == TCE_WHAT_DT_SAVED ||
			    s->oracle->look(s->oracle, w, 0, pe, &want) ||
			    s->subject->look(s->subject, w, 0, pe, &got))
				continue;
			if (got != want && !(s->dt_off[pe] & 1u << w))
				session_mismatch(s, step, "%s is %s, wanted %s",
						 prop[w],
						 got ? "there" : "absent",
						 want ? "there" : "absent");
			s->dt_off[pe] &= ~(1u << w);
			s->dt_off[pe] |= (unsigned int)(got != want) << w;
		}
}

static void compare_state(struct tce_session *s, const struct tce_step *step,
			  unsigned int by)
{
	compare_locked(s, step, by);
	if (by)
		compare_locked(s, step, 0);
	compare_dt(s, step);
}

/* Whether subject and model are where one another is. */
static bool same_state(const struct tce_step *step, const struct tce_reply *got,
		       const struct tce_reply *oracle)
{
	bool refused = got->ret < 0 || (got->ret > 0 && !step->ret);

	return refused == (oracle->ret < 0);
}

static void bind(struct tce_session *s, const struct tce_step *step,
		 const struct tce_request *call, const struct tce_reply *got)
{
	if (step->op == TCE_OP_BUFFER) {
		s->buf_addr[call->slot] = got->value;
		s->buf_size[call->slot] = call->arg[TCE_ARG_SIZE];
	} else if (step->op == TCE_OP_CREATE && got->ret == 0) {
		s->win_start[call->slot] = got->value;
		s->win_end[call->slot] = got->value + call->arg[TCE_ARG_SIZE];
		s->win_shift[call->slot] = call->arg[TCE_ARG_PAGE_SHIFT];
	} else if (step->op == TCE_OP_ENGINE && got->ret == 0) {
		s->dma_largest = got->value;
	}
	session_hold(s, call, got->value);
}

static int look(const struct tce_session *s, struct tce_backend *b,
		const struct tce_step *step, uint64_t *value)
{
	if (step->kind == TCE_WHAT_WIN_START) {
		*value = s->win_start[step->slot];
		return 0;
	}
	return b->look(b, step->kind, step->by, step->slot, value);
}

static void check(struct tce_session *s, const struct tce_step *step)
{
	uint64_t want = tce_num_eval(s, &step->value), got;
	int err = look(s, s->subject, step, &got);
	uint64_t model;

	/* no matter of the contract on this machine */
	if (step->kind >= TCE_WHAT_DT_WINDOW && step->kind <= TCE_WHAT_DT_DDW &&
	    look(s, s->oracle, step, &model) == -ENODATA)
		return;
	if (err == -ENODATA)
		return;
	if (err < 0)
		session_mismatch(s, step, "cannot be read: errno %d", -err);
	else if (step->kind == TCE_WHAT_LOCKED &&
		 got - (uint64_t)s->lost[step->by] == want)
		return;
	else if (got != want)
		session_mismatch(s, step, "is %#" PRIx64 ", wanted %#" PRIx64,
				 got, want);
}

/* One step. 1: go on; 0: subject and model differ, stop; else -errno. */
static int one(struct tce_session *s, const struct tce_step *step)
{
	struct tce_reply got, oracle;
	struct tce_request call;
	int err;

	if (step->op == TCE_OP_CHECK) {
		check(s, step);
		return 1;
	}
	session_resolve(s, step, &call);
	err = s->subject->run(s->subject, &call, &got);
	if (err)
		return err;
	session_adopt(step, &got, &call);
	err = s->oracle->run(s->oracle, &call, &oracle);
	if (err)
		return err;
	bind(s, step, &call, &got);
	if (step->op == TCE_OP_PATTERN)
		s->nsent = 0;
	else if (step->op == TCE_OP_MAP)
		session_map(s, &call);
	if (session_is_dma(step->op))
		return session_dma(s, step, &call, &got, &oracle);
	if (step->err || got.ret < 0)
		s->refused = true;
	compare_outcome(s, step, &got, &oracle);
	if (!same_state(step, &got, &oracle))
		return 0;
	compare_value(s, step, &got, &oracle);
	compare_state(s, step, step->by);
	return 1;
}

static const struct tce_step *loop_end(const struct tce_step *step)
{
	while (step->op != TCE_OP_DONE && step->op != TCE_OP_END)
		step++;
	return step;
}

static int loop(struct tce_session *s, const struct tce_step *from,
		const struct tce_step *to)
{
	unsigned int number = s->step;
	int ret = 1;

	s->in_loop = true;
	for (uint64_t i = 0; ret == 1 && session_set(s, from, i, &s->x); i++)
		for (const struct tce_step *at = from + 1; ret == 1 && at != to;
		     at++) {
			s->step = number + (unsigned int)(at - from);
			ret = one(s, at);
		}
	s->in_loop = false;
	return ret;
}

static int run(struct tce_session *s, const struct tce_step *steps)
{
	int ret = 1;

	for (const struct tce_step *at = steps;
	     ret == 1 && at->op != TCE_OP_END; at++) {
		s->step = (unsigned int)(at - steps) + 1;
		if (at->op == TCE_OP_FOR) {
			const struct tce_step *end = loop_end(at);

			ret = loop(s, at, end);
			at = end->op == TCE_OP_END ? end - 1 : end;
		} else {
			ret = one(s, at);
		}
	}
	return ret;
}

/*
 * What a refused call leaves behind must serve the next good ones: a small
 * window is made, or a dynamic one that lives is used, for a page of memory.
 * What is good depends on what is open; the model knows. Its slot is one that
 * no case can name.
 */
static int control(struct tce_session *s)
{
	const struct tce_num page = { .base = TCE_BASE_ABS,
				      .unit = TCE_UNIT_PAGE,
				      .count = 1 };
	const struct tce_num start = { .base = TCE_BASE_START };
	const struct tce_num shift = { .base = TCE_BASE_ABS, .count = 12 };
	const struct tce_num size = { .base = TCE_BASE_ABS, .count = 1 << 20 };
	struct tce_num iova = start;
	uint64_t dynamic = 1;

	/* a PE has one dynamic window; asking for a second is a row's matter */
	s->oracle->look(s->oracle, TCE_WHAT_DT_DDW, 0, 0, &dynamic);
	if (dynamic && s->win_end[1])
		iova = (struct tce_num){ .base = TCE_BASE_WIN, .base_slot = 1 };

	const struct tce_step window[] = {
		{ .op = TCE_OP_REMOVE, .start = start, .err = TCE_ERR_MODEL },
		{ .op = TCE_OP_CREATE,
		  .slot = TCE_SLOT_CONTROL,
		  .page_shift = shift,
		  .size = size,
		  .err = TCE_ERR_MODEL },
		{ .op = TCE_OP_END },
	};
	const struct tce_step good[] = {
		{ .op = TCE_OP_BUFFER, .slot = TCE_SLOT_CONTROL, .size = page },
		{ .op = TCE_OP_REGISTER,
		  .slot = TCE_SLOT_CONTROL,
		  .err = TCE_ERR_MODEL },
		{ .op = TCE_OP_MAP,
		  .slot = TCE_SLOT_CONTROL,
		  .iova = iova,
		  .err = TCE_ERR_MODEL },
		{ .op = TCE_OP_UNMAP,
		  .size = page,
		  .iova = iova,
		  .err = TCE_ERR_MODEL },
		{ .op = TCE_OP_UNREGISTER,
		  .slot = TCE_SLOT_CONTROL,
		  .err = TCE_ERR_MODEL },
		{ .op = TCE_OP_END },
	};
	int ret = dynamic ? 1 : run(s, window);

	return ret == 1 ? run(s, good) : ret;
}

int tce_session_run(struct tce_session *s, const struct tce_step *steps)
{
	int ret, err;

	s->win_start[0] = s->platform->win_start;
	s->win_end[0] = s->win_start[0] + s->platform->win_size;
	s->win_shift[0] = 12;
	ret = run(s, steps);
	if (ret == 1 && s->dma_largest)
		ret = session_bytes(s, NULL);
	if (ret == 1 && s->refused)
		ret = control(s);
	err = s->subject->shut(s->subject);
	s->oracle->shut(s->oracle);
	if (ret < 0 || err < 0)
		return ret < 0 ? ret : err;
	compare_state(s, NULL, 0);
	return (int)s->mismatches;
}
