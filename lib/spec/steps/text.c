// SPDX-License-Identifier: GPL-2.0-only
/* Steps are printed as text, and compared by what their text says. */
#include "text.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

/* --- comparison ----------------------------------------------------------- */

struct tce_num tce_num_plain(const struct tce_num *n)
{
	struct tce_num plain = { .base = n->base };
	char letter = tce_base_letters[n->base];

	if (n->base == TCE_BASE_UNSET)
		return plain;
	if (tce_slot_count(letter))
		plain.base_slot = n->base_slot;
	if (!n->count)
		return plain;
	plain.count = n->count;
	plain.unit = n->unit;
	if (n->unit == TCE_UNIT_IO)
		plain.unit_slot = n->unit_slot;
	return plain;
}

static bool num_equal(const struct tce_num *a, const struct tce_num *b)
{
	struct tce_num x = tce_num_plain(a), y = tce_num_plain(b);

	return x.count == y.count && x.base == y.base &&
	       x.base_slot == y.base_slot && x.unit == y.unit &&
	       x.unit_slot == y.unit_slot;
}

static bool fd_equal(const struct tce_step *a, const struct tce_step *b)
{
	unsigned int kind = tce_step_fd_kind(a);

	if (kind != tce_step_fd_kind(b))
		return false;
	/* The others have no slots. */
	return kind < TCE_FD_CONTAINER || kind > TCE_FD_DEVICE ||
	       a->fd == b->fd;
}

bool tce_step_equal(const struct tce_step *a, const struct tce_step *b)
{
	if (a->op != b->op || a->by != b->by || a->slot != b->slot ||
	    a->kind != b->kind || a->ptr != b->ptr || a->err != b->err ||
	    a->ret != b->ret || memcmp(a->also, b->also, sizeof(a->also)) ||
	    !fd_equal(a, b))
		return false;
	for (int i = 0; i < TCE_ARGS; i++) {
		if (!num_equal(&a->arg[i], &b->arg[i]))
			return false;
	}
	return true;
}

/* --- printing ------------------------------------------------------------- */

void tce_text_add(struct tce_text *t, const char *format, ...)
{
	size_t left = t->pos < t->len ? t->len - t->pos : 0;
	va_list ap;
	int n;

	va_start(ap, format);
	n = vsnprintf(left ? t->buf + t->pos : NULL, left, format, ap);
	va_end(ap);
	if (n > 0)
		t->pos += (size_t)n;
}

char tce_count_suffix(uint64_t *n)
{
	static const char letters[] = "KMGT";
	uint64_t left = *n;
	int i = -1;

	while (left && !(left % 1024) && i < 3) {
		left /= 1024;
		i++;
	}
	if (i < 0 || left >= 1024)
		return 0;
	*n = left;
	return letters[i];
}

static void count_add(struct tce_text *t, uint64_t n, bool suffixed)
{
	char suffix = 0;

	if (suffixed)
		suffix = tce_count_suffix(&n);
	tce_text_add(t, n < 10000 ? "%llu" : "0x%llx", (unsigned long long)n);
	if (suffix)
		tce_text_add(t, "%c", suffix);
}

/* Numbers of bytes that are not small are addresses or masks: no sign. */
static bool shows_sign(const struct tce_num *n)
{
	return n->count < 0 && (n->base != TCE_BASE_ABS ||
				n->unit != TCE_UNIT_BYTE || n->count > -10000);
}

static void num_add(struct tce_text *t, const struct tce_num *number,
		    bool amount)
{
	struct tce_num n = tce_num_plain(number);
	uint64_t count = (uint64_t)n.count;

	if (n.base != TCE_BASE_ABS) {
		tce_text_add(t, "%c", tce_base_letters[n.base]);
		if (tce_slot_count(tce_base_letters[n.base]))
			tce_text_add(t, "%u", n.base_slot);
		if (!n.count)
			return;
	}
	if (shows_sign(&n)) {
		count = -count;
		tce_text_add(t, "-");
	} else if (n.base != TCE_BASE_ABS) {
		tce_text_add(t, "+");
	}
	count_add(t, count, amount && n.unit == TCE_UNIT_BYTE);
	if (n.unit != TCE_UNIT_BYTE)
		tce_text_add(t, "%c", tce_unit_letters[n.unit]);
	if (n.unit == TCE_UNIT_IO)
		tce_text_add(t, "%u", n.unit_slot);
}

static void fd_add(struct tce_text *t, const struct tce_step *s)
{
	static const char letters[] = { [TCE_FD_CONTAINER] = 'c',
					[TCE_FD_GROUP] = 'g',
					[TCE_FD_DEVICE] = 'd' };
	unsigned int kind = tce_step_fd_kind(s);

	if (kind == TCE_FD_FOREIGN)
		tce_text_add(t, "foreign");
	else if (kind == TCE_FD_CLOSED)
		tce_text_add(t, "closed");
	else
		tce_text_add(t, "%c%u", letters[kind], s->fd);
}

static bool fd_is_default(const struct tce_step *s)
{
	return tce_step_fd_kind(s) == tce_op_info[s->op].fd_kind && !s->fd;
}

/* REMOVE with an address needs no slot. */
static bool slot_is_implied(const struct tce_step *s)
{
	return s->op == TCE_OP_REMOVE && !s->slot &&
	       s->start.base != TCE_BASE_UNSET;
}

