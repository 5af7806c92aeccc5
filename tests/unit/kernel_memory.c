// SPDX-License-Identifier: GPL-2.0-only
/* The kernel backend where there is no VFIO: buffers of processes. */
#include <errno.h>
#include <string.h>

#include <spec/model.h>

#include "kernel.h"

static struct tce_request buffer_call(enum tce_op op, uint64_t size)
{
	struct tce_request call = call_of(op);

	call.slot = B2;
	call.arg[TCE_ARG_SIZE] = size;
	return call;
}

/* Buffers of each kind are zeros, and aligned to a power of two. */
START_TEST(buffers)
{
	const uint64_t page = unit_platform.page_size;
	struct tce_request call = buffer_call(TCE_OP_BUFFER, 5 * page);
	struct tce_reply res;

	call.kind = (uint8_t)_i;
	res = run_by(0, call);
	ck_assert_int_eq(res.ret, 0);
	ck_assert_uint_eq(res.value % (8 * page), 0);
	ck_assert_uint_eq(*(uint8_t *)(uintptr_t)res.value, 0);
}
END_TEST

START_TEST(locking)
{
	const uint64_t page = unit_platform.page_size;
	struct tce_request call = buffer_call(TCE_OP_BUFFER, 5 * page);

	ck_assert_int_eq(run_by(0, call).ret, 0);
	ck_assert_int_eq(run_by(0, buffer_call(TCE_OP_MLOCK, 0)).ret, 0);
	ck_assert_uint_eq(look(TCE_WHAT_LOCKED, 0), 5 * page);
	call = buffer_call(TCE_OP_PUNCH, page);
	call.arg[TCE_ARG_START] = page;
	ck_assert_int_eq(run_by(0, call).ret, 0);
	ck_assert_uint_eq(look(TCE_WHAT_LOCKED, 0), 4 * page);
	ck_assert_int_eq(run_by(0, buffer_call(TCE_OP_MLOCK, 0)).ret, -ENOMEM);
}
END_TEST

/* A session has one slot more than cases can name. */
START_TEST(slots)
{
	struct tce_request call = buffer_call(TCE_OP_BUFFER, 1);

	call.slot = TCE_SLOT_CONTROL;
	ck_assert_int_eq(run_by(0, call).ret, 0);
	ck_assert_int_eq(unit_kernel->bytes(unit_kernel, 0, TCE_SLOT_CONTROL, 0,
					    &(uint8_t){ 1 }, 1),
			 0);
	call.slot = TCE_OBJECT_SLOTS;
	ck_assert_int_eq(
		unit_kernel->run(unit_kernel, &call, &(struct tce_reply){ 0 }),
		-EINVAL);
	call.op = TCE_OP_PUNCH;
	ck_assert_int_eq(
		unit_kernel->run(unit_kernel, &call, &(struct tce_reply){ 0 }),
		-EINVAL);
}
END_TEST

START_TEST(limits)
{
	const uint64_t page = unit_platform.page_size;

	ck_assert_int_eq(run_process(TCE_OP_FORK, 1), 0);
	ck_assert_int_eq(run_by(1, buffer_call(TCE_OP_LIMIT, page)).ret, 0);
	ck_assert_int_eq(run_by(1, buffer_call(TCE_OP_UNPRIVILEGED, 0)).ret, 0);
	ck_assert_int_eq(run_by(1, buffer_call(TCE_OP_BUFFER, 2 * page)).ret,
			 0);
	ck_assert_int_eq(run_by(1, buffer_call(TCE_OP_MLOCK, 0)).ret, -ENOMEM);
	ck_assert_int_eq(run_by(1, buffer_call(TCE_OP_BUFFER, page)).ret, 0);
	ck_assert_int_eq(run_by(1, buffer_call(TCE_OP_MLOCK, 0)).ret, 0);
	ck_assert_uint_eq(look(TCE_WHAT_LOCKED, 1), page);
	ck_assert_uint_eq(look(TCE_WHAT_LOCKED, 0), 0);
}
END_TEST

