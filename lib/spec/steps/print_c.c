// SPDX-License-Identifier: GPL-2.0-only
/* Steps as rows of a case table, in the words of tests/case.h. */
#include <ctype.h>
#include <string.h>

#include <core/array.h>

#include "text.h"

/*
 * A macro and what its parameters are, a letter each: 'f' and 's' the slots
 * of descriptor and object; the others a number, as "i"nitialiser or, where
 * the macro itself says N(), "p"lain; a digit where the name implies it.
 */
struct form {
	const char *name;
	const char *shape;
	uint8_t op;
	bool fixed;	/* takes no further members */
	uint8_t arg[2]; /* of the numbers in @shape, in order */
};

/* The first one that fits is taken; STEP() fits everything. */
static const struct form forms[] = {
	{ "OPEN_CONTAINER", "f", TCE_OP_CONTAINER, false, { 0 } },
	{ "OPEN_GROUP", "f", TCE_OP_GROUP, false, { 0 } },
	{ "OPEN_DEVICE", "f", TCE_OP_DEVICE, false, { 0 } },
	{ "API_VERSION", "", TCE_OP_API_VERSION, false, { 0 } },
	{ "CHECK_EXTENSION",
	  "p",
	  TCE_OP_CHECK_EXTENSION,
	  false,
	  { TCE_ARG_VALUE } },
	{ "SET_V1", "2", TCE_OP_SET_IOMMU, false, { TCE_ARG_VALUE } },
	{ "SET_V2", "7", TCE_OP_SET_IOMMU, false, { TCE_ARG_VALUE } },
	{ "SET_IOMMU", "p", TCE_OP_SET_IOMMU, false, { TCE_ARG_VALUE } },
	{ "STATUS", "f", TCE_OP_STATUS, false, { 0 } },
	{ "ATTACH", "fs", TCE_OP_ATTACH, false, { 0 } },
	{ "DETACH", "f", TCE_OP_DETACH, false, { 0 } },
	{ "RESET", "f", TCE_OP_RESET, false, { 0 } },
	{ "REBIND", "f", TCE_OP_REBIND, true, { 0 } },
	{ "GET_INFO", "", TCE_OP_GET_INFO, false, { 0 } },
	{ "MAP", "si", TCE_OP_MAP, false, { TCE_ARG_IOVA } },
	{ "UNMAP", "ii", TCE_OP_UNMAP, false, { TCE_ARG_IOVA, TCE_ARG_SIZE } },
	{ "ENABLE", "", TCE_OP_ENABLE, false, { 0 } },
	{ "DISABLE", "", TCE_OP_DISABLE, false, { 0 } },
	{ "REGISTER", "s", TCE_OP_REGISTER, false, { 0 } },
	{ "UNREGISTER", "s", TCE_OP_UNREGISTER, false, { 0 } },
	{ "CREATE", "s", TCE_OP_CREATE, false, { 0 } },
	{ "REMOVE_AT", "i", TCE_OP_REMOVE, false, { TCE_ARG_START } },
	{ "REMOVE", "s", TCE_OP_REMOVE, false, { 0 } },
	{ "EEH", "", TCE_OP_EEH, false, { 0 } },
	{ "IOCTL", "i", TCE_OP_IOCTL, false, { TCE_ARG_REQUEST } },
	{ "BUFFER", "si", TCE_OP_BUFFER, false, { TCE_ARG_SIZE } },
	{ "PUNCH",
	  "sii",
	  TCE_OP_PUNCH,
	  false,
	  { TCE_ARG_START, TCE_ARG_SIZE } },
	{ "MLOCK", "s", TCE_OP_MLOCK, false, { 0 } },
	{ "LIMIT", "i", TCE_OP_LIMIT, false, { TCE_ARG_SIZE } },
	{ "UNPRIVILEGED", "", TCE_OP_UNPRIVILEGED, false, { 0 } },
	{ "PATTERN", "sp", TCE_OP_PATTERN, false, { TCE_ARG_VALUE } },
	{ "ENGINE", "fsi", TCE_OP_ENGINE, false, { TCE_ARG_IOVA } },
	{ "MASTER", "fp", TCE_OP_MASTER, false, { TCE_ARG_VALUE } },
	{ "DMA_WRITE", "i", TCE_OP_DMA_WRITE, false, { TCE_ARG_IOVA } },
	{ "DMA_READ", "i", TCE_OP_DMA_READ, false, { TCE_ARG_IOVA } },
	{ "DMA_START", "i", TCE_OP_DMA_START, false, { TCE_ARG_IOVA } },
	{ "DMA_WAIT", "", TCE_OP_DMA_WAIT, false, { 0 } },
	{ "FORK", "s", TCE_OP_FORK, true, { 0 } },
	{ "EXEC", "s", TCE_OP_EXEC, true, { 0 } },
	{ "EXEC_CLOSING", "s", TCE_OP_EXEC_CLOSING, true, { 0 } },
	{ "EXIT", "s", TCE_OP_EXIT, true, { 0 } },
	{ "KILL", "s", TCE_OP_KILL, true, { 0 } },
	{ "DONE", NULL, TCE_OP_DONE, true, { 0 } },
};

