// SPDX-License-Identifier: GPL-2.0-only
/* Operations, their outcomes in words, and what a step's numbers resolve to. */
#include <errno.h>
#include <string.h>

#include <spec/steps/compare.h>

#include "case.h"
#include "unit.h"

static const struct {
	int err;
	int64_t ret;
	const char *text;
} outcome[] = {
	{ 0, 0, "0" },
	{ 0, 3, "+3" },
	{ EINVAL, 0, "EINVAL" },
	{ TCE_ERR_ANY, 0, "any error" },
	{ 524, 0, "errno 524" },
	{ TCE_ERR_MODEL, 0, "what the model says" },
	{ TCE_ERR_BLOCKED, 0, "blocked" },
};

START_TEST(outcomes)
{
	char text[64];

	tce_step_print_outcome(outcome[_i].err, outcome[_i].ret, text,
			       sizeof(text));
	ck_assert_str_eq(text, outcome[_i].text);
}
END_TEST

/* Whether a field follows what ends at @end; at most alignment is between. */
static bool follows(const struct tce_field *f, unsigned int end)
{
	return f->offset >= end && f->offset < end + 8 &&
	       (f->width == 4 || f->width == 8);
}

/* Fields lie within their structures and do not overlap. */
START_TEST(layouts)
{
	const struct tce_op_info *info = &tce_op_info[_i];
	unsigned int end = 0;

	ck_assert_ptr_nonnull(info->name);
	ck_assert_uint_le(info->min, info->size);
	for (const struct tce_field *f = info->field; f->width; f++) {
		ck_assert_msg(follows(f, end), "%s at %u", info->name, end);
		end = f->offset + f->width;
	}
	ck_assert_uint_le(end, info->size);
}
END_TEST

/* Buffers for IOMMU pages: what they are where pages are of @page, @huge. */
static const struct {
	uint64_t page, huge;
	int shift;
	unsigned int kind;
	uint64_t size;
} backings[] = {
	{ 4096, 0, 12, TCE_BUFFER_ANON, 12288 },
	{ 65536, 1 << 21, 12, TCE_BUFFER_ANON, 65536 },
	{ 65536, 1 << 21, 16, TCE_BUFFER_ANON, 65536 },
	{ 4096, 1 << 21, 16, TCE_BUFFER_HUGE, 1 << 21 },
	{ 4096, 1 << 24, 21, TCE_BUFFER_HUGE, 1 << 24 },
	/* none that fits: the allocation reports that */
	{ 4096, 0, 21, TCE_BUFFER_HUGE, 1 << 21 },
};

START_TEST(backing)
{
	const struct tce_platform p = {
		.page_size = (uint32_t)backings[_i].page,
		.huge_size = backings[_i].huge,
	};
	const struct tce_session s = { .platform = &p };
	struct tce_step step = BUFFER(B0, N(12001), .kind = TCE_BUFFER_IO,
				      .page_shift = N(backings[_i].shift));
	struct tce_request call;
	unsigned int kind = backings[_i].kind;

	session_resolve(&s, &step, &call);
	ck_assert_uint_eq(call.kind, kind);
	ck_assert_uint_eq(call.arg[TCE_ARG_SIZE], backings[_i].size);
	step.kind = TCE_BUFFER_IO_SHARED;
	session_resolve(&s, &step, &call);
	ck_assert_uint_eq(call.kind, kind == TCE_BUFFER_HUGE
					     ? TCE_BUFFER_HUGE_SHARED
					     : TCE_BUFFER_SHARED);
	ck_assert_uint_eq(call.arg[TCE_ARG_SIZE], backings[_i].size);
}
END_TEST

void unit_step_op(TCase *tc)
{
	tcase_add_loop_test(tc, outcomes, 0, ARRAY_SIZE(outcome));
	tcase_add_loop_test(tc, layouts, 1, TCE_OPS);
	tcase_add_loop_test(tc, backing, 0, ARRAY_SIZE(backings));
}
