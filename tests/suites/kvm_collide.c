// SPDX-License-Identifier: GPL-2.0-only
/*
 * Calls of a guest's CPUs, of its owner and of others that fall into one
 * another.
 */
#include <endian.h>
#include <errno.h>
#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include <tce/tce.h>

#include "harness.h"
#include "kvm_bare.h"
#include "kvm_collide.h"

#define ROUNDS 64
#define LISTS 512
#define IO_PAGE (1u << GUEST_SHIFT)

/*
 * A guest with two CPUs. Its memory: a page for each of them to map, a page for
 * the list of each, and one for the owner alone. Those to map are registered
 * one by one.
 */
#define OWNERS 4

struct pair {
	struct guest w;
	const struct tce_platform *p;
	struct tce_kvm cpu; /* the second one */
	pthread_barrier_t start;
};

static uint64_t page(const struct pair *pair, unsigned int n)
{
	return n * pair->p->page_size;
}

static void *page_at(const struct pair *pair, unsigned int n)
{
	return (uint8_t *)pair->w.owner.memory.addr + page(pair, n);
}

/* Where a page of each is mapped besides, apart from the guest's entries. */
static uint64_t hold_at(const struct pair *pair, unsigned int n)
{
	return pair->w.window.start + pair->w.window.size + page(pair, n);
}

static void hold(const struct pair *pair, unsigned int n)
{
	const struct tce_container c = pair->w.owner.vfio.container;

	TCE_MUST(tce_memory_register(c, page_at(pair, n), page(pair, 1)));
	TCE_MUST(tce_dma_map(c, TCE_DMA_RW, page_at(pair, n), hold_at(pair, n),
			     IO_PAGE));
}

static void put_in_list(const struct pair *pair, unsigned int n)
{
	uint64_t *list = page_at(pair, 2 + n);

	for (int i = 0; i < GUEST_LIST; i++)
		list[i] = htobe64((TCE_KVM_GPA + page(pair, n)) | GUEST_READ |
				  GUEST_WRITE);
}

static void pair_open(struct pair *pair, const struct tce_platform *p)
{
	struct guest *w = &pair->w;

	*pair = (struct pair){ .p = p };
	TCE_MUST(tce_locked_read(&w->locked));
	TCE_MUST(bare_begin(&w->owner, &p->pe[0], TCE_IOMMU_V2));
	w->owner.memory.size = page(pair, OWNERS + 1);
	TCE_MUST(tce_buffer_alloc(&w->owner.memory));
	TCE_MUST(bare_guest(w, p, GUEST_SHIFT));
	TCE_MUST(tce_kvm_cpu_add(&w->kvm, 1, &pair->cpu));
	for (unsigned int n = 0; n < 2; n++) {
		hold(pair, n);
		put_in_list(pair, n);
	}
	hold(pair, OWNERS);
	TCE_MUST(bare_table_attach(w));
	TCE_MUST(-pthread_barrier_init(&pair->start, NULL, 2));
}

static void pair_close(struct pair *pair)
{
	pthread_barrier_destroy(&pair->start);
	tce_kvm_close(&pair->cpu);
	bare_close(&pair->w);
	bare_end(&pair->w.owner);
	tce_buffer_free(&pair->w.owner.memory);
}

/* All entries, by a CPU of the guest: its page @n. */
static void put_all(const struct pair *pair, const struct tce_kvm *cpu,
		    unsigned int n)
{
	const uint64_t args[4] = { GUEST_LIOBN, pair->w.iova,
				   TCE_KVM_GPA + page(pair, 2 + n),
				   GUEST_LIST };
	struct tce_kvm_answer answer;

	TCE_MUST(tce_kvm_call(cpu, TCE_H_PUT_TCE_INDIRECT, args, &answer));
	guest_check("H_PUT_TCE_INDIRECT",
		    answer.by_caller ? GUEST_LEFT : answer.code, TCE_H_SUCCESS);
}

static void *put_by_second(void *data)
{
	struct pair *pair = data;

	for (int i = 0; i < LISTS; i++) {
		pthread_barrier_wait(&pair->start);
		put_all(pair, &pair->cpu, 1);
		pthread_barrier_wait(&pair->start);
	}
	return NULL;
}

