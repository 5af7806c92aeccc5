// SPDX-License-Identifier: GPL-2.0-only
#include "held.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/userfaultfd.h>
#include <poll.h>
#include <sched.h>
#include <stdint.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include "harness.h"

#define PATIENCE_MS 5000
#define CLOSE_S 2 /* a kernel may well wait for the call */

void held_open(struct held *h, size_t size)
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

void held_wait(const struct held *h)
{
	struct pollfd fault = { .fd = h->uffd, .events = POLLIN };
	struct uffd_msg message;

	if (poll(&fault, 1, PATIENCE_MS) != 1 ||
	    read(h->uffd, &message, sizeof(message)) != sizeof(message))
		tce_broken("the call does not read its page");
}

void held_fill(const struct held *h, const void *bytes)
{
	struct uffdio_copy copy = {
		.dst = (uintptr_t)h->page,
		.src = (uintptr_t)bytes,
		.len = h->size,
	};

	if (ioctl(h->uffd, UFFDIO_COPY, &copy))
		tce_broken("UFFDIO_COPY: %s", strerror(errno));
}

void held_end(struct held *h)
{
	munmap(h->page, h->size);
	close(h->uffd);
}

static void *closer_main(void *fd)
{
	close(*(int *)fd);
	return NULL;
}

void held_close_fd(struct held_closer *c, int fd)
{
	struct timespec until;

	c->fd = fd;
	if (pthread_create(&c->thread, NULL, closer_main, &c->fd))
		tce_broken("cannot start a thread");
	clock_gettime(CLOCK_REALTIME, &until);
	until.tv_sec += CLOSE_S;
	c->done = !pthread_timedjoin_np(c->thread, NULL, &until);
}

void held_closed(struct held_closer *c)
{
	if (!c->done)
		pthread_join(c->thread, NULL);
}

void held_stay_on_this_cpu(void)
{
	cpu_set_t set;

	CPU_ZERO(&set);
	CPU_SET(sched_getcpu(), &set);
	if (sched_setaffinity(0, sizeof(set), &set))
		tce_broken("sched_setaffinity: %s", strerror(errno));
}
