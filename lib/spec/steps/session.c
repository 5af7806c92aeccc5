// SPDX-License-Identifier: GPL-2.0-only
/*
 * Runs steps on a subject and on the model beside it, and compares: the
 * outcome with what the case states, the state with what the model says.
 */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "compare.h"
#include "text.h"

static void compare_value(struct tce_session *s, const struct tce_step *step,
			  const struct tce_reply *got,
			  const struct tce_reply *oracle)
{
	if (step->op == TCE_OP_CREATE && got->ret == 0 && oracle->ret == 0 &&
	    got->value != oracle->value)
		session_mismatch(s,
				 "the window starts at %#" PRIx64
				 ", expected %#" PRIx64,
				 got->value, oracle->value);
	/* a copy that faults may have got some way */
	if (got->written > oracle->written && got->ret <= 0 &&
	    got->ret != -EFAULT)
		session_mismatch(
			s, "changed %u bytes of its argument, expected %u",
			got->written, oracle->written);
}

static void compare_locked(struct tce_session *s, unsigned int by)
{
	uint64_t got, want;
	int64_t more;

	if (s->subject->look(s->subject, TCE_WHAT_LOCKED, by, 0, &got) ||
	    s->oracle->look(s->oracle, TCE_WHAT_LOCKED, by, 0, &want))
		return;
	more = (int64_t)(got - want);
	/* Reported once, by the step that leaves a leak; it may end again. */
	want += (uint64_t)s->lost[by];
	if (more && got != want)
		session_mismatch(s,
				 "VmLck is %+" PRId64 " kB off: %" PRIu64
				 " kB, expected %" PRIu64 " kB",
				 (int64_t)(got - want) / 1024, got / 1024,
				 want / 1024);
	s->lost[by] = more;
}

/*
 * While a user has a PE, what the device tree says of it is Linux's own affair.
 * After that kexec and the host's drivers go by it.
 */
static bool dt_is_judged(const struct tce_session *s, unsigned int pe)
{
	uint64_t attached = 0;

	s->oracle->look(s->oracle, TCE_WHAT_ATTACHED, 0, pe, &attached);
	return s->pedantic || !attached;
}

static void compare_dt(struct tce_session *s)
{
	uint64_t got, want;

	for (unsigned int pe = 0; pe < TCE_SLOTS; pe++)
		for (enum tce_what w = TCE_WHAT_DT_WINDOW; w <= TCE_WHAT_DT_DDW;
		     w++) {
			/* an earlier use may have left the saved copy */
			if (w == TCE_WHAT_DT_SAVED || !dt_is_judged(s, pe) ||
			    s->oracle->look(s->oracle, w, 0, pe, &want) ||
			    s->subject->look(s->subject, w, 0, pe, &got))
				continue;
			if (got != want && !(s->dt_off[pe] & 1u << w))
				session_mismatch(
					s,
					"%s of %s is %s in the device tree, "
					"expected %s",
					session_property(w), session_bdf(s, pe),
					got ? "present" : "absent",
					want ? "present" : "absent");
			s->dt_off[pe] &= ~(1u << w);
			s->dt_off[pe] |= (unsigned int)(got != want) << w;
		}
}