/* The same for what depends on the kind, too. */
static const struct {
	uint8_t kind;
	struct form form;
} kind_forms[] = {
	{ TCE_FD_CONTAINER,
	  { "CLOSE_CONTAINER", "f", TCE_OP_CLOSE, false, { 0 } } },
	{ TCE_FD_GROUP, { "CLOSE_GROUP", "f", TCE_OP_CLOSE, false, { 0 } } },
	{ TCE_FD_DEVICE, { "CLOSE_DEVICE", "f", TCE_OP_CLOSE, false, { 0 } } },
	{ TCE_FD_CONTAINER,
	  { "PASS_CONTAINER", "fs", TCE_OP_PASS, true, { 0 } } },
	{ TCE_FD_GROUP, { "PASS_GROUP", "fs", TCE_OP_PASS, true, { 0 } } },
	{ TCE_SET_RANGE,
	  { "FOR_RANGE",
	    "pp",
	    TCE_OP_FOR,
	    true,
	    { TCE_ARG_START, TCE_ARG_VALUE } } },
	{ TCE_SET_BITS,
	  { "FOR_BITS",
	    "pp",
	    TCE_OP_FOR,
	    true,
	    { TCE_ARG_START, TCE_ARG_VALUE } } },
	{ TCE_SET_OFFERED, { "FOR_OFFERED", NULL, TCE_OP_FOR, true, { 0 } } },
	{ TCE_SET_DENIED, { "FOR_DENIED", NULL, TCE_OP_FOR, true, { 0 } } },
	{ TCE_SET_EXTREMES, { "FOR_EXTREMES", NULL, TCE_OP_FOR, true, { 0 } } },
	{ TCE_WHAT_LOCKED,
	  { "CHECK_LOCKED", "i", TCE_OP_CHECK, false, { TCE_ARG_VALUE } } },
	{ TCE_WHAT_WIN_START,
	  { "CHECK_START", "si", TCE_OP_CHECK, true, { TCE_ARG_VALUE } } },
};

/* --- numbers -------------------------------------------------------------- */

static void count_add(struct tce_text *t, uint64_t n)
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
	count_add(t, n);
	tce_text_add(t, ")");
}

