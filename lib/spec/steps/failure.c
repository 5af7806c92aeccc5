// SPDX-License-Identifier: GPL-2.0-only
/*
 * The text of a failure: what was asked of the kernel, every number resolved
 * and every name the uapi's, so that one line can be pasted into a mail.
 */
#include <inttypes.h>
#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <tce/ioctl.h>
#include <tce/uapi.h>

#include "compare.h"
#include "text.h"

#define FAILURE_MAX 768 /* bytes; any request with any finding fits */

#define ARRAY_SIZE(a) (sizeof(a) / sizeof((a)[0]))

/* --- arguments of ioctls -------------------------------------------------- */

static const char *iommu_name(uint64_t n)
{
	switch (n) {
	case VFIO_TYPE1_IOMMU:
		return "VFIO_TYPE1_IOMMU";
	case VFIO_SPAPR_TCE_IOMMU:
		return "VFIO_SPAPR_TCE_IOMMU";
	case VFIO_EEH:
		return "VFIO_EEH";
	case VFIO_SPAPR_TCE_v2_IOMMU:
		return "VFIO_SPAPR_TCE_v2_IOMMU";
	default:
		return NULL;
	}
}

static const char *eeh_name(uint64_t n)
{
	static const char *const names[] = {
		[VFIO_EEH_PE_DISABLE] = "VFIO_EEH_PE_DISABLE",
		[VFIO_EEH_PE_ENABLE] = "VFIO_EEH_PE_ENABLE",
		[VFIO_EEH_PE_UNFREEZE_IO] = "VFIO_EEH_PE_UNFREEZE_IO",
		[VFIO_EEH_PE_UNFREEZE_DMA] = "VFIO_EEH_PE_UNFREEZE_DMA",
		[VFIO_EEH_PE_GET_STATE] = "VFIO_EEH_PE_GET_STATE",
		[VFIO_EEH_PE_RESET_DEACTIVATE] = "VFIO_EEH_PE_RESET_DEACTIVATE",
		[VFIO_EEH_PE_RESET_HOT] = "VFIO_EEH_PE_RESET_HOT",
		[VFIO_EEH_PE_RESET_FUNDAMENTAL] =
			"VFIO_EEH_PE_RESET_FUNDAMENTAL",
		[VFIO_EEH_PE_CONFIGURE] = "VFIO_EEH_PE_CONFIGURE",
		[VFIO_EEH_PE_INJECT_ERR] = "VFIO_EEH_PE_INJECT_ERR",
	};

	return n < ARRAY_SIZE(names) ? names[n] : NULL;
}

/* Amounts, addresses and bits read best in hex; counts that are small do not */
static void number_add(struct tce_text *t, bool is_count, uint64_t n)
{
	tce_text_add(t, is_count && n < 10000 ? "%" PRIu64 : "%#" PRIx64, n);
}

static void map_flags_add(struct tce_text *t, uint64_t flags)
{
	const uint64_t rest = flags & ~(uint64_t)(VFIO_DMA_MAP_FLAG_READ |
						  VFIO_DMA_MAP_FLAG_WRITE);

	if (flags & VFIO_DMA_MAP_FLAG_READ)
		tce_text_add(t, "R");
	if (flags & VFIO_DMA_MAP_FLAG_WRITE)
		tce_text_add(t, "W");
	if (rest || !flags)
		tce_text_add(t, flags == rest ? "%#" PRIx64 : "|%#" PRIx64,
			     rest);
}

/* What every such call has is left out. */
static bool member_shows(const struct tce_request *r, unsigned int arg)
{
	const struct tce_op_info *info = &tce_op_info[r->op];
	const uint64_t value = r->arg[arg];

	switch (arg) {
	case TCE_ARG_ARGSZ:
		return value != info->size;
	case TCE_ARG_FLAGS:
		return value || r->op == TCE_OP_MAP;
	case TCE_ARG_RESV1:
	case TCE_ARG_RESV2:
		return value;
	default:
		break;
	}
	if (r->op != TCE_OP_EEH || arg == TCE_ARG_VALUE)
		return true;
	return value || r->arg[TCE_ARG_VALUE] == VFIO_EEH_PE_INJECT_ERR;
}

