/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef TESTS_HELD_H
#define TESTS_HELD_H

#include <pthread.h>
#include <stdbool.h>
#include <stddef.h>

/*
 * A call that is held where the kernel reads the caller's memory: in a page
 * that is not there yet (userfaultfd), so that others meet it without chance.
 */
struct held {
	void *page;
	size_t size;
	int uffd;
};

/* Memory of one page of @size bytes; held_end() ends it. */
void held_open(struct held *h, size_t size);
/* Until somebody wants it. */
void held_wait(const struct held *h);
/* The page is there, and the call goes on. */
void held_fill(const struct held *h, const void *bytes);
void held_end(struct held *h);

/* A thread that closes a descriptor while a call is held. */
struct held_closer {
	pthread_t thread;
	int fd;
	bool done;
};

/* Returns when it is closed, or when the kernel waits for the call. */
void held_close_fd(struct held_closer *c, int fd);
/* Once the call goes on, the descriptor is closed. */
void held_closed(struct held_closer *c);

/* What a CPU frees it takes first when it allocates. */
void held_stay_on_this_cpu(void);

#endif