/* A macro for base and unit; %d of window or buffer, then the count. */
static const struct num_form {
	const char *name;
	uint8_t base, unit;
	bool bare; /* stands for a count of 0 */
	char slot; /* 'w', 'b': the base's; 'W': the window of unit and base */
} num_forms[] = {
	{ "PAGES", TCE_BASE_ABS, TCE_UNIT_PAGE, false, 0 },
	{ "HUGE_PAGES", TCE_BASE_ABS, TCE_UNIT_HUGE, false, 0 },
	{ "LARGEST", TCE_BASE_ABS, TCE_UNIT_DMA, false, 0 },
	{ "WIN_END_LARGEST", TCE_BASE_WINEND, TCE_UNIT_DMA, false, 'w' },
	{ "XPAGES", TCE_BASE_ABS, TCE_UNIT_X, false, 0 },
	{ "QUARTERS", TCE_BASE_ABS, TCE_UNIT_QUARTER, false, 0 },
	{ "X", TCE_BASE_X, 0, true, 0 },
	{ "X_PLUS", TCE_BASE_X, 0, false, 0 },
	{ "MAX64", TCE_BASE_MAX, 0, true, 0 },
	{ "DEFAULT_SIZE", TCE_BASE_SIZE, 0, true, 0 },
	{ "DEFAULT_SIZE_PLUS", TCE_BASE_SIZE, 0, false, 0 },
	{ "DEFAULT_START", TCE_BASE_START, 0, true, 0 },
	{ "DEFAULT_AT", TCE_BASE_START, 0, false, 0 },
	{ "DEFAULT_PAGE", TCE_BASE_START, TCE_UNIT_PAGE, false, 0 },
	{ "DEFAULT_QUARTER", TCE_BASE_START, TCE_UNIT_QUARTER, false, 0 },
	{ "DEFAULT_END", TCE_BASE_END, 0, false, 0 },
	{ "DEFAULT_END_PAGE", TCE_BASE_END, TCE_UNIT_PAGE, false, 0 },
	{ "START64", TCE_BASE_64, 0, true, 0 },
	{ "START64_AT", TCE_BASE_64, 0, false, 0 },
	{ "WIN", TCE_BASE_WIN, 0, true, 'w' },
	{ "WIN_AT", TCE_BASE_WIN, 0, false, 'w' },
	{ "WIN_PAGE", TCE_BASE_WIN, TCE_UNIT_IO, false, 'W' },
	{ "WIN_END", TCE_BASE_WINEND, 0, false, 'w' },
	{ "WIN_END_PAGE", TCE_BASE_WINEND, TCE_UNIT_IO, false, 'W' },
	{ "BUF", TCE_BASE_BUF, 0, true, 'b' },
	{ "BUF_AT", TCE_BASE_BUF, 0, false, 'b' },
	{ "BUF_PAGE", TCE_BASE_BUF, TCE_UNIT_PAGE, false, 'b' },
	{ "PGSIZES", TCE_BASE_PGSIZES, 0, true, 0 },
};

static bool num_form_fits(const struct num_form *f, const struct tce_num *n)
{
	return f->base == n->base && f->unit == n->unit &&
	       (!f->bare || !n->count) &&
	       (f->slot != 'W' || n->unit_slot == n->base_slot);
}

/* What no macro of its own is for. */
static void num_add_other(struct tce_text *t, const struct tce_num *n)
{
	static const char *const bases[] = { "UNSET", "ABS",	 "X",
					     "START", "SIZE",	 "END",
					     "64",    "WIN",	 "WINEND",
					     "BUF",   "PGSIZES", "MAX" };
	static const char *const units[] = { "BYTE", "PAGE", "IO", "QUARTER",
					     "X",    "HUGE", "DMA" };

	tce_text_add(t, "NUM(TCE_BASE_%s, %u, ", bases[n->base], n->base_slot);
	count_add(t, (uint64_t)n->count);
	tce_text_add(t, ", TCE_UNIT_%s, %u)", units[n->unit], n->unit_slot);
}

static void num_add(struct tce_text *t, const struct tce_step *s,
		    unsigned int arg)
{
	struct tce_num n = tce_num_plain(&s->arg[arg]);
	size_t i = 0;

	if (n.base == TCE_BASE_ABS && n.unit == TCE_UNIT_BYTE) {
		bytes_add(t, (uint64_t)n.count, tce_arg_is_amount(s, arg));
		return;
	}
	if (n.base == TCE_BASE_ABS && n.unit == TCE_UNIT_IO) {
		tce_text_add(t, "IOPAGES(W%u, ", n.unit_slot);
		count_add(t, (uint64_t)n.count);
		tce_text_add(t, ")");
		return;
	}
	if (n.base == TCE_BASE_BUF && n.unit == TCE_UNIT_IO) {
		tce_text_add(t, "BUF_IOPAGE(B%u, W%u, ", n.base_slot,
			     n.unit_slot);
		count_add(t, (uint64_t)n.count);
		tce_text_add(t, ")");
		return;
	}
	if (n.base == TCE_BASE_MAX && !n.unit && n.count < 0) {
		tce_text_add(t, "MAX64_MINUS(");
		count_add(t, -(uint64_t)n.count);
		tce_text_add(t, ")");
		return;
	}
	while (i < ARRAY_SIZE(num_forms) && !num_form_fits(&num_forms[i], &n))
		i++;
	if (i == ARRAY_SIZE(num_forms)) {
		num_add_other(t, &n);
		return;
	}
	tce_text_add(t, "%s", num_forms[i].name);
	if (num_forms[i].slot)
		tce_text_add(t, "(%c%u", num_forms[i].slot == 'b' ? 'B' : 'W',
			     n.base_slot);
	if (!num_forms[i].bare) {
		tce_text_add(t, num_forms[i].slot ? ", " : "(");
		count_add(t, (uint64_t)n.count);
	}
	if (num_forms[i].slot || !num_forms[i].bare)
		tce_text_add(t, ")");
}

