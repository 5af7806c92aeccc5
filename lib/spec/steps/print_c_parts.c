// SPDX-License-Identifier: GPL-2.0-only
/* Numbers and members of a step in the words of tests/harness/words.h. */
#include "print_c.h"

#include <ctype.h>
#include <string.h>

#include <core/array.h>

struct tce_text *c_next(struct c_list *l)
{
	if (l->n++)
		tce_text_add(l->text, ", ");
	return l->text;
}

void c_upper_add(struct tce_text *t, const char *word)
{
	for (; *word; word++)
		tce_text_add(t, "%c", toupper((unsigned char)*word));
}

/* --- numbers -------------------------------------------------------------- */

void c_count_add(struct tce_text *t, uint64_t n)
{
	bool minus = n > INT64_MAX && -n < 10000;

	n = minus ? -n : n;
	tce_text_add(t, n < 10000 ? "%s%llu" : "%s0x%llx", minus ? "-" : "",
		     (unsigned long long)n);
}

static void bytes_add(struct tce_text *t, uint64_t n, bool amount)
{
	char suffix = 0;

	if (amount)
		suffix = tce_count_suffix(&n);
	if (suffix == 'T') {
		n <<= 10;
		suffix = 'G';
	}
	if (suffix)
		tce_text_add(t, "%ciB(", suffix);
	else
		tce_text_add(t, "N(");
	c_count_add(t, n);
	tce_text_add(t, ")");
}

/*
 * A macro for base and unit, and what its parameters are: 'w' or 'b' the base's
 * slot, a window or a buffer; 'u' the unit's window; 'W' the window of both;
 * 'n' the count, '-' a negative one without its sign. Without a count, it is 0.
 */
static const struct num_form {
	const char *name;
	uint8_t base, unit;
	const char *params;
} num_forms[] = {
	{ "PAGES", TCE_BASE_ABS, TCE_UNIT_PAGE, "n" },
	{ "HUGE_PAGES", TCE_BASE_ABS, TCE_UNIT_HUGE, "n" },
	{ "TCES", TCE_BASE_ABS, TCE_UNIT_TCE, "n" },
	{ "LARGEST", TCE_BASE_ABS, TCE_UNIT_DMA, "n" },
	{ "XPAGES", TCE_BASE_ABS, TCE_UNIT_SHIFT, "n" },
	{ "QUARTERS", TCE_BASE_ABS, TCE_UNIT_QUARTER, "n" },
	{ "IOPAGES", TCE_BASE_ABS, TCE_UNIT_IO, "un" },
	{ "X", TCE_BASE_LOOP, 0, "" },
	{ "X_PLUS", TCE_BASE_LOOP, 0, "n" },
	{ "MAX64", TCE_BASE_MAX, 0, "" },
	{ "MAX64_MINUS", TCE_BASE_MAX, 0, "-" },
	{ "DEFAULT_SIZE", TCE_BASE_SIZE, 0, "" },
	{ "DEFAULT_SIZE_PLUS", TCE_BASE_SIZE, 0, "n" },
	{ "DEFAULT_START", TCE_BASE_START, 0, "" },
	{ "DEFAULT_AT", TCE_BASE_START, 0, "n" },
	{ "DEFAULT_PAGE", TCE_BASE_START, TCE_UNIT_PAGE, "n" },
	{ "DEFAULT_QUARTER", TCE_BASE_START, TCE_UNIT_QUARTER, "n" },
	{ "DEFAULT_END", TCE_BASE_END, 0, "n" },
	{ "DEFAULT_END_PAGE", TCE_BASE_END, TCE_UNIT_PAGE, "n" },
	{ "START64", TCE_BASE_64, 0, "" },
	{ "START64_AT", TCE_BASE_64, 0, "n" },
	{ "WIN", TCE_BASE_WIN, 0, "w" },
	{ "WIN_AT", TCE_BASE_WIN, 0, "wn" },
	{ "WIN_PAGE", TCE_BASE_WIN, TCE_UNIT_IO, "Wn" },
	{ "WIN_END", TCE_BASE_WINEND, 0, "wn" },
	{ "WIN_END_PAGE", TCE_BASE_WINEND, TCE_UNIT_IO, "Wn" },
	{ "WIN_END_LARGEST", TCE_BASE_WINEND, TCE_UNIT_DMA, "wn" },
	{ "WIN_SIZE", TCE_BASE_WINSIZE, 0, "w" },
	{ "BUF", TCE_BASE_BUF, 0, "b" },
	{ "BUF_AT", TCE_BASE_BUF, 0, "bn" },
	{ "BUF_PAGE", TCE_BASE_BUF, TCE_UNIT_PAGE, "bn" },
	{ "BUF_IOPAGE", TCE_BASE_BUF, TCE_UNIT_IO, "bun" },
	{ "PGSIZES", TCE_BASE_PGSIZES, 0, "" },
};

static bool num_form_fits(const struct num_form *f, const struct tce_num *n)
{
	if (f->base != n->base || f->unit != n->unit)
		return false;
	if (strchr(f->params, 'W') && n->unit_slot != n->base_slot)
		return false;
	if (strchr(f->params, '-'))
		return n->count < 0;
	return strchr(f->params, 'n') || !n->count;
}

static const struct num_form *num_form_find(const struct tce_num *n)
{
	for (size_t i = 0; i < ARRAY_SIZE(num_forms); i++)
		if (num_form_fits(&num_forms[i], n))
			return &num_forms[i];
	return NULL;
}