/* The object: a slot, or why ATTACH's container is none. */
static void slot_add(struct tce_text *t, const struct tce_step *s)
{
	char letter = tce_step_slot_letter(s);

	if (s->op == TCE_OP_ATTACH && s->kind)
		tce_text_add(t,
			     s->kind == TCE_FD_CLOSED ? " closed" : " foreign");
	else if (letter && !slot_is_implied(s))
		tce_text_add(t, " %c%u", letter, s->slot);
}

static void args_add(struct tce_text *t, const struct tce_step *s)
{
	for (unsigned int i = 0; i < TCE_ARGS; i++) {
		if (s->arg[i].base == TCE_BASE_UNSET)
			continue;
		tce_text_add(t, " %s=", tce_arg_words[i]);
		num_add(t, &s->arg[i], tce_arg_is_amount(s, i));
	}
}

static void step_add(struct tce_text *t, const struct tce_step *s)
{
	if (s->by)
		tce_text_add(t, "p%u:", s->by);
	tce_text_add(t, "%s", tce_op_info[s->op].name);
	if (s->op == TCE_OP_FOR)
		tce_text_add(t, " %s", tce_set_words[s->kind]);
	if (s->op == TCE_OP_CHECK)
		tce_text_add(t, " %s", tce_what_words[s->kind]);
	if (s->op == TCE_OP_FAIL)
		tce_text_add(t, " %s", tce_call_words[s->kind]);
	if (tce_op_has_target(s->op)) {
		tce_text_add(t, " ");
		fd_add(t, s);
		slot_add(t, s);
	} else {
		slot_add(t, s);
		if (tce_op_has_fd(s->op) && !fd_is_default(s)) {
			tce_text_add(t, " on=");
			fd_add(t, s);
		}
	}
	args_add(t, s);
	if (s->op == TCE_OP_BUFFER && s->kind)
		tce_text_add(t, " kind=%s", tce_buffer_words[s->kind]);
	if (s->ptr)
		tce_text_add(t, " ptr=%s", tce_ptr_words[s->ptr]);
}

static void outcome_add(struct tce_text *t, int err, int64_t ret)
{
	const char *name = err > 0 ? strerrorname_np(err) : NULL;

	if (err == TCE_ERR_ANY)
		tce_text_add(t, "any");
	else if (err == TCE_ERR_MODEL)
		tce_text_add(t, "model");
	else if (err == TCE_ERR_BLOCKED)
		tce_text_add(t, "blocked");
	else if (err == TCE_ERR_SUCCESS)
		tce_text_add(t, "0");
	else if (name)
		tce_text_add(t, "%s", name);
	else if (err)
		tce_text_add(t, "-%d", err);
	else
		tce_text_add(t, "%lld", (long long)ret);
}

static void outcomes_add(struct tce_text *t, const struct tce_step *s)
{
	outcome_add(t, s->err, s->ret);
	for (unsigned int i = 0; i < TCE_OR_MAX && s->also[i]; i++) {
		tce_text_add(t, " or ");
		outcome_add(t, s->also[i], 0);
	}
}

bool tce_errno_is_fixed(int err)
{
	return err == ENOTTY || err == EFAULT || err == EBADF;
}

bool tce_errno_is_refusal(int err)
{
	return err > 0 && strerrorname_np(err) && !tce_errno_is_fixed(err) &&
	       err != EINTR && err != EAGAIN;
}

bool tce_outcome_allows(int outcome, int64_t ret)
{
	if (outcome == TCE_ERR_ANY)
		return ret < 0 && (tce_errno_is_refusal((int)-ret) ||
				   tce_errno_is_fixed((int)-ret));
	if (outcome <= 0)
		return outcome == TCE_ERR_SUCCESS && !ret;
	if (ret == -outcome)
		return true;
	return !tce_errno_is_fixed(outcome) && ret < 0 &&
	       tce_errno_is_refusal((int)-ret);
}

bool tce_step_allows(const struct tce_step *s, int64_t ret)
{
	bool allows = s->err > 0 && tce_outcome_allows(s->err, ret);

	for (unsigned int i = 0; i < TCE_OR_MAX && s->also[i]; i++)
		allows |= tce_outcome_allows(s->also[i], ret);
	return allows;
}

int tce_step_print(const struct tce_step *s, char *buf, size_t len)
{
	struct tce_text t = { buf, len, 0 };

	if (len)
		*buf = '\0';
	step_add(&t, s);
	return (int)t.pos;
}

int tce_step_print_line(const struct tce_step *s, char *buf, size_t len)
{
	struct tce_text t = { buf, len, 0 };

	if (len)
		*buf = '\0';
	step_add(&t, s);
	if (s->err || s->ret || s->also[0]) {
		tce_text_add(&t, " -> ");
		outcomes_add(&t, s);
	}
	return (int)t.pos;
}

void tce_step_print_outcome(int err, int64_t ret, char *buf, size_t len)
{
	struct tce_text t = { buf, len, 0 };

	if (len)
		*buf = '\0';
	if (err == TCE_ERR_ANY)
		tce_text_add(&t, "any error");
	else if (err == TCE_ERR_MODEL)
		tce_text_add(&t, "what the model says");
	else if (err > 0 && !strerrorname_np(err))
		tce_text_add(&t, "errno %d", err);
	else if (!err && ret > 0)
		tce_text_add(&t, "+%lld", (long long)ret);
	else
		outcome_add(&t, err, ret);
}