static int pattern(unsigned int by, uint64_t seed, uint64_t start,
		   uint64_t size)
{
	struct tce_request call = buffer_call(TCE_OP_PATTERN, size);
	struct tce_reply res;

	call.by = (uint8_t)by;
	call.arg[TCE_ARG_START] = start;
	call.arg[TCE_ARG_VALUE] = seed;
	return unit_kernel->run(unit_kernel, &call, &res);
}

static int bytes(unsigned int by, int64_t offset, void *buf, size_t len)
{
	return unit_kernel->bytes(unit_kernel, by, B2, offset, buf, len);
}

static void bytes_check(unsigned int by, uint64_t offset, uint64_t seed)
{
	uint8_t got[16], want[16];

	tce_pattern_fill(want, sizeof(want), seed);
	ck_assert_int_eq(bytes(by, offset, got, sizeof(got)), 0);
	ck_assert_mem_eq(got, want, sizeof(want));
}

static void filled_buffer(uint64_t pages)
{
	struct tce_request call =
		buffer_call(TCE_OP_BUFFER, pages * unit_platform.page_size);

	call.kind = TCE_BUFFER_RO;
	ck_assert_int_eq(run_by(0, call).ret, 0);
	ck_assert_int_eq(pattern(0, 1, 0, call.arg[TCE_ARG_SIZE]), 0);
	ck_assert_int_eq(pattern(0, 2, 24, 16), 0);
}

START_TEST(contents)
{
	const uint64_t page = unit_platform.page_size;
	uint8_t b[16];

	ck_assert_int_eq(bytes(0, 0, b, 1), -ENODATA);
	ck_assert_int_eq(pattern(0, 1, 0, page), -EINVAL);
	ck_assert_str_eq(unit_kernel->why, "there are no such bytes");
	filled_buffer(4);
	ck_assert_str_eq(unit_kernel->why, "");
	bytes_check(0, 0, 1);
	bytes_check(0, 24, 2);
	ck_assert_int_eq(pattern(0, 1, page, 4 * page), -EINVAL);
	ck_assert_int_eq(pattern(0, 1, 5 * page, 0), -EINVAL);
	ck_assert_int_eq(bytes(0, 4 * page - 16, b, 16), 0);
	ck_assert_int_eq(bytes(0, 4 * page - 15, b, 16), -ENODATA);
	ck_assert_int_eq(bytes(1, 0, b, 1), -ENODATA);
}
END_TEST

/* A child has its own copy. */
START_TEST(contents_of_child)
{
	const uint64_t page = unit_platform.page_size;

	filled_buffer(4);
	ck_assert_int_eq(run_process(TCE_OP_FORK, 1), 0);
	bytes_check(1, 24, 2);
	ck_assert_int_eq(pattern(1, 3, 2 * page, 16), 0);
	bytes_check(1, 2 * page, 3);
	ck_assert_int_eq(pattern(0, 4, 2 * page, 16), 0);
	bytes_check(1, 2 * page, 3);
	bytes_check(0, 2 * page, 4);
}
END_TEST

/* A hole is not read, whatever lies there now. */
START_TEST(contents_beside_hole)
{
	const uint64_t page = unit_platform.page_size;
	struct tce_request call = buffer_call(TCE_OP_PUNCH, page);
	uint8_t b[16];

	filled_buffer(4);
	ck_assert_int_eq(pattern(0, 4, 2 * page, 16), 0);
	ck_assert_int_eq(run_process(TCE_OP_FORK, 1), 0);
	call.arg[TCE_ARG_START] = page;
	ck_assert_int_eq(run_by(0, call).ret, 0);
	ck_assert_int_eq(bytes(0, page - 16, b, 16), 0);
	ck_assert_int_eq(bytes(0, page - 15, b, 16), -ENODATA);
	ck_assert_int_eq(bytes(0, 2 * page - 1, b, 16), -ENODATA);
	bytes_check(0, 2 * page, 4);
	/* the child has none */
	ck_assert_int_eq(bytes(1, page, b, 16), 0);
	/* nor has another buffer in its place */
	ck_assert_int_eq(run_by(0, buffer_call(TCE_OP_BUFFER, page)).ret, 0);
	ck_assert_int_eq(bytes(0, 0, b, 16), 0);
}
END_TEST