static void member_add(struct tce_text *t, const struct tce_request *r,
		       const struct tce_field *f)
{
	const uint64_t value = r->arg[f->arg];
	const char *name = f->arg == TCE_ARG_VALUE ? eeh_name(value) : NULL;

	tce_text_add(t, "%s=", f->member);
	if (name)
		tce_text_add(t, "%s", name);
	else if (r->op == TCE_OP_MAP && f->arg == TCE_ARG_FLAGS)
		map_flags_add(t, value);
	else
		number_add(t,
			   f->arg == TCE_ARG_PAGE_SHIFT ||
				   f->arg == TCE_ARG_LEVELS ||
				   f->arg == TCE_ARG_ARGSZ ||
				   f->arg == TCE_ARG_TYPE ||
				   f->arg == TCE_ARG_FUNC ||
				   f->arg == TCE_ARG_VALUE,
			   value);
}

static void members_add(struct tce_text *t, const struct tce_request *r)
{
	const struct tce_field *f = tce_op_info[r->op].field;
	bool any = false;

	tce_text_add(t, "{");
	for (; f->width; f++) {
		if (!member_shows(r, f->arg))
			continue;
		tce_text_add(t, "%s", any ? " " : "");
		member_add(t, r, f);
		any = true;
	}
	tce_text_add(t, "}");
}

/* --- what a step acts on -------------------------------------------------- */

static void fd_add(struct tce_text *t, const struct tce_session *s,
		   unsigned int kind, unsigned int slot)
{
	static const struct {
		const char *name;
		char letter;
	} kinds[] = {
		[TCE_FD_CONTAINER] = { "container", 'c' },
		[TCE_FD_GROUP] = { "group", 'g' },
		[TCE_FD_DEVICE] = { "device", 'd' },
	};

	if (kind == TCE_FD_FOREIGN) {
		tce_text_add(t, "/dev/null");
	} else if (kind == TCE_FD_CLOSED) {
		tce_text_add(t, "a closed descriptor");
	} else {
		tce_text_add(t, "%s", kinds[kind].name);
		if (s->several & 1u << kind)
			tce_text_add(t, " %c%u", kinds[kind].letter, slot);
	}
}

static void target_add(struct tce_text *t, const struct tce_session *s)
{
	fd_add(t, s, s->request.fd_kind, s->request.fd);
}

static const struct tce_pe *pe_of(const struct tce_session *s,
				  unsigned int slot)
{
	return slot < s->platform->npes ? &s->platform->pe[slot] : NULL;
}

const char *session_bdf(const struct tce_session *s, unsigned int slot)
{
	return pe_of(s, slot) ? pe_of(s, slot)->bdf : "none";
}

/* --- ioctls --------------------------------------------------------------- */

/* The structure, or what stands in its place. */
static void structure_add(struct tce_text *t, const struct tce_session *s)
{
	const struct tce_request *r = &s->request;

	if (r->op == TCE_OP_ATTACH)
		fd_add(t, s, r->kind ? r->kind : TCE_FD_CONTAINER, r->slot);
	else if (r->op == TCE_OP_DEVICE)
		tce_text_add(t, "\"%s\"", session_bdf(s, r->fd));
	else if (r->op == TCE_OP_IOCTL)
		tce_text_add(t, "%u bytes of zeros", tce_op_info[r->op].size);
	else
		members_add(t, r);
}

static void pointer_add(struct tce_text *t, const struct tce_session *s)
{
	const uint64_t room = s->request.arg[TCE_ARG_ROOM];

	tce_text_add(t, ", ");
	switch (s->request.ptr) {
	case TCE_PTR_NULL:
		tce_text_add(t, "NULL");
		return;
	case TCE_PTR_NONE:
		tce_text_add(t, "a pointer to inaccessible memory");
		return;
	default:
		structure_add(t, s);
	}
	if (s->request.ptr == TCE_PTR_RO)
		tce_text_add(t, " in read-only memory");
	if (room < UINT32_MAX)
		tce_text_add(t, " of which %" PRIu64 " bytes are accessible",
			     room);
}

/* An argument by value; most calls that could have one have none. */
static void value_add(struct tce_text *t, const struct tce_request *r)
{
	const uint64_t value = r->arg[TCE_ARG_VALUE];
	const bool iommu =
		r->op == TCE_OP_SET_IOMMU || r->op == TCE_OP_CHECK_EXTENSION;

	if (iommu && iommu_name(value))
		tce_text_add(t, ", %s", iommu_name(value));
	else if (iommu || value) {
		tce_text_add(t, ", ");
		number_add(t, true, value);
	}
}

