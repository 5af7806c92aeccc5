// SPDX-License-Identifier: GPL-2.0-only
/*
 * What was asked of the kernel as text: every number resolved, every name the
 * uapi's.
 */
#include <inttypes.h>

#include <core/array.h>

#include "compare.h"
#include "request.h"
#include "text.h"

static void target_add(struct tce_text *t, const struct tce_session *s)
{
	session_fd_add(t, s, s->request.fd_kind, s->request.fd);
}

static void open_add(struct tce_text *t, const struct tce_session *s)
{
	const struct tce_pe *pe = session_pe(s, s->request.fd);

	if (s->request.op == TCE_OP_CONTAINER)
		tce_text_add(t, "open(/dev/vfio/vfio)");
	else if (pe)
		tce_text_add(t, "open(/dev/vfio/%d)", pe->group_id);
	else
		tce_text_add(t,
			     "open(/dev/vfio/ of a group that is not there)");
}

static void memory_add(struct tce_text *t, const struct tce_session *s)
{
	static const char *const kinds[] = {
		[TCE_BUFFER_ANON] = "anonymous",
		[TCE_BUFFER_SHARED] = "anonymous and shared",
		[TCE_BUFFER_MEMFD] = "of a memfd",
		[TCE_BUFFER_RO] = "anonymous and read-only",
		[TCE_BUFFER_HUGE] = "huge pages",
		[TCE_BUFFER_HUGE_SHARED] = "huge pages, shared",
	};
	const struct tce_request *r = &s->request;
	const uint64_t size = r->arg[TCE_ARG_SIZE];
	const uint64_t addr = s->buf_addr[r->slot];

	switch (r->op) {
	case TCE_OP_BUFFER:
		tce_text_add(t, "mmap(%#" PRIx64 " bytes, %s)", size,
			     r->kind < ARRAY_SIZE(kinds) ? kinds[r->kind]
							 : "unknown");
		if (r->slot != TCE_SLOT_CONTROL)
			tce_text_add(t, " as buffer b%u", r->slot);
		break;
	case TCE_OP_PUNCH:
		tce_text_add(t, "munmap(%#" PRIx64 ", %#" PRIx64 ")",
			     addr + r->arg[TCE_ARG_START], size);
		break;
	case TCE_OP_RENEW:
		tce_text_add(t, "mmap(%#" PRIx64 ", %#" PRIx64 ", MAP_FIXED)",
			     addr + r->arg[TCE_ARG_START], size);
		break;
	case TCE_OP_MLOCK:
		tce_text_add(t, "mlock(%#" PRIx64 ", %#" PRIx64 ")", addr,
			     s->buf_size[r->slot]);
		break;
	case TCE_OP_LIMIT:
		tce_text_add(t, "setrlimit(RLIMIT_MEMLOCK, %#" PRIx64 ")",
			     size);
		break;
	case TCE_OP_UNPRIVILEGED:
		tce_text_add(t, "give up CAP_IPC_LOCK");
		break;
	default: /* PATTERN */
		tce_text_add(t, "CPU write of %#" PRIx64 " bytes at %#" PRIx64,
			     size, addr + r->arg[TCE_ARG_START]);
		break;
	}
}

static void device_add(struct tce_text *t, const struct tce_session *s)
{
	const struct tce_request *r = &s->request;
	const uint64_t iova = r->arg[TCE_ARG_IOVA];

	if (r->op == TCE_OP_DMA_START)
		tce_text_add(t, "start of ");
	else if (r->op == TCE_OP_DMA_WAIT)
		tce_text_add(t, "end of ");
	target_add(t, s);
	switch (r->op) {
	case TCE_OP_ENGINE:
		tce_text_add(t, " %s started, its own memory at IOVA %#" PRIx64,
			     session_bdf(s, r->fd), iova);
		return;
	case TCE_OP_MASTER:
		tce_text_add(t, " bus mastering switched %s",
			     r->arg[TCE_ARG_VALUE] ? "on" : "off");
		return;
	default:
		tce_text_add(t, " %s",
			     r->op == TCE_OP_DMA_READ ? "read" : "write");
		break;
	}
	tce_text_add(t, " of %#" PRIx64 " bytes at IOVA %#" PRIx64,
		     r->op == TCE_OP_DMA_WAIT ? s->dma_len
					      : r->arg[TCE_ARG_SIZE],
		     r->op == TCE_OP_DMA_WAIT ? s->dma_iova : iova);
}

static void process_add(struct tce_text *t, const struct tce_session *s)
{
	const struct tce_request *r = &s->request;

	switch (r->op) {
	case TCE_OP_FORK:
		tce_text_add(t, "fork() of process %u", r->slot);
		break;
	case TCE_OP_EXEC:
		tce_text_add(t, "execve() in process %u", r->slot);
		break;
	case TCE_OP_EXEC_CLOSING:
		tce_text_add(t,
			     "execve() in process %u, which closes its "
			     "descriptors",
			     r->slot);
		break;
	case TCE_OP_EXIT:
		tce_text_add(t, "exit() of process %u", r->slot);
		break;
	case TCE_OP_KILL:
		tce_text_add(t, "SIGKILL for process %u", r->slot);
		break;
	default: /* PASS */
		tce_text_add(t, "SCM_RIGHTS: ");
		target_add(t, s);
		tce_text_add(t, " to process %u", r->slot);
		break;
	}
}

