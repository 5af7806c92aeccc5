// SPDX-License-Identifier: GPL-2.0-only
/*
 * A table that is closed while its guest's call is under way. The call is held
 * where KVM reads the guest's memory: in a page that comes on request.
 */
#include <endian.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/membarrier.h>
#include <linux/userfaultfd.h>
#include <poll.h>
#include <pthread.h>
#include <sched.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include <tce/tce.h>

#include "harness.h"
#include "kvm_guest.h"
#include "kvm_under_way.h"

#define TABLES 64 /* that come in the place of the one that is closed */
#define PATIENCE_MS 5000
#define CLOSE_S 2 /* a kernel may well wait for the call */

/* Memory of one page, which is not there yet. */
struct held {
	void *page;
	size_t size;
	int uffd;
};

static void held_open(struct held *h, size_t size)
{
	struct uffdio_api api = { .api = UFFD_API };
	struct uffdio_register all = {
		.range = { .len = size },
		.mode = UFFDIO_REGISTER_MODE_MISSING,
	};

	h->size = size;
	h->uffd = (int)syscall(SYS_userfaultfd, O_CLOEXEC);
	h->page = mmap(NULL, size, PROT_READ | PROT_WRITE,
		       MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	all.range.start = (uintptr_t)h->page;
	if (h->uffd < 0 || h->page == MAP_FAILED ||
	    ioctl(h->uffd, UFFDIO_API, &api) ||
	    ioctl(h->uffd, UFFDIO_REGISTER, &all))
		tce_broken("no userfaultfd: %s", strerror(errno));
}

/* Until somebody wants it. */
static void held_wait(const struct held *h)
{
	struct pollfd fault = { .fd = h->uffd, .events = POLLIN };
	struct uffd_msg message;

	if (poll(&fault, 1, PATIENCE_MS) != 1 ||
	    read(h->uffd, &message, sizeof(message)) != sizeof(message))
		tce_broken("the call does not read its list");
}

static void held_fill(const struct held *h, const void *bytes)
{
	struct uffdio_copy copy = {
		.dst = (uintptr_t)h->page,
		.src = (uintptr_t)bytes,
		.len = h->size,
	};

	if (ioctl(h->uffd, UFFDIO_COPY, &copy))
		tce_broken("UFFDIO_COPY: %s", strerror(errno));
}

static void held_close(struct held *h)
{
	munmap(h->page, h->size);
	close(h->uffd);
}

static void *put_list(void *kvm)
{
	const uint64_t args[4] = { GUEST_LIOBN, 0, TCE_KVM_GPA, 1 };
	struct tce_kvm_answer answer;

	/* Whatever it answers: its table is gone. */
	tce_kvm_call(kvm, TCE_H_PUT_TCE_INDIRECT, args, &answer);
	return NULL;
}

static void *close_table(void *table)
{
	close(*(int *)table);
	return NULL;
}

/* What a CPU frees it takes first when it allocates. */
static void stay_on_this_cpu(void)
{
	cpu_set_t set;

	CPU_ZERO(&set);
	CPU_SET(sched_getcpu(), &set);
	if (sched_setaffinity(0, sizeof(set), &set))
		tce_broken("sched_setaffinity: %s", strerror(errno));
}

/* What is freed once no reader is left is free then. */
static void wait_for_readers(void)
{
	for (int i = 0; i < 2; i++)
		if (syscall(SYS_membarrier, MEMBARRIER_CMD_GLOBAL, 0, 0))
			tce_broken("membarrier: %s", strerror(errno));
}

static void check_empty(const struct tce_kvm *kvm, uint64_t liobn)
{
	const uint64_t args[4] = { liobn, 0 };
	struct tce_kvm_answer answer;

	TCE_MUST(tce_kvm_call(kvm, TCE_H_GET_TCE, args, &answer));
	if (answer.value)
		tce_fail("what was put into a table that is closed is in table "
			 "%llu of those that were made since",
			 (unsigned long long)(liobn - GUEST_LIOBN));
}

void kvm_run_closed_under_call(const struct tce_context *ctx)
{
	const struct tce_window window = { .size = 1 << 20,
					   .page_shift = GUEST_SHIFT };
	struct timespec until;
	struct held list;
	struct tce_buffer bytes = { .size = ctx->platform->page_size };
	struct tce_kvm kvm;
	int table, others[TABLES];
	pthread_t caller, closer;

	stay_on_this_cpu();
	held_open(&list, ctx->platform->page_size);
	TCE_MUST(tce_buffer_alloc(&bytes));
	*(uint64_t *)bytes.addr =
		htobe64(TCE_KVM_GPA | GUEST_READ | GUEST_WRITE);
	TCE_MUST(tce_kvm_open(&kvm));
	TCE_MUST(tce_kvm_memory_set(&kvm, list.page, list.size));
	table = (int)TCE_MUST(tce_kvm_table_create(&kvm, GUEST_LIOBN, &window));
	if (pthread_create(&caller, NULL, put_list, &kvm))
		tce_broken("cannot start a thread");
	held_wait(&list);
	if (pthread_create(&closer, NULL, close_table, &table))
		tce_broken("cannot start a thread");
	clock_gettime(CLOCK_REALTIME, &until);
	until.tv_sec += CLOSE_S;
	const bool closed = !pthread_timedjoin_np(closer, NULL, &until);

	wait_for_readers();
	for (int i = 0; i < TABLES; i++)
		others[i] = (int)TCE_MUST(tce_kvm_table_create(
			&kvm, GUEST_LIOBN + 1 + (uint64_t)i, &window));
	held_fill(&list, bytes.addr);
	pthread_join(caller, NULL);
	if (!closed)
		pthread_join(closer, NULL);
	for (int i = 0; i < TABLES; i++) {
		check_empty(&kvm, GUEST_LIOBN + 1 + (uint64_t)i);
		close(others[i]);
	}
	tce_kvm_close(&kvm);
	held_close(&list);
	tce_buffer_free(&bytes);
}
