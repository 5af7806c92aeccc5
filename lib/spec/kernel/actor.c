// SPDX-License-Identifier: GPL-2.0-only
/* The side that acts: the system calls that requests stand for. */
#include "actor.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <linux/capability.h>

#include <tce/buffer.h>
#include <tce/ioctl.h>

#include <core/locked.h>

void tce_actor_init(struct tce_actor *a)
{
	*a = (struct tce_actor){ .status = -1 };
}

void tce_actor_forked(struct tce_actor *a)
{
	/* What was opened before the fork(2) has the VmLck of the parent. */
	if (a->status >= 0)
		close(a->status);
	a->status = -1;
	memset(a->dma, 0, sizeof(a->dma));
}

void tce_actor_end(struct tce_actor *a)
{
	if (a->scratch.page)
		munmap(a->scratch.page, 2 * a->scratch.size);
	if (a->status >= 0)
		close(a->status);
	tce_actor_init(a);
}

static int64_t result(int ret)
{
	return ret < 0 ? -errno : ret;
}

/* --- ioctls --------------------------------------------------------------- */

static int scratch_map(struct tce_scratch *s)
{
	size_t size = (size_t)sysconf(_SC_PAGESIZE);
	uint8_t *map;

	if (s->page)
		return 0;
	map = mmap(NULL, 2 * size, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1,
		   0);
	if (map == MAP_FAILED)
		return -ENOMEM;
	if (mprotect(map, size, PROT_READ | PROT_WRITE)) {
		munmap(map, 2 * size);
		return -ENOMEM;
	}
	*s = (struct tce_scratch){ map, map + size, size };
	return 0;
}

static int raw_ioctl(const struct tce_agent_request *q, void *arg)
{
	int ret = tce_ioctl(q->ioctl.fd, q->ioctl.number, arg);

	/* The kernel hands out device descriptors that end at exec(2). */
	if (q->ioctl.gives_fd && ret >= 0)
		fcntl(ret, F_SETFD, 0);
	return ret;
}

static uint32_t changed(const uint8_t *before, const uint8_t *after)
{
	uint32_t n = TCE_AGENT_IMAGE;

	while (n && before[n - 1] == after[n - 1])
		n--;
	return n;
}

/* An image with less room than its size ends where its page does. */
static int act_on_image(struct tce_scratch *s,
			const struct tce_agent_request *q,
			struct tce_agent_reply *r)
{
	const uint8_t *image = q->ioctl.image;
	bool readonly = q->ioctl.ptr == TCE_PTR_RO;
	size_t room = TCE_AGENT_IMAGE;
	uint8_t *at = s->page;

	if (q->ioctl.room < room) {
		room = q->ioctl.room;
		at = s->none - room;
	}
	memcpy(at, image, room);
	if (readonly && mprotect(s->page, s->size, PROT_READ))
		return -errno;
	r->ret = raw_ioctl(q, at);
	memcpy(r->ioctl.image, at, room);
	r->ioctl.written = changed(image, r->ioctl.image);
	if (readonly && mprotect(s->page, s->size, PROT_READ | PROT_WRITE))
		return -errno;
	return 0;
}

static int act_ioctl(struct tce_scratch *s, const struct tce_agent_request *q,
		     struct tce_agent_reply *r)
{
	void *value = (void *)(uintptr_t)q->ioctl.value;
	int err;

	memcpy(r->ioctl.image, q->ioctl.image, sizeof(r->ioctl.image));
	if (q->ioctl.by_value || q->ioctl.ptr == TCE_PTR_NULL) {
		r->ret = raw_ioctl(q, q->ioctl.by_value ? value : NULL);
		return 0;
	}
	err = scratch_map(s);
	if (err)
		return err;
	if (q->ioctl.ptr != TCE_PTR_NONE)
		return act_on_image(s, q, r);
	r->ret = raw_ioctl(q, s->none);
	return 0;
}

/* --- memory --------------------------------------------------------------- */

/*
 * Naturally aligned, so that IOMMU pages larger than the CPU's can hold it.
 * More than 16 MiB would only waste address space.
 */
static size_t buffer_align(uint64_t size)
{
	size_t align = 1;

	while (align < size && align < 16u << 20)
		align <<= 1;
	return align;
}