static void num_param_add(struct tce_text *t, const struct tce_num *n,
			  char param)
{
	switch (param) {
	case 'b':
		tce_text_add(t, "B%u", n->base_slot);
		break;
	case 'w':
	case 'W':
		tce_text_add(t, "W%u", n->base_slot);
		break;
	case 'u':
		tce_text_add(t, "W%u", n->unit_slot);
		break;
	default:
		c_count_add(t, param == '-' ? -(uint64_t)n->count
					    : (uint64_t)n->count);
		break;
	}
}

/* A number that no macro of its own is for. */
static void num_add_other(struct tce_text *t, const struct tce_num *n)
{
	static const char *const bases[] = {
		"UNSET", "ABS",	   "LOOP",    "START", "SIZE",	  "END", "64",
		"WIN",	 "WINEND", "WINSIZE", "BUF",   "PGSIZES", "MAX"
	};
	static const char *const units[] = { "BYTE",  "PAGE", "IO",  "QUARTER",
					     "SHIFT", "HUGE", "DMA", "TCE" };

	tce_text_add(t, "NUM(%s, %u, ", bases[n->base], n->base_slot);
	c_count_add(t, (uint64_t)n->count);
	tce_text_add(t, ", %s, %u)", units[n->unit], n->unit_slot);
}

void c_num_add(struct tce_text *t, const struct tce_step *s, unsigned int arg)
{
	const struct tce_num n = tce_num_plain(&s->arg[arg]);
	const struct num_form *f = num_form_find(&n);
	struct c_list l = { t, 0 };

	if (n.base == TCE_BASE_ABS && n.unit == TCE_UNIT_BYTE) {
		bytes_add(t, (uint64_t)n.count, tce_arg_is_amount(s, arg));
		return;
	}
	if (!f) {
		num_add_other(t, &n);
		return;
	}
	tce_text_add(t, *f->params ? "%s(" : "%s", f->name);
	for (const char *param = f->params; *param; param++)
		num_param_add(c_next(&l), &n, *param);
	if (*f->params)
		tce_text_add(t, ")");
}

/* --- members -------------------------------------------------------------- */

static void fd_add(struct c_list *l, const struct tce_step *s)
{
	static const struct {
		const char *name;
		char letter;
	} kinds[] = {
		[TCE_FD_CONTAINER] = { "ON_CONTAINER", 'C' },
		[TCE_FD_GROUP] = { "ON_GROUP", 'G' },
		[TCE_FD_DEVICE] = { "ON_DEVICE", 'G' },
		[TCE_FD_FOREIGN] = { "ON_FOREIGN", 0 },
		[TCE_FD_CLOSED] = { "ON_CLOSED", 0 },
	};
	unsigned int kind = tce_step_fd_kind(s);

	if (kind == tce_op_info[s->op].fd_kind && !s->fd)
		return;
	tce_text_add(c_next(l), "%s", kinds[kind].name);
	if (kinds[kind].letter)
		tce_text_add(l->text, "(%c%u)", kinds[kind].letter, s->fd);
}

static void kind_add(struct c_list *l, const struct tce_step *s)
{
	const char *const *words = tce_what_words;
	const char *prefix = "WHAT";

	if (!s->kind)
		return;
	if (s->op == TCE_OP_ATTACH) {
		tce_text_add(c_next(l), ".kind = TCE_FD_%s",
			     s->kind == TCE_FD_CLOSED ? "CLOSED" : "FOREIGN");
		return;
	}
	if (s->op == TCE_OP_BUFFER) {
		words = tce_buffer_words;
		prefix = "BUFFER";
	} else if (s->op == TCE_OP_FOR) {
		words = tce_set_words;
		prefix = "SET";
	} else if (s->op == TCE_OP_FAIL) {
		words = tce_call_words;
		prefix = "CALL";
	}
	tce_text_add(c_next(l), ".kind = TCE_%s_", prefix);
	c_upper_add(l->text, words[s->kind]);
}

static void err_add(struct tce_text *t, int err)
{
	static const char *const words[] = { "ANY", "MODEL", "BLOCKED",
					     "SUCCESS" };
	const char *name = err > 0 ? strerrorname_np(err) : NULL;

	if (err < 0 && -err <= (int)ARRAY_SIZE(words))
		tce_text_add(t, "TCE_ERR_%s", words[-err - 1]);
	else if (name)
		tce_text_add(t, "%s", name);
	else
		tce_text_add(t, "%d", err);
}

static void outcome_add(struct c_list *l, const struct tce_step *s)
{
	if (s->err) {
		tce_text_add(c_next(l), ".err = ");
		err_add(l->text, s->err);
	}
	if (!s->also[0])
		return;
	tce_text_add(c_next(l), "OR(");
	for (unsigned int i = 0; i < TCE_OR_MAX && s->also[i]; i++) {
		tce_text_add(l->text, i ? ", " : "");
		err_add(l->text, s->also[i]);
	}
	tce_text_add(l->text, ")");
}

void c_members_add(struct c_list *l, const struct tce_step *s,
		   const struct c_said *said)
{
	static const char *const ptrs[] = { "GOOD", "NULL", "NONE", "RO" };

	if (s->by)
		tce_text_add(c_next(l), ".by = P%u", s->by);
	if (!said->fd)
		fd_add(l, s);
	if (!said->kind)
		kind_add(l, s);
	for (unsigned int i = 0; i < TCE_ARGS; i++) {
		if (s->arg[i].base == TCE_BASE_UNSET || said->args & 1u << i)
			continue;
		tce_text_add(c_next(l), ".%s = ", tce_arg_words[i]);
		c_num_add(l->text, s, i);
	}
	if (s->ptr)
		tce_text_add(c_next(l), ".ptr = TCE_PTR_%s", ptrs[s->ptr]);
	outcome_add(l, s);
	if (s->ret)
		tce_text_add(c_next(l), ".ret = %d", s->ret);
}
