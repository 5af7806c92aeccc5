// SPDX-License-Identifier: GPL-2.0-only
#include "threads.h"

#include "harness.h"

struct runner {
	struct race *race;
	unsigned int thread;
	pthread_t id;
};

void race_open(struct race *r, const struct tce_platform *p)
{
	*r = (struct race){
		.p = p,
		.buf = { .size = (uint64_t)THREADS * p->page_size },
		.window = { .page_shift = 12, .levels = 1, .size = 4 << 20 }
	};
	TCE_MUST(tce_locked_read(&r->locked));
	TCE_MUST(tce_buffer_alloc(&r->buf));
	TCE_MUST(tce_open(&r->vfio, p->pe[0].bdf, TCE_IOMMU_V2));
}

/* ... and a small window with registered memory to map in it. */
void race_open_window(struct race *r, const struct tce_platform *p)
{
	race_open(r, p);
	TCE_MUST(tce_memory_register(r->vfio.container, r->buf.addr,
				     r->buf.size));
	TCE_MUST(tce_window_remove(r->vfio.container, p->win_start));
	TCE_MUST(tce_window_create(r->vfio.container, &r->window));
}

void race_close(struct race *r)
{
	uint64_t locked;

	TCE_OK(tce_close(&r->vfio));
	TCE_MUST(tce_locked_read(&locked));
	if (locked != r->locked)
		tce_fail("VmLck is %lld kB off at the end",
			 (long long)(locked - r->locked) / 1024);
	TCE_MUST(tce_buffer_free(&r->buf));
}

static void *runner_main(void *data)
{
	struct runner *self = data;

	pthread_barrier_wait(&self->race->start);
	self->race->body(self->race, self->thread);
	return NULL;
}

void race_run(struct race *r, unsigned int threads,
	      void (*body)(struct race *r, unsigned int thread))
{
	struct runner runner[THREADS];

	r->body = body;
	TCE_MUST(-pthread_barrier_init(&r->start, NULL, threads));
	for (unsigned int i = 0; i < threads; i++) {
		runner[i] = (struct runner){ .race = r, .thread = i };
		TCE_MUST(-pthread_create(&runner[i].id, NULL, runner_main,
					 &runner[i]));
	}
	for (unsigned int i = 0; i < threads; i++)
		pthread_join(runner[i].id, NULL);
	pthread_barrier_destroy(&r->start);
}

/* A page of the buffer, and a place for it in the window, for each thread. */
void *race_page(const struct race *r, unsigned int thread)
{
	return (char *)r->buf.addr + (size_t)thread * r->p->page_size;
}

uint64_t race_iova(const struct race *r, unsigned int thread)
{
	return r->window.start + (uint64_t)thread * r->p->page_size;
}

/* One of @allowed, or 0; counted. */
void race_note(struct race *r, const char *call, int ret, int a, int b)
{
	if (!ret)
		return;
	if (ret == -a || ret == -b) {
		atomic_fetch_add(&r->refused, 1);
		return;
	}
	if (!atomic_fetch_add(&r->other, 1))
		tce_fail("%s: returned %d", call, ret);
}

/* With everything unmapped, the memory is free to go. */
void race_unregister(struct race *r)
{
	TCE_OK(tce_memory_unregister(r->vfio.container, r->buf.addr,
				     r->buf.size));
}
