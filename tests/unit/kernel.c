// SPDX-License-Identifier: GPL-2.0-only
/*
 * The kernel backend where there is no VFIO: processes, memory, and where
 * arguments are placed. The requests are those that every file answers.
 */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <linux/fs.h>

#include <spec/model.h>

#include "case.h"
#include "unit.h"

static struct tce_platform platform;
static struct tce_backend *kernel;

static void setup(void)
{
	platform = (struct tce_platform){
		.npes = 1,
		.page_size = (uint32_t)sysconf(_SC_PAGESIZE),
		.pe = { { .group_id = -1, .bdf = "0000:00:00.0" } },
	};
	kernel = tce_kernel_new(&platform, 0);
	ck_assert_ptr_nonnull(kernel);
}

static void teardown(void)
{
	ck_assert_int_eq(kernel->shut(kernel), 0);
	kernel->free(kernel);
}

static struct tce_request call_of(enum tce_op op)
{
	return (struct tce_request){ .op = (uint8_t)op,
				     .arg[TCE_ARG_ROOM] = UINT64_MAX };
}

static struct tce_reply run_by(unsigned int by, struct tce_request call)
{
	struct tce_reply res;

	call.by = (uint8_t)by;
	ck_assert_int_eq(kernel->run(kernel, &call, &res), 0);
	return res;
}

static int64_t run_process(enum tce_op op, unsigned int slot)
{
	struct tce_request call = call_of(op);
	struct tce_reply res;

	call.slot = (uint8_t)slot;
	return kernel->run(kernel, &call, &res);
}

static uint64_t look(enum tce_what what, unsigned int by)
{
	uint64_t value;

	ck_assert_int_eq(kernel->look(kernel, what, by, 0, &value), 0);
	return value;
}

/* FIGETBSZ stores an int: the block size, two bytes unlike 0 at most. */
static struct tce_reply block_size(enum tce_op op, uint64_t room,
				   enum tce_ptr ptr)
{
	struct tce_request call = call_of(op);

	call.fd_kind = TCE_FD_FOREIGN;
	call.ptr = (uint8_t)ptr;
	call.arg[TCE_ARG_REQUEST] = FIGETBSZ;
	call.arg[TCE_ARG_ROOM] = room;
	return run_by(0, call);
}

START_TEST(arguments)
{
	ck_assert_int_eq(block_size(TCE_OP_IOCTL, 64, TCE_PTR_GOOD).ret, 0);
	ck_assert_uint_eq(look(TCE_WHAT_WRITTEN, 0), 2);
	ck_assert_int_eq(block_size(TCE_OP_ATTACH, 4, TCE_PTR_GOOD).ret, 0);
	ck_assert_uint_eq(look(TCE_WHAT_WRITTEN, 0), 4);
	ck_assert_int_eq(block_size(TCE_OP_IOCTL, 3, TCE_PTR_GOOD).ret,
			 -EFAULT);
	ck_assert_uint_eq(look(TCE_WHAT_WRITTEN, 0), 0);
	ck_assert_int_eq(block_size(TCE_OP_IOCTL, 0, TCE_PTR_GOOD).ret,
			 -EFAULT);
	ck_assert_int_eq(block_size(TCE_OP_IOCTL, 64, TCE_PTR_NULL).ret,
			 -EFAULT);
	ck_assert_int_eq(block_size(TCE_OP_IOCTL, 64, TCE_PTR_NONE).ret,
			 -EFAULT);
	ck_assert_int_eq(block_size(TCE_OP_IOCTL, 64, TCE_PTR_RO).ret, -EFAULT);
	/* the page is writable again */
	ck_assert_int_eq(block_size(TCE_OP_IOCTL, 64, TCE_PTR_GOOD).ret, 0);
}
END_TEST

START_TEST(answers)
{
	struct tce_reply res =
		block_size(TCE_OP_GET_INFO, UINT64_MAX, TCE_PTR_GOOD);
	uint64_t value;

	ck_assert_int_eq(res.ret, 0);
	ck_assert_uint_eq(look(TCE_WHAT_INFO_FLAGS, 0), 0);
	/* what was not written shows */
	ck_assert_uint_eq(look(TCE_WHAT_INFO_START, 0), 0xa5a5a5a5);
	ck_assert_int_eq(kernel->look(kernel, TCE_WHAT_STATUS, 0, 0, &value),
			 -ENODATA);
	ck_assert_int_eq(kernel->look(kernel, TCE_WHAT_DT_DDW, 0, 0, &value),
			 -ENODATA);
	ck_assert_int_eq(kernel->look(kernel, TCE_WHAT_LOCKED, 1, 0, &value),
			 -ESRCH);
	res = block_size(TCE_OP_CREATE, UINT64_MAX, TCE_PTR_GOOD);
	ck_assert_uint_eq(res.value, 0xa5a5a5a5a5a5a5a5);
	res = block_size(TCE_OP_CREATE, UINT64_MAX, TCE_PTR_RO);
	ck_assert_uint_eq(res.value, 0);
}
END_TEST

