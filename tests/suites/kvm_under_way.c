// SPDX-License-Identifier: GPL-2.0-only
/*
 * A table that is closed while its guest's call is under way. The call is held
 * where KVM reads the guest's memory: in a page that comes on request.
 */
#include <endian.h>
#include <errno.h>
#include <linux/membarrier.h>
#include <pthread.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <tce/tce.h>

#include "harness.h"
#include "held.h"
#include "kvm_guest.h"
#include "kvm_under_way.h"

#define TABLES 64 /* that come in the place of the one that is closed */

static void *put_list(void *kvm)
{
	const uint64_t args[4] = { GUEST_LIOBN, 0, TCE_KVM_GPA, 1 };
	struct tce_kvm_answer answer;

	/* Whatever it answers: its table is gone. */
	tce_kvm_call(kvm, TCE_H_PUT_TCE_INDIRECT, args, &answer);
	return NULL;
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
	struct held list;
	struct tce_buffer bytes = { .size = ctx->platform->page_size };
	struct tce_kvm kvm;
	struct held_closer closer;
	int table, others[TABLES];
	pthread_t caller;

	held_stay_on_this_cpu();
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
	held_close_fd(&closer, table);
	wait_for_readers();
	for (int i = 0; i < TABLES; i++)
		others[i] = (int)TCE_MUST(tce_kvm_table_create(
			&kvm, GUEST_LIOBN + 1 + (uint64_t)i, &window));
	held_fill(&list, bytes.addr);
	pthread_join(caller, NULL);
	held_closed(&closer);
	for (int i = 0; i < TABLES; i++) {
		check_empty(&kvm, GUEST_LIOBN + 1 + (uint64_t)i);
		close(others[i]);
	}
	tce_kvm_close(&kvm);
	held_end(&list);
	tce_buffer_free(&bytes);
}
