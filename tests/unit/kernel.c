// SPDX-License-Identifier: GPL-2.0-only
/*
 * The kernel backend where there is no VFIO: where arguments are placed, and
 * processes. The requests are those that every file answers.
 */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <linux/fs.h>

#include "kernel.h"

struct tce_platform unit_platform;
struct tce_backend *unit_kernel;

static void setup(void)
{
	unit_platform = (struct tce_platform){
		.npes = 1,
		.page_size = (uint32_t)sysconf(_SC_PAGESIZE),
		.pe = { { .group_id = -1, .bdf = "0000:00:00.0" } },
	};
	unit_kernel = tce_kernel_new(&unit_platform, 0);
	ck_assert_ptr_nonnull(unit_kernel);
}

static void teardown(void)
{
	ck_assert_int_eq(unit_kernel->shut(unit_kernel), 0);
	unit_kernel->free(unit_kernel);
}

struct tce_request call_of(enum tce_op op)
{
	return (struct tce_request){ .op = (uint8_t)op,
				     .arg[TCE_ARG_ROOM] = UINT64_MAX };
}

struct tce_reply run_by(unsigned int by, struct tce_request call)
{
	struct tce_reply res;

	call.by = (uint8_t)by;
	ck_assert_int_eq(unit_kernel->run(unit_kernel, &call, &res), 0);
	return res;
}

int64_t run_process(enum tce_op op, unsigned int slot)
{
	struct tce_request call = call_of(op);
	struct tce_reply res;

	call.slot = (uint8_t)slot;
	return unit_kernel->run(unit_kernel, &call, &res);
}

uint64_t look(enum tce_what what, unsigned int by)
{
	uint64_t value;

	ck_assert_int_eq(unit_kernel->look(unit_kernel, what, by, 0, &value),
			 0);
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
	ck_assert_int_eq(
		unit_kernel->look(unit_kernel, TCE_WHAT_STATUS, 0, 0, &value),
		-ENODATA);
	ck_assert_int_eq(
		unit_kernel->look(unit_kernel, TCE_WHAT_DT_DDW, 0, 0, &value),
		-ENODATA);
	ck_assert_int_eq(
		unit_kernel->look(unit_kernel, TCE_WHAT_LOCKED, 1, 0, &value),
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
	ck_assert_int_eq(
		unit_kernel->run(unit_kernel, &call, &(struct tce_reply){ 0 }),
		-ENODEV);
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
	ck_assert_int_eq(unit_kernel->run(unit_kernel, &call, &res), -ESRCH);
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
	ck_assert_int_eq(unit_kernel->run(unit_kernel, &call, &res), -ESRCH);
	ck_assert_int_eq(run_process(TCE_OP_FORK, 1), 0);

	/* a process that dies by itself is no outcome of a call */
	kill(child(), SIGKILL);
	ck_assert_int_eq(unit_kernel->run(unit_kernel, &call, &res), -EPIPE);
	ck_assert_int_eq(run_process(TCE_OP_EXIT, 1), -EPIPE);
	ck_assert_int_eq(run_process(TCE_OP_FORK, 2), 0);
}
END_TEST

/* There is no device; a file is none either. */
START_TEST(no_engine)
{
	struct tce_request call = call_of(TCE_OP_DMA_WRITE);
	struct tce_reply res;

	ck_assert_int_eq(unit_kernel->run(unit_kernel, &call, &res), -EINVAL);
	ck_assert_str_eq(unit_kernel->why, "not on a device");
	call.fd_kind = TCE_FD_DEVICE;
	ck_assert_int_eq(unit_kernel->run(unit_kernel, &call, &res), -EBADF);
	ck_assert_str_eq(unit_kernel->why, "the device is not open");
	call.fd = TCE_SLOTS;
	ck_assert_int_eq(unit_kernel->run(unit_kernel, &call, &res), -EINVAL);
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
	tcase_add_test(tc, processes);
	tcase_add_test(tc, no_engine);
	unit_kernel_memory(tc);
	unit_kernel_actor(tc);
	return s;
}