/* --- members -------------------------------------------------------------- */

static void upper_add(struct tce_text *t, const char *word)
{
	for (; *word; word++)
		tce_text_add(t, "%c", toupper((unsigned char)*word));
}

/* Adds what a list holds, with commas between. */
struct list {
	struct tce_text *text;
	unsigned int n;
};

static struct tce_text *next(struct list *l)
{
	if (l->n++)
		tce_text_add(l->text, ", ");
	return l->text;
}

static void fd_add(struct list *l, const struct tce_step *s)
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
	tce_text_add(next(l), "%s", kinds[kind].name);
	if (kinds[kind].letter)
		tce_text_add(l->text, "(%c%u)", kinds[kind].letter, s->fd);
}

static void kind_add(struct list *l, const struct tce_step *s)
{
	const char *const *words = tce_what_words;
	const char *prefix = "WHAT";

	if (!s->kind)
		return;
	if (s->op == TCE_OP_ATTACH) {
		tce_text_add(next(l), ".kind = TCE_FD_%s",
			     s->kind == TCE_FD_CLOSED ? "CLOSED" : "FOREIGN");
		return;
	}
	if (s->op == TCE_OP_BUFFER) {
		words = tce_buffer_words;
		prefix = "BUFFER";
	} else if (s->op == TCE_OP_FOR) {
		words = tce_set_words;
		prefix = "SET";
	}
	tce_text_add(next(l), ".kind = TCE_%s_", prefix);
	upper_add(l->text, words[s->kind]);
}

static void err_add(struct list *l, int err)
{
	const char *name = err > 0 ? strerrorname_np(err) : NULL;

	if (err == TCE_ERR_ANY)
		tce_text_add(next(l), ".err = TCE_ERR_ANY");
	else if (err == TCE_ERR_MODEL)
		tce_text_add(next(l), ".err = TCE_ERR_MODEL");
	else if (err == TCE_ERR_BLOCKED)
		tce_text_add(next(l), ".err = TCE_ERR_BLOCKED");
	else if (name)
		tce_text_add(next(l), ".err = %s", name);
	else if (err)
		tce_text_add(next(l), ".err = %d", err);
}

/* What a form has said already. */
struct said {
	bool fd, kind;
	uint32_t args; /* bit n: enum tce_arg */
};

static void members_add(struct list *l, const struct tce_step *s,
			const struct said *said)
{
	static const char *const ptrs[] = { "GOOD", "NULL", "NONE", "RO" };

	if (s->by)
		tce_text_add(next(l), ".by = P%u", s->by);
	if (!said->fd)
		fd_add(l, s);
	if (!said->kind)
		kind_add(l, s);
	for (int i = 0; i < TCE_ARGS; i++) {
		if (s->arg[i].base == TCE_BASE_UNSET || said->args & 1u << i)
			continue;
		tce_text_add(next(l), ".%s = ", tce_arg_words[i]);
		num_add(l->text, s, i);
	}
	if (s->ptr)
		tce_text_add(next(l), ".ptr = TCE_PTR_%s", ptrs[s->ptr]);
	err_add(l, s->err);
	if (s->ret)
		tce_text_add(next(l), ".ret = %d", s->ret);
}

/* --- forms ---------------------------------------------------------------- */

static bool is_plain(const struct tce_num *n)
{
	return n->base == TCE_BASE_ABS &&
	       (n->unit == TCE_UNIT_BYTE || !n->count);
}

static bool num_fits(const struct tce_num *n, char shape)
{
	if (shape == 'i')
		return n->base != TCE_BASE_UNSET;
	return is_plain(n) && (shape == 'p' || n->count == shape - '0');
}

