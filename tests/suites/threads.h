/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef TESTS_THREADS_H
#define TESTS_THREADS_H

#include <pthread.h>
#include <stdatomic.h>

#include <tce/tce.h>

/* Threads of one process on one container. */

#define THREADS 4

/* What the threads of a case share. */
struct race {
	const struct tce_platform *p;
	struct tce_vfio vfio;
	struct tce_buffer buf; /* a CPU page a thread */
	struct tce_window window;
	uint64_t locked; /* VmLck before anything */
	pthread_barrier_t start;
	void (*body)(struct race *r, unsigned int thread);
	/* answers that are not 0, by kind */
	atomic_int refused, other;
};

/* The world of a case: a container with a group, and memory. */
void race_open(struct race *r, const struct tce_platform *p);
/* ... and a small window with the memory registered, to map in it. */
void race_open_window(struct race *r, const struct tce_platform *p);
/* Ends it: nothing may stay charged. */
void race_close(struct race *r);

/* Has so many threads run the function, which begin together; waits for them.
 */
void race_run(struct race *r, unsigned int threads,
	      void (*body)(struct race *r, unsigned int thread));

/* A page of the buffer, and a place for it in the window, for each thread. */
void *race_page(const struct race *r, unsigned int thread);
uint64_t race_iova(const struct race *r, unsigned int thread);

/* An answer to a call that must be 0, -@a or -@b. */
void race_note(struct race *r, const char *call, int ret, int a, int b);

/* With everything unmapped, the memory is free to go. */
void race_unregister(struct race *r);

#endif