static void compare_state(struct tce_session *s, unsigned int by)
{
	compare_locked(s, by);
	if (by)
		compare_locked(s, 0);
	compare_dt(s);
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

/* The value of a check as a reader wants to see it. */
static void value_print(const struct tce_step *step, uint64_t value, char *buf,
			size_t len)
{
	if (step->kind == TCE_WHAT_LOCKED)
		snprintf(buf, len, "%#" PRIx64 " bytes", value);
	else if (step->kind >= TCE_WHAT_DT_WINDOW &&
		 step->kind <= TCE_WHAT_DT_DDW)
		snprintf(buf, len, "%s%s", value ? "" : "no ",
			 session_property(step->kind));
	else
		snprintf(buf, len, "%#" PRIx64, value);
}

static void check(struct tce_session *s, const struct tce_step *step)
{
	uint64_t want = tce_num_eval(s, &step->value), got;
	int err = look(s, s->subject, step, &got);
	char a[64], b[64];
	uint64_t model;

	if (step->err == TCE_ERR_MODEL && look(s, s->oracle, step, &want))
		return;
	/* no matter of the contract on this machine */
	if (step->kind >= TCE_WHAT_DT_WINDOW && step->kind <= TCE_WHAT_DT_DDW &&
	    look(s, s->oracle, step, &model) == -ENODATA)
		return;
	if (err == -ENODATA)
		return;
	if (err < 0) {
		session_ret_print(err, a, sizeof(a));
		session_mismatch(s, "cannot be read: %s", a);
		return;
	}
	snprintf(a, sizeof(a), "%#" PRIx64, got);
	session_choice(s, step, a);
	if (step->kind == TCE_WHAT_LOCKED &&
	    got - (uint64_t)s->lost[step->by] == want)
		return;
	if (got == want || (step->also[0] && !s->pedantic))
		return;
	value_print(step, got, a, sizeof(a));
	value_print(step, want, b, sizeof(b));
	session_mismatch(s, "%s, expected %s", a, b);
}

/*
 * Let the oracle know what came, where it may choose. A leak that was reported
 * is no part of that.
 */
static void answer(struct tce_session *s, const struct tce_step *step,
		   const struct tce_reply *got)
{
	struct tce_request *request = &s->request;
	uint64_t locked;

	request->answered = request->has_locked = false;
	if (s->pedantic)
		return;
	request->answered = true;
	request->answer = got->ret;
	if ((!tce_op_info[step->op].request && step->op != TCE_OP_IOCTL) ||
	    s->subject->look(s->subject, TCE_WHAT_LOCKED, step->by, 0, &locked))
		return;
	request->has_locked = true;
	request->locked = locked - (uint64_t)s->lost[step->by];
}

/* A step without what the case says of its outcome. */
static struct tce_step open_step(const struct tce_step *step)
{
	struct tce_step open = *step;

	open.err = TCE_ERR_MODEL;
	if (step->op != TCE_OP_CHECK)
		memset(open.also, 0, sizeof(open.also));
	return open;
}

/* One step. 1: go on; 0: subject and model differ, stop; else -errno. */
static int one(struct tce_session *s, const struct tce_step *written)
{
	const struct tce_step open = open_step(written);
	const struct tce_step *step = s->strayed ? &open : written;
	struct tce_request *request = &s->request;
	struct tce_reply got, oracle;
	int err;

	s->at = written;
	session_resolve(s, step, request);
	if (step->op == TCE_OP_CHECK) {
		check(s, step);
		return 1;
	}
	err = s->subject->run(s->subject, request, &got);
	/* it lacks what only today's outcome would have left */
	if (err && s->strayed)
		return 0;
	if (err)
		return err;
	session_adopt(step, &got, request);
	answer(s, step, &got);
	err = s->oracle->run(s->oracle, request, &oracle);
	if (err)
		return err;
	s->strayed |= oracle.strayed;
	bind(s, step, request, &got);
	if (step->op == TCE_OP_PATTERN)
		s->nsent = 0;
	else if (step->op == TCE_OP_MAP)
		session_map(s, request);
	if (session_is_dma(step->op))
		return session_dma(s, step, request, &got, &oracle);
	if (step->err || got.ret < 0)
		s->refused = true;
	session_outcome(s, step, &got, &oracle);
	if (!same_state(step, &got, &oracle))
		return 0;
	compare_value(s, step, &got, &oracle);
	compare_state(s, step->by);
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
 * What a refused call leaves must serve the next good ones: a small
 * window is made, or a dynamic one that lives is used, for a page of memory.
 * What is good depends on what is open; the model knows. Its slot is one that
 * no case can name.
 */
static int control(struct tce_session *s)
{
#define ABS(...)                                  \
	{                                         \
		.base = TCE_BASE_ABS, __VA_ARGS__ \
	}
	/* "x" is the address that is good */
	static const struct tce_step window[] = {
		{ .op = TCE_OP_REMOVE,
		  .start = { .base = TCE_BASE_START },
		  .err = TCE_ERR_MODEL },
		{ .op = TCE_OP_CREATE,
		  .slot = TCE_SLOT_CONTROL,
		  .page_shift = ABS(.count = 12),
		  .size = ABS(.unit = TCE_UNIT_TCE, .count = 256),
		  .err = TCE_ERR_MODEL },
		{ .op = TCE_OP_END },
	};
	static const struct tce_step good[] = {
		{ .op = TCE_OP_BUFFER,
		  .slot = TCE_SLOT_CONTROL,
		  .size = ABS(.unit = TCE_UNIT_PAGE, .count = 1) },
		{ .op = TCE_OP_REGISTER,
		  .slot = TCE_SLOT_CONTROL,
		  .err = TCE_ERR_MODEL },
		{ .op = TCE_OP_MAP,
		  .slot = TCE_SLOT_CONTROL,
		  .iova = { .base = TCE_BASE_LOOP },
		  .err = TCE_ERR_MODEL },
		{ .op = TCE_OP_UNMAP,
		  .size = ABS(.unit = TCE_UNIT_PAGE, .count = 1),
		  .iova = { .base = TCE_BASE_LOOP },
		  .err = TCE_ERR_MODEL },
		{ .op = TCE_OP_UNREGISTER,
		  .slot = TCE_SLOT_CONTROL,
		  .err = TCE_ERR_MODEL },
		{ .op = TCE_OP_END },
	};
#undef ABS
	uint64_t dynamic = 1;
	int ret = 1;

	/* a PE has one dynamic window; a second one is for cases to ask for */
	s->oracle->look(s->oracle, TCE_WHAT_DT_DDW, 0, 0, &dynamic);
	s->x = dynamic && s->win_end[1] ? s->win_start[1]
					: s->platform->win_start;
	s->control = true;
	if (!dynamic)
		ret = run(s, window);
	return ret == 1 ? run(s, good) : ret;
}

/* Kinds of descriptor of which the steps have more than one. */
static unsigned int several(const struct tce_step *steps)
{
	unsigned int kinds = 0;

	for (; steps->op != TCE_OP_END; steps++) {
		if (steps->fd)
			kinds |= 1u << tce_step_fd_kind(steps);
		if (steps->op == TCE_OP_ATTACH && steps->slot)
			kinds |= 1u << TCE_FD_CONTAINER;
		/* each device has a group of its own */
		if (steps->op == TCE_OP_DEVICE && steps->fd)
			kinds |= 1u << TCE_FD_GROUP;
	}
	return kinds;
}

int tce_session_run(struct tce_session *s, const struct tce_step *steps)
{
	int ret, err;

	s->win_start[0] = s->platform->win_start;
	s->win_end[0] = s->win_start[0] + s->platform->win_size;
	s->win_shift[0] = 12;
	s->several = several(steps);
	ret = run(s, steps);
	if (ret == 1) {
		s->at = NULL;
		if (s->dma_largest)
			ret = session_bytes(s);
		if (ret == 1 && s->refused && !s->strayed)
			ret = control(s);
	}
	if (ret < 0)
		session_failed(s);
	err = s->subject->shut(s->subject);
	s->oracle->shut(s->oracle);
	if (ret < 0 || err < 0)
		return ret < 0 ? ret : err;
	s->at = NULL;
	compare_state(s, 0);
	return (int)s->mismatches;
}