static bool form_fits(const struct form *f, const struct tce_step *s)
{
	const uint8_t *arg = f->arg;
	const char *shape = f->shape ? f->shape : "";
	struct said said = { .kind = true };
	struct tce_text none = { 0 };
	struct list rest = { &none, 0 };

	if (f->op != s->op)
		return false;
	for (; *shape; shape++) {
		if (*shape == 'f') {
			said.fd = true;
			if (tce_step_fd_kind(s) > TCE_FD_DEVICE)
				return false;
		} else if (*shape != 's') {
			if (!num_fits(&s->arg[*arg], *shape))
				return false;
			said.args |= 1u << *arg++;
		}
	}
	if (!strchr(f->shape ? f->shape : "", 's') && s->slot)
		return false;
	/* Another kind than the operation's own is no matter of a slot. */
	if (said.fd && s->op != TCE_OP_CLOSE && s->op != TCE_OP_PASS &&
	    tce_step_fd_kind(s) != tce_op_info[s->op].fd_kind)
		return false;
	if (f->fixed)
		members_add(&rest, s, &said);
	return !rest.n;
}

static const struct form *form_find(const struct tce_step *s)
{
	bool by_fd = s->op == TCE_OP_CLOSE || s->op == TCE_OP_PASS;
	unsigned int kind = by_fd ? tce_step_fd_kind(s) : s->kind;

	for (size_t i = 0; i < ARRAY_SIZE(kind_forms); i++) {
		if (kind_forms[i].kind == kind &&
		    form_fits(&kind_forms[i].form, s))
			return &kind_forms[i].form;
	}
	for (size_t i = 0; i < ARRAY_SIZE(forms); i++) {
		if (form_fits(&forms[i], s))
			return &forms[i];
	}
	return NULL;
}

static void slot_add(struct list *l, const struct tce_step *s)
{
	char letter = tce_step_slot_letter(s);

	if (letter)
		tce_text_add(next(l), "%c%u", toupper(letter), s->slot);
	else
		tce_text_add(next(l), "%u", s->slot);
}

static void form_add(struct tce_text *t, const struct form *f,
		     const struct tce_step *s)
{
	const uint8_t *arg = f->arg;
	struct said said = { .kind = s->op == TCE_OP_FOR ||
				     s->op == TCE_OP_CHECK };
	struct list l = { t, 0 };

	tce_text_add(t, "%s", f->name);
	if (!f->shape)
		return;
	tce_text_add(t, "(");
	for (const char *shape = f->shape; *shape; shape++) {
		if (*shape == 'f') {
			bool is_c = tce_step_fd_kind(s) == TCE_FD_CONTAINER;

			tce_text_add(next(&l), "%c%u", is_c ? 'C' : 'G', s->fd);
			said.fd = true;
		} else if (*shape == 's') {
			slot_add(&l, s);
		} else {
			if (*shape == 'p')
				count_add(next(&l),
					  (uint64_t)s->arg[*arg].count);
			else if (*shape == 'i')
				num_add(next(&l), s, *arg);
			said.args |= 1u << *arg++;
		}
	}
	members_add(&l, s, &said);
	tce_text_add(t, ")");
}

/* Any check: CHECK(what, slot, value). */
static void check_add(struct tce_text *t, const struct tce_step *s)
{
	struct said said = { .kind = true, .args = 1u << TCE_ARG_VALUE };
	struct list l = { t, 0 };

	tce_text_add(t, "CHECK(");
	upper_add(next(&l), tce_what_words[s->kind]);
	slot_add(&l, s);
	num_add(next(&l), s, TCE_ARG_VALUE);
	members_add(&l, s, &said);
	tce_text_add(t, ")");
}

int tce_step_print_c(const struct tce_step *s, char *buf, size_t len)
{
	struct tce_text t = { buf, len, 0 };
	const struct form *form = form_find(s);
	struct said said = { 0 };
	struct list l = { &t, 2 };

	if (len)
		*buf = '\0';
	if (form) {
		form_add(&t, form, s);
	} else if (s->op == TCE_OP_CHECK && s->value.base) {
		check_add(&t, s);
	} else {
		struct list head = { &t, 0 };

		tce_text_add(&t, "STEP(");
		upper_add(next(&head), tce_op_info[s->op].name);
		slot_add(&head, s);
		members_add(&l, s, &said);
		tce_text_add(&t, ")");
	}
	return (int)t.pos;
}