/* As many pages as one entry after the other, by the owner. */
static void *map_by_owner(void *data)
{
	struct pair *pair = data;

	for (int i = 0; i < LISTS; i++) {
		pthread_barrier_wait(&pair->start);
		for (uint64_t n = 0; n < GUEST_LIST; n++)
			TCE_OK(tce_dma_map(pair->w.owner.vfio.container,
					   TCE_DMA_RW, page_at(pair, 1),
					   pair->w.iova + n * IO_PAGE,
					   IO_PAGE));
		pthread_barrier_wait(&pair->start);
	}
	return NULL;
}

/* Whether UNREGISTER released the memory: some kernels only say that it did. */
static bool unregister(const struct pair *pair, unsigned int n)
{
	const struct tce_container c = pair->w.owner.vfio.container;
	uint64_t before, after;

	TCE_MUST(tce_locked_read(&before));
	(void)tce_memory_unregister(c, page_at(pair, n), page(pair, 1));
	TCE_MUST(tce_locked_read(&after));
	return before - after == page(pair, 1);
}

static void check_not_held(const struct pair *pair, unsigned int n)
{
	TCE_OK(tce_dma_unmap(pair->w.owner.vfio.container, hold_at(pair, n),
			     IO_PAGE));
	if (!unregister(pair, n))
		tce_fail("page %u is held although it is not mapped", n);
}

/* The owner maps its page at all entries, whose place the guest's then take. */
static void map_owners(const struct pair *pair)
{
	const uint64_t size = page(pair, 1);

	for (uint64_t at = 0; at < GUEST_LIST * IO_PAGE; at += size)
		TCE_MUST(tce_dma_map(pair->w.owner.vfio.container, TCE_DMA_RW,
				     page_at(pair, OWNERS), pair->w.iova + at,
				     size));
}

/* Another CPU, or the owner, changes the entries that this one puts. */
static void same_entries(struct pair *pair, void *(*other)(void *), bool owners)
{
	pthread_t thread;

	TCE_MUST(-pthread_create(&thread, NULL, other, pair));
	for (int i = 0; i < LISTS; i++) {
		if (owners)
			map_owners(pair);
		pthread_barrier_wait(&pair->start);
		put_all(pair, &pair->w.kvm, 0);
		pthread_barrier_wait(&pair->start);
	}
	pthread_join(thread, NULL);
	guest_check("H_STUFF_TCE",
		    guest_call(&pair->w, TCE_H_STUFF_TCE, pair->w.iova, 0,
			       GUEST_LIST),
		    TCE_H_SUCCESS);
}

static void check_nothing_held(const struct tce_platform *p,
			       void *(*other)(void *))
{
	struct pair pair;

	pair_open(&pair, p);
	same_entries(&pair, other, false);
	for (unsigned int n = 0; n < 2; n++)
		check_not_held(&pair, n);
	pair_close(&pair);
}

void kvm_run_two_cpus(const struct tce_context *ctx)
{
	check_nothing_held(ctx->platform, put_by_second);
}

void kvm_run_two_cpus_held(const struct tce_context *ctx)
{
	struct pair pair;

	pair_open(&pair, ctx->platform);
	same_entries(&pair, put_by_second, true);
	if (unregister(&pair, OWNERS))
		tce_fail("the owner's page is released although it is mapped");
	pair_close(&pair);
}

void kvm_run_put_and_map(const struct tce_context *ctx)
{
	check_nothing_held(ctx->platform, map_by_owner);
}

static void *remove_and_create(void *data)
{
	struct pair *pair = data;
	const struct tce_container c = pair->w.owner.vfio.container;

	for (int i = 0; i < ROUNDS; i++) {
		struct tce_window again = { .page_shift = GUEST_SHIFT,
					    .levels = 1,
					    .size = pair->w.window.size };

		pthread_barrier_wait(&pair->start);
		TCE_OK(tce_window_remove(c, pair->p->win_start));
		TCE_MUST(tce_window_create(c, &again));
	}
	return NULL;
}