/* New memory is zeros, and what is beside it stays. */
START_TEST(contents_renewed)
{
	const uint64_t page = unit_platform.page_size;
	struct tce_request call = buffer_call(TCE_OP_RENEW, page);
	uint8_t b[16] = { 0 };

	filled_buffer(4);
	ck_assert_int_eq(pattern(0, 4, 2 * page, 16), 0);
	call.arg[TCE_ARG_START] = page;
	ck_assert_int_eq(run_by(0, call).ret, 0);
	for (uint64_t at = page; at < 2 * page; at += sizeof(b)) {
		ck_assert_int_eq(bytes(0, (int64_t)at, b, sizeof(b)), 0);
		ck_assert_mem_eq(b, (uint8_t[16]){ 0 }, sizeof(b));
	}
	bytes_check(0, 24, 2);
	bytes_check(0, 2 * page, 4);
	call.arg[TCE_ARG_START] = 1;
	ck_assert_int_eq(run_by(0, call).ret, -EINVAL);
}
END_TEST

/* A buffer of a page and a bit, with guards, in the kernel and in a model. */
static struct tce_reply guarded_buffer(struct tce_backend *model)
{
	const uint64_t page = unit_platform.page_size;
	struct tce_request call = buffer_call(TCE_OP_BUFFER, page + 100);
	struct tce_reply res;

	ck_assert_ptr_nonnull(model);
	call.guard = page;
	ck_assert_int_eq(model->run(model, &call, &(struct tce_reply){ 0 }), 0);
	res = run_by(0, call);
	ck_assert_int_eq(res.value % page, 0);
	return res;
}

/* Guards hold what they do in the model, up to their ends. */
START_TEST(guards)
{
	const int64_t page = unit_platform.page_size, end = 2 * page + 100;
	struct tce_backend *model = tce_model_new(&unit_platform, -1);
	uint8_t got[100], want[100];

	guarded_buffer(model);
	for (int64_t at = -page; at < end; at += 100) {
		size_t n = at + 100 < end ? 100 : (size_t)(end - at);

		ck_assert_int_eq(bytes(0, at, got, n), 0);
		ck_assert_int_eq(model->bytes(model, 0, B2, at, want, n), 0);
		ck_assert_mem_eq(got, want, n);
	}
	ck_assert_int_eq(bytes(0, -page - 1, got, 1), -ENODATA);
	ck_assert_int_eq(bytes(0, end, got, 1), -ENODATA);
	ck_assert_int_eq(model->bytes(model, 0, B2, -page - 1, got, 1),
			 -ENODATA);
	model->free(model);
}
END_TEST

/* A byte that changes on either side differs from the model's. */
START_TEST(guards_are_seen)
{
	const int64_t size = unit_platform.page_size + 100;
	struct tce_backend *model = tce_model_new(&unit_platform, -1);
	const int64_t at = _i ? size : -1;
	struct tce_reply res = guarded_buffer(model);
	uint8_t got, want;

	((uint8_t *)(uintptr_t)res.value)[at] ^= 1;
	ck_assert_int_eq(bytes(0, at, &got, 1), 0);
	ck_assert_int_eq(model->bytes(model, 0, B2, at, &want, 1), 0);
	ck_assert_uint_eq(got, want ^ 1);
	model->free(model);
}
END_TEST

void unit_kernel_memory(TCase *tc)
{
	tcase_add_loop_test(tc, buffers, TCE_BUFFER_ANON, TCE_BUFFER_HUGE);
	tcase_add_test(tc, locking);
	tcase_add_test(tc, slots);
	tcase_add_test(tc, limits);
	tcase_add_test(tc, contents);
	tcase_add_test(tc, contents_of_child);
	tcase_add_test(tc, contents_beside_hole);
	tcase_add_test(tc, contents_renewed);
	tcase_add_test(tc, guards);
	tcase_add_loop_test(tc, guards_are_seen, 0, 2);
}
