// SPDX-License-Identifier: GPL-2.0-only
/* Steps as tables of cases have them, in the words of tests/harness/words.h. */
#include "print_c.h"

#include <ctype.h>
#include <string.h>

#include <core/array.h>

/*
 * A macro for an operation, and what its parameters are: 'f' and 's' the slots
 * of descriptor and object; 'k' the call of the firmware; 'i' a number as an
 * initialiser, 'p' one to which the macro itself applies N(). A digit is a
 * number that the macro's name implies.
 */
struct form {
	const char *name;
	const char *params; /* NULL: no parentheses either */
	uint8_t op;
	uint8_t kind;	/* as kind_of() */
	bool fixed;	/* takes no further members */
	uint8_t arg[2]; /* of the numbers in @params, in order */
};

#define FORM(op_, name_, ...)                                    \
	{                                                        \
		.op = TCE_OP_##op_, .name = #name_, __VA_ARGS__, \
	}
#define P(...) .params = __VA_ARGS__
#define PLAIN(op) FORM(op, op, P(""))
#define ON_FD(op) FORM(op, op, P("f"))
#define ON_SLOT(op) FORM(op, op, P("s"))
#define PROCESS(op) FORM(op, op, P("s"), .fixed = true)
#define LOOP(set, ...) \
	FORM(FOR, FOR_##set, .kind = TCE_SET_##set, .fixed = true, __VA_ARGS__)

/* The first one that fits is taken; STEP() fits everything. */
static const struct form forms[] = {
	FORM(CONTAINER, OPEN_CONTAINER, P("f")),
	FORM(GROUP, OPEN_GROUP, P("f")),
	FORM(DEVICE, OPEN_DEVICE, P("f")),
	FORM(CLOSE, CLOSE_CONTAINER, P("f"), .kind = TCE_FD_CONTAINER),
	FORM(CLOSE, CLOSE_GROUP, P("f"), .kind = TCE_FD_GROUP),
	FORM(CLOSE, CLOSE_DEVICE, P("f"), .kind = TCE_FD_DEVICE),
	PLAIN(API_VERSION),
	FORM(CHECK_EXTENSION, CHECK_EXTENSION, P("p"),
	     .arg = { TCE_ARG_VALUE }),
	FORM(SET_IOMMU, SET_V1, P("2"), .arg = { TCE_ARG_VALUE }),
	FORM(SET_IOMMU, SET_V2, P("7"), .arg = { TCE_ARG_VALUE }),
	FORM(SET_IOMMU, SET_IOMMU, P("p"), .arg = { TCE_ARG_VALUE }),
	ON_FD(STATUS),
	FORM(ATTACH, ATTACH, P("fs")),
	ON_FD(DETACH),
	ON_FD(RESET),
	FORM(REBIND, REBIND, P("f"), .fixed = true),
	PLAIN(GET_INFO),
	FORM(MAP, MAP, P("si"), .arg = { TCE_ARG_IOVA }),
	FORM(UNMAP, UNMAP, P("ii"), .arg = { TCE_ARG_IOVA, TCE_ARG_SIZE }),
	PLAIN(ENABLE),
	PLAIN(DISABLE),
	ON_SLOT(REGISTER),
	ON_SLOT(UNREGISTER),
	ON_SLOT(CREATE),
	FORM(REMOVE, REMOVE_AT, P("i"), .arg = { TCE_ARG_START }),
	ON_SLOT(REMOVE),
	PLAIN(EEH),
	FORM(IOCTL, IOCTL, P("i"), .arg = { TCE_ARG_REQUEST }),
	FORM(BUFFER, BUFFER, P("si"), .arg = { TCE_ARG_SIZE }),
	FORM(PUNCH, PUNCH, P("sii"), .arg = { TCE_ARG_START, TCE_ARG_SIZE }),
	FORM(RENEW, RENEW, P("sii"), .arg = { TCE_ARG_START, TCE_ARG_SIZE }),
	ON_SLOT(MLOCK),
	FORM(LIMIT, LIMIT, P("i"), .arg = { TCE_ARG_SIZE }),
	PLAIN(UNPRIVILEGED),
	FORM(PATTERN, PATTERN, P("sp"), .arg = { TCE_ARG_VALUE }),
	FORM(ENGINE, ENGINE, P("fsi"), .arg = { TCE_ARG_IOVA }),
	FORM(MASTER, MASTER, P("fp"), .arg = { TCE_ARG_VALUE }),
	FORM(DMA_WRITE, DMA_WRITE, P("i"), .arg = { TCE_ARG_IOVA }),
	FORM(DMA_READ, DMA_READ, P("i"), .arg = { TCE_ARG_IOVA }),
	FORM(DMA_START, DMA_START, P("i"), .arg = { TCE_ARG_IOVA }),
	PLAIN(DMA_WAIT),
	FORM(FAIL, FAIL, P("ski"), .arg = { TCE_ARG_VALUE }),
	ON_SLOT(REFUSE_LIVE),
	PROCESS(FORK),
	PROCESS(EXEC),
	PROCESS(EXEC_CLOSING),
	PROCESS(EXIT),
	PROCESS(KILL),
	FORM(PASS, PASS_CONTAINER, P("fs"), .kind = TCE_FD_CONTAINER,
	     .fixed = true),
	FORM(PASS, PASS_GROUP, P("fs"), .kind = TCE_FD_GROUP, .fixed = true),
	LOOP(RANGE, P("pp"), .arg = { TCE_ARG_START, TCE_ARG_VALUE }),
	LOOP(BITS, P("pp"), .arg = { TCE_ARG_START, TCE_ARG_VALUE }),
	LOOP(OFFERED, P(NULL)),
	LOOP(DENIED, P(NULL)),
	LOOP(EXTREMES, P(NULL)),
	FORM(DONE, DONE, P(NULL), .fixed = true),
	FORM(CHECK, CHECK_LOCKED, P("i"), .kind = TCE_WHAT_LOCKED,
	     .arg = { TCE_ARG_VALUE }),
	FORM(CHECK, CHECK_START, P("si"), .kind = TCE_WHAT_WIN_START,
	     .arg = { TCE_ARG_VALUE }, .fixed = true),
};

/* --- which form fits ------------------------------------------------------ */

static bool has_kinds(const struct tce_step *s)
{
	return s->op == TCE_OP_FOR || s->op == TCE_OP_CHECK ||
	       s->op == TCE_OP_FAIL;
}

static bool has_fd_kinds(const struct tce_step *s)
{
	return s->op == TCE_OP_CLOSE || s->op == TCE_OP_PASS;
}

/* What a form depends on beside the operation, or 0. */
static unsigned int kind_of(const struct tce_step *s)
{
	if (has_fd_kinds(s))
		return tce_step_fd_kind(s);
	return has_kinds(s) && s->op != TCE_OP_FAIL ? s->kind : 0;
}

static bool num_fits(const struct tce_num *n, char param)
{
	bool plain = n->base == TCE_BASE_ABS &&
		     (n->unit == TCE_UNIT_BYTE || !n->count);

	if (param == 'i')
		return n->base != TCE_BASE_UNSET;
	return plain && (param == 'p' || n->count == param - '0');
}

/* A descriptor of another kind than the operation's own is no slot. */
static bool fd_fits(const struct tce_step *s)
{
	unsigned int kind = tce_step_fd_kind(s);

	if (has_fd_kinds(s))
		return kind <= TCE_FD_DEVICE;
	return kind == tce_op_info[s->op].fd_kind;
}

static bool params_fit(const struct form *f, const struct tce_step *s,
		       struct c_said *said)
{
	const uint8_t *arg = f->arg;
	bool has_slot = false;

	for (const char *p = f->params; p && *p; p++) {
		if (*p == 's') {
			has_slot = true;
		} else if (*p == 'f') {
			said->fd = true;
			if (!fd_fits(s))
				return false;
		} else if (*p != 'k') {
			if (!num_fits(&s->arg[*arg], *p))
				return false;
			said->args |= 1u << *arg++;
		}
	}
	return has_slot || !s->slot;
}

static bool form_fits(const struct form *f, const struct tce_step *s)
{
	struct c_said said = { .kind = true };
	struct tce_text none = { 0 };
	struct c_list rest = { &none, 0 };

	if (f->op != s->op || f->kind != kind_of(s) || !params_fit(f, s, &said))
		return false;
	if (f->fixed)
		c_members_add(&rest, s, &said);
	return !rest.n;
}

static const struct form *form_find(const struct tce_step *s)
{
	for (size_t i = 0; i < ARRAY_SIZE(forms); i++)
		if (form_fits(&forms[i], s))
			return &forms[i];
	return NULL;
}

/* --- printing ------------------------------------------------------------- */

static void slot_add(struct c_list *l, const struct tce_step *s)
{
	char letter = tce_step_slot_letter(s);

	if (letter)
		tce_text_add(c_next(l), "%c%u", toupper(letter), s->slot);
	else
		tce_text_add(c_next(l), "%u", s->slot);
}

static void fd_slot_add(struct c_list *l, const struct tce_step *s)
{
	bool container = tce_step_fd_kind(s) == TCE_FD_CONTAINER;

	tce_text_add(c_next(l), "%c%u", container ? 'C' : 'G', s->fd);
}

static void form_add(struct tce_text *t, const struct form *f,
		     const struct tce_step *s)
{
	struct c_said said = { .kind = has_kinds(s) };
	const uint8_t *arg = f->arg;
	struct c_list l = { t, 0 };

	tce_text_add(t, "%s", f->name);
	if (!f->params)
		return;
	tce_text_add(t, "(");
	for (const char *p = f->params; *p; p++) {
		if (*p == 'f') {
			fd_slot_add(&l, s);
			said.fd = true;
			continue;
		}
		if (*p == 's') {
			slot_add(&l, s);
			continue;
		}
		if (*p == 'k') {
			c_upper_add(c_next(&l), tce_call_words[s->kind]);
			continue;
		}
		if (*p == 'p')
			c_count_add(c_next(&l), (uint64_t)s->arg[*arg].count);
		else if (*p == 'i')
			c_num_add(c_next(&l), s, *arg);
		said.args |= 1u << *arg++;
	}
	c_members_add(&l, s, &said);
	tce_text_add(t, ")");
}

/* Any check: CHECK(what, slot, value). */
static void check_add(struct tce_text *t, const struct tce_step *s)
{
	struct c_said said = { .kind = true, .args = 1u << TCE_ARG_VALUE };
	struct c_list l = { t, 0 };

	tce_text_add(t, "CHECK(");
	c_upper_add(c_next(&l), tce_what_words[s->kind]);
	slot_add(&l, s);
	c_num_add(c_next(&l), s, TCE_ARG_VALUE);
	c_members_add(&l, s, &said);
	tce_text_add(t, ")");
}

/* Any step: STEP(operation, slot, members). */
static void any_add(struct tce_text *t, const struct tce_step *s)
{
	struct c_said said = { 0 };
	struct c_list l = { t, 0 };

	tce_text_add(t, "STEP(");
	c_upper_add(c_next(&l), tce_op_info[s->op].name);
	slot_add(&l, s);
	c_members_add(&l, s, &said);
	tce_text_add(t, ")");
}

int tce_step_print_c(const struct tce_step *s, char *buf, size_t len)
{
	struct tce_text t = { buf, len, 0 };
	const struct form *form = form_find(s);

	if (len)
		*buf = '\0';
	if (form)
		form_add(&t, form, s);
	else if (s->op == TCE_OP_CHECK && s->value.base)
		check_add(&t, s);
	else
		any_add(&t, s);
	return (int)t.pos;
}