/* It is attached to the old window, to the next one, or not at all. */
void kvm_run_attach_and_remove(const struct tce_context *ctx)
{
	struct pair pair;
	struct guest *w = &pair.w;
	pthread_t thread;

	pair_open(&pair, ctx->platform);
	TCE_MUST(-pthread_create(&thread, NULL, remove_and_create, &pair));
	for (int i = 0; i < ROUNDS; i++) {
		close(w->table);
		w->table = (int)TCE_MUST(
			tce_kvm_table_create(&w->kvm, GUEST_LIOBN, &w->window));
		pthread_barrier_wait(&pair.start);
		const int ret = bare_table_attach(w);

		if (ret && ret != -EINVAL)
			tce_fail("attach: returned %d", ret);
	}
	pthread_join(thread, NULL);
	pair_close(&pair);
}

static void *close_table(void *data)
{
	struct pair *pair = data;

	for (int i = 0; i < ROUNDS; i++) {
		pthread_barrier_wait(&pair->start);
		close(pair->w.table);
		pthread_barrier_wait(&pair->start);
	}
	return NULL;
}

void kvm_run_close_and_leave(const struct tce_context *ctx)
{
	struct pair pair;
	struct guest *w = &pair.w;
	pthread_t thread;

	pair_open(&pair, ctx->platform);
	TCE_MUST(-pthread_create(&thread, NULL, close_table, &pair));
	for (int i = 0; i < ROUNDS; i++) {
		pthread_barrier_wait(&pair.start);
		TCE_OK(tce_kvm_group_remove(&w->kvm, w->owner.vfio.group));
		pthread_barrier_wait(&pair.start);
		TCE_OK(tce_kvm_group_add(&w->kvm, w->owner.vfio.group));
		w->table = (int)TCE_MUST(
			tce_kvm_table_create(&w->kvm, GUEST_LIOBN, &w->window));
		TCE_MUST(bare_table_attach(w));
	}
	pthread_join(thread, NULL);
	pair_close(&pair);
}

/*
 * Entries of a table that is attached to no window: a call for the most takes a
 * good part of a second and more, in which another task on its CPU has many
 * turns. A slow kernel need not go so far. The clock is of no use here: an
 * emulated guest may have moved it.
 */
#define SOME ((uint64_t)1 << 20)
#define MANY ((uint64_t)1 << 26)
#define TURNS 8

static atomic_bool stop;

static void *want_cpu(void *data __attribute__((unused)))
{
	while (!atomic_load(&stop))
		;
	return NULL;
}

/* How often this thread had to let another one run. */
static long turns(void)
{
	struct rusage usage;

	if (getrusage(RUSAGE_THREAD, &usage))
		tce_broken("getrusage: %s", strerror(errno));
	return usage.ru_nivcsw;
}

/* How many turns the other task has while the guest clears entries, or TURNS.
 */
static long turns_during(const struct guest *w, uint64_t entries)
{
	const long before = turns();

	/* PAPR allows 512 in a call: KVM may well refuse more. */
	if (guest_call(w, TCE_H_STUFF_TCE, 0, 0, entries) != TCE_H_SUCCESS)
		return TURNS;
	return turns() - before;
}

void kvm_run_many_entries(const struct tce_context *ctx __attribute__((unused)))
{
	const struct tce_window window = { .size = MANY << GUEST_SHIFT,
					   .page_shift = GUEST_SHIFT };
	struct guest w = { 0 };
	cpu_set_t one;
	pthread_t thread;
	long most = 0;

	CPU_ZERO(&one);
	CPU_SET(sched_getcpu(), &one);
	if (sched_setaffinity(0, sizeof(one), &one))
		tce_broken("sched_setaffinity: %s", strerror(errno));
	TCE_MUST(tce_kvm_open(&w.kvm));
	w.table = (int)TCE_MUST(
		tce_kvm_table_create(&w.kvm, GUEST_LIOBN, &window));
	TCE_MUST(-pthread_create(&thread, NULL, want_cpu, NULL));
	for (uint64_t n = SOME; n <= MANY && most < TURNS; n *= 2)
		most = turns_during(&w, n);
	atomic_store(&stop, true);
	pthread_join(thread, NULL);
	if (most < TURNS)
		tce_fail("a task beside a guest that clears %llu entries has "
			 "%ld turns, expected %d or more",
			 (unsigned long long)MANY, most, TURNS);
	bare_close(&w);
}
