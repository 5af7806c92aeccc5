// SPDX-License-Identifier: GPL-2.0-only
/* Carry out orders: the system calls behind the steps. */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <linux/capability.h>

#include <spec/step.h>
#include <tce/buffer.h>
#include <tce/ioctl.h>

#include "dma.h"
#include "request.h"
#include <core/locked.h>

/*
 * Where arguments are placed: a page that the kernel may use, and behind it
 * one that nobody can access. A child made by fork(2) has a stage of its own.
 */
struct stage {
	uint8_t *page;
	uint8_t *none; /* one byte past the page */
	size_t size;
};

static const struct stage *stage_get(void)
{
	static struct stage stage;
	size_t size = (size_t)sysconf(_SC_PAGESIZE);
	uint8_t *map;

	if (stage.page)
		return &stage;
	map = mmap(NULL, 2 * size, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1,
		   0);
	if (map == MAP_FAILED)
		return NULL;
	if (mprotect(map, size, PROT_READ | PROT_WRITE)) {
		munmap(map, 2 * size);
		return NULL;
	}
	stage = (struct stage){ map, map + size, size };
	return &stage;
}

static int raw_ioctl(const struct tce_agent_request *o, void *arg)
{
	int ret = tce_ioctl(o->fd, o->request, arg);

	/* The kernel hands out device descriptors that end at exec(2). */
	if (o->what == TCE_AGENT_DEVICE && ret >= 0)
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

static int run_ioctl(const struct tce_agent_request *o,
		     struct tce_agent_reply *r)
{
	size_t room = o->room < TCE_AGENT_IMAGE ? o->room : TCE_AGENT_IMAGE;
	const struct stage *stage;
	uint8_t *at;

	if (o->by_value || o->ptr == TCE_PTR_NULL) {
		uintptr_t arg = o->by_value ? (uintptr_t)o->value : 0;

		r->ret = raw_ioctl(o, (void *)arg);
		return 0;
	}
	stage = stage_get();
	if (!stage)
		return -ENOMEM;
	if (o->ptr == TCE_PTR_NONE) {
		r->ret = raw_ioctl(o, stage->none);
		return 0;
	}

	at = room < TCE_AGENT_IMAGE ? stage->none - room : stage->page;
	memcpy(at, o->image, room);
	if (o->ptr == TCE_PTR_RO &&
	    mprotect(stage->page, stage->size, PROT_READ))
		return -errno;
	r->ret = raw_ioctl(o, at);
	memcpy(r->image, at, room);
	r->written = changed(o->image, r->image);
	if (o->ptr == TCE_PTR_RO &&
	    mprotect(stage->page, stage->size, PROT_READ | PROT_WRITE))
		return -errno;
	return 0;
}

/*
 * Aligned by nature, so that IOMMU pages larger than the CPU's can hold it.
 * More than 16 MiB would only waste address space.
 */
static size_t buffer_align(uint64_t size)
{
	size_t align = 1;

	while (align < size && align < 16u << 20)
		align <<= 1;
	return align;
}

static int64_t run_buffer(const struct tce_agent_request *o,
			  struct tce_agent_reply *r)
{
	struct tce_buffer buf = { .kind = o->kind,
				  .size = o->size,
				  .align = buffer_align(o->size) };
	int err;

	if (tce_buffer_is_huge(buf.kind)) {
		buf.huge_size = o->value;
		if (buf.align < buf.huge_size)
			buf.align = buf.huge_size;
	}
	err = tce_buffer_alloc(&buf);
	if (err)
		return err;
	r->value = (uintptr_t)buf.addr;
	r->map = (uintptr_t)buf.map;
	r->length = buf.length;
	return 0;
}

static int64_t result(int ret)
{
	return ret < 0 ? -errno : ret;
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

static int64_t run_limit(uint64_t size)
{
	struct rlimit limit = { .rlim_cur = size, .rlim_max = size };

	return result(setrlimit(RLIMIT_MEMLOCK, &limit));
}

/*
 * Asked for after every step: the file stays open. What was opened before a
 * fork(2) tells of the parent.
 */
static int run_locked(uint64_t *bytes)
{
	static int status = -1;
	static pid_t owner;
	pid_t self = getpid();

	if (owner != self) {
		if (status >= 0)
			close(status);
		status = core_locked_open();
		owner = self;
	}
	return status < 0 ? status : core_locked_get(status, bytes);
}

void tce_agent_carry_out(const struct tce_agent_request *o,
			 struct tce_agent_reply *r)
{
	void *addr = (void *)(uintptr_t)o->addr;

	*r = (struct tce_agent_reply){ 0 };
	memcpy(r->image, o->image, sizeof(r->image));
	switch (o->what) {
	case TCE_AGENT_HELLO:
	case TCE_AGENT_LOCKED:
		r->err = run_locked(&r->value);
		break;
	case TCE_AGENT_OPEN:
		/* Open across exec(2): a new program goes on with it. */
		r->ret = result(open(o->path, O_RDWR));
		break;
	case TCE_AGENT_CLOSE:
		r->ret = result(close(o->fd));
		tce_dma_forget(o->fd);
		break;
	case TCE_AGENT_IOCTL:
	case TCE_AGENT_DEVICE:
		r->err = run_ioctl(o, r);
		break;
	case TCE_AGENT_BUFFER:
		r->ret = run_buffer(o, r);
		break;
	case TCE_AGENT_FREE:
		r->ret = result(munmap(addr, o->size));
		break;
	case TCE_AGENT_LOCK:
		/* Sanitizers make mlock(3) do nothing. */
		r->ret = result((int)syscall(SYS_mlock, addr, o->size));
		break;
	case TCE_AGENT_LIMIT:
		r->ret = run_limit(o->size);
		break;
	case TCE_AGENT_UNPRIVILEGED:
		r->ret = drop_lock_cap();
		break;
	case TCE_AGENT_PATTERN:
	case TCE_AGENT_MASTER:
	case TCE_AGENT_ENGINE:
	case TCE_AGENT_DMA:
	case TCE_AGENT_THAW:
		tce_dma_order(o, r);
		break;
	default:
		r->err = -EPROTO;
		break;
	}
}
