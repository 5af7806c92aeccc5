/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef LIB_MODEL_H
#define LIB_MODEL_H

#include <tce/model.h>

#include "rules.h"

/* The model's state. Internal to lib/model/. */

#define MODEL_CONTAINERS 16
#define MODEL_MMS 16
#define MODEL_WINDOWS 2
#define MODEL_NONE (-1)

/* Memory that a process has mapped. */
struct model_vma {
	uint64_t start, end;
	uint8_t shift; /* log2 of the backing page */
	bool writable;
};

/* Memory that a container has registered. */
struct model_region {
	uint64_t start, size;
	uint8_t shift;	   /* largest IOMMU page that it can back */
	uint32_t holders;  /* bit n: container n */
	uint64_t mappings; /* TCEs that point into it */
	struct model_region *next;
};

struct model_mm {
	uint64_t locked;
	uint64_t mlocked; /* the part of it that is not VFIO's */
	uint64_t limit;
	bool cap_ipc_lock;
	struct model_vma *vma;
	unsigned int nvmas;
	struct model_region *regions;
};

struct model_tce {
	uint64_t index;
	struct model_region *region;
};

struct model_window {
	bool live, dynamic;
	uint8_t shift;
	uint64_t start, size;
	uint64_t charged;
	struct model_tce *tce; /* those that are mapped, in no order */
	size_t ntces, room;
};

struct model_container {
	bool live;
	unsigned int files; /* descriptors, over all processes */
	int iommu;	    /* 0: none, 1: v1, 2: v2 */
	int mm;
	bool enabled;
	bool pending; /* the default window is made when it is needed */
	uint32_t pes; /* bit n: PE n is attached */
	uint64_t v1_charged;
	struct model_window win[MODEL_WINDOWS];
};

struct model_pe {
	unsigned int files; /* group descriptors and device descriptors */
	unsigned int devices;
	int container;
	bool touched; /* its state is worth comparing */
	bool dt_window, dt_saved, dt_ddw;
};

struct model_proc {
	bool live;
	int mm;
	int container[TCE_SLOTS];
	bool group[TCE_SLOTS], device[TCE_SLOTS];
	uint64_t buf_addr[TCE_OBJECTS], buf_size[TCE_OBJECTS];
	bool has_info, has_status;
	uint64_t info[6], status;
};

struct model {
	struct tce_backend backend;
	const struct tce_platform *platform;
	int broken;
	uint64_t next_addr;
	uint64_t written;
	struct model_region anything; /* backs whatever v1 maps */
	unsigned int nmms;
	struct model_mm mm[MODEL_MMS];
	struct model_container container[MODEL_CONTAINERS];
	struct model_pe pe[TCE_SLOTS];
	struct model_proc proc[TCE_SLOTS];
};

/* Whether a rule is kept; the broken one is not. */
static inline bool keeps(const struct model *m, enum model_rule rule)
{
	return m->broken != (int)rule;
}

/* Whether a rule refuses something that meets @cond. */
static inline bool refuses(const struct model *m, enum model_rule rule,
			   bool cond)
{
	return keeps(m, rule) && cond;
}

/* argument.c: the usual refusals of an argument: EFAULT, then EINVAL by argsz,
 * or 0. */
int64_t model_argument(struct model *m, const struct tce_call *call,
		       enum model_rule argsz);

/* files.c: descriptors, attachment, processes */
int model_open(struct model *m, const struct tce_call *call, int64_t *ret);
int64_t model_close(struct model *m, const struct tce_call *call);
int64_t model_attach(struct model *m, const struct tce_call *call);
int64_t model_detach(struct model *m, const struct tce_call *call);
int64_t model_status(struct model *m, const struct tce_call *call);
int model_process(struct model *m, const struct tce_call *call);
void model_exit(struct model *m, unsigned int by);

/* memory.c: process memory and its registration */
int model_buffer(struct model *m, const struct tce_call *call,
		 struct tce_result *res);
int64_t model_register(struct model *m, struct model_container *c,
		       const struct tce_call *call);
int64_t model_unregister(struct model *m, struct model_container *c,
			 const struct tce_call *call);
struct model_region *model_region_find(struct model *m, int mm, uint64_t start,
				       uint64_t size);
void model_regions_drop(struct model *m, struct model_container *c);
bool model_charge(struct model *m, int mm, uint64_t bytes);
void model_uncharge(struct model *m, int mm, uint64_t bytes);
int model_vma_add(struct model_mm *mm, struct model_vma vma);
void model_mm_free(struct model_mm *mm);

/* windows.c: windows, and what is mapped in them */
int64_t model_info(struct model *m, struct model_container *c,
		   const struct tce_call *call);
int64_t model_create(struct model *m, struct model_container *c,
		     const struct tce_call *call, struct tce_result *res);
int64_t model_remove(struct model *m, struct model_container *c,
		     const struct tce_call *call);
int64_t model_map(struct model *m, struct model_container *c,
		  const struct tce_call *call);
int64_t model_unmap(struct model *m, struct model_container *c,
		    const struct tce_call *call);
void model_windows_drop(struct model *m, struct model_container *c);

#endif
