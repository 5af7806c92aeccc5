// SPDX-License-Identifier: GPL-2.0-only
/* The cases against the table of operations. */
#include <core/array.h>
#include <spec/steps/text.h>

#include "self.h"

/* What a step sets although its operation does not use it, or NULL. */
static const char *unused(const struct tce_step *s)
{
	bool has_kind = s->op == TCE_OP_ATTACH || s->op == TCE_OP_BUFFER ||
			s->op == TCE_OP_FOR || s->op == TCE_OP_CHECK ||
			s->op == TCE_OP_FAIL;

	for (unsigned int i = 0; i < TCE_ARGS; i++)
		if (s->arg[i].base != TCE_BASE_UNSET &&
		    !(tce_op_args(s->op) & 1u << i))
			return tce_arg_words[i];
	if (s->slot && !tce_step_slot_letter(s))
		return "slot";
	if (s->kind && !has_kind)
		return "kind";
	if (s->ptr && !tce_op_takes_ptr(s->op))
		return "ptr";
	if ((s->fd_kind || s->fd) && !tce_op_has_fd(s->op))
		return "fd";
	return NULL;
}

static void case_check(const struct tce_suite *suite, const struct tce_case *c)
{
	for (const struct tce_step *s = c->steps; s && s->op != TCE_OP_END;
	     s++) {
		const char *word = unused(s);

		ck_assert_msg(!word, "%s.%s, step %d: %s does not use its %s",
			      suite->name, c->name, (int)(s - c->steps) + 1,
			      tce_op_info[s->op].name, word);
	}
}

/* A member that has no effect is a mistake of the case. */
START_TEST(members_are_used)
{
	const struct tce_case *c;

	for (const struct tce_suite *const *s = tce_suites; *s; s++)
		for (size_t i = 0; (c = tce_suite_case(*s, i)); i++)
			case_check(*s, c);
}
END_TEST

TCase *tce_self_operations(void)
{
	TCase *tc = tcase_create("operations");

	tcase_add_test(tc, members_are_used);
	return tc;
}