/* No system call: a rule of the firmware. */
static void firmware_add(struct tce_text *t, const struct tce_session *s)
{
	static const char *const names[TCE_CALLS] = {
		[TCE_CALL_QUERY] = "query-pe-dma-window",
		[TCE_CALL_CREATE] = "create-pe-dma-window",
		[TCE_CALL_REMOVE] = "remove-pe-dma-window",
		[TCE_CALL_RESET] = "reset-pe-dma-windows",
	};
	const struct tce_request *r = &s->request;
	const char *bdf = session_bdf(s, r->slot);

	if (r->op == TCE_OP_REFUSE_LIVE) {
		tce_text_add(t,
			     "firmware of %s: no window with live entries is "
			     "removed",
			     bdf);
		return;
	}
	tce_text_add(t,
		     "firmware of %s: ibm,%s ends %" PRIu64
		     " time%s with %" PRId64,
		     bdf, names[r->kind], r->arg[TCE_ARG_COUNT],
		     r->arg[TCE_ARG_COUNT] == 1 ? "" : "s",
		     (int64_t)r->arg[TCE_ARG_VALUE]);
}

static void check_add(struct tce_text *t, const struct tce_session *s)
{
	static const char *const what[TCE_WHATS] = {
		[TCE_WHAT_LOCKED] = "VmLck",
		[TCE_WHAT_INFO_FLAGS] = "flags",
		[TCE_WHAT_INFO_START] = "dma32_window_start",
		[TCE_WHAT_INFO_SIZE] = "dma32_window_size",
		[TCE_WHAT_INFO_PGSIZES] = "ddw.pgsizes",
		[TCE_WHAT_INFO_WINDOWS] = "ddw.max_dynamic_windows_supported",
		[TCE_WHAT_INFO_LEVELS] = "ddw.levels",
		[TCE_WHAT_STATUS] = "flags of the last VFIO_GROUP_GET_STATUS",
		[TCE_WHAT_WRITTEN] = "bytes of the last argument that changed",
		[TCE_WHAT_WINDOWS] = "windows",
		[TCE_WHAT_LIVE] = "live entries",
		[TCE_WHAT_QUERIES] = "queries",
		[TCE_WHAT_CREATES] = "requests to create a window",
		[TCE_WHAT_REMOVES] = "requests to remove a window",
		[TCE_WHAT_RESETS] = "requests to reset the windows",
		[TCE_WHAT_REFUSALS] = "refusals",
	};
	const struct tce_step *step = s->at;

	switch (step->kind) {
	case TCE_WHAT_WIN_START:
		tce_text_add(t, "start of window w%u", step->slot);
		break;
	case TCE_WHAT_DT_WINDOW:
	case TCE_WHAT_DT_SAVED:
	case TCE_WHAT_DT_DDW:
		tce_text_add(t, "device tree of %s",
			     session_bdf(s, step->slot));
		break;
	default:
		tce_text_add(t, "%s", what[step->kind]);
		break;
	}
	if (step->kind >= TCE_WHAT_WINDOWS)
		tce_text_add(t, " of %s at the firmware",
			     session_bdf(s, step->slot));
	if (step->kind >= TCE_WHAT_INFO_FLAGS &&
	    step->kind <= TCE_WHAT_INFO_LEVELS)
		tce_text_add(t, " of the last VFIO_IOMMU_SPAPR_TCE_GET_INFO");
}

void session_request_add(struct tce_text *t, const struct tce_session *s)
{
	const unsigned int op = s->at->op;

	if (op == TCE_OP_CONTAINER || op == TCE_OP_GROUP) {
		open_add(t, s);
	} else if (op == TCE_OP_CLOSE) {
		tce_text_add(t, "close(");
		target_add(t, s);
		tce_text_add(t, ")");
	} else if (op == TCE_OP_REBIND) {
		tce_text_add(t, "unbind and bind %s",
			     session_bdf(s, s->request.fd));
	} else if (op >= TCE_OP_BUFFER && op <= TCE_OP_PATTERN) {
		memory_add(t, s);
	} else if (op >= TCE_OP_ENGINE && op <= TCE_OP_DMA_WAIT) {
		device_add(t, s);
	} else if (op == TCE_OP_FAIL || op == TCE_OP_REFUSE_LIVE) {
		firmware_add(t, s);
	} else if (op >= TCE_OP_FORK && op <= TCE_OP_PASS) {
		process_add(t, s);
	} else if (op == TCE_OP_CHECK) {
		check_add(t, s);
	} else {
		session_ioctl_add(t, s);
	}
	if (s->at->by)
		tce_text_add(t, " by process %u", s->at->by);
}
