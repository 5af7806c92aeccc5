// SPDX-License-Identifier: GPL-2.0-only
/* An ioctl as text: its arguments by the names of linux/vfio.h. */
#include <inttypes.h>

#include <tce/ioctl.h>
#include <tce/uapi.h>

#include <core/array.h>

#include "compare.h"
#include "request.h"
#include "text.h"

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

/* The structure, or what stands in its place. */
static void structure_add(struct tce_text *t, const struct tce_session *s)
{
	const struct tce_request *r = &s->request;

	if (r->op == TCE_OP_ATTACH)
		session_fd_add(t, s, r->kind ? r->kind : TCE_FD_CONTAINER,
			       r->slot);
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

void session_ioctl_add(struct tce_text *t, const struct tce_session *s)
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
		session_fd_add(t, s, TCE_FD_GROUP, r->fd);
	else
		session_fd_add(t, s, r->fd_kind, r->fd);
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