static int64_t act_buffer(const struct tce_agent_request *q,
			  struct tce_agent_reply *r)
{
	struct tce_buffer buf = { .kind = q->buffer.kind,
				  .size = q->buffer.size,
				  .guard = q->buffer.guard,
				  .align = buffer_align(q->buffer.size) };
	int err;

	if (tce_buffer_is_huge(buf.kind)) {
		buf.huge_size = q->buffer.huge_size;
		if (buf.align < buf.huge_size)
			buf.align = buf.huge_size;
	}
	err = tce_buffer_alloc(&buf);
	if (err)
		return err;
	r->buffer.addr = (uintptr_t)buf.addr;
	r->buffer.map = (uintptr_t)buf.map;
	r->buffer.length = buf.length;
	return 0;
}

static int64_t act_renew(void *addr, size_t size)
{
	void *map = mmap(addr, size, PROT_READ | PROT_WRITE,
			 MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0);

	return map == MAP_FAILED ? -errno : 0;
}

/* Also out of the bounding set: exec(2) by root would give it back. */
static int64_t drop_lock_cap(void)
{
	struct __user_cap_header_struct head = {
		.version = _LINUX_CAPABILITY_VERSION_3
	};
	struct __user_cap_data_struct data[_LINUX_CAPABILITY_U32S_3];
	const uint32_t bit = 1u << CAP_IPC_LOCK;

	prctl(PR_CAPBSET_DROP, CAP_IPC_LOCK);
	if (syscall(SYS_capget, &head, data))
		return -errno;
	data[0].effective &= ~bit;
	data[0].permitted &= ~bit;
	data[0].inheritable &= ~bit;
	return result((int)syscall(SYS_capset, &head, data));
}

/* The soft one is what counts; who is not root cannot raise the other again. */
static int64_t act_limit(uint64_t bytes)
{
	struct rlimit limit;

	if (getrlimit(RLIMIT_MEMLOCK, &limit))
		return -errno;
	limit.rlim_cur = bytes;
	if (limit.rlim_max < bytes)
		limit.rlim_max = bytes;
	return result(setrlimit(RLIMIT_MEMLOCK, &limit));
}

/* Needed after every step: the file stays open. */
static int act_locked(struct tce_actor *a, uint64_t *bytes)
{
	if (a->status < 0)
		a->status = core_locked_open();
	return a->status < 0 ? a->status : core_locked_get(a->status, bytes);
}

void tce_actor_run(struct tce_actor *a, const struct tce_agent_request *q,
		   struct tce_agent_reply *r)
{
	void *addr = (void *)(uintptr_t)q->range.addr;

	*r = (struct tce_agent_reply){ 0 };
	switch (q->what) {
	case TCE_AGENT_HELLO:
	case TCE_AGENT_LOCKED:
		r->err = act_locked(a, &r->locked.bytes);
		break;
	case TCE_AGENT_OPEN:
		/* Open across exec(2): a new program goes on with it. */
		r->ret = result(open(q->open.path, O_RDWR));
		break;
	case TCE_AGENT_CLOSE:
		r->ret = result(close(q->close.fd));
		tce_actor_dma_forget(a, q->close.fd);
		break;
	case TCE_AGENT_IOCTL:
		r->err = act_ioctl(&a->scratch, q, r);
		break;
	case TCE_AGENT_BUFFER:
		r->ret = act_buffer(q, r);
		break;
	case TCE_AGENT_FREE:
		r->ret = result(munmap(addr, q->range.size));
		break;
	case TCE_AGENT_RENEW:
		r->ret = act_renew(addr, q->range.size);
		break;
	case TCE_AGENT_LOCK:
		/* Sanitizers make mlock(3) do nothing. */
		r->ret = result((int)syscall(SYS_mlock, addr, q->range.size));
		break;
	case TCE_AGENT_LIMIT:
		r->ret = act_limit(q->limit.bytes);
		break;
	case TCE_AGENT_UNPRIVILEGED:
		r->ret = drop_lock_cap();
		break;
	case TCE_AGENT_PATTERN:
	case TCE_AGENT_MASTER:
	case TCE_AGENT_ENGINE:
	case TCE_AGENT_DMA:
	case TCE_AGENT_THAW:
		tce_actor_dma(a, q, r);
		break;
	default:
		r->err = -EPROTO;
		break;
	}
}