static void ioctl_add(struct tce_text *t, const struct tce_session *s)
{
	const struct tce_request *r = &s->request;
	unsigned int number = (unsigned int)r->arg[TCE_ARG_REQUEST];
	const char *name;

	if (r->op == TCE_OP_DEVICE)
		number = TCE_REQ_GROUP_DEVICE;
	if (!number)
		number = tce_op_info[r->op].request;
	name = tce_request_name(number);
	tce_text_add(t, "ioctl(");
	if (r->op == TCE_OP_DEVICE)
		fd_add(t, s, TCE_FD_GROUP, r->fd);
	else
		target_add(t, s);
	if (name)
		tce_text_add(t, ", %s", name);
	else
		tce_text_add(t, ", %#x", number);
	if (r->op == TCE_OP_DEVICE || tce_op_info[r->op].size)
		pointer_add(t, s);
	else
		value_add(t, r);
	tce_text_add(t, ")");
}

/* --- what is no ioctl ----------------------------------------------------- */

static void open_add(struct tce_text *t, const struct tce_session *s)
{
	const struct tce_pe *pe = pe_of(s, s->request.fd);

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
		tce_text_add(t, "mmap(%#" PRIx64 " bytes, %s) as buffer b%u",
			     size,
			     r->kind < ARRAY_SIZE(kinds) ? kinds[r->kind]
							 : "unknown",
			     r->slot);
		break;
	case TCE_OP_PUNCH:
		tce_text_add(t, "munmap(%#" PRIx64 ", %#" PRIx64 ")",
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

const char *session_property(unsigned int what)
{
	switch (what) {
	case TCE_WHAT_DT_WINDOW:
		return "ibm,dma-window";
	case TCE_WHAT_DT_SAVED:
		return "ibm,dma-window-saved";
	default:
		return "the property of a dynamic window";
	}
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
	if (step->kind >= TCE_WHAT_INFO_FLAGS &&
	    step->kind <= TCE_WHAT_INFO_LEVELS)
		tce_text_add(t, " of the last VFIO_IOMMU_SPAPR_TCE_GET_INFO");
}

/* --- all of them ---------------------------------------------------------- */

static void request_add(struct tce_text *t, const struct tce_session *s)
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
	} else if (op >= TCE_OP_FORK && op <= TCE_OP_PASS) {
		process_add(t, s);
	} else if (op == TCE_OP_CHECK) {
		check_add(t, s);
	} else {
		ioctl_add(t, s);
	}
	if (s->at->by)
		tce_text_add(t, " by process %u", s->at->by);
}

static void where_add(struct tce_text *t, const struct tce_session *s)
{
	if (!s->at) {
		tce_text_add(t, "after the last step");
		return;
	}
	if (s->control)
		tce_text_add(t, "after the refused call");
	else
		tce_text_add(t, "step %u", s->step);
	tce_text_add(t, ": ");
	request_add(t, s);
	if (s->in_loop)
		tce_text_add(t, " (x=%#" PRIx64 ")", s->x);
}

void tce_session_where(const struct tce_session *s, char *buf, size_t len)
{
	struct tce_text t = { buf, len, 0 };

	if (len)
		*buf = '\0';
	where_add(&t, s);
}

/* What fails after the last step has all of them before it. */
void session_failed(struct tce_session *s)
{
	if (!s->at || s->control) {
		s->failed_last = UINT_MAX;
		return;
	}
	if (s->step > s->failed_last)
		s->failed_last = s->step;
	if (s->step < TCE_FAILED_MAX)
		s->failed[s->step] = true;
}

void session_mismatch(struct tce_session *s, const char *fmt, ...)
{
	char line[FAILURE_MAX] = "";
	struct tce_text t = { line, sizeof(line), 0 };
	va_list ap;

	where_add(&t, s);
	tce_text_add(&t, ": ");
	if (t.pos < sizeof(line)) {
		va_start(ap, fmt);
		vsnprintf(line + t.pos, sizeof(line) - t.pos, fmt, ap);
		va_end(ap);
	}
	s->mismatches++;
	session_failed(s);
	if (s->mismatch)
		s->mismatch(s->data, line);
}

void session_ret_print(int64_t ret, char *buf, size_t len)
{
	const char *name =
		ret < 0 && ret > -4096 ? strerrorname_np((int)-ret) : NULL;

	if (name)
		snprintf(buf, len, "-%s", name);
	else
		snprintf(buf, len, ret > 0 ? "+%" PRId64 : "%" PRId64, ret);
}