START_TEST(descriptors)
{
	struct tce_request call = call_of(TCE_OP_GET_INFO);

	ck_assert_int_eq(run_by(0, call).ret, -EBADF);
	call.fd_kind = TCE_FD_CLOSED;
	ck_assert_int_eq(run_by(0, call).ret, -EBADF);
	call.fd_kind = TCE_FD_FOREIGN;
	ck_assert_int_eq(run_by(0, call).ret, -ENOTTY);
	ck_assert_int_eq(run_by(0, call_of(TCE_OP_CLOSE)).ret, -EBADF);
	ck_assert_int_eq(run_by(0, call_of(TCE_OP_GROUP)).ret, -ENOENT);
	ck_assert_int_eq(run_by(0, call_of(TCE_OP_DEVICE)).ret, -EBADF);
	call = call_of(TCE_OP_GROUP);
	call.fd = 1; /* the platform has one PE */
	ck_assert_int_eq(kernel->run(kernel, &call, &(struct tce_reply){ 0 }),
			 -ENODEV);
}
END_TEST

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
	const uint64_t page = platform.page_size;
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
	const uint64_t page = platform.page_size;
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
	ck_assert_int_eq(kernel->bytes(kernel, 0, TCE_SLOT_CONTROL, 0,
				       &(uint8_t){ 1 }, 1),
			 0);
	call.slot = TCE_OBJECT_SLOTS;
	ck_assert_int_eq(kernel->run(kernel, &call, &(struct tce_reply){ 0 }),
			 -EINVAL);
	call.op = TCE_OP_PUNCH;
	ck_assert_int_eq(kernel->run(kernel, &call, &(struct tce_reply){ 0 }),
			 -EINVAL);
}
END_TEST

