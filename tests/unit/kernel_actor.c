// SPDX-License-Identifier: GPL-2.0-only
/* The side of the kernel backend that acts, without the other one. */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include <linux/fs.h>

#include <spec/kernel/actor.h>

#include "kernel.h"

static struct tce_agent_reply act(struct tce_actor *a,
				  struct tce_agent_request q)
{
	struct tce_agent_reply r;

	memset(&r, 0x5a, sizeof(r));
	tce_actor_run(a, &q, &r);
	return r;
}

/* FIGETBSZ of a file that is none of VFIO's. */
static struct tce_agent_request block_size_of(int fd)
{
	return (struct tce_agent_request){
		.what = TCE_AGENT_IOCTL,
		.ioctl = { .fd = fd, .number = FIGETBSZ, .room = UINT64_MAX },
	};
}

static int fds(void)
{
	int n = 0;

	for (int fd = 0; fd < 64; fd++)
		n += fcntl(fd, F_GETFD) >= 0;
	return n;
}

/* Two in a process have nothing in common, and leave nothing. */
START_TEST(actors_are_apart)
{
	const struct tce_agent_request locked = { .what = TCE_AGENT_LOCKED };
	int fd = open("/dev/null", O_RDWR), before = fds();
	struct tce_actor a, b;

	tce_actor_init(&a);
	tce_actor_init(&b);
	ck_assert_int_eq(act(&a, block_size_of(fd)).ret, 0);
	ck_assert_int_eq(act(&b, block_size_of(fd)).ret, 0);
	ck_assert_ptr_ne(a.scratch.page, b.scratch.page);
	ck_assert_int_eq(act(&a, locked).err, 0);
	ck_assert_int_eq(act(&b, locked).err, 0);
	ck_assert_int_eq(fds(), before + 2);
	tce_actor_end(&a);
	ck_assert_int_eq(act(&b, block_size_of(fd)).ret, 0);
	ck_assert_int_eq(act(&b, locked).err, 0);
	tce_actor_end(&b);
	ck_assert_int_eq(fds(), before);
	close(fd);
}
END_TEST

/* What a copy of a process must not go on with. */
START_TEST(copies_start_anew)
{
	const struct tce_agent_request transfer = {
		.what = TCE_AGENT_DMA,
		.dma = { .op = TCE_OP_DMA_WAIT },
	};
	struct tce_agent_reply r;
	struct tce_actor a;

	tce_actor_init(&a);
	a.status = open("/dev/null", O_RDWR);
	a.dma[0].live = true;
	tce_actor_forked(&a);
	ck_assert_int_lt(a.status, 0);
	r = act(&a, transfer);
	ck_assert_int_eq(r.err, -ENODEV);
	ck_assert_ptr_nonnull(
		strstr(r.why, "the device is no engine of this process"));
	tce_actor_end(&a);
}
END_TEST

/* Requests that an actor leaves to its agent, and one that there is not. */
START_TEST(requests_of_others)
{
	static const uint8_t what[] = { TCE_AGENT_TAKE, TCE_AGENT_EXEC,
					TCE_AGENT_EXIT, 0xff };
	const struct tce_agent_request q = { .what = what[_i] };
	struct tce_actor a;

	tce_actor_init(&a);
	ck_assert_int_eq(act(&a, q).err, -EPROTO);
	tce_actor_end(&a);
}
END_TEST

void unit_kernel_actor(TCase *tc)
{
	tcase_add_test(tc, actors_are_apart);
	tcase_add_test(tc, copies_start_anew);
	tcase_add_loop_test(tc, requests_of_others, 0, 4);
}