START_TEST(limits)
{
	const uint64_t page = platform.page_size;

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

/* The only child: there is no other way to its number from here. */
static pid_t child(void)
{
	FILE *f = fopen("/proc/thread-self/children", "r");
	int pid = 0;

	ck_assert_ptr_nonnull(f);
	ck_assert_int_eq(fscanf(f, "%d", &pid), 1);
	fclose(f);
	return pid;
}

START_TEST(processes)
{
	struct tce_request call = call_of(TCE_OP_GET_INFO);
	struct tce_reply res;

	call.by = 1;
	ck_assert_int_eq(run_process(TCE_OP_FORK, 0), -EINVAL);
	ck_assert_int_eq(run_process(TCE_OP_EXIT, 1), -ESRCH);
	ck_assert_int_eq(kernel->run(kernel, &call, &res), -ESRCH);
	ck_assert_int_eq(run_process(TCE_OP_FORK, 1), 0);
	ck_assert_int_eq(run_process(TCE_OP_FORK, 1), -EEXIST);
	ck_assert_int_eq(run_process(TCE_OP_FORK, 3), 0);
	ck_assert_int_eq(run_process(TCE_OP_PASS, 1), -EBADF);
	call.fd_kind = TCE_FD_FOREIGN;
	ck_assert_int_eq(run_by(1, call).ret, -ENOTTY);
	ck_assert_int_eq(run_by(3, call).ret, -ENOTTY);
	ck_assert_int_eq(run_process(TCE_OP_KILL, 3), 0);
	ck_assert_int_eq(run_by(1, call).ret, -ENOTTY);
	ck_assert_int_eq(run_process(TCE_OP_EXIT, 1), 0);
	ck_assert_int_eq(kernel->run(kernel, &call, &res), -ESRCH);
	ck_assert_int_eq(run_process(TCE_OP_FORK, 1), 0);

	/* a process that dies by itself is no outcome of a call */
	kill(child(), SIGKILL);
	ck_assert_int_eq(kernel->run(kernel, &call, &res), -EPIPE);
	ck_assert_int_eq(run_process(TCE_OP_EXIT, 1), -EPIPE);
	ck_assert_int_eq(run_process(TCE_OP_FORK, 2), 0);
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
	return kernel->run(kernel, &call, &res);
}

static int bytes(unsigned int by, int64_t offset, void *buf, size_t len)
{
	return kernel->bytes(kernel, by, B2, offset, buf, len);
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
		buffer_call(TCE_OP_BUFFER, pages * platform.page_size);

	call.kind = TCE_BUFFER_RO;
	ck_assert_int_eq(run_by(0, call).ret, 0);
	ck_assert_int_eq(pattern(0, 1, 0, call.arg[TCE_ARG_SIZE]), 0);
	ck_assert_int_eq(pattern(0, 2, 24, 16), 0);
}

START_TEST(contents)
{
	const uint64_t page = platform.page_size;
	uint8_t b[16];

	ck_assert_int_eq(bytes(0, 0, b, 1), -ENODATA);
	ck_assert_int_eq(pattern(0, 1, 0, page), -EINVAL);
	ck_assert_str_eq(kernel->why, "there are no such bytes");
	filled_buffer(4);
	ck_assert_str_eq(kernel->why, "");
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
	const uint64_t page = platform.page_size;

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
	const uint64_t page = platform.page_size;
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

/* There is no device; a file is none either. */
/* The same as the model has, and a device that writes there is seen. */
START_TEST(guards)
{
	const int64_t page = platform.page_size, size = page + 100;
	struct tce_backend *model = tce_model_new(&platform, -1);
	struct tce_request call = call_of(TCE_OP_BUFFER);
	static uint8_t got[65536], want[65536];
	struct tce_reply res;

	ck_assert_ptr_nonnull(model);
	call.slot = B2;
	call.guard = (uint64_t)page;
	call.arg[TCE_ARG_SIZE] = (uint64_t)size;
	res = run_by(0, call);
	ck_assert_int_eq(model->run(model, &call, &(struct tce_reply){ 0 }), 0);
	ck_assert_int_eq(res.value % (uint64_t)page, 0);
	for (int64_t at = -page; at < size + page; at += 100) {
		size_t n = at + 100 < size + page ? 100
						  : (size_t)(size + page - at);

		ck_assert_int_eq(bytes(0, at, got, n), 0);
		ck_assert_int_eq(model->bytes(model, 0, B2, at, want, n), 0);
		ck_assert_mem_eq(got, want, n);
	}
	ck_assert_int_eq(bytes(0, -page - 1, got, 1), -ENODATA);
	ck_assert_int_eq(bytes(0, size + page, got, 1), -ENODATA);
	ck_assert_int_eq(model->bytes(model, 0, B2, -page - 1, got, 1),
			 -ENODATA);
	((uint8_t *)(uintptr_t)res.value)[-1] ^= 1;
	((uint8_t *)(uintptr_t)res.value)[size] ^= 1;
	for (int i = 0; i < 2; i++) {
		ck_assert_int_eq(bytes(0, i ? size : -1, got, 1), 0);
		ck_assert_int_eq(
			model->bytes(model, 0, B2, i ? size : -1, want, 1), 0);
		ck_assert_uint_eq(got[0], want[0] ^ 1);
	}
	model->free(model);
}
END_TEST

START_TEST(no_engine)
{
	struct tce_request call = call_of(TCE_OP_DMA_WRITE);
	struct tce_reply res;

	ck_assert_int_eq(kernel->run(kernel, &call, &res), -EINVAL);
	ck_assert_str_eq(kernel->why, "not on a device");
	call.fd_kind = TCE_FD_DEVICE;
	ck_assert_int_eq(kernel->run(kernel, &call, &res), -EBADF);
	ck_assert_str_eq(kernel->why, "the device is not open");
	call.fd = TCE_SLOTS;
	ck_assert_int_eq(kernel->run(kernel, &call, &res), -EINVAL);
}
END_TEST

Suite *unit_kernel_suite(void)
{
	Suite *s = suite_create("kernel");
	TCase *tc = tcase_create("backend");

	suite_add_tcase(s, tc);
	tcase_add_checked_fixture(tc, setup, teardown);
	tcase_add_test(tc, arguments);
	tcase_add_test(tc, answers);
	tcase_add_test(tc, descriptors);
	tcase_add_loop_test(tc, buffers, TCE_BUFFER_ANON, TCE_BUFFER_HUGE);
	tcase_add_test(tc, locking);
	tcase_add_test(tc, slots);
	tcase_add_test(tc, limits);
	tcase_add_test(tc, processes);
	tcase_add_test(tc, contents);
	tcase_add_test(tc, contents_of_child);
	tcase_add_test(tc, contents_beside_hole);
	tcase_add_test(tc, guards);
	tcase_add_test(tc, no_engine);
	return s;
}
